"""The columns of overviews: landing pages of the website, counts of publications, what a gene's datasets hold, designs of vectors.

Also what is known of a product beside its names.
"""

from __future__ import annotations


def columns_of(text: str) -> dict[str, tuple[str, str]]:
    """Name -> kind and what it holds, of lines such as "count number animals"."""
    return {name: (kind, what) for name, kind, what in (line.split(None, 2) for line in text.splitlines() if line.strip())}


GENE = """
marker_symbol        text  symbol of the gene
marker_accession_id  text  MGI id of the gene
"""
LANDING_PAGES = columns_of("""
page                 text    the landing page: embryo_landing, histopathology_landing, cardiovascular_landing, idg_landing, ...
section              text    the part of the page
""" + GENE + """
mp_term_id           text    Mammalian Phenotype term, where the row is about one
mp_term_name         text    its name
statement            text    what is stated: a tissue, an outcome, a count, ...
value                text    what is stated of it, in words
number               number  the count; of a tissue the page's code: 0 no data, 2 tested, 4 significant
""")  # fmt: skip
PUBLICATION_COUNTS = columns_of("""
counted_by           text    year, quarter (of a year) or agency
publication_year     number  year of publication
quarter              number  quarter of the year, 1 to 4
agency               text    who paid for the work
count                number  publications that used IMPC or IKMC alleles
""")
FACETS = columns_of(
    GENE
    + """
field  text  the field, by Solr's name
value  text  a value that the gene's datasets have in it
"""
)
DESIGNS = columns_of(GENE + """
design_id        text    design of the vector, as products name it
feature_type     text    where the oligo lies: G5, U5, U3, D5, D3 or G3, from the 5' to the 3' end of the vector
assembly         text    genome assembly of the positions
chr_name         text    chromosome
oligo_start      number  first base
oligo_stop       number  last base
chr_strand       text    + or -
oligo_sequence   text    its bases
""")  # fmt: skip
PRODUCT_DETAILS = columns_of("""
vector_name          text  targeting vector it was made with
backbone             text  rest of a targeting vector
qc_results           text  checks and their outcome as stated: "production five_prime_lr_pcr: pass", who checked first
qc_link              text  address of the results of checks
allele_map_link      text  address of a drawing of the allele
genbank_link         text  address of the allele's sequence, a GenBank file
vector_map_link      text  address of a drawing of the targeting vector
vector_genbank_link  text  address of the vector's sequence, a GenBank file
nucleases            text  what cut: "type Cas9, class mRNA"
guides               text  where it was led: "sequence ..., pam TGG, chr_name 13, start ..., stop ..., strand -, assembly GRCm39"
genotype_primers     text  primers that tell the allele: "name ..., sequence ..."
""")  # fmt: skip

OVERVIEWS = {"landing_pages": LANDING_PAGES, "publication_counts": PUBLICATION_COUNTS, "facets": FACETS, "designs": DESIGNS}
