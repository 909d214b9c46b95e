"""Where the rows of a table stand in a service's answer, and which fields have other names there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from impc_nb.answers_fields import solr_name
from impc_nb.answers_products import details
from impc_nb.schema import life_stage


class Shape(NamedTuple):
    """How an answer holds a table.

    ``rows`` is the way to the rows: names of keys, ``[]`` behind those that hold lists; what stands on the way belongs to each row.
    ``fields`` names what is not called like the column: a way within the row (``|`` between alternatives), or what makes the value
    of the row. ``distinct``: whether rows that are equal in every field say the same thing twice. ``once``: the column whose value
    no two rows share; of rows that do, the one that says most counts. ``only``: which rows belong to the table, if not all.
    ``details``: gives several columns of a row and counts what it leaves out.
    """

    rows: str
    fields: Mapping[str, str | Callable] = MappingProxyType({})
    distinct: bool = True
    once: str | None = None
    only: Callable | None = None
    details: Callable | None = None


# ---------------------------------------------------------------- values that are put together
def _split(key: str) -> Callable:
    """Texts with ';' between, as the search gives them, or a list."""

    def read(row: dict):
        said = row.get(key)
        return said.split(";") if isinstance(said, str) else said

    return read


def _terms(key: str) -> Callable:
    """Terms with ',' between, "MP:0001967 deafness,MP:0011100 preweaning lethality, complete penetrance", apart."""
    return lambda row: re.split(r",\s*(?=[A-Z]{2,6}:\d)", row[key]) if isinstance(row.get(key), str) else row.get(key)


def _parents(key: str, at: int) -> Callable:
    """Ids (``at`` 0) or names (1) of "MP:0005387___immune system phenotype|immune system phenotype;..."."""

    def read(row: dict):
        parts = [part.partition("|") for part in str(row.get(key) or "").split(";") if part.strip()]
        return [one[0].partition("___")[0] if at == 0 else one[2] or one[0].partition("___")[2] for one in parts]

    return read


def _collections(row: dict) -> list[str]:
    names = {"hasLacZData": "expression", "hasImagingData": "images", "hasViabilityData": "viability", "hasBodyWeightData": "body weight",
             "hasHistopathologyData": "histopathology", "hasEmbryoImagingData": "embryo imaging"}  # fmt: skip
    return [name for key, name in names.items() if row.get(key) is True]


def _of_alleles(key: str) -> Callable:
    """What a publication says, or each of its alleles, once."""

    def read(row: dict):
        alleles = row.get("alleles") if isinstance(row.get("alleles"), list) else []
        return row.get(key) or list(dict.fromkeys(one[key] for one in alleles if isinstance(one, dict) and one.get(key)))

    return read


def _published(row: dict) -> str | None:
    """The day of publication, of a date or of year and month."""
    year, month = row.get("yearOfPublication"), row.get("monthOfPublication")
    if row.get("publicationDate") or not isinstance(year, int | str):
        return row.get("publicationDate")
    return f"{year}-{int(month):02d}-01" if str(month or "").isdigit() else f"{year}-01-01"


def _call(row: dict) -> str | None:
    """What a viability or fertility result says in the words the centres use, worked out from its term; None where nothing was stated."""
    term = next((row[key] for key in ("significantPhenotype", "phenotype") if isinstance(row.get(key), dict)), {})
    name, significant = str(term.get("name") or ""), row.get("significant")
    stated = row.get("status") == "Successful" or any(row.get(key) is not None for key in ("pValue", "reportedPValue"))
    if significant not in (True, False) or (significant and not name) or not (significant or stated):
        return None
    if _fertility(row):
        return "Infertile" if "infertility" in name else name.capitalize() or "Fertile"
    found = "Viable" if not name else "Subviable" if "incomplete" in name else "Lethal" if "lethality" in name else name
    zygosity = {"homozygote": "Homozygous", "hemizygote": "Hemizygous", "heterozygote": "Heterozygous"}.get(str(row.get("zygosity")))
    return f"{zygosity} - {found}" if zygosity else found


def _fertility(row: dict) -> bool:
    return "_FER_" in str(row.get("procedureStableId"))


def _parents_sex(row: dict) -> str | None:
    """The sex a fertility test is about, which its name says."""
    return next((sex for sex in ("female", "male") if sex in str(row.get("parameterName")).lower()), None)


def _strand(row: dict) -> str | None:
    return {1: "+", -1: "-", "1": "+", "-1": "-"}.get(row["strand"]) if isinstance(row.get("strand"), int | str) else None


def _tissue(row: dict) -> str | None:
    return row.get("tissue") or str(row.get("parameterName") or "").partition(" - ")[0] or None


def _stage(row: dict) -> str | None:
    return row.get("lifeStageName") or (life_stage(row["procedureStableId"]) if isinstance(row.get("procedureStableId"), str) else None)


# ---------------------------------------------------------------- the answers
_TERM = {"mp_term_id": "phenotype.id", "mp_term_name": "phenotype.name",
         **{f"{level}_mp_term_{what}": f"{key}[].{what}" for level, key in (("top_level", "topLevelPhenotypes"),
            ("intermediate", "intermediatePhenotypes")) for what in ("id", "name")}}  # fmt: skip
_TERMS_SEEN = {"term_id": "ontologyTerms[].termId", "term_name": "ontologyTerms[].termName", "specimen_id": "specimenId|externalSampleId"}
_COUNTS = {f"{group}_{solr_name(seen)}": f"{group}Counts.{seen}" for group in ("mutant", "control")
           for seen in ("expression", "noExpression", "ambiguous", "imageOnly", "tissueNotAvailable")}  # fmt: skip
_PRODUCT = {"production_pipeline": "productionPipeline|alleleDesignProject", "strain_name": "strain|backgroundColonyStrain",
            "es_cell_line": "parentEsCellLine|associatedProductEsCellName", "product_type": "type",
            "order_name": "orders[].orderName", "order_link": "orders[].orderLink"}  # fmt: skip
_OLD_PRODUCT = {"production_pipeline": "", "strain_name": "geneticBackground|esCellStrain", "ikmc_project_id": "ikmcProject",
                "es_cell_line": "parentalCellLine|esCellParentColony", "order_link": "orderLink|order",
                "name": "colonyName|esCellClone|targetingVector"}  # fmt: skip

SHAPES: dict[str, Shape] = {
    "genes": Shape("results[].entityProperties", {
        "marker_synonym": _split("synonyms"), "human_gene_symbol": _split("humanGeneSymbols"),
        "marker_accession_id": "mgiGeneAccessionId|entityId"},
        once="marker_accession_id"),
    "gene_summaries": Shape("", {
        "human_symbol_synonym": "humanSymbolSynonyms", "phenotyping_center": "phenotypingCentres|phenotypingCenters",
        "production_center": "productionCentres|productionCenters", "data_collections": _collections,
        "significant_top_level_mp_term_name": "significantTopLevelPhenotypes",
        "not_significant_top_level_mp_term_name": "notSignificantTopLevelPhenotypes"}),
    "alleles": Shape("[]"),
    "products": Shape("[]", _PRODUCT, details=details),
    "crispr": Shape("[]", {"product_type": lambda row: "crispr", "product_id": "planIdentifier|mutationId", "name": "colonyName",
                           "allele_accession_id": "mgiAlleleId", "strain_name": "attempt.strainName"}, details=details),
    "mouse_of_allele": Shape("miceProducts[]", _OLD_PRODUCT | {"product_type": lambda row: "mouse"}, details=details),
    "es_cell_of_allele": Shape("esCellProducts[]", _OLD_PRODUCT | {"product_type": lambda row: "es_cell"}, details=details),
    "vector_of_allele": Shape("targetingVectorProducts[]", _OLD_PRODUCT | {"product_type": lambda row: "targeting_vector"},
                              details=details),
    "procedures": Shape("[]", {"min_females": "procedureMinFemales", "min_males": "procedureMinMales", "life_stage_name": _stage},
                        distinct=False, once="procedure_stable_id"),
    "procedures_of_term": Shape("procedures[]", {"life_stage_name": _stage}, once="procedure_stable_id"),
    "phenotype_hits": Shape("[]", _TERM | {"marker_symbol": "geneSymbol|markerSymbol"}),
    "phenotype_results": Shape("results[]", {"mp_term_id": "phenotypeId"}, distinct=False),
    "terms": Shape("results[].entityProperties", {
        "mp_term_id": "mpId|entityId", "mp_term_name": "phenotypeName", "synonyms": _split("synonyms"),
        "parent_mp_term_id": _parents("intermediateLevelParents", 0), "top_level_mp_term_id": _parents("topLevelParents", 0),
        "top_level_mp_term_name": _parents("topLevelParents", 1),
        "significant_genes": lambda row: row["geneCount"].strip("; ") if isinstance(row.get("geneCount"), str) else row.get("geneCount")},
        once="mp_term_id"),
    "term": Shape("", {"mp_term_id": "phenotypeId", "mp_term_name": "phenotypeName", "definition": "phenotypeDefinition",
                       "synonyms": "phenotypeSynonyms", "top_level_mp_term_id": "topLevelPhenotypes[].id",
                       "top_level_mp_term_name": "topLevelPhenotypes[].name"}),
    "viability": Shape("[]", {"call": _call, "mp_term_id": "significantPhenotype.id", "mp_term_name": "significantPhenotype.name"},
                       once="doc_id"),
    "fertility": Shape("[]", {"call": _call, "mp_term_id": "significantPhenotype.id|phenotype.id", "sex": _parents_sex,
                              "mp_term_name": "significantPhenotype.name|phenotype.name"}, once="doc_id", only=_fertility),
    "pup_counts": Shape("series[]", distinct=False),
    "body_weight_curves": Shape("[].dataPoints[]", {"sd": "std", "biological_sample_group": "sampleGroup"}),
    "expression": Shape("[]", _COUNTS | {"lacz_life_stage": "lacZLifestage",
                                           "image_parameters": "expressionImageParameters[].parameterStableId"}),
    "histopathology": Shape("datasets[].observations[]", _TERMS_SEEN | {"tissue": _tissue}),
    "gene_histopathology": Shape("[]", {"term_id": "mpathTermId", "term_name": "mpathTermName", "tissue": _tissue}),
    "gross_pathology": Shape("[].datasets[]", _TERMS_SEEN | {"count": "specimenCount"}, distinct=False),
    "images": Shape("[]"),
    "image_files": Shape("[].images[]", {"term_id": "anatomyTerms[].termId", "term_name": "anatomyTerms[].termName"}),
    "disease_models": Shape("[]", {
        "disease_matched_phenotypes": _terms("diseaseMatchedPhenotypes"), "model_matched_phenotypes": _terms("modelMatchedPhenotypes")}),
    "publications": Shape("[]", {
        "allele_symbol": "alleleSymbol|alleles[].alleleSymbol", "authors": "authorString", "journal": "journalTitle",
        "pubmed_id": "pmId|pmid", "publication_date": _published, "marker_symbol": _of_alleles("geneSymbol"),
        "marker_accession_id": _of_alleles("mgiGeneAccessionId")}),
    "external_links": Shape("[]", {"provider": "providerName", "link": "href|link",
                                     "description": "description|providerDescription"}),
    "procedures_named": Shape("[]"),
    "designs": Shape("[]", {"chr_name": "chr", "chr_strand": _strand}),
    "counts_of_agencies": Shape("publicationsByGrantAgency[]", {"counted_by": lambda row: "agency"}),
} | {
    f"counts_of_{what}s_{n}": Shape(f"{key}[]{inside}", {"counted_by": lambda row, what=what: what, "publication_year": "pubYear"})
    for n, key in enumerate(("incrementalCountsByYear", "publicationsByQuarter"))
    for what, inside in (("year", ""), ("quarter", ".byQuarter[]"))
}  # fmt: skip

#: Shapes that give a table of another name.
TABLE_OF = {"fertility": "viability", "crispr": "products", "mouse_of_allele": "products", "es_cell_of_allele": "products",
            "vector_of_allele": "products",
            "procedures_of_term": "procedures", "procedures_named": "procedures", "term": "terms", "gene_histopathology": "histopathology",
            **{name: "publication_counts" for name in SHAPES if name.startswith("counts_of_")}}  # fmt: skip
