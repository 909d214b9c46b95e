"""Make the teaching release: simulated animals calibrated on published figures, and their results by the project's own engine.

``python data/teaching/simulate.py [--to DIR] [--seed N] [--quick]`` writes the same bytes for the same seed and the same pyarrow; the
results are rounded, so that they are the same bytes on the same machine. It takes a minute or two; ``--quick`` leaves the results out.
What is drawn and how stands in ``figures.py`` (published figures), ``lines.py`` (genes and true effects) and ``mice.py`` (the model).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import multiprocessing
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import columns
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from drawn_lines import GENES, LINES, effect_of
from figures import ABR, ABR_TOP, BODY_WEIGHT, CENTRES, EARLY, FAT_SHARE, LATE, NEW_METER, PARAMETERS, PROCEDURES, SEXES, STARTLE
from gene_tables import REAL, reference_files
from mice import animals, effect, generator, measured, model, uses_weight
from terms import term

import impc_nb
from impc_nb.dataset import Dataset
from impc_nb.statistics.analyse import analyse
from impc_nb.statistics.welch import NotEstimable

SEED = 24
DIGITS = 10  # of every figure the engine finds: BLAS of another make differs in the last ones
WORKERS = 2
ROW_GROUP = 20_000
SIMULATED = {"simulated": "true", "title": "Teaching release: simulated animals", "licence": "CC BY 4.0"}
REFERENCE = {"simulated": "false", "title": "Teaching release: facts from elsewhere", "licence": "CC BY 4.0"}
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
    return [BODY_WEIGHT[0], *PARAMETERS, FAT_SHARE[0], STARTLE[0], *ABR]


def described(centre: str, stage: str, key: str) -> dict | None:
    """What identifies a parameter at a centre and stage; None when it is not measured there."""
    procedure, _, _, versions = PROCEDURES[key[:3]]
    version = versions[centre][stage == LATE]
    if version is None:
        return None
    others = {BODY_WEIGHT[0]: BODY_WEIGHT[1:3], FAT_SHARE[0]: FAT_SHARE[1:3], STARTLE[0]: (STARTLE[1], None)}
    others |= {k: (name, "dB SPL") for k, (name, _) in ABR.items()} | {k: (p.name, p.unit) for k, p in PARAMETERS.items()}
    prefix = "IMPC" if stage == EARLY else CENTRES[centre]["late_prefix"]
    return {
        "parameter_stable_id": f"{prefix}_{key}_001", "parameter_name": others[key][0], "unit": others[key][1],
        "procedure_stable_id": f"{prefix}_{key[:3]}_{version}", "procedure_name": procedure,
        "data_type": "categorical" if key == STARTLE[0] else "unidimensional", "life_stage_name": stage,
        "early_parameter_stable_id": f"IMPC_{key}_001", "uses_weight": uses_weight(key),
    }  # fmt: skip


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def observations(seed: int, mice: pd.DataFrame, centre: str, stage: str, key: str) -> pd.DataFrame:
    """Rows of one parameter at one centre and stage, with what identifies them, their recorded conditions and their line's number."""
    table, c, procedure = measured(seed, mice, centre, stage, key), CENTRES[centre], key[:3]
    newer = (table["date_of_experiment"] >= NEW_METER[2]) & ((centre, procedure) == NEW_METER[:2])
    conditions = {flag: f"{c['conditions']}|Equipment ID = simulated {procedure} {1 + flag}" for flag in (False, True)}
    of = {n: LINES[n] for n in table["line"].unique() if n >= 0}
    return table.assign(
        biological_sample_group=np.where(table["line"] >= 0, "experimental", "control"),
        marker_symbol=table["line"].map({n: line.gene for n, line in of.items()}),
        allele_symbol=table["line"].map({n: line.allele for n, line in of.items()}),
        zygosity=table["line"].map({n: line.zygosity for n, line in of.items()}),
        colony_id=[f"SIM-{c['short']}-{of[n].gene if n >= 0 else 'WT'}" for n in table["line"]],
        phenotyping_center=centre, pipeline_stable_id=c["pipeline"][stage], strain_name=c["strain"], life_stage_name=stage,
        procedure_stable_id=described(centre, stage, key)["procedure_stable_id"], discrete_point=np.nan,
        metadata=newer.map(conditions), metadata_group=newer.map({flag: md5(text) for flag, text in conditions.items()}),
    )  # fmt: skip


