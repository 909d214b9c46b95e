"""The soft window found from the raw points: bandwidth first, then shape, by how much neighbouring fits differ.

Window weights depend on the date alone, so sums of cross products per date are taken once and every candidate costs O(dates).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dtrtri
from scipy.special import fdtr

from impc_nb.statistics import likelihood
from impc_nb.statistics.day_sums import DaySums, sum_by_day
from impc_nb.statistics.design import Design, Rows, column
from impc_nb.statistics.r_sampler import r_sample
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.windowing import THRESHOLD, window_weights

SHAPES = np.exp(np.linspace(np.log(0.5), np.log(10.0), 50))[::-1]
MOST_PEAKS, SEED = 15, 123456


@dataclass(frozen=True)
class Window:
    """A soft window and what it keeps."""

    bandwidth: float
    """Half width in days."""
    shape: float
    """Steepness of the edges, per day."""
    peaks: tuple[int, ...]
    """Days the mutants were measured, since 1970-01-01."""
    min_obs_required: int
    total_obs: int
    """Rows with weight at or above the threshold on days with two such rows or more."""
    searched: int = 0
    """How many candidates were fitted."""

    def weights(self, days: np.ndarray) -> np.ndarray:
        """Weight of each day, shape as ``days``."""
        return window_weights(days, self.peaks, self.bandwidth, self.shape)


@dataclass(eq=False)
class _Days:
    """Unweighted sums per date, and the fit of the full model at any weight per date."""

    sums: DaySums
    days: np.ndarray
    cross: np.ndarray
    at: list[int]

    def spread(self, weights: np.ndarray) -> tuple[int, float, float] | None:
        """(rows kept, variance of residuals, variance of fitted values); None when the model cannot be fitted."""
        s, counts = self.sums, self.sums.weight_by_day
        keep = (weights >= THRESHOLD) & (counts >= 2)
        w, n = weights[keep], int(counts[keep].sum())
        if keep.sum() < 2 or n <= len(self.at):
            return None
        i, j = s.pairs
        total = np.empty((len(s.names),) * 2)
        total[i, j] = total[j, i] = w @ self.cross[keep]
        part = DaySums(s.names, None, s.centre, s.scale, w, None, np.arange(len(w)), total, s.total_apart, s.by_day[keep] * w[:, None],
                       counts[keep] * w, s.days_apart, s.by_day_apart, s.weight_by_day_apart, n, 0, 0.0)  # fmt: skip
        profile = likelihood.Profile(part, [*self.at, len(s.names) - 1], n - len(self.at), True)
        try:
            profile.require_rank()
            theta = likelihood.maximise(profile, True, False)
            factor = profile.at(*theta)[1]
        except (NotEstimable, np.linalg.LinAlgError):
            return None
        beta = dtrtri(factor[:-1, :-1], lower=1)[0].T @ factor[-1, :-1]
        effects = profile.day_effects(*theta, self.at, beta)
        residual, fitted = np.zeros(len(s.names)), np.zeros(len(s.names))
        residual[-1], residual[self.at], fitted[self.at] = 1, -beta, beta
        return n, self._variance(keep, residual, -effects), self._variance(keep, fitted, effects)

    def _variance(self, keep: np.ndarray, v: np.ndarray, effects: np.ndarray) -> float:
        """Variance over the kept rows of ``v @ row + effect of its date``."""
        i, j = self.sums.pairs
        pairs = np.where(i == j, 1.0, 2.0) * v[i] * v[j]
        along, counts = self.sums.by_day[keep] @ v, self.sums.weight_by_day[keep]
        n, total = counts.sum(), (along + counts * effects).sum()
        squares = (self.cross[keep] @ pairs + 2 * effects * along + counts * effects**2).sum()
        return float((squares - total**2 / n) / (n - 1))


def _days(design: Design, terms: tuple[str, ...]) -> _Days:
    rows = design.rows.take(design.complete("weight" in terms))
    sums = sum_by_day({t: column(rows, t) for t in terms}, rows.y, rows.day)
    z = (sums.columns - sums.centre) / sums.scale
    i, j = sums.pairs
    return _Days(sums, rows.day[sums.starts], np.add.reduceat(z[:, i] * z[:, j], sums.starts, axis=0), list(range(len(terms) + 1)))


def _candidates(days: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Bandwidths to try, in days, ascending."""
    longest = max(1.0, float(np.abs(np.subtract.outer(peaks, [days.min(), days.max()])).max()))
    count = int(min(500, max(1, days.max() - days.min())))
    return np.unique(np.round(np.exp(np.linspace(0.0, np.log(longest), count))))


def _f_test(new: tuple[int, float, float], old: tuple[int, float, float], which: int) -> float:
    """Two-sided p that two variances are equal, as R's var.test prints it."""
    if not (new[which] > 0 and old[which] > 0):
        return 1.0
    p = fdtr(new[0] - 1, old[0] - 1, new[which] / old[which])
    return 2 * min(p, 1 - p)


