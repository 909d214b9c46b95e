"""The catalog of data sources: opened for a release, refused when a source or release is incomplete."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path

import pandas as pd
import yaml
from intake.readers.entry import Catalog

from impc_nb.schema import BadTable, ImpcError, NotFound, Release, Unavailable, nearest

LAYOUT = 1
"""The layout of a release on disk that this version reads and writes."""

NEEDED = ("title", "row", "release", "provider", "licence", "units", "stage")
"""What the metadata of every source say."""

STAGES = ("production", "phenotyping", "statistical analysis", "annotation", "quality control", "dissemination")
"""The six steps of the IMPC pipeline."""

NOT_STATED = "release not stated"
FACTS = "facts, not simulated"
_SEEN: set[tuple] = set()  # release.json files (and their state) whose files were all there
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same rules, a tenth of the time
PARTIAL = ".partial"  # where `impc-nb fetch` works inside a release, until it is whole
_ACCEPTED = "a release is 'teaching', 'live' or a folder that `impc-nb fetch` saved"


def open_catalog(release: str | os.PathLike | None = None, root: str | os.PathLike | None = None, *, again: bool = True):
    """The Intake catalog whose entries answer for a release.

    Parameters
    ----------
    release : str or path
        ``teaching`` (embedded, simulated animals), ``live`` (the IMPC services, at the roots that the environment
        variables ``IMPC_..._ROOT`` name, else the real ones) or the folder of a saved release.
    root : path, optional
        Folder that holds ``catalog.yml`` and ``data/teaching``; the project's own if left out.
    again : bool
        Look whether every file of a stored release is there, even if this process did so before.

    Returns
    -------
    intake.readers.entry.Catalog
        ``list(catalog)`` names the entries, ``catalog.genes.read()`` reads one; ``catalog.metadata["release"]`` is the
        :class:`~impc_nb.schema.Release`. Nothing is asked from a service before an entry is read.

    Raises
    ------
    NotFound
        If no release has that name.
    Unavailable
        If a folder is missing, empty, half-written or of another layout.
    BadTable
        If a source of the catalog does not say what it must.

    Examples
    --------
    >>> print("results" in list(open_catalog("teaching")))
    True
    """
    root = Path(root) if root else _root()
    catalog = _read_catalog(root / "catalog.yml", _changed(root / "catalog.yml"))
    if release is None:
        release = os.environ.get("IMPC_NB_RELEASE") or "teaching"
    if release == "live":
        about = Release("live", "live", NOT_STATED)
        catalog = catalog(**service_roots(catalog))
        catalog.aliases = {name: f"live_{name}" for name in catalog.aliases}
    else:
        folder = _folder(release, root)
        notes = check_folder(folder, again)
        kind = "teaching" if release == "teaching" else "folder"
        title = notes.get("title") or NOT_STATED
        about = Release("teaching" if kind == "teaching" else str(folder), kind, str(title), bool(notes.get("simulated")))
        catalog = catalog(folder=str(folder))
    catalog.metadata = {**catalog.metadata, "release": about} | ({} if release == "live" else {"folder": folder})
    return catalog


def describe(catalog) -> pd.DataFrame:
    """What a catalog holds, for people.

    Parameters
    ----------
    catalog : intake.readers.entry.Catalog
        As :func:`open_catalog` gives it.

    Returns
    -------
    DataFrame
        One row per entry: ``name``, ``title``, ``row`` (what one row is), ``where``, ``release``, ``licence``, ``provider``,
        ``units``, ``stage`` (step of the IMPC pipeline). For ``live`` the release is asked from its release notes. In a simulated
        release, ``provider`` and ``release`` say which tables are simulated and which hold facts, such as publications.

    Examples
    --------
    >>> print(describe(open_catalog("teaching"))["licence"].unique()[0])
    CC BY 4.0
    """
    about = catalog.metadata["release"]
    title = live_title(catalog) if about.kind == "live" else about.title
    rows = []
    for name in catalog:
        reader = catalog[name]
        said, simulated = reader.metadata, about.simulated and _simulated(str(reader.data.url))
        label = Release(about.name, about.kind, title, simulated).label if simulated == about.simulated else f"{title} · {FACTS}"
        rows.append({
            "name": name, "title": said["title"], "row": said["row"], "where": reader.data.url,
            "release": label, "licence": said["licence"],
            "provider": f"simulated after figures of: {said['provider']}" if simulated else said["provider"],
            "units": said["units"], "stage": said["stage"],
        })  # fmt: skip
    return pd.DataFrame(rows)


def _simulated(url: str) -> bool:
    """Whether what a simulated release holds at an address is simulated too: its file says so; facts may stand there or elsewhere."""
    import pyarrow.parquet as pq

    if re.match(r"https?://", url):
        return False
    try:
        said = pq.read_schema(url).metadata or {} if url.endswith(".parquet") else {}
    except (OSError, ValueError):  # not offered, or unreadable: said by whoever reads it
        said = {}
    return said.get(b"simulated") != b"false"


def live_title(catalog) -> str:
    """What the release notes call the live release; "release not stated" when they cannot be read or do not say."""
    try:
        notes = catalog.release_notes.read()
    except ImpcError:
        return NOT_STATED
    number = notes.loc[notes["what"] == "data release", "value"]
    return f"IMPC data release {number.iloc[0]}" if len(number) else NOT_STATED


def service_roots(catalog) -> dict[str, str]:
    """The address of every service: the environment variable ``IMPC_..._ROOT``, else the catalog's default."""
    roots = {}
    for name, parameter in catalog.user_parameters.items():
        if not name.endswith("_root"):
            continue
        variable = f"IMPC_{name.upper()}"
        address = (os.environ.get(variable) or parameter.default).strip().rstrip("/")
        if not re.match(r"https?://[^\s/]+", address):
            raise Unavailable(f"{variable} is {address[:100]!r}; the root of a service starts with https:// or http://.")
        roots[name] = address
    return roots


