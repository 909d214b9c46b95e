"""The rubric of the capstone: whether a report holds what a finding needs, point by point. Whether it is true, no program can say."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real

from impc_nb import data
from impc_nb.catalog import open_catalog
from impc_nb.lesson.verdict import cut, marked
from impc_nb.schema import ImpcError, NotFound

DIRECTIONS = ("less", "more", "unclear")
"""What a report says of the mutants: they have less than wildtypes, more, or it is unclear which."""
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_DRAWN = {"holoviews", "bokeh", "panel"}


@dataclass(frozen=True)
class Point:
    """One thing a report needs: which, whether it is there, and why, or what to do."""

    part: str
    met: bool
    said: str


@dataclass(frozen=True)
class Marked:
    """The points of a report, in the order of work."""

    points: tuple[Point, ...]

    @property
    def met(self) -> int:
        """How many points are met."""
        return sum(point.met for point in self.points)

    @property
    def complete(self) -> bool:
        """Whether all are."""
        return self.met == len(self.points)

    def _summary(self) -> str:
        left = "It can go to a colleague." if self.complete else "Go on with the first that is open."
        return f"{self.met} of {len(self.points)} points are met. {left}"

    def __repr__(self) -> str:
        lines = [f"{'✓' if point.met else '→'} {point.part}: {point.said}" for point in self.points]
        return "\n".join([*lines, self._summary()])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<li data-met="{str(point.met).lower()}" style="margin:2px 0"><b style="color:{"#1b7f4b" if point.met else "#b8500f"}">'
            f"{'✓ met' if point.met else '→ open'}</b> · <b>{marked(point.part)}</b>: {marked(point.said)}</li>"
            for point in self.points
        )
        return (
            '<div role="status" class="impc-rubric" style="border-left:5px solid #5b6770;background:#f3f5f7;color:#1c2733;padding:8px 14px;'
            f'max-width:52em;overflow-wrap:anywhere"><ul style="list-style:none;padding:0;margin:0">{rows}</ul>'
            f'<p style="margin:6px 0 0"><b>{marked(self._summary())}</b></p></div>'
        )


def rubric(report: Mapping, release: str | os.PathLike | None = None) -> Marked:
    """Say of each part of a report whether it is there and fits the others, and what to do. It never raises on what is given.

    Parameters
    ----------
    report : mapping
        ``question`` (text that ends with ?), ``gene`` (any name of it), ``dataset_id`` (a ``doc_id`` of that gene), ``chart`` (drawn),
        ``test`` (what ``impc.analyse`` gives, or anything with a ``p_value``), ``mutants`` (:data:`DIRECTIONS`: the sign in words, mutant
        - wildtype), ``caveats`` (texts) and ``citation`` (text). A part that is left out, or ``...``, is open.
    release : str or path, optional
        Where gene and dataset are looked up.

    Returns
    -------
    Marked
        One point for each part. It looks at structure only: a complete report can be wrong.

    Examples
    --------
    >>> found = rubric({"question": "Are Myo6 mutants deaf?", "gene": "Myo6"})
    >>> print(found.met, [point.part for point in found.points if point.met])
    2 ['question', 'gene']
    """
    given = report if isinstance(report, Mapping) else {}
    points = []
    for part, (look, todo) in _PARTS.items():
        value = given.get(part, ...)
        if value is ... or value is None or (isinstance(value, str) and not value.strip()):
            points.append(Point(part, False, todo))
            continue
        try:
            points.append(Point(part, True, look(value, given, release)))
        except ImpcError as problem:
            points.append(Point(part, False, cut(str(problem))))
    return Marked(tuple(points))


def _question(value: object, _given: Mapping, _release) -> str:
    if not isinstance(value, str) or not value.strip().endswith("?") or len(value.split()) < 3:
        raise NotFound(f"{_shown(value)} is no question: write a sentence that ends with “?”.")
    return "a sentence that can be answered."


def _gene(value: object, _given: Mapping, release) -> str:
    if not isinstance(value, str):
        raise NotFound(f"{_shown(value)} is no name of a gene: write it as text, such as “Myo6”.")
    found = data.find_gene(value, release=release)
    return f"{found['marker_symbol']}, {found['marker_accession_id']}."


def _dataset(value: object, given: Mapping, release) -> str:
    if not isinstance(value, str):
        raise NotFound(f"{_shown(value)} is no dataset's id: take one from the column `doc_id` of `impc.list_datasets(gene)`.")
    about = data.load_dataset(dataset_id=value, release=release).about
    if not isinstance(given.get("gene"), str):
        raise NotFound("Whose dataset is it? Fill in the gene first.")
    gene = data.find_gene(given["gene"], release=release)
    if about["marker_accession_id"] != gene["marker_accession_id"]:
        raise NotFound(f"This dataset belongs to {about['marker_symbol']}, not to {gene['marker_symbol']}: take one of that gene.")
    return f"{about['parameter_name']}, {str(about['life_stage_name']).lower()}, of that gene."


def _chart(value: object, _given: Mapping, _release) -> str:
    if isinstance(value, type) or not {kind.__module__.partition(".")[0] for kind in type(value).__mro__} & _DRAWN:
        raise NotFound(f"{_shown(value)} is no chart: `impc.plots.distribution(data)` draws one; keep what it gives.")
    return "drawn."


def _test(value: object, _given: Mapping, _release) -> str:
    p = _figure(value, "p_value")
    if p is None or not 0 <= p <= 1:
        raise NotFound(f"{_shown(value)} holds no p-value from 0 to 1: `impc.analyse(data)` runs the test; keep what it gives.")
    return "run, with a p-value."


def _mutants(value: object, given: Mapping, _release) -> str:
    if not isinstance(value, str) or value.strip().lower() not in DIRECTIONS:
        raise NotFound(f"{_shown(value)} is no direction: say what mutants have, as {', '.join(DIRECTIONS[:2])} or {DIRECTIONS[2]}.")
    said = value.strip().lower()
    effect = _figure(given.get("test"), "genotype_effect_parameter_estimate")
    found = None if not effect else "less" if effect < 0 else "more"
    if found and said not in (found, "unclear"):
        raise NotFound(f"The test says mutants have {found}, the report says {said}: a difference is mutant minus wildtype.")
    return f"{said}; the sign is mutant minus wildtype."


def _caveats(value: object, _given: Mapping, _release) -> str:
    said = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple | set) else []
    said = [one for one in said if isinstance(one, str) and len(one.split()) >= 3]
    if not said:
        raise NotFound("No caveat is a sentence yet: what else could make this difference (days, sex, numbers, tests, simulation)?")
    return f"{len(said)} stated."


def _citation(value: object, _given: Mapping, release) -> str:
    text = value if isinstance(value, str) else ""
    used = open_catalog(release).metadata["release"]
    named = used.title.lower() in text.lower() or (used.kind == "live" and re.search(r"\brelease v?\d", text, flags=re.I))
    wanted = {f"the release (here: “{used.title}”)": named, "a DOI (10...)": _DOI.search(text)}
    missing = [what for what, there in wanted.items() if not there]
    if missing:
        raise NotFound(f"The citation lacks {' and '.join(missing)}: somebody else must find the same data.")
    return "with release and DOI."


_PARTS: Mapping[str, tuple[Callable[[object, Mapping, object], str], str]] = {
    "question": (_question, "write it first, as a sentence that ends with “?”."),
    "gene": (_gene, "name it: symbol, MGI id, synonym or human symbol."),
    "dataset_id": (_dataset, "choose one: the column `doc_id` of `impc.list_datasets(gene)`."),
    "chart": (_chart, "draw it before you test: `impc.plots.distribution(data)`."),
    "test": (_test, "run it, and keep what it gives: `impc.analyse(data)`."),
    "mutants": (_mutants, f"say what mutants have: {', '.join(DIRECTIONS[:2])} or {DIRECTIONS[2]}."),
    "caveats": (_caveats, "say in a sentence or more what this result cannot show."),
    "citation": (_citation, "name release and DOI, so that somebody else finds the same data."),
}


def _figure(holder: object, name: str) -> float | None:
    """A number that a result, or a mapping, holds under a name."""
    value = holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    return float(value) if math.isfinite(value) else None


def _shown(value: object) -> str:
    return f"“{cut(value, 60)}”" if isinstance(value, str) else f"Something of type `{cut(type(value).__name__, 40)}`"
