"""The columns of every table a release answers with: the same in the teaching release, from the services and in a saved folder.

A line is a column: name, kind (text, number, flag, date) and what it holds. Several values in one text stand with '; ' between.
"""

from __future__ import annotations

from impc_nb.schema import ABOUT
from impc_nb.tables_overviews import GENE as _GENE
from impc_nb.tables_overviews import OVERVIEWS, PRODUCT_DETAILS
from impc_nb.tables_overviews import columns_of as _columns

SEVERAL = "; "  # between the values of a text that holds several


_ALLELE = """
allele_symbol        text  symbol of the allele
allele_accession_id  text  MGI id of the allele
"""
_TESTED = """
zygosity             text  homozygote, heterozygote or hemizygote
phenotyping_center   text  centre that measured
pipeline_stable_id   text  IMPReSS id of the pipeline
procedure_stable_id  text  IMPReSS id of the procedure
procedure_name       text  how it was measured
parameter_stable_id  text  IMPReSS id of the parameter
parameter_name       text  what was measured
life_stage_name      text  life stage, by procedure
"""
_TERM = """
mp_term_id              text  Mammalian Phenotype term
mp_term_name            text  its name
top_level_mp_term_id    text  the body systems the term belongs to
top_level_mp_term_name  text  their names
"""

GENES = _columns(_GENE + """
marker_name              text  full name
marker_synonym           text  other names
human_gene_symbol        text  symbols of the human counterparts
es_cell_production_status  text  whether ES cells were made
mouse_production_status  text  whether mice were made
phenotype_status         text  whether phenotyping data are to be had
""")  # fmt: skip
GENE_SUMMARIES = _columns(_GENE + """
marker_name                   text    full name
chr_name                      text    chromosome
seq_region_start              number  first base
seq_region_end                number  last base
chr_strand                    text    + or -
human_symbol_synonym          text    other names of the human counterparts
assignment_status             text    whether a centre chose the gene
null_allele_production_status text    how far a null allele is
conditional_allele_production_status  text  how far a conditional allele is
phenotyping_center            text    centres that measured
production_center             text    centres that made mice
significant_top_level_mp_term_name      text  body systems with a significant call
not_significant_top_level_mp_term_name  text  body systems tested without a significant call
significant_phenotypes_count  number  significant terms
adult_expression_observations_count   number  adult tissues looked at for expression
embryo_expression_observations_count  number  embryo tissues looked at for expression
associated_diseases_count     number  diseases associated with the gene
data_collections              text    of expression, images, viability, body weight, histopathology, embryo imaging: those there are
""")  # fmt: skip
ALLELES = _columns(_GENE + _ALLELE + """
allele_description  text  what was done to the gene
product_types       text  what can be ordered: mouse, es_cell, targeting_vector, crispr
""")  # fmt: skip
PRODUCTS = _columns(_GENE + _ALLELE + """
product_type         text  mouse, es_cell, targeting_vector or intermediate_vector, crispr
product_id           text  id of the product
name                 text  name of the colony, clone or vector
allele_description   text  what was done to the gene
status               text  how far it is
production_center    text  who made it
production_pipeline  text  IKMC programme that made it
ikmc_project_id      text  project of the IKMC
design_id            text  design of the vector
cassette             text  what was put in
strain_name          text  genetic background
es_cell_line         text  ES cells it was made in
order_name           text  where to order
order_link           text  address to order at
""") | PRODUCT_DETAILS  # fmt: skip
PROCEDURES = _columns("""
procedure_stable_id  text    IMPReSS id of the procedure
procedure_name       text    how it was measured
life_stage_name      text    life stage, by procedure
age_in_weeks         number  age at which it is usually done
min_females          number  fewest mutant females asked for
min_males            number  fewest mutant males asked for
description          text    what is done, in a sentence
""")  # fmt: skip
PARAMETERS = _columns("""
parameter_stable_id        text  IMPReSS id of the parameter
parameter_name             text  what was measured
procedure_stable_id        text  IMPReSS id of the procedure
procedure_name             text  how it was measured
unit                       text  unit of the values
data_type                  text  unidimensional, categorical, time_series, line, ...
life_stage_name            text  life stage, by procedure
early_parameter_stable_id  text  the early adult parameter that measures the same
uses_weight                flag  whether body weight is in the model
mp_term_id                 text  terms a significant result may stand for
top_level_mp_term_name     text  the body systems of these terms
""")  # fmt: skip

