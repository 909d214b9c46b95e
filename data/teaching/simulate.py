"""Make the teaching release: simulated animals calibrated on published figures, and their results by the project's own engine.

``python data/teaching/simulate.py [--to DIR] [--seed N] [--drawn-windows] [--analyse GENE ...]`` writes the same bytes for the same
seed and the same pyarrow; the results are rounded, so that they are the same bytes on the same machine. It takes some minutes;
``--drawn-windows`` saves the search for windows, ``--analyse`` leaves the results of all other genes out (of no name: of all genes).
What is drawn and how: ``figures.py`` and ``measurements.py`` (published figures), ``genes.py``, ``lines.py`` (true effects), ``mice.py``
and ``measure.py`` (the model), ``comparisons.py`` (results and truth).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import columns
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from comparisons import comparison, described, keys, observations, results, summaries, truth
from figures import CENTRES, EARLY, LATE
from gene_tables import REAL, reference_files
from gene_tables.production import gene_status
from lines import GENES, LINES
from mice import animals

import impc_nb

SEED = 24
WORKERS = 2
ROW_GROUP = 20_000
SIMULATED = {"simulated": "true", "title": "Teaching release: simulated animals", "licence": "CC BY 4.0"}
REFERENCE = {"simulated": "false", "title": "Teaching release: facts from elsewhere", "licence": "CC BY 4.0"}


def analysed(drawn: list[tuple], search: bool, of: set[str]) -> Iterator[dict]:
    """The results of all comparisons, in their order, by worker processes; says how far it is where somebody looks on.

    Those of other genes than ``of`` stay as they are.
    """
    if not of:
        yield from (row for rows, *_ in drawn for row in rows)
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers share the cores already
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done, some in enumerate(pool.map(results, *zip(*drawn, strict=True), repeat(search), repeat(of)), start=1):
            if sys.stderr.isatty():
                print(f"\ranalysed {done} of {len(drawn)} parameters", end="\n" * (done == len(drawn)), file=sys.stderr, flush=True)
            yield from some


def write(rows: pd.DataFrame, types: dict, path: Path) -> dict:
    """Write a table with exactly the columns ``types`` and give its entry of ``release.json``."""
    frame = rows.reindex(columns=list(types))
    frame = frame.astype(dict.fromkeys(frame.columns[frame.isna().all()], object))
    table = pa.Table.from_pandas(frame, schema=pa.schema(list(types.items())), preserve_index=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    about = REFERENCE if path.stem in REAL else SIMULATED
    encoded = {name: how for name, how in columns.ENCODED.items() if name in types}
    pq.write_table(
        table.replace_schema_metadata(about), path, row_group_size=ROW_GROUP, compression="zstd", compression_level=19, version="2.6",
        write_statistics=[name for name in columns.ORDER if name in types and name not in encoded],
        use_dictionary=[name for name in types if name not in encoded], column_encoding=encoded or None,
    )  # fmt: skip
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "rows": table.num_rows, "bytes": len(content)}


def simulate(seed: int) -> tuple[dict, list, list, dict]:
    """What is drawn: observations by parameter id; comparisons, their groups and animals by table; truth; and the parameters."""
    parts, drawn, truths, parameters = {}, [], [], {}
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
                summary, mutants = summaries(table), table[table["line"] >= 0].groupby(["metadata_group", "line"])
                rows = [comparison(seed, its, d, summary) for _, its in mutants]
                drawn.append((rows, list(mutants.groups), table))
                truths += [truth(row, number, key) for row, (_, number) in zip(rows, mutants.groups, strict=True)]
    return parts, drawn, truths, parameters


def genes() -> pd.DataFrame:
    """One row per gene, in the columns of ``columns.GENES``."""
    known = [(name, g.marker_accession_id, g.name, "; ".join(g.synonyms) or None, "; ".join(g.human_symbols)) for name, g in GENES.items()]
    table = pd.DataFrame(known, columns=list(columns.GENES)[:5]).sort_values("marker_symbol")
    status = [gene_status([line.allele for line in LINES if line.gene == symbol]) for symbol in table["marker_symbol"]]
    return table.join(pd.DataFrame(status, index=table.index))


def build(to: Path, seed: int = SEED, search: bool = True, of: Collection[str] | None = None) -> None:
    """Write the whole release into the folder ``to``; what an earlier build wrote there is replaced. ``of``: the genes to analyse."""
    parts, drawn, truths, parameters = simulate(seed)
    of = set(GENES) if of is None else set(of)
    found = list(analysed(drawn, search, of))
    engine = f"impc-nb {impc_nb.__version__}"
    whose = "" if of >= set(GENES) else f" of {', '.join(sorted(of))}"
    said = f"Results{whose} are computed from these animals by {engine}'s own engine" if of else "No result is analysed"
    shutil.rmtree(to / "observations", ignore_errors=True)
    by = ["marker_symbol", "parameter_stable_id", "doc_id"]
    tables = {f"observations/parameter_stable_id={name}/part-0.parquet":
              (pd.concat(some).sort_values(columns.ORDER, kind="stable"), columns.OBSERVATIONS) for name, some in parts.items()} | {
        "genes.parquet": (genes(), columns.GENES),
        "parameters.parquet": (pd.DataFrame([parameters[k] for k in sorted(parameters)]), columns.PARAMETERS),
        "results.parquet": (pd.DataFrame(found).sort_values(by), columns.RESULTS),
        "truth.parquet": (pd.DataFrame(truths).sort_values(by), columns.TRUTH),
    }  # fmt: skip
    tables |= reference_files(seed, tables)
    files = {path: write(rows, types, to / path) for path, (rows, types) in sorted(tables.items())}
    about = {
        "layout": 1, "name": "teaching", "title": "Teaching release", "kind": "teaching", "simulated": True, "data_release": None,
        "note": f"All animals are simulated; genes, alleles and ids are real. {said}; none was published by the IMPC.",
        "made": {"by": "data/teaching/simulate.py", "seed": seed, "pyarrow": pa.__version__, "results_by": engine if of else None},
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
    parser.add_argument("--analyse", nargs="*", metavar="GENE", choices=GENES,
                        help="analyse these genes only: results of all others NotProcessed, with a window that is drawn")  # fmt: skip
    parser.add_argument("--drawn-windows", action="store_true", help="analyse in windows that are drawn, not searched for: much faster")
    parser.add_argument("--tables", action="store_true", help="only the tables that hold no animals, from the release that is there")
    given = parser.parse_args()
    rebuild_tables(given.to) if given.tables else build(given.to, given.seed, not given.drawn_windows, given.analyse)


if __name__ == "__main__":
    main()
