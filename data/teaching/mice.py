"""How simulated mice are drawn: the animals, their weights, and what is measured on them.

ln y = mean of the sex + slope * (ln weight - its mean) + drift + the day + the litter + effect of the mutation + residual
"""

from __future__ import annotations

import zlib
from functools import cache

import figures
import numpy as np
import pandas as pd
from drawn_lines import LINES, Line, effect_of
from figures import ABR, BODY_WEIGHT, CENTRES, EARLY, FAT_SHARE, LATE, PARAMETERS, PROCEDURES, SEXES, STARTLE, Parameter


def generator(seed: int, *what: object) -> np.random.Generator:
    """Random numbers of their own for each thing drawn: a new parameter, or a line added at the end, leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32("|".join(map(str, what)).encode())])


def age(procedure: str, stage: str) -> int:
    """Age in weeks at which a procedure is done."""
    return PROCEDURES[procedure][1 if stage == EARLY else 2]


@cache
def ln_weight(sex: str, weeks: float) -> tuple[float, float]:
    """Mean and SD of ln body weight (g) of TCP controls at an age in weeks."""
    mean, sd = (np.interp(weeks, figures.WEEKS, known) for known in figures.WEIGHT[sex])
    variance = np.log1p((sd / mean) ** 2)
    return float(np.log(mean) - variance / 2), float(np.sqrt(variance))


@cache
def model(key: str, stage: str) -> dict:
    """Sex -> mean of ln y, slope on ln weight, residual SD; and ``day``, the SD between days. For TCP controls of one stage.

    The share of the date (``icc``) is of all variance within sex, of which body weight, itself alike within a date, is a part.
    """
    p, out, between, aged = PARAMETERS[key], {}, [], stage == LATE
    for i, sex in enumerate(SEXES):
        weight, spread = ln_weight(sex, age(key[:3], EARLY))
        if p.source == "W":
            slope = p.slope[i] / figures.W_SPREAD
            mean = np.log(p.mean[i]) + slope * (weight - np.log(figures.W_WEIGHT))
            by_weight, within = (slope * spread) ** 2, p.sd[i] ** 2
            day = (p.icc * (within + by_weight) - figures.WEIGHT_ICC * by_weight) / (1 - p.icc)
        else:
            slope, total = p.slope[i] * np.exp(weight) / p.mean[i], (p.sd[i] / p.mean[i]) ** 2
            mean, by_weight = np.log(p.mean[i]) - total / 2, (slope * spread) ** 2
            within = (1 - p.icc) * total - (1 - figures.WEIGHT_ICC) * by_weight
            day = p.icc * total - figures.WEIGHT_ICC * by_weight
        between.append(np.sqrt(max(day, 0)))
        out[sex] = mean, slope, np.sqrt(within)
        if aged:
            fat = key == "DXA_002"  # what is gained with age is mostly fat: it keeps its slope, and varies more because weight does
            slope, more = slope * (1 if fat else figures.LATE_SLOPE), 1 if fat else figures.LATE_SPREAD
            out[sex] = mean + np.log(p.late), slope, np.sqrt(within) * more
    return out | {"day": float(np.mean(between)) * (figures.LATE_SPREAD if aged else 1)}


def effect(line: Line, stage: str, key: str, sex: str) -> float:
    """The true effect of a line on ln y (at equal body weight), on ln weight, or on a threshold in dB."""
    kind, *sizes = effect_of(line, stage == EARLY, key)
    size = sizes[SEXES.index(sex)]
    return float(size * model(key, stage)[sex][2]) if kind == "sd" else size


def effects(mice: pd.DataFrame, stage: str, key: str) -> np.ndarray:
    """The true effect on each mouse; 0 for controls."""
    known = {(n, sex): effect(LINES[n], stage, key, sex) if n >= 0 else 0.0 for n in mice["line"].unique() for sex in SEXES}
    return np.array([known[pair] for pair in zip(mice["line"], mice["sex"], strict=True)])


def per_sex(mice: pd.DataFrame, values: dict) -> np.ndarray:
    return mice["sex"].map(values).to_numpy()


def animals(seed: int, centre: str, stage: str) -> pd.DataFrame:
    """All mice of one centre and stage: specimen_id, sex, line (its number; -1 for controls), date_of_birth, z (of ln weight).

    Controls come in cohorts over the years; each cohort of mutants is born with one of them, so both share their days.
    """
    c, rng = CENTRES[centre], generator(seed, centre, stage, "animals")
    first, last, count, sizes = c["cohorts"][stage]
    span = (np.datetime64(last) - np.datetime64(first)).astype(int)
    births = np.datetime64(first) + np.unique((np.linspace(0, span, count) + rng.uniform(-2, 2, count)).astype(int))
    rows = [(sex, -1, birth) for birth in births for sex in SEXES for _ in range(rng.choice(sizes))]
    for number, line in enumerate(LINES):
        if line.centre != centre or (stage == LATE and line.late is None):
            continue
        wanted = np.datetime64(line.start) + np.linspace(0, line.spread, line.dates).astype(int)
        chosen = births[np.unique([np.abs(births - day).argmin() for day in wanted])]
        for sex, n in zip(SEXES, line.n if stage == EARLY else line.n_late, strict=True):
            rows += [(sex, number, chosen[k % len(chosen)]) for k in range(n)]
    table = pd.DataFrame(rows, columns=["sex", "line", "date_of_birth"])
    cohort = pd.Series(generator(seed, centre, stage, "cohorts").standard_normal(len(births)), index=births)
    own = generator(seed, centre, stage, "own").standard_normal(len(table))
    share = figures.WEIGHT_ICC
    z = np.sqrt(share) * table["date_of_birth"].map(cohort).to_numpy() + np.sqrt(1 - share) * own
    z = z + figures.LITTER * litters(generator(seed, centre, stage, "litters"), table)
    table["z"] = z.clip(-figures.WEIGHT_LIMIT, figures.WEIGHT_LIMIT)
    table.insert(0, "specimen_id", [f"SIM-{c['short']}-{stage[0]}{i:05d}" for i in range(1, len(table) + 1)])
    return table


def litters(rng: np.random.Generator, mice: pd.DataFrame) -> np.ndarray:
    """What mutants born together have in common, in SDs between litters; 0 for controls, whose litters are part of the day."""
    of = mice.groupby(["line", "date_of_birth"], sort=False).ngroup().to_numpy()
    return np.where(mice["line"] >= 0, rng.standard_normal(of.max() + 1)[of], 0.0)


def ln_weights(seed: int, mice: pd.DataFrame, centre: str, stage: str, procedure: str) -> np.ndarray:
    """ln body weight (g) of each mouse when a procedure is done."""
    known = {sex: ln_weight(sex, age(procedure, stage)) for sex in SEXES}
    now, steady = generator(seed, centre, stage, procedure, "weight").standard_normal(len(mice)), figures.WEIGHT_STEADY
    z = steady * mice["z"].to_numpy() + np.sqrt(1 - steady**2) * now
    usual = per_sex(mice, {sex: mean for sex, (mean, _) in known.items()}) + np.log(CENTRES[centre]["weight"])
    return usual + per_sex(mice, {sex: sd for sex, (_, sd) in known.items()}) * z + effects(mice, stage, "weight")


def dates(mice: pd.DataFrame, stage: str, procedure: str) -> pd.Series:
    """Day on which each mouse has a procedure; what falls on a weekend is done on Monday."""
    day = mice["date_of_birth"] + pd.to_timedelta(7 * age(procedure, stage), unit="D")
    return day + pd.to_timedelta((7 - day.dt.day_of_week) * (day.dt.day_of_week >= 5), unit="D")


def by_day(rng: np.random.Generator, days: pd.Series) -> np.ndarray:
    """What the day adds to each measurement, in SDs between days: slow drift (mean 0, SD 1 over the days) and the day's own part."""
    number = days.to_numpy().astype("datetime64[D]").astype(int)
    known = np.unique(number)
    knots = np.arange(known[0], known[-1] + 120, 60)
    wave = np.sin(2 * np.pi * (known / rng.uniform(500, 1400) + rng.uniform()))
    slow = 1.5 * wave + 0.4 * np.interp(known, knots, rng.standard_normal(len(knots)).cumsum())
    share = figures.DRIFT_SHARE
    added = np.sqrt(share) * (slow - slow.mean()) / slow.std() + np.sqrt(1 - share) * rng.standard_normal(len(known))
    return added[np.searchsorted(known, number)]


