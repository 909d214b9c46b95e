"""Asking the Solr service itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from impc_nb import http
from impc_nb.answers import rows_in
from impc_nb.schema import NotFound, Release, Unavailable
from impc_nb.solr.fields import KEYS
from impc_nb.solr.functions import Computed, Function
from impc_nb.solr.question import Answer, Question
from impc_nb.solr.stored import evaluated, typed

SOLR = "The IMPC Solr service"
LONGEST = 7_000  # characters of an address that every server takes
ALL_TO_SORT = 20_000  # documents that are fetched to be sorted here, where the service does not sort by a function


def answered(asked: Question, root: str, release: Release) -> Answer:
    """The answer of the service; what it does not work out is worked out here, and noted.

    Raises
    ------
    Unavailable
        If it does not answer, or with something else than documents.
    NotFound
        If the question is longer than an address may be.
    """
    by_function = any(isinstance(by, Function) for by, _ in asked.sort)
    try:
        answer, notes = _ask(asked, root), ()
    except Unavailable:
        if not by_function:
            raise
        return _sorted_here(asked, root, release)
    docs = _docs(answer, asked)
    missing = [one for one in asked.fl if isinstance(one, Computed) and one.name not in docs]
    if missing and len(docs):
        parts = replace(asked, fl=tuple(dict.fromkeys([*asked.fl, *(name for one in missing for name in one.of.fields())])))
        docs = _docs(_ask(parts, root), parts)
        docs = docs.assign(**{one.name: one.of.values(docs) for one in missing})
        notes = tuple(f"The service left out {one.name}; it was worked out here from its parts." for one in missing)
    docs = docs.reindex(columns=list(map(_name, asked.fl))) if asked.fl else docs
    return Answer(docs, _found(answer), _facets(answer, asked), asked, asked.url(root), release, notes)


def by_cursor(asked: Question, root: str) -> Iterator[pd.DataFrame]:
    """All documents, ``asked.rows`` at a time, in the order of the field that tells them apart."""
    asked, mark = replace(asked, sort=((KEYS[asked.core], "asc"),)), "*"
    while True:
        answer = _ask(asked, root, [("cursorMark", mark)])
        docs = _docs(answer, asked)
        if len(docs):
            yield docs.reindex(columns=list(map(_name, asked.fl))) if asked.fl else docs
        before, mark = mark, answer.get("nextCursorMark")
        if not isinstance(mark, str) or mark == before or not len(docs):
            return


def _sorted_here(asked: Question, root: str, release: Release) -> Answer:
    """The answer of a service that does not sort by a function: all its documents, sorted here."""
    total = _found(_ask(replace(asked, rows=0, sort=()), root))
    if total > ALL_TO_SORT:
        raise Unavailable(
            f"{SOLR} does not sort by {asked.sort[0][0]}, and {total:,} documents are too many to sort here; narrow the question."
        )
    parts = tuple(dict.fromkeys(name for by, _ in asked.sort if isinstance(by, Function) for name in by.fields()))
    everything = replace(asked, sort=(), start=0, rows=total, fl=(*asked.fl, *parts) if asked.fl else ())
    answer = _ask(everything, root)
    made = evaluated(replace(asked, where=None, fq=()), _docs(answer, everything), release)
    note = f"The service does not sort by a function: all {total:,} documents were fetched and sorted here."
    return replace(made, url=everything.url(root), facets=_facets(answer, asked), notes=(note,))


def _ask(asked: Question, root: str, more: Sequence[tuple[str, str]] = ()) -> dict:
    url = asked.url(root, more)
    if len(url) > LONGEST:
        raise NotFound(
            f"The question has {len(url):,} characters, more than the {LONGEST:,} an address may have; ask for fewer values at a time."
        )
    answer = http.default_client().json(url, SOLR, no_content=())
    response = answer.get("response") if isinstance(answer, dict) else None
    if not isinstance(response, dict) or not isinstance(response.get("docs"), list) or not isinstance(response.get("numFound"), int):
        raise Unavailable(f"{SOLR} answered with data of another shape than expected (no documents); it may have changed.")
    return answer


def _found(answer: Mapping) -> int:
    return answer["response"]["numFound"]


def _name(one: str | Computed) -> str:
    return one.name if isinstance(one, Computed) else one


def _docs(answer: Mapping, asked: Question) -> pd.DataFrame:
    docs = rows_in(answer["response"]["docs"], SOLR)
    names = list(map(_name, asked.fl)) or sorted({name for doc in docs for name in doc})
    return typed(pd.DataFrame([{name: doc.get(name) for name in names if name in doc} for doc in docs], index=range(len(docs))), asked)


def _facets(answer: Mapping, asked: Question) -> dict[str, pd.Series]:
    counted = answer.get("facet_counts") if asked.facet else {}
    fields = counted.get("facet_fields") if isinstance(counted, dict) else {}
    out = {}
    for name in asked.facet:
        flat = fields.get(name) if isinstance(fields, dict) else None
        if not isinstance(flat, list) or len(flat) % 2 or not all(type(n) is int for n in flat[1::2]):
            raise Unavailable(f"{SOLR} did not count the documents by {name!r}; it may have changed.")
        out[name] = pd.Series(flat[1::2], index=pd.Index(flat[::2], dtype="str", name=name), name="documents", dtype="int64")
    return out
