"""One's own mutants beside the IMPC's wildtypes: which join, what is said, and that nothing of one's own is asked from anybody."""

import pandas as pd
import pytest
from hand_made import REAL, TEACHING, mice

from impc_nb import data, http, wording
from impc_nb.baseline import with_impc_controls
from impc_nb.catalog import open_catalog
from impc_nb.dataset import Dataset
from impc_nb.own_data import read_points
from impc_nb.schema import OWN, Ambiguous, BadTable, NotFound

ABOUT = {"phenotyping_center": "TCP", "strain_name": "C57BL/6NCrl", "metadata_group": "m1", "parameter_name": "Body length", "unit": "cm"}
CSV = "Genotype,Sex,Date,Age,Length,Weight\n" + "".join(f"Abc1/Abc1,f,2024-05-0{i},14,{9 + i / 10},21\n" for i in range(1, 6))


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "mice.csv"
    file.write_text(CSV)
    return read_points(file, columns={"value": "Length"}, control="")


@pytest.fixture
def theirs():
    """Three female and two male wildtypes, and mutants of another line, by day 2019-01-01 and on."""
    return mice([10.0, 10.2, 10.4], [9.0], [11.0, 11.2], [9.9], about=ABOUT, release=REAL, window_weight=0.5)


def test_wildtypes_of_the_mutants_sex_join_and_what_differs_is_said(own, theirs):
    said = []
    joined = with_impc_controls(own, theirs, say=said.append)
    assert (joined.count(group="mutant"), joined.count(group="wildtype")) == (5, 3), "no male wildtypes: no mutant is male"
    assert joined.mean(group="wildtype") == pytest.approx(10.2), "by hand: (10.0 + 10.2 + 10.4) / 3"
    assert joined.mean(group="mutant") == pytest.approx(9.3), "by hand: 9.1 to 9.5"
    assert joined.animals["window_weight"].isna().all(), "a window belongs to the mutants it was made for"
    assert said[0].startswith("3 wildtypes (3 female; TCP, C57BL/6NCrl") and "joined your 5 mutants and 0 wildtypes" in said[0]
    assert "centre, conditions, strain" in said[1] and "of the place, not of the gene" in said[1]
    assert "from 2024-05-01 to 2024-05-05, the wildtypes from 2019-01-01 to 2019-01-03: no day is shared" in said[2]
    assert len(said) == 3
    assert joined.about["phenotyping_center"] == "own (wildtypes: TCP)" and joined.about["metadata_group"] is None
    assert "IMPC data release 24.0" in joined.release.title and not joined.simulated
    assert len(own.animals) == 5 and own.count(group="wildtype") == 0, "the own dataset stays as it was"


def test_own_wildtypes_stay_and_simulated_ones_are_called_so(theirs):
    both = mice([10.0], [9.0], about=ABOUT, release=REAL)
    said = []
    joined = with_impc_controls(both, Dataset(theirs.animals, theirs.about, release=TEACHING), say=said.append)
    assert joined.count(group="wildtype") == 1 + 3
    assert joined.simulated and "simulated" in said[0]
    assert not any("Not known to be the same" in one for one in said), "centre, conditions and strain are the same here"


def test_ages_and_units_far_apart_are_said(own, theirs):
    said = []
    old = own.animals.assign(age_in_weeks=60.0, data_point=own.animals["data_point"] * 10)
    with_impc_controls(Dataset(old, own.about), theirs, say=said.append)
    assert any("60 weeks old, the wildtypes 14" in one for one in said)
    assert any("median is 93, the wildtypes' 10.2" in one and "same unit (cm)" in one for one in said)


def test_what_cannot_be_compared_is_refused(own, theirs):
    with pytest.raises(BadTable, match="numbers, the IMPC's categories"):
        with_impc_controls(own, mice(["a"], ["b"]))
    with pytest.raises(BadTable, match="in mm, the IMPC's in cm"):
        with_impc_controls(Dataset(own.animals, {**own.about, "unit": "mm"}), theirs)
    with pytest.raises(NotFound, match="no wildtypes of the mutants' sex .female."):
        with_impc_controls(own, mice([], [9.0], [11.0], []))


@pytest.mark.parametrize(
    ("theirs_from", "label", "call"),
    [(TEACHING, "your own animals, wildtypes of Teaching release · simulated wildtypes",
      "No published result stands beside these animals. The wildtypes are simulated."),
     (REAL, f"your own animals, wildtypes of {REAL.title}", "No published result stands beside these animals.")],
)  # fmt: skip
def test_mutants_of_a_file_are_ones_own_beside_any_wildtypes(theirs, theirs_from, label, call):
    mine = mice([], [9.0], about=ABOUT, release=OWN)
    joined = with_impc_controls(mine, Dataset(theirs.animals, theirs.about, release=theirs_from), say=lambda sentence: None)
    assert joined.release.label == label and wording.call(joined) == call


