"""Human disease: one row a disease, the score recomputed, terms with commas in their names, and the right address for each source."""

import pandas as pd
import pytest
from read_page import headline, readable
from small_release import EVERYTHING, EVIL, MODELS, again, frame, page, write

from dashboards import disease_models as dm


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("disease") / "release", **EVERYTHING)


@pytest.fixture
def models() -> pd.DataFrame:
    return frame("disease_models", MODELS)


def test_each_disease_is_one_row_of_its_most_similar_model(models):
    rows = dm.per_disease(models).set_index("disease_id")
    assert list(rows.index) == ["ORPHA:22", "OMIM:1", "DECIPHER:3"]  # by score, none last
    assert rows.loc["OMIM:1", "phenodigm_score"] == 40 and rows.loc["OMIM:1", "models"] == 2
    assert dict(rows["evidence"]) == {"OMIM:1": "associated", "ORPHA:22": "predicted", "DECIPHER:3": "associated"}


def test_the_score_is_the_mean_of_its_parts(models):
    # (20 + 60) / 2, (10 + 50) / 2, (88 + 94) / 2; without parts no score: never 0
    assert list(dm.recomputed(models).dropna()) == [40.0, 30.0, 91.0] and pd.isna(dm.recomputed(models).iloc[3])


def test_names_of_terms_may_hold_commas():
    text = "HP:0000001 Short stature, proportionate,HP:0000002 Small hands; HP:0000003 Large, odd feet"
    assert dm.matched(text) == [("HP:0000001", "Short stature, proportionate"), ("HP:0000002", "Small hands"),
                                ("HP:0000003", "Large, odd feet")]  # fmt: skip
    assert dm.matched(None) == [] and dm.matched("no term here") == []


@pytest.mark.parametrize(
    ("number", "start"),
    [("OMIM:609129", "https://omim.org/entry/609129"), ("ORPHA:646", "https://www.orpha.net/en/disease/detail/646"),
     ("DECIPHER:14", "https://www.deciphergenomics.org/syndrome/14"), ("OMIM:x/../y", ""), ("ELSE:1", ""), (EVIL, "")],
)  # fmt: skip
def test_each_source_has_its_own_address(number, start):
    assert dm.address(number) == start  # the portal's own file links every disease to omim.org


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "No human disease is listed with Abc1 here, neither associated nor predicted."),
     (MODELS[:1], "Abc1 is associated with 1 human disease, Short Stature, Made Up (score 40 of 100); its mutants resemble no other "
                  "disease."),
     (MODELS[2:3], "No human disease is associated with Abc1; its mutants resemble 1 disease, Predicted Disorder (score 91 of 100)."),
     (MODELS[3:], "Abc1 is associated with 1 human disease; its mutants resemble no other disease."),
     ([MODELS[0] | {"phenodigm_score": 0.0}],
      "Abc1 is associated with 1 human disease, Short Stature, Made Up, of which its mutants show no phenotype; its mutants resemble no "
      "other disease.")],
)  # fmt: skip
def test_the_answer_for_every_kind_of_gene(rows, said):
    assert dm.answer("Abc1", dm.per_disease(frame("disease_models", rows or MODELS)[: len(rows)])) == said


def test_a_score_that_does_not_follow_from_its_parts_is_shown_with_both():
    said = dm.score_said(frame("disease_models", [MODELS[0] | {"phenodigm_score": 55.0}]).iloc[0].to_dict())
    assert "(20.00 + 60.00) / 2 = 40.00" in said and "stated: 55" in said and "✓" not in said


def test_a_high_score_from_few_terms_is_called_weak(models):
    minded = dm.minded(models.iloc[2].to_dict())
    assert any("2 human and 1 mouse term" in m for m in minded)
    assert any("Predicted" in m for m in minded) and not any("Predicted" in m for m in dm.minded(models.iloc[0].to_dict()))
    assert any("best pair" in m for m in dm.minded(models.iloc[0].to_dict()))  # 60 is more than twice 20


def test_a_model_says_allele_zygosity_and_stage(models):
    assert dm.model_said(models.iloc[1].to_dict()) == "Abc1<tm1b>, heterozygote, late adult, IMPC"
    assert dm.model_said(models.iloc[3].to_dict()) == "Abc1<tm1b>, IMPC"


def test_the_disease_asked_for_is_the_one_explained(release):
    made = page("disease", release, gene="Abc1", disease="ORPHA:22")
    assert "(88.00 + 94.00) / 2 = 91.00" in readable(made)
    made.view.set(disease="OMIM:777")
    again(made)
    assert "OMIM:777 is not listed with Abc1; the first one is shown." in readable(made)


def test_filters_and_file_agree(release):
    made = page("disease", release, gene="Abc1", evidence="associated")
    assert set(made.grid.found["disease_id"]) == {"OMIM:1", "DECIPHER:3"}
    csv = made.grid.csv()[1]
    assert "ORPHA:22" not in csv and "evidence: associated" in csv and "OMIM:1" in csv


def test_a_gene_without_models_has_its_sentence(release):
    assert headline(page("disease", release, gene="Bare2")) == (
        "No human disease is listed with Bare2 here, neither associated nor predicted.")  # fmt: skip
