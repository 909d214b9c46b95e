"""Solr's functions of number fields, to be asked for as a field of their own or to sort by.

>>> score = fn.div(fn.sum("disease_model_avg_norm", "disease_model_max_norm"), 2)
>>> print(computed("phenodigm_score", score))
phenodigm_score:div(sum(disease_model_avg_norm,disease_model_max_norm),2)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

import numpy as np
import pandas as pd

from impc_nb.schema import NotFound, nearest

FUNCTIONS: MappingProxyType[str, Callable] = MappingProxyType({
    "sum": np.add, "sub": np.subtract, "product": np.multiply, "div": np.divide, "max": np.maximum, "min": np.minimum, "abs": np.abs,
})  # fmt: skip
_TWO = {"sub", "div"}


@dataclass(frozen=True)
class Function:
    """A function of fields and numbers."""

    name: str
    parts: tuple

    def __str__(self) -> str:
        return f"{self.name}({','.join(f'{part:g}' if isinstance(part, int | float) else str(part) for part in self.parts)})"

    def fields(self) -> list[str]:
        return [
            name
            for part in self.parts
            for name in (part.fields() if isinstance(part, Function) else [part] if isinstance(part, str) else ())
        ]

    def values(self, table: pd.DataFrame) -> pd.Series:
        """Its value of each row of a table; a field that is missing counts 0, as in Solr."""
        found = [part.values(table) if isinstance(part, Function) else _column(table, part) if isinstance(part, str) else part
                 for part in self.parts]  # fmt: skip
        with np.errstate(divide="ignore", invalid="ignore"):
            worked = reduce(FUNCTIONS[self.name], found) if len(found) > 1 else FUNCTIONS[self.name](found[0])
        return pd.Series(worked, index=table.index, dtype="float64")


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name].astype("float64").fillna(0.0) if name in table else pd.Series(0.0, table.index)


@dataclass(frozen=True)
class Computed:
    """A field that is worked out: its name in the answer, and the function."""

    name: str
    of: Function

    def __str__(self) -> str:
        return f"{self.name}:{self.of}"


def computed(name: str, of: Function) -> Computed:
    """A field of that name, worked out by a function, such as ``computed("phenodigm_score", fn.div(fn.sum("a", "b"), 2))``."""
    if not isinstance(of, Function) or not re.fullmatch(r"[A-Za-z_]\w{0,60}", str(name), re.ASCII):
        raise NotFound(f"{str(name)[:60]!r} is not worked out by a function: computed('score', fn.div('p_value', 2)) is one.")
    return Computed(name, of)


class _Functions:
    """``fn.sum(...)``, ``fn.div(...)`` and the others of :data:`FUNCTIONS`; each part is a field's name, a number or a function."""

    def __getattr__(self, name: str) -> Callable[..., Function]:
        if name.startswith("_") or name not in FUNCTIONS:
            known = ", ".join([*nearest(name, FUNCTIONS, 1), *FUNCTIONS])
            raise AttributeError(f"Solr's functions here are {known}; there is no {name[:40]!r}")

        def made(*parts) -> Function:
            for part in parts:
                if isinstance(part, bool) or not isinstance(part, Function | str | int | float):
                    raise NotFound(f"{str(part)[:60]!r} is no part of a function; a part is a field's name, a number or another function.")
            if not parts or (name in _TWO and len(parts) != 2) or (name == "abs" and len(parts) != 1):
                most = "two parts" if name in _TWO else "one part" if name == "abs" else "one part or more"
                raise NotFound(f"{name} takes {most}, not {len(parts)}.")
            return Function(name, parts)

        return made


fn = _Functions()
