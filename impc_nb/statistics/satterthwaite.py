"""Degrees of freedom of a contrast that know how uncertain the variances are, by Satterthwaite's approximation."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from impc_nb.statistics import likelihood, repeated
from impc_nb.statistics.mixed_model import Fit

STEP, LEAST = 0.1, 1e-4
"""Step of differences in the logarithm of a variance ratio; below this ratio a variance counts as 0 and is not varied."""


def degrees_of_freedom(fit: Fit, shares: np.ndarray, animal: np.ndarray | None = None) -> np.ndarray:
    """Degrees of freedom of sums of coefficients of a REML fit.

    Parameters
    ----------
    fit : Fit
        By REML, with or without batch and variance per group.
    shares : array of shape (sums, coefficients)
        How much of each coefficient is in each sum.
    animal : array of shape (rows,), optional
        The animals of the fit, where it has a random effect of them.

    Returns
    -------
    array of shape (sums,)
        At most rows - coefficients; fewer where the variances between days or animals, on which the sum's standard error rests, are
        known from few of them.

    Warnings
    --------
    nlme, and so the IMPC, counts otherwise (rows and dates alone): published p-values do not use this.

    References
    ----------
    Giesbrecht & Burns (1985). Biometrics 41, 477-486. doi:10.2307/2530872

    Examples
    --------
    >>> from impc_nb.statistics.mixed_model import fit_mixed_model
    >>> n = np.arange(60)
    >>> f = fit_mixed_model({"x": n // 5 % 2 * 1.0}, np.sin(7.0 * n) + 3 * np.cos(3.0 * (n // 5)), n // 5)
    >>> print(f"{degrees_of_freedom(f, np.array([[0.0, 1.0]]))[0]:.1f} of {f.n - 2}")
    10.0 of 58
    """
    at = [fit.sums.names.index(name) for name in fit.names]
    freedom = fit.n - len(at)
    log_v = _evaluator(fit, at, freedom, shares / fit.sums.scale[at], animal)
    free = [k for k, theta in enumerate(fit.theta) if theta > LEAST and (k < len(fit.theta) - 1 or fit.sums.n_apart)]
    start = np.log(np.maximum(fit.theta, 1e-300))

    def moved(*steps: tuple[int, float]) -> np.ndarray:
        log = start.copy()
        for k, step in steps:
            log[k] += step
        return log_v(tuple(np.where(np.array(fit.theta) > 0, np.exp(log), 0.0).tolist()))

    here, size = moved(), len(free)
    slope, curve = np.zeros((size, len(shares))), np.zeros((size, size))
    for i, k in enumerate(free):
        ahead, behind = moved((k, STEP)), moved((k, -STEP))
        slope[i] = (ahead[1:] - behind[1:]) / (2 * STEP)
        curve[i, i] = (ahead[0] + behind[0] - 2 * here[0]) / STEP**2
    for (i, k), (j, m) in combinations(enumerate(free), 2):
        same, other = moved((k, STEP), (m, STEP))[0] + moved((k, -STEP), (m, -STEP))[0], moved((k, STEP), (m, -STEP))[0]
        curve[i, j] = curve[j, i] = (same - other - moved((k, -STEP), (m, STEP))[0]) / (4 * STEP**2)
    sizes, axes = np.linalg.eigh(curve) if size else (np.zeros(0), np.zeros((0, 0)))
    known = sizes > 1e-6
    return 1 / (1 / freedom + ((axes.T @ slope)[known] ** 2 / sizes[known, None]).sum(axis=0))


def _evaluator(fit: Fit, at: list[int], freedom: int, shares: np.ndarray, animal: np.ndarray | None) -> Callable[[tuple], np.ndarray]:
    """-2 log-likelihood and log variance of each sum, at any variance ratios, residual variance at its best."""
    if animal is None:
        profile = likelihood.Profile(fit.sums, [*at, len(fit.sums.names) - 1], freedom, True)
    else:
        crossed = repeated.Crossed(fit.sums, animal, at, freedom, True)

    def log_v(theta: tuple) -> np.ndarray:
        if animal is None:
            deviance, factor = profile.at(*theta)
        else:
            solved = crossed.solve(theta)
            factor = np.linalg.cholesky(solved.b)
            deviance = 2 * np.log(np.diagonal(factor)) @ crossed.share + solved.log_v
        along = np.linalg.solve(factor[:-1, :-1], shares.T)
        return np.append(deviance, np.log((along**2).sum(axis=0)) + 2 * np.log(factor[-1, -1]))

    return log_v
