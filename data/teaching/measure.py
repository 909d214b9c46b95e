"""What is measured on simulated mice: one row per measurement, as instruments read it."""

from __future__ import annotations

import figures
import numpy as np
import pandas as pd
from figures import AGEING_HOUSING, CENTRES, EARLY, LATE, NEW_METER, SEXES, TERMINAL, TWICE
from lines import LINES, effect_of
from measurements import (
    ABR,
    ABR_EAR,
    ABR_STEP,
    ABR_TOP,
    BODY_WEIGHT,
    CATEGORICAL,
    CURVE,
    CURVE_LATE,
    DERIVED,
    GLUCOSE,
    GLUCOSE_SHAPE,
    ONE_SEX,
    PARAMETERS,
    PPI_GLOBAL,
    SERIES,
    SPEED_SHAPE,
)  # fmt: skip
from mice import age, animals, changes, dates, generator, litters, ln_weight, ln_weights, model, per_sex


def residuals(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> np.ndarray:
    """The animals' own part of a measurement, SD 1; a mouse measured twice keeps some of it."""
    out = generator(seed, centre, stage, key).standard_normal(len(mice))
    twice = mice["twice"].to_numpy()
    kept = generator(seed, centre, TWICE, key).standard_normal(twice.sum())
    out[twice] = np.sqrt(figures.SAME_MOUSE) * kept + np.sqrt(1 - figures.SAME_MOUSE) * out[twice]
    return out


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


def continuous(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> np.ndarray:
    """Measured values of one parameter, rounded as the instrument does."""
    p, m, procedure = PARAMETERS[key], model(key, stage), key[:3]
    days = dates(mice, age(procedure, stage))
    mean, slope, sd = (per_sex(mice, {sex: m[sex][k] for sex in SEXES}) for k in range(3))
    usual = per_sex(mice, {sex: ln_weight(sex, age(procedure, stage))[0] for sex in SEXES})
    y = mean + slope * (ln_weights(seed, mice, centre, stage, procedure) - usual) + changes(mice, stage, key)
    day, own = by_day(generator(seed, centre, stage, key, "days"), days), residuals(seed, mice, centre, stage, key)
    if p.shared:
        own = np.sqrt(figures.SHARED) * residuals(seed, mice, centre, stage, p.shared) + np.sqrt(1 - figures.SHARED) * own
        day = np.sqrt(figures.SHARED) * by_day(generator(seed, centre, stage, p.shared, "days"), days) + np.sqrt(1 - figures.SHARED) * day
    y = y + m["day"] * day + sd * (own + figures.LITTER * litters(generator(seed, centre, stage, key, "litters"), mice))
    y = y + np.log({"TCP": 1, "MRC Harwell": p.elsewhere[0], "JAX": p.elsewhere[1]}[centre])
    if (centre, procedure) == NEW_METER[:2]:
        y = y + np.log(NEW_METER[3]) * (days >= NEW_METER[2]).to_numpy()
    return read(np.exp(y) if p.top is None else p.top - np.exp(y), p.step)


def computed(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> np.ndarray:
    """Values computed from others of the same animal."""
    if key == PPI_GLOBAL[0]:
        return read(np.mean([continuous(seed, mice, centre, stage, of) for of in PPI_GLOBAL[4]], axis=0), PPI_GLOBAL[3])
    d = DERIVED[key]
    ln = np.log(per_sex(mice, dict(zip(SEXES, d.factor, strict=True))).astype(float))
    for of, power in d.powers.items():
        y = weights(seed, mice, centre, stage, key[:3]) if of == "weight" else continuous(seed, mice, centre, stage, of)
        ln = ln + power * np.log(y)
    if d.noise:
        litter = litters(generator(seed, centre, stage, key, "litters"), mice)
        ln = ln + d.noise * (residuals(seed, mice, centre, stage, key) + figures.LITTER * litter)
    return read(np.exp(ln) if d.top is None else d.top - np.exp(ln), d.step)


def weights(seed: int, mice: pd.DataFrame, centre: str, stage: str, procedure: str) -> np.ndarray:
    """Body weight in g beside a procedure, as the scales show it."""
    return read(np.exp(ln_weights(seed, mice, centre, stage, procedure)), BODY_WEIGHT[3])


def thresholds(seed: int, mice: pd.DataFrame, centre: str, key: str) -> np.ndarray:
    """Auditory thresholds, dB SPL, of all controls and the first two of each sex of a line; missing for the others."""
    ear = generator(seed, centre, "ear").standard_normal(len(mice))
    one = generator(seed, centre, key).standard_normal(len(mice))
    mean, sd = ABR[key][1][centre]
    y = mean + sd * (np.sqrt(ABR_EAR) * ear + np.sqrt(1 - ABR_EAR) * one) + changes(mice, EARLY, key)
    tested = (mice["line"] < 0) | (mice.groupby(["line", "sex"]).cumcount() < 2)
    return np.where(tested, read(y, ABR_STEP).clip(0, ABR_TOP), np.nan)


def shares(key: str, line: int, stage: str) -> dict:
    """Category -> its share among the mutants of a line (-1: controls), but for the usual one."""
    c = CATEGORICAL[key]
    kind, first, none = effect_of(LINES[line], stage == EARLY, key) if line >= 0 else ("none", 0, 0)
    if kind == "none":
        return c.others
    return {name: first if k == 0 else min(share, (1 - first) / 4) for k, (name, share) in enumerate(c.others.items())} | (
        {c.no_data: none} if none else {})  # fmt: skip


def categories(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> np.ndarray:
    """The category of each mouse."""
    drawn = generator(seed, centre, stage, key).uniform(size=len(mice))
    out = np.full(len(mice), CATEGORICAL[key].usual, dtype=object)
    for line in mice["line"].unique():
        low, its = 0.0, (mice["line"] == line).to_numpy()
        for name, share in shares(key, line, stage).items():
            out[its & (drawn >= low) & (drawn < low + share)] = name
            low += share
    return out


def glucose(seed: int, mice: pd.DataFrame, centre: str, stage: str) -> list[np.ndarray]:
    """Blood glucose at each step: fasted value, first rise and area under the curve are those of the three parameters."""
    fasted, area = (continuous(seed, mice, centre, stage, key) for key in ("IPG_010", "IPG_012"))
    first = computed(seed, mice, centre, stage, "IPG_011")
    at30, at60, at120 = (per_sex(mice, {sex: GLUCOSE_SHAPE[sex][k] for sex in SEXES}) for k in range(3))
    rest = ((area - 15 * first) / (22.5 * at30 + 45 * at60 + 30 * at120)).clip(0.05)  # trapezoids between the steps
    return [read(fasted + rise, 1) for rise in (0, first, rest * at30, rest * at60, rest * at120)]


def series(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """Several rows per mouse: date_of_experiment, data_point and discrete_point."""
    if key == CURVE:
        late = animals(seed, centre, LATE)
        whole = [(mice, EARLY, SERIES[CURVE][2]), (late[~late["twice"]], LATE, CURVE_LATE)]
        whole += [(mice[mice["twice"]], TWICE, [w for w in CURVE_LATE if w > 16])] if mice["twice"].any() else []
        parts = [some.assign(discrete_point=float(w), date_of_experiment=dates(some, w),
                             data_point=read(np.exp(ln_weights(seed, some, centre, stage, "BWT", w)), 0.1))
                 for some, stage, weeks in whole for w in weeks]  # fmt: skip
        return pd.concat(parts, ignore_index=True)
    if key == GLUCOSE:
        values = glucose(seed, mice, centre, stage)
    else:
        whole = computed(seed, mice, centre, stage, "OFD_009")
        own = [generator(seed, centre, stage, key, step).standard_normal(len(mice)) for step in SERIES[key][2]]
        values = [read(whole * part * np.exp(0.1 * now), 0.1) for part, now in zip(SPEED_SHAPE, own, strict=True)]
    day = dates(mice, age(key[:3], stage))
    parts = [mice.assign(discrete_point=float(step), date_of_experiment=day, data_point=of)
             for step, of in zip(SERIES[key][2], values, strict=True)]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def uses_weight(key: str) -> bool:
    """Whether body weight stands beside the measurement: not for body weight itself, its ratios, and what the IMPC exempts."""
    known = PARAMETERS | DERIVED
    return key != BODY_WEIGHT[0] and key not in SERIES and (key not in known or known[key].uses_weight)


def value(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> dict:
    """data_point or category of each mouse."""
    if key == BODY_WEIGHT[0]:
        return {"data_point": weights(seed, mice, centre, stage, key[:3])}
    if key in CATEGORICAL:
        return {"category": categories(seed, mice, centre, stage, key)}
    if key in ABR:
        return {"data_point": thresholds(seed, mice, centre, key)}
    return {"data_point": (continuous if key in PARAMETERS else computed)(seed, mice, centre, stage, key)}


def measured(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """One row per measurement, with date_of_experiment, weight, data_point, category, discrete_point and metadata; a few are missing."""
    procedure = key[:3]
    empty = {"category": None, "data_point": np.nan, "discrete_point": np.nan}
    if key in SERIES:
        table = series(seed, mice, centre, stage, key).assign(category=None)
    else:
        table = mice.assign(**empty, date_of_experiment=dates(mice, age(procedure, stage))).assign(**value(seed, mice, centre, stage, key))
    lost = generator(seed, centre, stage, key, "lost").uniform(size=len(table)) < figures.MISSING_VALUE
    if key not in ABR:
        table["data_point"] = table["data_point"].where(~lost)
    table["weight"] = np.nan
    if uses_weight(key):
        unweighed = generator(seed, centre, stage, procedure, "unweighed").uniform(size=len(table)) < figures.MISSING_WEIGHT
        table["weight"] = np.where(unweighed, np.nan, weights(seed, mice, centre, stage, procedure))
    done = table["data_point"].notna() if key in ABR else np.ones(len(table), bool)
    done &= (table["sex"] == ONE_SEX[key]) if key in ONE_SEX else True
    done &= ~table["twice"] if procedure in TERMINAL and stage == EARLY else True  # they live on
    table = table[done].reset_index(drop=True)
    return table.assign(metadata=conditions(table, centre, procedure))


def conditions(table: pd.DataFrame, centre: str, procedure: str) -> pd.Series:
    """The recorded conditions of each measurement, as one text."""
    newer = (table["date_of_experiment"] >= NEW_METER[2]) & ((centre, procedure) == NEW_METER[:2])
    usual = CENTRES[centre]["conditions"]
    housing = next(part for part in usual.split("|") if part.startswith("Housing"))
    texts = {(new, twice): f"{usual.replace(housing, AGEING_HOUSING) if twice else usual}|Equipment ID = simulated {procedure} {1 + new}"
             for new in (False, True) for twice in (False, True)}  # fmt: skip
    return pd.Series([texts[pair] for pair in zip(newer, table["twice"], strict=True)], index=table.index, dtype=object)
