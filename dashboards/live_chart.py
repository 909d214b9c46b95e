"""A chart that is drawn once and afterwards receives only its data.

Rebuilding a figure for every selection takes the browser three times as long as replacing columns, so the first overlay
is rendered and each later one of the same structure is read for its columns, limits, labels and ticks.
"""

from __future__ import annotations

import holoviews as hv
import numpy as np
import panel as pn
from bokeh.document import Document
from bokeh.plotting import figure

_LEADING = {hv.Segments: ("x0", "y0", "x1", "y1"), hv.Rectangles: ("left", "bottom", "right", "top")}


def _columns(element: hv.Element) -> dict[str, np.ndarray]:
    """The element's values under the names HoloViews gave the columns of its data source."""
    first = _LEADING.get(type(element), ())
    names = [first[i] if i < len(first) else d.name for i, d in enumerate(element.dimensions())]
    return {name: element.dimension_values(i) for i, name in enumerate(names)}


def _structure(overlay: hv.Overlay) -> tuple:
    return tuple((type(e), tuple(d.name for d in e.dimensions())) for e in overlay)


def _options(overlay: hv.Overlay) -> dict:
    return hv.Store.lookup_options("bokeh", overlay, "plot").kwargs


def render(overlay: hv.Overlay) -> figure:
    """Draw an overlay as a Bokeh figure that fills the width of its card."""
    plot = hv.renderer("bokeh").get_plot(overlay, doc=Document())
    drawn = plot.state
    drawn.sizing_mode = "stretch_width"
    drawn.height = drawn.min_height or 330
    return drawn


def update(drawn: figure, overlay: hv.Overlay) -> None:
    """Give a drawn figure the data, limits, label and ticks of another overlay of the same structure."""
    options = _options(overlay)
    for element, renderer in zip(overlay, drawn.renderers, strict=True):
        source = renderer.data_source
        source.selected.indices = []
        source.data = {name: values for name, values in _columns(element).items() if name in source.data}
    x, y = next(iter(overlay)).dimensions()[:2]
    for axis_range, limits in ((drawn.x_range, options.get("xlim", x.range)), (drawn.y_range, options.get("ylim", y.range))):
        start, end = limits
        axis_range.update(start=start, end=end, reset_start=start, reset_end=end)
    drawn.yaxis[0].axis_label = options.get("ylabel", y.label)
    for axis, name in ((drawn.xaxis[0], "xticks"), (drawn.yaxis[0], "yticks")):
        if isinstance(options.get(name), list):
            ticks = dict(options[name])
            axis.ticker.ticks, axis.major_label_overrides = list(ticks), ticks


class LiveChart:
    """One chart on a page: ``show`` draws the first time and whenever the structure changes, else sends data only."""

    def __init__(self):
        self.pane = pn.Column(sizing_mode="stretch_width", margin=0)
        self._structure = self._drawn = None

    def show(self, overlay: hv.Overlay) -> None:
        structure = _structure(overlay)
        if structure == self._structure:
            update(self._drawn, overlay)
            return
        self._structure, self._drawn = structure, render(overlay)
        self.pane[:] = [pn.pane.Bokeh(self._drawn, sizing_mode="stretch_width", margin=0)]
