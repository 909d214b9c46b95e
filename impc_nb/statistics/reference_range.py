"""Reference range plus: are mutants outside the range of their wildtypes more often than wildtypes are?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impc_nb.statistics.categorical import TableTest, fisher_exact
from impc_nb.statistics.welch import NotEstimable

TAIL = 0.025


@dataclass(frozen=True)
class RangeTest:
    """One subset of animals against the range of its wildtypes."""

    low_cut: float
    """2.5 % quantile of the wildtypes, in the parameter's unit; values at or below are "Low"."""
    high_cut: float
    """97.5 % quantile; values at or above are "High"."""
    low: TableTest
    high: TableTest


def range_test(y: np.ndarray, mutant: np.ndarray) -> RangeTest:
    """Compare how many mutants and wildtypes lie below and above the wildtypes' central 95 %.

    Parameters
    ----------
    y : array of shape (n,)
        Measured values, no missing ones.
    mutant : boolean array of shape (n,)

    Returns
    -------
    RangeTest
        Fisher's test of the low and of the high table.

    Raises
    ------
    NotEstimable
        If there is no wildtype or no mutant, or a value is missing or infinite.

    Warnings
    --------
    With few wildtypes the range is rough: the IMPC asks for more than 60 in a sex. Date and weight are not considered.

    References
    ----------
    Kurbatova, Mason, Morgan, Meehan & Karp (2015). PLoS ONE 10, e0131274. doi:10.1371/journal.pone.0131274

    Examples
    --------
    >>> y = np.concatenate([np.arange(100.0), [150.0, 160.0, 170.0]])
    >>> t = range_test(y, np.arange(103) >= 100)
    >>> print(f"above {t.high_cut:.1f}: p {t.high.p_value:.2g}; below {t.low_cut:.1f}: p {t.low.p_value:.2g}")
    above 96.5: p 0.00011; below 2.5: p 1
    """
    if not mutant.any() or mutant.all():
        raise NotEstimable("A reference range needs wildtypes and at least one mutant.")
    if not np.isfinite(y).all():
        raise NotEstimable("A value is missing or infinite: leave that animal out.")
    low_cut, high_cut = np.quantile(y[~mutant], [TAIL, 1 - TAIL])
    return RangeTest(float(low_cut), float(high_cut), _table(y <= low_cut, mutant, "Low", "NormalHigh"),
                     _table(y >= high_cut, mutant, "High", "LowNormal"))  # fmt: skip


def _table(outside: np.ndarray, mutant: np.ndarray, name: str, rest: str) -> TableTest:
    rows = [[int((~mutant & side).sum()), int((mutant & side).sum())] for side in (outside, ~outside)]
    return fisher_exact(pd.DataFrame(rows, index=[name, rest], columns=["control", "experimental"]))


def range_by_sex(y: np.ndarray, mutant: np.ndarray, male: np.ndarray) -> dict[str, RangeTest]:
    """Reference range of all animals (``both``), and of each sex by its own range when both sexes were measured.

    Arrays of shape (n,) without missing values. A sex without mutants or without wildtypes has no test. Raises, limits and source are
    those of :func:`range_test`.

    Examples
    --------
    >>> y = np.append(np.arange(200.0), [500.0, 501.0])
    >>> print(list(range_by_sex(y, y > 400, np.arange(202) % 2 == 1)))
    ['both', 'female', 'male']
    """
    tests = {"both": range_test(y, mutant)}
    if len(set(male)) == 2:
        for sex, rows in (("female", ~male), ("male", male)):
            if mutant[rows].any() and not mutant[rows].all():
                tests[sex] = range_test(y[rows], mutant[rows])
    return tests


def published_pair(tests: dict[str, RangeTest]) -> tuple[float, float | None]:
    """The p and effect size the IMPC publishes: the smallest of the p-values, the largest of the differences.

    They may come from different tables: the pair is not always consistent.

    >>> y = np.append(np.arange(100.0), [150.0, 160.0])
    >>> p, size = published_pair({"both": range_test(y, y > 120)})
    >>> print(f"{p:.4f} {size:.2f}")
    0.0019 0.97
    """
    tables = [t for test in tests.values() for t in (test.low, test.high)]
    sizes = [t.effect_size for t in tables if t.effect_size is not None]
    return min(t.p_value for t in tables), max(sizes, default=None)
