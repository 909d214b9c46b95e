"""What a Dataset says of its animals in words."""

import pandas as pd
import pytest

import impc_nb
from dashboards import choices
from dashboards.pages.home import Story, answer
from dashboards.pages.home_steps import checks
from impc_nb import stage_wording, wording
from impc_nb.dataset import Dataset
from impc_nb.plots.marks import group_ticks
from impc_nb.statistics.life_stages import life_stage_row


def made(rows, **columns):
    animals = pd.DataFrame(rows, columns=["specimen_id", "sex", "biological_sample_group", "data_point"]).assign(**columns)
    return Dataset(animals, {"parameter_name": "Weight"})


ONE = [("a", "female", "experimental", 1.0), ("b", "male", "experimental", 2.0), ("c", "male", "control", 3.0)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ONE, "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male)"),
        (ONE * 3, "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male), 9 measurements"),
        ([*ONE, ("d", "male", "control", None)], "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male)"),  # d was not measured
        ([(None, *one[1:]) for one in ONE * 2], "4 mutants (2 female, 2 male) and 2 wildtypes (0 female, 2 male)"),  # each may be another
        ([*ONE, ("e", None, "control", 1.0)], "2 mutants (1 female, 1 male) and 2 wildtypes (0 female, 1 male)"),
    ],
)
def test_animals_are_counted_and_not_their_measurements(rows, says):
    assert made(rows).counted() == says


def test_a_time_series_of_the_teaching_release_counts_its_mice():
    """Its file holds a row for each mouse and time; each mouse is one."""
    rows = impc_nb.load_results()
    series = rows[rows["data_type"] == "time_series"].iloc[0]
    dataset = impc_nb.load_dataset(dataset_id=series["doc_id"])
    mice = dataset.animals.dropna(subset=["data_point"]).drop_duplicates("specimen_id")["biological_sample_group"].value_counts()
    assert dataset.count() > mice.sum()
    assert dataset.counted().startswith(f"{mice['experimental']} mutants (")
    assert f" and {mice['control']} wildtypes (" in dataset.counted()
    assert dataset.counted().endswith(f", {dataset.count():,} measurements")


TWICE = made(ONE * 2, date_of_experiment=pd.to_datetime(["2020-01-01"] * 3 + ["2020-01-02"] * 3))
"""Two mutants (a female, a male) and a male wildtype, each measured twice."""


def test_n_of_a_chart_is_of_animals():
    assert [words.rpartition("\n")[2] for _, words in group_ticks(TWICE)] == ["n = 0", "n = 1", "n = 1", "n = 1"]


def test_the_headline_counts_animals():
    assert (
        wording.headline(TWICE)
        == "The mutants: 1 mutant female without wildtypes to compare with; 1 mutant male at 2, wildtypes at 3 on average."
    )


def test_what_is_said_of_life_stages_counts_animals():
    late = made([(f"late {one[0]}", *one[1:]) for one in ONE] * 2)
    said = stage_wording.beside(TWICE, late).set_index("")
    assert said.loc["mutants: animals measured", "early"] == "2 (1 ○, 1 △)"
    assert stage_wording.survivors(TWICE, late).startswith("2 mutants and 1 wildtypes reached late adulthood")
    assert "Only 1 late mutant female and 1 late mutant male: late estimates are wide." in stage_wording.minded(TWICE, late)
    row = life_stage_row(TWICE, late)
    assert (row["early_mutants"], row["late_mutants"], row["early_wildtypes"]) == (2, 2, 1)


def test_home_counts_animals():
    told = Story(choices.Choice(gene={"marker_symbol": "Abc1"}), {"parameter_name": "Weight", "significant": False}, TWICE)
    assert answer(told, TWICE.release).startswith("2 Abc1 mutants were measured for weight")
    found = dict(checks(TWICE))
    assert found["Wildtypes to compare with"] == "1 of the same centre and conditions" and found["Mutants of each sex"].startswith(
        "1 female"
    )
