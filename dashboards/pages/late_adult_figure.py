"""The cells of the Late Adult page as a figure: drawn once, then only its cells are sent; its frame takes keys."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import param
from bokeh.models import FixedTicker, HoverTool
from panel.custom import JSComponent

from dashboards import parts
from dashboards.live_chart import unattached
from impc_nb.plots import matrix
from impc_nb.stage_matrix import OLDER, StageMatrix
from impc_nb.stage_pairs import COLOURS, SIGNS, STATES, pair_words

_LOOK = """<style>
.impc .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 14px; font-size: 14px; }
.impc .swatch { display: inline-block; width: 34px; height: 20px; line-height: 20px; text-align: center; border: 1px solid #C5CDD5;
  border-radius: 3px; font-size: 11px; color: #1F2A33; vertical-align: middle; }
</style>"""
KEYS_CSS = """
:host { overflow-x: auto; overflow-y: hidden; }
:host(:focus-visible) { outline: 3px solid var(--focus, #0B6BCB); outline-offset: 2px; }
"""


class CellKeys(JSComponent):
    """Gives the part of the page before it a frame that takes keys, and says what the cell in focus holds, read aloud when it changes."""

    said = param.String()
    label = param.String()

    _esm = """
    const KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Enter"]
    export function render({ model }) {
      const root = document.createElement("div"), live = document.createElement("p")
      root.className = "impc"; live.className = "quiet said"; live.setAttribute("aria-live", "polite")
      root.append(live)
      let frame = null
      const tell = () => { live.textContent = model.said; if (frame) frame.setAttribute("aria-label", model.label) }
      const attach = () => {
        frame = root.getRootNode().host?.previousElementSibling
        while (frame && !frame.matches(".wide")) frame = frame.previousElementSibling
        if (!frame) return requestAnimationFrame(attach)
        frame.tabIndex = 0
        frame.setAttribute("role", "application"); frame.setAttribute("aria-roledescription", "matrix")
        frame.addEventListener("keydown", e => {
          if (!KEYS.includes(e.key) || e.altKey || e.ctrlKey || e.metaKey) return
          e.preventDefault(); model.send_msg(e.key)
        })
        frame.addEventListener("focus", () => { if (frame.matches(":focus-visible")) model.send_msg("focus") })
        tell()
      }
      model.on("said", tell); model.on("label", tell)
      requestAnimationFrame(attach); tell()
      return root
    }
    """
    _stylesheets = [parts.CSS + ".said { min-height: 42px; }"]

    def __init__(self, pressed: Callable[[str], None], **params):
        self._pressed = pressed
        super().__init__(**params)

    def _handle_msg(self, key: object) -> None:
        self._pressed(str(key))


def drawn(cells: StageMatrix):
    """The cells as a Bokeh figure that fills the width of its card."""
    return unattached(matrix.life_stage_matrix(cells), matrix.height(cells))


def redraw(figure, cells: StageMatrix) -> None:
    """Give the drawn figure other cells: colours, signs, names, limits and words."""
    n, m = max(len(cells.genes), 1), max(len(cells.columns), 1)
    codes = cells.code if cells.code.size else np.full((n, m), 10, np.uint8)
    pairs, gaps, *marks, focus = figure.renderers
    pairs.data_source.data = {"image": [codes[::-1]], "x": [0], "y": [-n], "dw": [m], "dh": [n]}
    for renderer, places, size in zip(marks, matrix.mark_columns(cells), matrix.mark_sizes(cells), strict=True):
        renderer.data_source.data = places
        renderer.glyph.size = size
    focus.data_source.data = {name: [] for name in ("left", "bottom", "right", "top")}
    gaps.data_source.data = matrix.gap_columns(cells)
    figure.x_range.update(start=0, end=m)
    figure.y_range.update(start=-n, end=0)
    for axis, places in zip((figure.xaxis[0], figure.yaxis[0]), matrix.ticks(cells), strict=True):
        axis.update(ticker=FixedTicker(ticks=[at for at, _ in places]), major_label_overrides=dict(places))
    hover = figure.select_one(HoverTool)
    hover.formatters["@image"].args = matrix.hover_columns(cells)
    tips = dict(hover.tooltips)
    hover.tooltips = [("gene", tips["gene"]), (cells.by, "@image{column}"), ("", "@image{pair}"), ("early", "@image{early}"),
                      (OLDER[cells.older], "@image{older}")]  # fmt: skip
    figure.update(height=matrix.height(cells), min_border_top=matrix.head(cells), min_border_right=matrix.beside(cells))


def legend(cells: StageMatrix) -> str:
    """The pairs that occur, each as it is drawn, with its words and how many cells have it; and what the signs mean."""
    codes, counts = np.unique(cells.code, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    items = []
    for code, n in zip(codes[order], counts[order], strict=True):
        early, older = divmod(int(code), 4)
        words = pair_words(STATES[early], STATES[older], OLDER[cells.older])
        sign = f"{SIGNS[early] or '&nbsp;'} {SIGNS[older] or '&nbsp;'}"
        swatch = f'<span class="swatch" aria-hidden="true" style="background:{COLOURS[code]}">{sign}</span>'
        items.append(f"<li>{swatch} {escape(words)} <span class='quiet'>{n:,}</span></li>")
    what = "left: early, right: " + OLDER[cells.older]
    signs = ", ".join(f"{sign or 'blank'} {state}" for sign, state in zip(SIGNS, STATES, strict=True))
    sizes = "Effect sizes as published: standard deviations where measured in numbers, else the largest difference of a share."
    return f"{_LOOK}<ul class='legend'>{''.join(items)}</ul><p class='quiet'>In a cell, {what}; {escape(signs)}. {sizes}</p>"
