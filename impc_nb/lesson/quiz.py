"""The quiz: items of one YAML file, drawn, marked and explained option by option.

An item is a mapping in ``impc_nb/exercises/quiz.yml``::

    id: "05.q1"                    chapter, then its number within it
    kind: single                   single, multiple, order or number
    question: Which sign has a difference in which mutants have less?
    chart: {plot: distribution, gene: Myo6, parameter: Body length, life_stage: Early adult}   # optional: read the chart
    options:                       # of single, multiple and order (in the right order)
      - {text: a minus, right: true, why: It is mutant minus wildtype.}
      - {text: a plus, why: That would be wildtype minus mutant.}
    code: answer = ...             # of number: computed on the release in use; unit and tolerance beside it
    wrong: [{code: answer = ..., why: ...}]

``right`` is true, false or, where it depends on the animals, a line of Python over ``data`` (the chart's dataset) and ``impc``.
"""

from __future__ import annotations

import contextlib
import os
import random
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import yaml

import impc_nb
from impc_nb.lesson.reading import Refused, read, same, shown
from impc_nb.lesson.verdict import CORRECT, NOT_YET, UNANSWERED, Verdict, cut
from impc_nb.schema import ImpcError, NotFound

KINDS = {
    "single": "Choose one.", "multiple": "Choose all that are true.", "order": "Put them in order.", "number": "Give one number.",
}  # fmt: skip
PASS = 0.8
"""The share of right answers that passes."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: whether it is right on the release in use, and why."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Item:
    """One question; ``options`` stand in the order shown, those of an order item in another than the right one."""

    id: str
    kind: str
    question: str
    options: tuple[Option, ...] = ()
    answer: object = None
    why: str = ""
    unit: str = ""
    tolerance: float = 0
    wrong: tuple[tuple[object, str], ...] = ()
    chart: dict = field(default_factory=dict, hash=False)

    @property
    def chapter(self) -> str:
        return self.id[:2]

    def mark(self, given: object) -> Verdict:
        """Say whether ``given`` is right, and why each chosen or missed option is or is not. It never raises on what is given.

        ``given`` is the text of an option, several of them, or a number; ``...``, None or nothing chosen is no answer.
        """
        if given is ... or given is None or (isinstance(given, list | tuple | set | str) and not len(given)):
            return Verdict(self.id, UNANSWERED, KINDS[self.kind])
        if self.kind == "number":
            return self._number(given)
        chosen = [given] if isinstance(given, str) else list(given)
        known = {option.text: option for option in self.options}
        unknown = [text for text in chosen if text not in known]
        if unknown:
            return Verdict(self.id, NOT_YET, f"“{cut(str(unknown[0]), 60)}” is none of the options.")
        if self.kind == "order":
            return self._order(chosen)
        right = {option.text for option in self.options if option.right}
        told = [_told(option, option.text in chosen) for option in self.options if option.text in chosen or option.right]
        return Verdict(self.id, CORRECT if set(chosen) == right else NOT_YET, " ".join(told))

    def _order(self, chosen: list[str]) -> Verdict:
        if chosen == list(self.answer):
            return Verdict(self.id, CORRECT, " ".join(option.why for option in self.options if option.why))
        at = next((n for n, (one, other) in enumerate(zip(chosen, self.answer, strict=False)) if one != other), len(chosen))
        if at >= len(self.answer) or at >= len(chosen):
            return Verdict(self.id, NOT_YET, f"Right so far, but {len(self.answer)} belong in the order; you gave {len(chosen)}.")
        why = next(option.why for option in self.options if option.text == self.answer[at])
        return Verdict(self.id, NOT_YET, f"“{chosen[at]}” does not come as number {at + 1}. {why}")

    def _number(self, given: object) -> Verdict:
        found = read(given, "number", self.unit)
        if isinstance(found, Refused):
            return Verdict(self.id, NOT_YET, str(found))
        if same(found, self.answer, self.tolerance):
            return Verdict(self.id, CORRECT, f"**{shown(self.answer, self.unit)}**. {self.why}")
        told = next((why for value, why in self.wrong if same(found, value, self.tolerance)), f"The answer is another. {self.why}")
        return Verdict(self.id, NOT_YET, f"{shown(found, self.unit)}: {told}")


def _told(option: Option, chosen: bool) -> str:
    sign = "✓" if option.right and chosen else "✗" if chosen else "○"
    missed = " (not chosen)" if not chosen else ""
    return f"{sign} “{option.text}”{missed}: {option.why}"


def quiz_items(chapter: str | None = None) -> tuple[Item, ...]:
    """The items of a chapter ("05"), or all, as they stand on the release in use; those about data it does not have are left out.

    Raises
    ------
    NotFound
        If no chapter has that number.
    """
    items = _items(os.environ.get("IMPC_NB_RELEASE"))
    if chapter is None:
        return items
    found = tuple(item for item in items if item.chapter == str(chapter)[:2].zfill(2))
    if not found:
        known = sorted({item.chapter for item in items})
        raise NotFound(f"No chapter {str(chapter)[:20]!r} has quiz items; there are {', '.join(known)}.")
    return found


def draw(number: int = 10, chapter: str | None = None, seed: int | None = None, but: tuple[str, ...] = ()) -> tuple[Item, ...]:
    """``number`` items by lot, every chapter as evenly as possible; those named in ``but`` only when the others do not suffice."""
    lot = random.Random(seed)
    by_chapter: dict[str, list[Item]] = {}
    for item in lot.sample(quiz_items(chapter), len(quiz_items(chapter))):
        by_chapter.setdefault(item.chapter, []).append(item)
    for items in by_chapter.values():
        items.sort(key=lambda item: item.id in but)
    order = [item for n in range(max(map(len, by_chapter.values()))) for item in (i[n] for i in by_chapter.values() if n < len(i))]
    order.sort(key=lambda item: item.id in but)
    return tuple(sorted(order[:number], key=lambda item: item.id))


@lru_cache(maxsize=4)
def _items(release: str | None) -> tuple[Item, ...]:
    said = yaml.safe_load((files("impc_nb") / "exercises" / "quiz.yml").read_text(encoding="utf-8"))
    items = []
    for one in said:
        with contextlib.suppress(ImpcError):  # about animals that this release does not have: it is not asked
            items.append(_item(one))
    return tuple(items)


def _item(said: dict) -> Item:
    kind, names = said["kind"], {"impc": impc_nb}
    common = {key: said.get(key, "") for key in ("id", "kind", "question", "why", "unit")} | {"chart": said.get("chart") or {}}
    if common["chart"]:
        names["data"] = impc_nb.load_dataset(**{key: value for key, value in common["chart"].items() if key != "plot"})
    if kind == "number":
        answer, *wrong = [(_ran(case["code"], names), case.get("why", "")) for case in (said, *said.get("wrong", ()))]
        return Item(**common | {"why": answer[1]}, answer=answer[0], tolerance=said.get("tolerance", 0), wrong=tuple(wrong))
    options = [Option(o["text"], _truth(o.get("right", False), names), o.get("why", "")) for o in said["options"]]
    lot = random.Random(said["id"])  # an item looks the same every time
    mixed = lot.sample(options, len(options))
    if kind == "order" and mixed == options:
        mixed.reverse()
    return Item(**common, options=tuple(mixed), answer=tuple(o.text for o in options) if kind == "order" else None)


def _truth(said: object, names: dict) -> bool:
    return bool(eval(said, dict(names))) if isinstance(said, str) else bool(said)  # our own line of the YAML file


def _ran(code: str, names: dict) -> float:
    shared = dict(names)
    exec(code, shared)  # as above
    return float(shared["answer"])
