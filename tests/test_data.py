"""The questions users ask, over a small release made here and over the teaching release."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from impc_nb import data, http, late_adult, lookup, tables
from impc_nb.catalog import LAYOUT, describe, open_catalog
from impc_nb.schema import ABOUT, ANIMALS, Ambiguous, ImpcError, NotFound, NotOffered, Unavailable
from impc_nb.statistics.windowing import window_weights

ROOT = Path(__file__).resolve().parent.parent
EARLY, LATE = ("IMPC_ABC_001_001", "Early adult"), ("TCPLA_ABC_001_001", "Late adult")
CENTRES = ("North", "South")


def animals(draw, group, gene, colony, centre, strain, metadata_group, zygosity, n):
    day = pd.Timestamp("2015-01-01") + pd.to_timedelta([draw.randint(0, 900) for _ in range(n)], "D")
    return pd.DataFrame({
        "specimen_id": [f"{draw.getrandbits(40):x}" for _ in range(n)], "sex": ["female", "male"] * (n // 2),
        "biological_sample_group": group,
        "zygosity": zygosity, "marker_symbol": gene, "colony_id": colony, "phenotyping_center": centre, "metadata_group": metadata_group,
        "strain_name": strain, "date_of_experiment": day, "date_of_birth": day - pd.Timedelta(98, "D"),
        "weight": [draw.uniform(18, 40) for _ in range(n)], "data_point": [draw.gauss(10, 2) for _ in range(n)], "category": None,
        "discrete_point": np.nan,
    })  # fmt: skip


class Release:
    """Two genes at two centres, one parameter early and late: written to a folder, and kept in memory to compare with."""

    def __init__(self, folder, seed=7):
        self.folder, draw = folder, random.Random(seed)
        self.genes = [f"Gen{draw.randint(10, 49)}", f"Foo{draw.randint(50, 99)}"]
        genes = pd.DataFrame({
            "marker_symbol": self.genes,
            "marker_accession_id": [f"MGI:{draw.randint(10**5, 10**6)}" for _ in self.genes],
            "marker_name": ["first", "second"], "marker_synonym": ["Alias; other one", "Shared; Alias2"],
            "human_gene_symbol": ["HUM1", "shared"],
        })  # fmt: skip
        genes.loc[0, "marker_synonym"] += "; shared"
        self.accession = dict(zip(genes["marker_symbol"], genes["marker_accession_id"], strict=True))
        self.observed, rows = {}, []
        for parameter, stage in (EARLY, LATE):
            tables = []
            for centre in CENTRES:
                for conditions, strain in (("m1", "B6N"), ("m1", "B6J"), ("m2", "B6N")):
                    tables.append(animals(draw, "control", None, None, centre, strain, f"{centre}-{conditions}", "homozygote", 20))
                for gene in self.genes:
                    for zygosity in ("homozygote", "heterozygote"):
                        tables.append(animals(draw, "experimental", gene, f"{centre}-{gene}", centre, "B6N", f"{centre}-m1", zygosity, 8))
                        rows.append(self.row(draw, gene, centre, parameter, stage, zygosity))
            order = ["phenotyping_center", "metadata_group", "biological_sample_group", "marker_symbol", "specimen_id"]
            self.observed[parameter] = pd.concat(tables).sort_values(order)
        self.results = pd.DataFrame(rows)
        parameters = pd.DataFrame([
            {"parameter_stable_id": p, "parameter_name": "Test value", "procedure_stable_id": p[:-4], "procedure_name": "Test",
             "unit": "mg", "data_type": "unidimensional", "life_stage_name": s, "early_parameter_stable_id": EARLY[0], "uses_weight": True}
            for p, s in (EARLY, LATE)])  # fmt: skip
        self.truth = pd.DataFrame({"doc_id": self.results["doc_id"], "female_effect": range(len(rows))})
        for name, table in (("genes", genes), ("parameters", parameters), ("results", self.results), ("truth", self.truth)):
            self.write(f"{name}.parquet", table)
        for parameter, table in self.observed.items():
            self.write(self.part(parameter), table)
        self.seal()

    def row(self, draw, gene, centre, parameter, stage, zygosity):
        windowed = zygosity == "homozygote"
        return dict.fromkeys((*ABOUT, *tables.PUBLISHED)) | {
            "doc_id": f"{draw.getrandbits(128):032x}", "marker_symbol": gene, "marker_accession_id": self.accession[gene],
            "allele_symbol": f"{gene}<em1>", "zygosity": zygosity, "colony_id": f"{centre}-{gene}", "phenotyping_center": centre,
            "procedure_stable_id": parameter[:-4], "procedure_name": "Test", "parameter_stable_id": parameter,
            "parameter_name": "Test value",
            "data_type": "unidimensional", "unit": "mg", "life_stage_name": stage,
            "metadata_group": f"{centre}-m1", "metadata": "a = 1|b = 2",
            "strain_name": "B6N", "status": "Successful" if windowed else "NotProcessed",
            "significant": draw.random() < 0.5 if windowed else None,
            "p_value": draw.random() if windowed else None, "soft_windowing_bandwidth": 200.0 if windowed else None,
            "soft_windowing_shape": 2.5 if windowed else None, "soft_windowing_peaks": "16500,16700" if windowed else None,
            "female_mutant_count": 4.0,
        }  # fmt: skip

    def part(self, parameter):
        return f"observations/parameter_stable_id={parameter}/part-0.parquet"

    def write(self, name, table):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), file)

    def seal(self):
        files = {}
        for file in sorted(self.folder.rglob("*.parquet")):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            files[file.relative_to(self.folder).as_posix()] = {"sha256": digest, "rows": 0, "bytes": file.stat().st_size}
        said = {
            "layout": LAYOUT,
            "name": "made",
            "title": "Made here",
            "kind": "folder",
            "simulated": True,
            "data_release": None,
            "files": files,
        }
        (self.folder / "release.json").write_text(json.dumps(said))


@pytest.fixture
def made(tmp_path):
    return Release(tmp_path / "made")


def expected(made, row):
    """The animals of a result, by the contract of the layout, in plain pandas."""
    table = made.observed[row["parameter_stable_id"]]
    table = table[(table["phenotyping_center"] == row["phenotyping_center"]) & (table["metadata_group"] == row["metadata_group"])]
    mutants = table[(table["biological_sample_group"] == "experimental") & (table["colony_id"] == row["colony_id"])]
    controls = table[(table["biological_sample_group"] == "control") & (table["strain_name"] == row["strain_name"])]
    return pd.concat([mutants[mutants["zygosity"] == row["zygosity"]], controls])


def test_each_dataset_is_its_mutants_and_the_controls_like_them(made):
    for row in made.results.to_dict("records"):
        dataset, want = data.load_dataset(dataset_id=row["doc_id"], release=made.folder), expected(made, row)
        assert len(dataset.animals) == len(want) == 28
        assert list(dataset.animals) == list(ANIMALS)
        got = dataset.animals.set_index("specimen_id")
        want = want.set_index("specimen_id")
        for column in ("sex", "biological_sample_group", "date_of_experiment", "date_of_birth", "weight", "data_point"):
            assert got[column].loc[want.index].tolist() == want[column].tolist()
        assert {k: dataset.about[k] for k in ("doc_id", "colony_id", "unit")} == {k: row[k] for k in ("doc_id", "colony_id", "unit")}
        assert dataset.about["metadata"] == ("a = 1", "b = 2")
        assert dataset.release.label == "Made here · simulated animals"


def test_controls_carry_no_zygosity(made):
    dataset = data.load_dataset(dataset_id=made.results.iloc[0]["doc_id"], release=made.folder)
    by_group = dataset.animals.groupby("biological_sample_group")["zygosity"]
    assert by_group.apply(lambda z: z.isna().all())["control"]
    assert set(dataset.part(group="mutant")["zygosity"]) == {"homozygote"}


def test_the_window_is_computed_over_the_days_of_the_dataset(made):
    with_window, without = (made.results[made.results["status"] == s].iloc[0] for s in ("Successful", "NotProcessed"))
    dataset = data.load_dataset(dataset_id=with_window["doc_id"], release=made.folder)
    days = (dataset.animals["date_of_experiment"] - pd.Timestamp(0)).dt.days
    assert np.allclose(dataset.animals["window_weight"], window_weights(days, [16500, 16700], 200, 2.5), rtol=1e-12)
    assert dataset.published["soft_windowing_peaks"] == (16500, 16700)
    assert data.load_dataset(dataset_id=without["doc_id"], release=made.folder).animals["window_weight"].isna().all()


def test_an_animal_without_a_date_has_no_window_weight(made):
    made.observed[EARLY[0]].loc[:, "date_of_experiment"] = made.observed[EARLY[0]]["date_of_experiment"].mask(
        made.observed[EARLY[0]]["sex"] == "male"
    )
    made.write(made.part(EARLY[0]), made.observed[EARLY[0]])
    made.seal()
    row = made.results[(made.results["status"] == "Successful") & (made.results["parameter_stable_id"] == EARLY[0])].iloc[0]
    table = data.load_dataset(dataset_id=row["doc_id"], release=made.folder).animals
    assert (table["window_weight"].isna() == (table["sex"] == "male")).all()


def test_the_truth_of_simulated_animals_comes_along(made):
    row = made.results.iloc[5]
    assert data.load_dataset(dataset_id=row["doc_id"], release=made.folder).truth == {"female_effect": 5}
    (made.folder / "truth.parquet").unlink()
    made.seal()
    assert data.load_dataset(dataset_id=row["doc_id"], release=made.folder).truth == {}


# ---------------------------------------------------------------- names
def test_genes_by_any_name_in_any_case(made):
    first, second = made.genes
    for text in (first.upper(), made.accession[first].lower(), "ALIAS", "other ONE", "hum1", f" {first} "):
        assert data.find_gene(text, release=made.folder)["marker_symbol"] == first
    assert data.find_gene("alias2", release=made.folder)["marker_symbol"] == second
    assert data.find_gene(first, release=made.folder)["marker_synonym"] == ["Alias", "other one", "shared"]
    with pytest.raises(Ambiguous, match=f"'shared' is a name of 2 genes: {first} .*, {second} ") as refused:
        data.find_gene("shared", release=made.folder)
    assert len(refused.value.choices) == 2


def test_a_symbol_wins_over_a_synonym(made):
    genes = pq.read_table(made.folder / "genes.parquet").to_pandas()
    genes.loc[1, "marker_synonym"] = made.genes[0]
    made.write("genes.parquet", genes)
    made.seal()
    assert data.find_gene(made.genes[0], release=made.folder)["marker_accession_id"] == made.accession[made.genes[0]]


def test_search_finds_parts_and_puts_beginnings_first(made):
    assert set(data.search_genes(release=made.folder)["marker_symbol"]) == set(made.genes)
    assert list(data.search_genes("lias", release=made.folder)["marker_symbol"]) == sorted(made.genes)
    assert list(data.search_genes(made.genes[1][:2], release=made.folder)["marker_symbol"]) == [made.genes[1]]
    assert data.search_genes("nobody", release=made.folder).empty
    assert data.search_genes("a.*(", release=made.folder).empty, "text, not a pattern"


def choose(made, gene, parameter="test VALUE", **told):
    return data.load_dataset(gene, parameter, release=made.folder, **told)


def test_life_stage_tells_early_from_late(made):
    told = {"phenotyping_center": "north", "zygosity": "Homozygote"}
    for word, parameter in (("late", LATE[0]), ("Late adult", LATE[0]), ("EARLY", EARLY[0])):
        assert choose(made, made.genes[0], life_stage=word, **told).about["parameter_stable_id"] == parameter
    assert choose(made, made.genes[0], LATE[0].lower(), **told).about["life_stage_name"] == "Late adult"
    assert choose(made, made.genes[0], EARLY[0], procedure="TEST", **told).about["procedure_stable_id"] == "IMPC_ABC_001"


def test_several_datasets_are_listed_never_picked(made):
    with pytest.raises(Ambiguous) as refused:
        choose(made, made.genes[0])
    message, choices = str(refused.value), refused.value.choices
    assert len(choices) == 8  # 2 centres x 2 stages x 2 zygosities
    for choice in choices:
        assert f"{choice['phenotyping_center']}, {choice['zygosity']}, {choice['life_stage_name']}" in message
        assert choice["metadata_group"] in message
        assert choice["call"] in message
        assert eval(choice["call"], {"load_dataset": data.load_dataset}).about["doc_id"] == choice["doc_id"]
    assert {c["doc_id"] for c in choices} == set(made.results.loc[made.results["marker_symbol"] == made.genes[0], "doc_id"])


def test_datasets_alike_in_everything_are_told_apart_by_id(made):
    made.results.loc[1, [c for c in made.results if c != "doc_id"]] = made.results.loc[0, [c for c in made.results if c != "doc_id"]]
    made.write("results.parquet", made.results)
    made.seal()
    row = made.results.iloc[0]
    with pytest.raises(Ambiguous) as refused:
        choose(
            made, row["marker_symbol"], row["parameter_stable_id"], phenotyping_center=row["phenotyping_center"], zygosity=row["zygosity"]
        )
    assert all(f"dataset_id={c['doc_id']!r}" in c["call"] for c in refused.value.choices)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda m: data.find_gene("Alais2", release=m.folder), "No gene is called 'Alais2' in the release 'Made here'; nearest: Alias2"),
        (lambda m: choose(m, m.genes[0], "Tst valeu"), "nearest: Test value; 2 parameters have results"),
        (lambda m: choose(m, m.genes[0], phenotyping_center="East"), "Nothing here has phenotyping_center 'East'; there is North, South."),
        (
            lambda m: choose(m, m.genes[0], zygosity="hemizygote"),
            "Nothing here has zygosity 'hemizygote'; there is homozygote, heterozygote.",
        ),
        (lambda m: data.load_dataset(dataset_id="f" * 32, release=m.folder), f"No dataset '{'f' * 32}' is in the release 'Made here'"),
        (lambda m: data.load_dataset("x", release=m.folder), "Give a gene and a parameter"),
        (lambda m: data.load_dataset(release=m.folder), "Give a gene and a parameter"),
        (lambda m: data.load_dataset("x", "y", dataset_id="z", release=m.folder), "or a dataset_id alone"),
        (
            lambda m: data.list_datasets(m.genes[0], centre="North", release=m.folder),
            "not told apart by 'centre', but by phenotyping_center",
        ),
        (lambda m: data.load_results(phenotyping_center="East", release=m.folder), "there is North, South."),
        (lambda m: data.load_results(life_stage="dead", release=m.folder), "Nothing here has life_stage 'dead'"),
    ],
)
def test_what_is_not_there_gets_a_sentence(made, ask, says):
    with pytest.raises(NotFound) as refused:
        ask(made)
    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["", " ", "<img src=x onerror=alert(1)>", "../../x", "a\0b", "x" * 100_000, "=HYPERLINK(1)", "%s{0}"])
def test_hostile_names_get_a_short_sentence(made, text):
    for ask in (
        lambda: data.find_gene(text, release=made.folder),
        lambda: choose(made, text),
        lambda: choose(made, made.genes[0], text),
        lambda: choose(made, made.genes[0], phenotyping_center=text),
        lambda: data.load_dataset(dataset_id=text, release=made.folder),
        lambda: data.load_results(life_stage=text or "?", release=made.folder),
    ):
        with pytest.raises(ImpcError) as refused:
            ask()
        assert len(str(refused.value)) < 600


# ---------------------------------------------------------------- results
def test_results_by_what_is_asked(made):
    table = data.load_results(release=made.folder)
    assert list(table) == list(tables.RESULTS)
    assert len(table) == len(made.results) == 16
    one = data.load_results(made.genes[0], life_stage="late", phenotyping_center="south", zygosity="homozygote", release=made.folder)
    want = {"marker_symbol": made.genes[0], "life_stage_name": "Late adult", "phenotyping_center": "South", "zygosity": "homozygote"}
    assert one["doc_id"].tolist() == made.results.loc[(made.results[list(want)] == pd.Series(want)).all(axis=1), "doc_id"].tolist()
    significant = {bool(v): int(n) for v, n in made.results["significant"].value_counts().items()}
    assert len(data.load_results(significant=True, release=made.folder)) == significant.get(True, 0)
    assert len(data.load_results(significant=False, release=made.folder)) == 16 - significant.get(True, 0)
    assert len(data.load_results(parameter="TEST value", release=made.folder)) == 16
    assert data.load_results(zygosity="hemizygote", release=made.folder).empty, "a word of the data that no result has"


def test_tables_may_be_changed_without_harm(made):
    table = data.load_results(release=made.folder)
    table["p_value"] = 7.0
    assert (data.load_results(release=made.folder)["p_value"] != 7.0).all()
    catalog = open_catalog(made.folder)
    again = catalog.results.read()
    again.loc[:, "zygosity"] = "x"
    assert "x" not in set(catalog.results.read()["zygosity"])


def test_a_release_written_anew_is_read_anew(made):
    before = data.load_results(release=made.folder)
    made.results["phenotyping_center"] = "West"
    made.write("results.parquet", made.results)
    made.seal()
    assert set(data.load_results(release=made.folder)["phenotyping_center"]) == {"West"} != set(before["phenotyping_center"])


def test_datasets_are_listed_for_a_chooser(made):
    table = data.list_datasets(made.genes[1], release=made.folder)
    assert set(ABOUT) <= set(table)
    assert len(table) == 8
    assert len(data.list_datasets(made.genes[1], "Test value", life_stage="late", release=made.folder)) == 4


def test_late_adult_is_one_row_per_gene_and_parameter(made):
    table = late_adult.load_late_adult(release=made.folder).set_index("marker_symbol")
    assert len(table) == 2
    assert set(table["parameter_stable_id"]) == {EARLY[0]}
    for gene in made.genes:
        for stage, name in (("early", "Early adult"), ("late", "Late adult")):
            rows = made.results[(made.results["marker_symbol"] == gene) & (made.results["life_stage_name"] == name)]
            called = rows.loc[rows["status"] == "Successful", "significant"].astype(bool).any()
            assert table.loc[gene, f"{stage}_state"] == ("significant" if called else "not significant")
            assert table.loc[gene, f"{stage}_results"] == 4
        assert table.loc[gene, "middle_state"] == "not tested"
    assert len(late_adult.load_late_adult(made.genes[0], release=made.folder)) == 1


# ---------------------------------------------------------------- files that are damaged
def damage(file):
    """Other bytes, the same size."""
    file.write_bytes(b"PAR1" + b"\xff" * (file.stat().st_size - 8) + b"PAR1")


@pytest.mark.parametrize("name", ["genes.parquet", "results.parquet", "parameters.parquet"])
def test_a_damaged_table_is_named(made, name):
    damage(made.folder / name)
    with pytest.raises(Unavailable, match=rf"/{name} of this release cannot be read \(.*\); save or install"):
        late_adult.load_late_adult(made.genes[0], release=made.folder)


def test_damaged_observations_are_named_and_others_not_needed(made):
    damage(made.folder / made.part(LATE[0]))
    told = {"phenotyping_center": "North", "zygosity": "homozygote"}
    assert len(choose(made, made.genes[0], EARLY[0], **told).animals) == 28, "only the parameter's own file is read"
    with pytest.raises(Unavailable, match=r"part-0\.parquet of this release cannot be read"):
        choose(made, made.genes[0], LATE[0], **told)


def test_a_parameter_without_observations_is_said(made):
    (made.folder / made.part(EARLY[0])).unlink()
    made.seal()
    with pytest.raises(NotFound, match=f"This release holds no animals for parameter {EARLY[0]}"):
        choose(made, made.genes[0], EARLY[0], phenotyping_center="North", zygosity="homozygote")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data_point", "high"),
        ("weight", "heavy"),
        ("date_of_experiment", "yesterday"),
        ("biological_sample_group", 5),
        ("data_point", [1.0]),
    ],
)
def test_observations_of_wrong_types_are_refused(made, column, value):
    table = made.observed[EARLY[0]]
    table[column] = [value] * len(table)
    made.write(made.part(EARLY[0]), table)
    made.seal()
    with pytest.raises(Unavailable, match="of this release cannot be (used|read)"):
        choose(made, made.genes[0], EARLY[0], phenotyping_center="North", zygosity="homozygote")


@pytest.mark.parametrize(("name", "column"), [("results", "doc_id"), ("results", "significant"), ("genes", "marker_symbol")])
def test_a_table_without_a_column_it_needs_is_refused(made, name, column):
    table = pq.read_table(made.folder / f"{name}.parquet").to_pandas()
    made.write(f"{name}.parquet", table.drop(columns=column))
    made.seal()
    with pytest.raises(Unavailable, match=f"{name}.parquet of this release cannot be read"):
        data.load_results(made.genes[0], release=made.folder)


def test_a_results_table_of_wrong_types_is_refused(made):
    made.write("results.parquet", made.results.assign(p_value="small"))
    made.seal()
    with pytest.raises(Unavailable, match="column 'p_value' should hold a number, but row 0 holds 'small'"):
        data.load_results(release=made.folder)


def test_a_parameter_id_that_leaves_the_folder_is_refused(made):
    catalog = open_catalog(made.folder)
    with pytest.raises(NotFound, match="is not an IMPReSS id"):
        catalog.observations.read(dataset={"parameter_stable_id": "../../secret"})


# ---------------------------------------------------------------- the teaching release
def test_every_teaching_dataset_gives_the_summary_its_result_states():
    """The summaries were written by the program that made the release, with its own arithmetic."""
    rows = open_catalog().datasets.read()
    assert len(rows) > 100
    for row in rows.iloc[:: max(1, len(rows) // 60)].to_dict("records"):
        dataset = data.load_dataset(dataset_id=row["doc_id"])
        assert dataset.simulated
        assert "simulated" in dataset.release.label
        for sex in ("female", "male"):
            for group, name in (("control", "control"), ("experimental", "mutant")):
                if pd.notna(row[f"{sex}_{name}_count"]):
                    assert dataset.count(sex, group) == row[f"{sex}_{name}_count"]
                if pd.notna(row[f"{sex}_{name}_mean"]):
                    assert np.isclose(dataset.mean(sex, group), row[f"{sex}_{name}_mean"], rtol=1e-9)
                if pd.notna(row[f"{sex}_{name}_sd"]) and dataset.count(sex, group) > 1:
                    assert np.isclose(dataset.sd(sex, group), row[f"{sex}_{name}_sd"], rtol=1e-9)


def test_teaching_has_the_columns_of_every_entry():
    there = [name for name in tables.TABLES if (ROOT / "data" / "teaching" / f"{name}.parquet").is_file()]
    assert {"genes", "parameters", "results"} <= set(there)
    for name in there:
        assert list(lookup.load_table(name)) == list(tables.TABLES[name])


def test_each_teaching_entry_is_read_and_described():
    catalog = open_catalog()
    offered = {name for name in catalog if not str(catalog[name].data.url).endswith(".parquet") or Path(catalog[name].data.url).is_file()}
    for name in offered - {"observations"}:
        assert len(catalog[name].read()), name
    row = catalog.datasets.read().iloc[0]
    assert list(catalog.observations.read(dataset=row)) == list(ANIMALS)
    assert describe(catalog)["release"].str.contains("simulated").all()


def test_teaching_asks_nobody(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a service was asked")

    monkeypatch.setattr(http.Client, "json", refuse)
    gene = data.search_genes().iloc[0]["marker_symbol"]
    first = data.list_datasets(gene).iloc[0]
    assert data.load_dataset(dataset_id=first["doc_id"]).about["marker_symbol"] == gene
    assert len(late_adult.load_late_adult(gene))


def test_importing_the_data_loads_neither_panel_nor_holoviews():
    program = "import impc_nb.data, sys; print(*{m.partition('.')[0] for m in sys.modules})"
    loaded = set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split())
    assert loaded & {"panel", "holoviews", "bokeh", "scipy", "jupyterlab"} == set()
    assert "pyarrow" in loaded, "the measurement must see a load"


def test_a_table_that_says_nothing_of_what_was_asked_for_says_so():
    for asked in ({"gene": "Myo6"}, {"phenotype": "MP:0001967"}, {"parameter": "IMPC_DXA_006_001"}):
        with pytest.raises(NotFound, match="The table publication counts says nothing about a .*; leave it out"):
            lookup.load_table("publication_counts", **asked)
    with pytest.raises(NotOffered, match="does not offer designs"):
        lookup.load_table("designs", gene="Myo6")
