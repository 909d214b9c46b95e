"""Early beside late adults of one line and parameter, on one axis."""

from __future__ import annotations

import holoviews as hv
import numpy as np

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots import marks

_LATE_AT = 5  # the late slots start here: a gap of one between the stages


def _heading(dataset: Dataset) -> str:
    age = dataset.part()["age_in_weeks"].median()
    stage = marks.text(dataset.about["life_stage_name"] or "stage not stated").removesuffix(" adult")
    return f"{stage}, {age:.0f} weeks" if np.isfinite(age) else stage


def life_stages(early: Dataset, late: Dataset) -> hv.Overlay:
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
    >>> table = pd.DataFrame({"data_point": [20.0, 21.0], "sex": "female", "biological_sample_group": ["experimental", "control"]})
    >>> young, old = (Dataset(table, {"unit": "g", "life_stage_name": s}) for s in ("Early adult", "Late adult"))
    >>> print(len(life_stages(young, old)))
    13
    """
    if early.categorical or late.categorical:
        raise schema.ImpcError("Categories have no common axis: compare them with plots.categories, one life stage at a time.")
    if early.unit != late.unit:
        raise schema.ImpcError(f"Early values are in {early.unit or 'no unit'}, late ones in {late.unit or 'no unit'}: no common axis.")
    y = marks.value_dimension(early, np.concatenate([early.values(), late.values()]), headroom=0.08)
    x = hv.Dimension("place", label="sex and genotype", range=(-0.6, _LATE_AT + 3.6))
    points, slots, ticks = [], [], []
    for start, dataset in ((0, early), (_LATE_AT, late)):
        for i, (sex, group) in enumerate(marks.SLOTS, start):
            values = dataset.values(sex, group)
            label = schema.group_label(sex, group, dataset.about["zygosity"])
            slots.append((i, group, values))
            points.append(marks.animals(dataset, sex, group, i + marks.spread(values), values, [x, y]))
            ticks.append((float(i), f"{label[0]} {label.split()[1]}\nn = {len(values)}"))
    top = y.range[1]
    words = [(start + 1.5, top, _heading(d)) for start, d in ((0, early), (_LATE_AT, late))]
    headings = hv.Labels(words, kdims=[x, y], vdims=["words"]).opts(text_baseline="top", text_font_size="11pt", text_color="#1F2A33")
    return hv.Overlay([*points, *marks.boxes(slots, y), headings]).opts(
        xticks=ticks, show_legend=False, hooks=[marks.plain], fontsize=marks.TICK_FONT, responsive=True, min_height=380,
        ylabel=y.label, xlabel="", default_tools=marks.TOOLS, active_tools=[],
    )  # fmt: skip


