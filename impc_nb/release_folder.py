"""A release of fetched animals on disk: what is kept of an unfinished fetch, and the exchange of an old release for a new one.

Inside the release, ``.partial`` holds what a fetch has so far: ``answers`` of the listing services, ``animals`` of each
dataset, and ``new``, the files to be exchanged. Every file appears there whole or not at all. ``new/release.json`` comes
last, and from then on the exchange can be finished from disk alone; meanwhile the release has no release.json and is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from impc_nb import http, life_stages, whole_file
from impc_nb.catalog import LAYOUT, PARTIAL, check_folder
from impc_nb.schema import ANIMALS, MUTANT, Ambiguous, NotFound, Unavailable
from impc_nb.tables import TABLES

ROW_GROUP = 20_000
CORE = ("genes", "parameters", "results", "datasets")  # that every release has
_TYPES = {"text": pa.string(), "number": pa.float64(), "flag": pa.bool_(), "date": pa.timestamp("us")}
_OF_MUTANTS = ("marker_symbol", "allele_symbol", "colony_id", "zygosity")
_OF_ALL = ("phenotyping_center", "pipeline_stable_id", "procedure_stable_id", "metadata_group", "strain_name", "life_stage_name")
_MEASURED = {name: kind for name, (kind, _) in ANIMALS.items() if name not in ("zygosity", "age_in_weeks")}
OBSERVATIONS = pa.schema([
    ("doc_id", pa.string()), *((name, pa.string()) for name in (*_OF_MUTANTS, *_OF_ALL)),
    *((name, _TYPES[kind]) for name, kind in _MEASURED.items()),
])  # fmt: skip


def write(file: Path, content: bytes) -> None:
    """Write a file of a release: whole or not at all, for everybody to read, and on the disk when this returns."""
    whole_file.write(file, content, durable=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Inside, no other fetch into the folder runs; one that was killed does not count. Nothing is left of one that kept nothing."""
    work = folder / PARTIAL
    begun = work.exists()
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("wb") as lock:
        with suppress(ImportError):  # Windows has no such locks; there nobody looks
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unavailable(f"Another fetch into {str(folder)[-100:]!r} is running; wait for its end, or choose with --to.") from None
        try:
            yield
        except (Ambiguous, NotFound):  # asked amiss: nothing worth keeping
            if not begun:
                shutil.rmtree(work / "answers", ignore_errors=True)
            raise
        finally:
            lock.close()
            if not any(file.is_file() for part in ("answers", "animals", "new") for file in (work / part).rglob("*")):
                shutil.rmtree(work, ignore_errors=True)
                with suppress(OSError):
                    folder.rmdir()  # if nothing is in it


# ---------------------------------------------------------------- the release that is there
def existing(folder: Path) -> dict:
    """What release.json of a fetched folder says; empty where nothing is yet. An exchange under way counts as done.

    Of a damaged release it says what is intact; ``lost`` names the datasets that are to be fetched again.

    Raises
    ------
    Unavailable
        If the folder is something else than a release of fetched animals.
    """
    name = repr(str(folder)[-100:])
    if folder.exists() and not folder.is_dir():
        raise Unavailable(f"{name} is a file; name a new folder with --to.")
    staged = folder / PARTIAL / "new" / "release.json"
    if staged.is_file():
        return json.loads(staged.read_text(encoding="utf-8"))
    if not (folder / "release.json").exists():
        if folder.is_dir() and not (folder / PARTIAL).is_dir() and any(folder.iterdir()):
            raise Unavailable(f"{name} holds other files and is no release; name a new or empty folder with --to.")
        return {}
    try:
        notes = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        fetched = notes["made"]["by"] == "impc-nb fetch" and notes["layout"] == LAYOUT
    except (ValueError, KeyError, TypeError, RecursionError):
        fetched = False
    if not fetched:
        raise Unavailable(f"The release.json of {name} is not one that this fetch writes; name another folder with --to.")
    try:
        return check_folder(folder)
    except Unavailable:
        return _intact(folder, notes)


