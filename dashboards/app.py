"""The shell: one page around the pages, the release it shows, and the server."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import webbrowser
from collections.abc import Callable
from functools import partial
from html import escape

import panel as pn
import panel_material_ui as pmui
from bokeh.core.property.wrappers import PropertyValueContainer
from bokeh.settings import settings as bokeh_settings
from panel.util import edit_readonly

from dashboards import colours, leaving, parts, sending
from dashboards.choices import release_shown
from dashboards.nodes import Box
from dashboards.pages import PAGES, page_class
from dashboards.sections import sentence
from dashboards.theme import dark_at_start
from dashboards.turns import Turns
from dashboards.view import NAMED, View, address_of, unnamed
from impc_nb import schema

TITLE = "IMPC notebooks"
TURNS = Turns()
BROKEN = "This cannot be shown: its data are not as expected. What stands below, if anything, is what was shown before; choose another."
LONGEST = 2**19  # bytes of an address and what comes with it: an over-long one is answered with a page, not by hanging up
AFTER_PAINT = 150  # milliseconds a browser needs to paint new charts before words change around them
BAR = 56  # pixels, the height of the header
PAGE_CSS = """
body { background: #F5F7F9; } body.dark { background: #11171D; }
.skip { position: fixed; left: 8px; top: -80px; z-index: 9999; padding: 10px 16px; border-radius: 4px; background: #0B3C6B; color: #FFFFFF;
  font: 700 15px Roboto, system-ui, sans-serif; }
.skip:focus { top: 8px; outline: 3px solid #FFFFFF; outline-offset: -6px; }
.gone { position: fixed; inset: auto 0 0 0; z-index: 9999; padding: 12px 24px; background: #7A1F1F; color: #FFFFFF;
  font: 15px/1.45 system-ui, sans-serif; } /* a letter type of the server's would have to be fetched from it */
.gone button { font: inherit; font-weight: 700; padding: 4px 12px; border: 1px solid #FFFFFF; border-radius: 4px; background: none;
  color: #FFFFFF; cursor: pointer; }
.gone button:focus-visible { outline: 3px solid #FFFFFF; outline-offset: 2px; }
"""
LOOK = colours.of_page() | {
    "height": "auto", "minHeight": "100vh", "overflow": "visible", "backgroundColor": "var(--impc-ground)",
    "& .title": {"color": "var(--impc-ink)", "fontSize": "18px", "whiteSpace": "nowrap"},
    "& header a": {"textDecoration": "none"},
    "& header .MuiBox-root": {"minWidth": 0, "alignItems": "center"},  # so that the tabs scroll in the room they have
    "& header a:focus-visible": {"outline": "3px solid var(--impc-focus)", "outlineOffset": "4px"},
    "@media (max-width: 1290px)": {"& header a:has(.title)": {"display": "none !important"}},  # the tabs need the room
    "& .MuiLinearProgress-root": {"display": "none"},  # it has no name, and hears of nothing (see page)
    "& .MuiToolbar-root": {"minHeight": BAR, "margin": 0},
    "& .main": {"backgroundColor": "var(--impc-ground)"},
    "& .main h5.MuiTypography-h5": {"display": "none"},  # to a screen reader an empty heading
    "& .main, & .main-content": {"overflow": "visible", "height": "auto"},  # the whole page scrolls, as pages do
}  # fmt: skip


class Shell:
    """One session: the chosen page, built on first visit and kept."""

    def __init__(self, release: schema.Release):
        self.release = release
        self.view = View()
        self._built: dict[str, object] = {}
        self._showing, self._loaded, self._asked, self._telling = False, False, 0, None
        self._names, self._shown = list(PAGES), None
        self.notes = parts.words()
        kind = "simulated" if release.simulated else "real"
        self._badge = f"<span class='{kind}'>{escape(release.label)}</span>"
        self._rooms: dict[str, Box] = {}
        small = Box(parts.words(self._badge), look="badge-small")  # above the notes, where a phone has no room for it in the bar
        self.main = parts.column(small, self.notes, padding=16)
        self.sheet = parts.sheet(self.main)
        if pn.state.location is not None:
            self.view.read(pn.state.location.search or "")
        active = self._names.index(self._known(self.view.page))
        self.tabs = pmui.TabMenu(items=[{"label": PAGES[k][0]} for k in self._names], active=active, margin=(0, 0, 0, 16),
                                variant="scrollable", scroll_buttons="auto", sizing_mode="stretch_width",
                                sx={"maxWidth": "100%"})  # fmt: skip
        hidden = "@media (max-width: 700px) { :host { display: none; } }"
        self.address = address_of(self.view, badge=self._badge, stylesheets=[parts.BADGE, ":host { align-self: center; }", hidden])
        self.tabs.param.watch(lambda e: self._showing or self.view.turn_to(self._names[e.new or 0]), "active")
        if release.kind == "live":
            pn.state.onload(self.show)  # the services may be slow: the shell appears first
        else:
            self.show()
        if pn.state.curdoc is not None:
            pn.state.on_session_destroyed(leaving.forget)
        if pn.state.curdoc and pn.state.curdoc.session_context:
            TURNS.come(pn.state.curdoc.session_context.id, partial(_connected, pn.state.curdoc.session_context))
            pn.state.onload(self._complete_in_turn)
        else:
            pn.state.onload(self._complete)
        self.view.param.watch(lambda *_: self.show(), ["page", "gene", "parameter", "dataset", "phenotype", "options"])

    async def _complete_in_turn(self) -> None:
        """The browser has the first chart: now the rest of the page, once those who have just arrived have theirs."""
        context = pn.state.curdoc.session_context
        async with TURNS.mine(context.id):
            if not getattr(context, "destroyed", False):
                self._complete()

    def _complete(self) -> None:
        """The rest of the page, and from here on whole pages at once."""
        self._loaded = self._showing = True
        try:
            with pn.io.hold(), self.sheet.together():
                self._page()
                for page in list(self._built.values()):  # more than one, where the visitor was quicker than his turn
                    page.complete()
                self._furnish(*PAGES)  # at once: a page that came to its siblings later would have the browser style them all anew
        finally:
            self._showing = False
        self._slim()

    def _slim(self) -> None:
        """Forget the empty lists that Bokeh keeps of each property it has looked at: more than half of what a page would hold."""
        for model in pn.state.curdoc.models if pn.state.curdoc else ():
            kept = model._unstable_default_values
            for name in [n for n, value in kept.items() if isinstance(value, PropertyValueContainer) and not value]:
                del kept[name]

    def show(self) -> None:
        """Bring the page of the view to the front and let it show what the view asks for."""
        if self._showing or self.view.query() == self._shown:  # the page itself writes into the view what it took
            return
        self._noted, self._showing = self._messages(), True
        self.view.page = self._known(self.view.page)
        self._showing, self._shown = False, self.view.query()
        if self.release.kind == "live":
            pn.state.execute(self._show_when_answered)
        else:
            self._show(*self._tried(lambda: self._page().prepare()))

    def _tried(self, ask: Callable[[], object]) -> tuple[object, str]:
        """What a page answers, or a sentence: the shell and the other pages stand, whatever is wrong with its data."""
        try:
            return ask(), ""
        except Exception as problem:  # noqa: BLE001 - as said
            return None, sentence(problem, PAGES[self._known(self.view.page)][0], BROKEN)

    async def _show_when_answered(self) -> None:
        """Ask in a thread, so that one visitor's slow answer does not hold up the others; only the last question counts."""
        self._asked += 1
        asked, self.sheet.loading = self._asked, True
        document = pn.state.curdoc
        prepared, problem = await asyncio.to_thread(self._tried, self._page().prepare)
        context = document and document.session_context
        gone = context is not None and getattr(context, "destroyed", False)
        if asked == self._asked and not gone:
            self._show(prepared, problem)
            self.sheet.loading = False

    def _page(self):
        """The page of the view, built on first visit."""
        name = self.view.page
        if name not in self._built:
            self._built[name] = page_class(name)(self.view, self.release.name)
            if self._loaded:
                self._built[name].complete()
            self._furnish(name)
            self._rooms[name].append(self._built[name].layout)
        return self._built[name]

    def _furnish(self, *names: str) -> None:
        """A room for each of these pages, hidden until its page is shown."""
        new = {name: parts.column() for name in names if name not in self._rooms}
        for room in new.values():
            room.visible = False
        self._rooms |= new
        self.main.extend(list(new.values()))

    def _known(self, page: str) -> str:
        view = self.view
        return page if page in PAGES else unnamed(view.gene, view.parameter, view.dataset)

    def _show(self, prepared, problem: str) -> None:
        """Charts first; the words follow when the browser has painted them (at once, as long as nothing is on the page)."""
        page, messages = self._page(), self._noted
        name = next(k for k, v in self._built.items() if v is page)
        self._showing = True
        try:
            with pn.io.hold(), self.sheet.together():
                problem = problem or self._tried(lambda: page.show(prepared))[1]
                for each, room in self._rooms.items():
                    room.visible = each == name
                self.view.param.update(page=name, release=self.release.name)
        finally:
            self._showing, self._shown = False, self.view.query()
        self._telling = (page, messages, problem)
        document = pn.state.curdoc
        if self._loaded and document is not None and document.session_context is not None:
            document.add_timeout_callback(self._tell, AFTER_PAINT)
        else:
            self._tell()

    def _tell(self) -> None:
        if self._telling is None:  # a later choice has told already
            return
        (page, messages, problem), self._telling = self._telling, None
        self._showing = True
        try:
            with pn.io.hold(), self.sheet.together():
                problem = problem or self._tried(page.tell)[1]
                parts.say(self.notes, parts.notes([*messages, problem] if problem else messages))
                self.tabs.active = self._names.index(self.view.page)
                # once, so that each choice is one step of the browser's history
                named = (PAGES[self.view.page][0], self.view.gene, self.view.phenotype)
                self.address.param.update(title=" · ".join(n for n in (*named, TITLE) if n), search=self.view.query())
        finally:
            self._showing = False
        self._slim()

    def _messages(self) -> list[str]:
        messages, first = [], PAGES[self._known(self.view.page)][0]
        if self.view.page not in PAGES:
            close = ", ".join(PAGES[k][0] for k in schema.nearest(self.view.page, PAGES) or PAGES)
            messages.append(f"There is no page {self.view.page[:40]!r}; nearest: {close}. {first} is shown.")
        if self.view.release not in ("", self.release.name):
            made_on = f"This link was made on the release {self.view.release[:60]!r}"
            messages.append(f"{made_on}; you see {self.release.label}. Numbers may differ.")
        if self.view.left_out and self.view.page in PAGES:
            names = ", ".join(repr(name[:40]) for name in self.view.left_out[:3])
            known = [name for name in (*NAMED, *self.view.options) if name not in ("page", "release")]
            close = ", ".join(schema.nearest(self.view.left_out[0][:40], known) or known[:4])
            messages.append(f"The address also says {names}: the page {first} knows no such thing and left it out; nearest: {close}.")
        self.view.left_out = []
        return messages

    def page(self) -> pmui.Page:
        page = pmui.Page(
            title=TITLE, header=[self.tabs, self.address], main=[self.sheet], theme_toggle=True, dark_theme=dark_at_start(),
            sidebar=[], theme_config=colours.material(), sx=LOOK, raw_css=[PAGE_CSS], meta_title=TITLE,
        )  # fmt: skip
        with edit_readonly(page):
            page.busy = False  # bound to the whole server's busy state, every event would reach every open page
        for watcher in list(pn.state.param.watchers.get("busy", {}).get("value", ())):
            if getattr(getattr(watcher.fn, "__self__", None), "self", None) is page:
                pn.state.param.unwatch(watcher)  # or the page would be kept when its visitor has left
        return page


def _connected(context) -> bool:
    """Whether a browser has opened its websocket to the page: what only fetched the address never will."""
    return any(session.id == context.id and session.connection_count for session in context.server_context.sessions)


def serve(release: str = "teaching", port: int = 5006, workers: int = 1, open_browser: bool = True, address: str = "127.0.0.1",
          origins: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Serve the dashboard at ``http://address:port/`` until interrupted.

    ``origins`` are further hosts, such as a hub's proxy, from which a page may open its websocket.
    """
    shown = release_shown(release)
    pn.extension(notifications=False)
    sending.install()
    bokeh_settings.perform_document_validation = False  # of each visitor's page anew: that is what tests are for
    logging.getLogger("bokeh.server.views.ws").setLevel(logging.ERROR)  # a visitor who leaves mid-draw is nothing to report
    logging.getLogger("asyncio").addFilter(lambda said: "WebSocketClosedError" not in said.getMessage())
    logging.getLogger("bokeh.server.protocol_handler").addFilter(lambda said: "error: AssertionError()" not in said.getMessage())
    logging.getLogger("tornado.application").addFilter(lambda said: not leaving.left(said))
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collections while somebody drags a slider skip it
    gc.set_threshold(50_000, 20, 50)  # a page is some hundred thousand objects: looking through them every 700 took a sixth of the time
    allowed = [f"{address}:{port}", f"localhost:{port}", *origins]
    if open_browser and workers > 1:  # each worker would open one
        threading.Timer(2, webbrowser.open, (f"http://{address}:{port}/",)).start()
        open_browser = False
    pn.serve({"/": lambda: Shell(shown).page()}, port=port, address=address, websocket_origin=allowed, show=open_browser, title=TITLE,
             num_procs=workers, verbose=False, http_server_kwargs={"max_header_size": LONGEST})  # fmt: skip
