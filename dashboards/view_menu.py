"""The small menu of a view of tables: link, Python cell, notebook, and how to cite the view; its tables bring their own CSV."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence

import panel as pn
import panel_material_ui as pmui

from dashboards import cite, parts
from dashboards.data_grid import GridInBrowser
from dashboards.export import InBrowser, file_name
from dashboards.live_chart import LiveChart
from impc_nb.plots import Picture

Contents = Callable[[], tuple[Sequence[str], Sequence[Picture]]]  # the view's markup and charts, made when a file is asked for
_LOOK = {"variant": "outlined", "size": "small", "margin": (8, 8, 0, 0)}


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


def markup_of(layout: pn.viewable.Viewable) -> list[str]:
    """What stands on a part of a page, from top to bottom, as markup that stands alone; what is hidden is left out."""
    if not layout.visible:
        return []
    if isinstance(layout, pn.pane.HTML):
        return [standing_alone(layout.object)]
    if isinstance(layout, GridInBrowser):
        return [standing_alone(layout.body)]
    return [found for inner in getattr(layout, "objects", ()) for found in markup_of(inner)]


def contents_of(parts_of_page: Sequence[pn.viewable.Viewable], charts: Sequence[LiveChart]) -> tuple[list[str], list[Picture]]:
    """The markup of parts of a page and the pictures of its charts, as a file of the view takes them; what is hidden is left out."""
    drawn = [chart.picture for chart in charts if chart.pane.visible and chart.picture is not None]
    return [markup for part in parts_of_page for markup in markup_of(part)], drawn


def standing_alone(markup: str) -> str:
    """Without links into the dashboard and without buttons: the words stay."""
    markup = re.sub(r'<a href="\?[^>]*>(.*?)</a>', r"\1", markup, flags=re.DOTALL)
    return re.sub(r"</?(?:button|nav)\b[^>]*>", "", markup)


def browser_buttons(*deeds: str) -> list[pmui.Button]:
    """Buttons that do something in the browser alone, named by ``deeds`` ("copy-link"); an ``InBrowser`` beside them does it."""
    labels = {"copy-link": "Copy link", "copy-python": "Copy Python", "save-png": "PNG", "save-svg": "SVG"}
    return [pmui.Button(label=labels[deed], css_classes=[deed], **_LOOK) for deed in deeds]


class CiteButton:
    """Opens below the menu how to cite the view: text, BibTeX and CITATION.cff to copy, and the view as one HTML file."""

    def __init__(self):
        self._cited: cite.Cited | None = None
        self._contents: Contents = lambda: ((), ())
        self.button = pmui.Button(label="Cite this view", **_LOOK)
        self.button.on_click(lambda _: self._turn(not self.body.visible))
        self.body = parts.column()
        self.body.visible = False

    def show(self, cited: cite.Cited, contents: Contents) -> None:
        """What is cited, and a function that gives the view's markup and charts when the HTML file is asked for."""
        self._cited, self._contents = cited, contents
        if self.body.visible:
            self._turn(True)

    def _turn(self, visible: bool) -> None:
        self.button.label = "Close citation" if visible else "Cite this view"
        self.body.visible = visible
        if visible and self._cited is not None:
            self.body[:] = [parts.words(cite.markup(self._cited)), pn.FlexBox(*self._files(), margin=0)]

    def _files(self) -> list[pmui.FileDownload]:
        cited = self._cited
        made = {
            "CITATION.cff": lambda: cite.cff(cited), "references.bib": lambda: cite.bibtex(cited),
            file_name(cited.title, ending="html"): lambda: cite.html(cited, *self._contents()),
        }  # fmt: skip
        labels = ("CITATION.cff", "BibTeX file", "The view as one HTML file")
        return [file_button(label, name, text) for label, (name, text) in zip(labels, made.items(), strict=True)]


def file_button(label: str, name: str, text: Callable[[], str]) -> pmui.FileDownload:
    """A button that saves what ``text()`` gives, made when it is pressed."""
    button = pmui.FileDownload(label=label, callback=lambda: io.BytesIO(text().encode()), filename=name, icon=None, size="small",
                               margin=_LOOK["margin"])  # fmt: skip
    button.variant = "outlined"  # given at once it brings a deprecation warning of its own
    return button


class ViewMenu:
    """Buttons of a view of tables; ``show`` says what they speak of."""

    def __init__(self, pictures: bool = False):
        self._title, self._deeds = "", InBrowser()
        self._pictures = browser_buttons("save-png", "save-svg") if pictures else []
        copies = browser_buttons("copy-link", "copy-python")
        self._notebook = file_button("Notebook", "impc.ipynb", lambda: notebook(self._deeds.python, self._title))
        self.cite = CiteButton()
        row = pn.FlexBox(*copies, self._notebook, *self._pictures, self.cite.button, self._deeds, margin=0)
        self._layout = parts.column(row, self.cite.body)

    def show(self, cell: str, cited: cite.Cited, contents: Contents) -> None:
        """The Python of the view, what is cited, and what the HTML file holds."""
        self._title = cited.title
        self._deeds.param.update(python=cell, picture=file_name(cited.title).removesuffix(".csv"))
        self._notebook.filename = file_name(cited.title, ending="ipynb")
        self.cite.show(cited, contents)

    def add(self, button: pn.viewable.Viewable) -> None:
        """One more button, after the others."""
        self._layout[0].append(button)

    def offer_picture(self, there: bool) -> None:
        """Whether there is a chart to be saved."""
        for button in self._pictures:
            button.visible = there

    def __panel__(self):
        return self._layout
