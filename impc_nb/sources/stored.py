"""Intake readers of a release on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb.schema import ANIMALS, CONTROL, MUTANT, BadTable, NotFound, NotOffered, Unavailable, validate
from impc_nb.sources.asking import IMPRESS_ID_LIKE, checked, listed, notes_table
from impc_nb.tables import SEVERAL, TABLES

_ESSENTIAL = {
    "genes": {"marker_symbol", "marker_accession_id"}, "parameters": {"parameter_stable_id", "parameter_name"},
    "results": {"doc_id", "marker_accession_id", "parameter_stable_id", "significant"},
    "datasets": {"doc_id", "marker_accession_id", "parameter_stable_id", "phenotyping_center", "metadata_group", "colony_id", "zygosity"},
}  # fmt: skip
_NAMES = ("marker_symbol", "marker_accession_id", "marker_synonym", "human_gene_symbol", "mp_term_id", "mp_term_name", "synonyms")
_PICKED = {"doc_id": "doc_id", "gene": "marker_accession_id", "phenotype": "mp_term_id", "parameter": "parameter_stable_id"}


class StoredTable(BaseReader):
    """A table of a release on disk; ``gene`` (MGI id), ``phenotype`` (MP id), ``parameter`` (id) or ``doc_id`` (one or several) pick rows.

    ``text`` picks the rows in which a name or id contains it.
    """

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, text=None, **picked):
        file = Path(data.url)
        if table == "datasets" and file.with_name("datasets.parquet").is_file():  # fetched: apart from the lists of results
            file = file.with_name("datasets.parquet")
        if not file.is_file():
            raise NotOffered(f"This release does not offer {table.replace('_', ' ')}: {file.parent.name} has no {file.name}.")
        key = (str(file), _changed(file), table)
        rows = _table(*key)
        for asked, value in picked.items():
            if value is None:
                continue
            column = _PICKED[asked]
            if len(rows) == len(_table(*key)):  # the first condition uses the index
                found = [_positions(*key, column).get(one, ()) for one in listed(value)]
                rows = rows.take(np.concatenate(found).astype(int) if found else [])
            else:
                rows = rows[rows[column].isin(listed(value))]
        if text:
            names = [name for name in _NAMES if name in rows]
            rows = rows[rows[names].fillna("").agg(SEVERAL.join, axis=1).str.lower().str.contains(text.lower(), regex=False)]
        rows = rows.copy(deep=False)
        if table == "results":  # genes (MGI ids) of which only significant results were to be had
            rows.attrs["only_calls"] = tuple(_metadata(*key[:2]).get(b"only_calls", b"").decode().split())
        return rows


class StoredAnimals(BaseReader):
    """The animals of one dataset: its mutants, and the wildtypes of the same centre, conditions and strain."""

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, dataset: Mapping):
        parameter = checked(dataset["parameter_stable_id"], *IMPRESS_ID_LIKE)
        file = Path(data.url) / f"parameter_stable_id={parameter}" / "part-0.parquet"
        if not file.is_file():
            raise NotFound(f"This release holds no animals for parameter {parameter}.")
        mutant = _where(dataset, MUTANT, ("phenotyping_center", "metadata_group", "colony_id", "zygosity"))
        control = _where(dataset, CONTROL, ("phenotyping_center", "metadata_group", "strain_name"))
        wanted = [name for name in ANIMALS if name not in ("age_in_weeks", "window_weight")]
        try:
            stored = ds.dataset(str(file), format="parquet", partitioning=None)
            apart = "doc_id" in stored.schema.names  # a fetched release keeps the animals of each dataset apart, with their weights
            picked = ds.field("doc_id") == str(dataset["doc_id"]) if apart else mutant | control
            rows = stored.to_table(wanted + ["window_weight"] * apart, filter=picked).to_pandas()
        except (pa.ArrowException, OSError, ValueError, KeyError) as problem:
            raise _unreadable(file, problem) from None
        rows = rows.reindex(columns=list(ANIMALS))  # the Dataset made of it checks the types
        rows.attrs["weighted"] = apart
        return rows


class StoredNotes(BaseReader):
    """What release.json says, one statement a row."""

    implements = {datatypes.JSONFile}
    output_instance = "pandas:DataFrame"

    def _read(self, data):
        said = json.loads(Path(data.url).read_text(encoding="utf-8"))
        made = said.get("made")
        return notes_table({
            "title": said.get("title"), "data release": said.get("data_release"),
            "animals": "simulated" if said.get("simulated") else "real", "layout": said.get("layout"),
            "files": len(said.get("files") or ()), **(made if isinstance(made, dict) else {}),
        })  # fmt: skip


def stored_truth(folder: Path, doc_id: str) -> dict:
    """The true effects behind a simulated dataset; empty where the release has none."""
    file = folder / "truth.parquet"
    if not file.is_file():
        return {}
    rows = _positions(str(file), _changed(file), None, "doc_id").get(doc_id, ())
    table = _table(str(file), _changed(file), None)
    return {k: v for k, v in table.iloc[rows[0]].to_dict().items() if k != "doc_id"} if len(rows) else {}


def _where(dataset: Mapping, group: str, same: Iterable[str]):
    condition = ds.field("biological_sample_group") == group
    for name in same:
        value = dataset.get(name)
        if isinstance(value, str) and value:
            condition &= ds.field(name) == value
    return condition


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as problem:
        raise _unreadable(file, problem) from None


@lru_cache(12)
def _table(file: str, changed: int, table: str | None) -> pd.DataFrame:
    try:
        rows = pq.ParquetFile(file).read().to_pandas()
        if table is None:
            return rows
        missing = _ESSENTIAL.get(table, set()) - set(rows)
        if missing:
            raise BadTable(f"it has no column {sorted(missing)[0]!r}")
        return validate(rows, TABLES[table], f"the {table.replace('_', ' ')}")
    except (pa.ArrowException, OSError, BadTable, ValueError, KeyError) as problem:
        raise _unreadable(Path(file), problem) from None


@lru_cache(4)
def _metadata(file: str, changed: int) -> dict:
    return pq.read_schema(file).metadata or {}


@lru_cache(24)
def _positions(file: str, changed: int, table: str | None, column: str) -> dict:
    """Where each value of a column stands."""
    return _table(file, changed, table).groupby(column).indices


def _unreadable(file: Path, problem: Exception) -> Unavailable:
    text = str(problem).splitlines()[0][:120] if str(problem) else type(problem).__name__
    return Unavailable(f"{file.parent.name}/{file.name} of this release cannot be read ({text}); save or install the release again.")
