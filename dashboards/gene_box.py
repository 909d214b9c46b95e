"""The gene, as one control for pages that show a gene without choosing one of its measurements."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import panel_material_ui as pmui

from dashboards import choices, gene_data, parts
from dashboards.sections import sentence
from dashboards.view import View


class GeneTables(NamedTuple):
    """A gene, or none, and the tables asked for; one that cannot be had is not in it, and the choice says why."""

    choice: choices.Choice
    tables: dict[str, pd.DataFrame]

    @property
    def symbol(self) -> str:
        return self.choice.gene["marker_symbol"] if self.choice.gene else ""


def gene_tables(release: str, gene: str, *names: str) -> GeneTables:
    """The gene somebody typed and its rows in tables of the catalog; never raises for what a user typed or a release does not hold."""
    choice, tables = choices.choose_gene(release, gene), {}
    if choice.gene is not None:
        for name in names:
            try:
                tables[name] = gene_data.table(name, release, choice.gene["marker_accession_id"])
            except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
                choice.say(sentence(problem, name))
    return GeneTables(choice, tables)


class GeneBox:
    """A box for a symbol, synonym, MGI id or human symbol; ``show`` makes it say which gene was found."""

    def __init__(self, view: View, release: str):
        self.view, self._showing = view, False
        self.gene = pmui.AutocompleteInput(
            label="Gene", options=choices.symbols_to_offer(release), restrict=False, case_sensitive=False, min_characters=0,
            search_strategy="includes", placeholder="symbol, synonym or MGI id", width=260, margin=(10, 0, 0, 0),
        )  # fmt: skip
        self.about = parts.words()
        self.gene.param.watch(self._ask, "value")

    def _ask(self, event) -> None:
        if event.new and not self._showing:
            self.view.param.update(gene=event.new, dataset="")

    def show(self, choice: choices.Choice) -> None:
        """The gene that was found, or what was typed for the user to mend."""
        self._showing = True
        try:
            gene = choice.gene or {}
            known = gene.get("marker_symbol") or self.view.gene or None
            self.gene.param.update(value=known, value_input=known or "")
            names = [gene.get("marker_name"), gene.get("marker_accession_id"), *(gene.get("human_gene_symbol") or [])[:3]]
            parts.say(self.about, parts.quiet(" · ".join(str(n) for n in names if n)))
        finally:
            self._showing = False

    def __panel__(self):
        return parts.row(self.gene, self.about)
