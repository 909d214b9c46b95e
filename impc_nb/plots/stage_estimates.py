"""Forest plots of life stages: the model of both, or published results where no animals are available."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots import marks
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import EARLY, LATE, MIDDLE, MUTANT, SEXES, Release

if TYPE_CHECKING:  # a first chart waits for no statistics
    from impc_nb.statistics.life_stage_model import CombinedStages, Contrast

STAGE_COLOURS = {EARLY: "#1B7F8B", MIDDLE: "#8A7800", LATE: "#C2571A"}
_ROWS = ("early", "late", "change")
_MEASURED = frozenset(
    ("ACS", "CAL", "CBC", "DXA", "ECG", "ECH", "FEA", "GRS", "HBD", "HEM", "HWT", "IMM", "INS", "IPG", "LDT", "LFO", "OFD", "OWT", "PLC",
     "SLW", "URI")
)  # fmt: skip
"""Procedures of which all (99 % or more) published adult results are of numbers: IMPC batch query, significant results."""


def stage_effects(late: Dataset, combined: CombinedStages) -> Picture:
    """Mutant - wildtype at each life stage, by sex, and its change, from the model of both stages.

    Parameters
    ----------
    late : Dataset
        Whose estimates they are (unit and title).
    combined : CombinedStages
        As :func:`impc_nb.statistics.life_stage_model.combine_life_stages` gives it.

    Returns
    -------
    Overlay
        Estimates of females and of males, the zero line, their 95 % intervals; from top to bottom early, late and the change (late -
        early), the x axis in the parameter's unit. An estimate that could not be made is left out.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from impc_nb.statistics.life_stage_model import Contrast
    >>> one = Contrast(-0.5, -0.7, -0.3, 0.1, 1e-5)
    >>> both = SimpleNamespace(effects={"female early": one, "female late": one}, change={"female": one})
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1]}), {"unit": "cm"})
    >>> print(stage_effects(mice, both).x.label)
    ○ female △ male: mutant − wildtype (cm)
    """
    found = {(row, sex): combined.change.get(sex) if row == "change" else combined.effects.get(f"{sex} {row}")
             for row in _ROWS for sex in SEXES}  # fmt: skip
    points, intervals = [], []
    for sex, shift in zip(SEXES, (0.15, -0.15), strict=True):
        rows = [(2 - i + shift, *_numbers(found[row, sex])) for i, row in enumerate(_ROWS) if found[row, sex] is not None]
        y, estimate, low, high, p = np.array(rows, float).reshape(-1, 5).T
        columns = {"estimate": estimate, "place": y, "low": low, "high": high, "p": p}
        tips = [("estimate", "@estimate{0.[0000]}"), ("95 % interval", "@low{0.[0000]} to @high{0.[0000]}"), ("p", "@p{0.0e+0}")]
        colour = schema.GROUP_COLOURS[MUTANT]
        points.append(Layer("points", columns, {"color": colour, "marker": schema.SEX_MARKERS[sex], "size": 11, "tools": ["hover"],
                                                "hover_tooltips": tips}))  # fmt: skip
        intervals.append(Layer("lines", {"x0": low, "y0": y, "x1": high, "y1": y}, {"color": colour, "line_width": 2.5}))
    ends = np.concatenate([[0.0], *(np.r_[layer.columns["low"], layer.columns["high"], layer.columns["estimate"]] for layer in points)])
    unit = f" ({late.unit})" if late.unit else ""
    x = _room(ends, text(f"{schema.SEX_SIGNS['female']} female {schema.SEX_SIGNS['male']} male: mutant − wildtype{unit}"))
    y = Axis("", -0.6, 2.6, ((2.0, "early"), (1.0, "late"), (0.0, "change")))
    title = marks.title(late, "life_stage_name")
    return Picture((*points, _zero(-0.6, 2.6), *intervals), x, y, height=260, title=title)


def _numbers(c: Contrast) -> tuple:
    missing = (np.nan if v is None else v for v in (c.low, c.high, c.p_value))
    return (c.estimate, *missing)


def _room(ends: np.ndarray, label: str) -> Axis:
    ends = ends[np.isfinite(ends)]
    room = 0.06 * (ends.max() - ends.min()) or 1.0
    return Axis(label, ends.min() - room, ends.max() + room)


def _zero(low: float, high: float) -> Layer:
    return Layer("lines", {"x0": np.zeros(1), "y0": np.array([low]), "x1": np.zeros(1), "y1": np.array([high])}, {"color": "#8795A1"})


def approximate_interval(effect: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval that an effect and its two-sided p allow, as of a normal estimate; nan for p of 0, 1 or missing, or an infinite effect.

    >>> low, high = approximate_interval(np.array([-1.0]), np.array([0.05]))
    >>> print(low.round(3), abs(high.round(3)))
    [-2.] [0.]
    """
    normal, effect = NormalDist(), np.where(np.isfinite(effect), effect, np.nan)
    z = np.array([-normal.inv_cdf(one / 2) if 0 < one < 1 else np.nan for one in np.asarray(p, float)])
    half = normal.inv_cdf(0.975) * np.abs(effect) / z
    return effect - half, effect + half


