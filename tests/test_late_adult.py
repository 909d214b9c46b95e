"""Life stages: states by hand-checkable code, cells sorted and filtered, the landing page, words and the scan."""

import numpy as np
import pandas as pd
import pytest

import impc_nb
from impc_nb import ageing, http, late_adult, late_landing, life_stages, stage_matrix, stage_pairs, stage_scan, stage_wording
from impc_nb.dataset import Dataset
from impc_nb.plots.stage_calls import stage_calls
from impc_nb.schema import ImpcError, NotFound, Release
from impc_nb.statistics.life_stage_model import combine_life_stages

EARLY, MIDDLE, LATE = "Early adult", "Middle aged adult", "Late adult"
SUPPLIED = "Supplied as data"  # looked at without a test, as pathology is
STAGE = {"early": EARLY, "middle": MIDDLE, "late": LATE}


# ---------------------------------------------------------------- states, derived once more by the plainest code there is
def plain_state(rows: list[dict], absent: str = "not tested") -> str:
    """The state of the results of one stage: any significant, else any not said, else any tested, else what absence means."""
    found = []
    for row in rows:
        successful = row["status"] == "Successful"
        without_status = not isinstance(row["status"], str) and (
            row["p_value"] == row["p_value"] or row.get("statistical_method") == SUPPLIED
        )
        if row["significant"] is True or row["significant"] == True:  # noqa: E712 - a numpy flag
            found.append("significant")
        elif successful or without_status:
            found.append("not significant" if row["significant"] == False else "unknown")  # noqa: E712
    for state in ("significant", "unknown", "not significant"):
        if state in found:
            return state
    return "not tested" if rows else absent


def plain_states(results: pd.DataFrame, early: dict, column: str) -> dict[tuple[str, str, str], str]:
    """(gene, parameter or procedure, stage) -> state, row by row; a procedure is that of the early adult parameter."""
    procedure = {}
    for row in results.sort_values("life_stage_name", key=lambda s: s != EARLY, kind="stable").to_dict("records"):
        procedure.setdefault(early[row["parameter_stable_id"]], row["procedure_name"])
    found = {}
    for row in results.to_dict("records"):
        stage = next((name for name, words in STAGE.items() if words == row["life_stage_name"]), None)
        one = early[row["parameter_stable_id"]]
        if stage:
            found.setdefault((row["marker_symbol"], one if column == "parameter" else procedure[one], stage), []).append(row)
    return {key: plain_state(rows) for key, rows in found.items()}


def early_ids(release: str = "teaching") -> dict:
    """The early adult parameter of each, as the release's own table of parameters states it."""
    table = impc_nb.load_table("parameters", release=release)
    stated = dict(zip(table["parameter_stable_id"], table["early_parameter_stable_id"], strict=True))
    return {k: v if isinstance(v, str) else k for k, v in stated.items()}


@pytest.mark.parametrize("by", ["parameter", "procedure"])
def test_every_cell_of_the_teaching_release_follows_from_what_is_published(by):
    table = impc_nb.load_late_adult(by=by)
    results = impc_nb.load_results()
    known = early_ids()
    early = {one: known.get(one, one) for one in results["parameter_stable_id"]}
    wanted = plain_states(results, early, by)
    column = "parameter_stable_id" if by == "parameter" else "procedure_name"
    assert len(table) == len({key[:2] for key in wanted})
    for row in table.to_dict("records"):
        for stage in STAGE:
            key = (row["marker_symbol"], row[column], stage)
            assert row[f"{stage}_state"] == wanted.get(key, "not tested"), key
    assert {"late only", "early only", "neither", "early and late"} <= set(
        stage_matrix.cells_table(stage_matrix.stage_matrix(table))["pair"]
    )


def result(gene="Abc1", parameter="IMPC_DXA_001_001", stage=EARLY, significant=False, p=0.5, effect=0.1, **more):
    row = {"marker_symbol": gene, "marker_accession_id": f"MGI:{gene[-1]}", "parameter_stable_id": parameter, "life_stage_name": stage,
           "parameter_name": parameter[5:], "procedure_name": "DEXA", "status": "Successful", "p_value": p, "effect_size": effect,
           "significant": significant, "doc_id": f"{gene}{parameter}{stage}{p}", "zygosity": "homozygote", "phenotyping_center": "Here",
           "allele_symbol": "a"}  # fmt: skip
    return row | more


