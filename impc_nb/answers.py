"""What the IMPC services answer, as tables in the names of the project: every quirk is evened out here and nowhere else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from impc_nb.schema import ANIMALS, MUTANT, NotFound, Unavailable, validate
from impc_nb.tables import DATASETS, GENES, PUBLISHED, RESULTS

#: What tells one result of a gene from another where it has no id.
SAME_RESULT = ("parameter_stable_id", "procedure_stable_id", "pipeline_stable_id", "allele_accession_id", "zygosity", "phenotyping_center",
               "metadata_group", "life_stage_name")  # fmt: skip

_RENAMED = {
    "mgi_gene_accession_id": "marker_accession_id", "gene_symbol": "marker_symbol", "dataset_id": "doc_id",
    "statistical_result_id": "doc_id",
    "phenotyping_centre": "phenotyping_center", "reported_p_value": "p_value", "reported_effect_size": "effect_size",
    "metadata_values": "metadata",
}  # fmt: skip
_OBSERVED = {
    "specimenId": "specimen_id", "dateOfExperiment": "date_of_experiment", "specimenDateOfBirth": "date_of_birth", "bodyWeight": "weight",
    "dataPoint": "data_point", "category": "category", "discretePoint": "discrete_point", "windowWeight": "window_weight",
}  # fmt: skip
_NO_ANIMALS = ("line", "embryo", "histopathology", "adult-gross-path", "viability", "fertility")


@lru_cache(1000)
def solr_name(camel: str) -> str:
    """The Solr name of a field of the website's services.

    >>> print(solr_name("femaleKoEffectPValue"), solr_name("group1ResidualsNormalityTest"), solr_name("phenotypingCentre"))
    female_ko_effect_p_value group_1_residuals_normality_test phenotyping_center
    """
    name = re.sub(r"(?<=[a-z])(?=\d)|(?<!^)(?=[A-Z])", "_", camel).lower()
    return _RENAMED.get(name, name)


def number(value) -> float | None:
    """A number that may be written as text; None when it is missing or no number."""
    try:
        read = None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return read if read is not None and math.isfinite(read) else None


def rows_in(answer, service: str) -> list[dict]:
    """The rows of an answer: a list, or the ``content`` of a page; none for no content."""
    if isinstance(answer, dict) and "content" in answer:
        answer = answer["content"]
    if answer is None:
        return []
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise Unavailable(f"{service} answered with data of another shape than expected (no list of rows); it may have changed.")
    return answer


def result_row(raw: dict, columns: Mapping = MappingProxyType(DATASETS)) -> dict:
    """One statistical result or dataset description, in Solr's names and plain types."""
    flat = {solr_name(k): v for k, v in raw.items() if not isinstance(v, dict)}
    method = _part(raw, "statisticalMethod")
    if method:
        flat["statistical_method"] = method.get("name")
        flat |= {solr_name(k): v for k, v in _part(method, "attributes").items()}
    flat |= {solr_name(k): v for k, v in _part(raw, "summaryStatistics").items()}
    flat |= {f"soft_windowing_{solr_name(k)}": v for k, v in _part(raw, "softWindowing").items()}
    term = _part(raw, "significantPhenotype") or _part(raw, "displayPhenotype") or _part(raw, "phenotype")
    flat["mp_term_id"], flat["mp_term_name"] = term.get("id"), term.get("name")
    unit = _part(raw, "unit")
    flat["unit"] = str((unit.get("y") if flat.get("data_type") == "time_series" else unit.get("x")) or "").strip()
    flat["metadata"] = "|".join(conditions(_list(raw.get("metadataValues"))))
    days = (number(day) for day in _list(flat.get("soft_windowing_peaks")))
    flat["soft_windowing_peaks"] = ",".join(str(int(day)) for day in days if day is not None)
    flat["marker_symbol"] = flat.get("marker_symbol") or str(flat.get("allele_symbol") or "").partition("<")[0] or None
    row = {}
    for name, (kind, _) in columns.items():
        value = flat.get(name)
        if kind == "number":
            row[name] = number(value)
        elif kind == "flag":
            row[name] = value if isinstance(value, bool) else None
        else:
            row[name] = None if value is None or value == "" or isinstance(value, list) else str(value)
    return row


