"""A wildtype's picture beside a mutant's in a real browser: both always show the same part, and nobody but the IMPC is asked for them."""

import io
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect
from small_release import EVERYTHING, EVIL, PICTURE, WILDTYPE, write

LOOK = 30_000  # ms a page may take on a busy machine; polled, not waited for
HOST = "https://www.ebi.ac.uk"
SAME = 0.01  # share of a picture: the parts two panes show are told apart from here on, a colour being known to 1/255
SIZES = {"/full/m": (600, 450), "/full/w": (1200, 900), "/full/tall": (300, 500), "/thumb": (60, 45)}


def drawn(size: tuple[int, int]) -> bytes:
    """A picture of this size each of whose points says where it is: red from left to right, green from top to bottom."""
    down = Image.linear_gradient("L")  # 0 in the first row, 255 in the last
    out = io.BytesIO()
    Image.merge("RGB", [side.resize(size) for side in (down.rotate(90), down, Image.new("L", down.size, 128))]).save(out, "PNG")
    return out.getvalue()


def at(picture: str) -> dict:
    return {"jpeg_url": f"{HOST}/full/{picture}", "thumbnail_url": f"{HOST}/thumb/{picture}", "term_name": EVIL}


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    lost = {"jpeg_url": f"{HOST}/lost", "thumbnail_url": f"{HOST}/lost", "specimen_id": "lost"}
    rows = [PICTURE | at("m"), PICTURE | at("tall") | {"specimen_id": EVIL}, PICTURE | lost, WILDTYPE | at("w")]
    return write(tmp_path_factory.mktemp("in_step") / "release", **EVERYTHING | {"image_files": rows})


@pytest.fixture
def visit(serve_dashboard, browser, release):
    """``visit(width, **asked)`` gives the page with its pictures, which are answered here; ``visit.asked`` are the addresses of others."""
    contexts, problems = [], []

    def answer(route):
        parts = urlsplit(route.request.url)
        if parts.hostname == "127.0.0.1":
            return route.continue_()
        visit.asked.append(route.request.url)
        size = next((size for path, size in SIZES.items() if parts.path.startswith(path)), None)
        return route.fulfill(body=drawn(size), content_type="image/png") if size else route.abort()

    def visit(width: int = 1440, **asked):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route("**/*", answer)
        query = "".join(f"&{name}={value}" for name, value in asked.items())
        page.goto(f"{serve_dashboard(release)}/?page=images&gene=Abc1&pictures=1{query}")
        expect(page.get_by_role("button", name="Zoom in")).to_be_visible(timeout=LOOK)
        expect(page.get_by_text("Loading …").filter(visible=True)).to_have_count(0, timeout=LOOK)
        return page

    visit.asked = []
    yield visit
    for context in contexts:
        context.close()
    assert not problems


def seen(page) -> list[list[float]]:
    """Of each pane, the part of its picture: left, top, right and bottom, read from the pixels near two corners."""
    found = []
    for pane in page.locator(".pane").all():
        pixels = Image.open(io.BytesIO(pane.screenshot())).convert("RGB")
        places = [(round(pixels.width * share), round(pixels.height * share)) for share in (0.1, 0.9)]
        found.append([value / 255 for place in places for value in pixels.getpixel(place)[:2]])
    return found


def apart(page) -> float:
    """How far the two panes are from showing the same part."""
    wildtype, mutant = seen(page)
    return max(abs(a - b) for a, b in zip(wildtype, mutant, strict=True))


def drag(page, pane, across: int, down: int):
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()


def wheel(page, pane):
    """Two notches with Ctrl, near the upper left corner."""
    box = pane.bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")


