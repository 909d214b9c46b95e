"""See, question and re-analyse what the International Mouse Phenotyping Consortium (IMPC) measured.

Public names are loaded when first used, so that ``import impc_nb`` stays as light as pandas.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "open_catalog": "catalog", "describe": "catalog",
    "find_gene": "data", "search_genes": "data", "load_results": "data", "load_dataset": "data", "load_late_adult": "data", "list_datasets": "data",
    "Dataset": "dataset", "Release": "schema", "ImpcError": "schema", "NotFound": "schema", "Ambiguous": "schema", "Unavailable": "schema",
    "analyse": "statistics.analyse", "compare_life_stages": "statistics.life_stages", "estimate_ladder": "statistics.ladder",
    "check": "lesson", "hint": "lesson", "setup": "lesson",
    "plots": None, "statistics": None, "schema": None,
}  # fmt: skip
__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'impc_nb' has no attribute {name!r}; it offers {', '.join(__all__)}")
    home = _HOME[name]
    return import_module(f"impc_nb.{name}") if home is None else getattr(import_module(f"impc_nb.{home}"), name)


def __dir__():
    return __all__
