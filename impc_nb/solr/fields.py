"""The fields of the IMPC's Solr cores, as its documentation lists them: a name, and a mark for what is no single text.

``#`` number, ``?`` flag (true or false), ``@`` date, ``+`` several texts. Source: the documentation of the cores
(mpi2/impc-solr-documentation) and the documents recorded from them.
"""

from __future__ import annotations

from types import MappingProxyType

_MARKS = {"#": "number", "?": "flag", "@": "date", "+": "texts"}
_TERMS = "mp_term_id mp_term_name top_level_mp_term_id+ top_level_mp_term_name+ intermediate_mp_term_id+ intermediate_mp_term_name+"
_ANATOMY = """anatomy_term_id+ anatomy_term_name+ intermediate_anatomy_term_id+ intermediate_anatomy_term_name+ top_level_anatomy_term_id+
top_level_anatomy_term_name+"""
_MEASURED = """phenotyping_center pipeline_name pipeline_stable_id procedure_name procedure_stable_id+ parameter_name parameter_stable_id
colony_id strain_name strain_accession_id sex zygosity project_name+ resource_name resource_fullname life_stage_name life_stage_acc"""
_GENE = "marker_symbol marker_accession_id allele_symbol allele_name allele_accession_id"
_EFFECT = "p_value# stderr_estimate# parameter_estimate#"
_RANGES = " ".join(f"{who}_{what}_{cut}#" for who in ("genotype", "female", "male") for what in ("p_value", "effect_size")
                   for cut in ("low_vs_normal_high", "low_normal_vs_high"))  # fmt: skip