_ESTIMATES = ("genotype_effect", "sex_effect", "weight_effect")
_NUMBERS = (
    "p_value", "effect_size", *(f"{e}_{what}" for e in _ESTIMATES for what in ("p_value", "parameter_estimate", "stderr_estimate")),
    *(f"{sex}_ko_{what}" for sex in ("female", "male") for what in ("effect_p_value", "parameter_estimate", "effect_stderr_estimate")),
    "interaction_effect_p_value", "female_percentage_change", "male_percentage_change", "female_effect_size", "male_effect_size",
    "group_1_residuals_normality_test", "group_2_residuals_normality_test", "intercept_estimate", "intercept_estimate_stderr_estimate",
    *(f"soft_windowing_{what}" for what in ("bandwidth", "shape", "threshold", "min_obs_required", "number_of_doe", "total_obs_or_weight")),
    *(f"{sex}_{group}_{what}" for sex in ("female", "male", "both") for group in ("control", "mutant") for what in ("count", "mean", "sd")),
)  # fmt: skip
_KEYS = ("pipeline_stable_key", "procedure_stable_key")  # in the addresses of IMPReSS, where protocols stand
_FLAGS = ("significant", "interaction_significant", "batch_significant", "variance_significant")
_TEXTS = ("status", "statistical_method", "classification_tag", "mp_term_id", "mp_term_name", "soft_windowing_peaks")

#: The published result of a comparison: name -> kind
PUBLISHED = dict.fromkeys(_TEXTS, "text") | dict.fromkeys(_FLAGS, "flag") | dict.fromkeys((*_NUMBERS, *_KEYS), "number")

#: One row per comparison, all that is published about it.
DATASETS = dict.fromkeys(ABOUT, ("text", "see schema.ABOUT")) | {name: (kind, "as published") for name, kind in PUBLISHED.items()}

#: One row per statistical result, what lists of results hold.
RESULTS = {name: DATASETS[name] for name in (
    "doc_id", "marker_symbol", "marker_accession_id", "allele_symbol", "allele_accession_id", "zygosity", "phenotyping_center",
    "project_name", "pipeline_stable_id", "procedure_stable_id", "procedure_name", "parameter_stable_id", "parameter_name", "data_type",
    "life_stage_name", "metadata_group", "p_value", "effect_size", "significant", "status", "statistical_method", "mp_term_id",
    "mp_term_name", "female_mutant_count", "male_mutant_count",
)} | _columns("""
top_level_mp_term_id    text  the body systems the result counts for, significant or not
top_level_mp_term_name  text  their names
""")  # fmt: skip

