"""Why the chart disagrees with the call: the recorded body length of Myo6, and what is left out."""

import numpy as np
import pandas as pd
import pytest
from recorded_statistics import CONTINUOUS, dataset

from impc_nb.dataset import Dataset
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.ladder import DAY, FINAL, MEASURED, WEIGHT, WINDOW, estimate_ladder

# body length of Myo6 mutants, cm, three digits, from the study of this case
FEMALES, MALES = (-0.748, -0.783, -0.429, -0.410), (-0.585, -0.590, -0.022, -0.017)


def test_myo6_mutants_are_short_because_they_are_light(shared):
    ladder = estimate_ladder(dataset(shared, CONTINUOUS[3]))
    found = ladder.table.pivot(index="step", columns="sex", values="estimate").loc[[MEASURED, DAY, WEIGHT, WINDOW]]
    assert found["female"].round(3).tolist() == list(FEMALES) and found["male"].round(3).tolist() == list(MALES)
    assert ladder.sentence.count("comparing at the same body weight changes it most") == 2
    assert ladder.table["animals"].tolist()[-2:] == [658, 658] and ladder.unit == "cm"
    assert ((ladder.table["low"] < ladder.table["estimate"]) & (ladder.table["estimate"] < ladder.table["high"])).all()


def test_where_nothing_changes_it_says_so(shared):
    assert "no single step changes it by a third" in estimate_ladder(dataset(shared, CONTINUOUS[1])).sentence


@pytest.mark.parametrize("case", CONTINUOUS)
def test_the_last_step_is_what_is_published_of_each_sex(shared, case):
    shown = dataset(shared, case)
    table = estimate_ladder(shown, result=analyse(shown, window="recorded")).table
    final = table[table["step"] == FINAL].set_index("sex")["estimate"].to_dict()
    published = {sex: shown.published[f"{sex}_ko_parameter_estimate"] for sex in ("female", "male")}
    assert final == pytest.approx({sex: value for sex, value in published.items() if value is not None}, rel=1e-4)
    assert table["step"].iloc[-1] == FINAL or not final


def simulated(days: int) -> Dataset:
    n = np.arange(60)
    return Dataset(pd.DataFrame({
        "data_point": np.sin(n) + (n % 5 == 0), "sex": np.where(n % 2, "female", "male"), "weight": np.nan,
        "biological_sample_group": np.where(n % 5 == 0, "experimental", "control"),
        "date_of_experiment": pd.Timestamp("2020-01-01") + pd.to_timedelta(n % days, "D"),
    }), {})  # fmt: skip


@pytest.mark.parametrize(("days", "steps"), [(1, [MEASURED]), (10, [MEASURED, DAY])])
def test_steps_that_do_not_apply_are_left_out(days, steps):
    ladder = estimate_ladder(simulated(days))
    assert ladder.table["step"].unique().tolist() == steps
    d = simulated(days)
    assert ladder.table["estimate"][0] == pytest.approx(d.mean("female", "mutant") - d.mean("female", "wildtype"))
