"""Exercises: whatever a learner gives, ``check`` answers with a sentence that fits."""

import html
import json
import re
import subprocess
import sys
from decimal import Decimal
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from impc_nb.dataset import Dataset
from impc_nb.lesson import CORRECT, NOT_YET, UNANSWERED, UNKNOWN, check, checking, exercises, hint, progress, record
from impc_nb.lesson.reading import Refused, near_miss, read, same

# Three animals of 1, 2 and 6: their mean is 3, their median 2, their sum 9 (by hand).
LESSON = {
    "lesson": "77_by_hand",
    "load": "animals = [1.0, 2.0, 6.0]",
    "exercises": {
        "77.1": {
            "name": "mean",
            "unit": "cm",
            "tolerance": 0.05,
            "solution": {"code": "mean = sum(animals) / 3", "why": "The sum by the number."},
            "wrong": [
                {"code": "mean = animals[1]", "why": "this is the **median**."},
                {"code": "mean = sum(animals)", "why": "this is the sum; divide it."},
                {"code": "mean = animals[7]", "why": "there is no such animal."},
            ],
            "hints": ["Add & divide.", "Use `sum`.", "Divide by 3."],
        },
        "77.2": {
            "name": "mean",
            "unit": "",
            "tolerance": 0,
            "solution": {"code": "raise ValueError('the <release> is\\ndamaged')", "why": ""},
            "wrong": [],
            "hints": ["a", "b", "c"],
        },
    },
}


