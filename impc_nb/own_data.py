"""A points file on disk as a Dataset: S3 JSON with its metadata, a CSV as PhenStat and OpenStats users have it, or Parquet."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from impc_nb import answers
from impc_nb.dataset import Dataset
from impc_nb.schema import ABOUT, CONTROL, MUTANT, OWN, BadTable, NotFound, Release, Unavailable, nearest, require_numbers

COLUMNS = {
    "genotype": ("biologicalsamplegroup", "samplegroup", "genotype", "group"),
    "sex": ("sex", "gender", "specimensex"),
    "value": ("datapoint", "category", "value"),
    "weight": ("weight", "bodyweight"),
    "batch": ("dateofexperiment", "assaydate", "batch", "date"),
    "animal": ("specimenid", "externalsampleid", "mouseid", "mousename", "animalid", "mouse"),
    "window": ("windowweight",),
}
"""What ``--columns`` can name, and the header names (without spaces, dots and case) that are understood without it."""

MISSING = ["", "-", "NA", "N/A", "n/a", "null", "NULL", "NaN", "nan", "#N/A"]
_CONTROLS = {"control", "controls", "wildtype", "wild type", "wild-type", "wt", "+/+"}
_MUTANTS = {"experimental", "mutant", "mutants", "ko", "knockout"}
_DATES = ("ISO8601", "%d/%m/%Y", "%d-%b-%y", "%d-%b-%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d/%m/%y", "%d.%m.%y", "%d %b %Y", "%d %B %Y",
          "%m/%d/%Y")  # fmt: skip
_DESCRIBES = re.compile(
    r"\b(ids?|dates?|birth|age|weeks?|days?|names?|mouse|animal|colony|strain|gene|project|cent(er|re)|pipeline|procedure|parameter|metadata|"
    r"zygosity|stage|version|experimenter|equipment|cohort|litter|unnamed|code|sequence)\b|^number$"
)
_PUBLISHED = Release("file", "file", "release not stated")


def read_points(path: str | os.PathLike, meta: str | os.PathLike | None = None, *, mutant: str | None = None, control: str | None = None,
                columns: Mapping[str, str] | None = None, categorical: bool | None = None) -> Dataset:  # fmt: skip
    """Read animals from a file.

    Parameters
    ----------
    path : path
        ``.json`` as ``impc-datasets`` serves it; a table with one row per animal as ``.parquet`` or as text with commas, semicolons or
        tabs between. Dates are read day first where they can be read both ways.
    meta : path, optional
        For JSON: the dataset-metadata answer that describes it (a list may describe several).
    mutant, control : str, optional
        Labels of the two groups; rows with other labels are left out. Needed unless the controls are called ``control``, ``WT``, ``+/+``
        or the like and the mutants are the only other label. ``control=""`` takes a file without controls.
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
        If the file cannot be read, holds several lines, centres or parameters, or a column, label or value is not understood; the
        message names what was found.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mice.csv"
    ...     _ = file.write_text("Genotype,Sex,Date,Length\\n+/+,f,13/03/2020,9.1\\nMyo6/Myo6,f,13/03/2020,8.4\\n")
    ...     print(read_points(file).counted())
    1 mutant (1 female, 0 male) and 1 wildtype (1 female, 0 male)
    """
    path = Path(path)
    if not path.is_file():
        raise Unavailable(f"There is no file {str(path)[:100]!r}.")
    if path.suffix.lower() == ".json":
        if columns or mutant or control:
            raise BadTable("A dataset JSON says itself which animals are mutants: columns and labels are for tables.")
        return _from_json(_json(path), _json(Path(meta)) if meta is not None else None, path.name)
    if meta is not None:
        raise BadTable(f"Metadata belong to a dataset JSON; {path.name[:60]} is read as a table.")
    return _from_table(_table(path), path, mutant, control, dict(columns or {}), categorical)


def _table(path: Path) -> pd.DataFrame:
    """A table as it stands in a file, missing values marked."""
    try:
        if path.suffix.lower() != ".parquet":
            with path.open(encoding="utf-8-sig") as file:
                header = file.readline()
            table = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=MISSING, skipinitialspace=True,
                                sep=max(",;\t", key=header.count), encoding="utf-8-sig")  # fmt: skip
            if not isinstance(table.index, pd.RangeIndex):
                raise ValueError("its rows hold more fields than its header")
            return table
        table = pd.read_parquet(path)
        for name in table.columns[[pd.api.types.is_string_dtype(kind) for kind in table.dtypes]]:
            table[name] = table[name].where(~table[name].isin(MISSING))
    except (OSError, ValueError, ImportError) as problem:
        raise BadTable(f"{path.name[:60]} cannot be read as a table: {str(problem)[:120]}") from None
    for folder in (part for part in path.parts[:-1] if part.startswith("parameter_stable_id=")):
        table["parameter_stable_id"] = folder.partition("=")[2]
    return table


def _release_of(path: Path) -> Release:
    """The release whose folder the file lies in, so that simulated animals stay called simulated."""
    for folder in path.resolve().parents[:3]:
        if (folder / "release.json").is_file():
            said = _json(folder / "release.json")
            if isinstance(said, dict):
                return Release(str(said.get("name")), "folder", str(said.get("title") or "release not stated"), bool(said.get("simulated")))
    return OWN


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
        return Dataset(animals, {"doc_id": doc_id or None}, release=_PUBLISHED)
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
    return Dataset(animals, about, answers.published(row), _PUBLISHED)


def _from_table(table: pd.DataFrame, path: Path, mutant, control, columns: dict[str, str], categorical: bool | None) -> Dataset:
    found = _find_columns(table, path.name[:60], columns)
    groups = _groups(table[found["genotype"]], mutant, control, found["genotype"])
    table, groups = table[groups.notna()], groups[groups.notna()]
    own_value = _plain(found["value"]) not in COLUMNS["value"]
    _require_one_comparison(table, groups, found["genotype"], own_value)
    values = table[found["value"]]
    if categorical is None:
        categorical = pd.to_numeric(values, errors="coerce").notna().sum() == 0
    for key in ("weight", "window", *([] if categorical else ["value"])):
        require_numbers(table[found[key]] if key in found else None)
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
    if own_value:  # then the file's parameter is another
        named = {key: header for key, header in named.items() if not key.startswith("parameter") and key != "unit"}
    about = {key: str(table[h].dropna().iloc[0]) for key, h in named.items() if table[h].nunique() == 1}
    if "parameter_stable_id" not in about:
        about.setdefault("parameter_name", found["value"])
    return Dataset(animals, about, release=_release_of(path))


def _require_one_comparison(table: pd.DataFrame, groups: pd.Series, genotype: str, own_value: bool) -> None:
    """Refuse animals of several centres or parameters, and mutants of several lines."""
    headers = {_plain(h): h for h in reversed(table.columns)}
    everywhere = ["phenotypingcenter", *([] if own_value else ["parameterstableid"])]
    for name in (*everywhere, "colonyid", "markersymbol", "genesymbol"):
        if name not in headers or headers[name] == genotype:
            continue
        rows = table if name in everywhere else table[groups == MUTANT]
        several = rows[headers[name]].dropna().unique()
        if len(several) > 1:
            what = "animals" if name in everywhere else "mutants"
            shown = ", ".join(str(one)[:30] for one in several[:4]) + (", ..." if len(several) > 4 else "")
            raise BadTable(f"The {what} are of {len(several)} values of column {headers[name]!r} ({shown}): a comparison has one; "
                           "keep one in the file, or name it as the genotype and one label with --mutant.")  # fmt: skip


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
    if "value" not in found and "value" not in columns:
        measured = _measurements(table, set(found.values()))
        if len(measured) > 1:
            shown = ", ".join(str(h)[:40] for h in measured[:8]) + (", ..." if len(measured) > 8 else "")
            raise BadTable(f"{name} holds {len(measured)} measurements: choose one with --columns value=NAME; they are {shown}.")
        if measured:
            found["value"] = measured[0]
    lacking = [key for key in ("genotype", "sex", "value") if key not in found]
    if lacking:
        shown = ", ".join(str(h)[:30] for h in list(headers)[:12])
        raise BadTable(f"{name}: which column holds the {lacking[0]}? Say it with --columns {lacking[0]}=NAME; it has {shown}.")
    if found.get("weight") == found["value"]:  # never a covariate of itself
        del found["weight"]
    return found


def _measurements(table: pd.DataFrame, known: set[str]) -> list[str]:
    """Columns that may hold what was measured: numbers that differ, or else categories; not what describes the animals."""
    rest = [h for h in table.columns if h not in known and table[h].nunique() > 1
            and not _DESCRIBES.search(re.sub(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])", " ", str(h)).strip().lower())]  # fmt: skip
    numbers = [h for h in rest if pd.to_numeric(table[h], errors="coerce").notna().sum() >= 0.9 * table[h].notna().sum()]
    return numbers or [h for h in rest if table[h].nunique() <= 20]


def _groups(labels: pd.Series, mutant: str | None, control: str | None, header: str) -> pd.Series:
    """control, experimental or missing for each row."""
    labels = labels.astype("str").str.strip().where(labels.notna())
    names = list(labels.dropna().unique())
    shown = ", ".join(n[:30] for n in names[:8])
    for label in (mutant, control):
        if label and label not in names:
            raise BadTable(f"No row of column {header!r} is {label[:40]!r}; it holds {shown}.")
    if mutant is not None and mutant == control:
        raise BadTable(f"{mutant[:40]!r} cannot be both the mutants and the controls; column {header!r} holds {shown}.")
    controls = [control] if control else [n for n in names if n.lower() in _CONTROLS and n != mutant]
    mutants = [mutant] if mutant else [n for n in names if n.lower() in _MUTANTS and n != control]
    others = [n for n in names if n not in (*controls, *mutants)]
    if not mutants and (controls or control == "") and len(others) == 1:
        mutants = others
    if not controls and mutants and len(others) == 1:
        controls = others
    if len(names) < 2 and control != "":
        raise BadTable(f"Column {header!r} holds {shown or 'nothing'} alone: a comparison needs mutants and controls.")
    if not mutants or not (controls or control == ""):
        raise BadTable(f"Column {header!r} holds {shown}: say which are the mutants and the controls with --mutant and --control.")
    return labels.map(dict.fromkeys(controls, CONTROL) | dict.fromkeys(mutants, MUTANT))


def _sexes(values: pd.Series, header: str) -> pd.Series:
    words = values.astype("str").str.strip().str.lower().where(values.notna())
    sexes = words.map({"f": "female", "female": "female", "females": "female", "m": "male", "male": "male", "males": "male"})
    wrong = words[sexes.isna() & words.notna() & ~words.isin(["no data", "both", "unknown"])]
    if len(wrong):
        row = wrong.index[0] + 1
        raise BadTable(f"Column {header!r} holds {wrong.iloc[0][:40]!r} in row {row}: a sex is written female, male, f or m.")
    return sexes


def _dates(values: pd.Series, header: str) -> pd.Series:
    """Days, read in the first format that fits all; 23:00 in universal time is midnight of a summer day in Europe."""
    words = values.astype("str").str.strip().where(values.notna())
    words = words.str.replace(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d+) [\d:]+ \w+ (\d{4})$", r"\2-\1-\3", regex=True)
    words = words.str.replace(r"^(\d+[./-]\w+[./-]\d+) \d{1,2}:\d{2}(:\d{2})?$", r"\1", regex=True)
    for form in _DATES:
        stamps = pd.to_datetime(words, format=form, errors="coerce", utc=True)
        if stamps.notna().sum() == words.notna().sum():
            stamps = stamps.where(stamps.dt.strftime("%H:%M:%S") != "23:00:00", stamps + pd.Timedelta(hours=1))
            return stamps.dt.tz_localize(None)
    wrong = words[pd.to_datetime(words, format="ISO8601", errors="coerce", utc=True).isna() & words.notna()]
    raise BadTable(
        f"Column {header!r} holds {wrong.iloc[0][:40]!r} in row {wrong.index[0] + 1}, which is not a date: write 2020-02-13 "
        "(or 13/02/2020), or leave the day out with --columns batch=."
    )
