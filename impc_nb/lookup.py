"""Any table of the catalog, by gene, phenotype or parameter."""

from __future__ import annotations

import os

import pandas as pd

from impc_nb import selection
from impc_nb.catalog import open_catalog
from impc_nb.schema import NotFound, nearest


def load_table(
    name: str,
    gene: str | None = None,
    phenotype: str | None = None,
    parameter: str | None = None,
    text: str | None = None,
    release: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """Any table of the catalog: all of a stored release, or the rows of a gene, phenotype or parameter.

    Parameters
    ----------
    name : str
        As in ``list(open_catalog(release))``: ``phenotype_hits``, ``expression``, ``disease_models``, ...
    gene : str, optional
        Symbol, MGI id, synonym or human symbol. ``live`` answers for one gene (or phenotype) at a time.
    phenotype, parameter : str, optional
        Id of a Mammalian Phenotype term; stable id of a parameter.
    text : str, optional
        Part of a name or id, where a table is searched (``genes``, ``terms``).

    Returns
    -------
    DataFrame
        The columns of :data:`impc_nb.tables.TABLES`; missing where not stated. No rows is an answer: nothing was found.

    Raises
    ------
    NotFound, Ambiguous
        If the release has no such table, or gene.
    NotOffered
        If this kind of release does not hold the table.
    Unavailable
        If it cannot be read.

    Examples
    --------
    >>> print(len(load_table("parameters", parameter="IMPC_DXA_006_001")))
    1
    """
    catalog = open_catalog(release)
    if name not in catalog:
        known = sorted(catalog, key=[*nearest(name, list(catalog)), *sorted(catalog)].index)
        raise NotFound(f"No table is called {str(name)[:100]!r}; there are (nearest first) {', '.join(known)}.")
    asked = {"phenotype": phenotype, "parameter": parameter, "text": text}
    if gene is not None:
        asked["gene"] = selection.accession(catalog, gene)
    return catalog[name].read(**{what: value for what, value in asked.items() if value is not None})
