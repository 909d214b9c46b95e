"""What a model of days needs to know of the animals: weighted sums per date, taken once.

With a random intercept per date, V = sigma^2 (D + lambda Z Z') is inverted date by date:
``Z'V^-1 Z`` is a total of cross products minus one rank-1 term per date. After these sums, a likelihood costs
O(dates), whatever the number of animals, and every model on a subset of the columns reuses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class DaySums:
    """Weighted sums per date, of columns centred and scaled; rows of a second stratum (mutants) kept apart."""

    names: tuple[str, ...]
    """Columns in order: the intercept first, the response last."""
    columns: np.ndarray
    """The columns themselves, shape (n, q), rows in order of date."""
    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray | None
    """Known row weights, shape (n,): residual variance is sigma^2 / weight. None: all one."""
    stratum: np.ndarray | None
    """True on rows with a residual variance of their own, shape (n,). None: one variance."""
    starts: np.ndarray
    """First row of each date, shape (m,)."""
    total: np.ndarray
    """Cross products, shape (q, q)."""
    total_apart: np.ndarray
    """Those of the second stratum, shape (q, q); not in ``total``."""
    by_day: np.ndarray
    """Sums per date, shape (m, q)."""
    weight_by_day: np.ndarray
    """Sum of weights per date, shape (m,)."""
    days_apart: np.ndarray
    """Which dates hold rows of the second stratum, shape (k,)."""
    by_day_apart: np.ndarray
    """Sums per such date, shape (k, q); not in ``by_day``."""
    weight_by_day_apart: np.ndarray
    n: int
    n_apart: int
    log_weights: float

    @property
    def n_days(self) -> int:
        return len(self.starts)

    @cached_property
    def plain_days(self) -> np.ndarray:
        """Dates without rows of the second stratum."""
        plain = np.ones(self.n_days, bool)
        plain[self.days_apart] = False
        return np.flatnonzero(plain)

    @property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of each distinct element of a symmetric (q, q) matrix."""
        return _pairs(len(self.names))[0]

    @property
    def position(self) -> np.ndarray:
        """Which distinct element stands at each place of the symmetric matrix, shape (q, q)."""
        return _pairs(len(self.names))[1]

    @cached_property
    def plain_products(self) -> np.ndarray:
        """Outer product of each plain date's sums, its distinct elements, shape (dates, q (q + 1) / 2)."""
        sums = self.by_day if not len(self.days_apart) else self.by_day[self.plain_days]
        return sums[:, self.pairs[0]] * sums[:, self.pairs[1]]

    @cached_property
    def apart_products(self) -> np.ndarray:
        """The same for dates with rows of both strata: own, mixed and the second stratum's, one below the other."""
        i, j = self.pairs
        own, apart = self.by_day[self.days_apart], self.by_day_apart
        return np.concatenate([own[:, i] * own[:, j], own[:, i] * apart[:, j] + own[:, j] * apart[:, i], apart[:, i] * apart[:, j]])

    @cached_property
    def within_days(self) -> np.ndarray:
        """Which columns vary within at least one date ("inner" in nlme), shape (q,)."""
        same = np.ones(self.n - 1, bool)
        same[self.starts[1:] - 1] = False
        return ((self.columns[1:] != self.columns[:-1]) & same[:, None]).any(axis=0)

    @cached_property
    def day_of_row(self) -> np.ndarray:
        return np.repeat(np.arange(self.n_days), np.diff(np.append(self.starts, self.n)))


@cache
def _pairs(size: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    i, j = np.triu_indices(size)
    position = np.zeros((size, size), int)
    position[i, j] = position[j, i] = np.arange(len(i))
    return (i, j), position


def sum_by_day(columns: dict[str, np.ndarray], response: np.ndarray, days: np.ndarray, weights: np.ndarray | None = None,
               stratum: np.ndarray | None = None) -> DaySums:  # fmt: skip
    """Take the sums.

    Parameters
    ----------
    columns : dict
        name -> numbers of shape (n,), without the intercept; no missing values.
    response, days : arrays of shape (n,)
        Measured values and the date of each row (any sortable number), no missing values, rows in order of date.
    weights : array of shape (n,), optional
        Known weights above 0: the residual variance of a row is sigma^2 / weight.
    stratum : boolean array of shape (n,), optional
        Rows that get a residual variance of their own.

    Examples
    --------
    >>> s = sum_by_day({"x": np.array([0.0, 1.0, 1.0])}, np.array([1.0, 2.0, 4.0]), np.array([1, 1, 2]))
    >>> print(s.n, s.n_days, s.names)
    3 2 ('(Intercept)', 'x', 'y')
    """
    n = len(response)
    z = np.empty((n, len(columns) + 2))
    z[:, 0] = 1
    for k, values in enumerate(columns.values(), 1):
        z[:, k] = values
    z[:, -1] = response
    w = np.ones(n) if weights is None else weights
    centre = w @ z / w.sum()
    centre[0] = 0
    centred = z - centre
    weighted = centred if weights is None else centred * w[:, None]
    everything = centred.T @ weighted
    scale = np.sqrt(np.diagonal(everything) / w.sum())
    scale = np.where(scale > 1e-13 * (1 + np.abs(centre)), scale, 1.0)
    scale[0] = 1
    starts = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
    apart = _apart(centred, weighted, w, starts, stratum)
    sums = np.add.reduceat(weighted, starts, axis=0)
    by_weight = np.diff(np.append(starts, n)).astype(float) if weights is None else np.add.reduceat(w, starts)
    if len(apart[1]):
        sums[apart[1]] -= apart[2]
        by_weight[apart[1]] -= apart[3]
    by_scale = scale[:, None] * scale
    total, total_apart, sums, sums_apart = (everything - apart[0]) / by_scale, apart[0] / by_scale, sums / scale, apart[2] / scale
    logs = 0.0 if weights is None else float(np.log(w).sum())
    names = ("(Intercept)", *columns, "y")
    return DaySums(names, z, centre, scale, weights, stratum, starts, total, total_apart, sums, by_weight, apart[1], sums_apart, apart[3],
                   n, 0 if stratum is None else int(stratum.sum()), logs)  # fmt: skip


def _apart(centred, weighted, w, starts, stratum):
    """Cross products, dates, sums and weights of the second stratum."""
    q = centred.shape[1]
    if stratum is None:
        return np.zeros((q, q)), np.zeros(0, int), np.zeros((0, q)), np.zeros(0)
    rows = np.flatnonzero(stratum)
    days = np.searchsorted(starts, rows, side="right") - 1
    which, first = np.unique(days, return_index=True)
    return (centred[rows].T @ weighted[rows], which, np.add.reduceat(weighted[rows], first, axis=0), np.add.reduceat(w[rows], first))
