"""A chart in a sentence or two, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from impc_nb.plots.picture import Axis, Picture
from impc_nb.schema import CONTROL, GROUP_COLOURS, MUTANT, SEX_MARKERS

MOST = 12  # groups or rows that are read out
_NAMES = {GROUP_COLOURS[CONTROL]: "wildtype", GROUP_COLOURS[MUTANT]: "mutant"} | {sign: sex for sex, sign in SEX_MARKERS.items()}


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
        sentences = _rows(picture.x, x, y, _whose(picture, 0))
    elif _on_ticks(picture.y, y):
        sentences = _rows(picture.y, y, x, _whose(picture, 1))
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


def _whose(picture: Picture, along: int) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Who, places and values of each layer of points, by its colour and sign; of two alike the first, which are the animals."""
    looks = {}
    for layer in picture.layers:
        look = layer.style.get("color"), layer.style.get("marker")
        if layer.kind == "points" and look not in looks and set(look) <= _NAMES.keys():
            looks[look] = [np.asarray(column, float) for column in list(layer.columns.values())[:2]]
    groups = {colour for colour, _ in looks}
    return [(f"{_NAMES[sign]} {_NAMES[colour]}s" if len(groups) > 1 else f"{_NAMES[sign]}s", found[along], found[1 - along])
            for (colour, sign), found in looks.items()]  # fmt: skip


def _rows(axis: Axis, places: np.ndarray, values: np.ndarray | list[str], whose: Sequence[tuple] = ()) -> list[str]:
    """A sentence for each tick; where several groups stand at one, each is named."""
    values, out = np.asarray(values), []
    for at, words in axis.ticks:
        there = [(name, v[(np.abs(p - at) <= 0.5) & ~np.isnan(v)]) for name, p, v in whose]
        there = [(name, v) for name, v in there if len(v)]
        here = values[np.abs(places - at) <= 0.5]
        if len(there) > 1:
            out.append(f"{' '.join(words.split())}: {', '.join(f'{name} {_each(v)}' for name, v in there)}.")
        elif len(here):
            out.append(f"{' '.join(words.split())}: {_each(here)}.")
    more = [f"And {len(out) - MOST} more rows."] if len(out) > MOST else []
    return out[:MOST] + more


def _each(values: np.ndarray) -> str:
    return ", ".join(map(_word, values)) if values.dtype.kind == "U" or len(values) <= 3 else _middle(values)


def _middle(values: np.ndarray) -> str:
    if values.dtype.kind == "M":
        return f"{len(values)} from {_word(values.min())} to {_word(values.max())}"
    return f"median {_word(np.median(values))} of {len(values)}"


def _word(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value.astype("datetime64[D]")) if isinstance(value, np.datetime64) else f"{value:.4g}".replace("-", "−")
