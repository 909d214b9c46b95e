"""What the Late Adult page says and draws where animals of both stages are not available: the published results."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import parts
from dashboards.pages.late_adult_choice import Shown
from impc_nb import stage_wording, wording
from impc_nb.life_stages import STAGES, states
from impc_nb.plots import PICTURES, Picture
from impc_nb.plots.stage_calls import SIGNS, stage_calls
from impc_nb.plots.stage_estimates import STAGE_COLOURS
from impc_nb.schema import Release
from impc_nb.stage_pairs import STATES


def answer_without_pair(shown: Shown) -> str:
    """What is known of a gene and parameter without animals of both stages, as markup."""
    said = []
    for name, stage in STAGES.items():
        state, p = shown.states[f"{name}_state"], shown.states[f"{name}_p_value"]
        known = f" (p {wording.p_value(p)})" if p is not None and not pd.isna(p) else ""
        said.append(f"{stage.lower()} {state}{known}")
    there = [name for name, d in (("early", shown.early), ("middle aged", shown.middle), ("late", shown.late)) if d is not None]
    stages = f"the {there[0]} stage" if len(there) == 1 else f"the {' and '.join(there)} stages"
    animals = f"Animals are available of {stages} only" if there else "No animals are available"
    sentence = f"{shown.choice.gene['marker_symbol']}, {stage_wording.lowered(shown.choice.parameter)}: {', '.join(said)}."
    why = "so there is no chart of early and late adults and no model: significant at one stage alone is no evidence that age changes it."
    return f"<h1>{escape(sentence)}</h1><p>{escape(f'{animals}, {why}')}</p>"


def results_picture(rows: pd.DataFrame, release: Release) -> Picture:
    """The forest of published results."""
    columns = ["parameter_name", "parameter_stable_id", "life_stage_name", "p_value", "effect_size", "significant", "marker_symbol",
               "zygosity", "phenotyping_center", "data_type", "statistical_method"]  # fmt: skip
    return PICTURES["stage_results"](rows[columns], release)


def calls_picture(rows: pd.DataFrame, release: Release) -> Picture:
    """What was called at each stage, for results without an effect."""
    return stage_calls(rows.assign(state=states(rows)), release)


def without_effect(shown: Shown) -> bool:
    """Whether no published effect of the chosen parameter can be drawn."""
    drawn = shown.results.dropna(subset=["effect_size"])
    return not (drawn["parameter_name"] == shown.choice.parameter).any()


def results_said(shown: Shown) -> str:
    """What the forest shows, and what it cannot, as markup."""
    rows = shown.results
    procedure = rows["procedure_name"].iloc[0]
    drawn = rows.dropna(subset=["effect_size"])
    counts = ", ".join(f"{(rows['life_stage_name'] == stage).sum()} {stage.lower()}" for stage in STAGES.values())
    state = states(rows).value_counts()
    told = ", ".join(f"{state.get(name, 0)} {name}" for name in STATES[:3])
    words = [f"{procedure}: {counts} results ({told}). "]
    if len(drawn):
        words[0] += f"{len(drawn)} of them have an effect size and are drawn."
        lines = "approximate 95 % intervals from effect and p, only where a parameter is measured in numbers"
        words.append(f"Filled: significant as the IMPC calls it. Lines: {lines}.")
    if without_effect(shown):
        none = f"No effect size of {shown.choice.parameter} is published" if len(drawn) else "Not one of them states an effect size"
        words.append(f"{none}; drawn is what was called: {', '.join(f'{sign} {state}' for state, sign in SIGNS.items())}.")
    table = rows.sort_values(["parameter_name", "life_stage_name"])
    listed = pd.DataFrame({
        "parameter": table["parameter_name"], "life stage": table["life_stage_name"], "state": states(table),
        "p": [wording.p_value(None if pd.isna(p) else p) for p in table["p_value"]],
        "effect size": [None if pd.isna(e) else wording.number(e, sign=True) for e in table["effect_size"]],
        "zygosity": table["zygosity"], "centre": table["phenotyping_center"],
    })  # fmt: skip
    colours = [f"<span style='color:{c}'>●</span> {escape(stage.lower())} &nbsp;" for stage, c in STAGE_COLOURS.items()]
    key = " ".join(colours) if len(drawn) else ""
    listed = parts.table(listed, f"Published results of {procedure}")
    return (
        "".join(parts.quiet(w) for w in words)
        + f"<p>{key}</p><details><summary>All {len(rows)} results as a table</summary>{listed}</details>"
    )