def made(*rows, only_calls=()) -> life_stages.StageRows:
    table = pd.DataFrame(list(rows))
    return life_stages.StageRows(table, life_stages.early_parameters(table), only_calls)


def test_significant_is_the_published_call_whatever_the_p():
    """Gls2 has significant late results with p 8.5e-4 and 1.9e-3 (recorded statistical-result); a p of 1e-9 not called is none."""
    rows = made(result(stage=LATE, parameter="TCPLA_DXA_001_001", significant=True, p=1.9e-3), result(p=1e-9, significant=False))
    row = rows.table().iloc[0]
    assert (row["early_state"], row["late_state"], row["late_p_value"]) == ("not significant", "significant", 1.9e-3)


def test_missing_is_never_not_significant():
    late = result(stage=LATE, parameter="TCPLA_DXA_001_001", significant=True)
    assert made(late).table()["early_state"][0] == "not tested"
    assert made(late, only_calls=["MGI:1"]).table()["early_state"][0] == "unknown"
    failed = result(status="NotProcessed", p=np.nan, significant=False)
    assert made(late, failed).table()["early_state"][0] == "not tested"


NOT_SAID = {"significant": None, "p": 1e-9}
FAILED = {"status": "NotProcessed", "p": np.nan}
CASES = {
    "it is not said whether a test was significant": [NOT_SAID],
    "of two lines one is not said": [NOT_SAID, {"zygosity": "heterozygote", "p": 0.2}],
    "of two lines one is significant": [{"zygosity": "heterozygote", "significant": True}, {"p": 1e-6}],
    "two centres, the one with the smaller p is not called": [{"p": 1e-12, "phenotyping_center": "A"}, {"significant": True, "p": 0.01}],
    "a failed analysis beside a test": [FAILED, {"p": 0.4, "phenotyping_center": "B"}],
    "failed analyses only": [FAILED, FAILED | {"zygosity": "heterozygote"}],
    "nothing": [],
    "looked at without a test": [{"p": np.nan, "status": None, "statistical_method": SUPPLIED}],
    "neither status nor p": [{"p": np.nan, "status": None}],
    "p without a status": [{"p": 0.4, "status": None}],
    "the same procedure under two names": [{"procedure_name": "DEXA, old", "p": 0.3}, {"procedure_name": "DEXA", "significant": True}],
}


@pytest.mark.parametrize("absent", ["not tested", "unknown"])
def test_states_of_every_mixture_of_results_follow_by_hand(absent):
    """A gene for each mixture of early and late results, middle ones like the late ones; absent is unknown where only calls are listed."""
    rows, wanted = [result(gene="Other")], {}
    for k, (early, late) in enumerate((e, o) for e in CASES.values() for o in CASES.values()):
        about = {"gene": f"Abc{k}", "marker_accession_id": f"MGI:{k}"}
        rows += [result(**about, **one) for one in early]
        rows += [result(**about, parameter=f"{prefix}_DXA_001_001", stage=stage, **one)
                 for prefix, stage in (("TCPLA", LATE), ("HRWLIP", MIDDLE)) for one in late]  # fmt: skip
        published = {"status": "Successful", "p_value": 0.5, "significant": False}
        plain = [[published | one | ({"p_value": one["p"]} if "p" in one else {}) for one in stage] for stage in (early, late)]
        if early or late:
            wanted[f"Abc{k}"] = [plain_state(plain[0], absent), plain_state(plain[1], absent), plain_state(plain[1], absent)]
    listed = made(*rows, only_calls=[f"MGI:{k}" for k in range(200)] if absent == "unknown" else ())
    for by in ("parameter", "procedure"):
        table = listed.table(by).set_index("marker_symbol")
        found = {gene: list(row) for gene, row in table[["early_state", "middle_state", "late_state"]].drop("Other").iterrows()}
        assert table.index.is_unique and found == wanted
    assert len({state for states in wanted.values() for state in states}) == 4


def test_change_is_late_minus_early_of_one_line():
    """0.4 late - 0.1 early = 0.3 of the line Here; the line There has no early result, whatever its effect."""
    rows = made(result(effect=0.1), result(stage=LATE, parameter="TCPLA_DXA_001_001", effect=0.4, p=0.2),
                result(stage=LATE, parameter="TCPLA_DXA_001_001", effect=9.0, p=0.1, phenotyping_center="There"))  # fmt: skip
    row = rows.table().iloc[0]
    assert row["late_change"] == pytest.approx(0.3)
    assert row["late_effect_size"] == 9.0 and row["late_results"] == 2  # the smallest p stands for the stage


