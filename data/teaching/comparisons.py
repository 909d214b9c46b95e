"""The comparisons of a release: what identifies them, their animals in one table, what the engine finds, and the truth behind them."""

from __future__ import annotations

import hashlib
import math
import re

import columns
import numpy as np
import pandas as pd
from figures import CENTRES, EARLY, LATE, PROCEDURES, SEXES
from lines import GENES, LINES, effect_of
from measure import measured, uses_weight
from measurements import ABR, ABR_TOP, BODY_WEIGHT, CATEGORICAL, CURVE, DERIVED, PARAMETERS, PPI_GLOBAL, SERIES
from mice import by_weight, change, generator, top
from terms import TERMS, systems, term

from impc_nb.dataset import Dataset
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.welch import NotEstimable

DIGITS = 10  # of every figure the engine finds: BLAS of another make differs in the last ones
KEY = (
    "phenotyping_center",
    "pipeline_stable_id",
    "procedure_stable_id",
    "parameter_stable_id",
    "strain_name",
    "metadata_group",
    "zygosity",
    "colony_id",
)


def keys() -> list[str]:
    """Every parameter, as in DXA_003."""
    return [BODY_WEIGHT[0], *PARAMETERS, *DERIVED, PPI_GLOBAL[0], *CATEGORICAL, *ABR, *SERIES]


