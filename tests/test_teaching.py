"""The teaching release: its animals rebuilt byte for byte, laid out as a release is, with ids and names as published."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from teaching_release import ABOUT, TEACHING, animals_of, key_of, line_of, observed, program, table

import impc_nb
from impc_nb import schema

TEXT, NUMBER, DATE = pa.string(), pa.float64(), pa.timestamp("us")


RESULTS = "results.parquet"  # what the engine finds is compared in test_teaching_results.py, as numbers
FOLLOWS = {RESULTS, *(f"{name}.parquet" for name in program("gene_tables").FROM_RESULTS)}  # test_teaching_tables.py


def build(to: Path) -> dict:
    """A release without results: to analyse all takes some minutes."""
    command = [sys.executable, str(TEACHING / "simulate.py"), "--analyse", "--to", str(to)]
    subprocess.run(command, check=True, cwd=TEACHING.parent.parent)
    return json.loads((to / "release.json").read_text(encoding="utf-8"))


def same(one: Path, other: Path, exact: bool) -> bool:
    """Equal bytes, or (written by another pyarrow) equal content."""
    return one.read_bytes() == other.read_bytes() if exact else pq.read_table(one).equals(pq.read_table(other))


def test_the_program_rebuilds_the_committed_files(tmp_path):
    made = build(tmp_path)
    exact = made["made"]["pyarrow"] == ABOUT["made"]["pyarrow"]
    assert set(made["files"]) == set(ABOUT["files"])
    different = [path for path in made["files"] if not same(tmp_path / path, TEACHING / path, exact)]
    assert set(different) == FOLLOWS  # and so the comparison can fail

    def drawn(about: dict) -> dict:
        files = {path: said for path, said in about["files"].items() if path not in FOLLOWS}
        made_by = about["made"] | {"results_by": None}
        return about | {"files": files, "made": made_by, "note": about["note"].partition(" are real.")[0]}

    assert drawn(made) == drawn(ABOUT) or not exact
    rows, here = (pq.read_table(folder / RESULTS).to_pandas() for folder in (tmp_path, TEACHING))
    described = [*schema.ABOUT, *(c for c in here if re.fullmatch("(female|male)_(control|mutant)_(count|mean|sd)", c))]
    assert rows[described].equals(here[described])
    assert set(rows["status"]) == {"NotProcessed"} and rows[["p_value", "significant", "mp_term_id"]].isna().all().all()


def test_release_json_says_who_computed_the_results():
    assert ABOUT["made"]["results_by"] == f"impc-nb {impc_nb.__version__}", "build the release anew with this version"
    assert ABOUT["made"]["results_by"] in ABOUT["note"] and "All animals are simulated" in ABOUT["note"]


def test_release_json_describes_every_file():
    assert {k: ABOUT[k] for k in ("layout", "name", "kind", "simulated", "data_release")} == {
        "layout": 1, "name": "teaching", "kind": "teaching", "simulated": True, "data_release": None}  # fmt: skip
    on_disk = {p.relative_to(TEACHING).as_posix() for p in TEACHING.rglob("*.parquet")}
    assert on_disk == set(ABOUT["files"])
    for path, said in ABOUT["files"].items():
        content = (TEACHING / path).read_bytes()
        assert said == {
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": pq.read_metadata(TEACHING / path).num_rows,
            "bytes": len(content),
        }
    assert sum(f["bytes"] for f in ABOUT["files"].values()) < 8e6
    assert sum(p.stat().st_size for p in TEACHING.rglob("*") if p.is_file() and "__pycache__" not in p.parts) < 8e6


def test_every_table_says_simulated_and_holds_plain_columns():
    for path in ABOUT["files"]:
        file = pq.ParquetFile(TEACHING / path)
        real = Path(path).stem in program("gene_tables").REAL
        assert file.schema_arrow.metadata[b"simulated"] == (b"false" if real else b"true"), path
        assert b"pandas" not in file.schema_arrow.metadata, path
        assert not [f.name for f in file.schema_arrow if pa.types.is_dictionary(f.type)], path
        assert all(file.metadata.row_group(k).num_rows <= 20_000 for k in range(file.num_row_groups)), path


def test_observations_have_the_agreed_columns_and_order():
    wanted = dict.fromkeys(
        ["specimen_id", "sex", "biological_sample_group", "zygosity", "marker_symbol", "allele_symbol", "colony_id", "phenotyping_center",
         "pipeline_stable_id", "procedure_stable_id", "metadata_group", "strain_name", "life_stage_name"], TEXT)  # fmt: skip
    wanted |= {
        "date_of_experiment": DATE,
        "date_of_birth": DATE,
        "weight": NUMBER,
        "data_point": NUMBER,
        "category": TEXT,
        "discrete_point": NUMBER,
    }
    for path in (p for p in ABOUT["files"] if p.startswith("observations/")):
        assert re.fullmatch(r"observations/parameter_stable_id=[A-Z]+_[A-Z]+_\d+_\d+/part-0\.parquet", path)
        assert {f.name: f.type for f in pq.read_schema(TEACHING / path)} == wanted
    for rows in observed().values():
        keys = rows[["phenotyping_center", "metadata_group", "biological_sample_group", "marker_symbol"]]
        assert keys.equals(keys.sort_values(list(keys), kind="stable"))
        assert set(rows["sex"]) in ({"male"}, set(schema.SEXES))
        assert rows["marker_symbol"].isna().equals(rows["biological_sample_group"] == schema.CONTROL)


def test_results_count_and_average_their_animals():
    """Of every tenth result."""
    one_sex = program("measurements").ONE_SEX
    for row in table("results")[::10].itertuples():
        rows, line, key = animals_of(row), line_of(row), key_of(row.parameter_stable_id)
        tested = [sex for sex, n in zip(schema.SEXES, line.n, strict=True) if n and one_sex.get(key, sex) == sex]
        for sex in schema.SEXES:
            for group, label in ((schema.CONTROL, "control"), (schema.MUTANT, "mutant")):
                part = rows[(rows["sex"] == sex) & (rows["biological_sample_group"] == group)]
                values = part["category"] if row.data_type == "categorical" else part["data_point"]
                assert values.notna().sum() == getattr(row, f"{sex}_{label}_count"), (row.doc_id, sex, label)
                # stats_spec.md section 1: 4 of each sex and genotype, 1 for auditory thresholds
                assert values.notna().sum() >= (0 if sex not in tested else 1 if "_ABR_" in row.parameter_stable_id else 4)
                if row.data_type == "unidimensional" and len(part):
                    said = [getattr(row, f"{sex}_{label}_{what}") for what in ("mean", "sd")]
                    assert said == pytest.approx([part["data_point"].mean(), part["data_point"].std()], rel=1e-9)
        days = rows.loc[rows["biological_sample_group"] == schema.MUTANT, "date_of_experiment"].drop_duplicates()
        assert 2 <= len(days) <= 7 or key == "BWT_008"  # calibration.md section 5; the curve has a day a week
        if pd.notna(row.soft_windowing_peaks):  # a day may lack a mutant with a value and a weight
            peaks = [int(day) for day in row.soft_windowing_peaks.split(",")]
            assert peaks == sorted(set(peaks) & set(days.to_numpy().astype("datetime64[D]").astype(int)))
            assert len(peaks) == row.soft_windowing_number_of_doe >= 2


def test_breadth():
    """What this release is to hold: 40 genes, 45 lines, 3 centres with a strain each, 70 parameters of every type, 20 lines late too."""
    rows, parameters = table("results"), table("parameters")
    lines = rows.drop_duplicates(["marker_symbol", "zygosity", "phenotyping_center"])
    assert rows["marker_symbol"].nunique() >= 40 and len(lines) >= 45
    late = rows[rows["life_stage_name"] == schema.LATE]
    assert len(late.drop_duplicates(["marker_symbol", "zygosity", "phenotyping_center"])) >= 20
    assert set(late["phenotyping_center"]) == set(rows["phenotyping_center"])
    assert rows.groupby("phenotyping_center")["strain_name"].unique().map(list).to_dict() == {
        "JAX": ["C57BL/6NJ"], "MRC Harwell": ["C57BL/6NTac"], "TCP": ["C57BL/6NCrl"]}  # fmt: skip
    assert parameters["early_parameter_stable_id"].nunique() >= 70
    assert set(parameters["data_type"]) == {"unidimensional", "categorical", "time_series"}
    assert set(rows["zygosity"]) == {"homozygote", "heterozygote", "hemizygote"}
    early_only = set(rows["parameter_name"]) - set(late["parameter_name"])
    assert {"Response amplitude - S", "Click-evoked ABR threshold", "Body weight curve"} <= early_only


def test_all_body_systems_are_reached():
    """portal_features.md A.0: 24 systems; those of lines and embryos by LINE_TERMS."""
    terms = program("terms")
    assert len(terms.SYSTEMS) == 24
    by_animals = {name for text in table("parameters")["top_level_mp_term_name"].dropna() for name in text.split("; ")}
    by_lines = {name for mp, _ in terms.LINE_TERMS.values() for _, name in terms.systems("", mp)}
    assert by_animals | by_lines == set(terms.SYSTEMS)
    assert by_lines - by_animals == {"digestive/alimentary phenotype", "embryo phenotype", "mortality/aging"}
    called = table("results").query("significant == True")["top_level_mp_term_name"].str.split("; ").explode()
    assert set(called) == by_animals  # each has a line that shows it


def test_zygosities_are_possible():
    """Homozygotes of a lethal line are not there to be measured; a line on X is hemizygous in males."""
    lines = program("lines")
    assert {line.zygosity for line in lines.LINES if lines.VIABILITY[line.gene] == "lethal"} == {"heterozygote"}
    assert {lines.GENES[line.gene].chromosome for line in lines.LINES if line.zygosity == "hemizygote"} == {"X"}
    assert set(lines.VIABILITY) == set(lines.GENES) == set(table("genes")["marker_symbol"])


def test_parameters_and_genes_name_what_results_use():
    rows, parameters, genes = table("results"), table("parameters"), table("genes")
    assert not parameters.duplicated(["parameter_stable_id", "procedure_stable_id"]).any()
    used = set(zip(rows["parameter_stable_id"], rows["procedure_stable_id"], strict=True))
    assert used == set(zip(parameters["parameter_stable_id"], parameters["procedure_stable_id"], strict=True))
    assert (parameters["procedure_stable_id"].map(schema.life_stage) == parameters["life_stage_name"]).all()
    assert set(parameters["early_parameter_stable_id"]) <= set(parameters["parameter_stable_id"])
    assert set(rows["marker_symbol"]) == set(genes["marker_symbol"])
    assert set(zip(rows["marker_symbol"], rows["marker_accession_id"], strict=True)) == set(
        zip(genes["marker_symbol"], genes["marker_accession_id"], strict=True))  # fmt: skip


def test_ids_and_names_are_the_published_ones(shared):
    """Against IMPReSS, the early-late map, the bulk table of results and the gene summaries."""
    parameters, genes = table("parameters"), table("genes")
    impress = pq.read_table(shared / "impc/impress/parameters_2020-07-09.parquet", columns=["parameterKey", "name"]).to_pandas()
    known = set(zip(impress["parameterKey"], impress["name"], strict=True))
    assert set(zip(parameters["parameter_stable_id"], parameters["parameter_name"], strict=True)) <= known
    mapped = pd.read_csv(next((shared / "impc/impress").glob("EA2LA*.csv"))).set_index("LA_parameter")["EA_parameter"]
    late = parameters[parameters["life_stage_name"] == schema.LATE].set_index("parameter_stable_id")["early_parameter_stable_id"]
    assert (mapped.reindex(late.index) == late).all()
    columns = ["alleleSymbol", "alleleAccessionId", "mgiGeneAccessionId"]
    bulk = pq.read_table(shared / "impc/bulk/batch_query_significant_results.parquet", columns=columns).to_pandas()
    ours = table("results")[["allele_symbol", "allele_accession_id", "marker_accession_id"]]
    assert set(ours.itertuples(index=False, name=None)) <= set(bulk.itertuples(index=False, name=None))
    for gene in genes.itertuples():
        file = shared / f"impc/api/v1/genes/{gene.marker_accession_id}/summary.json"
        if file.exists():
            summary = json.loads(file.read_text(encoding="utf-8"))
            assert (summary["geneSymbol"], summary["geneName"]) == (gene.marker_symbol, gene.marker_name)


def whole() -> pd.DataFrame:
    columns = ["specimen_id", "sex", "date_of_birth", "colony_id", "life_stage_name", "phenotyping_center", "date_of_experiment",
               "biological_sample_group", "weight", "discrete_point"]  # fmt: skip
    return pd.concat([part[columns].assign(parameter=name) for name, part in observed().items()], ignore_index=True)


def test_animals_are_whole():
    """A mouse has every measurement of its stage; ears of mutants: two of a sex. Those measured twice outlive what kills."""
    rows, terminal = whole(), program("figures").TERMINAL
    assert (rows.groupby("specimen_id")[["sex", "date_of_birth", "colony_id", "phenotyping_center"]].nunique() == 1).all().all()
    rows["procedure"], rows["twice"] = rows["parameter"].str.split("_").str[1], rows["specimen_id"].str.startswith("SIM-JAX-T")
    adult = rows[~rows["procedure"].isin(["ABR", "BWT"]) & (rows["parameter"] != "IMPC_OWT_021_001")]  # two ears, every age, one sex
    kind = ["phenotyping_center", "life_stage_name", "twice"]
    measured = adult.groupby([*kind, "specimen_id"])["parameter"].nunique().reset_index("specimen_id")["parameter"]
    parameters = adult.groupby(kind)["parameter"].unique().map(set)
    assert (measured == parameters.map(len).reindex(measured.index)).all()
    left_out = parameters["JAX", schema.EARLY, False] - parameters["JAX", schema.EARLY, True]
    assert {name.split("_")[1] for name in left_out} == {"CBC", "HEM", "HWT", "INS"} < set(terminal)
    assert parameters["JAX", schema.LATE, False] == parameters["JAX", schema.LATE, True]
    assert not adult.duplicated(["specimen_id", "parameter", "discrete_point"]).any()
    weeks = (adult["date_of_experiment"] - adult["date_of_birth"]).dt.days / 7
    assert weeks[adult["life_stage_name"] == schema.EARLY].between(9, 17).all()  # calibration.md section 5: 8-16 weeks
    assert weeks[adult["life_stage_name"] == schema.LATE].between(49, 60).all()
    assert rows["date_of_experiment"].dt.day_of_week.max() == 4
    controls = adult[adult["biological_sample_group"] == schema.CONTROL].drop_duplicates(["specimen_id", "parameter"])
    per_day = controls.groupby(["phenotyping_center", "parameter", "date_of_experiment"]).size()
    assert per_day.groupby(["phenotyping_center", "parameter"]).median().between(2, 8).all()
    no_weight = sorted({p.parameter_stable_id for p in table("parameters").itertuples() if not p.uses_weight})
    missing = rows.groupby("parameter")["weight"].apply(lambda w: w.isna().mean())
    assert (missing[no_weight] == 1).all()
    assert missing.drop(no_weight).mean() == pytest.approx(0.015, abs=0.005)


def test_two_lines_are_measured_twice_and_never_after_a_terminal_procedure():
    rows, terminal = whole(), program("figures").TERMINAL
    rows = rows[~rows["parameter"].str.contains("_BWT_")]
    stages = rows.groupby("specimen_id")["life_stage_name"].nunique()
    assert set(stages) == {1, 2}
    both = rows[rows["specimen_id"].isin(stages.index[stages == 2])]
    assert both["specimen_id"].str.startswith("SIM-JAX-T").all()
    assert {colony.rpartition("-")[2] for colony in both["colony_id"]} == {"Rimklb", "Kcnc3", "WT"}
    assert both[both["colony_id"].str.endswith("WT")]["specimen_id"].nunique() > 100

    def outlives(some: pd.DataFrame) -> bool:
        kills = some["parameter"].str.split("_").str[1].isin(terminal)
        last = some[kills].groupby("specimen_id")["date_of_experiment"].min()
        return not (some["date_of_experiment"] > some["specimen_id"].map(last).fillna(pd.Timestamp.max)).any()

    assert outlives(rows)
    assert not outlives(rows.assign(parameter=rows["parameter"].replace("IMPC_DXA_001_001", "IMPC_CBC_001_001")))  # can fail