def test_one_sex_alone_needs_the_call_and_its_own_p():
    rows = made(
        result("Abc1", significant=True, p=1e-6, female_ko_effect_p_value=0.3, male_ko_effect_p_value=1e-7),
        result("Abc2", significant=False, p=0.3, female_ko_effect_p_value=1e-7, male_ko_effect_p_value=0.5),
        result("Abc3", significant=True, p=1e-6, female_ko_effect_p_value=np.nan, male_ko_effect_p_value=1e-6),
    )  # fmt: skip
    female = rows.table(sex="female").set_index("marker_symbol")["early_state"]
    male = rows.table(sex="male").set_index("marker_symbol")["early_state"]
    assert female.to_dict() == {"Abc1": "not significant", "Abc2": "not significant", "Abc3": "unknown"}
    assert male["Abc1"] == "significant" and male["Abc2"] == "not significant"


def test_filters_count_only_what_they_name():
    zygosities = impc_nb.load_results()["zygosity"].unique()
    assert len(zygosities) > 1
    for one in zygosities:
        wanted = impc_nb.load_results(zygosity=one)
        table = impc_nb.load_late_adult(zygosity=one)
        assert (
            table[["early_results", "middle_results", "late_results"]].sum().sum() == wanted["life_stage_name"].isin(STAGE.values()).sum()
        )
    with pytest.raises(NotFound, match="homozygote"):
        impc_nb.load_late_adult(zygosity="homozygot")
    with pytest.raises(NotFound, match="by parameter or by procedure"):
        impc_nb.load_late_adult(by="gene")


# ---------------------------------------------------------------- pairs and cells
@pytest.mark.parametrize(
    ("early", "late", "words"),
    [("significant", "significant", "early and late"), ("not significant", "significant", "late only"),
     ("significant", "not significant", "early only"), ("not significant", "not significant", "neither"),
     ("not tested", "not tested", "not tested"), ("not tested", "significant", "early not tested, late significant"),
     ("unknown", "significant", "early unknown, late significant"), ("unknown", "not significant", "early unknown, late not significant")],
)  # fmt: skip
def test_late_only_needs_an_early_test_that_found_nothing(early, late, words):
    assert stage_pairs.pair_words(early, late) == words


def test_every_pair_has_words_of_its_own_and_strong_colours_are_for_what_is_known():
    pairs = [(a, b) for a in stage_pairs.STATES for b in stage_pairs.STATES]
    assert len({stage_pairs.pair_words(*pair) for pair in pairs}) == 16
    late_only = stage_pairs.COLOURS[stage_pairs.pair_code(1, 0)]
    assert [stage_pairs.COLOURS[stage_pairs.pair_code(k, 0)] == late_only for k in range(4)] == [False, True, False, False]
    assert len(set(stage_pairs.SIGNS)) == 4


def cells(*states, **more):
    """Cells of genes G0, G1, ... (rows) and procedures P0, P1, ...: each a pair of letters, s n t u for the four states."""
    full = {"s": "significant", "n": "not significant", "t": "not tested", "u": "unknown"}
    rows = [{"marker_symbol": f"G{i}", "procedure_name": f"P{j}", "early_state": full[pair[0]], "late_state": full[pair[1]], **more}
            for i, row in enumerate(states) for j, pair in enumerate(row.split())]  # fmt: skip
    return stage_matrix.stage_matrix(pd.DataFrame(rows))


def test_genes_sort_by_what_is_late_only_then_by_name():
    matrix = cells("ns ss tt", "us us us", "ns ns tt", "nn nn nn")  # late only: 1, 0, 2, 0; G1 is significant late without an early test
    assert matrix.late_only.tolist() == [1, 0, 2, 0]
    assert matrix.sorted("late-only").genes.tolist() == ["G2", "G0", "G1", "G3"]
    assert matrix.sorted("name").genes.tolist() == ["G0", "G1", "G2", "G3"]
    with pytest.raises(ImpcError, match="late-only"):
        matrix.sorted("p")


