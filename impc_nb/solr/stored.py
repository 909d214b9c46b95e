"""A stored release answering as Solr does: its tables in the names of the cores, the same conditions on their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from impc_nb import answers_fields
from impc_nb.answers import counted
from impc_nb.schema import MUTANT, NotFound, NotOffered, Release
from impc_nb.solr.conditions import Both, Condition, OneOf
from impc_nb.solr.fields import FIELDS
from impc_nb.solr.functions import Computed, Function
from impc_nb.solr.question import Answer, Question
from impc_nb.sources import stored_animals
from impc_nb.tables import SEVERAL

MOST_OBSERVATIONS = 5_000_000
_RENAMED = {
    "phenodigm": {"marker_accession_id": "marker_id"},
    "gene": {
        "marker_accession_id": "mgi_accession_id", "phenotyping_center": "phenotyping_centre", "production_center": "production_centre",
        "significant_top_level_mp_term_name": "significant_top_level_mp_terms",
        "not_significant_top_level_mp_term_name": "not_significant_top_level_mp_terms",
    },
    "experiment": {"marker_symbol": "gene_symbol", "marker_accession_id": "gene_accession_id", "specimen_id": "external_sample_id"},
}  # fmt: skip
_TABLE = {"genotype-phenotype": "phenotype_hits", "statistical-result": "datasets", "phenodigm": "disease_models"}


def documents(catalog, asked: Question) -> pd.DataFrame:
    """The documents of a core that a stored release holds, in Solr's names: columns of several texts joined by "; ".

    Raises
    ------
    NotOffered
        If the release has no such table.
    NotFound
        If observations are asked for without naming their parameter.
    """
    if asked.core == "gene":
        table = _genes(catalog)
    elif asked.core == "experiment":
        table = _observations(catalog, asked)
    else:
        table = catalog[_TABLE[asked.core]].read()
    table = table.rename(columns=_RENAMED.get(asked.core, {}))
    if asked.core == "phenodigm":
        table = table.assign(type="disease_model_summary")
    if asked.core == "statistical-result":
        table = table.assign(metadata=table["metadata"].str.replace("|", SEVERAL, regex=False))
    kinds = FIELDS[asked.core]
    table = table[[name for name in table if name in kinds]].dropna(axis="columns", how="all")
    dates = {name: table[name].dt.strftime("%Y-%m-%dT00:00:00Z") for name in table if kinds[name] == "date"}
    return table.assign(**dates).reset_index(drop=True)


def _genes(catalog) -> pd.DataFrame:
    genes = catalog.genes.read()
    try:
        more = catalog.gene_summaries.read().drop_duplicates("marker_accession_id").set_index("marker_accession_id")
    except NotOffered:
        return genes
    return genes.join(more[[name for name in more if name not in genes]], on="marker_accession_id")


def _named(condition: Condition | None, name: str) -> set[str] | None:
    """The values a field must have one of for a condition to hold; None where it may have any."""
    if isinstance(condition, OneOf) and condition.name == name:
        return set(condition.values)
    if isinstance(condition, Both):
        found = [_named(part, name) for part in condition.parts]
        if condition.how == "AND":
            found = [values for values in found if values is not None]
            return set.intersection(*found) if found else None
        return None if None in found else set.union(*found)
    return None


def _observations(catalog, asked: Question) -> pd.DataFrame:
    conditions = [one for one in (asked.where, *asked.fq) if one is not None]
    named = _named(Both("AND", tuple(conditions)), "parameter_stable_id") if conditions else None
    if not named:
        raise NotFound("A stored release is asked for the observations of some parameters at a time: add field('parameter_stable_id') == "
                       "'IMPC_DXA_006_001' to the condition.")  # fmt: skip
    parameters = catalog.parameters.read().drop_duplicates("parameter_stable_id").set_index("parameter_stable_id")
    genes = catalog.genes.read().drop_duplicates("marker_symbol").set_index("marker_symbol")["marker_accession_id"]
    parts = []
    for parameter in sorted(named & set(parameters.index)):
        rows = stored_animals.observations(Path(catalog.observations.data.url), parameter, MOST_OBSERVATIONS)
        if "doc_id" in rows:  # a fetched release keeps a wildtype once for each dataset it serves
            rows = rows.drop(columns=["doc_id", "window_weight"]).drop_duplicates()
        about = parameters.loc[parameter]
        kind = (
            "time_series" if rows["discrete_point"].notna().any() else "categorical" if rows["category"].notna().any() else "unidimensional"
        )
        mutant = rows["biological_sample_group"] == MUTANT
        parts.append(rows.assign(
            parameter_stable_id=parameter, parameter_name=about["parameter_name"], procedure_name=about["procedure_name"],
            observation_type=kind, marker_accession_id=rows["marker_symbol"].map(genes).where(mutant),
            age_in_weeks=((rows["date_of_experiment"] - rows["date_of_birth"]).dt.days / 7) // 1,
        ))  # fmt: skip
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in ("parameter_stable_id", "biological_sample_group")})
    return pd.concat(parts, ignore_index=True) if parts else empty


def evaluated(asked: Question, docs: pd.DataFrame, release: Release) -> Answer:
    """The answer to a question out of documents at hand."""
    kinds, notes = FIELDS[asked.core], []
    for condition in (asked.where, *asked.fq):
        if condition is not None:
            docs = docs[condition.holds(docs, kinds)]
    facets = {name: _counted(docs, name, kinds) for name in asked.facet}
    found, by = len(docs), {}
    for at, (what, way) in enumerate(asked.sort):
        values = what.values(docs) if isinstance(what, Function) else docs[what] if what in docs else pd.Series(pd.NA, docs.index)
        by[f"_{at}"] = (values, way == "asc")
    if by:  # documents without the field come last, whichever the direction
        order = docs.index.to_frame(index=False, name="_").drop(columns="_").assign(**{name: v.to_numpy() for name, (v, _) in by.items()})
        order = order.sort_values(list(by), ascending=[up for _, up in by.values()], kind="stable", na_position="last")
        docs = docs.iloc[order.index]
    docs = docs.iloc[asked.start :] if asked.rows is None else docs.iloc[asked.start : asked.start + asked.rows]
    if asked.fl:
        worked = {one.name: one.of.values(docs) for one in asked.fl if isinstance(one, Computed)}
        names = [one.name if isinstance(one, Computed) else one for one in asked.fl]
        absent = [name for name in names if name not in worked and name not in docs]
        notes += [f"No document of this release has {', '.join(absent)}."] if absent else []
        docs = docs.assign(**worked).reindex(columns=names)
    docs = typed(docs.reset_index(drop=True), asked)
    if not asked.fl:
        docs = docs.dropna(axis="columns", how="all")
    return Answer(docs, found, facets, replace(asked, rows=asked.rows if asked.rows is not None else found), None, release, tuple(notes))


def _counted(docs: pd.DataFrame, name: str, kinds: Mapping[str, str]) -> pd.Series:
    column = docs[name] if name in docs else pd.Series(dtype="str")
    if kinds[name] == "texts":
        column = column.str.split(SEVERAL, regex=False).explode()
    if kinds[name] == "flag":
        column = column.map({True: "true", False: "false"})
    counts = column.dropna().astype("str").value_counts().rename("documents").rename_axis(name)
    return counts.reset_index().sort_values(["documents", name], ascending=[False, True]).set_index(name)["documents"].astype("int64")


def typed(docs: pd.DataFrame, asked: Question) -> pd.DataFrame:
    """Documents with numbers as numbers, flags as flags, and several texts in one; what had to be evened out is counted."""
    kinds = FIELDS[asked.core] | {one.name: "number" for one in asked.fl if isinstance(one, Computed)}
    out, changes = {}, Counter()
    for name in docs:
        column, kind = docs[name], kinds.get(name, "text")
        if column.dtype == object:
            column = column.map(lambda value: SEVERAL.join(map(str, value)) if isinstance(value, list) else value)
        try:
            out[name] = (pd.to_numeric(column).astype("float64") if kind == "number" else column.astype("boolean") if kind == "flag"
                         else column.where(column.notna(), None).astype("str"))  # fmt: skip
        except (ValueError, TypeError, OverflowError):  # some are of another kind
            values = column.astype(object).where(column.notna(), None)
            read = [answers_fields.READ[kind if kind in ("number", "flag") else "text"](value, changes) for value in values]
            out[name] = pd.Series(read, docs.index, {"number": "float64", "flag": "boolean"}.get(kind, "str"))
    return counted(pd.DataFrame(out, index=docs.index), changes)
