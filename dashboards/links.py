"""Links: to views of the dashboard, and out of it. Words and addresses from data are escaped here."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

from dashboards.view import NAMED


def href(page: str, **asked: object) -> str:
    """The address of a view: page, then gene, parameter, dataset, phenotype, then options of that page; what is empty is left out.

    >>> print(href("gene", gene="Myo6"))
    ?page=gene&gene=Myo6
    """
    asked = {"page": page} | {n: asked.pop(n) for n in NAMED if n in asked} | asked
    return "?" + urlencode({name: str(value) for name, value in asked.items() if value not in (None, "") and value == value})


def _said(words: object) -> str:
    """Words from data; said to be missing where they are."""
    return "not stated" if words is None or words != words else escape(str(words))


def link(words: object, page: str, **asked: object) -> str:
    """A link to a view, as markup; it is followed without loading the dashboard anew."""
    return f'<a href="{escape(href(page, **asked))}">{_said(words)}</a>'


def outside(words: object, address: object) -> str:
    """A link out of the dashboard, as markup; just the words where the address is not one of the web."""
    address = "" if address is None or address != address else str(address).strip()
    try:
        known = urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).netloc)
    except ValueError:
        known = False
    if not known:
        return _said(words)
    sign = '<span aria-hidden="true">↗</span>'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{_said(words)} {sign}</a>'
