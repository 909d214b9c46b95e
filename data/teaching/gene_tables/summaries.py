"""What is known of a term, and of a gene, over all its results."""

import pandas as pd
from lines import GENES

from gene_tables import ontology
from gene_tables.production import GENE_STATUS, allele_status
from gene_tables.tested import SEVERAL, genes, systems_of

_COLLECTIONS = {
    "expression": "expression", "image_files": "images", "viability": "viability", "body_weight_curves": "body weight",
    "histopathology": "histopathology",
}  # fmt: skip


_HUMAN_SYNONYMS = {
    "Ascc2": ("FLJ21588", "ASC1p100", "DKFZp586O0223"), "Cep43": ("FOP", "FGFR1OP"), "Cib2": ("USH1J", "KIP2", "DFNB48"),
    "Crlf3": ("CREME9", "CYTOR4"), "Fgf2": ("FGFB",), "Gls2": ("GA", "hLGA", "GLS", "LGA"),
}  # fmt: skip


def terms(tested: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """One row per term used, of the terms above these, and of the 24 body systems; genes count for a term and all above it."""
    below: dict = {}
    found: dict = {}
    for into, rows in ((below, tested), (below, hits), (found, hits)):
        for mp, symbols in rows.groupby("mp_term_id")["marker_symbol"]:
            for one in (mp, *ontology.above(mp)):
                into.setdefault(one, set()).update(symbols)
    used = [*ontology.SYSTEMS, *sorted(set(below) - set(ontology.SYSTEMS))]
    return pd.DataFrame([{
        "mp_term_id": mp, "mp_term_name": ontology.TERMS[mp].name, "definition": ontology.definition(mp),
        "synonyms": ontology.TERMS[mp].synonyms, "parent_mp_term_id": SEVERAL.join(ontology.TERMS[mp].parents) or None,
        "top_level_mp_term_id": SEVERAL.join(ontology.systems(mp)),
        "top_level_mp_term_name": SEVERAL.join(ontology.names(ontology.systems(mp))),
        "significant_genes": len(found.get(mp, ())), "not_significant_genes": len(below.get(mp, set()) - found.get(mp, set())),
    } for mp in used])  # fmt: skip


def _joined(values: pd.Series) -> str | None:
    return SEVERAL.join(sorted(set(values.dropna()))) or None


def gene_summaries(results: pd.DataFrame, made: dict) -> pd.DataFrame:
    """One row per gene, from the other tables."""
    hits, out = made["phenotype_hits"], []
    there = {name: set(made[name]["marker_symbol"]) for name in _COLLECTIONS}
    tissues = made["expression"].groupby(["marker_symbol", "lacz_life_stage"]).size().to_dict()
    makers = made["products"].groupby("marker_symbol")["production_center"].agg(_joined)
    curated = made["disease_models"].query("association_curated").groupby("marker_symbol")["disease_id"].nunique()
    for symbol in genes(results):
        gene, rows, called = GENES[symbol], results[results["marker_symbol"] == symbol], hits[hits["marker_symbol"] == symbol]
        significant = {one for mp in called["mp_term_id"] for one in ontology.systems(mp)}
        tested = {one for parameter in rows.loc[rows["p_value"].notna(), "parameter_stable_id"] for one in systems_of(parameter)}
        tested |= {"MP:0010768"} if symbol in there["viability"] else set()  # mortality
        called_in, not_called_in = ([one for one in ontology.SYSTEMS if one in some] for some in (significant, tested - significant))
        out.append({
            "marker_symbol": symbol, "marker_accession_id": gene.marker_accession_id, "marker_name": gene.name,
            "human_symbol_synonym": SEVERAL.join(_HUMAN_SYNONYMS.get(symbol, ())) or None,
            "chr_name": gene.chromosome, "seq_region_start": gene.start, "seq_region_end": gene.end, "chr_strand": gene.strand,
            "phenotyping_center": _joined(rows["phenotyping_center"]), "production_center": makers.get(symbol),
            "significant_top_level_mp_term_name": SEVERAL.join(ontology.names(called_in)) or None,
            "not_significant_top_level_mp_term_name": SEVERAL.join(ontology.names(not_called_in)) or None,
            "significant_phenotypes_count": called["mp_term_id"].nunique(),
            "adult_expression_observations_count": tissues.get((symbol, "adult"), 0),
            "embryo_expression_observations_count": tissues.get((symbol, "embryo"), 0),
            "associated_diseases_count": curated.get(symbol, 0),
            "data_collections": SEVERAL.join(said for name, said in _COLLECTIONS.items() if symbol in there[name]) or None,
        } | GENE_STATUS | allele_status(rows["allele_symbol"]))  # fmt: skip
    return pd.DataFrame(out)


def late_adult(results: pd.DataFrame) -> pd.DataFrame:
    """One row per gene and late adult procedure, and where it was tested one per parameter."""
    late = results[(results["life_stage_name"] == "Late adult") & results["significant"].notna()]
    by_procedure, by_parameter = (
        late.groupby(["marker_symbol", *names])["significant"].agg(lambda calls: bool(calls.astype(bool).any())).to_dict()
        for names in (["procedure_name"], ["procedure_name", "parameter_name"])
    )
    said, rows = {True: "significant", False: "not significant", None: "not tested"}, []
    for symbol in genes(results):
        about = {"marker_symbol": symbol, "marker_accession_id": GENES[symbol].marker_accession_id}
        for procedure in sorted(set(late["procedure_name"])):
            state = by_procedure.get((symbol, procedure))
            rows.append(about | {"procedure_name": procedure, "parameter_name": None, "late_state": said[state]})
        of_gene = [(*names, state) for (gene, *names), state in by_parameter.items() if gene == symbol]
        rows += [about | {"procedure_name": procedure, "parameter_name": name, "late_state": said[one]} for procedure, name, one in of_gene]
    return pd.DataFrame(rows, columns=["marker_symbol", "marker_accession_id", "procedure_name", "parameter_name", "late_state"])
