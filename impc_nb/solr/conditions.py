"""Conditions on the fields of a core, written in Python: read as Solr reads them, and answered on a table just the same.

>>> print((field("marker_symbol") == "Dclk1") & field("p_value").between(0, 1e-4))
marker_symbol:Dclk1 AND p_value:[0 TO 0.0001]
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impc_nb.schema import NotFound, nearest
from impc_nb.tables import SEVERAL

_WORD = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", re.ASCII)
_WORDS_OF_SOLR = {"AND", "OR", "NOT", "TO"}
_HELD = {"number": "a number", "flag": "True or False", "date": "a date such as 2019-05-01T00:00:00Z", "text": "a text", "texts": "texts"}
EVERYTHING = "*:*"


class Condition:
    """What documents must fulfil. ``a & b`` both, ``a | b`` one of them, ``~a`` the opposite; ``str`` gives it as Solr reads it."""

    def __and__(self, other: Condition) -> Condition:
        return Both("AND", _flat("AND", self, other))

    def __or__(self, other: Condition) -> Condition:
        return Both("OR", _flat("OR", self, other))

    def __invert__(self) -> Condition:
        return self.of if isinstance(self, Not) else Not(self)

    def __bool__(self) -> bool:
        raise NotFound("Conditions are joined with & (both), | (one of them) and ~ (not), each in brackets; not with and, or, not.")


@dataclass(frozen=True)
class Both(Condition):
    """Several conditions, all of which (AND) or one of which (OR) must hold."""

    how: str
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        said = [f"({part})" if isinstance(part, Both) else str(part) for part in self.parts]
        negative = [isinstance(part, Not) for part in self.parts]
        if self.how == "OR":  # Solr finds nothing by an opposite alone
            said = [f"({EVERYTHING} AND {text})" if no else text for text, no in zip(said, negative, strict=True)]
        elif all(negative):
            said = [EVERYTHING, *said]
        return f" {self.how} ".join(said)

    def fields(self) -> list[tuple[str, tuple]]:
        return [one for part in self.parts for one in part.fields()]

    def holds(self, table: pd.DataFrame, kinds: Mapping[str, str]) -> np.ndarray:
        found = [part.holds(table, kinds) for part in self.parts]
        return np.logical_and.reduce(found) if self.how == "AND" else np.logical_or.reduce(found)


@dataclass(frozen=True)
class Not(Condition):
    """The opposite of a condition; documents without the field fulfil it, as in Solr."""

    of: Condition

    def __str__(self) -> str:
        return f"NOT ({self.of})" if isinstance(self.of, Both) else f"NOT {self.of}"

    def fields(self) -> list[tuple[str, tuple]]:
        return self.of.fields()

    def holds(self, table: pd.DataFrame, kinds: Mapping[str, str]) -> np.ndarray:
        return ~self.of.holds(table, kinds)


@dataclass(frozen=True)
class OneOf(Condition):
    """A field that holds one of some values, exactly."""

    name: str
    values: tuple

    def __str__(self) -> str:
        said = [quoted(value) for value in self.values]
        return f"{self.name}:{said[0]}" if len(said) == 1 else f"{self.name}:({' OR '.join(said)})"

    def fields(self) -> list[tuple[str, tuple]]:
        return [(self.name, self.values)]

    def holds(self, table: pd.DataFrame, kinds: Mapping[str, str]) -> np.ndarray:
        if self.name not in table:
            return np.zeros(len(table), bool)
        return _any(table[self.name], kinds[self.name], lambda column: column.isin(self.values))


@dataclass(frozen=True)
class Between(Condition):
    """A field that holds a value of a range, its ends included; an end may be open. Open on both ends: the field is there."""

    name: str
    low: object
    high: object

    def __str__(self) -> str:
        return f"{self.name}:[{_end(self.low)} TO {_end(self.high)}]"

    def fields(self) -> list[tuple[str, tuple]]:
        return [(self.name, tuple(end for end in (self.low, self.high) if end is not None))]

    def holds(self, table: pd.DataFrame, kinds: Mapping[str, str]) -> np.ndarray:
        if self.name not in table:
            return np.zeros(len(table), bool)

        def inside(column: pd.Series) -> pd.Series:
            there = column.notna()
            there &= self.low is None or column >= self.low
            return there & (self.high is None or column <= self.high)

        return _any(table[self.name], kinds[self.name], inside)


class field:  # noqa: N801 - reads as a word in a condition
    """A field of a core, to be compared: ``field("sex") == "female"``, ``field("p_value") <= 1e-4``, ``field("zygosity").one_of(...)``."""

    __hash__ = None

    def __init__(self, name: str):
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,80}", name, re.ASCII):
            raise NotFound(f"{str(name)[:100]!r} is no field of a core; a field has a name such as marker_symbol.")
        self.name = name

    def __eq__(self, value) -> Condition:
        return OneOf(self.name, (_value(value),))

    def __ne__(self, value) -> Condition:
        return ~(self == value)

    def __ge__(self, value) -> Condition:
        return Between(self.name, _value(value), None)

    def __le__(self, value) -> Condition:
        return Between(self.name, None, _value(value))

    def between(self, low, high) -> Condition:
        """From ``low`` to ``high``, both included, as Solr's ``[low TO high]``."""
        return Between(self.name, _value(low), _value(high))

    def one_of(self, *values) -> Condition:
        """One of some values, given one by one or as one list."""
        given = values[0] if len(values) == 1 and not isinstance(values[0], str) and isinstance(values[0], Iterable) else values
        listed = tuple(dict.fromkeys(_value(value) for value in given))
        if not listed:
            raise NotFound(f"No value is given for {self.name!r} to be one of.")
        return OneOf(self.name, listed)

    def known(self) -> Condition:
        """The field is there, whatever it holds; ``~`` of it: it is missing."""
        return Between(self.name, None, None)


