"""Single values of the services' answers as plain types; whatever is evened out is counted, and can be shown."""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import pandas as pd

from impc_nb.schema import Unavailable
from impc_nb.tables import SEVERAL

NUMBERS_AS_TEXT = "numbers written as text were read"
NO_NUMBER = "values that are no number were set missing"
NO_FLAG = "values that are neither true nor false were set missing"
FLAGS_AS_TEXT = "flags written as text were read"
JOINED = "lists where one value belongs were joined to one text"
OTHER_KIND = "parts of another kind than expected (an object for a value, a value for an object or a list) were left out"
NO_DATE = "values that are no date were set missing"
NO_SEX = "sexes stated as 'no data' were set missing"
LONG_TEXT = "texts beyond 10,000 characters were cut"
DUPLICATES = "duplicate rows were dropped"
FILLED = "missing keys were filled with missing values"
PLACEHOLDER_P = "placeholder p-values (0 or 1) of 'Supplied as data' were set missing: no test was made"
PLACEHOLDER_EFFECT = "placeholder effect sizes (0 or 1) of 'Supplied as data' were set missing: nothing was estimated"
METHOD_FILLED = "results without a method were recognised as 'Supplied as data' by their placeholders"
CONTROL_ZYGOSITY = "zygosities written on wildtypes, which mean nothing, were set missing"
ADDRESSES = "addresses without 'https:' were completed"
BLANK = "blank texts were set missing"
ONLY_FINDINGS = "rows are of significant findings only, as the service lists no others"
NOT_PUBMED = "PubMed Central ids stand where PubMed ids belong"
ENTITIES = "texts with HTML entities such as '&nbsp;' were written out"
MISSPELT = "misspelt keys were read as they are meant"
NO_PARENTS = "terms are listed without what they are a kind of, as the search did not answer"
OTHER_GENE = "rows are of another gene than the one asked for"

NO_TEST = "Supplied as data"
_LONGEST = 10_000
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|micro|deg|reg|[lr]squo|[lr]dquo|ndash|mdash);")  # not &lt; and &gt;: no tags are made
_RENAMED = {
    "mgi_gene_accession_id": "marker_accession_id", "gene_symbol": "marker_symbol", "dataset_id": "doc_id",
    "statistical_result_id": "doc_id", "gene_name": "marker_name",
    "phenotyping_centre": "phenotyping_center", "production_centre": "production_center",
    "reported_p_value": "p_value", "reported_effect_size": "effect_size", "metadata_values": "metadata",
}  # fmt: skip


@lru_cache(1000)
def solr_name(camel: str) -> str:
    """The Solr name of a field of the website's services.

    >>> print(solr_name("femaleKoEffectPValue"), solr_name("group1ResidualsNormalityTest"), solr_name("phenotypingCentre"))
    female_ko_effect_p_value group_1_residuals_normality_test phenotyping_center
    """
    name = re.sub(r"(?<=[a-z])(?=\d)|(?<!^)(?=[A-Z])", "_", camel).lower()
    return _RENAMED.get(name, name)


def normalised(table: pd.DataFrame) -> list[str]:
    """What was evened out on the way from the services' answers to a table, as sentences.

    Parameters
    ----------
    table : DataFrame
        As :func:`impc_nb.load_table` and the other readers give it; its ``attrs["normalised"]`` holds the counts;
        from a fetched release those of the whole table. A table that was filtered or joined since may have lost them, as pandas keeps
        them only where it can.

    Returns
    -------
    list of str
        One sentence per kind of change, most frequent first; a sentence that says so when nothing was changed.

    Examples
    --------
    >>> table = pd.DataFrame({"p_value": [0.5]})
    >>> table.attrs["normalised"] = {"numbers written as text were read": 1}
    >>> print(normalised(table)[0])
    1 numbers written as text were read.
    """
    counts = Counter(table.attrs.get("normalised") or {})
    return [f"{n:,} {what}." for what, n in counts.most_common() if n] or ["Nothing had to be changed."]


def number(value, changes: Counter | None = None) -> float | None:
    """A number that may be written as text; None when it is missing or no number."""
    changes = Counter() if changes is None else changes
    if value is None or value == "":
        return None
    try:
        read = None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        read = None
    if read is None or not math.isfinite(read):
        changes[NO_NUMBER] += 1
        return None
    changes[NUMBERS_AS_TEXT] += isinstance(value, str)
    return read


def text(value, changes: Counter) -> str | None:
    """A text; several values stand with '; ' between, a whole number loses its '.0'."""
    if isinstance(value, list):
        value = SEVERAL.join(str(one).strip() for one in value if one not in (None, "")) or None
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    value = None if value is None else str(value).strip()
    changes[BLANK] += value == ""
    if value and _ENTITY.search(value):
        changes[ENTITIES] += 1
        value = _ENTITY.sub(lambda one: html.unescape(one[0]), value).replace("\xa0", " ").strip()
    if value and len(value) > _LONGEST:
        changes[LONG_TEXT] += 1
        value = value[:_LONGEST]
    return value or None


def flag(value, changes: Counter) -> bool | None:
    if isinstance(value, bool) or value is None:
        return value
    read = {"true": True, "false": False}.get(str(value).strip().lower())
    changes[NO_FLAG if read is None else FLAGS_AS_TEXT] += 1
    return read


def day(value, changes: Counter) -> str | None:
    """The day of a date or time stamp, YYYY-MM-DD."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        changes[NO_DATE] += 1
        return None


READ = {"number": number, "text": text, "flag": flag, "date": day}


def value(kind: str, said, changes: Counter, where: tuple[str, str]):
    """A value of a kind of column; a list or object where one value belongs is refused, naming service and column (``where``)."""
    nested = isinstance(said, dict) or (isinstance(said, list) and (kind != "text" or any(isinstance(one, dict | list) for one in said)))
    if nested:
        what = "an object" if isinstance(said, dict) else "a list"
        raise Unavailable(f"{where[0]} answered with data of another shape than expected ({what} instead of a {kind} for {where[1]}); "
                          "it may have changed.")  # fmt: skip
    return READ[kind](said, changes)


def without_placeholders(row: dict, changes: Counter) -> dict:
    """A result or call without the p-value and effect size that stand where no test was made; the call itself is kept.

    The IMPC writes p = 0 and effect size 1 (or 1 and 0 where nothing was found) for viability, fertility, embryos and pathology
    ("Supplied as data"). Reference ranges may truly have p = 0. A p-value between 0 and 1 that a centre supplied is kept.
    """
    method, pair = row.get("statistical_method"), (row.get("p_value"), row.get("effect_size"))
    if method is None and pair in ((0, 1), (1, 0)) and _supplied(row):
        if "statistical_method" in row:
            row["statistical_method"] = NO_TEST
            changes[METHOD_FILLED] += 1
        method = NO_TEST
    if method == NO_TEST:
        for name, what in (("p_value", PLACEHOLDER_P), ("effect_size", PLACEHOLDER_EFFECT)):
            if row.get(name) in (0, 1):
                row[name] = None
                changes[what] += 1
    return row


def _supplied(row: Mapping) -> bool:
    kind, procedure = row.get("data_type"), row.get("procedure_stable_id")
    return kind in NO_ANIMALS or bool(re.search(r"_(VIA|FER|HIS|PAT|EV[LMOP]|GE[LMOP]|GP[LMOP])_", f"{procedure or ''}_"))


#: Kinds of data without measured animals.
NO_ANIMALS = ("line", "embryo", "histopathology", "adult-gross-path", "viability", "fertility")
