"""The simulated wild types against the published figures they are calibrated on."""

import re

import numpy as np
import pandas as pd
import pytest
from teaching_release import observed, program

from impc_nb import schema


def controls_of(name: str, centre: str = "TCP") -> pd.DataFrame:
    rows = observed()[name]
    rows = rows[(rows["phenotyping_center"] == centre) & (rows["biological_sample_group"] == schema.CONTROL) & rows["data_point"].notna()]
    return rows.assign(y=rows["data_point"])


def fitted(design: np.ndarray, y: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares with standard errors that allow for measurements of a day being alike (clustered sandwich)."""
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ y
    scores = pd.DataFrame(design * (y - design @ beta)[:, None]).groupby(day).sum().to_numpy()
    return beta, np.sqrt(np.diag(bread @ scores.T @ scores @ bread))


def share_of_date(y: np.ndarray, day: np.ndarray) -> tuple[float, float]:
    """One-way random-effects share of the date and its standard error (Donner 1986, doi:10.2307/1403259)."""
    by = pd.Series(y).groupby(day)
    size, means = by.size().to_numpy(), by.mean().to_numpy()
    n, k = len(y), len(size)
    n0 = (n - (size**2).sum() / n) / (k - 1)
    between = (size * (means - y.mean()) ** 2).sum() / (k - 1)
    within = (y - by.transform("mean").to_numpy()) @ (y - by.transform("mean").to_numpy()) / (n - k)
    icc = (between - within) / (between + (n0 - 1) * within)
    return icc, np.sqrt(2 * (1 - icc) ** 2 * (1 + (n0 - 1) * icc) ** 2 / (n0 * (n0 - 1) * (k - 1)))


def calibrated(rows: pd.DataFrame, p, common: float, spread: float) -> dict:
    """Figure -> (wanted, got, standard error) for one parameter of source W: mean at ``common`` g, slope, SD, date."""
    rows = rows[rows["weight"].notna()] if p.uses_weight else rows
    out, left = {}, np.log(rows["y"]).to_numpy(copy=True)
    for i, sex in enumerate(schema.SEXES):
        its = (rows["sex"] == sex).to_numpy()
        x = np.log(rows.loc[its, "weight"] / common).to_numpy() if p.uses_weight else None
        if x is not None:
            design = np.column_stack([np.ones(len(x)), x])
            beta, se = fitted(design, left[its], rows.loc[its, "date_of_experiment"].to_numpy())
            out[f"ln mean {sex}"], out[f"slope {sex}"] = (np.log(p.mean[i]), beta[0], se[0]), (p.slope[i] / spread, beta[1], se[1])
            left[its] -= design @ beta
        else:
            left[its] -= left[its].mean()
    day, by = rows["date_of_experiment"].to_numpy(), pd.Series(left).groupby(rows["date_of_experiment"].to_numpy())
    freedom = len(left) - by.ngroups - 4
    reading = (p.step / np.array(p.mean)) ** 2 / 12  # an instrument's steps add to the variance
    got = np.sqrt(((left - by.transform("mean").to_numpy()) ** 2).sum() / freedom)
    if p.uses_weight:
        out["SD within date"] = np.sqrt((np.square(p.sd) + reading).mean()), got, got / np.sqrt(2 * freedom)
    raw = np.log(rows["y"]) - np.log(rows["y"]).groupby(rows["sex"]).transform("mean")
    out["share of date"] = (p.icc, *share_of_date(raw.to_numpy(), day))
    return out


def test_calibration_on_the_wild_types_of_all_centres():
    """calibration.md sections 2a (means, slopes, SDs) and 2b (date); 4 standard errors, as some 80 figures are compared at once."""
    figures = program("figures")
    found = {}
    for p in figures.PARAMETERS.values():
        if p.source == "W":
            some = calibrated(controls_of(f"IMPC_{p.key}_001"), p, figures.W_WEIGHT, figures.W_SPREAD)
            found |= {(p.key, what): figure for what, figure in some.items()}
    z = {what: (got - wanted) / se for what, (wanted, got, se) in found.items()}
    assert len(z) > 75
    assert {what: round(v, 1) for what, v in z.items() if abs(v) > 4} == {}
    assert np.sqrt(np.mean(np.square(list(z.values())))) < 1.4
    # deliberately wrong: 5 % more cholesterol, and the grip strength's day for cholesterol's within-date SD
    wanted, got, se = found["CBC_015", "ln mean female"]
    assert abs(got - np.log(1.05) - wanted) > 4 * se
    wanted, got, se = found["CBC_015", "SD within date"]
    assert abs(got - 1.3 * wanted) > 4 * se


def test_calibration_figures_are_copied_right(shared):
    """Every figure of source W stands in the line of its parameter in calibration.md section 2a."""
    text = (shared / "reference/calibration.md").read_text(encoding="utf-8")
    lines = {m[1]: m[0] for m in re.finditer(r"^\| IMPC_(\w+)_001 \|.*$", text, re.M)}
    for p in program("figures").PARAMETERS.values():
        if p.source != "W":
            continue
        cells = [c.strip() for c in lines[p.key].split("|")]
        assert [[float(v.replace(",", "")) for v in cells[k].split("/")] for k in (6, 7, 8)] == [list(p.mean), list(p.sd), list(p.slope)], (
            p.key
        )


def test_calibration_of_body_length():
    """calibration.md section 2b: TCP 9.24 (.204) and 9.60 (.241) cm, slope .085 per g, r .75, share of date .32."""
    rows = controls_of("IMPC_DXA_006_001")
    reading = 0.1**2 / 12
    for sex, mean, sd in (("female", 9.24, 0.204), ("male", 9.60, 0.241)):
        one = rows[(rows["sex"] == sex) & rows["weight"].notna()]
        design = np.column_stack([np.ones(len(one)), one["weight"] - one["weight"].mean()])
        (got, slope), (se, se_slope) = fitted(design, one["y"].to_numpy(), one["date_of_experiment"].to_numpy())
        assert got == pytest.approx(mean, abs=4 * se)
        assert got != pytest.approx(mean + 0.1, abs=4 * se)
        few = 1.3 * 4 / np.sqrt(2 * len(one))  # 1.3: animals of a day are alike, so they count as fewer
        assert one["y"].std() == pytest.approx(np.hypot(sd, reading**0.5), rel=few)
        assert slope == pytest.approx(0.085, abs=4 * se_slope)
        correlation = np.corrcoef(one["weight"], one["y"])[0, 1]
        assert correlation == pytest.approx(0.75, abs=4 * (1 - 0.75**2) / np.sqrt(len(one)) + 0.02)  # .02: reading to 0.1 cm
    icc, se = share_of_date((rows["y"] - rows.groupby("sex")["y"].transform("mean")).to_numpy(), rows["date_of_experiment"].to_numpy())
    assert icc == pytest.approx(0.32, abs=4 * se)
    assert icc != pytest.approx(0, abs=4 * se)


def test_calibration_of_body_weight_and_its_rising_variance():
    """calibration.md section 4, TCP: 23.3 (1.9) and 29.5 (2.3) g at 14 weeks; at 53 weeks between 52 and 56: 36.6 (7.4), 42.4 (6.5) g."""
    early, late = {"female": (23.3, 1.9), "male": (29.5, 2.3)}, {"female": (36.6, 7.4), "male": (42.35, 6.5)}
    for name, wanted in (("IMPC_DXA_001_001", early), ("TCPLA_DXA_001_001", late)):
        rows = controls_of(name)
        for sex, (mean, sd) in wanted.items():
            one = rows[rows["sex"] == sex]
            (got,), (se,) = fitted(np.ones((len(one), 1)), one["y"].to_numpy(), one["date_of_experiment"].to_numpy())
            assert got == pytest.approx(mean, abs=4 * se)
            assert got != pytest.approx(mean * 1.1, abs=4 * se)
            assert one["y"].std() == pytest.approx(sd, rel=4 / np.sqrt(2 * len(one)) * 1.3)
    spread = {name: controls_of(name).groupby("sex")["y"].std() for name in ("IMPC_DXA_001_001", "TCPLA_DXA_001_001")}
    assert (spread["TCPLA_DXA_001_001"] / spread["IMPC_DXA_001_001"] > 2.2).all()


def test_calibration_of_hearing():
    """calibration.md section 4: Harwell click 37 (6), 6 kHz 47 (10.5), 18 kHz 37 (9); CCP-IMG 12 kHz 28 (7); 5-dB steps up to 100."""
    wanted = {
        ("IMPC_ABR_002_001", "MRC Harwell"): (37, 6),
        ("IMPC_ABR_004_001", "MRC Harwell"): (47, 10.5),
        ("IMPC_ABR_008_001", "MRC Harwell"): (37, 9),
        ("IMPC_ABR_006_001", "TCP"): (28, 7),
    }
    for (name, centre), (mean, sd) in wanted.items():
        y = controls_of(name, centre)["y"]
        assert y.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(len(y)))
        assert y.mean() != pytest.approx(mean + 5, abs=4 * sd / np.sqrt(len(y)))
        assert y.std() == pytest.approx(np.sqrt(sd**2 + 25 / 12), rel=4 / np.sqrt(2 * len(y)))
    every = pd.concat([rows for name, rows in observed().items() if "_ABR_" in name])
    assert (every["data_point"] % 5 == 0).all()
    assert every["data_point"].max() == 100
    assert (every.loc[every["marker_symbol"].isin(["Cib2", "Myo6", "Tmem51"]), "data_point"] == 100).all()


def test_calibration_of_the_startle_response():
    """calibration.md section 3: every TCP control Present; mutants of Myo6 None 8, No data 4, Present 4 of 16."""
    rows = observed()["IMPC_CSD_036_001"]
    assert set(rows.loc[rows["biological_sample_group"] == schema.CONTROL, "category"]) == {"Present"}
    mutants = rows.loc[rows["marker_symbol"] == "Myo6", "category"].value_counts()
    for name, share in (("None", 0.5), ("No data", 0.25), ("Present", 0.25)):
        assert mutants.get(name, 0) / 16 == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 16))
