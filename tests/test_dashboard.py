"""The dashboard without a server: choices, the view in the URL, the menu, parts, and what a change of a control leads to."""

import asyncio
import csv as csvfile
import gc
import io
import re
import weakref
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import panel as pn
import panel_material_ui as pmui
import pytest
from bokeh.document import Document
from hand_made import CONTROL, HOSTILE, MUTANT, REAL, mice
from panel.links import Callback
from panel.util import edit_readonly

import impc_nb
from dashboards import choices, leaving, menu, parts
from dashboards.app import BROKEN, Shell, release_shown
from dashboards.pages import PAGES
from dashboards.pages.charts import ChartsPage, groups_table
from dashboards.view import KEEP, View
from impc_nb.dataset import Dataset
from impc_nb.schema import Unavailable

NONSENSE = [
    "qqqqzzzz",
    "<img src=x onerror=alert(1)>",
    "'; drop table genes; --",
    "\x00\x01",
    "🐁🐁🐁",
    "../../etc/passwd",
    "nan",
    "%00",
    "A" * 100_000,
]


@pytest.fixture(scope="module")
def gene() -> str:
    """A gene of the teaching release with several parameters; not the one shown first."""
    symbols = [g for g in choices.genes("teaching") if g != choices.FIRST_GENE]
    return next(g for g in symbols if impc_nb.list_datasets(g)["parameter_name"].nunique() > 2)


@pytest.fixture(scope="module")
def paired() -> str:
    """A gene with animals at both life stages."""
    return next(g for g in choices.genes("teaching") if len(choices.pairs("teaching", impc_nb.find_gene(g)["marker_accession_id"])))


@pytest.fixture
def shell() -> Shell:
    return Shell(release_shown("teaching"))


def text(pane) -> str:
    """The words of a pane without its markup."""
    found = []
    parser = HTMLParser()
    parser.handle_data = found.append
    parser.feed(pane.object)
    return "".join(found)


# ---------------------------------------------------------------- from words to a dataset
@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda n: n[:20])
def test_nonsense_anywhere_ends_in_a_sentence(nonsense, paired):
    choose = choices.choose
    unknown = choose("teaching", nonsense, "", "")
    assert unknown.gene is None and unknown.row is None and len(unknown.messages) == 1
    misspelt = choose("teaching", paired, nonsense, "")
    assert misspelt.row is not None and len(misspelt.messages) == 1 and "is shown" in misspelt.messages[0]
    lost = choose("teaching", paired, "", nonsense)
    assert lost.row is not None and lost.gene["marker_symbol"] == paired
    for choice in (unknown, misspelt, lost):
        assert all(len(m) < 500 for m in choice.messages)


def test_nothing_asked_is_no_mistake():
    assert choices.choose("teaching", "", "", "").gene is not None
    assert not choices.choose("teaching", "", "", "").messages


@pytest.mark.parametrize("case", [str.lower, str.upper, str])
def test_a_gene_is_found_in_any_case_and_by_any_of_its_names(gene, case):
    about = impc_nb.find_gene(gene)
    for name in (about["marker_symbol"], about["marker_accession_id"], *about["human_gene_symbol"]):
        assert choices.choose("teaching", case(name), "", "").gene["marker_symbol"] == gene


def test_a_parameter_is_found_by_name_or_id_in_any_case(gene):
    row = impc_nb.list_datasets(gene).iloc[-1]
    for name in (row["parameter_name"], row["parameter_name"].upper(), row["parameter_stable_id"], row["parameter_stable_id"].lower()):
        choice = choices.choose("teaching", gene, name, "")
        assert choice.parameter == row["parameter_name"] and not choice.messages
        assert choice.row["parameter_stable_id"] == row["parameter_stable_id"] or name in (
            row["parameter_name"],
            row["parameter_name"].upper(),
        )


def test_a_misspelt_parameter_is_answered_with_the_nearest(gene):
    wanted = choices.choose("teaching", gene, "", "").parameters[-1]
    (message,) = choices.choose("teaching", gene, wanted[:-1] + "#", "").messages
    assert wanted in message


def test_a_misspelt_gene_is_answered_with_the_nearest(gene):
    (message,) = choices.choose("teaching", gene + "q", "", "").messages
    assert gene in message and gene + "q" in message


