"""Early beside late adults of one line and parameter, on one axis."""

from __future__ import annotations

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.plots import marks
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import ImpcError

_LATE_AT = 5  # the late slots start here: a gap of one between the stages


def _heading(dataset: Dataset) -> str:
    age = dataset.part()["age_in_weeks"].median()
    stage = text(dataset.about["life_stage_name"] or "stage not stated").removesuffix(" adult")
    return f"{stage},\n{age:.0f} weeks" if np.isfinite(age) else stage


def life_stages(early: Dataset, late: Dataset) -> Picture:
    """Mutants and wildtypes of both life stages by sex, on one y axis.

    Parameters
    ----------
    early, late : Dataset
        The same line and parameter at two life stages, in the same unit. Missing values are not drawn.

    Returns
    -------
    Overlay
        Eight Points (early, then late), box and median of wildtypes and of mutants, and the two headings with the median age.

    Raises
    ------
    ImpcError
        If the units differ or one of them is categorical.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> table = pd.DataFrame({"data_point": [20.0, 21.0], "sex": "female", "biological_sample_group": ["experimental", "control"]})
    >>> young, old = (Dataset(table, {"unit": "g", "life_stage_name": s}) for s in ("Early adult", "Late adult"))
    >>> print(len(plots.life_stages(young, old)))
    13
    """
    if early.categorical or late.categorical:
        raise ImpcError("Categories have no common axis: compare them with plots.categories, one life stage at a time.")
    if early.unit != late.unit:
        raise ImpcError(f"Early values are in {early.unit or 'no unit'}, late ones in {late.unit or 'no unit'}: no common axis.")
    y = marks.value_axis(early, np.concatenate([early.values(), late.values()]), headroom=0.14)
    ticks = marks.group_ticks(early, short=True) + marks.group_ticks(late, _LATE_AT, short=True)
    words = {"place": np.array([1.5, _LATE_AT + 1.5]), "value": np.array([y.high, y.high]),
             "words": np.array([_heading(early), _heading(late)], object)}  # fmt: skip
    headings = Layer("words", words, {"text_baseline": "top", "text_font_size": "11pt", "text_color": "#1F2A33"})
    layers = (*marks.at_places(early), *marks.at_places(late, _LATE_AT), *marks.boxes([(0, early), (_LATE_AT, late)]), headings)
    return Picture(layers, Axis("sex and genotype", -0.6, _LATE_AT + 3.6, ticks), y, height=410, title=marks.title(late, "life_stage_name"))
