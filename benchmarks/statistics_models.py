"""Speed and agreement of the statistics, side by side with R's nlme and statsmodels in one run.

``python benchmarks/statistics_models.py`` prints ratios to ONE ``nlme::lme`` REML fit of 1,600 simulated animals on 310 dates, and how cost
grows; then fits of 200 simulated data sets (``--parity N``) are compared with R and every disagreement is printed. R (with nlme) and
statsmodels are used where they are installed (Debian: r-base-core, r-cran-nlme; statsmodels in an environment of its own).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from impc_nb.dataset import Dataset
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.life_stage_model import combine_life_stages
from impc_nb.statistics.mixed_model import fit_mixed_model
from impc_nb.statistics.permutations import permutation_p
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.windowing import window_weights

R_PROGRAM = Path(__file__).with_suffix(".R")
ASKED = {"REML fit": 1 / 50, "REML fit, variance per genotype": 1 / 20, "analysis, recorded weights": 0.7,
         "analysis, window searched": 12.0, "1,000 permutations": 20.0}  # fmt: skip


def simulated(animals: int = 1600, dates: int = 310, mutants: int = 16, seed: int = 1) -> pd.DataFrame:
    """Simulated animals: y, g (mutant), s (male), w (g), b (day)."""
    random = np.random.default_rng(seed)
    day = np.sort(random.integers(0, dates, animals))
    day[:dates] = np.arange(dates)
    day = np.sort(day)
    g, s = np.zeros(animals, int), random.integers(0, 2, animals)
    near = np.flatnonzero(np.isin(day, random.choice(dates, min(dates, max(1, mutants // 4)), replace=False)))
    at = random.choice(near if len(near) >= mutants else animals, mutants, replace=False)
    g[at], s[at] = 1, np.arange(mutants) % 2
    w = 20 + 4 * s + random.normal(size=animals) * 2
    y = 70 - 40 * g - 0.9 * w + 6 * random.normal(size=dates)[day] + 15 * random.normal(size=animals)
    return pd.DataFrame({"y": y, "g": g, "s": s, "w": w, "b": day * 7 + 15000})


def columns_of(d: pd.DataFrame) -> dict[str, np.ndarray]:
    return {"g": d["g"].to_numpy(float), "s": d["s"].to_numpy(float), "w": d["w"].to_numpy(), "g:s": (d["g"] * d["s"]).to_numpy(float)}


def dataset_of(d: pd.DataFrame, window: bool = False) -> Dataset:
    peaks = np.unique(d.loc[d["g"] == 1, "b"])
    return Dataset(pd.DataFrame({
        "data_point": d["y"], "sex": np.where(d["s"], "male", "female"), "weight": d["w"],
        "biological_sample_group": np.where(d["g"], "experimental", "control"), "specimen_id": [f"simulated-{k}" for k in range(len(d))],
        "date_of_experiment": pd.to_datetime(d["b"], unit="D"),
        "window_weight": window_weights(d["b"].to_numpy(float), peaks, 700, 0.05) if window else np.nan,
    }), {"parameter_name": "simulated"})  # fmt: skip


def stages_of(animals: int, dates: int) -> list[Dataset]:
    """Simulated animals measured early and, all of them again, late; their own level is in both measurements."""
    d, random = simulated(animals, dates), np.random.default_rng(2)
    own = d["y"] + 15 * random.normal(size=animals)
    return [dataset_of(d.assign(y=own + 15 * random.normal(size=animals), b=d["b"] + late)) for late in (0, 400)]


def milliseconds(call, repeats: int = 30) -> float:
    """Fastest of several, as for R: what else runs on the machine only slows."""
    call()
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def r_times(d: pd.DataFrame) -> list[float] | None:
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        d.to_csv(Path(folder) / "d.csv", index=False)
        out = subprocess.run(["Rscript", R_PROGRAM, "time", Path(folder) / "d.csv"], capture_output=True, text=True, check=False)
    return [float(line) for line in out.stdout.split()] or None


def statsmodels_time(d: pd.DataFrame) -> float | None:
    try:
        import statsmodels.api as sm
    except ImportError:
        return None
    x = np.column_stack([np.ones(len(d)), *columns_of(d).values()])
    return milliseconds(lambda: sm.MixedLM(d["y"].to_numpy(), x, groups=d["b"].to_numpy()).fit(reml=True), 3)


def speed() -> None:
    d = simulated()
    columns, y, day, mutant = columns_of(d), d["y"].to_numpy(), d["b"].to_numpy(), d["g"].to_numpy() == 1
    plain, recorded = dataset_of(d), dataset_of(d, window=True)
    details = analyse(plain, window="none").details
    ours = {
        "REML fit": milliseconds(lambda: fit_mixed_model(columns, y, day), 200),
        "REML fit, variance per genotype": milliseconds(lambda: fit_mixed_model(columns, y, day, apart=mutant), 200),
        "analysis, recorded weights": milliseconds(lambda: analyse(recorded, window="recorded")),
        "analysis, no window": milliseconds(lambda: analyse(plain, window="none")),
        "analysis, window searched": milliseconds(lambda: analyse(plain, window="search"), 5),
        "both stages, animals measured twice": milliseconds(lambda: combine_life_stages(*stages_of(300, 50)), 3),
        "1,000 permutations": milliseconds(lambda: permutation_p(details["design"], details["selection"], 1000), 5),
    }
    r, other = r_times(d), statsmodels_time(d)
    unit = r[0] if r else None
    print(f"1,600 simulated animals, 310 dates. Unit: one nlme::lme REML fit, {f'{unit:.1f} ms' if unit else 'not measured (no Rscript)'}")
    for name, value in ours.items():
        ratio = f"{value / unit:8.4f} units" if unit else f"{value / other:8.4f} of statsmodels" if other else ""
        print(f"  {name:34} {value:9.2f} ms {ratio}" + (f"  (asked: {ASKED[name]:g} units)" if name in ASKED else ""))
    if r:
        print(f"  {'R: lme with varIdent':34} {r[1]:9.2f} ms {r[1] / unit:8.4f} units")
    said = f"{other:9.2f} ms" + (f" {other / unit:8.4f} units" if unit else "") if other else "not installed"
    print(f"  {'statsmodels MixedLM':34} {said}")


def growth() -> None:
    print("How one REML fit grows (ms):")
    for animals, dates in ((1600, 310), (3200, 310), (6400, 310), (12800, 310), (3200, 620), (6400, 1240), (12800, 2480)):
        d = simulated(animals, dates)
        columns, y, day = columns_of(d), d["y"].to_numpy(), d["b"].to_numpy()
        print(f"  {animals:6} animals, {dates:5} dates: {milliseconds(lambda: fit_mixed_model(columns, y, day), 60):7.2f}")  # noqa: B023


def random_case(seed: int) -> tuple[pd.DataFrame, list[str]]:
    """A simulated data set with missing weights, one or two sexes, 2 to 300 dates, 1 to 20 mutants; and its terms."""
    random = np.random.default_rng(seed)
    dates, mutants = int(random.integers(2, 301)), int(random.integers(1, 21))
    n = int(dates * random.uniform(1.2, 5)) + 40
    d = simulated(n, dates, mutants, seed)
    d["y"] = d["y"] + random.choice([0, 10]) * d["g"] * random.normal(size=n)
    if random.random() < 0.3:
        d["s"] = 1
    d.loc[random.random(n) < random.choice([0, 0.1]), "w"] = np.nan
    d = d.dropna().reset_index(drop=True)
    terms = ["g"] + (["s"] if d["s"].nunique() > 1 else []) + ["w"]
    if d.groupby(["g", "s"]).ngroups == 4 and random.random() < 0.7:
        terms.append("g:s")
    return d, terms


def parity(count: int) -> None:
    """Compare with R on simulated data sets; print every disagreement."""
    if not shutil.which("Rscript"):
        print("Not compared with R: there is no Rscript here.")
        return
    with tempfile.TemporaryDirectory() as folder:
        cases = {}
        for seed in range(count):
            d, terms = random_case(seed)
            if d["g"].sum() < 1:
                continue
            cases[f"{seed:04}.csv"] = (d, terms)
            d.to_csv(Path(folder) / f"{seed:04}.csv", index=False, float_format="%.17g")
            (Path(folder) / f"{seed:04}.txt").write_text("y ~ " + " + ".join(terms))
        out = subprocess.run(["Rscript", R_PROGRAM, "fit", folder], capture_output=True, text=True, check=False)
    compared = disagree = refused = 0
    for line in out.stdout.splitlines():
        name, kind, method, *rest = line.split()
        d, terms = cases[name]
        columns = {t: columns_of(d)[t] for t in terms}
        apart = d["g"].to_numpy() == 1 if kind == "lme_apart" else None
        try:
            f = fit_mixed_model(columns, d["y"].to_numpy(), d["b"].to_numpy(), apart=apart, batch=kind != "gls", method=method)
        except NotEstimable as problem:
            f = str(problem)
        if rest[0] == "NA" or isinstance(f, str):
            refused += 1
            if (rest[0] == "NA") != isinstance(f, str):
                said = "R fails, we fit" if rest[0] == "NA" else f"R fits, we refuse: {f}"
                print(f"  {name} {kind} {method} ({int(d['g'].sum())} mutants): {said}")
            continue
        compared += 1
        said = _disagreement(f, kind, rest)
        if said:
            disagree += 1
            print(f"  {name} {kind} {method} ({len(d)} animals, {d['b'].nunique()} dates, {int(d['g'].sum())} mutants): {said}")
    print(f"{count} simulated data sets: {compared} fits compared, {disagree} disagree, {refused} refused by R or by us")


def _disagreement(f, kind: str, rest: list[str]) -> str:
    loglik, names = float(rest[0]), rest[1].split(";")
    estimates, stderrs, p_values = (np.array([float(v) for v in part.split(";")]) for part in rest[2:5])
    gap = f.loglik - loglik
    if gap < -1e-9 * max(1, abs(loglik) / 1e3):
        return f"R's log-likelihood is higher by {-gap:.2g} (ratio {f.sd_ratio:.3g}, sd between dates {f.sd_batch:.3g})"
    if gap > 1e-6:
        return f"R stopped {gap:.2g} below our log-likelihood"
    at = [f.names.index({"(Intercept)": "(Intercept)", "s:g": "g:s"}.get(n, n)) for n in names]
    loose = kind == "lme_apart"
    b = np.abs(f.estimates[at] - estimates) / stderrs
    s = np.abs(f.standard_errors[at] / stderrs - 1)
    p = [f.effect(f.names[k])[2] for k in at]
    log_p = [abs(np.log10(mine / r)) for mine, r in zip(p, p_values, strict=True) if mine and r > 0]
    if b.max() > (2e-4 if loose else 1e-4) or s.max() > (5e-4 if loose else 1e-4) or max(log_p, default=0) > 5e-3:
        return f"estimates {b.max():.1e} SE, standard errors {s.max():.1e}, log10 p {max(log_p, default=0):.1e}"
    return ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parity", type=int, default=200, metavar="N", help="how many simulated data sets to compare with R (200)")
    count = parser.parse_args().parity
    speed()
    growth()
    parity(count)
