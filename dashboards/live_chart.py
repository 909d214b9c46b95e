"""A chart that is drawn once and afterwards receives only its data.

Rebuilding a figure for every selection takes the browser three times as long as replacing columns, so the first picture
is drawn and of each later one with the same structure only columns, limits, labels and ticks are sent.
"""

from __future__ import annotations

from functools import lru_cache

import holoviews as hv
import panel as pn
from bokeh.document import Document
from bokeh.plotting import figure

from impc_nb.dataset import Dataset
from impc_nb.plots import PICTURES, Picture, draw


@lru_cache(maxsize=256)
def picture(chart: str, *datasets: Dataset) -> Picture:
    """The picture of a chart, kept for those who come back to it."""
    return PICTURES[chart](*datasets)


def render(shown: Picture) -> figure:
    """A picture as a Bokeh figure that fills the width of its card."""
    drawn = hv.renderer("bokeh").get_plot(draw(shown), doc=Document()).state
    drawn.sizing_mode = "stretch_width"
    drawn.height = shown.height
    return drawn


def update(drawn: figure, shown: Picture) -> None:
    """Give a drawn figure the data, limits, label and ticks of another picture of the same structure."""
    for layer, renderer in zip(shown.layers, drawn.renderers, strict=True):
        source = renderer.data_source
        if source.selected.indices:
            source.selected.indices = []
        source.data = layer.columns
    for axis_range, axis in ((drawn.x_range, shown.x), (drawn.y_range, shown.y)):
        axis_range.update(start=axis.low, end=axis.high, reset_start=axis.low, reset_end=axis.high)
    drawn.yaxis[0].axis_label = shown.y.label
    if shown.x.ticks:
        drawn.xaxis[0].major_label_overrides = dict(shown.x.ticks)


class LiveChart:
    """One chart on a page: ``show`` draws the first time and whenever the structure changes, else sends data only."""

    def __init__(self):
        self.pane = pn.Column(sizing_mode="stretch_width", margin=0)
        self._structure = self._drawn = None

    def show(self, shown: Picture) -> None:
        if shown.structure == self._structure:
            update(self._drawn, shown)
            return
        self._structure, self._drawn = shown.structure, render(shown)
        self.pane[:] = [pn.pane.Bokeh(self._drawn, sizing_mode="stretch_width", margin=0)]
