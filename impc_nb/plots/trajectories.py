"""A parameter measured again and again, against the age of the animals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import GROUP_LABELS, GROUPS, MUTANT, Release

SPANS = ((0, 16, "early adult: below 16 weeks"), (16, 48, "middle aged: 16 to 48"), (48, 400, "late adult: above 48"))
"""The IMPC's life stages by age; it assigns them by procedure, whatever the age."""


def by_age(datasets: Sequence[Dataset]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The animals of several datasets of one line and parameter by week of age.

    Returns
    -------
    (DataFrame, DataFrame)
        Curve: one row per sex, group and week with ``mean``, ``sd`` (n - 1; missing for one animal) and ``count``, columns as
        :data:`impc_nb.tables.BODY_WEIGHT_CURVES` has them. Animals: ``specimen_id``, ``sex``, ``biological_sample_group``,
        ``age_in_weeks``, ``data_point``, ``life_stage_name``. Measurements without an age are left out; one that two datasets share
        counts once.
    """
    parts = [d.part()[["specimen_id", "sex", "biological_sample_group", "age_in_weeks", "data_point"]]
             .assign(life_stage_name=d.about["life_stage_name"]) for d in datasets]  # fmt: skip
    animals = pd.concat(parts, ignore_index=True).dropna(subset=["age_in_weeks", "data_point"]).drop_duplicates()
    week = animals["age_in_weeks"].round()
    groups = animals.groupby(["sex", "biological_sample_group", week], observed=True)["data_point"]
    return groups.agg(["mean", "std", "count"]).rename(columns={"std": "sd"}).reset_index(), animals


def trajectory(curve: pd.DataFrame, sex: str, label: str, release: Release, animals: pd.DataFrame | None = None, who: str = "",
               limits: tuple[float, float] | None = None) -> Picture:  # fmt: skip
    """Mutants and wildtypes of one sex against age: mean and standard deviation of each week, and single animals when given.

    Parameters
    ----------
    curve : DataFrame
        ``sex``, ``biological_sample_group``, ``age_in_weeks``, ``mean``, ``sd``, ``count``: of :func:`by_age` or the table
        ``body_weight_curves``. Weeks of one group are joined by a line whether or not they are of the same animals.
    sex, label : str
        Whose; what the value axis says.
    animals : DataFrame, optional
        As :func:`by_age` gives them: drawn as points, those of one animal joined.
    limits : (float, float), optional
        Of the value axis, to give both sexes the same.

    Returns
    -------
    Overlay
        Points of the weekly means of wildtypes and of mutants, bands (mean -+ SD), lines between the means, animals, and the life
        stages the IMPC names by age as dotted lines with words.

    Examples
    --------
    >>> curve = pd.DataFrame({"sex": "female", "biological_sample_group": "control", "age_in_weeks": [4.0, 60.0], "mean": [14.0, 33.0],
    ...     "sd": [1.0, 6.0], "count": [20, 9]})
    >>> print(trajectory(curve, "female", "Body weight (g)", Release("own", "own", "own data")).x.label)
    age in weeks
    """
    rows = curve[curve["sex"] == sex].sort_values("age_in_weeks")
    points, bands, lines, single, joined = [], [], [], [], []
    for group in GROUPS:
        part = rows[rows["biological_sample_group"] == group]
        age, mean = part["age_in_weeks"].to_numpy(float), part["mean"].to_numpy(float)
        sd = part["sd"].fillna(0).to_numpy(float)
        colour, strength = schema.GROUP_COLOURS[group], 0.6 if group == MUTANT else 0.25  # wildtypes are many
        columns = {"age_in_weeks": age, "value": mean, "sd": part["sd"].to_numpy(float), "count": part["count"].to_numpy(float)}
        tips = [("group", GROUP_LABELS[group]), ("age", "@age_in_weeks{0} weeks"), ("mean", "@value{0.[00]}"), ("SD", "@sd{0.[00]}"),
                ("animals", "@count{0}")]  # fmt: skip
        points.append(Layer("points", columns, {"color": colour, "marker": schema.SEX_MARKERS[sex], "size": 6, "tools": ["hover"],
                                                "hover_tooltips": tips}))  # fmt: skip
        left, right = _between(age)
        bands.append(Layer("bars", {"left": left, "bottom": mean - sd, "right": right, "top": mean + sd},
                           {"color": colour, "fill_alpha": 0.16 if group == MUTANT else 0.12, "line_alpha": 0}))  # fmt: skip
        lines.append(Layer("lines", _joined(age, mean, np.zeros(len(age))), {"color": colour, "line_width": 2}))
        x, y, name = _animals_of(animals, sex, group)
        look = {
            "color": colour,
            "size": 4,
            "alpha": 0.5,
            "tools": ["hover"],
            "hover_tooltips": [("animal", "@specimen_id"), ("age", "@age_in_weeks{0.0} weeks"), ("value", "@value{0.[00]}")],
        }
        single.append(Layer("points", {"age_in_weeks": x, "value": y, "specimen_id": name}, look))
        number = pd.factorize(name)[0] if len(name) else np.zeros(0)
        joined.append(Layer("lines", _joined(x, y, number), {"color": colour, "line_width": 0.7, "alpha": strength}))
    values = np.concatenate([[*layer.columns["bottom"], *layer.columns["top"]] for layer in bands] + [s.columns["value"] for s in single])
    low, high = limits or value_limits(values)
    top = max(20.0, float(np.nanmax(np.concatenate([p.columns["age_in_weeks"] for p in points + single]), initial=0.0))) + 2
    at = [start for start, _, _ in SPANS if 0 < start < top]
    place, ends = np.array(at, float), {"y0": np.full(len(at), low), "y1": np.full(len(at), high)}
    edges = Layer("lines", {"x0": place, "y0": ends["y0"], "x1": place, "y1": ends["y1"]}, {"color": "#8795A1", "line_dash": "dotted"})
    ticks = tuple((float(w), f"{w}") for w in range(0, 160, 10))
    title = "\n".join((text(release.label), text(" · ".join(w for w in (who, sex) if w))))
    x, y = Axis("age in weeks", 0, top, ticks, with_label=True), Axis(text(label), low, high)
    return Picture((*points, *bands, *lines, *joined, *single, edges), x, y, height=360, title=title)


def value_limits(values: np.ndarray) -> tuple[float, float]:
    """Limits that hold all values with a little room."""
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


def _between(age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A week's band reaches half way to its neighbours, but not over a gap of more than four weeks."""
    half = np.minimum(np.diff(age), 4.0) / 2 if len(age) > 1 else np.zeros(0)
    before, after = (np.r_[0.5, half], np.r_[half, 0.5]) if len(age) else (np.zeros(0), np.zeros(0))
    return age - before, age + after


def _joined(x: np.ndarray, y: np.ndarray, who: np.ndarray) -> dict[str, np.ndarray]:
    """Lines from each point to the next of the same one."""
    order = np.lexsort((x, who))
    x, y, who = (np.asarray(v)[order] for v in (x, y, who))
    same = who[1:] == who[:-1]
    return {"x0": x[:-1][same], "y0": y[:-1][same], "x1": x[1:][same], "y1": y[1:][same]}


def _animals_of(animals: pd.DataFrame | None, sex: str, group: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if animals is None:
        return np.zeros(0), np.zeros(0), np.zeros(0, object)
    part = animals[(animals["sex"] == sex) & (animals["biological_sample_group"] == group)]
    names = part["specimen_id"].fillna("not named").to_numpy(object)
    return part["age_in_weeks"].to_numpy(float), part["data_point"].to_numpy(float), names
