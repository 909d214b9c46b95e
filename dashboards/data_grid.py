"""A table to work with: find, filter, sort by buttons in the headings, page, and save exactly what is shown.

The browser gets the rows of one page as markup; finding and sorting happen here, and their state stands in the URL.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd
import panel as pn
import panel_material_ui as pmui
import param
from panel.custom import JSComponent

from dashboards import parts
from dashboards.export import csv_text, file_name
from dashboards.view import View
from impc_nb import wording
from impc_nb.schema import Release
from impc_nb.tables import SEVERAL

PAGE = 100  # rows the browser gets at once

CSS = """
.bar { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: end; margin: 0 0 8px; }
.bar label { display: flex; flex-direction: column; font-size: 13px; color: var(--quiet); max-width: 220px; }
.bar input, .bar select { font: inherit; font-size: 14px; color: var(--ink); background: var(--sheet); padding: 6px 8px; min-height: 34px;
  border: 1px solid var(--control); border-radius: 4px; max-width: 100%; box-sizing: border-box; }
.count { font-size: 14px; margin: 0 0 6px; }
.wide { max-height: 640px; overflow: auto; }
.wide:focus-visible, button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--focus);
  outline-offset: 1px; }
.impc th, .impc td { text-align: left; white-space: normal; overflow-wrap: break-word; vertical-align: top; }
.impc td.num, .impc th.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
thead th { position: sticky; top: 0; background: var(--sheet); z-index: 1; }
tbody tr:hover { background: var(--soft); }
th button { all: unset; cursor: pointer; font-weight: 700; white-space: nowrap; padding: 2px; border-radius: 3px; }
th button span { color: var(--quiet); }
nav { display: flex; gap: 12px; align-items: center; font-size: 14px; margin-top: 8px; }
nav button, .bar button { font: inherit; font-size: 14px; padding: 6px 12px; border: 1px solid var(--control); border-radius: 4px;
  background: var(--sheet); color: var(--ink); cursor: pointer; }