def test_every_dataset_on_offer_can_be_chosen_and_is_the_one_loaded(gene):
    rows = impc_nb.list_datasets(gene)
    for _, row in rows.iterrows():
        choice = choices.choose("teaching", gene, row["parameter_name"], row["doc_id"])
        assert not choice.messages and choice.row["doc_id"] == row["doc_id"]
        assert choice.loaded("teaching", "doc_id").about["doc_id"] == row["doc_id"]


def test_a_dataset_alone_brings_its_parameter(gene):
    row = impc_nb.list_datasets(gene).iloc[-1]
    choice = choices.choose("teaching", gene, "", row["doc_id"])
    assert (choice.parameter, choice.row["doc_id"]) == (row["parameter_name"], row["doc_id"])


def test_a_dataset_of_another_gene_is_said_to_be(gene):
    other = next(g for g in choices.genes("teaching") if g != gene)
    foreign = impc_nb.list_datasets(other).iloc[0]["doc_id"]
    choice = choices.choose("teaching", gene, "", foreign)
    assert choice.row["doc_id"] != foreign and foreign in " ".join(choice.messages)


def _rows(**columns):
    base = {"doc_id": ["a", "b", "c"], "phenotyping_center": "X", "zygosity": "homozygote", "life_stage_name": "Early adult",
            "allele_symbol": "G<em1>", "metadata_group": ["m", "m", "n"], "female_mutant_count": 8, "male_mutant_count": 7}  # fmt: skip
    return pd.DataFrame(base | columns)


@pytest.mark.parametrize(
    "rows", [_rows(), _rows(metadata_group="m"), _rows(phenotyping_center=["X", "Y", "Z"]), _rows(metadata_group=None)]
)
def test_no_dataset_is_lost_because_two_have_the_same_words(rows):
    named = choices.labelled(rows, choices.label, "doc_id")
    assert sorted(named.values()) == ["a", "b", "c"]
    assert all("8 ♀ 7 ♂" in words and "em1" in words for words in named)


# ---------------------------------------------------------------- the view and the URL
@pytest.mark.parametrize("value", ["Myo6", "Körpergröße & Länge = 5 %", "a+b c", "🐁", "<b>", "?page=x#y", "x" * KEEP, "'\"\\"])
def test_a_view_comes_back_from_its_query(value):
    view = View(page="late-adult", gene=value, parameter=value, dataset=value, release=value)
    again = View()
    again.read(view.query())
    names = ("page", "gene", "parameter", "dataset", "release")
    assert [getattr(again, n) for n in names] == [getattr(view, n) for n in names]
    assert dict(parse_qsl(view.query()[1:]))["gene"] == value


def test_what_is_empty_does_not_stand_in_the_url():
    assert View(gene="Myo6").query() == "?page=charts&gene=Myo6"


def test_a_query_without_a_value_takes_back_the_earlier_one():
    view = View(page="late-adult", gene="Myo6", dataset="d")
    view.read("?gene=Cib2")
    assert (view.page, view.gene, view.dataset) == ("charts", "Cib2", "")


def test_unknown_keys_are_ignored_and_long_values_cut():
    view = View()
    view.read("?gene=" + "x" * 5000 + "&name=evil&unknown=1&_param__private=2&query=3")
    assert view.gene == "x" * KEEP and view.name != "evil" and not hasattr(view, "unknown") and callable(view.query)


@pytest.mark.parametrize(
    "search", ["", "?", "gene", "?&&&=&gene", "?gene=%ff%fe", "?gene=%", "?" + "a=b&" * 100_000, "?gene=\ud800", "x" * 10**6]
)
def test_any_query_is_read(search):
    view = View(gene="Myo6")
    view.read(search)
    assert len(view.gene) <= KEEP
    view.query()


# ---------------------------------------------------------------- CSV and Python cell
def table_of(exported: str) -> tuple[list[str], list[dict]]:
    lines = exported.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    return head, list(csvfile.DictReader(io.StringIO("".join(lines[len(head) :]))))


