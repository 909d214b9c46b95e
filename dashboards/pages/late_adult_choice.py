"""What the Late Adult page shows: the cells of the matrix, and one line and parameter with its animals or its results."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pandas as pd

import impc_nb
from dashboards import choices
from impc_nb import late_adult, selection, stage_matrix
from impc_nb.dataset import Dataset
from impc_nb.life_stages import STAGES, StageRows
from impc_nb.schema import LATE, ImpcError, NotFound, nearest
from impc_nb.stage_matrix import OLDER, SORTS, StageMatrix

ROWS = ("25", "50", "100", "all")
OPTIONS = {"sort": "late-only", "older": "late", "procedure": "", "sex": "", "zygosity": "", "centre": "", "system": "", "genes": "",
           "find": "", "rows": "25", "from": "1", "animals": ""}  # fmt: skip


FIRST_PARAMETER = "Body weight"  # of the gene shown first, where it has it: what ageing changes most


@lru_cache(maxsize=4)
def stored_rows(release: str) -> StageRows:
    """The adult results of a stored release."""
    return late_adult.stage_rows(release=release)


def is_live(release: str) -> bool:
    return selection.is_live(impc_nb.open_catalog(release))


@lru_cache(maxsize=32)
def cells_of(release: str, older: str, procedure: str, sex: str, zygosity: str, centre: str, system: str) -> StageMatrix:
    """All genes, by procedure or by the parameters of one, of the results that are asked for."""
    if is_live(release):
        table = late_adult.landing_states(release, procedure or None)
        if procedure and not len(table):
            raise NotFound(f"The landing page does not tell the parameters of {procedure}; choose a gene to see its own results.")
        return stage_matrix.stage_matrix(table, older)
    rows = stored_rows(release)
    keep = late_adult.kept(rows, zygosity=zygosity, phenotyping_center=centre, body_system=system)
    if not procedure:
        return stage_matrix.stage_matrix(rows.table("procedure", sex or None, keep), older)
    here = rows.procedure_of[rows.parameter] == list(rows.procedures).index(procedure)
    return stage_matrix.stage_matrix(rows.table("parameter", sex or None, here if keep is None else keep & here), older)


@lru_cache(maxsize=64)
def sorted_cells(release: str, sort: str, known_gene: str, *asked: str) -> StageMatrix:
    """In order; of a gene whose own results were fetched from the services, the early cells are no longer unknown."""
    cells = cells_of(release, *asked)
    if known_gene and is_live(release) and cells.by == "procedure" and (cells.table["marker_accession_id"] == known_gene).any():
        own = live_rows(release, known_gene).table("procedure")
        cells = stage_matrix.stage_matrix(late_adult.with_own_results(cells.table, known_gene, own), cells.older)
    return cells.sorted(sort)


@lru_cache(maxsize=32)
def live_rows(release: str, accession: str) -> StageRows:
    """All results of a gene of the services."""
    return late_adult.stage_rows(accession, release)


@dataclass
class Cells:
    """The matrix as asked for: all its cells in order, and those of one page."""

    everything: StageMatrix | None = None
    page: StageMatrix | None = None
    first: int = 0
    known: dict[str, list[str]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    source: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    known_gene: str = ""

    @property
    def key(self) -> tuple:
        """Equal for the same cells on the same page."""
        return (self.first, self.known_gene, *(v for n, v in self.asked.items() if n not in ("animals", "from")))


@lru_cache(maxsize=8)
def _known(release: str) -> dict[str, list[str]]:
    """What each filter can be set to; nothing where the source does not say."""
    if is_live(release):
        listed = sorted(impc_nb.load_table("late_adult", release=release)["procedure_name"].dropna().unique())
        return {"procedure": listed, "sex": [], "zygosity": [], "centre": [], "system": []}
    rows = stored_rows(release)
    of = late_adult.choices_of(rows)
    return {"procedure": [str(p) for p in rows.procedures], "sex": ["female", "male"], "zygosity": of["zygosity"],
            "centre": of["phenotyping_center"], "system": of["body_system"]}  # fmt: skip


def choose_cells(release: str, options: dict[str, str], known_gene: str = "") -> Cells:
    """Follow the options as far as they lead; what cannot be is said in a sentence and left out.

    ``known_gene``: the MGI id of a gene whose own results are known.
    """
    out = Cells(asked=dict(options), known_gene=known_gene)
    try:
        out.known = _known(release)
        asked = {name: _taken(out, name, options[name]) for name in ("procedure", "sex", "zygosity", "centre", "system")}
        older = options["older"] if options["older"] in OLDER else "late"
        sort = options["sort"] if options["sort"] in SORTS else "late-only"
        out.asked |= asked | {"older": older, "sort": sort}
        asked_of = [asked[n] for n in ("procedure", "sex", "zygosity", "centre", "system")]
        cells = sorted_cells(release, sort, known_gene, older, *asked_of)
    except ImpcError as problem:
        out.messages.append(str(problem))
        return out
    out.source = cells.table.attrs.get("source") or f"statistical results of {impc_nb.open_catalog(release).metadata['release'].title}"
    listed = [g for g in options["genes"].replace(",", " ").replace(";", " ").split() if g]
    if listed:
        missing = cells.missing(listed)
        if missing:
            out.messages.append(f"Not among the {len(cells.genes)} genes here: {', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}.")
        cells = cells.of_genes(listed) if len(missing) < len(listed) else cells
    if options["find"].strip():
        found = cells.found(options["find"].strip())
        if len(found.genes):
            cells = found
        else:
            close = nearest(options["find"], cells.genes)
            hint = f" Nearest: {', '.join(close)}." if close else ""
            out.messages.append(f"No gene here contains {options['find'][:40]!r}; all are shown.{hint}")
    size = len(cells.genes) if options["rows"] == "all" else int(options["rows"]) if options["rows"] in ROWS else 25
    first = int(options["from"]) - 1 if options["from"].isdecimal() else 0
    out.first = max(0, min(first, len(cells.genes) - 1)) // max(size, 1) * max(size, 1)
    out.everything, out.page = cells, cells.part(out.first, out.first + size)
    return out


def _taken(out: Cells, name: str, value: str) -> str:
    """The value a filter can be set to; a sentence where there is none like it."""
    if not value:
        return ""
    for known in out.known[name]:
        if known.lower() == value.lower():
            return known
    close = nearest(value, out.known[name]) or out.known[name][:6]
    hint = f"there is {', '.join(close)}" if close else "the source does not tell them apart"
    out.messages.append(f"Nothing here has {name} {value[:40]!r}: {hint}. All are shown.")
    return ""


@dataclass(eq=False)
class Shown:
    """One gene and parameter: animals of both stages, of one, or results only."""

    choice: choices.Choice
    early: Dataset | None = None
    late: Dataset | None = None
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The published adult results of the gene for the procedure of the parameter."""

    @property
    def stages(self) -> list[Dataset]:
        """The stages that have animals, early first."""
        return [d for d in (self.early, self.late) if d is not None]

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
    wanted = cells_of(release, "late", "", "", "", "", "").sorted("late-only").genes
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
    rows = pairs[pairs["early_parameter_stable_id"] == row["parameter_stable_id"]] if len(pairs) else pairs
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


