"""The simulated wild types against the published figures they are calibrated on."""

import re

import numpy as np
import pandas as pd
import pytest
from teaching_release import observed, program

from impc_nb import schema


def controls_of(name: str, centre: str | None = "TCP", top: float | None = None) -> pd.DataFrame:
    """Controls of one centre (None: the first that measures it) with their value ``y``, or its distance from ``top``."""
    rows = observed()[name]
    centre = centre or next(c for c in ("TCP", "MRC Harwell", "JAX") if (rows["phenotyping_center"] == c).any())
    rows = rows[(rows["phenotyping_center"] == centre) & (rows["biological_sample_group"] == schema.CONTROL) & rows["data_point"].notna()]
    return rows.assign(y=rows["data_point"] if top is None else top - rows["data_point"])


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
    """calibration.md sections 2a (means, slopes, SDs) and 2b (date); 4.5 standard errors, as some 250 figures are compared at once."""
    figures = program("figures")
    found = {}
    for p in program("measurements").PARAMETERS.values():
        if p.source == "W":
            some = calibrated(controls_of(f"IMPC_{p.key}_001", None, p.top), p, figures.W_WEIGHT, figures.W_SPREAD)
            found |= {(p.key, what): figure for what, figure in some.items()}
    z = {what: (got - wanted) / se for what, (wanted, got, se) in found.items()}
    assert len(z) > 200
    assert {what: round(v, 1) for what, v in z.items() if abs(v) > 4.5} == {}
    assert np.sqrt(np.mean(np.square(list(z.values())))) < 1.4
    # deliberately wrong: 8 % more cholesterol, and the grip strength's day for cholesterol's within-date SD
    wanted, got, se = found["CBC_015", "ln mean female"]
    assert abs(got - np.log(1.08) - wanted) > 4.5 * se
    wanted, got, se = found["CBC_015", "SD within date"]
    assert abs(got - 1.3 * wanted) > 4.5 * se


def wilson(shared) -> pd.DataFrame:
    """The published table by parameter name: geometric means, SDs and slopes of all centres' wild types."""
    table = pd.read_csv(shared / "impc/published-summaries/wt_allometry_parameters.csv")
    table["name"] = table["parameter_name"].str.lower()
    return table[~table["procedure_name"].str.contains("Light|Rotarod")].drop_duplicates("name").set_index("name")


def test_calibration_figures_are_copied_right(shared):
    """Every figure of source W stands in the line of its parameter in calibration.md section 2a, or in the published table itself."""
    text = (shared / "reference/calibration.md").read_text(encoding="utf-8")
    lines = {m[1]: m[0] for m in re.finditer(r"^\| IMPC_(\w+)_001 \|.*$", text, re.M)}
    table, seen = wilson(shared), 0
    for p in program("measurements").PARAMETERS.values():
        if p.source != "W":
            continue
        if p.key in lines:
            cells = [c.strip() for c in lines[p.key].split("|")]
            figures = [[float(v.replace(",", "")) for v in cells[k].split("/")] for k in (6, 7, 8)]
            assert figures == [list(p.mean), list(p.sd), list(p.slope)], p.key
            seen += 1
            continue
        row = table.loc[{"Left kidney weight": "left kidney"}.get(p.name, p.name.lower())]
        for k, sex in enumerate("fm"):
            assert p.mean[k] == pytest.approx(np.exp(row[f"{sex}_intercept"]), rel=1e-3), p.key
            assert [p.sd[k], p.slope[k]] == pytest.approx([row[f"{sex}_sd"], row[f"{sex}_slope"]], abs=6e-4), p.key
    assert seen > 25