def summaries(table: pd.DataFrame) -> dict:
    """(metadata group, line, sex) -> count, mean and SD of what was measured; exact sums, so that every machine writes the same digits."""
    out = {}
    for one, rows in table.groupby(["metadata_group", "line", "sex"]):
        values = rows["data_point"].dropna().tolist()
        mean = math.fsum(values) / len(values) if values else None
        sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None
        out[one] = len(values) or int(rows["category"].notna().sum()), mean, sd
    return out


def comparison(seed: int, mutants: pd.DataFrame, d: dict, summary: dict) -> dict:
    """One comparison as a release lists it, before it is analysed; the window is drawn, for those who analyse nothing."""
    one = mutants.iloc[0]
    line = LINES[one["line"]]
    out = {name: (d | one.to_dict()).get(name) for name in columns.ABOUT}
    out |= {
        "marker_accession_id": GENES[line.gene][0],
        "allele_accession_id": line.allele_id,
        "project_name": CENTRES[line.centre]["project"],
    }
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


def result(row: dict, mice: pd.DataFrame) -> dict:
    """A comparison with what the engine finds in its animals. Refused, it stays NotProcessed and without a window."""
    row = {name: value for name, value in row.items() if not name.startswith("soft_windowing")}
    try:
        found = analyse(Dataset(mice, row | {"metadata": row["metadata"].split("|")}), window="search")
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
    return row | {name: rounded(value) for name, value in out.items()}


def analysed(rows: list[dict], mice: list[pd.DataFrame]) -> Iterator[dict]:
    """The results of all comparisons, in their order, by worker processes; says how far it is where somebody looks on."""
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done, row in enumerate(pool.map(result, rows, mice, chunksize=4), start=1):
            if sys.stderr.isatty():
                print(f"\ranalysed {done} of {len(rows)}", end="\n" if done == len(rows) else "", file=sys.stderr, flush=True)
            yield row


def truth(row: dict, number: int, key: str) -> dict:
    """The true effect behind one comparison; the columns are explained in ``columns.py``."""
    line, stage = LINES[number], row["life_stage_name"]
    out = {k: row.get(k) for k in columns.TRUTH} | {"source": line.source}
    out["scale"] = "dB" if key in ABR else "share" if key == STARTLE[0] else "ln"
    for sex in SEXES:
        own, light, control = effect(line, stage, key, sex), effect(line, stage, "weight", sex), row[f"{sex}_control_mean"]
        if key == STARTLE[0]:
            own = expected = effect_of(line, stage == EARLY, key)[1]
        elif key in ABR:
            expected = min(own, ABR_TOP - control)
        elif key == BODY_WEIGHT[0]:
            own, expected = light, control * math.expm1(light)
        else:
            measured_as = "DXA_002" if key == FAT_SHARE[0] else key
            own = effect(line, stage, measured_as, sex)
            whole = own + (model(measured_as, stage)[sex][1] - (key == FAT_SHARE[0])) * light
            own, expected = own if uses_weight(key) else whole, control * math.expm1(whole)
        out |= {f"{sex}_effect": round(own, 6), f"{sex}_weight_effect": round(light, 6), f"{sex}_difference": round(expected, 6)}
    return out


def write(rows: pd.DataFrame, types: dict, path: Path) -> dict:
    """Write a table with exactly the columns ``types`` and give its entry of ``release.json``."""
    frame = rows.reindex(columns=list(types)).astype(object)
    table = pa.Table.from_pandas(frame.where(frame.notna(), None), schema=pa.schema(list(types.items())), preserve_index=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = table.replace_schema_metadata(REFERENCE if path.stem in REAL else SIMULATED)
    pq.write_table(table, path, row_group_size=ROW_GROUP, compression="zstd", version="2.6")
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "rows": table.num_rows, "bytes": len(content)}


