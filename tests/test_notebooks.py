"""Lessons: each keeps the rules, is built as committed, and marks right and wrong answers on any release."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pyarrow.parquet as pq
import pytest

import impc_nb
from impc_nb import lesson
from impc_nb.lesson import exercises

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOURCES = sorted((NOTEBOOKS / "src").glob("[0-9]*.py"))
CHART_PAGES = NOTEBOOKS / "src" / "05_chart_pages.py"
BROKEN = Path(__file__).parent / "data" / "lessons"
each_lesson = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_lessons", NOTEBOOKS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def other_release(tmp_path_factory):
    """A teaching release of other animals: the same program, another seed.

    To save time, only the genes that lessons name are analysed, in drawn windows.
    """
    folder = tmp_path_factory.mktemp("release") / "seed-7"
    said = " ".join(file.read_text(encoding="utf-8") for file in (*SOURCES, ROOT / "impc_nb" / "exercises" / "quiz.yml"))
    symbols = list(impc_nb.search_genes("", release="teaching")["marker_symbol"])
    named = [symbol for symbol in symbols if re.search(rf"\b{symbol}\b", said)]
    program = ROOT / "data" / "teaching" / "simulate.py"
    options = ["--seed", "7", "--drawn-windows", "--analyse", *named]
    subprocess.run([sys.executable, str(program), "--to", str(folder), *options], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module", params=["the teaching release", "another seed"])
def release(request):
    """Each test runs on the embedded release and on one of other animals."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("IMPC_NB_RELEASE", raising=False)
        patch.setattr(lesson, "setup", lambda: None)  # it writes scripts into a notebook and changes this process
        if request.param == "another seed":
            patch.setenv("IMPC_NB_RELEASE", str(request.getfixturevalue("other_release")))
        yield request.param


def run(cells: list[dict], solved: bool) -> tuple[dict, list]:
    """Names and verdicts after a lesson's code cells have run in this process, with the solutions or with the stubs only."""
    names, verdicts = {}, []
    for cell in cells:
        if cell["kind"] != "code" or cell["tag"] == "wrong" or (cell["tag"] == "solution" and not solved):
            continue
        if cell["tag"] == "check":
            verdicts.append(eval(cell["text"], names))
        else:
            exec(cell["text"], names)
    return names, verdicts


# ---------------------------------------------------------------- answers
@each_lesson
def test_with_the_solutions_every_check_says_correct(build, source, release):
    cells = build.read(source)
    _, verdicts = run(cells, solved=True)
    assert [v.state for v in verdicts] == [lesson.CORRECT] * len(build.exercises(source.stem, cells)["exercises"])


@each_lesson
def test_unanswered_it_runs_to_its_end(build, source, release):
    _, verdicts = run(build.read(source), solved=False)
    assert verdicts
    assert {v.state for v in verdicts} == {lesson.UNANSWERED}


@each_lesson
def test_each_typical_wrong_answer_hears_its_own_explanation(build, source, release):
    for number in build.exercises(source.stem, build.read(source))["exercises"]:
        answers = exercises.evaluate(exercises.find_exercise(number))
        heard = [lesson.check(number, value) for value, _ in answers[1:]]
        assert len(heard) >= 2
        assert [v.state for v in heard] == [lesson.NOT_YET] * len(heard)
        assert [why in v.message for v, (_, why) in zip(heard, answers[1:], strict=True)] == [True] * len(heard)


def test_another_seed_gives_other_animals_in_the_same_layout(other_release):
    here = ROOT / "data" / "teaching"
    said, other = (json.loads((folder / "release.json").read_text(encoding="utf-8")) for folder in (here, other_release))
    assert set(said["files"]) == set(other["files"])
    name = "observations/parameter_stable_id=IMPC_DXA_006_001/part-0.parquet"
    ours, others = pq.read_table(here / name), pq.read_table(other_release / name)
    assert ours.schema == others.schema
    assert not ours.equals(others)