def _part(raw: dict, name: str) -> dict:
    """A part of an answer that should be an object; empty when it is missing or something else."""
    return raw[name] if isinstance(raw.get(name), dict) else {}


def _list(value) -> list:
    return value if isinstance(value, list) else []


def conditions(values: Iterable[str]) -> tuple[str, ...]:
    """Recorded conditions as "key = value", each key once, its values as alternatives where animals differ.

    >>> print(conditions(["Model = A|Date = 2019", "Model = A|Date = 2020", "Note = null"]))
    ('Model = A', 'Date = 2019 or 2020')
    """
    found: dict[str, list[str]] = {}
    for part in (part for value in values for part in str(value).split("|")):
        key, _, what = (text.strip() for text in part.partition(" = "))
        known = found.setdefault(key, [])
        if what not in ("null", *known):
            known.append(what)
    return tuple(f"{key} = {' or '.join(known)}" if any(known) else key for key, known in found.items() if key and known)


def results_table(raw: Iterable[dict], columns: dict = RESULTS) -> pd.DataFrame:
    """Rows of one or more services as a table; rows equal in every field (the storage's own id aside) are one."""
    seen: dict[str, dict] = {}
    for row in raw:
        fields = {k: v for k, v in row.items() if k != "id"}
        seen.setdefault(json.dumps(fields, sort_keys=True), row)
    return validate(pd.DataFrame([result_row(row, columns) for row in seen.values()], columns=list(columns)), columns, "the results")


def datasets_table(raw: Iterable[dict]) -> pd.DataFrame:
    """Descriptions of datasets, each dataset once although the service repeats them."""
    table = results_table(raw, DATASETS)
    return table[table["doc_id"].isna() | ~table["doc_id"].duplicated()].reset_index(drop=True)


