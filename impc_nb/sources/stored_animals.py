"""The animals of one dataset out of the one file of its parameter: only row groups that can hold them are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb.schema import ANIMALS, CONTROL, GROUPS, MUTANT, BadTable, NotFound, Unavailable
from impc_nb.sources.asking import IMPRESS_ID_LIKE, checked

MOST_COLUMNS, MOST_FOOTER = 1000, 64_000_000  # of a file that is read at all: more is damage, or an attack
_KINDS = {"text": pa.string(), "number": pa.float64(), "date": pa.timestamp("us")}
_TYPES = {name: _KINDS[kind] for name, (kind, _) in ANIMALS.items()}
_MEASURED = [name for name in ANIMALS if name not in ("age_in_weeks", "window_weight")]
_ORDER = [(name, "ascending") for name in ("date_of_experiment", "biological_sample_group", "sex", "specimen_id")]
_SAME = {
    MUTANT: ("phenotyping_center", "metadata_group", "colony_id", "zygosity"),
    CONTROL: ("phenotyping_center", "metadata_group", "strain_name"),
}
_DAY = 86_400_000_000  # microseconds
_THREADED = 5_000  # rows above which reading in parallel pays


class StoredAnimals(BaseReader):
    """The animals of one dataset: its mutants, and the wildtypes of the same centre, conditions and strain.

    ``attrs["ready"]`` says that they are typed, sorted and described as a :class:`~impc_nb.dataset.Dataset` wants them;
    ``attrs["weighted"]`` that the file holds their window weights.
    """

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, dataset: Mapping):
        file, state = _file_of(data.url, dataset["parameter_stable_id"])
        try:
            return _animals(file, opened(file, state.st_mtime_ns, state.st_size), dataset)
        except (pa.ArrowException, OSError, ValueError, KeyError, BadTable) as problem:
            raise unreadable(file, problem) from None


def _file_of(folder: str | os.PathLike, parameter: str) -> tuple[str, os.stat_result]:
    """The file of a parameter's observations, and its state."""
    file = f"{folder}/parameter_stable_id={checked(parameter, *IMPRESS_ID_LIKE)}/part-0.parquet"
    try:
        return file, os.stat(file)
    except OSError:
        raise NotFound(f"This release holds no animals for parameter {parameter}.") from None


@dataclass(frozen=True)
class Opened:
    """What the end of a Parquet file says: its columns, and what the row groups hold of those that tell animals apart."""

    metadata: pq.FileMetaData
    types: Mapping[str, pa.DataType]
    bounds: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]]  # smallest and largest value of each row group, and whether known


@lru_cache(64)
def opened(file: str, changed: int, size: int) -> Opened:
    """The end of a file, kept for as long as the file does not change.

    Raises
    ------
    BadTable
        If the file has more columns than any table here, which is refused before any is read.
    """
    with open(file, "rb") as source:
        source.seek(max(0, size - 8))
        length = int.from_bytes(source.read(4), "little")
    if MOST_FOOTER < length < size:
        raise BadTable(f"its description alone has {length / 1e6:,.0f} MB")
    metadata = pq.read_metadata(file)
    if metadata.num_columns > MOST_COLUMNS:
        raise BadTable(f"it has {metadata.num_columns:,} columns")
    schema = metadata.schema.to_arrow_schema()
    types = dict(zip(schema.names, schema.types, strict=True))
    told = {"doc_id"} if "doc_id" in types else {name for names in _SAME.values() for name in names} | {"biological_sample_group"}
    where = {metadata.schema.column(at).path: at for at in range(metadata.num_columns)}
    return Opened(metadata, types, {name: _bounds(metadata, where[name]) for name in told if name in where})


