"""Home, Data downloads and Learn: the six steps on any gene, routes that agree or say where not, lessons as their sources state them."""

import pytest
from read_page import headline, readable
from small_release import EVERYTHING, EVIL, HITS, RESULT, frame, page, write

from dashboards import lessons, routes
from dashboards.pages.home_steps import STEPS, checks
from dashboards.telling import telling
from impc_nb.figures import FIGURES


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("home") / "release", **EVERYTHING)


# ---------------------------------------------------------------- the six steps
def test_the_steps_are_those_of_the_course_in_its_order():
    # "How is IMPC data generated?", EMBL-EBI training
    assert STEPS == ("Production", "Phenotyping", "Statistical analysis", "Annotation", "Quality control", "Dissemination")


@pytest.mark.parametrize("step", range(1, 7))
def test_each_step_is_told_with_the_data_of_one_gene(step):
    said = readable(page("home", "teaching", gene="Myo6", step=step))
    assert f"{step} · {STEPS[step - 1]}" in said
    told = {1: "em1(IMPC)Tcp", 2: " mutants (", 3: "Result of the teaching release (simulated animals)",
            4: "decreased body length", 5: "What you can check yourself", 6: "Dataset"}  # fmt: skip
    assert told[step] in said
    assert not any(f"{n} · {name}" in said for n, name in enumerate(STEPS, 1) if n != step)


@pytest.mark.parametrize("step", ["0", "7", "x", "-1", EVIL])
def test_a_step_there_is_not_is_the_first(step):
    assert "1 · Production" in readable(page("home", "teaching", step=step))


def test_a_call_on_numbers_tells_more_than_others_and_missing_p_come_last():
    rows = frame("results", [RESULT | {"parameter_name": name, **more} for name, more in (
        ("category", {"data_type": "categorical", "p_value": 1e-30}), ("quiet", {"significant": False, "p_value": 1e-40}),
        ("no p", {"p_value": None}), ("strong", {"p_value": 1e-20}), ("weak", {"p_value": 1e-6}), ("no term", {"mp_term_name": None}),
    )])  # fmt: skip
    assert [row["parameter_name"] for row in telling(rows)] == ["strong", "weak", "no p", "category", "quiet", "no term"]


@pytest.mark.parametrize(
    ("result", "said"),
    [(RESULT, "and the result became the phenotype term “decreased body length”."),
     (RESULT | {"mp_term_name": None}, "the result is significant, but no phenotype term was assigned."),
     (RESULT | {"significant": False}, "the result is not significant, so there is no phenotype term."),
     (RESULT | {"significant": None}, "whether the result is significant is not stated.")],
)  # fmt: skip
def test_the_sentence_is_right_for_every_kind_of_result(tmp_path, result, said):
    where = write(tmp_path / "r", **EVERYTHING | {"results": [result]})
    assert headline(page("home", where, gene="Abc1")).endswith(said)


def test_what_cannot_be_shown_is_said_in_its_step_and_not_before(release):
    made = page("home", release, gene="Abc1", step=2)  # this release has no animals
    assert "The animals behind this result cannot be shown." in readable(made)
    assert "cannot be shown" not in readable(page("home", release, gene="Abc1", step=1))


def test_checks_count_what_is_missing():
    from hand_made import mice

    found = dict(checks(mice([1.0, None, 2.0], [3.0], [4.0], [None, 5.0, 6.0, 7.0, 8.0])))
    assert found["Values missing"] == "2 of 10" and found["Animals listed twice"] == "0"
    assert found["Mutants of each sex"] == "1 female (fewer than the 4 the mixed model wants), 4 male"


# ---------------------------------------------------------------- IMPC in numbers
def test_every_number_has_its_day_and_source_and_disagreement_is_shown(release):
    said = readable(page("home", release))
    for figure in FIGURES:
        assert f"{figure.what} {figure.value} {figure.stated} {figure.source}" in said
    assert "109,504" in said and "104,530" in said and "All are shown, none is corrected" in said
    assert "Genes in this release 1" in said and "Significant results in this release 1" in said


@pytest.mark.parametrize(
    ("name", "word"), [("teaching", "every animal, and so every p-value"), ("small", "Nothing: this is Small release")]
)
def test_what_is_simulated_is_said(release, name, word):
    assert word in readable(page("home", release if name == "small" else name))


# ---------------------------------------------------------------- routes
def route(name, rows, **changes):
    return routes.Route(name, "", frame("phenotype_hits", rows).assign(**changes))


def test_rows_in_another_order_and_p_typed_otherwise_are_the_same():
    one, other = route("a", HITS), route("b", HITS[::-1])
    other.rows["p_value"] = other.rows["p_value"].astype(object)
    assert routes.verdict("Abc1", [one, other]) == "The same 2 significant calls of Abc1 by 2 routes, equal in all 8 columns compared."


