"""Intake readers: the same tables from a release on disk and from the IMPC services."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb import answers, http, life_stages
from impc_nb.schema import ANIMALS, CONTROL, MUTANT, BadTable, NotFound, Unavailable, validate

MGI_ID = re.compile(r"MGI:\d{1,9}", re.ASCII)
DATASET_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
IMPRESS_ID = re.compile(r"[A-Z][A-Z0-9-]{1,15}(_[A-Z0-9-]{1,8}){1,4}", re.ASCII)
GENE_TEXT = re.compile(r"(?=.*\w)(?!.*\.\.)[\w .:;,'()/+*@-]{1,80}")

MGI_ID_LIKE = (MGI_ID, "the MGI id of a gene, which the live release needs", "MGI:104785")
DATASET_ID_LIKE = (DATASET_ID, "a dataset id", "32 digits and letters a to f")
IMPRESS_ID_LIKE = (IMPRESS_ID, "an IMPReSS id", "IMPC_DXA_006_001")

SEARCH, GENES, POINTS, NOTES = (f"The IMPC {what}" for what in ("gene search", "gene service", "dataset service", "release notes"))

_COLUMNS = {"genes": answers.GENES, "parameters": answers.PARAMETERS, "results": answers.RESULTS, "datasets": answers.DATASETS}
_ESSENTIAL = {
    "genes": {"marker_symbol", "marker_accession_id"}, "parameters": {"parameter_stable_id", "parameter_name"},
    "results": {"doc_id", "marker_accession_id", "parameter_stable_id", "significant"},
    "datasets": {"doc_id", "marker_accession_id", "parameter_stable_id", "phenotyping_center", "metadata_group", "colony_id", "zygosity"},
}  # fmt: skip


def checked(text, pattern: re.Pattern, what: str, example: str) -> str:
    """An id fit to stand in an address; anything else is refused before a service is asked."""
    if isinstance(text, str) and pattern.fullmatch(text):
        return text
    raise NotFound(f"{str(text)[:100]!r} is not {what}; one looks like {example}.")


# ---------------------------------------------------------------- a release on disk
class StoredTable(BaseReader):
    """A table of a release on disk; ``gene`` (MGI id), ``parameter`` (id) or ``doc_id`` (one or several) pick rows."""

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, gene=None, parameter=None, doc_id=None, text=None):
        file = Path(data.url)
        if table == "datasets" and file.with_name("datasets.parquet").is_file():  # fetched: apart from the lists of results
            file = file.with_name("datasets.parquet")
        key = (str(file), _changed(file), table)
        rows = _table(*key)
        for column, value in (("doc_id", doc_id), ("marker_accession_id", gene), ("parameter_stable_id", parameter)):
            if value is None:
                continue
            if len(rows) == len(_table(*key)):  # the first condition uses the index
                found = [_positions(*key, column).get(one, ()) for one in ([value] if isinstance(value, str) else value)]
                rows = rows.take(np.concatenate(found).astype(int) if found else [])
            else:
                rows = rows[rows[column] == value]
        if text:
            names = rows[["marker_symbol", "marker_accession_id", "marker_synonym", "human_gene_symbol"]].fillna("").agg("; ".join, axis=1)
            rows = rows[names.str.lower().str.contains(text.lower(), regex=False)]
        rows = rows.copy(deep=False)
        if table == "results":  # genes (MGI ids) of which only significant results were to be had
            rows.attrs["only_calls"] = tuple(_metadata(*key[:2]).get(b"only_calls", b"").decode().split())
        return rows


class StoredAnimals(BaseReader):
    """The animals of one dataset: its mutants, and the wildtypes of the same centre, conditions and strain."""

    implements = {datatypes.Parquet}
    output_instance = "pandas:DataFrame"

    def _read(self, data, dataset: Mapping):
        parameter = checked(dataset["parameter_stable_id"], *IMPRESS_ID_LIKE)
        file = Path(data.url) / f"parameter_stable_id={parameter}" / "part-0.parquet"
        if not file.is_file():
            raise NotFound(f"This release holds no animals for parameter {parameter}.")
        mutant = _where(dataset, MUTANT, ("phenotyping_center", "metadata_group", "colony_id", "zygosity"))
        control = _where(dataset, CONTROL, ("phenotyping_center", "metadata_group", "strain_name"))
        wanted = [name for name in ANIMALS if name not in ("age_in_weeks", "window_weight")]
        try:
            stored = ds.dataset(str(file), format="parquet", partitioning=None)
            apart = "doc_id" in stored.schema.names  # a fetched release keeps the animals of each dataset apart, with their weights
            picked = ds.field("doc_id") == str(dataset["doc_id"]) if apart else mutant | control
            rows = stored.to_table(wanted + ["window_weight"] * apart, filter=picked).to_pandas()
        except (pa.ArrowException, OSError, ValueError, KeyError) as problem:
            raise _unreadable(file, problem) from None
        rows = rows.reindex(columns=list(ANIMALS))  # the Dataset made of it checks the types
        rows.attrs["weighted"] = apart
        return rows


class StoredNotes(BaseReader):
    """What release.json says, one statement a row."""

    implements = {datatypes.JSONFile}
    output_instance = "pandas:DataFrame"

    def _read(self, data):
        said = json.loads(Path(data.url).read_text(encoding="utf-8"))
        made = said.get("made")
        return _notes({
            "title": said.get("title"), "data release": said.get("data_release"),
            "animals": "simulated" if said.get("simulated") else "real", "layout": said.get("layout"),
            "files": len(said.get("files") or ()), **(made if isinstance(made, dict) else {}),
        })  # fmt: skip


def stored_truth(folder: Path, doc_id: str) -> dict:
    """The true effects behind a simulated dataset; empty where the release has none."""
    file = folder / "truth.parquet"
    if not file.is_file():
        return {}
    rows = _positions(str(file), _changed(file), None, "doc_id").get(doc_id, ())
    table = _table(str(file), _changed(file), None)
    return {k: v for k, v in table.iloc[rows[0]].to_dict().items() if k != "doc_id"} if len(rows) else {}


def _where(dataset: Mapping, group: str, same: Iterable[str]):
    condition = ds.field("biological_sample_group") == group
    for name in same:
        value = dataset.get(name)
        if isinstance(value, str) and value:
            condition &= ds.field(name) == value
    return condition


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as problem:
        raise _unreadable(file, problem) from None


@lru_cache(12)
def _table(file: str, changed: int, table: str | None) -> pd.DataFrame:
    try:
        rows = pq.ParquetFile(file).read().to_pandas()
        if table is None:
            return rows
        missing = _ESSENTIAL[table] - set(rows)
        if missing:
            raise BadTable(f"it has no column {sorted(missing)[0]!r}")
        return validate(rows, _COLUMNS[table], f"the {table}")
    except (pa.ArrowException, OSError, BadTable, ValueError, KeyError) as problem:
        raise _unreadable(Path(file), problem) from None


@lru_cache(4)
def _metadata(file: str, changed: int) -> dict:
    return pq.read_schema(file).metadata or {}


@lru_cache(24)
def _positions(file: str, changed: int, table: str | None, column: str) -> dict:
    """Where each value of a column stands."""
    return _table(file, changed, table).groupby(column).indices


def _unreadable(file: Path, problem: Exception) -> Unavailable:
    text = str(problem).splitlines()[0][:120] if str(problem) else type(problem).__name__
    return Unavailable(f"{file.parent.name}/{file.name} of this release cannot be read ({text}); save or install the release again.")


# ---------------------------------------------------------------- the IMPC services
class LiveGenes(BaseReader):
    """Genes whose symbol, id, synonym or human counterpart begins with a text."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, text=None):
        if not text:
            return answers.genes_table([], SEARCH)
        text = checked(text, GENE_TEXT, "a name the gene search takes", "Myo6, MGI:104785 or MYO6")
        return answers.genes_table(http.default_client().json(f"{data.url}?{urlencode({'prefix': text}, safe=':')}", SEARCH) or [], SEARCH)


