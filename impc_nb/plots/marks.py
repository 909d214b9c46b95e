"""The marks every chart is made of: an animal, a box, an axis with group labels."""

from __future__ import annotations

import holoviews as hv
import holoviews.plotting.bokeh  # noqa: F401  (registers the Bokeh backend; loads nothing into a page)
import numpy as np
from bokeh.models import CustomJSHover, DatetimeTicker, HoverTool

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, GROUPS, SEXES

SLOTS = [(sex, group) for sex in SEXES for group in GROUPS]
"""The four places on the axis, left to right, the same for every dataset."""

HOVER = ["specimen_id", "measured_on", "weight", "age_in_weeks"]
TOOLS = ["pan", "box_zoom", "reset", "save"]
TICK_FONT = {"xticks": "10pt", "yticks": "10pt", "labels": "10pt", "title": "11pt"}

_STYLE = {
    CONTROL: {"alpha": 0.35, "size": 5, "line_alpha": 0},
    schema.MUTANT: {"alpha": 0.95, "size": 9, "line_color": "white", "line_width": 0.5},
}


def text(words: object) -> str:
    """Words from data as plain text for a canvas: Bokeh would typeset what stands between double dollar signs."""
    return " ".join(str(words).replace("$$", "$ $").split())[:120]


def value_dimension(dataset: Dataset, values: np.ndarray, headroom: float = 0.0) -> hv.Dimension:
    """The value axis: label, unit and limits with a little room, the same for every chart of the dataset."""
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.05
    return hv.Dimension("value", label=text(dataset.label), range=(low - room, high + room + headroom * (high - low)))


def hover() -> HoverTool:
    """A hover that names the animal, its value, day, weight and age; missing ones are said to be."""

    def number(unit: str) -> CustomJSHover:
        return CustomJSHover(code=f"return isNaN(value) ? 'not recorded' : value.toFixed(1) + ' {unit}'")

    return HoverTool(
        tooltips=[("animal", "@specimen_id"), ("value", "@value{0.[0000]}"), ("measured on", "@measured_on{%F}"),
                  ("body weight", "@weight{custom}"), ("age", "@age_in_weeks{custom}")],
        formatters={"@measured_on": "datetime", "@weight": number("g"), "@age_in_weeks": number("weeks")},
        point_policy="snap_to_data",
    )  # fmt: skip


def sequence(n: int) -> np.ndarray:
    """n numbers between 0 and 1 that fill the interval evenly in any order of reading: steps of the golden ratio."""
    return (np.arange(n) * 0.618033988749895) % 1.0


def spread(values: np.ndarray, width: float = 0.72) -> np.ndarray:
    """Sideways offsets that show crowding: wide where many animals share a value, the same at every call."""
    values = np.asarray(values, float)
    if not len(values):
        return values
    span = float(values.max() - values.min())
    bins = np.zeros(len(values), int) if span == 0 else np.minimum(((values - values.min()) / span * 24).astype(int), 23)
    order = np.argsort(bins, kind="stable")
    counts = np.bincount(bins)
    place = np.empty(len(values), int)
    place[order] = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    full = max(counts.max(), 12)
    return (sequence(counts.max())[place] - 0.5) * width * np.sqrt(counts[bins] / full)


def animals(dataset: Dataset, sex: str, group: str, x, y: np.ndarray, kdims: list) -> hv.Points:
    """The animals of one sex and group as points; style depends on sex and group only."""
    part = dataset.part(sex, group)
    columns = {
        "x": x, "y": y, "specimen_id": part["specimen_id"].fillna("not named").to_numpy(dtype=object),
        "measured_on": part["date_of_experiment"].to_numpy("datetime64[ms]"),
        "weight": part["weight"].to_numpy(), "age_in_weeks": part["age_in_weeks"].to_numpy(),
    }  # fmt: skip
    points = hv.Points(tuple(columns.values()), kdims=kdims, vdims=HOVER)
    return points.opts(
        color=schema.GROUP_COLOURS[group], marker=schema.SEX_MARKERS[sex], tools=[hover()], **_STYLE[group]
    )


def boxes(slots: list[tuple[float, str, np.ndarray]], dimension: hv.Dimension) -> list[hv.Element]:
    """Quartile boxes and medians: one element each for wildtypes and mutants, whatever the number of groups."""
    out = []
    for group in GROUPS:
        colour = schema.GROUP_COLOURS[group]
        rows = [(x, *np.quantile(v, [0.25, 0.5, 0.75])) for x, g, v in slots if g == group and len(v) > 1]
        sides = [hv.Dimension("left"), hv.Dimension("bottom"), hv.Dimension("right"), hv.Dimension("top")]
        box = hv.Rectangles([(x - 0.3, q1, x + 0.3, q3) for x, q1, _, q3 in rows], kdims=sides)
        out.append(box.opts(fill_alpha=0, line_color=colour, line_width=1.6))
        ends = [hv.Dimension("x0"), hv.Dimension("y0"), hv.Dimension("x1"), hv.Dimension("y1")]
        median = hv.Segments([(x - 0.3, q2, x + 0.3, q2) for x, _, q2, _ in rows], kdims=ends)
        out.append(median.opts(color=colour, line_width=3.2))
    return out


def plain(plot, _element):
    """A quiet frame: horizontal grid, no box, no logo."""
    figure = plot.state
    figure.outline_line_color = None
    figure.xgrid.grid_line_color = None
    figure.ygrid.grid_line_color = "#E8ECEF"
    figure.toolbar.logo = None
    figure.toolbar.autohide = True
    for axis in figure.xaxis:
        if isinstance(axis.ticker, DatetimeTicker):
            axis.ticker.desired_num_ticks = 4  # more would run into each other on a phone
    for axis in figure.axis:
        axis.axis_line_color = "#C5CDD5"
        axis.major_tick_line_color = "#C5CDD5"
        axis.minor_tick_line_color = None
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_color = axis.major_label_text_color = "#3D4852"
