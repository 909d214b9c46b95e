"""One HTTP client for every IMPC service: patient within a time budget, polite, and with a memory on disk."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

import platformdirs
import requests

from impc_nb import __version__, whole_file
from impc_nb.schema import Unavailable

USER_AGENT = f"impc-nb/{__version__}"
TRY_AGAIN = {429, 500, 502, 503, 504}
NO_CONTENT = frozenset({204, 404})
STILL_WORKS = "try again later; the teaching release and saved folders still work"
_NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.TooManyRedirects,
)
AT_ONCE = 4  # requests in flight, to stay polite
SAID_AFTER = 5.0  # seconds of waiting after which it is said that and why one waits
MOST_VALUES = 5_000_000
"""Values in one answer that are read; more would fill the memory of a small machine."""

_LOG = logging.getLogger("impc_nb")


class Client:
    """Asks services for JSON.

    Parameters
    ----------
    get : callable, optional
        ``get(url, headers=, timeout=, stream=)`` giving a ``requests.Response``; ``requests.Session().get`` if left out.
    connect, read : float
        Seconds to wait for a connection, and for each part of an answer.
    budget : float
        Seconds one question may take altogether, waiting and trying again included.
    tries : int
        How often a question is put before giving up.
    max_bytes : int
        Longest answer that is read.
    max_age : float
        Seconds for which an answer on disk is used instead of asking again.
    wait : callable
        ``wait(seconds)``, called before each new try.
    memory : path, optional
        Folder that keeps the answers, those of no content included, for as long as it is there; the cache if left out.

    Examples
    --------
    >>> print(Client(tries=1).tries)
    1
    """

    def __init__(self, get: Callable | None = None, *, connect=5.0, read=12.0, budget=30.0, tries=4, max_bytes=100_000_000,
                 max_age=7 * 86400.0, wait: Callable = time.sleep, memory: Path | None = None):  # fmt: skip
        self.get = get or _session().get
        self.connect, self.read, self.budget, self.tries = connect, read, budget, tries
        self.max_bytes, self.max_age, self.wait = max_bytes, max_age, wait
        self.memory, self.given = memory, set()  # the addresses whose answers were given

    def json(self, url: str, service: str, *, budget: float | None = None, no_content: Collection[int] = NO_CONTENT):
        """The parsed answer of ``url``; None when the service has no content for it (status 204 or 404).

        Parameters
        ----------
        url : str
            Address, with every part already quoted.
        service : str
            What messages call the service, such as "The IMPC dataset service".
        budget : float, optional
            Seconds this question may take, if less than the client's.
        no_content : collection of int
            The statuses that mean that there is nothing.

        Raises
        ------
        Unavailable
            When no usable answer came within the budget; the sentence names the service and what still works.
        """
        self.given.add(url)
        file = _file(url, self.memory)
        body = _remembered(file, url, self.max_age)
        known = body is not None
        if not known:
            body = self.body(url, service, budget=budget, no_content=no_content)
        answer = parse(body, service) if body else None
        if not known and (body or self.memory):
            _remember(file, url, body or b"")
        return answer

    def body(self, url: str, service: str, *, budget: float | None = None, no_content: Collection[int] = NO_CONTENT) -> bytes | None:
        """The answer of ``url`` as it came, always asked for and not kept; see :meth:`json`."""
        return self._ask(url, service, min(self.budget, budget or self.budget), no_content)

    def many(self, urls: Iterable[str], service: str, **how) -> list:
        """The answers of several addresses, in order, each asked once, four at once and all within twice the budget of one."""
        urls, budget = list(urls), how.pop("budget", None) or self.budget
        once = list(dict.fromkeys(urls))
        end = time.monotonic() + 2 * budget

        def answer(url: str):
            return self.json(url, service, budget=max(0.01, min(budget, end - time.monotonic())), **how)

        pool = ThreadPoolExecutor(max(1, min(AT_ONCE, len(once))))
        try:
            answers = dict(zip(once, pool.map(answer, once), strict=True))
            return [answers[url] for url in urls]
        finally:  # at the first that fails the rest is not asked any more
            pool.shutdown(cancel_futures=True)

    def _ask(self, url: str, service: str, budget: float, no_content: Collection[int]) -> bytes | None:
        end, problem = time.monotonic() + budget, "did not answer"
        for attempt in range(self.tries):
            left = end - time.monotonic()
            if left <= 0:
                break
            pause = 0.4 * 2**attempt
            try:
                status, body, retry_after = self._once(url, left, end)
            except requests.Timeout:
                problem = "did not answer in time"
            except _NO_ADDRESS as error:
                raise Unavailable(f"{service} cannot be asked at {url[:100]!r} ({type(error).__name__}); check its root.") from None
            except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
                problem = "broke off in the middle of its answer"
            except requests.RequestException:
                problem = "could not be reached or cut the connection"
            else:
                if status in no_content:
                    return None
                problem = _no_data(body, self.max_bytes) if status == 200 else f"answered with an error (status {status})"
                if problem is None:
                    return body
                if len(body) > self.max_bytes or status not in (200, *TRY_AGAIN):
                    break
                pause = pause if retry_after is None else retry_after
                if retry_after is not None and retry_after > end - time.monotonic():
                    problem = f"asks to be left alone for {retry_after:.0f} s (status {status})"
                    break
            left = end - time.monotonic()
            if attempt + 1 < self.tries and pause < left:
                if budget - left + pause > SAID_AFTER:
                    _LOG.warning("%s %s; asking again, for %.0f s more at most.", service, problem, left)
                self.wait(pause)
        raise Unavailable(f"{service} {problem} (asked {attempt + 1} times, for at most {budget:.0f} s); {STILL_WORKS}.")

    def _once(self, url: str, left: float, end: float) -> tuple[int, bytes, float | None]:
        """Status, body and the seconds it asks to wait, of one try."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        timeout = (min(self.connect, left), min(self.read, left))
        with self.get(url, headers=headers, timeout=timeout, stream=True) as response:
            if response.status_code != 200:
                return response.status_code, b"", seconds(response.headers.get("Retry-After"))
            parts, size = [], 0
            for part in response.iter_content(65536):
                parts.append(part)
                size += len(part)
                if size > self.max_bytes:
                    break
                if time.monotonic() > end:
                    raise requests.Timeout
            return 200, b"".join(parts), None


