"""What the IMPC services answer, as tables in the names of the project: every quirk is evened out here and nowhere else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, NoneType

import numpy as np
import pandas as pd

from impc_nb import answers_fields
from impc_nb.answers_fields import DUPLICATES, FILLED, JOINED, NO_ANIMALS, NO_NUMBER, NUMBERS_AS_TEXT, OTHER_KIND, number, solr_name
from impc_nb.schema import ANIMALS, MUTANT, BadTable, NotFound, Unavailable, validate
from impc_nb.tables import DATASETS, PUBLISHED, RESULTS, SEVERAL

#: What tells one result of a gene from another where it has no id.
SAME_RESULT = ("parameter_stable_id", "procedure_stable_id", "pipeline_stable_id", "allele_accession_id", "zygosity", "phenotyping_center",
               "metadata_group", "life_stage_name")  # fmt: skip

MOST_FIELDS = 2000
_PARTS = ("statisticalMethod", "summaryStatistics", "softWindowing", "significantPhenotype", "displayPhenotype", "phenotype",
          "topLevelPhenotypes", "unit", "metadataValues")  # fmt: skip
_OBSERVED = {
    "specimenId": "specimen_id", "dateOfExperiment": "date_of_experiment", "specimenDateOfBirth": "date_of_birth", "bodyWeight": "weight",
    "dataPoint": "data_point", "category": "category", "discretePoint": "discrete_point", "windowWeight": "window_weight",
}  # fmt: skip


def rows_in(answer, service: str) -> list[dict]:
    """The rows of an answer: a list, or the ``content`` of a page; none for no content."""
    if isinstance(answer, dict) and "content" in answer:
        answer = answer["content"]
    if answer is None:
        return []
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise Unavailable(f"{service} answered with data of another shape than expected (no list of rows); it may have changed.")
    refuse_wide(answer, service)
    return answer


def refuse_wide(rows: Iterable[dict], service: str) -> None:
    """Refuse rows of so many fields that they are no rows; real ones have fewer than a hundred."""
    widest = max(map(len, rows), default=0)
    if widest > MOST_FIELDS:
        raise Unavailable(f"{service} answered with a row of {widest:,} fields, which is not read; it may have changed.")


def result_row(raw: dict, columns: Mapping = MappingProxyType(DATASETS), changes: Counter | None = None) -> dict:
    """One statistical result or dataset description, in Solr's names and plain types; what is evened out is counted in ``changes``."""
    changes = Counter() if changes is None else changes
    flat = {solr_name(k): v for k, v in raw.items() if k not in _PARTS or (k == "statisticalMethod" and isinstance(v, str))}
    method = {} if "statistical_method" in flat else _part(raw, "statisticalMethod", dict, changes)
    if method:
        flat["statistical_method"] = method.get("name")
        flat |= {solr_name(k): v for k, v in _part(method, "attributes", dict, changes).items()}
    flat |= {solr_name(k): v for k, v in _part(raw, "summaryStatistics", dict, changes).items()}
    flat |= {f"soft_windowing_{solr_name(k)}": v for k, v in _part(raw, "softWindowing", dict, changes).items()}
    term = next(filter(None, (_part(raw, f"{which}henotype", dict, changes) for which in ("significantP", "displayP", "p"))), {})
    flat["mp_term_id"], flat["mp_term_name"] = term.get("id"), term.get("name")
    systems = _objects(_part(raw, "topLevelPhenotypes", list, changes), changes)
    for what in ("id", "name"):
        flat[f"top_level_mp_term_{what}"] = SEVERAL.join(str(one[what]) for one in systems if one.get(what))
    unit = _part(raw, "unit", dict, changes)
    flat["unit"] = str((unit.get("y") if flat.get("data_type") == "time_series" else unit.get("x")) or "").strip()
    flat["metadata"] = "|".join(conditions(_part(raw, "metadataValues", list, changes)))
    days = (number(day, changes) for day in _part(flat, "soft_windowing_peaks", list, changes))
    flat["soft_windowing_peaks"] = ",".join(str(int(day)) for day in days if day is not None)
    flat["marker_symbol"] = flat.get("marker_symbol") or str(flat.get("allele_symbol") or "").partition("<")[0] or None
    row = {name: _value(kind, flat.get(name), changes) for name, (kind, _) in columns.items()}
    return answers_fields.without_placeholders(row, changes)


