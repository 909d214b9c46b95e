"""Rows and terms of a model: which animals enter, which terms are feasible, and every fit on them, made once.

Terms are named ``genotype``, ``sex``, ``life_stage``, ``weight`` and their interactions (``genotype:sex``). Reference levels are
wildtype, female and early, so a coefficient reads mutant - wildtype, male - female, late - early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from impc_nb.statistics import mixed_model, repeated
from impc_nb.statistics.day_sums import DaySums, sum_by_day
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.welch import NotEstimable

FACTORS = ("genotype", "sex", "life_stage")


@dataclass(frozen=True, eq=False)
class Rows:
    """The animals of one analysis, one element per row, in order of date. No missing values except in ``weight``."""

    y: np.ndarray
    mutant: np.ndarray
    """True for mutants."""
    male: np.ndarray
    """True for males."""
    day: np.ndarray
    """Date of experiment, days since 1970-01-01."""
    weight: np.ndarray
    """Body weight in g; nan where unknown."""
    late: np.ndarray | None = None
    """True for the later life stage; None when there is one stage."""
    window: np.ndarray | None = None
    """Window weight, above 0; None without a window."""
    animal: np.ndarray | None = None
    """Number of the animal, where animals repeat and get a random effect; None otherwise."""

    def __len__(self) -> int:
        return len(self.y)

    def take(self, keep: np.ndarray) -> Rows:
        """The rows where ``keep`` is true."""
        return Rows(**{k: None if v is None else v[keep] for k, v in vars(self).items()})

    def factor(self, name: str) -> np.ndarray:
        """A factor as numbers 0 (reference) and 1."""
        return {"genotype": self.mutant, "sex": self.male, "life_stage": self.late}[name].astype(float)


def column(rows: Rows, term: str) -> np.ndarray:
    """The column of one term, shape (rows,): products of 0/1 factors; ``female:genotype`` and the like mark one level of another factor.

    >>> rows = Rows(np.arange(4.0), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.arange(4), np.full(4, np.nan))
    >>> print(column(rows, "genotype:sex"), column(rows, "female:genotype"))
    [0. 0. 0. 1.] [0. 1. 0. 0.]
    """
    if term == "weight":
        return rows.weight
    out = np.ones(len(rows))
    for part in term.split(":"):
        level = {"female": 1 - rows.male, "male": rows.male}.get(part)
        if part in ("early", "later"):
            level = rows.late if part == "later" else 1 - rows.late
        out = out * (rows.factor(part) if level is None else level)
    return out


def full_terms(rows: Rows, weight: bool) -> tuple[str, ...]:
    """The terms of the full model ``y ~ G * S [* L] [+ W]`` that these rows can tell apart, in R's order.

    Constant factors and covariates are left out, and all interactions of factors with an empty combination.

    >>> rows = Rows(np.arange(4.0), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.arange(4), np.full(4, np.nan))
    >>> print(full_terms(rows, weight=True), full_terms(rows.take(np.array([True, True, True, False])), weight=False))
    ('genotype', 'sex', 'genotype:sex') ('genotype', 'sex')
    """
    factors = [f for f in FACTORS if (f != "life_stage" or rows.late is not None) and len(set(rows.factor(f))) == 2]
    known = rows.weight[np.isfinite(rows.weight)]
    terms = [*factors, *(["weight"] if weight and len(known) and np.ptp(known) > 0 else [])]
    empty = []
    for size in (2, 3):
        for group in combinations(factors, size):
            cell = sum(2**k * rows.factor(f) for k, f in enumerate(group)).astype(int)
            if not np.bincount(cell, minlength=2**size).all():
                empty.append(set(group))
            if not any(e <= set(group) for e in empty):
                terms.append(":".join(group))
    return tuple(terms)


@dataclass(eq=False)
class Design:
    """All models of one analysis: rows, known weights or a variance per group, and the fits made so far."""

    rows: Rows
    terms: tuple[str, ...]
    """The full model."""
    apart: str | None = "genotype"
    """The factor whose second level may have a residual variance of its own; None with window weights."""
    made: dict = field(default_factory=dict)

    def fit(self, terms: Sequence[str], batch: bool, method: str = "REML", apart: bool = True) -> Fit:
        """Fit a model on the rows complete for it; a second request gives the same object.

        Raises
        ------
        NotEstimable
            If the rows cannot carry the model.
        """
        key = (tuple(terms), batch, method, apart and self.apart is not None)
        if key not in self.made:
            try:
                sums = self.sums("weight" in terms)
                if self.rows.animal is not None:
                    animal = self.rows.animal[self.complete("weight" in terms)]
                    near = next((f for f in self.made.values() if isinstance(f, Fit) and f.batch == batch), None)
                    self.made[key] = repeated.fit(sums, animal, terms, batch=batch, method=method, apart=apart, near=near)
                else:
                    self.made[key] = mixed_model.fit(sums, terms, batch=batch, method=method, apart=apart)
            except NotEstimable as problem:
                self.made[key] = problem
            except np.linalg.LinAlgError:
                self.made[key] = NotEstimable("The likelihood is not defined: values of a group are constant to the last digits.")
        if isinstance(self.made[key], NotEstimable):
            raise self.made[key]
        return self.made[key]

    def complete(self, weight: bool) -> np.ndarray:
        """Which rows a model with or without body weight uses."""
        return np.isfinite(self.rows.weight) if weight else np.ones(len(self.rows), bool)

    def sums(self, weight: bool) -> DaySums:
        """Sums per date over those rows, of every column that any model of this design needs."""
        weight = weight and not self.complete(True).all() or "weight" in self.terms and bool(self.complete(True).all())
        if weight not in self.made:
            rows = self.rows.take(self.complete(weight))
            names = [t for t in self.terms if t != "weight" or weight]
            for factor, level in (("sex", "female"), ("life_stage", "early")):
                if f"genotype:{factor}" in names:
                    names.append(f"{level}:genotype")
            apart = rows.factor(self.apart) > 0 if self.apart else None
            self.made[weight] = sum_by_day({t: column(rows, t) for t in names}, rows.y, rows.day, rows.window, apart)
        return self.made[weight]

    def rows_of(self, fit: Fit) -> Rows:
        """The rows a fit used, in its order."""
        return self.rows.take(self.complete("weight" in fit.names))
