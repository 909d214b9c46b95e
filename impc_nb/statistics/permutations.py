"""A permutation p beside the model's: genotype labels shuffled within sex and day, variances estimated again each time.

Shuffling within sex and day leaves every sum per date as it is; only the cross products of genotype with response and body weight
move. All shufflings therefore share the dates' part of the likelihood and are fitted side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impc_nb.statistics.day_sums import DaySums, sum_by_day
from impc_nb.statistics.design import Design, Rows, column
from impc_nb.statistics.likelihood import LAM_GRID, Profile
from impc_nb.statistics.selection import Selection
from impc_nb.statistics.welch import NotEstimable


@dataclass(frozen=True)
class PermutationTest:
    """How often a shuffled genotype gives at least the observed |t|."""

    p_value: float
    """(count + 1) / (permutations + 1)."""
    observed: float
    """t of the genotype column."""
    permutations: int
    movable: int
    """Mutants measured on a day with a wildtype of their sex: only they can change places."""


def permutation_p(design: Design, selection: Selection, permutations: int = 1000, seed: int = 1) -> PermutationTest:
    """Permutation test of the genotype in the final model.

    Parameters
    ----------
    design, selection
        As an analysis leaves them in ``Result.details``.
    permutations : int
        How many shufflings, at least 1.
    seed : int
        Of the random numbers, so that a page shows the same p twice.

    Returns
    -------
    PermutationTest
        Two-sided. Terms, batch and window weights stay as chosen; the variances between and within days are estimated anew each time.
        The statistic is t with one residual variance for both genotypes: shuffled labels have no variance of their own.

    Raises
    ------
    NotEstimable
        If no mutant can change places: every mutant is alone with its sex on its day.

    Warnings
    --------
    Days with mutants only contribute nothing: with few movable mutants the smallest possible p is large.

    References
    ----------
    Winkler et al. (2014). NeuroImage 92, 381-397 (restricted permutation). doi:10.1016/j.neuroimage.2014.01.060

    Examples
    --------
    >>> from impc_nb.statistics.design import full_terms
    >>> from impc_nb.statistics.selection import select
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 3.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, n // 12, np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, False))
    >>> print(permutation_p(design, select(design), 99).p_value)
    0.01
    """
    if permutations < 1:
        raise NotEstimable("At least one permutation is needed.")
    rows, terms = design.rows_of(selection.fit), selection.fit.names[1:]
    sums = sum_by_day({t: column(rows, t) for t in terms}, rows.y, rows.day, rows.window)
    mutants, movable = _shuffled(rows, permutations, np.random.default_rng(seed))
    t = _many_t(sums, _moved(sums, rows, mutants), selection.batch)
    exceed = int((np.abs(t[1:]) >= abs(t[0]) * (1 - 1e-9)).sum())
    return PermutationTest((exceed + 1) / (permutations + 1), float(t[0]), permutations, movable)


def _shuffled(rows: Rows, permutations: int, random: np.random.Generator) -> tuple[np.ndarray, int]:
    """Rows that are mutants, as observed and in each shuffling, shape (1 + permutations, movable mutants)."""
    cell = np.unique(rows.day * 2 + rows.male, return_inverse=True)[1]
    chosen = []
    for k in np.unique(cell[rows.mutant]):
        here = np.flatnonzero(cell == k)
        inside = rows.mutant[here]
        if inside.all():
            continue
        draws = np.argsort(random.random((permutations, len(here))), axis=1)[:, : inside.sum()]
        chosen.append(np.concatenate([here[inside][None, :], here[draws]]))
    if not chosen:
        raise NotEstimable("No mutant was measured beside a wildtype of its sex on the same day: labels cannot be shuffled within days.")
    mutants = np.concatenate(chosen, axis=1)
    return mutants, mutants.shape[1]


def _moved(sums: DaySums, rows: Rows, mutants: np.ndarray) -> np.ndarray:
    """Change of the distinct cross products in each shuffling, shape (1 + permutations, q (q + 1) / 2)."""
    i, j = sums.pairs
    change = np.zeros((len(mutants), len(i)))
    scaled = (sums.columns - sums.centre) / sums.scale
    weights = np.ones(sums.n) if sums.weights is None else sums.weights
    males = rows.male[mutants]
    for name, factor in (("genotype", np.ones_like(males)), ("genotype:sex", males)):
        if name not in sums.names:
            continue
        g = sums.names.index(name)
        for other in ("weight", "y"):
            if other in sums.names:
                k = sums.names.index(other)
                along = (factor * (weights * scaled[:, k])[mutants]).sum(axis=1) / sums.scale[g]
                change[:, np.flatnonzero(((i == g) & (j == k)) | ((i == k) & (j == g)))[0]] = along - along[0]
    return change


def _many_t(sums: DaySums, change: np.ndarray, batch: bool) -> np.ndarray:
    """t of the genotype for every set of cross products, each at its own REML optimum."""
    size = len(sums.names)
    profile = Profile(sums, list(range(size)), sums.n - size + 1, True)
    profile.require_rank()
    lam = np.zeros(len(change))
    if batch:
        lams = np.append(0.0, LAM_GRID)
        scaled = lams[:, None] * sums.weight_by_day
        b = (sums.total[sums.pairs] - (lams[:, None] / (1 + scaled)) @ sums.plain_products)[:, None] + change
        values = _deviance(profile, b) + np.log1p(scaled).sum(axis=1)[:, None]
        lam = _many_newton(profile, change, lams[values.argmin(axis=0)])
    b = sums.total[sums.pairs] - (lam[:, None] / (1 + lam[:, None] * sums.weight_by_day)) @ sums.plain_products + change
    factor = np.linalg.cholesky(profile.matrix(b))
    inverse = np.linalg.inv(factor[:, :-1, :-1])
    g = sums.names.index("genotype")
    estimate = (inverse[:, :, g] * factor[:, -1, :-1]).sum(axis=1)
    variance = (inverse[:, :, g] ** 2).sum(axis=1) * factor[:, -1, -1] ** 2 / profile.freedom
    return estimate / np.sqrt(variance)


def _deviance(profile: Profile, b: np.ndarray) -> np.ndarray:
    factors = np.linalg.cholesky(profile.matrix(b))
    return 2 * np.log(np.diagonal(factors, axis1=-2, axis2=-1)) @ profile.share


def _many_newton(profile: Profile, change: np.ndarray, lam: np.ndarray) -> np.ndarray:
    """Newton's method in log lam, all shufflings side by side; those that start at 0 stay there."""
    s, log, free = profile.sums, np.log(np.maximum(lam, 1e-300)), lam > 0
    for _ in range(12):
        at = np.flatnonzero(free)
        if not len(at):
            break
        here = np.exp(log[at])[:, None]
        d = 1 / (1 + here * s.weight_by_day)
        c1 = here * d * d
        b = -(np.stack([here * d, c1, c1 * (2 * d - 1)]) @ s.plain_products)
        b[0] += s.total[s.pairs] + change[at]
        matrices = profile.matrix(b)
        inverse = np.linalg.inv(np.linalg.cholesky(matrices[0]))
        moved = inverse @ matrices[1:] @ inverse.transpose(0, 2, 1)
        slopes = np.diagonal(moved, axis1=-2, axis2=-1) @ profile.share
        first = slopes[0] + (here * d) @ s.weight_by_day
        second = slopes[1] - (profile.pair_share * moved[0] ** 2).sum(axis=(1, 2)) + c1 @ s.weight_by_day
        step = np.where(second > 0, -first / np.where(second > 0, second, 1.0), -np.sign(first))
        log[at] += np.clip(step, -2, 2)
        free[at] = (np.abs(step) > 1e-4) & (np.abs(log[at]) < 20)
    return np.where(lam > 0, np.exp(np.clip(log, -25, 25)), 0.0)
