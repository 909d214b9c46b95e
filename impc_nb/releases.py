"""``fetch``: the real animals of some genes, from the live services to a folder that is a release like the others."""

from __future__ import annotations

import hashlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from impc_nb import answers, http, release_folder, release_report
from impc_nb.catalog import NOT_STATED, open_catalog
from impc_nb.release_others import Others
from impc_nb.release_report import AGAIN, NO_ANIMALS, NO_POINTS, Verdict, plain
from impc_nb.release_tables import Tables
from impc_nb.schema import BadTable, NotFound, Unavailable
from impc_nb.sources import live

READ, SAVED = 280_000, 25_000  # bytes of a dataset as the service sends and as the folder keeps it: means of nine recorded ones


def fetch(genes: Sequence[str], to: str | Path, only: Sequence[str] = (), *, dry_run: bool = False, again: bool = False,
          say: Callable[[str], None] = print, client: Callable[..., http.Client] = http.Client) -> Verdict | None:  # fmt: skip
    """Save the results of genes, and the animals behind them, from the live services to a folder.

    Parameters
    ----------
    genes : sequence of str
        Symbols, MGI ids, synonyms or human symbols.
    to : path
        A new folder, or one of an earlier fetch: what it holds stays, and nothing it holds is fetched again.
    only : sequence of str
        Animals of these parameters or procedures (ids or names) only; the results are saved in any case.
    dry_run : bool
        Say what would be fetched, and write nothing.
    again : bool
        Ask again about what an earlier fetch found to have no animals or rows, as release.json says; left alone otherwise.
    say : callable
        Is told count and estimated size, in sentences, before anything is fetched.
    client : callable
        Makes the clients that ask, of the arguments of :class:`impc_nb.http.Client`.

    Returns
    -------
    Verdict or None
        What the folder holds, and what was not to be had; None after a dry run.

    Raises
    ------
    NotFound, Ambiguous
        If a gene, or a name in ``only``, is unknown; nothing is saved then.
    Unavailable
        If a service fails for good or the folder cannot be written. What was fetched is kept, and the release is as it was
        before, or refused by :func:`~impc_nb.catalog.open_catalog` until the same fetch is run again.
    """
    folder, stop = Path(to).expanduser(), threading.Event()
    try:
        release_folder.existing(folder)  # refuses what is no release before anything is asked or written
        if dry_run:
            return _fetch(folder, genes, only, again, say, client, stop, None)
        with release_folder.alone(folder), _ctrl_c_sets(stop):
            return _fetch(folder, genes, only, again, say, client, stop, release_folder.answers_of(folder))
    except OSError as problem:
        what = problem.strerror or type(problem).__name__
        raise Unavailable(f"{str(folder)[-100:]!r} cannot be written ({what}); make room or choose another folder with --to, then {AGAIN}."
                          ) from None  # fmt: skip


def _fetch(folder: Path, genes: Sequence[str], only: Sequence[str], again: bool, say: Callable, client: Callable, stop: threading.Event,
           memory: Path | None) -> Verdict | None:  # fmt: skip
    """The steps of :func:`fetch`; without ``memory`` it is a dry run."""

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise Unavailable(f"The fetch was stopped; {AGAIN}.")

    catalog = open_catalog("live")
    number = _number(catalog, client(budget=90.0, wait=pause, max_age=0))
    title = f"IMPC data release {number}" if number else NOT_STATED
    old = release_folder.existing(folder)
    if old and old["title"] != title:
        raise Unavailable(f"{str(folder)[-100:]!r} holds {old['title']}, the live services give {title}; choose another folder with --to.")
    if memory:
        release_folder.begin(folder, title)
    asking = client(budget=90.0, wait=pause, memory=memory, max_age=float("inf") if memory else 7 * 86400.0)
    with http.asked_by(asking):
        tables, others = _tables(folder, old, catalog, only, again), Others.of_release(folder, old, catalog, again)
        tables.asked = {tables.gene(name) for name in genes}
        rows = tables.wanted()
        _announce(folder, title, tables, others, rows, say)
        if not memory:
            return None
        found = tables.resolved(rows[rows["doc_id"].isna()])
        missing = tables.missing.loc[tables.picked(tables.missing), "doc_id"]  # perhaps they are there by now
        ids = dict.fromkeys([*rows["doc_id"].dropna(), *found["doc_id"], *missing, *sorted(tables.lost)])
        ids = [one for one in ids if one not in tables.have | tables.none]
        points = _points(folder, asking, catalog.observations.data.url, ids)
        new = tables.describe([one for one, about in points.items() if about.get("rows")], found)
        others.ask(catalog, asking, tables.asked | set(old["genes"] if "lost" in old else ()), stop)  # a damaged release is mended whole
    taken = release_report.sources_of(memory, asking.given, {one: points[one] for one in new["doc_id"]}, title)
    absent = release_report.absent(tables, rows, found, points, set(new["doc_id"]))
    notes = release_report.notes(title, number, old, tables, absent, taken) | others.notes()
    if release_report.changes(old, notes) or tables.lost:
        release_folder.stage(folder, notes, tables.whole() | others.tables, new, asking.given)
        release_folder.exchange(folder)
    else:
        release_folder.use(folder, asking.given, (folder / "release.json").read_bytes())
    release_folder.clear(folder)
    return release_report.verdict(folder, release_folder.existing(folder), tables, len(new), others)


