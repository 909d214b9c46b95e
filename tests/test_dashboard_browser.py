"""The dashboard in a real browser: what a visitor sees, does and pastes. The fixtures refuse errors, tracebacks and foreign requests."""

import csv
import re
import shutil
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from conftest import dashboard_at, free_port
from playwright.sync_api import expect
from service import Service

import impc_nb
from dashboards import choices, menu
from dashboards.pages import late_adult_choice, late_adult_line
from impc_nb import stage_wording, wording

ROOT = Path(__file__).resolve().parent.parent
EVIL = "<img src=x onerror=window.hacked=1>"
LOOK = 30_000  # ms a page may take to show something on a busy machine; polled, not waited for

# Places of drawn animals on the screen: of the first figure, by renderer.
PLACES = """renderer => {
  const figure = Bokeh.documents.flatMap(d => [...d._all_models.values()]).find(m => m.type === "Figure" && m.x_range.start === -0.5)
  const view = Bokeh.index.find_one(figure), box = view.el.getBoundingClientRect(), data = figure.renderers[renderer].data_source.data
  return [...data.place].map((x, i) => ({id: data.specimen_id[i], x: box.x + view.frame.x_scale.compute(x),
                                         y: box.y + view.frame.y_scale.compute(data.value[i])}))
}"""
# Everything, also in shadow roots, that reaches beyond the right edge and does not scroll inside its own box.
BEYOND = """() => {
  const found = []
  const look = (root, inside) => { for (const e of root.children) {
    const scrolls = inside || ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX)
    if (!inside && e.getBoundingClientRect().right > window.innerWidth + 1) found.push(e.tagName + "." + e.className)
    if (e.matches(".bk-Figure")) continue  // a canvas clips what is drawn
    look(e, scrolls && e.matches(".wide, .wide *, .MuiTabs-scroller, .MuiTabs-scroller *"))
    if (e.shadowRoot) look(e.shadowRoot, inside)
  } }
  look(document.body, false)
  return {found, document: document.documentElement.scrollWidth - window.innerWidth}
}"""
FOCUSED = """() => {
  let e = document.activeElement
  while (e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement
  return [e.getAttribute("role") || e.type || e.tagName, e.value || e.innerText].join(" ")
}"""


@pytest.fixture(scope="module")
def case():
    """Two genes, and of the second a parameter and a dataset that are not shown unasked, by what the teaching release holds."""
    symbols = [g for g in choices.genes("teaching") if g != choices.FIRST_GENE]
    rows = {g: impc_nb.list_datasets(g) for g in symbols}
    gene = next(g for g in symbols if (rows[g]["data_type"] == "unidimensional").sum() > 2)
    parameter = next(p for p in sorted(rows[gene]["parameter_name"], reverse=True) if p != choices.FIRST_PARAMETER)
    other = next(g for g in symbols if g != gene)
    return {"gene": gene, "parameter": parameter, "other": other}


@pytest.fixture(scope="module")
def paired():
    """A gene with animals at both life stages."""
    return next(g for g in choices.genes("teaching") if len(choices.pairs("teaching", impc_nb.find_gene(g)["marker_accession_id"])))


def dataset_of(gene, parameter="", dataset=""):
    return choices.choose("teaching", gene, parameter, dataset).loaded("teaching", "doc_id")


def link(base, **view):
    return f"{base}/?{urlencode(view)}"


def headline(page):
    return page.locator("h1:visible")


def group_counts(page):
    return page.get_by_role("table", name=re.compile("^Groups of ")).locator("tbody tr td:nth-child(2)")


def notes(page):
    return page.get_by_role("status").filter(visible=True)


def shows(page, dataset):
    """Wait until the page shows a dataset: sentence, chart and table of groups."""
    expect(headline(page)).to_have_text(wording.headline(dataset), timeout=LOOK)
    expect(page.locator(".bk-Figure canvas:visible").first).to_be_visible(timeout=LOOK)
    counts = [str(n) for n in dataset.summary()["n"]]
    expect(group_counts(page)).to_have_text(counts, timeout=LOOK)


