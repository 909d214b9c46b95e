"""The small menu of a view of tables: link, Python cell, notebook, and how to cite the view; its tables bring their own CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from panel.viewable import Viewable

from dashboards import cite, parts
from dashboards.buttons import Buttons
from dashboards.export import file_name
from dashboards.live_chart import LiveChart
from dashboards.nodes import Form, Node, Words
from impc_nb.plots import Picture

Contents = Callable[[], tuple[Sequence[str], Sequence[Picture]]]  # the view's markup and charts, made when a file is asked for


def cell_of(release: str, *calls: tuple[str, str], shows: str = "") -> str:
    """A Python cell that loads what a view shows: pairs of a name and the call, in which ``release`` is filled in; the last is shown.

    >>> print(cell_of("teaching", ("terms", "load_table('terms'{release})")).splitlines()[-1])
    terms
    """
    where = "" if release == "teaching" else f", release={release!r}"
    lines = [f"{name} = impc.{call.format(release=where)}" for name, call in calls]
    return "\n".join(["import impc_nb as impc", "", "impc.setup()", *lines, shows or calls[-1][0], ""])


def quoted(word: object) -> str:
    """A word from data or the address inside a cell: as Python text, with nothing that :func:`cell_of` would fill in."""
    return repr(str(word)).replace("{", "{{").replace("}", "}}")


def notebook(cell: str, title: str) -> str:
    """A notebook (nbformat 4.5) of a heading and the cell."""
    heading = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {' '.join(title.split())}"}
    code = {"cell_type": "code", "id": "view", "metadata": {}, "execution_count": None, "outputs": [], "source": cell.rstrip("\n")}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": [heading, code], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def markup_of(node: Node | Viewable) -> list[str]:
    """What stands on a part of a page, from top to bottom, as markup that stands alone; what is hidden is left out, and controls are."""
    if not node.visible or (isinstance(node, Form) and not node.stands):
        return []
    if isinstance(node, Words):
        return [standing_alone(node.object)]
    return [found for inner in getattr(node, "objects", ()) for found in markup_of(inner)]


def contents_of(parts_of_page: Sequence[Node], charts: Sequence[LiveChart]) -> tuple[list[str], list[Picture]]:
    """The markup of parts of a page and the pictures of its charts, as a file of the view takes them; what is hidden is left out."""
    drawn = [chart.picture for chart in charts if chart.pane.visible and chart.picture is not None]
    return [markup for part in parts_of_page for markup in markup_of(part)], drawn


def standing_alone(markup: str) -> str:
    """Without links into the dashboard and without buttons: the words stay."""
    markup = re.sub(r'<a href="\?[^>]*>(.*?)</a>', r"\1", markup, flags=re.DOTALL)
    return re.sub(r"</?(?:button|nav)\b[^>]*>", "", markup)


class CiteButton:
    """Opens below the menu how to cite the view: text, BibTeX and CITATION.cff to copy, and the view as one HTML file."""

    NAME = "Cite this view"

    def __init__(self, menu: Buttons):
        self._cited: cite.Cited | None = None
        self._contents: Contents = lambda: ((), ())
        self._menu, self.said, self.files = menu, parts.words(), Buttons()
        menu.call(self.NAME, lambda: self.turn(not self.body.visible))
        self.files.file("CITATION.cff", lambda: ("CITATION.cff", cite.cff(self._cited)))
        self.files.file("BibTeX file", lambda: ("references.bib", cite.bibtex(self._cited)))
        self.files.file("The view as one HTML file", self.whole)
        self.body = parts.column(self.said, self.files)
        self.body.visible = False

    def show(self, cited: cite.Cited, contents: Contents) -> None:
        """What is cited, and a function that gives the view's markup and charts when the HTML file is asked for."""
        self._cited, self._contents = cited, contents
        if self.body.visible:
            self.turn(True)

    def turn(self, visible: bool) -> None:
        """Open or close it."""
        self._menu.say(self.NAME, "Close citation" if visible else self.NAME)
        self.body.visible = visible
        if visible and self._cited is not None:
            parts.say(self.said, cite.markup(self._cited))

    def whole(self) -> tuple[str, str]:
        """Name and text of the HTML file."""
        return file_name(self._cited.title, ending="html"), cite.html(self._cited, *self._contents())


class ViewMenu:
    """Buttons of a view of tables; ``show`` says what they speak of."""

    def __init__(self, pictures: bool = False):
        self._title, self._cell = "", ""
        self.buttons = Buttons("Copy link", "Copy Python")
        self.buttons.file("Notebook", lambda: (file_name(self._title, ending="ipynb"), notebook(self._cell, self._title)))
        self.buttons.add(*("PNG", "SVG") if pictures else ())
        self.cite = CiteButton(self.buttons)

    def show(self, cell: str, cited: cite.Cited, contents: Contents) -> None:
        """The Python of the view, what is cited, and what the HTML file holds."""
        self._title, self._cell = cited.title, cell
        self.buttons.show(python=cell, picture=file_name(cited.title).removesuffix(".csv"))
        self.cite.show(cited, contents)

    def offer_picture(self, there: bool) -> None:
        """Whether there is a chart to be saved."""
        self.buttons.offer("PNG", "SVG", there=there)

    def __panel__(self):
        return parts.column(self.buttons, self.cite.body)
