"""Several measurements of each animal side by side: a time series, an audiogram, a row of prepulses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots import marks
from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import CONTROL, MUTANT, SEXES, ImpcError
from impc_nb.statistics.welch import half_width

_MANY = 40
"""More steps than this are put together by whole numbers (minutes, hours)."""


def steps_of(dataset: Dataset) -> pd.DataFrame:
    """The measurements of a time series: ``specimen_id``, ``sex``, ``biological_sample_group``, ``place`` (step), ``value``.

    Raises
    ------
    ImpcError
        If the dataset is no series.
    """
    rows = dataset.part().dropna(subset=["discrete_point"])
    if dataset.categorical or not len(rows):
        raise ImpcError(f"{dataset.label} holds no series of measurements of each animal: use plots.distribution.")
    steps = rows["discrete_point"]
    place = steps.round() if steps.nunique() > _MANY else steps
    return rows[["specimen_id", "sex", "biological_sample_group"]].assign(place=place, value=rows["data_point"])


def beside(datasets: Mapping[str, Dataset]) -> pd.DataFrame:
    """The measurements of several parameters of one line, as :func:`steps_of`: ``place`` is the number of the parameter."""
    parts = [d.part()[["specimen_id", "sex", "biological_sample_group"]].assign(place=float(i), value=d.values())
             for i, d in enumerate(datasets.values()) if not d.categorical]  # fmt: skip
    if not parts:
        raise ImpcError("There are no numbers to show beside each other.")
    return pd.concat(parts, ignore_index=True)


def means(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation (n - 1; missing for one animal) and number of animals of each step, sex and group."""
    groups = rows.groupby(["place", "sex", "biological_sample_group"], observed=True)["value"]
    return groups.agg(["mean", "std", "count"]).rename(columns={"std": "sd", "count": "n"}).reset_index()


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    """Mutant - wildtype at each step, with Welch's 95 % interval (missing where a group has fewer than two animals or none differ).

    Returns
    -------
    DataFrame
        ``sex``, ``place``, ``gap``, ``low``, ``high``, in the unit of the values; steps at which one group was not measured are left out.

    Warnings
    --------
    Intervals of single steps of the same animals: the widest gap of many is no test of the series.

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35. doi:10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> table = pd.DataFrame({"place": 0.0, "sex": "female", "value": [21.0, 19.8, 20.1, 24.0, 23.5, 25.1],
    ...     "biological_sample_group": ["experimental"] * 3 + ["control"] * 3})
    >>> print(differences(table).round(1).values.tolist())
    [['female', 0.0, -3.9, -5.6, -2.2]]
    """
    wide = means(rows).pivot_table(index=["sex", "place"], columns="biological_sample_group", values=["mean", "sd", "n"], dropna=False)
    if not {("mean", CONTROL), ("mean", MUTANT)} <= set(wide):
        return pd.DataFrame(columns=["sex", "place", "gap", "low", "high"])
    gap = (wide["mean", MUTANT] - wide["mean", CONTROL]).dropna()
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["mean", "sd", "n"], [MUTANT, CONTROL]])).loc[gap.index]
    spreads = (wide["sd", group].to_numpy(float) ** 2 / wide["n", group].to_numpy(float) for group in (MUTANT, CONTROL))
    half = half_width(*spreads, *(wide["n", group].to_numpy(float) for group in (MUTANT, CONTROL)))
    return gap.rename("gap").to_frame().assign(low=gap - half, high=gap + half).reset_index()


