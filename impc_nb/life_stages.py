"""Life stages side by side: which early adult parameter a late one repeats, and what was found at each stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from impc_nb.answers_fields import NO_TEST
from impc_nb.schema import EARLY, LATE, MIDDLE, life_stage, validate
from impc_nb.tables import PARAMETERS

STAGES = {"early": EARLY, "middle": MIDDLE, "late": LATE}
_STATES = ("significant", "not significant", "not tested")  # the first that any result of a stage has is the stage's


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


def states(results: pd.DataFrame) -> pd.Series:
    """What each result says: significant, not significant, or not tested (not Successful, or without a p-value)."""
    supplied = results["statistical_method"] == NO_TEST if "statistical_method" in results else False  # looked at, without a test
    tested = (results["status"] == "Successful") | (results["status"].isna() & (results["p_value"].notna() | supplied))
    state = pd.Series(_STATES[2], index=results.index).mask(tested, _STATES[1])
    return state.mask(results["significant"].fillna(False).astype(bool), _STATES[0])


def by_life_stage(results: pd.DataFrame, early: Mapping[str, str], only_calls: Collection[str] = ()) -> pd.DataFrame:
    """One row per gene and early adult parameter; see :func:`impc_nb.late_adult.load_late_adult`.

    ``only_calls``: genes (MGI ids) of which only significant results are listed, so that no result says nothing.
    """
    gene = ["marker_symbol", "marker_accession_id"]
    key = [*gene, "parameter_stable_id"]
    rows = results[results["life_stage_name"].isin(STAGES.values())]
    rows = rows.assign(state=states(rows), parameter_stable_id=rows["parameter_stable_id"].map(early))
    rows = rows.assign(rank=rows["state"].map(_STATES.index), late=rows["life_stage_name"] != EARLY)
    rows = rows.sort_values([*key, "late", "rank", "p_value"], kind="stable")
    table = rows.drop_duplicates(key)[[*key, "parameter_name", "procedure_name"]].reset_index(drop=True)
    absent = table["marker_accession_id"].isin(only_calls).map({True: "unknown", False: _STATES[2]})
    for name, stage in STAGES.items():
        part = rows[rows["life_stage_name"] == stage]
        best = part.drop_duplicates(key)[[*key, "state", "doc_id", "p_value", "effect_size"]]
        best = best.merge(part.groupby(key, dropna=False).size().rename("results").reset_index(), on=key)
        table = table.merge(best.rename(columns={c: f"{name}_{c}" for c in best if c not in key}), on=key, how="left")
        table[f"{name}_state"] = table[f"{name}_state"].fillna(absent)
        table[f"{name}_results"] = table[f"{name}_results"].fillna(0).astype(int)
    return table