def test_what_is_computed_shows_the_published_figures(shared):
    """Geometric means at the common weight within 10 %, SDs within 40 % of Wilson et al.; what is arithmetic cannot fit them exactly."""
    table, figures, compared = wilson(shared), program("figures"), 0
    names = {"Right kidney weight": "right kidney"}
    for key, d in program("measurements").DERIVED.items():
        name = names.get(d.name, d.name.lower())
        if name not in table.index or not d.uses_weight or key in ("HEM_031", "ECG_002"):  # another scale; another procedure's
            continue
        rows = controls_of(f"IMPC_{key}_001", None)
        rows = rows[rows["weight"].notna()]
        for sex, letter in zip(schema.SEXES, "fm", strict=True):
            one = rows[rows["sex"] == sex]
            x, y = np.log(one["weight"] / figures.W_WEIGHT).to_numpy(), np.log(one["y"])
            slope, mean = np.polyfit(x, y, 1)
            assert mean == pytest.approx(table.loc[name, f"{letter}_intercept"], abs=0.1), (key, sex)
            left = pd.Series(y - slope * x)
            within = (left - left.groupby(one["date_of_experiment"]).transform("mean")).std() * np.sqrt(
                len(left) / max(len(left) - one["date_of_experiment"].nunique(), 1))  # fmt: skip
            assert within == pytest.approx(table.loc[name, f"{letter}_sd"], rel=0.4), (key, sex)
            compared += 1
    assert compared >= 14


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
    """calibration.md section 4: Harwell click 37 (6), 6 kHz 47 (10.5), 18 kHz 37 (9); CCP-IMG 12 kHz 28 (7); JAX 6 kHz 49 (4),
    30 kHz 61 (8), no click; 5-dB steps up to 100."""
    wanted = {
        ("IMPC_ABR_002_001", "MRC Harwell"): (37, 6),
        ("IMPC_ABR_004_001", "MRC Harwell"): (47, 10.5),
        ("IMPC_ABR_008_001", "MRC Harwell"): (37, 9),
        ("IMPC_ABR_006_001", "TCP"): (28, 7),
        ("IMPC_ABR_004_001", "JAX"): (49, 4),
        ("IMPC_ABR_012_001", "JAX"): (61, 8),
    }
    for (name, centre), (mean, sd) in wanted.items():
        y = controls_of(name, centre)["y"]
        assert y.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(len(y)))
        assert y.mean() != pytest.approx(mean + 5, abs=4 * sd / np.sqrt(len(y)))
        assert y.std() == pytest.approx(np.sqrt(sd**2 + 25 / 12), rel=4 / np.sqrt(2 * len(y)) + 0.02)
    assert "JAX" not in set(observed()["IMPC_ABR_002_001"]["phenotyping_center"])
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


def test_calibration_of_pre_pulse_inhibition():
    """calibration.md section 2b, TCP: PPI1 23.5 (39.3) and 24.4 (38.9) %, PPI4 77.8 (16.6) and 79.1 (15.7), global 56.9 (20.7) and
    57.6 (21.8)."""
    wanted = {"ACS_033": ((23.5, 39.3), (24.4, 38.9)), "ACS_036": ((77.8, 16.6), (79.1, 15.7)), "ACS_037": ((56.9, 20.7), (57.6, 21.8))}
    for key, by_sex in wanted.items():
        rows = controls_of(f"IMPC_{key}_001")
        assert rows["y"].max() <= 100
        for sex, (mean, sd) in zip(schema.SEXES, by_sex, strict=True):
            one = rows[rows["sex"] == sex]
            (got,), (se,) = fitted(np.ones((len(one), 1)), one["y"].to_numpy(), one["date_of_experiment"].to_numpy())
            assert got == pytest.approx(mean, abs=4 * se) and got != pytest.approx(mean - sd, abs=4 * se)
            assert one["y"].std() == pytest.approx(sd, rel=0.25)  # a skewed scale: its SD is not well known


def test_calibration_of_the_body_weight_curve():
    """calibration.md section 4, TCP: mean (SD) in g at 4, 8, 16, 26, 40 and 59 weeks."""
    wanted = {"female": {4: (15.6, 1.6), 8: (19.9, 1.5), 16: (23.6, 1.9), 26: (28.8, 4.6), 40: (32.7, 5.7), 59: (35.2, 7.1)},
              "male": {4: (18.3, 2.4), 8: (25.5, 1.9), 16: (29.8, 2.3), 26: (35.3, 3.8), 40: (40.5, 6.1), 59: (42.6, 6.2)}}  # fmt: skip
    rows = controls_of("IMPC_BWT_008_001")
    assert set(rows["life_stage_name"]) == {schema.EARLY}  # as the IMPC pools all ages
    for sex, weeks in wanted.items():
        for week, (mean, sd) in weeks.items():
            one = rows[(rows["sex"] == sex) & (rows["discrete_point"] == week)]
            (got,), (se,) = fitted(np.ones((len(one), 1)), one["y"].to_numpy(), one["date_of_birth"].to_numpy())
            assert got == pytest.approx(mean, abs=4 * se) and got != pytest.approx(mean * 1.15, abs=4 * se), (sex, week)
            assert one["y"].std() == pytest.approx(sd, rel=4 / np.sqrt(2 * len(one)) * 1.3), (sex, week)


