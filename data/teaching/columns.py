"""Columns and types of the tables of a release on disk."""

import pyarrow as pa

from impc_nb.schema import ABOUT

TEXT, NUMBER, COUNT, FLAG, DATE = pa.string(), pa.float64(), pa.int64(), pa.bool_(), pa.timestamp("us")


def _of(kind: pa.DataType, names: str) -> dict:
    return dict.fromkeys(names.split(), kind)


GENES = _of(
    TEXT,
    """
    marker_symbol marker_accession_id marker_name marker_synonym human_gene_symbol es_cell_production_status mouse_production_status
    phenotype_status""",
)
PARAMETERS = _of(TEXT, """
    parameter_stable_id parameter_name procedure_stable_id procedure_name unit data_type life_stage_name early_parameter_stable_id
    """) | _of(FLAG, "uses_weight") | _of(TEXT, "mp_term_id top_level_mp_term_name")  # fmt: skip
OBSERVATIONS = (
    _of(TEXT, """
        specimen_id sex biological_sample_group zygosity marker_symbol allele_symbol colony_id phenotyping_center
        pipeline_stable_id procedure_stable_id metadata_group strain_name life_stage_name""")
    | _of(DATE, "date_of_experiment date_of_birth")
    | _of(NUMBER, "weight data_point")
    | _of(TEXT, "category") | _of(NUMBER, "discrete_point")
)  # fmt: skip
ORDER = [
    "phenotyping_center", "metadata_group", "biological_sample_group", "marker_symbol", "colony_id", "zygosity",
    "date_of_experiment", "sex", "specimen_id", "discrete_point",
]  # fmt: skip
ENCODED = {"specimen_id": "DELTA_BYTE_ARRAY", "date_of_experiment": "DELTA_BINARY_PACKED", "date_of_birth": "DELTA_BINARY_PACKED"}
RESULTS = (
    dict.fromkeys(ABOUT, TEXT)
    | _of(TEXT, """
        status statistical_method classification_tag mp_term_id mp_term_name top_level_mp_term_id top_level_mp_term_name
        soft_windowing_peaks""")
    | _of(FLAG, "significant interaction_significant batch_significant variance_significant")
    | _of(NUMBER, """
        p_value effect_size genotype_effect_p_value genotype_effect_parameter_estimate genotype_effect_stderr_estimate
        female_ko_effect_p_value female_ko_parameter_estimate female_ko_effect_stderr_estimate
        male_ko_effect_p_value male_ko_parameter_estimate male_ko_effect_stderr_estimate
        sex_effect_p_value sex_effect_parameter_estimate sex_effect_stderr_estimate
        weight_effect_p_value weight_effect_parameter_estimate weight_effect_stderr_estimate interaction_effect_p_value
        female_percentage_change male_percentage_change female_effect_size male_effect_size
        group_1_residuals_normality_test group_2_residuals_normality_test intercept_estimate intercept_estimate_stderr_estimate
        soft_windowing_bandwidth soft_windowing_shape soft_windowing_threshold soft_windowing_min_obs_required
        soft_windowing_number_of_doe soft_windowing_total_obs_or_weight""")
    | {f"{sex}_{group}_{what}": COUNT if what == "count" else NUMBER
       for sex in ("female", "male", "both") for group in ("control", "mutant") for what in ("count", "mean", "sd")}
)  # fmt: skip
# effect: at equal body weight, on ``scale`` (ln y, or of the distance from the top of the range, dB before the top of the range, share of
# animals with the first unusual category);
# weight_effect: on ln body weight; difference: of the means to expect, mutant - wildtype, in the parameter's unit
TRUTH = _of(TEXT, "doc_id marker_symbol parameter_stable_id life_stage_name zygosity scale source") | _of(
    NUMBER,
    """
    female_effect male_effect female_weight_effect male_weight_effect female_difference male_difference""",
)