# ---------------------------------------------------------------- the file
def _root() -> Path:
    """The folder with catalog.yml: the project, or the package itself once installed."""
    here = Path(__file__).resolve().parent
    return here if (here / "catalog.yml").is_file() else here.parent


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        raise Unavailable(f"There is no catalog.yml in {str(file.parent)[:100]!r}; name a folder that holds one as root.") from None


@lru_cache(8)
def _read_catalog(file: Path, changed: int):
    try:
        with file.open(encoding="utf-8") as text:
            catalog = Catalog.from_dict(yaml.load(text, Loader=_LOADER))
        catalog.user_parameters |= {"CATALOG_PATH": str(file), "CATALOG_DIR": file.parent.as_uri(), "STORAGE_OPTIONS": {}}
    except Exception as problem:  # a catalog is a program of sorts: whatever it breaks on, say which file
        raise BadTable(f"{file.name} in {str(file.parent)[:100]!r} is not an Intake catalog of version 2: {str(problem)[:100]}.") from None
    check_sources(catalog)
    return catalog


def check_sources(catalog) -> None:
    """Refuse a catalog in which a source does not say what one row is, its release, provider, licence, units and stage."""
    for name, entry in catalog.entries.items():
        missing = [key for key in NEEDED if not str(entry.metadata.get(key) or "").strip()]
        if missing:
            raise BadTable(f"The source {name!r} of the catalog lacks {', '.join(missing)}; every source says {', '.join(NEEDED)}.")
        if entry.metadata["stage"] not in STAGES:
            raise BadTable(f"The source {name!r} has stage {str(entry.metadata['stage'])[:50]!r}; a stage is one of {', '.join(STAGES)}.")
    for name, target in catalog.aliases.items():
        absent = [key for key in (target, f"live_{name}") if key not in catalog.entries]
        if absent:
            raise BadTable(f"The catalog names {name!r} but has no entry {absent[0]!r}; a name needs a stored and a live reader.")


# ---------------------------------------------------------------- a release on disk
def _folder(release: str | os.PathLike, root: Path) -> Path:
    if release == "teaching":
        inside = root / "data" / "teaching"
        return inside if inside.is_dir() else root / "teaching" if (root / "teaching").is_dir() else inside
    text = str(release)
    try:
        folder = Path(text).expanduser()
        if text.strip() and folder.exists():
            return folder.resolve()
    except (OSError, ValueError, RuntimeError):
        raise NotFound(f"No release is called {text[:100]!r}; {_ACCEPTED}.") from None
    if re.search(r"[/\\]", text) or text.startswith((".", "~")):
        raise Unavailable(f"There is no folder {text[:100]!r}; {_ACCEPTED}.")
    near = nearest(text, ["teaching", "live"])
    raise NotFound(f"No release is called {text[:100]!r}{f' (nearest: {near[0]})' if near else ''}, and no folder here is; {_ACCEPTED}.")


def _size(path: str | None) -> int | None:
    """Bytes of a file; None when it is not there."""
    try:
        return None if path is None else os.stat(path).st_size
    except (OSError, ValueError):
        return None


@lru_cache(8)
def _notes(file: Path, state: tuple) -> tuple[dict, list]:
    """What release.json says, and name, path (None if it leads out of the folder) and bytes of each file it lists."""
    notes = json.loads(file.read_text(encoding="utf-8"))
    files, listed = notes["files"].items(), notes.get("layout") == LAYOUT
    inside = {part: None if os.path.isabs(part) or ".." in part else os.path.join(file.parent, part) for part, _ in files}
    return notes, [(part, inside[part], int(about["bytes"])) for part, about in files] if listed else []


def check_folder(folder: Path, again: bool = True) -> dict:
    """The release.json of a folder, when everything it lists is there; refused with a sentence otherwise.

    Not ``again``: what was seen to be there stays so until release.json changes.
    """
    name, mend = repr(str(folder)[-100:]), "run the same `impc-nb fetch` again"
    if not folder.is_dir():
        what = "is a file, not the folder of a release" if folder.exists() else "does not exist"
        raise Unavailable(f"{name} {what}; {_ACCEPTED}.")
    file = folder / "release.json"
    if not file.is_file():
        if not any(folder.iterdir()):
            raise Unavailable(f"The folder {name} is empty; {_ACCEPTED}.")
        if (folder / PARTIAL).is_dir():
            raise Unavailable(f"The release in {name} is half-written: a fetch into it was not finished; {mend}.")
        raise Unavailable(f"The folder {name} has no release.json: it is no release, or was not finished; {mend} or name another.")
    try:
        state = file.stat()
        key = file, (state.st_mtime_ns, state.st_size, state.st_ino)
        notes, wanted = _notes(*key)
        layout = notes.get("layout")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unavailable(f"release.json in {name} cannot be read: it is damaged or of an older layout; {mend}.") from None
    if layout != LAYOUT:
        if isinstance(layout, int) and layout > LAYOUT:
            raise Unavailable(f"The release in {name} has layout {layout}, newer than the {LAYOUT} known here; update impc-nb.")
        raise Unavailable(f"The release in {name} has layout {str(layout)[:20]!r}, older than the {LAYOUT} read here; {mend}.")
    for part, path, size in wanted if again or key not in _SEEN else ():
        found = _size(path)
        if found != size:
            what = "is missing" if found is None else f"has {found:,} bytes instead of {size:,}"
            raise Unavailable(f"The release in {name} is half-written: {part[:100]} {what}; {mend}.")
    _SEEN.add(key)
    return notes
