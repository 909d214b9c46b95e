"""The forms of a conditional allele as a picture: what stands in the gene in each, and which recombinase makes one from another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from impc_nb.plots.picture import Axis, Layer, Picture, text

# Parts of a knockout-first allele along the gene, as in Skarnes et al. (2011), doi:10.1038/nature10163: name -> left end, right end.
_BOXES = {"exon": (0.0, 0.9), "lacZ": (1.8, 3.2), "neo": (4.0, 5.0), "critical": (6.4, 7.8), "exon 2": (8.6, 9.5)}
_SITES = {"FRT": (1.35,), "loxP": (3.6,), "FRT 2": (5.45,), "loxP 2": (5.95,), "loxP 3": (8.2,)}
_HELD = {
    "a": set(_BOXES) | set(_SITES),
    "b": {"exon", "FRT", "lacZ", "loxP", "exon 2"},
    "c": {"exon", "FRT 2", "loxP 2", "critical", "loxP 3", "exon 2"},
    "d": {"exon", "FRT 2", "loxP 2", "exon 2"},
}
_ROWS = {"a": 3.0, "b": 2.0, "c": 1.0, "d": 0.0}
_ARROWS = (("a", "b", -0.9, "Cre"), ("a", "c", -2.3, "Flp"), ("c", "d", -0.9, "Cre"))
_COLOURS = {"exon": "#8795A1", "lacZ": "#0B6BCB", "neo": "#C9D3DC", "critical": "#C2571A"}
_WORDS = {"exon": "exon", "exon 2": "exon", "lacZ": "lacZ", "neo": "neo", "critical": "critical\nexon"}


def conversion(existing: Mapping[str, str] | None = None, title: str = "", number: int = 1) -> Picture:
    """How a knockout-first allele (tm1a) becomes reporter deletion (tm1b), conditional (tm1c) and deletion (tm1d).

    Parameters
    ----------
    existing : mapping, optional
        Form ("a", "b", "c" or "d") -> what there is of it, such as "ES cells; mice"; said below its name.
    title : str
        Of the chart.
    number : int
        The number in the symbol: tm1a, tm2a, ...

    Returns
    -------
    Overlay
        Points of FRT and of loxP sites, boxes of exons and cassette, the arrows with their recombinase, and names.

    Examples
    --------
    >>> from impc_nb import plots
    >>> print(len(plots.conversion({"a": "ES cells"})))
    11
    """
    layers = [_sites("FRT", "inverted_triangle", "#1B7F4B"), _sites("loxP", "triangle", "#9A5FC0")]
    ends = np.array([(-0.3, y, 9.8, y) for y in _ROWS.values()]).T
    layers.append(Layer("lines", dict(zip(("x0", "y0", "x1", "y1"), ends, strict=True)), {"color": "#52606D", "line_width": 1.5}))
    layers += [_boxes(name, colour) for name, colour in _COLOURS.items()]
    layers.append(_arrows())
    layers.append(_named(existing or {}, number))
    layers += [_written(), _recombinases()]
    return Picture(tuple(layers), Axis("", -4.9, 9.9, ()), Axis("", -0.6, 3.7, ()), height=330, title=text(title))


def _sites(name: str, marker: str, colour: str) -> Layer:
    places = [
        (place, _ROWS[form]) for form, held in _HELD.items() for site, (place,) in _SITES.items() if site in held and site.startswith(name)
    ]
    x, y = np.array(places, float).T
    return Layer("points", {"place": x, "value": y}, {"marker": marker, "color": colour, "size": 13, "line_color": "white"})


def _boxes(name: str, colour: str) -> Layer:
    ends = [(*_BOXES[box], _ROWS[form]) for form, held in _HELD.items() for box in _BOXES if box in held and box.split()[0] == name]
    left, right, y = np.array(ends, float).T
    look = {"color": colour, "line_color": "#52606D", "fill_alpha": 0.95}
    return Layer("bars", {"left": left, "bottom": y - 0.24, "right": right, "top": y + 0.24}, look)


def _arrows() -> Layer:
    """From form to form, left of the genes: out, down, and back with a head."""
    lines = []
    for start, end, x, _ in _ARROWS:
        top, bottom = _ROWS[start] - 0.08 * (1 if x > -2 else -1), _ROWS[end] + 0.08
        lines += [(-0.4, top, x, top), (x, top, x, bottom), (x, bottom, -0.45, bottom)]
        lines += [(-0.75, bottom + 0.1, -0.45, bottom), (-0.75, bottom - 0.1, -0.45, bottom)]
    ends = np.array(lines, float).T
    return Layer("lines", dict(zip(("x0", "y0", "x1", "y1"), ends, strict=True)), {"color": "#0B3C6B", "line_width": 2})


def _named(existing: Mapping[str, str], number: int) -> Layer:
    """Names of the forms, with what there is of them, and of the recombinases."""
    words = [
        (-4.85, y, "\n".join([text(f"tm{number}{form}"), *(text(w) for w in existing.get(form, "").split(";") if w.strip())]))
        for form, y in _ROWS.items()
    ]
    x, y, said = zip(*words, strict=True)
    columns = {"place": np.array(x), "value": np.array(y), "words": np.array(said, object)}
    return Layer("words", columns, {"text_align": "left", "text_baseline": "middle", "text_font_size": "10pt", "text_color": "#1F2A33"})


def _written() -> Layer:
    """The words below the boxes."""
    words = [(sum(_BOXES[box]) / 2, _ROWS[form] - 0.25, _WORDS[box]) for form, held in _HELD.items() for box in _BOXES if box in held]
    return _words(words, {"text_align": "center", "text_baseline": "top"})


def _recombinases() -> Layer:
    """Which recombinase, right of the upright line of each arrow."""
    words = [(x + 0.12, (_ROWS[start] + _ROWS[end]) / 2 - 0.05, name) for start, end, x, name in _ARROWS]
    return _words(words, {"text_align": "left", "text_baseline": "middle"})


def _words(words: list[tuple[float, float, str]], look: dict) -> Layer:
    x, y, said = zip(*words, strict=True)
    columns = {"place": np.array(x), "value": np.array(y), "words": np.array(said, object)}
    return Layer("words", columns, look | {"text_font_size": "9pt", "text_color": "#1F2A33"})
