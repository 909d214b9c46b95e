"""From the words in a URL to one dataset: what is offered, what was taken, and a sentence where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import pandas as pd

import impc_nb
from impc_nb import schema
from impc_nb.catalog import live_title, open_catalog
from impc_nb.dataset import Dataset
from impc_nb.life_stages import early_parameters
from impc_nb.schema import ImpcError

FIRST_GENE, FIRST_PARAMETER = "Myo6", "Body length"  # shown first where a release has them: the case the lessons discuss


def release_shown(name: str) -> schema.Release:
    """The release by its name; a live one says its number when the services tell it."""
    catalog = open_catalog(name)
    about = catalog.metadata["release"]
    return replace(about, title=live_title(catalog)) if about.kind == "live" else about


@lru_cache(maxsize=256)
def load(release: str, doc_id: str) -> Dataset:
    """One dataset, kept so that going back to it costs nothing."""
    return impc_nb.load_dataset(dataset_id=doc_id, release=release)


@lru_cache(maxsize=256)
def offered(release: str, accession: str, parameter: str | None = None) -> pd.DataFrame:
    """All datasets of a gene, or those of one parameter: the live services name some datasets only when asked for one."""
    return impc_nb.list_datasets(accession, parameter, release=release)


@lru_cache(maxsize=256)
def with_ids(release: str, accession: str, parameter: str) -> pd.DataFrame:
    """The datasets of one parameter that can be asked for by id."""
    rows = offered(release, accession)
    rows = rows[rows["parameter_name"] == parameter]
    if rows["doc_id"].isna().any():
        rows = offered(release, accession, parameter)
    return rows.dropna(subset=["doc_id"])


@lru_cache(maxsize=64)
def pairs(release: str, accession: str) -> pd.DataFrame:
    """The parameters of a gene with animals of the same line at both life stages, one row a line."""
    rows = offered(release, accession).dropna(subset=["doc_id"])
    early = early_parameters(rows)
    rows = rows.assign(early_parameter_stable_id=rows["parameter_stable_id"].map(lambda i: early.get(i, i)))
    stages = [rows[rows["life_stage_name"] == stage] for stage in (schema.EARLY, schema.LATE)]
    line = ["early_parameter_stable_id", "phenotyping_center", "zygosity", "allele_symbol"]
    return stages[0].merge(stages[1], on=line, suffixes=("", "_late")).reset_index(drop=True)


@lru_cache(maxsize=256)
def gene_called(release: str, text: str) -> dict:
    """The gene a text names."""
    return impc_nb.find_gene(text, release=release)


@lru_cache(maxsize=8)
def genes(release: str) -> list[str]:
    """Symbols of a release; none of a live one, which is only searched."""
    return sorted(impc_nb.search_genes("", release=release)["marker_symbol"])


def symbols_to_offer(release: str) -> list[str]:
    """Symbols a box offers; none where they cannot be read, which whoever chooses a gene then says."""
    try:
        return genes(release)
    except ImpcError:
        return []


@dataclass
class Choice:
    """What a page shows: everything offered, the one taken (or None), and sentences about what could not be."""

    gene: dict | None = None
    parameters: list[str] = field(default_factory=list)
    parameter: str = ""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    row: pd.Series | None = None
    messages: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Those of the messages that say a file or service could not be read, which is not the same as that there is nothing."""

    def say(self, sentence: str) -> None:
        self.messages.append(sentence)

    def loaded(self, release: str, column: str) -> Dataset | None:
        """The dataset that ``column`` of the chosen row names; a sentence and None when it cannot be loaded."""
        try:
            return None if self.row is None else load(release, self.row[column])
        except ImpcError as problem:
            self.say(str(problem))
            self.unread += [str(problem)] * isinstance(problem, schema.Unavailable)
            return None


def labelled(rows: pd.DataFrame, label, column: str) -> dict[str, str]:
    """Datasets by their words in the chooser; where words are equal, the conditions (or a number) tell them apart."""
    said = [label(row) for _, row in rows.iterrows()]
    groups = {g: f"conditions {i}" for i, g in enumerate(rows["metadata_group"].unique(), 1)}
    out = {}
    for words, doc_id, group in zip(said, rows[column], rows["metadata_group"], strict=True):
        words = f"{words} · {groups[group]}" if said.count(words) > 1 else words
        again = sum(w == words or w.startswith(f"{words} (") for w in out)
        out[f"{words} ({again + 1})" if again else words] = doc_id
    return out


