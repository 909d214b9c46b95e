"""Intake readers of the IMPC services."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pandas as pd
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb import answers, http, life_stages
from impc_nb.answers_fields import DUPLICATES, MISSPELT
from impc_nb.answers_tables import table_of
from impc_nb.schema import BadTable, NotFound, Unavailable
from impc_nb.sources.asking import DATASET_ID_LIKE, GENE_TEXT, IMPRESS_ID_LIKE, MGI_ID_LIKE, checked, listed, notes_table
from impc_nb.sources.live_tables import picked
from impc_nb.sources.live_ways import check
from impc_nb.tables import SEVERAL

SEARCH, GENES, POINTS, NOTES = (f"The IMPC {what}" for what in ("gene search", "gene service", "dataset service", "release notes"))


class LiveGenes(BaseReader):
    """Genes whose symbol, id, synonym or human counterpart begins with a text."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, text=None, gene=None, **rest):
        asked = check({"gene": gene} | rest)
        if not (text or gene):
            return table_of("genes", None, SEARCH)
        text = checked(text or gene, GENE_TEXT, "a name the gene search takes", "Myo6, MGI:104785 or MYO6")
        answer = http.default_client().json(f"{data.url}?{urlencode({'prefix': text}, safe=':')}", SEARCH)
        return picked("genes", table_of("genes", answer, SEARCH), asked)


class LiveResults(BaseReader):
    """Every statistical result of a gene: the lists of the older and newer service and the significant calls, joined.

    A parameter, phenotype or text picks among them.
    ``attrs["only_calls"]`` holds the gene when only significant results are to be had.
    """

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, **rest):
        asked = check(rest)
        if gene is None:
            raise NotFound("The live release answers for one gene at a time; name a gene, such as 'Myo6'.")
        gene = checked(gene, *MGI_ID_LIKE)
        urls = [f"{data.url}/{gene}/statistical-result", f"{data.url}/statistical-result/filtered?mgiGeneAccessionId={gene}",
                f"{data.url}/{gene}/phenotype-hits"]  # fmt: skip
        whole, filtered, hits = http.default_client().many(urls, GENES)
        listed = answers.results_table([*answers.rows_in(whole, GENES), *answers.rows_in(filtered, GENES)])
        rows = answers.without_id_twins(listed)
        calls = answers.results_table(call | {"significant": True} for call in answers.rows_in(hits, GENES))
        table = answers.join_hits(rows, calls)
        if table.empty:
            raise NotFound(f"{GENES} has no results for {gene}: the id may be misspelt, or the gene was not phenotyped yet.")
        table["marker_accession_id"] = table["marker_accession_id"].fillna(gene)
        twins = {DUPLICATES: len(listed) - len(rows)}
        answers.counted(table, listed.attrs["normalised"], calls.attrs["normalised"], twins)
        table = picked("results", table, asked)
        table.attrs["only_calls"] = () if len(rows) else (gene,)
        return table


class LiveParameters(BaseReader):
    """The parameters a gene was tested for."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, **rest):
        asked, results = check(rest), LiveResults(data=data).read(gene=gene)
        terms = results.assign(**{column: _all_of(results, column) for column in ("mp_term_id", "top_level_mp_term_name")})
        table = answers.counted(life_stages.parameters_table(terms), results.attrs["normalised"])
        return picked("parameters", table, asked)


def _all_of(results: pd.DataFrame, column: str) -> pd.Series:
    """What the results of a parameter and procedure say together, each value once."""

    def together(values: pd.Series) -> str | None:
        return SEVERAL.join(sorted({one for value in values.dropna() for one in value.split(SEVERAL)})) or None

    return results.groupby(["parameter_stable_id", "procedure_stable_id"], dropna=False)[column].transform(together)


class LiveDatasets(BaseReader):
    """Descriptions of datasets: by ``doc_id`` (one or several), of a gene (MGI id) and parameter (id), or ``like`` results."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, doc_id=None, gene=None, parameter=None, like=None, **rest):
        client, rest = http.default_client(), check(rest)
        if doc_id is None and like is None and parameter is None:
            raise NotFound(
                "The live release describes datasets by id, or for a gene and a parameter (parameter='IMPC_DXA_006_001'); name both."
            )
        if doc_id is not None:
            ids = [checked(one, *DATASET_ID_LIKE) for one in listed(doc_id)]
            found = client.many([f"{data.url}/{one}/dataset" for one in ids], GENES)
        else:
            gene = checked(gene, *MGI_ID_LIKE)
            ids = [checked(one, *IMPRESS_ID_LIKE) for one in (listed(parameter) if like is None else like["parameter_stable_id"])]
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
        return picked("datasets", table[asked], rest)  # and nothing else that a service sends


