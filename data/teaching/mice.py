"""How simulated mice are drawn: animals, their weights, and what is measured on them.

ln y = mean of the sex + slope * (ln weight - its mean) + drift + day + effect of the mutation + residual
"""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np
import pandas as pd
from figures import (
    ABR,
    ABR_EAR,
    ABR_STEP,
    ABR_TOP,
    BODY_WEIGHT,
    CENTRES,
    DRIFT_SHARE,
    EARLY,
    FAT_SHARE,
    LATE,
    LATE_SLOPE,
    LATE_SPREAD,
    MISSING_VALUE,
    MISSING_WEIGHT,
    NEW_METER,
    PARAMETERS,
    PROCEDURES,
    SEXES,
    STARTLE,
    W_SPREAD,
    W_WEIGHT,
    WEEKS,
    WEIGHT,
    WEIGHT_ICC,
    WEIGHT_STEADY,
    Parameter,
)  # fmt: skip
from lines import LINES, Line


def generator(seed: int, *what: object) -> np.random.Generator:
    """Random numbers of their own for each thing drawn, so that a new parameter or line leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32("|".join(map(str, what)).encode())])


@cache
def ln_weight(sex: str, age: float) -> tuple[float, float]:
    """Mean and SD of ln body weight (g) of TCP controls at an age in weeks."""
    means, sds = WEIGHT[sex]
    mean, sd = np.interp(age, WEEKS, means), np.interp(age, WEEKS, sds)
    variance = np.log1p((sd / mean) ** 2)
    return float(np.log(mean) - variance / 2), float(np.sqrt(variance))


@cache
def model(key: str, stage: str) -> dict:
    """Mean of ln y, slope on ln weight and residual SD by sex, and the SD between days, for TCP controls of one stage."""
    p, age = PARAMETERS[key], PROCEDURES[key[:3]][1]
    out, between = {}, []
    for i, sex in enumerate(SEXES):
        weight, spread = ln_weight(sex, age)
        if p.source == "W":
            slope = p.slope[i] / W_SPREAD
            mean = np.log(p.mean[i]) + slope * (weight - np.log(W_WEIGHT))
            within = p.sd[i] ** 2
            left = within + (slope * spread) ** 2
            day = (p.icc * left - WEIGHT_ICC * (slope * spread) ** 2) / (1 - p.icc)
        else:
            slope, total = p.slope[i] * np.exp(weight) / p.mean[i], (p.sd[i] / p.mean[i]) ** 2
            mean = np.log(p.mean[i]) - total / 2
            within = (1 - p.icc) * total - (1 - WEIGHT_ICC) * (slope * spread) ** 2
            day = p.icc * total - WEIGHT_ICC * (slope * spread) ** 2
        out[sex] = [mean, slope, np.sqrt(within)]
        between.append(np.sqrt(max(day, 0)))
        if stage == LATE:
            out[sex] = [mean + np.log(p.late), slope * (1 if key == "DXA_002" else LATE_SLOPE), np.sqrt(within) * LATE_SPREAD]
    return out | {"day": float(np.mean(between)) * (LATE_SPREAD if stage == LATE else 1)}


def effect(line: Line | None, stage: str, key: str, sex: str) -> float:
    """The true effect of a line on ln y (at equal body weight), on ln weight, in dB or as a share; 0 for controls."""
    what = ((line.early if stage == EARLY else line.late) or {}).get(key) if line else None
    if what is None:
        return 0.0
    size = what[1 + SEXES.index(sex)]
    return size * model(key, stage)[sex][2] if what[0] == "sd" else size


def animals(seed: int, centre: str, stage: str) -> pd.DataFrame:
    """All mice of one centre and stage, controls (``line`` -1) and mutants: specimen_id, sex, line, date_of_birth, z (of ln weight)."""
    c, rng = CENTRES[centre], generator(seed, centre, stage, "animals")
    first, last, count, sizes = c["cohorts"][stage]
    span = (np.datetime64(last) - np.datetime64(first)).astype(int)
    births = np.datetime64(first) + np.unique((np.linspace(0, span, count) + rng.uniform(-2, 2, count)).astype(int))
    rows = [(sex, -1, birth) for birth in births for sex in SEXES for _ in range(rng.choice(sizes))]
    for number, line in enumerate(LINES):
        if line.centre != centre or (stage == LATE and line.late is None):
            continue
        wanted = np.datetime64(line.start) + np.linspace(0, line.spread, line.dates).astype(int)
        chosen = births[np.unique([np.abs(births - w).argmin() for w in wanted])]
        for sex, n in zip(SEXES, line.n if stage == EARLY else line.n_late, strict=True):
            rows += [(sex, number, chosen[k % len(chosen)]) for k in range(n)]
    table = pd.DataFrame(rows, columns=["sex", "line", "date_of_birth"]).sort_values(
        ["date_of_birth", "line", "sex"], kind="stable", ignore_index=True
    )
    cohort = pd.Series(rng.standard_normal(len(births)), index=births)
    own = rng.standard_normal(len(table))
    table["z"] = np.sqrt(WEIGHT_ICC) * table["date_of_birth"].map(cohort).to_numpy() + np.sqrt(1 - WEIGHT_ICC) * own
    table.insert(0, "specimen_id", [f"SIM-{c['short']}-{stage[0]}{i:05d}" for i in range(1, len(table) + 1)])
    return table


def ln_weights(seed: int, mice: pd.DataFrame, centre: str, stage: str, procedure: str) -> np.ndarray:
    """ln body weight (g) of each mouse when a procedure is done."""
    age = PROCEDURES[procedure][1 if stage == EARLY else 2]
    z = WEIGHT_STEADY * mice["z"] + np.sqrt(1 - WEIGHT_STEADY**2) * generator(seed, centre, stage, procedure, "weight").standard_normal(
        len(mice)
    )
    means, sds = (mice["sex"].map({s: ln_weight(s, age)[k] for s in SEXES}).to_numpy() for k in (0, 1))
    return means + np.log(CENTRES[centre]["weight"]) + sds * z.to_numpy() + effects(mice, stage, "weight")


def effects(mice: pd.DataFrame, stage: str, key: str) -> np.ndarray:
    """The true effect on each mouse."""
    known = {(n, s): effect(LINES[n] if n >= 0 else None, stage, key, s) for n in mice["line"].unique() for s in SEXES}
    return np.array([known[pair] for pair in zip(mice["line"], mice["sex"], strict=True)])


def dates(mice: pd.DataFrame, stage: str, procedure: str) -> pd.Series:
    """Day on which each mouse has a procedure; what falls on a weekend is done on Monday."""
    day = mice["date_of_birth"] + pd.to_timedelta(7 * PROCEDURES[procedure][1 if stage == EARLY else 2], unit="D")
    return day + pd.to_timedelta((7 - day.dt.dayofweek) * (day.dt.dayofweek >= 5), unit="D")


def by_day(rng: np.random.Generator, day: pd.Series, controls: np.ndarray) -> np.ndarray:
    """What the day adds to each measurement, in SDs between days: slow drift and the day's own part."""
    number = day.to_numpy().astype("datetime64[D]").astype(int)
    known = np.unique(number)
    knots = np.arange(known[0], known[-1] + 120, 60)
    slow = 1.5 * np.sin(2 * np.pi * (known / rng.uniform(500, 1400) + rng.uniform())) + 0.4 * np.interp(
        known, knots, rng.standard_normal(len(knots)).cumsum()
    )
    reference = np.isin(known, number[controls])
    slow = (slow - slow[reference].mean()) / slow[reference].std()
    added = np.sqrt(DRIFT_SHARE) * slow + np.sqrt(1 - DRIFT_SHARE) * rng.standard_normal(len(known))
    return added[np.searchsorted(known, number)]


