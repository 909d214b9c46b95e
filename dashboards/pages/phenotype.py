"""Phenotype: what a term means, in how many genes it was found of those tested, where they lie, and which they are."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

import pandas as pd
import panel_material_ui as pmui

import impc_nb
from dashboards import choices, gene_data, parts, wording_of_terms
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid, options
from dashboards.links import link, outside
from dashboards.live_chart import LiveChart
from dashboards.sections import Section, sentence
from dashboards.term_tree import several
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb import wording
from impc_nb.plots.chromosomes import manhattan
from impc_nb.schema import NotFound, nearest
from impc_nb.tables import SEVERAL

COLUMNS = {
    "marker_symbol": Column("Gene", lambda r: link(r["marker_symbol"], "gene", gene=r["marker_accession_id"])),
    "allele_symbol": Column("Allele"),
    "mp_term_name": Column("Phenotype", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "sex": Column("Sex", filtered=True),
    "life_stage_name": Column("Life stage", filtered=True),
    "parameter_name": Column("Parameter", lambda r: _data(r)),
    "phenotyping_center": Column("Centre", filtered=True),
    "p_value": Column("p", lambda r: "by hand" if pd.isna(r["p_value"]) else wording.p_value(r["p_value"]), number=True),
    "effect_size": Column("Effect (SD)", number=True),
}


def _data(row: dict) -> str:
    """The parameter, with a link to its animals where there are any to show."""
    words = row["parameter_name"] if isinstance(row["parameter_name"], str) else "not stated"
    if not isinstance(row["doc_id"], str):
        return escape(words)
    return link(words, "charts", gene=row["marker_accession_id"], parameter=row["parameter_stable_id"], dataset=row["doc_id"])


class Term(NamedTuple):
    """A term with what is known of it; ``results`` and ``hits`` are None where the release has no such table, ``problems`` say why."""

    row: dict | None
    results: pd.DataFrame | None
    hits: pd.DataFrame | None
    problems: list[str]


def find_term(release: str, text: str) -> dict:
    """The term a text names: its id, or its whole name or synonym in any case; NotFound with the nearest names otherwise."""
    asked = text.strip()
    if re.fullmatch(r"MP:\d{7}", asked, re.IGNORECASE):
        rows = impc_nb.load_table("terms", phenotype=asked.upper(), release=release)
        if not len(rows):
            raise NotFound(f"{asked.upper()} is not among the phenotypes of this release: search for it on the Phenotypes page.")
        return rows.iloc[0].to_dict()
    rows = impc_nb.load_table("terms", text=asked, release=release)
    names = [[row.mp_term_name, *several(row.synonyms)] for row in rows.itertuples()]
    for row, known in zip(rows.to_dict("records"), names, strict=True):
        if asked.casefold() in {str(n).casefold() for n in known}:
            return row
    close = nearest(asked, [n[0] for n in names if isinstance(n[0], str)])
    if not close:
        close = nearest(asked, impc_nb.load_table("terms", release=release)["mp_term_name"].dropna())
    hint = f"The nearest: {', '.join(close)}." if close else "Search for a part of its name on the Phenotypes page."
    raise NotFound(f"No phenotype is called {asked[:100]!r}. {hint}")


def first_term(release: str) -> str:
    """The term shown when none is asked for: the one found in most genes, of those that are most specific."""
    if gene_data.is_live(release):  # its search answers for names, not for all
        return ""
    rows = impc_nb.load_table("terms", release=release)
    above = {parent for value in rows["parent_mp_term_id"] for parent in several(value)}
    rows = rows[rows["significant_genes"].notna() & ~rows["mp_term_id"].isin(above)]
    return "" if not len(rows) else str(rows.sort_values("significant_genes", ascending=False, kind="stable").iloc[0]["mp_term_id"])


def load(release: str, text: str) -> Term:
    """Everything the page shows of a term; never raises for what a user typed or a release does not hold."""
    try:
        text = text.strip() or first_term(release)
        if not text:
            return Term(None, None, None, [])
        row = find_term(release, text)
    except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
        return Term(None, None, None, [sentence(problem, "Phenotype")])
    problems: list[str] = []

    def tried(table: str) -> pd.DataFrame | None:
        try:
            return impc_nb.load_table(table, phenotype=row["mp_term_id"], release=release)
        except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
            problems.append(sentence(problem, table))
            return None

    results, hits = tried("phenotype_results"), tried("phenotype_hits")
    if hits is not None and not gene_data.is_live(release):  # the services count a term's kinds in, tables do not
        hits = pd.concat([hits, _kinds(release, row["mp_term_id"])]).drop_duplicates(ignore_index=True)
    return Term(row, results, hits, problems)


def _kinds(release: str, term: str) -> pd.DataFrame:
    """The calls of a stored release whose term is a kind of the term."""
    rows = impc_nb.load_table("phenotype_hits", release=release)
    above = rows["intermediate_mp_term_id"].fillna("") + SEVERAL + rows["top_level_mp_term_id"].fillna("")
    return rows[above.str.contains(term, regex=False)]


class PhenotypePage:
    """The Phenotype page of one session."""

    OPTIONS = options(COLUMNS, sort="p_value") | {"gene_found": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.facts, self.said = (parts.words() for _ in range(4))
        self.menu, self.picture = ViewMenu(pictures=True), None
        self.chart, self.place = LiveChart(), Section("Where the genes lie", at_once=True)
        self.finder = pmui.AutocompleteInput(
            label="Find a gene in the chart", options=[], restrict=False, case_sensitive=False, min_characters=1,
            search_strategy="includes", placeholder="symbol or MGI id", width=260, margin=0,
        )  # fmt: skip
        self.finder.param.watch(lambda e: self._showing or self.view.set(gene_found=e.new or ""), "value")
        self.table, self.grid = Section("Genes with this phenotype", at_once=True), DataGrid(view, "Genes with this phenotype", COLUMNS)
        self.results = parts.column(parts.card(self.facts), self.place.layout, self.table.layout)
        self.layout = parts.column(self.notes, parts.card(self.answer, self.menu), self.results)
        self.term, self._listed, self._showing = Term(None, None, None, []), None, False
        self._asked: str | None = None
        self._heard, self._here = None, []

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> Term:
        """The term and its genes; touches nothing on the page."""
        if self._asked == self.view.phenotype and self.term.row is not None:
            return self.term
        return load(self.release, self.view.phenotype)

    def show(self, prepared: Term) -> None:
        """Note which term was taken."""
        self.term = prepared
        if prepared.row is not None:
            self.view.phenotype = prepared.row["mp_term_id"]
        self._asked = self.view.phenotype

    def tell(self) -> None:
        """Everything: the sentence, what the term means, the chart and the genes."""
        row, results, hits, problems = self.term
        parts.say(self.notes, parts.notes(problems))
        self.results.visible = row is not None
        said = wording_of_terms.answer(row, results, hits) if row is not None else "Which phenotype? Choose one on the Phenotypes page."
        where = self.about.label if row is None else f"{row['mp_term_id']} · {self.about.label}"
        go = link("All phenotypes", "phenotypes")
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(where)}<p>{go}</p>")
        if row is None:
            return
        self._offer(row, results)
        parts.say(self.facts, self._meaning(row, results))
        self.place.show(lambda: results, self._placed)
        self.table.show(lambda: hits, self._genes)

    def _offer(self, row: dict, results: pd.DataFrame | None) -> None:
        term, title = quoted(row["mp_term_id"]), f"{row['mp_term_name']} ({row['mp_term_id']})"
        calls = [("hits", f"load_table('phenotype_hits', phenotype={term}{{release}})")]
        if results is not None and len(results):
            calls.append(("results", f"load_table('phenotype_results', phenotype={term}{{release}})"))
        shows = f"impc.plots.manhattan(results, {row['mp_term_name']!r})" if len(calls) > 1 else ""
        self.picture = None
        self.menu.offer_picture(len(calls) > 1)
        self.menu.show(
            cell_of(self.release, *calls, shows=shows),
            Cited(title, self.about, self.view.query()),
            lambda: (markup_of(self.answer) + markup_of(self.results), [self.picture] if self.picture else []),
        )

    def _meaning(self, row: dict, results: pd.DataFrame | None) -> str:
        definition = row["definition"] if isinstance(row["definition"], str) else "No definition is stated."
        address = f"https://www.informatics.jax.org/vocab/mp_ontology/{row['mp_term_id']}"
        facts = {"Synonyms": "; ".join(several(row["synonyms"])), "Body system": "; ".join(several(row["top_level_mp_term_name"])),
                 "Counted": wording_of_terms.counted(row), "Listed here": wording_of_terms.listed(results)}  # fmt: skip
        meaning = f"<p><b>{escape(str(row['mp_term_name']))}</b>: {escape(definition)}</p>"
        return f"{meaning}{parts.facts(facts)}<p>{outside('At Mouse Genome Informatics', address)}</p>"

    def _placed(self, results: pd.DataFrame | None):
        if results is None or not len(results):
            return parts.quiet("The tests behind this term are not listed, so there is nothing to place on the chromosomes.")
        found = self.view.options.get("gene_found", "")
        self.picture = manhattan(results, str(self.term.row["mp_term_name"]), self.about, found)
        self.chart.show(self.picture)
        self._listen()
        self._showing = True
        try:
            self.finder.param.update(options=sorted(results["marker_symbol"].dropna().unique()), value=found or None)
        finally:
            self._showing = False
        words = parts.quiet(wording_of_terms.chart(results))
        if found:
            words += parts.quiet(wording_of_terms.looked_for(results, found)) + self._around(found)
        parts.say(self.said, words)
        return [self.finder, self.chart.pane, self.said]

    def _listen(self) -> None:
        """A click on a point looks for its gene, as typing its name does; every drawing of the chart is listened to once."""
        figure = self.chart.pane[0].object
        if figure is self._heard:
            return
        self._heard = figure
        for renderer in figure.renderers:
            source = renderer.data_source
            if "marker_symbol" in source.data:
                source.selected.on_change("indices", lambda _, __, chosen, s=source: self._clicked(s, chosen))

    def _clicked(self, source, chosen: list[int]) -> None:
        if not chosen:  # a chart fed anew selects nothing
            return
        symbols = list(dict.fromkeys(str(source.data["marker_symbol"][i]) for i in chosen))
        self._here = symbols
        self.view.set(gene_found=symbols[0])

    def _around(self, found: str) -> str:
        """Links to the gene looked for, and to those whose points lie where somebody clicked."""
        here = self._here if found in self._here else [found]
        known = self.term.results["marker_symbol"].str.lower().isin([s.lower() for s in here])
        rows = self.term.results[known].drop_duplicates("marker_symbol").head(8)
        links = [link(r["marker_symbol"], "gene", gene=r["marker_accession_id"]) for r in rows.to_dict("records")]
        return f"<p>{'At this place' if len(links) > 1 else 'Go to'}: {', '.join(links)}</p>" if links else ""

    def _genes(self, hits: pd.DataFrame | None):
        if hits is None or not len(hits):
            return parts.quiet("No gene has this phenotype here.")
        if self._listed is not hits:
            self._listed = hits
            self.grid.show(hits, self.about, f"phenotype: {self.term.row['mp_term_id']} {self.term.row['mp_term_name']}", name="phenotype")
        return self.grid.layout
