"""The recorded answers of every endpoint, with the table each becomes and how many rows it must have, counted here in another way.

``python tests/recorded_endpoints.py FOLDER`` prints, for each endpoint, files, rows in, rows out and what was evened out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from impc_nb import answers
from impc_nb.answers_overviews import facets_table, landing_table, publication_counts_table
from impc_nb.answers_tables import late_adult_table, table_of
from impc_nb.schema import ImpcError
from impc_nb.sources import live

SERVICE = "The IMPC service"


def listed(answer) -> list:
    return answer.get("content", [answer]) if isinstance(answer, dict) else answer


def different(rows) -> int:
    """Rows that differ in more than the storage's own id."""
    return len({json.dumps({k: v for k, v in row.items() if k != "id"}, sort_keys=True) for row in rows})


def ids(key: str) -> Callable:
    return lambda answer: len({row[key] for row in listed(answer)})


class Endpoint(NamedTuple):
    name: str  # as api_map.md names it
    table: str
    ways: str  # glob patterns of the recorded files, a blank between
    shape: str | Callable
    rows: Callable  # of an answer: the rows that the table must have
    rows_in: Callable  # of an answer: the rows as recorded
    over_http: bool = False  # whether a question by gene or term brings just this answer

    def read(self, answer, file: Path):
        if callable(self.shape):
            return self.shape(answer)
        gene = next((part for part in file.parts if part.startswith("MGI:") and part.count(".") == 0), None)
        return table_of(self.shape, answer, SERVICE, gene=gene)


def _plain(name, table, ways, shape, rows=lambda answer: different(listed(answer)), rows_in=lambda answer: len(listed(answer)), http=False):
    return Endpoint(name, table, ways, shape, rows, rows_in, http)


def _inside(*keys: str) -> Callable:
    """How many rows stand in lists of lists."""

    def count(answer) -> int:
        found = [answer] if isinstance(answer, dict) else answer
        for key in keys:
            found = [one for row in found for one in row[key]]
        return len(found)

    return count


def _results(answer):
    return answers.results_table(answers.rows_in(answer, SERVICE))


def _datasets(answer):
    rows = answer["dataStatsResults"] if isinstance(answer, dict) and "dataStatsResults" in answer else answer
    return answers.datasets_table(answers.rows_in(rows, SERVICE))


def _animals(answer):
    return answers.animals_table(answer, answer["datasetId"], SERVICE)


def _statements(answer) -> int:
    return 7 + len(answer["sampleCounts"])  # number, date, software, genome; genes, lines, calls; animals of each centre


def _fertile(answer) -> list:
    return [row for row in answer if row["procedureStableId"].startswith("IMPC_FER_")]


def _cells(answer) -> int:
    return len(answer["columns"]) * len(answer["rows"])


def _said(rows, *about: str) -> int:
    """Values that stand in rows, but for what the rows are about."""
    return sum(value not in (None, [], "") for row in rows for key, value in row.items() if key not in about)


def _embryo(answer) -> int:
    genes = [gene for key in answer if key != "embryoDataAvailabilityGrid" for part in answer[key] for gene in part["genes"]]
    return len(genes) + _said(answer["embryoDataAvailabilityGrid"], "mgiGeneAccessionId", "geneSymbol")


def _tissues(answer) -> int:
    return _cells(answer) + _said(answer["rows"], "markerSymbol", "mgiGeneAccessionId", "significance")


def _cardiovascular(answer) -> int:
    return 4 + len(answer["table"]) + 2 * len(answer["phenotypeDistribution"]) + len(answer["chordDiagram"]["keys"]) ** 2


def _idg(answer) -> int:
    return _said(answer, "mgi_accession_id", "marker_symbol")


def _pleiotropy(answer) -> int:
    return 2 * sum(map(len, answer.values()))


def _papers(answer, lists=("incrementalCountsByYear", "publicationsByQuarter")) -> int:
    return len(answer["publicationsByGrantAgency"]) + sum(1 + len(year["byQuarter"]) for key in lists for year in answer[key])


def _papers_once(answer) -> int:
    """The two lists of years hold the same, their quarters in another order."""
    return _papers(answer, lists=("publicationsByQuarter",))


def _values(answer) -> int:
    return sum(map(len, answer.values()))


