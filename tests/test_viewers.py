"""Many viewers, rude ones and hostile addresses: everybody is served, the server lives, nothing is left of those who went."""

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from light_viewer import Viewer

from dashboards.turns import Turns

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


def test_who_has_no_chart_yet_goes_before_those_who_wait_for_the_rest():
    turns, order = Turns(coming=0.2, loading=5), []

    async def visit(name: str, seconds: float) -> None:
        """Somebody whose first chart takes so long."""
        turns.come(name, lambda: True)
        await asyncio.sleep(seconds)
        order.append(f"{name} has a chart")
        async with turns.mine(name):
            order.append(f"{name} has all")

    async def crowd() -> None:
        await asyncio.gather(visit("a", 0.1), visit("b", 0.5), visit("c", 0.3))

    asyncio.run(crowd())
    assert order == ["a has a chart", "c has a chart", "b has a chart", "a has all", "c has all", "b has all"]


def test_an_address_that_is_only_fetched_keeps_nobody_waiting():
    async def wait(connected: bool) -> float:
        turns, began = Turns(coming=0.2, loading=0.6), time.monotonic()
        turns.come("a link checker", lambda: connected)
        turns.come("a", lambda: True)
        async with turns.mine("a"):
            return time.monotonic() - began

    assert 0.2 <= asyncio.run(wait(connected=False)) < 0.6 <= asyncio.run(wait(connected=True))


def test_others_are_heard_between_two_turns():
    """Those who wait wake up together: without a pause between them the server would be deaf until the last is served."""
    turns, order = Turns(), []

    async def visit(name: str) -> None:
        async with turns.mine(name):
            order.append(name)

    async def hear() -> None:
        while order[-1:] != ["c"]:
            order.append("heard") if order and order[-1] != "heard" else None
            await asyncio.sleep(0)

    async def crowd() -> None:
        await asyncio.gather(*map(visit, "abc"), hear())

    asyncio.run(crowd())
    assert order == ["a", "heard", "b", "heard", "c"]


def test_who_goes_in_the_middle_of_his_turn_holds_up_nobody():
    async def crowd() -> list[str]:
        turns, order = Turns(), []

        async def visit(name: str) -> None:
            async with turns.mine(name):
                order.append(name)

        visits = {name: asyncio.create_task(visit(name)) for name in "ab"}
        while not order:
            await asyncio.sleep(0)
        visits["a"].cancel()
        await asyncio.wait_for(visits["b"], 5)
        return order

    assert asyncio.run(crowd()) == ["a", "b"]


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
