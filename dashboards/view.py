"""The state of a view, kept in the URL: what is not in the URL is not state."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import parse_qsl, urlencode

import param
from panel.custom import JSComponent

from dashboards.pages import PAGES, options_of
from dashboards.theme import FOLLOW_THEME
from impc_nb import schema

KEEP = 200  # characters of a value from the URL that are kept; no id or name is longer
ROOM = {"genes": 6000}  # of the options that are lists; one more is kept, so that the page can say that a list was longer
PICTURES = "images"  # the page whose parameters are kinds of pictures, which no other page knows
NAMED = ("page", "gene", "parameter", "dataset", "phenotype", "release")  # what every page may know, in the order of the URL


def _kept(name: str, value: str) -> str:
    return value[: ROOM[name] + 1 if name in ROOM else KEEP]


def unnamed(gene: str = "", parameter: str = "", dataset: str = "", **_) -> str:
    """The page of an address that names none: the charts where it says of what, else the first."""
    return "charts" if gene or parameter or dataset else next(iter(PAGES))


def in_vain(name: str, value: str, known: Collection[str]) -> list[str]:
    """The sentence where an address gives an option a value it cannot have; none where it can."""
    if not value or value in known:
        return []
    close = schema.nearest(value[:40], known) or list(known)
    return [f"The address says {name}={value[:40]!r}, which is not known; {name} can be {', '.join(close[:6])}."]


class Address(JSComponent):
    """The browser's address line: written by the server, heard when the Back button changes it or a link of ours is followed.

    Panel's own location is read once, at the start: it does not hear the Back button, and would add the completed first
    address as a further step of the history. A link that begins with ``?`` is followed inside the page, without a new session.
    """

    search = param.String()
    title = param.String(doc="Of the browser's tab.")
    badge = param.String(doc="Markup: of which release it all is.")

    _esm = (
        FOLLOW_THEME
        + """
    export function render({ model }) {
      follow_theme()
      // Bokeh 3.9 lays out every figure of every page, hidden ones too and ten times, whenever something changes: a tab took seconds.
      // What is hidden is laid out when it is shown; and a figure still being built has no layout to measure yet.
      const hidden = view => view != null && (view.model.visible === false || view.el?.closest("[hidden]") || hidden(view.parent))
      const figure = window.Bokeh?.Models.get("Figure").prototype.default_view.prototype
      if (figure && !figure.lays_out_what_is_shown) {
        figure.lays_out_what_is_shown = true
        for (const name of ["_update_layout", "_measure_layout", "_after_layout"]) {
          const does = figure[name]
          figure[name] = function() { if (!hidden(this) && (this.layout || name === "_update_layout")) does.call(this) }
        }
        // a canvas takes no keys: its words are read out, and Tab goes on to the next control
        const render = figure.render, pass = view => view?.canvas_view?.events_el?.removeAttribute("tabindex")
        figure.render = function() { render.call(this); pass(this) }
        for (const m of Bokeh.documents.flatMap(d => [...d._all_models.values()])) if (m.type === "Figure") pass(Bokeh.index.find_one(m))
      }
      const told = () => { if (model.title) document.title = model.title }
      const completed = model.search && model.search !== window.location.search
      if (completed) { window.history.replaceState(null, "", model.search) }
      const lead = (root, name) => [...root.querySelectorAll("*")].some(e => {  // parts of the page stand in shadow trees
        if (e.id !== name) return e.shadowRoot && lead(e.shadowRoot, name)
        e.scrollIntoView(); e.focus(); return true
      })
      const main = root => [...root.querySelectorAll("*")].reduce((found, e) => found ?? (e.matches("main.main") ? e
        : e.shadowRoot && main(e.shadowRoot)), null)
      const skip = document.createElement("a")
      Object.assign(skip, {className: "skip", href: "#content", textContent: "Skip to the page"})
      const name = () => { const target = main(document); if (target) { target.id = "content"; target.tabIndex = -1 } }
      skip.addEventListener("click", name)
      document.body.prepend(skip)
      const gone = document.createElement("div")
      Object.assign(gone, {className: "gone", role: "alert", hidden: true})
      const load = document.createElement("button")
      Object.assign(load, {type: "button", textContent: "Load this view again"})
      load.addEventListener("click", () => window.location.reload())
      document.body.append(gone)
      for (const d of Bokeh.documents) {
        d.on_event("connection_lost", () => {
          gone.replaceChildren(document.createTextNode("The dashboard does not answer any more: what you see stays, but nothing reacts. "
            + "If the program has ended, start it again. "), load)
          gone.hidden = false
        })
        d.on_event("client_reconnected", () => { gone.hidden = true })
      }
      requestAnimationFrame(name)
      const page = search => new URLSearchParams(search).get("page")
      model.on("search", () => { if (model.search !== window.location.search) {
        const turned = page(model.search) !== page(window.location.search)
        window.history.pushState(null, "", model.search)
        if (turned) window.scrollTo(0, 0)
      } })
      model.on("title", told)
      told()
      window.addEventListener("popstate", () => { model.search = window.location.search })
      document.addEventListener("click", event => {
        if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        const link = event.composedPath().find(e => e.tagName === "A")
        const asked = link && link.getAttribute("href")
        if (asked && asked.startsWith("?") && !link.target) {
          event.preventDefault()
          const [search, place] = asked.split("#")
          model.send_msg(search)
          const found = (left) => lead(document, place) || (left && setTimeout(found, 250, left - 1))  // sections come one by one
          if (place) setTimeout(found, 250, 60)
        }
        if (asked && asked.length > 1 && asked.startsWith("#")) { event.preventDefault(); lead(document, asked.slice(1)) }
      })
      return Object.assign(document.createElement("div"), {className: "impc badge", innerHTML: model.badge})
    }
    """
    )

    def __init__(self, follow: Callable[[str], None], **params):
        self._follow = follow
        super().__init__(**params)

    def _handle_msg(self, asked: object) -> None:
        self._follow(str(asked))


class View(param.Parameterized):
    """Page, gene, parameter, dataset and phenotype as the URL names them, empty where it does not; and the options of the page."""

    page = param.String("charts", doc="Key of the page in PAGES.")
    gene = param.String("", doc="Symbol, synonym, MGI id or human symbol.")
    parameter = param.String("", doc="Name or stable id of a parameter.")
    dataset = param.String("", doc="Id of one dataset.")
    phenotype = param.String("", doc="Id of a Mammalian Phenotype term.")
    release = param.String("", doc="The release the link was made on.")
    options = param.Dict({}, doc="All options of the current page (its class's OPTIONS), as texts.")

    def __init__(self, **params):
        super().__init__(**params)
        self._left: dict[str, dict] = {}  # the options of a page when it was left: its tab brings them back
        self._aside = ""  # the parameter of measurements while pictures are looked at, and of pictures while they are not
        self.left_out: list[str] = []  # names in the address that its page does not know
        self.options = options_of(self.page) | self.options

    def read(self, search: str) -> None:
        """Take the state from a query string; anything unknown or over-long in it is dropped or cut, the unknown noted."""
        search = search.lstrip("?").partition("#")[0].encode(errors="replace").decode()
        asked = dict(parse_qsl(search[:20_000], keep_blank_values=True, errors="replace"))
        named = {n: asked.get(n, "")[:KEEP] for n in NAMED}
        named["page"] = named["page"] or unnamed(**named)
        options = options_of(named["page"])
        options |= {n: _kept(n, asked[n]) for n in options if n in asked and (len(asked[n]) <= KEEP or n in ROOM)}
        self.left_out = [n for n in asked if n not in NAMED and n not in options]
        self.param.update(**named, options=options)

    def set(self, **options: str) -> None:
        """Change options of the current page; ``KeyError`` for a name it does not declare."""
        unknown = options.keys() - self.options.keys()
        if unknown:
            raise KeyError(f"{self.page} has no option {', '.join(sorted(unknown))}; it declares {', '.join(self.options) or 'none'}")
        self.options = self.options | {n: _kept(n, str(value)) for n, value in options.items()}

    def turn_to(self, page: str) -> None:
        """Another page as it was left, for what is now chosen."""
        self._left[self.page] = self.options
        named = {"page": page, "options": options_of(page) | self._left.get(page, {})}
        if page != self.page and PICTURES in (page, self.page):
            named["parameter"], self._aside = self._aside, self.parameter
        self.param.update(**named)

    @param.depends("page", watch=True)
    def _fit_options(self) -> None:
        """Options are those of the current page, whoever turned to it."""
        own = options_of(self.page)
        if own.keys() != self.options.keys():
            self.options = own

    def query(self) -> str:
        """The query string that restores this view: what is chosen, then options that are not at their default."""
        chosen = {n: v for n in NAMED if (v := getattr(self, n))}
        default = options_of(self.page)
        return "?" + urlencode(chosen | {n: v for n, v in self.options.items() if n in default and v != default[n]})


def address_of(view: View, **params) -> Address:
    """The address of ``view``, set by the shell once a view has settled; the Back button and links of ours set the view."""
    address = Address(view.read, margin=0, **params)
    address.param.watch(lambda event: event.new == view.query() or view.read(event.new), "search")
    return address
