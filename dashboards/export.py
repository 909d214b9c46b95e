"""What leaves the dashboard as a file: tables below a header that says where they come from, harmless for spreadsheets."""

from __future__ import annotations

import io
import re
from datetime import date

import pandas as pd

import impc_nb
from impc_nb.schema import Release


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
