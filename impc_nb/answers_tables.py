"""What a service lists as a validated table of the catalog, with the count of what was evened out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from impc_nb import answers_fields
from impc_nb.answers import counted, distinct, refuse_wide, rows_in
from impc_nb.answers_fields import (
    ADDRESSES,
    CONTROL_ZYGOSITY,
    DUPLICATES,
    FILLED,
    NO_SEX,
    NOT_PUBMED,
    ONLY_FINDINGS,
    OTHER_GENE,
    PLACEHOLDER_EFFECT,
    solr_name,
    value,
)
from impc_nb.answers_shapes import SHAPES, TABLE_OF, Shape
from impc_nb.schema import CONTROL, Unavailable, validate
from impc_nb.tables import SEVERAL, TABLES


def table_of(shape: str, answer, service: str, *, gene: str | None = None, same: Mapping = MappingProxyType({})) -> pd.DataFrame:
    """An answer as a table of the catalog, validated; ``attrs["normalised"]`` counts what was evened out.

    Parameters
    ----------
    shape : str
        One of ``SHAPES``.
    answer : object
        Parsed JSON; None (no content) gives no rows.
    service : str
        What a refusal calls the service.
    gene : str, optional
        MGI id that was asked for: written where rows name no gene; rows of another gene are kept and counted.
    same : mapping, optional
        Columns that are the same in every row and are not part of the answer.

    Raises
    ------
    Unavailable
        If the answer has another shape than expected.
    """
    name, how, changes = TABLE_OF.get(shape, shape), SHAPES[shape], Counter()
    columns = TABLES[name]
    raw = [row for row in rows_at(answer, how.rows, service) if how.only is None or how.only(row)]
    raw = distinct(raw, changes) if how.distinct else raw
    rows = [_row(one, columns, how, changes, service) | dict(same) for one in raw]
    _count_missing_keys(raw, columns, how.fields, changes)
    for row in rows if gene and "marker_accession_id" in columns else ():
        changes[OTHER_GENE] += gene not in (row["marker_accession_id"] or gene).split(SEVERAL)
        row["marker_accession_id"] = row["marker_accession_id"] or gene
    table = validate(pd.DataFrame(rows, columns=list(columns)), columns, f"the {name.replace('_', ' ')}")
    changes[ONLY_FINDINGS] += len(table) * (shape == "gene_histopathology")
    if name == "gross_pathology":
        table = _tallied(table)
    if how.once:
        table = one_each(table, how.once, changes if how.distinct else Counter())
    return counted(table, changes)


def one_each(table: pd.DataFrame, column: str, changes: Counter) -> pd.DataFrame:
    """One row for each value of a column, the one that says most; rows without a value stay."""
    most = table.isna().sum(axis=1).sort_values(kind="stable").index
    kept = table.loc[most].loc[lambda rows: rows[column].isna() | ~rows[column].duplicated()].sort_index()
    changes[DUPLICATES] += len(table) - len(kept)
    return kept.reset_index(drop=True)


def _tallied(table: pd.DataFrame) -> pd.DataFrame:
    """One row for the animals in which the same was seen; an observation of one animal counts 1."""
    key = [column for column in table if column != "count"]
    return table.fillna({"count": 1.0}).groupby(key, dropna=False, sort=False, as_index=False)["count"].sum()[list(table)]


def rows_at(answer, way: str, service: str) -> list[dict]:
    """The rows at the end of a way, each with the single values that stand on the way to it."""
    parts = way.split(".") if way else []
    if parts[:1] == ["[]"]:
        rows, parts = rows_in(answer, service), parts[1:]
    elif answer is None or answer == []:
        return []
    elif isinstance(answer, dict):
        rows = [answer]
        refuse_wide(rows, service)
    else:
        raise _another_shape(service, "no object")
    for part in parts:
        key, many = part.removesuffix("[]"), part.endswith("[]")
        rows = [_merged(row, key, inside) for row in rows for inside in _inside(row.get(key), many, key, service)]
        refuse_wide(rows, service)
    return rows


def _inside(said, many: bool, key: str, service: str) -> list[dict]:
    found = ([] if said is None else said) if many else [{} if said is None else said]
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _another_shape(service, f"no {'list of rows' if many else 'object'} as {key!r}")
    return found


def _merged(row: dict, key: str, inside: dict) -> dict:
    outer = {k: v for k, v in row.items() if k != key and not isinstance(v, dict | list)}
    return outer | {k: v for k, v in inside.items() if v is not None or k not in outer}


def _another_shape(service: str, what: str) -> Unavailable:
    return Unavailable(f"{service} answered with data of another shape than expected ({what}); it may have changed.")


def _at(row: dict, way: str, where: tuple[str, str]):
    """The value at the end of the first alternative that has one; a list of the values where the way leads through a list."""
    blank = None
    for alternative in way.split("|"):
        found: list = [row]
        parts = alternative.split(".")
        for part in parts:
            found = [inside.get(part.removesuffix("[]")) for inside in found]
            if part.endswith("[]"):
                found = [one for some in found if some is not None for one in (some if isinstance(some, list) else [some])]
            if part is not parts[-1]:
                found = [one for one in found if one is not None]
                if not all(isinstance(one, dict) for one in found):
                    raise _another_shape(where[0], f"no object as {part.removesuffix('[]')!r} for {where[1]}")
        said = found if "[]" in alternative else found[0] if found else None
        if said not in (None, "", []):
            return said
        blank = said if said == "" else blank
    return blank


def _row(raw: dict, columns: Mapping, how: Shape, changes: Counter, service: str) -> dict:
    flat = {solr_name(key): said for key, said in raw.items() if key}
    flat |= how.details(raw, changes) if how.details else {}
    row = {}
    for column, (kind, _) in columns.items():
        where, source = (service, column), how.fields.get(column)
        said = flat.get(column) if source is None else source(raw) if callable(source) else _at(raw, source, where) if source else None
        row[column] = value(kind, said, changes, where)
    symbols = {symbol.partition("<")[0] for symbol in (row.get("allele_symbol") or "").split(SEVERAL)}
    row["marker_symbol"] = row.get("marker_symbol") or (symbols.pop() or None if len(symbols) == 1 else None)
    return _evened(row, raw, changes)


def _without_placeholders(row: dict, raw: dict, changes: Counter) -> dict:
    """As in answers_fields, of a row whose table may lack the method and effect size that tell a placeholder."""
    method, counts = raw.get("statisticalMethod"), Counter()
    method = method.get("name") if isinstance(method, dict) else method
    effect = next((raw[key] for key in ("effectSize", "reportedEffectSize") if isinstance(raw.get(key), int | float | str)), None)
    said = {"effect_size": answers_fields.number(effect)} | ({"statistical_method": method} if isinstance(method, str) else {})
    whole = answers_fields.without_placeholders(said | row, counts)
    changes.update({what: n for what, n in counts.items() if what != PLACEHOLDER_EFFECT or "effect_size" in row})
    return {column: whole[column] for column in row}


def _evened(row: dict, raw: dict, changes: Counter) -> dict:
    """Quirks that concern several columns of a row."""
    if "p_value" in row:
        row = _without_placeholders(row, raw, changes)
    if str(row.get("sex")).lower() == "no data":
        row["sex"] = None
        changes[NO_SEX] += 1
    changes[NOT_PUBMED] += str(row.get("pubmed_id")).startswith("PMC")
    if row.get("biological_sample_group") == CONTROL and row.get("zygosity"):
        row["zygosity"] = None
        changes[CONTROL_ZYGOSITY] += 1
    for column in [column for column in row if column.endswith(("_url", "link")) and str(row[column]).startswith("//")]:
        row[column] = f"https:{row[column]}"
        changes[ADDRESSES] += 1
    return row


def _count_missing_keys(raw: Iterable[dict], columns: Mapping, fields: Mapping, changes: Counter) -> None:
    """Keys that some rows have and others lack, of those that fill a column."""
    ways = [way for way in fields.values() if isinstance(way, str)]
    wanted = {part.partition(".")[0].removesuffix("[]") for way in ways for part in way.split("|")}
    used = {key for row in raw for key in row if key in wanted or solr_name(key) in columns}
    changes[FILLED] += sum(len(used - row.keys()) for row in raw)


_STATES = {0: "not tested", 1: "not significant", 2: "significant"}  # the coding of the late adult landing page


def late_adult_table(answer, service: str, procedure: str | None = None) -> pd.DataFrame:
    """A grid of genes (rows) by procedures, or by parameters of one ``procedure``, one row per cell."""
    columns, changes = TABLES["late_adult"], Counter()
    names = answer.get("columns") if isinstance(answer, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _another_shape(service, "no names of columns")
    rows = []
    for row in rows_at(answer, "rows[]", service):
        cells = row.get("significance")
        if not isinstance(cells, list) or len(cells) != len(names):
            raise _another_shape(service, f"{len(names)} columns but another number of cells")
        gene = {"marker_symbol": row.get("markerSymbol"), "marker_accession_id": row.get("mgiGeneAccessionId")}
        for name, cell in zip(names, cells, strict=True):
            code = answers_fields.number(cell, changes)
            if code is not None and code not in _STATES:
                raise _another_shape(service, f"a state {str(cell)[:20]!r}, where 0, 1 and 2 are known")
            what = {"procedure_name": procedure, "parameter_name": name} if procedure else {"procedure_name": name}
            rows.append(gene | what | {"late_state": _STATES.get(code)})
    return counted(validate(pd.DataFrame(rows, columns=list(columns)), columns, "the late adult overview"), changes)