def test_genes_sort_by_the_largest_change_in_either_direction():
    table = pd.DataFrame({"marker_symbol": ["A", "B", "C"], "procedure_name": "P", "early_state": "unknown", "late_state": "unknown",
                          "late_change": [0.5, -2.0, np.nan]})  # fmt: skip
    assert stage_matrix.stage_matrix(table).sorted("change").genes.tolist() == ["B", "A", "C"]


def test_a_gene_list_and_a_search_keep_cells_with_their_genes():
    matrix = cells("ns ss", "us uu", "nn sn")
    two = matrix.of_genes(["g2", "G0", "G9"])
    assert two.genes.tolist() == ["G0", "G2"] and two.words(1, 1) == "early only"
    assert matrix.missing(["g2", "zz"]) == ["zz"] and matrix.missing(["G1x"]) == ["G1x (nearest: G1)"]
    assert matrix.found("1").genes.tolist() == ["G1"]


def test_a_cell_that_no_row_stands_for_is_not_tested():
    table = cells("ns ss", "us uu").table.iloc[:3]
    matrix = stage_matrix.stage_matrix(table)
    assert matrix.words(1, 1) == "not tested" and matrix.row[1, 1] == -1
    assert stage_matrix.cells_table(matrix)["pair"].tolist() == [
        "late only",
        "early and late",
        "early unknown, late significant",
        "not tested",
    ]
    assert stage_matrix.cells_table(matrix)["late_state"].tolist()[-1] == "not tested"


def test_two_parameters_of_one_name_are_two_columns():
    table = pd.DataFrame({"marker_symbol": "A", "parameter_name": ["Weight", "Weight"], "parameter_stable_id": ["X_1", "X_2"],
                          "procedure_name": "P", "early_state": "unknown", "late_state": ["significant", "not tested"]})  # fmt: skip
    assert stage_matrix.stage_matrix(table).columns.tolist() == ["Weight (X_1)", "Weight (X_2)"]


def test_the_sentence_of_a_cell_says_both_results_and_the_middle_one():
    rows = made(result(p=0.2, effect=-0.1), result(stage=LATE, parameter="TCPLA_DXA_001_001", significant=True, p=2e-6, effect=-1.25),
                result(stage=MIDDLE, parameter="HRWLIP_DXA_001_001", p=0.04, effect=-0.5))  # fmt: skip
    said = stage_matrix.cell_sentence(stage_matrix.stage_matrix(rows.table("procedure")), 0, 0)
    for part in ("Abc1, DEXA: late only.", "Early: not significant", "p 0.2", "effect size −0.1", "Late: significant", "2.0×10⁻⁶", "−1.25",
                 "Middle aged: not significant", "p 0.04"):  # fmt: skip
        assert part in said


def test_results_without_an_effect_are_drawn_as_what_was_called():
    """Pathology states calls alone: one significant late, one looked at early without a finding, one not tested."""
    rows = pd.DataFrame([result(parameter="IMPC_PAT_001_001", p=np.nan, status=None, statistical_method="Supplied as data"),
                         result(parameter="IMPC_PAT_001_001", p=np.nan, status=None, stage=LATE, significant=True),
                         result(parameter="IMPC_PAT_002_001", p=np.nan, status=None)])  # fmt: skip
    drawn = stage_calls(rows.assign(state=life_stages.states(rows)), Release("own", "own", "own data"))
    found = [list(zip(layer.columns["stage"], layer.columns["parameter_name"], strict=True)) for layer in drawn.layers]
    assert found == [[(2.0, "PAT_001_001")], [(0.0, "PAT_001_001")], [(0.0, "PAT_002_001")]]


# ---------------------------------------------------------------- one model in words
def animals(shift: float, spread: float, age: int, seed: int, stage: str, n: int = 40, **about) -> Dataset:
    rng = np.random.default_rng(seed)
    mutant = np.arange(4 * n) % 4 == 0
    table = pd.DataFrame({
        "specimen_id": [f"{stage}{k}" for k in range(4 * n)], "sex": np.where(np.arange(4 * n) % 2 < 1, "female", "male"),
        "biological_sample_group": np.where(mutant, "experimental", "control"),
        "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(7 * age + np.arange(4 * n) // 64, "D"),
        "date_of_birth": pd.Timestamp("2020-01-01"), "data_point": 30 + shift * mutant + spread * rng.normal(size=4 * n),
    })  # fmt: skip
    table.loc[1::8, "sex"], table.loc[4::8, "sex"] = "female", "male"
    return Dataset(table, {"marker_symbol": "Abc1", "parameter_name": "Body weight", "unit": "g", "life_stage_name": stage,
                           "phenotyping_center": "Here", "metadata_group": "a"} | about)  # fmt: skip


