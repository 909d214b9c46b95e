"""What pages are made of: cards, sentences and tables. Every word from data is escaped here."""

from __future__ import annotations

import re
from html import escape

import pandas as pd
import panel as pn

from dashboards.colours import VARIABLES

CSS = (
    VARIABLES
    + """
.impc { color: var(--ink); font-family: Roboto, system-ui, sans-serif; font-size: 15px; line-height: 1.45; overflow-wrap: anywhere; }
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
.impc .simulated, .impc .real { display: inline-block; padding: 3px 12px; border-radius: 14px; border: 1px solid; }
.impc .simulated, .impc .real { font-size: 13px; white-space: nowrap; }
.impc .simulated { background: var(--simulated); border-color: var(--simulated-edge); color: var(--simulated-ink); }
.impc .real { background: var(--real); border-color: var(--real-edge); color: var(--real-ink); }
.impc .badge { text-align: right; }
.impc .badge-small { display: none; }
@media (max-width: 700px) { .impc .badge { display: none; } .impc .badge-small { display: block; } .impc h1 { font-size: 20px; } }
:host(.empty) { display: none; }
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

_CARD = (
    VARIABLES
    + ":host { background: var(--sheet); border: 1px solid var(--edge); border-radius: 8px; padding: 16px; box-sizing: border-box; }"
)
_GRID = """
:host { display: grid !important; grid-template-columns: WIDTHS; gap: 16px; align-items: start; }
:host > * { min-width: 0; }
@media (max-width: 1100px) { :host { grid-template-columns: minmax(0, 1fr); } }
"""


def words(inner: str = "", **params) -> pn.pane.HTML:
    """A pane of our own markup; put words from data into it through :func:`escape` or the functions below."""
    return pn.pane.HTML(
        f'<div class="impc">{inner}</div>', stylesheets=[CSS], css_classes=_room(inner), sizing_mode="stretch_width", margin=0, **params
    )


def dated(words: str) -> str:
    """Words, escaped already, in which no date is broken over two lines.

    >>> print(dated("on 2018-12-26"))
    on <span class='date'>2018-12-26</span>
    """
    return re.sub(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", r"<span class='date'>\g<0></span>", words)


def say(pane: pn.pane.HTML, inner: str) -> None:
    pane.param.update(object=f'<div class="impc">{inner}</div>', css_classes=_room(inner))


def _room(inner: str) -> list[str]:
    """Nothing to say takes no room, nor the space between two things."""
    return [] if inner else ["empty"]


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


def column(*objects, padding: int = 0) -> pn.Column:
    """Objects one below the other, evenly spaced."""
    look = f":host {{ gap: 16px; padding: {padding}px; box-sizing: border-box; }} .scroll-button {{ display: none; }}"
    return pn.Column(*objects, sizing_mode="stretch_width", margin=0, stylesheets=[look])


def card(*objects, title: str = "", name: str = "") -> pn.Column:
    """Objects on a white sheet of their own; a link to ``#name`` leads to its title."""
    place = f" id='{escape(name)}' tabindex='-1'" if name else ""
    heading = [words(f"<h2{place}>{escape(title)}</h2>")] if title else []
    return pn.Column(*heading, *objects, sizing_mode="stretch_width", margin=0, stylesheets=[_CARD])


def grid(widths: str, *cells) -> pn.Row:
    """Cells side by side in the CSS ``widths`` ("1fr 3fr"), one below the other on a narrow window.

    Its ``visible`` does nothing, as its own display wins: to hide it, hide a column around it.
    """
    return pn.Row(*cells, sizing_mode="stretch_width", margin=0, stylesheets=[_GRID.replace("WIDTHS", widths)])
