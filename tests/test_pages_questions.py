"""Three questions a stranger answers on each page without help: the answers must be readable, and nothing may be that no page shows."""

import pandas as pd
import pytest
from read_page import empty_cards, faults, headline, readable
from small_release import EVERYTHING, page, write

import impc_nb
from dashboards import parts
from dashboards.pages import PAGES
from dashboards.sections import BROKEN
from impc_nb.lesson import progress

#: page -> what is asked for in its address, and (question, what must be readable); answers counted by eye in small_release.
QUESTIONS = {
    "home": ({"gene": "Abc1", "step": "4"}, [
        ("How many steps lead from a knockout to a term, and which is the fourth?", "4 · Annotation"),
        ("Which term did the test of this gene give?", "Tail length gave the term decreased body length (MP:0000002)"),
        ("How many publications cite the IMPC, as of when?", "over 8,000 2025-03-17")]),
    "phenotypes": ({}, [
        ("How many genes have a shorter body, of how many tested?", "decreased body length 1 4 25.0 3"),
        ("How many phenotypes were found in at least one gene?", "3 of 5 phenotypes were found in at least one gene"),
        ("Which body systems can be browsed, and how many terms has growth?", "growth phenotype (2 terms)")]),
    "phenotype": ({"phenotype": "MP:0000002", "gene_found": "Zero3"}, [
        ("In how many genes of those tested was it found?", "1 of 4 genes tested (25.0 %) has decreased body length"),
        ("What does the term mean?", "decreased body length : shorter than normal"),
        ("Was Zero3 tested, and with what result?", "Zero3 on chromosome 1 (ringed): 1 of 1 test significant, smallest p = 0")]),
    "images": ({"gene": "Abc1"}, [
        ("How many pictures of mutants are there?", "There are 2 pictures of Abc1 mutants, of 1 kind"),
        ("Which wildtypes were taken under the same conditions?", "Wildtypes (1) ○ female, wildtype, 14 weeks, Here, 2020-02-29 mouse-2"),
        ("Are the pictures fetched from somewhere?", "No other server is asked until you say so")]),
    "disease": ({"gene": "Abc1", "disease": "OMIM:1"}, [
        ("Which disease is the gene known to cause, and how alike are the mutants?", "Short Stature, Made Up (score 40 of 100)"),
        ("Where does the score come from?", "(20.00 + 60.00) / 2 = 40.00 = stated ✓"),
        ("Which phenotypes match?", "Short stature, proportionate")]),
    "alleles": ({"gene": "Abc1", "allele": "tm1a(KOMP)Wtsi"}, [
        ("What does the a in tm1a stand for?", "a form knockout first"),
        ("How do I get a conditional allele from it?", "Flp makes Abc1<tm1c(KOMP)Wtsi>"),
        ("Where are mice ordered?", "listed at EMMA")]),
    "downloads": ({"gene": "Abc1"}, [
        ("Do the routes give the same rows?", "The same 2 significant calls of Abc1 by 3 routes, equal in all 8 columns compared."),
        ("How do I get everything of a gene to work offline?", "impc-nb fetch Abc1 --to my-genes"),
        ("Under which licence?", "CC BY 4.0")]),
    "learn": ({}, [
        ("Which lessons are there?", "05 · Chart pages"),
        ("How long does that one take?", "40 minutes"),
        ("How many exercises did I solve?", "exercises")]),
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("small") / "release", **EVERYTHING)


@pytest.fixture(autouse=True)
def _own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("IMPC_NB_PROGRESS", str(tmp_path / "progress.json"))


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_stranger_answers_three_questions(key, release):
    asked, questions = QUESTIONS[key]
    said = readable(page(key, release, **asked))
    assert len(questions) == 3
    for question, answer in questions:
        assert answer in said, f"{question} Not readable: {answer}"
    assert "an answer nobody gave" not in said


def test_every_page_of_this_wing_has_its_questions():
    assert set(QUESTIONS) == set(PAGES) - {"genes", "gene", "charts", "late-adult"}


@pytest.mark.parametrize("key", QUESTIONS)
def test_nothing_odd_is_shown_even_of_hostile_and_missing_data(key, release):
    asked, _ = QUESTIONS[key]
    assert not faults(page(key, release, **asked))
    for gene in ("Bare2", "MGI:3", "qqqq", "<img src=x onerror=window.hacked=1>"):
        assert not faults(page(key, release, gene=gene, phenotype="MP:0000004")), gene


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_release_without_the_tables_says_so_in_a_sentence(key, tmp_path):
    bare = write(tmp_path / "bare", genes=EVERYTHING["genes"], results=EVERYTHING["results"])
    made = page(key, bare, gene="Abc1")
    assert headline(made).strip()
    assert not faults(made)
    missing = {"phenotypes": "terms", "phenotype": "terms", "images": "images", "disease": "disease models", "alleles": "alleles"}
    if key in missing:
        assert f"does not offer {missing[key]}" in readable(made)


@pytest.mark.parametrize("key", QUESTIONS)
def test_data_that_are_not_as_expected_cost_their_part_and_no_more(key, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("nobody thought of this")

    release = write(tmp_path / "broken", **EVERYTHING)
    for name in ("load_table", "load_results"):
        monkeypatch.setattr(impc_nb, name, broken, raising=False)
    made = page(key, release, gene="Abc1", phenotype="MP:0000002")
    said = readable(made)
    assert headline(made).strip() and "ZeroDivisionError" not in said and "nobody thought" not in said
    assert BROKEN in said or key == "learn"


@pytest.mark.parametrize("key", [k for k in QUESTIONS if k not in ("learn", "phenotypes")])
def test_every_gene_and_some_terms_of_the_teaching_release(key):
    genes = sorted(impc_nb.search_genes("")["marker_symbol"])
    terms = impc_nb.load_table("terms")["mp_term_id"].iloc[::20]
    cases = [{"phenotype": t} for t in terms] if key == "phenotype" else [{"gene": g} for g in genes[:: 6 if key == "home" else 4]]
    for asked in cases:
        made = page(key, "teaching", **asked)
        assert not faults(made), asked
        assert headline(made).strip().endswith("."), asked
        assert "imulated" in readable(made), asked  # wherever simulated data stand


# ---------------------------------------------------------------- the tests see what they are for
@pytest.mark.parametrize("wrong", ["<p>nan</p>", "<p>p = None</p>", "<img src=x>", f"<p>{BROKEN}</p>"])
def test_the_faults_are_seen(wrong, release):
    made = page("learn", release)
    assert not faults(made)
    made.layout.append(parts.words(wrong))
    assert faults(made)


def test_an_empty_card_is_seen_and_a_hidden_one_is_not_read():
    card = parts.card(parts.words(), title="Nothing here")
    assert empty_cards(parts.column(card)) == ["empty: Nothing here"]
    card.visible = False
    assert not empty_cards(parts.column(card))


def test_progress_is_shown_as_it_is(release):
    before = progress()
    assert f"none of {int(before['exercises'].sum())} exercises" in headline(page("learn", release))


def test_pages_leave_the_tables_as_they_were(release):
    before = impc_nb.load_table("terms", release=release)
    page("phenotypes", release)
    pd.testing.assert_frame_equal(before, impc_nb.load_table("terms", release=release))
