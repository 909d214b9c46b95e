"""A chart in a sentence or two, for those who do not see it."""

from __future__ import annotations

import numpy as np

from impc_nb.plots.picture import Axis, Picture

MOST = 12  # groups or rows that are read out


def said(picture: Picture) -> str:
    """Whose animals, what stands on the axes, and where the marks lie: a value for each group or row, else their number and ranges.

    Parameters
    ----------
    picture : Picture
        Of any kind. Marks without a place or value are not counted.

    Returns
    -------
    str
        Plain text.

    Examples
    --------
    >>> from impc_nb.plots.picture import Layer
    >>> points = Layer("points", {"place": np.array([0.1, -0.2, 1.0]), "value": np.array([3.0, 5.0, 9.0])})
    >>> groups = Axis("group", -0.5, 1.5, ((0.0, "Female WT"), (1.0, "Female HOM")))
    >>> print(said(Picture((points,), groups, Axis("Body length (cm)", 0, 10))))
    Chart of Body length (cm). Female WT: 3, 5. Female HOM: 9.
    """
    x, y = _marks(picture)
    label = " against ".join(" ".join(a.label.split()) for a in (picture.y, picture.x) if a.label and not a.ticks)
    start = f"Chart of {label}." if label else "Chart."
    shares = next((la.columns for la in picture.layers if {"category", "share"} <= la.columns.keys()), None)
    if not len(x):
        sentences = ["Nothing is drawn."]
    elif shares is not None:
        on = (picture.x, x) if picture.x.ticks else (picture.y, y)
        sentences = _rows(*on, [f"{c} {s:.0f} %" for c, s in zip(shares["category"], shares["share"], strict=True)])
    elif _on_ticks(picture.x, x):
        sentences = _rows(picture.x, x, y)
    elif _on_ticks(picture.y, y):
        sentences = _rows(picture.y, y, x)
    else:
        ranges = [f"{a.label} from {_word(v.min())} to {_word(v.max())}" for a, v in ((picture.x, x), (picture.y, y)) if a.label]
        sentences = [f"{len(x):,} mark{'' if len(x) == 1 else 's'}; {', '.join(ranges)}." if ranges else f"{len(x):,} marks."]
    title = f"{' · '.join(picture.title.splitlines()).rstrip('.')}." if picture.title else ""
    return " ".join(w for w in (start, title, *sentences) if w)


def _marks(picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    """Places and values of the points, or of the bars or lines where there are none."""
    for kind in ("points", "bars", "lines"):
        found = [list(layer.columns.values()) for layer in picture.layers if layer.kind == kind and len(next(iter(layer.columns.values())))]
        if kind == "bars":
            found = [[(c[0] + c[2]) / 2, c[3]] for c in found]
        if found:
            x, y = (np.concatenate([np.asarray(c[i]) for c in found]) for i in (0, 1))
            there = ~(np.isnat(x) if x.dtype.kind == "M" else np.isnan(x.astype(float))) & ~np.isnan(y.astype(float))
            return x[there], y[there]
    return np.array([]), np.array([])


def _on_ticks(axis: Axis, values: np.ndarray) -> bool:
    """Whether the marks stand at the named places of an axis."""
    if not axis.ticks or values.dtype.kind == "M":
        return False
    places = np.array([at for at, _ in axis.ticks])
    return bool((np.abs(values[:, None] - places[None, :]).min(axis=1) <= 0.5).all())


def _rows(axis: Axis, places: np.ndarray, values: np.ndarray | list[str]) -> list[str]:
    values, out = np.asarray(values), []
    for at, words in axis.ticks:
        here = values[np.abs(places - at) <= 0.5]
        if len(here):
            each = values.dtype.kind == "U" or len(here) <= 3
            out.append(f"{' '.join(words.split())}: {', '.join(map(_word, here)) if each else _middle(here)}.")
    more = [f"And {len(out) - MOST} more rows."] if len(out) > MOST else []
    return out[:MOST] + more


def _middle(values: np.ndarray) -> str:
    if values.dtype.kind == "M":
        return f"{len(values)} from {_word(values.min())} to {_word(values.max())}"
    return f"median {_word(np.median(values))} of {len(values)}"


def _word(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value.astype("datetime64[D]")) if isinstance(value, np.datetime64) else f"{value:.4g}".replace("-", "−")
