"""The profiled likelihood of the mixed model, its derivatives and its maximum.

Two parameters are left after profiling: ``lam`` = (sd between dates / residual sd)^2 and ``ratio`` = residual precision of the
rows set apart over that of the others. For B = [X y]' V^-1 [X y] (V over sigma^2), -2 log-likelihood is, up to constants,
``freedom * log RSS + log|V| (+ log|X'V^-1 X| for REML)`` with RSS the last squared pivot of B's Cholesky factor. Everything is a
sum over dates: O(dates) per evaluation.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg.lapack import dpotrf, dtrtri

from impc_nb.statistics.day_sums import DaySums
from impc_nb.statistics.welch import NotEstimable

LAM_GRID = np.exp(np.linspace(-15.0, 9.0, 17))
RATIO_GRID = np.exp(np.array([-4.0, -2.0, -0.7, 0.7, 2.0, 4.0]))
NEAR = 3e-4
"""A Newton step below this is the last: convergence is quadratic, what is left is about its square."""
BOUND = 25.0
"""Largest |log| of either parameter: beyond, a likelihood without a maximum (a group without variance) is cut."""


class Profile:
    """-2 log-likelihood of one model as a function of (lam, ratio)."""

    def __init__(self, sums: DaySums, at: list[int], freedom: int, reml: bool):
        self.sums, self.freedom, self.reml, self.size = sums, freedom, reml, len(at)
        self.columns, self.pick = at, sums.position[at][:, at].ravel()
        self.total, self.apart = sums.total[sums.pairs], sums.total_apart[sums.pairs]
        self.plain_weight = sums.weight_by_day if not sums.n_apart else sums.weight_by_day[sums.plain_days]
        self.own_weight = sums.weight_by_day[sums.days_apart]
        # what each pivot counts: the last is RSS, the others are log|X'V^-1X|
        self.share = np.full(self.size, 1.0 if reml else 0.0)
        self.share[-1] = freedom
        self.pair_share = np.full((self.size, self.size), 1.0 if reml else 0.0)
        self.pair_share[-1] = self.pair_share[:, -1] = freedom

    def matrix(self, distinct: np.ndarray) -> np.ndarray:
        """The model's own symmetric matrices from distinct elements, shape (..., size, size)."""
        return distinct[..., self.pick].reshape(*distinct.shape[:-1], self.size, self.size)

    def require_rank(self) -> None:
        """Refuse a column that the others already hold, and a response they explain exactly."""
        b = self.matrix(self.total + self.apart)
        size = np.sqrt(np.diagonal(b))
        if not (size > 0).all():
            raise NotEstimable("A column of the model, or the response, does not vary.")
        factor, fault = dpotrf(b / (size[:, None] * size), lower=1)
        if fault or factor.diagonal().min() < 1e-7:
            raise NotEstimable("A column of the model repeats others, or the model fits exactly.")

    def grid(self, lam: np.ndarray, ratio: np.ndarray) -> np.ndarray:
        """-2 log-likelihood at every pair, shape (lam, ratio)."""
        s = self.sums
        scaled = lam[:, None] * self.plain_weight
        b = (self.total - (lam[:, None] / (1 + scaled)) @ s.plain_products)[:, None] + ratio[:, None] * self.apart
        log_v = np.log1p(scaled).sum(axis=1)[:, None]
        if s.n_apart:
            r, scaled = ratio[:, None], lam[:, None, None] * (self.own_weight + ratio[:, None] * s.weight_by_day_apart)
            c = lam[:, None, None] / (1 + scaled)
            b = b - np.concatenate([c, r * c, r * r * c], axis=2) @ s.apart_products
            log_v = log_v + np.log1p(scaled).sum(axis=2) - s.n_apart * np.log(ratio)
        factors = np.linalg.cholesky(self.matrix(b))
        return 2 * np.log(np.diagonal(factors, axis1=-2, axis2=-1)) @ self.share + log_v

    def at(self, lam: float, ratio: float) -> tuple[float, np.ndarray]:
        """-2 log-likelihood and the Cholesky factor of B at one point."""
        s = self.sums
        scaled = lam * self.plain_weight
        b = self.total - (lam / (1 + scaled)) @ s.plain_products
        log_v = np.log1p(scaled).sum()
        if s.n_apart:
            scaled = lam * (self.own_weight + ratio * s.weight_by_day_apart)
            c = lam / (1 + scaled)
            b += ratio * self.apart - np.concatenate([c, ratio * c, ratio * ratio * c]) @ s.apart_products
            log_v += np.log1p(scaled).sum() - s.n_apart * np.log(ratio)
        factor = _factor(self.matrix(b))
        return float(2 * np.log(factor.diagonal()) @ self.share + log_v), factor

    def derivatives(self, lam: float, ratio: float, apart: bool) -> tuple[float, np.ndarray, np.ndarray]:
        """-2 log-likelihood, its gradient and Hessian in (log lam, log ratio)."""
        s, w = self.sums, self.plain_weight
        d = 1 / (1 + lam * w)
        c1 = lam * d * d
        b = -(np.array([lam * d, c1, c1 * (2 * d - 1)]) @ s.plain_products)
        b[0] += self.total
        lw = lam * w
        parts = np.array([np.log1p(lw).sum(), lw @ d, c1 @ w])
        if s.n_apart:
            extra, logs = self._apart_derivatives(lam, ratio)
            extra[:3] += b
            b, parts = extra if apart else extra[:3], logs + np.append(parts, np.zeros(3))
        matrices = self.matrix(b)
        factor = _factor(matrices[0])
        inverse = dtrtri(factor, lower=1)[0]
        moved = inverse @ matrices[1:] @ inverse.T
        slopes = np.diagonal(moved, axis1=1, axis2=2) @ self.share
        value = float(2 * np.log(factor.diagonal()) @ self.share + parts[0])
        if not apart:
            curve = slopes[1] - (self.pair_share * moved[0] ** 2).sum()
            return value, slopes[:1] + parts[1:2], np.array([[curve + parts[2]]])
        # matrices are B's derivatives by l, ll, r, lr, rr
        gradient = slopes[[0, 2]] + parts[[1, 3]]
        cross = (self.pair_share * moved[[0, 0, 2]] * moved[[0, 2, 2]]).sum(axis=(1, 2))
        ll, lr, rr = slopes[[1, 3, 4]] - cross + parts[[2, 4, 5]]
        return value, gradient, np.array([[ll, lr], [lr, rr]])

    def _apart_derivatives(self, lam, ratio):
        """Contributions of dates with rows set apart: to B and its derivatives by l, ll, r, lr, rr; and to log|V|."""
        s = self.sums
        own = ratio * s.weight_by_day_apart
        w = self.own_weight + own
        d = 1 / (1 + lam * w)
        c = lam * d
        c1, cr = c * d, -c * c * own
        # coefficients of a date's products: own, mixed (times ratio) and the second stratum's (times ratio^2); rows as said above
        rows = np.zeros((6, 3, len(w)))
        rows[:, 0] = c, c1, c1 * (2 * d - 1), cr, -2 * c * c1 * own, cr * (1 - 2 * c * own)
        rows[:, 1:] = rows[:, :1]
        rows[3:, 1] += c, c1, 2 * cr + c
        rows[3:, 2] += 2 * c, 2 * c1, 4 * (cr + c)
        rows[:, 1] *= ratio
        rows[:, 2] *= ratio * ratio
        b = -(rows.reshape(6, -1) @ s.apart_products)
        b[[0, 3, 5]] += ratio * self.apart
        share = c * own
        logs = [np.log1p(lam * w).sum() - s.n_apart * math.log(ratio), c @ w, c1 @ w,
                share.sum() - s.n_apart, c1 @ own, share @ (1 - share)]  # fmt: skip
        return b, np.array(logs)

    def day_effects(self, lam: float, ratio: float, at: list[int], beta: np.ndarray) -> np.ndarray:
        """Best linear unbiased predictions of the dates' effects, in scaled units, shape (dates,)."""
        s = self.sums
        sums, weight = s.by_day.copy(), s.weight_by_day.copy()
        sums[s.days_apart] += ratio * s.by_day_apart
        weight[s.days_apart] += ratio * s.weight_by_day_apart
        return lam / (1 + lam * weight) * (sums[:, -1] - sums[:, at] @ beta)