def test_males_are_heavier():
    """calibration.md section 2b: by 20-28 %."""
    means = controls_of("IMPC_DXA_001_001").groupby("sex")["y"].mean()
    assert 1.20 <= means["male"] / means["female"] <= 1.28


def test_the_glucose_curve_is_that_of_its_parameters():
    """Fasted value, rise at 15 minutes and area over the fasted value by trapezoids are the three parameters; means of section 2a."""

    def values(name: str) -> pd.Series:
        return observed()[name].set_index("specimen_id")["data_point"]

    curve = observed()["IMPC_IPG_002_001"].pivot(index="specimen_id", columns="discrete_point", values="data_point").dropna()
    assert list(curve.columns) == [0, 15, 30, 60, 120]
    over = curve.sub(curve[0], axis=0)
    area = pd.Series(np.trapezoid(over.to_numpy(), curve.columns.to_numpy(), axis=1), curve.index)
    both = pd.DataFrame({"area": area, "said": values("IMPC_IPG_012_001")}).dropna()
    assert (both["area"] / both["said"] - 1).abs().quantile(0.98) < 0.02  # steps of 1 mg/dl; the few that fall below the fasted value
    assert (curve[0] - values("IMPC_IPG_010_001")).abs().max() == 0
    assert (over[15] - values("IMPC_IPG_011_001")).abs().max() == 0


def test_calibration_of_categories():
    """calibration.md section 3, X-ray at WTSI: vertebrae fused 14.8 %, transitional 4.0 %, skull shape abnormal 2.1 %; "No data" and
    "unobservable" occur."""
    for name, category, share in (("XRY_019", "yes", 0.148), ("XRY_060", "yes", 0.04), ("XRY_001", "abnormal", 0.021)):
        rows = observed()[f"IMPC_{name}_001"]
        seen = rows.loc[rows["biological_sample_group"] == schema.CONTROL, "category"]
        error = np.sqrt(share * (1 - share) / len(seen))
        assert (seen == category).mean() == pytest.approx(share, abs=4 * error)
        assert (seen == category).mean() != pytest.approx(2.5 * share, abs=4 * error)
    every = {c for rows in observed().values() for c in rows["category"].dropna().unique()}
    assert {"No data", "unobservable", "no data left eye", "None"} <= every


def test_categories_are_those_of_impress(shared):
    allowed = pd.read_csv(shared / "impc/impress/parameter_categories_AllCts.csv").set_index("parameter_stable_id")["categories"]
    for key, c in program("measurements").CATEGORICAL.items():
        names = next(allowed[f"IMPC_{key}_{v}"] for v in ("001", "002") if f"IMPC_{key}_{v}" in allowed.index)
        assert {c.usual, *c.others, *filter(None, [c.no_data])} <= {name.strip() for name in names.split(",")}, key


def test_mice_measured_twice_stay_themselves():
    """figures.py, assumed: a correlation of .6 between the stages of what is the animal's own (and so about .4-.7 of the values)."""
    found = {}
    for key in ("DXA_006", "OFD_020", "GRS_009", "IPG_010"):
        early, late = (observed()[f"{prefix}_{key}_001"].set_index("specimen_id") for prefix in ("IMPC", "JAXLA"))
        both = early.join(late["data_point"].rename("data_point_late"), how="inner").dropna(subset=["data_point", "data_point_late"])
        assert len(both) > 100
        centred = both[["data_point", "data_point_late"]] - both.groupby(["sex", "colony_id"])[["data_point", "data_point_late"]].transform(
            "mean"
        )
        found[key] = centred.corr().iloc[0, 1]
    assert np.mean(list(found.values())) == pytest.approx(0.5, abs=0.15)
