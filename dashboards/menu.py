"""The small menu of every view: link, Python cell, CSV with provenance."""

from __future__ import annotations

import io
import re
from datetime import date

import pandas as pd
import panel as pn
import panel_material_ui as pmui

import impc_nb
from dashboards.view import View
from impc_nb.dataset import Dataset
from impc_nb.schema import LABELS

_COPY = """
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
    out = io.StringIO()
    made = f"exported {date.today():%Y-%m-%d} by impc-nb {impc_nb.__version__}; data licence CC BY 4.0"
    out.write(f"# {datasets[0].release.label}\n# {made}\n")
    tables = []
    for dataset in datasets:
        about = {LABELS.get(k, k): v for k, v in dataset.about.items() if v and k != "metadata"}
        header = " ".join("; ".join(f"{k}: {v}" for k, v in about.items()).split())
        out.write("# " + re.sub(r"([,;\"] ?)(?=[=+@-])", r"\1'", header) + "\n")  # a spreadsheet splits this line at commas
        same = {k: dataset.about[k] for k in ("doc_id", "life_stage_name", "parameter_stable_id", "unit")}
        tables.append(dataset.animals.assign(**same, simulated=dataset.simulated))
    table = pd.concat(tables)
    for name in table.select_dtypes(include=["str", "object"]):
        written = table[name].astype("str").str.replace(r"[\t\r\n]+", " ", regex=True)
        # a spreadsheet would run a text that starts so as a formula
        table[name] = written.where(~written.str.match(r" ?[=+@-]", na=False), "'" + written)
    table.to_csv(out, index=False, lineterminator="\n")
    return out.getvalue()


class Menu:
    """Buttons of one view; ``show`` says which datasets they speak of."""

    def __init__(self, view: View, release: str):
        self.release, self._datasets = release, []
        look = {"variant": "outlined", "size": "small", "margin": (8, 8, 0, 0)}
        self._cell = pn.widgets.TextInput(visible=False)
        link = pmui.Button(label="Copy link", **look)
        link.js_on_click(args={"button": link, "cell": None}, code=_COPY)
        cell = pmui.Button(label="Copy Python", **look)
        cell.js_on_click(args={"button": cell, "cell": self._cell}, code=_COPY)
        plain = {k: v for k, v in look.items() if k != "variant"}  # given at once it brings a deprecation warning of its own
        self._file = pmui.FileDownload(label="CSV", callback=self._csv, filename="impc.csv", icon=None, **plain)
        self._file.variant = look["variant"]
        self._row = pn.FlexBox(link, cell, self._file, self._cell, margin=0)

    def show(self, *datasets: Dataset) -> None:
        self._datasets = list(datasets)
        about = datasets[0].about
        name = "-".join(str(about[k]) for k in ("marker_symbol", "parameter_stable_id", "doc_id") if about[k])
        self._file.filename = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)[:100] + ".csv"
        self._cell.value = python_cell(datasets[0], self.release, *datasets[1:])

    def _csv(self) -> io.BytesIO:
        return io.BytesIO(csv(self._datasets).encode()) if self._datasets else io.BytesIO(b"")

    def __panel__(self):
        return self._row
