"""A question to a core, checked before it is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pandas as pd

from impc_nb.schema import NotFound, Release, nearest
from impc_nb.solr.conditions import EVERYTHING, Condition, checked, known
from impc_nb.solr.fields import FIELDS
from impc_nb.solr.functions import Computed, Function

MOST = 100_000  # rows of one answer


@dataclass(frozen=True)
class Question:
    """A question to a core, checked; ``print`` shows it as Solr reads it, ``url(root)`` is the address that asks it."""

    core: str
    where: Condition | None
    fq: tuple[Condition, ...]
    fl: tuple[str | Computed, ...]
    rows: int
    start: int
    sort: tuple[tuple[str | Function, str], ...]
    facet: tuple[str, ...]

    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter, in Solr's words."""
        said = [("q", str(self.where) if self.where is not None else EVERYTHING), *(("fq", str(one)) for one in self.fq)]
        said += [("fl", ",".join(map(str, self.fl)))] if self.fl else []
        said += [("sort", ",".join(f"{by} {way}" for by, way in self.sort))] if self.sort else []
        said += [("start", str(self.start))] if self.start else []
        said += [("rows", str(self.rows))]
        if self.facet:
            said += [("facet", "on"), *(("facet.field", name) for name in self.facet), ("facet.limit", "-1"), ("facet.mincount", "1")]
        return said

    def url(self, root: str, more: Sequence[tuple[str, str]] = ()) -> str:
        """The address that asks it of the service at ``root``."""
        said = urlencode([*self.parameters(), *more, ("wt", "json")], quote_via=quote, safe=":,*()[]")
        return f"{root}/{self.core}/select?{said}"

    def __str__(self) -> str:
        return f"{self.core}: " + " ".join(f"{name}={value}" for name, value in self.parameters())


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a question.

    Attributes
    ----------
    docs : DataFrame
        One row per document: the fields asked for; where none were, those that any document has. Several values stand with "; " between.
    num_found : int
        All documents that fulfil the condition; ``docs`` holds the first ``rows`` of them.
    facets : dict
        field -> Series of how many documents have each value, most first.
    question : Question
        What was asked; ``print(answer.question)`` shows it as Solr reads it.
    url : str or None
        The address that was asked; None for a stored release.
    release : Release
        Who answered.
    notes : tuple of str
        What is to be known of the answer: fields that a release does not hold, what was worked out here.
    """

    docs: pd.DataFrame
    num_found: int
    facets: dict[str, pd.Series]
    question: Question
    url: str | None
    release: Release
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Answer: {len(self.docs):,} of {self.num_found:,} documents of {self.question.core}; {self.release.label}>"


def question(core: str, where: Condition | None = None, *, fq: Sequence[Condition] | Condition = (), fl: Sequence | str = (),
             rows: int = 10, start: int = 0, sort: Sequence | str = (), facet: Sequence[str] | str = ()) -> Question:  # fmt: skip
    """A question as :func:`query` asks it, not asked yet.

    Examples
    --------
    >>> from impc_nb.solr import field
    >>> print(question("genotype-phenotype", field("marker_symbol") == "Dclk1", rows=3))
    genotype-phenotype: q=marker_symbol:Dclk1 rows=3
    """
    if core not in FIELDS:
        near = nearest(str(core), FIELDS)
        raise NotFound(f"No core {str(core)[:60]!r} can be asked; there are (nearest first) {', '.join(dict.fromkeys([*near, *FIELDS]))}.")
    kinds = FIELDS[core]
    fl = (
        [name.strip() for name in fl.split(",")]
        if isinstance(fl, str) and fl.strip() not in ("", "*")
        else []
        if isinstance(fl, str)
        else fl
    )
    for one in fl:
        for name in one.of.fields() if isinstance(one, Computed) else [one]:
            known(name, core, kinds)
    conditions = (fq,) if isinstance(fq, Condition) else tuple(fq)
    for one in (where, *conditions):
        if one is not None and not isinstance(one, Condition):
            raise NotFound(f"{str(one)[:60]!r} is no condition; write field('marker_symbol') == 'Myo6', joined with & | ~.")
        checked(one, core, kinds)
    for name, most in (("rows", rows), ("start", start)):
        if not isinstance(most, int) or isinstance(most, bool) or most < 0:
            raise NotFound(f"{name} is {str(most)[:20]!r}; it is a whole number from 0.")
    if rows > MOST:
        raise NotFound(f"{rows:,} rows are too many for one answer (at most {MOST:,}); download() reads as many as there are, in batches.")
    facet = (facet,) if isinstance(facet, str) else tuple(facet)
    return Question(core, where, conditions, tuple(fl), rows, start, _sorting(sort, core, kinds),
                    tuple(known(name, core, kinds) for name in facet if name))  # fmt: skip


def _sorting(sort, core: str, kinds: Mapping[str, str]) -> tuple[tuple[str | Function, str], ...]:
    """Field (or function) and direction, from "p_value asc", a function, a pair or a list of these."""
    if isinstance(sort, str | Function) or (len(sort) == 2 and sort[1] in ("asc", "desc")):
        sort = [sort] if sort else []
    out = []
    for one in sort:
        by, way = (one, "desc") if isinstance(one, Function) else one if not isinstance(one, str) else (one.split() + ["asc"])[:2]
        for name in by.fields() if isinstance(by, Function) else [by]:
            if kinds[known(name, core, kinds)] == "texts":
                raise NotFound(f"The field {name!r} of {core} holds several values; documents are not sorted by it.")
        if way not in ("asc", "desc"):
            raise NotFound(f"{str(way)[:20]!r} is no direction to sort in; it is asc or desc.")
        out.append((by, way))
    return tuple(out)
