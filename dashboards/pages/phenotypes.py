"""Phenotypes: find a term by name, synonym or id, or along the tree of body systems."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import pandas as pd
import panel_material_ui as pmui

import impc_nb
from dashboards import choices, parts, term_tree
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid, options
from dashboards.links import link
from dashboards.sections import Section, sentence
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.schema import Release, nearest

COLUMNS = {
    "mp_term_name": Column("Phenotype", lambda r: link(_name(r), "phenotype", phenotype=r["mp_term_id"])),
    "significant_genes": Column("Genes", lambda r: _count(r["significant_genes"]), number=True),
    "tested_genes": Column("Tested", lambda r: _count(r["tested_genes"]), number=True),
    "percentage": Column("%", lambda r: "–" if pd.isna(r["percentage"]) else f"{r['percentage']:.1f}", number=True),
    "level": Column("Level", lambda r: _count(r["level"]), number=True),
    "top_level_mp_term_name": Column("System", filtered=True),
    "mp_term_id": Column("MP id"),
    "synonyms": Column("Synonyms", lambda r: _short(r["synonyms"])),
}


_LEGEND = "Genes: with a significant result. Tested: genes measured for it. Level: how deep the term stands below its body system."


def _count(value: object) -> str:
    return "–" if pd.isna(value) else f"{value:,.0f}"


def _name(row: dict) -> str:
    return row["mp_term_name"] if isinstance(row["mp_term_name"], str) else row["mp_term_id"]


def _short(value: object, most: int = 3) -> str:
    names = term_tree.several(value)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return escape("; ".join(names[:most])) + more if names else "–"


def listed(terms: pd.DataFrame) -> pd.DataFrame:
    """The terms with ``level``, ``tested_genes`` and ``percentage`` of them significant; missing where a count is not stated."""
    terms = terms.drop_duplicates("mp_term_id").reset_index(drop=True)
    tested = terms["significant_genes"] + terms["not_significant_genes"]
    percentage = (100 * terms["significant_genes"] / tested).where(tested > 0)
    return terms.assign(level=term_tree.levels(terms), tested_genes=tested, percentage=percentage)


def answer(terms: pd.DataFrame, found: pd.DataFrame, asked: dict[str, str], release: Release) -> str:
    """How many phenotypes fit what is asked for, and the one with most genes, in a sentence."""
    term, text, system = asked.get("term"), asked.get("find"), asked.get("top_level_mp_term_name")
    if not len(terms):
        return f"No phenotype has {term!r} in its name, synonyms or id." if term else f"No phenotypes are listed in {release.title}."
    if release.kind == "live" and not term:
        return "Which phenotype? Search for a part of its name, of a synonym, or for its MP id."
    one = len(found) < 2
    fits = [f"fit{'s' * one} “{w}”" for w in (term, text) if w] + [f"belong{'s' * one} to {system}"] * bool(system)
    if not len(found):
        close = nearest(text or "", terms["mp_term_name"].dropna())[:3]
        return f"No phenotype of {len(terms):,} {' and '.join(fits)}." + (f" The nearest: {', '.join(close)}." if close else "")
    most = found.sort_values("significant_genes", ascending=False, na_position="last").iloc[0]
    n = most["significant_genes"]
    often = "" if pd.isna(n) or not n else f"; most genes, {n:,.0f}, have {_name(most)}"
    if term and not text and not system:
        return f"{len(found):,} phenotype{'' if one else 's'} {fits[0]}{often}."
    if fits:
        return f"{len(found):,} of {len(terms):,} phenotypes {' and '.join(fits)}{often}."
    seen, unknown = int((terms["significant_genes"] > 0).sum()), int(terms["significant_genes"].isna().sum())
    apart = f" ({unknown:,} state{'s' if unknown == 1 else ''} no number of genes)" if unknown else ""
    return (
        f"{seen:,} of {len(terms):,} phenotypes {'was' if seen == 1 else 'were'} found in at least one gene of this release{apart}{often}."
    )


class Found(NamedTuple):
    """What was searched for, the terms found (None where they cannot be had), and why."""

    term: str
    terms: pd.DataFrame | None
    problem: str


_NONE = pd.DataFrame(columns=[*COLUMNS, "not_significant_genes", "parent_mp_term_id"])


class PhenotypesPage:
    """The Phenotypes page of one session."""

    OPTIONS = {"term": ""} | options(COLUMNS, sort="-significant_genes") | {"branch": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release, self._showing = view, release, False
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.tree = parts.words(), parts.words(), Section("Browse by body system", at_once=True)
        self.menu = ViewMenu()
        self.term = pmui.TextInput(label="Search phenotypes", placeholder="name, synonym or MP id", margin=(6, 0), max_width=420,
                                   sizing_mode="stretch_width")  # fmt: skip
        self.term.param.watch(lambda e: self._showing or self.view.set(term=(e.new or "").strip(), rows="1"), "value")
        self.grid = DataGrid(view, "Phenotypes", COLUMNS, empty="There is no phenotype to list.")
        self.layout = parts.column(
            self.notes,
            parts.card(self.answer, self.term, self.menu),
            parts.grid("3fr 1fr", parts.card(self.grid.layout, parts.words(parts.quiet(_LEGEND)), title="Phenotypes"), self.tree.layout),
        )
        self.prepared: Found | None = None
        self._listed: pd.DataFrame | None = None

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> Found:
        """The terms the search finds, or why there are none; touches nothing on the page."""
        term = self.view.options.get("term", "").strip()
        if self.prepared is not None and self.prepared.term == term:
            return self.prepared
        try:
            return Found(term, listed(impc_nb.load_table("terms", text=term or None, release=self.release)), "")
        except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
            return Found(term, None, sentence(problem, "Phenotypes"))

    def show(self, prepared: Found) -> None:
        """Note what was loaded."""
        self.prepared = prepared

    def tell(self) -> None:
        """The sentence, the table and the tree."""
        term, terms, problem = self.prepared
        parts.say(self.notes, parts.notes([problem] if problem else []))
        self._showing = True
        self.term.value = term
        self._showing = False
        if terms is None:
            terms = self._listed if self._listed is not None and not len(self._listed) else _NONE
        if self._listed is not terms:
            self._listed = terms
            self.grid.show(terms, self.about, f"phenotypes searched for: {term or 'all'}", name="phenotypes")
        said = "Phenotypes cannot be listed here." if problem else answer(terms, self.grid.found, self.view.options, self.about)
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(self.about.label)}")
        asked = f", text={quoted(term)}" if term else ""
        cell = cell_of(self.release, ("terms", f"load_table('terms'{asked}{{release}})"))
        cited = Cited(f"Phenotypes{f' with “{term}”' if term else ''}", self.about, self.view.query())
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.grid.layout), ()))
        opened = self.view.options.get("branch", "")
        self.tree.show(
            lambda: terms, lambda t: term_tree.tree(t, opened, term) if len(t) else parts.quiet("There is no tree without terms.")
        )