def label(row: pd.Series) -> str:
    """A dataset in the chooser: centre, zygosity, life stage, allele and numbers."""
    counts = " ".join(f"{int(n)} {sign}" for sex, sign in (("female", "♀"), ("male", "♂")) if pd.notna(n := row.get(f"{sex}_mutant_count")))
    if counts and row.get("data_type") == "time_series":  # what is counted of a series are measurements, several of each animal
        counts += " measurements"
    zygosity = schema.ZYGOSITY_LABELS.get(row["zygosity"], row["zygosity"])
    allele = str(row.get("allele_symbol") or "").partition("<")[2].rstrip(">")
    parts = [row["phenotyping_center"], zygosity, str(row["life_stage_name"]).lower(), allele, counts]
    return " · ".join(str(p) for p in parts if p and not pd.isna(p))


def label_pair(row: pd.Series) -> str:
    """An early and a late dataset of one line in the chooser."""
    return f"{row['phenotyping_center']} · {schema.ZYGOSITY_LABELS.get(row['zygosity'], row['zygosity'])} · early and late"


def choose_gene(release: str, gene: str) -> Choice:
    """The gene somebody typed, or the first one when nothing was; never raises for what a user typed."""
    choice = Choice()
    try:
        symbols = genes(release)
        gene = gene or (FIRST_GENE if FIRST_GENE in symbols else next(iter(symbols), ""))
        if gene:
            choice.gene = gene_called(release, gene)
        else:
            choice.say("Which gene? Type a mouse or human symbol, a synonym or an MGI id, for example Myo6.")
    except ImpcError as problem:
        choice.say(str(problem))
    return choice


def pick_parameter(choice: Choice, table: pd.DataFrame, asked: str, known: str | None = None) -> None:
    """Take the parameter asked for by name or id; else ``known``, else the first, with a sentence when one was asked for."""
    table = table.dropna(subset=["parameter_name"])
    names = table["parameter_name"]
    choice.parameters = sorted(names.unique(), key=str.lower)
    by_word = {str(n).lower(): n for n in names} | dict(zip(table["parameter_stable_id"].str.lower(), names, strict=True))
    first = FIRST_PARAMETER if FIRST_PARAMETER in choice.parameters else choice.parameters[0]
    choice.parameter = by_word.get(asked.lower(), known or first)
    if asked and asked.lower() not in by_word:
        close = schema.nearest(asked, choice.parameters)
        hint = f"The nearest: {', '.join(close)}." if close else f"{len(choice.parameters)} are offered in the list."
        choice.say(f"{choice.gene['marker_symbol']} has no parameter {asked[:60]!r} here. {hint} {choice.parameter} is shown.")


def choose(release: str, gene: str, parameter: str, dataset: str) -> Choice:
    """Follow gene, parameter and dataset as far as they lead; never raises for what a user typed."""
    choice = choose_gene(release, gene)
    if choice.gene is None:
        return choice
    accession, symbol = choice.gene["marker_accession_id"], choice.gene["marker_symbol"]
    try:
        everything = offered(release, accession)
        if not len(everything):
            choice.say(f"{symbol} has no datasets with animals in this release; choose another gene.")
            return choice
        known = everything.loc[everything["doc_id"] == dataset, "parameter_name"]
        pick_parameter(choice, everything, parameter, known.iloc[0] if dataset and len(known) else None)
        choice.rows = with_ids(release, accession, choice.parameter)
    except ImpcError as problem:
        choice.say(str(problem))
        return choice
    if not len(choice.rows):
        choice.say(f"{choice.parameter} of {symbol} is listed, but no dataset with its animals is; choose another parameter.")
        return choice
    taken = (choice.rows["doc_id"] == dataset).to_numpy()
    if dataset and not taken.any():
        choice.say(f"{symbol} has no dataset {dataset[:40]!r} of {choice.parameter}; the first one that fits is shown.")
    if not taken.any():
        taken = (choice.rows["parameter_stable_id"].str.lower() == parameter.lower()).to_numpy()
    choice.row = choice.rows.iloc[int(taken.argmax())]
    return choice
