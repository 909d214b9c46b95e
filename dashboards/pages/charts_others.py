"""The other datasets of the gene and parameter that Charts show: a table, a forest plot, and how many there are."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

import pandas as pd

import impc_nb
from dashboards import choices
from dashboards.data_grid import Column, plain
from dashboards.links import link
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.plots import Picture
from impc_nb.plots.forest import KINDS, forest, intervals
from impc_nb.schema import THRESHOLD, ZYGOSITY_LABELS, ImpcError, Release


def _p(name: str):
    """A p-value; bold and with a sign where it makes a call."""

    def shown(row: dict) -> str:
        if pd.isna(p := row[name]):
            return "–"
        return f"<b>{wording.p_value(p)} ✱</b>" if p < THRESHOLD else wording.p_value(p)

    return shown


def _show(row: dict) -> str:
    shown = " (shown)" if row["shown"] else ""
    words = f"{plain(row['phenotyping_center'])}{shown}"
    if not isinstance(row["doc_id"], str):
        return escape(words)
    return link(words, "charts", gene=row["marker_symbol"], parameter=row["parameter_stable_id"], dataset=row["doc_id"])


_P_VALUES = {"p_value": "", "female_ko_effect_p_value": "females", "male_ko_effect_p_value": "males"}
_NO_PROOF = "Published estimates, each from its own model; intervals that overlap do not prove that centres agree. ✱ p below 0.0001."

SAME = {
    "phenotyping_center": Column("Dataset: centre", _show),
    "allele_symbol": Column("Allele"),
    "zygosity": Column("Zygosity"),
    "life_stage_name": Column("Life stage"),
    "colony_id": Column("Line"),
    "metadata_group": Column("Conditions", lambda r: escape(plain(r["metadata_group"])[:8])),
    "mp_term_name": Column("Called"),
    **{name: Column(f"p, {who}" if who else "p", _p(name), number=True) for name, who in _P_VALUES.items()},
    "genotype_effect_parameter_estimate": Column("Estimate", number=True),
}


class Others(NamedTuple):
    """All datasets of the gene and parameter, as published, the shown one marked; what is said of their estimates, and their picture."""

    rows: pd.DataFrame
    said: str
    estimates: Picture | None


class _InPart(Exception):  # noqa: N818 - an answer, though one that is not kept
    """The datasets, some of them as the list tells, as their own tables could not be read."""


def others(release: str, dataset: Dataset) -> Others:
    """The other datasets of the dataset's gene and parameter; what cannot be read of them is asked for again by the next visitor."""
    try:
        return _kept(release, dataset)
    except _InPart as told:
        return told.args[0]


@lru_cache(maxsize=256)
def _kept(release: str, dataset: Dataset) -> Others:
    """What visitors look at alike; an error is not kept."""
    about, whole, tables = dataset.about, True, []
    gene = about["marker_accession_id"]
    known = choices.with_ids(release, gene, about["parameter_name"])
    for parameter in known["parameter_stable_id"].unique():
        try:
            tables.append(impc_nb.load_table("datasets", gene=gene, parameter=parameter, release=release))
        except ImpcError:  # what the list says must do
            whole = False
            tables.append(known[known["parameter_stable_id"] == parameter].reindex(columns=[*SAME, *known.columns.difference(list(SAME))]))
    rows = pd.concat(tables, ignore_index=True).drop_duplicates(subset=["doc_id"])
    rows = rows.assign(shown=rows["doc_id"] == about["doc_id"]).sort_values("p_value", na_position="last").reset_index(drop=True)
    found = Others(rows, *forest_of(rows, dataset))
    if not whole:
        raise _InPart(found)
    return found


def forest_of(rows: pd.DataFrame, dataset: Dataset) -> tuple[str, Picture | None]:
    """What is said of the estimates of all datasets in the unit of the shown one, and their picture; none where none is published."""
    return forest_of_rows(rows, dataset.unit, dataset.about["parameter_name"] or "", dataset.release)


def forest_of_rows(rows: pd.DataFrame, unit: str, name: str, release: Release) -> tuple[str, Picture | None]:
    """As :func:`forest_of`, for datasets of which no animals are shown."""
    same = rows[rows["unit"].fillna("").astype("str").str.strip() == unit] if "unit" in rows else rows
    words = []
    for row in same.itertuples():
        said = (row.phenotyping_center, ZYGOSITY_LABELS.get(row.zygosity, row.zygosity), row.life_stage_name)
        words.append(" · ".join(str(w) for w in said if pd.notna(w)))
    words = [w if words.count(w) == 1 else f"{w} ({i + 1})" for i, w in enumerate(words)]
    columns = [c for pair in KINDS.values() for c in pair]
    estimates = intervals(same.reindex(columns=[*same.columns, *(c for c in columns if c not in same)]).assign(words=words))
    if not len(estimates):
        which = "it" if len(rows) == 1 else "any of them"
        return f"{tested(rows)} No estimate with a standard error is published for {which}: there is nothing to draw.", None
    return f"{tested(rows)} {_NO_PROOF}", forest(estimates, unit, name, release)


def tested(rows: pd.DataFrame) -> str:
    """How many datasets there are of a gene and parameter, and the smallest of all their p-values."""
    centres = rows["phenotyping_center"].nunique()
    said = f"{len(rows)} dataset{'' if len(rows) == 1 else 's'} of {centres} centre{'' if centres == 1 else 's'}"
    least = rows.reindex(columns=list(_P_VALUES)).apply(pd.to_numeric, errors="coerce").min()
    if least.isna().all():
        return f"{said}; no p-value is given for {'it' if len(rows) == 1 else 'any'}."
    name = "p_value" if least["p_value"] <= least.min() * 1.05 else least.idxmin()  # of one sex only where that is not the dataset's own
    where = rows.loc[pd.to_numeric(rows[name], errors="coerce").idxmin()]
    of = [_P_VALUES[name]] * bool(_P_VALUES[name]) + [f"at {plain(where['phenotyping_center'])}"] * (centres > 1)
    whose = f" ({' '.join(of)})" if of else ""
    return f"{said}; the smallest p-value is {wording.p_value(least[name])}{whose}."
