"""A view of data without animals: its answer, what is drawn, the rows it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from dashboards import parts
from dashboards.export import csv_text, file_name
from dashboards.links import href
from dashboards.pages.charts_counts import KINDS, Asked
from dashboards.view_menu import cell_of, quoted
from impc_nb.plots import Picture
from impc_nb.schema import Release

SUPPLIED = "Supplied by the centre as observed: no test is made, so there is no p-value and no effect size."


@dataclass
class Told:
    """A view of data without animals: the answer, sentences below it, what is drawn, and the rows it rests on."""

    asked: Asked
    gene: dict
    release: Release
    headline: str
    says: list[str] = field(default_factory=list)
    draw: Callable[[], list] = list
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def answer(self) -> str:
        """The answer as markup: what was found, of which release, and where else it stands."""
        symbol = self.gene["marker_symbol"]
        kind = KINDS[self.asked.kind]
        where = f"{href('gene', gene=symbol)}#{kind.section}"
        said = "".join(f"<p>{escape(s)}</p>" for s in self.says)
        more = f'<p><a href="{escape(where)}">{escape(f"{kind.title} of {symbol} on the Gene page")}</a></p>'
        context = [kind.title, symbol, self.asked.name or self.asked.parameter, self.release.label]
        return f"<h1>{escape(self.headline)}</h1>{parts.quiet(' · '.join(w for w in context if w))}{said}{more}"

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return file_name(self.gene["marker_symbol"], KINDS[self.asked.kind].title)

    def csv(self) -> str:
        """The rows it rests on, below a header that says what they are and where they come from."""
        return csv_text(self.rows, self.release, f"gene: {self.gene['marker_symbol']}; {KINDS[self.asked.kind].title}", self.headline)

    def cell(self, release: str) -> str:
        """The rows in Python."""
        gene, kind = quoted(self.gene["marker_symbol"]), KINDS[self.asked.kind]
        if self.asked.kind in ("embryo", "published"):
            return cell_of(release, ("results", f"load_results({gene}{{release}})"))
        return cell_of(release, ("rows", f"load_table('{kind.table}', gene={gene}{{release}})"))


def texts(table: pd.DataFrame, index: bool = True) -> pd.DataFrame:
    """Counts as texts, what each row is called in the first column."""
    out = table.map(lambda v: f"{v:.0f}" if isinstance(v, float) else v)
    return out.reset_index(names="") if index else out