def test_csv_holds_every_animal_and_where_they_come_from():
    dataset = mice([10.0, None, 10.25], [9.0], [11.0], [8.5])
    head, rows = table_of(menu.csv([dataset]))
    assert head[0] == "# Teaching release · simulated animals\n" and impc_nb.__version__ in head[1] and "CC BY 4.0" in head[1]
    assert "gene: Abc1" in head[2] and "parameter: Tail length" in head[2] and "centre: Centre X" in head[2] and "unit: cm" in head[2]
    assert len(rows) == 6 and [r["data_point"] for r in rows] == ["10.0", "", "10.25", "9.0", "11.0", "8.5"]
    assert {(r["simulated"], r["unit"], r["doc_id"]) for r in rows} == {("True", "cm", "0" * 32)}


def test_csv_of_real_animals_does_not_say_simulated():
    head, rows = table_of(menu.csv([mice([1.0], release=REAL)]))
    assert REAL.title in head[0] and "simulated" not in "".join(head) and rows[0]["simulated"] == "False"


def test_csv_of_two_life_stages_holds_both():
    head, rows = table_of(menu.csv([mice([1.0, 2.0], about={"life_stage_name": "Late adult"}), mice([3.0])]))
    assert [r["life_stage_name"] for r in rows] == ["Late adult"] * 2 + ["Early adult"] and len(head) == 4


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_csv_can_run_in_a_spreadsheet(formula):
    """Spreadsheets take a cell that starts with = + - @, tab or carriage return as a formula (OWASP, CSV injection)."""
    about = dict.fromkeys(("marker_symbol", "parameter_name"), f"x,{formula}") | {"doc_id": formula, "unit": f'a",{formula};{formula}'}
    dataset = mice([1.0, -2.0], specimen_id=formula, about=about)
    exported = menu.csv([dataset])
    head, rows = table_of(exported)
    assert len(head) == 3 and [r["data_point"] for r in rows] == ["1.0", "-2.0"]  # numbers stay numbers
    assert [r["specimen_id"] for r in rows] == ["'" + re.sub(r"\s", " ", formula)] * 2
    risky = [cell for line in csvfile.reader(io.StringIO(exported)) for cell in line if re.match(r"\s*[=+@\t\r-]", cell)]
    assert [c for c in risky if not re.fullmatch(r"-?[\d.]+", c)] == []
    assert not re.search(r"[;,]\s*[=+@-]", "".join(head))


def test_the_check_of_cells_sees_a_formula():
    assert re.match(r"\s*[=+@\t\r-]", "=1+1") and re.match(r"\s*[=+@\t\r-]", " @x")


def test_python_cell_gives_the_same_animals(gene):
    dataset = choices.choose("teaching", gene, "", "").loaded("teaching", "doc_id")
    code, names = menu.python_cell(dataset, "teaching"), {}
    exec(code, names)
    assert names["dataset"].mean("female", CONTROL) == dataset.mean("female", CONTROL)
    assert names["dataset"].about == dataset.about
    assert "simulated" in code


def test_python_cell_of_two_life_stages_loads_and_draws_both():
    row = choices.pairs("teaching", impc_nb.find_gene("Gls2")["marker_accession_id"]).iloc[0]
    early, late = (choices.load("teaching", row[name]) for name in ("doc_id", "doc_id_late"))
    names = {}
    exec(menu.python_cell(early, "teaching", late).replace("impc.setup()", ""), names)  # noqa: S102 - our own words
    assert [names[n].about["life_stage_name"] for n in ("early", "late")] == ["Early adult", "Late adult"]


def test_the_notebook_recomputes_the_p_value_of_the_view(gene, capsys):
    row = impc_nb.list_datasets(gene).query("data_type == 'unidimensional'").iloc[0]
    dataset = choices.load("teaching", row["doc_id"])
    exec(menu.notebook_cell(dataset, "teaching").replace("impc.setup()", ""), {})  # noqa: S102 - our own words
    said = capsys.readouterr().out
    recomputed, published = (float(part.split("p = ")[1]) for part in said.split("|")[1:])
    assert published == dataset.published["p_value"] and recomputed == pytest.approx(published, rel=2e-3, abs=1e-300)


def test_a_series_in_a_notebook_is_not_tested():
    series = mice([1.0, 2.0], [3.0], discrete_point=[0.0, 1.0, 0.0])
    assert "analyse" not in menu.notebook_cell(series, "teaching") and "analyse" in menu.notebook_cell(mice([1.0], [2.0]), "teaching")


def test_python_cell_names_the_release_where_it_is_not_the_default():
    assert "release='live'" in menu.python_cell(mice([1.0]), "live")
    assert "plots.categories" in menu.python_cell(mice(["a"]), "live")