class LiveResults(BaseReader):
    """Every statistical result of a gene: the lists of the older and newer service and the significant calls, joined.

    ``attrs["only_calls"]`` holds the gene when only significant results are to be had.
    """

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None):
        gene = checked(gene, *MGI_ID_LIKE)
        urls = [f"{data.url}/{gene}/statistical-result", f"{data.url}/statistical-result/filtered?mgiGeneAccessionId={gene}",
                f"{data.url}/{gene}/phenotype-hits"]  # fmt: skip
        whole, filtered, hits = http.default_client().many(urls, GENES)
        rows = answers.without_id_twins(answers.results_table([*answers.rows_in(whole, GENES), *answers.rows_in(filtered, GENES)]))
        calls = answers.results_table(call | {"significant": True} for call in answers.rows_in(hits, GENES))
        table = answers.join_hits(rows, calls)
        if table.empty:
            raise NotFound(f"{GENES} has no results for {gene}: the id may be misspelt, or the gene was not phenotyped yet.")
        table["marker_accession_id"] = table["marker_accession_id"].fillna(gene)
        table.attrs["only_calls"] = () if len(rows) else (gene,)
        return table


class LiveParameters(BaseReader):
    """The parameters a gene was tested for."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None):
        return life_stages.parameters_table(LiveResults(data=data).read(gene=gene))


class LiveDatasets(BaseReader):
    """Descriptions of datasets: by ``doc_id`` (one or several), of a gene (MGI id) and parameter (id), or ``like`` results."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, doc_id=None, gene=None, parameter=None, like=None):
        client = http.default_client()
        if doc_id is not None:
            ids = [checked(one, *DATASET_ID_LIKE) for one in _listed(doc_id)]
            found = client.many([f"{data.url}/{one}/dataset" for one in ids], GENES)
        else:
            gene = checked(gene, *MGI_ID_LIKE)
            ids = [checked(one, *IMPRESS_ID_LIKE) for one in (_listed(parameter) if like is None else like["parameter_stable_id"])]
            rows = [{}] * len(ids) if like is None else like.to_dict("records")
            asked = [{"mgiGeneAccessionId": gene, "parameterStableId": one} | _alike(row) for one, row in zip(ids, rows, strict=True)]
            urls = [f"{data.url}/dataset/find_by_multiple_parameter?{urlencode(one, safe=':')}" for one in asked]
            found = client.many(urls, GENES, no_content=http.NO_CONTENT | {400})  # 400: it may want more than gene and parameter
        table = answers.datasets_table(row for answer in found for row in answers.rows_in(answer, GENES))
        asked = (
            table["doc_id"].isin(ids)
            if doc_id is not None
            else (table["marker_accession_id"] == gene) & table["parameter_stable_id"].isin(ids)
        )
        return table[asked].reset_index(drop=True)  # whatever else a service sends


