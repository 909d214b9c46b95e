"""Intake readers of a release on disk."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb.schema import ABOUT, BadTable, NotFound, NotOffered, validate
from impc_nb.sources.asking import listed, notes_table
from impc_nb.sources.live_ways import WORDS
from impc_nb.sources.stored_animals import opened, unreadable
from impc_nb.tables import SEVERAL, TABLES

_ESSENTIAL = {
    "genes": {"marker_symbol", "marker_accession_id"}, "parameters": {"parameter_stable_id", "parameter_name"},
    "results": {"doc_id", "marker_accession_id", "parameter_stable_id", "significant"},
    "datasets": {"doc_id", "marker_accession_id", "parameter_stable_id", "phenotyping_center", "metadata_group", "colony_id", "zygosity"},
    "late_adult": {"procedure_name", "late_state"},
}  # fmt: skip
GENE_NAMES = ("marker_symbol", "marker_accession_id", "marker_synonym", "human_gene_symbol")
_NAMES = (*GENE_NAMES, "mp_term_id", "mp_term_name", "synonyms", "page", "design_id")
MOST_ROWS = 50_000_000  # of a table that is held in memory
_PICKED = {"doc_id": "doc_id", "gene": "marker_accession_id", "phenotype": "mp_term_id", "parameter": "parameter_stable_id"}


class StoredTable(BaseReader):
    """A table of a release on disk; ``gene`` (MGI id), ``phenotype`` (MP id), ``parameter`` (id) or ``doc_id`` (one or several) pick rows.

    ``text`` picks the rows in which a name or id contains it.
    """

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, text=None, **picked):
        file = _of(table, Path(data.url))
        if not file.is_file():
            raise NotOffered(f"This release does not offer {table.replace('_', ' ')}: {file.parent.name} has no {file.name}.")
        key = (str(file), _changed(file), table)
        rows = _table(*key)
        for asked, value in picked.items():
            if value is None:
                continue
            column = _PICKED[asked]
            if column not in rows:
                raise NotFound(f"The table {table.replace('_', ' ')} says nothing about {WORDS.get(asked, column)}; leave it out.")
            if len(rows) == len(_table(*key)):  # the first condition uses the index
                found = [_positions(*key, column).get(one, ()) for one in listed(value)]
                rows = rows.take(np.concatenate(found).astype(int) if found else [])
            else:
                rows = rows[rows[column].isin(listed(value))]
        if text:
            names = [name for name in _NAMES if name in rows]
            rows = rows[rows[names].fillna("").agg(SEVERAL.join, axis=1).str.lower().str.contains(text.lower(), regex=False)]
        rows = rows.copy(deep=False)
        rows.attrs["normalised"] = json.loads(_metadata(*key[:2]).get(b"normalised", b"{}"))  # of the whole table
        if table == "results":  # genes (MGI ids) of which only significant results were to be had
            rows.attrs["only_calls"] = tuple(_metadata(*key[:2]).get(b"only_calls", b"").decode().split())
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


def described(folder: Path, doc_id: str) -> tuple[dict, dict] | None:
    """What a release says of one dataset, and the true effects behind it where it is simulated; None where it has no such dataset."""
    file, truth = _of("datasets", folder / "results.parquet"), folder / "truth.parquet"
    return _described(str(file), _changed(file), str(truth), _changed(truth) if truth.is_file() else 0, doc_id)


@lru_cache(1000)
def _described(file: str, changed: int, truth: str, truth_changed: int, doc_id: str) -> tuple[dict, dict] | None:
    rows = _positions(file, changed, "datasets", "doc_id").get(doc_id, ())
    if not len(rows):
        return None
    effects = _positions(truth, truth_changed, None, "doc_id").get(doc_id, ()) if truth_changed else ()
    effect = _table(truth, truth_changed, None).iloc[effects[0]].to_dict() if len(effects) else {}
    return _table(file, changed, "datasets").iloc[rows[0]].to_dict(), {name: value for name, value in effect.items() if name != "doc_id"}


def genes(folder: Path) -> tuple[pd.DataFrame, list[dict[str, list[int]]]]:
    """The genes of a release (not to be changed), and where each name stands, as :func:`by_name`."""
    file = folder / "genes.parquet"
    key = str(file), _changed(file)
    return _table(*key, "genes"), _by_name(*key)


def gene_of(folder: Path, name: str) -> str | None:
    """The MGI id of the one gene with a name in small letters; None where none has it, or several."""
    rows, named = genes(folder)
    places = next((places[name] for places in named if name in places), ())
    return rows["marker_accession_id"].iat[places[0]] if name and len(places) == 1 else None


def compared(folder: Path, gene: str, parameter: str) -> pd.DataFrame | None:
    """What is compared in each dataset of a gene (MGI id) and parameter (id or name in any case): ``schema.ABOUT``; None where none is."""
    file = _of("datasets", folder / "results.parquet")
    rows, places = _compared(str(file), _changed(file))
    found = places.get(gene, {}).get(parameter.strip().lower())
    return None if found is None else rows.take(found)


@lru_cache(4)
def _compared(file: str, changed: int) -> tuple[pd.DataFrame, dict[str, dict[str, list[int]]]]:
    rows = _table(file, changed, "datasets")[list(ABOUT)].reset_index(drop=True)
    places: dict[str, dict[str, list[int]]] = {}
    for column in ("parameter_stable_id", "parameter_name"):
        for at, (gene, name) in enumerate(zip(rows["marker_accession_id"], rows[column].str.lower(), strict=True)):
            if isinstance(name, str):
                known = places.setdefault(gene, {}).setdefault(name, [])
                if at not in known[-1:]:
                    known.append(at)
    return rows, places


@lru_cache(4)
def _by_name(file: str, changed: int) -> list[dict[str, list[int]]]:
    return by_name(_table(file, changed, "genes"))


def by_name(genes: pd.DataFrame) -> list[dict[str, list[int]]]:
    """Name in small letters -> rows of the genes that have it: as a symbol, as an MGI id, as a synonym or human symbol."""
    named = []
    for columns in (GENE_NAMES[:1], GENE_NAMES[1:2], GENE_NAMES[2:]):
        places: dict[str, list[int]] = {}
        for column in columns:
            for at, cell in enumerate(genes[column].fillna("").str.lower()):
                for name in cell.split(SEVERAL):
                    known = places.setdefault(name, [])
                    if name and at not in known[-1:]:
                        known.append(at)
        named.append({name: sorted(set(known)) for name, known in places.items()})
    return named


def _of(table: str, file: Path) -> Path:
    """The file of a table; a fetched release keeps descriptions of datasets apart from the lists of results."""
    apart = file.with_name("datasets.parquet")
    return apart if table == "datasets" and apart.is_file() else file


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as problem:
        raise unreadable(file, problem) from None


@lru_cache(12)
def _table(file: str, changed: int, table: str | None) -> pd.DataFrame:
    try:
        said = opened(file, changed, Path(file).stat().st_size)
        if said.metadata.num_rows > MOST_ROWS:
            raise BadTable(f"it has {said.metadata.num_rows:,} rows")
        wanted = None if table is None else [name for name in TABLES[table] if name in said.types]
        with pq.ParquetFile(file, metadata=said.metadata) as source:
            rows = source.read(columns=wanted).to_pandas()
        if table is None:
            return rows
        # without the column that tells genes apart, a gene would seem to have no rows
        missing = (_ESSENTIAL.get(table, set()) | {"marker_accession_id"} & TABLES[table].keys()) - set(rows)
        if missing:
            raise BadTable(f"it has no column {sorted(missing)[0]!r}")
        return validate(rows, TABLES[table], f"the {table.replace('_', ' ')}")
    except (pa.ArrowException, OSError, BadTable, ValueError, KeyError) as problem:
        raise unreadable(file, problem) from None


@lru_cache(24)
def _metadata(file: str, changed: int) -> dict:
    return pq.read_schema(file).metadata or {}


@lru_cache(24)
def _positions(file: str, changed: int, table: str | None, column: str) -> dict:
    """Where each value of a column stands; missing values stand nowhere."""
    rows = _table(file, changed, table)[column]
    places: dict[object, list[int]] = {}
    for at, (value, known) in enumerate(zip(rows.to_numpy(object), rows.notna(), strict=True)):  # a tenth of what groupby takes
        if known:
            places.setdefault(value, []).append(at)
    return places
