"""The two life stages of a measurement: the IMPC's, which follows from the procedure, and the animal's, which follows from its age."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impc_nb.schema import CONTROL, EARLY, LATE, MIDDLE

#: Weeks of age at which each adult stage begins and ends, as the IMPC's website states them.
WEEKS = {EARLY: (0, 16), MIDDLE: (16, 48), LATE: (48, np.inf)}
TOLERANCE = 2.0
"""Weeks beside the bounds that are not called a disagreement: the last early adult tests are planned for week 16."""

_POOLED = {"IMPC_BWT_008_001": "pools the body weights of all ages in one curve"}


def stage_of_age(weeks: float) -> str | None:
    """The adult life stage of an age in weeks: early below 16, middle aged to 48, late beyond; None for a missing age.

    The IMPC does not state where exactly 16 and 48 weeks belong; here both are middle aged.

    >>> print(stage_of_age(13), "|", stage_of_age(16), "|", stage_of_age(59))
    Early adult | Middle aged adult | Late adult
    """
    if not weeks >= 0:
        return None
    return EARLY if weeks < WEEKS[EARLY][1] else MIDDLE if weeks <= WEEKS[MIDDLE][1] else LATE


def age_note(about: Mapping, animals: pd.DataFrame) -> str:
    """Where the life stage by procedure and the real age of the animals disagree, as a sentence; empty where they agree.

    Parameters
    ----------
    about : mapping
        ``life_stage_name`` and ``parameter_stable_id``, as :attr:`impc_nb.Dataset.about` has them.
    animals : DataFrame
        One row per measurement with ``age_in_weeks`` (missing ages are left out) and, if there, ``biological_sample_group``.
        A table of body-weight curves will do: its rows are means per week.

    Returns
    -------
    str
        How many measurements were made at another age than the life stage says, by more than two weeks, and at which ages. Embryo
        stages are not judged, as no age since birth belongs to them.

    Examples
    --------
    >>> old = pd.DataFrame({"age_in_weeks": [10.0, 12.0, 59.0]})
    >>> print(age_note({"life_stage_name": "Early adult", "parameter_stable_id": "IMPC_DXA_006_001"}, old)[44:])
    but 1 of 3 measurements was made at another age: at 59 weeks, where early adult means before 16 weeks.
    """
    stage, parameter = about.get("life_stage_name"), str(about.get("parameter_stable_id") or "")
    ages = animals["age_in_weeks"].dropna()
    if stage not in WEEKS or ages.empty:
        return ""
    begin, end = WEEKS[stage]
    other = ages[(ages < begin - TOLERANCE) | (ages > end + TOLERANCE)]
    if other.empty:
        return ""
    low, high = (f"{weeks:.0f}" for weeks in (other.min(), other.max()))
    when = f"at {low} weeks" if low == high else f"at {low} to {high} weeks"
    means = {EARLY: "before 16 weeks", MIDDLE: "16 to 48 weeks", LATE: "after 48 weeks"}[stage]
    mutants = ""
    if "biological_sample_group" in animals:
        mutant = (animals.loc[other.index, "biological_sample_group"] != CONTROL).sum()
        mutants = f" ({mutant} of them mutants)" if mutant else " (all of them wildtypes)"
    pooled = f"{parameter} {_POOLED[parameter]}. " if parameter in _POOLED else ""
    made = "was" if len(other) == 1 else "were"
    return (f'{pooled}Filed under "{stage}" by its procedure, but {len(other):,} of {len(ages):,} measurements{mutants} {made} made at '
            f"another age: {when}, where {stage.lower()} means {means}.")  # fmt: skip