def _factor(b: np.ndarray) -> np.ndarray:
    """Lower Cholesky factor of a small matrix."""
    factor, fault = dpotrf(b, lower=1)
    if fault:
        raise np.linalg.LinAlgError("not positive definite")
    return factor


def maximise(profile: Profile, batch: bool, apart: bool) -> tuple[float, float]:
    """(lam, ratio) of the highest likelihood; lam is 0 without batch or when dates add nothing.

    >>> from impc_nb.statistics.day_sums import sum_by_day
    >>> s = sum_by_day({"x": np.array([0.0, 0, 1, 1, 0, 1])}, np.array([1.0, 2, 4, 5, 3, 7]), np.array([1, 1, 1, 2, 2, 2]))
    >>> print(f"{maximise(Profile(s, [0, 1, 2], 4, True), True, False)[0]:.4f}")
    1.4032
    """
    if not batch and not apart:
        return 0.0, 1.0
    lams = np.append(0.0, LAM_GRID[::2] if apart else LAM_GRID) if batch else np.zeros(1)
    ratios = _ratio_by_moments(profile) * RATIO_GRID if apart else np.ones(1)
    values = profile.grid(lams, ratios)
    if not apart:
        k = 1 + int(values[1:, 0].argmin())
        lam = _newton_lam(profile, _between(np.log(lams[1:]), values[1:, 0], k - 1))
        if lam > 1e-6 and values[0, 0] > values[k, 0]:
            return lam, 1.0
        return min((profile.at(x, 1.0)[0], x, 1.0) for x in (lam, 0.0))[1:]
    found = []
    if batch:
        inside = 1 + int(np.argmin(values[1:].min(axis=1)))
        found.append(_newton(profile, lams[inside], ratios[int(np.argmin(values[inside]))]))
    if not batch or found[0][1] < 1e-6 or values[0].min() <= values.min():
        found.append(_newton(profile, 0.0, ratios[int(np.argmin(values[0]))]))
    return min(found)[1:]