def read(values: np.ndarray, step: float) -> np.ndarray:
    """What an instrument shows that reads in steps."""
    return np.round(np.round(values / step) * step, 6)


def continuous(seed: int, mice: pd.DataFrame, centre: str, stage: str, p: Parameter) -> np.ndarray:
    """Measured values of one parameter, rounded as the instrument does."""
    m, procedure, days = model(p.key, stage), p.key[:3], dates(mice, stage, p.key[:3])
    mean, slope, sd = (per_sex(mice, {sex: m[sex][k] for sex in SEXES}) for k in range(3))
    usual = per_sex(mice, {sex: ln_weight(sex, age(procedure, stage))[0] for sex in SEXES})
    y = mean + slope * (ln_weights(seed, mice, centre, stage, procedure) - usual) + effects(mice, stage, p.key)
    y = y + m["day"] * by_day(generator(seed, centre, stage, p.key, "days"), days)
    y = y + sd * generator(seed, centre, stage, p.key).standard_normal(len(mice))
    y = y + sd * figures.LITTER * litters(generator(seed, centre, stage, p.key, "litters"), mice)
    if centre == "MRC Harwell":
        y = y + np.log(p.harwell)
    if (centre, procedure) == figures.NEW_METER[:2]:
        y = y + np.log(figures.NEW_METER[3]) * (days >= figures.NEW_METER[2]).to_numpy()
    return read(np.exp(y), p.step)