def described(centre: str, stage: str, key: str) -> dict | None:
    """What identifies a parameter at a centre and stage; None when it is not measured there."""
    procedure, _, _, versions = PROCEDURES[key[:3]]
    version = versions.get(centre, (None, None))[stage == LATE]
    if version is None or (key in ABR and centre not in ABR[key][1]):
        return None
    names = {BODY_WEIGHT[0]: BODY_WEIGHT[1:3], PPI_GLOBAL[0]: PPI_GLOBAL[1:3]} | {k: (c.name, None) for k, c in CATEGORICAL.items()}
    names |= {k: (name, "dB SPL") for k, (name, _) in ABR.items()} | {k: s[:2] for k, s in SERIES.items()}
    names |= {k: (p.name, p.unit) for k, p in (PARAMETERS | DERIVED).items()}
    prefix = "IMPC" if stage == EARLY else CENTRES[centre]["late_prefix"]
    kind = "categorical" if key in CATEGORICAL else "time_series" if key in SERIES else "unidimensional"
    return {
        "parameter_stable_id": f"{prefix}_{key}_001", "parameter_name": names[key][0], "unit": names[key][1],
        "procedure_stable_id": f"{prefix}_{key[:3]}_{version}", "procedure_name": procedure,
        "data_type": kind, "life_stage_name": stage, "early_parameter_stable_id": f"IMPC_{key}_001", "uses_weight": uses_weight(key),
        "mp_term_id": "; ".join(dict.fromkeys(one[0] for one in TERMS.get(key, {}).values())) or None,
        "top_level_mp_term_name": "; ".join(name for _, name in systems(key)) or None,
    }  # fmt: skip


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def observations(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """Rows of one parameter at one centre and stage, with what identifies them, their recorded conditions and their line's number."""
    table, c = measured(seed, mice, centre, stage, key), CENTRES[centre]
    of = {n: LINES[n] for n in table["line"].unique() if n >= 0}
    return table.assign(
        biological_sample_group=np.where(table["line"] >= 0, "experimental", "control"),
        marker_symbol=table["line"].map({n: line.gene for n, line in of.items()}),
        allele_symbol=table["line"].map({n: line.allele for n, line in of.items()}),
        zygosity=table["line"].map({n: line.zygosity for n, line in of.items()}),
        colony_id=[f"SIM-{c['short']}-{of[n].gene if n >= 0 else 'WT'}" for n in table["line"]],
        phenotyping_center=centre, pipeline_stable_id=c["pipeline"][stage], strain_name=c["strain"], life_stage_name=stage,
        procedure_stable_id=described(centre, stage, key)["procedure_stable_id"],
        metadata_group=table["metadata"].map({text: md5(text) for text in table["metadata"].unique()}),
    )  # fmt: skip


def summaries(table: pd.DataFrame) -> dict:
    """(metadata group, line, sex) -> count, mean and SD of what was measured; exact sums, so that every machine writes the same digits.

    Of a series, the mean over its steps says nothing: None.
    """
    values, seen = {}, {}
    columns = (table[name].tolist() for name in ("metadata_group", "line", "sex", "data_point", "category"))
    for group, line, sex, value, category in zip(*columns, strict=True):
        one = group, line, sex
        values.setdefault(one, []).extend([value] if value == value else [])
        seen[one] = seen.get(one, 0) + (category is not None)
    several, out = table["discrete_point"].notna().any(), {}
    for one, numbers in values.items():
        n = len(numbers)
        mean = math.fsum(numbers) / n if n and not several else None
        sd = math.sqrt(math.fsum((v - mean) ** 2 for v in numbers) / (n - 1)) if mean is not None and n > 1 else None
        out[one] = n or seen[one], mean, sd
    return out


def comparison(seed: int, mutants: pd.DataFrame, d: dict, summary: dict) -> dict:
    """One comparison as a release lists it, before it is analysed; the window is drawn, for those who analyse nothing."""
    one = mutants.iloc[0]
    line = LINES[one["line"]]
    known = d | one.to_dict() | {"unit": d["unit"]}
    out = {name: known.get(name) for name in columns.ABOUT}
    out |= {
        "marker_accession_id": GENES[line.gene].marker_accession_id,
        "allele_accession_id": line.allele_id,
        "project_name": CENTRES[line.centre]["project"],
    }
    of = systems("_".join(d["early_parameter_stable_id"].split("_")[1:3]))
    out |= {"top_level_mp_term_id": "; ".join(mp for mp, _ in of) or None, "top_level_mp_term_name": d["top_level_mp_term_name"]}
    out |= {"doc_id": md5("|".join(out[k] for k in KEY)), "status": "NotProcessed"}
    for sex in SEXES:
        for label, number in (("control", -1), ("mutant", one["line"])):
            found = summary.get((one["metadata_group"], number, sex), (0, None, None))
            out |= {f"{sex}_{label}_{what}": value for what, value in zip(("count", "mean", "sd"), found, strict=True)}
    if d["data_type"] == "unidimensional" and "_ABR_" not in d["parameter_stable_id"]:  # the others have no soft window
        peaks = np.unique(mutants["date_of_experiment"].to_numpy().astype("datetime64[D]").astype(int))
        rng = generator(seed, out["doc_id"], "window")
        out |= {
            "soft_windowing_bandwidth": float(rng.integers(572, 1801)), "soft_windowing_shape": round(float(rng.uniform(0.5, 10)), 4),
            "soft_windowing_peaks": ",".join(map(str, peaks)), "soft_windowing_number_of_doe": float(len(peaks)),
            "soft_windowing_threshold": 10 * math.sqrt(np.finfo(float).eps),
        }  # fmt: skip
    return out


def rounded(value: object) -> object:
    """A figure with ``DIGITS`` significant digits, also where it stands in a text; all else as it is."""
    if isinstance(value, str):
        return re.sub(r"\d+\.\d+(e[-+]\d+)?", lambda found: f"{float(found[0]):.{DIGITS}g}", value)
    return float(f"{value:.{DIGITS - 1}e}") if isinstance(value, float) else value


def result(row: dict, mice: pd.DataFrame, search: bool) -> dict:
    """A comparison with what the engine finds in its animals, in the window it searches for or in the one that was drawn.

    Refused, it stays NotProcessed and without a window.
    """
    drawn = row.get("soft_windowing_bandwidth"), row.get("soft_windowing_shape")
    window = "search" if search else drawn if all(drawn) else "none"
    row = {name: value for name, value in row.items() if not name.startswith("soft_windowing")}
    try:
        found = analyse(Dataset(mice, row | {"metadata": row["metadata"].split("|")}), window=window)
    except NotEstimable:
        return row
    out = {name: value for name, value in found.as_solr().items() if name in columns.RESULTS and name not in row}
    out |= {"status": found.status, "p_value": found.p_value_as_published, "soft_windowing_peaks": None}
    if found.genotype_effect_p_value is not None:
        out["genotype_effect_p_value"] = found.p_value_as_published  # the same number, as the IMPC publishes both
    if found.soft_windowing_peaks:
        out["soft_windowing_peaks"] = ",".join(map(str, found.soft_windowing_peaks))
    if found.significant:
        key = "_".join(row["parameter_stable_id"].split("_")[1:3])
        out["mp_term_id"], out["mp_term_name"] = term(key, set(found.direction.values()))
        out["top_level_mp_term_id"], out["top_level_mp_term_name"] = (
            "; ".join(some) or None for some in zip(*systems(key, out["mp_term_id"]), strict=True))  # fmt: skip
    return row | {name: rounded(value) for name, value in out.items()}


def results(comparisons: list[dict], groups: list[tuple], table: pd.DataFrame, search: bool, of: set[str]) -> list[dict]:
    """The results of all comparisons in one table of observations, analysed if of a gene of ``of``.

    A group is its metadata group and its line's number.
    """
    out = []
    for row, (group, number) in zip(comparisons, groups, strict=True):
        if row["marker_symbol"] not in of:
            out.append(row)
            continue
        same = table["metadata_group"] == group
        out.append(result(row, pd.concat([table[same & (table["line"] == number)], table[same & (table["line"] < 0)]]), search))
    return out


def truth(row: dict, number: int, key: str) -> dict:
    """The true effect behind one comparison; the columns are explained in ``columns.py``."""
    line, stage = LINES[number], row["life_stage_name"]
    out = {k: row.get(k) for k in columns.TRUTH} | {"source": line.source}
    out["scale"] = "dB" if key in ABR else "share" if key in CATEGORICAL else "ln" if top(key) is None else f"-ln({top(key):g} - y)"
    for sex in SEXES:
        light, control, expected = change(line, stage, "weight", sex), row[f"{sex}_control_mean"], None
        if key in CATEGORICAL:
            own = expected = _more_often(line, stage, key)
        elif key in SERIES:
            base = {CURVE: BODY_WEIGHT[0], "IPG_002": "IPG_012", "OFD_002": "OFD_009"}[key]
            own = change(line, stage, base, sex)
        elif key in ABR:
            own = change(line, stage, key, sex)
            expected = None if control is None else min(own, ABR_TOP - control)
        else:
            own = change(line, stage, key, sex)
            whole = light if key == BODY_WEIGHT[0] else own + by_weight(key, stage, sex) * light
            own = own if uses_weight(key) else whole
            far = None if control is None else control if top(key) is None else control - top(key)
            expected = None if far is None else far * math.expm1(whole)
            own = own if top(key) is None else -own
        values = {"effect": own, "weight_effect": light, "difference": expected}
        out |= {f"{sex}_{what}": None if value is None else round(value, 6) for what, value in values.items()}
    return out


def _more_often(line, stage: str, key: str) -> float:
    """How much more often the first unusual category is in mutants than in controls."""
    kind, first, _ = effect_of(line, stage == EARLY, key)
    return 0.0 if kind == "none" else first - next(iter(CATEGORICAL[key].others.values()))