def _between(x: np.ndarray, values: np.ndarray, k: int) -> float:
    """Minimum of the parabola through a grid's smallest value and its neighbours."""
    if 0 < k < len(x) - 1:
        below, above = values[k - 1] - values[k], values[k + 1] - values[k]
        if below + above > 0:
            return float(x[k] + (x[k + 1] - x[k]) * 0.5 * (below - above) / (below + above))
    return float(x[k])


def _newton_lam(profile: Profile, log: float) -> float:
    """Newton's method in log lam alone."""
    value, gradient, hessian = profile.derivatives(math.exp(log), 1.0, False)
    for _ in range(60):
        slope, curve = float(gradient[0]), float(hessian[0, 0])
        step = -slope / curve if curve > 0 else -math.copysign(1.0, slope)
        step = max(-2.0, min(2.0, step))
        if abs(step) < NEAR:
            return math.exp(max(-BOUND, min(BOUND, log + step)))
        for halving in range(40):
            new = max(-BOUND, min(BOUND, log + step / 2**halving))
            trial = profile.derivatives(math.exp(new), 1.0, False)
            if trial[0] <= value + 1e-11 * abs(value):
                break
        if new == log:
            break
        log, (value, gradient, hessian) = new, trial
    return math.exp(log)


def _ratio_by_moments(profile: Profile) -> float:
    """Ratio of the strata's residual precisions after plain least squares."""
    b, own = profile.matrix(profile.total + profile.apart), profile.matrix(profile.apart)
    v = np.append(-np.linalg.solve(b[:-1, :-1], b[:-1, -1]), 1.0)
    rss_apart, rss = float(v @ own @ v), float(v @ b @ v)
    s = profile.sums
    ratio = (rss - rss_apart) / max(s.n - s.n_apart, 1) / max(rss_apart / s.n_apart, 1e-12 * rss)
    return float(np.clip(ratio, 1e-4, 1e4))


def _newton(profile: Profile, lam: float, ratio: float) -> tuple[float, float, float]:
    """Newton's method in log ratio and, when lam is above 0, log lam: (-2 log-likelihood, lam, ratio)."""
    log = np.array([math.log(lam) if lam > 0 else -math.inf, math.log(ratio)])
    value, gradient, hessian = profile.derivatives(lam, ratio, True)
    for _ in range(60):
        move = _step(gradient, hessian, lam > 0)
        if max(abs(move)) < NEAR:
            log = _bounded(log + move)
            break
        for halving in range(40):
            new = _bounded(log + move / 2**halving)
            trial = _tried(profile, math.exp(new[0]), math.exp(new[1]))
            if trial is not None and trial[0] <= value + 1e-11 * abs(value):
                break
        if trial is None or (new == log).all():
            break
        log, (value, gradient, hessian) = new, trial
    lam, ratio = math.exp(log[0]), math.exp(log[1])
    return profile.at(lam, ratio)[0], lam, ratio


def _tried(profile: Profile, lam: float, ratio: float):
    """Derivatives, or None where the likelihood cannot be computed: a ratio so extreme that rounding decides."""
    try:
        return profile.derivatives(lam, ratio, True)
    except np.linalg.LinAlgError:
        return None


def _bounded(log: np.ndarray) -> np.ndarray:
    return np.array([x if x == -math.inf else min(max(x, -BOUND), BOUND) for x in log])


def _step(gradient: np.ndarray, hessian: np.ndarray, both: bool) -> np.ndarray:
    """Newton step in (log lam, log ratio), made a descent where the curvature is not positive; at most 2 in either."""
    (g, h), ((a, b), (_, c)) = gradient.tolist(), hessian.tolist()
    determinant = a * c - b * b
    if not both:
        step = np.array([0.0, -h / c if c > 0 else -math.copysign(1.0, h)])
    elif a > 0 and determinant > 1e-8 * a * c:
        step = np.array([b * h - c * g, b * g - a * h]) / determinant
    else:
        values, vectors = np.linalg.eigh(hessian)
        size = np.maximum(np.abs(values), 1e-8 * max(1.0, np.abs(values).max()))
        step = -vectors @ (vectors.T @ gradient / size)
    return step * min(1.0, 2 / max(abs(step).max(), 1e-300))