@pytest.mark.parametrize(
    "spoilt", [HITS[:1], [HITS[0] | {"p_value": 1.1e-9}, HITS[1]], [HITS[0], HITS[1] | {"p_value": 1.0}], HITS + HITS[:1]]
)
def test_a_row_too_few_a_changed_or_invented_p_or_a_double_is_seen(spoilt):
    said = routes.verdict("Abc1", [route("a", HITS), route("b", spoilt)])
    assert said.startswith("The routes differ for Abc1: a 2, b")
    columns = list(routes.COMPARED)
    assert routes.checksum(routes.lines(frame("phenotype_hits", HITS), columns)) != routes.checksum(
        routes.lines(frame("phenotype_hits", spoilt), columns))  # fmt: skip


def test_one_route_proves_nothing():
    lost = routes.Route("b", "", None, "cannot be reached")
    assert routes.verdict("Abc1", [route("a", HITS), lost]) == "The calls of Abc1 cannot be compared: one route answered."


def test_the_page_shows_every_route_with_its_fingerprint(release):
    found = routes.by_every_route(release, "MGI:1")
    assert [r.name for r in found] == ["Catalog", "Solr question, answered from the release", "Parquet file"]
    prints = {routes.checksum(routes.lines(r.rows, routes.compared_columns(found))) for r in found}
    assert len(prints) == 1 and prints.pop() in readable(page("downloads", release, gene="Abc1"))


def test_by_website_solr_and_bulk_file_the_live_routes_are_asked_on_request_only(replay, monkeypatch, tmp_path):
    for name, url in replay.items():
        if name.endswith("_root"):
            monkeypatch.setenv(f"IMPC_{name.upper()}", url)
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    assert "Compare the routes now" in readable(page("downloads", "live", gene="MGI:1929293"))
    asked = page("downloads", "live", gene="MGI:1929293", compare=1)
    assert "Cib2" in headline(asked) and "Fingerprint" in readable(asked)
    found = routes.by_every_route("live", "MGI:1929293")
    assert [r.name for r in found] == ["Catalog (website service)", "Solr question", "Bulk file"]
    assert all(r.problem or len(r.rows) for r in found) and sum(r.rows is not None for r in found) >= 2
    solr, bulk = (routes.lines(found[i].rows, routes.compared_columns(found)) for i in (1, 2))
    assert solr == bulk  # both come from the same recorded rows, over two services and formats


# ---------------------------------------------------------------- lessons
def test_a_lesson_is_read_as_its_source_states_it(tmp_path):
    (tmp_path / "03_searching.py").write_text(
        "# %% [markdown]\n# # Which gene is it?\n#\n# *03 · Searching for a gene*\n#\n# **Goal**: find a gene by\n# any of its names.\n#\n"
        "# **Time**: 30 minutes. **You need**: lesson 02.\n#\n# **Data**: genes.\n"
    )
    (tmp_path / "_template.py").write_text("# # No lesson\n")
    (tmp_path / "09_bare.py").write_text("print(1)\n")
    first, bare = lessons.lessons(tmp_path)
    assert first == ("03", "Searching for a gene", "Which gene is it?", "30 minutes", "lesson 02", "find a gene by any of its names.",
                     "03_searching.ipynb")  # fmt: skip
    assert bare == ("09", "Bare", "", "", "", "", "09_bare.ipynb")


def test_every_lesson_of_the_project_states_all_of_it():
    found = lessons.lessons()
    assert found and all(all(lesson) for lesson in found), [lesson for lesson in found if not all(lesson)]
    said = readable(page("learn", "teaching"))
    assert all(lesson.title in said and lesson.file in said for lesson in found)


def test_without_lessons_the_page_says_so(monkeypatch):
    from dashboards.pages import learn

    monkeypatch.setattr(learn, "lessons", list)
    assert headline(page("learn", "teaching")).startswith("The lessons are not installed here")


def test_solved_exercises_count(tmp_path, monkeypatch):
    from impc_nb.lesson.record import note
    from impc_nb.lesson.verdict import CORRECT

    monkeypatch.setenv("IMPC_NB_PROGRESS", str(tmp_path / "p.json"))
    note("05.1", CORRECT)
    assert "; 1 of " in headline(page("learn", "teaching"))


@pytest.mark.parametrize(
    ("chapter", "page_named"),
    [("How is IMPC data generated?", "Home"), ("Phenotype pages", "Phenotype"), ("Late adult data", "Late Adult"), ("Gene pages", "Gene"),
     ("Chart pages", "Charts"), ("Image data", "Images"), ("Quiz and summary", "")],
)  # fmt: skip
def test_a_lesson_leads_to_the_page_that_shows_the_same(chapter, page_named):
    from dashboards.pages.learn import listed
    from impc_nb.lesson import progress

    said = listed([lessons.Lesson("42", chapter, "A question", "1 minute", "nothing", "goal", "42.ipynb")], progress())
    assert (f">{page_named}</a> shows the same" in said) if page_named else ("shows the same" not in said)


def test_a_class_sees_nobodys_progress(monkeypatch):
    from dashboards.lessons import CLASS, lessons, own_progress
    from dashboards.pages.learn import answer, listed

    monkeypatch.delenv(CLASS, raising=False)
    one = own_progress()
    assert "exercises" in answer(lessons(), one) and "of 4 solved" in listed(lessons(), one)
    monkeypatch.setenv(CLASS, "1")
    assert own_progress() is None
    said = answer(lessons(), None) + listed(lessons(), None)
    assert "solved" not in said and "in your own copy" in said
