"""What a room full of viewers costs, as ratios to the bare app in the same page shell with the same points, in the same run (Linux).

    python benchmarks/viewers.py [--viewers 40] [--rounds 3]

In each round 40 viewers open the page within one second: the HTML, its token, the websocket, the document, ``document_ready`` and all
that the server still sends after it. In the midst of them a real browser opens the page too: the probe, timed from the start of its
navigation to the first chart with paint. Then all close. The apps take turns. After the rounds the 40 open once more: memory per further
viewer is what the server then holds more than before the first round, over 40, so that what a closed session leaves behind counts too.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from dashboard import FLAGS, first_chart, free_port, make_release, report, start  # noqa: E402
from light_viewer import Viewer  # noqa: E402

LINGER = 36  # seconds: Bokeh keeps a left session for 15 and looks for such every 17
QUIET = 3  # seconds without a word from the server: every page stands
PATIENCE = 240  # seconds until a round is given up


class Crowd:
    """Viewers who open a page within one second and stay, in a thread of their own."""

    def __init__(self, url: str, number: int):
        self.began, self.served, self.failed, self.whole = time.monotonic(), 0, [], None
        self._url, self._number, self._leave = url, number, threading.Event()
        self._stand = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()

    async def _one(self, viewer: Viewer, wait: float) -> None:
        await asyncio.sleep(wait)
        try:
            await viewer.open()
            self.served += 1
        except Exception as problem:  # noqa: BLE001 - whatever it is, this viewer was not served
            self.failed.append(repr(problem))

    async def _run(self) -> None:
        viewers = [Viewer(self._url) for _ in range(self._number)]
        await asyncio.gather(*(self._one(v, i / self._number) for i, v in enumerate(viewers)))
        last = lambda: max((v.heard for v in viewers if v.heard), default=self.began)  # noqa: E731
        while time.monotonic() - last() < QUIET and time.monotonic() - self.began < PATIENCE:
            await asyncio.sleep(0.2)
        self.whole = last() - self.began
        self._stand.set()
        while not self._leave.is_set():
            await asyncio.sleep(0.2)
        for viewer in viewers:
            viewer.leave()
        await asyncio.sleep(0.2)

    def wait(self) -> None:
        if not self._stand.wait(PATIENCE):
            raise SystemExit(f"only {self.served} of {self._number} viewers were served within {PATIENCE} s: {self.failed[:3]}")

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(30)


def memory(server) -> float:
    """Megabytes that the server holds (proportional set size)."""
    lines = Path(f"/proc/{server.pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--viewers", type=int, default=40)
    args.add_argument("--rounds", type=int, default=3)
    args = args.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    print(f"{os.cpu_count()} cores; busy before the start: {os.getloadavg()[0]:.1f} processes")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        table, ports = make_release(Path(folder)), [free_port(), free_port()]
        ours = ["-m", "impc_nb.cli", "dashboard", "--no-browser", "--release", folder, "--port", str(ports[0])]
        peer = [str(HERE / "peers" / "bare_app.py"), str(ports[1]), str(table)]
        servers = [start([sys.executable, *command], port) for command, port in zip((ours, peer), ports, strict=True)]
        urls = [f"http://127.0.0.1:{ports[0]}/?page=charts&gene=Bench1", f"http://127.0.0.1:{ports[1]}/"]
        probes, alone, whole, base, held, failed = ([], []), ([], []), ([], []), [], [], [0, 0]
        try:
            browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
            for turn in range(3):  # the first visitor pays for caches
                for app in (0, 1):
                    seconds, page = first_chart(browser, urls[app])
                    page.context.close()
                    alone[app].extend([seconds] if turn else [])
            time.sleep(LINGER)
            base = [memory(server) for server in servers]
            for turn in range(args.rounds + 1):
                for app in (0, 1):
                    crowd = Crowd(urls[app], args.viewers)
                    page = None
                    if turn < args.rounds:
                        time.sleep(0.5)
                        seconds, page = first_chart(browser, urls[app])
                        probes[app].append(seconds)
                    crowd.wait()
                    whole[app].append(crowd.whole)
                    failed[app] += len(crowd.failed)
                    if turn == args.rounds:
                        held.append(memory(servers[app]))
                    if page is not None:
                        page.context.close()
                    crowd.leave()
                if turn < args.rounds:
                    time.sleep(LINGER)
        finally:
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)
    opened = args.viewers * (args.rounds + 1)
    print(f"served: {opened - failed[0]} of {opened} viewers, bare app {opened - failed[1]} (asked for: all)")
    report("load to first chart, nobody else there", *alone, "s", 1.3)
    report(f"load to first chart while {args.viewers} others open", *probes, "s", 1.5)
    report(f"all {args.viewers} whole pages stand", *whole, "s", 1.5)
    each = [(h - b) / args.viewers for h, b in zip(held, base, strict=True)]
    for name, b, h in zip(("ours", "bare app"), base, held, strict=True):
        print(f"memory before the rounds and with {args.viewers} viewers at the end, {name}: {b:.0f}, {h:.0f} MB")
    print(f"memory per further viewer: {each[0]:.2f} MB against {each[1]:.2f} MB: ratio {each[0] / each[1]:.2f} (asked for: at most 1.3)")
    print(f"busy at the end: {os.getloadavg()[0]:.1f} processes")


if __name__ == "__main__":
    main()
