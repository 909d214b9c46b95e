"""All tests behind one phenotype term, along the chromosomes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import THRESHOLD, Release

#: Length of each chromosome of the mouse in megabases, GRCm39 (Genome Reference Consortium, 2020).
CHROMOSOMES = dict(zip([*map(str, range(1, 20)), "X", "Y"], (
    195.2, 181.8, 159.7, 156.9, 151.8, 149.6, 145.0, 130.1, 124.4, 130.5, 122.0, 120.1, 120.9, 125.1, 104.1, 98.0, 95.3, 90.7, 61.4, 169.5,
    91.5), strict=True))  # fmt: skip
ELSEWHERE = "?"
_UNLABELLED = ("11", "13", "15", "17", "19", "Y")  # their neighbours' labels would run into them on a phone
_LOOKS = {
    "odd": {"color": "#52606D", "marker": "circle", "size": 5, "alpha": 0.55},
    "even": {"color": "#7F8B97", "marker": "circle", "size": 5, "alpha": 0.75},
    "significant": {"color": "#C2571A", "marker": "diamond", "size": 12, "line_color": "white", "line_width": 0.5},
    "p = 0": {"color": "#C2571A", "marker": "triangle", "size": 11, "line_color": "white", "line_width": 0.5},
    "by hand": {"color": "#0B3C6B", "marker": "square", "size": 9, "line_color": "white", "line_width": 0.5},
}


def places(results: pd.DataFrame) -> pd.DataFrame:
    """Where each result stands and as what: ``place`` (megabases from the start of chromosome 1), ``height`` (-log10 p) and ``kind``.

    A result without p-value is kept when it is significant (a call made by hand), otherwise there is nothing to place.
    """
    starts = dict(zip(CHROMOSOMES, np.cumsum([0.0, *CHROMOSOMES.values()]), strict=False)) | {ELSEWHERE: sum(CHROMOSOMES.values()) + 30}
    rows = results[results["p_value"].notna() | results["significant"].fillna(False).astype(bool)].copy()
    rows["chr_name"] = rows["chr_name"].where(rows["chr_name"].isin(CHROMOSOMES), ELSEWHERE)
    middle = rows[["seq_region_start", "seq_region_end"]].astype(float).mean(axis=1) / 1e6
    rows["place"] = rows["chr_name"].map(starts).astype(float) + middle.fillna(0).where(rows["chr_name"] != ELSEWHERE, 0)
    called, p = rows["significant"].fillna(False).to_numpy(bool), rows["p_value"].to_numpy(float)
    odd = (rows["chr_name"].map({name: i for i, name in enumerate(CHROMOSOMES)}).astype(float).fillna(0) % 2 == 0).to_numpy()
    rows["kind"] = np.select([p == 0, called & np.isnan(p), called, odd], ["p = 0", "by hand", "significant", "odd"], "even")
    with np.errstate(divide="ignore"):
        rows["height"] = np.where(p > 0, -np.log10(np.where(p > 0, p, 1.0)), np.nan)
    top = max(float(rows["height"].max()) if rows["height"].notna().any() else 0.0, -np.log10(THRESHOLD))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if top / s <= 7)
    rows.attrs["ticks"] = [float(v) for v in np.arange(0, top + 0.01, step)]
    rows.attrs["lanes"] = {"p = 0": top + 0.8 * step, "by hand": top + 1.6 * step}
    rows["height"] = rows["height"].fillna(rows["kind"].map(rows.attrs["lanes"]))
    return rows


def manhattan(results: pd.DataFrame, term: str = "", release: Release | None = None, found: str = "") -> Picture:
    """Every test that could have given a term, by the place of its gene on the chromosomes.

    Parameters
    ----------
    results : DataFrame
        Columns of :data:`impc_nb.tables.PHENOTYPE_RESULTS`, for one term. What is published as ``significant`` is drawn so,
        whatever its p-value; p = 0 and calls without a p-value (made by hand) stand in rows of their own above all others. Tests
        without p-value that gave no call are not drawn.
    term : str
        Name of the term, for the title.
    release : Release, optional
        Where the results come from, for the title.
    found : str
        Symbol or MGI id of a gene to be marked.

    Returns
    -------
    Overlay
        Points of odd and of even chromosomes, of significant tests, of p = 0 and of calls by hand; the threshold 1e-4; the marked gene.

    Examples
    --------
    >>> from impc_nb import plots
    >>> tests = pd.DataFrame({"marker_symbol": ["Cib2", "Myo6"], "marker_accession_id": ["MGI:1929293", "MGI:104785"],
    ...     "p_value": [1e-9, None], "effect_size": [1.5, None], "significant": [True, True], "chr_name": ["9", "9"],
    ...     "seq_region_start": [54.5e6, 80.1e6], "seq_region_end": [54.6e6, 80.3e6]})
    >>> print(len(plots.manhattan(tests, "increased thigmotaxis")))
    8
    """
    rows = places(results)
    tips = [("gene", "@marker_symbol"), ("p", "@said"), ("effect", "@effect"), ("chromosome", "@chr_name")]
    rows["said"] = ["by hand, no p" if np.isnan(p) else f"{p:.2g}" for p in rows["p_value"].astype(float)]
    rows["effect"] = ["not stated" if pd.isna(v) else f"{v:+.2f} SD" for v in rows["effect_size"]]
    layers = [
        Layer(
            "points",
            _columns(rows[rows["kind"] == kind]),
            look | {"tools": ["hover", "tap"], "hover_tooltips": tips, "nonselection_alpha": 0.5},
        )
        for kind, look in _LOOKS.items()
    ]
    x, y = _axes(rows)
    height = np.full(1, -np.log10(THRESHOLD))
    line = {"x0": np.zeros(1), "y0": height, "x1": np.full(1, x.high), "y1": height}
    layers.append(Layer("lines", line, {"color": "#52606D", "line_dash": "dashed", "line_width": 1}))
    layers += _marked(rows, found.strip().lower())
    return Picture(tuple(layers), x, y, height=380, title=text(" · ".join(w for w in (release.label if release else "", term) if w)))


def _axes(rows: pd.DataFrame) -> tuple[Axis, Axis]:
    """Chromosomes by name; -log10 p, with the rows for p = 0 and calls by hand where there are such."""
    lanes, ticks = rows.attrs["lanes"], rows.attrs["ticks"]
    starts = np.cumsum([0.0, *CHROMOSOMES.values()])
    names = [(starts[i] + length / 2, "" if c in _UNLABELLED else c) for i, (c, length) in enumerate(CHROMOSOMES.items())]
    end = starts[-1]
    if (rows["chr_name"] == ELSEWHERE).any():
        names.append((end + 30, ELSEWHERE))
        end += 60
    used = [kind for kind in lanes if (rows["kind"] == kind).any()]
    highest = max([ticks[-1], *rows["height"], *(lanes[kind] for kind in used)])
    said = [(v, f"{v:g}") for v in ticks] + [(lanes[kind], kind) for kind in used]
    return Axis("chromosome", -20, end + 20, tuple(names)), Axis("−log₁₀ p", -0.2 * ticks[1], highest + ticks[1], tuple(said))


def _marked(rows: pd.DataFrame, name: str) -> list[Layer]:
    """A ring around every test of the gene looked for, and its name above the highest."""
    marked = rows[(rows["marker_symbol"].str.lower() == name) | (rows["marker_accession_id"].str.lower() == name)]
    ring = {"color": "#1A85FF", "fill_alpha": 0, "marker": "circle", "size": 20, "line_width": 2.5}
    best = marked.sort_values("height").tail(1)
    gap = 0.3 * rows.attrs["ticks"][1]
    label = {"place": best["place"].to_numpy(float), "height": best["height"].to_numpy(float) + gap,
             "words": np.array([text(s) for s in best["marker_symbol"]], object)}  # fmt: skip
    look = {"text_font_size": "11pt", "text_color": "#0B3C6B", "text_baseline": "bottom"}
    around = {name: marked[name].to_numpy(float) for name in ("place", "height")}
    return [Layer("points", around, ring), Layer("words", label, look)]


def _columns(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    columns = {name: rows[name].to_numpy(float) for name in ("place", "height")}
    return columns | {name: np.array([text(v) for v in rows[name]], object) for name in ("marker_symbol", "said", "effect", "chr_name")}