# ---------------------------------------------------------------- before it starts
def _number(catalog, client: http.Client) -> str | None:
    """The number of the live data release, asked for anew; None where none is stated."""
    with http.asked_by(client):
        try:
            notes = catalog.release_notes.read()
        except NotFound:
            return None
    number = notes.loc[notes["what"] == "data release", "value"]
    return str(number.iloc[0]) if len(number) else None


def _tables(folder: Path, old: Mapping, catalog, only: Sequence[str], again: bool) -> Tables:
    """What the release holds already; where its tables were lost, what is listed of its genes."""
    lost = set(old.get("lost", ()))
    have = {one["doc_id"] for one in old.get("sources", ()) if "doc_id" in one} - lost
    found = {name: release_folder.table(folder, old, name) for name in ("genes", "results", "datasets")}
    tables = Tables(catalog, found, set(old.get("only_calls", ())), only, have, lost, old.get("without_animals", ()), again)
    for accession in old.get("genes", ()):
        tables.gene(accession)
    return tables


def _announce(folder: Path, title: str, tables: Tables, others: Others, rows: pd.DataFrame, say: Callable[[str], None]) -> None:
    counted = tables.results["marker_accession_id"].value_counts()
    genes = tables.genes[tables.genes["marker_accession_id"].isin(tables.asked)]
    who = ", ".join(f"{plain(g.marker_symbol)} ({counted.get(g.marker_accession_id, 0):,} results)" for g in genes.itertuples())
    n = rows["doc_id"].nunique() + int(rows["doc_id"].isna().sum()) + len(tables.lost - set(rows["doc_id"]))
    there = f"; {len(tables.have):,} are there already" if tables.have else ""
    say(f"{title}: {who}.")
    say(f"To fetch into {folder}: the animals of up to {n:,} datasets, about {n * READ / 1e6:,.0f} MB to read and "
        f"{n * SAVED / 1e6:,.0f} MB on disk{there}; and all else that is known of these genes.")  # fmt: skip
    none = tables.without(tables.asked), sum(of in tables.asked for _, of in others.closed)
    if any(none):
        say(f"Known to have nothing, and not asked about again: {none[0]:,} results without animals and {none[1]:,} tables without rows "
            "(to ask again: --again).")  # fmt: skip


# ---------------------------------------------------------------- the animals
def _points(folder: Path, client: http.Client, root: str, ids: Sequence[str]) -> dict[str, dict]:
    """doc_id -> what came of asking for its animals, which the folder keeps; four are asked for at once."""
    kept, failed, size = release_folder.kept_animals(folder), [], 0

    def take(one: str) -> tuple[dict, int]:
        if len(failed) >= http.AT_ONCE:  # the service is down: it is left alone
            raise failed[0]
        try:
            return _take(folder, client, root, one)
        except Unavailable as problem:
            failed.append(problem)
            raise

    pool = ThreadPoolExecutor(http.AT_ONCE)
    with tqdm(total=len(ids), initial=sum(one in kept for one in ids), desc="Animals", unit=" datasets", disable=None) as bar:
        try:
            running = {pool.submit(take, one): one for one in ids if one not in kept}
            for future in as_completed(running):
                try:
                    kept[running[future]], sent = future.result()
                except Unavailable:
                    continue
                size += sent
                bar.set_postfix_str(f"{size / 1e6:.0f} MB", refresh=False)
                bar.update()
        finally:
            pool.shutdown(cancel_futures=True)
    if failed:
        n = sum(one in kept for one in ids)
        raise Unavailable(f"{str(failed[0]).rstrip('.')}. {n:,} of {len(ids):,} datasets are kept: {AGAIN}.")
    return {one: kept[one] for one in ids}


def _take(folder: Path, client: http.Client, root: str, doc_id: str) -> tuple[dict, int]:
    """Ask for the animals of one dataset and keep them; what came of it, and the bytes sent."""
    url = f"{root}/{doc_id}.json"
    body = client.body(url, live.POINTS, no_content=http.NO_CONTENT | {403})
    about = {"url": url, "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds")}
    animals = None
    try:
        if body is not None:
            animals = answers.animals_table(http.parse(body, live.POINTS), doc_id, live.POINTS)
            about |= {"sha256": hashlib.sha256(body).hexdigest(), "rows": len(animals)}
    except BadTable as problem:
        about |= {"why": str(problem)[:300], "unusable": True}
    except NotFound:
        about["why"] = NO_ANIMALS
    if body is None:
        about["why"] = NO_POINTS
    release_folder.keep_animals(folder, doc_id, about, animals)
    return about, len(body or b"")


@contextmanager
def _ctrl_c_sets(stop: threading.Event) -> Iterator[None]:
    """Inside, Ctrl-C also lets those who wait to ask again give up."""

    def interrupted(*_):
        stop.set()
        raise KeyboardInterrupt

    usual = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:
        signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        if usual:
            signal.signal(signal.SIGINT, signal.default_int_handler)
