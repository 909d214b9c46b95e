"""The floor: a bare Bokeh app in the same page shell that draws as many cells, and replaces them when a radio box changes.

    python bare_cells.py PORT GENES COLUMNS

One rect glyph with a colour, a gene, a column, two p-values and two effects per cell, which the hover shows; genes and columns on the axes.
"""

import sys

import numpy as np
import panel as pn
import panel_material_ui as pmui
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure
from panel.util import edit_readonly

port, n, m = (int(a) for a in sys.argv[1:])
COLOURS = np.array(["#D3DBE2", "#F29B63", "#62BDC6", "#B894D6", "#FFFFFF"], object)
GENES, COLUMNS = [f"Gene{i:04d}" for i in range(n)], [f"Procedure {j:02d}" for j in range(m)]


def cells(k: int) -> dict:
    rng = np.random.default_rng(k)
    i, j = np.divmod(np.arange(n * m), m)
    order = rng.permutation(n)
    return {"x": j + 0.5, "y": -i - 0.5, "gene": [GENES[g] for g in order[i]], "column": [COLUMNS[c] for c in j],
            "color": list(COLOURS[rng.choice(5, n * m, p=[0.5, 0.1, 0.1, 0.05, 0.25])]), "early_p": rng.random(n * m),
            "late_p": rng.random(n * m), "early_effect": rng.normal(size=n * m), "late_effect": rng.normal(size=n * m)}  # fmt: skip


ORDERS = {f"order {k}": cells(k) for k in range(2)}


def app():
    source = ColumnDataSource(ORDERS["order 0"])
    tips = [(c, f"@{c}") for c in ("gene", "column", "early_p", "late_p", "early_effect", "late_effect")]
    plot = figure(height=170 + 3 * n, sizing_mode="stretch_width", tools="hover", tooltips=tips, x_range=(0, m), y_range=(-n, 0),
                  x_axis_location="above", output_backend="canvas")  # fmt: skip
    plot.rect("x", "y", width=1, height=1, source=source, fill_color="color", line_color="white", line_width=0.5)
    plot.xaxis.ticker, plot.xaxis.major_label_orientation = [j + 0.5 for j in range(m)], 1.0
    plot.xaxis.major_label_overrides = {j + 0.5: c for j, c in enumerate(COLUMNS)}
    choose = pmui.RadioBoxGroup(options=list(ORDERS), value="order 0")

    def change(event):
        source.data = ORDERS[event.new]

    choose.param.watch(change, "value")
    page = pmui.Page(title="bare", theme_toggle=False, main=[pmui.Column(choose, pn.pane.Bokeh(plot, sizing_mode="stretch_width"))])
    with edit_readonly(page):
        page.busy = False
    return page


pn.extension()
pn.serve({"/": app}, port=port, address="127.0.0.1", websocket_origin=[f"127.0.0.1:{port}"], show=False, verbose=False)
