"""Genes: find one by any of its names, or those that have something in common."""

from __future__ import annotations

from html import escape

import pandas as pd
import panel_material_ui as pmui

from dashboards import choices, data_grid, gene_data, parts
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid
from dashboards.links import link
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.schema import ImpcError

_ASK = "Which gene? Type a mouse or human symbol, a synonym or an MGI id, for example Myo6."


def _gene(row: dict) -> str:
    name = row.get("marker_name")
    said = f"<br><span class='quiet'>{escape(name)}</span>" if isinstance(name, str) else ""
    return f"<b>{link(row['marker_symbol'], 'gene', gene=row['marker_symbol'])}</b>{said}"


def _systems(row: dict) -> str:
    names = gene_data.several(row.get("systems"))
    return escape("; ".join(n.removesuffix(" phenotype") for n in names)) or "–"


COLUMNS = {
    "marker_symbol": Column("Gene", _gene),
    "human_gene_symbol": Column("Human"),
    "marker_synonym": Column("Synonyms"),
    "phenotype_status": Column("Phenotyping", filtered=True),
    "mouse_production_status": Column("Mice", filtered=True),
    "es_cell_production_status": Column("ES cells"),
    "significant": Column("Significant results", number=True),
    "results": Column("Results", number=True),
    "systems": Column("Significant body systems", _systems, filtered=True),
    "viability": Column("Viability", filtered=True),
    "disease": Column("Human disease", filtered=True),
}


def answer(term: str, rows: pd.DataFrame, exact: list[dict], near: list[str]) -> str:
    """What the search found, as markup: a heading, and where there is a choice what to choose from."""
    said = f"“{term[:60]}”"
    if not term:
        if "significant" not in rows:
            return f"<h1>{_ASK}</h1>"
        called = int((rows["significant"] > 0).sum())
        return f"<h1>{len(rows):,} genes, {called:,} of them with a significant phenotype.</h1>"
    if len(exact) > 1:
        listed = ", ".join(link(g["marker_symbol"], "gene", gene=g["marker_symbol"]) for g in exact)
        return f"<h1>{escape(said)} is a name of {len(exact)} genes.</h1><p>Which one is meant? {listed}</p>"
    if exact:
        gene = exact[0]["marker_symbol"]
        more = f" {len(rows) - 1} more have a name that contains it." if len(rows) > 1 else ""
        what = gene_data.how(exact[0], term)
        return f"<h1>{escape(said)} is {what} of {link(gene, 'gene', gene=gene)}.</h1><p>{more}</p>"
    if len(rows):
        return f"<h1>{len(rows):,} gene{'' if len(rows) == 1 else 's'} with a name that contains {escape(said)}.</h1>"
    meant = ", ".join(link(symbol, "genes", term=symbol) for symbol in near)
    hint = f"Did you mean {meant}?" if meant else "A gene is found by its symbol, MGI id, a synonym or its human symbol."
    return f"<h1>No gene has a name that contains {escape(said)}.</h1><p>{hint}</p>"


class GenesPage:
    """The search for genes of one session."""

    OPTIONS = {"term": ""} | data_grid.options(COLUMNS)

    def __init__(self, view: View, release: str):
        self.view, self.release, self._shown = view, release, None
        self.answer, self.notes = parts.words(), parts.words()
        self.term = pmui.TextInput(label="Search genes", placeholder="symbol, synonym, MGI id or human symbol", margin=(6, 0),
                                   max_width=420, sizing_mode="stretch_width")  # fmt: skip
        self.term.param.watch(lambda e: self._showing or self.view.set(term=(e.new or "").strip(), rows="1"), "value")
        self._showing = False
        self.grid = DataGrid(view, "Genes", COLUMNS, empty="No gene to list.")
        self._list, self.menu = parts.card(self.grid.layout), ViewMenu()
        self.layout = parts.column(self.notes, parts.card(self.answer, self.term, self.menu), self._list)

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> tuple:
        """The genes the term finds, and a sentence where they cannot be had."""
        term = self.view.options["term"].strip()
        if (self.release, term) == (self._shown and self._shown[0]):
            return self._shown
        try:
            rows = gene_data.found(self.release, term)
            exact = gene_data.named(self.release, term) if term else []
            near = gene_data.near(self.release, term) if term and not len(rows) else []
            return (self.release, term), rows, exact, near, ""
        except ImpcError as problem:
            return (self.release, term), pd.DataFrame(), [], [], str(problem)

    def show(self, prepared: tuple) -> None:
        """There is no chart."""
        if prepared is self._shown:
            return
        self._shown = prepared
        (_, term), rows, exact, near, problem = prepared
        self._showing = True
        self.term.value = term
        self._showing = False
        parts.say(self.notes, parts.notes([problem] if problem else []))
        parts.say(self.answer, f"<h1>{_ASK}</h1>" if problem else answer(term, rows, exact, near))
        self._list.visible = bool(len(rows))
        if len(rows):
            about = choices.release_shown(self.release)
            self.grid.show(rows, about, f"genes searched for: {term or 'all'}")
            cell = cell_of(self.release, ("genes", f"search_genes({quoted(term)}{{release}})"))
            self.menu.show(cell, Cited(f"Genes: {term or 'all'}", about, self.view.query()),
                           lambda: (markup_of(self.answer) + markup_of(self._list), []))  # fmt: skip

    def tell(self) -> None:
        """All words are there with the list."""
