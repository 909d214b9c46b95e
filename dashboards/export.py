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


class InBrowser(JSComponent):
    """What buttons beside it do in the browser alone, as their class says: copy-link, copy-python, save-png or save-svg. Shown nowhere.

    Panel's own clicks in the browser cost a second a page: whenever a part changes, all of it is searched for them.
    """

    python = param.String(doc="What copy-python copies.")
    picture = param.String(doc="What the picture is called, without the ending: the first chart that is visible on the page.")

    _esm = """
    const copy = (text, look) => {
      const label = look.label, done = () => { look.label = "Copied"; setTimeout(() => { look.label = label }, 1500) }
      const by_hand = () => window.prompt("Copy:", text)
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, by_hand)
      else by_hand()
    }
    const save = (kind, name) => {
      const figures = Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure")
      const views = figures.map(m => Bokeh.index.find_one(m)).filter(v => v && v.el.getClientRects().length)
      const at = v => { const box = v.el.getBoundingClientRect(); return Math.round(box.top) * 1e4 + box.left }
      views.sort((a, b) => at(a) - at(b))
      views[0]?.export(kind).to_blob().then(blob =>
        Object.assign(document.createElement("a"), {href: URL.createObjectURL(blob), download: name + "." + kind}).click())
    }
    const does = {
      "copy-link": (model, look) => copy(window.location.href, look),
      "copy-python": (model, look) => copy(model.python, look),
      "save-png": model => save("png", model.picture),
      "save-svg": model => save("svg", model.picture),
    }

    export function render({ model, view }) {
      const row = view.parent
      if (!row.hears_clicks) row.el.addEventListener("click", event => {
        const button = row.child_views.find(v => event.composedPath().includes(v.el))
        for (const name of button?.model.css_classes ?? []) does[name]?.(model, button.model.data)
      })
      row.hears_clicks = true
      return document.createElement("span")
    }
    """

    def __init__(self):
        super().__init__(visible=False)


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
