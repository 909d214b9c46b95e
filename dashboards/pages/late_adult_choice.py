"""One line and parameter of the Late Adult page: which is meant, and its animals or its results."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboards import choices
from dashboards.gene_data import is_live
from dashboards.pages.late_adult_asked import live_rows, sorted_cells, stored_rows
from impc_nb.dataset import Dataset
from impc_nb.life_stages import STAGES
from impc_nb.schema import LATE, ImpcError, nearest

FIRST_PARAMETER = "Body weight"  # of the gene shown first, where it has it: what ageing changes most


@dataclass(eq=False)
class Shown:
    """One gene and parameter: animals of both stages, of one, or results only; those of middle age stand beside."""

    choice: choices.Choice
    early: Dataset | None = None
    late: Dataset | None = None
    middle: Dataset | None = None
    states: dict = field(default_factory=dict)
    """What is known of the parameter at each stage: a row of :func:`impc_nb.load_late_adult`."""
    named: str = ""
    """The parameter as a link names it: by its id where the gene has two of its name."""
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The published adult results of the gene for the procedure of the parameter, under the names of early adult parameters."""

    @property
    def stages(self) -> list[Dataset]:
        """The stages that have animals: early, late, middle aged."""
        return [d for d in (self.early, self.late, self.middle) if d is not None]

    @property
    def both(self) -> bool:
        return self.early is not None and self.late is not None

    @property
    def any(self) -> bool:
        return self.choice.gene is not None and bool(self.choice.parameter)


@lru_cache(maxsize=64)
def gene_states(release: str, accession: str) -> pd.DataFrame:
    """The states of a gene, a row per early adult parameter, the most telling first: late only, both, early only, then by p."""
    if is_live(release):
        table = live_rows(release, accession).table()
    else:
        rows = stored_rows(release)
        table = rows.table(keep=(rows.rows["marker_accession_id"] == accession).to_numpy(bool))
    rank = 2 * (table["late_state"] != "significant") + (table["early_state"] == "significant")
    untested = (table["late_state"] == "not tested") & (table["middle_state"] == "not tested")
    p = table[["late_p_value", "early_p_value"]].min(axis=1)
    order = np.lexsort((p.fillna(2), rank, untested))
    return table.iloc[order].reset_index(drop=True)


def first_gene(release: str) -> str:
    """The gene to begin with: that with most late-only parameters among those with animals at both stages."""
    if is_live(release):
        return ""
    rows = stored_rows(release).rows
    late = rows[(rows["life_stage_name"] == LATE) & rows["doc_id"].notna()]
    wanted = sorted_cells(release, "late-only", "", "late", "", "", "", "", "").genes
    there = set(late["marker_symbol"])
    return next((g for g in wanted if g in there), "")


def choose(release: str, gene: str, parameter: str, dataset: str) -> Shown:
    """Follow gene, parameter and dataset as far as they lead; never raises for what a user typed."""
    if not gene:
        gene, parameter = first_gene(release), parameter or FIRST_PARAMETER
    if not gene and is_live(release):  # the page itself says how to choose one
        return Shown(choices.Choice())
    shown = Shown(choices.choose_gene(release, gene))
    choice = shown.choice
    if choice.gene is None:
        return shown
    try:
        states = gene_states(release, choice.gene["marker_accession_id"])
        pairs = _pairs(choice, release)
    except ImpcError as problem:
        choice.say(str(problem))
        return shown
    if not len(states):
        choice.say(f"{choice.gene['marker_symbol']} has no result of adults here. Choose another gene.")
        return shown
    row = _pick(choice, states, pairs, parameter, dataset)
    if dataset and not _is_listed(release, choice.gene["marker_accession_id"], dataset):
        choice.say(f"{choice.gene['marker_symbol']} has no dataset {dataset[:40]!r} here; {row['parameter_name']} is shown.")
    rows = pairs[pairs["early_parameter_stable_id"] == row["parameter_stable_id"]] if len(pairs) else pairs
    shown.states, shown.middle = row.to_dict(), _alone(release, row["middle_doc_id"])
    shared = states["parameter_name"] == row["parameter_name"]
    shown.named = choice.parameter if shared.sum() < 2 else row["parameter_stable_id"]
    if len(rows):
        choice.rows = rows
        taken = rows[(rows[["doc_id", "doc_id_late"]] == dataset).any(axis=1)]
        choice.row = (taken if len(taken) else rows).iloc[0]
        shown.early, shown.late = choice.loaded(release, "doc_id"), choice.loaded(release, "doc_id_late")
    else:
        shown.early, shown.late = (_alone(release, row[f"{stage}_doc_id"]) for stage in ("early", "late"))
    shown.results = _results(release, choice.gene["marker_accession_id"], row["procedure_name"])
    return shown