def thresholds(seed: int, mice: pd.DataFrame, centre: str, key: str) -> np.ndarray:
    """Auditory thresholds, dB SPL, of all controls and the first two of each sex of a line; missing for the others."""
    ear = generator(seed, centre, "ear").standard_normal(len(mice))
    one = generator(seed, centre, key).standard_normal(len(mice))
    mean, sd = ABR[key][1][centre]
    y = mean + sd * (np.sqrt(figures.ABR_EAR) * ear + np.sqrt(1 - figures.ABR_EAR) * one) + effects(mice, EARLY, key)
    tested = (mice["line"] < 0) | (mice.groupby(["line", "sex"]).cumcount() < 2)
    return np.where(tested, read(y, figures.ABR_STEP).clip(0, figures.ABR_TOP), np.nan)


def startle(seed: int, mice: pd.DataFrame, centre: str, stage: str) -> np.ndarray:
    """Category of the startle response; every control has one."""
    present, none, no_data = STARTLE[2]
    shares = {n: effect_of(LINES[n], stage == EARLY, STARTLE[0])[1:] if n >= 0 else (0, 0) for n in mice["line"].unique()}
    drawn = zip(generator(seed, centre, stage, STARTLE[0]).uniform(size=len(mice)), mice["line"].map(shares), strict=True)
    return np.array([none if u < s[0] else no_data if u < s[0] + s[1] else present for u, s in drawn], dtype=object)


def uses_weight(key: str) -> bool:
    """Whether body weight stands beside the measurement: not for body weight itself, its ratios, and what the IMPC exempts."""
    return key not in (BODY_WEIGHT[0], FAT_SHARE[0]) and (key not in PARAMETERS or PARAMETERS[key].uses_weight)


def measured(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """One row per mouse that had the procedure, with date_of_experiment, weight, data_point and category; a few are missing."""
    procedure = key[:3]
    weight = read(np.exp(ln_weights(seed, mice, centre, stage, procedure)), BODY_WEIGHT[3])
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
    lost = generator(seed, centre, stage, key, "lost").uniform(size=len(mice)) < figures.MISSING_VALUE
    unweighed = generator(seed, centre, stage, procedure, "unweighed").uniform(size=len(mice)) < figures.MISSING_WEIGHT
    table = mice.assign(
        date_of_experiment=dates(mice, stage, procedure), category=category, data_point=np.where(lost & (key not in ABR), np.nan, value),
        weight=np.where(unweighed, np.nan, weight) if uses_weight(key) else np.nan,
    )  # fmt: skip
    return table[done].reset_index(drop=True)
