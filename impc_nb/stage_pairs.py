"""What was found at two life stages, as one pair: its words, its colour and its two signs."""

from __future__ import annotations

STATES = ("significant", "not significant", "not tested", "unknown")
"""The state of one stage; of several results, the first that any of them has."""

SIGNIFICANT, NOT_SIGNIFICANT, NOT_TESTED, UNKNOWN = range(4)  # places in STATES

SIGNS = ("■", "–", "", "□")
"""The sign of each state; in a cell the left one is early, the right one the older stage."""

_BOTH, _OLDER, _EARLY, _NEITHER, _BLANK = "#B894D6", "#F29B63", "#62BDC6", "#D3DBE2", "#FFFFFF"
_OLDER_ALONE, _EARLY_ALONE, _PARTLY, _UNSAID = "#FBD9C0", "#CBE8EB", "#E9EDF0", "#F7F8F9"


def pair_code(early: int, older: int) -> int:
    """A pair of states (places in :data:`STATES`) as one number from 0 to 15; works on arrays too."""
    return 4 * early + older


def pair_words(early: str, older: str, stage: str = "late") -> str:
    """A pair of states in words: "late only" needs an early test that found nothing, and "neither" two.

    >>> print(pair_words("not significant", "significant"), "|", pair_words("unknown", "significant", "middle aged"))
    late only | early unknown, middle aged significant
    """
    found, tested = STATES[SIGNIFICANT], STATES[NOT_SIGNIFICANT]
    known = {
        (found, found): f"early and {stage}", (tested, found): f"{stage} only", (found, tested): "early only",
        (tested, tested): "neither", (STATES[NOT_TESTED], STATES[NOT_TESTED]): "not tested",
    }  # fmt: skip
    return known.get((early, older), f"early {early}, {stage} {older}")


def _colour(early: int, older: int) -> str:
    strong = {(SIGNIFICANT, SIGNIFICANT): _BOTH, (NOT_SIGNIFICANT, SIGNIFICANT): _OLDER, (SIGNIFICANT, NOT_SIGNIFICANT): _EARLY,
              (NOT_SIGNIFICANT, NOT_SIGNIFICANT): _NEITHER, (NOT_TESTED, NOT_TESTED): _BLANK}  # fmt: skip
    if (early, older) in strong:
        return strong[early, older]
    if SIGNIFICANT in (early, older):  # nothing can be said of the other stage: the colour of the one, paler
        return _OLDER_ALONE if older == SIGNIFICANT else _EARLY_ALONE
    return _PARTLY if NOT_SIGNIFICANT in (early, older) else _UNSAID


COLOURS = tuple(_colour(early, older) for early in range(4) for older in range(4))
"""Colour of each pair by :func:`pair_code`; told apart under the common colour-vision deficiencies, dark signs stand out on all."""
