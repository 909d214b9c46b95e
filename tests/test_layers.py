"""The house: imports run one way, each library has its owner, nothing acts at import, modules stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "impc_nb"

#: A module may import the modules of the rows above its own, and its own row's folder; a new module gets its place here.
ROWS = (
    ("schema", "number_words", "whole_file"),
    ("tables_overviews",),
    ("tables", "stage_pairs", "figures"),
    ("alleles",),
    ("dataset",),
    ("statistics",),
    ("wording",),
    ("stage_matrix", "stage_wording"),
    ("plots",),
    ("answers_fields",),
    ("answers_products",),
    ("answers_shapes",),
    ("http", "answers"),
    ("answers_tables",),
    ("answers_overviews",),
    ("catalog", "life_stages", "life_stage_ages", "own_data"),
    ("sources",),
    ("selection",),
    ("late_landing",),
    ("data", "late_adult", "lookup"),
    ("solr", "bulk", "baseline"),
    ("stage_scan", "ageing"),
    ("release_folder",),
    ("release_tables",),
    ("release_others",),
    ("release_report",),
    ("releases",),
    ("lesson",),
    ("explore",),
    ("command_line",),
    ("doctor", "analyse_command"),
    ("cli",),
)
ROW = {name: number for number, names in enumerate(ROWS) for name in names}

#: Above that: what a module may never import although its row stands higher.
NEVER = {
    "http": {"dataset", "statistics", "wording", "plots"},
    "catalog": {"dataset", "statistics", "wording", "plots"},
    "life_stages": {"dataset", "statistics", "wording", "plots"},
    "own_data": {"statistics", "wording", "plots"},
    "sources": {"wording", "plots"},
    "selection": {"dataset", "statistics", "wording", "plots"},
    "data": {"wording", "plots"},
    "release_folder": {"dataset", "statistics", "wording", "plots"},
    "release_tables": {"dataset", "statistics", "wording", "plots"},
    "release_others": {"dataset", "statistics", "wording", "plots"},
    "release_report": {"dataset", "statistics", "wording", "plots"},
    "releases": {"dataset", "statistics", "wording", "plots"},
    "bulk": {"dataset", "statistics", "wording", "plots"},
    "baseline": {"statistics", "wording", "plots"},
    "solr": {"dataset", "statistics", "wording", "plots"},
}

#: Only these modules import these libraries.
OWNERS = {
    "scipy": {"statistics"},
    "holoviews": {"plots", "lesson"},  # lesson.setup prepares the page of a notebook, when called
    "bokeh": {"plots"},
    "intake": {"catalog", "sources"},
    "requests": {"http", "sources"},
    "urllib3": {"http", "sources"},
    "pyarrow": {"catalog", "sources", "data", "release_folder"},
    "panel": {"explore", "lesson"},
    "panel_material_ui": {"explore"},
}
NOT_FOR_DASHBOARDS = {"scipy", "intake", "requests", "urllib3", "pyarrow"}

# Modules that are too long until they are split: none.
LINES = 300


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Every module of the package by its dotted name without the package's: ``statistics.welch``."""
    found = {path: path.relative_to(package).with_suffix("").parts for path in sorted(package.rglob("*.py"))}
    return {".".join(parts[:-1] if parts[-1] == "__init__" else parts): path for path, parts in found.items()}


def imports(source: str, package: str = "impc_nb") -> set[str]:
    """Dotted names a module imports, wherever in the module; ``package`` is the package it lies in, for relative imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and isinstance(node.args[0], ast.Constant):
            found.add(node.args[0].value)
    return found


def wrong_imports(name: str, source: str, package: str = "impc_nb") -> list[str]:
    """What the module ``name`` imports against the rules, as sentences."""
    room = name.partition(".")[0]
    if room not in ROW:
        return [f"impc_nb.{name} has no place in ROWS"] if room else []
    out = []
    for target in sorted(imports(source, package)):
        library, _, rest = target.partition(".")
        if library == "impc_nb":
            other = rest.partition(".")[0]
            if other in ROW and other != room and (ROW[other] >= ROW[room] or other in NEVER.get(room, ())):
                out.append(f"impc_nb.{name} imports impc_nb.{other}, which is not above it")
        elif room not in OWNERS.get(library, {room}):
            out.append(f"impc_nb.{name} imports {library}, which belongs to {' and '.join(sorted(OWNERS[library]))}")
    return out


@pytest.mark.parametrize("name", modules())
def test_imports_run_one_way(name):
    path = modules()[name]
    package = ".".join(("impc_nb", *path.parent.relative_to(PACKAGE).parts))
    assert wrong_imports(name, path.read_text(encoding="utf-8"), package) == []


@pytest.mark.parametrize(
    ("name", "source", "package"),
    [
        ("schema", "from impc_nb.dataset import Dataset", "impc_nb"),
        ("plots.charts", "from impc_nb import data", "impc_nb.plots"),
        ("statistics.welch", "def f():\n    import impc_nb.catalog", "impc_nb.statistics"),
        ("statistics.welch", "from ..plots import CHARTS", "impc_nb.statistics"),
        ("plots.charts", "from .. import data", "impc_nb.plots"),
        ("dataset", "from importlib import import_module\nimport_module('impc_nb.plots')", "impc_nb"),
        ("data", "from impc_nb.plots import CHARTS", "impc_nb"),
        ("data", "from impc_nb import cli", "impc_nb"),
        ("data", "import scipy.stats", "impc_nb"),
        ("statistics.welch", "from holoviews import Points", "impc_nb.statistics"),
        ("data", "def f():\n    import panel as pn", "impc_nb"),
        ("plots.charts", "import requests", "impc_nb.plots"),
        ("misc", "import os", "impc_nb"),
    ],
)
def test_a_wrong_import_is_seen(name, source, package):
    assert len(wrong_imports(name, source, package)) == 1


@pytest.mark.parametrize(
    ("name", "source", "package"),
    [
        ("plots.charts", "from impc_nb.statistics.windowing import window_weights\nimport holoviews as hv", "impc_nb.plots"),
        ("statistics.welch", "from . import windowing\nfrom scipy.stats import t", "impc_nb.statistics"),
        ("cli", "from impc_nb import data, lesson", "impc_nb"),
    ],
)
def test_a_right_import_is_left_alone(name, source, package):
    assert wrong_imports(name, source, package) == []


def unowned(source: str) -> set[str]:
    """The libraries a dashboard page imports that belong to the package."""
    return {target.partition(".")[0] for target in imports(source, "dashboards")} & NOT_FOR_DASHBOARDS


@pytest.mark.parametrize("path", sorted((ROOT / "dashboards").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_dashboards_ask_the_package(path):
    assert unowned(path.read_text(encoding="utf-8")) == set()


def test_a_dashboard_that_asks_past_the_package_is_seen():
    assert unowned("from scipy.stats import ttest_ind\nimport panel") == {"scipy"}


@pytest.mark.parametrize(
    "path", sorted([*PACKAGE.rglob("*.py"), *(ROOT / "dashboards").rglob("*.py")]), ids=lambda path: str(path.relative_to(ROOT))
)
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES


# ---------------------------------------------------------------- nothing acts at import
# Libraries may do as they please when imported; so the owners' libraries come first, then our modules are watched.
WATCH = """
import importlib, locale, os, random, socket, sys, warnings
import holoviews.plotting.bokeh, numpy, pandas, pyarrow.dataset, scipy.stats, intake, requests, packaging.requirements, psutil
import holoviews as hv

