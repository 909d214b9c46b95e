"""Calls about a whole line: viability with its Mendelian test, fertility. The category comes from the centre, not from a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import binom

from impc_nb.number_words import p_value
from impc_nb.statistics.welch import NotEstimable

EXPECTED = 0.25
"""Share of homozygotes among pups of two heterozygotes."""
LEAST_PUPS = 28
"""With fewer pups the IMPC does not call a line lethal or subviable."""
TERMS = {"lethal": "MP:0011100", "subviable": "MP:0011110", "infertile male": "MP:0001925", "infertile female": "MP:0001926"}


@dataclass(frozen=True)
class LineCall:
    """A call about a line."""

    category: str
    """viable, subviable, lethal, fertile, infertile or "too few pups"."""
    abnormal: bool
    mp_term_id: str | None
    p_value: float | None
    """Of a test that was computed; None otherwise, never a placeholder."""
    p_value_of: str
    """Which test it is; empty without one."""
    sentence: str


@dataclass(frozen=True)
class PupCounts:
    """Pups of heterozygous crosses."""

    homozygotes: int
    heterozygotes: int
    wildtypes: int

    @property
    def pups(self) -> int:
        return self.homozygotes + self.heterozygotes + self.wildtypes


def pup_counts(points: Mapping, sex: str | None = None) -> PupCounts:
    """Counts from a viability points file of the IMPC.

    Parameters
    ----------
    points : mapping
        The file's JSON: ``series`` of ``parameterName`` and ``dataPoint``.
    sex : str, optional
        ``female`` or ``male``; all pups when left out.

    Raises
    ------
    NotEstimable
        If a count is missing, negative or no whole number.

    Examples
    --------
    >>> names = ("Total homozygotes", "Total heterozygotes", "Total WTs")
    >>> print(pup_counts({"series": [{"parameterName": n, "dataPoint": k} for n, k in zip(names, (2, 19, 9), strict=True)]}).pups)
    30
    """
    ending = {None: ("homozygotes", "heterozygotes", "WTs")}.get(sex, tuple(f"{k} {sex}s" for k in ("homozygous", "heterozygous", "WT")))
    series = points.get("series") if isinstance(points, Mapping) else None
    named = {str(part.get("parameterName")): part.get("dataPoint") for part in series or [] if isinstance(part, Mapping)}
    counts = []
    for name in ending:
        value = named.get(f"Total {name}")
        if not isinstance(value, int | float) or value < 0 or value != int(value):
            raise NotEstimable(f"The count 'Total {name}' is {str(value)[:20]!r}: a whole number of pups is needed.")
        counts.append(int(value))
    return PupCounts(*counts)


def mendelian_p(homozygotes: int, pups: int) -> float:
    """Probability of so few homozygotes, or fewer, when a quarter is expected (binomial, one-sided).

    Parameters
    ----------
    homozygotes, pups : int
        Counts, 0 <= homozygotes <= pups.

    Raises
    ------
    NotEstimable
        If the counts are impossible or there is no pup.

    Returns
    -------
    float
        Between 0 and 1.

    Warnings
    --------
    Only for crosses of two heterozygotes and autosomal genes; pups of a litter are taken as independent.

    References
    ----------
    Dickinson et al. (2016). Nature 537, 508-514. doi:10.1038/nature19356

    Examples
    --------
    >>> print(f"{mendelian_p(0, 30):.6g}")
    0.000178582
    """
    if pups < 1 or not 0 <= homozygotes <= pups:
        raise NotEstimable(f"{homozygotes} homozygotes among {pups} pups: impossible counts, or no pup at all.")
    return float(binom.cdf(homozygotes, pups, EXPECTED))


def viability_call(counts: PupCounts, supplied: str | None = None) -> LineCall:
    """Call of a viability screen.

    Parameters
    ----------
    counts : PupCounts
        Pups of crosses of heterozygotes.
    supplied : str, optional
        The centre's own outcome, such as "Homozygous - Lethal"; it wins. Without it: lethal without homozygotes, subviable below half
        of the expected share (12.5 %), else viable.

    Returns
    -------
    LineCall
        ``p_value`` is our Mendelian test of the counts.

    Raises
    ------
    NotEstimable
        If there is no pup, or ``supplied`` names no category.

    Warnings
    --------
    The category is the centre's or a rule of shares; the test does not decide it. Not for crosses other than of two heterozygotes.

    References
    ----------
    Dickinson et al. (2016). Nature 537, 508-514. doi:10.1038/nature19356

    Examples
    --------
    >>> print(viability_call(PupCounts(1, 102, 50)).sentence)
    Subviable: 1 of 153 pups is homozygous, 38.2 expected (Mendelian test, p 4.0×10⁻¹⁸). The category is not decided by this test.
    """
    n, seen = counts.pups, counts.homozygotes
    p = mendelian_p(seen, n)
    if supplied:
        found = re.search(r"sub-?viable|lethal|viable", supplied, re.IGNORECASE)
        if not found:
            raise NotEstimable(f"The outcome {supplied[:60]!r} is none of viable, subviable, lethal.")
        category = found.group().lower().replace("-", "")
    elif n < LEAST_PUPS:
        category = "too few pups"
    else:
        category = "lethal" if seen == 0 else "subviable" if seen / n < EXPECTED / 2 else "viable"
    how = "supplied by the centre" if supplied else "not decided by this test"
    sentence = (f"{category.capitalize()}: {seen} of {n} pups {'is' if seen == 1 else 'are'} homozygous, {EXPECTED * n:.1f} expected "
                f"(Mendelian test, p {p_value(p)}). The category is {how}.")  # fmt: skip
    return LineCall(category, category in TERMS, TERMS.get(category), p, "Mendelian test of homozygotes, ours", sentence)


def fertility_call(outcome: str, sex: str) -> LineCall:
    """Call of a fertility screen: the centre's outcome, without a p-value because none is computed.

    ``outcome`` is "fertile" or "infertile", ``sex`` female or male; anything else raises NotEstimable.

    >>> print(fertility_call("Infertile", "male").sentence)
    Males infertile, as supplied by the centre; no test is computed.
    """
    word = outcome.strip().lower()
    if word not in ("fertile", "infertile") or sex not in ("female", "male"):
        raise NotEstimable(f"The outcome {outcome[:40]!r} of {sex[:20]!r} animals is not 'fertile' or 'infertile' of females or males.")
    abnormal = word == "infertile"
    sentence = f"{sex.capitalize()}s {word}, as supplied by the centre; no test is computed."
    return LineCall(word, abnormal, TERMS[f"infertile {sex}"] if abnormal else None, None, "", sentence)


def supplied_sentence(published: Mapping) -> str:
    """What to show in place of the p-value of a result "Supplied as data": its 0 or 1 is a placeholder, not a probability.

    >>> print(supplied_sentence({"p_value": 0.0, "significant": True, "mp_term_name": "preweaning lethality, complete penetrance"}))
    Called abnormal by the centre (preweaning lethality, complete penetrance); no p-value was computed.
    """
    p = published.get("p_value")
    if p is not None and 0 < p < 1:
        return f"Supplied by the centre with p {p_value(p)}, which the centre computed."
    if not published.get("significant"):
        return "Called normal by the centre; no p-value was computed."
    term = published.get("mp_term_name")
    return f"Called abnormal by the centre{f' ({term})' if term else ''}; no p-value was computed."