def _intact(folder: Path, notes: dict) -> dict:
    found = {part: (folder / part).stat().st_size for part in notes["files"] if (folder / part).is_file()}
    files = {part: about for part, about in notes["files"].items() if found.get(part) == about["bytes"]}
    if not {f"{name}.parquet" for name in CORE} <= set(files):
        lost = [one["doc_id"] for one in notes["sources"] if "doc_id" in one]
        return notes | {"files": {}, "sources": [], "without_animals": [], "tables": {}, "without_tables": [], "lost": lost}
    damaged = {part.removesuffix(".parquet") for part in notes["files"].keys() - files.keys()}
    notes = notes | {"files": files, "tables": {name: of for name, of in notes.get("tables", {}).items() if name not in damaged}}
    parts = table(folder, notes, "datasets").set_index("doc_id")["parameter_stable_id"]
    return notes | {"lost": [doc for doc, parameter in parts.items() if part_of(parameter) not in files]}


def part_of(parameter: str) -> str:
    """The file of the observations of a parameter, inside a release."""
    return f"observations/parameter_stable_id={parameter}/part-0.parquet"


def table(folder: Path, notes: Mapping, name: str) -> pd.DataFrame:
    """A table of the release that is there; no rows where nothing is yet."""
    if not notes.get("files"):
        return pd.DataFrame(columns=list(TABLES[name]), dtype="str")
    new = folder / PARTIAL / "new"
    staged = (new / "release.json").is_file() and (new / f"{name}.parquet").is_file()  # without release.json it was not finished
    rows = pq.ParquetFile((new if staged else folder) / f"{name}.parquet").read()
    found = rows.to_pandas()
    found.attrs["normalised"] = json.loads((rows.schema.metadata or {}).get(b"normalised", b"{}"))
    return found


# ---------------------------------------------------------------- an unfinished fetch
def begin(folder: Path, title: str) -> None:
    """Finish what a fetch that was killed had decided, and let go what an unfinished one kept of another data release."""
    work = folder / PARTIAL
    if (work / "new" / "release.json").is_file():
        exchange(folder)
    if _used(folder) is not None:
        clear(folder)
    kept = work / "title"
    if not kept.is_file() or kept.read_text(encoding="utf-8") != title:
        for part in ("answers", "animals"):
            shutil.rmtree(work / part, ignore_errors=True)
        write(kept, title.encode())


def answers_of(folder: Path) -> Path:
    return folder / PARTIAL / "answers"


def keep_animals(folder: Path, doc_id: str, about: Mapping, animals: pd.DataFrame | None) -> None:
    """Keep the animals of a dataset and what is known of them in one file; or that it has none."""
    kept = folder / PARTIAL / "animals"
    if animals is None:
        write(kept / f"{doc_id}.json", json.dumps(about).encode())
        return
    out = pa.BufferOutputStream()
    schema = pa.schema([(name, OBSERVATIONS.field(name).type) for name in _MEASURED])
    rows = pa.Table.from_pandas(animals[schema.names], schema, preserve_index=False).replace_schema_metadata({"about": json.dumps(about)})
    pq.write_table(rows, out, compression="zstd")
    write(kept / f"{doc_id}.parquet", out.getvalue().to_pybytes())


def kept_animals(folder: Path) -> dict[str, dict]:
    """doc_id -> what is known of its points: url, retrieved_at, and sha256 and rows, or why it has none."""
    found = {}
    for file in sorted((folder / PARTIAL / "animals").glob("*.*")):
        with suppress(ValueError, KeyError, TypeError):  # damaged, or unfinished: asked again
            said = pq.read_schema(file).metadata[b"about"] if file.suffix == ".parquet" else file.read_bytes()
            found[file.stem] = json.loads(said)
    return found


def animals_of(folder: Path, row: Mapping) -> pa.Table:
    """The kept animals of a dataset, columns :data:`OBSERVATIONS`, in the order they came."""
    measured = pq.ParquetFile(folder / PARTIAL / "animals" / f"{row['doc_id']}.parquet").read().to_pandas()
    mutant = measured["biological_sample_group"] == MUTANT
    said = {name: row[name] if isinstance(row.get(name), str) else None for name in ("doc_id", *_OF_MUTANTS, *_OF_ALL)}
    columns = {name: pd.Series(said[name], measured.index, "str") for name in ("doc_id", *_OF_ALL)}
    columns |= {name: pd.Series(said[name], measured.index, "str").where(mutant) for name in _OF_MUTANTS}
    return pa.Table.from_pandas(measured.assign(**columns), OBSERVATIONS, preserve_index=False)


