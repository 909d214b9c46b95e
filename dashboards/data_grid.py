"""A table to work with: find, filter, sort by buttons in the headings, page, and save exactly what is shown.

The browser gets the rows of one page as markup; finding and sorting happen here, and their state stands in the URL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd

from dashboards import parts
from dashboards.buttons import Buttons
from dashboards.export import csv_text, file_name
from dashboards.view import View, in_vain
from impc_nb import wording
from impc_nb.schema import Release
from impc_nb.tables import SEVERAL

PAGE = 100  # rows the browser gets at once


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
        self.bar, self.rows = parts.form(self._told, "bar"), parts.form(self._told, "rows", stands=True)
        self.files, self._name = Buttons(), "impc"
        self.files.file("CSV of these rows", self.csv)
        self.layout = parts.stack(self.bar, self.rows, self.files)
        view.param.watch(lambda _: self._refresh(), "options")

    def show(self, frame: pd.DataFrame, release: Release, *facts: str, name: str = "impc") -> None:
        """Rows to work with, in their order as long as none is asked for; the facts and the file's name go with the CSV."""
        self._frame, self._about = frame, (release, facts)
        self._name = name
        self._words: pd.Series | None = None
        self._shown = {n: c for n, c in self.columns.items() if n in frame and (frame[n].notna().any() or not len(frame))}
        parts.say(self.bar, self._bar())
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
        self.bar.values = asked
        parts.say(self.rows, self._body(asked))
        self.files.visible = bool(len(self._found))
        if self._on_found:
            self._on_found(self._found)

    # ---------------------------------------------------------------- which rows
    def _filtered(self, asked: dict[str, str]) -> pd.DataFrame:
        keep = pd.Series(True, index=self._frame.index)
        words = asked["find"].casefold().split() if len(self._frame) else []
        if words and self._words is None:  # not before somebody looks for a word
            self._words = self._frame.astype("str").where(self._frame.notna(), "").agg(" ".join, axis=1).str.casefold()
        for word in words:
            keep &= self._words.str.contains(word, regex=False)
        for name, wanted in asked.items():
            if wanted and name in self._shown and self.columns[name].filtered:
                keep &= self._frame[name].map(lambda v, w=wanted: w in _values(v))
        return self._frame if keep.all() else self._frame[keep.to_numpy(bool)]

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
        said = parts.notes(self._in_vain(asked))
        return f"{said}<p class='count quiet' aria-live='polite'>{counted}</p>{table}{self._turn(number, last) if last > 1 else ''}"

    def _in_vain(self, asked: dict[str, str]) -> list[str]:
        return in_vain(f"{self.prefix}sort", asked["sort"].removeprefix("-"), self.columns)

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

    def csv(self) -> tuple[str, str]:
        """Name and text of the file of the rows that are left."""
        release, facts = self._about
        state = self._state or {}
        asked = {n: v for n, v in state.items() if v and n != "rows" and not (n == "sort" and self._in_vain(state))}
        how = f"{len(self._found)} of {len(self._frame)} rows" + "".join(f"; {n}: {v}" for n, v in asked.items())
        return file_name(self._name, self.caption), csv_text(self._found, release, self.caption, *facts, how)


def _values(value: object) -> list[str]:
    """The values a cell stands for."""
    if value is None or value is pd.NA or value != value:
        return []
    return [plain(value)] if not isinstance(value, str) else value.split(SEVERAL)
