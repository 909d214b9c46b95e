"""Life stages side by side: which early adult parameter a late one repeats, and what was found at each stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from impc_nb.answers_fields import NO_TEST
from impc_nb.schema import EARLY, LATE, MIDDLE, THRESHOLD, life_stage, validate
from impc_nb.stage_pairs import NOT_TESTED, STATES, UNKNOWN
from impc_nb.tables import PARAMETERS

STAGES = {"early": EARLY, "middle": MIDDLE, "late": LATE}
_GENE = ["marker_symbol", "marker_accession_id"]
_LINE = ["allele_symbol", "zygosity", "phenotyping_center"]


def early_parameter(parameter_stable_id: str, known: Collection[str] = ()) -> str:
    """The early adult parameter that measures what a late or middle-aged one does.

    The centre's prefix gives way to IMPC's (true of 98.8 % of the IMPC's own list); of the ``known`` early parameters one
    that keeps the centre's prefix, or has another version, is preferred to an unknown one.

    >>> print(early_parameter("TCPLA_HEM_001_001"), early_parameter("JAXLA_LDT_029_002", {"IMPC_LDT_029_001"}))
    IMPC_HEM_001_001 IMPC_LDT_029_001
    """
    prefix, _, rest = parameter_stable_id.partition("_")
    if life_stage(f"{prefix}_") == EARLY or not rest:
        return parameter_stable_id
    named = [f"IMPC_{rest}", f"{prefix[:-2]}_{rest}"]
    for name in named:
        if name in known:
            return name
    stems = tuple(f"{name.rpartition('_')[0]}_" for name in named)
    other_versions = sorted(name for name in known if name.startswith(stems) and f"{name.rpartition('_')[0]}_" in stems)
    return other_versions[0] if other_versions else named[0]


def early_parameters(results: pd.DataFrame) -> dict[str, str]:
    """The early adult parameter behind each parameter of a table of results."""
    known = set(results.loc[results["life_stage_name"] == EARLY, "parameter_stable_id"])
    return {name: early_parameter(name, known) for name in results["parameter_stable_id"].dropna().unique()}


def parameters_table(results: pd.DataFrame) -> pd.DataFrame:
    """The parameters that occur in results, with their early adult counterparts."""
    names = ["parameter_stable_id", "procedure_stable_id"]
    table = results.drop_duplicates(names).sort_values(names).reset_index(drop=True)
    early = table["parameter_stable_id"].map(early_parameters(results))
    return validate(table.assign(early_parameter_stable_id=early), PARAMETERS, "the parameters")


def states(results: pd.DataFrame, sex: str | None = None) -> pd.Series:
    """What each result says: significant, not significant, or not tested (not Successful, or without a p-value); unknown where a test
    was made and it is not said whether the IMPC calls it.

    With ``sex``, what it says of that sex alone: significant where the IMPC called it and the p of this sex is below its threshold;
    unknown where a test was made and no p of this sex is published.
    """
    supplied = results["statistical_method"] == NO_TEST if "statistical_method" in results else False  # looked at, without a test
    tested = (results["status"] == "Successful") | (results["status"].isna() & (results["p_value"].notna() | supplied))
    called = results["significant"].fillna(False).astype(bool)
    state = pd.Series(STATES[2], index=results.index).mask(tested, STATES[1]).mask(called, STATES[0])
    state = state.mask(tested & results["significant"].isna(), STATES[3])
    if sex is None:
        return state
    said = results.reindex(columns=[f"{sex}_ko_effect_p_value", f"{sex}_mutant_count"])
    p, none = said.iloc[:, 0].astype(float), said.iloc[:, 1].astype(float) == 0
    alone = pd.Series(STATES[1], index=results.index).mask(called & (p < THRESHOLD), STATES[0]).mask(p.isna(), STATES[3])
    alone = alone.mask(state == STATES[3], STATES[3])
    return alone.mask(state == STATES[2], STATES[2]).mask(none, STATES[2])


class StageRows:
    """The adult results of many genes, coded once, so that any choice of them becomes a table of states in milliseconds.

    ``only_calls``: genes (MGI ids) of which only significant results are listed, so that no result says nothing.
    """

    def __init__(self, results: pd.DataFrame, early: Mapping[str, str], only_calls: Collection[str] = ()):
        rows = results[results["life_stage_name"].isin(STAGES.values())].reset_index(drop=True)
        self.rows, self.only_calls = rows, frozenset(only_calls)
        self.stage = rows["life_stage_name"].map({name: i for i, name in enumerate(STAGES.values())}).to_numpy(int)
        self.gene, self.genes = _coded(rows[_GENE])
        same = rows["parameter_stable_id"].map(early)
        first = np.argsort(self.stage, kind="stable")  # names are those of the early adult parameter, where it has a result
        about = pd.DataFrame(
            {"parameter_stable_id": same, "parameter_name": rows["parameter_name"], "procedure_name": rows["procedure_name"]}
        )
        self.parameters = about.iloc[first].drop_duplicates("parameter_stable_id").set_index("parameter_stable_id").sort_index()
        self.parameter = self.parameters.index.get_indexer(same)
        self.procedure_of, self.procedures = pd.factorize(self.parameters["procedure_name"], sort=True, use_na_sentinel=False)
        self.line = _coded(rows.reindex(columns=_LINE))[0]
        self._state: dict[str | None, np.ndarray] = {}

    def state(self, sex: str | None) -> np.ndarray:
        """The state of each row, as a place in STATES."""
        if sex not in self._state:
            self._state[sex] = states(self.rows, sex).map(STATES.index).to_numpy(int)
        return self._state[sex]

    def table(self, by: str = "parameter", sex: str | None = None, keep: np.ndarray | None = None) -> pd.DataFrame:
        """One row per gene and early adult parameter (or procedure) of the rows in ``keep`` (all when left out).

        Its columns are described at :func:`impc_nb.late_adult.load_late_adult`.
        """
        at = np.flatnonzero(np.ones(len(self.rows), bool) if keep is None else keep)
        name = "p_value" if sex is None else f"{sex}_ko_effect_p_value"
        state, p = self.state(sex)[at], self.rows.reindex(columns=[name])[name].to_numpy(float)[at]
        columns = self.parameter if by == "parameter" else self.procedure_of[self.parameter]
        n = (columns.max(initial=0)) + 1
        cell = self.gene[at] * n + columns[at]
        order = np.lexsort((p, _RANK[state], self.stage[at], cell))
        at, state, cell = at[order], state[order], cell[order]
        cells = np.unique(cell)
        gene, column = np.divmod(cells, n)
        table = pd.concat([self.genes.iloc[gene].reset_index(drop=True), self._named(column, by)], axis=1)
        absent = np.where(table["marker_accession_id"].isin(self.only_calls), UNKNOWN, NOT_TESTED)
        for i, name in enumerate(STAGES):
            here = self.stage[at] == i
            where, first, many = np.unique(cell[here], return_index=True, return_counts=True)
            place = np.searchsorted(cells, where)
            found, said = np.full(len(cells), -1), absent.copy()
            found[place], said[place] = at[here][first], state[here][first]
            table[f"{name}_state"] = np.array(STATES, object)[said]
            table = table.join(self._of(found, name, by, sex))
            table[f"{name}_results"] = np.bincount(place, many, len(cells)).astype(int)
        for name in ("middle", "late"):
            table[f"{name}_change"] = self._change(list(STAGES).index(name), at, cell, cells, sex)
        table.attrs["absent"] = STATES[UNKNOWN if self.only_calls.issuperset(self.genes["marker_accession_id"]) else NOT_TESTED]
        return table

    def _named(self, column: np.ndarray, by: str) -> pd.DataFrame:
        if by == "parameter":
            return self.parameters.iloc[column].reset_index()
        return pd.DataFrame({"procedure_name": np.asarray(self.procedures, object)[column]})

    def _of(self, found: np.ndarray, stage: str, by: str, sex: str | None) -> pd.DataFrame:
        """What is published about the result that stands for a stage; missing where there is none."""
        effect = "effect_size" if sex is None else f"{sex}_effect_size"
        p = "p_value" if sex is None else f"{sex}_ko_effect_p_value"
        said = {"doc_id": "doc_id", p: "p_value", effect: "effect_size", "parameter_stable_id": "parameter_stable_id"}
        said |= {"parameter_name": "parameter_name"} if by == "procedure" else {}
        picked = self.rows.reindex(columns=list(said)).reindex(found)  # -1 is no row
        return picked.rename(columns={name: f"{stage}_{short}" for name, short in said.items()}).reset_index(drop=True)

    def _change(self, older: int, at: np.ndarray, cell: np.ndarray, cells: np.ndarray, sex: str | None) -> np.ndarray:
        """Effect at the older stage - early effect of one line and parameter; of several, the largest."""
        name = "effect_size" if sex is None else f"{sex}_effect_size"
        effect = self.rows[name].to_numpy(float)[at] if name in self.rows else np.full(len(at), np.nan)
        n, m = int(self.parameter.max(initial=0)) + 1, int(self.line.max(initial=0)) + 1
        one = (cell * n + self.parameter[at]) * m + self.line[at]
        known = np.isfinite(effect)
        (young, first), (old, second) = (
            np.unique(np.where(known & (self.stage[at] == stage), one, -1), return_index=True) for stage in (0, older)
        )
        both = np.intersect1d(young, old)
        both = both[both >= 0]
        change = effect[second[np.searchsorted(old, both)]] - effect[first[np.searchsorted(young, both)]]
        out = np.full(len(cells), np.nan)
        order = np.argsort(np.abs(change), kind="stable")
        out[np.searchsorted(cells, both[order] // (n * m))] = change[order]  # the last written is the largest
        return out


_RANK = np.array([0, 2, 3, 1])  # of several results: significant, else unknown, else not significant, else not tested


def _coded(columns: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """A number for each different row, in the order of their texts, and the different rows."""
    number = columns.groupby(list(columns), dropna=False, sort=True).ngroup().to_numpy(int)
    return number, columns.iloc[np.unique(number, return_index=True)[1]].reset_index(drop=True)