@pytest.mark.parametrize("width", [1440, 390])
def test_both_pictures_show_the_same_part_however_they_are_zoomed_and_moved(visit, width):
    page = visit(width)
    whole = seen(page)[0]
    assert whole == pytest.approx([0.1, 0.1, 0.9, 0.9], abs=0.02) and apart(page) < SAME
    said, panes = page.get_by_role("status").filter(has_text=re.compile("whole|enlarged")), page.locator(".pane")
    boxes = [pane.bounding_box() for pane in panes.all()]
    assert (boxes[0]["y"] == boxes[1]["y"]) == (width > 700)  # beside each other, or below on a phone
    before = whole
    for does, sentence in (
        (lambda: page.get_by_role("button", name="Zoom in").click(click_count=3), "enlarged 3.4 times"),
        (lambda: drag(page, panes.first, 60, 40), "enlarged 3.4 times"),
        (lambda: drag(page, panes.last, -90, -20), "enlarged 3.4 times"),
        (lambda: wheel(page, panes.last), re.compile(r"enlarged 6\.\d times")),
        (lambda: page.get_by_role("group", name="zoomed in step").press("ArrowRight"), re.compile(r"enlarged 6\.\d times")),
        (lambda: page.keyboard.press("-"), re.compile(r"enlarged 4\.\d times")),
        (lambda: page.get_by_role("button", name="Zoom out").click(), re.compile(r"enlarged 2\.\d times")),
        (lambda: page.keyboard.press("0"), "the whole pictures"),
    ):  # fmt: skip
        does()
        expect(said).to_have_text(sentence)
        now = seen(page)[0]
        assert apart(page) < SAME and now != pytest.approx(before, abs=0.01)
        before = now
    assert before == pytest.approx(whole, abs=0.01)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_what_stands_under_the_mouse_stays_there_and_no_more_than_the_picture_is_shown(visit):
    page = visit()
    pane = page.locator(".pane").first
    pane.scroll_into_view_if_needed()
    wheel(page, pane)
    left, top, right, bottom = seen(page)[0]
    # two notches of 100 enlarge exp(200/300) = 1.95 times; the point at 0.2 stays, so 0.1 shows 0.2 - 0.1/1.95 and 0.9 shows 0.2 + 0.7/1.95
    assert [left, top, right, bottom] == pytest.approx([0.149, 0.149, 0.559, 0.559], abs=0.02)
    drag(page, pane, 2000, 2000)
    assert seen(page)[0][:2] == pytest.approx([0.1 / 1.95] * 2, abs=0.02)  # the corner of the picture in the corner of the pane


def test_panes_out_of_step_would_be_seen(visit):
    page = visit()
    page.get_by_role("button", name="Zoom in").click()
    page.locator(".pane img").last.evaluate("img => { img.style.transform = 'scale(1.5) translate(4%, 0)' }")
    assert apart(page) > SAME
    page.locator(".pane img").last.evaluate("img => { img.style.transform = 'scale(1.6)' }")
    assert apart(page) > SAME


def test_another_picture_is_chosen_stands_in_the_address_and_keeps_the_place(visit):
    page = visit()
    page.get_by_role("button", name="Zoom in").click(click_count=2)
    drag(page, page.locator(".pane").first, 50, 30)
    page.get_by_role("combobox", name="Mutant", exact=True).select_option(EVIL)
    expect(page).to_have_url(re.compile("mutant=%3Cimg"), timeout=LOOK)
    expect(page.locator(".pane img.tall:visible")).to_have_count(1, timeout=LOOK)
    (left, top, right, bottom), tall = seen(page)
    # a picture of another shape: the same point in the middle of its pane
    assert [(tall[0] + tall[2]) / 2, (tall[1] + tall[3]) / 2] == pytest.approx([(left + right) / 2, (top + bottom) / 2], abs=0.02)
    assert page.evaluate("window.hacked") is None
    page.go_back()
    expect(page.locator(".pane img.tall")).to_have_count(0, timeout=LOOK)


def test_a_picture_that_cannot_be_loaded_leaves_a_sentence_and_nobody_else_is_asked(visit):
    page = visit(mutant="lost")
    pane = page.locator(".pane").last
    expect(pane).to_have_text("This picture cannot be loaded: it lies with the IMPC and needs a network.", timeout=LOOK)
    expect(pane.locator("img")).to_be_hidden()
    expect(page.locator(".pane img").first).to_be_visible()
    assert {urlsplit(address).hostname for address in visit.asked} == {"www.ebi.ac.uk"}
    assert f"{HOST}/full/m" not in visit.asked  # what is not looked at is not fetched in full


def test_every_control_is_reached_by_keyboard_and_seen_to_be(visit):
    page = visit()
    page.get_by_role("button", name="Zoom in").focus()
    reached = []
    for _ in range(6):
        reached.append(
            page.evaluate("""() => {
          let e = document.activeElement
          while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement
          return [e.ariaLabel || e.labels?.[0]?.firstChild.textContent, getComputedStyle(e).outlineStyle]
        }""")
        )
        page.keyboard.press("Tab")
    names = ["Zoom in", "Zoom out", "Reset: the whole pictures", "Wildtype and mutant, zoomed in step by the keys + - 0 and the arrows"]
    assert [name for name, _ in reached] == [*names, "Wildtype", "Mutant"]
    page.get_by_role("button", name="Zoom in").focus()
    page.keyboard.press("Tab")
    assert {style for _, style in reached[1:]} == {"solid"}
