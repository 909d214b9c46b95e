"""Data downloads: which route for which need, and the proof that the routes give the same rows."""

from __future__ import annotations

from html import escape

import impc_nb
from dashboards import choices, parts, routes, table_preview
from dashboards.cite import Cited
from dashboards.gene_box import GeneBox
from dashboards.links import href, link, outside
from dashboards.listing import listing
from dashboards.sections import Section
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted

_HEAD = "The same data by several routes: choose by what you need."
_LICENCE = (
    "Data of the IMPC are under CC BY 4.0: name the data release, mousephenotype.org, and the paper of the consortium "
    "(doi:10.1093/nar/gkac972). “Cite this view” writes it for you."
)


class DownloadsPage:
    """The Data downloads page of one session."""

    OPTIONS = {"compare": "", "table": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.needs = (parts.words() for _ in range(3))
        self.box, self.menu = GeneBox(view, release), ViewMenu()
        self.proof, self.tables, self.inside = (
            Section("The same rows by every route", at_once=self.about.kind != "live"),
            Section("Tables of this release"),
            Section("A look into a table", name="table"),
        )
        self.layout = parts.column(
            self.notes,
            parts.card(self.answer, self.box, self.menu),
            parts.card(self.needs, title="Which route for which need"),
            self.proof.layout,
            self.inside.layout,
            self.tables.layout,
        )
        self.choice: choices.Choice = choices.Choice()
        self.found: list[routes.Route] = []
        self._described: str | None = None  # the gene the links of the list are for

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> tuple[choices.Choice, list[routes.Route]]:
        """The gene, and its calls by every route in a stored release; services are asked later, and on request only."""
        live = self.about.kind == "live"
        choice = choices.choose_gene(self.release, self.view.gene or (choices.FIRST_GENE if live else ""))
        wanted = choice.gene is not None and not live
        return choice, routes.by_every_route(self.release, choice.gene["marker_accession_id"]) if wanted else []

    def show(self, prepared: tuple[choices.Choice, list[routes.Route]]) -> None:
        """Note which gene was taken."""
        self.choice, self.found = prepared
        if self.choice.gene is not None:
            self.view.gene = self.choice.gene["marker_symbol"]

    def tell(self) -> None:
        """The routes, and whether they give the same."""
        gene, found = self.choice.gene or {}, self.found
        symbol = gene.get("marker_symbol", "")
        parts.say(self.notes, parts.notes(self.choice.messages))
        self.box.show(self.choice)
        self._answer(routes.verdict(symbol, found) if found else f"The data of {symbol}, by the route that fits." if symbol else _HEAD)
        cell = cell_of(self.release, ("hits", f"load_table('phenotype_hits', gene={quoted(symbol or choices.FIRST_GENE)}{{release}})"))
        cited = Cited(f"{symbol} · the same rows by every route".removeprefix(" · "), self.about, self.view.query())
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.proof.layout), ()))
        rows = [(escape(need), escape(route), f"<code>{escape(how)}</code>") for need, route, how in routes.needs(symbol)]
        parts.say(self.needs, listing(("You need", "Route", "How"), rows, "Routes to the data"))
        if self._described != symbol:
            self._described = symbol
            self.tables.show(lambda: impc_nb.describe(impc_nb.open_catalog(self.release)), self._tables)
        name = self.view.options.get("table", "")
        self.inside.layout.visible = bool(name and symbol)
        if self.inside.layout.visible:
            self.inside.show(lambda: table_preview.rows_of(self.release, name, gene), lambda rows: self._inside(name, rows))
        if symbol and not found and self.view.options.get("compare") == "1":
            self.proof.show(lambda: routes.by_every_route(self.release, gene["marker_accession_id"]), lambda r: self._proof(r, symbol))
        else:
            self.proof.show(lambda: found, lambda r: self._proof(r, symbol) if r else self._offered(symbol))

    def _answer(self, said: str) -> None:
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(self.about.label)}<p>{escape(_LICENCE)}</p>")

    def _offered(self, symbol: str) -> str:
        if not symbol:
            return parts.quiet("Choose a gene to compare the routes to its calls.")
        address = escape(href("downloads", gene=symbol, compare=1))
        words = f'<p><a href="{address}">Compare the routes now</a></p>'
        return words + parts.quiet("This asks the website, Solr and the bulk file (about 5 MB).")

    def _proof(self, found: list[routes.Route], symbol: str) -> str:
        self._answer(routes.verdict(symbol, found))
        columns = routes.compared_columns(found)
        rows = []
        for route in found:
            if route.rows is None:
                rows.append((escape(route.name), f"<code>{escape(route.where)}</code>", "–", escape(route.problem)))
                continue
            counted = routes.lines(route.rows, columns)
            rows.append((escape(route.name), f"<code>{escape(route.where)}</code>", f"{counted.total():,}", routes.checksum(counted)))
        table = listing(("Route", "Asked", "Rows", "Fingerprint"), rows, "The same rows by every route")
        note = f"Compared: {', '.join(columns)}; p-values to ten digits, rows in any order. Equal fingerprints: equal rows."
        return table + parts.quiet(note)

    def _inside(self, name: str, rows) -> str:
        return f"<p><code>{escape(name)}</code>, {escape(self.about.label)}</p>" + table_preview.markup(name, rows)

    def _tables(self, described) -> str:
        gene = self._described or ""
        rows = [(f"{link(r['title'], 'downloads', gene=gene, table=r['name'])}<br><code>{escape(str(r['name']))}</code>",
                 escape(str(r["row"])), _there(r), escape(str(r["licence"]))) for r in described.to_dict("records")]  # fmt: skip
        return listing(("Table", "One row is", "Where", "Licence"), rows, "Tables of the catalog")


def _there(row: dict) -> str:
    """Where a table lies: a link for an address of the web, words for a file."""
    where = str(row["where"])
    return outside(where, where) if where.startswith("http") else escape(where.rpartition("/")[2])