def url_has(page, /, **view):
    page.wait_for_function(
        "view => Object.entries(view).every(([k, v]) => new URLSearchParams(location.search).get(k) === v)", arg=view, timeout=LOOK
    )


def gene_box(page):
    return page.get_by_role("combobox", name="Gene")


def type_gene(page, gene):
    box = gene_box(page)
    box.fill(gene)
    box.press("Enter")


# ---------------------------------------------------------------- looking and choosing
def test_the_first_page_shows_simulated_animals(serve_dashboard, open_page):
    page = open_page(link(serve_dashboard(), page="charts"))
    first = dataset_of("")
    shows(page, first)
    expect(page.locator(".badge")).to_have_text("Teaching release · simulated animals")
    expect(page.locator(".bk-Figure:visible").nth(1)).to_be_visible()  # who, and when
    expect(page.get_by_role("cell", name="Female WT")).to_be_visible()
    expect(page.get_by_text(first.counted())).to_be_visible()
    assert first.simulated
    url_has(page, gene=first.about["marker_symbol"], dataset=first.about["doc_id"], release="teaching")


def test_gene_and_parameter_lead_to_another_chart_and_back_leads_back(serve_dashboard, open_page, case):
    page = open_page(link(serve_dashboard(), page="charts"))
    first = dataset_of("")
    shows(page, first)
    expect(gene_box(page)).to_have_value(first.about["marker_symbol"])
    type_gene(page, case["gene"])
    second = dataset_of(case["gene"], first.about["parameter_name"])
    shows(page, second)
    url_has(page, gene=case["gene"], dataset=second.about["doc_id"])
    page.get_by_role("combobox", name="Parameter").click()
    page.get_by_role("menuitem", name=case["parameter"], exact=True).click()
    third = dataset_of(case["gene"], case["parameter"])
    shows(page, third)
    url_has(page, parameter=case["parameter"])
    gene_box(page).fill(case["other"][:3])
    page.get_by_role("option", name=case["other"], exact=True).click()
    shows(page, dataset_of(case["other"], case["parameter"]))
    for earlier in (third, second, first):  # one step back for each choice
        page.go_back()
        shows(page, earlier)
        url_has(page, gene=earlier.about["marker_symbol"], parameter=earlier.about["parameter_name"], dataset=earlier.about["doc_id"])
        expect(gene_box(page)).to_have_value(earlier.about["marker_symbol"])
    page.go_forward()
    shows(page, second)


def test_a_pasted_link_restores_gene_parameter_and_dataset(serve_dashboard, open_page, case):
    wanted = dataset_of(case["gene"], case["parameter"])
    page = open_page(link(serve_dashboard(), page="charts"))
    shows(page, dataset_of(""))
    page.goto(link(serve_dashboard(), page="charts", gene=case["gene"], parameter=case["parameter"], dataset=wanted.about["doc_id"]))
    shows(page, wanted)
    expect(gene_box(page)).to_have_value(case["gene"])
    expect(page.get_by_role("combobox", name="Parameter")).to_have_text(case["parameter"])
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('http')")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    shows(page, wanted)
    expect(notes(page)).to_have_count(0)


def test_python_and_pictures_are_to_be_had_without_the_server(serve_dashboard, open_page, case):
    wanted = dataset_of(case["gene"], case["parameter"])
    page = open_page(link(serve_dashboard(), page="charts", gene=case["gene"], parameter=case["parameter"], dataset=wanted.about["doc_id"]))
    shows(page, wanted)
    page.get_by_role("button", name="Copy Python").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('import')")
    assert page.evaluate("navigator.clipboard.readText()") == menu.python_cell(wanted, "teaching")
    for kind, begins in (("png", b"\x89PNG"), ("svg", b"<svg")):
        with page.expect_download(timeout=LOOK) as got:
            page.get_by_role("button", name=kind.upper()).click()
        assert got.value.suggested_filename.endswith(f".{kind}") and case["gene"] in got.value.suggested_filename
        assert Path(got.value.path()).read_bytes().startswith(begins)


