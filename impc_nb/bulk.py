"""The IMPC's bulk files, saved as Parquet: every significant call, every result, every viability call of a release."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from impc_nb import http
from impc_nb.catalog import live_title, open_catalog, service_roots
from impc_nb.schema import NotFound, nearest
from impc_nb.sources import bulk
from impc_nb.sources.bulk_files import FILES

EVENED = ("repeated", "unreadable numbers", "placeholders")


def save(name: str, to: str | os.PathLike, *, client: http.Client | None = None, say: Callable[[str], None] = print) -> dict:
    """Fetch a bulk file and save it as Parquet, in less than 300 MB of memory however large it is.

    Parameters
    ----------
    name : str
        ``bulk_calls`` (every significant call, 5 MB to read), ``bulk_results`` (every result with its status, 540 MB) or
        ``bulk_viability``.
    to : path
        A folder: of a release, in which it is then an entry of the catalog, or any other. A download that broke off goes on where it
        ended, if the service can; what is whole is not fetched again.
    client : Client, optional
        Asks and waits.
    say : callable
        Is told what was evened out.

    Returns
    -------
    dict
        ``url``, ``retrieved_at``, ``release``, ``sha256`` of what was sent, and rows in and out; also kept beside the file as
        ``<name>.json``.

    Raises
    ------
    NotFound
        If there is no such file.
    Unavailable
        If the service fails for good, or sent something else; the folder then holds no such table, or the one it held before.

    Examples
    --------
    >>> print(sorted(FILES))
    ['bulk_calls', 'bulk_results', 'bulk_viability']
    """
    if name not in FILES:
        near = dict.fromkeys([*nearest(str(name), FILES), *FILES])
        raise NotFound(f"No bulk file is called {str(name)[:60]!r}; there are {', '.join(near)}.")
    catalog = open_catalog("live")
    url = f"{service_roots(catalog)['ftp_root']}/results/{FILES[name][0]}"
    made = bulk.saved(url, Path(to).expanduser(), name, client or http.default_client(), live_title(catalog))
    evened = ", ".join(f"{made[what]:,} {what}" for what in EVENED if made[what])
    say(f"{FILES[name][0]}: {made['rows in']:,} rows read, {made['rows out']:,} kept{f' ({evened})' if evened else ''}.")
    return made