def _pairs(choice: choices.Choice, release: str) -> pd.DataFrame:
    """Lines with animals of both stages; none where datasets cannot be listed."""
    try:
        return choices.pairs(release, choice.gene["marker_accession_id"])
    except ImpcError:
        return pd.DataFrame()


def _is_listed(release: str, accession: str, dataset: str) -> bool:
    """Whether a dataset is one of the gene's; also where they cannot be listed."""
    try:
        return bool((choices.offered(release, accession)["doc_id"] == dataset).any())
    except ImpcError:
        return True


def _pick(choice: choices.Choice, states: pd.DataFrame, pairs: pd.DataFrame, asked: str, dataset: str) -> pd.Series:
    """The row of the parameter asked for by name or id, early or late; else of the dataset, else the most telling one."""
    choice.parameters = sorted(states["parameter_name"].dropna().unique(), key=str.lower)
    text = asked.strip().lower()
    ids = ["parameter_stable_id", *(f"{stage}_parameter_stable_id" for stage in STAGES)]
    match = states[[*ids, "parameter_name"]].apply(lambda c: c.str.lower() == text).any(axis=1) if text else pd.Series(False, states.index)
    if text and not match.any():  # a cell of which only the procedure is known; its most telling parameter stands first
        match = states["procedure_name"].str.lower() == text
    if dataset and not match.any():
        match = (states[[f"{stage}_doc_id" for stage in STAGES]] == dataset).any(axis=1)
        if len(pairs):
            of_pair = pairs[(pairs[["doc_id", "doc_id_late"]] == dataset).any(axis=1)]
            match |= states["parameter_stable_id"].isin(of_pair["early_parameter_stable_id"])
    if text and not match.any() and asked != FIRST_PARAMETER:
        close = nearest(asked, choice.parameters)
        hint = f"The nearest: {', '.join(close)}." if close else f"{len(choice.parameters)} are offered in the list."
        hint += f" {states['parameter_name'].iloc[0]} is shown."
        choice.say(f"{choice.gene['marker_symbol']} has no parameter {asked[:60]!r} here. {hint}")
    found = states[match] if match.any() else states
    if len(pairs) and len(with_animals := found[found["parameter_stable_id"].isin(pairs["early_parameter_stable_id"])]):
        found = with_animals
    choice.parameter = found.iloc[0]["parameter_name"]
    return found.iloc[0]


def _alone(release: str, doc_id: object) -> Dataset | None:
    """The animals of one stage, where there are any."""
    try:
        return choices.load(release, doc_id) if isinstance(doc_id, str) and doc_id else None
    except ImpcError:
        return None


def _results(release: str, accession: str, procedure: str) -> pd.DataFrame:
    """The published adult results of a gene for a procedure, all stages."""
    rows = live_rows(release, accession) if is_live(release) else stored_rows(release)
    here = (rows.procedures[rows.procedure_of[rows.parameter]] == procedure) & (rows.rows["marker_accession_id"] == accession)
    names = rows.parameters["parameter_name"].to_numpy(object)[rows.parameter]
    return rows.rows.assign(parameter_name=names, procedure_name=procedure)[here].reset_index(drop=True)


def kept(asked: Shown, before: Shown) -> Shown:
    """What was shown before stays, with the sentences about what could not be."""
    choice = replace(before.choice, messages=asked.choice.messages)
    return replace(before, choice=choice)
