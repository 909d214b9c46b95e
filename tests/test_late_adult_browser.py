"""The Late Adult page in a real browser: cells by keys and mouse, controls, links, CSV, the answer, results without animals."""

import csv
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

import impc_nb
from dashboards.pages import late_adult_asked as asking
from dashboards.pages import late_adult_choice as choosing
from impc_nb import stage_matrix

LOOK = 45_000  # ms a page may take to show something on a busy machine; polled, not waited for


@pytest.fixture(scope="module")
def cells():
    return asking.choose_cells("teaching", asking.OPTIONS)


def open_late(open_page, base, **asked):
    page = open_page(f"{base}/?{urlencode({'page': 'late-adult'} | asked)}")
    expect(matrix_of(page)).to_be_visible(timeout=LOOK)
    return page


def matrix_of(page):
    return page.get_by_role("application")


def url_has(page, **view):
    page.wait_for_function("view => Object.entries(view).every(([k, v]) => (new URLSearchParams(location.search).get(k) || '') === v)",
                           arg=view, timeout=LOOK)  # fmt: skip


def headline(page):
    return page.locator("h1:visible")


def heading_of(shown):
    from dashboards.pages.late_adult_line import model
    from impc_nb import stage_wording

    return stage_wording.answer(shown.early, shown.late, *model(shown.early, shown.late))[0]


def place_of(page, down, j):
    """Where on the screen the middle of a column is, so many genes down."""
    return page.evaluate("""([down, j]) => {
      const figure = Bokeh.documents.flatMap(d => [...d._all_models.values()]).find(m => m.type === "Figure" && m.y_range.end === 0)
      const view = Bokeh.index.find_one(figure), box = view.el.getBoundingClientRect()
      return {x: box.x + view.frame.x_scale.compute(j + 0.5), y: box.y + view.frame.y_scale.compute(-down)}
    }""", [down, j])  # fmt: skip


def test_what_an_address_gives_in_vain_is_said_and_the_usual_is_shown():
    cells, usual = (asking.choose_cells("teaching", asking.OPTIONS | vain) for vain in ({"sort": "chang", "older": "<b>", "rows": "7"}, {}))
    said = " ".join(cells.messages)
    for words in (
        "older='<b>', which is not known; older can be late, middle.",
        "sort='chang', which is not known; sort can be change.",
        "rows='7'",
    ):
        assert words in said
    assert list(cells.page.genes) == list(usual.page.genes) and not usual.messages


def test_the_first_answer_is_that_of_the_model_of_both_stages(serve_dashboard, open_page):
    page = open_late(open_page, serve_dashboard())
    shown = choosing.choose("teaching", "", "", "")
    assert shown.both
    expect(headline(page)).to_have_text(heading_of(shown), timeout=LOOK)
    expect(page.get_by_text("What age alone does: wildtypes")).to_be_visible()
    expect(page.get_by_text("genotype × life stage p =")).to_be_visible()
    expect(page.get_by_text("reached late adulthood")).to_be_visible()


def test_arrow_keys_walk_through_cells_that_say_what_they_hold_and_enter_opens(serve_dashboard, open_page, cells):
    page = open_late(open_page, serve_dashboard())
    expect(headline(page)).to_contain_text(choosing.first_gene("teaching"), timeout=LOOK)
    i, j = (int(k) for k in divmod(int((cells.page.code == 4).argmax()), cells.page.code.shape[1]))  # late only: a chart of both stages
    at = matrix_of(page)
    at.focus()
    page.keyboard.press("Home")
    for _ in range(cells.page.code.shape[0]):
        page.keyboard.press("ArrowUp")
    live = page.locator("p.said")
    expect(live).to_contain_text(f"Procedure {cells.page.columns[0]}: early significant in", timeout=LOOK)  # the heading of the column
    for _ in range(i + 1):
        page.keyboard.press("ArrowDown")
    for _ in range(j):
        page.keyboard.press("ArrowRight")
    expect(live).to_have_text(stage_matrix.cell_sentence(cells.page, i, j), timeout=LOOK)
    assert "late only" in live.inner_text() and live.get_attribute("aria-live") == "polite"
    page.keyboard.press("Enter")
    expect(headline(page)).to_contain_text(f"{cells.page.genes[i]}, ", timeout=LOOK)
    url_has(page, gene=str(cells.page.genes[i]))


def test_a_click_opens_the_cell_under_the_mouse_and_hovering_says_both_results(serve_dashboard, open_page, cells):
    page = open_late(open_page, serve_dashboard())
    expect(headline(page)).to_contain_text(choosing.first_gene("teaching"), timeout=LOOK)
    i, j = 2, int((cells.page.code[2] == 5).argmax())  # neither: tested at both stages
    place = place_of(page, i + 0.5, j)
    page.mouse.move(place["x"], place["y"])
    tip = page.locator(".bk-Tooltip, .bk-tooltip-content").filter(has_text=str(cells.page.genes[i]))
    expect(tip.first).to_contain_text("neither", timeout=LOOK)
    expect(tip.first).to_contain_text("not significant")
    page.mouse.click(place["x"], place["y"])
    expect(headline(page)).to_contain_text(f"{cells.page.genes[i]}, ", timeout=LOOK)
    url_has(page, gene=str(cells.page.genes[i]))


