"""The bulk files of the IMPC's FTP area: a CSV of millions of rows, compressed, becomes a Parquet file without ever being held whole."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from impc_nb import whole_file
from impc_nb.schema import BadTable
from impc_nb.tables import DATASETS, SEVERAL

FTP = "The IMPC file area"
ROW_GROUP, BLOCK = 50_000, 4_000_000  # rows of a row group; bytes of CSV read at a time
LARGEST, MOST_ROWS = 40_000_000_000, 50_000_000  # of the unpacked CSV: more is damage, or an attack
_TYPES = {"text": pa.string(), "number": pa.float64(), "flag": pa.bool_()}
_SUPPLIED = "Supplied as data"

_IDS = ("marker_accession_id", "marker_symbol", "phenotyping_center", "colony_id", "sex", "zygosity", "allele_accession_id",
        "allele_symbol", "allele_name", "strain_accession_id", "strain_name", "project_name", "pipeline_name",
        "pipeline_stable_id", "procedure_stable_id",
        "procedure_name", "parameter_stable_id", "parameter_name", "top_level_mp_term_id", "top_level_mp_term_name", "mp_term_id",
        "mp_term_name")  # fmt: skip
_CALLS = dict.fromkeys(_IDS, "text") | {"p_value": "number", "percentage_change": "text", "effect_size": "number"}
_RESULTS = (
    {"doc_id": "text"} | dict.fromkeys((*_IDS, "intermediate_mp_term_id", "intermediate_mp_term_name", "metadata_group", "life_stage_name",
                                        "data_type", "status", "statistical_method", "classification_tag"), "text")
    | dict.fromkeys(("significant", "batch_significant", "variance_significant"), "flag")
    | {name: kind for name, (kind, _) in DATASETS.items() if kind == "number"}
)  # fmt: skip
_PUPS = ("Total # Pups", "Total # Male Pups", "Total # Female Pups", "Total # Hom Males", "Total # Hom Females", "Total # Hem Males",
         "Total # WT Males", "Total # WT Females", "Total # Het Males", "Total # Het Females")  # fmt: skip
_VIABILITY = {
    "Gene Symbol": "marker_symbol", "Gene Accession Id": "marker_accession_id", "Allele Symbol": "allele_symbol",
    "Allele Accession Id": "allele_accession_id", "Background Strain Name": "strain_name",
    "Background Strain Accession Id": "strain_accession_id", "Phenotyping Center": "phenotyping_center", "Colony Id": "colony_id",
    "Zygosity": "zygosity", "Viability Phenotype HOMs/HEMIs": "call", "Viability Call Method": "method", "Comment": "comment",
} | {name: name.lower().replace(" # ", "_").replace(" ", "_") for name in _PUPS}  # fmt: skip

#: Catalog entry -> its file, the kinds of its columns, header of the file -> column where they differ, and what it cannot be without.
FILES = MappingProxyType({
    "bulk_calls": ("genotype-phenotype-assertions-ALL.csv.gz", _CALLS | {"statistical_method": "text", "resource_name": "text"},
                   {"colony": "colony_id", "project_fullname": "project_name"}, ("marker_accession_id", "mp_term_id", "p_value")),
    "bulk_results": ("statistical-results-ALL.csv.gz", _RESULTS, {"colony": "colony_id"},
                     ("marker_accession_id", "parameter_stable_id", "p_value")),
    "bulk_viability": ("viability.csv.gz", {c: "number" if n in _PUPS else "text" for n, c in _VIABILITY.items()}, _VIABILITY,
                       ("marker_accession_id", "call")),
})  # fmt: skip


class Unpacked:
    """The bytes of a compressed file, as they are read: counted, and no more than are allowed."""

    def __init__(self, file: Path, moved: Callable[[int], object] = lambda _: None):
        self.packed = file.open("rb")
        self.inside, self.size, self.moved, self.at, self.closed = gzip.GzipFile(fileobj=self.packed), 0, moved, 0, False

    def read(self, size: int = -1) -> bytes:
        got = self.inside.read(BLOCK if size is None or size < 0 else size)
        self.size += len(got)
        if self.size > LARGEST:
            raise BadTable(f"it unpacks to more than {LARGEST / 1e9:,.0f} GB")
        at = self.packed.tell()
        self.moved(at - self.at)
        self.at = at
        return got

    def close(self) -> None:
        self.closed = True
        self.inside.close()
        self.packed.close()


def convert(packed: Path, to: Path, name: str, moved: Callable[[int], object] = lambda _: None) -> dict[str, int]:
    """Write a bulk file as Parquet, in the columns of its entry, each row once; what was evened out is counted.

    Parameters
    ----------
    packed, to : path
        The CSV as it was sent, and the Parquet file: whole when this returns, not there when it raises.
    name : str
        A key of :data:`FILES`.
    moved : callable
        Is told how many more bytes of ``packed`` were read.

    Returns
    -------
    dict
        ``rows in``, ``rows out``, ``repeated`` (dropped: equal in every column), ``unreadable numbers`` (now missing) and
        ``placeholders`` (p = 0 and effect size 1 of results supplied as data, now missing).

    Raises
    ------
    BadTable
        If it is not a compressed CSV, is cut off, lacks a column, or is larger than anything the IMPC publishes.
    """
    _, kinds, renamed, needed = FILES[name]
    part = to.with_name(f"{to.name}.part")
    counted = dict.fromkeys(("rows in", "rows out", "repeated", "unreadable numbers", "placeholders"), 0)
    schema = pa.schema([(column, _TYPES[kind]) for column, kind in kinds.items()])
    source, seen = Unpacked(packed, moved), np.empty(0, "u8")
    try:
        with pq.ParquetWriter(part, schema, compression="zstd", version="2.6") as out:
            for rows in _blocks(source, renamed, needed):
                counted["rows in"] += rows.num_rows
                if counted["rows in"] > MOST_ROWS:
                    raise BadTable(f"it has more than {MOST_ROWS:,} rows")
                table = _evened(rows, kinds, schema, counted)
                table, seen = _once(table, seen)
                counted["rows out"] += table.num_rows
                out.write_table(table, row_group_size=ROW_GROUP)
        counted["repeated"] = counted["rows in"] - counted["rows out"]
        os.replace(part, to)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadTable(f"{packed.name.removesuffix('.part')} is no compressed file, or was cut off; it has to be fetched again") from None
    except pa.ArrowInvalid as problem:
        raise BadTable(
            f"{packed.name.removesuffix('.part')} is no table with commas between: {str(problem).splitlines()[0][:100]}"
        ) from None
    finally:
        source.close()
        part.unlink(missing_ok=True)
    return counted


def _blocks(source: Unpacked, renamed: Mapping[str, str], needed: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    head = source.inside.peek(BLOCK)
    line, end, _ = head.partition(b"\n")
    if not end and len(head) > 1_000_000:
        raise BadTable("its first line has no end")
    names = pcsv.read_csv(pa.BufferReader(line + b"\n")).column_names if line.strip() else []
    names = [renamed.get(name.strip(), name.strip()) for name in names]
    missing = [name for name in needed if name not in names]
    if missing:
        raise BadTable(f"it has no column {missing[0]!r}; its first line begins {line[:80].decode(errors='replace')!r}")
    if len(set(names)) < len(names) or len(names) > 1000:
        raise BadTable(f"its first line names {len(names):,} columns, some of them twice or too many")
    text = pcsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=["", "NA", "null"],
                               quoted_strings_can_be_null=True)  # fmt: skip
    how = pcsv.ReadOptions(block_size=BLOCK, column_names=names, skip_rows=1)
    yield from pcsv.open_csv(pa.PythonFile(source, "r"), how, pcsv.ParseOptions(newlines_in_values=True), text)


def _evened(rows: pa.RecordBatch, kinds: Mapping[str, str], schema: pa.Schema, counted: dict[str, int]) -> pa.Table:
    columns = {}
    for name, kind in kinds.items():
        column = rows.column(name) if name in rows.schema.names else pa.nulls(rows.num_rows, pa.string())
        if kind == "number":
            read = pd.to_numeric(column.to_pandas(), errors="coerce").to_numpy("f8", na_value=np.nan)
            read = np.where(np.isfinite(read), read, np.nan)
            counted["unreadable numbers"] += int((np.isnan(read) & column.is_valid().to_numpy(zero_copy_only=False)).sum())
            column = pa.array(read, from_pandas=True)
        elif kind == "flag":
            word = pc.utf8_lower(column)
            column = pc.if_else(pc.is_in(word, pa.array(["true", "false"])), pc.equal(word, "true"), None)
        elif name.startswith("top_level_mp_term"):  # their names hold no comma, which stands between them
            column = pc.replace_substring(column, ",", SEVERAL)
        columns[name] = column
    if {"statistical_method", "p_value", "effect_size"} <= columns.keys():
        held = pc.and_kleene(pc.equal(columns["statistical_method"], _SUPPLIED), pc.equal(columns["p_value"], 0.0))
        held = pc.fill_null(held, False)
        counted["placeholders"] += pc.sum(held).as_py() or 0
        for name in ("p_value", "effect_size"):
            columns[name] = pc.if_else(held, None, columns[name])
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _once(table: pa.Table, seen: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    """The rows not seen before, told apart by a 64 bit hash of all their columns, and what was seen by now."""
    marks = pd.util.hash_pandas_object(table.to_pandas(), index=False).to_numpy("u8")
    first = np.zeros(len(marks), bool)
    first[np.unique(marks, return_index=True)[1]] = True
    at = np.searchsorted(seen, marks)
    known = np.zeros(len(marks), bool)
    known[at < len(seen)] = seen[at[at < len(seen)]] == marks[at < len(seen)]
    new = first & ~known
    return table.filter(pa.array(new)), np.sort(np.concatenate([seen, marks[new]]), kind="stable")


def hashed(file: Path) -> str:
    """SHA-256 of a file, read in parts."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def written(file: Path, said: Mapping) -> None:
    """A small JSON file, whole or not at all."""
    whole_file.write(file, json.dumps(said, indent=1).encode())
