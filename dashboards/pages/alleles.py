"""Alleles and mice: an allele's name taken apart, what can be made from it, what exists and is known of it, and where to order."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import pandas as pd

from dashboards import allele_words, choices, gene_data, parts, product_words
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid, options
from dashboards.gene_box import GeneBox, GeneTables, gene_tables
from dashboards.links import outside
from dashboards.live_chart import LiveChart
from dashboards.sections import Section
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.plots import Picture
from impc_nb.plots.allele_forms import conversion

COLUMNS = {
    "product": Column("Product", filtered=True),
    "allele_symbol": Column("Allele", filtered=True),
    "name": Column("Colony, clone or vector"),
    "known": Column("What is known of it", product_words.cell),
    "production_center": Column("Made by", filtered=True),
    "production_pipeline": Column("Programme"),
    "strain_name": Column("Strain"),
    "es_cell_line": Column("Cell line"),
    "cassette": Column("Cassette"),
    "ikmc_project_id": Column("IKMC project"),
    "status": Column("Status"),
    "order_name": Column("Order from", lambda r: _ordered(r)),
}


def _ordered(row: dict) -> str:
    """Where a product is ordered; several repositories stand beside each other with their links."""
    names, addresses = gene_data.several(row["order_name"]), gene_data.several(row["order_link"])
    if not names:
        return "–"
    return ", ".join(outside(n, addresses[i] if len(addresses) == len(names) else "") for i, n in enumerate(names))


class Shown(NamedTuple):
    """The gene, its alleles (also those only phenotyped), and the one taken."""

    found: GeneTables
    alleles: pd.DataFrame
    allele: str


def load(release: str, gene: str, allele: str) -> Shown:
    """The alleles of a gene, and the one asked for by its symbol or superscript; never raises for what was typed."""
    found = gene_tables(release, gene, "alleles", "products")
    if found.choice.gene is None:
        return Shown(found, pd.DataFrame(), "")
    try:
        results = gene_data.results(release, found.choice.gene["marker_accession_id"])
    except Exception:  # noqa: BLE001 - a gene with products only, or results that cannot be read: its alleles stand without
        results = pd.DataFrame(columns=["allele_symbol", "doc_id", "significant"])
    rows = allele_words.known(found.tables.get("alleles"), found.tables.get("products"), results)
    if not len(rows):
        return Shown(found, rows, "")
    word = allele.strip().lower()
    asked = rows[[word in (s.lower(), s.partition("<")[2].rstrip(">").lower()) for s in rows["allele_symbol"]]] if word else rows.iloc[:0]
    taken = (asked if len(asked) else rows).iloc[0]["allele_symbol"]
    if word and not len(asked):
        found.choice.say(f"{found.symbol} has no allele {allele[:60]!r} here; {taken} is shown.")
    return Shown(found, rows, taken)


class AllelesPage:
    """The Alleles and mice page of one session."""

    OPTIONS = options(COLUMNS) | {"allele": "", "user": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.said, self.unknown = (parts.words() for _ in range(4))
        self.box, self.chart, self.menu = GeneBox(view, release), LiveChart(), ViewMenu(pictures=True)
        self.list, self.name, self.forms, self.products, self.order, self.crispr = (
            Section(title, at_once=True)
            for title in ("Alleles of this gene", "The name taken apart", "From knockout first to null and conditional", "What exists",
                          "Where to order", "CRISPR guides and primers")
        )  # fmt: skip
        self.grid = DataGrid(view, "Mice, cells and vectors", COLUMNS, empty="No product is listed for this gene.")
        self.results = parts.column(
            parts.grid("1fr 1fr", self.list.layout, self.name.layout),
            parts.grid("3fr 2fr", self.forms.layout, self.order.layout),
            self.crispr.layout,
            self.products.layout,
        )
        self.layout = parts.column(self.notes, parts.card(self.answer, self.box, self.menu), self.results)
        self.shown = Shown(GeneTables(choices.Choice(), {}), pd.DataFrame(), "")
        self._listed: pd.DataFrame | None = None
        self.picture: Picture | None = None

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> Shown:
        """The alleles and products of the gene; touches nothing on the page."""
        return load(self.release, self.view.gene, self.view.options.get("allele", ""))

    def show(self, prepared: Shown) -> None:
        """Note which gene was taken."""
        self.shown = prepared
        if prepared.found.choice.gene is not None:
            self.view.gene = prepared.found.symbol

    def tell(self) -> None:
        """The sentence, and the parts of the page."""
        (found, rows, allele), about = self.shown, self.about
        parts.say(self.notes, parts.notes(found.choice.messages))
        self.box.show(found.choice)
        symbol = found.symbol
        said = allele_words.answer(symbol, rows) if symbol else "Which alleles are there, and as what?"
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(about.label)}")
        self.results.visible = bool(len(rows))
        self.picture = None
        cell = cell_of(self.release, ("products", f"load_table('products', gene={quoted(symbol)}{{release}})"))
        cited = Cited(f"{symbol} · alleles and mice", about, self.view.query())
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.results), [self.picture] if self.picture else []))
        if not len(rows):
            return
        self.list.show(lambda: rows, lambda r: allele_words.listed(r, symbol, allele))
        self.name.show(lambda: allele, allele_words.taken_apart)
        self.forms.show(lambda: allele, lambda a: self._forms(a, rows))
        company = self.view.options.get("user") == "company"
        self.order.show(lambda: allele, lambda a: allele_words.ordering(a, symbol, company, found.tables.get("products")))
        self.crispr.show(lambda: product_words.crispr(found.tables.get("products"), allele), self._crispr)
        self.products.show(lambda: found.tables.get("products"), self._products)

    def _forms(self, allele: str, rows: pd.DataFrame):
        existing, number = allele_words.family(allele, rows)
        self.menu.offer_picture(existing is not None)
        if existing is None:
            return parts.quiet(allele_words.NO_FORMS)
        self.picture = conversion(existing, f"{allele.partition('<')[0]} · forms of tm{number}", number)
        self.chart.show(self.picture)
        parts.say(self.said, allele_words.forms_said(allele))
        return [self.chart.pane, self.said]

    def _crispr(self, said: str) -> str:
        """Only an allele of which a guide, nuclease or primer is stated has this part."""
        self.crispr.layout.visible = bool(said)
        return said

    def _products(self, products: pd.DataFrame | None):
        if products is None or not len(products):
            return parts.quiet("No mouse, cell clone or vector is listed for this gene.")
        if self._listed is not products:
            self._listed = products
            about = self.about
            named = products.assign(product=products["product_type"].map(lambda t: allele_words.PRODUCTS.get(t, t)),
                                    known=[product_words.known(row) for row in products.to_dict("records")])  # fmt: skip
            silent = named["known"].isna().all()
            nothing = product_words.NOT_LISTED if about.kind == "live" else product_words.NOT_HERE
            parts.say(self.unknown, parts.quiet(nothing) if silent else "")
            self.grid.show(named, about, f"gene: {self.shown.found.symbol}", name=f"{self.shown.found.symbol}-products")
        return [self.grid.layout, self.unknown]