def simulate(seed: int) -> tuple[dict, list, list, list, dict]:
    """What is drawn: observations by parameter id, comparisons, their animals, truth, and parameters by (parameter, procedure)."""
    parts, rows, mice_of, truths, parameters = {}, [], [], [], {}
    for centre in CENTRES:
        for stage in (EARLY, LATE):
            mice = animals(seed, centre, stage)
            for key in keys():
                d = described(centre, stage, key)
                if d is None:
                    continue
                parameters[d["parameter_stable_id"], d["procedure_stable_id"]] = d
                table = observations(seed, mice, centre, stage, key)
                parts.setdefault(d["parameter_stable_id"], []).append(table)
                summary = summaries(table)
                for (group, number), mutants in table[table["line"] >= 0].groupby(["metadata_group", "line"]):
                    rows.append(comparison(seed, mutants, d, summary))
                    mice_of.append(pd.concat([mutants, table[(table["line"] < 0) & (table["metadata_group"] == group)]]))
                    truths.append(truth(rows[-1], number, key))
    return parts, rows, mice_of, truths, parameters


def build(to: Path, seed: int = SEED, quick: bool = False) -> None:
    """Write the whole release into the folder ``to``; what an earlier build wrote there is replaced. ``quick`` analyses nothing."""
    parts, rows, mice_of, truths, parameters = simulate(seed)
    results = rows if quick else list(analysed(rows, mice_of))
    engine = f"impc-nb {impc_nb.__version__}"
    said = "No result is analysed" if quick else f"Results are computed from these animals by {engine}'s own engine"
    shutil.rmtree(to / "observations", ignore_errors=True)
    genes = [(symbol, mgi, name, "; ".join(synonyms) or None, "; ".join(human)) for symbol, (mgi, name, synonyms, human) in GENES.items()]
    by = ["marker_symbol", "parameter_stable_id", "doc_id"]
    tables = {f"observations/parameter_stable_id={name}/part-0.parquet":
              (pd.concat(some).sort_values(columns.ORDER, kind="stable"), columns.OBSERVATIONS) for name, some in parts.items()} | {
        "genes.parquet": (pd.DataFrame(genes, columns=list(columns.GENES)).sort_values("marker_symbol"), columns.GENES),
        "parameters.parquet": (pd.DataFrame([parameters[k] for k in sorted(parameters)]), columns.PARAMETERS),
        "results.parquet": (pd.DataFrame(results).sort_values(by), columns.RESULTS),
        "truth.parquet": (pd.DataFrame(truths).sort_values(by), columns.TRUTH),
    }  # fmt: skip
    tables |= reference_files(seed, tables)
    files = {path: write(rows, types, to / path) for path, (rows, types) in sorted(tables.items())}
    about = {
        "layout": 1, "name": "teaching", "title": "Teaching release", "kind": "teaching", "simulated": True, "data_release": None,
        "note": f"All animals are simulated; genes, alleles and ids are real. {said}; none was published by the IMPC.",
        "made": {"by": "data/teaching/simulate.py", "seed": seed, "pyarrow": pa.__version__, "results_by": None if quick else engine},
        "files": files,
    }  # fmt: skip
    (to / "release.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def rebuild_tables(to: Path) -> None:
    """Write the tables that hold no animals anew, from the animals and results the release in ``to`` has."""
    about = json.loads((to / "release.json").read_text(encoding="utf-8"))
    known = {path: (pq.ParquetFile(to / path).read().to_pandas(), None) for path in about["files"]}
    made = reference_files(about["made"]["seed"], known)
    about["files"] |= {path: write(rows, types, to / path) for path, (rows, types) in made.items()}
    about["files"] = dict(sorted(about["files"].items()))
    (to / "release.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="folder to write (default: in place)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="do not analyse: results NotProcessed, with a window that is drawn")
    parser.add_argument("--tables", action="store_true", help="only the tables that hold no animals, from the release that is there")
    given = parser.parse_args()
    rebuild_tables(given.to) if given.tables else build(given.to, given.seed, given.quick)


if __name__ == "__main__":
    main()
