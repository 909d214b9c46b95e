"""Readers of the bulk files, and how one is fetched: in parts, on from where it broke off, never half there."""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq
import requests
from intake.readers import datatypes
from intake.readers.readers import BaseReader
from tqdm import tqdm

from impc_nb import http
from impc_nb.schema import BadTable, NotOffered, Unavailable
from impc_nb.sources import bulk_files
from impc_nb.sources.asking import MGI_ID_LIKE, checked
from impc_nb.sources.bulk_files import FILES, FTP
from impc_nb.sources.stored_animals import unreadable

TRIES, PATIENCE = 4, (5.0, 30.0)  # of a download that breaks off; seconds for a connection, and for each part of it
LARGEST, AT_A_READ = 5_000_000_000, 50_000_000  # bytes of a compressed file that is saved, and of one that is fetched to be read at once
MOST_ROWS, MAX_AGE = 2_000_000, 7 * 86400.0  # that are held at once; seconds for which a file that was fetched to be read is kept
AT_ONCE_WITHIN = 60.0  # seconds to fetch one that is waited for
_ALONE: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)  # one for each file of the cache


class StoredBulk(BaseReader):
    """A bulk file that was saved in the folder of a release; of one gene (MGI id), or whole."""

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, gene=None):
        file = Path(data.url)
        if not file.is_file():
            raise NotOffered(
                f"This release does not offer {table.replace('_', ' ')}: impc_nb.bulk.save({table!r}, to=FOLDER) saves it there."
            )
        return _rows(file, table, gene)


