"""The soft window of an analysis: searched, as recorded, or none; and the rows and weights it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.statistics.design import Design, Rows, full_terms
from impc_nb.statistics.selection import first_that_fits
from impc_nb.statistics.welch import NotEstimable
from impc_nb.statistics.window_search import Window, search_window, window_at
from impc_nb.statistics.windowing import THRESHOLD

EVEN = 0.0
"""Weights that differ by more than this make a window (published results show that the smallest difference does)."""


@dataclass(frozen=True, eq=False)
class Windowed:
    """A design with its window applied."""

    design: Design
    window: Window | None
    said: tuple[str, ...]
    even: bool = False
    """There is a window, but its weights are all equal: the full model is kept as it is."""


def apply_window(dataset: Dataset, design: Design, recorded: np.ndarray, how: str | tuple[float, float]) -> Windowed:
    """Restrict a design to a soft window.

    Parameters
    ----------
    dataset : Dataset
        For the published window.
    design : Design
        The ordinary analysis: all rows, full model.
    recorded : array of shape (rows,)
        Published weights, nan where there is none.
    how : str or pair
        ``search``, ``recorded``, ``none``, or bandwidth (days) and shape (per day).

    Returns
    -------
    Windowed
        Rows with weight above 1.49e-7, weighted, without a variance per genotype; the design as it was when there is no window.

    Examples
    --------
    >>> import pandas as pd
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n), n // 10 == 6, n % 2 == 1, 30 * (n // 10), np.full(120, np.nan))
    >>> found = apply_window(Dataset(pd.DataFrame({"data_point": n}), {}), Design(rows, full_terms(rows, False)), n * np.nan, (45.0, 1.0))
    >>> print(found.said[0])
    Window as asked for: 45 days around 1 mutant days, shape 1; 50 of 120 animals in it.
    """
    if how == "none":
        return Windowed(design, None, ())
    terms, batch = (design.terms, True) if how == "recorded" else first_that_fits(design)
    complete = design.complete("weight" in terms)
    if how == "recorded":
        window, weights = _recorded(dataset), np.nan_to_num(recorded) * complete
        if not (weights > THRESHOLD).any():
            return Windowed(design, None, ("No window is recorded for these animals: every animal counts fully.",))
        said = f"Window weights as published: {int((weights > THRESHOLD).sum())} animals in the window."
    else:
        try:
            if not batch:
                raise NotEstimable("without an effect of the day there is none.")
            window = search_window(design, terms) if how == "search" else window_at(design.rows.take(complete), *how)
        except NotEstimable as problem:
            return Windowed(design, None, (f"No window: {problem}",))
        weights = np.zeros(len(design.rows))
        weights[complete] = window.weights(design.rows.day[complete])
        source = f"Window searched among {window.searched} candidates" if how == "search" else "Window as asked for"
        said = (f"{source}: {window.bandwidth:g} days around {len(window.peaks)} mutant days, shape {window.shape:.4g}; "
                f"{int((weights > THRESHOLD).sum())} of {len(weights)} animals in it.")  # fmt: skip
    inside = weights > THRESHOLD
    rows = Rows(**(vars(design.rows) | {"window": weights})).take(inside)
    inner = full_terms(rows, "weight" in terms)
    if "genotype" not in inner:
        group = "wildtype" if len(rows) == 0 or rows.mutant.all() else "mutant"
        return Windowed(design, None, (f"No window: it would hold no {group}.",))
    even = bool(np.ptp(rows.window) <= EVEN)
    return Windowed(Design(rows, inner, "genotype" if even else None), window, (said,), even)


def _recorded(dataset: Dataset) -> Window | None:
    """The published settings; None when some are missing."""
    names = ("bandwidth", "shape", "peaks", "min_obs_required", "total_obs_or_weight")
    said = [dataset.published.get(f"soft_windowing_{name}") for name in names]
    if any(value is None for value in said):
        return None
    bandwidth, shape, peaks, required, total = said
    return Window(float(bandwidth), float(shape), tuple(int(p) for p in peaks), int(required), int(total))
