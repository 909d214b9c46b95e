"""Points files and the command impc-nb analyse: recorded files, and small hand-written tables."""

import json
from pathlib import Path

import pandas as pd
import pytest
from recorded_statistics import CONTINUOUS, metadata_files, points_file

from impc_nb.cli import main
from impc_nb.own_data import read_points
from impc_nb.plots import marks
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
        (["--columns", "value="], "which column holds the value"),
        (["--columns", "value=Lenght"], "nearest: Length"),
        (["--columns", "size=Length"], "takes genotype"),
        (["--columns", "Length"], "is not understood"),
        (["--columns", "value=Length,genotype=Gender"], "say which are the mutants"),
        (["--columns", "value=Length", "--mutant", "+/+", "--control", "+/+"], "cannot be both"),
        (["--meta", "mice.json"], "belong to a dataset JSON"),
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
    assert "16 mutants" in said and "How:" in said and "your own animals" in said and "real animals" not in said


def test_ones_own_animals_are_called_so_and_published_ones_are_not(csv, shared):
    own = read_points(csv, mutant="Myo6/Myo6", columns={"value": "Length"})
    assert marks.title(own).startswith("your own animals") and repr(own).endswith("your own animals>")
    published = read_points(points_file(shared, CONTINUOUS[1]))
    assert published.release.label == "release not stated · real animals"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-03-13", 13), ("13/03/2020", 13), ("13-Mar-20", 13), ("13-Mar-2020", 13), ("13.03.2020", 13), ("13.03.2020 07:50:33", 13),
        ("2020-03-13T00:00:00Z", 13), ("2020-03-12T23:00:00Z", 13), ("Fri Mar 13 00:00:00 GMT 2020", 13), ("2020/03/13", 13),
        ("13 Mar 2020", 13), ("03/13/2020", 13), ("13/03/20", 13), ("13-03-2020 07:50", 13),
    ],
)  # fmt: skip
def test_dates_in_many_forms(tmp_path, written, day):
    text = "Genotype,Sex,Date,Value\n" + "".join(f"{g},f,{written},{v}\n" for v in range(3) for g in ("WT", "ko"))
    (tmp_path / "mice.csv").write_text(text)
    assert set(read_points(tmp_path / "mice.csv").animals["date_of_experiment"]) == {pd.Timestamp(2020, 3, day)}


@pytest.mark.parametrize(("separator", "ending"), [(";", "csv"), ("\t", "csv"), (",", "txt")])
def test_separators_are_seen_in_the_header(tmp_path, separator, ending):
    path = tmp_path / f"mice.{ending}"
    path.write_text(TABLE.replace(",", separator))
    assert read_points(path, columns={"value": "Length"}).count() == 80


def test_groups_that_explain_themselves(tmp_path):
    """+/+ or WT are the controls; a single other label the mutants; with several, one is to be chosen."""
    path = tmp_path / "mice.csv"
    path.write_text(TABLE)
    assert read_points(path, columns={"value": "Length"}).count(group="mutant") == 16
    path.write_text(TABLE.replace("Myo6/Myo6", "Myo6/+", 3))
    path.write_text(TABLE.replace("+/+", "Myo6/Myo6"))
    with pytest.raises(ImpcError, match="holds Myo6/Myo6 alone"):
        read_points(path, columns={"value": "Length"})
    path.write_text(TABLE.replace("Myo6/Myo6", "Myo6/+", 3))
    with pytest.raises(ImpcError, match="say which are the mutants"):
        read_points(path, columns={"value": "Length"})
    assert read_points(path, columns={"value": "Length"}, mutant="Myo6/+").count(group="mutant") == 3


def test_missing_values_and_sexes(tmp_path):
    path = tmp_path / "mice.csv"
    words = ["f", "F", "Female", "female", "m", "M", "Male", "male", "-", "NA"]
    path.write_text("group,sex,value,weight\n" + "".join(f"{g},{s},{k}.5,-\n" for g in ("control", "mutant") for k, s in enumerate(words)))
    data = read_points(path)
    assert data.animals["sex"].value_counts().to_dict() == {"female": 8, "male": 8} and data.animals["weight"].isna().all()
    path.write_text(path.read_text().replace(",Female,", ",2,"))
    with pytest.raises(ImpcError, match="a sex is written female, male, f or m"):
        read_points(path)
    pd.DataFrame({"group": ["control", "mutant"], "sex": ["f", "-"], "value": ["1", "NA"]}).to_parquet(tmp_path / "mice.parquet")
    again = read_points(tmp_path / "mice.parquet", categorical=False).animals
    assert again["sex"].isna().sum() == 1 and again["data_point"].isna().sum() == 1


def test_several_measurements_are_listed_and_one_needs_no_choice(csv, tmp_path, shared):
    several = tmp_path / "several.csv"
    several.write_text("\n".join(f"{line},{k % 7}" if k else f"{line},Fat Mass" for k, line in enumerate(TABLE.splitlines())))
    with pytest.raises(ImpcError, match="holds 2 measurements: choose one with --columns value=NAME; they are Length, Fat Mass"):
        read_points(several)
    assert read_points(csv).about["parameter_name"] == "Length"  # weight, date, sex and genotype are known: it is the only one left
    with pytest.raises(ImpcError, match="8 measurements.*Nose To Tail Base Length, Bone Mineral Density"):
        read_points(shared / "impc" / "raw" / "phenstat" / "test1.csv")
    with pytest.raises(ImpcError, match="5 measurements.*BMC, BMD, Body.Length, Fat.Mass, Lean.Mass"):
        read_points(shared / "impc" / "raw" / "stats_working_group" / "test_Akt2.csv")