def continuous(seed: int, mice: pd.DataFrame, centre: str, stage: str, p: Parameter) -> np.ndarray:
    """Measured values of one parameter, rounded as the instrument does."""
    rng, m, procedure = generator(seed, centre, stage, p.key), model(p.key, stage), p.key[:3]
    age = PROCEDURES[procedure][1 if stage == EARLY else 2]
    mean, slope, sd = (mice["sex"].map({s: m[s][k] for s in SEXES}).to_numpy() for k in range(3))
    usual = mice["sex"].map({s: ln_weight(s, age)[0] for s in SEXES}).to_numpy()
    y = mean + slope * (ln_weights(seed, mice, centre, stage, procedure) - usual) + sd * rng.standard_normal(len(mice))
    y += m["day"] * by_day(rng, dates(mice, stage, procedure), (mice["line"] < 0).to_numpy()) + effects(mice, stage, p.key)
    if centre == "MRC Harwell":
        y += np.log(p.harwell)
    if (centre, procedure) == NEW_METER[:2]:
        y += np.log(NEW_METER[3]) * (dates(mice, stage, procedure) >= NEW_METER[2])
    return read(np.exp(np.asarray(y)), p.step)


def read(values: np.ndarray, step: float) -> np.ndarray:
    """What an instrument shows that reads in steps."""
    return np.round(np.round(values / step) * step, 6)


