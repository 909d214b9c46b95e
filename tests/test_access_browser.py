"""Every page for everyone: axe-core in the light and in the dark, the keyboard, charts in words, narrow windows, and the switch itself."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboards.colours import COLOURS
from dashboards.pages import PAGES

LOOK = 30_000  # ms a page may take on a busy machine; polled, not waited for
UPSTREAM: dict[tuple[str, str], str] = {}
"""(rule, selector) of serious or critical violations that lie in Bokeh, Panel or Material UI -> where it was reported. None is known."""
MOST = 32  # presses of Tab; long tables go on with links like those before

FIGURES = """() => Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure")
  .map(m => Bokeh.index.find_one(m)).filter(v => v && v.el.getClientRects().length)"""
HEARD = f"""() => ({FIGURES})().map(v => {{
  const frame = v.el.getRootNode().host?.closest("[role=application]")
  return (frame ?? v.el).getAttribute("aria-label") ?? ""
}})"""
# What has the focus: its name, whether it looks other than without, and whether it is a place of its own.
FOCUSED = """() => {
  let e = document.activeElement
  while (e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement
  if (e === document.body) return null
  const near = [e, e.parentElement, e.parentElement?.parentElement].filter(Boolean)
  const labels = e.labels ? [...e.labels].map(l => l.textContent).join(" ") : ""
  const name = [e.getAttribute("aria-label"), labels, e.title, e.textContent, e.placeholder].map(n => (n ?? "").trim()).find(n => n) ?? ""
  const outlined = near.some(x => getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) >= 1)
  const box = e.getBoundingClientRect()
  return {name: name.slice(0, 60), outlined, what: e.outerHTML.slice(0, 120),
          seen: box.width > 0 && box.height > 0 || e.type === "radio" || e.type === "checkbox"}
}"""


# Long tables without the rows that are like those before: axe-core would look at thousands of cells.
SHORTER = """() => {
  const cut = root => { for (const e of root.querySelectorAll("*")) {
    if (e.matches("tbody tr:nth-child(n+5)")) e.remove()
    else if (e.shadowRoot) cut(e.shadowRoot)
  } }
  cut(document)
}"""
# Whether every control has turned dark, and no colour is on its way any more, in shadow trees neither.
TURNED = """() => {
  const waits = root => root.querySelector(".mui-light") || root.getAnimations().length
    || [...root.querySelectorAll("*")].some(e => e.shadowRoot && waits(e.shadowRoot))
  if (waits(document)) window.turned = undefined
  else window.turned ??= performance.now()  // a change may begin a frame after its class
  return performance.now() - window.turned > 500
}"""


@pytest.fixture
def visit(serve_dashboard, open_page):
    """``visit(key)`` gives a page of the teaching release once all of it is there."""

    def visit(key: str, width: int = 1440, **asked):
        query = "".join(f"&{name}={value}" for name, value in asked.items())
        page = open_page(f"{serve_dashboard()}/?page={key}{query}", width)
        complete(page)
        return page

    return visit


def complete(page):
    expect(page.locator("h1:visible").first).to_have_text(re.compile(r"\w"), timeout=LOOK)
    expect(page.get_by_role("button", name="Copy link").filter(visible=True)).to_have_count(1, timeout=LOOK)
    expect(page.get_by_text("Being prepared")).to_have_count(0, timeout=LOOK)


def serious(page, rules: list[str] | None = None) -> list[dict]:
    """Serious and critical violations that axe-core finds."""
    only = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    return [v for v in Axe().run(page, options=only).response["violations"] if v["impact"] in ("serious", "critical")]


def sifted(violations: list[dict], upstream: dict[tuple[str, str], str]) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """Rule and selector of the violations that are ours, and the entries of the upstream list that were met."""
    found = [(v["id"], " ".join(map(str, node["target"]))) for v in violations for node in v["nodes"]]
    return [f for f in found if f not in upstream], {f for f in found if f in upstream}


def test_a_known_violation_is_let_pass_and_a_stale_entry_is_seen():
    violations = [{"id": "button-name", "nodes": [{"target": ["#a"]}, {"target": ["#b"]}]}]
    known = {("button-name", "#a"): "an issue", ("image-alt", "#c"): "another"}
    ours, met = sifted(violations, known)
    assert ours == [("button-name", "#b")]
    assert set(known) - met == {("image-alt", "#c")}


@pytest.fixture(scope="module")
def met():
    """Entries of UPSTREAM that the pages still need; at the end all of them must have been met."""
    found: set[tuple[str, str]] = set()
    yield found
    assert found == set(UPSTREAM), f"no longer needed in UPSTREAM: {set(UPSTREAM) - found}"


def in_the_dark(page) -> bool:
    return page.evaluate("document.body.classList.contains('dark')")


def switch(page):
    page.get_by_role("button", name="Toggle theme").click()


def walk(page, most: int = MOST) -> list[dict]:
    """What has the focus after each press of Tab, until the page ends."""
    reached = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached.append(focused)
    return reached


@pytest.mark.parametrize("key", PAGES)
def test_nothing_bars_anybody(visit, met, key):
    page = visit(key)
    reached = walk(page)
    assert reached[0]["name"] == "Skip to the page" and "Toggle theme" in [r["name"] for r in reached]
    assert [r["what"] for r in reached if not (r["name"] and r["outlined"] and r["seen"])] == []
    assert len(reached) == MOST or any(r["name"] == "Copy link" for r in reached)

    assert [said for said in page.evaluate(HEARD) if not re.search(r"\w.*\d", said)] == []  # every chart says numbers

    page.evaluate(SHORTER)
    ours, known = sifted(serious(page), UPSTREAM)
    assert ours == []
    met |= known
    switch(page)
    page.wait_for_function(TURNED, timeout=LOOK)
    ours, known = sifted(serious(page, ["color-contrast"]), UPSTREAM)
    assert ours == []
    met |= known

    for width in (720, 390):  # 1440 at 200 %, and a phone
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth + 1", timeout=LOOK)
    page.mouse.move(195, 600)  # off the switch, whose hint fades
    expect(page.locator(".MuiTooltip-tooltip")).to_have_count(0, timeout=LOOK)
    ours, known = sifted(serious(page), UPSTREAM)  # what is hidden on a phone may have been the name of something
    assert ours == []
    met |= known


def test_the_checks_see_what_they_are_for(visit):
    page = visit("home")
    page.evaluate("""document.body.insertAdjacentHTML('afterbegin', '<button id="bad" style="outline: none; color: #eee; background: #fff">'
        + '</button><p style="color: #aaa; background: #fff">pale</p>')""")
    first = next(r for r in walk(page, 3) if 'id="bad"' in r["what"])
    assert not first["name"] and not first["outlined"]
    assert {"button-name", "color-contrast"} <= {v["id"] for v in serious(page)}


# ---------------------------------------------------------------- the switch
GROUND = (
    f"""() => ({FIGURES})().map(v => [...v.canvas_view.primary.canvas.getContext("2d").getImageData(4, 4, 1, 1).data].slice(0, 3).join())"""
)
SAVED = f"""async () => {{
  const view = ({FIGURES})()[0], image = await createImageBitmap(await view.export("png").to_blob())
  const pen = new OffscreenCanvas(image.width, image.height).getContext("2d")
  pen.drawImage(image, 0, 0)
  return [...pen.getImageData(4, 4, 1, 1).data].slice(0, 3).join()
}}"""
WORDS = f"""() => ({FIGURES})().map(v => v.model.title.text_color)"""
DARK, LIGHT = "26,34,42", "255,255,255"  # COLOURS["sheet"]
PALE = {COLOURS["quiet"][1], COLOURS["ink"][1]}


def grounds(page, colour: str):
    page.wait_for_function(f"colour => ({GROUND})().every(c => c === colour)", arg=colour, timeout=LOOK)


def test_charts_follow_the_switch_the_choice_stays_and_files_are_light(visit):
    page = visit("charts")
    expect(page.locator(".bk-Figure:visible").nth(1)).to_be_visible(timeout=LOOK)
    assert not in_the_dark(page)
    grounds(page, LIGHT)
    switch(page)
    grounds(page, DARK)
    assert set(page.evaluate(WORDS)) <= PALE
    assert page.evaluate(SAVED) == LIGHT
    grounds(page, DARK)  # and the page is as it was
    assert set(page.evaluate(WORDS)) <= PALE
    page.get_by_role("tab", name="Phenotype", exact=True).click()  # charts drawn later
    expect(page.locator("h1:visible").first).to_contain_text("genes tested", timeout=LOOK)
    grounds(page, DARK)
    page.reload()
    complete(page)
    assert in_the_dark(page)
    grounds(page, DARK)
    switch(page)
    page.reload()
    complete(page)
    assert not in_the_dark(page)


def test_without_a_choice_the_page_is_as_the_system(serve_dashboard, browser):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{serve_dashboard()}/?page=learn")
    page.wait_for_function("document.body.classList.contains('dark')", timeout=LOOK)
    context.close()


def test_past_the_menu_and_along_it(visit):
    page = visit("home")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Find a gene"  # the first link below the header
    page.get_by_role("tab", name="Home").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Genes")).to_have_attribute("aria-selected", "true", timeout=LOOK)
    expect(page.locator("h1:visible").first).to_contain_text("genes", timeout=LOOK)
