"""How often is a change with age found where there is none, and where there is one? Level and power on simulated lines.

``python benchmarks/life_stage_level.py`` simulates 2,000 lines per row whose truth is known (500 for power; ``--quick``: a tenth), with
separate animals at both stages or the same ones, and prints in one table how often each test says "changes" at 0.05, level and power
beside each other: the one shown by default (full model, with an animal term where animals repeat), the same without that term, the model
chosen by AICc, and the naive rule "significant late and not early" (a quarter of the lines). It ends with 1 when the default test leaves
4.1-6.0 % (in short runs: what chance allows around 5 %).
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import numpy as np
import pandas as pd
from scipy.stats import binom

from impc_nb.statistics.design import Design, Rows, full_terms
from impc_nb.statistics.life_stage_model import combine_prepared
from impc_nb.statistics.preparing import Prepared
from impc_nb.statistics.selection import select

LEVEL, ALLOWED = 0.05, (0.041, 0.060)
DAY, ANIMAL, REST = 0.5, 0.75, 0.66
"""Standard deviations between days, between animals and within an animal: an animal of one stage varies by 1 in all."""
LATE_SPREAD = 1.3
"""Late animals vary more."""


@dataclass(frozen=True)
class Case:
    """Simulated lines of one truth."""

    same_animals: bool
    effect: float
    """Mutant - wildtype of early adults, in standard deviations of an animal."""
    change: float
    """How much larger the effect of late adults is."""

    def __str__(self) -> str:
        what = f"changes by {self.change:g}" if self.change else "does not change"
        return f"{'same' if self.same_animals else 'separate'} animals, effect {self.effect:g}, {what}"


LEVELS = [Case(same, 1.0, 0.0) for same in (False, True)]
POWER = [Case(same, 1.0, change) for same in (False, True) for change in (0.5, 1.0)]
TESTS = ("default", "without animal term", "chosen by AICc")
RULES = ("naive at 0.0001", "naive at 0.05")
NAIVE = [Case(False, effect, 0.0) for effect in (0.0, 0.5, 1.0, 1.5)]


def mice(random: np.random.Generator, days: int, wildtypes: int, mutants: int) -> pd.DataFrame:
    """Simulated animals of both sexes; mutants on four days of their own choice beside wildtypes."""
    n = wildtypes + mutants
    mutant = np.arange(n) < mutants
    day = np.where(mutant, random.choice(days, 4, replace=False)[np.arange(n) % 4], random.integers(0, days, n))
    return pd.DataFrame({"mutant": mutant, "male": np.arange(n) // 4 % 2 == 1, "day": day, "own": ANIMAL * random.normal(size=n)})


def stage(table: pd.DataFrame, random: np.random.Generator, effect: float, spread: float, start: int, names: str) -> Prepared:
    """One stage's measurements of simulated animals."""
    weight = 25 + 5 * table["male"] + 2 * random.normal(size=len(table))
    days = DAY * random.normal(size=table["day"].max() + 1)
    y = 0.1 * weight + 0.5 * table["male"] + effect * table["mutant"] + days[table["day"]]
    y = y + spread * (table["own"] + REST * random.normal(size=len(table)))
    order = np.argsort(table["day"].to_numpy(), kind="stable")
    day = start + 7 * table["day"].to_numpy()
    rows = Rows(y.to_numpy(), table["mutant"].to_numpy(), table["male"].to_numpy(), day, weight.to_numpy()).take(order)
    animal = np.array([f"{names}{k}" for k in table.index], object)[order]
    return Prepared(rows, animal, True, ("Simulated animals.",), animal, np.full(len(order), np.nan))


def line(case: Case, seed: int) -> tuple[Prepared, Prepared]:
    """Early and late animals of one simulated line; the same ones may have died in between, four of five are left."""
    random = np.random.default_rng([seed, int(case.same_animals), int(100 * case.effect), int(100 * case.change)])
    young = mice(random, 24, 120, 16)
    old = young[random.random(len(young)) < 0.8].copy() if case.same_animals else mice(random, 20, 90, 16)
    old["day"] = random.permutation(24)[old["day"]]
    early = stage(young, random, case.effect, 1.0, 18_000, "a")
    return early, stage(old, random, case.effect + case.change, LATE_SPREAD, 18_420, "a" if case.same_animals else "b")


