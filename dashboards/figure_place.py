"""A Bokeh figure as a component of a page, and no more: Panel's own pane of it watches each property and brings a row for controls."""

from __future__ import annotations

from bokeh.model import Model
from bokeh.models import LayoutDOM
from panel.viewable import Viewable


class FigurePlace(Viewable):
    """Where a figure stands. It belongs to one page: a second visitor needs a figure of their own."""

    def __init__(self, drawn: LayoutDOM):
        super().__init__()
        self.object = drawn

    def _get_model(self, doc, root=None, parent=None, comm=None) -> Model:
        if root is None:
            return self.get_root(doc, comm)
        self._models[root.ref["id"]] = (self.object, parent)
        return self.object

    def _cleanup(self, root=None) -> None:
        super()._cleanup(root)
        if root is not None:
            self._models.pop(root.ref["id"], None)