@pytest.fixture(autouse=True)
def by_hand(tmp_path, monkeypatch):
    """A lesson whose answers are computed by hand, in place of the shipped ones."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "77.json").write_text(json.dumps(LESSON))
    monkeypatch.setattr(exercises, "files", lambda package: tmp_path)
    monkeypatch.setattr(checking, "_hints_given", {})
    exercises._answers.cache_clear()
    yield
    exercises._answers.cache_clear()


@pytest.mark.parametrize(
    "answer",
    [3, 3.0, "3", " 3.0 cm", "3,0", "+3", "3e0", np.float32(3), np.int64(3), np.array(3), np.array([[3.0]]), [3], (3,), pd.Series([3.0]),
     pd.DataFrame({"a": [3]}), pd.Series(["3"], index=["x"]), Decimal(3), 3.04, 2.96],
    ids=lambda a: f"{type(a).__name__} {str(a)[:20]}",
)  # fmt: skip
def test_the_right_number_is_right_in_whatever_it_comes(answer):
    assert check("77.1", answer).state == CORRECT


@pytest.mark.parametrize("answer", [3.06, 2.94, 0, -3.0, 1e300, "-3", True * 2.0])
def test_another_number_is_not(answer):
    assert check("77.1", answer).state == NOT_YET


@pytest.mark.parametrize(
    ("answer", "words"),
    [(2, "median"), (9, "divide it"), (-3, "wrong sign"), (30, "factor of 10"), (0.03, "factor of 100"), (-3000, "factor of 1000"),
     (3.1, "close"), (5, "not one of the mistakes known"), (0, "not one of the mistakes known"),
     (None, "None"), (float("nan"), "missing value"), (pd.NA, "missing value"), (pd.NaT, "missing value"),
     (np.array([np.nan]), "missing value"),
     (float("inf"), "divide by zero"), (10**400, "beyond any measurement"), (True, "`True`, yes or no"),
     (3 + 0j, "type `complex`"), ({3}, "type `set`"),
     ([], "is empty"), ("", "empty text"), ("...", "empty text"), ("three", "“three”"), ("3 mm", "“3 mm”"),
     (pd.DataFrame({"a": [3, 3]}), "2 values"),
     (pd.DataFrame(), "is empty"), ("1 + 2", "without quotation marks"),
     (Dataset(pd.DataFrame({"data_point": [9.1]}), {}), "`.count(...)`"),
     (np.zeros((2000, 3000)), "6,000,000 values"), (range(10**9), "1,000,000,000 values"),
     ("9" * 10**6, "999…”"),
     (max, "not called"), (lambda: 3, "not called"), (float, "not called"), (object(), "type `object`"), (LESSON, "3 values")],
    ids=lambda a: f"{type(a).__name__} {str(a)[:20]}" if not isinstance(a, pd.DataFrame) else "table",
)  # fmt: skip
def test_each_answer_that_is_not_right_hears_why(answer, words):
    verdict = check("77.1", answer)
    assert verdict.state == NOT_YET
    assert words in verdict.message
    assert len(verdict.message) < 400


class Nasty:
    """Raises whatever it is asked."""

    def __getattribute__(self, name):
        raise RuntimeError("<script>alert(1)</script> no")


def test_it_never_raises_and_never_runs_what_it_is_given():
    for answer in (Nasty(), "__import__('os').abort()", "<img src=x onerror=alert(1)>", "**bold** `code`"):
        verdict = check("77.1", answer)
        assert verdict.state in (NOT_YET, UNKNOWN) and verdict.message
        assert "<script" not in verdict._repr_html_() and "<img" not in verdict._repr_html_()


def test_thousands_and_decimals_in_a_text():
    assert read("1,234") == 1234
    assert read("1,234,567.5") == 1234567.5
    assert read("−0,75 cm", unit="cm") == -0.75


def test_an_untouched_stub_is_no_mistake():
    verdict = check("77.1", ...)
    assert verdict.state == UNANSWERED and verdict.hints == tuple(LESSON["exercises"]["77.1"]["hints"])


@pytest.mark.parametrize("exercise", ["77.9", "99.1", "", "../77", "x" * 10**6, None, 77.1, ["77.1"], "<b>"])
def test_an_unknown_exercise_is_named_and_the_known_ones_listed(exercise):
    verdict = check(exercise, 3)
    assert verdict.state == UNKNOWN
    assert "77" in verdict.message and len(verdict.message) < 400
    assert "77" in hint(exercise).message


def test_a_release_that_cannot_be_read_is_a_sentence():
    verdict = check("77.2", 3)
    assert verdict.state == UNKNOWN and "damaged" in verdict.message
    assert "<release>" not in verdict._repr_html_() and html.escape("<release>") in verdict._repr_html_()


def test_the_answer_is_tried_on_the_release_in_use(tmp_path, monkeypatch):
    spec = LESSON | {"load": "import os\nanimals = [float(os.environ['IMPC_NB_RELEASE'])] * 3"}
    (tmp_path / "exercises" / "77.json").write_text(json.dumps(spec))
    for release in ("4", "5"):
        monkeypatch.setenv("IMPC_NB_RELEASE", release)
        assert check("77.1", float(release)).state == CORRECT


def test_hints_come_one_by_one_and_the_last_stays():
    assert [hint("77.1").message for _ in range(4)] == [
        "Hint 1 of 3: Add & divide.", "Hint 2 of 3: Use `sum`.", "Hint 3 of 3: Divide by 3.", "Hint 3 of 3: Divide by 3."
    ]  # fmt: skip


class Balance(HTMLParser):
    """Whether each tag that opens is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.well = [], True
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        self.well &= bool(self.open) and self.open.pop() == tag


@pytest.mark.parametrize("answer", [..., 3, 2, None, "<details>", 5])
def test_the_box_is_well_formed_says_the_state_and_folds_hints_into_hints(answer):
    verdict = check("77.1", answer)
    box = verdict._repr_html_()
    balance = Balance(box)
    assert balance.well and not balance.open
    assert f'data-state="{verdict.state}"' in box and verdict.state.capitalize() in box
    assert box.count("<details") == (0 if verdict.state == CORRECT else 3)
    if verdict.state != CORRECT:
        first, second, third = (box.index(f"Hint {n} of 3") for n in (1, 2, 3))
        assert first < second < third and "</details>" not in box[first:third]
        assert "Add &amp; divide." in box and re.search(r'<code style="[^"]*color:inherit">sum</code>', box)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("answer", [..., 3, 2])
def test_words_can_be_read_on_their_ground(answer):
    """WCAG 2.1 asks for a contrast of 4.5; both text colours are given with the ground, so a dark theme changes neither."""
    box = check("77.1", answer)._repr_html_()
    ground = _luminance(re.search(r"background:(#\w{6})", box)[1])
    for colour in re.findall(r"[;\"]color:(#\w{6})", box):
        assert (ground + 0.05) / (_luminance(colour) + 0.05) >= 4.5