def _landing(page: str, rows: Callable) -> Endpoint:
    return _plain(
        f"LANDING/{page}", "landing_pages", f"landing-page-data/{page}.json", lambda a: landing_table(page, a, SERVICE), rows, rows
    )


_G, _A = "api/v1/genes/MGI:*", "api/v1/alleles"
_ANIMALS, _PUPS = _inside("series", "observations"), _inside("series")
_DATASET = f"{_G}/MP:*/dataset.json api/v1/genes/????????????????????????????????/dataset.json api/v1/genes/dataset/*.json"
ENDPOINTS = [
    _plain("search?prefix=", "genes", "api/search/v1/search__prefix=[!&]*.json", "genes", lambda a: len(a["results"]), _inside("results")),
    _plain("search?type=PHENOTYPE", "terms", "api/search/v1/search__*PHENOTYPE*.json", "terms",
           lambda a: len({hit["entityId"] for hit in a["results"]}), _inside("results")),
    _plain("genes/<MGI>/summary", "gene_summaries", f"{_G}/summary.json", "gene_summaries", http=True),
    _plain("genes/<MGI>/statistical-result", "results", f"{_G}/statistical-result.json", _results),
    _plain("genes/<MGI>/statistical-result (its procedures)", "procedures", f"{_G}/statistical-result.json", "procedures",
           ids("procedureStableId")),
    _plain("genes/statistical-result/filtered/page", "results", "api/v1/genes/statistical-result/filtered/*.json", _results),
    _plain("genes/<MGI>/phenotype-hits", "phenotype_hits", f"{_G}/phenotype-hits.json", "phenotype_hits", http=True),
    _plain("genes/<MGI>/order", "alleles", f"{_G}/order.json", "alleles", http=True),
    _plain("genes/<MGI>/dataset/viability", "viability", f"{_G}/dataset/viability.json", "viability", ids("datasetId")),
    _plain("genes/<MGI>/statistical-result (its fertility)", "viability", f"{_G}/statistical-result.json", "fertility",
           lambda a: different(_fertile(a)), lambda a: len(_fertile(a))),
    _plain("datasets of a term, id or parameter", "datasets", _DATASET, _datasets, ids("datasetId")),
    _plain("genes/<MGI>/expression", "expression", f"{_G}/expression.json", "expression", http=True),
    _plain("genes/<MGI>/histopathology", "histopathology", f"{_G}/histopathology.json", "histopathology",
           _inside("datasets", "observations"), _inside("datasets", "observations"), http=True),
    _plain("genes/<MGI>/gene_histopathology", "histopathology", f"{_G}/gene_histopathology.json", "gene_histopathology"),
    _plain("genes/<MGI>/images", "images", f"{_G}/images.json", "images", http=True),
    _plain("images/find_by_mgi_and_stable_id", "image_files", "api/v1/images/find_by_mgi*.json", "image_files", _inside("images"),
           _inside("images")),
    _plain("genes/<MGI>/disease, disease/json", "disease_models", f"{_G}/disease.json {_G}/disease/*.json", "disease_models"),
    _plain("genes/<MGI>/publication", "publications", f"{_G}/publication*.json", "publications", http=True),
    _plain("genes/<MGI>/gene_external_links", "external_links", f"{_G}/gene_external_links.json", "external_links", http=True),
    _plain("genes/gene_external_links/providers", "external_links", "api/v1/genes/gene_external_links/providers.json", "external_links"),
    _plain("alleles/{mice,es_cell,tvp}/...", "products", f"{_A}/mice/**/*.json {_A}/es_cell/**/*.json {_A}/[ti]vp/**/*.json", "products"),
    _plain("alleles/crispr/...", "products", f"{_A}/crispr/**/*.json", "crispr"),
    *[_plain(f"alleles/<MGI>/<allele> ({key})", "products", f"{_A}/MGI:*/*.json", f"{kind}_of_allele", _inside(key), _inside(key))
      for kind, key in (("mouse", "miceProducts"), ("es_cell", "esCellProducts"), ("vector", "targetingVectorProducts"))],
    _plain("bodyweight/byMgiGeneAccId", "body_weight_curves", "api/v1/bodyweight/*.json", "body_weight_curves", _inside("dataPoints"),
           _inside("dataPoints")),
    _plain("phenotypes/<MP>/summary", "terms", "api/v1/phenotypes/*/summary.json", "term", http=True),
    _plain("phenotypes/<MP>/summary (its procedures)", "procedures", "api/v1/phenotypes/*/summary.json", "procedures_of_term",
           lambda a: len({one["procedureStableId"] for one in a["procedures"]}), _inside("procedures"), http=True),
    _plain("phenotypes/<MP>/genotype-hits", "phenotype_hits", "api/v1/phenotypes/*/genotype-hits/*.json", "phenotype_hits"),
    _plain("MH_PLOT/<MP>.json", "phenotype_results", "phenotype-stats-results/*.json", "phenotype_results", _inside("results"),
           _inside("results"), http=True),
    _plain("STATS_DATASETS/<datasetId>.json (animals)", "observations", "statistical-datasets/**/*.json", _animals, _ANIMALS, _ANIMALS),
    _plain("STATS_DATASETS/<datasetId>.json (pups)", "pup_counts", "statistical-datasets/*.json", "pup_counts", _PUPS, _PUPS),
    _plain("LANDING/late_adult_landing", "late_adult", "landing-page-data/late_adult_landing/*.json",
           lambda a: late_adult_table(a, SERVICE), _cells, _cells),
    _plain("LANDING/release_metadata.json", "release_notes", "landing-page-data/dr*/release_metadata.json", live.release_notes, _statements,
           _statements),
    _plain("supporting-data (older dataset descriptions)", "datasets", "api/v1/supporting-data-*/*.json", _datasets,
           lambda a: 1, lambda a: 1),
    _landing("embryo_landing", _embryo),
    _landing("histopathology_landing", _tissues),
    _landing("cardiovascular_landing", _cardiovascular),
    _landing("idg_landing", _idg),
    _landing("phenotype_pleiotropy", _pleiotropy),
    _plain("PUBLICATIONS/aggregation", "publication_counts", "publication-service/data/api/v1/publications/aggregation.json",
           lambda a: publication_counts_table(a, SERVICE), _papers_once, _papers),
    _plain("genes/<MGI>/dataset/get_filter_data", "facets", f"{_G}/dataset/get_filter_data.json", lambda a: facets_table(a, SERVICE),
           _values, _values),
    _plain("phenotypes/<MP>/procedures", "procedures", "api/v1/phenotypes/*/procedures.json", "procedures_named"),
    _plain("alleles/htgt/designId:<n>", "designs", f"{_A}/htgt/*.json", "designs"),
]  # fmt: skip

