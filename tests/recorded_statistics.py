"""Reads the recorded points, published results and R references beside the project, for several tests."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from impc_nb import answers, tables
from impc_nb.dataset import Dataset
from impc_nb.own_data import read_points
from impc_nb.statistics.design import Rows

CONTINUOUS = ("1c9c88cff10b0482e65de209f7d3e0c6", "64d496cef51d3d02be1cd6332ed69389", "9875b568ba425f24dbefb073118423c7",
              "a26ddff88929f0ed34fa45b1d313c7ae")  # fmt: skip
HEARING = ("3b41a386c9a534842de1b3ae57a1b2f6", "3f1010ee50e0cd27cc2da4a7f3f7ec42", "5682218200528351d763e190dbb492bc",
           "fc0ea562c56ef142a9c6302af51c885c")  # fmt: skip
STARTLE, BASOPHILS = "5e7bcb3efa98f7fcaa282f9a3e4c4a59", "27b657a688e59ab284d9e710ec66d721"
TABLES = {"PhenStat__test1": "phenstat/test1.csv", "OpenStats__test_continuous": "openstats/test_continuous.csv",
          "PhenStat__test_categorical": "phenstat/test_categorical.csv"}  # fmt: skip


def reference(shared: Path, name: str) -> dict:
    return json.loads((shared / "reference" / "stats" / f"{name}.json").read_text())


def metadata_files(shared: Path) -> dict[str, Path]:
    """dataset id -> a recorded answer that describes it."""
    found = {}
    for path in sorted((shared / "impc" / "api" / "v1" / "genes").rglob("*dataset*")):
        for file in [path] if path.is_file() else sorted(path.rglob("*.json")):
            said = json.loads(file.read_text())
            for item in said if isinstance(said, list) else said.get("content", []):
                if isinstance(item, dict) and item.get("datasetId"):
                    found.setdefault(item["datasetId"], file)
    return found


def points_file(shared: Path, doc_id: str) -> Path:
    return shared / "impc" / "statistical-datasets" / f"{doc_id}.json"


def dataset(shared: Path, doc_id: str) -> Dataset:
    if doc_id != BASOPHILS:
        return read_points(points_file(shared, doc_id), metadata_files(shared)[doc_id])
    said = json.loads((shared / "impc" / "api" / "v1" / "supporting-data-unidimensional" / "MGI:1929293.json").read_text())
    said = said["dataStatsResults"][0]
    names = {"specimenSex": "sex", "biologicalSampleGroup": "biological_sample_group", "externalSampleId": "specimen_id",
             "dateOfExperiment": "date_of_experiment", "bodyWeight": "weight", "dataPoint": "data_point",
             "windowWeight": "window_weight"}  # fmt: skip
    animals = pd.DataFrame([{new: row.get(old) for old, new in names.items()} for row in said["dataPoints"]])
    flat = {answers.solr_name(k): v for k, v in said.items()}
    published = {k: answers.number(flat.get(k)) if kind == "number" else flat.get(k) for k, kind in tables.PUBLISHED.items()}
    published["soft_windowing_peaks"] = tuple(json.loads(said["softWindowingPeaks"]))
    return Dataset(animals, {k: flat.get(k) for k in ("parameter_stable_id", "parameter_name", "marker_symbol")}, published)


def table(shared: Path, name: str, said: dict) -> pd.DataFrame:
    """A reference's CSV, headers as R writes them, rows of its two genotypes."""
    found = pd.read_csv(shared / "impc" / "raw" / TABLES[name], dtype=str, na_values=said["missing_value_strings"])
    found.columns = [re.sub(r"[^A-Za-z0-9._]", ".", c) for c in found.columns]
    return found[found[said["columns"]["geno"]].isin([said["test_genotype"], said["reference_genotype"]])]


def rows_of_table(found: pd.DataFrame, said: dict, response: str, late: pd.Series | None = None) -> Rows:
    c = said["columns"]
    y = pd.to_numeric(found[response], errors="coerce")
    found, y = found[y.notna()], y[y.notna()]
    day = pd.factorize(found[c["batch"]], sort=True)[0]
    mutant, male = found[c["geno"]] == said["test_genotype"], found[c["sex"]].str.lower() == "male"
    weight = pd.to_numeric(found[c["weight"]], errors="coerce").to_numpy(float)
    late = None if late is None else late[y.index].to_numpy()
    rows = Rows(y.to_numpy(float), mutant.to_numpy(), male.to_numpy(), day, weight, late)
    return rows.take(np.argsort(day, kind="stable"))


def rows_of_points(shared: Path, doc_id: str, windowed: bool = False) -> Rows:
    a = dataset(shared, doc_id).animals
    a = a[a["data_point"].notna()]
    if windowed:
        a = a[a["window_weight"] > 1.490116119384766e-07]
    day = a["date_of_experiment"].to_numpy().astype("datetime64[D]").astype(int)
    mutant, male = a["biological_sample_group"] == "experimental", a["sex"] == "male"
    window = a["window_weight"].to_numpy() if windowed else None
    return Rows(a["data_point"].to_numpy(), mutant.to_numpy(), male.to_numpy(), day, a["weight"].to_numpy(), window=window)


def relative(found: float | None, expected: float | None) -> float:
    if found is None or expected is None:
        return 0.0 if found is expected else float("inf")
    return abs(found - expected) / abs(expected) if expected else abs(found)


def without_digits(tag: str) -> str:
    """A classification tag without its printed p-values, whose last digits depend on the optimiser."""
    return re.sub(r"pvalue = +[0-9.e-]+", "pvalue = #", tag)
