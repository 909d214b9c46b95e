"""A chart that is drawn once and afterwards receives only its data.

Rebuilding a figure for every selection takes the browser three times as long as replacing columns, so the first picture
is drawn and of each later one with the same structure only columns, limits, labels and ticks are sent.
"""

from __future__ import annotations

from functools import lru_cache

import holoviews as hv
import numpy as np
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from bokeh.plotting import figure
from bokeh.util.serialization import convert_datetime_array

from dashboards import parts
from dashboards.figure_copies import Master
from dashboards.figure_place import FigurePlace
from impc_nb.dataset import Dataset
from impc_nb.plots import PICTURES, Picture, draw
from impc_nb.plots.picture import Layer
from impc_nb.plots.said import said


@lru_cache(maxsize=256)
def picture(chart: str, *datasets: Dataset) -> Picture:
    """The picture of a chart, kept for those who come back to it."""
    return PICTURES[chart](*datasets)


def unattached(element: hv.core.Dimensioned, height: int) -> figure:
    """An element as a Bokeh figure that fills the width of its card.

    HoloViews gives a plot to the current document, which may be the one that lasts as long as the server: here it gets one of its own.
    """
    own = Document()
    with patch_curdoc(own):
        drawn = hv.renderer("bokeh").get_plot(element).state
    drawn.update(sizing_mode="stretch_width", height=height)
    return drawn


def render(shown: Picture) -> figure:
    """A picture as a Bokeh figure that fills the width of its card."""
    drawn = unattached(draw(shown), shown.height)
    drawn.html_attributes = _heard(shown)
    return drawn


def _heard(shown: Picture) -> dict[str, str]:
    """What a screen reader says of the figure."""
    return {"role": "img", "aria-label": said(shown)}


def _sent(values: np.ndarray) -> np.ndarray | list:
    """Short columns as lists: each array travels in a message of its own, which costs more than its numbers."""
    if len(values) > 64:
        return values
    return convert_datetime_array(values).tolist()  # a missing date is NaN, as Bokeh draws it


def update(drawn: figure, shown: Picture, own: list[bool] | None = None) -> None:
    """Give a drawn figure the data, limits, label and ticks of another picture of the same structure.

    ``own`` says of each layer whether its data are this figure's to send; all are where it is left out.
    """
    for i, (layer, renderer) in enumerate(zip(shown.layers, drawn.renderers, strict=True)):
        source = renderer.data_source
        if own is None or own[i]:
            if source.selected.indices:
                source.selected.indices = []
            source.data = {name: _sent(values) for name, values in layer.columns.items()}
    for axis_range, axis in ((drawn.x_range, shown.x), (drawn.y_range, shown.y)):
        axis_range.update(start=axis.low, end=axis.high, reset_start=axis.low, reset_end=axis.high)
    drawn.yaxis[0].axis_label, drawn.title.text = shown.y.label, shown.title
    if shown.x.ticks:
        drawn.xaxis[0].major_label_overrides = dict(shown.x.ticks)
    else:
        drawn.xaxis[0].axis_label = shown.x.label
    drawn.html_attributes = _heard(shown)


_masters: dict[tuple, Master] = {}
_MASTERS = 64  # as many kinds of charts are kept; the dashboard has about twenty


def figure_of(shown: Picture) -> figure:
    """A picture as a figure of one's own: HoloViews draws each kind of chart once, every further viewer gets a copy fed with the data."""
    places = tuple(place for place, _ in shown.x.ticks or ())
    looks = repr([layer.style for layer in shown.layers])
    kind = (shown.structure, shown.height, shown.second, shown.x.with_label, places, looks)
    if kind not in _masters:
        if len(_masters) >= _MASTERS:
            _masters.pop(next(iter(_masters)))
        _masters[kind] = Master(render(shown))
    drawn = _masters[kind].copy()
    update(drawn, shown)
    return drawn


def chart_of(shown: Picture) -> FigurePlace:
    """A picture as a chart that stays as it is."""
    return FigurePlace(figure_of(shown))


class LiveChart:
    """One chart on a page: ``show`` draws the first time and whenever the structure changes, else sends data only.

    A chart that stands ``beside`` another one and shows the same animals takes their columns from it: they are sent once,
    and animals selected in one chart are selected in both.
    """

    def __init__(self, beside: LiveChart | None = None):
        self.pane = parts.column()
        self._beside, self._structure, self._drawn, self._layers = beside, None, None, ()
        self.picture: Picture | None = None  # what is drawn, for a file of the view

    def show(self, shown: Picture) -> None:
        self.picture = shown
        structure = (shown.structure, self._beside and self._beside._drawn)
        if structure != self._structure:
            self._structure, self._drawn, self._layers = structure, figure_of(shown), shown.layers
            self._own = [not self._take(i, layer) for i, layer in enumerate(shown.layers)]
            self.pane[:] = [FigurePlace(self._drawn)]
        else:
            update(self._drawn, shown, self._own)

    def _take(self, i: int, layer: Layer) -> bool:
        """Use the columns of the chart beside for layer ``i``, where it has them all."""
        theirs = self._beside._layers[i] if self._beside and i < len(self._beside._layers) else None
        if theirs is None or layer.kind != "points" or theirs.kind != "points" or not set(layer.columns) <= set(theirs.columns):
            return False
        self._drawn.renderers[i].data_source = self._beside._drawn.renderers[i].data_source
        return True