class LiveAnimals(BaseReader):
    """The animals of one dataset (a row of ``datasets``, of which ``doc_id`` counts)."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, dataset: Mapping | None = None, **asked):
        if dataset is None or asked:
            raise NotFound("Animals are read one dataset at a time: impc_nb.load_dataset names what tells it from others.")
        doc_id = checked(dataset["doc_id"], *DATASET_ID_LIKE)
        url = f"{data.url}/{doc_id}.json"
        answer = http.default_client().json(url, POINTS, no_content=http.NO_CONTENT | {403})  # S3 may hide what is not there
        if answer is None:
            raise NotFound(f"{POINTS} has no animals for dataset {doc_id!r}: the id may be misspelt, or only its result was published.")
        try:
            return answers.animals_table(answer, doc_id, POINTS)
        except BadTable as problem:
            raise Unavailable(f"{POINTS} answered with data that cannot be used. {problem}") from None


class LiveNotes(BaseReader):
    """What the release notes say, one statement a row."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, **asked):
        if asked:
            raise NotFound(f"Release notes are of a whole release; leave out {' and '.join(name[:40] for name in asked)}.")
        said = http.default_client().json(data.url, NOTES, budget=6)
        if not isinstance(said, dict):
            raise (NotFound if said is None else Unavailable)(f"{NOTES} hold nothing; which release the live data belong to is not stated.")
        return release_notes(said)


def release_notes(said: Mapping) -> pd.DataFrame:
    """The statements of a release's metadata: number, date, software, counts, and the animals of each centre."""
    parts = [said.get(key) for key in ("statisticalAnalysisPackage", "genomeAssembly", "summaryCounts")]
    package, genome, counts = (part if isinstance(part, dict) else {} for part in parts)
    number, centres = said.get("dataReleaseVersion"), said.get("sampleCounts")
    here = counts.get(str(number), counts)  # newer releases count every release so far
    here = here if isinstance(here, dict) else {}
    counted = {name.replace("phentoype", "phenotype"): value for name, value in here.items() if not isinstance(value, dict)}
    animals = {
        f"animals of {one['phenotypingCentre']}": f"{one.get('mutantSpecimens')} mutants of {one.get('mutantLines')} lines, "
        f"{one.get('controlSpecimens')} wildtypes"
        for one in (centres if isinstance(centres, list) else ()) if isinstance(one, dict) and one.get("phenotypingCentre")
    }  # fmt: skip
    table = notes_table({
        "data release": number, "date": said.get("dataReleaseDate"),
        "statistics": f"{package.get('name') or ''} {package.get('version') or ''}".strip() or None, "genome": genome.get("version"),
        **{answers.solr_name(name).replace("_", " "): value for name, value in counted.items()}, **animals,
    })  # fmt: skip
    return answers.counted(table, {MISSPELT: sum("phentoype" in name for name in here)})


def _alike(result: Mapping) -> dict[str, str]:
    """What else tells a result from others, in the names the website asks with."""
    names = ("alleleAccessionId", "zygosity", "pipelineStableId", "procedureStableId", "phenotypingCentre", "metadataGroup")
    columns = {name: answers.solr_name(name) for name in names}
    return {name: result[column] for name, column in columns.items() if isinstance(result.get(column), str)}
