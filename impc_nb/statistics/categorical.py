"""Categories: Fisher's exact test of response level against genotype, all animals and per sex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, log

import numpy as np
import pandas as pd
from scipy.stats.contingency import association, odds_ratio

from impc_nb.statistics.welch import NotEstimable

MOST_PATHS = 1_000_000
R_SLACK = 3.45254e-7
"""How much larger the log probability of a table with more than two levels may be and still count as equal, in R."""


@dataclass(frozen=True)
class TableTest:
    """Fisher's test of one table."""

    table: pd.DataFrame
    """Counts; one row per level, columns ``control`` and ``experimental``."""
    p_value: float
    effect_size: float | None
    """Largest difference between groups in the share of a level, 0 to 1; None when there is nothing to compare."""
    odds_ratio: float | None
    """Conditional maximum likelihood estimate, 2 x 2 tables only: odds of the first level in wildtypes over those in mutants."""
    cramers_v: float | None
    """Association, 0 to 1, chi-square uncorrected. Ours: the IMPC does not publish it."""


def level_table(levels: np.ndarray, mutant: np.ndarray, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Counts of each level in wildtypes and mutants; missing values left out, levels those observed (sorted) unless named.

    >>> print(level_table(np.array(["no", "yes", "no", None], object), np.array([False, True, True, True])).to_numpy().tolist())
    [[1, 1], [0, 1]]
    """
    known = ~pd.isna(levels)
    levels, mutant = np.asarray(levels, object)[known], np.asarray(mutant, bool)[known]
    names = sorted(set(levels)) if names is None else list(names)
    rows = [[int((~mutant & (levels == n)).sum()), int((mutant & (levels == n)).sum())] for n in names]
    return pd.DataFrame(rows, index=pd.Index(names, name="level"), columns=["control", "experimental"], dtype="int64")


def fisher_exact(table: pd.DataFrame) -> TableTest:
    """Fisher's exact test of a table with any number of levels and two groups.

    Parameters
    ----------
    table : DataFrame of shape (levels, 2)
        Counts, columns ``control`` and ``experimental``. A level without animals adds nothing, but a table of three levels is treated
        as R treats those, even when one is empty.

    Returns
    -------
    TableTest
        p is the probability, given the margins, of a table no more likely than this one. Ties are R's: a relative slack of 1e-7 for two
        levels, summed in whole numbers, and of 3.45e-7 for more, summed by logarithms as R does, so that published digits are
        met (about 1e-11 relative from the exact sum). It is 1 when only one level or one group holds animals.

    Raises
    ------
    NotEstimable
        If a count is negative or no whole number, or so many levels and animals that the tables cannot be listed.

    Warnings
    --------
    It does not know dates or centres, and treats litter mates as independent.

    References
    ----------
    Fisher (1922). Journal of the Royal Statistical Society 85, 87-94. doi:10.2307/2340521
    Mehta & Patel (1983). Journal of the American Statistical Association 78, 427-434. doi:10.1080/01621459.1983.10477989

    Examples
    --------
    >>> t = fisher_exact(pd.DataFrame({"control": [4, 891], "experimental": [4, 9]}, index=["5", "6"]))
    >>> print(f"p {t.p_value:.4g}, difference {t.effect_size:.3f}, odds ratio {t.odds_ratio:.4f}")
    p 1.723e-06, difference 0.303, odds ratio 0.0106
    """
    counts = table.to_numpy(dtype=object)
    numbers = table.to_numpy(float)
    if counts.shape[1:] != (2,) or not ((numbers >= 0) & (numbers == np.round(numbers)) & np.isfinite(numbers)).all():
        raise NotEstimable("A count is negative, missing or no whole number: Fisher's test needs numbers of animals in two groups.")
    two = len(counts) == 2
    counts = counts[[sum(row) > 0 for row in counts]]
    totals = [sum(int(r[k]) for r in counts) for k in (0, 1)]
    if len(counts) < 2 or min(totals) == 0:
        return TableTest(table, 1.0, None, None, None)
    small = int(totals[1] > totals[0])  # enumerate the smaller group
    sizes, part = [int(sum(r)) for r in counts], [int(r[1 - small]) for r in counts]
    p = (_two_by_two if two else _network)(sizes, part)
    shares = counts.astype(float) / np.array(totals, float)
    ratio = float(odds_ratio(counts.astype(int), kind="conditional").statistic) if two else None
    v = float(association(counts.astype(int), method="cramer", correction=False))
    return TableTest(table, p, float(np.abs(shares[:, 1] - shares[:, 0]).max()), ratio, v)


def _two_by_two(sizes: list[int], observed: list[int]) -> float:
    """Sum of the probabilities of 2 x 2 tables at most as likely as the observed one, in whole numbers."""
    (a, b), drawn = sizes, sum(observed)
    first = max(0, drawn - b)
    ways = [comb(a, first) * comb(b, drawn - first)]
    for x in range(first, min(a, drawn)):
        ways.append(ways[-1] * ((a - x) * (drawn - x)) // ((x + 1) * (b - drawn + x + 1)))
    limit = ways[observed[0] - first] * 10_000_001
    return min(1.0, sum(w for w in ways if w * 10_000_000 <= limit) / comb(a + b, drawn))


@lru_cache(8)
def _log_factorials(n: int) -> np.ndarray:
    """log 0! to log n!, each by R's recurrence: its rounding is in the 12th digit of published p-values."""
    logs = [0.0, 0.0, log(2.0)]
    for i in range(3, n + 1, 2):
        logs.append(logs[-1] + log(i))
        half = (i + 1) // 2
        logs.append(logs[i] + logs[2] + logs[half] - logs[half - 1])
    return np.array(logs)


def _network(sizes: list[int], observed: list[int]) -> float:
    """The same for more levels: level by level, smallest first, paths that lead to the same log probability as one.

    A path all of whose ends are likely enough to leave out, or unlikely enough to count, is not followed (Mehta & Patel 1983).
    """
    f, levels, drawn = _log_factorials(sum(sizes)), sorted(sizes), sum(observed)
    ways = [f[n] - f[: n + 1] - f[n::-1] for n in levels]  # log of the ways to draw x of a level
    limit = R_SLACK + sum(f[n] - (f[x] + f[n - x]) for n, x in zip(sizes, observed, strict=True))
    every = f[sum(sizes)] - f[drawn] - f[sum(sizes) - drawn]
    most, least = _bounds(ways, drawn)
    paths, total, left = {drawn: (np.zeros(1), np.ones(1))}, 0.0, sum(sizes)
    for k, way in enumerate(ways):
        left -= levels[k]
        new: dict[int, list] = {}
        followed = 0
        for open_, (past, times) in paths.items():
            for x in range(max(0, open_ - left), min(levels[k], open_) + 1):
                rest, here = open_ - x, past + way[x]
                counted = here + most[k + 1][rest] <= limit
                total += float(times[counted] @ np.exp(past[counted] + (f[left] - f[rest] - f[left - rest] - every + way[x])))
                follow = ~counted & (here + least[k + 1][rest] <= limit)
                if follow.any():
                    new.setdefault(rest, []).append((here[follow], times[follow]))
                    followed += len(new[rest][-1][0])
            if followed > MOST_PATHS:
                raise NotEstimable(f"{len(sizes)} levels for {drawn} animals: too many tables to list; merge rare levels.")
        paths = {rest: _merged(parts) for rest, parts in new.items()}
    return min(1.0, total)


def _bounds(ways: list[np.ndarray], drawn: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Largest and smallest log number of ways to draw 0, 1, ... animals from the levels k, k + 1, ..., for each k."""
    most, least = [np.append(0.0, np.full(drawn, -np.inf))], [np.append(0.0, np.full(drawn, np.inf))]
    for way in reversed(ways):
        for bound, pick in ((most, np.max), (least, np.min)):
            bound.insert(0, np.array([pick(way[: r + 1] + bound[0][r::-1][: len(way)]) for r in range(drawn + 1)]))
    return most, least


def _merged(parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Paths of the same length as one, with how often it occurs."""
    past, times = (np.concatenate(part) for part in zip(*parts, strict=True))
    _, first, which = np.unique(np.round(past, 8), return_index=True, return_inverse=True)
    return past[first], np.bincount(which, times)


def fisher_by_sex(levels: np.ndarray, mutant: np.ndarray, male: np.ndarray) -> dict[str, TableTest]:
    """Fisher's test of all animals (``both``), and of each sex when both sexes were measured.

    Parameters
    ----------
    levels : array of shape (n,)
        Observed category; missing ones are left out, the category "No data" is kept as one (as the IMPC does).
    mutant, male : boolean arrays of shape (n,)

    Returns
    -------
    dict
        ``both``, and ``female`` and ``male`` when both sexes are there: each sex has the levels of all animals, as in OpenStats.

    Raises
    ------
    NotEstimable
        As :func:`fisher_exact`, whose source and limits are these.

    Examples
    --------
    >>> levels = np.array(["present"] * 20 + ["absent"] * 4, object)
    >>> tests = fisher_by_sex(levels, np.arange(24) > 17, np.arange(24) % 2 == 0)
    >>> print({part: f"{test.p_value:.4f}" for part, test in tests.items()})
    {'both': '0.0014', 'female': '0.0455', 'male': '0.0455'}
    """
    tests = {"both": fisher_exact(level_table(levels, mutant))}
    if len(set(male)) == 2:
        for sex, rows in (("female", ~male), ("male", male)):
            tests[sex] = fisher_exact(level_table(levels[rows], mutant[rows], tests["both"].table.index))
    return tests
