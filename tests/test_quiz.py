"""The quiz: every item is whole, marks right and wrong with its own words, and is drawn fairly."""

import pytest
import yaml

from impc_nb.lesson import quiz
from impc_nb.lesson.quiz import KINDS, Item, Option, draw, quiz_items
from impc_nb.lesson.verdict import CORRECT, NOT_YET, UNANSWERED
from impc_nb.schema import NotFound

ONE = Item("77.q1", "single", "?", (Option("a", True, "A it is."), Option("b", False, "B is not.")))
SEVERAL = Item("77.q2", "multiple", "?", (Option("a", True, "So."), Option("b", True, "Too."), Option("c", False, "Never.")))
ORDER = Item("77.q3", "order", "?", tuple(Option(t, False, f"{t} then.") for t in "cab"), answer=tuple("abc"))
NUMBER = Item("77.q4", "number", "?", answer=3.0, why="By hand.", unit="cm", tolerance=0.05, wrong=((2.0, "that is the **median**."),))


@pytest.mark.parametrize(
    ("item", "given", "state", "words"),
    [
        (ONE, "a", CORRECT, "A it is."), (ONE, "b", NOT_YET, "B is not."), (ONE, "z", NOT_YET, "none of the options"),
        (ONE, ..., UNANSWERED, ""),
        (SEVERAL, ["a", "b"], CORRECT, "Too."), (SEVERAL, ["a"], NOT_YET, "(not chosen): Too."),
        (SEVERAL, ["a", "b", "c"], NOT_YET, "Never."),
        (SEVERAL, [], UNANSWERED, ""), (ORDER, ["a", "b", "c"], CORRECT, ""), (ORDER, ["a", "c"], NOT_YET, "number 2"),
        (ORDER, ["a", "b"], NOT_YET, "you gave 2"), (ORDER, ["b"], NOT_YET, "number 1"), (NUMBER, "3 cm", CORRECT, "By hand."),
        (NUMBER, 3.04, CORRECT, ""), (NUMBER, 2, NOT_YET, "median"), (NUMBER, 9, NOT_YET, "By hand."), (NUMBER, "x", NOT_YET, "one number"),
        (NUMBER, "", UNANSWERED, ""),
    ],
)  # fmt: skip
def test_every_answer_hears_why(item, given, state, words):
    verdict = item.mark(given)
    assert verdict.state == state
    assert words in verdict.message


def broken(said: dict) -> list[str]:
    """What an item lacks, a sentence each."""
    out = [f"it lacks {key}" for key in ("id", "kind", "question") if not said.get(key)]
    if said.get("kind") not in KINDS:
        return [*out, "it has no kind"]
    if said["kind"] == "number":
        out += ["code and why"] * (not (said.get("code") and said.get("why"))) + ["wrong answers"] * (len(said.get("wrong", ())) < 2)
        return out + [f"{case['code']} has no why" for case in said.get("wrong", ()) if len(case.get("why", "").split()) < 3]
    options = said.get("options", ())
    out += ["three options"] * (len(options) < 3) + [f"{o['text']} has no why" for o in options if len(str(o.get("why", "")).split()) < 3]
    right = [o.get("right", False) for o in options]
    if said["kind"] == "single" and right.count(True) != 1 and not any(isinstance(one, str) for one in right):
        out.append("one right option")
    if said["kind"] == "multiple" and not any(right):
        out.append("a right option")
    return out + ["options that differ"] * (len({o["text"] for o in options}) < len(options))


SAID = yaml.safe_load((quiz.files("impc_nb") / "exercises" / "quiz.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("said", SAID, ids=lambda said: str(said.get("id")))
def test_an_item_is_whole(said):
    assert broken(said) == []


def test_a_broken_item_is_seen():
    assert broken({"id": "1", "kind": "single", "question": "?", "options": [{"text": "a"}, {"text": "a"}]}) != []
    assert broken({"id": "1", "kind": "essay", "question": "?"}) == ["it has no kind"]


def test_ids_are_unique_and_single_items_have_one_right_option():
    items = quiz_items()
    assert len({item.id for item in items}) == len(items) == len(SAID)
    for item in items:
        if item.kind == "single":
            assert sum(option.right for option in item.options) == 1, item.id
        if item.kind == "multiple":
            assert any(option.right for option in item.options), item.id
        if item.kind == "number":
            assert item.mark(item.answer).state == CORRECT
            for value, why in item.wrong:
                assert why in item.mark(value).message, item.id


def test_what_the_release_has_no_data_for_is_not_asked(monkeypatch):
    def refuse(**_):
        raise NotFound("No such gene here.")

    monkeypatch.setattr(quiz.impc_nb, "load_dataset", refuse)
    left = {item.id for item in quiz._items.__wrapped__("another")}
    assert {said["id"] for said in SAID} - left == {said["id"] for said in SAID if said.get("chart")} != set()


def test_other_items_come_first_when_tried_again():
    first = draw(2, seed=1)
    second = draw(len(quiz_items()) - 2, seed=2, but=tuple(item.id for item in first))
    assert not {item.id for item in first} & {item.id for item in second}
    assert draw(2, seed=1) == first
    assert len(draw(1000)) == len(quiz_items())


def test_an_unknown_chapter_is_named():
    with pytest.raises(NotFound, match="'99'.*there are 02, 05|No chapter '99'"):
        quiz_items("99")


def test_the_form_counts_right_answers_and_passes_at_four_of_five():
    from impc_nb.lesson.quiz_form import QuizForm

    form = QuizForm(number=3, seed=3)
    shown = [item.id for item in form.items]
    assert "0 of 3 right" in form.score.object
    for item in form.items:
        form.states[item.id] = CORRECT
    form._tell()
    assert "That passes" in form.score.object
    form.start()
    assert [item.id for item in form.items] != shown
    assert "0 of 3" in form.score.object


def test_the_learn_page_offers_the_quiz_once_it_is_asked_for():
    from dashboards.pages.learn import LearnPage
    from dashboards.view import View

    page = LearnPage(View(page="learn"), "teaching")
    assert not len(page.quiz)
    page._quiz()
    assert len(page.quiz) == 1 and not page.start_quiz.visible
