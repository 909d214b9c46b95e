"""Cite this view: as text, BibTeX and CITATION.cff, and as one HTML file that holds all it shows.

A link to this machine cannot be cited; what can is the release, the datasets in it and the software that showed them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from bokeh.embed import components
from bokeh.resources import Resources

import impc_nb
from dashboards import live_chart, parts
from impc_nb.plots import Picture
from impc_nb.schema import Release

PROVIDER = "International Mouse Phenotyping Consortium"
PAPER = {
    "author": "Groza, Tudor and Lopez Gomez, Federico and Haseli Mashhadi, Hamed and others",
    "title": "The International Mouse Phenotyping Consortium: comprehensive knockout phenotyping underpinning the study of human disease",
    "journal": "Nucleic Acids Research", "volume": "51", "number": "D1", "pages": "D1038--D1045", "year": "2023",
    "doi": "10.1093/nar/gkac972",
}  # fmt: skip
LICENCE = "CC BY 4.0"
_BIBTEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_"
}


@dataclass(frozen=True)
class Cited:
    """What is cited: a view by its title, the release it was made on, its address within the dashboard and the ids of its datasets."""

    title: str
    release: Release
    query: str = ""
    doc_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title with the datasets, in one line."""
        ids = f" [dataset{'s' if len(self.doc_ids) > 1 else ''} {', '.join(self.doc_ids)}]" if self.doc_ids else ""
        return " ".join(f"{self.title[:200]}{ids}".split())

    @property
    def author(self) -> str:
        return "impc-nb" if self.release.simulated else PROVIDER

    @property
    def source(self) -> str:
        """The release, with a plain word where its animals are not real."""
        if self.release.simulated:
            return f"{self.release.title} of impc-nb {impc_nb.__version__}: simulated animals, not measurements of the {PROVIDER}"
        return f"{self.release.title}, mousephenotype.org, {LICENCE}"


def text(cited: Cited) -> str:
    """The citation as a sentence or three.

    >>> print(text(Cited("Myo6 · Body length", Release("live", "live", "IMPC data release 24.0")))[:95])
    International Mouse Phenotyping Consortium. Myo6 · Body length. IMPC data release 24.0, mouseph
    """
    view = f" (view {cited.query})" if cited.query else ""
    return f"{cited.author}. {cited.name}. {cited.source}. doi:{PAPER['doi']}. {_shown()}{view}."


def bibtex(cited: Cited) -> str:
    """The view as ``@misc`` and the paper of the IMPC as ``@article``; texts from data cannot end an entry."""
    key = re.sub(r"[^a-z0-9]+", "-", f"{cited.release.title}-{cited.title}".lower()).strip("-")[:60]
    note = f"{_shown()}; view {cited.query}" if cited.query else _shown()
    said = {"author": "{" + _tex(cited.author) + "}", "title": _tex(cited.name), "howpublished": _tex(cited.source),
            "year": f"{date.today():%Y}", "note": _tex(note)}  # fmt: skip
    entries = [("misc", key, said), ("article", "impc-2023", PAPER)]
    return "\n".join(
        f"@{kind}{{{name},\n" + "".join(f"  {k} = {{{v}}},\n" for k, v in fields.items()) + "}\n" for kind, name, fields in entries
    )


def _shown() -> str:
    return f"Shown with impc-nb {impc_nb.__version__} on {date.today():%Y-%m-%d}"


def _tex(words: str) -> str:
    return "".join(_BIBTEX.get(c, c) for c in " ".join(words.split()))


def cff(cited: Cited) -> str:
    """The content of a CITATION.cff (version 1.2.0, citation-file-format.github.io) for the view."""
    lines = ["cff-version: 1.2.0", "message: If you use this view, please cite the data and the paper below.", "type: dataset",
             f"title: {_quoted(cited.name)}", f"version: {_quoted(cited.release.title)}", f"abstract: {_quoted(cited.source)}",
             "authors:", f"  - name: {_quoted(cited.author)}"]  # fmt: skip
    if not cited.release.simulated:
        lines += ["license: CC-BY-4.0", "url: https://www.mousephenotype.org"]
    if cited.doc_ids:
        lines += ["identifiers:"] + [f"  - type: other\n    value: {_quoted(i)}\n    description: IMPC dataset id" for i in cited.doc_ids]
    lines += ["references:", "  - type: software", "    title: impc-nb", f"    version: {_quoted(impc_nb.__version__)}", "    authors:",
              "      - name: impc-nb", f"    notes: {_quoted('View ' + (cited.query or 'of the first page'))}",
              f"    date-accessed: {date.today():%Y-%m-%d}",
              "  - type: article", f"    title: {_quoted(PAPER['title'])}", "    authors:"]  # fmt: skip
    for author in PAPER["author"].removesuffix(" and others").split(" and "):
        family, given = author.split(", ")
        lines += [f"      - family-names: {_quoted(family)}", f"        given-names: {_quoted(given)}"]
    lines += [f"    journal: {PAPER['journal']}", f"    year: {PAPER['year']}", f"    doi: {PAPER['doi']}"]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """What JSON quotes, YAML reads; without signs that YAML refuses."""
    return json.dumps("".join(c for c in words if c.isprintable()), ensure_ascii=False)


def markup(cited: Cited) -> str:
    """The three ways to cite, to be copied, as markup."""
    how = (("As text", text(cited)), ("BibTeX", bibtex(cited)), ("CITATION.cff", cff(cited)))
    looks = (
        'style="white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; background: var(--ground); padding: 8px; margin: 0" '
        'tabindex="0"'
    )
    return "".join(f"<h3>{name}</h3><pre {looks}>{escape(said)}</pre>" for name, said in how)


def html(cited: Cited, said: Sequence[str] = (), pictures: Sequence[Picture] = ()) -> str:
    """The view as one HTML file that asks nobody for anything: its words and tables, its charts, and how to cite it.

    Parameters
    ----------
    said : sequence of str
        What stands on the page, escaped as on the page.
    pictures : sequence of Picture
        Charts, drawn below the first piece of markup.
    """
    script, drawn = components(tuple(live_chart.render(p) for p in pictures)) if pictures else ("", ())
    drawing = "".join(f"<script>{js}</script>" for js in Resources(mode="inline", components=["bokeh"]).js_raw) if pictures else ""
    first, *others = [f'<section class="impc">{m}</section>' for m in said] or [""]
    how = f"<h2>How to cite</h2>{markup(cited)}"
    look = parts.CSS.replace(":host, body", "body") + (
        "body { margin: 0 auto; max-width: 1000px; padding: 24px; } pre { white-space: pre-wrap; font-size: 12px; }"
    )
    body = "\n".join([first, *drawn, *others, f'<section class="impc">{how}</section>'])
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(cited.title[:200])}</title>'
        f"<style>{look}</style>{drawing}</head><body>\n{body}\n{script}</body></html>\n"
    )
