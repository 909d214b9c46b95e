"""What a chart shows, before anybody draws it: layers of columns, and the axes they stand on.

Positions, statistics and jitter are computed into columns once. :func:`draw` makes a HoloViews overlay of them for a notebook;
the dashboard draws the first picture and from then on sends only the columns of the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import holoviews as hv
import holoviews.plotting.bokeh  # noqa: F401  (registers the Bokeh backend; loads nothing into a page)
import numpy as np
from bokeh.models import AdaptiveTicker, CustomJSHover, DatetimeTicker, HoverTool, TapTool

TOOLS = ["pan", "box_zoom", "reset", "save"]
FONTS = {"xticks": "10pt", "yticks": "10pt", "labels": "10pt", "title": "9pt"}
ON_COLOUR = "#10181F"  # words and signs upon a coloured mark: the dashboard turns those on the ground of a chart, not these, in the dark
_KINDS = {"points": (hv.Points, 2), "curve": (hv.Curve, 1), "bars": (hv.Rectangles, 4), "lines": (hv.Segments, 4), "words": (hv.Labels, 2)}


@dataclass(frozen=True)
class Axis:
    """Label, limits and ticks of one axis; ``ticks`` is a tuple of (place, words), empty for no axis, or None for numbers or dates.

    An x axis with ticks shows its label ``with_label`` only: words below need none.
    """

    label: str
    low: object
    high: object
    ticks: tuple[tuple[float, str], ...] | None = None
    with_label: bool = False


@dataclass(frozen=True)
class Layer:
    """Marks of one kind and style; the columns are equally long, the first two (or four) say where."""

    kind: str
    columns: dict[str, np.ndarray]
    style: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A chart's layers, bottom to top, on an x and a y axis; the last layer stands on ``second``, where there is one."""

    layers: tuple[Layer, ...]
    x: Axis
    y: Axis
    second: Axis | None = None
    height: int = 330
    title: str = ""
    """Whose animals, from which release: part of the chart, so that a saved or copied one still says it."""

    @property
    def structure(self) -> tuple:
        """Equal for two pictures that differ in data only."""
        return (tuple((layer.kind, tuple(layer.columns)) for layer in self.layers), self.second is None, self.y.ticks, self.x.ticks is None)


def text(words: object) -> str:
    """Words from data as plain text for a canvas: Bokeh would typeset what stands between double dollar signs."""
    return " ".join(str(words).replace("$$", "$ $").split())[:120].strip()


def hover() -> HoverTool:
    """A hover that names the animal, its value, day, weight and age; missing ones are said to be."""

    def number(unit: str) -> CustomJSHover:
        return CustomJSHover(code=f"return isNaN(value) ? 'not recorded' : value.toFixed(1) + ' {unit}'")

    return HoverTool(
        tooltips=[("animal", "@specimen_id"), ("value", "@value{0.[0000]}"), ("measured on", "@day{%F}"),
                  ("body weight", "@weight{custom}"), ("age", "@age_in_weeks{custom}")],
        formatters={"@day": "datetime", "@weight": number("g"), "@age_in_weeks": number("weeks")}, point_policy="snap_to_data", limit=1,
    )  # fmt: skip


def five_numbers() -> HoverTool:
    """A hover that gives the numbers of a group, above or below its median: beside it animals say who they are."""
    words = {"n": "animals", "most": "largest", "high": "upper quartile", "y0": "median", "low": "lower quartile", "least": "smallest"}
    tips = [(word, f"@{name}" if name == "n" else f"@{name}{{0.[000]}}") for name, word in words.items()]
    return HoverTool(tooltips=tips, attachment="vertical", limit=1)


_HOVERS = {"animal": hover, "group": five_numbers}


def _element(layer: Layer, axes: dict[str, hv.Dimension]) -> hv.Element:
    kind, keys = _KINDS[layer.kind]
    dimensions = [axes.get(name, name) for name in layer.columns]
    element = kind(tuple(layer.columns.values()), kdims=dimensions[:keys], vdims=dimensions[keys:])
    style = dict(layer.style)
    if says := style.pop("hover", ""):
        style["tools"] = [_HOVERS[says]()]
    return element.opts(**style)


def draw(picture: Picture) -> hv.Overlay:
    """The picture as a HoloViews overlay of fixed structure."""
    names = list(picture.layers[0].columns)[:2] if picture.layers[0].kind == "points" else ["place", "value"]
    axes = {n: hv.Dimension(n, label=a.label or n, range=(a.low, a.high)) for n, a in zip(names, (picture.x, picture.y), strict=True)}
    if picture.second:
        name = list(picture.layers[-1].columns)[1]
        axes[name] = hv.Dimension(name, label=picture.second.label, range=(picture.second.low, picture.second.high))
    options = {"multi_y": True} if picture.second else {"ylabel": picture.y.label}
    for axis, ticks in (("x", picture.x.ticks), ("y", picture.y.ticks)):
        options |= {f"{axis}ticks": list(ticks)} if ticks else {f"{axis}axis": None} if ticks == () else {}
    return hv.Overlay([_element(layer, axes) for layer in picture.layers]).opts(
        show_legend=False, hooks=[_quiet], fontsize=FONTS, responsive=True, min_height=picture.height, default_tools=TOOLS, active_tools=[],
        xlabel="" if picture.x.ticks and not picture.x.with_label else picture.x.label, xlim=(picture.x.low, picture.x.high),
        ylim=(picture.y.low, picture.y.high), title=picture.title.replace("{", "{{").replace("}", "}}"), **options,
    )  # fmt: skip


def _quiet(plot, _element):
    """A quiet frame: horizontal grid, no box, no logo."""
    figure = plot.state
    figure.output_backend = "canvas"  # thousands of points need no WebGL, which is slow where it is emulated
    figure.outline_line_color = None
    figure.title.text_font_style, figure.title.text_color = "normal", "#52606D"
    figure.xgrid.grid_line_color = None
    figure.ygrid.grid_line_color = "#E8ECEF"
    figure.toolbar.logo = None
    figure.toolbar.autohide = True
    selects = figure.select_one(TapTool) is not None
    for renderer in figure.renderers:  # without looks that are never seen: they are a third of what a chart is made of
        renderer.muted_glyph = renderer.hover_glyph = None
        if not selects:
            renderer.nonselection_glyph = renderer.selection_glyph = None
    for axis in figure.xaxis:
        if isinstance(axis.ticker, AdaptiveTicker | DatetimeTicker):
            axis.ticker.desired_num_ticks = 4  # more would run into each other on a phone
    for axis in figure.axis:
        axis.axis_line_color = "#C5CDD5"
        axis.major_tick_line_color = "#C5CDD5"
        axis.minor_tick_line_color = None
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_color = axis.major_label_text_color = "#3D4852"