def test_a_dashboard_that_has_gone_is_said_and_its_view_comes_back_with_it(open_page):
    port = free_port()
    running = [dashboard_at(port)]
    try:
        page = open_page(f"http://127.0.0.1:{port}/?page=learn")
        expect(headline(page)).to_contain_text("lessons", timeout=LOOK)
        gone = page.get_by_role("alert")
        expect(gone).to_have_count(0)
        open_page.expected = "net::ERR_CONNECTION_"  # letter types come last: some are asked for while nobody is there to answer
        running[0].end()
        expect(gone).to_contain_text("does not answer any more", timeout=LOOK)
        expect(headline(page)).to_contain_text("lessons")
        running.append(dashboard_at(port))
        gone.get_by_role("button", name="Load this view again").click()
        expect(headline(page)).to_contain_text("lessons", timeout=LOOK)
        expect(gone).to_have_count(0)
    finally:
        running[-1].end()


def test_charts_of_a_page_that_is_left_are_laid_out_when_it_is_shown_again(serve_dashboard, open_page, case):
    """Bokeh would lay them out ten times whenever something changes on another page."""
    page = open_page(link(serve_dashboard(), page="charts", gene=case["gene"], parameter=case["parameter"]))
    shows(page, dataset_of(case["gene"], case["parameter"]))
    page.get_by_role("tab", name="Data downloads").click()
    expect(headline(page)).to_contain_text("routes", timeout=LOOK)
    figures = "Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === 'Figure').map(m => Bokeh.index.find_one(m))"
    page.evaluate(f"() => {{ window.before = {figures}.map(view => [view, view.layout]) }}")
    assert page.evaluate("window.before.length") > 1
    page.get_by_role("tab", name="Learn").click()
    expect(headline(page)).to_contain_text("lessons", timeout=LOOK)
    assert page.evaluate("window.before.every(([view, layout]) => view.layout === layout)")
    page.get_by_role("tab", name="Charts").click()
    page.wait_for_function("window.before.some(([view, layout]) => view.layout !== layout)", timeout=LOOK)
    shows(page, dataset_of(case["gene"], case["parameter"]))