def use(folder: Path, given: Collection[str], release: bytes) -> None:
    """Note which answers went into a release.json of this content; once it is in place they are not needed any more."""
    said = {"release": hashlib.sha256(release).hexdigest(), "given": sorted(given)}
    write(folder / PARTIAL / "new" / "used.json", json.dumps(said).encode())


def _used(folder: Path) -> set[str] | None:
    """The addresses whose answers went into the release that is there; None where that is not known, or it is not there yet."""
    try:
        said = json.loads((folder / PARTIAL / "new" / "used.json").read_text(encoding="utf-8"))
        there = hashlib.sha256((folder / "release.json").read_bytes()).hexdigest()
        return set(said["given"]) if said["release"] == there else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clear(folder: Path) -> None:
    """Remove what a fetch kept and the release now holds; what belongs to another fetch stays. Killed anywhere, it can be called again."""
    work, used, notes = folder / PARTIAL, _used(folder) or (), json.loads((folder / "release.json").read_text(encoding="utf-8"))
    for file, (url, *_) in http.kept(answers_of(folder)).items():
        if url in used:
            file.unlink()
    known = {one.get("doc_id") for part in ("sources", "without_animals") for one in notes[part]}
    for file in (work / "animals").glob("*.*"):
        if file.stem in known:
            file.unlink()
    for file in work.rglob("*.part"):
        file.unlink()
    shutil.rmtree(work / "new", ignore_errors=True)


# ---------------------------------------------------------------- the exchange
def stage(folder: Path, notes: dict, tables: Mapping[str, pd.DataFrame], new: pd.DataFrame, given: Collection[str]) -> None:
    """Write what changes of the release beside it: the tables, and the observations of the ``new`` datasets; made of ``given`` answers."""
    work = folder / PARTIAL / "new"
    shutil.rmtree(work, ignore_errors=True)
    files = dict(notes.get("files", {}))
    for name, rows in tables.items():
        schema = pa.schema([(column, _TYPES[kind]) for column, (kind, _) in TABLES[name].items()])
        said = {"normalised": json.dumps(rows.attrs.get("normalised", {}), sort_keys=True)}
        said |= {"only_calls": " ".join(notes["only_calls"])} if name == "results" else {}
        rows = pa.Table.from_pandas(rows[schema.names], schema, preserve_index=False)
        files[f"{name}.parquet"] = _write_table(work, f"{name}.parquet", rows, said)
    for parameter, rows in new.groupby("parameter_stable_id"):
        part = part_of(parameter)
        parts = [pq.ParquetFile(folder / part).read()] if part in files else []
        parts += [animals_of(folder, row) for row in rows.to_dict("records")]
        whole = pa.concat_tables([one.replace_schema_metadata() for one in parts])
        order = pc.sort_indices(whole, [("doc_id", "ascending")])  # stable: each dataset keeps its own order
        files[part] = _write_table(work, part, whole.take(order), {})
    said = json.dumps(notes | {"layout": LAYOUT, "files": dict(sorted(files.items()))}, indent=1).encode()
    use(folder, given, said)
    write(work / "release.json", said)


def _write_table(work: Path, part: str, rows: pa.Table, said: dict) -> dict:
    file = work / part
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = rows.replace_schema_metadata(said).combine_chunks()
    pq.write_table(rows, file, row_group_size=ROW_GROUP, compression="zstd", version="2.6")
    content = file.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows.num_rows, "bytes": len(content)}


def exchange(folder: Path) -> None:
    """Put the staged files in place, release.json last; killed anywhere, it can be called again."""
    work = folder / PARTIAL / "new"
    notes = json.loads((work / "release.json").read_text(encoding="utf-8"))
    (folder / "release.json").unlink(missing_ok=True)
    for part in notes["files"]:
        if (work / part).is_file():
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            os.replace(work / part, folder / part)
    os.replace(work / "release.json", folder / "release.json")


def parameters_of(results: pd.DataFrame, datasets: pd.DataFrame) -> pd.DataFrame:
    """The parameters of all results, with the units that their datasets state."""
    units = datasets.dropna(subset=["unit"]).drop_duplicates("parameter_stable_id").set_index("parameter_stable_id")["unit"]
    parameters = life_stages.parameters_table(results)
    return parameters.assign(unit=parameters["parameter_stable_id"].map(units).astype("str"))