def profile(dataset: Dataset, rows: pd.DataFrame, steps: str = "", names: tuple[str, ...] = (), label: str = "",
            to: float | None = None) -> Picture:  # fmt: skip
    """Mean and standard deviation of each sex and group at each step, and every animal.

    Parameters
    ----------
    dataset : Dataset
        Whose title, unit and colours; for several parameters any of them.
    rows : DataFrame
        Of :func:`steps_of` or :func:`beside`. The measurements of one mutant are joined by a thin line.
    steps : str
        What the horizontal axis says.
    names : tuple
        Words for the places 0, 1, ...; numbers where left out.
    label : str
        What the value axis says instead of the parameter's name.
    to : float, optional
        The last step on the axes; all that were measured when left out.

    Returns
    -------
    Overlay
        Points of the animals (four groups), lines of the single mutants (two), mean -+ SD (four), means (four) and the lines between
        them (four).

    Examples
    --------
    >>> from impc_nb.plots import draw
    >>> mice = Dataset(pd.DataFrame({"data_point": [90.0, 200.0], "discrete_point": [0.0, 30.0], "sex": "female", "specimen_id": "a",
    ...     "biological_sample_group": "experimental"}), {"parameter_name": "Blood glucose", "unit": "mg/dl"})
    >>> print(len(draw(profile(mice, steps_of(mice), "minutes"))))
    18
    """
    places = np.sort(rows["place"].unique())
    gap = float(np.diff(places).min()) if len(places) > 1 else 1.0
    average = means(rows)
    animals, singles, spreads, middles, lines = [], [], [], [], []
    for i, (sex, group) in enumerate(marks.SLOTS):
        at = (i - 1.5) * 0.14 * gap
        own = rows[(rows["sex"] == sex) & (rows["biological_sample_group"] == group)].sort_values(["specimen_id", "place"])
        look = {"color": schema.GROUP_COLOURS[group], "marker": schema.SEX_MARKERS[sex]}
        x, y = own["place"].to_numpy(float) + at, own["value"].to_numpy(float)
        sideways = 0.08 * gap * (marks.sequence(len(own)) - 0.5) if group == CONTROL else 0
        who = own["specimen_id"].fillna("not named").to_numpy(object)
        tips = [("animal", "@specimen_id"), ("value", "@value{0.[000]}")]
        animals.append(Layer("points", {"place": x + sideways, "value": y, "specimen_id": who}, look | {
            "size": 3 if group == CONTROL else 5, "alpha": 0.18 if group == CONTROL else 0.5, "line_alpha": 0, "tools": ["hover"],
            "hover_tooltips": tips}))  # fmt: skip
        if group == MUTANT:
            same = who[1:] == who[:-1] if len(who) > 1 else np.zeros(0, bool)
            thin = {"x0": x[:-1][same], "y0": y[:-1][same], "x1": x[1:][same], "y1": y[1:][same]}
            singles.append(Layer("lines", thin, {"color": look["color"], "line_width": 0.8, "alpha": 0.35}))
        mean = average[(average["sex"] == sex) & (average["biological_sample_group"] == group)]
        mx, my, sd = mean["place"].to_numpy(float) + at, mean["mean"].to_numpy(float), mean["sd"].fillna(0).to_numpy(float)
        spreads.append(Layer("lines", {"x0": mx, "y0": my - sd, "x1": mx, "y1": my + sd}, {"color": look["color"], "line_width": 2}))
        joined = {"x0": mx[:-1], "y0": my[:-1], "x1": mx[1:], "y1": my[1:]}
        lines.append(
            Layer("lines", joined, {"color": look["color"], "line_width": 2, "line_dash": "solid" if sex == SEXES[0] else "dashed"})
        )
        said = [("mean", "@mean{0.[000]}"), ("SD", "@sd{0.[000]}"), ("animals", "@n")]
        columns = {"place": mx, "mean": my, "sd": mean["sd"].to_numpy(float), "n": mean["n"].to_numpy(float)}
        middles.append(Layer("points", columns, look | {"size": 10, "line_color": "white", "tools": ["hover"], "hover_tooltips": said}))
    shown, last = (rows, average), places
    if to is not None and (places <= to).any():
        shown, last = (rows[rows["place"] <= to], average[average["place"] <= to]), places[places <= to]
    axis = marks.value_axis(dataset, np.concatenate([shown[0]["value"].to_numpy(float), shown[1]["mean"].to_numpy(float)]))
    ticks = [(float(i), text(n)) for i, n in enumerate(names)] or [(float(p), f"{p:g}") for p in _some(last)]
    if steps:  # named ticks take the place of the axis label: it stands below the middle one
        middle = (len(ticks) - 1) // 2
        at, word = ticks[middle]
        ticks[middle] = (at, f"{word}\n{text(steps)}")
    x_axis = Axis(text(steps), float(places[0]) - 0.6 * gap, float(last[-1]) + 0.6 * gap, tuple(ticks))
    layers = (*animals, *singles, *lines, *spreads, *middles)
    return Picture(layers, x_axis, Axis(text(label) or axis.label, axis.low, axis.high), height=380, title=marks.title(dataset))


def _some(places: np.ndarray, most: int = 12) -> np.ndarray:
    """The steps that get a number, where there are many."""
    return places[:: -(-len(places) // most)]
