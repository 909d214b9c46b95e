"""Animals as bad as they come: analysed without nan or warning, or refused with a sentence. Simulated throughout."""

import contextlib
import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impc_nb.dataset import Dataset
from impc_nb.schema import ImpcError
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.categorical import fisher_exact
from impc_nb.statistics.ladder import estimate_ladder
from impc_nb.statistics.life_stages import compare_life_stages, life_stage_row
from impc_nb.statistics.reference_range import range_test
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.windowing import window_weights


def bad_animals(seed: int) -> Dataset:
    """Simulated animals with constant groups, coarse or missing values, one date, dates of one group alone, impossible numbers ..."""
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 160))
    mutant = np.arange(n) < int(random.integers(0, min(n, 24) + 1))
    y = random.normal(size=n) * random.choice([1e-12, 1, 1e9]) + random.choice([0, 1e6, -3])
    y = [y, np.round(y), np.full(n, 5.0), np.where(mutant, 1.0, y), np.where(mutant, y, 2.0), (random.random(n) < 0.1) * 1.0,
         np.where(random.random(n) < 0.6, np.nan, y), np.where(np.arange(n) == 0, np.inf, y)][int(random.integers(0, 8))]  # fmt: skip
    weight = np.abs(random.normal(25, 3, n)) + 0.1
    weight = [weight, np.full(n, 20.0), np.where(mutant, 10.0, 20.0), np.where(random.random(n) < 0.1, np.nan, weight),
              np.full(n, np.nan), np.where(np.arange(n) == 0, -1, weight)][int(random.integers(0, 6))]  # fmt: skip
    date = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, random.choice([1, 2, 3, 10, 60]), n) * 30, "D")
    date = [date, date, pd.to_datetime(np.where(mutant, "2021-01-01", "2020-01-01")), pd.Series([pd.NaT] * n)][int(random.integers(0, 4))]
    sexes = [["male"], ["male", "female"], ["male", "female", None]][int(random.integers(0, 3))]
    return Dataset(pd.DataFrame({
        "data_point": y, "weight": weight, "date_of_experiment": date, "sex": random.choice(sexes, n),
        "biological_sample_group": np.where(mutant, "experimental", "control"),
        "window_weight": random.random(n) if random.random() < 0.3 else np.nan, "specimen_id": [f"s{k}" for k in random.integers(0, n, n)],
    }), {"parameter_stable_id": ["IMPC_DXA_006_001", "IMPC_ABR_004_001", None][seed % 3]})  # fmt: skip


def finite(values) -> bool:
    return all(math.isfinite(v) for v in values if isinstance(v, float))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_whatever_the_animals(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data, later = bad_animals(seed), bad_animals(seed + 1)
        for window in ("search", "recorded", "none"):
            with contextlib.suppress(ImpcError):
                found = analyse(data, window=window)
                assert finite(found.as_dict().values()) and found.call and found.path
        with contextlib.suppress(ImpcError):
            assert finite(estimate_ladder(data, "search").table[["estimate", "low", "high"]].to_numpy().ravel().tolist())
        row = life_stage_row(data, later)
        assert finite(row.values()) and (row["reason"] is None) == (row["both_early_estimate"] is not None)
        assert "not significant" not in compare_life_stages(data, None, window="none").late_state


def apart_in_time(gap_days: int) -> Dataset:
    """Mutants all measured ``gap_days`` after the last wildtype, on three days."""
    random = np.random.default_rng(4)
    mutant = np.arange(120) >= 104
    day = np.where(mutant, 400 + gap_days + np.arange(120) % 3, 10 * (np.arange(120) % 40))
    return Dataset(pd.DataFrame({
        "data_point": random.normal(size=120) + mutant, "sex": np.where(np.arange(120) // 3 % 2, "female", "male"),
        "biological_sample_group": np.where(mutant, "experimental", "control"),
        "date_of_experiment": pd.Timestamp("2019-01-01") + pd.to_timedelta(day, "D"),
    }), {})  # fmt: skip


def test_a_window_without_wildtypes_is_no_window():
    data = apart_in_time(3000)
    found = analyse(data, window=(5.0, 1.0))
    assert any(s == "No window: it would hold no wildtype." for s in found.path)
    assert found.soft_windowing_bandwidth is None and found.animals_used == 120
    assert "in the time window" not in set(estimate_ladder(data, window=(5.0, 1.0)).table["step"])


def test_a_step_without_interval_is_left_out_of_the_ladder():
    """One sex, and genotype and date are one: 2 dates, no degrees of freedom between them."""
    animals = apart_in_time(100).animals.assign(sex="female")
    animals["date_of_experiment"] = pd.to_datetime(np.where(animals["biological_sample_group"] == "control", "2020-01-01", "2021-01-01"))
    ladder = estimate_ladder(Dataset(animals, {}), "none")
    assert list(ladder.table["step"].unique()) == ["as measured"] and "nothing to consider" in ladder.sentence


@pytest.mark.parametrize("kind", ["text", "nothing"])
def test_values_that_are_no_numbers(kind):
    animals = apart_in_time(10).animals.astype({"data_point": object})
    animals.loc[3 if kind == "text" else slice(None), "data_point"] = "high" if kind == "text" else None
    with pytest.raises(ImpcError, match="'high'" if kind == "text" else "0 mutants and 0 wildtypes"):
        analyse(Dataset(animals, {}))


@pytest.mark.parametrize(
    "given", [(np.array([1.0, np.nan]), [1], 5, 1), (np.ones(2), [], 5, 1), (np.ones(2), [1], -5, 1), (np.ones(2), [1], 5, np.inf)]
)
def test_windows_that_cannot_be(given):
    with pytest.raises(NotEstimable, match="A window needs"):
        window_weights(*given)


def test_tables_and_ranges_that_cannot_be():
    for wrong in (-1, 0.5, np.nan):
        with pytest.raises(NotEstimable, match="Fisher's test needs"):
            fisher_exact(pd.DataFrame({"control": [3, wrong], "experimental": [1, 2]}))
    with pytest.raises(NotEstimable, match="missing or infinite"):
        range_test(np.array([1.0, np.nan, 3.0]), np.array([False, False, True]))