class LiveAnimals(BaseReader):
    """The animals of one dataset (a row of ``datasets``, of which ``doc_id`` counts)."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, dataset: Mapping):
        doc_id = checked(dataset["doc_id"], *DATASET_ID_LIKE)
        url = f"{data.url}/{doc_id}.json"
        answer = http.default_client().json(url, POINTS, no_content=http.NO_CONTENT | {403})  # S3 may hide what is not there
        if answer is None:
            raise NotFound(f"{POINTS} has no animals for dataset {doc_id!r}: the id may be misspelt, or only its result was published.")
        return answers.animals_table(answer, doc_id, POINTS)


class LiveNotes(BaseReader):
    """What the release notes say, one statement a row."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data):
        said = http.default_client().json(data.url, NOTES, budget=6)
        if not isinstance(said, dict):
            raise (NotFound if said is None else Unavailable)(f"{NOTES} hold nothing; which release the live data belong to is not stated.")
        parts = [said.get(key) for key in ("statisticalAnalysisPackage", "genomeAssembly", "summaryCounts")]
        package, genome, counts = (part if isinstance(part, dict) else {} for part in parts)
        return _notes({
            "data release": said.get("dataReleaseVersion"), "date": said.get("dataReleaseDate"),
            "statistics": f"{package.get('name') or ''} {package.get('version') or ''}".strip() or None, "genome": genome.get("version"),
            **{answers.solr_name(name).replace("_", " "): value for name, value in counts.items()},
        })  # fmt: skip


def _alike(result: Mapping) -> dict[str, str]:
    """What else tells a result from others, in the names the website asks with."""
    names = ("alleleAccessionId", "zygosity", "pipelineStableId", "procedureStableId", "phenotypingCentre", "metadataGroup")
    columns = {name: answers.solr_name(name) for name in names}
    return {name: result[column] for name, column in columns.items() if isinstance(result.get(column), str)}


def _listed(value) -> list:
    return [value] if isinstance(value, str) or value is None else list(value)


def _notes(said: dict) -> pd.DataFrame:
    known = {what: str(value)[:1000] for what, value in said.items() if value not in (None, "")}
    return pd.DataFrame({"what": list(known), "value": list(known.values())}, dtype="str")