def test_a_click_on_a_heading_leads_to_the_parameters_and_a_button_back(serve_dashboard, open_page, cells):
    base = serve_dashboard()
    page = open_late(open_page, base)
    expect(headline(page)).to_contain_text(choosing.first_gene("teaching"), timeout=LOOK)
    procedure = "Hematology"
    j, up = cells.page.columns.tolist().index(procedure), 2.0  # headings lean: 2 genes (of 20 pixels) up is so far to the right
    place = place_of(page, -up, j)
    page.mouse.click(place["x"] + 20 * up / 1.428, place["y"])  # tangent of 55 degrees
    url_has(page, procedure=procedure)
    wanted = asking.choose_cells("teaching", asking.OPTIONS | {"procedure": procedure})
    assert wanted.everything.by == "parameter"
    size = f"{len(wanted.everything.genes)} genes by {len(wanted.everything.columns)} parameters of {procedure} ·"
    expect(page.get_by_text(size)).to_be_visible(timeout=LOOK)
    page.get_by_role("button", name="← All procedures").click()
    url_has(page, procedure="")
    expect(page.get_by_text(f"by {len(cells.page.columns)} procedures ·")).to_be_visible(timeout=LOOK)


def test_a_long_list_of_genes_stays_whole_in_the_link(serve_dashboard, open_page, cells):
    known = cells.everything.genes.tolist()
    page = open_late(open_page, serve_dashboard(), genes=",".join([f"Nope{k}" for k in range(60)] + known), rows="all")
    expect(page.get_by_text(f"{len(known)} genes by").first).to_be_visible(timeout=LOOK)
    notes = page.get_by_role("status").filter(visible=True, has_text="Not among the")
    expect(notes).to_contain_text("and 55 more", timeout=LOOK)
    page.wait_for_function("last => new URLSearchParams(location.search).get('genes').endsWith(last)", arg=known[-1], timeout=LOOK)


def test_controls_and_links_lead_to_the_same_cells(serve_dashboard, open_page):
    base = serve_dashboard()
    page = open_late(open_page, base)
    everything = len(asking.choose_cells("teaching", asking.OPTIONS).everything.genes)
    page.get_by_label("Sort genes by").select_option("name")
    url_has(page, sort="name")
    page.get_by_label("Zygosity").select_option("heterozygote")
    url_has(page, sort="name", zygosity="heterozygote")
    wanted = asking.choose_cells("teaching", asking.OPTIONS | {"sort": "name", "zygosity": "heterozygote"})
    assert 0 < len(wanted.everything.genes) < everything
    expect(page.get_by_text(f"{len(wanted.everything.genes)} genes by {len(wanted.everything.columns)} procedures ·")).to_be_visible(
        timeout=LOOK
    )
    again = open_late(open_page, base, sort="name", zygosity="heterozygote")
    expect(again.get_by_text(f"{len(wanted.everything.genes)} genes by {len(wanted.everything.columns)} procedures ·")).to_be_visible(
        timeout=LOOK
    )
    expect(again.get_by_label("Zygosity")).to_have_value("heterozygote", timeout=LOOK)
    again.get_by_role("button", name="Show all").click()
    url_has(again, zygosity="", sort="name")
    again.go_back()
    url_has(again, zygosity="heterozygote")


def test_the_csv_holds_the_pair_of_every_cell_in_words(serve_dashboard, open_page):
    page = open_late(open_page, serve_dashboard(), find="Gls")
    expect(page.get_by_text("1 genes by").first).to_be_visible(timeout=LOOK)
    with page.expect_download(timeout=LOOK) as download:
        page.get_by_role("button", name="CSV of these cells").click()
    with open(download.value.path(), newline="") as file:
        lines = file.readlines()
    assert "simulated" in lines[0] and any("find: Gls" in line for line in lines[:6])
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    table = impc_nb.load_late_adult("Gls2", by="procedure").set_index("procedure_name")
    for row in rows:
        state = table["late_state"].get(row["procedure"], "not tested")
        assert row["marker_symbol"] == "Gls2" and row["late_state"] == state and row["pair"]


def test_nonsense_in_filters_is_a_sentence(serve_dashboard, open_page):
    page = open_late(open_page, serve_dashboard(), centre="Atlantis", genes="Nope1", find="<b>x")
    notes = page.get_by_role("status").filter(visible=True)
    for part in ("Atlantis", "Nope1", "<b>x"):
        expect(notes.filter(has_text=part)).to_be_visible(timeout=LOOK)


def test_gls2_with_results_only_shows_a_forest_and_no_empty_chart(serve_dashboard, open_page, replay):
    env = {f"IMPC_{name.upper()}": url for name, url in replay.items() if name.endswith("_root")}
    page = open_late(open_page, serve_dashboard("live", env), gene="Gls2", parameter="Mean corpuscular hemoglobin")
    expect(headline(page)).to_contain_text("Gls2, mean corpuscular hemoglobin: early adult not significant", timeout=LOOK)
    expect(headline(page)).to_contain_text("late adult significant (p 0.0019)")
    expect(page.get_by_text("No animals are available")).to_be_visible()
    expect(page.get_by_text("Published results, stage by stage")).to_be_visible()
    expect(page.get_by_text("They disagree about 4 of 16 procedures.")).to_be_visible(timeout=LOOK)
    empty = page.evaluate("""() => Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure")
      .map(f => [Bokeh.index.find_one(f), f]).filter(([v]) => v && v.el.getBoundingClientRect().height > 0)
      .filter(([_, f]) => !f.renderers.some(r => Object.values(r.data_source.data)[0]?.length)).length""")  # fmt: skip
    assert empty == 0