def _value(kind: str, said, changes: Counter):
    """A single value of a result as its column holds it; an object is none, and several texts are one."""
    if isinstance(said, dict):
        changes[OTHER_KIND] += 1
        return None
    if kind != "text":
        return answers_fields.READ[kind](said, changes)
    if isinstance(said, list):
        changes[JOINED] += 1
        said = SEVERAL.join(str(one) for one in said if one is not None)
    return None if said is None or said == "" else str(said)


def _part(raw: Mapping, name: str, kind: type, changes: Counter):
    """A part of an answer that should be an object or a list; empty when it is missing or something else, which is counted."""
    said = raw.get(name)
    changes[OTHER_KIND] += said not in (None, "") and not isinstance(said, kind)
    return said if isinstance(said, kind) else kind()


def _objects(found: list, changes: Counter) -> list[dict]:
    changes[OTHER_KIND] += sum(not isinstance(one, dict) for one in found)
    return [one for one in found if isinstance(one, dict)]


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
    """Rows of one or more services as a table; rows equal in every field (the storage's own id aside) are one.

    ``attrs["normalised"]`` holds what was evened out and how often.
    """
    raw, changes = list(raw), Counter()
    rows = distinct(raw, changes)
    used = {key for row in rows for key in row if solr_name(key) in columns}
    changes[FILLED] += sum(len(used - row.keys()) for row in rows)
    table = validate(pd.DataFrame([result_row(row, columns, changes) for row in rows], columns=list(columns)), columns, "the results")
    return counted(table, changes)


def distinct(raw: Iterable[dict], changes: Counter) -> list[dict]:
    """The rows without those that are equal to one before in every field but the storage's own id."""
    raw, seen = list(raw), {}
    for row in raw:
        seen.setdefault(json.dumps({k: v for k, v in row.items() if k != "id"}, sort_keys=True), row)
    changes[DUPLICATES] += len(raw) - len(seen)
    return list(seen.values())


def counted(table: pd.DataFrame, *changes: Mapping) -> pd.DataFrame:
    """The table, with what was evened out on the way to it as ``attrs["normalised"]`` (added to what others counted)."""
    table.attrs["normalised"] = dict(+sum((Counter(one) for one in changes), Counter()))
    return table


def datasets_table(raw: Iterable[dict]) -> pd.DataFrame:
    """Descriptions of datasets, each dataset once although the service repeats them."""
    table = results_table(raw, DATASETS)
    once = table[table["doc_id"].isna() | ~table["doc_id"].duplicated()].reset_index(drop=True)
    return counted(once, table.attrs["normalised"], {DUPLICATES: len(table) - len(once)})


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
    return ~(table["data_type"].isin(NO_ANIMALS) | line_level)


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
    columns, changes = ("sex", "biological_sample_group", *_OBSERVED.values()), Counter()
    table = {name: _measured(name, values, changes, service) for name, values in zip(columns, zip(*rows, strict=True), strict=True)}
    try:
        table = validate(pd.DataFrame(table), ANIMALS, f"the animals of dataset {doc_id}")
    except OverflowError:
        raise BadTable(f"In the animals of dataset {doc_id}, a number is too large to be one.") from None
    for name in [name for name, (kind, _) in ANIMALS.items() if kind == "number"]:
        endless = np.isinf(table[name].to_numpy())
        changes[NO_NUMBER] += int(endless.sum())
        table[name] = table[name].mask(endless)
    return counted(table, changes)


def _measured(name: str, values: Sequence, changes: Counter, service: str) -> Sequence:
    """What is said of the animals in one column: numbers as they are, but for flags; numbers where a text belongs as text."""
    kinds = set(map(type, values)) - {NoneType}
    if ANIMALS[name][0] == "number":
        changes[NUMBERS_AS_TEXT] += sum(isinstance(value, str) for value in values) if str in kinds else 0
        return [number(value, changes) if isinstance(value, bool) else value for value in values] if bool in kinds else values
    if ANIMALS[name][0] == "text" and kinds - {str}:
        return [value if isinstance(value, str) else answers_fields.value("text", value, changes, (service, name)) for value in values]
    return values


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
