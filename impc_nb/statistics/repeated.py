"""The mixed model with two random intercepts: date of experiment and animal, for animals measured more than once.

Animals are eliminated one by one, dates by a Cholesky factor of their joint matrix: O(animals + dates^3) per likelihood. Used only
where animals repeat; without repeats :mod:`impc_nb.statistics.mixed_model` is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from impc_nb.statistics import likelihood
from impc_nb.statistics.day_sums import DaySums
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.welch import NotEstimable


class _Crossed:
    """V over sigma^2 = D + lam_day Zd Zd' + lam_animal Za Za', and what is needed of its inverse.

    An animal measured once only adds to its row's variance; those measured again are eliminated one by one.
    """

    def __init__(self, sums: DaySums, animal: np.ndarray, at: list[int]):
        self.sums, self.at = sums, at
        self.z = ((sums.columns - sums.centre) / sums.scale)[:, [*at, len(sums.names) - 1]]
        self.day = sums.day_of_row
        self.w = np.ones(sums.n) if sums.weights is None else sums.weights
        number, times = np.unique(animal, return_inverse=True, return_counts=True)[1:]
        self.again = times[number] > 1
        self.animal = np.unique(number[self.again], return_inverse=True)[1]
        same = np.argsort(self.animal, kind="stable")
        first = np.searchsorted(self.animal[same], np.arange(len(same) and self.animal.max() + 1))
        size = np.diff(np.append(first, len(same)))
        self.pairs = np.array([(same[a + i], same[a + j]) for a, n in zip(first, size, strict=True) for i in range(n) for j in range(n)],
                              int).reshape(-1, 2).T  # fmt: skip

    def _sum(self, values: np.ndarray, size: int, by: np.ndarray) -> np.ndarray:
        return np.stack([np.bincount(by, column, size) for column in values.T], axis=1)

    def solve(self, lam_day: float, lam_animal: float, ratio: float):
        """[X y]' V^-1 [X y], log|V|, and what the predictions need."""
        w = self.w if self.sums.stratum is None else self.w * np.where(self.sums.stratum, ratio, 1.0)
        again, days = self.again, self.sums.n_days
        per_animal = np.bincount(self.animal, w[again])
        shrink = lam_animal / (1 + lam_animal * per_animal)
        log_v = np.log1p(lam_animal * per_animal).sum() + np.log1p(lam_animal * w[~again]).sum() - np.log(w).sum()
        own = np.where(again, w, w / (1 + lam_animal * w))
        wz = own[:, None] * self.z
        za = self._sum(wz[again], len(per_animal), self.animal)
        b = self.z.T @ wz - (za * shrink[:, None]).T @ za
        joint = None
        if lam_day > 0:
            (i, j), day, wa = self.pairs, self.day[again], w[again]
            less = np.bincount(day[i] * days + day[j], shrink[self.animal[i]] * wa[i] * wa[j], days * days).reshape(days, days)
            k = np.eye(days) + lam_day * (np.diag(np.bincount(self.day, own, days)) - less)
            zd = self._sum(wz, days, self.day) - self._sum((wa * shrink[self.animal])[:, None] * za[self.animal], days, day)
            factor = cho_factor(k, lower=True, overwrite_a=True, check_finite=False)
            joint = (factor, zd)
            b = b - lam_day * zd.T @ cho_solve(factor, zd, check_finite=False)
            log_v += 2 * np.log(np.diagonal(factor[0])).sum()
        return b, log_v, joint, (w, shrink)

    def deviance(self, theta, freedom: int, reml: bool) -> float:
        b, log_v, _, _ = self.solve(*theta)
        logs = 2 * np.log(np.diagonal(np.linalg.cholesky(b)))
        return float(freedom * logs[-1] + (logs[:-1].sum() if reml else 0.0) + log_v)

    def effects(self, theta, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Predicted effects of dates and of each row's animal, in scaled units."""
        lam_day, _, _ = theta
        _, _, joint, (w, shrink) = self.solve(*theta)
        v = np.append(-beta, 1.0)
        days = lam_day * cho_solve(joint[0], joint[1] @ v) if joint else np.zeros(self.sums.n_days)
        left = self.z @ v - days[self.day]
        animals = theta[1] * w / (1 + theta[1] * w) * left
        animals[self.again] = (shrink * np.bincount(self.animal, (w * left)[self.again]))[self.animal]
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

    Raises
    ------
    NotEstimable
        If the rows cannot carry the model.

    References
    ----------
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882
    """
    at, apart = [0, *(sums.names.index(n) for n in names)], apart and sums.n_apart > 0
    p, reml = len(at), method == "REML"
    if sums.n <= p or batch and sums.n_days < 2:
        raise NotEstimable(f"{sums.n} rows on {sums.n_days} dates cannot carry this model.")
    freedom = sums.n - p if reml else sums.n
    likelihood.Profile(sums, [*at, len(sums.names) - 1], freedom, reml).require_rank()
    model = _Crossed(sums, animal, at)
    theta = _maximise(model, freedom, reml, [batch, True, apart], near)
    b, log_v, _, _ = model.solve(*theta)
    factor = np.linalg.cholesky(b)
    inverse = np.linalg.inv(factor[:-1, :-1])
    beta, rss = inverse.T @ factor[-1, :-1], factor[-1, -1] ** 2
    scale = sums.scale
    to_units = np.diag(scale[-1] / scale[at])
    to_units[0] -= scale[-1] * sums.centre[at] / scale[at]
    estimates = to_units @ beta
    estimates[0] += sums.centre[-1]
    logs = 2 * np.log(np.diagonal(factor))
    deviance = freedom * (logs[-1] + 2 * np.log(scale[-1]) + 1 + np.log(2 * np.pi / freedom)) + log_v
    deviance += logs[:-1].sum() + 2 * np.log(scale[at]).sum() if reml else 0.0
    sigma = float(np.sqrt(rss / freedom) * scale[-1])
    days, animals = model.effects(theta, beta)
    return Fit(
        tuple(sums.names[k] for k in at), estimates, to_units @ (inverse.T @ inverse * (rss / (sums.n - p))) @ to_units.T,
        sigma, sigma * theta[0] ** 0.5, theta[2] ** -0.5, float(-deviance / 2), sums.n, p + batch + apart + 2,
        method, batch, sums, theta, days * scale[-1], animals * scale[-1],
    )  # fmt: skip


def _maximise(model: _Crossed, freedom: int, reml: bool, free: list[bool], near: Fit | None) -> tuple[float, float, float]:
    """(lam_day, lam_animal, ratio) of the highest likelihood."""
    free_at = np.flatnonzero(free)

    def theta_of(x):
        theta = np.array([0.0, 0.0, 1.0])
        theta[free_at] = np.exp(np.clip(x, -likelihood.BOUND, likelihood.BOUND))
        return tuple(theta.tolist())

    def slope(x):
        steps = 1e-4 * np.eye(len(x))
        ahead, behind = (np.array([model.deviance(theta_of(x + sign * h), freedom, reml) for h in steps]) for sign in (1, -1))
        return (ahead - behind) / 2e-4

    start = np.array([-1.0, -1.0, 0.0])
    if near is not None and len(near.theta) == 3:
        start = np.log(np.clip(near.theta, 1e-5, 1e5))
    run = minimize(lambda x: model.deviance(theta_of(x), freedom, reml), start[free_at], jac=slope, method="L-BFGS-B",
                   bounds=[(-15.0, 15.0)] * len(free_at), options={"ftol": 1e-11, "gtol": 1e-4})  # fmt: skip
    return theta_of(run.x)
