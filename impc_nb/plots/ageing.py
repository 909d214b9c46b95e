"""What age alone does to wildtypes: where their mean goes, and how their spread grows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.plots.stage_estimates import named_rows
from impc_nb.schema import CONTROL, SEXES, Release


def wildtype_ageing(table: pd.DataFrame, release: Release, what: str = "mean") -> Picture:
    """Wildtypes of one centre, parameter by parameter: change of the mean, or ratio of the spreads, late against early.

    Parameters
    ----------
    table : DataFrame
        As :func:`impc_nb.ageing.wildtype_ageing` gives it, of one centre.
    release : Release
        Where it comes from, for the title.
    what : str
        ``mean`` (late - early in standard deviations of early adults) or ``spread`` (standard deviation late over early, drawn on a
        scale where twice and half are equally far from 1).

    Returns
    -------
    Overlay
        A point per parameter for females and for males, the line of no change, 95 % intervals, and the names of the parameters.

    Examples
    --------
    >>> table = pd.DataFrame({"parameter_name": ["Body weight"], "parameter_stable_id": ["IMPC_BWT_001_001"], "sex": ["female"],
    ...     "phenotyping_center": ["TCP"], "early_sd": [2.0], "change": [8.0], "change_low": [7.0], "change_high": [9.0],
    ...     "change_in_sd": [4.0], "sd_ratio": [3.0], "sd_ratio_low": [2.6], "sd_ratio_high": [3.4]})
    >>> print(wildtype_ageing(table, Release("own", "own", "own data")).layers[-1].columns["words"])
    ['Body weight']
    """
    order = table.groupby("parameter_stable_id")["change_in_sd"].mean().sort_values()
    names = table.drop_duplicates("parameter_stable_id").set_index("parameter_stable_id")["parameter_name"]
    points, lines = [], []
    for sex, shift in zip(SEXES, (-0.1, -0.32), strict=True):
        part = table[table["sex"] == sex]
        y = order.index.get_indexer(part["parameter_stable_id"]) + shift
        if what == "mean":
            sd = part["early_sd"].where(part["early_sd"] > 0).to_numpy(float)  # without spread there is no scale
            x, low, high = (part[c].to_numpy(float) / sd for c in ("change", "change_low", "change_high"))
        else:
            x, low, high = (np.log2(part[c].to_numpy(float)) for c in ("sd_ratio", "sd_ratio_low", "sd_ratio_high"))
        shown = part["change_in_sd" if what == "mean" else "sd_ratio"].to_numpy(float)
        columns = {"change": x, "place": y, "shown": shown, "name": part["parameter_name"].to_numpy(object)}
        said = "late − early, in early SDs" if what == "mean" else "spread late / early"
        look = {"color": schema.GROUP_COLOURS[CONTROL], "marker": schema.SEX_MARKERS[sex], "size": 8, "tools": ["hover"],
                "hover_tooltips": [("parameter", "@name"), (said, "@shown{0.00}"), ("sex", sex)]}  # fmt: skip
        points.append(Layer("points", columns, look))
        lines.append(Layer("lines", {"x0": low, "y0": y, "x1": high, "y1": y}, {"color": schema.GROUP_COLOURS[CONTROL], "line_width": 1.5}))
    ends = np.concatenate([[-0.5, 0.5], *(layer.columns[c] for layer in lines for c in ("x0", "x1"))])
    ends = ends[np.isfinite(ends)]
    room, top = 0.05 * (ends.max() - ends.min()), max(len(order), 1) - 0.5
    label, ticks = "change of the mean, in early standard deviations", None
    if what != "mean":
        label, ticks = "spread (SD), late over early", tuple((float(k), f"{2.0**k:g}×") for k in range(-6, 9))
    x = Axis(label, ends.min() - room, ends.max() + room, ticks, with_label=True)
    y, words = named_rows([names[one] for one in order.index[::-1]], x, ("change", "place"))
    zero = Layer("lines", {"x0": np.zeros(1), "y0": np.array([-0.5]), "x1": np.zeros(1), "y1": np.array([top])}, {"color": "#8795A1"})
    title = "\n".join((text(release.label), text(" · ".join(["wildtypes", *table["phenotyping_center"].dropna().unique()[:1]]))))
    return Picture((*points, zero, *lines, words), x, y, height=90 + 38 * len(order), title=title)
