"""Gene: what differs in mutants of a gene, how sure that is, and everything else that was found about it."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import panel as pn

from dashboards import choices, gene_data, parts
from dashboards.cite import Cited
from dashboards.data_grid import DataGrid
from dashboards.gene_box import GeneBox
from dashboards.links import link, outside
from dashboards.live_chart import LiveChart
from dashboards.pages import PAGES, gene_alleles, gene_sections, gene_tables, gene_words
from dashboards.pages.gene_words import SIGNIFICANT
from dashboards.sections import Section
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.plots.volcano import FAMILIES, OTHER, places, volcano
from impc_nb.schema import ImpcError, NotFound
from impc_nb.tables import RESULTS

_SECTIONS = {
    "summary": "Body systems", "significant": "Significant phenotypes", "graph": "All results: how large, and how sure",
    "results": "All data", "alleles": "Alleles compared", "weights": "Body weight curve", "viability": "Viability and fertility",
    "expression": "lacZ expression", "images": "Images", "disease": "Human disease", "histopathology": "Histopathology",
    "gross": "Gross pathology", "publications": "Publications that use IMPC mice", "links": "External links", "order": "Order",
}  # fmt: skip
_AT_ONCE = ("summary", "significant", "graph", "results")  # the others come one by one when these are painted


class GenePage:
    """The Gene page of one session."""

    OPTIONS = gene_tables.OPTIONS | gene_alleles.OPTIONS

    def __init__(self, view: View, release: str):
        self.view, self.release, self._shown, self.picture = view, release, None, None
        self.box, self.notes, self.answer, self.summary = GeneBox(view, release), parts.words(), parts.words(), parts.words()
        contents = " · ".join(f'<a href="#{name}">{escape(title)}</a>' for name, title in _SECTIONS.items())
        contents = parts.words(f"<nav aria-label='On this page' class='quiet'>On this page: {contents}</nav>")
        self.sections = {name: Section(title, name=name, at_once=name in _AT_ONCE) for name, title in _SECTIONS.items()}
        self.chart, self.chart_said, self._heard = LiveChart(), parts.words(), None
        none = "No {} of this gene is in this release.".format
        self.grids = {
            "significant": DataGrid(view, "Significant phenotypes", gene_tables.HITS, "hit_", none("significant phenotype")),
            "results": DataGrid(view, "All results", gene_tables.ALL, empty=none("result"), on_found=self._draw_chart),
            "alleles": DataGrid(view, "Phenotypes by allele", gene_alleles.COLUMNS, "al_"),
            "expression": DataGrid(view, "lacZ expression", gene_tables.EXPRESSION, "lacz_", none("lacZ expression")),
            "histopathology": DataGrid(view, "Histopathology", gene_tables.HISTOPATHOLOGY, "his_", none("histopathology")),
            "gross": DataGrid(view, "Gross pathology", gene_tables.GROSS, "gross_", none("gross pathology")),
        }  # fmt: skip
        self.menu = ViewMenu()
        self._results = parts.column(*(self.sections[name].layout for name in _AT_ONCE))
        self._waiting: list[tuple] = []
        self._complete = False
        self._answer = parts.card(self.box, self.answer, contents)
        self.layout = parts.column(self.notes, self._answer, self._results)

    def complete(self) -> None:
        """The first sections are painted: now the menu and the others."""
        if not self._complete:
            self._answer.append(self.menu)
        self._complete = True
        self._next()

    def _next(self) -> None:
        """One more of the sections that wait, each after the one before."""
        if self._complete and self._waiting:
            name, load, draw = self._waiting.pop(0)
            section = self.sections[name]
            if section.layout not in self._results.objects:
                self._results.append(section.layout)
            section.show(load, draw, then=self._next)

    # ---------------------------------------------------------------- what is asked for
    def prepare(self) -> tuple:
        """The gene, its results and calls, and a summary where one is published."""
        choice = choices.choose_gene(self.release, self.view.gene)
        results = called = summary = None
        if choice.gene is not None:
            gene = choice.gene["marker_accession_id"]
            results = self._asked(choice, gene_tables.all_results, gene)
            called = self._asked(None, gene_tables.hits, gene)
            rows = self._asked(None, partial(gene_data.table, "gene_summaries"), gene)
            summary = rows.iloc[0] if rows is not None and len(rows) else None
        return choice, results, called, summary

    def _asked(self, choice: choices.Choice | None, read, gene: str) -> pd.DataFrame | None:
        try:
            return read(self.release, gene)
        except NotFound as problem:  # such as a gene that was not phenotyped yet
            if choice is None:
                return None
            choice.say(str(problem))
            return pd.DataFrame({name: [] for name in RESULTS})
        except ImpcError as problem:  # without the results there is no answer to give; the rest says so in its own place
            if choice is not None:
                choice.say(str(problem))
            return None

    def show(self, prepared: tuple) -> None:
        """Let every section show the gene; nothing is done again for one that is shown already."""
        choice, results, called, summary = prepared
        parts.say(self.notes, parts.notes(choice.messages))
        self.box.show(choice)
        self._results.visible = choice.gene is not None
        if choice.gene is None:
            parts.say(self.answer, "<h1>Which gene?</h1>")
            self._shown = None
            return
        symbol, gene = choice.gene["marker_symbol"], choice.gene["marker_accession_id"]
        self.view.gene = symbol
        if self._shown == gene:
            return
        self._shown, self._about = gene, choices.release_shown(self.release)
        states = {} if results is None else gene_words.system_states(results, summary)
        self._answer_with(choice.gene, results, called, summary, states)
        self._fill(symbol, gene, results, states)
        name = quoted(symbol)
        calls = [("hits", f"load_table('phenotype_hits', gene={name}{{release}})"), ("results", f"load_results({name}{{release}})")]
        self.menu.show(cell_of(self.release, *calls), Cited(f"Gene {symbol} ({gene})", self._about, self.view.query()),
                       lambda: (markup_of(self.answer) + markup_of(self._results), [self.picture] if self.picture else []))  # fmt: skip

    def tell(self) -> None:
        """Sections speak for themselves."""

    # ---------------------------------------------------------------- what is shown
    def _answer_with(self, gene: dict, results, called, summary, states: dict[str, str]) -> None:
        symbol, mgi = gene["marker_symbol"], gene["marker_accession_id"]
        told = f"The results of {symbol} cannot be shown." if results is None else gene_words.headline(symbol, results, states)
        says = [] if results is None else [*gene_words.details(results, called), gene_words.disagreement(results, summary, called)]
        place = ""
        if summary is not None and isinstance(summary["chr_name"], str) and pd.notna(summary["seq_region_start"]):
            place = f"chromosome {summary['chr_name']}, {summary['seq_region_start']:,.0f}–{summary['seq_region_end']:,.0f}"
        facts = parts.facts({"Name": gene.get("marker_name"), "Human": ", ".join(gene.get("human_gene_symbol") or []), "Place": place,
                             "Status": gene_words.status(summary), "Synonyms": ", ".join((gene.get("marker_synonym") or [])[:12]),
                             "Release": self._about.label})  # fmt: skip
        at_mgi = outside(mgi, f"https://www.informatics.jax.org/accession/{mgi}")
        portal = outside("IMPC portal", f"https://www.mousephenotype.org/data/genes/{mgi}")
        parts.say(self.answer, f"<h1>{escape(told)}</h1>{''.join(f'<p>{escape(s)}</p>' for s in says if s)}"
                  f"{facts}{gene_words.collections(summary)}<p class='quiet'>{at_mgi} · {portal}</p>")  # fmt: skip

    def _fill(self, symbol: str, gene: str, results: pd.DataFrame | None, states: dict[str, str]) -> None:
        """Hand every section what it loads and how it is drawn."""
        release, about = self.release, self._about

        def grid(name: str, frame: pd.DataFrame) -> object:
            self.grids[name].show(frame, about, f"gene: {symbol} ({gene})", name=symbol)
            return self.grids[name].layout

        def from_table(name: str, draw) -> tuple:
            return partial(gene_data.table, name, release, gene), lambda rows: draw(rows, about)

        def on_page(page: str, table: str, what: str) -> tuple:
            return partial(gene_data.table, table, release, gene), lambda rows: _elsewhere(rows, page, symbol, what)

        work = {
            "summary": (lambda: results, lambda rows: self._systems(rows, states, symbol)),
            "significant": (partial(gene_tables.hits, release, gene), partial(grid, "significant")),
            "graph": (partial(gene_tables.all_results, release, gene), lambda rows: parts.column(self.chart_said, self.chart.pane)),
            "results": (partial(gene_tables.all_results, release, gene), partial(grid, "results")),
            "alleles": (partial(gene_alleles.compared, release, gene), lambda found: self._alleles(*found, symbol, gene)),
            "weights": from_table("body_weight_curves", gene_sections.draw_weights),
            "viability": (partial(gene_sections.read_viability, release, gene), lambda d: gene_sections.draw_viability(d, about)),
            "expression": (partial(gene_tables.expression, release, gene),
                           lambda rows: [parts.words(gene_tables.expression_said(rows, symbol)), grid("expression", rows)]),
            "images": on_page("images", "images", "pictures"),
            "disease": on_page("disease", "disease_models", "disease models"),
            "histopathology": (partial(gene_tables.histopathology, release, gene),
                               lambda rows: [parts.words(gene_tables.scores_said(rows, symbol)), grid("histopathology", rows)]),
            "gross": (partial(gene_tables.gross, release, gene), partial(grid, "gross")),
            "publications": from_table("publications", gene_sections.draw_publications),
            "links": from_table("external_links", gene_sections.draw_links),
            "order": (partial(gene_sections.read_order, release, gene), lambda data: gene_sections.draw_order(data, symbol)),
        }  # fmt: skip
        for name in _AT_ONCE:
            self.sections[name].show(*work[name])
        self._waiting = [(name, *how) for name, how in work.items() if name not in _AT_ONCE]
        self._next()

    def _alleles(self, alleles: list[str], rows: pd.DataFrame, symbol: str, gene: str) -> list | str:
        said = gene_alleles.said(alleles, rows, symbol)
        if len(alleles) < 2 or not len(rows):
            return said
        grid = self.grids["alleles"]
        grid.columns = gene_alleles.columns(alleles)
        grid.show(rows, self._about, f"gene: {symbol} ({gene})", name=symbol)
        return [parts.words(said), grid.layout]

    def _systems(self, results: pd.DataFrame | None, states: dict[str, str], symbol: str) -> str:
        if results is None or set(states.values()) <= {gene_words.NOT_TESTED} and not len(results):
            return parts.quiet("Which body systems were tested is not known here.")
        called = results[results["significant"].fillna(False)]
        counts = called["top_level_mp_term_name"].dropna().str.split("; ").explode().value_counts().to_dict()
        links = {
            s: link(gene_words.short(s), "gene", gene=symbol, hit_top_level_mp_term_name=s) for s in states if states[s] == SIGNIFICANT
        }
        return gene_words.system_list(states, counts, links)

    def _draw_chart(self, rows: pd.DataFrame) -> None:
        """The graph shows what the table below it is filtered to."""
        drawn = places(rows)
        left = drawn.attrs["left_out"]
        seen = set(drawn["family"])
        signs = [f'<span style="color:{FAMILIES[n][0]}">{FAMILIES[n][2]}</span> {escape(n)}' for n in FAMILIES if n in seen]
        signs += [f"× {OTHER}"] if OTHER in seen else []
        beyond = drawn[drawn["called"]]
        up, down = int((beyond["effect"] > 0).sum()), int((beyond["effect"] < 0).sum())
        text = f"{len(drawn)} of {len(rows)} results are drawn, {len(beyond)} of them significant (large)"
        hand = int((drawn["lane"] == "by hand").sum())
        text += f"; {hand} made by hand stand apart, where left and right say nothing" if hand else f": {down} decreased, {up} increased"
        text += f"; {left} without p-value or effect size cannot be drawn" if left else ""
        parts.say(self.chart_said, f"<p>{' &nbsp; '.join(signs)}</p>" + parts.quiet(
            f"{text}. Dashed: p = 0.0001. A click opens the chart of a result; the filters of the table below apply here."))  # fmt: skip
        self.chart.pane.visible = bool(len(drawn))
        if len(drawn):
            self.picture = volcano(rows, next(iter(rows["marker_symbol"].dropna()), ""), self._about)
            self.chart.show(self.picture)
            self._listen()

    def _listen(self) -> None:
        """A click on a point opens its chart."""
        figure = self.chart.pane[0].object
        if figure is self._heard:
            return
        self._heard = figure
        source, glyph = figure.renderers[0].data_source, figure.renderers[0].glyph
        # by column also where the first results shown are of one family: HoloViews writes one look for all then
        glyph.update(marker={"field": "marker"}, size={"field": "size"}, fill_color={"field": "color"}, line_color={"field": "color"},
                     fill_alpha={"field": "alpha"}, line_alpha={"field": "alpha"})  # fmt: skip
        source.selected.on_change("indices", lambda _attr, _old, new: new and self._open(source.data["doc_id"][new[0]]))

    def _open(self, doc_id: str) -> None:
        if doc_id != "not stated":
            with pn.io.hold():
                self.view.param.update(page="charts", dataset=str(doc_id), parameter="")


def _elsewhere(rows: pd.DataFrame, page: str, symbol: str, what: str) -> str:
    """How much there is on a page of its own."""
    n = int(rows["count"].fillna(0).sum()) if "count" in rows else len(rows)
    if not n:
        return parts.quiet(f"No {what} of this gene are in this release.")
    counted = f"{n:,} {what.removesuffix('s') if n == 1 else what}"
    return f"<p>{link(counted, page, gene=symbol) if page in PAGES else escape(counted)}</p>"
