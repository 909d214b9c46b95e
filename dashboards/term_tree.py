"""The tree of phenotype terms: how deep a term stands, what it is a kind of, and the branches of a body system as markup."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import parts
from dashboards.links import href, link
from impc_nb.tables import SEVERAL

MOST = 1500  # branches drawn of one system; a term with several parents stands below each


def several(value: object) -> list[str]:
    """The values of a text that may hold several; none where it is missing."""
    return [] if value is None or pd.isna(value) else [v.strip() for v in str(value).split(SEVERAL.strip()) if v.strip()]


def ancestors(terms: pd.DataFrame) -> dict[str, set[str]]:
    """Term -> everything in the table it is a kind of, however far up; a table that goes round in circles ends anyway."""
    stated = {row.mp_term_id: set(several(row.parent_mp_term_id)) for row in terms.itertuples()}
    found: dict[str, set[str]] = {}
    for term in stated:
        above, new = set(), set(stated[term])
        while new:
            above |= new
            new = {p for one in new for p in stated.get(one, ())} - above
        found[term] = above & stated.keys() - {term}
    return found


def parents(above: dict[str, set[str]]) -> dict[str, set[str]]:
    """Term -> the nearest terms above it: those that are not above another one of them."""
    return {term: {p for p in all_ if not any(p in above[q] and q not in above[p] for q in all_ - {p})} for term, all_ in above.items()}


def levels(terms: pd.DataFrame) -> pd.Series:
    """How deep each term stands, 1 for one of which no term above is in the table; along the longest way up."""
    above = ancestors(terms)
    depth: dict[str, int] = {}
    for term in sorted(above, key=lambda t: len(above[t])):  # whatever is above a term has fewer above itself
        depth[term] = 1 + max((depth.get(p, 0) for p in above[term]), default=0)
    return terms["mp_term_id"].map(depth)


def systems(terms: pd.DataFrame) -> dict[str, int]:
    """Body system -> its terms in the table, by name."""
    counted: dict[str, int] = {}
    for value in terms["top_level_mp_term_name"]:
        for system in several(value):
            counted[system] = counted.get(system, 0) + 1
    return dict(sorted(counted.items()))


def tree(terms: pd.DataFrame, opened: str = "", term: str = "") -> str:
    """All body systems as links, the opened one with its branches; each branch opens with the keyboard as with the mouse.

    ``term`` is what the terms were searched for, kept in the links.
    """
    items = []
    for system, n in systems(terms).items():
        here = system == opened
        go = f'<a href="{escape(href("phenotypes", term=term, branch="" if here else system))}" aria-expanded="{str(here).lower()}">'
        sign = "▾" if here else "▸"
        branch = _branches(terms[terms["top_level_mp_term_name"].map(lambda v, s=system: s in several(v))]) if here else ""
        items.append(f'<li>{go}<span aria-hidden="true">{sign}</span> {escape(system)}</a> ({n} term{"" if n == 1 else "s"}){branch}</li>')
    if not items:
        return parts.quiet("No phenotype here states its body system.")
    return f'<ul class="tree" aria-label="Body systems">{"".join(items)}</ul>'


def _branches(terms: pd.DataFrame) -> str:
    above = parents(ancestors(terms))
    below: dict[str, list[str]] = {}
    for term, over in above.items():
        for one in over:
            below.setdefault(one, []).append(term)
    rows = {row["mp_term_id"]: row for row in terms.to_dict("records")}
    left = [MOST]

    def item(term: str, path: tuple[str, ...]) -> str:
        left[0] -= 1
        row = rows[term]
        genes = row["significant_genes"]
        words = link(row["mp_term_name"], "phenotype", phenotype=term) + ("" if pd.isna(genes) else f" ({genes:.0f} significant)")
        inner = [t for t in sorted(below.get(term, ()), key=lambda t: str(rows[t]["mp_term_name"])) if t not in path] if left[0] > 0 else []
        if not inner:
            return f"<li>{words}</li>"
        listed = "".join(item(t, (*path, term)) for t in inner)
        return f"<li><details><summary>{words}</summary><ul>{listed}</ul></details></li>"

    first = sorted((t for t, over in above.items() if not over), key=lambda t: str(rows[t]["mp_term_name"]))
    return f"<ul>{''.join(item(t, ()) for t in first)}</ul>"
