"""The small menu of every view: link, Python cell, CSV with provenance."""

from __future__ import annotations

import io

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from dashboards.export import csv_text, file_name
from dashboards.view import View
from impc_nb.dataset import Dataset
from impc_nb.schema import LABELS

COPY = """
const text = cell === null ? window.location.href : cell.value;
const look = button.data, label = look.label;
const done = () => { look.label = "Copied"; setTimeout(() => { look.label = label }, 1500) };
if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, () => window.prompt("Copy:", text)) }
else { window.prompt("Copy:", text) }
"""


def python_cell(dataset: Dataset, release: str, late: Dataset | None = None) -> str:
    """Python that loads and draws the same dataset in a notebook; with ``late``, both beside each other."""
    where = "" if release == "teaching" else f", release={release!r}"
    lines = ["import impc_nb as impc", "", "impc.setup()"]
    named = {"dataset": dataset} if late is None else {"early": dataset, "late": late}
    for name, shown in named.items():
        lines.append(f"# {' '.join(repr(shown).split())}")  # names cannot end the line and become code
        lines.append(f"{name} = impc.load_dataset(dataset_id={str(shown.about['doc_id'])!r}{where})")
    chart = "life_stages" if late else "categories" if dataset.categorical else "distribution"
    return "\n".join([*lines, f"impc.plots.{chart}({', '.join(named)})", ""])


def csv(datasets: list[Dataset]) -> str:
    """The animals of one or more datasets, below a header that says what they are and where they come from."""
    facts, tables = [], []
    for dataset in datasets:
        about = {LABELS.get(k, k): v for k, v in dataset.about.items() if v and k != "metadata"}
        facts.append("; ".join(f"{k}: {v}" for k, v in about.items()))
        same = {k: dataset.about[k] for k in ("doc_id", "life_stage_name", "parameter_stable_id", "unit")}
        tables.append(dataset.animals.assign(**same, simulated=dataset.simulated))
    return csv_text(pd.concat(tables), datasets[0].release, *facts)


class Menu:
    """Buttons of one view; ``show`` says which datasets they speak of."""

    def __init__(self, view: View, release: str):
        self.release, self._datasets = release, []
        look = {"variant": "outlined", "size": "small", "margin": (8, 8, 0, 0)}
        self._cell = pn.widgets.TextInput(visible=False)
        link = pmui.Button(label="Copy link", **look)
        link.js_on_click(args={"button": link, "cell": None}, code=COPY)
        cell = pmui.Button(label="Copy Python", **look)
        cell.js_on_click(args={"button": cell, "cell": self._cell}, code=COPY)
        plain = {k: v for k, v in look.items() if k != "variant"}  # given at once it brings a deprecation warning of its own
        self._file = pmui.FileDownload(label="CSV", callback=self._csv, filename="impc.csv", icon=None, **plain)
        self._file.variant = look["variant"]
        self._row = pn.FlexBox(link, cell, self._file, self._cell, margin=0)

    def show(self, *datasets: Dataset) -> None:
        self._datasets = list(datasets)
        about = datasets[0].about
        self._file.filename = file_name(*(about[k] for k in ("marker_symbol", "parameter_stable_id", "doc_id")))
        self._cell.value = python_cell(datasets[0], self.release, *datasets[1:])

    def _csv(self) -> io.BytesIO:
        return io.BytesIO(csv(self._datasets).encode()) if self._datasets else io.BytesIO(b"")

    def __panel__(self):
        return self._row
