"""Tables to read, of texts and markup: a row is a line on a wide window and a block on a phone. For finding and sorting take DataGrid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboards import parts

LOOK = """<style>
.impc table.listing td, .impc table.listing th { text-align: left; white-space: normal; overflow-wrap: break-word; vertical-align: top; }
.impc table.listing code { overflow-wrap: anywhere; white-space: normal; }
@media (max-width: 1100px) { .impc table.listing td { overflow-wrap: anywhere; } }
@media (max-width: 820px) {
  .impc table.listing thead { position: absolute; left: -9999px; }
  .impc table.listing, .impc table.listing tbody { display: block; }
  .impc table.listing td { overflow-wrap: anywhere; }
  .impc table.listing tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--control); }
  .impc table.listing td { display: block; border: 0; padding: 2px 0; }
  .impc table.listing td[data-head]::before { content: attr(data-head) ": "; color: var(--quiet); }
}
</style>"""


def listing(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str, empty: str = "There is nothing to list.") -> str:
    """A table as markup. The cells are markup already (data in them escaped); an empty one becomes a dash.

    >>> print(listing(["Part"], [["<b>tm1a</b>"]], "Name").count("<td"))
    1
    """
    rows = list(rows)
    if not rows:
        return parts.quiet(empty)
    names = [escape(h) for h in heads]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{name}">{parts.dated(cell) if "<" not in cell and cell else cell or "–"}</td>'
            for name, cell in zip(names, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f'{LOOK}<table class="listing" aria-label="{escape(caption)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
