"""Make the teaching release: simulated animals calibrated on published figures.

``python data/teaching/simulate.py [--to DIR] [--seed N]`` writes the same bytes for the same seed and the same pyarrow.
What is drawn and how stands in ``figures.py`` (published figures), ``lines.py`` (genes and true effects) and ``mice.py`` (the model).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from figures import ABR, ABR_TOP, BODY_WEIGHT, CENTRES, EARLY, FAT_SHARE, LATE, NEW_METER, PARAMETERS, PROCEDURES, SEXES, STARTLE
from lines import GENES, LINES
from mice import animals, effect, generator, measured, model, uses_weight

SEED = 24
ROW_GROUP = 20_000
TEXT, NUMBER, COUNT, FLAG, DATE = pa.string(), pa.float64(), pa.int64(), pa.bool_(), pa.timestamp("us")
OBSERVATIONS = {
    "specimen_id": TEXT, "sex": TEXT, "biological_sample_group": TEXT, "zygosity": TEXT, "marker_symbol": TEXT, "allele_symbol": TEXT, "colony_id": TEXT,
    "phenotyping_center": TEXT, "pipeline_stable_id": TEXT, "procedure_stable_id": TEXT, "metadata_group": TEXT, "strain_name": TEXT,
    "life_stage_name": TEXT, "date_of_experiment": DATE, "date_of_birth": DATE, "weight": NUMBER, "data_point": NUMBER, "category": TEXT,
    "discrete_point": NUMBER,
}  # fmt: skip
ORDER = [
    "phenotyping_center",
    "metadata_group",
    "biological_sample_group",
    "marker_symbol",
    "colony_id",
    "zygosity",
    "date_of_experiment",
    "sex",
    "specimen_id",
]
ABOUT = dict.fromkeys(("doc_id", "marker_symbol", "marker_accession_id", "allele_symbol", "allele_accession_id", "zygosity", "colony_id", "phenotyping_center", "project_name", "pipeline_stable_id", "procedure_stable_id", "procedure_name", "parameter_stable_id", "parameter_name", "data_type", "unit", "life_stage_name", "metadata_group", "metadata", "strain_name"), TEXT)  # fmt: skip
NUMBERS = ["p_value", "effect_size", "genotype_effect_p_value", "genotype_effect_parameter_estimate", "genotype_effect_stderr_estimate", "female_ko_effect_p_value", "female_ko_parameter_estimate", "female_ko_effect_stderr_estimate", "male_ko_effect_p_value", "male_ko_parameter_estimate", "male_ko_effect_stderr_estimate", "sex_effect_p_value", "sex_effect_parameter_estimate", "sex_effect_stderr_estimate", "weight_effect_p_value", "weight_effect_parameter_estimate", "weight_effect_stderr_estimate", "interaction_effect_p_value", "female_percentage_change", "male_percentage_change", "female_effect_size", "male_effect_size", "group_1_residuals_normality_test", "group_2_residuals_normality_test", "intercept_estimate", "intercept_estimate_stderr_estimate", "soft_windowing_bandwidth", "soft_windowing_shape", "soft_windowing_threshold", "soft_windowing_min_obs_required", "soft_windowing_number_of_doe", "soft_windowing_total_obs_or_weight"]  # fmt: skip
SUMMARY = {f"{sex}_{group}_{what}": COUNT if what == "count" else NUMBER
           for sex in (*SEXES, "both") for group in ("control", "mutant") for what in ("count", "mean", "sd")}  # fmt: skip
RESULTS = ABOUT | dict.fromkeys(("status", "statistical_method", "classification_tag", "mp_term_id", "mp_term_name", "soft_windowing_peaks"), TEXT)
RESULTS |= dict.fromkeys(("significant", "interaction_significant", "batch_significant", "variance_significant"), FLAG)
RESULTS |= dict.fromkeys(NUMBERS, NUMBER) | SUMMARY
PARAMETER_COLUMNS = dict.fromkeys(("parameter_stable_id", "parameter_name", "procedure_stable_id", "procedure_name", "unit", "data_type", "life_stage_name", "early_parameter_stable_id"), TEXT) | {"uses_weight": FLAG}  # fmt: skip
GENE_COLUMNS = dict.fromkeys(("marker_symbol", "marker_accession_id", "marker_name", "marker_synonym", "human_gene_symbol"), TEXT)
TRUTH = dict.fromkeys(("doc_id", "marker_symbol", "parameter_stable_id", "life_stage_name", "zygosity", "scale"), TEXT)
TRUTH |= dict.fromkeys(("female_effect", "male_effect", "female_weight_effect", "male_weight_effect", "female_difference", "male_difference"), NUMBER)
TRUTH |= {"source": TEXT}


def named(key: str) -> tuple[str, str]:
    """Name and unit of a parameter."""
    if key in PARAMETERS:
        return PARAMETERS[key].name, PARAMETERS[key].unit
    if key in ABR:
        return ABR[key][0], "dB SPL"
    return {BODY_WEIGHT[0]: BODY_WEIGHT[1:3], FAT_SHARE[0]: FAT_SHARE[1:3], STARTLE[0]: (STARTLE[1], "")}[key]


def keys() -> list[str]:
    """Every parameter, as in DXA_003."""
    return [BODY_WEIGHT[0], *PARAMETERS, FAT_SHARE[0], STARTLE[0], *ABR]


def described(centre: str, stage: str, key: str) -> dict | None:
    """What identifies a parameter at a centre and stage; None when it is not measured there."""
    name, early, late, versions = PROCEDURES[key[:3]]
    version = versions[centre][stage == LATE]
    if version is None:
        return None
    prefix = "IMPC" if stage == EARLY else CENTRES[centre]["late_prefix"]
    parameter, unit = named(key)
    return {
        "parameter_stable_id": f"{prefix}_{key}_001", "parameter_name": parameter, "procedure_stable_id": f"{prefix}_{key[:3]}_{version}",
        "procedure_name": name, "unit": unit, "data_type": "categorical" if key == STARTLE[0] else "unidimensional", "life_stage_name": stage,
        "early_parameter_stable_id": f"IMPC_{key}_001", "uses_weight": uses_weight(key),
    }  # fmt: skip


def conditions(centre: str, procedure: str, meter: int = 1) -> str:
    """The recorded conditions of a procedure at a centre."""
    return f"{CENTRES[centre]['conditions']}|Equipment ID = simulated {procedure} {meter}"


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def observations(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """Rows of one parameter at one centre and stage, with what identifies them; ``line`` is kept beside."""
    table, d, c, procedure = measured(seed, mice, centre, stage, key), described(centre, stage, key), CENTRES[centre], key[:3]
    mutant = table["line"] >= 0
    of = {n: LINES[n] for n in table["line"].unique() if n >= 0}
    newer = (centre, procedure) == NEW_METER[:2]
    meter = 1 + (table["date_of_experiment"] >= NEW_METER[2]).astype(int) if newer else pd.Series(1, index=table.index)
    texts = {m: conditions(centre, procedure, m) for m in (1, 2)}
    return table.assign(
        biological_sample_group=np.where(mutant, "experimental", "control"),
        zygosity=table["line"].map({n: line.zygosity for n, line in of.items()}), marker_symbol=table["line"].map({n: line.gene for n, line in of.items()}),
        allele_symbol=table["line"].map({n: line.allele for n, line in of.items()}),
        colony_id=[f"SIM-{c['short']}-{of[n].gene if n >= 0 else 'WT'}" for n in table["line"]],
        phenotyping_center=centre, pipeline_stable_id=c["pipeline"][stage], procedure_stable_id=d["procedure_stable_id"],
        metadata=meter.map(texts), metadata_group=meter.map({m: md5(t) for m, t in texts.items()}), strain_name=c["strain"], life_stage_name=stage,
        discrete_point=np.nan,
    )  # fmt: skip


def summary(rows: pd.DataFrame) -> dict:
    """Counts, means and SDs by sex and group; sums are exact, so that every machine writes the same digits."""
    out = {}
    for sex in SEXES:
        for group, label in (("control", "control"), ("experimental", "mutant")):
            part = rows[(rows["sex"] == sex) & (rows["biological_sample_group"] == group)]
            values = part["data_point"].dropna().tolist()
            n = len(values) or int(part["category"].notna().sum())
            mean = math.fsum(values) / len(values) if values else None
            sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None
            out |= {f"{sex}_{label}_count": n, f"{sex}_{label}_mean": mean, f"{sex}_{label}_sd": sd}
    return out


def result(seed: int, rows: pd.DataFrame, number: int, d: dict) -> dict:
    """One comparison as a release lists it. Not analysed yet: the engine's numbers belong here, and only here."""
    line, one = LINES[number], rows[rows["line"] == number].iloc[0]
    c = CENTRES[line.centre]
    about = {
        name: d[name]
        for name in (
            "procedure_stable_id",
            "procedure_name",
            "parameter_stable_id",
            "parameter_name",
            "data_type",
            "unit",
            "life_stage_name",
        )
    }
    about |= {
        name: one[name]
        for name in (
            "zygosity",
            "colony_id",
            "phenotyping_center",
            "pipeline_stable_id",
            "metadata_group",
            "metadata",
            "strain_name",
            "marker_symbol",
            "allele_symbol",
        )
    }
    about |= {"marker_accession_id": GENES[line.gene][0], "allele_accession_id": line.allele_id, "project_name": c["project"]}
    about["doc_id"] = md5(
        "|".join(
            about[k]
            for k in (
                "phenotyping_center",
                "pipeline_stable_id",
                "procedure_stable_id",
                "parameter_stable_id",
                "strain_name",
                "metadata_group",
                "zygosity",
                "colony_id",
            )
        )
    )
    out = about | {"status": "NotProcessed"} | summary(rows)
    if d["data_type"] == "unidimensional" and "_ABR_" not in d["parameter_stable_id"]:
        days = rows.loc[rows["line"] == number, "date_of_experiment"].to_numpy().astype("datetime64[D]").astype(int)
        peaks, rng = np.unique(days), generator(seed, about["doc_id"], "window")
        out |= {
            "soft_windowing_bandwidth": float(rng.integers(572, 1801)), "soft_windowing_shape": round(float(rng.uniform(0.5, 10)), 4),
            "soft_windowing_peaks": ",".join(map(str, peaks)), "soft_windowing_number_of_doe": float(len(peaks)),
            "soft_windowing_threshold": 10 * math.sqrt(np.finfo(float).eps),
        }  # fmt: skip
    return out


