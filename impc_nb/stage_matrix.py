"""Genes by procedures (or parameters), each cell what was found early and at an older stage: sorted, searched and filtered as arrays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from impc_nb.number_words import number, p_value
from impc_nb.schema import ImpcError, nearest
from impc_nb.stage_pairs import NOT_SIGNIFICANT, NOT_TESTED, SIGNIFICANT, STATES, pair_code, pair_words

OLDER = {"late": "late", "middle": "middle aged"}
"""The stages that early results are compared with, and their words."""
SORTS = {"late-only": "most late only", "change": "largest change of effect", "name": "name"}
"""How genes can be sorted; "late only" counts the cells of a gene that are significant late, tested early and not significant then (among
genes with as many, those that are significant late)."""


@dataclass(frozen=True, eq=False)
class StageMatrix:
    """Cells of shape (genes, columns).

    ``code`` is the :func:`~impc_nb.stage_pairs.pair_code`; ``row`` the row of ``table`` a cell stands for, -1 where there is none (then
    both stages are not tested); ``change`` the effect at the older stage minus the early one in standard deviations, nan where a stage
    has none.
    """

    genes: np.ndarray
    columns: np.ndarray
    code: np.ndarray
    row: np.ndarray
    change: np.ndarray
    table: pd.DataFrame
    by: str
    older: str = "late"

    @property
    def late_only(self) -> np.ndarray:
        """How many cells of each gene are significant at the older stage, tested early and not significant then."""
        return (self.code == pair_code(NOT_SIGNIFICANT, SIGNIFICANT)).sum(axis=1)

    def sorted(self, how: str = "late-only") -> StageMatrix:
        """Genes in another order; equal ones stay in the order of their names."""
        if how not in SORTS:
            raise ImpcError(f"Genes are sorted by {', '.join(SORTS)}, not by {str(how)[:60]!r}.")
        names = np.argsort(np.char.lower(self.genes.astype(str)), kind="stable")
        if how == "name":
            return self._take(names)
        if how == "late-only":
            found = (self.code % 4 == SIGNIFICANT).sum(axis=1)  # where no early result is known, what is significant later counts
            return self._take(names[np.lexsort((-found[names], -self.late_only[names]))])
        largest = np.nan_to_num(np.abs(self.change), nan=-1.0).max(axis=1, initial=-1.0)
        return self._take(names[np.argsort(-largest[names], kind="stable")])

    def of_genes(self, symbols: Collection[str]) -> StageMatrix:
        """The genes of a list, in any case; names that are not there are left out (see :meth:`missing`)."""
        wanted = {str(s).lower() for s in symbols}
        return self._take(np.flatnonzero([g.lower() in wanted for g in self.genes]))

    def missing(self, symbols: Collection[str]) -> list[str]:
        """Names of a list that are no gene of the matrix, each with the nearest that is."""
        known = {g.lower() for g in self.genes}
        lost = [str(s) for s in symbols if str(s).lower() not in known]
        near = {s: nearest(s, self.genes, 1) for s in lost[:5]}
        return [f"{s[:40]} (nearest: {near[s][0]})" if near.get(s) else s[:40] for s in lost]

    def found(self, text: str) -> StageMatrix:
        """The genes whose symbol contains a text."""
        return self._take(np.flatnonzero([text.lower() in g.lower() for g in self.genes]))

    def part(self, first: int, last: int) -> StageMatrix:
        """Some of the genes, by their place."""
        return self._take(np.arange(len(self.genes))[first:last])

    def _take(self, order: np.ndarray) -> StageMatrix:
        cells = {name: getattr(self, name)[order] for name in ("genes", "code", "row", "change")}
        return replace(self, **cells)

    def states(self, i: int, j: int) -> tuple[str, str]:
        """The early and the older state of a cell."""
        early, older = divmod(int(self.code[i, j]), 4)
        return STATES[early], STATES[older]

    def words(self, i: int, j: int) -> str:
        """The pair of a cell in words."""
        return pair_words(*self.states(i, j), OLDER[self.older])


def stage_matrix(table: pd.DataFrame, older: str = "late") -> StageMatrix:
    """The cells of a table of states.

    Parameters
    ----------
    table : DataFrame
        As :func:`impc_nb.load_late_adult` gives it, by procedure or by parameter.
    older : str
        ``late`` or ``middle``: the stage that early results are compared with.

    Returns
    -------
    StageMatrix
        Genes in the order of their names; columns in the order of theirs. A gene without a row for a column is not tested there.

    Raises
    ------
    ImpcError
        If ``older`` is no such stage.

    Examples
    --------
    >>> table = pd.DataFrame({"marker_symbol": ["Abc1"], "procedure_name": ["DEXA"], "early_state": ["not significant"],
    ...     "late_state": ["significant"], "early_effect_size": [0.1], "late_effect_size": [1.2], "late_change": [1.1]})
    >>> cells = stage_matrix(table)
    >>> print(cells.words(0, 0), cells.late_only)
    late only [1]
    """
    if older not in OLDER:
        raise ImpcError(f"Early results are compared with {' or '.join(OLDER)} ones, not with {str(older)[:40]!r}.")
    by = "parameter" if "parameter_name" in table else "procedure"
    gene, genes = pd.factorize(table["marker_symbol"], sort=True)
    label = table[f"{by}_name"].fillna("not named").astype(object)
    if by == "parameter":  # two parameters may share a name
        first = table.assign(label=label).groupby("label", dropna=False)["parameter_stable_id"].transform("nunique") > 1
        label = label.where(~first, label + " (" + table["parameter_stable_id"].astype(object).fillna("") + ")")
    column, columns = pd.factorize(label, sort=True)
    shape = (len(genes), len(columns))
    early, late = (_places(table[f"{stage}_state"]) for stage in ("early", older))
    code = np.full(shape, pair_code(NOT_TESTED, NOT_TESTED), np.uint8)
    code[gene, column] = pair_code(early, late)
    row = np.full(shape, -1)
    row[gene, column] = np.arange(len(table))
    change = np.full(shape, np.nan)
    if f"{older}_change" in table:
        change[gene, column] = table[f"{older}_change"].to_numpy(float)
    return StageMatrix(np.asarray(genes, object), np.asarray(columns, object), code, row, change, table.reset_index(drop=True), by, older)


def _places(states: pd.Series) -> np.ndarray:
    """The place of each state in STATES."""
    number, names = pd.factorize(states)
    return np.array([STATES.index(name) for name in names], np.uint8)[number]


def cell_sentence(cells: StageMatrix, i: int, j: int) -> str:
    """A cell in words: gene, column, the pair, and both results with p and effect; for screen readers and tables.

    >>> table = pd.DataFrame({"marker_symbol": ["Abc1"], "procedure_name": ["DEXA"], "early_state": ["unknown"],
    ...     "late_state": ["significant"], "late_parameter_name": ["Body length"], "late_p_value": [2e-6], "late_effect_size": [-1.2]})
    >>> print(cell_sentence(stage_matrix(table), 0, 0))
    Abc1, DEXA: early unknown, late significant. Early: unknown. Late: significant, Body length, p 2.0×10⁻⁶, effect size −1.2.
    """
    said = [f"{cells.genes[i]}, {cells.columns[j]}: {cells.words(i, j)}."]
    row = {} if cells.row[i, j] < 0 else cells.table.iloc[cells.row[i, j]].to_dict()
    others = [stage for stage in ("middle", "late") if stage != cells.older and row.get(f"{stage}_results")]
    for stage in ("early", cells.older, *others):
        words = [row.get(f"{stage}_state", STATES[NOT_TESTED])]
        if (many := row.get(f"{stage}_results")) and many > 1:
            words[0] += f" ({int(many)} results)"
        name, p, effect = (row.get(f"{stage}_{what}") for what in ("parameter_name", "p_value", "effect_size"))
        words += [str(name)] if isinstance(name, str) else []
        words += [f"p {p_value(p)}"] if p is not None and not pd.isna(p) else []
        words += [f"effect size {number(effect, sign=True)}"] if effect is not None and not pd.isna(effect) else []
        said.append(f"{'Early' if stage == 'early' else OLDER[stage].capitalize()}: {', '.join(words)}.")
    return " ".join(said)


def cells_table(cells: StageMatrix) -> pd.DataFrame:
    """The cells as rows, in the order shown, for a CSV: the pair in words, and what is published about both stages."""
    i, j = np.divmod(np.arange(cells.code.size), max(len(cells.columns), 1))
    row = cells.row[i, j]
    found = cells.table.reindex(row).reset_index(drop=True)
    pairs = np.array([pair_words(STATES[c // 4], STATES[c % 4], OLDER[cells.older]) for c in range(16)], object)
    out = pd.DataFrame({"marker_symbol": cells.genes[i], cells.by: cells.columns[j], "pair": pairs[cells.code[i, j]]})
    said = ("state", "results", "parameter_stable_id", "parameter_name", "p_value", "effect_size", "doc_id")
    names = [f"{stage}_{what}" for stage in ("early", "middle", "late") for what in said] + ["middle_change", "late_change"]
    out = out.join(found[[name for name in names if name in found]])
    for name in ("early_state", "middle_state", "late_state"):
        if name in out:
            out[name] = out[name].where(row >= 0, STATES[NOT_TESTED])
    return out