def test_the_answer_says_what_the_model_says():
    """A shift of 0 early and -8 late, with a spread of 1 and 2: the difference appears."""
    early, late = animals(0, 1, 14, 1, EARLY), animals(-8, 2, 60, 2, LATE)
    both = combine_life_stages(early, late)
    sentence, behind = stage_wording.answer(early, late, both)
    assert (
        sentence.startswith("Abc1, body weight: the difference appears with age: ")
        and "at 14 weeks" in sentence
        and "at 60 weeks" in sentence
    )
    assert "interaction p" in sentence and "late − early" in behind
    same, _ = stage_wording.answer(early, animals(0, 2, 60, 3, LATE), combine_life_stages(early, animals(0, 2, 60, 3, LATE)))
    assert "no evidence that the difference changes" in same and "interaction p" not in same
    table = stage_wording.estimates(both, "g")
    assert table.iloc[:, 0].tolist() == ["○ female", "△ male", "mean of both"] and table.iloc[2, 3].startswith("−")


@pytest.mark.parametrize(
    ("young", "old", "words"),
    [((-1, -1.5, -0.5), (-2, -2.5, -1.5), "doubles"), ((-2, -2.5, -1.5), (-1, -1.5, -0.5), "halves"),
     ((0.1, -0.5, 0.7), (3, 2, 4), "appears"),
     ((3, 2, 4), (0.1, -0.5, 0.7), "fades"), ((-2, -3, -1), (2, 1, 3), "changes its direction"), ((1, 0.5, 1.5), (4, 3, 5), "grows"),
     ((4, 3, 5), (1, 0.5, 1.5), "shrinks"), ((0.1, -1, 1.2), (-0.4, -1.5, 0.7), "changes with age")],
)  # fmt: skip
def test_how_a_difference_changes(young, old, words):
    from impc_nb.statistics.life_stage_model import Contrast

    assert words in stage_wording.how(*(Contrast(e, low, high, 0.1, 0.01) for e, low, high in (young, old)))


def test_what_differs_besides_age_is_warned_of():
    early, late = animals(0, 1, 14, 1, EARLY), animals(0, 2, 60, 2, LATE, phenotyping_center="There", metadata_group="b")
    says = " ".join(stage_wording.minded(early, late))
    for part in ("different centres", "metadata groups", "reached late adulthood", "40 mutants and 120 wildtypes", "times as wide late"):
        assert part in says
    same = " ".join(stage_wording.minded(early, animals(0, 2, 60, 2, LATE)))
    assert "different centres" not in same and "metadata groups" not in same
    table = stage_wording.beside(early, late).set_index("")
    assert table.loc["centre", "same"] == "no" and "60 (60 to 6" in table.loc["mutants: age in weeks: median (range)", "late"]


def test_animals_measured_again_are_counted():
    early = animals(0, 1, 14, 1, EARLY)
    late = animals(0, 2, 60, 2, LATE)
    again = Dataset(late.animals.assign(specimen_id=late.animals["specimen_id"].str.replace(LATE, EARLY)), late.about)
    assert "40 of 40 mutants measured early were measured again late (100 %)" in stage_wording.survivors(early, again)
    assert "other animals" in stage_wording.survivors(early, late)


# ---------------------------------------------------------------- scan and ageing
@pytest.fixture(scope="module")
def scanned():
    pairs = stage_scan.stage_pairs()
    gene = pairs["marker_symbol"].value_counts().index[-1]
    return gene, pairs[pairs["marker_symbol"] == gene], impc_nb.life_stage_scan(genes=[gene], workers=1, progress=False)


def test_the_scan_has_one_row_per_line_and_parameter_and_its_q_is_that_of_its_p(scanned):
    gene, pairs, scan = scanned
    assert len(scan) == len(pairs) and set(scan["late_doc_id"]) == set(pairs["late_doc_id"])
    p = scan["interaction_p_value"].dropna().sort_values()
    n = len(p)
    by_hand = [min(p.iloc[j] * n / (j + 1) for j in range(k, n)) for k in range(n)]  # Benjamini & Hochberg 1995, step up
    assert np.allclose(scan.sort_values("interaction_p_value")["our_q_value"].dropna(), by_hand, rtol=1e-12)
    assert scan["reason"].notna().equals(scan["interaction_p_value"].isna())