def truth(row: dict, number: int, key: str) -> dict:
    """The true effect behind one comparison: at equal body weight on ``scale``, through body weight, and the difference of means to expect."""
    line, stage = LINES[number], row["life_stage_name"]
    what = "dB" if key in ABR else "share" if key == STARTLE[0] else "ln"
    out = {k: row[k] for k in ("doc_id", "marker_symbol", "parameter_stable_id", "life_stage_name", "zygosity")} | {
        "scale": what,
        "source": line.source,
    }
    for sex in SEXES:
        own, light, control = effect(line, stage, key, sex), effect(line, stage, "weight", sex), row[f"{sex}_control_mean"]
        if key == STARTLE[0]:
            given = (line.early if stage == EARLY else line.late).get(key, ("share", 0.0, 0.0))
            own = expected = given[1]
        elif key in ABR:
            expected = min(own, ABR_TOP - control)
        else:
            base = "DXA_002" if key == FAT_SHARE[0] else key
            slope = 0.0 if key == BODY_WEIGHT[0] else model(base, stage)[sex][1]
            own = effect(line, stage, base, sex)
            whole = own + (1.0 if key == BODY_WEIGHT[0] else slope - (key == FAT_SHARE[0])) * light
            own, expected = own if uses_weight(key) else whole, control * math.expm1(whole)
        out |= {f"{sex}_effect": round(own, 6), f"{sex}_weight_effect": round(light, 6), f"{sex}_difference": round(expected, 6)}
    return out