nav button:disabled { color: var(--quiet); border-color: var(--edge); cursor: default; }
"""


class GridInBrowser(JSComponent):
    """The markup in the browser: says which name was set to which value."""

    bar = param.String()
    body = param.String()
    values = param.Dict({})

    _esm = """
    export function render({ model }) {
      const root = document.createElement("div"), bar = document.createElement("div"), body = document.createElement("div")
      root.className = "impc"; bar.className = "bar"; root.append(bar, body)
      let waiting = null
      const tell = e => { clearTimeout(waiting); waiting = null; model.send_msg({name: e.dataset.set, value: e.value}) }
      const values = () => { if (waiting === null) for (const e of bar.querySelectorAll("[data-set]")) {
        const value = model.values[e.dataset.set] ?? ""
        if (e.tagName === "SELECT" && ![...e.options].some(o => o.value === value)) e.add(new Option(value, value))
        if (e.tagName !== "BUTTON" && e.value !== value) e.value = value
      } }
      const draw = () => {
        const held = root.getRootNode().activeElement, key = held && body.contains(held) ? held.dataset.key : null
        body.innerHTML = model.body
        if (key) (body.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`) || body.querySelector(".wide"))?.focus()
      }
      const controls = () => { bar.innerHTML = model.bar; values() }
      bar.addEventListener("input", event => { if (event.target.type === "search") {
        clearTimeout(waiting); waiting = setTimeout(tell, 350, event.target) } })
      bar.addEventListener("change", event => { if (event.target.dataset.set) tell(event.target) })
      root.addEventListener("click", event => {
        const button = event.target.closest("button[data-set]")
        if (button) tell(button)
      })
      model.on("bar", controls); model.on("body", draw); model.on("values", values)
      controls(); draw()
      return root
    }
    """
    _stylesheets = []

    def __init__(self, told: Callable[[str, str], None], **params):
        self._told = told
        super().__init__(**params)

    def _handle_msg(self, message: object) -> None:
        if isinstance(message, dict) and isinstance(message.get("name"), str):
            self._told(message["name"], str(message.get("value", "")))


@dataclass(frozen=True)
class Column:
    """A column of the table: finding, sorting and the file use its value, people see ``cell(row)``, markup with data escaped."""

    label: str
    cell: Callable[[dict], str] | None = None
    number: bool = False
    filtered: bool = False
    """Whether a list of its values stands above the table; a text of several values ("; " between) counts for each."""


def options(columns: dict[str, Column], prefix: str = "", sort: str = "") -> dict[str, str]:
    """What a grid of these columns keeps in the URL, for the OPTIONS of its page; ``sort`` is a column, "-" before it: largest first."""
    names = ["find", *(name for name, column in columns.items() if column.filtered)]
    return {prefix + name: "" for name in names} | {f"{prefix}sort": sort, f"{prefix}rows": "1"}


def plain(value: object) -> str:
    """A value as people read it; a dash where it is missing."""
    if value is None or value is pd.NA or value != value:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return wording.number(value) if isinstance(value, float) else str(value)


class DataGrid:
    """A table of a page. ``show(frame, ...)`` gives it rows; what the visitor asks of them goes through ``view.options``.

    A column without any value is left out.

    Parameters
    ----------
    view : View
        Its current page, the table's own, declares :func:`options` of these columns.
    caption : str
        What the rows are.
    columns : dict
        Column of the frame -> :class:`Column`, left to right. Other columns are found and exported but not shown.
    prefix : str
        Before the names in the URL, where a page has several tables.
    empty : str
        The sentence where there are no rows at all.
    on_found : callable, optional
        Told the rows that are left, whenever others are.
    page : str, optional
        The table's own page, where another one may be looked at by the time the table is made.
    """

    def __init__(self, view: View, caption: str, columns: dict[str, Column], prefix: str = "", empty: str = "There is nothing to list.",
                 on_found: Callable[[pd.DataFrame], None] | None = None, page: str = ""):  # fmt: skip
        self.view, self.caption, self.columns, self.prefix, self.empty = view, caption, columns, prefix, empty
        self._on_found, self._page = on_found, page or view.page
        self._names = [n.removeprefix(prefix) for n in options(columns, prefix)]
        self._frame, self._found, self._about = pd.DataFrame(), pd.DataFrame(), None
        self._browser = GridInBrowser(self._told, stylesheets=[parts.CSS, CSS], sizing_mode="stretch_width", margin=0)
        self._file = pmui.FileDownload(label="CSV of these rows", callback=self._csv, filename="impc.csv", icon=None, size="small")
        self._file.variant = "outlined"  # given at once it brings a deprecation warning of its own
        self.layout = parts.column(self._browser, pn.Row(self._file, margin=0))
        view.param.watch(lambda _: self._refresh(), "options")

    def show(self, frame: pd.DataFrame, release: Release, *facts: str, name: str = "impc") -> None:
        """Rows to work with, in their order as long as none is asked for; the facts and the file's name go with the CSV."""
        self._frame, self._about = frame, (release, facts)
        self._file.filename = file_name(name, self.caption)
        words = frame.astype("str").where(frame.notna(), "") if len(frame) else frame
        self._words = words.agg(" ".join, axis=1).str.casefold() if len(frame) else pd.Series(dtype="str")
        self._shown = {n: c for n, c in self.columns.items() if n in frame and (frame[n].notna().any() or not len(frame))}
        self._browser.bar = self._bar()
        self._state: dict | None = None
        self._refresh()

    @property
    def found(self) -> pd.DataFrame:
        """The rows that are left, in the order shown."""
        return self._found

    def _asked(self) -> dict[str, str] | None:
        """What is asked of this table; None while another page is looked at."""
        options = self.view.options
        return {n: options[self.prefix + n] for n in self._names} if self.view.page == self._page else None

    def _told(self, name: str, value: str) -> None:
        if name == "clear":
            self.view.set(**{self.prefix + n: "" for n in self._names if n not in ("sort", "rows")}, **{f"{self.prefix}rows": "1"})
        elif name in self._names and self._asked() is not None:
            first = {} if name == "rows" else {f"{self.prefix}rows": "1"}
            self.view.set(**first | {self.prefix + name: value})

    def _refresh(self) -> None:
        asked = self._asked()
        if self._about is None or asked is None or asked == self._state:
            return
        self._state, self._found = asked, self._sorted(self._filtered(asked), asked["sort"])
        self._browser.param.update(values=asked, body=self._body(asked))
        self._file.visible = bool(len(self._found))
        if self._on_found:
            self._on_found(self._found)

    # ---------------------------------------------------------------- which rows
    def _filtered(self, asked: dict[str, str]) -> pd.DataFrame:
        keep = pd.Series(True, index=self._frame.index)
        for word in asked["find"].casefold().split():
            keep &= self._words.str.contains(word, regex=False)
        for name, wanted in asked.items():
            if wanted and name in self._shown and self.columns[name].filtered:
                keep &= self._frame[name].map(lambda v, w=wanted: w in _values(v))
        return self._frame[keep.to_numpy(bool)]

    def _sorted(self, rows: pd.DataFrame, sort: str) -> pd.DataFrame:
        """Missing values last, whichever way."""
        name = sort.removeprefix("-")
        if name not in self._shown or not len(rows):
            return rows
        fold = (lambda s: s.str.casefold()) if rows[name].dtype in ("str", "object") and not self.columns[name].number else None
        return rows.sort_values(name, ascending=not sort.startswith("-"), na_position="last", kind="stable", key=fold)

    # ---------------------------------------------------------------- as markup
    def _bar(self) -> str:
        if not len(self._frame):
            return ""
        fields = ['<label>Find in these rows<input type="search" data-set="find" autocomplete="off"></label>']
        for name, column in self._shown.items():
            if column.filtered:
                known = sorted({v for value in self._frame[name] for v in _values(value)}, key=str.casefold)
                if len(known) < 2:
                    continue
                listed = "".join(f'<option value="{escape(v)}">{escape(v)}</option>' for v in known)
                choice = f'<select data-set="{name}"><option value="">all</option>{listed}</select>'
                fields.append(f"<label>{escape(column.label)}{choice}</label>")
        return "".join(fields) + '<button type="button" data-set="clear">Show all</button>'

    def _body(self, asked: dict[str, str]) -> str:
        n, everything = len(self._found), len(self._frame)
        if not everything:
            return parts.quiet(self.empty)
        number = int(asked["rows"]) if asked["rows"].isdecimal() else 1
        last = max(1, -(-n // PAGE))
        number = min(max(number, 1), last)
        rows = self._found.iloc[(number - 1) * PAGE : number * PAGE].to_dict("records")
        counted = f"{n:,} of {everything:,} rows" if n != everything else f"{n:,} row{'' if n == 1 else 's'}"
        body = "".join(f"<tr>{''.join(self._cell(name, c, row) for name, c in self._shown.items())}</tr>" for row in rows)
        name = escape(self.caption)
        table = f"<table aria-label='{name}'><thead><tr>{self._head(asked['sort'])}</tr></thead><tbody>{body}</tbody></table>"
        table = f"<div class='wide' tabindex='0' role='region' aria-label='{name}, scrolls'>{table}</div>"
        if not n:
            table = parts.quiet("No row fits what is asked for; “Show all” takes the filters away.")
        return f"<p class='count quiet' aria-live='polite'>{counted}</p>{table}{self._turn(number, last) if last > 1 else ''}"

    def _head(self, sort: str) -> str:
        cells = []
        for name, column in self._shown.items():
            up, down = sort == name, sort == f"-{name}"
            sign = "▲" if up else "▼" if down else "↕"
            order = "ascending" if up else "descending" if down else "none"
            button = (f'<button type="button" data-set="sort" data-key="sort {name}" value="{"-" if up else ""}{name}">'
                      f'{escape(column.label)} <span aria-hidden="true">{sign}</span></button>')  # fmt: skip
            cells.append(f'<th scope="col" aria-sort="{order}"{" class=num" if column.number else ""}>{button}</th>')
        return "".join(cells)

    def _cell(self, name: str, column: Column, row: dict) -> str:
        said = column.cell(row) if column.cell else escape(plain(row[name]))
        return f"<td{' class=num' if column.number else ''}>{said if '<' in said else parts.dated(said)}</td>"

    def _turn(self, number: int, last: int) -> str:
        def button(words: str, to: int) -> str:
            off = "" if 1 <= to <= last else " disabled"
            return f'<button type="button" data-set="rows" data-key="{words}" value="{to}"{off}>{words}</button>'

        return (f'<nav aria-label="Pages of {escape(self.caption)}">{button("Previous", number - 1)}'
                f"<span>page {number} of {last}</span>{button('Next', number + 1)}</nav>")  # fmt: skip

    def _csv(self) -> io.BytesIO:
        release, facts = self._about
        asked = {n: v for n, v in (self._state or {}).items() if v and n != "rows"}
        how = f"{len(self._found)} of {len(self._frame)} rows" + "".join(f"; {n}: {v}" for n, v in asked.items())
        return io.BytesIO(csv_text(self._found, release, self.caption, *facts, how).encode())


def _values(value: object) -> list[str]:
    """The values a cell stands for."""
    if value is None or value is pd.NA or value != value:
        return []
    return [plain(value)] if not isinstance(value, str) else value.split(SEVERAL)
