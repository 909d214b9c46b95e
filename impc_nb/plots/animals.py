"""Charts that show every animal of one dataset."""

from __future__ import annotations

import holoviews as hv
import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots import marks

#: Eight category colours that stay apart for colour-blind readers (Okabe and Ito 2008), mixed with white for labels on top.
CATEGORY_COLOURS = ("#9FC9E8", "#F3C66B", "#8FD3BD", "#E8A98A", "#D9B3D2", "#F5EE9E", "#8FB0CC", "#C9CED3")


def _ticks(dataset: Dataset) -> list[tuple[float, str]]:
    zygosity = dataset.about["zygosity"]
    return [
        (float(i), f"{schema.group_label(sex, group, zygosity)}\nn = {dataset.count(sex, group)}")
        for i, (sex, group) in enumerate(marks.SLOTS)
    ]


def distribution(dataset: Dataset) -> hv.Overlay:
    """Every animal by sex and genotype, with the quartiles of each group.

    Parameters
    ----------
    dataset : Dataset
        A continuous parameter; for a categorical one use :func:`categories`. Missing values are not drawn (``n`` counts
        what is drawn); a group without animals keeps its place and says n = 0.

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
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3], "sex": "female", "biological_sample_group": ["experimental", "control"]}),
    ...     {"parameter_name": "Body length", "unit": "cm"})
    >>> print(distribution(mice).get_dimension("value").label)
    Body length (cm)
    """
    if dataset.categorical:
        raise schema.ImpcError(f"{dataset.label} holds categories, not numbers: use plots.categories.")
    y = marks.value_dimension(dataset, dataset.values())
    x = hv.Dimension("place", label="sex and genotype", range=(-0.5, 3.5))
    points, slots = [], []
    for i, (sex, group) in enumerate(marks.SLOTS):
        values = dataset.values(sex, group)
        slots.append((i, group, values))
        points.append(marks.animals(dataset, sex, group, i + marks.spread(values), values, [x, y]))
    return hv.Overlay(points + marks.boxes(slots, y)).opts(
        xticks=_ticks(dataset), show_legend=False, hooks=[marks.plain], fontsize=marks.TICK_FONT, responsive=True, min_height=330,
        ylabel=y.label, xlabel="", default_tools=marks.TOOLS, active_tools=[],
    )  # fmt: skip


def categories(dataset: Dataset) -> hv.Overlay:
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
    >>> table = {"category": ["Present", "None"], "sex": "male", "biological_sample_group": ["control", "experimental"]}
    >>> mice = Dataset(pd.DataFrame(table), {})
    >>> print(len(categories(mice).Rectangles.I))
    2
    """
    if not dataset.categorical:
        raise schema.ImpcError(f"{dataset.label} holds numbers, not categories: use plots.distribution.")
    order = list(dataset.part()["category"].value_counts().index)
    parts = []
    for i, (sex, group) in enumerate(marks.SLOTS):
        counts = dataset.part(sex, group)["category"].value_counts()
        bottom = 0.0
        for category in (c for c in order if c in counts):
            share = 100 * counts[category] / counts.sum()
            colour = CATEGORY_COLOURS[order.index(category) % len(CATEGORY_COLOURS)]
            parts.append((i - 0.35, bottom, i + 0.35, bottom + share, marks.text(category), int(counts[category]), share, colour))
            bottom += share
    sides = ["left", "bottom", "right", "top"]
    bars = hv.Rectangles(parts, kdims=sides, vdims=["category", "animals", "share", "color"])
    words = [((p[0] + p[2]) / 2, (p[1] + p[3]) / 2, f"{p[4]} {p[5]}" if p[6] >= 6 else "") for p in parts]
    y = hv.Dimension("percent", label=f"share of animals (%): {marks.text(dataset.about['parameter_name'] or '')}", range=(0, 100))
    labels = hv.Labels(words, kdims=[hv.Dimension("place", label="sex and genotype", range=(-0.5, 3.5)), y], vdims=["words"])
    tips = [("category", "@category"), ("animals", "@animals"), ("share", "@share{0.0} %")]
    return hv.Overlay([
        bars.opts(color="color", line_color="white", tools=["hover"], hover_tooltips=tips),
        labels.opts(text_color="#1F2A33", text_font_size="10pt"),
    ]).opts(
        xticks=_ticks(dataset), show_legend=False, hooks=[marks.plain], fontsize=marks.TICK_FONT, responsive=True, min_height=330,
        ylabel=y.label, xlabel="", ylim=(0, 100), xlim=(-0.5, 3.5), default_tools=marks.TOOLS, active_tools=[],
    )  # fmt: skip


def over_time(dataset: Dataset) -> hv.Overlay:
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
    >>> mice = Dataset(pd.DataFrame({"data_point": [9.1, 9.3], "date_of_experiment": ["2019-01-30", "2019-02-01"], "sex": "female",
    ...     "biological_sample_group": ["experimental", "control"], "window_weight": [1.0, 0.5]}), {"unit": "cm"})
    >>> print([type(e).__name__ for e in over_time(mice)])
    ['Points', 'Points', 'Points', 'Points', 'Curve']
    """
    names = sorted(dataset.animals["category"].dropna().unique()) if dataset.categorical else []
    measured = dataset.part()
    numbers = measured["data_point"]
    if names:
        numbers = measured["category"].map({c: float(i) for i, c in enumerate(names)})
        numbers += 0.4 * (marks.sequence(len(numbers)) - 0.5)
    y = marks.value_dimension(dataset, numbers.to_numpy(float))
    dates = measured["date_of_experiment"].dropna()
    span = (dates.min(), dates.max()) if len(dates) else (pd.Timestamp("2020-01-01"), pd.Timestamp("2021-01-01"))
    room = max((span[1] - span[0]) * 0.02, pd.Timedelta(days=7))
    x = hv.Dimension("day", label="date of experiment", range=tuple(np.datetime64(d, "ms") for d in (span[0] - room, span[1] + room)))
    points = []
    for sex, group in marks.SLOTS:
        part = dataset.part(sex, group)
        points.append(marks.animals(dataset, sex, group, part["date_of_experiment"].to_numpy("datetime64[ms]"),
                                    numbers.loc[part.index].to_numpy(float), [x, y]))  # fmt: skip
    window = measured.dropna(subset=["window_weight", "date_of_experiment"]).drop_duplicates("date_of_experiment")
    weight = hv.Dimension("counts", label="window weight", range=(0, 1.04))
    curve = hv.Curve((window["date_of_experiment"].to_numpy("datetime64[ms]"), window["window_weight"].to_numpy()), x, weight)
    curve = curve.opts(color="#3D4852", line_dash="dashed", line_width=1.5)
    ticks = {"yticks": [(float(i), marks.text(n)) for i, n in enumerate(names)]} if names else {"multi_y": True}
    return hv.Overlay(points if names else [*points, curve]).opts(
        show_legend=False, hooks=[marks.plain], fontsize=marks.TICK_FONT, responsive=True, min_height=330, xlabel=x.label,
        default_tools=marks.TOOLS, active_tools=[], **ticks,
    )  # fmt: skip