def test_several_lines_centres_or_parameters_are_no_comparison(tmp_path):
    table = pd.DataFrame({"group": ["control", "mutant"] * 4, "sex": "f", "data_point": range(8), "colony_id": ["WT", "A", "WT", "B"] * 2,
                          "phenotyping_center": "TCP", "parameter_stable_id": "X_Y"})  # fmt: skip
    path = tmp_path / "mice.csv"
    table.to_csv(path, index=False)
    with pytest.raises(ImpcError, match=r"The mutants are of 2 values of column 'colony_id' \(A, B\)"):
        read_points(path)
    assert read_points(path, columns={"genotype": "colony_id"}, mutant="A", control="WT").count(group="mutant") == 2
    for column in ("phenotyping_center", "parameter_stable_id"):
        table.assign(colony_id="A", **{column: ["P", "Q"] * 4}).to_csv(path, index=False)
        with pytest.raises(ImpcError, match=f"The animals are of 2 values of column '{column}'"):
            read_points(path)


def test_a_partition_of_the_teaching_release_stays_called_simulated():
    folder = Path(__file__).parent.parent / "data" / "teaching" / "observations" / "parameter_stable_id=IMPC_CBC_015_001"
    table = pd.read_parquet(next(folder.glob("*.parquet")))
    line = table.loc[table["biological_sample_group"] == "experimental", ["colony_id", "phenotyping_center"]].iloc[0]
    here = (table["phenotyping_center"] == line["phenotyping_center"]) & (table["biological_sample_group"] == "control")
    control = table.loc[here, "colony_id"].iloc[0]
    data = read_points(next(folder.glob("*.parquet")), columns={"genotype": "colony_id"}, mutant=line["colony_id"], control=control)
    assert data.simulated and data.about["parameter_stable_id"] == "IMPC_CBC_015_001"
    with pytest.raises(ImpcError, match="a comparison has one"):
        read_points(next(folder.glob("*.parquet")))


def test_a_table_in_points_files_clothes(tmp_path, csv, shared):
    with pytest.raises(ImpcError, match="says itself which animals are mutants"):
        read_points(points_file(shared, CONTINUOUS[1]), mutant="x")
    (tmp_path / "long.csv").write_text("group,sex,value\ncontrol,f,1,2\nmutant,f,1,2\n")
    with pytest.raises(ImpcError, match="more fields than its header"):
        read_points(tmp_path / "long.csv")
    text = "group,sex,Weight,body weight\n" + "".join(f"{g},f,{k},{k}\n" for k in range(9) for g in ("control", "mutant"))
    (tmp_path / "weight.csv").write_text(text)
    assert read_points(tmp_path / "weight.csv", columns={"value": "Weight"}).animals["weight"].isna().all()


def test_odds_ratios_of_a_fisher_test(tmp_path, capsys):
    """Females 2 x 2 without an abnormal wildtype: infinite, published as 1e16. R 4.2.2: fisher.test(matrix(c(2, 28, 3, 3), 2)), males."""
    counts = {("f", "WT"): (0, 30), ("f", "ko"): (4, 2), ("m", "WT"): (2, 28), ("m", "ko"): (3, 3)}
    rows = [f"{s},{g},{v}" for (s, g), (a, n) in counts.items() for v in ["abnormal"] * a + ["normal"] * n]
    path = tmp_path / "mice.csv"
    path.write_text("\n".join(["sex,genotype,category", *rows]))
    assert main(["analyse", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["male_ko_parameter_estimate"] == pytest.approx(0.081282663, rel=1e-3) and found["female_ko_parameter_estimate"] == 0.0
    path.write_text(path.read_text().replace("abnormal", "zzz"))
    assert main(["analyse", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["female_ko_parameter_estimate"] == 1e16
    assert main(["analyse", str(path)]) == 0
    assert "female: odds ratio 1e+16, p" in capsys.readouterr().out


def test_counts_of_a_viability_screen_are_called_without_a_p_value(tmp_path, capsys, shared):
    """0 of 30 homozygous: 0.75^30 = 0.00017858 (published for such a line); the recorded line has 1 of 153 and is published subviable."""
    names = ("homozygotes", "heterozygotes", "WTs", "homozygous males", "heterozygous males", "WT males")
    series = [{"parameterName": f"Total {name}", "dataPoint": count} for name, count in zip(names, (0, 20, 10, 0, 9, 6), strict=True)]
    (tmp_path / "pups.json").write_text(json.dumps({"datasetId": "x", "series": series}))
    assert main(["analyse", str(tmp_path / "pups.json")]) == 0
    said = capsys.readouterr().out
    assert (
        said.startswith("Lethal: 0 of 30 pups are homozygous, 7.5 expected (Mendelian test, p 1.8×10⁻⁴)") and "Males: Too few pups" in said
    )
    assert main(["analyse", str(points_file(shared, "32dbf8977406a2692e22be3b17f4ff8b")), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["p_value"] is None and found["significant"] and found["call"].startswith("Subviable: 1 of 153 pups")
    assert found["statistical_method"] == "Supplied as data"
