"""A points file on disk as a Dataset: S3 JSON with its metadata, a CSV as PhenStat and OpenStats users have it, or Parquet."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from impc_nb import answers, schema
from impc_nb.dataset import Dataset
from impc_nb.schema import ABOUT, CONTROL, MUTANT, BadTable, NotFound, Release, Unavailable, nearest

COLUMNS = {
    "genotype": ("biologicalsamplegroup", "samplegroup", "genotype", "group"),
    "sex": ("sex", "gender", "specimensex"),
    "value": ("datapoint", "category", "value"),
    "weight": ("weight", "bodyweight"),
    "batch": ("dateofexperiment", "assaydate", "batch", "date"),
    "animal": ("specimenid", "externalsampleid", "mouseid", "mousename"),
    "window": ("windowweight",),
}
"""What ``--columns`` can name, and the header names (without spaces, dots and case) that are understood without it."""

MISSING = ["", "-", "NA", "N/A", "null", "NaN", "nan"]
_DATES = ("ISO8601", "%d/%m/%Y", "%d-%b-%y", "%d-%b-%Y", "%d.%m.%Y")
_OWN = Release("own", "own", "own data")


def read_points(path: str | os.PathLike, meta: str | os.PathLike | None = None, *, mutant: str | None = None, control: str | None = None,
                columns: Mapping[str, str] | None = None, categorical: bool | None = None) -> Dataset:  # fmt: skip
    """Read animals from a file.

    Parameters
    ----------
    path : path
        ``.json`` as ``impc-datasets`` serves it, ``.csv`` (or ``.tsv``) or ``.parquet``, one row per animal.
    meta : path, optional
        For JSON: the dataset-metadata answer that describes it (a list may describe several).
    mutant, control : str, optional
        Labels of the two groups; rows with other labels are left out. Needed unless they are ``experimental`` and ``control`` or
        ``mutant`` and ``wildtype``.
    columns : mapping, optional
        Keys of :data:`COLUMNS` -> the file's own header; an empty name leaves a column out.
    categorical : bool, optional
        Read values as categories even if they look like numbers, or as numbers. By default numbers where all values are.

    Returns
    -------
    Dataset
        With what the metadata say and publish; nothing of the file is changed.

    Raises
    ------
    Unavailable, BadTable, NotFound
        If the file cannot be read, or a column, label or value is not understood; the message names what was found.
    """
    path = Path(path)
    if not path.is_file():
        raise Unavailable(f"There is no file {str(path)[:100]!r}.")
    try:
        if path.suffix.lower() == ".json":
            return _from_json(_json(path), _json(Path(meta)) if meta is not None else None, path.name)
        if path.suffix.lower() == ".parquet":
            table = pd.read_parquet(path)
        else:
            table = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=MISSING, skipinitialspace=True,
                                sep="\t" if path.suffix.lower() == ".tsv" else ",", encoding="utf-8-sig")  # fmt: skip
    except (OSError, ValueError, ImportError) as problem:
        if isinstance(problem, schema.ImpcError):
            raise
        raise BadTable(f"{path.name[:60]} cannot be read as a table: {str(problem)[:120]}") from None
    return _from_table(table, path.name[:60], mutant, control, dict(columns or {}), categorical)


def _json(path: Path):
    if not path.is_file():
        raise Unavailable(f"There is no file {str(path)[:100]!r}.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise BadTable(f"{path.name[:60]} is not JSON: {str(problem)[:100]}") from None


def _from_json(points, said, name: str) -> Dataset:
    doc_id = str((points.get("datasetId") if isinstance(points, dict) else None) or "")
    animals = answers.animals_table(points, doc_id or None, name[:60])
    if said is None:
        return Dataset(animals, {"doc_id": doc_id or None}, release=_OWN)
    said = [said] if isinstance(said, dict) and "content" not in said else said
    described = answers.datasets_table(answers.rows_in(said, "the metadata"))
    if doc_id:
        here = described[described["doc_id"] == doc_id]
        if here.empty:
            known = ", ".join(described["doc_id"].dropna().head(3)) or "none"
            raise NotFound(f"The metadata do not describe dataset {doc_id[:40]!r}; they describe {known}.")
        described = here
    row = described.iloc[0].to_dict()
    about = {key: None if (value := row.get(key)) is None or pd.isna(value) else value for key in ABOUT}
    about["metadata"] = tuple(part for part in (about["metadata"] or "").split("|") if part)
    if about["zygosity"]:
        animals = answers.mark_zygosity(animals, about["zygosity"])
    return Dataset(animals, about, answers.published(row), Release("own", "own", "release not stated"))


def _from_table(table: pd.DataFrame, name: str, mutant, control, columns: dict[str, str], categorical: bool | None) -> Dataset:
    found = _find_columns(table, name, columns)
    groups = _groups(table[found["genotype"]], mutant, control, found["genotype"])
    table, groups = table[groups.notna()], groups[groups.notna()]
    values = table[found["value"]]
    if categorical is None:
        categorical = pd.to_numeric(values, errors="coerce").notna().sum() == 0
    animals = pd.DataFrame({
        "biological_sample_group": groups, "sex": _sexes(table[found["sex"]], found["sex"]),
        "category" if categorical else "data_point": values,
        "weight": table[found["weight"]] if "weight" in found else None,
        "date_of_experiment": _dates(table[found["batch"]], found["batch"]) if "batch" in found else None,
        "specimen_id": table[found["animal"]] if "animal" in found else None,
        "window_weight": table[found["window"]] if "window" in found else None,
    })  # fmt: skip
    headers = {_plain(h): h for h in reversed(table.columns)}
    named = {key: headers[_plain(key)] for key in ABOUT if _plain(key) in headers and key != "metadata"}
    about = {key: str(table[h].dropna().iloc[0]) for key, h in named.items() if table[h].nunique() == 1}
    about.setdefault("parameter_name", found["value"])
    return Dataset(animals, about, release=_OWN)


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", str(header).lower())


def _find_columns(table: pd.DataFrame, name: str, columns: dict[str, str]) -> dict[str, str]:
    """Which header holds what."""
    unknown = [key for key in columns if key not in COLUMNS]
    if unknown:
        raise BadTable(f"--columns has no {unknown[0][:40]!r}; it takes {', '.join(COLUMNS)}.")
    headers = {str(h).strip(): h for h in table.columns}
    found = {}
    for key, guesses in COLUMNS.items():
        if key in columns:
            asked = columns[key].strip()
            if asked and asked not in headers:
                near = nearest(asked, headers, 3) or list(headers)[:5]
                raise BadTable(f"{name} has no column {asked[:60]!r} for {key}; nearest: {', '.join(n[:40] for n in near)}.")
            if asked:
                found[key] = headers[asked]
            continue
        guessed = next((h for g in guesses for h in headers if _plain(h) == g and table[headers[h]].notna().any()), None)
        if guessed is not None:
            found[key] = headers[guessed]
    lacking = [key for key in ("genotype", "sex", "value") if key not in found]
    if lacking:
        shown = ", ".join(str(h)[:30] for h in list(headers)[:12])
        raise BadTable(f"{name}: which column holds the {lacking[0]}? Say it with --columns {lacking[0]}=NAME; it has {shown}.")
    return found


def _groups(labels: pd.Series, mutant: str | None, control: str | None, header: str) -> pd.Series:
    """control, experimental or missing for each row."""
    labels = labels.astype("str").str.strip().where(labels.notna())
    names = list(labels.dropna().unique())
    if mutant is None and control is None:
        known = {"control": CONTROL, "wildtype": CONTROL, "wt": CONTROL, "experimental": MUTANT, "mutant": MUTANT, "ko": MUTANT}
        chosen = {n: known[n.lower()] for n in names if n.lower() in known}
        if set(chosen.values()) != {CONTROL, MUTANT}:
            shown = ", ".join(n[:30] for n in names[:8])
            raise BadTable(f"Column {header!r} holds {shown}: say which are the mutants and the controls with --mutant and --control.")
        return labels.map(chosen)
    for label in (mutant, control):
        if label is not None and label not in names:
            raise BadTable(f"No row of column {header!r} is {label[:40]!r}; it holds {', '.join(n[:30] for n in names[:8])}.")
    if mutant is None or control is None:
        others = [n for n in names if n not in (mutant, control)]
        if len(others) != 1:
            raise BadTable(f"Give both --mutant and --control: beside {mutant or control!r}, column {header!r} holds {len(others)} labels.")
        mutant, control = mutant or others[0], control or others[0]
    return labels.map({mutant: MUTANT, control: CONTROL})


def _sexes(values: pd.Series, header: str) -> pd.Series:
    words = values.astype("str").str.strip().str.lower().where(values.notna())
    sexes = words.map({"f": "female", "female": "female", "females": "female", "m": "male", "male": "male", "males": "male"})
    wrong = words[sexes.isna() & words.notna() & ~words.isin(["no data", "both", "unknown"])]
    if len(wrong):
        raise BadTable(f"Column {header!r} holds {wrong.iloc[0][:40]!r}: a sex is written female, male, f or m.")
    return sexes


def _dates(values: pd.Series, header: str) -> pd.Series:
    """Days, read in the first format that fits all; 23:00 in universal time is midnight of a summer day in Europe."""
    words = values.astype("str").str.strip().where(values.notna())
    words = words.str.replace(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d+) [\d:]+ \w+ (\d{4})$", r"\2-\1-\3", regex=True)
    for form in _DATES:
        stamps = pd.to_datetime(words, format=form, errors="coerce", utc=True)
        if stamps.notna().sum() == words.notna().sum():
            stamps = stamps.where(stamps.dt.strftime("%H:%M:%S") != "23:00:00", stamps + pd.Timedelta(hours=1))
            return stamps.dt.tz_localize(None)
    wrong = words[pd.to_datetime(words, format="ISO8601", errors="coerce", utc=True).isna() & words.notna()]
    raise BadTable(f"Column {header!r} holds {wrong.iloc[0][:40]!r}, which is not a date: write 2020-02-13 (or 13/02/2020).")
