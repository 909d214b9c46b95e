"""Every page of many genes in a real browser: nothing odd to read, no empty panel, no chart without ink, no error, no other host."""

import pytest
import visit
from small_release import EVERYTHING, write

import impc_nb


def test_every_page_of_ten_genes_of_the_teaching_release(serve_dashboard, open_page):
    symbols = sorted(impc_nb.search_genes("")["marker_symbol"])
    terms = impc_nb.load_table("terms")["mp_term_id"]
    genes = symbols[:: len(symbols) // 10][:10]
    assert len(genes) == 10
    page = open_page(f"{serve_dashboard()}/?page=learn", width=1000, height=700)
    assert not visit.sweep(page, visit.addresses_of(genes, list(terms.iloc[:: len(terms) // 4])))


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
        ("e => e.parentNode.append(e.cloneNode(true))", "no sentence"),
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
