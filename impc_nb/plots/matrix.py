"""Genes by procedures: what was found early and at an older stage, one cell a pair, by colour and by sign."""

from __future__ import annotations

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.models import CustomJSHover, HoverTool

from impc_nb.plots.picture import ON_COLOUR, text
from impc_nb.stage_matrix import OLDER, StageMatrix, stage_matrix
from impc_nb.stage_pairs import COLOURS, NOT_SIGNIFICANT, SIGNIFICANT, STATES, UNKNOWN, pair_words

ROW, FIT = 20, 3  # pixels of a row with a name, and of one where all genes are seen at once
LEAN = 55  # degrees by which the names of columns rise
LONGEST = 34  # characters of a column's name that are shown
NAMED = 120
"""With more genes than this, rows are drawn without names and signs: the whole at a glance, with the words on hovering."""
_MARKS = (
    (SIGNIFICANT, "square", 7, {"color": ON_COLOUR}),
    (NOT_SIGNIFICANT, "dash", 6, {"color": ON_COLOUR, "line_width": 1.5}),
    (UNKNOWN, "square", 6, {"color": "#8A96A1", "fill_alpha": 0, "line_width": 1}),
)
MANY = 24  # columns above which signs are smaller
_HOVER = """
const j = Math.floor(special_vars.x), i = Math.floor(-special_vars.y)
if (format === "gene") return genes[i]
if (format === "column") return columns[j]
const flat = i * columns.length + j
if (format === "pair") return pairs[codes[flat]]
const k = at[flat], older = format === "older"
const said = [states[older ? codes[flat] % 4 : Math.floor(codes[flat] / 4)]]
if (k >= 0) {
  const name = names[(older ? older_name : early_name)[k]]
  const p = (older ? older_p : early_p)[k], effect = (older ? older_effect : early_effect)[k]
  if (name) said.push(name)
  if (!isNaN(p)) said.push("p " + (p >= 0.001 ? p.toPrecision(2) : p === 0 ? "0 (below 1e-16)" : p.toExponential(1)))
  if (!isNaN(effect)) said.push("effect size " + (effect > 0 ? "+" : effect < 0 ? "\\u2212" : "") + Math.abs(effect).toPrecision(3))
}
return said.join(", ")
"""


def head(cells: StageMatrix) -> int:
    """Pixels that the slanting names of the columns take."""
    return 24 + round(5.2 * min(max((len(c) for c in cells.columns), default=0), LONGEST))


def beside(cells: StageMatrix) -> int:
    """Pixels that the names of the last columns lean out to the right."""
    last = enumerate(reversed(cells.columns[-12:]))
    return round(max((3.8 * min(len(c), LONGEST) - 16 * k for k, c in last), default=0)) + 12


def height(cells: StageMatrix) -> int:
    """Pixels that a matrix takes."""
    n = max(len(cells.genes), 1)
    return head(cells) + n * (ROW if n <= NAMED else FIT) + 8


def hover_columns(cells: StageMatrix) -> dict[str, object]:
    """What the hover needs to know of every cell: numbers and places in lists of names, put into words in the browser."""
    there = cells.row.ravel() >= 0
    table = cells.table.take(cells.row.ravel()[there])
    at = np.full(there.size, -1, np.int32)
    at[there] = np.arange(there.sum())
    out = {"genes": list(cells.genes), "columns": list(cells.columns), "codes": cells.code.ravel(), "at": at, "states": list(STATES),
           "pairs": [pair_words(a, b, OLDER[cells.older]) for a in STATES for b in STATES]}  # fmt: skip
    named = {}
    for part, stage in (("early", "early"), ("older", cells.older)):
        for what, kind in (("p_value", np.float64), ("effect_size", np.float32)):
            values = table[f"{stage}_{what}"] if f"{stage}_{what}" in table else np.full(len(table), np.nan)
            out[f"{part}_{what.partition('_')[0]}"] = np.asarray(values, kind)
        column = f"{stage}_parameter_name"
        named[part] = table[column].fillna("").astype(object) if column in table else pd.Series("", index=table.index)
    number, names = pd.factorize(pd.concat(list(named.values())))
    early, older = np.split(number.astype(np.int32), 2)
    return out | {"names": list(names), "early_name": early, "older_name": older}


def mark_columns(cells: StageMatrix) -> list[dict[str, np.ndarray]]:
    """Places of the signs, a layer for each state that has one; none where rows are too low for them."""
    layers = []
    early, older = np.divmod(cells.code, 4)
    for state, *_ in _MARKS:
        places = [np.argwhere(states == state) + [0.5, across] for states, across in ((early, 0.3), (older, 0.7))]
        y, x = (np.concatenate(places) if len(cells.genes) <= NAMED else np.zeros((0, 2))).T
        layers.append({"column": x, "gene": -y})
    return layers


def mark_sizes(cells: StageMatrix) -> list[float]:
    """Pixels of the signs: smaller where many columns stand side by side."""
    return [size if len(cells.columns) <= MANY else 0.65 * size for _, _, size, _ in _MARKS]


