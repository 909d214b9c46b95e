"""The truth table of the teaching release: what was put into each line comes out of its animals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from teaching_release import animals_of, key_of, line_of, program, table

from impc_nb import schema


def ln(scale: str, y: np.ndarray) -> np.ndarray:
    """On the scale of a true effect."""
    return np.log(y) if scale == "ln" else -np.log(100 - y)


def standardised(rows: pd.DataFrame, wanted: dict, adjust: bool, scale: str) -> list[float]:
    """By sex, how many standard errors the mutants are from ``wanted`` (on ``scale``, at equal body weight if ``adjust``).

    Half of the variance between days is slow drift, which a line measured within months does not average out; the other half
    shrinks with its days, as does the variance between its litters, and the variance within days with its animals.
    """
    rows = rows[rows["data_point"].notna() & (rows["weight"].notna() | (not adjust))]
    out, litter = [], program("figures").LITTER ** 2
    for sex in rows.loc[rows["biological_sample_group"] == schema.MUTANT, "sex"].unique():
        one = rows[rows["sex"] == sex]
        control = (one["biological_sample_group"] == schema.CONTROL).to_numpy()
        y, x = ln(scale, one["data_point"].to_numpy()), np.log(one["weight"].to_numpy()) if adjust else np.zeros(len(one))
        x = x - x[control].mean()
        slope = (x[control] @ y[control]) / (x[control] @ x[control]) if adjust else 0.0
        left = y - slope * x - (y - slope * x)[control].mean()
        by = pd.Series(left[control]).groupby(one.loc[control, "date_of_experiment"].to_numpy())
        within = ((left[control] - by.transform("mean").to_numpy()) ** 2).sum() / max(len(by.transform("mean")) - by.ngroups, 1)
        between = max(left[control].var() - within, 0)
        days = one.loc[~control, "date_of_experiment"].value_counts(normalize=True)
        n, away = (~control).sum(), x[~control].mean()
        variance = (
            between * (0.5 + 0.5 * (days**2).sum()) + litter * within * (days**2).sum() + within / n + left[control].var() / control.sum()
        )
        if adjust:
            variance += away**2 * left[control].var() / (x[control] @ x[control])
        out.append((left[~control].mean() - wanted[sex]) / np.sqrt(variance))
    return out


def sample() -> pd.DataFrame:
    """Continuous results with their truth: all with an effect, every eighth of the others."""
    truth = table("truth").drop(columns=["marker_symbol", "parameter_stable_id", "life_stage_name", "zygosity"])
    both = table("results").merge(truth, on="doc_id")
    both = both[both["data_type"].eq("unidimensional") & ~both["scale"].isin(["dB", "share"])]
    some = (both[["female_effect", "male_effect"]] != 0).any(axis=1)
    return pd.concat([both[some], both[~some][::8]])


def test_animals_show_the_true_effects():
    uses = table("parameters").groupby("parameter_stable_id")["uses_weight"].first()
    z, whole, untrue = {}, {}, 0
    for row in sample().itertuples():
        rows, adjust = animals_of(row), bool(uses[row.parameter_stable_id])
        wanted = {sex: getattr(row, f"{sex}_effect") for sex in schema.SEXES}
        z[row.doc_id] = standardised(rows, wanted, adjust, row.scale)
        control = {sex: getattr(row, f"{sex}_control_mean") for sex in schema.SEXES}
        expected = {sex: ln(row.scale, y + getattr(row, f"{sex}_difference")) - ln(row.scale, y) for sex, y in control.items()}
        whole[row.doc_id] = standardised(rows, expected, False, row.scale)
        if any(wanted.values()):  # deliberately wrong: the opposite effect is found out
            untrue += max(np.abs(standardised(rows, {s: -v for s, v in wanted.items()}, adjust, row.scale))) > 4
    for found in (z, whole):
        values = np.concatenate(list(found.values()))
        assert len(values) > 1000
        assert [doc for doc, pair in found.items() if max(np.abs(pair)) > 4.5] == []
        assert 0.7 < np.sqrt((values**2).mean()) < 1.3
    assert untrue >= 60


def test_truth_of_hearing_and_categories():
    program_categories, truth = program("measurements").CATEGORICAL, table("truth").set_index("doc_id")
    rows = table("results")
    for row in rows[rows["doc_id"].map(truth["scale"]).isin(["dB", "share"])].itertuples():
        told = truth.loc[row.doc_id]
        if told["scale"] == "share" and told["female_effect"] == 0 == int(row.doc_id, 16) % 4:
            continue
        animals = animals_of(row)
        mutants = animals[animals["biological_sample_group"] == schema.MUTANT]
        for sex in mutants["sex"].unique():
            its = mutants[mutants["sex"] == sex]
            if told["scale"] == "dB":
                error = getattr(row, f"{sex}_control_sd") / np.sqrt(len(its))
                difference = its["data_point"].mean() - getattr(row, f"{sex}_control_mean")
                assert difference == pytest.approx(told[f"{sex}_difference"], abs=4 * error)
            else:
                first, usual = next(iter(program_categories[key_of(row.parameter_stable_id)].others.items()))
                share = told[f"{sex}_effect"] + usual
                seen = int((its["category"] == first).sum())
                assert binomtest(seen, len(its), share).pvalue > 1e-5, (row.doc_id, seen, share)


def test_every_effect_is_measured():
    """A line has effects on what its centre measures in that stage, on values of their own (what is computed follows)."""
    described, measurements = program("comparisons").described, program("measurements")
    own = {*measurements.PARAMETERS, *measurements.CATEGORICAL, *measurements.ABR}
    for line in program("lines").LINES:
        for stage, effects in ((schema.EARLY, line.early), (schema.LATE, line.late or {})):
            assert set(effects) - {"weight"} <= own, line.gene
            missing = [key for key in effects if key != "weight" and described(line.centre, stage, key) is None]
            assert set(missing) <= {"ABR_002"}, (line.gene, missing)  # no clicks at JAX
    assert line_of(next(table("results").itertuples())).gene == table("results")["marker_symbol"].iloc[0]


def test_truth_holds_every_kind_of_line():
    """No effect at all, one sex only, late only, early only, both stages; every result has its truth."""
    truth, results = table("truth"), table("results")
    assert set(truth["doc_id"]) == set(results["doc_id"])
    truth = truth.merge(results[["doc_id", "colony_id", "parameter_name"]], on="doc_id")
    truth["any"] = (truth[["female_effect", "male_effect", "female_weight_effect", "male_weight_effect"]] != 0).any(axis=1)
    assert not truth.loc[truth["marker_symbol"] == "Ascc2", "any"].any()
    assert set(truth.loc[truth["marker_symbol"] == "Ascc2", "life_stage_name"]) == {schema.EARLY, schema.LATE}

    def stages(gene: str, parameter: str) -> dict:
        one = truth[(truth["marker_symbol"] == gene) & (truth["parameter_name"] == parameter)]
        return dict(zip(one["life_stage_name"], one["any"], strict=True))

    assert stages("Ppfibp2", "Forelimb and hindlimb grip strength measurement mean") == {schema.EARLY: False, schema.LATE: True}
    assert stages("Spock1", "Fasted blood glucose concentration") == {schema.EARLY: True, schema.LATE: False}
    assert stages("Spock1", "RR") == {schema.EARLY: True, schema.LATE: True}
    assert stages("Tmem51", "Response amplitude - S") == {schema.EARLY: True}
    males = truth[(truth["marker_symbol"] == "Fgf2") & (truth["parameter_name"] == "Total cholesterol")].iloc[0]
    assert males["female_effect"] == 0 < males["male_effect"]