def stage_results(results: pd.DataFrame, release: Release) -> Picture:
    """Published effects of one line, parameter by parameter and stage by stage: for when no animals are available.

    Parameters
    ----------
    results : DataFrame
        Columns of :data:`impc_nb.tables.RESULTS`; results without an effect, or with an infinite one, are not drawn.
    release : Release
        Where they come from, for the title.

    Returns
    -------
    Overlay
        Effects (mutant - wildtype, in standard deviations; of categories the largest difference of a share) of early, middle aged and
        late adults, filled where the IMPC calls them significant, the zero line, **approximate** 95 % intervals from effect and p where
        the parameter is measured in numbers, and the names of the parameters.

    Examples
    --------
    >>> one = pd.DataFrame({"parameter_name": ["Mean corpuscular hemoglobin"], "parameter_stable_id": ["TCPLA_HEM_006_001"],
    ...     "life_stage_name": ["Late adult"], "p_value": [0.0019], "effect_size": [-1.57], "significant": [True],
    ...     "marker_symbol": ["Gls2"], "zygosity": ["homozygote"], "phenotyping_center": ["TCP"], "data_type": [None]})
    >>> print(stage_results(one, Release("live", "live", "release not stated")).layers[-1].columns["words"])
    ['Mean corpuscular hemoglobin']
    """
    rows = results[np.isfinite(results["effect_size"].to_numpy(float, na_value=np.nan))].sort_values(
        ["parameter_name", "life_stage_name", "zygosity", "phenotyping_center"]
    )
    names, numeric = list(dict.fromkeys(rows["parameter_name"])), _numeric(rows)
    layers, intervals = [], []
    for stage, shift in zip(STAGE_COLOURS, (-0.08, -0.22, -0.36), strict=True):
        here = (rows["life_stage_name"] == stage).to_numpy(bool)
        part = rows[here]
        again = part.groupby("parameter_name").cumcount().to_numpy(float)
        y = np.array([len(names) - 1 - names.index(n) for n in part["parameter_name"]], float) + shift - 0.04 * np.minimum(again, 3)
        effect, p = part["effect_size"].to_numpy(float), part["p_value"].to_numpy(float)
        low, high = approximate_interval(effect, np.where(numeric[here], p, np.nan))
        columns = {"effect": effect, "place": y, "p": p, "low": low, "high": high,
                   "fill_alpha": np.where(part["significant"].fillna(False).astype(bool), 1.0, 0.0)}  # fmt: skip
        for name in ("parameter_name", "phenotyping_center", "zygosity"):
            columns[name] = part[name].fillna("not stated").to_numpy(object)
        tips = [("parameter", "@parameter_name"), ("stage", stage), ("effect size", "@effect{0.[000]}"), ("p", "@p{0.0e+0}"),
                ("approximate 95 % interval", "@low{0.[00]} to @high{0.[00]}"), ("line", "@phenotyping_center @zygosity")]  # fmt: skip
        look = {
            "color": STAGE_COLOURS[stage],
            "fill_alpha": "fill_alpha",
            "size": 9,
            "line_width": 1.6,
            "tools": ["hover"],
            "hover_tooltips": tips,
        }
        layers.append(Layer("points", columns, look))
        intervals.append(Layer("lines", {"x0": low, "y0": y, "x1": high, "y1": y}, {"color": STAGE_COLOURS[stage], "line_width": 1.6}))
    ends = np.concatenate([[-0.5, 0.5], *(layer.columns[c] for layer in layers for c in ("effect", "low", "high"))])
    effects = rows["effect_size"].to_numpy(float)
    x, top = _room(ends, _scale(numeric | (effects < 0) | (effects > 1))), max(len(names), 1) - 0.5
    y, words = named_rows(names, x, ("effect", "place"))
    who = [w for c in ("marker_symbol", "phenotyping_center") for w in rows[c].dropna().unique()[:3]]
    title = "\n".join((text(release.label), text(" · ".join([*who, "published results"]))))
    return Picture((*layers, _zero(-0.5, top), *intervals, words), x, y, height=100 + 38 * max(len(names), 1), title=title)


def named_rows(names: Sequence[str], x: Axis, keys: tuple[str, str]) -> tuple[Axis, Layer]:
    """The axis of a forest with a row for each name, first on top, and the names: above the marks, where a phone has room for them."""
    row = np.arange(len(names) - 1, -1, -1, dtype=float)
    y = Axis("", -0.5, max(len(names), 1) - 0.5, tuple((float(i) - 0.5, "") for i in range(len(names))))
    words = {keys[0]: np.full(len(names), x.low), keys[1]: row + 0.46, "words": np.array([text(n)[:60] for n in names], object)}
    return y, Layer("words", words, {"text_align": "left", "text_baseline": "top", "text_font_size": "9.5pt", "text_color": "#1F2A33"})


def _scale(numeric: np.ndarray) -> str:
    """What the published effect sizes are counted in: a share is not below 0 or above 1."""
    if numeric.all():
        return "effect size, mutant − wildtype (SD)"
    return "effect size (SD; of categories: difference of a share)" if numeric.any() else "effect size (largest difference of a share)"


def _numeric(results: pd.DataFrame) -> np.ndarray:
    """Whether a result is of numbers with a p of their difference: said by the source, else by the procedure."""
    said = {name: results[name].fillna("") if name in results else pd.Series("", index=results.index)
            for name in ("data_type", "statistical_method")}  # fmt: skip
    kind, how = said.values()
    numbers = kind.isin(["", "unidimensional"]) & (how.str.contains("Mixed") | (how == ""))
    code = results["parameter_stable_id"].str.split("_").str[1].isin(_MEASURED)
    return np.where((kind == "") & (how == ""), code, numbers).astype(bool)
