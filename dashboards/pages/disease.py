"""Human disease: what the human gene is known to cause, what its mutants resemble, and what the similarity rests on."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import choices, disease_models, parts
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid, options
from dashboards.gene_box import GeneBox, GeneTables, gene_tables
from dashboards.links import link, outside
from dashboards.sections import Section
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted


def _number(name: str, digits: int = 1):
    return lambda row: "–" if pd.isna(row[name]) else f"{row[name]:,.{digits}f}"


COLUMNS = {
    "disease_term": Column("Disease", lambda r: link(r["disease_term"], "disease", gene=r["marker_symbol"], disease=r["disease_id"])),
    "disease_id": Column("Id", lambda r: outside(r["disease_id"], disease_models.address(r["disease_id"]))),
    "source": Column("Source", filtered=True),
    "evidence": Column("Evidence", filtered=True),
    "phenodigm_score": Column("Score", _number("phenodigm_score"), number=True),
    "human_terms": Column("Human terms", _number("human_terms", 0), number=True),
    "mouse_terms": Column("Mouse terms", _number("mouse_terms", 0), number=True),
    "models": Column("Models", _number("models", 0), number=True),
}
_MEANS = (
    "Associated: the human gene is known to cause the disease (curated). Predicted: the mutants' phenotypes are like those of the disease. "
    "Score: Phenodigm, 0 to 100, of the most similar mouse model (Smedley et al. 2013, doi:10.1093/database/bat025)."
)


class DiseasePage:
    """The Human disease page of one session."""

    OPTIONS = options(COLUMNS, sort="-phenodigm_score") | {"disease": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.menu = parts.words(), parts.words(), ViewMenu()
        self.box = GeneBox(view, release)
        self.grid = DataGrid(view, "Human diseases", COLUMNS, empty="No human disease is listed with this gene.")
        self.score, self.terms, self.models = (
            Section(t, at_once=True) for t in ("Where the score comes from", "What matches", "Mouse models")
        )
        self.one = parts.column(parts.grid("1fr 1fr", self.score.layout, self.terms.layout), self.models.layout)
        self.results = parts.column(
            parts.card(self.grid.layout, parts.words(parts.quiet(_MEANS)), title="Diseases"),
            self.one,
        )
        self.layout = parts.column(self.notes, parts.card(self.answer, self.box, self.menu), self.results)
        self.found = GeneTables(choices.Choice(), {})
        self._listed: pd.DataFrame | None = None
        self.diseases = pd.DataFrame()

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> GeneTables:
        """The models of the gene; touches nothing on the page."""
        return gene_tables(self.release, self.view.gene, "disease_models")

    def show(self, prepared: GeneTables) -> None:
        """Note which gene was taken."""
        self.found = prepared
        if prepared.choice.gene is not None:
            self.view.gene = prepared.symbol

    def tell(self) -> None:
        """The sentence, the diseases, and the one chosen in detail."""
        choice, models = self.found.choice, self.found.tables.get("disease_models")
        parts.say(self.notes, parts.notes(choice.messages))
        self.box.show(choice)
        self.results.visible = models is not None
        about = self.about
        if models is None:
            parts.say(self.answer, f"<h1>Which human diseases do mutants resemble?</h1>{parts.quiet(about.label)}")
            return
        if self._listed is not models:
            self._listed, self.diseases = models, disease_models.per_disease(models)
            self.grid.show(self.diseases, about, f"gene: {self.found.symbol}", name=f"{self.found.symbol}-diseases")
        said = disease_models.answer(self.found.symbol, self.diseases)
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(about.label)}")
        self._detail(models)
        gene = self.found.symbol
        cell = cell_of(self.release, ("models", f"load_table('disease_models', gene={quoted(gene)}{{release}})"))
        cited = Cited(f"{gene} · human disease", about, self.view.query())
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.results), ()))

    def _detail(self, models: pd.DataFrame) -> None:
        self.one.visible = bool(len(self.diseases))
        if not len(self.diseases):
            return
        asked = self.view.options.get("disease", "")
        rows = self.diseases[self.diseases["disease_id"] == asked]
        row = (rows if len(rows) else self.diseases).iloc[0].to_dict()
        named = row["disease_term"] if isinstance(row["disease_term"], str) else row["disease_id"]
        name = f"<p><b>{escape(str(named))}</b> · {escape(disease_models.model_said(row))}</p>"
        if asked and not len(rows):
            name += parts.quiet(f"{asked[:40]} is not listed with {self.found.symbol}; the first one is shown.")
        self.score.show(lambda: row, lambda r: name + disease_models.score_said(r))
        self.terms.show(lambda: row, disease_models.terms_said)
        own = models[models["disease_id"] == row["disease_id"]]
        self.models.show(lambda: own, disease_models.models_said)
