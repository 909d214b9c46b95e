"""What age alone does: wildtypes early and late, by parameter, centre and sex."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd

from impc_nb import life_stages, selection
from impc_nb.catalog import open_catalog
from impc_nb.schema import EARLY, LATE, SEXES, NotFound

_NORMAL = 1.959964
_FEWEST = 5  # animals of a group below which its spread is not compared


def wildtype_ageing(release: str | os.PathLike | None = None, parameter: str | None = None) -> pd.DataFrame:
    """Mean and spread of wildtypes at both life stages, and what changes, as published with the datasets.

    Parameters
    ----------
    parameter : str, optional
        Id or name of one parameter, early or late; all when left out.

    Returns
    -------
    DataFrame
        One row per early adult parameter, centre and sex with wildtypes at both stages: ``parameter_stable_id``, ``parameter_name``,
        ``unit``, ``phenotyping_center``, ``sex``, ``{early,late}_{count,mean,sd}`` (of the conditions with most wildtypes),
        ``change`` (late - early mean, in the unit), ``change_low``, ``change_high`` (95 %), ``change_in_sd`` (of early adults),
        ``sd_ratio`` (late over early), ``sd_ratio_low``, ``sd_ratio_high`` (95 %).

    Raises
    ------
    NotFound
        If no result is for the parameter, or for ``live``, which answers for one gene at a time.
    Unavailable
        If the release cannot be read.

    Warnings
    --------
    As measured: late wildtypes were measured in other years than early ones and are other animals, those that lived, so that a drift
    of the laboratory looks like age. Intervals take animals as independent, which those of one day are not.

    Examples
    --------
    >>> weight = wildtype_ageing(parameter="Body weight")
    >>> print(bool((weight["change"] > 0).all()), bool((weight["sd_ratio"] > 1).all()))
    True True
    """
    catalog = open_catalog(release)
    if selection.is_live(catalog):
        raise NotFound("The live release does not list the wildtypes of a parameter; fetch some genes, or use the teaching release.")
    rows = catalog.datasets.read()
    stated = catalog.parameters.read().dropna(subset=["early_parameter_stable_id"])
    same = life_stages.early_parameters(rows) | dict(zip(stated["parameter_stable_id"], stated["early_parameter_stable_id"], strict=True))
    rows = rows.assign(early_id=rows["parameter_stable_id"].map(same))
    if parameter is not None:
        ids = selection.of_parameter(rows, parameter)["early_id"]
        rows = rows[rows["early_id"].isin(ids)]
    key = ["early_id", "phenotyping_center"]
    parts = []
    for sex in SEXES:
        names = {f"{sex}_control_{what}": what for what in ("count", "mean", "sd")}
        there = rows.dropna(subset=list(names))
        there = there[there[f"{sex}_control_count"] >= _FEWEST].sort_values(f"{sex}_control_count", ascending=False, kind="stable")
        stages = []
        for stage, prefix in ((EARLY, "early"), (LATE, "late")):
            most = there[there["life_stage_name"] == stage].drop_duplicates(key)
            about = [*key, "parameter_name", "unit"] if stage == EARLY else key
            stages.append(most[[*about, *names]].rename(columns={old: f"{prefix}_{new}" for old, new in names.items()}))
        parts.append(stages[0].merge(stages[1], on=key).assign(sex=sex))
    table = pd.concat(parts, ignore_index=True).rename(columns={"early_id": "parameter_stable_id"})
    return _changes(table.sort_values(["parameter_name", "phenotyping_center", "sex"], kind="stable").reset_index(drop=True))


def _changes(table: pd.DataFrame) -> pd.DataFrame:
    """What changes between the stages, with intervals."""
    m, s, n = ([table[f"{stage}_{what}"].to_numpy(float) for stage in ("early", "late")] for what in ("mean", "sd", "count"))
    change = m[1] - m[0]
    half = _NORMAL * np.sqrt(s[0] ** 2 / n[0] + s[1] ** 2 / n[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((s[0] > 0) & (s[1] > 0), s[1] / s[0], np.nan)
        in_sd = np.where(s[0] > 0, change / s[0], np.nan)
    fold = np.exp(_NORMAL * np.sqrt(0.5 / (n[0] - 1) + 0.5 / (n[1] - 1)))
    return table.assign(change=change, change_low=change - half, change_high=change + half, change_in_sd=in_sd, sd_ratio=ratio,
                        sd_ratio_low=ratio / fold, sd_ratio_high=ratio * fold)  # fmt: skip