def test_late_adult_shows_early_beside_late(serve_dashboard, open_page, paired):
    page = open_page(link(serve_dashboard(), gene=paired))
    expect(headline(page)).to_contain_text(paired, timeout=LOOK)
    page.get_by_role("tab", name="Late Adult").click()
    first = choices.choose("teaching", paired, "", "")
    shown = late_adult_choice.choose("teaching", paired, first.parameter, first.row["doc_id"])
    answer = stage_wording.answer(shown.early, shown.late, *late_adult_line.model(shown.early, shown.late))[0]
    early, late = shown.early, shown.late
    expect(headline(page)).to_have_text(answer, timeout=LOOK)
    expect(page.get_by_text(f"Early: {early.counted()}. Late: {late.counted()}.")).to_be_visible()
    url_has(page, page="late-adult", dataset=late.about["doc_id"])
    page.reload()
    expect(headline(page)).to_have_text(answer, timeout=LOOK)
    expect(page.get_by_role("tab", name="Late Adult")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Charts").click()
    expect(headline(page)).to_have_text(wording.headline(late), timeout=LOOK)  # the same dataset, and no other page beside it
    expect(page.locator(".bk-Figure:visible").nth(1)).to_be_visible()


# ---------------------------------------------------------------- what cannot be shown
def test_an_unknown_gene_is_a_sentence_and_the_chart_stays(serve_dashboard, open_page, case):
    page = open_page(link(serve_dashboard(), page="charts"))
    first = dataset_of("")
    shows(page, first)
    expect(gene_box(page)).to_have_value(first.about["marker_symbol"])
    type_gene(page, case["gene"] + "q")
    expect(notes(page)).to_have_count(1, timeout=LOOK)
    expect(notes(page)).to_contain_text(case["gene"] + "q")
    expect(notes(page)).to_contain_text(re.compile(rf"\b{case['gene']}\b"))  # the nearest
    shows(page, first)
    type_gene(page, EVIL)
    expect(notes(page)).to_contain_text(EVIL, timeout=LOOK)
    type_gene(page, case["gene"])
    shows(page, dataset_of(case["gene"], first.about["parameter_name"]))
    expect(notes(page)).to_have_count(0)
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    ("view", "sentences"),
    [({"gene": "Qqqq9"}, ["Qqqq9"]), ({"parameter": "Bodi lengthh"}, ["Bodi lengthh"]), ({"dataset": "0" * 32}, ["000000"]),
     ({"page": "chartz"}, ["no page 'chartz'"]),
     ({"release": "live"}, ["made on the release 'live'"]),
     (dict.fromkeys(("page", "gene", "parameter", "dataset", "release"), EVIL), ["no page '<img", "made on the release '<img", "gene"])],
    ids=["gene", "parameter", "dataset", "page", "release", "markup everywhere"],
)  # fmt: skip
def test_nonsense_in_a_link_gets_a_visible_sentence(serve_dashboard, open_page, case, paired, view, sentences):
    page = open_page(link(serve_dashboard(), **{"gene": paired} | view))
    for i, words in enumerate(sentences):
        expect(notes(page).nth(i)).to_contain_text(words, timeout=LOOK)
    expect(notes(page)).to_have_count(len(sentences))
    assert all(not re.search(r"Traceback|Error\b|Exception", words) for words in notes(page).all_inner_texts())
    expect(gene_box(page)).to_be_visible(timeout=LOOK)
    page.get_by_role("tab", name="Charts").click()  # and the page is alive
    type_gene(page, case["other"])
    expect(headline(page)).to_contain_text(case["other"], timeout=LOOK)
    assert page.evaluate("window.hacked") is None


def test_markup_that_reached_the_page_would_have_run(open_page, serve_dashboard):
    """The check above can see it: the same text put into a page as markup does set the flag."""
    page = open_page("about:blank")
    page.evaluate("text => { document.body.innerHTML = text.replace('src=x', 'src=\"data:,\"') }", EVIL)
    page.wait_for_function("window.hacked === 1")


# ---------------------------------------------------------------- hover, keyboard, phone, file
def test_hovering_over_a_mutant_names_it(serve_dashboard, open_page, case):
    dataset = dataset_of(case["gene"])
    page = open_page(link(serve_dashboard(), gene=case["gene"]))
    shows(page, dataset)
    for _ in range(20):  # as a hand does: a chart may move while the page is still being completed
        mutants = {p["id"]: p for p in page.evaluate(PLACES, 1)} | {p["id"]: p for p in page.evaluate(PLACES, 3)}
        assert set(mutants) == set(dataset.part(group="mutant")["specimen_id"])
        place = next(iter(mutants.values()))
        page.mouse.move(place["x"] + 40, place["y"])
        page.mouse.move(place["x"], place["y"], steps=3)
        tip = page.locator(".bk-Tooltip:visible").filter(has_text=place["id"])
        with suppress(AssertionError):
            expect(tip).to_be_visible(timeout=LOOK / 20)
            break
    expect(tip).to_be_visible()
    row = dataset.animals.set_index("specimen_id").loc[place["id"]]
    expect(tip).to_contain_text(f"{row['date_of_experiment']:%Y-%m-%d}")
    expect(tip).to_contain_text(f"{row['age_in_weeks']:.1f} weeks")


