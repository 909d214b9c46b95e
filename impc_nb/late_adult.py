"""What was found at each life stage, line by line and over a whole release."""

from __future__ import annotations

import os

import pandas as pd

from impc_nb import life_stages, selection
from impc_nb.catalog import open_catalog


def load_late_adult(gene: str | None = None, release: str | os.PathLike | None = None) -> pd.DataFrame:
    """What was found at each life stage, parameter by parameter.

    Parameters
    ----------
    gene : str, optional
        As for :func:`load_results`; all genes if left out (not for ``live``).

    Returns
    -------
    DataFrame
        One row per gene and early adult parameter with a result at any adult stage: ``marker_symbol``,
        ``marker_accession_id``, ``parameter_stable_id``, ``parameter_name``, ``procedure_name``, and for each of ``early``, ``middle``
        and ``late``: ``_state`` ("significant", "not significant", "not tested", or "unknown" where the source lists only
        significant results), ``_doc_id``, ``_p_value``, ``_effect_size`` (of the significant or else smallest p-value) and
        ``_results`` (how many there are).

    Raises
    ------
    NotFound, Unavailable
        As :func:`load_results`.

    Examples
    --------
    >>> weight = load_late_adult("Gls2").set_index("parameter_name").loc["Body weight"]
    >>> print("early:", weight["early_state"], "| late:", weight["late_state"])
    early: not significant | late: significant
    """
    catalog = open_catalog(release)
    rows = selection.results_of(catalog, gene)
    early = life_stages.early_parameters(rows)
    if not selection.is_live(catalog):
        stated = catalog.parameters.read().dropna(subset=["early_parameter_stable_id"])
        early |= dict(zip(stated["parameter_stable_id"], stated["early_parameter_stable_id"], strict=True))
    return life_stages.by_life_stage(rows, early, rows.attrs.get("only_calls", ()))