def test_the_scan_says_what_a_model_of_one_pair_says(scanned):
    row = scanned[2].dropna(subset=["interaction_p_value"]).iloc[0]
    early, late = (impc_nb.load_dataset(dataset_id=row[f"{stage}_doc_id"]) for stage in ("early", "late"))
    both = combine_life_stages(early, late)
    assert row["interaction_p_value"] == both.p_value and row["female_change_estimate"] == both.change["female"].estimate
    published = early.published.get("significant"), late.published.get("significant")
    assert [row["early_state"] == "significant", row["late_state"] == "significant"] == [bool(p) for p in published]


def test_the_scan_is_the_same_whoever_does_it_and_in_whichever_order(scanned):
    """Two processes, the gene named twice: the same rows, the same numbers; and a gene without late adults gives none."""
    gene, _, scan = scanned
    again = impc_nb.life_stage_scan(genes=[gene.lower(), gene], workers=2, progress=False)
    pd.testing.assert_frame_equal(again, scan, check_exact=True)
    without = next(g for g in impc_nb.load_results()["marker_symbol"].unique() if g not in set(stage_scan.stage_pairs()["marker_symbol"]))
    for genes in ([without], []):
        none = impc_nb.life_stage_scan(genes=genes, progress=False)
        assert len(none) == 0 and {"interaction_p_value", "our_q_value", "reason"} <= set(none)


def test_the_scan_of_an_unknown_gene_is_refused():
    with pytest.raises(NotFound, match="Gls2"):
        impc_nb.life_stage_scan(genes=["Gls22"], workers=1, progress=False)


def test_ageing_is_late_minus_early_of_the_published_wildtypes():
    table = ageing.wildtype_ageing(parameter="Body weight")
    assert (
        set(table["sex"]) == {"female", "male"} and (table["sd_ratio"] > 1).all()
    )  # calibration.md: SD at 52 weeks is 3 to 4 times that at 10
    row = table.iloc[0]
    assert row["change"] == pytest.approx(row["late_mean"] - row["early_mean"])
    half = 1.96 * (row["early_sd"] ** 2 / row["early_count"] + row["late_sd"] ** 2 / row["late_count"]) ** 0.5
    assert row["change_high"] - row["change"] == pytest.approx(half, rel=1e-4)
    with pytest.raises(NotFound):
        ageing.wildtype_ageing("live")


# ---------------------------------------------------------------- real answers of the IMPC
@pytest.fixture
def live(replay, monkeypatch, tmp_path):
    monkeypatch.setattr(http, "default_client", lambda: http.Client(wait=lambda _: None))
    for name, url in replay.items():
        if name.endswith("_root"):
            monkeypatch.setenv(f"IMPC_{name.upper()}", url)
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))


def test_recorded_late_results_of_gls2_follow_their_calls(live, shared):
    """The recorded list itself, read by hand: significant late with p 8.5e-4 (coat) and 1.9e-3 (haemoglobin per cell)."""
    import json

    file = shared / "impc" / "api" / "v1" / "genes" / "MGI:2143539" / "statistical-result.json"
    recorded = [r for r in json.loads(file.read_text()) if r["lifeStageName"] == LATE]
    called = {r["parameterName"] for r in recorded if r["significant"]}
    tested = {r["parameterName"] for r in recorded if r.get("pValue") is not None}
    table = impc_nb.load_late_adult("Gls2", release="live").set_index("parameter_name")
    late = table["late_state"].groupby(level=0).agg(set)
    for name in called:
        assert "significant" in late[name], name
    for name in tested - called:
        assert "significant" not in late[name], name
    small = {name: table.loc[[name], "late_p_value"].min() for name in ("Coat - hair distribution - back", "Mean corpuscular hemoglobin")}
    assert small == pytest.approx({"Coat - hair distribution - back": 8.517e-4, "Mean corpuscular hemoglobin": 1.8849e-3}, rel=1e-3)


