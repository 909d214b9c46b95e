"""Charts that show every animal of one dataset."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.plots import marks
from impc_nb.plots.picture import ON_COLOUR, Axis, Layer, Picture, text
from impc_nb.schema import ImpcError

#: Light colours that stay apart for colour-blind readers (after Okabe and Ito 2008), so that words can be read on them.
CATEGORY_COLOURS = ("#9FC9E8", "#F3C66B", "#8FD3BD", "#E8A98A", "#D9B3D2", "#F5EE9E", "#8FB0CC", "#C9CED3")
_GROUPS_AXIS = "sex and genotype"


def distribution(dataset: Dataset) -> Picture:
    """Every animal by sex and genotype, with the quartiles of each group.

    Parameters
    ----------
    dataset : Dataset
        A continuous parameter; for a categorical one use ``categories``. Missing values are not drawn (``n`` counts what is
        drawn); a group without animals keeps its place and says n = 0.

    Returns
    -------
    Overlay
        Four Points (Female WT, Female mutant, Male WT, Male mutant), then box and median of wildtypes and of mutants. The y
        axis is in the parameter's unit.

    Raises
    ------
    ImpcError
        If the dataset is categorical.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3], "sex": "female", "biological_sample_group": ["experimental", "control"]}),
    ...     {"parameter_name": "Body length", "unit": "cm"})
    >>> print(plots.distribution(mice).get_dimension("value").label)
    Body length (cm)
    """
    if dataset.categorical:
        raise ImpcError(f"{dataset.label} holds categories, not numbers: use plots.categories.")
    x = Axis(_GROUPS_AXIS, -0.5, 3.5, marks.group_ticks(dataset))
    layers = (*marks.at_places(dataset), *marks.boxes([(0, dataset)]))
    return Picture(layers, x, marks.value_axis(dataset, dataset.values()), title=marks.title(dataset))


def categories(dataset: Dataset) -> Picture:
    """Share of each category by sex and genotype, with the number of animals in each part.

    Parameters
    ----------
    dataset : Dataset
        A categorical parameter. "No data" recorded as a category is shown as one; missing values are not drawn.

    Returns
    -------
    Overlay
        One Rectangles element and its Labels; the y axis runs from 0 to 100 %.

    Raises
    ------
    ImpcError
        If the dataset is continuous.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> table = {"category": ["Present", "None"], "sex": "male", "biological_sample_group": ["control", "experimental"]}
    >>> mice = Dataset(pd.DataFrame(table), {})
    >>> print(len(plots.categories(mice).Rectangles.I))
    2
    """
    if not dataset.categorical:
        raise ImpcError(f"{dataset.label} holds numbers, not categories: use plots.distribution.")
    order = list(dataset.part()["category"].value_counts().index)
    parts = []
    for i, (sex, group) in enumerate(marks.SLOTS):
        counts = dataset.part(sex, group)["category"].value_counts()
        bottom = 0.0
        for category in (c for c in order if c in counts):
            share = 100 * counts[category] / counts.sum()
            colour = CATEGORY_COLOURS[order.index(category) % len(CATEGORY_COLOURS)]
            parts.append((i - 0.44, bottom, i + 0.44, bottom + share, text(category), int(counts[category]), share, colour))
            bottom += share
    names = ["left", "bottom", "right", "top", "category", "animals", "share", "color"]  # color as Bokeh writes it: sent as it is
    bars = {n: np.array([p[k] for p in parts], dtype=object if n in ("category", "color") else float) for k, n in enumerate(names)}
    words = [_short(category, n, share) for _, _, _, _, category, n, share, _ in parts]
    middle = {"place": (bars["left"] + bars["right"]) / 2, "value": (bars["bottom"] + bars["top"]) / 2}
    tips = [("category", "@category"), ("animals", "@animals"), ("share", "@share{0.0} %")]
    look = {"color": "color", "line_color": "#52606D", "tools": ["hover"], "hover_tooltips": tips}
    labels = Layer("words", middle | {"words": np.array(words, object)}, {"text_color": ON_COLOUR, "text_font_size": "9pt"})
    y = Axis(marks.upright(f"share of animals (%): {dataset.about['parameter_name'] or ''}"), 0, 100)
    x = Axis(_GROUPS_AXIS, -0.5, 3.5, marks.group_ticks(dataset))
    return Picture((Layer("bars", bars, look), labels), x, y, title=marks.title(dataset))


def _short(category: str, n: int, share: float) -> str:
    """What stands on a part of a bar that is narrow on a phone: the category above its number, as far as there is room for both."""
    lines, room = wrap(category, 8), int(share / 8)  # a line is an eighth of a hundred, in %
    if len(lines) >= room > 1:
        lines = [*lines[: room - 2], f"{lines[room - 2][:7]}…"]
    if room > 1:
        return "\n".join([*lines, f"{n}"])
    return f"{n}" if share >= 6 else ""


def over_time(dataset: Dataset) -> Picture:
    """Every animal at its date of experiment, and how much a measurement of that day counts.

    Parameters
    ----------
    dataset : Dataset
        Any parameter; categories are drawn side by side at their own height. Measurements without a date are left out.

    Returns
    -------
    Overlay
        Four Points, then the window weight as a dashed Curve on an axis of its own from 0 to 1 (right); without a soft
        window the curve is empty. Categories have no window: four Points only.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3], "date_of_experiment": ["2019-01-30", "2019-02-01"], "sex": "female",
    ...     "biological_sample_group": ["experimental", "control"], "window_weight": [1.0, 0.5]}), {"unit": "cm"})
    >>> print([type(e).__name__ for e in plots.over_time(mice)])
    ['Points', 'Points', 'Points', 'Points', 'Curve']
    """
    names = sorted(dataset.animals["category"].dropna().unique()) if dataset.categorical else []
    measured = dataset.part()
    numbers = measured["data_point"]
    if names:
        numbers = measured["category"].map({c: float(i) for i, c in enumerate(names)})
        numbers += 0.4 * (marks.sequence(len(numbers)) - 0.5)
    y = marks.value_axis(dataset, numbers.to_numpy(float))
    days = measured["date_of_experiment"].dropna().to_numpy("datetime64[ms]")
    first, last = (days.min(), days.max()) if len(days) else (np.datetime64("2020-01-01", "ms"), np.datetime64("2021-01-01", "ms"))
    room = max((last - first) / 50, np.timedelta64(7, "D"))
    x = Axis("date of experiment", first - room, last + room)
    layers = []
    for sex, group in marks.SLOTS:
        part = dataset.part(sex, group)
        places = {"day": part["date_of_experiment"].to_numpy("datetime64[ms]"), "value": numbers.loc[part.index].to_numpy(float)}
        layers.append(marks.animals(dataset, sex, group, places))
    if names:
        ticks = tuple((float(i), text(n)) for i, n in enumerate(names))
        return Picture(tuple(layers), x, Axis(y.label, y.low, y.high, ticks), title=marks.title(dataset))
    window = measured.dropna(subset=["window_weight", "date_of_experiment"]).drop_duplicates("date_of_experiment")
    weights = window["window_weight"].to_numpy()
    level = np.abs(np.diff(weights, prepend=np.nan, append=np.nan)) < 1e-9  # a day between two of equal weight draws nothing
    corner = ~(level[:-1] & level[1:])
    columns = {"day": window["date_of_experiment"].to_numpy("datetime64[ms]")[corner], "counts": weights[corner]}
    curve = Layer("curve", columns, {"color": "#3D4852", "line_dash": "dashed", "line_width": 1.5})
    return Picture((*layers, curve), x, y, Axis("window weight", 0, 1.04), title=marks.title(dataset))


def over_weight(dataset: Dataset) -> Picture:
    """Every animal at its body weight: whether mutants differ for their size, or are what they are at any size.

    Parameters
    ----------
    dataset : Dataset
        A continuous parameter. Animals without a body weight (g) or a value are not drawn.

    Returns
    -------
    Overlay
        Four Points. Where no weight was recorded they are empty.

    Raises
    ------
    ImpcError
        If the dataset is categorical.

    Examples
    --------
    >>> import pandas as pd
    >>> from impc_nb import plots
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3], "weight": [21.0, 24.0], "sex": "female",
    ...     "biological_sample_group": ["experimental", "control"]}), {"unit": "cm"})
    >>> print(plots.over_weight(mice).get_dimension("weight").range)
    (20.82, 24.18)
    """
    if dataset.categorical:
        raise ImpcError(f"{dataset.label} holds categories, not numbers: there is nothing to set against body weight.")
    y = marks.value_axis(dataset, dataset.values())
    layers = []
    for sex, group in marks.SLOTS:
        part = dataset.part(sex, group)
        places = {"weight": part["weight"].to_numpy(float), "value": part["data_point"].to_numpy(float)}
        layers.append(marks.animals(dataset, sex, group, places))
    x = Axis("body weight (g)", *marks.limits(dataset.part()["weight"].to_numpy(float)))
    return Picture(tuple(layers), x, y, title=marks.title(dataset))
