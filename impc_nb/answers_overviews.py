"""Landing pages, counts of publications and the values of a gene's fields as tables: answers that are no list of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from impc_nb import answers_fields
from impc_nb.answers import counted
from impc_nb.answers_fields import DUPLICATES, solr_name
from impc_nb.answers_shapes import TABLE_OF
from impc_nb.answers_tables import rows_at, table_of
from impc_nb.schema import Unavailable, validate
from impc_nb.tables import TABLES

#: landing page -> its sections, and the way to the rows of each
PAGES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "embryo_landing": {
        "primary_viability_table": "primaryViabilityTable[].genes[]", "primary_viability_chart": "primaryViabilityChart[].genes[]",
        "secondary_viability_data": "secondaryViabilityData[].genes[]", "embryo_data_availability_grid": "embryoDataAvailabilityGrid[]",
    },
    "histopathology_landing": {"rows": "rows[]"},
    "cardiovascular_landing": {
        "pie_chart": "pieChart", "table": "table[]", "phenotype_distribution": "phenotypeDistribution[]", "chord_diagram": "chordDiagram",
    },
    "idg_landing": {"genes": "[]"},
    "phenotype_pleiotropy": {},  # one section for each term
})  # fmt: skip

TISSUE = {0: "no data", 2: "not significant", 4: "significant"}  # the coding of the histopathology landing page
_ABOUT = ("marker_symbol", "marker_accession_id", "mp_term_id", "mp_term_name")
_RENAMED = {"mgi_accession_id": "marker_accession_id"}
_read = answers_fields.value
_FIELDS = {"top_level_phenotypes": "top_level_mp_term_name"}


def landing_table(page: str, answer, service: str, gene: str | None = None) -> pd.DataFrame:
    """A landing page, one row per statement about a gene, a term, both, or all genes (or one ``gene``); nothing stated, no row.

    Raises
    ------
    Unavailable
        If the page has another shape than the one of that name has.
    """
    columns, changes = TABLES["landing_pages"], Counter()
    rows = [
        {"page": page} | row
        for section, raw in _sections(page, answer, service)
        for row in _statements(section, raw, changes, service, gene)
    ]
    return _once(rows, columns, "the landing pages", changes)


def publication_counts_table(answer, service: str) -> pd.DataFrame:
    """How many publications there are by year, by quarter and by agency; the two lists of years are one where they agree."""
    parts = [table_of(shape, answer, service) for shape, table in TABLE_OF.items() if table == "publication_counts"]
    whole = pd.concat(parts, ignore_index=True)
    once = whole[~whole.duplicated() | whole["agency"].notna()].reset_index(drop=True)  # of two spellings of an agency each has its count
    return counted(once, *(part.attrs["normalised"] for part in parts), {DUPLICATES: len(whole) - len(once)})


def facets_table(answer, service: str, gene: str | None = None) -> pd.DataFrame:
    """Each value of each field that the datasets of a gene have."""
    columns, changes = TABLES["facets"], Counter()
    if answer is not None and not isinstance(answer, dict):
        raise _another_shape(service, "no object")
    rows = []
    for key, values in (answer or {}).items():
        field = solr_name(str(key)[:100])
        if not isinstance(values, list):
            raise _another_shape(service, f"no list of values as {str(key)[:60]!r}")
        read = [_read("text", value, changes, (service, field)) for value in values]
        rows += [{"field": _FIELDS.get(field, field), "value": value, "marker_accession_id": gene} for value in read if value]
    symbols = {str(row["value"]).partition("<")[0] for row in rows if row["field"] == "allele_symbol"}
    symbol = symbols.pop() if len(symbols) == 1 else None
    return _once([row | {"marker_symbol": symbol} for row in rows], columns, "the fields of a gene", changes)


def _once(rows: list[dict], columns: Mapping, what: str, changes: Counter) -> pd.DataFrame:
    whole = validate(pd.DataFrame(rows, columns=list(columns)), columns, what)
    once = whole.drop_duplicates(ignore_index=True)
    changes[DUPLICATES] += len(whole) - len(once)
    return counted(once, changes)


# ---------------------------------------------------------------- the landing pages
Row = tuple[dict, list[tuple]]  # fields, and (statement, value, number) that are put already


def _sections(page: str, answer, service: str) -> Iterator[tuple[str, Iterable[Row]]]:
    """The parts of a page, each with its rows."""
    if page == "phenotype_pleiotropy":
        if not isinstance(answer, dict):
            raise _another_shape(service, "no object")
        for term in answer:
            yield "genes", [(row | {"mp_term_id": term}, []) for row in rows_at({"genes": answer[term]}, "genes[]", service)]
        return
    if page != "idg_landing" and not (isinstance(answer, dict) and set(PAGES[page]) & {solr_name(key) for key in answer}):
        raise _another_shape(service, f"no {' or '.join(PAGES[page])}")
    for section, way in PAGES[page].items():
        rows = rows_at(answer, way, service)
        if page == "histopathology_landing":
            yield section, _tissues(answer.get("columns"), rows, service)
        elif section == "chord_diagram":
            yield section, [one for row in rows if row for one in _chords(row, service)]
        else:
            yield section, [(row, []) for row in rows]


def _tissues(names, rows: list[dict], service: str) -> Iterator[Row]:
    """What is said of a gene itself, and of each tissue."""
    _refuse_names(names, service)
    for row in rows:
        cells = row.get("significance")
        if not isinstance(cells, list) or len(cells) != len(names):
            raise _another_shape(service, f"{len(names)} columns but another number of cells")
        wrong = [cell for cell in cells if isinstance(cell, dict | list) or cell not in TISSUE]
        if wrong:
            raise _another_shape(service, f"a state {str(wrong[0])[:20]!r}, where 0, 2 and 4 are known")
        about = {key: value for key, value in row.items() if key != "significance"}
        yield about, [(name, TISSUE[cell], cell) for name, cell in zip(names, cells, strict=True)]


def _chords(row: dict, service: str) -> Iterator[Row]:
    """How many genes two body systems have in common."""
    names, matrix = row.get("keys"), row.get("matrix")
    _refuse_names(names, service)
    if not isinstance(matrix, list) or [len(line) if isinstance(line, list) else -1 for line in matrix] != [len(names)] * len(names):
        raise _another_shape(service, f"no square of {len(names)} body systems")
    for one, line in zip(names, matrix, strict=True):
        yield {"mp_term_name": one}, [("with", other, cell) for other, cell in zip(names, line, strict=True)]


def _statements(section: str, rows: Iterable[Row], changes: Counter, service: str, gene: str | None) -> Iterator[dict]:
    """Each key with a value that does not say what the row is about as a statement, and those that are put already."""
    for raw, stated in rows:
        named = {_RENAMED.get(name, name): value for name, value in ((solr_name(key), value) for key, value in raw.items() if key)}
        if gene and named.get("marker_accession_id") != gene:
            continue
        about = {"section": section} | {name: _read("text", named.get(name), changes, (service, name)) for name in _ABOUT}
        for name in [name for name in named if name not in _ABOUT]:
            said, where = named[name], (service, name)
            if isinstance(said, int | float) and not isinstance(said, bool):
                yield about | {"statement": name, "number": _read("number", said, changes, where)}
                continue
            text = _read("text", str(said).lower() if isinstance(said, bool) else said, changes, where)
            if text is not None:
                yield about | {"statement": name, "value": text}
        for statement, value, number in stated:
            yield about | {"statement": statement, "value": value, "number": _read("number", number, changes, (service, section))}


def _refuse_names(names, service: str) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _another_shape(service, "no names of columns")


def _another_shape(service: str, what: str) -> Unavailable:
    return Unavailable(f"{service} answered with data of another shape than expected ({what}); it may have changed.")
