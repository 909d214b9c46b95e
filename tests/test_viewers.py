"""Many viewers, rude ones and hostile addresses: everybody is served, the server lives, nothing is left of those who went."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest
from light_viewer import Viewer

HERE = Path(__file__).resolve().parent


def soak(*args: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-P", str(HERE / "soak.py"), *args], capture_output=True, text=True, timeout=400)


def test_nothing_is_left_of_twenty_viewers_who_clicked_for_a_minute():
    done = soak("--seconds", "60")
    assert done.returncode == 0 and "Nothing was left." in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def test_pages_that_are_kept_are_seen():
    done = soak("--seconds", "6", "--viewers", "3", "--leak")
    assert done.returncode == 1 and "pages are alive, and nobody is there" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def alive(url: str) -> bool:
    """Whether another viewer gets a whole page."""

    async def visit() -> int:
        viewer = await Viewer(f"{url}/?page=learn").open()
        viewer.leave()
        return viewer.received

    return asyncio.run(visit()) > 10_000


def test_viewers_who_disappear_while_their_page_is_drawn_harm_nobody(serve_dashboard):
    url = serve_dashboard()

    async def vanish() -> None:
        for ready in (False, True, True):
            viewer = await Viewer(f"{url}/?page=charts").open(ready)
            going = asyncio.create_task(viewer.turn_to("?page=gene&gene=Myo6")) if ready else None
            await asyncio.sleep(0)
            viewer.leave()
            if going:
                going.cancel()

    asyncio.run(vanish())
    assert alive(url)


def test_two_hundred_reconnects_in_a_minute(serve_dashboard):
    """The websocket of one page breaks and comes back two hundred times: as a laptop on a bad network."""
    url = serve_dashboard()

    async def reconnect() -> int:
        viewer = await Viewer(f"{url}/?page=learn").open()
        for _ in range(200):
            await viewer.reconnect()
        viewer.leave()
        return viewer.connected

    assert asyncio.run(asyncio.wait_for(reconnect(), 60)) == 201
    assert alive(url)


@pytest.mark.parametrize("size", [7_000, 100_000])
def test_an_address_of_any_length_is_answered_with_the_page_and_a_sentence(serve_dashboard, size):
    url, word = serve_dashboard(), "".join(random.Random(1).choices("abcdefghij", k=size))

    async def visit() -> str:
        viewer = await Viewer(f"{url}/?page=charts&gene={word}").open()
        viewer.leave()
        return viewer.document

    said = asyncio.run(visit())
    assert said.count(word[:20]) > 1  # in the address itself, and in the sentence that no gene is called so
    assert alive(url)
