"""How simulated mice are drawn: the animals of a centre and stage, their body weights and days, and what a mutation changes.

ln v = mean of the sex + slope * (ln weight - its mean) + drift + the day + the litter + effect of the mutation + residual,
where v is what was measured, or how far that is from the top of its range. What is measured on them: measure.py.
"""

from __future__ import annotations

import zlib
from functools import cache

import figures
import numpy as np
import pandas as pd
from figures import CENTRES, EARLY, LATE, PROCEDURES, SEXES, TWICE
from lines import LINES, Line, effect_of
from measurements import BODY_WEIGHT, DERIVED, PARAMETERS, PPI_GLOBAL


def generator(seed: int, *what: object) -> np.random.Generator:
    """Random numbers of their own for each thing drawn: a new parameter, or a line added at the end, leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32("|".join(map(str, what)).encode())])


def age(procedure: str, stage: str) -> int:
    """Age in weeks at which a procedure is done."""
    return PROCEDURES[procedure][1 if stage == EARLY else 2]


# ---------------------------------------------------------------- animals
def born(seed: int, centre: str, kind: str) -> pd.DataFrame:
    """The mice of early, of late, or of both stages: specimen_id, sex, line (its number; -1 for controls), date_of_birth, z, twice.

    Controls come in cohorts over the years; each cohort of mutants is born with one of them, so both share their days.
    """
    c, rng = CENTRES[centre], generator(seed, centre, kind, "animals")
    first, last, count, sizes = c["cohorts"][kind]
    span = (np.datetime64(last) - np.datetime64(first)).astype(int)
    births = np.datetime64(first) + np.unique((np.linspace(0, span, count) + rng.uniform(-2, 2, count)).astype(int))
    rows = [(sex, -1, birth) for birth in births for sex in SEXES for _ in range(rng.choice(sizes))]
    for number, line in enumerate(LINES):
        if line.centre != centre or line.twice != (kind == TWICE) or (kind == LATE and line.late is None):
            continue
        wanted = np.datetime64(line.start) + np.linspace(0, line.spread, line.dates).astype(int)
        chosen = births[np.unique([np.abs(births - day).argmin() for day in wanted])]
        for sex, n in zip(SEXES, line.n_late if kind == LATE else line.n, strict=True):
            rows += [(sex, number, chosen[k % len(chosen)]) for k in range(n)]
    table = pd.DataFrame(rows, columns=["sex", "line", "date_of_birth"]).astype({"sex": object})
    cohort = pd.Series(generator(seed, centre, kind, "cohorts").standard_normal(len(births)), index=births)
    own = generator(seed, centre, kind, "own").standard_normal(len(table))
    share = figures.WEIGHT_ICC
    z = np.sqrt(share) * table["date_of_birth"].map(cohort).to_numpy() + np.sqrt(1 - share) * own
    z = z + figures.LITTER * litters(generator(seed, centre, kind, "litters"), table)
    table["z"] = z.clip(-figures.WEIGHT_LIMIT, figures.WEIGHT_LIMIT)
    letter = {EARLY: "E", LATE: "L", TWICE: "T"}[kind]
    table.insert(0, "specimen_id", [f"SIM-{c['short']}-{letter}{i:05d}" for i in range(1, len(table) + 1)])
    return table.assign(twice=kind == TWICE)


def animals(seed: int, centre: str, stage: str) -> pd.DataFrame:
    """All mice of one centre and stage, as ``born`` gives them; those measured twice are the same in both, with another z when late."""
    table = born(seed, centre, stage)
    if TWICE not in CENTRES[centre]["cohorts"]:
        return table
    both = born(seed, centre, TWICE)
    if stage == LATE:
        now, same = generator(seed, centre, TWICE, "late").standard_normal(len(both)), figures.SAME_MOUSE
        both["z"] = (same * both["z"] + np.sqrt(1 - same**2) * now).clip(-figures.WEIGHT_LIMIT, figures.WEIGHT_LIMIT)
    return pd.concat([table, both], ignore_index=True)


def litters(rng: np.random.Generator, mice: pd.DataFrame) -> np.ndarray:
    """What mutants born together have in common, in SDs between litters; 0 for controls, whose litters are part of the day."""
    of = mice.groupby(["line", "date_of_birth"], sort=False).ngroup().to_numpy()
    return np.where(mice["line"] >= 0, rng.standard_normal(of.max() + 1)[of], 0.0)


def dates(mice: pd.DataFrame, weeks: float) -> pd.Series:
    """Day on which each mouse is that old; what falls on a weekend is done on Monday."""
    day = mice["date_of_birth"] + pd.to_timedelta(7 * weeks, unit="D")
    return day + pd.to_timedelta((7 - day.dt.day_of_week) * (day.dt.day_of_week >= 5), unit="D")


# ---------------------------------------------------------------- weight
@cache
def ln_weight(sex: str, weeks: float) -> tuple[float, float]:
    """Mean and SD of ln body weight (g) of TCP controls at an age in weeks."""
    mean, sd = (np.interp(weeks, figures.WEEKS, known) for known in figures.WEIGHT[sex])
    variance = np.log1p((sd / mean) ** 2)
    return float(np.log(mean) - variance / 2), float(np.sqrt(variance))


def ln_weights(seed: int, mice: pd.DataFrame, centre: str, stage: str, procedure: str, weeks: float | None = None) -> np.ndarray:
    """ln body weight (g) of each mouse when a procedure is done, or at an age in weeks."""
    weeks = age(procedure, stage) if weeks is None else weeks
    known = {sex: ln_weight(sex, weeks) for sex in SEXES}
    of = (procedure, "weight") if procedure != "BWT" else (procedure, weeks)
    now, steady = generator(seed, centre, stage, *of).standard_normal(len(mice)), figures.WEIGHT_STEADY
    z = steady * mice["z"].to_numpy() + np.sqrt(1 - steady**2) * now
    usual = per_sex(mice, {sex: mean for sex, (mean, _) in known.items()}) + np.log(CENTRES[centre]["weight"])
    older = float(np.clip((weeks - 16) / 30, 0, 1))  # the early effect up to 16 weeks, the late one from 46
    mutation = (1 - older) * changes(mice, EARLY, "weight") + older * changes(mice, LATE, "weight")
    return usual + per_sex(mice, {sex: sd for sex, (_, sd) in known.items()}) * z + mutation


def per_sex(mice: pd.DataFrame, values: dict) -> np.ndarray:
    return np.where((mice["sex"] == "female").to_numpy(), values["female"], values["male"])


# ---------------------------------------------------------------- what is usual, and what a mutation changes
@cache
def model(key: str, stage: str) -> dict:
    """Sex -> mean of ln v, slope on ln weight, residual SD; and ``day``, the SD between days. For TCP controls of one stage.

    The share of the date (``icc``) is of all variance within sex, of which body weight, itself alike within a date, is a part.
    """
    p, out, between, aged = PARAMETERS[key], {}, [], stage == LATE
    for i, sex in enumerate(SEXES):
        weight, spread = ln_weight(sex, age(key[:3], EARLY))
        if p.source != "TCP":
            slope = p.slope[i] / figures.W_SPREAD
            mean = np.log(p.mean[i]) + slope * (weight - np.log(figures.W_WEIGHT))
            by_weight, within = (slope * spread) ** 2, p.sd[i] ** 2
            day = (p.icc * (within + by_weight) - figures.WEIGHT_ICC * by_weight) / (1 - p.icc)
        else:
            slope, total = p.slope[i] * np.exp(weight) / p.mean[i], np.log1p((p.sd[i] / p.mean[i]) ** 2)
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


def top(key: str) -> float | None:
    """The end of a range that values are counted from, None for most parameters."""
    known = PARAMETERS | DERIVED
    return 100 if key == PPI_GLOBAL[0] else known[key].top if key in known else None


def change(line: Line, stage: str, key: str, sex: str) -> float:
    """What the mutation adds to ln v at equal body weight, to ln weight, or to a threshold in dB."""
    if key == BODY_WEIGHT[0]:
        return change(line, stage, "weight", sex)
    if key in DERIVED:
        return sum(power * change(line, stage, of, sex) for of, power in DERIVED[key].powers.items() if of != "weight")
    if key == PPI_GLOBAL[0]:
        means = [np.exp(model(one, stage)[sex][0]) for one in PPI_GLOBAL[4]]
        changed = [mean * np.exp(change(line, stage, one, sex)) for mean, one in zip(means, PPI_GLOBAL[4], strict=True)]
        return float(np.log(sum(changed) / sum(means)))
    kind, *sizes = effect_of(line, stage == EARLY, key)
    size = sizes[SEXES.index(sex)] * (-1 if top(key) else 1)  # more of the parameter is less distance from the top
    return float(size * model(key, stage)[sex][2]) if kind == "sd" else size


def by_weight(key: str, stage: str, sex: str) -> float:
    """Slope of ln v on ln weight."""
    if key == BODY_WEIGHT[0]:
        return 1.0
    if key in DERIVED:
        return sum(power * (1 if of == "weight" else by_weight(of, stage, sex)) for of, power in DERIVED[key].powers.items())
    if key == PPI_GLOBAL[0]:
        means = [np.exp(model(one, stage)[sex][0]) for one in PPI_GLOBAL[4]]
        return float(np.average([by_weight(one, stage, sex) for one in PPI_GLOBAL[4]], weights=means))
    return model(key, stage)[sex][1]


def changes(mice: pd.DataFrame, stage: str, key: str) -> np.ndarray:
    """The change in each mouse; 0 for controls."""
    out, lines, sexes = np.zeros(len(mice)), mice["line"].to_numpy(), mice["sex"].to_numpy()
    for number in np.unique(lines[lines >= 0]):
        for sex in SEXES:
            out[(lines == number) & (sexes == sex)] = change(LINES[number], stage, key, sex)
    return out