def join_hits(results: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Results completed with significant calls: ids where a result lacks one, and calls that have no result.

    ``hits`` hold one row per sex and term of a call; of the rows that share an id the smallest p-value counts.
    """
    if hits.empty:
        return results
    hits = hits.sort_values("p_value", kind="stable")
    hits = hits[hits["doc_id"].isna() | ~hits["doc_id"].duplicated()]
    same = [name for name in SAME_RESULT if name != "metadata_group"]
    keys, hit_keys = _keys(results, same), _keys(hits, same)
    known_ids, extra = set(results["doc_id"].dropna()), []
    results = results.copy()
    for key, doc_id, row in zip(hit_keys, hits["doc_id"], hits.index, strict=True):
        if doc_id in known_ids:
            continue
        here = [at for at, k in enumerate(keys) if k == key]
        if not here:
            extra.append(row)
        elif isinstance(doc_id, str):
            open_rows = [at for at in here if pd.isna(results.at[at, "doc_id"]) and bool(results.at[at, "significant"])]
            if len(open_rows) == 1 and hit_keys.count(key) == 1:
                results.at[open_rows[0], "doc_id"] = doc_id
            elif not open_rows:
                extra.append(row)
    return pd.concat([results, hits.loc[extra]], ignore_index=True) if extra else results


def _keys(table: pd.DataFrame, names: Iterable[str]) -> list[tuple]:
    return list(zip(*(table[name].fillna("").astype("object") for name in names), strict=True))


def without_id_twins(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the results without id that are also there with one: the newer service answers for both."""
    keys = _keys(table, SAME_RESULT)
    with_id = {key for key, doc_id in zip(keys, table["doc_id"], strict=True) if isinstance(doc_id, str)}
    keep = [isinstance(doc_id, str) or key not in with_id for key, doc_id in zip(keys, table["doc_id"], strict=True)]
    return table.loc[np.array(keep, bool)].reset_index(drop=True)


def may_have_animals(table: pd.DataFrame) -> pd.Series:
    """Which results can have measured animals behind them; counts per line, images and pathology terms have none."""
    line_level = table["procedure_stable_id"].fillna("").str.contains(r"_VIA_|_FER_|_EV[LMOP]_|_HIS_")
    return ~(table["data_type"].isin(_NO_ANIMALS) | line_level)


def genes_table(answer, service: str) -> pd.DataFrame:
    """Hits of the gene search."""
    found = answer.get("results") if isinstance(answer, dict) else answer
    rows = []
    for hit in rows_in(found, service):
        said = _part(hit, "entityProperties") or hit
        rows.append({
            "marker_symbol": said.get("geneSymbol"), "marker_accession_id": said.get("mgiGeneAccessionId"),
            "marker_name": said.get("geneName"),
            "marker_synonym": _joined(said.get("synonyms")), "human_gene_symbol": _joined(said.get("humanGeneSymbols")),
        })  # fmt: skip
    return validate(pd.DataFrame(rows, columns=list(GENES)).drop_duplicates("marker_accession_id"), GENES, "the genes")


def _joined(names) -> str | None:
    names = names if isinstance(names, list) else str(names or "").split(";")
    return "; ".join(str(name).strip() for name in names if name and str(name).strip()) or None


def animals_table(answer, doc_id: str, service: str) -> pd.DataFrame:
    """The animals of a points file, columns ``schema.ANIMALS``.

    Raises
    ------
    NotFound
        If it holds counts per line instead of animals.
    Unavailable
        If it is not a points file, or that of another dataset.
    """
    series = answer.get("series") if isinstance(answer, dict) else None
    if not isinstance(series, list) or not all(isinstance(part, dict) for part in series):
        raise Unavailable(f"{service} answered with data of another shape than expected (no series of animals); it may have changed.")
    if answer.get("datasetId") not in (None, doc_id):
        raise Unavailable(f"{service} answered with dataset {str(answer['datasetId'])[:40]!r} instead of {doc_id!r}.")
    if series and not any("observations" in part for part in series):
        raise NotFound(f"Dataset {doc_id!r} holds {len(series)} counts of a whole line (such as pups), not animals; choose another.")
    rows = [
        (part.get("specimenSex"), part.get("sampleGroup"), *(seen.get(name) for name in _OBSERVED))
        for part in series
        for seen in rows_in(part.get("observations"), service)
    ]
    if not rows:
        raise NotFound(f"Dataset {doc_id!r} is known but holds no animals.")
    table = pd.DataFrame(rows, columns=["sex", "biological_sample_group", *_OBSERVED.values()])
    return validate(table, ANIMALS, f"the animals of dataset {doc_id}")


def published(row: dict) -> dict:
    """The published result of a row of ``DATASETS``: numbers, flags and texts, None where nothing is published."""
    out: dict = {}
    for name, kind in PUBLISHED.items():
        value = row.get(name)
        value = None if value is None or pd.isna(value) else value
        out[name] = value if value is None else bool(value) if kind == "flag" else float(value) if kind == "number" else str(value)
        if name.endswith("_count") and out[name] is not None:
            out[name] = int(out[name])
    peaks = out["soft_windowing_peaks"]
    out["soft_windowing_peaks"] = tuple(int(float(day)) for day in peaks.split(",")) if peaks else ()
    return out


def mark_zygosity(animals: pd.DataFrame, zygosity: str | None) -> pd.DataFrame:
    """Write the line's zygosity on its mutants; that of controls means nothing and stays missing."""
    everywhere = pd.Series(zygosity, index=animals.index, dtype="str")
    return animals.assign(zygosity=everywhere.where(animals["biological_sample_group"] == MUTANT))