class LiveBulk(BaseReader):
    """A bulk file of the IMPC's file area, fetched when first read if it is not large; of one gene (MGI id), or whole."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, gene=None):
        url = f"{data.url}/{FILES[table][0]}"
        cache = Path(os.environ.get("IMPC_NB_CACHE") or platformdirs.user_cache_dir("impc-nb", False))
        folder = cache / "bulk" / hashlib.sha256(url.encode()).hexdigest()[:16]
        file = folder / f"{table}.parquet"
        if not _fresh(file):
            _renewed(url, file, table)
        return _rows(file, table, gene)


def _fresh(file: Path) -> bool:
    return file.is_file() and time.time() - file.stat().st_mtime < MAX_AGE


def _renewed(url: str, file: Path, table: str) -> None:
    """Fetch a file to its place in the cache; of several pages that ask for it one does, apart from those of other programs."""
    if not _ALONE[file].acquire(timeout=AT_ONCE_WITHIN):
        raise Unavailable(f"{FTP} did not answer another page in time that asked for {FILES[table][0]}; {http.STILL_WORKS}.")
    try:
        if _fresh(file):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as apart:
            saved(url, Path(apart), table, http.default_client(), "release of the address", AT_A_READ, AT_ONCE_WITHIN)
            os.replace(Path(apart) / file.name, file)
    except OSError as problem:
        raise _no_place(file.parent, problem) from None
    finally:
        _ALONE[file].release()


def _rows(file: Path, table: str, gene: str | None) -> pd.DataFrame:
    try:
        if gene is None and pq.read_metadata(file).num_rows > MOST_ROWS:
            raise Unavailable(f"{file.name} holds {pq.read_metadata(file).num_rows:,} rows, too many to hold at once; ask for one gene.")
        picked = None if gene is None else [("marker_accession_id", "==", checked(gene, *MGI_ID_LIKE))]
        rows = pq.read_table(file, columns=list(FILES[table][1]), filters=picked, partitioning=None).to_pandas()
    except (pa.ArrowException, OSError, KeyError) as problem:
        raise unreadable(file, problem) from None
    return rows.astype({name: "boolean" for name, kind in FILES[table][1].items() if kind == "flag"})


def saved(url: str, folder: Path, name: str, client: http.Client, release: str, most: int = LARGEST, within: float = math.inf) -> dict:
    """Fetch a bulk file into a folder and keep it as ``<name>.parquet``, with ``<name>.json`` that says where it came from.

    Files of more than ``most`` bytes are refused, and those that do not come ``within`` some seconds.

    Raises
    ------
    Unavailable
        If the service fails for good or sent something else; the folder then holds the file it held before, or none.
    """
    packed = folder / f"{FILES[name][0]}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _download(url, packed, client, most, within)
        about = {"url": url, "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"), "release": release,
                 "sha256": bulk_files.hashed(packed)}  # fmt: skip
        with tqdm(total=packed.stat().st_size, desc=f"Reading {FILES[name][0]}", unit="B", unit_scale=True, disable=None) as bar:
            counted = bulk_files.convert(packed, folder / f"{name}.parquet", name, bar.update)
    except OSError as problem:
        raise _no_place(folder, problem) from None
    except BadTable as problem:
        _forget(packed)
        raise Unavailable(f"{FTP} sent a file that cannot be used: {problem}; {http.STILL_WORKS}.") from None
    _forget(packed)
    bulk_files.written(folder / f"{name}.json", about | counted)
    return about | counted


def _no_place(folder: Path, problem: OSError) -> Unavailable:
    what = problem.strerror or type(problem).__name__
    return Unavailable(f"{str(folder)[-100:]!r} cannot be written ({what}); make room or choose another folder.")


# ---------------------------------------------------------------- the download
def _forget(packed: Path) -> None:
    for file in (packed, _note(packed)):
        file.unlink(missing_ok=True)


def _note(packed: Path) -> Path:
    return packed.with_name(f"{packed.name}.of")


def _download(url: str, packed: Path, client: http.Client, most: int, within: float) -> None:
    """The file as it is sent, on from where an earlier try ended if it is the same one still."""
    why, end = "did not answer", time.monotonic() + within
    for attempt in range(TRIES):
        pause = 0.4 * 2**attempt
        try:
            return _once(url, packed, client, most, end)
        except requests.Timeout:
            why = "did not answer in time"
        except (requests.RequestException, EOFError):
            why = "broke off in the middle of the file"
        except _Refused as refused:
            why, pause = f"answered with an error (status {refused.status})", refused.pause or pause
            if refused.status not in http.TRY_AGAIN or pause > 60:
                break
        if time.monotonic() + pause > end:
            break
        if attempt + 1 < TRIES:
            client.wait(pause)
    raise Unavailable(f"{FTP} {why} when asked for {packed.name.removesuffix('.part')}; {http.STILL_WORKS}.")


class _Refused(Exception):
    def __init__(self, status: int, pause: float | None):
        self.status, self.pause = status, pause


def _once(url: str, packed: Path, client: http.Client, most: int, end: float) -> None:
    have, mark = packed.stat().st_size if packed.is_file() else 0, ""
    with suppress(OSError):
        mark = _note(packed).read_text(encoding="utf-8")
    headers = {"User-Agent": http.USER_AGENT, "Accept-Encoding": "identity"}
    headers |= {"Range": f"bytes={have}-", "If-Range": mark} if have and mark else {}
    left = max(0.01, end - time.monotonic())
    with client.get(url, headers=headers, timeout=(min(PATIENCE[0], left), min(PATIENCE[1], left)), stream=True) as answer:
        if answer.status_code == 416 and "Range" in headers:  # nothing is left of it
            return
        if answer.status_code not in (200, 206):
            raise _Refused(answer.status_code, http.seconds(answer.headers.get("Retry-After")))
        on = answer.status_code == 206 and "Range" in headers
        left = int(answer.headers.get("Content-Length") or 0)
        if left + have * on > most:
            raise Unavailable(f"{packed.name.removesuffix('.part')} has {(left + have * on) / 1e6:,.0f} MB, too many for one look: "
                              "impc_nb.bulk.save(...) saves it to a folder.")  # fmt: skip
        strong = answer.headers.get("ETag") or ""
        _note(packed).write_text(strong if not strong.startswith("W/") else "", encoding="utf-8")
        got = 0
        bar = tqdm(
            total=left + have * on or None, initial=have * on, desc=f"Fetching {Path(url).name}", unit="B", unit_scale=True, disable=None
        )
        with packed.open("ab" if on else "wb") as out, bar:
            for part in answer.iter_content(1 << 18):
                out.write(part)
                got += len(part)
                bar.update(len(part))
                if got > most:
                    raise Unavailable(f"{FTP} sends more than {most / 1e6:,.0f} MB, which is not read; {http.STILL_WORKS}.")
                if time.monotonic() > end:
                    raise requests.Timeout
        if left and got < left:
            raise EOFError