def state():
    return {
        "pandas options": str(pandas.describe_option(_print_desc=False)), "warning filters": str(warnings.filters),
        "random state": hash(random.getstate()), "numpy's random state": str(numpy.random.get_state()),
        "numpy's print options": str(numpy.get_printoptions()), "numpy's error state": str(numpy.geterr()),
        "environment": dict(os.environ), "locale": locale.setlocale(locale.LC_ALL), "working folder": os.getcwd(),
    }

def refuse(what):
    def refused(*_, **__):
        raise RuntimeError(what)
    return refused

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse("the network was used")
hv.extension = refuse("an extension was loaded")
for name in sys.argv[1:]:
    before = state()
    try:
        importlib.import_module(name)
    except BaseException as problem:
        print(f"{name}: {problem!r}")
    after = state()
    for what in before:
        if before[what] != after[what]:
            print(f"{name}: changed the {what}")
"""


def acts_at_import(names: list[str], folder: Path = ROOT) -> list[str]:
    """What importing the modules, one after the other, did in a fresh interpreter: one line a deed."""
    run = subprocess.run([sys.executable, "-c", WATCH, *names], capture_output=True, text=True, cwd=folder)
    return (run.stdout + run.stderr).splitlines()


def test_nothing_acts_at_import():
    assert acts_at_import([f"impc_nb.{name}".rstrip(".") for name in modules()]) == []


def test_what_acts_at_import_is_seen(tmp_path):
    deeds = {
        "a": ("import pandas; pandas.set_option('display.max_rows', 7)", "a: changed the pandas options"),
        "b": ("import warnings; warnings.simplefilter('ignore')", "b: changed the warning filters"),
        "c": ("import random; random.seed(1)", "c: changed the random state"),
        "d": ("import numpy; numpy.random.seed(1)", "d: changed the numpy's random state"),
        "e": ("import os; os.environ['IMPC_X'] = '1'", "e: changed the environment"),
        "f": ("import holoviews; holoviews.extension('bokeh')", "f: RuntimeError('an extension was loaded')"),
        "g": ("import socket; socket.create_connection(('127.0.0.1', 9))", "g: RuntimeError('the network was used')"),
        "h": ("import sys; sys.exit('gone')", "h: SystemExit('gone')"),
        "i": ("x = 1", None),
    }
    for name, (deed, _) in deeds.items():
        (tmp_path / f"culprit_{name}.py").write_text(deed)
    found = acts_at_import([f"culprit_{name}" for name in deeds], tmp_path)
    assert [line for line in found if line.startswith("culprit_")] == [f"culprit_{said}" for _, said in deeds.values() if said]


HEAVY = {"panel", "panel_material_ui", "holoviews", "bokeh", "scipy", "intake", "pyarrow", "requests", "jupyterlab"}


def loaded_by(statement: str) -> set[str]:
    """The libraries a fresh interpreter holds after the statement."""
    program = f"{statement}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split())


def test_importing_the_package_loads_no_library_at_all():
    assert loaded_by("import impc_nb") & (HEAVY | {"pandas", "numpy"}) == set()
    assert "scipy" in loaded_by("import impc_nb; impc_nb.statistics; import impc_nb.statistics.mixed_model"), (
        "the measurement must see a load"
    )


@pytest.mark.parametrize("module", ["schema", "dataset", "cli", "lesson"])
def test_the_ground_floor_stays_light(module):
    ground = loaded_by("import pandas")  # pandas loads pyarrow for its strings
    assert (loaded_by(f"import impc_nb.{module}") - ground) & HEAVY == set()
