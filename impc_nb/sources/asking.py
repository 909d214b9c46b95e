"""What may be asked for: ids fit to stand in an address or a path."""

from __future__ import annotations

import re

import pandas as pd

from impc_nb.schema import NotFound

MGI_ID = re.compile(r"MGI:\d{1,9}", re.ASCII)
MP_ID = re.compile(r"MP:\d{7}", re.ASCII)
DATASET_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
IMPRESS_ID = re.compile(r"[A-Z][A-Z0-9-]{1,15}(_[A-Z0-9-]{1,8}){1,4}", re.ASCII)
GENE_TEXT = re.compile(r"(?=.*\w)(?!.*\.\.)[\w .:;,'()/+*@-]{1,80}")

MGI_ID_LIKE = (MGI_ID, "the MGI id of a gene, which the live release needs", "MGI:104785")
MP_ID_LIKE = (MP_ID, "the id of a Mammalian Phenotype term", "MP:0001258")
DATASET_ID_LIKE = (DATASET_ID, "a dataset id", "32 digits and letters a to f")
IMPRESS_ID_LIKE = (IMPRESS_ID, "an IMPReSS id", "IMPC_DXA_006_001")


def checked(text, pattern: re.Pattern, what: str, example: str) -> str:
    """An id fit to stand in an address; anything else is refused before a service is asked."""
    if isinstance(text, str) and pattern.fullmatch(text):
        return text
    raise NotFound(f"{str(text)[:100]!r} is not {what}; one looks like {example}.")


def listed(value) -> list:
    """One value or several, as a list."""
    return [value] if isinstance(value, str) or value is None else list(value)


def notes_table(said: dict) -> pd.DataFrame:
    """Statements about a release, one a row; what is not known is left out."""
    known = {what: str(value)[:1000] for what, value in said.items() if value not in (None, "")}
    return pd.DataFrame({"what": list(known), "value": list(known.values())}, dtype="str")
