"""The floor: a bare Panel app in the same page shell that replaces the data of one Bokeh ColumnDataSource.

    python bare_app.py PORT ANIMALS.parquet

It has the same animals, columns and hover as one chart of the dashboard, one glyph, and a radio box to choose the dataset.
"""

import sys

import pandas as pd
import panel as pn
import panel_material_ui as pmui
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure
from panel.util import edit_readonly

COLUMNS = ["place", "value", "specimen_id", "measured_on", "weight", "age_in_weeks"]
port, table = int(sys.argv[1]), pd.read_parquet(sys.argv[2])
datasets = {name: {c: rows[c].to_numpy() for c in COLUMNS} for name, rows in table.groupby("dataset")}


def app():
    first = next(iter(datasets))
    source = ColumnDataSource(datasets[first])
    plot = figure(height=330, sizing_mode="stretch_width", tools="pan,box_zoom,reset,save,hover", tooltips=[(c, f"@{c}") for c in COLUMNS])
    plot.scatter("place", "value", source=source, size=5, alpha=0.35)
    choose = pmui.RadioBoxGroup(options=list(datasets), value=first)

    def change(event):
        source.data = datasets[event.new]

    choose.param.watch(change, "value")
    page = pmui.Page(title="bare", theme_toggle=False, main=[pmui.Row(choose, pn.pane.Bokeh(plot, sizing_mode="stretch_width"))])
    with edit_readonly(page):
        page.busy = False
    for watcher in list(pn.state.param.watchers.get("busy", {}).get("value", ())):
        if getattr(getattr(watcher.fn, "__self__", None), "self", None) is page:
            pn.state.param.unwatch(watcher)  # as the dashboard does: the page would outlive its visitor
    return page


pn.extension()
pn.serve({"/": app}, port=port, address="127.0.0.1", websocket_origin=[f"127.0.0.1:{port}"], show=False, verbose=False)