def test_everything_is_reached_by_keyboard(serve_dashboard, open_page, case):
    page = open_page(link(serve_dashboard(), gene=case["gene"]))
    expect(page.get_by_role("button", name="CSV", exact=True)).to_be_visible(timeout=LOOK)
    expect(page.get_by_role("radio").first).to_be_checked()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    wanted = ["tab Charts", f"combobox {case['gene']}", "combobox ", "radio ", "button Copy link", "button Copy Python", "button CSV"]
    places = [next((i for i, r in enumerate(reached) if r.startswith(w) and i not in (0,)), None) for w in wanted]
    assert None not in places, (wanted, reached)
    gene_box(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(case["other"])
    page.keyboard.press("Enter")
    expect(headline(page)).to_contain_text(case["other"], timeout=LOOK)


@pytest.mark.parametrize("name", ["charts"])
def test_a_phone_shows_the_page_without_sideways_scrolling(serve_dashboard, open_page, paired, name):
    page = open_page(link(serve_dashboard(), page=name, gene=paired), width=390, height=844)
    expect(headline(page)).to_contain_text(paired, timeout=LOOK)
    expect(page.locator("table:visible").first).to_be_visible(timeout=LOOK)
    expect(page.locator(".bk-Figure canvas:visible").first).to_be_visible(timeout=LOOK)
    assert page.evaluate(BEYOND) == {"found": [], "document": 0}
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"width: 500px\">wide</p>')")
    assert page.evaluate(BEYOND)["found"] == ["P."]  # the check sees what is too wide


def test_the_csv_holds_every_animal_and_says_simulated(serve_dashboard, open_page, case):
    dataset = dataset_of(case["gene"], case["parameter"])
    page = open_page(link(serve_dashboard(), gene=case["gene"], parameter=case["parameter"]))
    shows(page, dataset)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Teaching release · simulated animals" and case["gene"] in download.value.suggested_filename
    rows = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
    assert len(rows) == len(dataset.animals) and {r["simulated"] for r in rows} == {"True"}
    assert {r["doc_id"] for r in rows} == {dataset.about["doc_id"]}


# ---------------------------------------------------------------- other releases
def test_a_folder_is_shown_as_its_own_release(serve_dashboard, open_page, tmp_path_factory, case):
    folder = tmp_path_factory.mktemp("saved") / "my release"
    shutil.copytree(ROOT / "data" / "teaching", folder)
    base = serve_dashboard(folder)
    page = open_page(link(base, gene=case["gene"], release="teaching"))
    shows(page, dataset_of(case["gene"]))
    expect(notes(page)).to_contain_text("made on the release 'teaching'")
    assert "simulated" in page.locator(".badge").inner_text()
    type_gene(page, case["other"])
    expect(headline(page)).to_contain_text(case["other"], timeout=LOOK)
    assert parse_qs(urlsplit(page.url).query)["release"] == [str(folder)]
    expect(notes(page)).to_have_count(0)


def counts(described):
    """Animals by sex and group as the service's own summary has them, in the order of the table; groups without animals left out."""
    summary = described["summaryStatistics"]
    found = [summary.get(f"{sex}{group}Count") for sex in ("female", "male") for group in ("Control", "Mutant")]
    return [str(n) for n in found if n]


def test_live_shows_the_recorded_body_length_of_myo6(serve_dashboard, open_page, replay, tmp_path_factory):
    """491 and 482 wildtypes, 8 and 8 mutants: the summaryStatistics published for a26ddff88929f0ed34fa45b1d313c7ae."""
    env = {f"IMPC_{name.upper()}": root for name, root in replay.items() if name != "root"}
    base = serve_dashboard("live", env | {"IMPC_NB_CACHE": str(tmp_path_factory.mktemp("cache"))})
    page = open_page(link(base, gene="Myo6", parameter="Body length", dataset="a26ddff88929f0ed34fa45b1d313c7ae"))
    expect(group_counts(page)).to_have_text(["491", "8", "482", "8"], timeout=2 * LOOK)
    expect(headline(page)).to_contain_text("Myo6 mutant females measure")
    expect(page.locator(".badge")).to_contain_text("real animals")
    assert "simulated" not in page.locator("h1:visible + p").inner_text()
    expect(page.locator(".bk-Figure canvas:visible").first).to_be_visible()