def _score(new, old) -> float:
    """SmoothWin's score of a step: small when residuals or fitted values change.

    a and b test residuals and fitted values for equal variance; c and d were meant as t tests but the released code repeats the
    variance tests, so c = a and d = b.
    """
    a, b = _f_test(new, old, 1), _f_test(new, old, 2)
    c, d = a, b
    crossed = a * c + b * c + a * d + b * d + a * b * c + a * b * d + a * c * d + b * c * d + a * b * c * d
    return (c + d + c * d) + (a + b + a * b) + crossed


def _choose(fits: list, bound: float) -> int:
    """Index of the first candidate with the smallest score among those that keep enough rows; -1 when none does."""
    made = [k for k, f in enumerate(fits) if f is not None]
    best, chosen = np.inf, -1
    for k, following in zip(made, [*made, None][1:], strict=True):
        score = np.inf if following is None else _score(fits[following], fits[k])
        if fits[k][0] >= bound and (score < best or chosen < 0):
            best, chosen = score, k
    return chosen


def search_window(design: Design, terms: tuple[str, ...]) -> Window:
    """Find bandwidth and shape as SmoothWin does.

    Parameters
    ----------
    design : Design
        Rows of the ordinary analysis, in order of date.
    terms : tuple of str
        The full model (before selection); rows incomplete for it are left out.

    Returns
    -------
    Window
        Bandwidth in days, shape per day.

    Raises
    ------
    NotEstimable
        If all animals were measured on one day.

    Warnings
    --------
    More than 15 mutant days: R draws 15 with a fixed seed, and so does this. R's other random steps (jitter of constant vectors) are
    not repeated.

    References
    ----------
    Haselimashhadi et al. (2020). Bioinformatics 36, 1492-1500. doi:10.1093/bioinformatics/btz744

    Examples
    --------
    >>> from impc_nb.statistics.design import full_terms
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 40 == 7), n % 40 == 7, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, weight=False))
    >>> found = search_window(design, design.terms)
    >>> print(found.peaks, found.min_obs_required)
    (0, 90, 210) 120
    """
    table = _days(design, terms)
    rows = design.rows.take(design.complete("weight" in terms))
    if len(table.days) < 2:
        raise NotEstimable("All animals were measured on one day: there is no window to search.")
    peaks, required = _peaks(rows), required_rows(rows)
    lengths = _candidates(rows.day, peaks)
    fits = [table.spread(window_weights(table.days, peaks, length, SHAPES[0])) for length in lengths]
    chosen = _choose(fits, min(required + int(rows.mutant.sum()), len(rows)))
    bandwidth = float(lengths[chosen])  # -1, the longest, when none keeps enough
    by_shape = [table.spread(window_weights(table.days, peaks, bandwidth, shape)) for shape in SHAPES]
    shape = float(SHAPES[max(_choose(by_shape, 0), 0)])
    return window_at(rows, bandwidth, shape, len(fits) + len(by_shape))


def window_at(rows: Rows, bandwidth: float, shape: float, searched: int = 0) -> Window:
    """The window of given bandwidth (days) and shape (per day) around the mutants' days.

    Raises
    ------
    NotEstimable
        If bandwidth or shape is not a number above 0.

    Examples
    --------
    >>> rows = Rows(np.arange(6.0), np.arange(6) == 3, np.zeros(6, bool), np.array([0, 0, 50, 50, 900, 900]), np.full(6, np.nan))
    >>> print(window_at(rows, bandwidth=100, shape=1).total_obs)
    4
    """
    if not (np.isfinite([bandwidth, shape]).all() and min(bandwidth, shape) > 0):
        raise NotEstimable(f"A window of bandwidth {bandwidth:g} and shape {shape:g}: both must be above 0.")
    peaks = _peaks(rows)
    days, counts = np.unique(rows.day, return_counts=True)
    kept = (window_weights(days, peaks, bandwidth, shape) >= THRESHOLD) & (counts >= 2)
    return Window(bandwidth, shape, tuple(int(p) for p in peaks), required_rows(rows), int(counts[kept].sum()), searched)


def _peaks(rows: Rows) -> np.ndarray:
    """The mutants' days; of more than 15, those R draws."""
    peaks = np.unique(rows.day[rows.mutant])
    return np.sort(peaks[r_sample(len(peaks), MOST_PEAKS, SEED)]) if len(peaks) > MOST_PEAKS else peaks


def required_rows(rows: Rows) -> int:
    """How many rows a window should keep: 35 per sex and mutant day, or pi sqrt(n) for a single day.

    >>> n = np.arange(400)
    >>> print(required_rows(Rows(n * 1.0, n % 100 == 7, n % 2 == 1, n // 10, np.full(400, np.nan))))
    280
    """
    n, peaks = len(rows), len(_peaks(rows))
    each = 35 * len(set(rows.male)) if peaks > 1 else max(np.pi * np.sqrt(n), 35)
    return int(np.ceil(min(n, max(each * peaks, int(rows.mutant.sum())))))
