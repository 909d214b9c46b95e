"""Genes and Gene in a real browser, on made-up genes of every kind: no error, no empty panel, nothing that cannot be reached by keyboard.

A page is done when a stranger answers its questions without help; what must be readable for that stands in QUESTIONS.
"""

import csv
import re
from urllib.parse import urlencode

import hand_made_release as made
import pytest
from playwright.sync_api import TimeoutError, expect

LOOK = 60_000  # ms a page may take on a busy machine; polled, not waited for

WORDS = """() => { const out = []; const walk = n => { if (n.shadowRoot) walk(n.shadowRoot); n.childNodes.forEach(c => {
  if (c.nodeType === 3) out.push(c.textContent); else if (c.nodeType === 1 && !['STYLE','SCRIPT','TEMPLATE'].includes(c.tagName)
  && getComputedStyle(c).display !== 'none') walk(c); }); }; walk(document.body); return out.join(' ').replace(/\\s+/g, ' ') }"""
ODD = re.compile(r"(?<![\w-])(nan|NaN|None|undefined|Traceback|Infinity|\[object Object\])(?![\w-])")

QUESTIONS = {
    "In which body systems do mutants of Abc1 differ?": ("Abc1", "in 4 of 4 body systems tested: hearing/vestibular/ear"),
    "Which call of Abc1 rests on one sex?": ("Abc1", "Decreased glucose rests on females alone."),
    "Are homozygous pups of Abc1 rarer than expected?": ("Abc1", "1 of 153 pups is homozygous, 38.2 expected"),
    "Was anything found for Bcd2?": ("Bcd2", "No significant phenotype was found for Bcd2: 8 tests"),
    "Were females of Cde3 measured?": ("Cde3", "Only male mutants were measured: nothing is known of females."),
    "On what do the calls of Def4 rest?": ("Def4", "All calls were made without a p-value"),
    "Is anything known of Efg5?": ("Efg5", "No result of a phenotyping test of Efg5"),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return made.write(tmp_path_factory.mktemp("made") / "release")


@pytest.fixture
def visit(serve_dashboard, open_page, release):
    """``visit(page=..., ...)`` opens a view of the made-up release."""

    def visited(width=1440, height=900, **view):
        return open_page(f"{serve_dashboard(release)}/?{urlencode(view)}", width, height)

    return visited


def headline(page):
    return page.locator("h1:visible")


def rows(page, caption):
    return page.get_by_role("table", name=caption).locator("tbody tr")


def url_has(page, /, **view):
    page.wait_for_function(
        "view => Object.entries(view).every(([k, v]) => (new URLSearchParams(location.search).get(k) || '') === v)", arg=view, timeout=LOOK
    )


def settled(page):
    """The last section has come."""
    expect(page.get_by_role("heading", name="Order", exact=True)).to_be_visible(timeout=LOOK)
    expect(page.get_by_text("Being prepared")).to_have_count(0, timeout=LOOK)


@pytest.mark.parametrize("symbol", made.SYMBOLS)
def test_the_gene_page_answers_for_every_gene(visit, symbol):
    page = visit(page="gene", gene=symbol)
    expect(headline(page)).to_contain_text(symbol, timeout=LOOK)
    settled(page)
    words = page.evaluate(WORDS)
    assert not ODD.search(words), ODD.search(words)
    for question, (of, answer) in QUESTIONS.items():
        assert of != symbol or answer in words, question
    page.wait_for_function(f"() => ({EMPTY})().length === 0", timeout=LOOK)  # what has come is painted a moment later
    assert page.evaluate("window.hacked") is None and page.title().startswith(f"Gene · {symbol}")


# Titles of cards in which nothing stands below the title: no words and no canvas.
EMPTY = """() => {
  const found = [], bare = s => s.replace(/\\s+/g, '')
  const text = n => (n.shadowRoot ? text(n.shadowRoot) : '') + [...n.childNodes].map(c => c.nodeType === 3 ? c.textContent
    : c.nodeType !== 1 || c.tagName === 'STYLE' ? '' : c.tagName === 'CANVAS' ? 'canvas' : text(c)).join('')
  const walk = n => { for (const e of n.querySelectorAll('*')) {
    if (e.shadowRoot) walk(e.shadowRoot)
    const card = e.tagName === 'H2' && e.closest('.card')
    if (card && bare(text(card)).length <= bare(e.textContent).length) found.push(e.textContent)
  } }
  walk(document)
  return found
}"""


def test_sorting_and_filtering_by_keyboard_stand_in_the_url_and_back_undoes_them(visit):
    page = visit(page="gene", gene="Abc1")
    settled(page)
    expect(rows(page, "All results")).to_have_count(100, timeout=LOOK)
    table = page.get_by_role("table", name="All results")
    table.get_by_role("button", name="Parameter").focus()
    page.keyboard.press("Enter")
    expect(table.locator("th").first).to_have_attribute("aria-sort", "ascending", timeout=LOOK)
    url_has(page, sort="parameter_name")
    expect(table.get_by_role("button", name="Parameter")).to_be_focused()
    page.get_by_label("Life stage").nth(0).select_option("Late adult")
    expect(rows(page, "All results")).to_have_count(1, timeout=LOOK)
    url_has(page, life_stage_name="Late adult", sort="parameter_name")
    page.go_back()
    expect(rows(page, "All results")).to_have_count(100, timeout=LOOK)
    page.get_by_role("button", name="Next").click()
    expect(rows(page, "All results")).to_have_count(27, timeout=LOOK)
    url_has(page, rows="2")


def test_a_pasted_link_restores_the_filters_and_the_file_holds_what_is_filtered(visit):
    page = visit(page="gene", gene="Abc1", top_level_mp_term_name="skeleton phenotype", sort="-effect_size")
    settled(page)
    expect(rows(page, "All results").locator("td:first-child")).to_have_text(["Measure 5", "Measure 4", "Measure 1"], timeout=LOOK)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of these rows").nth(1).click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Made-up release · simulated animals" and any("3 of 127 rows" in line for line in lines)
    read = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
    assert [r["parameter_name"] for r in read] == ["Measure 5", "Measure 4", "Measure 1"]


def test_a_significant_body_system_leads_to_its_phenotypes(visit):
    page = visit(page="gene", gene="Abc1")
    settled(page)
    page.get_by_role("link", name="skeleton", exact=True).click()
    expect(rows(page, "Significant phenotypes")).to_have_count(2, timeout=LOOK)
    url_has(page, hit_top_level_mp_term_name="skeleton phenotype")
    page.get_by_role("link", name="Order", exact=True).click()
    expect(page.get_by_role("heading", name="Order", exact=True)).to_be_focused()


def test_genes_are_found_by_any_name_and_several_are_listed(visit):
    page = visit(page="genes")
    expect(headline(page)).to_have_text("6 genes, 4 of them with a significant phenotype.", timeout=LOOK)
    box = page.get_by_role("textbox", name="Search genes")
    for typed, said in (("SYNABC1", "is a synonym of Abc1"), ("shared", "is a name of 2 genes"), ("MGI:3", "is the MGI id of Cde3"),
                        ("Abq1", "No gene has a name that contains “Abq1”."),
                        ("<img src=x onerror=window.hacked=1>", "<img src=x")):  # fmt: skip
        box.fill(typed)
        box.press("Enter")
        expect(headline(page)).to_contain_text(said, timeout=LOOK)
        url_has(page, term=typed)
    assert page.evaluate("window.hacked") is None
    page.go_back()
    page.get_by_role("link", name="Abc1").first.click()  # did you mean
    expect(headline(page)).to_contain_text("is the symbol of Abc1", timeout=LOOK)
    page.get_by_role("link", name="Abc1").first.click()
    expect(headline(page)).to_contain_text("Abc1 mutants differ", timeout=LOOK)
    url_has(page, page="gene", gene="Abc1")


# Where the one result of hearing stands on the screen.
HEARING = """() => {
  const models = Bokeh.documents.flatMap(d => [...d._all_models.values()])
  const figure = models.find(m => m.type === "Figure" && m.renderers[0].data_source.data.size_said)
  const view = Bokeh.index.find_one(figure)
  view.el.scrollIntoView({block: "center"})
  const box = view.el.getBoundingClientRect(), data = figure.renderers[0].data_source.data
  const i = [...data.system].indexOf("hearing/vestibular/ear phenotype")
  return {x: box.x + view.frame.x_scale.compute(data.effect[i]), y: box.y + view.frame.y_scale.compute(data.height[i])}
}"""


def test_a_click_in_the_volcano_opens_the_chart_of_the_result(visit):
    page = visit(page="gene", gene="Abc1")
    settled(page)
    for _ in range(6):  # charts still being laid out may move the point from under the first click
        place = page.evaluate(HEARING)
        page.mouse.click(place["x"], place["y"])
        try:
            page.wait_for_url("**page=charts**", timeout=5000)
            break
        except TimeoutError:
            continue
    url_has(page, page="charts", parameter="X_HEA_002_001")  # its id: results without animals are found by it


@pytest.mark.parametrize("view", [{"page": "genes"}, {"page": "gene", "gene": "Abc1"}, {"page": "gene", "gene": "Ghi6"}], ids=str)
def test_a_phone_shows_the_page_without_sideways_scrolling(visit, view):
    page = visit(390, 844, **view)
    expect(headline(page)).to_be_visible(timeout=LOOK)
    if view["page"] == "gene":
        settled(page)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    expect(page.locator(".badge-small")).to_be_visible()
