"""The state of a view, kept in the URL: what is not in the URL is not state."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import panel as pn
import param
from panel.custom import JSComponent

KEEP = 200  # characters of a value from the URL that are kept; no id or name is longer


class BackButton(JSComponent):
    """Tells the server when the browser went back or forward, which changes the URL only."""

    search = param.String()

    _esm = """
    export function render({ model }) {
      window.addEventListener("popstate", () => { model.search = window.location.search })
      return document.createElement("span")
    }
    """


class View(param.Parameterized):
    """Page, gene, parameter and dataset as the URL names them, empty where it does not."""

    page = param.String("charts", doc="Key of the page in PAGES.")
    gene = param.String("", doc="Symbol, synonym, MGI id or human symbol.")
    parameter = param.String("", doc="Name or stable id of a parameter.")
    dataset = param.String("", doc="Id of one dataset.")
    release = param.String("", doc="The release the link was made on.")

    def read(self, search: str) -> None:
        """Take the state from a query string; anything unknown or over-long in it is dropped or cut."""
        search = search.lstrip("?").encode(errors="replace").decode()
        asked = {k: v[:KEEP] for k, v in parse_qsl(search[:8000], keep_blank_values=True, errors="replace")}
        names = [n for n in self.param if n != "name"]
        self.param.update(**{n: asked.get(n, self.param[n].default) for n in names})

    def query(self) -> str:
        """The query string that restores this view."""
        names = [n for n in self.param if n != "name"]
        return "?" + urlencode({n: v for n in names if (v := getattr(self, n))})


def keep_in_url(view: View, on_back) -> BackButton:
    """Write every change of ``view`` into the URL; call ``on_back`` after the browser's Back button has changed it."""
    location = pn.state.location

    def write(*_):
        if location is not None and location.search != view.query():
            location.search = view.query()

    def went_back(event):
        view.read(event.new)
        on_back()

    view.param.watch(write, [n for n in view.param if n != "name"])
    back = BackButton(width=0, height=0, margin=0)
    back.param.watch(went_back, "search")
    return back
