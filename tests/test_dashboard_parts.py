"""The parts pages share, without a server: the table to work with, sections that fail alone, links, the view's options."""

import csv
import io
from html import unescape

import numpy as np
import pandas as pd
import pytest
from hand_made import HOSTILE, REAL, TEACHING

from dashboards import data_grid, links, pages, parts
from dashboards.data_grid import Column, DataGrid
from dashboards.sections import BROKEN, Section
from dashboards.view import KEEP, View
from impc_nb.schema import NotOffered

COLUMNS = {
    "name": Column("Name"),
    "system": Column("System", filtered=True),
    "p_value": Column("p", number=True),
}
OPTIONS = data_grid.options(COLUMNS, sort="p_value")


class Page:
    OPTIONS = OPTIONS | {"tick": ""}


@pytest.fixture
def view(monkeypatch) -> View:
    """A view on a page that declares the options of one table."""
    monkeypatch.setitem(pages.PAGES, "listed", ("Listed", __name__, "Page"))
    return View(page="listed")


def frame() -> pd.DataFrame:
    return pd.DataFrame({"name": ["b", "A", "c", "d"], "system": ["skeleton; muscle", "muscle", None, "skeleton"],
                         "p_value": [0.5, np.nan, 0.0, 1e-5]})  # fmt: skip


def grid(view, rows=None, release=TEACHING) -> DataGrid:
    made = DataGrid(view, "Things", COLUMNS)
    made.show(frame() if rows is None else rows, release, "gene: Abc1")
    return made


def names(made) -> list[str]:
    return made.found["name"].tolist()


# ---------------------------------------------------------------- the table
def test_rows_without_a_value_come_last_whichever_way_they_are_sorted(view):
    made = grid(view)
    assert names(made) == ["c", "d", "b", "A"]  # p = 0 is the smallest, a missing p is none
    made._told("sort", "-p_value")
    assert names(made) == ["b", "d", "c", "A"]
    made._told("sort", "name")
    assert names(made) == ["A", "b", "c", "d"]
    assert 'aria-sort="ascending"><button type="button" data-set="sort" data-key="sort name" value="-name"' in made.rows.object


def test_filters_find_words_and_each_of_several_values(view):
    made = grid(view)
    made._told("system", "muscle")
    assert names(made) == ["b", "A"] and view.options["system"] == "muscle"
    made._told("find", "SKEL")
    assert names(made) == ["b"] and "1 of 4 rows" in made.rows.object
    made._told("clear", "")
    assert len(made.found) == 4 and view.query() == "?page=listed"
    made._told("find", "qqqq")
    assert names(made) == [] and "No row fits" in made.rows.object and not made.files.visible


def test_what_a_link_asks_for_is_shown_and_nonsense_is_no_fault(view):
    made = grid(view)
    view.read("?page=listed&system=skeleton&sort=-name&rows=99")
    assert names(made) == ["d", "b"] and view.query() == "?page=listed&system=skeleton&sort=-name&rows=99"
    view.read("?page=listed&sort=__class__&rows=-1&system=<b>&unknown=1")
    assert names(made) == [] and "<b>" not in made.rows.object
    view.read("?page=listed&sort=-nam&rows=%F0%9F%90%81")
    assert len(made.found) == 4
    assert "The address says sort='nam', which is not known; sort can be name" in unescape(made.rows.object)
    assert "sort" not in made.csv()[1].split("name,")[0]
    view.read("?page=listed&sort=-name")
    assert "which is not known" not in made.rows.object and "sort: -name" in made.csv()[1]


def test_more_than_a_hundred_rows_are_paged_and_the_file_holds_them_all(view):
    rows = pd.DataFrame({"name": [f"n{i:03d}" for i in range(250)], "system": "s", "p_value": np.arange(250) / 250})
    made = grid(view, rows)
    assert made.rows.object.count("<tr>") == 101 and "page 1 of 3" in made.rows.object
    made._told("rows", "3")
    assert made.rows.object.count("<tr>") == 51 and "n249" in made.rows.object
    made._told("find", "n24")
    assert view.options["rows"] == "1" and made.rows.object.count("<tr>") == 11
    lines = made.csv()[1].splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 11


