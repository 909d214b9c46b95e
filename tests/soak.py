"""Twenty viewers click at random, come and go; then nothing of them may be left in the server.

    python tests/soak.py [--seconds 900] [--viewers 20] [--leak]

They open views by Bokeh's own protocol (``light_viewer``), turn to others every few seconds and leave without a word. Everybody leaves
after a third of the time and at the end. Counted both times, when nobody is there: sessions must be none, documents and pages at most two
(the event loop may remember in whose name it last worked), models and threads no more than the first time but for those, memory at most a
tenth more after ten minutes or longer; before, while caches fill, at most 100 MB. ``--leak`` keeps every page on purpose.
Exits with 1 and a sentence for each thing that was left.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from light_viewer import Refused, Viewer  # noqa: E402
from tornado.httpclient import HTTPClientError  # noqa: E402

READING = 5.0  # seconds on average between two clicks of a viewer
CLICKS = 8  # on average, before a viewer leaves and another one comes
GENES = ("Myo6", "Dnase1l2", "Nxn")  # three, so that caches are full after the first third
PAGES = ("home", "genes", "gene", "charts", "phenotypes", "phenotype", "late-adult", "images", "disease", "alleles", "downloads", "learn")
REMEMBERED = {"sessions": 0, "documents": 2, "pages": 2}
ANSWER = "alive: "  # before each count; Panel writes its warnings to the same place
SLACK = {"models": 5000, "threads": 6}  # of two documents in which all pages were visited; asyncio starts its threads one by one


def serve(port: int, leak: bool) -> None:
    """The dashboard, with sessions that linger a second only; each line on standard input is answered with what is alive."""
    import panel as pn
    import psutil
    from bokeh.document import Document
    from bokeh.model import Model
    from bokeh.server.session import ServerSession

    from dashboards import app

    kept, begin = [], app.Shell.__init__

    def begin_and_keep(shell, *args):
        kept.append(shell)
        begin(shell, *args)

    if leak:
        app.Shell.__init__ = begin_and_keep

    def count() -> dict[str, float]:
        for _ in range(3):  # what a finaliser sets free is collected next time
            gc.collect()
        kinds = {"sessions": ServerSession, "documents": Document, "pages": app.Shell, "models": Model}
        alive = dict.fromkeys(kinds, 0)
        for thing in gc.get_objects():
            for name, kind in kinds.items():
                alive[name] += issubclass(type(thing), kind)
        return alive | {"threads": threading.active_count(), "memory": psutil.Process().memory_full_info().uss / 2**20}

    def answer() -> None:
        for _ in sys.stdin:
            print(ANSWER + json.dumps(count()), flush=True)

    threading.Thread(target=answer, daemon=True).start()
    pn.serve = partial(pn.serve, unused_session_lifetime_milliseconds=1000, check_unused_sessions_milliseconds=1000)
    app.serve("teaching", port, open_browser=False)


def view(chance: random.Random) -> str:
    return "?" + urlencode({"page": chance.choice(PAGES), "gene": chance.choice(GENES)})


class Room:
    """The viewers, and what they met."""

    def __init__(self, url: str, number: int):
        self.url, self.number, self.came, self.clicks, self.failed = url, number, 0, 0, []

    async def _stay(self, chance: random.Random, end: float) -> None:
        """One viewer after the other on this seat."""
        await asyncio.sleep(chance.uniform(0, READING))
        while time.monotonic() < end:
            viewer = Viewer(self.url + view(chance))
            try:
                await viewer.open()
                self.came += 1
                staying = True  # for one click at least, however slow the machine
                while staying:
                    await asyncio.sleep(min(chance.uniform(0, 2 * READING), max(0.0, end - time.monotonic())))
                    await viewer.turn_to(view(chance))
                    self.clicks += 1
                    staying = time.monotonic() < end and chance.random() > 1 / CLICKS
            except (Refused, OSError, TimeoutError, HTTPClientError) as problem:
                self.failed.append(repr(problem)[:200])
                await asyncio.sleep(1)
            finally:
                viewer.leave()  # often before the server has drawn what was asked for

    async def be_there(self, seconds: float, seed: int) -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(self._stay(random.Random(100 * seed + k), end) for k in range(self.number)))


def counted(server: subprocess.Popen, patience: float, said: list[str]) -> dict:
    """What is alive in the server, asked until nobody is there or patience ends; ``said`` takes what it says beside."""
    deadline = time.monotonic() + patience
    while True:
        server.stdin.write("\n")
        server.stdin.flush()
        while not (line := server.stdout.readline()).startswith(ANSWER):
            if not line:
                raise SystemExit("the server has ended")
            said.append(line.strip())
        alive = json.loads(line.removeprefix(ANSWER))
        if all(alive[what] <= few for what, few in REMEMBERED.items()) or time.monotonic() > deadline:
            return alive
        time.sleep(2)


def left(first: dict, last: dict, seconds: float) -> list[str]:
    """A sentence for each thing that should not be there any more."""
    said = [f"{last[what]} {what} are alive, and nobody is there" for what, few in REMEMBERED.items() if last[what] > few]
    for what, slack in SLACK.items():
        if last[what] > first[what] + slack:
            said.append(f"{last[what]} {what} against {first[what]} after the first third")
    if last["memory"] > (1.1 * first["memory"] if seconds >= 600 else first["memory"] + 100):
        said.append(f"{last['memory']:.0f} MB of memory against {first['memory']:.0f} after the first third")
    return said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> int:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--seconds", type=float, default=900)
    args.add_argument("--viewers", type=int, default=20)
    args.add_argument("--leak", action="store_true")
    args.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    args = args.parse_args()
    if args.serve:
        serve(args.serve, args.leak)
        return 0
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(port), *["--leak"] * args.leak]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, cwd=HERE.parent) as server,
    ):
        try:
            room = Room(f"http://127.0.0.1:{port}/", args.viewers)
            asyncio.run(until_answers(room.url))
            counts, warned = [], []
            for third, share in enumerate((1 / 3, 2 / 3)):
                asyncio.run(room.be_there(share * args.seconds, third))
                counts.append(counted(server, 5 if args.leak else 60, warned))
                print(f"{room.came} viewers, {room.clicks} clicks; left:", {k: round(v) for k, v in counts[-1].items()}, flush=True)
        finally:
            server.kill()
        said.seek(0)
        faults = [line.strip() for line in said if line.startswith(("Traceback", "ERROR"))]
    faults += [line for line in warned if "ERROR" in line or "Error" in line]
    wrong = left(*counts, args.seconds) + room.failed[:3] + faults[:3]
    if not room.clicks:
        wrong.append("nobody came to click")
    print(*(wrong or ["Nothing was left."]), sep="\n")
    return bool(wrong)


async def until_answers(url: str) -> None:
    """The server is there when a viewer can open a page."""
    for _ in range(300):
        viewer = Viewer(url)
        with contextlib.suppress(OSError):
            await viewer.open()
            viewer.leave()
            return
        await asyncio.sleep(0.2)
    raise SystemExit(f"no answer at {url}")


if __name__ == "__main__":
    sys.exit(main())
