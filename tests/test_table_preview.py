"""A look into any table of the catalog: every entry of a release is read, or says that the release does not offer it."""

import pandas as pd
import pytest

import impc_nb
from dashboards import table_preview
from dashboards.pages.downloads import DownloadsPage
from dashboards.view import View

ENTRIES = list(impc_nb.open_catalog("teaching"))
NOT_OFFERED = {"designs", "bulk_calls", "bulk_results", "bulk_viability"}  # the teaching release holds no designs and no bulk files


@pytest.mark.parametrize("name", ENTRIES)
def test_each_entry_is_read_or_says_that_it_is_not_offered(name):
    gene = impc_nb.find_gene("Cib2")
    if name in NOT_OFFERED:
        with pytest.raises(impc_nb.NotOffered, match=name.replace("_", " ")):
            table_preview.rows_of("teaching", name, gene)
        return
    rows = table_preview.rows_of("teaching", name, gene)
    assert len(rows)
    shown = table_preview.markup(name, rows)
    assert f"{len(rows):,} rows" in shown
    assert not any(word in shown for word in (">nan<", ">None<", "&lt;NA&gt;"))


def test_a_gene_without_rows_and_hostile_cells():
    assert "holds nothing about this gene" in table_preview.markup("images", pd.DataFrame({"count": []}))
    shown = table_preview.markup("images", pd.DataFrame({"parameter_name": ["<img src=x onerror=alert(1)>"], "count": [None]}))
    assert "<img" not in shown and "&lt;img" in shown and "count" not in shown


def test_an_unknown_table_is_named_with_those_there_are():
    with pytest.raises(impc_nb.NotFound, match="there are"):
        table_preview.rows_of("teaching", "<b>no table</b>", impc_nb.find_gene("Cib2"))


def test_the_page_shows_the_table_the_address_names():
    view = View()
    view.read("?page=downloads&gene=Cib2")
    page = DownloadsPage(view, "teaching")
    page.show(page.prepare())
    view.options = {"table": "ikmc_programmes"}
    page.tell()
    assert page.inside.layout.visible
    view.options = {}
    page.tell()
    assert not page.inside.layout.visible
