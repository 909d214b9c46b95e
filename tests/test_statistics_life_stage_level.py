"""The program of level and power runs, and its default test holds where others do not; simulated lines."""

import sys
from pathlib import Path

import pandas as pd
import pytest

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
    assert early.count(group="mutant") == 16 and early.count("male", "mutant") == 8 and early.count() == 136
    assert set(late.animals["specimen_id"]) < set(early.animals["specimen_id"]) and 80 < late.count() < 130
    assert early.animals.equals(level.line(case, 7)[0].animals) and not early.animals.equals(level.line(case, 8)[0].animals)
    apart = level.line(level.Case(False, 1.0, 0.0), 7)
    assert not set(apart[0].animals["specimen_id"]) & set(apart[1].animals["specimen_id"])


def test_the_program_prints_its_table_and_ends_with_1_when_the_level_is_left(capsys, monkeypatch):
    monkeypatch.setattr(level, "run", lambda case, lines, workers, naive=False: made(case, naive))
    assert level.main(["--lines", "2000", "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "separate animals, effect 1, does not change" in said and "significant late and not early" in said and "OUTSIDE" not in said
    monkeypatch.setattr(level, "ALLOWED", (0.041, 0.049))
    assert level.main(["--lines", "2000", "--workers", "1"]) == 1
    assert capsys.readouterr().out.count("OUTSIDE") == 2


def made(case, naive):
    """A table of 100 lines of which 5 are called."""
    p = [0.01] * 5 + [0.5] * 95
    return pd.DataFrame({"naive at 0.05": p} if naive else {"default": p, "chosen by AICc": p, "t": range(100)})
