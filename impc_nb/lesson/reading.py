"""Reading what a learner gives, and comparing it: one number, a text, yes or no, names in any order, or an order."""

from __future__ import annotations

import math
import re
from inspect import isroutine
from itertools import islice
from numbers import Number

import pandas as pd

from impc_nb.dataset import Dataset
from impc_nb.lesson.verdict import cut

KINDS = {
    "number": "one number", "text": "one text", "yes-no": "`True` or `False`", "names": "several names, in any order",
    "order": "several names, in the right order",
}  # fmt: skip
_MOST = 1000  # names that are read of an answer
_YES, _NO = ("true", "yes", "y"), ("false", "no", "n")
_EMPTY = "Your answer is empty. Did a condition let nothing through?"


class Refused(str):
    """A sentence that says why an answer cannot be compared."""


def read(answer: object, kind: str = "number", unit: str = "") -> float | str | bool | tuple | Refused:
    """What ``answer`` holds, as ``kind`` compares it; a sentence when it holds no such thing."""
    if answer is None:
        return Refused("Your answer is `None`: nothing was kept. Did the line end in `print(...)`? Keep the value itself.")
    if isroutine(answer) or isinstance(answer, type):
        return Refused("Your answer is a function that was not called. Add its parentheses and what goes between them.")
    if kind in ("names", "order"):
        return _names(answer, kind)
    one = _only(answer, kind)
    if isinstance(one, Refused):
        return one
    if kind == "yes-no":
        plain = str(one).strip().lower() if not isinstance(one, Number) or isinstance(one, bool) else ""
        if plain in _YES + _NO:
            return plain in _YES
        return _wrong_kind(one, kind)
    if kind == "text":
        if isinstance(one, str) and one.strip(" ."):
            return " ".join(one.split())
        return Refused("Your answer is an empty text; put one there.") if isinstance(one, str) else _wrong_kind(one, kind)
    return _number_in_text(one, unit) if isinstance(one, str) else _number(one, unit)


def same(one: object, other: object, tolerance: float = 0, kind: str = "number") -> bool:
    """Whether two answers, as :func:`read` gives them, count as equal; None equals nothing.

    Numbers are equal within ``tolerance`` in the exercise's unit, texts in any case, names in any order.
    """
    if one is None or other is None:
        return False
    if kind == "number":
        return abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(other))
    if kind == "text":
        return one.casefold() == other.casefold()
    folded = [tuple(name.casefold() for name in names) if kind in ("names", "order") else names for names in (one, other)]
    return set(folded[0]) == set(folded[1]) if kind == "names" else folded[0] == folded[1]


