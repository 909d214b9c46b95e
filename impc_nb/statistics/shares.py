"""Shares of animals, and differences between shares, with intervals that hold for few animals and for none or all of them."""

from __future__ import annotations

import math

import pandas as pd

from impc_nb.statistics.welch import NotEstimable

_Z = 1.959963984540054  # 97.5 % point of the standard normal


def share_interval(seen: int, n: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson's score method.

    Parameters
    ----------
    seen, n : int
        Animals with it and all of them, 0 <= seen <= n.

    Returns
    -------
    tuple
        Lower and upper limit, between 0 and 1.

    Raises
    ------
    NotEstimable
        If the counts are impossible or there is no animal.

    References
    ----------
    Wilson, E. B. (1927). J. Am. Stat. Assoc. 22, 209-212. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> print("{:.4f} {:.4f}".format(*share_interval(81, 263)))
    0.2553 0.3662
    """
    if n < 1 or not 0 <= seen <= n:
        raise NotEstimable(f"{seen} of {n} animals: impossible counts, or no animal at all.")
    share, z2 = seen / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def share_difference(mutant: int, mutants: int, wildtype: int, wildtypes: int) -> tuple[float, float, float]:
    """Mutant - wildtype of two shares with Newcombe's 95 % interval (his method 10: from Wilson's limits, no correction).

    Parameters
    ----------
    mutant, mutants, wildtype, wildtypes : int
        Animals with it and all of them, in both groups.

    Returns
    -------
    tuple
        Difference, lower and upper limit, between -1 and 1.

    Raises
    ------
    NotEstimable
        As :func:`share_interval`.

    Warnings
    --------
    Of one category, chosen because it differs most, the interval is no test; Fisher's test looks at all of them.

    References
    ----------
    Newcombe, R. G. (1998). Stat. Med. 17, 873-890 (table II, contrast (a)).
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    >>> print("{:.4f} {:.4f} {:.4f}".format(*share_difference(56, 70, 48, 80)))
    0.2000 0.0524 0.3339
    """
    low_m, high_m = share_interval(mutant, mutants)
    low_w, high_w = share_interval(wildtype, wildtypes)
    one, other = mutant / mutants, wildtype / wildtypes
    low = one - other - math.hypot(one - low_m, high_w - other)
    high = one - other + math.hypot(high_m - one, other - low_w)
    return one - other, max(-1.0, low), min(1.0, high)


def most_differing(gaps: pd.Series) -> str:
    """The category whose share differs most; of two that differ alike, the one mutants show more.

    ``gaps`` holds mutant - wildtype by category, without missing values and not empty.

    >>> print(most_differing(pd.Series({"normal": -0.5, "abnormal": 0.5})))
    abnormal
    """
    return str(gaps.idxmax() if gaps.max() > -gaps.min() - 1e-9 else gaps.idxmin())
