"""How many of what: animals by tissue and finding, embryos by stage; where single animals have no value to be drawn at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb.plots.animals import CATEGORY_COLOURS
from impc_nb.plots.picture import ON_COLOUR, Axis, Layer, Picture, text
from impc_nb.schema import Release

MOST = 24
"""Rows that are drawn at most; a table holds the others."""


def tallies(counts: pd.DataFrame, of: str = "animals", title: str = "", release: Release | None = None,
            colours: tuple[str, ...] = CATEGORY_COLOURS, shares: bool = True) -> Picture:  # fmt: skip
    """One bar a row, divided into its categories, with the numbers counted.

    Parameters
    ----------
    counts : DataFrame
        Rows (index: what each is called) x categories (columns: their words), whole numbers; a row of zeros keeps an empty bar.
        The first 24 rows are drawn.
    of : str
        What is counted.
    title : str
        Whose; the release stands before it.
    colours : tuple
        One a category, light enough to read dark words on.
    shares : bool
        Bars of shares of the row, all equally long; else of the numbers themselves.

    Returns
    -------
    Overlay
        The parts of the bars, then their numbers; the x axis runs from 0 to 100 %, or to the largest number.

    Examples
    --------
    >>> from impc_nb.plots import draw
    >>> table = pd.DataFrame({"abnormal": [3, 0], "normal": [9, 12]}, index=["Heart", "Liver"])
    >>> print(len(draw(tallies(table)).Rectangles.I))
    3
    """
    counts = counts.iloc[:MOST]
    most, parts = max(1.0, float(counts.sum(axis=1).max() if len(counts) else 0)), []
    for i, (_, row) in enumerate(counts.iterrows()):
        y, left, whole = len(counts) - 1.0 - i, 0.0, row.sum()
        for k, (category, n) in enumerate(row.items()):
            if n > 0:
                share = 100 * n / whole
                wide = share if shares else 100 * n / most
                words = f"{category}: {n:.0f}" if wide >= 40 else f"{n:.0f}" if wide >= 4 else ""
                length = share if shares else float(n)
                parts.append((left, y - 0.36, left + length, y + 0.36, text(category), float(n), share, colours[k % len(colours)], words))
                left += length
    names = ["left", "bottom", "right", "top", "category", "count", "share", "color", "words"]
    made = {n: np.array([p[j] for p in parts], object if n in ("category", "color", "words") else float) for j, n in enumerate(names)}
    words = {"place": (made["left"] + made["right"]) / 2, "value": (made["bottom"] + made["top"]) / 2, "words": made.pop("words")}
    tips = [("finding", "@category"), (of, "@count"), ("share", "@share{0.0} %")]
    layers = (
        Layer("bars", made, {"color": "color", "line_color": "#52606D", "tools": ["hover"], "hover_tooltips": tips}),
        Layer("words", words, {"text_color": ON_COLOUR, "text_font_size": "9pt"}),
    )
    rows = tuple((len(counts) - 1.0 - i, text(name)[:40]) for i, name in enumerate(counts.index))
    said = "\n".join(text(w) for w in (release.label if release else "", title) if w)
    y_axis = Axis("", -0.6, max(len(counts), 1) - 0.4, rows)
    x = Axis(f"share of {of} (%)", 0, 100) if shares else Axis(f"number of {of}", 0, 1.02 * most)
    return Picture(layers, x, y_axis, height=95 + 30 * max(len(counts), 1), title=said)