def test_a_terminal_shows_plain_text():
    assert repr(check("77.1", 2)) == '→ Exercise 77.1: not yet. 2 cm: this is the median.\n  impc_nb.hint("77.1") gives a hint.'
    assert repr(check("77.1", 3)) == "✓ Exercise 77.1: correct. 3 cm. The sum by the number."


def test_a_check_needs_neither_panel_nor_holoviews():
    code = "import impc_nb, sys; impc_nb.check('05.1', ...); print([m for m in ('panel', 'holoviews') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# ---------------------------------------------------------------- answers that are no numbers
@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [
        ("text", " myo6 ", "Myo6"), ("text", pd.Series(["MP:0001258"]), "MP:0001258"), ("text", ["two  words"], "Two words"),
        ("yes-no", True, True), ("yes-no", "No", False), ("yes-no", np.bool_(False), False),
        ("names", "Cib2, Myo6", ("Myo6", "Cib2")), ("names", {"cib2", "Myo6"}, ("Myo6", "Cib2")),
        ("names", pd.DataFrame({"gene": ["Cib2", "Myo6", "Myo6"]}), ("Myo6", "Cib2")), ("order", ("a", "b"), ("a", "b")),
        ("order", pd.Index(["a", "B"]), ("A", "b")),
    ],
)  # fmt: skip
def test_each_kind_of_answer_is_read_from_whatever_holds_it(kind, answer, right):
    assert same(read(answer, kind), right, kind=kind)


@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [("text", "Myo7", "Myo6"), ("yes-no", "yes", False), ("names", ["Myo6"], ("Myo6", "Cib2")), ("order", ["b", "a"], ("a", "b")),
     ("names", ["Myo6", "Cib2", "Gls2"], ("Myo6", "Cib2"))],
)  # fmt: skip
def test_another_answer_of_a_kind_is_not_right(kind, answer, right):
    assert not same(read(answer, kind), right, kind=kind)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("text", 7, "the number 7"), ("text", " ", "empty text"), ("text", ["a", "b"], "2 values"),
        ("text", float("nan"), "missing value"), ("yes-no", 1, "True"),
        ("yes-no", "perhaps", "perhaps"), ("names", 3, "several names"), ("names", [], "empty"), ("names", [1, 2], "`1`, which is no name"),
        ("names", "...", "empty text"), ("order", [["a"]], "`list`, which is no name"),
        ("names", pd.DataFrame({"a": ["x"], "b": ["y"]}), "2 columns"), ("order", {"a": 1}, "right order"), ("order", None, "`None`"),
        ("names", (str(n) for n in range(10**9)), "several names"), ("yes-no", len, "parentheses"),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_hears_what_is_asked(kind, answer, words):
    said = read(answer, kind)
    assert isinstance(said, Refused)
    assert words in said


def test_names_that_nearly_fit_hear_how_many():
    assert "1 of 2 are there, 1 does not belong" in near_miss(("Myo6", "Gls2"), ("Myo6", "Cib2"), "names")
    assert "another order" in near_miss(("b", "a"), ("a", "b"), "order")


# ---------------------------------------------------------------- progress
def test_progress_counts_tries_and_stays_solved():
    assert list(progress()["solved"]) == [0]
    for answer in (..., 9.0, 3.0, 9.0):
        check("77.1", answer)
    assert record.read_progress()["77.1"]["state"] == CORRECT
    assert record.read_progress()["77.1"]["tries"] == 2  # an untouched stub is no try, and what is solved stays so
    assert progress().iloc[0].to_dict() == {"lesson": "77 By hand", "exercises": 2, "solved": 1, "tried": 0, "done": "●○"}


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"layout": 9, "exercises": {}}', '{"layout": 1, "exercises": {"77.1": 3}}', "\0" * 9])
def test_a_damaged_progress_file_is_none_and_is_written_anew(content):
    record.progress_file().write_text(content)
    assert record.read_progress() == {}
    check("77.1", 3)
    assert record.read_progress()["77.1"]["state"] == CORRECT


def test_progress_that_cannot_be_written_costs_no_answer(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("IMPC_NB_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert check("77.1", 3).state == CORRECT


def test_starting_over_keeps_the_old_file_beside():
    check("77.1", 3)
    record.start_over()
    record.start_over()
    assert record.read_progress() == {}
    assert record.progress_file().with_suffix(".json.old").is_file()