def gap_columns(cells: StageMatrix) -> dict[str, np.ndarray]:
    """White lines between cells: around all of them, or between columns only where rows are too low."""
    n, m = max(len(cells.genes), 1), max(len(cells.columns), 1)
    down, across = np.arange(m + 1.0), -np.arange(n + 1.0) if n <= NAMED else np.zeros(0)
    ends = {"x0": (down, 0 * across), "y0": (0 * down, across), "x1": (down, 0 * across + m), "y1": (0 * down - n, across)}
    return {name: np.concatenate(parts) for name, parts in ends.items()}


def ticks(cells: StageMatrix) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Place and words of every column and, where there is room, of every gene."""
    genes = [(-i - 0.5, text(g)) for i, g in enumerate(cells.genes)] if len(cells.genes) <= NAMED else []
    columns = [(j + 0.5, text(c)[:LONGEST]) for j, c in enumerate(cells.columns)]
    return columns or [(0.0, "")], genes or [(0.0, "")]  # HoloViews takes no empty list


def life_stage_matrix(cells: StageMatrix | pd.DataFrame, older: str = "late") -> hv.Overlay:
    """What was found early and late, genes by procedures or parameters.

    Parameters
    ----------
    cells : DataFrame or StageMatrix
        As :func:`impc_nb.load_late_adult` gives it, or :func:`impc_nb.stage_matrix.stage_matrix` makes of it (then sorted, searched or
        cut as wanted). A table is sorted by how much is significant at the older stage only.
    older : str
        ``late`` or ``middle``, for a table.

    Returns
    -------
    Overlay
        An Image of the pairs (0 to 15, see :func:`impc_nb.stage_pairs.pair_code`), Segments between cells, Points of the signs of
        significant, not significant and unknown results (left in a cell: early; right: older), and a Rectangles element for a cell
        pointed out. Gene ``i`` lies between ``-i - 1`` and ``-i``. Not tested has no sign and, where neither stage was tested, no
        colour.

    Raises
    ------
    ImpcError
        If ``older`` is no such stage.

    Examples
    --------
    >>> table = pd.DataFrame({"marker_symbol": ["Abc1"], "procedure_name": ["DEXA"], "early_state": ["unknown"],
    ...     "late_state": ["significant"]})
    >>> print([type(e).__name__ for e in life_stage_matrix(table)])
    ['Image', 'Segments', 'Points', 'Points', 'Points', 'Rectangles']
    """
    if isinstance(cells, pd.DataFrame):
        cells = stage_matrix(cells, older).sorted()
    n, m = max(len(cells.genes), 1), max(len(cells.columns), 1)
    codes = cells.code if cells.code.size else np.full((n, m), 10, np.uint8)
    across, down = ticks(cells)
    tips = [("gene", "@image{gene}"), (cells.by, "@image{column}"), ("", "@image{pair}"), ("early", "@image{early}"),
            (OLDER[cells.older], "@image{older}")]  # fmt: skip
    hover = HoverTool(tooltips=tips, formatters={"@image": CustomJSHover(code=_HOVER, args=hover_columns(cells))})
    pairs = hv.Image(codes, bounds=(0, -n, m, 0), kdims=["column", "gene"], vdims=["pair"])
    layers = [pairs.opts(cmap=list(COLOURS), clim=(-0.5, 15.5), tools=[hover], colorbar=False)]
    gaps = hv.Segments(tuple(gap_columns(cells).values()), kdims=["x0", "y0", "x1", "y1"])
    layers.append(gaps.opts(color="#FFFFFF", line_width=1.5))
    for (_, marker, _, look), size, places in zip(_MARKS, mark_sizes(cells), mark_columns(cells), strict=True):
        points = hv.Points((places["column"], places["gene"]), kdims=["column", "gene"])
        layers.append(points.opts(marker=marker, size=size, **look))
    quiet = _quiet(head(cells), beside(cells))
    focus = hv.Rectangles([], kdims=["left", "bottom", "right", "top"])
    layers.append(focus.opts(fill_alpha=0, line_color="#000000", line_width=3))
    return hv.Overlay(layers).opts(
        responsive=True, height=height(cells), xlim=(0, m), ylim=(-n, 0), xaxis="top", xrotation=LEAN, xticks=across, yticks=down,
        xlabel="", ylabel="", show_legend=False, default_tools=[], active_tools=[], toolbar=None, hooks=[quiet],
        fontsize={"xticks": "9pt", "yticks": "9pt"},
    )  # fmt: skip


def _quiet(room: int, right: int):
    """No box around all, no grid, no ticks: only words beside the cells, with room for those that lean out."""

    def hook(plot, _element) -> None:
        figure = plot.state
        figure.output_backend, figure.outline_line_color = "canvas", None
        figure.min_border_top, figure.min_border_right, figure.min_border_bottom = room, right, 4
        for axis in figure.axis:
            axis.axis_line_color = axis.major_tick_line_color = axis.minor_tick_line_color = None
            axis.major_label_text_color = ON_COLOUR
        figure.xgrid.visible = figure.ygrid.visible = False

    return hook
