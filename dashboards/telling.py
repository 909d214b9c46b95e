"""Which result of a gene is shown when none is asked for, and the first of a few whose animals can be had."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dashboards import choices
from dashboards.sections import sentence
from impc_nb.dataset import Dataset
from impc_nb.schema import NotFound, Unavailable

TRIED = 5  # results whose animals are asked for, one after the other, before a page goes without


def telling(rows: pd.DataFrame) -> list[dict]:
    """Results, those first that tell most: calls with a term before others, numbers before categories, then by p (missing last)."""
    terms = "mp_term_name" in rows  # lists of datasets know of calls, not of their terms

    def order(row: dict) -> tuple:
        called = not pd.isna(row["significant"]) and bool(row["significant"]) and (not terms or isinstance(row["mp_term_name"], str))
        first = row["parameter_name"] == choices.FIRST_PARAMETER
        return (not called, row["data_type"] != "unidimensional", not first, pd.isna(row["p_value"]), row["p_value"])

    named = rows[rows["parameter_name"].notna()]
    return sorted(named.to_dict("records"), key=order)


def first_loaded(release: str, rows: list[dict], page: str) -> tuple[dict | None, Dataset | None, str]:
    """The first of a few results whose animals can be had, and these; else None, None and what was wrong with the first.

    Of each procedure one result is tried before a second: what is lacking of one parameter mostly lacks of those measured with it.
    A live service that cannot be reached is not asked again.
    """
    said = ""
    for row in _one_of_each(rows)[:TRIED]:
        try:
            doc_id = row["doc_id"] if isinstance(row["doc_id"], str) else _id_of(release, row)
            return row | {"doc_id": doc_id}, choices.load(release, doc_id), ""
        except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
            said = said or sentence(problem, page)
            if release == "live" and isinstance(problem, Unavailable):
                break
    return None, None, said


def _one_of_each(rows: list[dict]) -> list[dict]:
    """The first result of each procedure in their order, then the second of each, and so on."""
    seen: Counter = Counter()
    turns = []
    for row in rows:
        turns.append(seen[row["procedure_name"]])
        seen[row["procedure_name"]] += 1
    return [row for _, row in sorted(zip(turns, rows, strict=True), key=lambda pair: pair[0])]


def _id_of(release: str, row: dict) -> str:
    """The dataset of a result that a list names without its id."""
    found = choices.with_ids(release, row["marker_accession_id"], row["parameter_name"])
    found = found[found["parameter_stable_id"] == row["parameter_stable_id"]]
    if not len(found):
        raise NotFound(f"The animals behind {row['parameter_name']} are not named in the list of results.")
    return found.iloc[0]["doc_id"]


def choose_another(release: str, choice: choices.Choice) -> tuple[choices.Choice, Dataset | None]:
    """Where the animals of a parameter nobody asked for cannot be had: the first of the gene's others whose animals can; else as it was."""
    rows = choices.offered(release, choice.gene["marker_accession_id"])
    row, dataset, _ = first_loaded(release, telling(rows[rows["parameter_name"] != choice.parameter]), "Charts")
    if row is None:
        return choice, None
    other = choices.choose(release, choice.gene["marker_accession_id"], row["parameter_name"], row["doc_id"])
    other.say(f"The animals of {choice.parameter} cannot be had; {other.parameter} is shown.")
    return other, dataset
