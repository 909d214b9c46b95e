"""Categories: Fisher's exact test of response level against genotype, all animals and per sex."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
from scipy.stats.contingency import association, odds_ratio

from impc_nb.statistics.welch import NotEstimable

MOST_STATES = 400_000


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


def level_table(levels: np.ndarray, mutant: np.ndarray) -> pd.DataFrame:
    """Counts of each level in wildtypes and mutants; levels sorted, empty ones and missing values left out."""
    known = ~pd.isna(levels)
    levels, mutant = np.asarray(levels, object)[known], np.asarray(mutant, bool)[known]
    names = sorted(set(levels))
    rows = [[int((~mutant & (levels == n)).sum()), int((mutant & (levels == n)).sum())] for n in names]
    return pd.DataFrame(rows, index=pd.Index(names, name="level"), columns=["control", "experimental"], dtype="int64")


def fisher_exact(table: pd.DataFrame) -> TableTest:
    """Fisher's exact test of a table with any number of levels and two groups.

    Parameters
    ----------
    table : DataFrame of shape (levels, 2)
        Counts, columns ``control`` and ``experimental``.

    Returns
    -------
    TableTest
        p is the probability, given the margins, of a table no more likely than this one (with R's relative slack of 1e-7), summed in
        whole numbers. It is 1 when only one level or one group holds animals.

    Raises
    ------
    NotEstimable
        If a count is negative, or so many levels and animals that the tables cannot be listed.

    Warnings
    --------
    It does not know dates or centres, and treats litter mates as independent.

    References
    ----------
    Fisher (1922). Journal of the Royal Statistical Society 85, 87-94. doi:10.2307/2340521

    Examples
    --------
    >>> t = fisher_exact(pd.DataFrame({"control": [4, 891], "experimental": [4, 9]}, index=["5", "6"]))
    >>> print(f"p {t.p_value:.4g}, difference {t.effect_size:.3f}, odds ratio {t.odds_ratio:.4f}")
    p 1.723e-06, difference 0.303, odds ratio 0.0106
    """
    counts = table.to_numpy(dtype=object)
    if (table.to_numpy() < 0).any():
        raise NotEstimable("A count is negative: Fisher's test needs numbers of animals.")
    counts = counts[[sum(row) > 0 for row in counts]]
    totals = [sum(int(r[k]) for r in counts) for k in (0, 1)]
    if len(counts) < 2 or min(totals) == 0:
        return TableTest(table, 1.0, None, None, None)
    small = int(totals[1] > totals[0])  # enumerate the smaller group
    part = [int(r[1 - small]) for r in counts]
    p = _tail([int(sum(r)) for r in counts], part)
    shares = counts.astype(float) / np.array(totals, float)
    ratio = None
    if len(counts) == 2:
        ratio = float(odds_ratio(counts.astype(int), kind="conditional").statistic)
    v = float(association(counts.astype(int), method="cramer", correction=False))
    return TableTest(table, p, float(np.abs(shares[:, 1] - shares[:, 0]).max()), ratio, v)


def _tail(sizes: list[int], observed: list[int]) -> float:
    """Probability of tables at most as likely as the observed one: two halves of the levels, met in the middle."""
    drawn, weight = sum(observed), 1
    for n, x in zip(sizes, observed, strict=True):
        weight *= comb(n, x)
    limit = weight * 10_000_001  # in units of 1e-7
    order = sorted(sizes)
    left, right = _states(order[::2], drawn), _states(order[1::2], drawn)
    total = 0
    for k, ways in left.items():
        others = sorted(right.get(drawn - k, {}).items())
        values, sums = [w for w, _ in others], [0]
        for w, count in others:
            sums.append(sums[-1] + w * count)
        for w, count in ways.items():
            total += w * count * sums[bisect_right(values, limit // (w * 10_000_000))]
    return min(1.0, total / comb(sum(sizes), drawn))


def _states(sizes: list[int], drawn: int) -> dict[int, Counter]:
    """For each number of animals drawn from these levels: how often each product of binomials occurs."""
    states = {0: Counter({1: 1})}
    for n in sizes:
        new: dict[int, Counter] = {}
        for k, ways in states.items():
            for x in range(min(n, drawn - k) + 1):
                factor, here = comb(n, x), new.setdefault(k + x, Counter())
                for w, count in ways.items():
                    here[w * factor] += count
            if sum(map(len, new.values())) > MOST_STATES:
                raise NotEstimable(f"{2 * len(sizes)} levels for {drawn} animals: too many tables to list; merge rare levels.")
        states = new
    return states


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
        ``both``, and ``female`` and ``male`` when both sexes are there.

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
            tests[sex] = fisher_exact(level_table(levels[rows], mutant[rows]))
    return tests
