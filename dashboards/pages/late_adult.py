"""Late Adult: what does age change? All genes as a matrix, one line and parameter early beside late, and what age alone does."""

from __future__ import annotations

import pandas as pd

import impc_nb
from dashboards import choices, parts
from dashboards.pages import late_adult_ages as ages
from dashboards.pages import late_adult_asked as asking
from dashboards.pages import late_adult_choice as choosing
from dashboards.pages.late_adult_cells import Matrix
from dashboards.pages.late_adult_line import Line
from dashboards.sections import Section
from dashboards.view import View
from impc_nb import late_landing
from impc_nb.schema import ImpcError, NotOffered

_EVEN, _WIDE = "1fr 1fr", "5fr 3fr"
MANY = 20  # columns of the matrix above which it gets more of the width


class LateAdultPage:
    """The Late Adult page of one session."""

    OPTIONS = asking.OPTIONS

    def __init__(self, view: View, release: str):
        self.view, self.release, self._many, self._complete = view, release, False, False
        self.about = choices.release_shown(release)
        self.prepared: tuple[asking.Cells, choosing.Shown] = (asking.Cells(), choosing.Shown(choices.Choice()))
        self._drawn: object = None  # what the charts of the line show, and what the words say of it
        self._told: object = None
        self.notes, self.head = parts.words(), parts.words()
        self.matrix = Matrix(view, self.about, lambda gene, parameter: view.param.update(gene=gene, parameter=parameter, dataset=""))
        self.line = Line(view, self.about)
        self.top = parts.grid(_EVEN, parts.card(self.head, self.matrix.layout, title="All genes: significant in …"), self.line.side)
        self.results = parts.column(self.top, self.line.below)
        self.layout = parts.column(self.notes, self.results)

    def complete(self) -> None:
        """Build what need not be there before the first paint: controls, the cards below and the sections about age."""
        if self._complete:
            return
        self._complete, self._told = True, None
        self.line.complete()
        self.matrix.complete()
        self.trajectories, self.ageing = ages.Trajectories(self.view), ages.Ageing(self.view)
        self.with_age, self.alone = Section("Against age: mean and spread of each week"), Section("What age alone does: wildtypes")
        self.disagree = Section("The IMPC's late-adult landing page beside the gene's own results")
        for section in (self.with_age, self.alone, self.disagree):
            self.results.append(section.layout)
        if self.prepared[0].asked:
            self.tell()

    def prepare(self) -> tuple[asking.Cells, choosing.Shown]:
        """Everything the view asks for, loaded; touches nothing on the page."""
        asked = (self.view.gene, self.view.parameter, self.view.dataset)
        shown = self.prepared[1] if asked == self._drawn else choosing.choose(self.release, *asked)
        known_gene = shown.choice.gene["marker_accession_id"] if shown.any else ""
        cells = asking.choose_cells(self.release, self.view.options, known_gene if self.about.kind == "live" else "")
        return cells, shown

    def show(self, prepared: tuple[asking.Cells, choosing.Shown]) -> None:
        """Draw what was prepared, and note in the view what was taken; what could not be shown leaves the charts as they were."""
        cells, shown = prepared
        self.matrix.show(cells)
        if not shown.any and self.prepared[1].any:
            shown = choosing.kept(shown, self.prepared[1])
        again, self.prepared = shown is self.prepared[1], (cells, shown)
        many = cells.page is not None and len(cells.page.columns) > MANY
        if many != self._many:
            self._many = many
            self.top.set(style=parts.grid(_WIDE if many else _EVEN).spec["style"])
        if shown.any and len(shown.results):
            name = shown.choice.parameter
            columns = [name, f"{name} ({shown.named})"] if cells.asked.get("procedure") else [shown.states["procedure_name"]]
            self.matrix.mark(shown.choice.gene["marker_symbol"], columns)
        if again:
            return
        self.line.show(shown)
        if shown.any:
            row = shown.choice.row
            doc_id = row["doc_id_late"] if row is not None else ""
            self.view.param.update(gene=shown.choice.gene["marker_symbol"], parameter=shown.named, dataset=doc_id)
        self._drawn = (self.view.gene, self.view.parameter, self.view.dataset) if not shown.choice.messages else None

    def tell(self) -> None:
        """Say in words, tables and controls what the charts show."""
        cells, shown = self.prepared
        parts.say(self.notes, parts.notes([*cells.messages, *shown.choice.messages]))
        self.matrix.tell()
        if cells.everything is not None:
            size = f"{len(cells.everything.genes):,} genes by {len(cells.everything.columns)} {cells.everything.by}s"
            of = f" of {procedure}" if (procedure := cells.asked.get("procedure")) else ""
            apart = "" if cells.known.get("sex") else ". Sexes, zygosities, centres and body systems are not told apart here"
            parts.say(self.head, parts.quiet(f"{size}{of} · {cells.source}{apart}"))
        now = (shown, *(self.view.options.get(name, "") for name in ("animals", "wildtypes")))
        if self._told == now:  # only the matrix is another
            return
        self._told = now
        self.line.tell(shown)
        if self._complete:
            self._sections(shown)

    def _sections(self, shown: choosing.Shown) -> None:
        self.with_age.layout.visible = self.disagree.layout.visible = shown.any
        if shown.any:
            accession, who = shown.choice.gene["marker_accession_id"], shown.choice.gene["marker_symbol"]
            animals, stages = self.view.options.get("animals") == "yes", tuple(shown.stages)
            self.with_age.show(
                lambda: ages.curve_of(self.release, accession, stages),
                lambda loaded: self.trajectories.draw(loaded, self.about, who, animals),
            )
            self._beside_landing(accession)
        asked = self.view.options.get("wildtypes", "")
        self.alone.show(lambda: ages.all_ageing(self.release), lambda table: self.ageing.draw(table, shown, self.about, asked))

    def _beside_landing(self, accession: str) -> None:
        try:
            impc_nb.open_catalog(self.release).late_adult.read(gene=accession)
        except NotOffered:
            self.disagree.layout.visible = False
            return
        except ImpcError:  # the section will say so
            pass
        self.disagree.show(lambda: late_landing.landing_beside_results(accession, self.release), _disagreement)


def _disagreement(table: pd.DataFrame) -> str:
    """Where the landing page and the gene's own results differ, those first."""
    if not len(table):
        return parts.quiet("Neither of them names a late result of this gene.")
    odd = table[~table["agree"]]
    words = f"They disagree about {len(odd)} of {len(table)} procedures." if len(odd) else f"They agree about all {len(table)} procedures."
    shown = table.sort_values("agree", kind="stable").rename(
        columns={"procedure_name": "procedure", "landing_state": "landing page (late)", "results_state": "gene's own late results"}
    )
    shown["agree"] = ["yes" if a else "no" for a in shown["agree"]]
    return parts.quiet(words) + parts.table(shown, "Landing page beside own results")