def test_the_file_holds_what_is_filtered_and_nothing_that_runs(view):
    rows = frame().assign(name=["=1+1", "@x", "-2", "+3\n=4"])
    made = grid(view, rows)
    made._told("system", "muscle")
    lines = made.csv()[1].splitlines(keepends=True)
    heads = [line for line in lines if line.startswith("# ")]
    assert heads[0] == "# Teaching release · simulated animals\n" and any("2 of 4 rows; system: muscle" in h for h in heads)
    read = list(csv.DictReader(io.StringIO("".join(lines[len(heads) :]))))
    assert [r["name"] for r in read] == ["'=1+1", "'@x"] and [r["p_value"] for r in read] == ["0.5", ""]


def test_words_of_the_data_stay_words(view):
    made = grid(view, frame().assign(name=HOSTILE, system=HOSTILE), REAL)
    assert "<img" not in made.rows.object + made.bar.object and "&lt;img" in made.rows.object


def test_no_rows_are_a_sentence(view):
    made = grid(view, frame().iloc[:0])
    assert "There is nothing to list." in made.rows.object and made.bar.object == ""
    made.show(frame(), TEACHING)
    assert len(made.found) == 4


def test_a_missing_cell_is_a_dash(view):
    body = grid(view).rows.object
    assert "–" in body and "nan" not in body and "None" not in body


# ---------------------------------------------------------------- sections
def words(section: Section) -> str:
    return section._words.object if list(section._body) == [section._words] else ""


def broken(_=None):
    raise KeyError("p_value")


def not_offered():
    raise NotOffered("The <release> holds no images.")


def test_a_section_fails_alone_with_a_sentence():
    section = Section("Images")
    section.show(not_offered, str)
    assert "The &lt;release&gt; holds no images." in words(section)
    section.show(broken, str)
    assert BROKEN in words(section)
    section.show(lambda: 1, broken)
    assert BROKEN in words(section)
    pane = parts.words("drawn")
    section.show(lambda: pane, lambda p: p)
    assert list(section._body) == [pane]
    section.show(lambda: "<p>text</p>", str)
    assert "<p>text</p>" in words(section)


# ---------------------------------------------------------------- links
def test_links_name_the_view_and_lead_nowhere_else():
    assert links.href("gene", gene="A&B", find="x y", zygosity="", dataset=None) == "?page=gene&gene=A%26B&find=x+y"
    assert links.link("<b>", "gene", gene='"') == '<a href="?page=gene&amp;gene=%22">&lt;b&gt;</a>'
    for bad in ("javascript:alert(1)", "data:text/html,x", "//x", "", None, float("nan"), "http://[", "ftp://x/y"):
        assert links.outside("<i>", bad) == "&lt;i&gt;"
    assert 'rel="noopener noreferrer"' in links.outside("x", "https://www.mousephenotype.org/?a=1&b")


# ---------------------------------------------------------------- options of a page
def test_options_belong_to_their_page_and_come_back_with_its_tab(view):
    view.set(tick="yes")
    assert view.query() == "?page=listed&tick=yes"
    view.turn_to("charts")
    assert "tick" not in view.query() and view.page == "charts"
    view.turn_to("listed")
    assert view.options["tick"] == "yes"
    with pytest.raises(KeyError, match="no option colour"):
        view.set(colour="red")


def test_an_option_is_dropped_when_unknown_or_too_long(view):
    view.read("?page=listed&colour=red&tick=" + "x" * 500 + "&phenotype=MP:0001262")
    assert "colour" not in view.options and view.options["tick"] == "" and view.phenotype == "MP:0001262"
    view.set(tick="y" * 500)
    assert view.options["tick"] == "y" * KEEP
    view.page = "charts"
    assert view.options.keys() == pages.options_of("charts").keys()
