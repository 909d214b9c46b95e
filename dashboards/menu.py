"""The small menu of a view of animals: link, Python cell, notebook, picture, CSV with provenance, citation."""

from __future__ import annotations

import pandas as pd

from dashboards import parts
from dashboards.buttons import Buttons
from dashboards.cite import Cited
from dashboards.export import csv_text, file_name
from dashboards.view import View
from dashboards.view_menu import CiteButton, Contents, notebook
from impc_nb.dataset import Dataset
from impc_nb.schema import LABELS


def python_cell(dataset: Dataset, release: str, late: Dataset | None = None, second: str = "") -> str:
    """Python that loads and draws the same dataset in a notebook; with ``late``, both beside each other; with a ``second`` chart below."""
    where = "" if release == "teaching" else f", release={release!r}"
    lines = ["import impc_nb as impc", "", "impc.setup()"]
    named = {"dataset": dataset} if late is None else {"early": dataset, "late": late}
    for name, shown in named.items():
        lines.append(f"# {' '.join(repr(shown).split())}")  # names cannot end the line and become code
        lines.append(f"{name} = impc.load_dataset(dataset_id={str(shown.about['doc_id'])!r}{where})")
    chart = "life_stages" if late else "categories" if dataset.categorical else "distribution"
    drawn = f"impc.plots.{chart}({', '.join(named)})"
    return "\n".join([*lines, f"({drawn} + impc.plots.{second}(dataset)).cols(1)" if second else drawn, ""])


def csv(datasets: list[Dataset]) -> str:
    """The animals of one or more datasets, below a header that says what they are and where they come from."""
    facts, tables = [], []
    for dataset in datasets:
        about = {LABELS.get(k, k): v for k, v in dataset.about.items() if v and k != "metadata"}
        facts.append("; ".join(f"{k}: {v}" for k, v in about.items()))
        same = {k: dataset.about[k] for k in ("doc_id", "life_stage_name", "parameter_stable_id", "unit")}
        tables.append(dataset.animals.assign(**same, simulated=dataset.simulated))
    return csv_text(pd.concat(tables), datasets[0].release, *facts)


_ANALYSED = """try:
    result = impc.analyse(dataset, window={window!r})
    p = result.p_value if result.p_value_as_published is None else result.p_value_as_published
    print(result.call, "| recomputed: p =", p, "| published: p =", dataset.published.get("p_value"))
except impc.ImpcError as problem:
    print(problem)"""


def notebook_cell(dataset: Dataset, release: str, late: Dataset | None = None, second: str = "") -> str:
    """The Python of a view for a notebook: also the p-value recomputed beside the published one, then the chart."""
    cell = python_cell(dataset, release, late, second)
    if late is not None or dataset.animals["discrete_point"].notna().any():
        return cell
    lines = cell.rstrip("\n").split("\n")
    window = "recorded" if dataset.animals["window_weight"].notna().any() else "none"
    return "\n".join([*lines[:-1], _ANALYSED.format(window=window), lines[-1], ""])


class Menu:
    """Buttons of a view of animals: link, Python, notebook, PNG, SVG, CSV, citation; ``show`` says which datasets they speak of."""

    def __init__(self, view: View, release: str):
        self.view, self.release, self._datasets, self._second = view, release, [], ""
        self.buttons = Buttons("Copy link", "Copy Python")
        self.buttons.file("Notebook", lambda: (file_name(*self._named(), ending="ipynb"), self._as_notebook()))
        self.buttons.add("PNG", "SVG")
        self.buttons.file("CSV", lambda: (file_name(*self._named()), csv(self._datasets)))
        self.cite = CiteButton(self.buttons)

    def show(self, *datasets: Dataset, contents: Contents, second: str = "") -> None:
        """The datasets of the view; ``contents()`` gives its markup and pictures when the citable HTML file is asked for.

        ``second`` names a chart of :mod:`impc_nb.plots` that stands beside the first.
        """
        self._datasets, self._second = list(datasets), second
        python = python_cell(datasets[0], self.release, *datasets[1:], second=second)
        self.buttons.show(python=python, picture=file_name(*self._named()).removesuffix(".csv"))
        ids = tuple(str(d.about["doc_id"]) for d in datasets)
        self.cite.show(Cited(self._title(), datasets[0].release, self.view.query(), ids), contents)

    def _named(self) -> list[object]:
        return [self._datasets[0].about[k] for k in ("marker_symbol", "parameter_stable_id", "doc_id")]

    def _title(self) -> str:
        about = self._datasets[0].about
        return " · ".join(str(w) for w in (about["marker_symbol"], about["parameter_name"], about["phenotyping_center"]) if w)

    def _as_notebook(self) -> str:
        return notebook(notebook_cell(self._datasets[0], self.release, *self._datasets[1:], second=self._second), self._title())

    def __panel__(self):
        return parts.column(self.buttons, self.cite.body)
