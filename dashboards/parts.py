"""What pages are made of: cards, sentences and tables. Every word from data is escaped here."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import pandas as pd

from dashboards.colours import VARIABLES
from dashboards.nodes import Box, Form, Node, Words
from dashboards.sheet import Sheet

BADGE = (
    VARIABLES
    + """
.impc { color: var(--ink); font-family: Roboto, system-ui, sans-serif; font-size: 15px; line-height: 1.45; overflow-wrap: anywhere; }
.impc .simulated, .impc .real { display: inline-block; padding: 3px 12px; border-radius: 14px; border: 1px solid; }
.impc .simulated, .impc .real { font-size: 13px; white-space: nowrap; }
.impc .simulated { background: var(--simulated); border-color: var(--simulated-edge); color: var(--simulated-ink); }
.impc .real { background: var(--real); border-color: var(--real-edge); color: var(--real-ink); }
"""
)
CSS = (
    BADGE
    + """
.impc h1 { font-size: 24px; line-height: 1.25; margin: 0 0 6px; font-weight: 700; }
.impc h2 { font-size: 16px; margin: 0 0 6px; font-weight: 700; }
.impc h3 { font-size: 15px; margin: 10px 0 4px; font-weight: 700; }
.impc .systems { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
.impc .systems li { border: 1px solid var(--control); border-radius: 14px; padding: 2px 10px; font-size: 14px; background: var(--sheet); }
.impc .systems .significant { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.impc .systems .significant a { color: var(--on-accent); }
.impc .systems .tested { background: var(--soft); }
.impc .systems .not-tested { border-style: dashed; color: var(--quiet); }
.impc p { margin: 4px 0; }
.impc .quiet { color: var(--quiet); font-size: 14px; }
.impc .note { border-left: 4px solid var(--note-edge); background: var(--note); padding: 8px 12px; margin: 0 0 8px; border-radius: 4px; }
@media (max-width: 700px) { .impc h1 { font-size: 20px; } }
.impc .wide { overflow-x: auto; background: linear-gradient(90deg, var(--sheet) 50%, transparent) 0 0 / 48px 100% no-repeat local,
  linear-gradient(270deg, var(--sheet) 50%, transparent) 100% 0 / 48px 100% no-repeat local,
  linear-gradient(90deg, var(--control), transparent) 0 0 / 12px 100% no-repeat scroll,
  linear-gradient(270deg, var(--control), transparent) 100% 0 / 12px 100% no-repeat scroll; } /* a shadow where a table goes on */
.impc table { border-collapse: collapse; width: 100%; font-size: 14px; }
.impc th, .impc td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--edge); white-space: nowrap; }
.impc th { white-space: normal; vertical-align: bottom; overflow-wrap: normal; }
.impc th:first-child, .impc td:first-child { text-align: left; }
.impc dl { margin: 0; display: grid; grid-template-columns: fit-content(50%) minmax(0, 1fr); gap: 3px 12px; font-size: 14px; }
.impc dt { color: var(--quiet); } .impc dd { margin: 0; }
.impc a { color: var(--link); } .impc a:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.impc ul, .impc ol { margin: 4px 0; padding-left: 20px; }
.impc .date { white-space: nowrap; }
"""
)

LOOKS = """
[hidden], .words:empty { display: none !important; }
.column, .card { display: flex; flex-direction: column; box-sizing: border-box; min-width: 0; }
.column { gap: 16px; }
.card { background: var(--sheet); border: 1px solid var(--edge); border-radius: 8px; padding: 16px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 16px; }
.grid { display: grid; gap: 16px; align-items: start; }
.grid > * { min-width: 0; }
.stack { display: flex; flex-direction: column; min-width: 0; }
.bar > .impc { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: end; margin: 0 0 8px; }
.bar label { display: flex; flex-direction: column; font-size: 13px; color: var(--quiet); max-width: 220px; }
.bar input, .bar select { font: inherit; font-size: 14px; color: var(--ink); background: var(--sheet); padding: 6px 8px; min-height: 34px;
  border: 1px solid var(--control); border-radius: 4px; max-width: 100%; box-sizing: border-box; }
.buttons > .impc { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 0; }
.buttons button, .bar button, .rows nav button { font: inherit; font-size: 14px; padding: 6px 12px; min-height: 34px; cursor: pointer;
  border: 1px solid var(--control); border-radius: 4px; background: var(--sheet); color: var(--ink); }