#: Recorded answers that hold no rows of a table of the catalog, and why.
NOT_TABLES = {
    "landing-page-data/static/*.json": "drawings of three publications in the website's own files, each in a shape of its own: no endpoint",
}


def by_name(name: str) -> Endpoint:
    return next(endpoint for endpoint in ENDPOINTS if endpoint.name == name)


def files(pack: Path, endpoint: Endpoint) -> list[Path]:
    """The recorded files of an endpoint; files with animals and files with pups share a folder."""
    found = sorted({file for way in endpoint.ways.split() for file in pack.glob(way)})
    if endpoint.ways.startswith("statistical-datasets"):
        pups = endpoint.table == "pup_counts"
        found = [file for file in found if ('"observations"' not in file.read_text()) == pups]
    return found


def main(pack: Path) -> None:
    print("| endpoint | table | files | rows in | rows out | what was evened out |\n|---|---|---|---|---|---|")
    for endpoint in ENDPOINTS:
        counts, rows_in, rows_out, found = Counter(), 0, 0, files(pack, endpoint)
        for file in found:
            answer = json.loads(file.read_text())
            try:
                table = endpoint.read(answer, file)
            except ImpcError as refused:
                print(f"| {endpoint.name} | {endpoint.table} | {file.name} | refused | | {refused} |")
                continue
            rows_in, rows_out = rows_in + endpoint.rows_in(answer), rows_out + len(table)
            counts += Counter(table.attrs.get("normalised", {}))
        said = "; ".join(f"{n:,} {what}" for what, n in counts.most_common()) or "nothing"
        print(f"| {endpoint.name} | {endpoint.table} | {len(found)} | {rows_in:,} | {rows_out:,} | {said} |")
    print("\nNot a table of the catalog: " + "; ".join(f"`{way}` ({why})" for way, why in NOT_TABLES.items()) + ".")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
