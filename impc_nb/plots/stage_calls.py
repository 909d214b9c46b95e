"""What was called at each life stage, parameter by parameter: for results that state no effect, such as pathology."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import EARLY, LATE, MIDDLE, Release

_STAGES = (EARLY, MIDDLE, LATE)
SIGNS = {"significant": "■", "not significant": "–", "not tested": "×"}
"""How a result is drawn; the words are those of :data:`impc_nb.stage_pairs.STATES`."""
_LOOKS = {
    "significant": {"marker": "square", "size": 10, "color": "#C2571A"},
    "not significant": {"marker": "dash", "size": 11, "color": "#52606D", "line_width": 2},
    "not tested": {"marker": "x", "size": 5, "color": "#8795A1"},
}


def stage_calls(results: pd.DataFrame, release: Release) -> Picture:
    """Which parameters were called significant early, middle aged and late.

    Parameters
    ----------
    results : DataFrame
        ``parameter_name``, ``life_stage_name``, ``state`` (as :func:`impc_nb.life_stages.states` says it), ``p_value`` (may be missing),
        ``marker_symbol``, ``zygosity``, ``phenotyping_center``. Several results of a parameter and stage stand side by side.
    release : Release
        Where they come from, for the title.

    Returns
    -------
    Overlay
        Points of significant, not significant and not tested results; the stages from left to right, a row for each parameter.

    Examples
    --------
    >>> one = pd.DataFrame({"parameter_name": ["Liver"], "life_stage_name": ["Late adult"], "state": ["significant"], "p_value": [None],
    ...     "marker_symbol": ["Gls2"], "zygosity": ["homozygote"], "phenotyping_center": ["TCP"]})
    >>> print(stage_calls(one, Release("live", "live", "release not stated")).layers[0].columns["stage"])
    [2.]
    """
    rows = results[results["life_stage_name"].isin(_STAGES)].sort_values(["parameter_name", "zygosity", "phenotyping_center"])
    names = sorted(rows["parameter_name"].dropna().unique(), key=str.lower)
    again = rows.groupby(["parameter_name", "life_stage_name"]).cumcount()
    across = rows["life_stage_name"].map(_STAGES.index).astype(float) + 0.12 * np.minimum(again, 3)
    down = rows["parameter_name"].map({name: len(names) - 1.0 - i for i, name in enumerate(names)})
    layers = []
    for state, look in _LOOKS.items():
        here = (rows["state"] == state).to_numpy(bool)
        columns = {"stage": across[here].to_numpy(float), "place": down[here].to_numpy(float), "p": rows["p_value"][here].to_numpy(float)}
        for name in ("parameter_name", "life_stage_name", "zygosity", "phenotyping_center"):
            columns[name] = rows[name][here].fillna("not stated").to_numpy(object)
        tips = [("parameter", "@parameter_name"), ("stage", "@life_stage_name"), ("", state), ("line", "@phenotyping_center @zygosity")]
        layers.append(Layer("points", columns, look | {"tools": ["hover"], "hover_tooltips": tips}))
    x = Axis("", -0.5, 2.7, tuple((float(i), stage.removesuffix(" adult").replace(" ", "\n")) for i, stage in enumerate(_STAGES)))
    top = max(len(names), 1) - 0.4
    y = Axis("", -0.6, top, tuple((float(len(names) - 1 - i), text(name)[:34]) for i, name in enumerate(names)))
    who = [w for c in ("marker_symbol", "phenotyping_center") for w in rows[c].dropna().unique()[:3]]
    title = "\n".join((text(release.label), text(" · ".join([*who, "published calls"]))))
    return Picture(tuple(layers), x, y, height=100 + 24 * max(len(names), 1), title=title)
