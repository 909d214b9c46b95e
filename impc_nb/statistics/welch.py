"""The difference as measured: two means compared without a model of batch or weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, MUTANT, ImpcError

FEW = 10  # animals that may measure the same by chance, where values come in coarse steps


class NotEstimable(ImpcError):
    """The data cannot support the estimate; the message says why."""


@dataclass(frozen=True)
class MeanDifference:
    """Mutant mean minus wildtype mean and its confidence interval, all in ``unit``."""

    estimate: float
    low: float
    high: float
    n_mutant: int
    n_wildtype: int
    unit: str


def welch_difference(dataset: Dataset, sex: str | None = None, confidence: float = 0.95) -> MeanDifference:
    """Mutant minus wildtype as measured, in the parameter's own unit, with Welch's interval.

    Parameters
    ----------
    dataset : Dataset
        A continuous parameter. Missing values are dropped and not counted.
    sex : str, optional
        ``female`` or ``male``; both together when left out (which mixes the sexes' numbers: prefer one).
    confidence : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    MeanDifference
        Positive when mutants measure higher.

    Raises
    ------
    NotEstimable
        If a group has fewer than two animals, both groups are constant, or a group of fewer than ten is: its mean would pass for known.

    Warnings
    --------
    It treats animals as independent. Mutants come from a few days and differ in weight: this is what a chart
    shows, not what the IMPC concludes from.

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35. doi:10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> import pandas as pd
    >>> mice = Dataset(pd.DataFrame({"data_point": [21.0, 19.8, 20.1, 24.0, 23.5, 25.1], "sex": "female",
    ...     "biological_sample_group": ["experimental"] * 3 + ["control"] * 3}), {"unit": "g"})
    >>> d = welch_difference(mice)
    >>> print(f"{d.estimate:.1f} {d.unit}, from {d.low:.1f} to {d.high:.1f}")
    -3.9 g, from -5.6 to -2.2
    """
    if not 0 < confidence < 1:
        raise ImpcError(f"confidence must be between 0 and 1 (0.95 for 95 %), got {confidence}")
    mutant, wildtype = dataset.values(sex, MUTANT), dataset.values(sex, CONTROL)
    if min(len(mutant), len(wildtype)) < 2:
        raise NotEstimable(f"{len(mutant)} mutant and {len(wildtype)} wildtype values: an interval needs two of each.")
    spreads = [group.var(ddof=1) / len(group) for group in (mutant, wildtype)]
    if not sum(spreads) > 0:
        raise NotEstimable("All values within each group are equal: an interval needs values that differ.")
    for name, group in (("mutants", mutant), ("wildtypes", wildtype)):
        if len(group) < FEW and not group.var() > 0:
            raise NotEstimable(f"All {len(group)} {name} measure the same: so few say nothing of how far {name} differ among themselves.")
    estimate, half = mutant.mean() - wildtype.mean(), float(half_width(*spreads, len(mutant), len(wildtype), confidence))
    return MeanDifference(float(estimate), float(estimate - half), float(estimate + half), len(mutant), len(wildtype), dataset.unit)


def half_width(spread, other, n, n_other, confidence: float = 0.95):
    """Half of Welch's interval of a difference of two means, for any number of pairs at once.

    ``spread`` and ``other`` are the squared standard errors of the two means, ``n`` and ``n_other`` the values behind them (numbers or
    arrays); NaN where both spreads are 0 or a group has fewer than two values.

    >>> print(f"{half_width(0.27, 0.2178, 3, 3):.2f}")
    1.95
    """
    from scipy.special import stdtrit  # here: loading animals needs this module, and scipy takes longer than they do

    spread, other, n, n_other = (np.asarray(given, float) for given in (spread, other, n, n_other))
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = (spread + other) ** 2 / (spread**2 / (n - 1) + other**2 / (n_other - 1))
        return np.where(spread + other > 0, stdtrit(freedom, (1 + confidence) / 2) * np.sqrt(spread + other), np.nan)
