"""The mixed model with two random intercepts: date of experiment and animal, for animals measured more than once.

Animals are eliminated one by one, then dates, those with repeated animals by a Cholesky factor of their joint matrix:
O(rows + such dates^3) per likelihood. Used only where animals repeat; without repeats :mod:`impc_nb.statistics.mixed_model` is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtri
from scipy.optimize import minimize

from impc_nb.statistics import likelihood
from impc_nb.statistics.day_sums import DaySums
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.welch import NotEstimable

MOST = 15.0
"""Largest |log| of a variance ratio."""
SLOPE = 1e-3
"""Slope of -2 log-likelihood at which the search ends: about 1e-8 is left to gain."""


class _Solved(NamedTuple):
    """What elimination leaves at one point."""

    b: np.ndarray
    """[X y]' V^-1 [X y]."""
    log_v: float
    effects: np.ndarray
    """Dates' effects per unit of each column, shape (dates, columns)."""
    joint: np.ndarray
    """Cholesky factor of K among the dates with repeated animals."""
    diagonal: np.ndarray
    """Diagonal of K, before animals are eliminated."""
    w: np.ndarray
    own: np.ndarray
    shrink: np.ndarray


class Crossed:
    """V over sigma^2 = D + lam_day Zd Zd' + lam_animal Za Za': the likelihood and its slope.

    An animal measured once only adds to its row's variance; those measured again are eliminated one by one. Then dates are left:
    those with such an animal by a joint matrix K, the others one by one.
    """

    def __init__(self, sums: DaySums, animal: np.ndarray, at: list[int], freedom: int, reml: bool):
        self.z = ((sums.columns - sums.centre) / sums.scale)[:, [*at, len(sums.names) - 1]]
        self.day, self.days, self.stratum = sums.day_of_row, sums.n_days, sums.stratum
        self.w = np.ones(sums.n) if sums.weights is None else sums.weights
        self.share = np.full(len(at) + 1, 1.0 if reml else 0.0)
        self.share[-1] = freedom
        number, times = np.unique(animal, return_inverse=True, return_counts=True)[1:]
        self.again = times[number] > 1
        self.animal = np.unique(number[self.again], return_inverse=True)[1]
        self.animals = int(self.animal.max(initial=-1)) + 1
        self.order = np.argsort(self.animal, kind="stable")
        counts = np.bincount(self.animal, minlength=self.animals)
        self.first, times = np.cumsum(counts) - counts, counts[self.animal[self.order]]
        steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        beside = self.order[np.repeat(self.first[self.animal[self.order]], times) + steps]
        self.pairs = np.array([np.repeat(self.order, times), beside])  # of rows of one animal
        self.coupled, where = np.unique(self.day[self.again], return_inverse=True)
        self.coupled_pairs = where[self.pairs]
        self.alone = np.delete(np.arange(self.days), self.coupled)
        self.starts = sums.starts

    def _by_animal(self, values: np.ndarray) -> np.ndarray:
        """Sums over the rows of each repeated animal; ``values`` of shape (repeated rows, columns)."""
        return np.add.reduceat(values[self.order], self.first, axis=0) if self.animals else np.zeros((0, values.shape[1]))

    def _by_day(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self.starts, axis=0)

    def _without_animals(self, values: np.ndarray, w: np.ndarray, own: np.ndarray, shrink: np.ndarray) -> np.ndarray:
        """(D + lam_animal Za Za')^-1 times columns."""
        out = own[:, None] * values
        out[self.again] -= (w[self.again] * shrink[self.animal])[:, None] * self._by_animal(out[self.again])[self.animal]
        return out

    def solve(self, theta: tuple[float, float, float]) -> _Solved:
        """Eliminate animals, then dates, at (lam_day, lam_animal, ratio)."""
        lam_day, lam_animal, ratio = theta
        w = self.w if self.stratum is None else self.w * np.where(self.stratum, ratio, 1.0)
        again = self.again
        per_animal = np.bincount(self.animal, w[again], self.animals)
        shrink = lam_animal / (1 + lam_animal * per_animal)
        own = np.where(again, w, w / (1 + lam_animal * w))
        log_v = np.log1p(lam_animal * per_animal).sum() + np.log1p(lam_animal * w[~again]).sum() - np.log(w).sum()
        t = self._without_animals(self.z, w, own, shrink)
        zd, diagonal = self._by_day(t), 1 + lam_day * np.bincount(self.day, own, self.days)
        (i, j), (a, b), wa, size = self.pairs, self.coupled_pairs, w[again], len(self.coupled)
        less = np.bincount(a * size + b, shrink[self.animal[i]] * wa[i] * wa[j], size * size).reshape(size, size)
        joint, fault = dpotrf(np.diag(diagonal[self.coupled]) - lam_day * less, lower=1) if size else (np.zeros((0, 0)), 0)
        if fault:
            raise np.linalg.LinAlgError("not positive definite")
        log_v += 2 * np.log(joint.diagonal()).sum() + np.log(diagonal[self.alone]).sum()
        effects = lam_day * zd / diagonal[:, None]
        if size:
            effects[self.coupled] = lam_day * dpotrs(joint, zd[self.coupled], lower=1)[0]
        return _Solved(self.z.T @ t - zd.T @ effects, float(log_v), effects, joint, diagonal, w, own, shrink)

    def deviance(self, theta: tuple[float, float, float]) -> tuple[float, np.ndarray]:
        """-2 log-likelihood up to constants, and its slope in the logarithms of ``theta``."""
        lam_day, lam_animal, _ = theta
        s = self.solve(theta)
        factor = np.linalg.cholesky(s.b)
        inverse = np.linalg.inv(factor)
        p = self._without_animals(self.z - s.effects[self.day], s.w, s.own, s.shrink)  # V^-1 Z
        by_day, by_animal = self._by_day(p), np.concatenate([self._by_animal(p[self.again]), p[~self.again]])
        moved = [-lam_day * by_day.T @ by_day, -lam_animal * by_animal.T @ by_animal]
        if self.stratum is not None:
            moved.append((p[self.stratum] / s.w[self.stratum, None]).T @ p[self.stratum])
        else:
            moved.append(np.zeros_like(s.b))
        slopes = np.diagonal(inverse @ np.array(moved) @ inverse.T, axis1=1, axis2=2) @ self.share
        return float(2 * np.log(factor.diagonal()) @ self.share + s.log_v), slopes + self._traces(theta, s)

    def _traces(self, theta: tuple[float, float, float], s: _Solved) -> np.ndarray:
        """Slope of log|V| in the logarithms of ``theta``."""
        lam_day, lam_animal, _ = theta
        again, w = self.again, s.w
        at_day = 1 / s.diagonal  # diagonal of K^-1
        inverse = dtrtri(s.joint, lower=1)[0] if len(self.coupled) else s.joint
        inverse = inverse.T @ inverse.copy()  # a copy, for BLAS knows products with itself and wakes its threads for small ones too
        at_day[self.coupled] = inverse.diagonal()
        (i, j), (a, b) = self.pairs, self.coupled_pairs
        along = np.bincount(i, w[again][j] * inverse[a, b], int(again.sum()))
        crossed = np.bincount(self.animal, w[again] * along, self.animals)
        per_animal = np.bincount(self.animal, w[again], self.animals)
        rest = 1 / (1 + lam_animal * per_animal)
        single = s.own[~again] - lam_day * s.own[~again] ** 2 * at_day[self.day[~again]]
        of_animals = (per_animal * rest).sum() - lam_day * (crossed * rest**2).sum() + single.sum()
        of_ratio = 0.0
        if self.stratum is not None:
            inverse = s.own - lam_day * s.own**2 * at_day[self.day]  # diagonal of V^-1, for animals measured once
            shrink, wa = s.shrink[self.animal], w[again]
            inverse[again] = wa - wa**2 * (
                shrink + lam_day * (at_day[self.day[again]] - 2 * shrink * along + shrink**2 * crossed[self.animal])
            )
            of_ratio = -(inverse / w)[self.stratum].sum()
        return np.array([self.days - at_day.sum(), lam_animal * of_animals, of_ratio])

    def effects(self, theta: tuple[float, float, float], beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Predicted effects of dates and of each row's animal, in scaled units."""
        s, v = self.solve(theta), np.append(-beta, 1.0)
        days = s.effects @ v
        left = self.z @ v - days[self.day]
        animals = theta[1] * s.w / (1 + theta[1] * s.w) * left
        animals[self.again] = (s.shrink * np.bincount(self.animal, (s.w * left)[self.again], self.animals))[self.animal]
        return days, animals


def fit(sums: DaySums, animal: np.ndarray, names: Sequence[str], *, batch: bool, method: str, apart: bool,
        near: Fit | None = None) -> Fit:  # fmt: skip
    """Fit a model with a random intercept per animal and, with ``batch``, per date.

    Parameters
    ----------
    sums : DaySums
        Columns and dates; ``animal`` of shape (n,) numbers the animal of each row in the same order.
    names, batch, method, apart
        As :func:`impc_nb.statistics.mixed_model.fit`.
    near : Fit, optional
        A fit of a similar model, to start from.

    Returns
    -------
    Fit
        ``theta`` is (dates, animals, ratio); ``sd_batch`` that between dates.

    Raises
    ------
    NotEstimable
        If the rows cannot carry the model.

    Warnings
    --------
    Degrees of freedom are nlme's for dates alone: with few animals p-values are a little small.

    References
    ----------
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882

    Examples
    --------
    >>> from impc_nb.statistics.day_sums import sum_by_day
    >>> n = np.arange(40)
    >>> s = sum_by_day({"x": n % 3 * 1.0}, np.sin(7.0 * n) + n % 3 + 3 * np.cos(5.0 * (n % 20)), n // 4)
    >>> f = fit(s, n % 20, ["x"], batch=False, method="REML", apart=False)
    >>> print(f"{f.effect('x')[0]:.2f}, sd between animals {f.sigma * f.theta[1] ** 0.5:.1f}")
    1.03, sd between animals 2.2
    """
    at, apart = [0, *(sums.names.index(n) for n in names)], apart and sums.n_apart > 0
    p, reml = len(at), method == "REML"
    if sums.n <= p or batch and sums.n_days < 2:
        raise NotEstimable(f"{sums.n} rows on {sums.n_days} dates cannot carry this model.")
    freedom = sums.n - p if reml else sums.n
    likelihood.Profile(sums, [*at, len(sums.names) - 1], freedom, reml).require_rank()
    model = Crossed(sums, animal, at, freedom, reml)
    theta = _maximise(model, [batch, True, apart], near)
    solved = model.solve(theta)
    factor = np.linalg.cholesky(solved.b)
    inverse = np.linalg.inv(factor[:-1, :-1])
    beta, rss = inverse.T @ factor[-1, :-1], factor[-1, -1] ** 2
    scale = sums.scale
    to_units = np.diag(scale[-1] / scale[at])
    to_units[0] -= scale[-1] * sums.centre[at] / scale[at]
    estimates = to_units @ beta
    estimates[0] += sums.centre[-1]
    logs = 2 * np.log(np.diagonal(factor))
    deviance = freedom * (logs[-1] + 2 * np.log(scale[-1]) + 1 + np.log(2 * np.pi / freedom)) + solved.log_v
    deviance += logs[:-1].sum() + 2 * np.log(scale[at]).sum() if reml else 0.0
    sigma = float(np.sqrt(rss / freedom) * scale[-1])
    days, animals = model.effects(theta, beta)
    return Fit(
        tuple(sums.names[k] for k in at), estimates, to_units @ (inverse.T @ inverse * (rss / (sums.n - p))) @ to_units.T,
        sigma, sigma * theta[0] ** 0.5, theta[2] ** -0.5, float(-deviance / 2), sums.n, p + batch + apart + 2,
        method, batch, sums, theta, days * scale[-1], animals * scale[-1],
    )  # fmt: skip


def _maximise(model: Crossed, free: list[bool], near: Fit | None) -> tuple[float, float, float]:
    """(lam_day, lam_animal, ratio) of the highest likelihood, searched among standard deviations: smooth where one of them is 0."""
    free_at = np.flatnonzero(free)

    def theta_of(x):
        full = np.zeros(3)
        full[free_at] = x
        return (float(full[0] ** 2), float(full[1] ** 2), float(np.exp(np.clip(full[2], -MOST, MOST))))

    def value(x):
        theta = theta_of(x)
        try:
            deviance, slope = model.deviance(theta)
        except np.linalg.LinAlgError:
            return np.inf, np.zeros(len(x))
        full = np.zeros(3)
        full[free_at] = x
        per = np.array([2 / full[0] if full[0] else 0.0, 2 / full[1] if full[1] else 0.0, 1.0])
        return deviance, (slope * per)[free_at]

    start = np.array([0.6, 0.6, 0.0])
    if near is not None and len(near.theta) == 3:
        start = np.array([max(near.theta[0], 1e-4) ** 0.5, max(near.theta[1], 1e-4) ** 0.5, np.log(near.theta[2])])
    start = start[free_at]
    slope = value(start)[1]
    curve = np.array([(value(start + step)[1] - slope) / 1e-4 for step in 1e-4 * np.eye(len(start))])
    sizes, axes = np.linalg.eigh((curve + curve.T) / 2)
    inverse = axes / np.maximum(np.abs(sizes), 1.0) @ axes.T
    found = minimize(value, start, jac=True, method="BFGS", options={"gtol": SLOPE, "hess_inv0": (inverse + inverse.T) / 2})
    return theta_of(found.x)
