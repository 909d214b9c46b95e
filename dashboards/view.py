"""The state of a view, kept in the URL: what is not in the URL is not state."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import param
from panel.custom import JSComponent

KEEP = 200  # characters of a value from the URL that are kept; no id or name is longer


class Address(JSComponent):
    """The browser's address line: written by the server, heard when the Back button changes it.

    Panel's own location is read once, at the start: it does not hear the Back button, and would add the completed first
    address as a further step of the history.
    """

    search = param.String()

    _esm = """
    export function render({ model }) {
      const completed = model.search && model.search !== window.location.search
      if (completed) { window.history.replaceState(null, "", model.search) }
      model.on("search", () => { if (model.search !== window.location.search) { window.history.pushState(null, "", model.search) } })
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


def address_of(view: View) -> Address:
    """The address of ``view``, set by the shell once a view has settled; the Back button sets the view."""
    address = Address(width=0, height=0, margin=0)
    address.param.watch(lambda event: event.new == view.query() or view.read(event.new), "search")
    return address
