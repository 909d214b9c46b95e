"""Late Adult: the same line and parameter early and late, on one axis."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import pandas as pd

import impc_nb
from dashboards import choices, parts
from dashboards.chooser import Chooser
from dashboards.live_chart import LiveChart
from dashboards.menu import Menu
from dashboards.view import View
from impc_nb import plots, schema, wording
from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError


@lru_cache(maxsize=64)
def pairs(release: str, gene: str) -> pd.DataFrame:
    """Parameters of a gene with animals in both life stages."""
    table = impc_nb.load_late_adult(gene, release=release)
    return table.dropna(subset=["early_doc_id", "late_doc_id"]).reset_index(drop=True)


class LateAdultPage:
    """The Late Adult page of one session."""

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.chooser = Chooser(view, release)
        self.menu = Menu(view, release)
        self.notes, self.answer, self.differences, self.said, self.mind = (parts.words() for _ in range(5))
        self.chart = LiveChart()
        self.results = parts.column(
            parts.card(self.answer, self.menu),
            parts.card(self.chart.pane, self.said, title="Every animal, early beside late"),
            parts.grid((7, parts.card(self.differences, title="Mutant − wildtype")), (5, parts.card(self.mind, title="Mind"))),
        )
        self.results.visible = False  # until there is something to show

    def refresh(self) -> None:
        """Show what the view asks for; what cannot be shown leaves a sentence and everything else as it was."""
        messages: list[str] = []
        choice = choices.choose(self.release, self.view.gene, "", "")
        messages += choice.messages
        if choice.gene is not None:
            try:
                self._choose(choice.gene, messages)
            except ImpcError as problem:
                messages.append(str(problem))
        parts.say(self.notes, parts.notes(messages))

    def _choose(self, gene: dict, messages: list[str]) -> None:
        symbol = gene["marker_symbol"]
        rows = pairs(self.release, gene["marker_accession_id"])
        if not len(rows):
            messages.append(f"{symbol} has no parameter with animals measured both early and late here. Choose another gene: its early data are on Charts.")
            return
        asked = self.view.parameter.lower()
        named = rows[(rows["parameter_name"].str.lower() == asked) | (rows["early_parameter_stable_id"].str.lower() == asked)]
        row = (named if len(named) else rows).iloc[0]
        if asked and not len(named):
            close = ", ".join(schema.nearest(asked, set(rows["parameter_name"]))) or f"{len(rows)} others are offered on the left"
            messages.append(f"{symbol} has no {self.view.parameter[:60]!r} in both life stages; nearest: {close}. {row['parameter_name']} is shown.")
        same = rows[rows["parameter_name"] == row["parameter_name"]]
        taken = same[same["late_doc_id"] == self.view.dataset]
        row = taken.iloc[0] if len(taken) else same.iloc[0]
        options = {" · ".join(str(v) for v in (r["phenotyping_center"], r["zygosity"], "early and late") if pd.notna(v)): r["late_doc_id"]
                   for _, r in same.iterrows()}  # fmt: skip
        names = sorted(rows["parameter_name"].unique(), key=str.lower)
        self.chooser.show(gene, names, row["parameter_name"], options, row["late_doc_id"])
        self.view.param.update(gene=symbol, parameter=row["parameter_name"], dataset=row["late_doc_id"])
        self._show(*(choices.load(self.release, row[f"{stage}_doc_id"]) for stage in ("early", "late")))

    def _show(self, early: Dataset, late: Dataset) -> None:
        self.chart.show(plots.life_stages(early, late))
        about = late.about
        context = [late.label, about["phenotyping_center"], about["zygosity"], late.release.label]
        parts.say(self.answer, f"<h1>{escape(wording.with_age(early, late))}</h1>"
                  f"<p class='quiet'>{escape(' · '.join(str(c) for c in context if c))}</p>"
                  "<p>As measured: differences between mutants and wildtypes of the same age, before any model.</p>")  # fmt: skip
        parts.say(self.said, f"<p class='quiet'>Early: {escape(early.counted())}. Late: {escape(late.counted())}.</p>")
        parts.say(self.differences, parts.table(wording.stage_differences(early, late), "Mutant minus wildtype by life stage and sex"))
        parts.say(self.mind, "<ul>" + "".join(f"<li>{escape(m)}</li>" for m in wording.minded(early, late)) + "</ul>")
        self.menu.show(late, early)
        self.results.visible = True

    def __panel__(self):
        return parts.grid((3, self.chooser), (9, parts.column(self.notes, self.results)))