def test_a_lesson_reads_the_release_in_use(build, other_release, monkeypatch):
    """Else the tests on another seed would pass without having looked at it."""
    spec = exercises.find_exercise("05.2")
    monkeypatch.delenv("IMPC_NB_RELEASE", raising=False)
    here = exercises.evaluate(spec)[0][0]
    monkeypatch.setenv("IMPC_NB_RELEASE", str(other_release))
    assert exercises.evaluate(spec)[0][0] != here


# ---------------------------------------------------------------- the learner's notebook
@each_lesson
def test_the_committed_notebook_is_the_built_one_without_outputs(build, source):
    for path, text in build.build(source).items():
        assert path.read_bytes() == text.encode(), f"{path.name} is not as built: run `make notebooks`"
    notebook = nbformat.read(NOTEBOOKS / f"{source.stem}.ipynb", as_version=4)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert code and not any(c.outputs or c.execution_count for c in code)


def test_each_built_file_has_a_source():
    names = {s.stem for s in SOURCES}
    assert names
    assert {p.stem for p in NOTEBOOKS.glob("*.ipynb")} == names
    assert {p.stem for p in (ROOT / "impc_nb" / "exercises").glob("*.json")} == {n[:2] for n in names}


@each_lesson
def test_a_learner_sees_the_stub_and_the_folded_solution_and_nothing_of_the_marking(build, source):
    cells = build.read(source)
    shown = json.loads(build.learner_notebook(source.stem, cells))["cells"]
    texts = ["".join(c["source"]) for c in shown]
    for cell in cells:
        if cell["tag"] in ("wrong", "hint"):
            assert not any(cell["text"] in t for t in texts)
        if cell["tag"] == "solution":
            (holder,) = (c for c, t in zip(shown, texts, strict=True) if cell["text"] in t)
            assert holder["cell_type"] == "markdown" and "".join(holder["source"]).startswith("<details>")
        if cell["tag"] in ("exercise", "check"):
            assert cell["text"] in texts


def test_cell_ids_are_unique_and_stay_when_a_cell_comes_before(build):
    cells = build.read(CHART_PAGES)
    ids = [c["id"] for c in json.loads(build.learner_notebook("05", cells + cells[:2]))["cells"]]
    assert len(set(ids)) == len(ids)
    more = [{"kind": "markdown", "text": "New.", "tag": "", "options": {}}, *cells]
    assert [c["id"] for c in json.loads(build.learner_notebook("05", more))["cells"]][1:] == ids[:-2]


@pytest.fixture
def elsewhere(build, tmp_path, monkeypatch):
    """``build.py`` at work in a folder of its own, with one lesson as its only source."""
    (tmp_path / "notebooks" / "src").mkdir(parents=True)
    (tmp_path / "impc_nb").mkdir()
    monkeypatch.setattr(build, "HERE", tmp_path / "notebooks")
    monkeypatch.delenv("IMPC_NB_RELEASE", raising=False)
    source = tmp_path / "notebooks" / "src" / CHART_PAGES.name
    source.write_text(CHART_PAGES.read_text(encoding="utf-8"), encoding="utf-8")
    return source


def test_two_builds_are_the_same_bytes_and_check_notices_a_change(build, elsewhere, capsys):
    assert build.main(["--check"]) == 1  # nothing is built yet
    assert build.main([]) == 0
    first = {p: p.read_bytes() for p in build.build(elsewhere)}
    for path in first:
        path.unlink()
    assert build.main([]) == 0
    assert {p: p.read_bytes() for p in first} == first
    assert build.main(["--check"]) == 0
    for path, was in first.items():
        path.write_bytes(was + b" ")
        capsys.readouterr()
        assert build.main(["--check"]) == 1
        assert path.name in capsys.readouterr().err
        assert path.read_bytes() == was + b" "  # it looked and wrote nothing
        path.write_bytes(was)


def test_a_breach_stops_the_build_before_anything_is_written(build, elsewhere, capsys):
    elsewhere.write_text(elsewhere.read_text(encoding="utf-8").replace("really short?", "really short"), encoding="utf-8")
    assert build.main([]) == 1
    assert "must be a question" in capsys.readouterr().err
    assert not any(p.exists() for p in build.build(elsewhere))


