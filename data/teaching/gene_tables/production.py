"""Alleles, and what can be ordered: symbols and ids are real, clones and vectors are invented."""

import pandas as pd

from gene_tables.tested import GENE, lines
from impc_nb.alleles import FORMS, PROGRAMMES, made_from, parse_allele, where_to_order

GENE_STATUS = {"assignment_status": "Selected for production"}
_CENTRES = {"Wtsi": "WTSI", "Hmgu": "HMGU", "Vlcg": "UC Davis", "Mbp": "UC Davis", "Wcs": "WTSI"}  # who made the ES cells
# MGI ids of the knockout-first alleles behind lines of the release, as published
_PARENTS = {"Ascc2<tm1a(EUCOMM)Wtsi>": "MGI:5008937", "Sparc<tm1a(EUCOMM)Wtsi>": "MGI:4432869"}


def gene_status(allele_symbols: list[str]) -> dict:
    """Status columns of a gene of which there are mice: what ``genes`` says of ES cells, mice and phenotyping."""
    cells = any(parse_allele(symbol).kind == "targeted" for symbol in allele_symbols)
    return {
        "es_cell_production_status": "ES Cells Produced" if cells else "Not Assigned for ES Cell Production",
        "mouse_production_status": "Mice Produced",
        "phenotype_status": "Phenotyping data available",
    }


def allele_status(allele_symbols: pd.Series) -> dict:
    """How far a null and a conditional allele are, of a gene of which there are mice."""
    forms = {parse_allele(symbol).form for symbol in allele_symbols if parse_allele(symbol).of_consortium}
    return {
        "null_allele_production_status": "Genotype confirmed mice",
        "conditional_allele_production_status": "Genotype confirmed mice"
        if "a" in forms
        else "ES cells produced"
        if "b" in forms
        else None,
    }


def _family(symbol: str) -> list[tuple]:
    """An allele and those it is made from or may become: symbol, MGI id if known, product types."""
    own, mouse = parse_allele(symbol), "mouse"
    if own.kind == "endonuclease-mediated":
        return [(symbol, None, ("mouse", "crispr"))]
    if not own.of_consortium:
        return [(symbol, None, ("mouse", "es_cell"))]
    cassette = {"b": "a", ".1": ""}.get(own.form, own.form)
    first = symbol.replace(f"tm{own.number}{own.form}(", f"tm{own.number}{cassette}(")
    out = [(first, _PARENTS.get(first), ("targeting_vector", "es_cell") + ((mouse,) if cassette == "a" else ()))]
    return out + [(one, None, (mouse,)) for one, recombinase, _ in made_from(first) if one == symbol or recombinase == "Flp"]


def _known(results: pd.DataFrame) -> dict:
    """Allele -> gene, MGI ids and product types, of every line and what its allele was made from."""
    out: dict = {}
    ids = dict(zip(results["allele_symbol"], results["allele_accession_id"], strict=True))
    for line in lines(results).to_dict("records"):
        for symbol, mgi, types in _family(line["allele_symbol"]):
            out.setdefault(symbol, {name: line[name] for name in GENE} | {"mgi": ids.get(symbol, mgi), "types": types})
    return dict(sorted(out.items()))


def _described(symbol: str) -> str:
    own = parse_allele(symbol)
    said = FORMS[own.form][0] if own.of_consortium else own.title
    return said[:1].upper() + said[1:]


def alleles(results: pd.DataFrame) -> pd.DataFrame:
    """One row per allele; of a line's allele and of those it was made from."""
    return pd.DataFrame([
        {name: known[name] for name in GENE} | {
            "allele_symbol": symbol, "allele_accession_id": known["mgi"], "allele_description": _described(symbol),
            "product_types": "; ".join(known["types"]),
        } for symbol, known in _known(results).items()
    ])  # fmt: skip


def products(results: pd.DataFrame) -> pd.DataFrame:
    """One row per mouse line, ES cell clone, vector or CRISPR design; ids and names of all but the alleles are invented and say so."""
    of_line = lines(results).drop_duplicates(["allele_symbol"]).set_index("allele_symbol")
    rows = []
    for number, (symbol, known) in enumerate(_known(results).items(), start=1):
        own = parse_allele(symbol)
        line = of_line.loc[symbol] if symbol in of_line.index else None
        made_at = line["phenotyping_center"] if line is not None else _CENTRES.get(own.laboratory)
        for kind in known["types"]:
            cells, (name, link) = kind in ("es_cell", "targeting_vector"), where_to_order(symbol, kind)
            rows.append({name: known[name] for name in GENE} | {
                "allele_symbol": symbol, "allele_accession_id": known["mgi"], "product_type": kind,
                "product_id": f"SIM-{kind[:2]}{number:04d}",
                "name": line["colony_id"] if kind == "mouse" and line is not None else f"simulated {kind} {number:04d}",
                "allele_description": _described(symbol),
                "status": {"mouse": "Genotype confirmed", "es_cell": "ES Cells Produced"}.get(kind, "Produced"),
                "production_center": _CENTRES.get(own.laboratory) if cells else made_at, "production_pipeline": _programme(own),
                "ikmc_project_id": f"SIM-{number:05d}" if own.of_consortium else None, "design_id": f"SIM-{number:05d}" if cells else None,
                "cassette": "reporter and selection (simulated)" if cells else None,
                "strain_name": line["strain_name"] if kind == "mouse" and line is not None else None,
                "es_cell_line": "C57BL/6N ES cells (simulated)" if kind == "es_cell" else None, "order_name": name, "order_link": link,
            })  # fmt: skip
    return pd.DataFrame(rows)


def _programme(own) -> str | None:
    name = {"KOMP": "KOMP-Regeneron" if own.laboratory == "Vlcg" else "KOMP-CSD"}.get(own.programme, own.programme)
    return name if name in {one["programme"] for one in PROGRAMMES} else None