PHENOTYPE_HITS = _columns("doc_id text dataset behind the call; missing for calls made by hand\n" + _GENE + _ALLELE + _TESTED + _TERM + """
intermediate_mp_term_id    text    terms between
intermediate_mp_term_name  text    their names
sex             text    sex in which it is significant: female, male, both or not_considered
p_value         number  p-value of the call; missing for calls made by hand
effect_size     number  in standard deviations, mutant - wildtype; missing for calls made by hand
project_name    text    project of the centre
data_type       text    unidimensional, categorical, ...
assertion_type  text    automatic or manual
""")  # fmt: skip
PHENOTYPE_RESULTS = _columns("""
mp_term_id           text    the term
marker_symbol        text    symbol of the gene
marker_accession_id  text    MGI id of the gene
p_value              number  p-value of a test that could have given the term
effect_size          number  in standard deviations, mutant - wildtype
significant          flag    whether it gave a call
chr_name             text    chromosome of the gene
seq_region_start     number  first base of the gene
seq_region_end       number  last base of the gene
""")  # fmt: skip
TERMS = _columns("""
mp_term_id              text    Mammalian Phenotype term
mp_term_name            text    its name
definition              text    what it means
synonyms                text    other names
parent_mp_term_id       text    the terms it is a kind of
top_level_mp_term_id    text    the body systems it belongs to
top_level_mp_term_name  text    their names
significant_genes       number  genes with a significant call
not_significant_genes   number  genes tested without one
""")  # fmt: skip
VIABILITY = _columns("doc_id text dataset" + _GENE + _ALLELE + "colony_id text line\n" + _TESTED.lstrip("\n") + """
sex          text    sex it is stated for, if for one
call         text    Homozygous - Viable, Homozygous - Lethal, Fertile, ...
p_value      number  always missing where no test was made
mp_term_id   text    the term assigned
mp_term_name text    its name
""")  # fmt: skip
PUP_COUNTS = _columns("doc_id text dataset" + _GENE + _ALLELE + "colony_id text line" + """
phenotyping_center   text    centre that counted
procedure_stable_id  text    IMPReSS id of the procedure
parameter_stable_id  text    IMPReSS id of the count
parameter_name       text    what was counted
data_point           number  pups
""")  # fmt: skip
BODY_WEIGHT_CURVES = _columns("doc_id text dataset" + _GENE + _ALLELE + """
zygosity                 text    homozygote, heterozygote or hemizygote; meaningless on controls
phenotyping_center       text    centre that weighed
sex                      text    female or male
biological_sample_group  text    control (wildtype) or experimental (mutant)
age_in_weeks             number  age in weeks
mean                     number  mean weight in g
sd                       number  standard deviation in g
count                    number  animals
""")  # fmt: skip
_SEEN = ("expression", "no_expression", "ambiguous", "image_only", "tissue_not_available")
EXPRESSION = _columns(_GENE + """
zygosity             text  of the mutants
parameter_stable_id  text  IMPReSS id of the tissue
parameter_name       text  tissue
lacz_life_stage      text  adult or embryo
image_parameters     text  ids of the parameters that hold the images
""") | {f"{group}_{seen}": ("number", f"{group} animals: {seen}") for group in ("mutant", "control") for seen in _SEEN}  # fmt: skip
HISTOPATHOLOGY = _columns(_GENE + _ALLELE + _TESTED + """
tissue         text  tissue looked at
specimen_id    text  the animal
sex            text  female or male
category       text  severity or significance score
term_id        text  terms stated (MA, MPATH, PATO)
term_name      text  their names
text_value     text  what the pathologist wrote
thumbnail_url  text  address of a picture
""")  # fmt: skip
GROSS_PATHOLOGY = _columns(_GENE + _ALLELE + _TESTED + """
biological_sample_group  text    control (wildtype) or experimental (mutant)
sex            text    female or male
term_id        text    terms stated (MA, MP)
term_name      text    their names
count          number  animals in which this was seen
""")  # fmt: skip
IMAGES = _columns(_GENE + """
procedure_stable_id  text    IMPReSS id of the procedure
procedure_name       text    procedure
parameter_stable_id  text    IMPReSS id of the parameter
parameter_name       text    what is shown
count                number  pictures
thumbnail_url        text    address of one picture, small
file_type            text    image/tiff, application/pdf, ...
""")  # fmt: skip
IMAGE_FILES = _columns(_GENE + """
allele_symbol            text    symbol of the allele; missing for wildtypes
zygosity                 text    of the mutants
phenotyping_center       text    centre that took it
metadata_group           text    conditions
procedure_stable_id      text    IMPReSS id of the procedure
procedure_name           text    procedure
parameter_stable_id      text    IMPReSS id of the parameter
parameter_name           text    what is shown
biological_sample_group  text    control (wildtype) or experimental (mutant)
specimen_id              text    the animal
sex                      text    female or male
age_in_weeks             number  age of the animal
date_of_experiment       date    day the picture was taken
term_id                  text    anatomical terms
term_name                text    their names
thumbnail_url            text    address of the picture, small
jpeg_url                 text    address of the picture
download_url             text    address of the file
file_type                text    image/tiff, application/pdf, ...
""")  # fmt: skip
DISEASE_MODELS = _columns(_GENE + """
disease_id                  text    OMIM, ORPHA or DECIPHER id
disease_term                text    name of the disease
association_curated         flag    whether the human gene is known to cause it
phenodigm_score             number  0 to 100: mean of the two normalised scores
disease_model_avg_norm      number  mean similarity over terms, % of the best possible
disease_model_max_norm      number  best similarity of one pair of terms, % of the best possible
disease_model_avg_raw       number  mean similarity over terms
disease_model_max_raw       number  best similarity of one pair of terms
model_id                    text    the mouse model: allele, zygosity and stage
model_source                text    IMPC or MGI
model_description           text    the mouse model in words
model_genetic_background    text    strain
disease_matched_phenotypes  text    terms of the human phenotype that match
model_matched_phenotypes    text    terms of the mouse that match
""")  # fmt: skip
PUBLICATIONS = _columns(_GENE + """
allele_symbol        text    alleles used
title                text    title
authors              text    authors
journal              text    journal
publication_date     date    day of publication, the first of the month where only that is known
pubmed_id            text    PubMed id
doi                  text    digital object identifier
consortium_paper     flag    whether the consortium wrote it
""")  # fmt: skip
EXTERNAL_LINKS = _columns(_GENE + """
provider  text  who answers
label     text  what the provider calls the gene
link      text  address
description text what is found there
""")  # fmt: skip
LATE_ADULT = _columns(_GENE + """
procedure_name   text  procedure of the late adult pipelines
parameter_name   text  parameter; missing where the row stands for the whole procedure
late_state       text  significant, not significant or not tested, as the landing page codes it
""")  # fmt: skip

#: name of a catalog entry -> its columns
TABLES = {
    "genes": GENES, "gene_summaries": GENE_SUMMARIES, "alleles": ALLELES, "products": PRODUCTS, "procedures": PROCEDURES,
    "parameters": PARAMETERS, "results": RESULTS, "datasets": DATASETS, "phenotype_hits": PHENOTYPE_HITS,
    "phenotype_results": PHENOTYPE_RESULTS, "terms": TERMS, "viability": VIABILITY, "pup_counts": PUP_COUNTS,
    "body_weight_curves": BODY_WEIGHT_CURVES, "expression": EXPRESSION, "histopathology": HISTOPATHOLOGY,
    "gross_pathology": GROSS_PATHOLOGY, "images": IMAGES, "image_files": IMAGE_FILES, "disease_models": DISEASE_MODELS,
    "publications": PUBLICATIONS, "external_links": EXTERNAL_LINKS, "late_adult": LATE_ADULT,
    "ikmc_programmes": dict.fromkeys(("programme", "title", "region", "method", "repository", "address", "source"), ("text", "in alleles")),
    **OVERVIEWS,
}  # fmt: skip