def shown(value: object, unit: str = "") -> str:
    """An answer as a sentence names it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return cut(value, 80)
    if isinstance(value, tuple):
        return cut(", ".join(value), 200)
    text = f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e9 else f"{value:.4g}"
    return f"{text.replace('-', '−')} {unit}".strip()


def near_miss(found: object, right: object, kind: str = "number") -> str:
    """What answers that are wrong in a way every exercise knows have in common with the right one."""
    if kind in ("names", "order"):
        return _near_names(found, right, kind)
    if kind != "number" or not right:
        return " is not the answer. Open a hint."
    ratio = found / right
    if math.isclose(ratio, -1, rel_tol=0.02):
        return " has the right size and the **wrong sign**. A difference is mutant minus wildtype, and late minus early."
    for factor in (10, 100, 1000):
        if math.isclose(abs(ratio), factor, rel_tol=0.02) or math.isclose(abs(ratio), 1 / factor, rel_tol=0.02):
            return f" differs from the answer by a factor of {factor}. Mind the **unit** the question asks for."
    if math.isclose(ratio, 1, rel_tol=0.05):
        return " is close. Did you **round** on the way, or leave out an animal? Keep all digits until the end."
    return " is not the answer, and not one of the mistakes known here. Open a hint."


def _near_names(found: tuple, right: tuple, kind: str) -> str:
    given, wanted = ({name.casefold() for name in names} for names in (found, right))
    if given == wanted:
        return " are the right names in **another order**." if kind == "order" else ""
    said = [f"{len(given & wanted)} of {len(wanted)} are there"]
    more = len(given - wanted)
    said += [f"{more} do{'es' if more == 1 else ''} not belong"] * bool(more)
    return f": {', '.join(said)}. Open a hint."


def _only(answer: object, kind: str) -> object:
    """The one value in ``answer``."""
    size = getattr(answer, "size", None)
    if size is None and hasattr(answer, "__len__") and not isinstance(answer, str):
        size = len(answer)
    if isinstance(size, int) and size != 1:
        what = f"{size:,} values (`{cut(type(answer).__name__, 40)}`)"
        how = "Pick one of them, or count or average them, as the question says." if kind == "number" else "Pick one of them."
        return Refused(f"Your answer holds {what}; the question asks for **{KINDS[kind]}**. {how}" if size else _EMPTY)
    if hasattr(answer, "to_numpy"):
        answer = answer.to_numpy()
    if hasattr(answer, "item"):
        answer = answer.item()
    elif isinstance(answer, (list, tuple)):
        answer = answer[0]
    if not isinstance(answer, str) and pd.api.types.is_scalar(answer) and pd.isna(answer):
        return Refused(f"Your answer is `{answer}`, a missing value: it comes from a group without animals, or from one without a value.")
    return answer


def _names(answer: object, kind: str) -> tuple | Refused:
    """The texts in ``answer``, or a sentence."""
    if isinstance(answer, pd.DataFrame):
        if answer.shape[1] != 1:
            return Refused(f"Your answer is a table of {answer.shape[1]} columns; the question asks for {KINDS[kind]}: pick one column.")
        answer = answer.iloc[:, 0]
    if isinstance(answer, str):
        if not answer.strip(" ."):
            return Refused("Your answer is an empty text; put names there.")
        answer = answer.split(",")
    if isinstance(answer, dict) or not hasattr(answer, "__iter__"):
        return _wrong_kind(answer, kind)
    names = list(islice(iter(answer), _MOST + 1))
    if not names:
        return Refused(_EMPTY)
    if len(names) > _MOST:
        return _wrong_kind(answer, kind)
    other = next((name for name in names if not isinstance(name, str)), None)
    if other is not None:
        what = cut(str(other), 40) if isinstance(other, Number) else cut(type(other).__name__, 40)
        return Refused(f"Your answer holds `{what}`, which is no name; the question asks for **{KINDS[kind]}**. Which column has them?")
    names = [" ".join(name.split()) for name in names]
    return tuple(dict.fromkeys(names)) if kind == "names" else tuple(names)


def _wrong_kind(answer: object, kind: str, unit: str = "") -> Refused:
    what, more = f"of type `{cut(type(answer).__name__, 40)}`", ""
    if isinstance(answer, str):
        what, more = f"the text “{cut(answer, 40)}”", " Code goes without quotation marks." if re.search(r"[(\[+*/]", answer) else ""
    elif isinstance(answer, int | float):
        what = f"`{answer}`, yes or no" if isinstance(answer, bool) else f"the number {answer:.4g}" if abs(answer) < 1e300 else what
    elif isinstance(answer, Dataset):
        what, more = "a whole dataset", " Ask it for one, as in `.count(...)` or `.mean(...)`." * (kind == "number")
    return Refused(f"Your answer is {what}; the question asks for **{KINDS[kind]}**{f' (in {unit})' if unit else ''}.{more}")


def _number(answer: object, unit: str) -> float | Refused:
    if isinstance(answer, bool | complex) or not isinstance(answer, Number):
        return _wrong_kind(answer, "number", unit)
    value = float(answer) if abs(answer) < 1e300 else math.inf
    return value if math.isfinite(value) else Refused("Your answer is beyond any measurement; did you divide by zero?")


def _number_in_text(text: str, unit: str) -> float | Refused:
    plain = text.strip().replace("−", "-").removesuffix(unit).strip()
    plain = plain.replace(",", "" if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", plain) else ".")
    if plain in ("", "..."):
        return Refused("Your answer is an empty text; put a number there.")
    if len(plain) > 40 or not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", plain):
        return _wrong_kind(text, "number", unit)
    return _number(float(plain), unit)
