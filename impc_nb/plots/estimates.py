"""Charts of estimates with their intervals."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots import marks
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import MUTANT, SEXES

if TYPE_CHECKING:  # a first chart waits for no statistics
    from impc_nb.statistics.ladder import Ladder


def ladder(dataset: Dataset, estimates: Ladder) -> Picture:
    """From the chart to the call: mutant - wildtype per sex, one consideration of the model after the other.

    Parameters
    ----------
    dataset : Dataset
        Whose estimates they are.
    estimates : Ladder
        As :func:`impc_nb.statistics.ladder.estimate_ladder` gives it.

    Returns
    -------
    Overlay
        The zero line, then intervals and estimates of females and of males; steps from top to bottom, the x axis in the parameter's unit.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> from impc_nb.statistics.ladder import Ladder
    >>> steps = pd.DataFrame({"step": ["as measured"], "sex": ["female"], "estimate": [-0.75], "low": [-0.82], "high": [-0.68]})
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1]}), {})
    >>> print(len(plots.ladder(mice, Ladder(steps, "", "cm"))))
    5
    """
    table = estimates.table
    steps = list(dict.fromkeys(table["step"]))
    layers = [Layer("lines", {"x0": np.zeros(1), "y0": np.array([-0.6]), "x1": np.zeros(1), "y1": np.array([len(steps) - 0.4])},
                    {"color": "#8795A1", "line_width": 1})]  # fmt: skip
    intervals, points = [], []
    for sex, shift in zip(SEXES, (0.16, -0.16), strict=True):
        rows = table[table["sex"] == sex]
        y = np.array([len(steps) - 1 - steps.index(s) + shift for s in rows["step"]], float)
        low, middle, high = (rows[name].to_numpy(float) for name in ("low", "estimate", "high"))
        colour = schema.GROUP_COLOURS[MUTANT]
        intervals.append(Layer("lines", {"x0": low, "y0": y, "x1": high, "y1": y}, {"color": colour, "line_width": 2}))
        columns = {"estimate": middle, "step": y, "low": low, "high": high}
        tips = [("estimate", "@estimate{0.[0000]}"), ("95 % interval", "@low{0.[0000]} to @high{0.[0000]}")]
        look = {"color": colour, "marker": schema.SEX_MARKERS[sex], "size": 10, "tools": ["hover"], "hover_tooltips": tips}
        points.append(Layer("points", columns, look))
    ends = np.r_[table["low"], table["high"], 0.0]
    room = 0.06 * (ends.max() - ends.min()) or 1.0
    signs = " ".join(f"{schema.SEX_SIGNS[s]} {s}" for s in SEXES)
    unit = f" ({estimates.unit})" if estimates.unit else ""
    x = Axis(f"{text(f'mutant − wildtype{unit}')}\n{signs}, 95 % interval", ends.min() - room, ends.max() + room)
    names = tuple((float(len(steps) - 1 - i), "\n".join(wrap(text(s), 15))) for i, s in enumerate(steps))  # narrow, for a phone
    y = Axis("", -0.6, len(steps) - 0.4, names)
    return Picture((*points, *layers, *intervals), x, y, height=70 + 55 * len(steps), title=marks.title(dataset))