@pytest.fixture(scope="module")
def standin(tmp_path_factory):
    """Made-up services; the names around the last gene carry markup."""
    with Service(7) as service:
        gene = service.world.genes[2]
        gene["geneName"] = EVIL
        for described in (d for d in service.world.described if d["mgiGeneAccessionId"] == gene["mgiGeneAccessionId"]):
            described |= {"parameterName": f"{described['parameterName']} {EVIL}", "strainName": EVIL, "phenotypingCentre": EVIL,
                          "metadataValues": [f"Note = {EVIL}", f"{EVIL} = 1"], "unit": {"x": EVIL, "y": None}}  # fmt: skip
            for part in service.world.points[described["datasetId"]]["series"]:
                for animal in part.get("observations", ()):
                    animal["specimenId"] = f"{animal['specimenId']} {EVIL}"
        yield service, {"IMPC_NB_CACHE": str(tmp_path_factory.mktemp("cache"))} | service.roots()


def of_kind(service, gene, kind):
    """The first dataset of a gene whose values are of that kind."""
    rows = [d for d in service.world.described if d["mgiGeneAccessionId"] == gene["mgiGeneAccessionId"]]
    return next(d for d in rows if f" {kind} " in d["parameterName"])


@pytest.mark.parametrize("kind", ["unidimensional", "categorical"])
def test_live_shows_any_gene_of_any_service(serve_dashboard, open_page, standin, kind):
    service, env = standin
    gene = service.world.genes[1]
    described = of_kind(service, gene, kind)
    page = open_page(link(serve_dashboard("live", env), gene=gene["humanGeneSymbols"], parameter=described["parameterName"]))
    expect(headline(page)).to_contain_text(gene["geneSymbol"], timeout=2 * LOOK)
    expect(group_counts(page)).to_have_text(counts(described), timeout=LOOK)
    expect(page.locator(".badge")).to_contain_text(f"release {service.world.number} · real animals")
    url_has(page, gene=gene["geneSymbol"], dataset=described["datasetId"], release="live")


def test_markup_in_what_a_service_answers_stays_text(serve_dashboard, open_page, standin):
    service, env = standin
    gene = service.world.genes[2]
    described = of_kind(service, gene, "unidimensional")
    page = open_page(link(serve_dashboard("live", env), gene=gene["geneSymbol"], parameter=described["parameterName"]))
    expect(page.get_by_text(f"{EVIL} · {gene['mgiGeneAccessionId']}")).to_be_visible(timeout=2 * LOOK)
    expect(group_counts(page)).to_have_text(counts(described), timeout=LOOK)
    place = page.evaluate(PLACES, 1)[0]
    page.mouse.move(place["x"] + 40, place["y"])
    page.mouse.move(place["x"], place["y"], steps=3)
    expect(page.locator(".bk-Tooltip:visible").filter(has_text=EVIL).first).to_be_visible(timeout=LOOK)
    page.get_by_role("combobox", name="Parameter").click()
    expect(page.get_by_role("menuitem").filter(has_text=EVIL).first).to_be_visible()
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("fault", ["500", "garbage"])
def test_services_that_fail_leave_a_sentence_and_a_page_that_lives(serve_dashboard, open_page, fault, tmp_path_factory):
    with Service(8) as service:
        roots = {name: root.replace(service.root, f"{service.root}/fault/{fault}") for name, root in service.roots().items()}
        base = serve_dashboard("live", roots | {"IMPC_NB_CACHE": str(tmp_path_factory.mktemp("cache"))})
        symbol = service.world.genes[0]["geneSymbol"]
        page = open_page(f"{base}/?gene={quote(symbol)}")
        expect(notes(page)).to_have_count(1, timeout=4 * LOOK)
        sentence = notes(page).inner_text()
        assert sentence.endswith(".") and not re.search(r"Traceback|Error\b|Exception|object at", sentence)
        expect(page.get_by_role("tab", name="Late Adult")).to_be_visible()
        type_gene(page, "Other1")
        url_has(page, gene="Other1")
        expect(notes(page)).to_have_count(1)
