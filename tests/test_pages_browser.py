"""The pages without animals in a real browser: nothing is asked of another host, everything works by keyboard, hostile data stay text."""

import re

import pytest
from playwright.sync_api import expect
from small_release import EVERYTHING, EVIL, write

PAGES = ["home", "phenotypes", "phenotype", "images", "disease", "alleles", "downloads", "learn"]
LOOK = 30_000  # ms a page may take on a busy machine; polled, not waited for


def answer(page):
    return page.locator("h1:visible")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> str:
    """The hand-made release with markup in every text that is no id and no code of its own."""
    kept = {
        "marker_accession_id", "mp_term_id", "parent_mp_term_id", "top_level_mp_term_id", "doc_id", "parameter_stable_id", "product_type",
        "biological_sample_group", "sex", "disease_id", "date_of_experiment", "product_types", "marker_symbol", "allele_symbol",
    }  # fmt: skip
    tables = {name: [{k: EVIL if isinstance(v, str) and k not in kept else v for k, v in row.items()} for row in rows]
              for name, rows in EVERYTHING.items()}  # fmt: skip
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


def test_hostile_data_stay_text_on_every_page(serve_dashboard, open_page, hostile):
    page = open_page(f"{serve_dashboard(hostile)}/?page=home&gene=MGI:1")
    for key in PAGES:
        page.goto(f"{serve_dashboard(hostile)}/?page={key}&gene=MGI:1&phenotype=MP:0000002")
        expect(answer(page)).to_have_text(re.compile(r"\w"), timeout=LOOK)
        expect(page.get_by_text("Being prepared")).to_have_count(0, timeout=LOOK)
        assert page.evaluate("window.hacked") is None
    page.get_by_role("button", name="Cite this view").click()
    expect(page.get_by_role("heading", name="BibTeX")).to_be_visible(timeout=LOOK)
    assert page.evaluate("window.hacked") is None


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
