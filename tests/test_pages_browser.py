"""The pages without animals in a real browser: nothing is asked of another host, everything works by keyboard, hostile data stay text."""

import re

import hand_made_release
import pytest
from playwright.sync_api import expect
from small_release import EVERYTHING, EVIL, GENE, write

from dashboards.pages import PAGES as EVERY_PAGE
from impc_nb.tables_overviews import PRODUCT_DETAILS

PAGES = ["home", "phenotypes", "phenotype", "images", "disease", "alleles", "downloads", "learn"]
LOOK = 30_000  # ms a page may take on a busy machine; polled, not waited for


def answer(page):
    return page.locator("h1:visible")


#: Columns by which rows are found and joined; every other text of every table is a payload.
KEPT = {
    "marker_accession_id", "mp_term_id", "parent_mp_term_id", "top_level_mp_term_id", "doc_id", "parameter_stable_id", "product_type",
    "biological_sample_group", "sex", "disease_id", "product_types", "marker_symbol", "life_stage_name", "late_state", "link",
}  # fmt: skip
DATES = ("date_of_experiment", "publication_date")
PAYLOADS = (
    '<img src=x onerror="window.hacked=1">', '"><script>window.hacked=1</script>', "javascript:window.hacked=1", "$$\\alpha$$", "=1+1",
    EVIL,
)  # fmt: skip
TAKEN = """() => {
  const found = [], walk = node => {
    for (const e of node.querySelectorAll("*")) {
      const place = ["href", "src", "action"].map(a => e.getAttribute?.(a) ?? "").join(" ").trim()
      if (e.matches('img[src="x"]') || (e.tagName === "SCRIPT" && e.textContent.includes("hacked"))) found.push(e.outerHTML.slice(0, 99))
      if (/javascript:/i.test(place)) found.push(place)
      if (e.shadowRoot) walk(e.shadowRoot)
    }
  }
  walk(document)
  return window.hacked === undefined ? found : ["it ran", ...found]
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> str:
    """Two hand-made releases in one, with another payload in each text; the symbols and keys of one gene are payloads too."""
    tables = {name: [dict(row) for row in rows] for name, rows in (hand_made_release.tables() | EVERYTHING).items()}
    tables["late_adult"] = [GENE | {"procedure_name": EVIL, "late_state": "significant"}]
    tables["products"].append(GENE | {"allele_symbol": EVIL, "product_type": "crispr"} | dict.fromkeys(PRODUCT_DETAILS, EVIL))
    tables["external_links"] += [GENE | {"provider": "Odd", "label": p, "link": p} for p in PAYLOADS]
    for rows in tables.values():
        for at, row in enumerate(rows):
            texts = [(n, k) for n, (k, v) in enumerate(row.items()) if isinstance(v, str) and k not in KEPT and k not in DATES]
            row.update({k: PAYLOADS[(at + n) % len(PAYLOADS)] for n, k in texts})
    results = tables["results"][0]
    tables["genes"].append(dict(GENE, marker_accession_id="MGI:99", marker_symbol=PAYLOADS[0]))
    tables["results"].append(results | {k: PAYLOADS[1] for k, v in results.items() if isinstance(v, str)}
                             | {"marker_accession_id": "MGI:99", "marker_symbol": PAYLOADS[0], "doc_id": "9" * 32})  # fmt: skip
    return write(tmp_path_factory.mktemp("hostile") / "release", **tables)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_answers_asks_nobody_else_and_fits_a_phone(serve_dashboard, open_page, key):
    page = open_page(f"{serve_dashboard()}/?page={key}")
    expect(answer(page)).to_have_text(re.compile(r"\w.*\."), timeout=LOOK)
    expect(page.get_by_text("Being prepared")).to_have_count(0, timeout=LOOK)
    words = page.locator("body").inner_text()
    assert not re.search(r"(?<![\w-])(nan|NaN|None|undefined|Traceback)(?![\w-])", words)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth + 1", timeout=LOOK)


@pytest.mark.parametrize("gene", ["MGI:1", "MGI:99"])
def test_hostile_data_stay_text_on_every_page(serve_dashboard, open_page, hostile, gene):
    page = open_page(f"{serve_dashboard(hostile)}/?page=learn")
    for key in EVERY_PAGE:
        page.goto(f"{serve_dashboard(hostile)}/?page={key}&gene={gene}&phenotype=MP:0000002")
        expect(page.locator("h1:visible").first).to_have_text(re.compile(r"\w"), timeout=LOOK)
        expect(page.get_by_text("Being prepared")).to_have_count(0, timeout=LOOK)
        assert not page.evaluate(TAKEN), key
    page.goto(f"{serve_dashboard(hostile)}/?page=phenotype&gene={gene}&phenotype=MP:0000002")
    page.get_by_role("button", name="Cite this view").click(timeout=LOOK)
    expect(page.get_by_role("heading", name="BibTeX")).to_be_visible(timeout=LOOK)
    assert not page.evaluate(TAKEN)


def test_hostile_data_stay_text_in_the_files_of_a_view(serve_dashboard, open_page, hostile, browser, tmp_path):
    page = open_page(f"{serve_dashboard(hostile)}/?page=phenotype&gene=MGI:1&phenotype=MP:0000002")
    page.get_by_role("button", name="Cite this view").click(timeout=LOOK)
    with page.expect_download(timeout=LOOK) as got:
        page.get_by_text("The view as one HTML file").click(timeout=LOOK)
    got.value.save_as(tmp_path / "view.html")
    alone = browser.new_page()
    alone.goto((tmp_path / "view.html").as_uri())
    expect(alone.locator("canvas").first).to_be_visible(timeout=LOOK)
    assert not alone.evaluate(TAKEN)
    alone.close()


@pytest.mark.parametrize(
    "spoil", ["window.hacked = 1", "document.body.innerHTML += '<img src=x>'", "document.links[0].href = 'javascript:1'"]
)
def test_what_hostile_data_could_do_is_seen(browser, spoil):
    page = browser.new_page()
    page.set_content("<body><a href='#'>a</a></body>")
    assert not page.evaluate(TAKEN)
    page.evaluate(spoil)
    assert page.evaluate(TAKEN)
    page.close()


def test_the_steps_are_walked_by_keyboard_and_the_back_button(serve_dashboard, open_page):
    page = open_page(f"{serve_dashboard()}/?page=home")
    step = page.get_by_role("link", name="4 Annotation")
    step.focus(timeout=LOOK)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 · Annotation")).to_be_visible(timeout=LOOK)
    expect(page).to_have_url(re.compile("step=4"), timeout=LOOK)
    page.go_back()
    expect(page.get_by_role("heading", name="1 · Production")).to_be_visible(timeout=LOOK)


def test_the_tree_opens_by_keyboard_and_leads_to_a_phenotype(serve_dashboard, open_page):
    page = open_page(f"{serve_dashboard()}/?page=phenotypes")
    system = page.locator(".tree").get_by_role("link", name="growth/size/body region")
    system.first.focus(timeout=LOOK)
    page.keyboard.press("Enter")
    branch = page.locator("summary:visible").first
    branch.focus(timeout=LOOK)
    page.keyboard.press("Enter")
    leaf = page.locator("details[open] ul a:visible").first
    expect(leaf).to_be_visible(timeout=LOOK)
    name = leaf.inner_text()
    leaf.focus()
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text(name, timeout=LOOK)


def test_a_phenotype_is_searched_by_typing(serve_dashboard, open_page):
    page = open_page(f"{serve_dashboard()}/?page=phenotypes")
    box = page.get_by_label("Search phenotypes")
    box.fill("body length", timeout=LOOK)
    box.press("Enter")
    expect(answer(page)).to_contain_text("fit “body length”", timeout=LOOK)
    expect(page).to_have_url(re.compile("term=body"), timeout=LOOK)


def test_the_file_of_a_view_stands_alone(serve_dashboard, open_page, browser, tmp_path):
    page = open_page(f"{serve_dashboard()}/?page=phenotype")
    page.get_by_role("button", name="Cite this view").click(timeout=LOOK)
    with page.expect_download(timeout=LOOK) as got:
        page.get_by_text("The view as one HTML file").click(timeout=LOOK)
    got.value.save_as(tmp_path / "view.html")
    said = answer(page).inner_text()
    asked = []
    alone = browser.new_page()
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto((tmp_path / "view.html").as_uri())
    expect(alone.locator("canvas").first).to_be_visible(timeout=LOOK)
    assert alone.locator("h1").inner_text() == said and "How to cite" in alone.locator("body").inner_text()
    assert asked == [(tmp_path / "view.html").as_uri()]
    alone.close()
