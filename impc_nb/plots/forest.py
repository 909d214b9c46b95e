"""One parameter of one gene in several datasets: the published estimates beside each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import MUTANT, SEXES, Release

NORMAL_95 = 1.959964  # no degrees of freedom are published
KINDS = {"both": ("genotype_effect_parameter_estimate", "genotype_effect_stderr_estimate"),
         **{s: (f"{s}_ko_parameter_estimate", f"{s}_ko_effect_stderr_estimate") for s in SEXES}}  # fmt: skip


def intervals(results: pd.DataFrame) -> pd.DataFrame:
    """Estimates with 95 % intervals (estimate -+ 1.96 standard errors, as no degrees of freedom are published).

    Parameters
    ----------
    results : DataFrame
        Columns of :data:`impc_nb.tables.DATASETS` and ``words``, what each is called.

    Returns
    -------
    DataFrame
        One row per dataset and estimate: ``words``, ``kind`` (both, female, male), ``estimate``, ``low``, ``high``. Those without an
        estimate or standard error are left out; ``both`` is given where no estimate of a sex is.

    Examples
    --------
    >>> one = pd.DataFrame({"words": ["TCP"], "genotype_effect_parameter_estimate": [-0.4], "genotype_effect_stderr_estimate": [0.1],
    ...     "female_ko_parameter_estimate": [None], "female_ko_effect_stderr_estimate": [None], "male_ko_parameter_estimate": [None],
    ...     "male_ko_effect_stderr_estimate": [None]})
    >>> print(intervals(one).round(2).values.tolist())
    [['TCP', 'both', -0.4, -0.6, -0.2]]
    """
    rows = []
    for _, result in results.iterrows():
        known = {kind: (result[e], result[s]) for kind, (e, s) in KINDS.items() if pd.notna(result[e]) and pd.notna(result[s])}
        if set(known) & set(SEXES):
            known.pop("both", None)  # the sexes differ: one estimate for both would mislead
        rows += [(result["words"], kind, e, e - NORMAL_95 * s, e + NORMAL_95 * s) for kind, (e, s) in known.items()]
    return pd.DataFrame(rows, columns=["words", "kind", "estimate", "low", "high"])


def forest(estimates: pd.DataFrame, unit: str = "", title: str = "", release: Release | None = None) -> Picture:
    """Published estimates, mutant - wildtype, one line a dataset; below each other, as given.

    Parameters
    ----------
    estimates : DataFrame
        Of :func:`intervals`.
    unit, title : str
        Unit of the parameter; what is compared.

    Returns
    -------
    Overlay
        Points and intervals of both sexes together, of females and of males, then the line of no difference.

    Examples
    --------
    >>> from impc_nb.plots import draw
    >>> table = pd.DataFrame([("TCP", "both", -0.4, -0.6, -0.2)], columns=["words", "kind", "estimate", "low", "high"])
    >>> print(len(draw(forest(table, "cm"))))
    7
    """
    names = list(dict.fromkeys(estimates["words"]))
    points, lines = [], []
    for kind, shift, marker in (("both", 0.0, "square"), ("female", 0.16, "circle"), ("male", -0.16, "triangle")):
        rows = estimates[estimates["kind"] == kind]
        y = np.array([len(names) - 1 - names.index(w) + shift for w in rows["words"]], float)
        low, middle, high = (rows[c].to_numpy(float) for c in ("low", "estimate", "high"))
        tips = [("estimate", "@estimate{0.[0000]}"), ("95 % interval", "@low{0.[0000]} to @high{0.[0000]}")]
        look = {"color": schema.GROUP_COLOURS[MUTANT], "marker": marker, "size": 10, "tools": ["hover"], "hover_tooltips": tips}
        points.append(Layer("points", {"estimate": middle, "row": y, "low": low, "high": high}, look))
        lines.append(Layer("lines", {"x0": low, "y0": y, "x1": high, "y1": y}, {"color": schema.GROUP_COLOURS[MUTANT], "line_width": 2}))
    zero = {"x0": np.zeros(1), "y0": np.array([-0.6]), "x1": np.zeros(1), "y1": np.array([len(names) - 0.4])}
    lines.append(Layer("lines", zero, {"color": "#8795A1", "line_width": 1}))
    ends = np.r_[estimates["low"].to_numpy(float), estimates["high"].to_numpy(float), 0.0]
    room = 0.06 * float(ends.max() - ends.min()) or 1.0
    signs = " ".join(f"{schema.SEX_SIGNS[s]} {s}" for s in SEXES)
    label = text(f"mutant − wildtype{f' ({unit})' if unit else ''}")
    x = Axis(f"{label}\n□ both sexes {signs}\n95 % interval", ends.min() - room, ends.max() + room)
    # on lines of their own, so that a phone has room for the estimates
    rows = tuple((float(len(names) - 1 - i), text(n)[:48].replace(" · ", "\n")) for i, n in enumerate(names))
    y_axis = Axis("", -0.6, len(names) - 0.4, rows)
    said = "\n".join(text(w) for w in (release.label if release else "", title) if w)
    return Picture((*points, *lines), x, y_axis, height=175 + 52 * len(names), title=said)
