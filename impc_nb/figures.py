"""IMPC in numbers: each with the day it was stated and who stated it. Sources that disagree stand beside each other."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd


class Figure(NamedTuple):
    """A number as a source states it."""

    what: str
    value: str
    stated: str
    source: str
    address: str = ""


_NEWS = "IMPC news, “8,000 publications and counting”"
_NEWS_AT = "https://www.mousephenotype.org/news/impc-reaches-a-new-record-8000-publications-and-counting"
_IMPACT = "INFRAFRONTIER news, “IMPC impact on preclinical mouse models”"
_IMPACT_AT = "https://infrafrontier.eu/news/impc-impact-on-preclinical-mouse-models"
_COURSE = "EMBL-EBI course, “How is IMPC data generated?”"
_COURSE_AT = "https://www.ebi.ac.uk/training/online/courses/international-mouse-phenotyping-consortium/how-is-impc-data-generated"

FIGURES = (
    Figure("Publications citing IMPC data", "over 8,000", "2025-03-17", _NEWS, _NEWS_AT),
    Figure("Publications citing IMPC data", "nearly 7,500", "2025-01-21", _IMPACT, _IMPACT_AT),
    Figure("Genes with mice or data", "over 9,073", "2025-03-17", _NEWS, _NEWS_AT),
    Figure("Genes phenotyped", "9,277", "2025-04-23", "release notes of data release 23.0"),
    Figure("Genes phenotyped", "8,707", "2023-12-12", "release notes of data release 20.0"),
    Figure("Mutant lines phenotyped", "9,994", "2025-04-23", "release notes of data release 23.0"),
    Figure("Phenotype calls", "113,803", "2025-04-23", "release notes of data release 23.0"),
    Figure("Phenotype calls of release 20.0", "109,504", "2023-12-12", "its own release notes"),
    Figure("Phenotype calls of release 20.0", "104,530", "2024-12-11", "looking back, in the notes of release 22.1"),
    Figure("Research institutions", "21 in 15 countries", "2025-01-21", _IMPACT, _IMPACT_AT),
    Figure("Phenotyping centres with data", "12", "2025-04-23", "release notes of data release 23.0"),
    Figure("Genes of the mouse", "about 18,000", "undated", _COURSE, _COURSE_AT),
    Figure(
        "Genes of the mouse", "20,000", "2015", "Mammalian Genome, on the IMPC's informatics", "https://doi.org/10.1007/s00335-015-9599-2"
    ),
    Figure("Age of late adults", "49 to 70 weeks", "undated", _COURSE, _COURSE_AT),
    Figure("Age of late adults", "more than 48 weeks", "undated", "IMPC help, table of life stages"),
    Figure("Age of late adults", "52 weeks or later", "undated", "IMPC help, late adult pipelines"),
)


def disagreeing(figures: tuple[Figure, ...] = FIGURES) -> list[str]:
    """What several sources state differently, in the order of the list."""
    values: dict[str, set[str]] = {}
    for figure in figures:
        values.setdefault(figure.what, set()).add(figure.value)
    return [what for what, said in values.items() if len(said) > 1]


def impc_in_numbers() -> pd.DataFrame:
    """The figures as a table: ``what``, ``value`` (text, as stated), ``stated`` (day), ``source`` and its ``address``.

    Figures of the consortium, not of the release in use. Sources that disagree have a row each.

    >>> print(impc_in_numbers()["what"].iloc[0])
    Publications citing IMPC data
    """
    return pd.DataFrame(FIGURES)
