"""Pups of heterozygous crosses beside what Mendel's law lets expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import Release

if TYPE_CHECKING:  # a first chart waits for no statistics
    from impc_nb.statistics.lines import PupCounts

SHARES = {"wildtype": 0.25, "heterozygote": 0.5, "homozygote": 0.25}
_COLOURS = ("#D41159", "#8FB8E8", "#1A85FF")


def pups(groups: dict[str, PupCounts], title: str = "", release: Release | None = None) -> Picture:
    """Counted and expected pups by genotype, for each group (all, females, males).

    Parameters
    ----------
    groups : dict
        Name of the group -> counts; bars are drawn as counted, also where nothing was.
    title : str
        Whose pups.

    Returns
    -------
    Overlay
        Bars of what was counted with their numbers, and thick lines at 25 : 50 : 25 of the pups of the group.

    Examples
    --------
    >>> from impc_nb.plots import draw
    >>> from impc_nb.statistics.lines import PupCounts
    >>> print(len(draw(pups({"all": PupCounts(1, 102, 50)}))))
    3
    """
    bars, expected, ticks = [], [], []
    for i, (name, counts) in enumerate(groups.items()):
        seen = (counts.wildtypes, counts.heterozygotes, counts.homozygotes)
        for k, (genotype, n) in enumerate(zip(SHARES, seen, strict=True)):
            at = 4.0 * i + k
            bars.append((at - 0.38, 0.0, at + 0.38, float(n), _COLOURS[k]))
            expected.append((at - 0.45, SHARES[genotype] * counts.pups, at + 0.45))
            ticks.append((at, f"\nHET\n{text(name)}" if k == 1 else ("WT", "HET", "HOM")[k]))
    left, low, right, high, colour = (np.array([b[j] for b in bars], object if j == 4 else float) for j in range(5))
    x0, level, x1 = (np.array([e[j] for e in expected], float) for j in range(3))
    top = max(1.0, float(max([*high, *level], default=1.0))) * 1.15
    seen = {"left": left, "bottom": low, "right": right, "top": high, "color": colour}
    counted = np.array([f"{n:.0f}" for n in high], object)
    layers = (
        Layer("bars", seen, {"color": "color", "line_color": "#52606D"}),
        Layer("lines", {"x0": x0, "y0": level, "x1": x1, "y1": level}, {"color": "#1F2A33", "line_width": 3}),
        Layer("words", {"place": (left + right) / 2, "value": np.maximum(high, level) + 0.05 * top, "words": counted},
              {"text_color": "#1F2A33", "text_font_size": "10pt"}),
    )  # fmt: skip
    x = Axis("genotype", -0.7, 4.0 * len(groups) - 1.3, tuple(ticks))
    said = "\n".join(text(w) for w in (release.label if release else "", title) if w)
    return Picture(layers, x, Axis("pups; thick line: expected", 0, top), height=280, title=said)
