"""Numbers and p-values as people write them: a true minus, powers of ten, no more digits than they carry."""

from __future__ import annotations

import math

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, unit: str = "", digits: int = 3, sign: bool = False) -> str:
    """A number for people: significant digits, a true minus, the unit after a thin space.

    >>> print(number(-0.74794, "cm", sign=True), "|", number(1234.5), "|", number(12, "%"))
    −0.748 cm | 1230 | 12 %
    """
    if value is None or not math.isfinite(value):
        return "not known"
    if value == 0:
        text = "0"
    elif abs(value) < 1e-6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{float(mantissa):g}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"
    else:
        places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        rounded = round(value, digits - 1 - math.floor(math.log10(abs(value))))
        text = f"{rounded:.{places}f}"
        if places and "." in text:
            text = text.rstrip("0").rstrip(".") or "0"
    text = ("+" if sign and value > 0 else "") + text.replace("-", "−")
    return f"{text} {unit}".strip()


def p_value(p: float | None) -> str:
    """A p-value for people; 0 is what the IMPC publishes when a p-value is below what its software can hold.

    >>> print(p_value(2.4158e-12), "|", p_value(0.0412), "|", p_value(0.0), "|", p_value(None))
    2.4×10⁻¹² | 0.041 | 0 (below 10⁻¹⁶) | not computed
    """
    if p is None or not math.isfinite(p):
        return "not computed"
    if p == 0:
        return "0 (below 10⁻¹⁶)"
    if p >= 0.001:
        return f"{p:.2g}"
    mantissa, exponent = f"{p:.1e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def apart(unit: str) -> str:
    """The unit of a difference: two percentages are so many percentage points apart."""
    return "percentage points" if unit == "%" else unit
