"""Which result is shown when none is asked for, where the animals of the first cannot be had."""

import pytest
from hand_made import mice

from dashboards import choices, parts
from dashboards.pages import home
from dashboards.pages.charts import ChartsPage
from dashboards.telling import TRIED, first_loaded
from dashboards.view import View
from impc_nb.schema import NotFound, Unavailable


@pytest.fixture
def live(replay, monkeypatch, tmp_path):
    for name, url in replay.items():
        if name.endswith("_root"):
            monkeypatch.setenv(f"IMPC_{name.upper()}", url)
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    kept = (choices.load, choices.offered, choices.with_ids, choices.gene_called)
    for one in kept:
        one.cache_clear()
    yield "live"
    for one in kept:
        one.cache_clear()


def test_the_live_gene_whose_first_parameter_has_no_animals_shows_another(live):
    """Of Cib2 the animals of 6, 18 and 24 kHz and of clicks are recorded, of no other parameter: 3 mutants, 1 female and 2 male."""
    choice, dataset, _ = ChartsPage(View(page="charts", gene="Cib2"), live).prepare()
    assert choice.parameter == "6kHz-evoked ABR Threshold" and dataset.counted().startswith("3 mutants (1 female, 2 male)")
    assert choice.row["doc_id"] == dataset.about["doc_id"]
    assert choice.messages == ["The animals of % Pre-pulse inhibition - Global cannot be had; 6kHz-evoked ABR Threshold is shown."]
    assert home.story(live, "Cib2").dataset is dataset  # Home tells the same one


def test_a_parameter_asked_for_is_not_exchanged(live):
    asked = ChartsPage(View(page="charts", gene="Cib2", parameter="% Pre-pulse inhibition - PPI1"), live)
    choice, dataset, told = asked.prepare()
    assert dataset is None and (told is not None or choice.parameter == "% Pre-pulse inhibition - PPI1")


def rows(*procedures):
    return [{"doc_id": str(i), "procedure_name": name} for i, name in enumerate(procedures)]


@pytest.mark.parametrize(
    ("release", "problem", "order"),
    [
        ("r", NotFound, ["0", "3", "1", "4", "2"]),  # one of each procedure first; the last of six is not tried
        ("live", NotFound, ["0", "3", "1", "4", "2"]),
        ("live", Unavailable, ["0"]),
        ("r", KeyError, ["0", "3", "1", "4", "2"]),  # a page goes on, whatever is wrong with its data
    ],
)
def test_a_handful_is_tried_one_of_each_procedure_first(monkeypatch, release, problem, order):
    tried = []

    def load(_, doc_id):
        tried.append(doc_id)
        raise problem(f"no {doc_id}")

    monkeypatch.setattr(choices, "load", load)
    row, dataset, said = first_loaded(release, rows("A", "A", "A", "B", "B", "B"), "Charts")
    assert (row, dataset, tried) == (None, None, order) and len(order) <= TRIED
    assert said == "no 0" or problem is KeyError


def test_the_first_that_can_be_had_is_taken(monkeypatch):
    shown = mice([1.0])

    def load(_, doc_id):
        if doc_id == "0":
            raise NotFound("none")
        return shown

    monkeypatch.setattr(choices, "load", load)
    row, dataset, said = first_loaded("r", rows("A", "A", "B"), "Charts")
    assert row["doc_id"] == "2" and dataset is shown and not said


def test_what_follows_the_first_chart_comes_onto_the_page_at_once():
    """Each change of the components on a sheet costs a walk over all of them."""
    made = ChartsPage(View(page="charts", gene="Myo6"), "teaching")
    made.show(made.prepare())
    sheet, changes = parts.sheet(made.layout), []
    before = len(sheet.live)
    sheet.param.watch(lambda event: changes.append(len(event.new)), "live")
    with sheet.together():
        made.complete()
    assert before == 1 and len(made._animals) == 5  # the charts, why and how, measured together, other datasets, groups and conditions
    assert len(changes) == 1 and changes[0] > 4  # charts and the controls of gene, parameter and dataset