.buttons button { font-size: 13px; font-weight: 500; letter-spacing: 0.03em; border-color: var(--accent); color: var(--accent); }
.buttons button:hover, .bar button:hover { background: var(--soft); }
.buttons .file::before { content: "↓ " / ""; }
.rows .count { font-size: 14px; margin: 0 0 6px; }
.rows .wide { max-height: 640px; overflow: auto; }
:is(.wide, button, input, select):focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.rows th, .rows td { text-align: left !important; white-space: normal !important; overflow-wrap: break-word; vertical-align: top; }
.rows td.num, .rows th.num { text-align: right !important; white-space: nowrap !important; font-variant-numeric: tabular-nums; }
.rows thead th { position: sticky; top: 0; background: var(--sheet); z-index: 1; }
.rows tbody tr:hover { background: var(--soft); }
.rows th button { all: unset; cursor: pointer; font-weight: 700; white-space: nowrap; padding: 2px; border-radius: 3px; }
.rows th button span { color: var(--quiet); }
.rows nav { display: flex; gap: 12px; align-items: center; font-size: 14px; margin-top: 8px; }
.rows nav button:disabled { color: var(--quiet); border-color: var(--edge); cursor: default; }
.choice fieldset { border: 0; padding: 0; margin: 6px 0; display: flex; flex-wrap: wrap; gap: 4px 16px; }
.choice legend { padding: 0; color: var(--quiet); font-size: 14px; }
.choice label { display: inline-flex; gap: 8px; align-items: center; min-height: 28px; cursor: pointer; }
.choice input { width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
.choice input:focus-visible { outline-offset: 2px; }
.folded td, .folded th { white-space: normal !important; overflow-wrap: normal !important; padding: 6px 8px !important; }
@media (max-width: 1100px) { .grid { grid-template-columns: minmax(0, 1fr) !important; } }
@media (min-width: 701px) { .badge-small { display: none; } }
"""


def words(inner: str = "", folded: bool = False) -> Words:
    """Our own markup; put words from data into it through :func:`escape` or the functions below. ``folded``: cells may take two lines."""
    return Words(_standing(inner), "folded" if folded else "")


def form(told: Callable[[str, str], None], look: str = "", inner: str = "", stands: bool = False) -> Form:
    """Our own markup with controls that ``told`` hears of; see :class:`dashboards.nodes.Form`."""
    return Form(told, _standing(inner), look, stands)


@lru_cache(maxsize=4096)
def _standing(inner: str) -> str:
    """Nothing to say takes no room, nor the space between two things. Kept: visitors who read the same share the text."""
    return f'<div class="impc">{inner}</div>' if inner else ""


def dated(words: str) -> str:
    """Words, escaped already, in which no date is broken over two lines.

    >>> print(dated("on 2018-12-26"))
    on <span class='date'>2018-12-26</span>
    """
    return re.sub(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", r"<span class='date'>\g<0></span>", words)


def say(place: Words, inner: str) -> None:
    place.object = _standing(inner)


def quiet(sentence: str) -> str:
    """A sentence that stands back."""
    return f"<p class='quiet'>{escape(sentence)}</p>"


def notes(messages: list[str]) -> str:
    """Sentences that need attention, announced to screen readers."""
    return "".join(f'<div class="note" role="status">{escape(m)}</div>' for m in messages)


def table(frame: pd.DataFrame, caption: str) -> str:
    """A table of texts: column names are headings, missing values a dash."""
    head = "".join(f"<th scope='col'>{escape(str(c))}</th>" if c else "<td></td>" for c in frame.columns)
    cells = lambda row: "".join(f"<td>{escape('–' if pd.isna(v) else str(v))}</td>" for v in row)  # noqa: E731
    body = "".join(f"<tr>{cells(row)}</tr>" for row in frame.itertuples(index=False))
    name = escape(caption)
    scrolls = f"<div class='wide' tabindex='0' role='region' aria-label='{name}, scrolls'>"
    return f"{scrolls}<table aria-label='{name}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def facts(pairs: dict[str, object]) -> str:
    """Names and values, those without a value left out."""
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in pairs.items() if v not in (None, "", ()))
    return f"<dl>{rows}</dl>"


def column(*objects, padding: int = 0) -> Box:
    """Objects one below the other, evenly spaced."""
    return Box(*objects, look="column", style=f"padding: {padding}px" if padding else "")


def stack(*objects) -> Box:
    """Objects one below the other, with no space but their own."""
    return Box(*objects, look="stack")


def row(*objects) -> Box:
    """Objects beside each other, as many as there is room for."""
    return Box(*objects, look="row")


def card(*objects, title: str = "", name: str = "") -> Box:
    """Objects on a white sheet of their own; a link to ``#name`` leads to its title."""
    place = f" id='{escape(name)}' tabindex='-1'" if name else ""
    heading = [words(f"<h2{place}>{escape(title)}</h2>")] if title else []
    return Box(*heading, *objects, look="card")


def grid(widths: str, *cells) -> Box:
    """Cells side by side in the CSS ``widths`` ("1fr 3fr"), one below the other on a narrow window."""
    return Box(*cells, look="grid", style=f"grid-template-columns: {widths}")


def sheet(root: Node, **params) -> Sheet:
    """The component that shows a part of a page and all in it."""
    return Sheet(root, stylesheets=[CSS, LOOKS], **params)