_INSTEAD: ContextVar[Client | None] = ContextVar("the client that asks instead of the usual one", default=None)


def default_client() -> Client:
    """The client that asks for this thread."""
    return _INSTEAD.get() or _usual_client()


@lru_cache(1)
def _usual_client() -> Client:
    return Client()


@contextmanager
def asked_by(client: Client) -> Iterator[Client]:
    """Inside, ``client`` asks for this thread."""
    before = _INSTEAD.set(client)
    try:
        yield client
    finally:
        _INSTEAD.reset(before)


def _session() -> requests.Session:
    session = requests.Session()
    session.max_redirects = 5
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))
    return session


def seconds(retry_after: str | None) -> float | None:
    """Seconds of a Retry-After header, given as a number or a date; None when it says neither."""
    if not retry_after:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", retry_after.strip()):
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _no_data(body: bytes, max_bytes: int) -> str | None:
    """What is wrong with a body before it is read; None if nothing is."""
    if len(body) > max_bytes:
        return f"answered with more than {max_bytes // 1_000_000} MB, which is not read"
    if not body.strip():
        return "answered with nothing instead of data"
    return "answered with a web page instead of data" if body.lstrip()[:1] == b"<" else None


def parse(body: bytes, service: str):
    """The object of a JSON text; NaN and infinity, which JSON does not have, read as missing."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_VALUES:
        raise Unavailable(f"{service} answered with more than {MOST_VALUES:,} values, which are not read; {STILL_WORKS}.")
    try:
        answer = json.loads(body, parse_constant=lambda _: None)
        if b"\\ud" in body.lower():  # half a character is no text, and no table can hold it
            json.dumps(answer, ensure_ascii=False).encode()
        return answer
    except RecursionError:
        raise Unavailable(f"{service} answered with data nested too deeply to read; {STILL_WORKS}.") from None
    except ValueError:
        raise Unavailable(f"{service} answered with something that is not JSON instead of data; {STILL_WORKS}.") from None


# ---------------------------------------------------------------- answers on disk: a line about the answer, then the answer
def _file(url: str, memory: Path | None) -> Path:
    folder = memory or Path(os.environ.get("IMPC_NB_CACHE") or platformdirs.user_cache_dir("impc-nb", False)) / "http"
    return folder / f"{hashlib.sha256(url.encode()).hexdigest()}.json"


def _remembered(file: Path, url: str, max_age: float) -> bytes | None:
    """The answer kept on disk; None when there is none, it is too old or it was damaged."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        about = json.loads(head)
        good = about["url"] == url and about["sha256"] == hashlib.sha256(body).hexdigest()
        young = max_age == float("inf") or 0 <= time.time() - about["time"] < max_age  # whatever the clock was set to in between
        return body if good and young else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _remember(file: Path, url: str, body: bytes) -> None:
    """Keep an answer on disk, whole or not at all; where nothing can be written nothing is kept."""
    about = {"url": url, "time": time.time(), "sha256": hashlib.sha256(body).hexdigest()}
    with suppress(OSError):
        whole_file.write(file, json.dumps(about).encode() + b"\n" + body, mode=0o600)


def kept(memory: Path) -> dict[Path, tuple[str, float, bytes]]:
    """The answers a folder keeps: file -> address, time and body (empty for no content)."""
    found = {}
    for file in sorted(memory.glob("*.json")):
        head, _, body = file.read_bytes().partition(b"\n")
        try:
            about = json.loads(head)
            found[file] = about["url"], about["time"], body
        except (ValueError, KeyError, TypeError):
            continue  # damaged: asked again
    return found