def test_the_landing_page_is_shown_as_its_source_says(live, shared):
    import json

    said = json.loads((shared / "impc" / "landing-page-data" / "late_adult_landing" / "procedure_level_data.json").read_text())
    table = impc_nb.load_late_adult(release="live", by="procedure")
    words = {0: "not tested", 1: "not significant", 2: "significant"}
    wanted = {(row["mgiGeneAccessionId"], column): words[state] for row in said["rows"]
              for column, state in zip(said["columns"], row["significance"], strict=True)}  # fmt: skip
    found = {(a, p): s for a, p, s in zip(table["marker_accession_id"], table["procedure_name"], table["late_state"], strict=True)}
    assert found == wanted and len(table) == 628 * 43
    assert set(table["early_state"]) == {"significant", "unknown"}  # a list of calls cannot say that nothing was found
    beside = late_landing.landing_beside_results("Gls2", "live").set_index("procedure_name")
    assert beside.loc["Hematology", ["landing_state", "results_state"]].tolist() == ["not significant", "significant"]


def test_a_genes_own_results_end_the_unknown_and_leave_the_landing_page(live):
    landing = late_landing.landing_states("live")
    own = late_adult.stage_rows("MGI:2143539", "live").table("procedure")
    joined = late_landing.with_own_results(landing, "MGI:2143539", own)
    mine, before = (t[t["marker_symbol"] == "Gls2"].set_index("procedure_name") for t in (joined, landing))
    assert "unknown" not in set(mine["early_state"]) and mine.loc["Hematology", "early_state"] == "significant"
    assert mine["late_state"].sort_index().equals(before["late_state"].sort_index())
    others = joined[joined["marker_symbol"] != "Gls2"]
    assert set(others["early_state"]) == {"significant", "unknown"}


def test_parameters_of_a_procedure_are_known_from_calls_and_own_results_only(live, shared):
    """The recorded calls read by hand: significant where there is one, else unknown, and not tested late where the page says so."""
    calls = pd.read_parquet(shared / "impc" / "bulk" / "batch_query_significant_results.parquet",
                            columns=["mgiGeneAccessionId", "procedureName", "lifeStageName", "parameterName"])  # fmt: skip
    calls = calls[calls["procedureName"] == "Hematology"]
    page = late_landing.landing_states("live")
    untested = set(page.loc[(page["procedure_name"] == "Hematology") & (page["late_state"] == "not tested"), "marker_accession_id"])
    assert not len(late_landing.landing_states("live", "Hematology"))  # the recorded page does not tell parameters
    own = late_adult.stage_rows("MGI:2143539", "live").table()
    table = late_landing.called_states("Hematology", "live", own)
    assert len(table) == 628 * table["parameter_stable_id"].nunique()
    for stage, words in (("early", EARLY), ("late", LATE)):
        called = set(calls.loc[calls["lifeStageName"] == words, ["mgiGeneAccessionId", "parameterName"]].itertuples(index=False, name=None))
        others = table[table["marker_accession_id"] != "MGI:2143539"]
        for gene, name, state in zip(others["marker_accession_id"], others["parameter_name"], others[f"{stage}_state"], strict=True):
            absent = "not tested" if stage == "late" and gene in untested else "unknown"
            assert state == ("significant" if (gene, name) in called else absent), (gene, name, stage)
    mine = table[table["marker_accession_id"] == "MGI:2143539"].set_index("parameter_name")
    states = own[own["procedure_name"] == "Hematology"].set_index("parameter_name")["late_state"]
    assert mine["late_state"].to_dict() == states.to_dict() | dict.fromkeys(set(mine.index) - set(states.index), "not tested")
    with pytest.raises(NotFound, match="tells the parameters"):
        late_landing.called_states("Rotarod of tomorrow", "live")


def test_own_results_that_list_calls_only_leave_the_rest_unknown(live):
    landing = late_landing.landing_states("live")
    row = result(gene="Gls2", marker_accession_id="MGI:2143539", significant=True, procedure_name="Hematology")
    joined = late_landing.with_own_results(landing, "MGI:2143539", made(row, only_calls=["MGI:2143539"]).table("procedure"))
    mine = joined[joined["marker_symbol"] == "Gls2"].set_index("procedure_name")["early_state"]
    assert mine["Hematology"] == "significant" and set(mine.drop("Hematology")) == {"unknown"}
    assert "and significant results of Gls2" in joined.attrs["source"]