def genotype_p(one: Prepared) -> float:
    """p of one stage on its own, as the IMPC tests it (without window)."""
    return select(Design(one.rows, full_terms(one.rows, True))).fit.effect("genotype")[2]


def tests_of(case: Case, seed: int, naive: bool) -> dict[str, float]:
    """p (or t) of every test of one simulated line; 1 where the chosen model dropped the change."""
    early, late = line(case, seed)
    if naive:
        p = [genotype_p(one) for one in (early, late)]
        return {name: 0.0 if p[1] < limit <= p[0] else 1.0 for name, limit in zip(RULES, (1e-4, 0.05), strict=True)}
    default = combine_prepared(early, late).change["both"]
    chosen = combine_prepared(early, late, choose_terms=True).p_value
    out = {"default": default.p_value, "t": default.estimate / default.stderr, "chosen by AICc": 1.0 if chosen is None else chosen}
    if case.same_animals:
        plain = combine_prepared(early, replace(late, animal=np.full(len(late.animal), ""))).change["both"]
        out |= {"without animal term": plain.p_value, "t without": plain.estimate / plain.stderr}
    return out


def run(case: Case, lines: int, workers: int, naive: bool = False) -> pd.DataFrame:
    """The tests of many lines, one row each."""
    one = partial(tests_of, case, naive=naive)
    if workers < 2:
        return pd.DataFrame([one(seed) for seed in range(lines)])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one process per core instead; read when a new process loads numpy
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return pd.DataFrame(list(pool.map(one, range(lines), chunksize=20)))


def bounds(lines: int) -> tuple[float, float]:
    """Between which shares the level may lie: as asked for 2,000 lines or more, by chance (99.9 %) for fewer."""
    if lines >= 2000:
        return ALLOWED
    return tuple(binom.ppf([0.0005, 0.9995], lines, LEVEL) / lines)


def share(found: pd.DataFrame, name: str) -> str:
    """Of how many lines in a hundred a test says that the effect changes."""
    return f"{100 * (found[name] < LEVEL).mean():.1f}" if name in found else "as default"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=2000, help="simulated lines per row (2000)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the lines")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (one per core)")
    asked = parser.parse_args(arguments)
    lines = asked.lines // 10 if asked.quick else asked.lines
    fewer = max(lines // 4, 1)
    low, high = bounds(lines)
    print(f"{lines} simulated lines per row without a change (level), {fewer} with one (power), 16 mutants each; share called at 0.05 "
          f"in %. The default test may call {100 * low:.1f} to {100 * high:.1f} % where nothing changes.")  # fmt: skip
    print(f"  {'':58}" + "".join(f"{name:>21}" for name in (*TESTS, *RULES)) + f"{'SD of t':>9}")
    wrong = 0
    for case in sorted((*LEVELS, *POWER), key=lambda case: case.same_animals):
        found, naive = run(case, fewer if case.change else lines, asked.workers), run(case, fewer, asked.workers, naive=True)
        outside = not case.change and not low <= (found["default"] < LEVEL).mean() <= high
        wrong += outside
        shares = "".join(f"{share(found, name):>21}" for name in TESTS) + "".join(f"{share(naive, name):>21}" for name in RULES)
        what = f"{'power' if case.change else 'level'}: {case}"
        print(f"  {what:58}{shares}{found['t'].std():9.2f}" + ("  OUTSIDE" if outside else ""), flush=True)
    print('The naive rule, "significant late and not early", where nothing changes, by the size of the effect:')
    for case in NAIVE:
        found = run(case, fewer, asked.workers, naive=True)
        print(f"  {case!s:58}" + ", ".join(f"{name}: {share(found, name)} %" for name in found), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
