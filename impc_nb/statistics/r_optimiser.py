"""Where R's optimiser stops, so that published effect sizes can be repeated digit by digit.

The IMPC fits with nlme's ``lme`` and ``opt = "optim"``: 25 steps of expectation-maximisation without weights give a start, then R's BFGS
with slopes from differences climbs until a step gains less than 1e-7 of the objective. That is short of the optimum by so much that
effect sizes differ in the 4th digit. Only effect sizes, percentage changes and the p "as published" use this; all other numbers come
from the exact optimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.linalg.lapack import dtrtri

from impc_nb.statistics.day_sums import DaySums, sum_by_day
from impc_nb.statistics.likelihood import Profile

START, STEPS = 0.375**2, 25
"""nlme's start: the precision between dates over the residual one is this times the rows per date; then so many EM steps."""
TOLERANCE, DIFFERENCE = 1e-7, 1e-3
"""nlme's msTol; optim's step for slopes."""
SHRINK, ACCEPT, SAME = 0.2, 1e-4, 10.0
"""Line search of Nash's variable metric method as R sets it."""
MOST = 1500
FARTHEST = 150.0
"""Largest |log| of a variance ratio that a wild step may try: its square is still a number."""


def maximise_as_r(profile: Profile, batch: bool, apart: bool) -> tuple[float, float]:
    """(lam, ratio) where R stops; see :func:`impc_nb.statistics.likelihood.maximise` for the optimum itself.

    Not for conclusions: in flat likelihoods R may stop far from the optimum, and units of measurement change where it stops.

    References
    ----------
    Nash (1990). Compact Numerical Methods for Computers, algorithm 21. doi:10.1201/9781315139784
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS, 2.2.8 (start by EM). doi:10.1007/b98882

    Examples
    --------
    >>> s = sum_by_day({"x": np.array([0.0, 0, 1, 1, 0, 1])}, np.array([1.0, 2, 4, 5, 3, 7]), np.array([1, 1, 1, 2, 2, 2]))
    >>> print(f"{maximise_as_r(Profile(s, [0, 1, 2], 4, True), True, False)[0]:.4f}")
    1.4033
    """
    if not batch and not apart:
        return 0.0, 1.0
    s = profile.sums
    scales = profile.freedom * math.log(s.scale[-1]) - s.log_weights / 2
    if profile.reml:
        scales += float(np.log(s.scale[profile.columns[:-1]]).sum())
    mutant_first = apart and bool(s.stratum[0])  # nlme's reference variance is that of the first row

    def theta_of(x: np.ndarray) -> tuple[float, float]:
        """R's parameters are log(residual sd / sd between dates) and log(second sd / first sd)."""
        lam = _bounded_exp(-2 * x[0]) if batch else 0.0
        if not apart:
            return lam, 1.0
        second = _bounded_exp(-2 * x[-1])
        return (lam * second, 1 / second) if mutant_first else (lam, second)

    def minus_log_likelihood(x: np.ndarray) -> float:
        try:
            return profile.at(*theta_of(x))[0] / 2 + scales
        except np.linalg.LinAlgError:
            return math.inf

    start = [-0.5 * math.log(_expectation_maximisation(s, profile))] if batch else []
    return theta_of(variable_metric(minus_log_likelihood, np.array([*start, 0.0] if apart else start)))


def _bounded_exp(x: float) -> float:
    return math.exp(max(-FARTHEST, min(FARTHEST, x)))


def _expectation_maximisation(sums: DaySums, profile: Profile) -> float:
    """lam after nlme's EM steps, which know neither weights nor a variance per group."""
    columns = {f"{k}": sums.columns[:, k] for k in profile.columns[1:-1]}
    plain = sum_by_day(columns, sums.columns[:, -1], sums.day_of_row)
    equal = Profile(plain, list(range(len(columns) + 2)), profile.freedom, profile.reml)
    rows, lam = plain.weight_by_day, plain.n_days / (START * plain.n)
    for _ in range(STEPS):
        shrink = 1 / (1 + lam * rows)
        less = np.array([lam * shrink, lam * shrink * shrink]) @ plain.plain_products
        inverse = dtrtri(np.linalg.cholesky(equal.matrix(equal.total - less[0])), lower=1)[0]
        slope = (lam * rows) @ shrink - (inverse @ equal.matrix(less[1]) * inverse).sum(axis=1) @ equal.share
        lam *= 1 - slope / plain.n_days
    return lam


def variable_metric(value: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """R's ``optim(x, value, method = "BFGS", control = list(reltol = 1e-7))``: the point where it stops.

    Examples
    --------
    >>> print(variable_metric(lambda x: (x[0] - 1) ** 2 + 10 * (x[1] - x[0]) ** 2, np.array([3.0, 0.0])).round(3))
    [1. 1.]
    """

    def slope(at: np.ndarray) -> np.ndarray:
        return np.array([(value(at + step) - value(at - step)) / (2 * DIFFERENCE) for step in DIFFERENCE * np.eye(len(at))])

    least, gradient, made, reset = value(x), slope(x), 1, 1
    while made < MOST:
        if made == reset:
            metric = np.eye(len(x))
        before, direction = x, -metric @ gradient
        falls = float(direction @ gradient)
        stuck, done = True, True
        if falls < 0:
            x, found, length = _line_search(value, before, direction, falls, least)
            stuck = found is None
            done = stuck or not abs(found - least) > TOLERANCE * (abs(least) + TOLERANCE)
            least = least if stuck else found
        if done:
            if made == reset:
                return x
            reset = made
            continue
        after = slope(x)
        made += 1
        step, change = length * direction, after - gradient
        along = float(step @ change)
        if along > 0:
            moved = metric @ change
            curve = 1 + float(moved @ change) / along
            metric = metric + (curve * np.outer(step, step) - np.outer(step, moved) - np.outer(moved, step)) / along
        else:
            reset = made
        gradient = after
        if made - reset > 2 * len(x):
            reset = made
    return x


def _line_search(value, x, direction, falls, least):
    """New point, its value and the step's length; None for the value when the step has shrunk to nothing."""
    length = 1.0
    while True:
        new = x + length * direction
        if (SAME + x == SAME + new).all():
            return new, None, length
        found = value(new)
        if math.isfinite(found) and found <= least + falls * length * ACCEPT:
            return new, found, length
        length *= SHRINK
