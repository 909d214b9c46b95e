"""Points files and the command impc-nb analyse: recorded files, and small hand-written tables."""

import json

import pandas as pd
import pytest
from recorded_statistics import CONTINUOUS, metadata_files, points_file

from impc_nb.cli import main
from impc_nb.own_data import read_points
from impc_nb.schema import ImpcError

TABLE = "Genotype,Gender,Assay Date,Weight,Length\n" + "".join(
    f"{'Myo6/Myo6' if k % 5 == 0 else '+/+'},{'Female' if k % 2 else 'm'},{k % 6 + 1:02d}/03/2020,{20 + k % 7},{9 + (k * 37 % 11) / 10}\n"
    for k in range(80)
)


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "mice.csv"
    path.write_text(TABLE)
    return path


def test_the_case_of_the_issue(shared, capsys):
    """Published: p 4.35014064481549e-58, effect size -6.4178044008343, bandwidth 1471, shape 1.25096308106134."""
    doc_id = CONTINUOUS[1]
    meta = metadata_files(shared)[doc_id]
    assert main(["analyse", str(points_file(shared, doc_id)), "--meta", str(meta), "--window", "search", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["p_value"] == pytest.approx(4.35014064481549e-58, rel=1e-9)
    assert found["effect_size"] == pytest.approx(-6.4178044008343, rel=1e-9)
    assert found["soft_windowing_bandwidth"] == 1471 and found["soft_windowing_shape"] == pytest.approx(1.25096308106134, rel=1e-13)
    assert found["soft_windowing_peaks"] == [17855, 17899, 17960, 18051] and found["female_control_count"] == 813
    for name in ("status", "statistical_method", "classification_tag", "male_percentage_change", "weight_effect_p_value", "path"):
        assert found[name], name


def test_a_phenstat_table(shared, capsys):
    """PhenStat's test1.csv: 16 Sparc mutants, 452 wildtypes; the reference drops genotype x sex and keeps the day."""
    file = shared / "impc" / "raw" / "phenstat" / "test1.csv"
    words = ["analyse", str(file), "--mutant", "Sparc/Sparc", "--control", "+/+", "--columns", "value=Nose To Tail Base Length"]
    assert main([*words, "--window", "none", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["batch_significant"] and not found["interaction_significant"]
    assert found["female_ko_parameter_estimate"] == pytest.approx(-0.30337811281906, rel=1e-5)  # OpenStats 1.6.4
    assert found["soft_windowing_bandwidth"] is None


def test_an_openstats_table_is_understood_by_itself(shared):
    data = read_points(shared / "impc" / "raw" / "openstats" / "test_continuous.csv")
    assert data.about["parameter_stable_id"] == "IMPC_GRS_011_001" and data.count(group="mutant") == 13 and data.count("female") == 201


def test_tables_in_three_forms_are_the_same(csv, tmp_path):
    data = read_points(csv, mutant="Myo6/Myo6", columns={"value": "Length"})
    assert data.count("female", "mutant") == 8 and data.count(group="wildtype") == 64
    assert data.animals["date_of_experiment"].max() == pd.Timestamp("2020-03-06")
    parquet, tabbed = tmp_path / "mice.parquet", tmp_path / "mice.tsv"
    pd.read_csv(csv).to_parquet(parquet)
    tabbed.write_text(TABLE.replace(",", "\t"))
    for file in (parquet, tabbed):
        again = read_points(file, mutant="Myo6/Myo6", columns={"value": "Length"})
        pd.testing.assert_frame_equal(again.animals, data.animals)


def test_a_column_can_be_left_out_and_digits_read_as_categories(csv):
    data = read_points(csv, mutant="Myo6/Myo6", columns={"value": "Length", "weight": ""}, categorical=True)
    assert data.animals["weight"].isna().all() and data.categorical


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "which column holds the value"),
        (["--columns", "value=Lenght"], "nearest: Length"),
        (["--columns", "size=Length"], "takes genotype"),
        (["--columns", "Length"], "is not understood"),
        (["--columns", "value=Length"], "say which are the mutants"),
        (["--columns", "value=Length", "--mutant", "Cib2"], "No row of column 'Genotype' is 'Cib2'"),
        (["--columns", "value=Length,sex=Weight", "--mutant", "Myo6/Myo6"], "a sex is written"),
        (["--columns", "value=Length,batch=Weight", "--mutant", "Myo6/Myo6"], "not a date"),
        (["--columns", "value=Gender", "--mutant", "Myo6/Myo6", "--method", "mixed-model"], "should hold a number"),
        (["--window", "maybe"], "invalid choice"),
        (["--meta", "nowhere.json", "--frobnicate"], "is not understood"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(csv, capsys, words, says):
    assert main(["analyse", str(csv), *words]) == 2
    said = capsys.readouterr()
    assert said.out == "" and says in said.err and said.err.count("\n") == 1 and len(said.err) < 400


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.json", "{", "is not JSON"),
        ("x.json", "[]", "another shape"),
        ("x.csv", "", "cannot be read as a table"),
        ("x.parquet", "no", "cannot be read"),
    ],
)
def test_files_that_are_something_else(tmp_path, name, text, says):
    (tmp_path / name).write_text(text)
    with pytest.raises(ImpcError, match=says):
        read_points(tmp_path / name)
    with pytest.raises(ImpcError, match="There is no file"):
        read_points(tmp_path / "absent.csv")


def test_metadata_of_another_dataset_are_refused(shared):
    with pytest.raises(ImpcError, match="do not describe"):
        read_points(points_file(shared, CONTINUOUS[1]), metadata_files(shared)[CONTINUOUS[3]])


def test_report_for_people(csv, capsys):
    assert main(["analyse", str(csv), "--mutant", "Myo6/Myo6", "--columns", "value=Length", "--window", "none"]) == 0
    said = capsys.readouterr().out
    assert "16 mutants" in said and "How:" in said and "real animals" in said
