"""What stands elsewhere about the genes: real publications and addresses, nothing simulated."""

import pandas as pd
from lines import GENES

from gene_tables.tested import genes

# bibliographic facts; only papers that used an IMPC or IKMC allele of the gene, as the IMPC lists them
_PAPERS = (
    ("Cib2", "Cib2<tm1a(EUCOMM)Wtsi>", "Usher protein functions in hair cells and photoreceptors.", "Cosgrove D, Zallocchi M.",
     "The international journal of biochemistry & cell biology", "2014-01-01", None, "10.1016/j.biocel.2013.11.001", False),
    ("Cib2", "Cib2<tm1a(EUCOMM)Wtsi>", "The roles of USH1 proteins and PDZ domain-containing USH proteins in USH2 complex integrity in "
     "cochlear hair cells.", None, "Human molecular genetics", "2017-02-01", None, "10.1093/hmg/ddw421", False),
    ("Cib2", "Cib2<tm1a(EUCOMM)Wtsi>; Cib2<tm1b(EUCOMM)Wtsi>", "CIB2 interacts with TMC1 and TMC2 and is essential for "
     "mechanotransduction in auditory hair cells.", None, "Nature communications", "2017-06-01", None, "10.1038/s41467-017-00061-1", False),
    ("Cib2", "Cib2<tm1b(EUCOMM)Wtsi>", "A large scale hearing loss screen reveals an extensive unexplored genetic landscape for auditory "
     "dysfunction.", None, "Nature communications", "2017-10-01", None, "10.1038/s41467-017-00595-4", True),
    ("Ascc2", "Ascc2<tm1a(EUCOMM)Wtsi>", "Identification of DNA Damage Repair Enzyme Ascc2 as Causal for Heart Failure With Preserved "
     "Ejection Fraction.", "Cao Y, Pan C, Wang YC, Zhou Z, Jedian V, Meng Y, Campbell G, Guardino K, Li C, Wang J, Lusis AJ.",
     "Circulation", "2022-04-04", "35377742", "10.1161/circulationaha.121.055857", False),
)  # fmt: skip
_FIELDS = ("marker_symbol", "allele_symbol", "title", "authors", "journal", "publication_date", "pubmed_id", "doi", "consortium_paper")

_LINKS = (  # provider, what is found there, address for a mouse (MGI id) or human (symbol) gene
    ("Mouse Genome Informatics", "alleles, expression and phenotypes of the mouse gene", "https://www.informatics.jax.org/marker/{mouse}"),
    ("Alliance of Genome Resources", "the gene beside its counterparts in other species", "https://www.alliancegenome.org/gene/{mouse}"),
    ("GWAS Catalog", "human traits associated with variants near the gene", "https://www.ebi.ac.uk/gwas/genes/{human}"),
    ("gnomAD", "how often people carry variants of the gene", "https://gnomad.broadinstitute.org/gene/{human}"),
)


def publications(results: pd.DataFrame) -> pd.DataFrame:
    """One row per gene and publication; a part of those there are."""
    rows = pd.DataFrame(_PAPERS, columns=list(_FIELDS))
    rows = rows[rows["marker_symbol"].isin(genes(results))].sort_values(["marker_symbol", "publication_date"])
    return rows.assign(
        marker_accession_id=[GENES[symbol].marker_accession_id for symbol in rows["marker_symbol"]],
        publication_date=pd.to_datetime(rows["publication_date"]),
    )


def external_links(results: pd.DataFrame) -> pd.DataFrame:
    """One row per gene and page elsewhere."""
    rows = []
    for symbol in genes(results):
        gene = GENES[symbol]
        for provider, what, address in _LINKS:
            for label in gene.human_symbols if "{human}" in address else (gene.marker_accession_id,):
                link = address.format(mouse=gene.marker_accession_id, human=label)
                rows.append({"marker_symbol": symbol, "marker_accession_id": gene.marker_accession_id, "provider": provider, "label": label,
                             "link": link, "description": what})  # fmt: skip
    return pd.DataFrame(rows)
