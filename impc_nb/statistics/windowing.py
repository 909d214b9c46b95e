"""Soft windowing: how much a wildtype counts, by how near in time it was measured to the mutants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from impc_nb.statistics.welch import NotEstimable

THRESHOLD = 10 * np.sqrt(np.finfo(float).eps)
FLOOR = THRESHOLD / 1000


def window_weights(days: np.ndarray, peaks: Sequence[float], bandwidth: float, shape: float) -> np.ndarray:
    """Weight of each measurement in a soft window around the mutants' days.

    Parameters
    ----------
    days : array of shape (n,)
        Day of each measurement, in days since 1970-01-01; no missing values.
    peaks : sequence
        The distinct days on which mutants were measured.
    bandwidth, shape : float
        Half width of each window in days, and how steep its edges are (per day); both above 0.

    Returns
    -------
    array of shape (n,)
        Between 1.49e-10 and 1: 1 counts fully.

    Raises
    ------
    NotEstimable
        If there is no peak, a day is missing, or bandwidth or shape is not a number above 0.

    Warnings
    --------
    Not for parameters without a window (reference range, categories): there the IMPC weighs nothing.

    References
    ----------
    Haselimashhadi et al. (2020). Bioinformatics 36, 1492-1500. doi:10.1093/bioinformatics/btz744

    Examples
    --------
    >>> w = window_weights(np.array([0.0, 100.0, 200.0, 1000.0]), [100.0], bandwidth=150, shape=1)
    >>> print([f"{x:.2g}" for x in w])
    ['1', '1', '1', '1.5e-10']
    """
    days = np.asarray(days, float)
    if not len(peaks) or not 0 < bandwidth < np.inf or not 0 < shape < np.inf or not np.isfinite(days).all():
        raise NotEstimable("A window needs at least one mutant day, a date of every animal, and a bandwidth and shape above 0.")
    from_peak = days - np.asarray(peaks, float)[:, None]
    with np.errstate(over="ignore"):  # far outside the window: infinity, so that the logistic function is 0
        f = 1 / (1 + np.exp(-(from_peak + bandwidth) * shape)) / (1 + np.exp(-(bandwidth - from_peak) * shape))
    largest = f.max(axis=1, keepdims=True)
    f /= np.where(largest > 0, largest, 1.0)
    total, missed = f.sum(axis=0), (1 - f).prod(axis=0)
    w = np.where(total <= FLOOR, total, 1 - missed)
    if w.max() - w.min() > 1.5e-8:
        w = (w - w.min()) / (w.max() - w.min())
    return np.maximum(w, FLOOR)
