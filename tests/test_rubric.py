"""The rubric of the capstone: each point is met by what it asks for, open with a sentence otherwise, whatever is given."""

from types import SimpleNamespace

import holoviews as hv
import pytest

import impc_nb as impc
from impc_nb.lesson.rubric import rubric
from impc_nb.schema import Release

GENE, OTHER = "Gls2", "Myo6"  # of the teaching release
PARTS = ["question", "gene", "dataset_id", "chart", "test", "mutants", "caveats", "citation"]


@pytest.fixture(scope="module")
def ids():
    return {gene: impc.list_datasets(gene, "Mean cell volume", life_stage="Early adult")["doc_id"].iloc[0] for gene in (GENE, OTHER)}


@pytest.fixture
def report(ids, monkeypatch):
    """A report that lacks nothing; its test found less in mutants (-2 of some unit)."""
    monkeypatch.delenv("IMPC_NB_RELEASE", raising=False)
    return {
        "question": "Do mutants have smaller red cells?",
        "gene": "gls2",
        "dataset_id": ids[GENE],
        "chart": hv.Scatter([(0, 1)]),
        "test": SimpleNamespace(p_value=0.003, genotype_effect_parameter_estimate=-2.0),
        "mutants": "less",
        "caveats": ["All mutants were measured on few days."],
        "citation": "Teaching release (simulated animals). doi:10.1093/nar/gkac972",
    }


def point(report, part):
    return next(p for p in rubric(report).points if p.part == part)


def test_a_whole_report_meets_every_point(report):
    found = rubric(report)
    assert [p.part for p in found.points] == PARTS
    assert found.complete, found
    assert "8 of 8" in repr(found)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", [..., None, "", " "])
def test_a_part_left_open_is_open_and_says_what_to_do(report, part, value):
    found = point(report | {part: value}, part)
    assert not found.met
    assert len(found.said.split()) > 4
    assert "8 points" in repr(rubric(report | {part: value}))


def test_a_part_left_out_is_open(report):
    del report["caveats"]
    assert not point(report, "caveats").met
    assert rubric(report).met == 7


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("question", "Smaller red cells.", "ends with"), ("question", "Why?", "no question"), ("question", 7, "type `int`"),
        ("gene", "Gls22", "No gene"), ("gene", ["Gls2"], "type `list`"),
        ("dataset_id", "no-such-id", "no-such-id"), ("dataset_id", 12, "doc_id"),
        ("chart", "a chart", "no chart"), ("chart", hv.Scatter, "no chart"),
        ("test", 0.003, "no p-value"), ("test", {"p_value": 1.5}, "no p-value"), ("test", {"p_value": float("nan")}, "no p-value"),
        ("test", {"p_value": True}, "no p-value"), ("test", {"p_value": "0.1"}, "no p-value"),
        ("mutants", "more", "mutants have less"), ("mutants", "fewer", "no direction"),
        ("caveats", [], "No caveat"), ("caveats", ["none"], "No caveat"), ("caveats", 3, "No caveat"),
        ("citation", "Teaching release", "a DOI"), ("citation", "doi:10.1093/nar/gkac972", "the release"), ("citation", 5, "and a DOI"),
        ("citation", "IMPC data release 24.0, doi:10.1093/nar/gkac972", "“Teaching release”"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_open_and_says_why(report, part, value, words):
    found = point(report | {part: value}, part)
    assert not found.met
    assert words in found.said


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("gene", "MGI:2143539"), ("test", {"p_value": 0}), ("mutants", "unclear"), ("mutants", " Less "),
        ("caveats", "Nothing is known of food."), ("citation", "teaching release, https://doi.org/10.1093/nar/gkac972"),
    ],
)  # fmt: skip
def test_other_ways_to_say_it_are_met(report, part, value):
    assert point(report | {part: value}, part).met


def test_a_dataset_of_another_gene_is_told_apart(report, ids):
    found = point(report | {"dataset_id": ids[OTHER]}, "dataset_id")
    assert not found.met
    assert "belongs to Myo6, not to Gls2" in found.said


def test_a_dataset_without_its_gene_cannot_be_judged(report):
    assert not point(report | {"gene": ...}, "dataset_id").met


def test_the_direction_is_only_compared_where_the_test_has_one(report):
    assert point(report | {"mutants": "more", "test": {"p_value": 0.5}}, "mutants").met
    assert point(report | {"mutants": "more", "test": {"p_value": 0.5, "genotype_effect_parameter_estimate": 2.0}}, "mutants").met


@pytest.mark.parametrize("given", [None, 3, "report", [1, 2], {}, object()])
def test_whatever_is_given_is_marked_and_never_raises(given):
    found = rubric(given)
    assert found.met == 0
    assert len(found.points) == len(PARTS)


def test_what_a_person_writes_is_text_on_the_page(report):
    html = rubric(report | {"gene": "<script>alert(1)</script>", "mutants": "<b>x</b>" * 50})._repr_html_()
    assert "<script" not in html
    assert "<b>x" not in html
    assert html.count('data-met="true"') == 6 - 1  # gene and direction are open, and so is the dataset of no gene


def test_a_release_that_cannot_be_read_leaves_points_open(report, tmp_path):
    found = rubric(report, release=tmp_path / "nothing")
    assert {p.part for p in found.points if not p.met} == {"gene", "dataset_id", "citation"}


def test_a_service_that_names_no_release_still_asks_for_one(report, monkeypatch):
    stated = Release("live", "live", "release not stated")
    monkeypatch.setattr("impc_nb.lesson.rubric.open_catalog", lambda release: SimpleNamespace(metadata={"release": stated}))
    assert point(report | {"citation": "IMPC data release 24.0, doi:10.1093/nar/gkac972"}, "citation").met
    assert not point(report | {"citation": "IMPC, doi:10.1093/nar/gkac972"}, "citation").met