@pytest.mark.parametrize("nasty", ["x\nimport os", "x\rimport os", "x\x0cimport os", "x\u2028import os", "'); import os; ('", HOSTILE])
def test_names_in_a_python_cell_stay_a_comment_or_a_text(nasty):
    code = menu.python_cell(mice([1.0], about=dict.fromkeys(mice([1.0]).about, nasty) | {"metadata": ()}), nasty)
    tree = compile(code, "cell", "exec")
    assert tree.co_names == ("impc_nb", "impc", "setup", "load_dataset", "dataset", "plots", "distribution")


# ---------------------------------------------------------------- parts
@pytest.mark.parametrize(
    "make", [lambda t: parts.notes([t]), lambda t: parts.facts({t: t}), lambda t: parts.table(pd.DataFrame({t: [t]}), t)]
)
def test_words_from_data_are_escaped(make):
    class Tags(HTMLParser):
        seen = set()

        def handle_starttag(self, tag, attrs):
            self.seen |= {tag} | {f"@{name}" for name, _ in attrs}

    tags = Tags()
    tags.feed(make('<script>alert(1)</script>\'><img src=x onerror="alert(1)">&amp;'))
    known = "div table thead tbody tr th td dl dt dd @class @role @scope @aria-label @tabindex"
    assert tags.seen <= set(known.split())


def test_a_title_of_a_card_is_escaped():
    assert "<b>" not in parts.card(title="<b>").objects[0].object


def test_missing_values_of_a_table_are_a_dash_and_facts_without_a_value_are_left_out():
    assert parts.table(pd.DataFrame({"a": [None, np.nan, pd.NA, 1]}, dtype=object), "").count("<td>–</td>") == 3
    assert parts.facts({"Allele": "x", "Strain": None, "Project": ""}).count("<dt>") == 1


def test_groups_table_by_hand():
    """Female wildtypes 1, 2, 3: mean 2, SD 1; body weights 20, 22.5, 25 (evenly from 20 to 30 over 5 animals)."""
    table = groups_table(mice([1.0, 2.0, 3.0], [5.0, None]))
    assert table.columns.tolist() == ["", "n", "no value", "mean", "SD", "body weight (g)"]
    assert table.iloc[0].tolist() == ["○ Female WT", 3, 0, "2", "1", "22.5"]
    assert table.iloc[1].tolist()[:4] == ["○ Female HOM", 1, 1, "5"] and pd.isna(table.iloc[1]["SD"])


# ---------------------------------------------------------------- the shell
def drawn(live_chart) -> list[np.ndarray]:
    """Values of the four groups of animals in a drawn chart."""
    return [np.asarray(r.data_source.data["value"]) for r in live_chart.pane[0].object.renderers[:4]]


def assert_shows(page, dataset: Dataset):
    slots = [dataset.values(sex, group) for sex in ("female", "male") for group in (CONTROL, MUTANT)]
    for found, wanted in zip(drawn(page.values), slots, strict=True):
        np.testing.assert_array_equal(found, wanted)
    assert f"{dataset.count('female', CONTROL)}" in text(page.groups)
    assert dataset.release.label in text(page.answer) and dataset.counted() in text(page.answer)


def continuous_parameters(gene: str) -> list[str]:
    rows = impc_nb.list_datasets(gene)
    return sorted(rows[rows["data_type"] == "unidimensional"]["parameter_name"].unique())


def test_no_click_of_any_page_is_one_of_panels_own_in_the_browser(shell):
    """For those, all of the page is searched on the server whenever a part of it changes: a second on the Gene page."""
    for page in PAGES:
        shell.view.page = page
    assert set(shell._built) == set(PAGES)
    assert [thing for thing in shell.main.select() if thing in Callback.registry] == []


def test_a_control_leads_to_the_view_and_the_view_to_the_charts(shell, gene):
    page = shell._built["charts"]
    first = text(page.answer)
    page.chooser.gene.value = gene
    assert shell.view.gene == gene and gene in text(page.answer) and text(page.answer) != first
    for name in continuous_parameters(gene)[:2]:
        page.chooser.parameter.value = name
        assert shell.view.parameter == name and page.chooser.parameter.value == name
        assert_shows(page, choices.load("teaching", shell.view.dataset))
        assert name in text(page.answer)
        assert shell.view.dataset in page.menu.buttons.values["python"] and shell.view.dataset in page.menu.buttons.values["picture"]


