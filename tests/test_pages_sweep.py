"""Every page of many genes in a real browser: nothing odd to read, no empty panel, no chart without ink, no error, no other host."""

import pytest
import visit
from small_release import EVERYTHING, write

import impc_nb
from dashboards.pages import PAGES

OF_GENES = [page for page in PAGES if page not in ("phenotypes", "phenotype", "learn")]  # the others speak of no gene


def sweep(page, addresses: list[str]) -> list[str]:
    """What is wrong at each address, gone to one after the other within the session."""
    found = []
    for address in addresses:
        try:
            found += [f"{address}: {problem}" for problem in visit.wrong(visit.follow(page, address))]
        except visit.Unsettled:
            found.append(f"{address}: does not come to rest")
    return found


def addresses_of(genes: list[str], terms: list[str] = ()) -> list[str]:
    """Page by page, all genes; then the pages of no gene."""
    named = [f"?page={page}&{'term' if page == 'genes' else 'gene'}={gene}" for page in OF_GENES for gene in genes]
    return [*named, *(f"?page=phenotype&phenotype={term}" for term in terms), "?page=phenotypes", "?page=learn"]


def test_every_page_of_ten_genes_of_the_teaching_release(serve_dashboard, open_page):
    symbols = sorted(impc_nb.search_genes("")["marker_symbol"])
    terms = impc_nb.load_table("terms")["mp_term_id"]
    genes = symbols[:: len(symbols) // 10][:10]
    assert len(genes) == 10
    page = open_page(f"{serve_dashboard()}/?page=learn", width=1000, height=700)
    assert not sweep(page, addresses_of(genes, list(terms.iloc[:: len(terms) // 4])))


def test_every_gene_of_the_recorded_responses(serve_dashboard, open_page, shared, replay, tmp_path_factory):
    env = {f"IMPC_{name.upper()}": url for name, url in replay.items() if name.endswith("_root")}
    env["IMPC_NB_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    genes = sorted(folder.name for folder in (shared / "impc" / "api" / "v1" / "genes").glob("MGI:*"))
    assert len(genes) > 9
    page = open_page(f"{serve_dashboard('live', env)}/?page=learn", width=1000, height=700)
    assert not sweep(page, addresses_of(genes))


# ---------------------------------------------------------------- the sweep sees what it is for
@pytest.fixture(scope="module")
def small(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("small") / "release", **EVERYTHING)


@pytest.mark.parametrize(
    ("spoil", "seen"),
    [
        ("e => e.append('p = nan')", "nan"),
        ("e => e.append('None')", "None"),
        ("e => e.replaceWith('')", "no sentence"),
        ("e => e.getRootNode().host.parentNode.host.shadowRoot.append(e.cloneNode(true))", "no sentence"),
    ],
)
def test_what_is_odd_is_seen(serve_dashboard, open_page, small, spoil, seen):
    page = open_page(f"{serve_dashboard(small)}/?page=alleles&gene=Abc1")
    assert not visit.wrong(visit.settled(page, "?page=alleles"))
    page.locator("h1:visible").evaluate(spoil)
    assert any(seen in problem for problem in visit.wrong(page.evaluate(visit.SEEN, True)))


def test_an_empty_panel_and_a_chart_without_ink_are_seen(serve_dashboard, open_page, small):
    page = open_page(f"{serve_dashboard(small)}/?page=alleles&gene=Abc1&allele=tm1a(KOMP)Wtsi")
    seen = visit.settled(page, "?page=alleles")
    assert seen["charts"] and not visit.wrong(seen)
    page.evaluate("() => { for (const m of Bokeh.documents.flatMap(d => [...d._all_models.values()])) if (m.type === 'GlyphRenderer') "
                  "m.visible = false }")  # fmt: skip
    page.wait_for_function(f"() => ({visit.SEEN})(true).charts.every(c => c.ink < 12)", timeout=visit.LOOK)
    assert any("no ink" in problem for problem in visit.wrong(page.evaluate(visit.SEEN, True)))
    assert visit.wrong(seen | {"cards": ["Where to order"]}) == ["the panel 'Where to order' is empty"]