# ---------------------------------------------------------------- the rules, and that they bite
@each_lesson
def test_it_keeps_the_rules(build, source, release):
    assert build.problems(source.stem, build.read(source)) == []


def test_the_template_keeps_all_rules_but_the_number_of_cells(build):
    (only,) = build.problems("NN_template", build.read(NOTEBOOKS / "src" / "_template.py"))
    assert only.startswith("A lesson has 25 to 45 cells")


def test_a_wrong_answer_that_would_pass_fails_the_build(build):
    path = BROKEN / "90_wrong_is_right.py"
    found = [p for p in build.problems(path.stem, build.read(path)) if p.startswith("90.")]
    assert found == [
        "90.1: the wrong answer “there is no fifth animal to look at” cannot be computed.",
        "90.1: the wrong answer “this is the median, which happens to be the mean here” gives 9.2, within the tolerance of the right one.",
        "90.1: the wrong answer “this is the first animal, which happens to be the shortest” gives 9.0, within the tolerance"
        " of another wrong one.",
        "90.2: has 0 typical wrong answers; it needs at least two.",
        "90.2: the solution gives 'nan', which is not one number.",
    ]


def test_an_untidy_lesson_hears_of_each_breach(build):
    path = BROKEN / "91_untidy.py"
    found = "\n".join(build.problems(path.stem, build.read(path)))
    for breach in (
        "only H1, and it must be a question", "**Time**, **You need**", "3 to 5 sections", "Pitfall, Recap, Next, References",
        "goals ['see'], recap ['hear']",
        "25 to 45 cells; this has 13", "A sentence must stand between the code cells 'import sys'", "has 121 words; the limit is 120",
        "has 11 lines; the limit is 10", "holds sys.path", "holds an absolute path", "defines a class",
        "'long_function' is longer than 8 lines",
        "should be numbered 91.1", "has 2 hints", "has 1 typical wrong answers", "no comment above it",
    ):  # fmt: skip
        assert breach in found


STUB = "females = ...  # a number of animals"


@pytest.mark.parametrize(
    ("was", "becomes", "breach"),
    [
        ("## 2 · What does", "## What does", "in this order"),
        ("# ## Recap", "# ## Next", "in this order"),
        ("# - **choose**", "# - **pick**", "must answer the goals one by one"),
        ("**Time**", "**Duration**", "must say"),
        (STUB, "females = 8", "must be one line `name = ...`"),
        (STUB, "mutants = ...", "needs the check cell"),
        ('check("05.1", females)', 'check("05.1", 8)', "needs the check cell"),
        ('check("05.2", difference)', 'check("05.1", difference)', "the same number"),
        ('check("05.2", difference)', 'check("05.9", difference)', "should be numbered 05.2"),
        ('# %% tags=["check"]', "# %%", "0 cells tagged 'check'"),
        ('# %% tags=["solution"]', '# %% tags=["wrong"]', "0 cells tagged 'solution'"),
        ("# - `length` in a cell of its own says it in words. Let it say it as a number.\n", "", "has 2 hints"),
        ("impc.setup()", "impc.setup()\n# " + "x" * 90, "wider than 88"),
        ("every animal is a mark", "each of 749 animals is a mark", "the number 749"),
        ("say(wording.typical(length)", "say('Mutants are short.'", "a ready sentence"),
        ("impc.setup()", "impc.setup()\nopen('/etc/hosts')", "an absolute path"),
        ('females = length.count("female", "mutant")', 'females = length.number("female")', "solution does not run"),
        (
            'females = length.count("female", "mutant")',
            'females = length.count("female", "wildtype")',
            "within the tolerance of the right one",
        ),
    ],
)
def test_one_change_is_one_breach(build, tmp_path, was, becomes, breach):
    source = CHART_PAGES
    text = source.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / source.name).write_text(text.replace(was, becomes), encoding="utf-8")
    found = build.problems(source.stem, build.read(tmp_path / source.name))
    assert any(breach in p for p in found), found