def write(rows: pd.DataFrame | list, columns: dict, path: Path) -> dict:
    """Write a table with exactly ``columns`` and give its entry of ``release.json``."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    frame = frame.reindex(columns=list(columns))
    schema = pa.schema(list(columns.items()))
    table = pa.Table.from_pandas(
        frame.astype(object).where(frame.notna(), None), schema=schema, preserve_index=False
    ).replace_schema_metadata(None)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, row_group_size=ROW_GROUP, compression="zstd", version="2.6")
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "rows": table.num_rows, "bytes": len(content)}


def build(to: Path, seed: int = SEED) -> None:
    """Write the whole release into ``to``; observations of an earlier build there are replaced."""
    shutil.rmtree(to / "observations", ignore_errors=True)
    parts, parameters, results, truths, files = {}, {}, [], [], {}
    for centre in CENTRES:
        for stage in (EARLY, LATE):
            mice = animals(seed, centre, stage)
            for key in keys():
                d = described(centre, stage, key)
                if d is None:
                    continue
                table = observations(seed, mice, centre, stage, key)
                parts.setdefault(d["parameter_stable_id"], []).append(table)
                parameters[d["parameter_stable_id"], d["procedure_stable_id"]] = d
                for (group, number), _ in table[table["line"] >= 0].groupby(["metadata_group", "line"], sort=True):
                    chosen = (table["metadata_group"] == group) & ((table["line"] == number) | (table["line"] < 0))
                    results.append(result(seed, table[chosen], number, d))
                    truths.append(truth(results[-1], number, key))
    for name, tables in sorted(parts.items()):
        path = f"observations/parameter_stable_id={name}/part-0.parquet"
        files[path] = write(pd.concat(tables).sort_values(ORDER, kind="stable"), OBSERVATIONS, to / path)
    genes = [
        dict(zip(GENE_COLUMNS, (s, i, n, "; ".join(y) or None, "; ".join(h)), strict=True)) for s, (i, n, y, h) in sorted(GENES.items())
    ]
    by = ["marker_symbol", "parameter_stable_id", "doc_id"]
    files["genes.parquet"] = write(genes, GENE_COLUMNS, to / "genes.parquet")
    files["parameters.parquet"] = write([parameters[k] for k in sorted(parameters)], PARAMETER_COLUMNS, to / "parameters.parquet")
    files["results.parquet"] = write(pd.DataFrame(results).sort_values(by), RESULTS, to / "results.parquet")
    files["truth.parquet"] = write(pd.DataFrame(truths).sort_values(by), TRUTH, to / "truth.parquet")
    about = {
        "layout": 1, "name": "teaching", "title": "Teaching release", "kind": "teaching", "simulated": True, "data_release": None,
        "note": "All animals are simulated; genes, alleles and ids are real. Results are not analysed yet: status NotProcessed, no p-value.",
        "made": {"by": "data/teaching/simulate.py", "seed": seed, "pyarrow": pa.__version__}, "files": files,
    }  # fmt: skip
    (to / "release.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="folder to write (default: in place)")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    build(given.to, given.seed)


if __name__ == "__main__":
    main()