def _pick(choice: choices.Choice, states: pd.DataFrame, pairs: pd.DataFrame, asked: str, dataset: str) -> pd.Series:
    """The row of the parameter asked for by name or id, early or late; else of the dataset, else the most telling one."""
    choice.parameters = sorted(states["parameter_name"].dropna().unique(), key=str.lower)
    text = asked.strip().lower()
    ids = ["parameter_stable_id", *(f"{stage}_parameter_stable_id" for stage in STAGES)]
    match = states[[*ids, "parameter_name"]].apply(lambda c: c.str.lower() == text).any(axis=1) if text else pd.Series(False, states.index)
    if dataset and not match.any():
        match = (states[[f"{stage}_doc_id" for stage in STAGES]] == dataset).any(axis=1)
    if text and not match.any() and asked != FIRST_PARAMETER:
        close = nearest(asked, choice.parameters)
        hint = f"The nearest: {', '.join(close)}." if close else f"{len(choice.parameters)} are offered in the list."
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
    rows = impc_nb.load_results(accession, release=release)
    return rows[rows["life_stage_name"].isin(STAGES.values()) & (rows["procedure_name"] == procedure)].reset_index(drop=True)


def kept(asked: Shown, before: Shown) -> Shown:
    """What was shown before stays, with the sentences about what could not be."""
    choice = replace(before.choice, messages=asked.choice.messages)
    return replace(before, choice=choice)
