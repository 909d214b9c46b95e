"""Lesson 05 in JupyterLab, in a real browser, with no other host in reach: charts appear, answers are marked."""

import io
import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import Served, free_port
from PIL import Image
from playwright.sync_api import expect

from impc_nb.lesson.quiz import draw
from impc_nb.schema import CONTROL, GROUP_COLOURS, MUTANT

ROOT = Path(__file__).resolve().parent.parent
LESSON = "05_chart_pages.ipynb"
PATIENCE = 60_000  # ms: how long a browser may take before a test gives up, not how long it waits


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab over a learner's own copy of the lesson, with no settings but the project's."""
    folder, own = tmp_path_factory.mktemp("lessons"), tmp_path_factory.mktemp("jupyter")
    shutil.copy(ROOT / "notebooks" / LESSON, folder)
    env = {f"JUPYTER_{what}_DIR": str(own / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    env |= {"IPYTHONDIR": str(own / "ipython"), "JUPYTER_CONFIG_PATH": str(ROOT / "impc_nb" / "jupyter"), "IMPC_NB_RELEASE": "teaching"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    port = free_port()
    options = [
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--no-browser",
        "--IdentityProvider.token=",
        "--allow-root",
    ]
    served = Served([sys.executable, "-m", "jupyterlab", str(folder), *options], f"http://127.0.0.1:{port}/api", env)
    yield f"http://127.0.0.1:{port}/lab"
    served.end()


@pytest.fixture
def notebook(lab, open_page):
    """``notebook(width, height)`` opens the lesson in a workspace of its own and runs all cells; gives its page."""

    def opener(width: int, height: int):
        page = open_page(f"{lab}/workspaces/w{width}/tree/{LESSON}?reset", width, height)
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 (ipykernel) | Idle", timeout=PATIENCE)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        expect(cell_with(page, "groupby(").locator(".jp-OutputArea-output")).to_contain_text("What this says", timeout=PATIENCE)
        return page

    return opener


def cell_with(page, text: str):
    """The code cell that holds ``text``, brought into view."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first
    cell.scroll_into_view_if_needed(timeout=PATIENCE)
    return cell


def run_cell(page, text: str, new: str | None = None):
    """Put ``new`` in place of the cell's code, as a learner does, and run it."""
    cell = cell_with(page, text)
    cell.locator(".cm-content").click()
    if new is not None:
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(new)
    page.keyboard.press("Control+Enter")
    return cell


def painted(chart, colour: str) -> int:
    """How many pixels of a chart have about that colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    pixels = np.asarray(Image.open(io.BytesIO(chart.screenshot())).convert("RGB"), int)
    return int((np.abs(pixels - wanted) <= 24).all(axis=2).sum())


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (800, 900)], ids=["desktop", "narrow"])
def test_charts_appear_offline_and_fit(notebook, width, height):
    """The second size comes to a kernel that has run the lesson for another page, as after a reload in the browser."""
    page = notebook(width, height)
    for call in ("plots.distribution(", "plots.over_time("):
        output = cell_with(page, call).locator(".jp-OutputArea-output")
        chart = output.locator(".bk-Figure")
        expect(chart).to_be_visible(timeout=PATIENCE)
        assert painted(chart, GROUP_COLOURS[MUTANT]) > 100  # 16 animals of about 50 pixels each
        assert painted(chart, GROUP_COLOURS[CONTROL]) > 100 or call == "plots.over_time("  # wildtypes are drawn faintly, boxes are not
        assert output.evaluate("e => e.scrollWidth <= e.clientWidth"), "the chart is wider than its place"


def test_a_learners_wrong_then_right_answer_gets_the_right_words(notebook):
    page = notebook(1440, 901)
    box = cell_with(page, 'check("05.1"').locator(".impc-check")
    expect(box).to_have_attribute("data-state", "not answered yet")

    run_cell(page, "females = ...", 'females = length.count(group="mutant")')
    run_cell(page, 'check("05.1"')
    expect(box).to_have_attribute("data-state", "not yet", timeout=PATIENCE)
    expect(box).to_contain_text("both sexes")
    hint = box.get_by_text("Let it say it as a number")
    expect(hint).not_to_be_visible()
    box.get_by_text("Hint 1 of 3").click()
    expect(hint).to_be_visible()

    run_cell(page, "females = length.count", 'females = length.count("female", "mutant")')
    run_cell(page, 'check("05.1"')
    expect(box).to_have_attribute("data-state", "correct", timeout=PATIENCE)
    expect(box).to_contain_text("animals")

    run_cell(page, "difference = ...", 'difference = length.mean("female", "wildtype") - length.mean("female", "mutant")')
    run_cell(page, 'check("05.2"')
    second = cell_with(page, 'check("05.2"').locator(".impc-check")
    expect(second).to_contain_text("wrong sign", timeout=PATIENCE)


def test_a_question_to_click_reacts(notebook):
    """Its buttons speak to the kernel: an untouched one hears what to do, a chosen option why it is right or not."""
    page = notebook(1440, 903)
    form = cell_with(page, 'impc.quiz("05"').locator(".jp-OutputArea-output")
    press, said = form.get_by_role("button", name="Check").first, form.locator(".impc-check").first
    expect(press).to_be_visible(timeout=PATIENCE)
    press.click()
    expect(said).to_have_attribute("data-state", "not answered yet", timeout=PATIENCE)
    before = form.get_by_role("heading").all_inner_texts()
    form.get_by_role("button", name="Try again").click()
    expect(said).to_have_count(0, timeout=PATIENCE)
    assert form.get_by_role("heading").all_inner_texts() != before

    given = form.locator("input").first
    given.fill("1") if given.get_attribute("type") == "text" else given.check()
    press.click()
    expect(said).to_have_attribute("data-state", re.compile("correct|not yet"), timeout=PATIENCE)


def test_a_number_typed_just_before_the_click_is_what_is_marked(notebook):
    """The kernel may hear of both at once."""
    page = notebook(1440, 904)
    seed = next(seed for seed in range(1000) if draw(1, "05", seed)[0].kind == "number")
    run_cell(page, 'impc.quiz("05"', f'impc.quiz("05", number=1, seed={seed})')
    form = cell_with(page, f"seed={seed}").locator(".jp-OutputArea-output")
    expect(form.get_by_role("heading")).to_have_count(1, timeout=PATIENCE)
    form.locator("input").fill("1e9")
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".impc-check")).to_have_attribute("data-state", "not yet", timeout=PATIENCE)


def test_a_solution_is_folded_until_asked_for(notebook):
    page = notebook(1440, 902)
    cell_with(page, 'check("05.2"')
    solution = page.locator(".jp-MarkdownCell details", has_text="One sex, two means")
    code = solution.locator("pre")
    expect(code).not_to_be_visible()
    solution.locator("summary").click()
    expect(code).to_be_visible()
