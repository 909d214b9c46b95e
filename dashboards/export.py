"""What leaves the dashboard as a file: tables below a header that says where they come from, harmless for spreadsheets."""

from __future__ import annotations

import io
import re
from datetime import date

import pandas as pd
import param
from panel.custom import JSComponent

import impc_nb
from impc_nb.schema import Release


class Held(JSComponent):
    """A text the browser holds for a button, shown nowhere.

    A hidden text box would do, but raises in the browser when its text changes on a page that has not been shown yet.
    """

    value = param.String()

    _esm = "export function render() { return document.createElement('span') }"

    def __init__(self):
        super().__init__(visible=False)


COPY = """
const text = cell === null ? window.location.href : cell.data.value;
const look = button.data, label = look.label;
const done = () => { look.label = "Copied"; setTimeout(() => { look.label = label }, 1500) };
if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, () => window.prompt("Copy:", text)) }
else { window.prompt("Copy:", text) }
"""

PICTURE = """
const figures = Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure");
const views = figures.map(m => Bokeh.index.find_one(m)).filter(v => v && v.el.getClientRects().length);
const at = v => { const box = v.el.getBoundingClientRect(); return Math.round(box.top) * 1e4 + box.left };
views.sort((a, b) => at(a) - at(b));
if (views.length) views[0].export(kind).to_blob().then(blob => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name.data.value + "." + kind;
  link.click();
});
"""
"""The first chart that is visible on the page, as a file of a ``kind``: png or svg; ``name`` holds what it is called."""


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text can run as a formula: those that begin with = + - @ get an apostrophe, line breaks become spaces."""
    table = table.copy()
    for name in table.select_dtypes(include=["str", "object"]):
        written = table[name].astype("str").str.replace(r"[\t\r\n]+", " ", regex=True)
        table[name] = written.where(~written.str.match(r" ?[=+@-]", na=False), "'" + written)
    return table


def csv_text(table: pd.DataFrame, release: Release, *facts: str) -> str:
    """The table as CSV below lines of ``#``: release, who made the file and when, licence, and the facts.

    Parameters
    ----------
    table : DataFrame
        Any; missing values become empty cells.
    facts : str
        A line of the header each: what was asked and how it was filtered.
    """
    made = f"exported {date.today():%Y-%m-%d} by impc-nb {impc_nb.__version__}; data licence CC BY 4.0"
    # a spreadsheet splits a header line at commas, and would run what then begins as a formula
    lines = [re.sub(r"([,;\"] ?)(?=[=+@-])", r"\1'", " ".join(str(line).split())) for line in (release.label, made, *facts)]
    out = io.StringIO()
    out.writelines(f"# {line}\n" for line in lines)
    guarded(table).to_csv(out, index=False, lineterminator="\n")
    return out.getvalue()


def file_name(*words: object, ending: str = "csv") -> str:
    """A file's name from words of the data."""
    name = "-".join(str(w) for w in words if w)
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)[:100] + f".{ending}"