def test_a_choice_no_longer_offered_is_overlooked(shell, gene):
    """A browser still drawing the options before may send one of them; Panel's own group raises."""
    chooser = shell._built["charts"].chooser
    value = chooser.dataset.value
    chooser.dataset._process_events({"value": "Nowhere · HOM · late adult"})
    assert chooser.dataset.value == value == shell.view.dataset
    with pytest.raises(ValueError, match="not in list"):
        pmui.RadioBoxGroup(options=["a"])._process_events({"value": "b"})


def test_the_view_leads_to_the_controls(shell, gene):
    row = impc_nb.list_datasets(gene).iloc[-1]
    shell.view.param.update(gene=gene, parameter=row["parameter_stable_id"], dataset="")
    chooser = shell._built["charts"].chooser
    assert (chooser.gene.value, chooser.parameter.value) == (gene, row["parameter_name"])
    assert chooser.dataset.value in chooser.dataset.options.values()


def test_every_page_is_built_on_its_first_visit_and_kept(shell, paired):
    assert list(shell._built) == ["charts"]
    shell.view.param.update(page="gene", gene=paired, parameter="", dataset="")
    page = shell._built["gene"]
    assert [name for name, room in shell._rooms.items() if room.visible] == ["gene"]
    figure = page.chart.pane[0].object
    shell.view.page = "charts"
    assert [name for name, room in shell._rooms.items() if room.visible] == ["charts"]
    shell.view.page = "gene"
    assert shell._built["gene"] is page and page.chart.pane[0].object is figure
    assert shell.tabs.active == list(PAGES).index("gene")


def test_an_unknown_gene_leaves_everything_and_adds_a_sentence(shell, gene):
    page = shell._built["charts"]
    before, values = text(page.answer), drawn(page.values)
    page.chooser.gene.value = "<b>Nogene</b>"
    assert text(page.answer) == before and page.results.visible
    for found, wanted in zip(drawn(page.values), values, strict=True):
        np.testing.assert_array_equal(found, wanted)
    assert "<b>Nogene</b>" in text(page.notes) and "&lt;b&gt;Nogene" in page.notes.object
    assert page.chooser.gene.value == "<b>Nogene</b>"  # for the user to mend
    page.chooser.gene.value = gene
    assert text(page.notes) == "" and gene in text(page.answer)


def test_an_unknown_page_is_a_sentence_and_the_first_page(shell):
    shell.view.page = "chartz"
    assert "chartz" in text(shell.notes) and "Charts" in text(shell.notes)
    assert shell.view.page == "charts" and shell._built["charts"].layout.visible


def test_data_that_cannot_be_read_leave_a_sentence_and_the_rest(shell, gene, monkeypatch):
    page = shell._built["charts"]
    before = text(page.answer)

    def unreadable(*_, **__):
        raise Unavailable("The <observations> cannot be read; fetch them again.")

    monkeypatch.setattr(choices, "load", unreadable)
    page.chooser.gene.value = gene
    assert "The <observations> cannot be read" in text(page.notes)
    assert not page.results.visible  # what is of another gene is no answer to this one ...
    assert page.chooser.gene.value == gene and page.chooser.parameter.options  # and another dataset can be chosen
    monkeypatch.undo()
    shell.view.param.update(gene=choices.FIRST_GENE, parameter=choices.FIRST_PARAMETER, dataset="")
    assert page.results.visible and text(page.answer) == before  # ... and is not lost
    page.chooser.gene.value = gene
    assert text(page.notes) == "" and page.results.visible and gene in text(page.answer)


@pytest.mark.parametrize("step", ["prepare", "show", "tell"])
def test_a_page_that_fails_altogether_is_a_sentence_and_the_next_choice_is_answered(shell, gene, monkeypatch, caplog, step):
    def broken(*_):
        raise KeyError("<phenotyping_center>")

    with monkeypatch.context() as data_of_another_kind:
        data_of_another_kind.setattr(ChartsPage, step, broken)
        shell.view.param.update(gene=gene, parameter="", dataset="")
        assert BROKEN in text(shell.notes) and "phenotyping_center" in caplog.text
        shell.view.page = "home"
        assert text(shell.notes) == ""
    shell.view.param.update(page="charts", gene=choices.FIRST_GENE, parameter=choices.FIRST_PARAMETER, dataset="")
    assert text(shell.notes) == "" and choices.FIRST_GENE in text(shell._built["charts"].answer)


