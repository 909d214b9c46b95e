"""The IMPC's classification tag: the sentence its pipeline writes about a result, word for word."""

from __future__ import annotations

import numpy as np

from impc_nb.schema import THRESHOLD

SEX_THRESHOLD = 0.05
_PREFIX = "With phenotype threshold value 1e-04 - "


def in_r(p: float) -> str:
    """A number as R pastes it: 15 significant digits, in the shorter of the two ways to write it.

    >>> print(in_r(4.350140644811807e-58), in_r(0.0001056024995597843), in_r(0.0002), in_r(1.0))
    4.35014064481181e-58 0.000105602499559784 2e-04 1
    """
    mantissa, exponent = f"{p:.14e}".split("e")
    scientific = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent):+03d}"
    fixed = np.format_float_positional(float(f"{p:.15g}"), trim="-")
    return fixed if len(fixed) <= len(scientific) else scientific


def mixed_model_tag(p: float, female: tuple | None, male: tuple | None, sexes: list[str], split_p: float | None) -> str:
    """Tag of a mixed model.

    Parameters
    ----------
    p : float
        Genotype p.
    female, male : (estimate, p) or None
        Effects of the split model; None with one sex.
    sexes : list of str
        Sexes analysed.
    split_p : float or None
        p of the 2-df test that both split effects are 0, when genotype x sex is in the final model; None otherwise.

    Examples
    --------
    >>> print(mixed_model_tag(1e-6, None, None, ["male"], None))
    With phenotype threshold value 1e-04 - a significant change for the one sex (male) tested
    """
    one = sexes[0] if len(sexes) == 1 else None
    pf, pm = (side[1] if side and side[1] is not None else 10.0 for side in (female, male))
    if p > THRESHOLD and (split_p is None or split_p > THRESHOLD):
        if one:
            return f"{_PREFIX}no significant change for one sex ({one}) tested"
        if pf < THRESHOLD and pm < THRESHOLD:
            return f"{_PREFIX}Significant for both sex"
        if pf < THRESHOLD < pm or pm < THRESHOLD < pf:
            return f"{_PREFIX}Significant for {'females' if pf < pm else 'males'} only"
        return f"{_PREFIX}no significant change"
    if split_p is None:
        return f"{_PREFIX}a significant change for the one sex ({one}) tested" if one else f"{_PREFIX}both sexes equally"
    word, joint = ("significant", "and") if p < THRESHOLD else ("insignificant", "but")
    if pf >= SEX_THRESHOLD and pm >= SEX_THRESHOLD:
        middle = "but" if p < THRESHOLD else "and"
        rest = ", ".join(f"{name} pvalue = {_short(v)}" for name, v in
                         (("Interaction", split_p), ("Genotype Female", pf), ("Genotype Male", pm)))  # fmt: skip
        return f"Overally {word} [level = 1e-04, pvalue = {in_r(p)}] {middle} cannot classify gender effect [{rest}]"
    head = f"Overally {word} [level =  1e-04 , pvalue =  {in_r(p)} ]; {joint} with phenotype threshold value 1e-04 - "
    if pm >= SEX_THRESHOLD or pf >= SEX_THRESHOLD:
        return head + ("females only" if pm >= SEX_THRESHOLD else "males only")
    if female[0] * male[0] > 0:
        return head + f"different size as {'females' if abs(female[0]) > abs(male[0]) else 'males'} greater"
    return head + "different direction for the sexes"


def _short(p: float) -> str:
    return "< 0.0001" if p < THRESHOLD else in_r(round(p, 4))


_WHERE = {
    (True, True, True): "significant in males{m}, females{f} and in combined dataset{c}",
    (True, False, True): "significant in males{m} and in combined dataset{c}",
    (True, True, False): "significant in females{f} and in combined dataset{c}",
    (True, False, False): "significant in combined dataset only{c}",
    (False, True, True): "significant in males{m} and {in_}females{f} datasets",
    (False, False, True): "significant in males{m} dataset only",
    (False, True, False): "significant in females{f} dataset only",
}
"""(combined, females, males) below the threshold -> what is said; directions are filled in for reference ranges."""


def fisher_tag(p: float, female: float | None, male: float | None, sexes: list[str]) -> str:
    """Tag of a Fisher test, from the p of all animals, females and males (None where there is none).

    >>> print(fisher_tag(1e-9, 1e-6, 0.2, ["female", "male"]))
    With phenotype threshold value 1e-04 - significant in females and in combined dataset
    """
    if len(sexes) == 1:
        if p < THRESHOLD:
            return f"{_PREFIX}significant for the sex ({sexes[0]}) tested"
        return f"Overally insignificant [level = 1e-04, pvalue = {in_r(p)}] and not significant for the only sex ({sexes[0]}) tested"
    below = tuple(v is not None and v < THRESHOLD for v in (p, female, male))
    if not any(below):
        return f"Not significant [level = 1e-04, pvalue = {in_r(p)}] "
    return _PREFIX + _WHERE[below].format(m="", f="", c="", in_="in ")


def range_tag(low: dict[str, float], high: dict[str, float], sexes: list[str]) -> str:
    """Tag of a reference range: p of the low and high tables, keys ``both``, ``female``, ``male``.

    A subset counts when exactly one of its two tables is below the threshold.

    Examples
    --------
    >>> print(range_tag({"both": 1e-9, "male": 1e-6, "female": 1.0}, {"both": 1.0, "male": 1.0, "female": 1.0}, ["female", "male"]))
    With phenotype threshold value 1e-04 - significant in males (Low) and in combined dataset (Low)
    """
    found = {}
    for part in ("both", "female", "male"):
        is_low, is_high = low.get(part, 10.0) < THRESHOLD, high.get(part, 10.0) < THRESHOLD
        if is_low != is_high:
            found[part] = "Low" if is_low else "High"
    if len(sexes) == 1:
        one = sexes[0]
        if "both" not in found:
            return f"Not significant for the one sex ({one}) tested"
        return f"{_PREFIX}significant for the sex ({one}) tested ({found['both']})"
    if not found:
        return "Not significant"
    words = {k: f" ({found[part]})" if part in found else "" for k, part in (("c", "both"), ("f", "female"), ("m", "male"))}
    return _PREFIX + _WHERE[tuple(part in found for part in ("both", "female", "male"))].format(**words, in_="")
