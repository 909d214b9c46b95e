"""What was found at each life stage, line by line and over a whole release."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd

from impc_nb import life_stages, selection
from impc_nb.catalog import open_catalog
from impc_nb.late_landing import landing_states
from impc_nb.schema import NotFound, Unavailable, as_sex, nearest
from impc_nb.tables import SEVERAL

_CHOSEN_BY = {"zygosity": "zygosity", "phenotyping_center": "phenotyping_center", "body_system": "top_level_mp_term_name"}


def load_late_adult(
    gene: str | None = None,
    release: str | os.PathLike | None = None,
    by: str = "parameter",
    sex: str | None = None,
    zygosity: str | None = None,
    phenotyping_center: str | None = None,
    body_system: str | None = None,
) -> pd.DataFrame:
    """What was found at each life stage, parameter by parameter or procedure by procedure.

    Parameters
    ----------
    gene : str, optional
        As for :func:`load_results`; all genes if left out. For all genes of ``live``, by procedure: the IMPC's late-adult landing page,
        beside the significant early results, as nothing else is published of all genes at once.
    by : str
        ``parameter`` (of the early adult pipeline; a late one that measures the same counts for it) or ``procedure``.
    sex : str, optional
        What the results say of one sex alone: significant where the IMPC called it and the p of that sex is below 1e-4.
    zygosity, phenotyping_center, body_system : str, optional
        Count only the results of one zygosity, centre or body system (top-level Mammalian Phenotype term).

    Returns
    -------
    DataFrame
        One row per gene and parameter (or procedure) with a result at any adult stage: ``marker_symbol``, ``marker_accession_id``,
        ``parameter_stable_id``, ``parameter_name`` (not by procedure), ``procedure_name``, and for each of ``early``, ``middle`` and
        ``late``: ``_state`` ("significant" if any result is, "not significant", "not tested", or "unknown" where the source lists only
        significant results or says nothing of the sex), ``_doc_id``, ``_p_value``, ``_effect_size``, ``_parameter_stable_id`` (and by
        procedure ``_parameter_name``) of the significant or else smallest p-value, and ``_results`` (how many there are).
        ``middle_change`` and ``late_change``: effect then - early effect of the same line and parameter, in standard deviations.
        ``attrs["source"]`` says where the states come from.

    Raises
    ------
    NotFound, Unavailable
        As :func:`load_results`; also for a zygosity, centre or body system that no result has.

    Examples
    --------
    >>> weight = load_late_adult("Gls2").set_index("parameter_name").loc["Body weight"]
    >>> print("early:", weight["early_state"], "| late:", weight["late_state"])
    early: not significant | late: significant
    """
    if by not in ("parameter", "procedure"):
        raise NotFound(f"States are listed by parameter or by procedure, not by {str(by)[:60]!r}.")
    catalog = open_catalog(release)
    if gene is None and selection.is_live(catalog):
        if by == "parameter" or any((sex, zygosity, phenotyping_center, body_system)):
            raise NotFound("Of all genes of the live release only the landing page is known: by='procedure', no sex, zygosity, centre or "
                           "body system. Name a gene for more.")  # fmt: skip
        return landing_states(release)
    rows = stage_rows(gene, release)
    keep = kept(rows, zygosity=zygosity, phenotyping_center=phenotyping_center, body_system=body_system)
    table = rows.table(by, sex and as_sex(sex), keep)
    table.attrs["source"] = f"statistical results of {selection.whose(catalog)}"
    return table


def stage_rows(gene: str | None = None, release: str | os.PathLike | None = None) -> life_stages.StageRows:
    """The adult results of a gene, or of a stored release, coded for :func:`load_late_adult`: for many choices of the same results."""
    catalog = open_catalog(release)
    rows = selection.results_of(catalog, gene)
    only_calls = rows.attrs.get("only_calls", ())
    early = life_stages.early_parameters(rows)
    if not selection.is_live(catalog):
        stated = catalog.parameters.read()
        known = stated.dropna(subset=["early_parameter_stable_id"])
        early |= dict(zip(known["parameter_stable_id"], known["early_parameter_stable_id"], strict=True))
        systems = stated.drop_duplicates("parameter_stable_id").set_index("parameter_stable_id")["top_level_mp_term_name"]
        rows = rows.assign(top_level_mp_term_name=rows["top_level_mp_term_name"].fillna(rows["parameter_stable_id"].map(systems)))
        rows = rows.merge(_by_sex(catalog, rows), on="doc_id", how="left")
    return life_stages.StageRows(rows, early, only_calls)


def _by_sex(catalog, rows: pd.DataFrame) -> pd.DataFrame:
    """What is published of each sex alone, by dataset."""
    names = [f"{sex}_{what}" for sex in ("female", "male") for what in ("ko_effect_p_value", "effect_size")]
    try:
        said = catalog.datasets.read()[["doc_id", *names]]
    except Unavailable:  # a saved release may hold results without the datasets behind them
        said = pd.DataFrame(columns=["doc_id", *names])
    return said.dropna(subset=["doc_id"]).drop_duplicates("doc_id")


def choices_of(rows: life_stages.StageRows) -> dict[str, list[str]]:
    """The zygosities, centres and body systems that can be asked for."""
    out = {}
    for name, column in _CHOSEN_BY.items():
        said = rows.rows[column].dropna().unique() if column in rows.rows else []
        out[name] = sorted({part for text in said for part in str(text).split(SEVERAL) if part})
    return out


def kept(rows: life_stages.StageRows, **asked: str | None) -> np.ndarray | None:
    """Which rows are of the zygosity, centre and body system asked for; None for all."""
    keep = None
    for name, value in asked.items():
        if not value:
            continue
        known = choices_of(rows)[name]
        found = next((k for k in known if k.lower() == str(value).strip().lower()), None)
        if found is None:
            listed = ", ".join(dict.fromkeys([*nearest(str(value), known), *known][:8])) or "none stated"
            raise NotFound(f"No result here has {name} {str(value)[:60]!r}; there is {listed}.")
        text = rows.rows[_CHOSEN_BY[name]].fillna("")
        match = (text == found) | (SEVERAL + text + SEVERAL).str.contains(SEVERAL + found + SEVERAL, regex=False)
        keep = match.to_numpy(bool) if keep is None else keep & match.to_numpy(bool)
    return keep