_CORES = {
    "genotype-phenotype": f"""doc_id id ontology_db_id# assertion_type assertion_type_id mpath_term_id mpath_term_name {_ANATOMY} {_TERMS}
        alt_mp_term_id+ {_GENE} {_MEASURED} project_external_id project_fullname pipeline_stable_key procedure_stable_key+
        parameter_stable_key+ statistical_method percentage_change p_value# effect_size# external_id""",
    "statistical-result": f"""doc_id id db_id# data_type status {_ANATOMY} mp_term_id_options+ mp_term_name_options+ {_TERMS}
        {" ".join(f"{sex}_{term}" for sex in ("male", "female") for term in _TERMS.split())} {_GENE} {_MEASURED} metadata_group metadata+
        control_selection_method dependent_variable data_frame genetic_background production_center statistical_method significant?
        p_value# effect_size# {" ".join(f"{sex}_{group}_{what}#" for sex in ("female", "male", "both") for group in ("control", "mutant")
                                        for what in ("count", "mean", "sd"))}
        {_RANGES} categories+ categorical_p_value# categorical_effect_size# batch_significant? variance_significant? null_test_p_value#
        {" ".join(f"{of}_effect_{what}" for of in ("genotype", "sex", "weight") for what in _EFFECT.split())} male_percentage_change#
        female_percentage_change# group_1_genotype group_1_residuals_normality_test# group_2_genotype group_2_residuals_normality_test#
        blups_test# rotated_residuals_test# intercept_estimate# intercept_estimate_stderr_estimate# interaction_significant?
        interaction_effect_p_value# {" ".join(f"{sex}_ko_{what}# {sex}_effect_size#" for sex in ("female", "male")
                                              for what in ("effect_p_value", "effect_stderr_estimate", "parameter_estimate"))}
        classification_tag phenotype_sex+ raw_output soft_windowing_bandwidth# soft_windowing_shape# soft_windowing_peaks
        soft_windowing_min_obs_required# soft_windowing_total_obs_or_weight# soft_windowing_threshold# soft_windowing_number_of_doe#
        soft_windowing_doe_note""",
    "experiment": """id observation_id experiment_id specimen_id external_sample_id biological_sample_group biological_sample_id#
        biological_model_id# gene_symbol gene_accession_id allele_symbol allele_accession_id allelic_composition
        genetic_background zygosity sex colony_id litter_id strain_name strain_accession_id phenotyping_center
        phenotyping_center_id# production_center production_center_id# project_name project_id# specimen_project_name
        datasource_name datasource_id# pipeline_id# pipeline_name pipeline_stable_id procedure_id# procedure_name
        procedure_stable_id procedure_group procedure_sequence_id sequence_id parameter_id# parameter_name parameter_stable_id
        observation_type data_type data_point# time_point discrete_point# order_index# dimension category raw_category
        text_value sub_term_id+ sub_term_name+ sub_term_description+ date_of_experiment@ date_of_birth@ age_in_days#
        age_in_weeks# weight# weight_date@ weight_days_old# weight_parameter_stable_id metadata+ metadata_group
        developmental_stage_name developmental_stage_acc life_stage_name life_stage_acc experiment_source_id download_file_path
        image_link file_type increment_value parameter_association_stable_id+ parameter_association_sequence_id+
        parameter_association_dim_id+ parameter_association_name+ parameter_association_value+ anatomy_id+ anatomy_term+
        anatomy_term_synonym+ top_level_anatomy_id+ top_level_anatomy_term+ selected_top_level_anatomy_id+
        selected_top_level_anatomy_term+ intermediate_anatomy_id+ intermediate_anatomy_term+""",
    "phenodigm": """id type disease_id disease_source disease_term disease_alts+ disease_locus disease_classes+ disease_phenotypes+ gene_id
        gene_symbol gene_symbols_withdrawn+ gene_locus hgnc_gene_id hgnc_gene_symbol hgnc_gene_symbols_withdrawn+
        hgnc_gene_locus mouse_model? impc_model? model_id model_source model_description model_genetic_background marker_id
        marker_symbol marker_locus marker_num_models# marker_symbols_withdrawn+ model_phenotypes+ ontology phenotype_id
        phenotype_term phenotype_synonym+ hp_id hp_term mp_id mp_term association_curated? association_ortholog?
        disease_matched_phenotypes+ model_matched_phenotypes+ disease_model_avg_raw# disease_model_avg_norm#
        disease_model_max_raw# disease_model_max_norm# human_curated_gene? impc_model_with_curated_gene?
        mgi_model_with_curated_gene? impc_model_with_computed_association? mgi_model_with_computed_association?""",
    "gene": """mgi_accession_id marker_symbol marker_name marker_synonym+ marker_type human_gene_symbol+ human_symbol_synonym+ chr_name
        chr_strand chr_start# chr_end# seq_region_id seq_region_start# seq_region_end# ensembl_gene_id+ ncbi_id+ ccds_id+
        allele_accession_id+ allele_name+ assignment_status es_cell_production_status mouse_production_status
        null_allele_production_status conditional_allele_production_status crispr_allele_production_status phenotype_status
        phenotyping_data_available? phenotyping_centre+ production_centre+ embryo_data_available? is_idg_gene? is_umass_gene?
        significant_top_level_mp_terms+ not_significant_top_level_mp_terms+ mp_id+ mp_term+ top_level_mp_id+ top_level_mp_term+
        intermediate_mp_id+ intermediate_mp_term+ disease_id+ disease_term+ disease_source+ parameter_stable_id+ parameter_name+
        procedure_stable_id+ procedure_name+ pipeline_stable_id+ pipeline_name+ datasets_raw_data go_term_id+ go_term_name+""",
}  # fmt: skip


def _fields(text: str) -> dict[str, str]:
    return {name.rstrip("#?@+"): _MARKS.get(name[-1], "text") for name in text.split()}


FIELDS = MappingProxyType({core: _fields(text) for core, text in _CORES.items()})
"""core -> field -> ``text``, ``texts``, ``number``, ``flag`` or ``date``."""

KEYS = MappingProxyType({
    "genotype-phenotype": "doc_id", "statistical-result": "doc_id", "experiment": "id", "phenodigm": "id", "gene": "mgi_accession_id",
})  # fmt: skip
"""core -> the field that tells its documents apart, by which a long answer is read in batches."""