def test_a_page_completed_when_its_visitor_has_turned_to_another_stands_aside(gene):
    view = View()
    page = ChartsPage(view, "teaching")
    page.show(page.prepare())
    view.turn_to("home")
    page.complete()
    for address in (f"?page=disease&gene={gene}", f"?page=home&gene={gene}"):
        view.read(address)
    view.turn_to("charts")
    view.set(same_find="nothing is called so")
    assert not len(page.same.found)


def test_a_kind_of_picture_is_no_parameter_of_measurements():
    """Both are called parameter; each is there again where its pages are turned to."""
    view = View(page="charts", gene="Myo6", parameter="Body length")
    view.turn_to("late-adult")
    view.turn_to("images")
    assert view.parameter == ""
    view.parameter = "XRay Images Dorso Ventral"
    view.turn_to("charts")
    assert view.parameter == "Body length" and "parameter=Body+length" in view.query()
    view.turn_to("images")
    assert view.parameter == "XRay Images Dorso Ventral"


def test_what_an_address_asks_for_in_vain_is_said_once(shell, gene):
    shell.view.read(f"?page=charts&gene={gene}&metadata_group=<b>1</b>&genes=Myo6")
    assert "'metadata_group', 'genes'" in text(shell.notes) and gene in text(shell._built["charts"].answer)
    shell.view.param.update(gene=choices.FIRST_GENE, parameter="", dataset="")
    assert text(shell.notes) == ""


def test_a_link_made_on_another_release_says_so():
    shell = Shell(release_shown("teaching"))
    shell.view.param.update(release="live", gene=choices.genes("teaching")[0], parameter="", dataset="")
    assert "'live'" in text(shell.notes) and "Teaching release · simulated" in text(shell.notes)
    assert shell.view.release == "teaching"


def test_no_page_hears_of_the_servers_work():
    """Bound to the whole server's busy state, each event would reach each open page."""
    pages = [Shell(release_shown("teaching")).page() for _ in range(2)]
    bare = pmui.Page()
    heard = []
    for page in pages:
        page.param.watch(heard.append, "busy")
    with edit_readonly(pn.state):
        pn.state.busy = True
        busy = [page.busy for page in (bare, *pages)]
        pn.state.busy = False
    assert busy == [True, False, False]  # an ordinary Page is: the test can see it
    assert not heard


def test_what_visitors_leave_is_collected_soon_and_once_for_those_who_leave_together(monkeypatch):
    """Without anybody's asking the collector: its thresholds are out of reach."""
    monkeypatch.setattr(leaving, "SWEEP", 0.05)
    left = SimpleNamespace(_document=Document())
    knots = []

    class Knot:
        def __init__(self):
            self.itself = self
            knots.append(weakref.ref(self))

    async def leave():
        gc.disable()
        try:
            for _ in range(3):
                Knot()
                leaving.forget(left)
            assert all(knot() is not None for knot in knots) and len(leaving._sweeps) == 1
            await asyncio.sleep(0.5)
        finally:
            gc.enable()

    asyncio.run(leave())
    assert all(knot() is None for knot in knots) and not leaving._sweeps


@pytest.mark.parametrize("against", ["", "weight"])
def test_the_citable_file_of_a_view_holds_what_is_shown(against):
    """All charts with their axes, the words of all cards, and no link that leads nowhere outside of the dashboard."""
    page = ChartsPage(View(gene="Myo6", parameter="IMPC_DXA_006_001", options={"against": against}), "teaching")
    page.show(page.prepare())
    page.complete()
    file = page.menu.cite.whole()[1]
    label = "body weight (g)" if against else "date of experiment"
    for shown in (label, "95 % interval", "All estimates of the model", "Groups", "Conditions"):
        assert shown in file, shown
    assert 'href="?' not in file and len(set(re.findall('data-root-id="([^"]+)"', file))) == 4
    assert ("over_weight" in page.menu.buttons.values["python"]) is bool(against)
    compile(page.menu.buttons.values["python"], "cell", "exec")
