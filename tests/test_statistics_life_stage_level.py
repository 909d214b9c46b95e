"""The program of level and power runs, and its default test holds where others do not; simulated lines."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impc_nb.dataset import Dataset
from impc_nb.statistics.life_stage_model import combine_life_stages, combine_prepared

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import life_stage_level as level


@pytest.fixture(scope="module")
def same_animals():
    return level.run(level.Case(same_animals=True, effect=1.0, change=0.0), lines=40, workers=1)


def test_the_default_test_is_neither_shy_nor_eager(same_animals):
    """t of lines without a change has a standard deviation near 1 (40 lines: 0.67 to 1.33 in 997 of 1,000 runs)."""
    assert 0.67 < same_animals["t"].std() < 1.33
    assert (same_animals["default"] < 0.05).mean() <= level.bounds(40)[1]


def test_without_the_animal_term_it_would_be_shy(same_animals):
    """The check bites: animals measured twice taken for strangers, t varies far too little."""
    assert same_animals["t without"].std() < 0.9 * same_animals["t"].std()


def test_the_truth_is_in_the_lines():
    """120 and about 96 of 120 wildtypes, 16 mutants of both sexes; the same line twice is the same, survivors keep their names."""
    case = level.Case(same_animals=True, effect=1.0, change=0.5)
    early, late = level.line(case, 7)
    assert early.rows.mutant.sum() == 16 and (early.rows.mutant & early.rows.male).sum() == 8 and len(early.rows) == 136
    assert set(late.animal) < set(early.animal) and 80 < len(late.rows) < 130
    assert (early.rows.y == level.line(case, 7)[0].rows.y).all() and not (early.rows.y == level.line(case, 8)[0].rows.y).all()
    apart = level.line(level.Case(False, 1.0, 0.0), 7)
    assert not set(apart[0].animal) & set(apart[1].animal)


def test_the_test_is_the_one_that_users_see():
    """The same animals as datasets."""
    stages = level.line(level.Case(True, 1.0, 1.0), 3)
    seen = combine_life_stages(*(dataset_of(one) for one in stages))
    assert seen.p_value == pytest.approx(combine_prepared(*stages).p_value, rel=1e-6) and seen.repeated > 80


def dataset_of(one) -> Dataset:
    rows = one.rows
    return Dataset(pd.DataFrame({
        "data_point": rows.y, "weight": rows.weight, "sex": np.where(rows.male, "male", "female"), "specimen_id": one.animal,
        "biological_sample_group": np.where(rows.mutant, "experimental", "control"),
        "date_of_experiment": np.datetime64("1970-01-01") + rows.day.astype("timedelta64[D]"),
    }), {"parameter_name": "simulated"})  # fmt: skip


def test_the_program_prints_its_table_and_ends_with_1_when_the_level_is_left(capsys, monkeypatch):
    monkeypatch.setattr(level, "run", lambda case, lines, workers, naive=False: made(case, naive))
    assert level.main(["--lines", "2000", "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "level: separate animals, effect 1, does not change" in said and "significant late and not early" in said
    assert "power: same animals, effect 1, changes by 0.5" in said and "OUTSIDE" not in said
    row = next(line for line in said.splitlines() if "level: separate" in line)
    assert row.split()[-7:-1] == ["5.0", "as", "default", "5.0", "5.0", "5.0"]  # 5 of 100 of every test; then the spread of t
    monkeypatch.setattr(level, "ALLOWED", (0.041, 0.049))
    assert level.main(["--lines", "2000", "--workers", "1"]) == 1
    assert capsys.readouterr().out.count("OUTSIDE") == 2


def made(case, naive):
    """A table of 100 lines of which 5 are called."""
    p = [0.01] * 5 + [0.5] * 95
    return pd.DataFrame(dict.fromkeys(level.RULES, p) if naive else {"default": p, "chosen by AICc": p, "t": range(100)})
