"""See, question and re-analyse what the International Mouse Phenotyping Consortium (IMPC) measured.

Public names are loaded when first used, so that ``import impc_nb`` stays as light as pandas.
"""

from importlib import import_module

__version__ = "0.1.0"

_NAMES = {
    "schema": "Release ImpcError NotFound Ambiguous Unavailable NotOffered",
    "dataset": "Dataset",
    "catalog": "open_catalog describe",
    "data": "find_gene search_genes load_results list_datasets load_dataset",
    "lookup": "load_table",
    "own_data": "read_points",
    "baseline": "with_impc_controls",
    "figures": "impc_in_numbers",
    "late_adult": "load_late_adult",
    "answers_fields": "normalised",
    "life_stage_ages": "age_note",
    "stage_scan": "life_stage_scan",
    "statistics.analyse": "analyse",
    "statistics.ladder": "estimate_ladder",
    "statistics.life_stages": "compare_life_stages",
    "lesson": "check hint say setup progress",
    "lesson.copies": "start_again",
    "lesson.quiz_form": "quiz",
}
_HOME = {name: home for home, names in _NAMES.items() for name in names.split()}
_HOME |= dict.fromkeys(("plots", "statistics", "schema", "solr", "bulk"))
__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'impc_nb' has no attribute {name!r}; it offers {', '.join(__all__)}")
    home = _HOME[name]
    return import_module(f"impc_nb.{name}") if home is None else getattr(import_module(f"impc_nb.{home}"), name)


def __dir__():
    return __all__