def _bounds(metadata: pq.FileMetaData, column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    least, most, known = [], [], []
    for group in range(metadata.num_row_groups):
        said = metadata.row_group(group).column(column).statistics
        known.append(said is not None and said.has_min_max and isinstance(said.min, str))
        least.append(said.min if known[-1] else "")
        most.append(said.max if known[-1] else "")
    return np.array(least, "str"), np.array(most, "str"), np.array(known, bool)


def _conditions(dataset: Mapping, apart: bool) -> list[dict[str, str]]:
    """What one of which must hold of an animal: column -> value."""
    if apart:
        return [{"doc_id": str(dataset["doc_id"])}]
    said = {group: {name: dataset.get(name) for name in names} for group, names in _SAME.items()}
    return [{"biological_sample_group": group} | {name: value for name, value in same.items() if isinstance(value, str) and value}
            for group, same in said.items()]  # fmt: skip


def _groups(file: Opened, conditions: list[dict[str, str]]) -> list[int]:
    """The row groups that can hold such animals."""
    any_of = np.zeros(file.metadata.num_row_groups, bool)
    for condition in conditions:
        all_of = np.ones(len(any_of), bool)
        for name, value in condition.items():
            if name in file.bounds:
                least, most, known = file.bounds[name]
                all_of &= ~known | ((least <= value) & (value <= most))
        any_of |= all_of
    return np.flatnonzero(any_of).tolist()


def _animals(file: str, said: Opened, dataset: Mapping) -> pd.DataFrame:
    apart = "doc_id" in said.types  # a fetched release keeps the animals of each dataset apart, with their weights
    wanted = [*_MEASURED, *["window_weight"] * apart]
    conditions = _conditions(dataset, apart)
    lacking = [name for condition in conditions for name in condition if name not in said.types]
    if lacking or not set(wanted) <= said.types.keys():
        raise BadTable(f"it has no column {[*lacking, *(name for name in wanted if name not in said.types)][0]!r}")
    groups = _groups(said, conditions)
    columns = list(dict.fromkeys([*wanted, *(name for condition in conditions for name in condition)]))
    size = sum(said.metadata.row_group(group).num_rows for group in groups)
    with pq.ParquetFile(file, metadata=said.metadata) as source:
        rows = source.read_row_groups(groups, columns=columns, use_threads=size > _THREADED)
    rows = rows.filter(_picked(rows, conditions)).select(wanted)
    for at, name in enumerate(wanted):  # the same, written otherwise
        if pa.types.is_null(said.types[name]) or (pa.types.is_large_string(said.types[name]) and _TYPES[name] == pa.string()):
            rows = rows.set_column(at, name, rows[name].cast(_TYPES[name]))
    if any(rows.schema.field(name).type != _TYPES[name] for name in wanted):
        return _as_it_is(rows, apart)
    return _ready(rows, dataset.get("zygosity"), apart)


def _picked(rows: pa.Table, conditions: list[dict[str, str]]):
    """Which rows fulfil one of the conditions; a missing value fulfils none."""
    any_of = None
    for condition in conditions:
        all_of = None
        for name, value in condition.items():
            same = pc.equal(rows[name], value)
            all_of = same if all_of is None else pc.and_kleene(all_of, same)
        any_of = all_of if any_of is None else pc.or_kleene(any_of, all_of)
    return any_of


def _ready(rows: pa.Table, zygosity, apart: bool) -> pd.DataFrame:
    """Typed rows as a Dataset holds them: by date, with ages, the line's zygosity on its mutants and a column for window weights."""
    rows = rows.combine_chunks().take(pc.sort_indices(rows, sort_keys=_ORDER))
    group = rows["biological_sample_group"]
    measured, born = (rows[name].to_numpy() for name in ("date_of_experiment", "date_of_birth"))
    if set(pc.unique(group).to_pylist()) - {*GROUPS, None} or not (_whole_days(measured) and _whole_days(born)):
        return _as_it_is(rows, apart)
    ages = (measured - born) / np.timedelta64(7 * _DAY, "us")
    columns = {name: rows[name] for name in rows.column_names} | {"age_in_weeks": pa.array(ages)}
    if isinstance(zygosity, str) and zygosity:  # that of controls means nothing
        columns["zygosity"] = pc.if_else(pc.equal(group, MUTANT), zygosity, pa.scalar(None, pa.string()))
    columns.setdefault("window_weight", pa.array(np.full(len(rows), np.nan)))
    table = pa.table([columns[name] for name in ANIMALS], names=list(ANIMALS)).to_pandas(use_threads=False, ignore_metadata=True)
    table.attrs = {"weighted": apart, "ready": True}
    return table


def _whole_days(stamps: np.ndarray) -> bool:
    ticks = stamps.view("i8")
    return not ((ticks % _DAY != 0) & ~np.isnat(stamps)).any()


def _as_it_is(rows: pa.Table, apart: bool) -> pd.DataFrame:
    """Rows of other types, for the Dataset made of them to check."""
    table = rows.to_pandas().reindex(columns=list(ANIMALS))
    table.attrs["weighted"] = apart
    return table


def unreadable(file: str | os.PathLike, problem: Exception) -> Unavailable:
    """What is said of a file of a release that cannot be read."""
    folder, name = os.path.split(file)
    text = str(problem).splitlines()[0][:120] if str(problem) else type(problem).__name__
    return Unavailable(f"{os.path.basename(folder)}/{name} of this release cannot be read ({text}); save or install the release again.")


def observations(folder: Path, parameter: str, most: int) -> pd.DataFrame:
    """Every observation of a parameter, mutants and wildtypes, in the columns of its file.

    Raises
    ------
    NotFound
        If the release holds none, or the id is none.
    Unavailable
        If the file cannot be read, or holds more than ``most``.
    """
    file, state = _file_of(folder, parameter)
    try:
        said = opened(file, state.st_mtime_ns, state.st_size)
        if said.metadata.num_rows > most:
            raise Unavailable(
                f"{parameter} has {said.metadata.num_rows:,} observations, too many to hold; load_dataset reads those of a line."
            )
        with pq.ParquetFile(file, metadata=said.metadata) as source:
            return source.read().to_pandas()
    except (pa.ArrowException, OSError, KeyError, BadTable) as problem:
        raise unreadable(file, problem) from None
