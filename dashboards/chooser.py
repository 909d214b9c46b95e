"""Gene and parameter, as two controls that every page with animals shares."""

from __future__ import annotations

import panel as pn
import panel_material_ui as pmui

from dashboards import choices, parts
from dashboards.view import View


class AtOnce:
    """A control whose every event is one choice: there is no burst of them to wait for, for which Panel waits 50 ms."""

    _debounce = 1


class OneOf(AtOnce, pmui.Select):
    """A drop-down list."""


class Offered(AtOnce, pmui.RadioBoxGroup):
    """Radio buttons that overlook a choice no longer offered: a browser still busy with the last options may send one."""

    def _process_property_change(self, msg):
        if "value" in msg and msg["value"] not in self.labels:
            del msg["value"]
        return super()._process_property_change(msg)


class Chooser:
    """Gene -> parameter -> dataset. The controls write into the view; ``show`` makes them say what was chosen."""

    def __init__(self, view: View, release: str, dataset_title: str = "Dataset"):
        self.view, self.release, self._showing = view, release, False
        self.gene = pmui.AutocompleteInput(
            label="Gene", options=choices.symbols_to_offer(release), restrict=False, case_sensitive=False, min_characters=0,
            search_strategy="includes", placeholder="symbol, synonym or MGI id", sizing_mode="stretch_width", margin=(6, 0),
        )  # fmt: skip
        self.parameter = OneOf(label="Parameter", options=[], sizing_mode="stretch_width", margin=(6, 0))
        self.dataset = Offered(label=dataset_title, options=[], sizing_mode="stretch_width", margin=(6, 0))
        self.about = parts.words()
        self.gene.param.watch(lambda e: self._ask(gene=e.new, dataset="") if e.new else None, "value")
        self.parameter.param.watch(lambda e: self._ask(parameter=e.new, dataset=""), "value")
        self.dataset.param.watch(lambda e: self._ask(dataset=e.new), "value")

    def _ask(self, **changes):
        if not self._showing:
            self.view.param.update(**{k: v or "" for k, v in changes.items()})

    def show(self, choice: choices.Choice, datasets: dict[str, str], dataset: str) -> None:
        """Set every control to what was chosen, without asking again."""
        self._showing = True
        try:
            with pn.io.hold():
                gene = choice.gene
                self.gene.value = gene["marker_symbol"]
                self.parameter.param.update(options=choice.parameters, value=choice.parameter)
                self.dataset.param.update(options=datasets, value=dataset)
                names = [gene.get("marker_name") or "", gene["marker_accession_id"]]
                parts.say(self.about, parts.quiet(" · ".join(n for n in names if n)))
        finally:
            self._showing = False

    def keep_typed(self, gene: str) -> None:
        """Leave in the box what was typed, for the user to mend."""
        self._showing = True
        try:
            self.gene.value = gene or None
        finally:
            self._showing = False

    def __panel__(self):
        return parts.card(self.gene, self.about, self.parameter, self.dataset)
