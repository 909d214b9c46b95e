"""The second chart of the Charts page: the animals against the day, with how much each counts, or against their body weight."""

from __future__ import annotations

from functools import lru_cache

from dashboards import parts
from dashboards.live_chart import LiveChart, picture
from dashboards.pages.charts_family import is_series
from dashboards.view import View, in_vain
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, GROUP_COLOURS, MUTANT

_SEEN = (f"<span style='color:{GROUP_COLOURS[group]}' aria-hidden='true'>■</span> {who}"
         for group, who in ((CONTROL, "wildtypes"), (MUTANT, "mutants")))  # fmt: skip
_KEY = f"<p class='quiet'>{' · '.join((*_SEEN, '● females', '▲ males'))}</p>"

_AGAINST = ("<fieldset><legend>Set against</legend>"
            '<label><input type="radio" name="against" data-set="against" value="">day</label>'
            '<label><input type="radio" name="against" data-set="against" value="weight">body weight</label></fieldset>')  # fmt: skip


@lru_cache(maxsize=256)
def weighed(dataset: Dataset) -> bool:
    """Whether the animals, measured once each, can be set against their body weights."""
    single = not (dataset.categorical or is_series(dataset))
    return single and bool((dataset.animals["weight"].notna() & dataset.animals["data_point"].notna()).any())


@lru_cache(maxsize=256)
def _words(dataset: Dataset, weights: bool) -> str:
    """What stands below the chart, kept for those who come back to it."""
    return _KEY + parts.quiet(wording.weights(dataset) if weights else wording.window(dataset))


class SecondChart:
    """The chart on a card with its words and, where animals were weighed, what they are set against: an option of the view."""

    OPTIONS = {"against": ""}

    def __init__(self, view: View, beside: LiveChart):
        self.view, self.chart = view, LiveChart(beside=beside)
        self.title, self.said = parts.words(), parts.words()
        self.against = parts.form(lambda _, against: self.view.set(against=against), "choice", _AGAINST)
        self.layout = parts.card(self.title, self.chart.pane, self.against, self.said)

    def _weights(self, dataset: Dataset) -> bool:
        return self.view.options.get("against") == "weight" and weighed(dataset)

    def show(self, dataset: Dataset) -> None:
        """Draw it."""
        self.chart.show(picture("over_weight" if self._weights(dataset) else "over_time", dataset))

    def python(self, dataset: Dataset) -> str:
        """The chart's name in Python, where it is another one than people expect of a view."""
        return "over_weight" if self._weights(dataset) else ""

    def tell(self, dataset: Dataset) -> None:
        """Say what it shows."""
        weights = self._weights(dataset)
        self.against.visible = weighed(dataset)
        if self.against.visible:  # what was chosen is kept for those who come back to animals with weights
            self.against.values = {"against": "weight" if weights else ""}
        title = "How heavy they are" if weights else "When they were measured, and how much each counts"
        parts.say(self.title, f"<h2>{title}</h2>")
        unknown = in_vain("against", self.view.options.get("against", ""), ["weight"])
        parts.say(self.said, parts.notes(unknown) + _words(dataset, weights))
