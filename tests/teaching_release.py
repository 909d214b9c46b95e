"""The committed teaching release as tests read it."""

import functools
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pyarrow.parquet as pq

from impc_nb import schema

TEACHING = Path(__file__).resolve().parent.parent / "data" / "teaching"
ABOUT = json.loads((TEACHING / "release.json").read_text(encoding="utf-8"))


def program(name: str) -> ModuleType:
    """One of the program's own modules; its folder is importable only while it is read."""
    sys.path.insert(0, str(TEACHING))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(TEACHING))


@functools.cache
def table(name: str) -> pd.DataFrame:
    return pq.read_table(TEACHING / f"{name}.parquet").to_pandas()


@functools.cache
def observed() -> dict:
    """Parameter id -> its observations."""
    folders = (TEACHING / "observations").iterdir()
    return {f.name.partition("=")[2]: pq.ParquetFile(f / "part-0.parquet").read().to_pandas() for f in folders}


@functools.cache
def _groups(name: str) -> dict:
    return dict(list(observed()[name].groupby(["phenotyping_center", "metadata_group"])))


def animals_of(row) -> pd.DataFrame:
    """Animals of a result, by the rule of a release: one colony's mutants, and all controls measured like them."""
    rows = _groups(row.parameter_stable_id)[row.phenotyping_center, row.metadata_group]
    mutant = (rows["colony_id"] == row.colony_id) & (rows["zygosity"] == row.zygosity)
    control = (rows["biological_sample_group"] == schema.CONTROL) & (rows["strain_name"] == row.strain_name)
    return rows[mutant | control]


def key_of(parameter_stable_id: str) -> str:
    """As the program names a parameter: DXA_003."""
    return "_".join(parameter_stable_id.split("_")[1:3])


def line_of(row):
    """The line of a result, as the program has it."""
    wanted = row.marker_symbol, row.zygosity, row.phenotyping_center
    return next(line for line in program("lines").LINES if (line.gene, line.zygosity, line.centre) == wanted)