def thresholds(seed: int, mice: pd.DataFrame, centre: str, key: str) -> np.ndarray:
    """Auditory thresholds in dB SPL; the first two of each sex of a line are tested, and all controls."""
    ear, rng = generator(seed, centre, "ear").standard_normal(len(mice)), generator(seed, centre, key)
    mean, sd = ABR[key][1][centre]
    y = mean + sd * (np.sqrt(ABR_EAR) * ear + np.sqrt(1 - ABR_EAR) * rng.standard_normal(len(mice))) + effects(mice, EARLY, key)
    tested = (mice["line"] < 0) | (mice.groupby(["line", "sex"]).cumcount() < 2)
    return np.where(tested, np.clip(read(y, ABR_STEP), 0, ABR_TOP), np.nan)


def startle(seed: int, mice: pd.DataFrame, centre: str, stage: str) -> np.ndarray:
    """Category of the startle response."""
    present, none, no_data = STARTLE[2]
    known = {
        n: ((LINES[n].early if stage == EARLY else LINES[n].late) or {}).get(STARTLE[0], (0, 0, 0)) for n in mice["line"].unique() if n >= 0
    }
    u = generator(seed, centre, stage, STARTLE[0]).uniform(size=len(mice))
    of = [known.get(n, ("share", 0.0, 0.0)) for n in mice["line"]]
    return np.array([none if x < w[1] else no_data if x < w[1] + w[2] else present for x, w in zip(u, of, strict=True)], dtype=object)


def measured(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """One row per mouse that had the procedure: date_of_experiment, weight, data_point, category; a few missing."""
    procedure, rng = key[:3], generator(seed, centre, stage, key, "missing")
    weight = read(np.exp(ln_weights(seed, mice, centre, stage, procedure)), 0.01)
    value, category = np.full(len(mice), np.nan), np.full(len(mice), None, dtype=object)
    if key == BODY_WEIGHT[0]:
        value = weight
    elif key == FAT_SHARE[0]:
        value = read(continuous(seed, mice, centre, stage, PARAMETERS["DXA_002"]) / weight, FAT_SHARE[3])
    elif key in ABR:
        value = thresholds(seed, mice, centre, key)
    elif key == STARTLE[0]:
        category = startle(seed, mice, centre, stage)
    else:
        value = continuous(seed, mice, centre, stage, PARAMETERS[key])
    done = ~np.isnan(value) if key in ABR else np.ones(len(mice), bool)
    if key not in ABR and key != STARTLE[0]:
        value = np.where(rng.uniform(size=len(mice)) < MISSING_VALUE, np.nan, value)
    no_weight = generator(seed, centre, stage, procedure, "no weight").uniform(size=len(mice)) < MISSING_WEIGHT
    table = mice.assign(date_of_experiment=dates(mice, stage, procedure), data_point=value, category=category)
    table["weight"] = np.where(no_weight, np.nan, weight) if uses_weight(key) else np.nan
    return table[done].reset_index(drop=True)


def uses_weight(key: str) -> bool:
    """Whether body weight is kept beside the measurement: not for body weight itself, ratios to it, and what the IMPC exempts."""
    return key not in (BODY_WEIGHT[0], FAT_SHARE[0]) and (key not in PARAMETERS or PARAMETERS[key].uses_weight)