def quoted(value: object) -> str:
    """A value as Solr reads it: a word or a number as it is, all else in quotes, in which nothing but itself is meant."""
    if isinstance(value, bool):
        return str(value).lower()
    text = _number(value) if isinstance(value, int | float) else str(value)
    if _WORD.fullmatch(text) and text not in _WORDS_OF_SOLR or (isinstance(value, int | float) and value >= 0):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _end(value: object) -> str:
    if value is None:
        return "*"
    return _number(value) if isinstance(value, int | float) else value if _DATE.fullmatch(value) else quoted(value)


def _number(value: float) -> str:
    return repr(value) if isinstance(value, int) else repr(float(value)).removesuffix(".0")


def _value(value: object) -> object:
    """A value fit for a condition: text, number or flag."""
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise NotFound(
            f"{str(value)[:60]!r} cannot be asked for: a value is a text, a number, True or False; .known() asks whether there is one."
        )
    if isinstance(value, str) and (not value.strip() or len(value) > 1000):
        raise NotFound("A text that is asked for has from 1 to 1,000 characters.")
    return value


def _flat(how: str, *parts: Condition) -> tuple[Condition, ...]:
    for part in parts:
        if not isinstance(part, Condition):
            raise NotFound(f"{str(part)[:60]!r} is no condition; one is field('marker_symbol') == 'Myo6', each in brackets where joined.")
    return tuple(one for part in parts for one in (part.parts if isinstance(part, Both) and part.how == how else (part,)))


def _any(column: pd.Series, kind: str, test) -> np.ndarray:
    """Which rows hold a value that passes; a missing one never does, and of several texts one is enough."""
    if kind != "texts":
        return test(column).fillna(False).to_numpy(bool) & column.notna().to_numpy()
    single = column.str.split(SEVERAL, regex=False).explode()
    passed = test(single).fillna(False).to_numpy(bool) & single.notna().to_numpy()
    return np.bincount(np.repeat(np.arange(len(column)), _lengths(column))[passed], minlength=len(column)).astype(bool)


def _lengths(column: pd.Series) -> np.ndarray:
    return column.str.count(re.escape(SEVERAL)).fillna(0).to_numpy(int) + 1


def checked(condition: Condition | None, core: str, kinds: Mapping[str, str]) -> Condition | None:
    """The condition, if the core has its fields and they can hold its values.

    Raises
    ------
    NotFound
        If it has not, with the nearest fields; or if a number, flag or text is compared with something else.
    """
    for name, values in condition.fields() if condition is not None else ():
        known(name, core, kinds)
        for value in values:
            kind = kinds[name]
            if not {"number": not isinstance(value, bool | str), "flag": isinstance(value, bool)}.get(kind, isinstance(value, str)):
                raise NotFound(f"The field {name!r} of {core} holds {_HELD[kind]}, which {str(value)[:60]!r} is not.")
    return condition


def known(name: str, core: str, kinds: Mapping[str, str]) -> str:
    """The name of a field, if the core has it."""
    if name in kinds:
        return name
    near = nearest(name, kinds)
    raise NotFound(f"The core {core} has no field {str(name)[:60]!r}; "
                   + (f"nearest: {', '.join(near)}." if near else f"it has {', '.join(list(kinds)[:8])}, ..."))  # fmt: skip