# ---------------------------------------------------------------- out of a release
def one_with_twins() -> tuple[str, pd.DataFrame]:
    """A parameter of the teaching release, and its groups of wildtypes."""
    rows = open_catalog().datasets.read()
    same = ["phenotyping_center", "metadata_group", "strain_name"]
    parameter = rows.groupby("parameter_stable_id")["phenotyping_center"].nunique().idxmax()
    return parameter, rows[rows["parameter_stable_id"] == parameter].drop_duplicates(same)


def test_wildtypes_of_a_stored_release_by_parameter_and_centre(own):
    parameter, groups = one_with_twins()
    with pytest.raises(Ambiguous, match="choose one:\n") as caught:
        with_impc_controls(own, {"parameter": parameter})
    assert len(caught.value.choices) == len(groups) > 1
    row = groups.iloc[0]
    asked = {"parameter": parameter, "phenotyping_center": row["phenotyping_center"], "metadata_group": row["metadata_group"]}
    joined = with_impc_controls(own, asked, say=len)
    by_id = with_impc_controls(own, row["doc_id"], say=len)
    expected = data.load_dataset(dataset_id=row["doc_id"]).count("female", "wildtype")
    assert joined.count(group="wildtype") == by_id.count(group="wildtype") == expected > 0
    assert joined.simulated


def test_what_the_file_says_of_itself_is_looked_for(own):
    parameter, groups = one_with_twins()
    row = groups.iloc[0]
    about = {"parameter_stable_id": parameter, **{key: row[key] for key in ("phenotyping_center", "metadata_group", "strain_name")}}
    said = []
    joined = with_impc_controls(Dataset(own.animals, about), say=said.append)
    assert joined.about["metadata_group"] == row["metadata_group"]
    assert not any("Not known to be the same" in one for one in said)
    with pytest.raises(NotFound, match="Name the parameter"):
        with_impc_controls(own)
    with pytest.raises(NotFound, match="has phenotyping_center 'Mars'"):
        with_impc_controls(own, {"parameter": parameter, "phenotyping_center": "Mars"})


def test_nothing_of_ones_own_is_asked_from_a_service(own, monkeypatch):
    asked = []
    monkeypatch.setattr(http.Client, "json", lambda _, url, *rest, **how: asked.append(url))
    secret = Dataset(
        own.animals.assign(specimen_id="secret-1"), {**own.about, "marker_symbol": "Secret1", "parameter_stable_id": "IMPC_DXA_006_001"}
    )
    with pytest.raises(NotFound, match="nothing of your file is asked"):
        with_impc_controls(secret, release="live")
    assert not asked
    with pytest.raises(NotFound):
        with_impc_controls(secret, {"gene": "Myo6", "parameter": "IMPC_DXA_006_001"}, release="live")
    assert asked and not any("ecret" in url for url in asked)


# ---------------------------------------------------------------- problems of a file, by row and column
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("Abc1/Abc1,f,2024-05-09,14,long,21", "Column 'Length' should hold a number, but row 6 holds 'long': write 12.5"),
        ("Abc1/Abc1,f,2024-05-09,14,9.1,heavy", "Column 'Weight' should hold a number, but row 6 holds 'heavy'"),
        ("Abc1/Abc1,x,2024-05-09,14,9.1,21", "Column 'Sex' holds 'x' in row 6: a sex is written female, male, f or m"),
        ("Abc1/Abc1,f,soon,14,9.1,21", "Column 'Date' holds 'soon' in row 6, which is not a date: write 2020-02-13"),
        ("Abc1/Abc1,f,2024-05-09,14,=1+1,21", "Column 'Length' should hold a number, but row 6 holds '=1.1'"),
    ],
)
def test_each_problem_names_row_and_column(tmp_path, wrong, sentence):
    file = tmp_path / "mice.csv"
    file.write_text(CSV + wrong + "\n")
    with pytest.raises(BadTable, match=sentence):
        read_points(file, columns={"value": "Length"}, control="")


def test_a_file_without_wildtypes_is_refused_unless_it_is_meant(tmp_path):
    file = tmp_path / "mice.csv"
    file.write_text(CSV)
    with pytest.raises(BadTable, match="alone: a comparison needs mutants and controls"):
        read_points(file, columns={"value": "Length"})
    assert read_points(file, columns={"value": "Length"}, control="").count(group="mutant") == 5
