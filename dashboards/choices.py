"""From the words in a URL to one dataset: what is offered, what was taken, and a sentence where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

import impc_nb
from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError

FIRST_GENE = "Myo6"  # shown first where the release has it: the case the lessons discuss


@lru_cache(maxsize=256)
def load(release: str, doc_id: str) -> Dataset:
    """One dataset, kept so that going back to it costs nothing."""
    return impc_nb.load_dataset(dataset_id=doc_id, release=release)


@lru_cache(maxsize=64)
def offered(release: str, symbol: str) -> pd.DataFrame:
    """All datasets of a gene."""
    return impc_nb.list_datasets(symbol, release=release)


@lru_cache(maxsize=8)
def genes(release: str) -> list[str]:
    """Symbols to offer; empty where a release cannot list them."""
    return sorted(impc_nb.search_genes("", release=release)["marker_symbol"])


@dataclass
class Choice:
    """What a page shows: everything offered, the one taken (or None), and sentences about what could not be."""

    gene: dict | None = None
    datasets: pd.DataFrame = field(default_factory=pd.DataFrame)
    parameter: str = ""
    row: pd.Series | None = None
    messages: list[str] = field(default_factory=list)

    @property
    def parameters(self) -> list[str]:
        return sorted(self.datasets["parameter_name"].dropna().unique(), key=str.lower) if len(self.datasets) else []

    @property
    def rows(self) -> pd.DataFrame:
        """The datasets of the chosen parameter."""
        return self.datasets[self.datasets["parameter_name"] == self.parameter] if len(self.datasets) else self.datasets


def label(row: pd.Series) -> str:
    """A dataset in the chooser: centre, zygosity, life stage, allele and numbers."""
    counts = " ".join(f"{int(n)} {sign}" for sex, sign in (("female", "♀"), ("male", "♂")) if pd.notna(n := row.get(f"{sex}_mutant_count")))
    zygosity = schema.ZYGOSITY_LABELS.get(row["zygosity"], row["zygosity"])
    allele = str(row.get("allele_symbol") or "").partition("<")[2].rstrip(">")
    parts = [row["phenotyping_center"], zygosity, str(row["life_stage_name"]).lower(), allele, counts]
    return " · ".join(str(p) for p in parts if p and not pd.isna(p))


def choose(release: str, gene: str, parameter: str, dataset: str) -> Choice:
    """Follow gene, parameter and dataset as far as they lead; never raises for what a user typed.

    Nothing asked (empty text) takes the first offered; something unknown leaves a message and takes the first too, so
    that a view always shows something it can stand by.
    """
    choice = Choice()
    try:
        symbols = genes(release)
        if not gene:
            gene = FIRST_GENE if FIRST_GENE in symbols else (symbols[0] if symbols else "")
        if not gene:
            choice.messages.append("Which gene? Type a mouse or human symbol, a synonym or an MGI id (for example Myo6).")
            return choice
        choice.gene = impc_nb.find_gene(gene, release=release)
        choice.datasets = offered(release, choice.gene["marker_accession_id"])
    except ImpcError as problem:
        choice.messages.append(str(problem))
        return choice
    if not len(choice.datasets):
        choice.messages.append(f"{choice.gene['marker_symbol']} has no datasets with animals in this release; choose another gene.")
        return choice
    _choose_parameter(choice, parameter, dataset)
    return choice


def _choose_parameter(choice: Choice, parameter: str, dataset: str) -> None:
    rows = choice.datasets
    symbol = choice.gene["marker_symbol"]
    known = rows[rows["doc_id"] == dataset] if dataset else rows[:0]
    if dataset and not len(known):
        choice.messages.append(f"{symbol} has no dataset {dataset[:40]!r} here; the first one that fits is shown. Choose another on the left.")
    names = {str(n).lower(): n for n in rows["parameter_name"].dropna()} | {
        str(i).lower(): n for i, n in zip(rows["parameter_stable_id"], rows["parameter_name"], strict=True)
    }
    if parameter.lower() in names:
        choice.parameter = names[parameter.lower()]
    else:
        choice.parameter = known["parameter_name"].iloc[0] if len(known) else choice.parameters[0]
        if parameter:
            close = schema.nearest(parameter, set(rows["parameter_name"].dropna()))
            hint = f"did you mean {', '.join(close)}?" if close else f"{len(choice.parameters)} others are offered on the left."
            choice.messages.append(f"{symbol} has no parameter {parameter[:60]!r}: {hint} {choice.parameter} is shown.")
    fitting = choice.rows
    by_id = fitting[fitting["parameter_stable_id"].str.lower() == parameter.lower()]
    taken = fitting[fitting["doc_id"] == dataset]
    choice.row = (taken if len(taken) else by_id if len(by_id) else fitting).iloc[0]
