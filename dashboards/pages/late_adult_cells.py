"""The matrix of the Late Adult page: found, sorted and filtered by controls, walked through by keys, opened by a click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import numpy as np
import panel as pn
from bokeh.events import Tap

from dashboards import parts
from dashboards.buttons import Buttons
from dashboards.export import csv_text
from dashboards.figure_place import FigurePlace
from dashboards.pages.late_adult_asked import BELOW, OPTIONS, ROWS, Cells
from dashboards.pages.late_adult_figure import KEYS_CSS, CellKeys, drawn, legend, redraw
from dashboards.view import View
from impc_nb.plots import matrix
from impc_nb.schema import Release
from impc_nb.stage_matrix import OLDER, SORTS, StageMatrix, cell_sentence, cells_table
from impc_nb.stage_pairs import NOT_SIGNIFICANT, SIGNIFICANT

NARROW = 16  # pixels a column needs
LEAN = np.tan(np.radians(matrix.LEAN))  # of the headings: pixels up for each to the right
STEPS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}
_LABELS = {"procedure": "Columns", "older": "Early against", "sort": "Sort genes by", "sex": "Sex", "zygosity": "Zygosity",
           "centre": "Centre", "system": "Body system", "rows": "Genes at once"}  # fmt: skip
_ALL = {"procedure": "all procedures", "sex": "both", "rows": ""}


class Matrix:
    """The card of the matrix; what the visitor asks for goes through ``view.options``, a cell that is opened to ``opened``."""

    def __init__(self, view: View, release: Release, opened: Callable[[str, str], None]):
        self.view, self.release, self._opened = view, release, opened
        self.figure, self.cells, self._at, self._same = None, Cells(), (0, 0), False
        self._bar_place, self._pane = (
            parts.column(),
            pn.Column(sizing_mode="stretch_width", margin=0, stylesheets=[KEYS_CSS], css_classes=["wide"]),
        )
        self.layout, self.keys = parts.column(self._bar_place, self._pane), None

    def complete(self) -> None:
        """The controls, the keys and the words around the cells."""
        self._bar, self._below = parts.form(self._told, "bar"), parts.form(self._told, "rows", stands=True)
        self.keys = CellKeys(self._pressed, sizing_mode="stretch_width", margin=0)
        self._file = Buttons()
        self._file.file("CSV of these cells", lambda: ("late-adult.csv", self._csv()))
        self._bar_place.append(self._bar)
        self.layout.extend([self.keys, self._below, self._file])

    # ---------------------------------------------------------------- showing
    def show(self, cells: Cells) -> None:
        """Bring the cells up to date."""
        self._same = cells.page is not None and self.cells.page is not None and cells.key == self.cells.key
        if self._same:
            cells = replace(cells, everything=self.cells.everything, page=self.cells.page)
        self.cells = cells
        if cells.page is None or self._same:
            return
        if self.figure is None:
            self.figure = drawn(cells.page)
            self.figure.on_event(Tap, self._tapped)
            self._pane[:] = [FigurePlace(self.figure)]
        else:
            redraw(self.figure, cells.page)
        self.figure.styles = {"min-width": f"{80 + matrix.beside(cells.page) + NARROW * len(cells.page.columns)}px"}
        self._at = (0, 0)

    def tell(self) -> None:
        """Bring controls, legend and words up to date."""
        cells = self.cells
        if self.keys is None:
            return
        there = cells.page is not None
        for part in (self._pane, self.keys, self._file):
            part.visible = there
        if not there:
            parts.say(self._below, parts.quiet(" ".join(cells.messages) or "There is no table of life stages here."))
            return
        parts.say(self._bar, self._controls())
        self._bar.values = {name: cells.asked.get(name, "") for name in OPTIONS}
        everything, page = cells.everything, cells.page
        parts.say(self._below, self._turn() + legend(everything))
        size = f"{len(page.genes)} of {len(everything.genes)} genes by {len(page.columns)} {page.by}s"
        how = "A click on a cell opens its chart, on a heading the parameters of a procedure; arrow keys and Enter do the same."
        self.keys.label = f"Early against {OLDER[page.older]} adults, {size}. {how}"
        if not self._same:
            self.keys.said = f"{size}. {how}"

    def mark(self, gene: str, columns: list[str]) -> None:
        """Outline the cell that the charts show, where it is on this page and no other has been walked to."""
        page = self.cells.page
        if page is None or self._same or self.figure is None:
            return
        places = np.argwhere((page.genes == gene)[:, None] & np.isin(page.columns.astype(str), columns)[None, :])
        for i, j in places[:1]:
            self._outline(int(i), int(j))

    def _controls(self) -> str:
        known = self.cells.known | {"older": list(OLDER), "sort": list(SORTS), "rows": list(ROWS)}
        words = OLDER | SORTS
        back = '<button type="button" data-set="procedure" value="">← All procedures</button>'
        fields = [back] if self.cells.asked.get("procedure") else []
        fields.append('<label>Find a gene<input type="search" data-set="find" autocomplete="off"></label>')
        for name, label in _LABELS.items():
            if not known.get(name):
                continue
            first = "" if name in ("older", "sort", "rows") else f'<option value="">{_ALL.get(name, "all")}</option>'
            listed = "".join(f'<option value="{escape(v)}">{escape(words.get(v, v))}</option>' for v in known[name])
            fields.append(f'<label>{label}<select data-set="{name}">{first}{listed}</select></label>')
        fields.append('<label>Gene list<input type="text" data-set="genes" placeholder="Gls2, Myo6 …" autocomplete="off"></label>')
        return "".join(fields) + '<button type="button" data-set="clear">Show all</button>'

    def _turn(self) -> str:
        n, first, size = len(self.cells.everything.genes), self.cells.first, len(self.cells.page.genes)
        if size >= n:
            return f"<p class='count quiet'>{n:,} genes</p>"

        def button(words: str, to: int) -> str:
            off = "" if 0 <= to < n else " disabled"
            return f'<button type="button" data-set="from" data-key="{words}" value="{to + 1}"{off}>{words}</button>'

        back = first - self._size() if first else -1
        return (f'<nav aria-label="Pages of the matrix">{button("Previous genes", back)}<span>genes {first + 1} to {first + size} of {n:,}'
                f"</span>{button('Next genes', first + self._size())}</nav>")  # fmt: skip

    def _size(self) -> int:
        rows = self.cells.asked.get("rows", "25")
        return int(rows) if rows.isdecimal() else max(len(self.cells.everything.genes), 1)

    # ---------------------------------------------------------------- what the visitor does
    def _told(self, name: str, value: str) -> None:
        if self.view.page != "late-adult":
            return
        if name == "clear":
            self.view.set(**{n: OPTIONS[n] for n in OPTIONS if n not in ("sort", "older", "rows", *BELOW)})
        elif name in OPTIONS:
            again = {} if name == "from" else {"from": "1"}
            self.view.set(**again | {name: value})

    def _tapped(self, event: Tap) -> None:
        page = self.cells.page
        if page is None or not page.code.size:
            return
        n, m = page.code.shape
        i, x = int(np.floor(-event.y)), event.x
        if event.y > 0:  # a heading: it leans to the right
            rise = event.y * self.figure.inner_height / n
            i, x = -1, x - rise / LEAN / (self.figure.inner_width / m)
        if i < n and 0 <= x < m:
            self._focus(i, int(x))
            self._open()

    def _pressed(self, key: str) -> None:
        page = self.cells.page
        if page is None or not page.code.size:
            return
        (i, j), (n, m) = self._at, page.code.shape
        if key == "Enter":
            self._open()
        elif key in ("PageUp", "PageDown"):
            to = self.cells.first + self._size() * (1 if key == "PageDown" else -1)
            if 0 <= to < len(self.cells.everything.genes):
                self.view.set(**{"from": str(to + 1)})
        elif key in STEPS:
            down, across = STEPS[key]
            self._focus(min(max(i + down, -1), n - 1), min(max(j + across, 0), m - 1))
        else:
            self._focus(i, {"Home": 0, "End": m - 1}.get(key, j))

    def _focus(self, i: int, j: int) -> None:
        """Point a cell out, or a whole column by its heading (above the first gene), and say what it holds."""
        self._outline(i, j)
        page = self.cells.page
        self.keys.said = _column_sentence(self.cells.everything, j) if i < 0 else cell_sentence(page, i, j)

    def _outline(self, i: int, j: int) -> None:
        self._at, last = (i, j), len(self.cells.page.genes) if i < 0 else i + 1
        self.figure.renderers[-1].data_source.data = {"left": [j], "bottom": [-last], "right": [j + 1], "top": [-max(i, 0)]}

    def _open(self) -> None:
        page, (i, j) = self.cells.page, self._at
        if i < 0:
            if page.by == "procedure":
                self.view.set(procedure=str(page.columns[j]), **{"from": "1"})
            return
        row = {} if page.row[i, j] < 0 else page.table.iloc[page.row[i, j]].to_dict()
        ids = [row.get(name) for name in ("parameter_stable_id", f"{page.older}_parameter_stable_id", "early_parameter_stable_id")]
        parameter = next((one for one in ids if isinstance(one, str) and one), "")
        if parameter or self.release.kind == "live":
            self._opened(str(page.genes[i]), parameter or str(page.columns[j]))
        else:
            self.keys.said = f"{cell_sentence(page, i, j)} There is nothing to open."

    def _csv(self) -> str:
        cells = self.cells
        asked = {n: v for n, v in cells.asked.items() if v and n not in ("rows", "from", *BELOW)}
        how = "; ".join(f"{n}: {v}" for n, v in asked.items())
        facts = [f"early against {OLDER[cells.everything.older]} adults; source: {cells.source}", how,
                 "a state is significant, not significant, not tested or unknown (the source does not say)"]  # fmt: skip
        return csv_text(cells_table(cells.everything), self.release, *facts)


def _column_sentence(cells: StageMatrix, j: int) -> str:
    """A column in words: in how many genes each stage is significant, of those known to be tested."""
    said = []
    for name, stage in zip(("early", OLDER[cells.older]), np.divmod(cells.code[:, j], 4), strict=True):
        found, tested = (stage == SIGNIFICANT).sum(), np.isin(stage, (SIGNIFICANT, NOT_SIGNIFICANT)).sum()
        said.append(f"{name} significant in {found} of {tested} genes known to be tested")
    opens = " Enter shows its parameters." if cells.by == "procedure" else ""
    return f"{cells.by.capitalize()} {cells.columns[j]}: {', '.join(said)}.{opens}"
