"""All results of a gene: how large an effect, and how sure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb.plots.picture import Axis, Layer, Picture, text
from impc_nb.schema import THRESHOLD, Release
from impc_nb.tables import SEVERAL

#: Body systems that belong together -> (colour, marker, sign for words, systems); colours after Okabe and Ito (2008), a shape each.
FAMILIES = {
    "growth, skeleton and muscle": ("#0072B2", "circle", "●", ("growth/size/body region", "skeleton", "muscle", "limbs/digits/tail",
                                                               "craniofacial")),
    "metabolism and inner organs": ("#D55E00", "triangle", "▲", ("homeostasis/metabolism", "adipose tissue", "endocrine/exocrine gland",
                                                                 "liver/biliary system", "digestive/alimentary", "renal/urinary system")),
    "brain and behaviour": ("#B8860B", "square", "■", ("behavior/neurological", "nervous system")),
    "hearing and sight": ("#B4559A", "diamond", "◆", ("hearing/vestibular/ear", "vision/eye")),
    "blood and immunity": ("#008562", "inverted_triangle", "▼", ("hematopoietic system", "immune system")),
    "heart and lungs": ("#3A8FC4", "hex", "⬢", ("cardiovascular system", "respiratory system")),
    "skin": ("#9C6B3F", "star", "★", ("integument", "pigmentation")),
    "reproduction, embryo and survival": ("#75818C", "plus", "✚", ("reproductive system", "embryo", "mortality/aging")),
}  # fmt: skip
OTHER = "system not stated"
_LOOKS = {name: (colour, marker) for name, (colour, marker, _, _) in FAMILIES.items()} | {OTHER: ("#5F7F95", "x")}
_FAMILY = {system: name for name, (_, _, _, systems) in FAMILIES.items() for system in systems}
SUPPLIED = ("Manual", "Supplied as data")  # methods whose 0 or 1 is no probability and whose effect size is a placeholder


def family(systems: object) -> str:
    """The family of the first body system named.

    >>> print(family("skeleton phenotype; muscle phenotype"), "|", family(None))
    growth, skeleton and muscle | system not stated
    """
    first = systems.split(SEVERAL)[0].removesuffix(" phenotype") if isinstance(systems, str) else ""
    return _FAMILY.get(first, OTHER)


def places(results: pd.DataFrame) -> pd.DataFrame:
    """The results that can be drawn: ``effect`` (SD), ``height`` (-log10 p), ``family``, and ``lane`` ("p = 0", "by hand" or "").

    A call without a p-value stands in the lane "by hand", where the place sideways says nothing; a test without p-value that gave no
    call, or with p but without effect size, has no place. ``attrs["left_out"]`` counts those.
    """
    p, effect = results["p_value"].to_numpy(float), results["effect_size"].to_numpy(float)
    supplied = results["statistical_method"].isin(SUPPLIED).to_numpy() & (np.isnan(p) | np.isin(p, (0.0, 1.0)))
    called = results["significant"].fillna(False).to_numpy(bool)
    by_hand = called & (supplied | np.isnan(p))
    drawn = by_hand | (~supplied & ~np.isnan(p) & ~np.isnan(effect))
    lane = np.select([by_hand, p == 0], ["by hand", "p = 0"], "")
    with np.errstate(divide="ignore"):
        height = -np.log10(np.where(p > 0, p, 1.0))
    rows = results.assign(effect=effect, height=height, lane=lane, called=called)[drawn].reset_index(drop=True)
    rows["family"] = rows["top_level_mp_term_name"].map(family)
    inside = rows["lane"] == ""
    top = max(float(rows.loc[inside, "height"].max()) if inside.any() else 0.0, -np.log10(THRESHOLD))
    step = next((s for s in (1, 2, 5, 10, 20, 50) if top / s <= 7), 100)
    lanes = {"p = 0": top + 0.8 * step, "by hand": top + 1.6 * step}
    rows["height"] = rows["height"].where(inside, rows["lane"].map(lanes))
    wide = float(rows.loc[rows["lane"] != "by hand", "effect"].abs().max()) if (rows["lane"] != "by hand").any() else 1.0
    hand = (rows["lane"] == "by hand").to_numpy()
    rows.loc[hand, "effect"] = wide * np.linspace(-0.8, 0.8, hand.sum() + 2)[1:-1]
    rows.attrs |= {"lanes": lanes, "step": step, "top": top, "wide": wide or 1.0, "left_out": int((~drawn).sum())}
    return rows


def volcano(results: pd.DataFrame, gene: str = "", release: Release | None = None) -> Picture:
    """Effect size against -log10 p of the results of a gene, coloured and shaped by families of body systems.

    Parameters
    ----------
    results : DataFrame
        Columns of :data:`impc_nb.tables.RESULTS`. What is published as ``significant`` is drawn large; p = 0 and calls made by hand
        stand in rows of their own above all others. Effect sizes are in standard deviations, mutant - wildtype; those of categories are
        differences of shares and carry no direction.
    gene : str
        For the title.
    release : Release, optional
        Where the results come from, for the title.

    Returns
    -------
    Overlay
        Points, coloured and shaped by the families of :data:`FAMILIES`; the threshold 1e-4 and the line of no effect.

    Examples
    --------
    >>> from impc_nb.plots import draw
    >>> tests = pd.DataFrame({"doc_id": ["a"], "parameter_name": ["Body length"], "p_value": [1e-9], "effect_size": [-1.5],
    ...     "significant": [True], "statistical_method": ["LME"], "top_level_mp_term_name": ["skeleton phenotype"],
    ...     "zygosity": ["homozygote"],
    ...     "procedure_name": ["DXA"], "phenotyping_center": ["TCP"], "female_mutant_count": [8.0], "male_mutant_count": [8.0],
    ...     "life_stage_name": ["Early adult"]})
    >>> print(len(draw(volcano(tests, "Myo6"))))
    2
    """
    rows = places(results)
    tips = [("parameter", "@parameter_name"), ("procedure", "@procedure_name"), ("p", "@p"), ("effect size", "@size_said"),
            ("who", "@who"), ("system", "@system")]  # fmt: skip
    look = {name: name for name in ("color", "marker", "size", "alpha")} | {"tools": ["hover", "tap"], "hover_tooltips": tips}
    layers = [Layer("points", _columns(rows), look)]
    at, wide, step = rows.attrs["lanes"], 1.08 * rows.attrs["wide"], rows.attrs["step"]
    used = [lane for lane in at if (rows["lane"] == lane).any()]
    top = max([rows.attrs["top"], *(at[lane] for lane in used)])
    level = -np.log10(THRESHOLD)
    lines = {"x0": np.array([-wide, 0.0]), "y0": np.array([level, 0.0]), "x1": np.array([wide, 0.0]), "y1": np.array([level, top])}
    layers.append(Layer("lines", lines, {"color": "#52606D", "line_dash": "dashed", "line_width": 1}))
    said = [(float(v), f"{v:g}") for v in np.arange(0, rows.attrs["top"] + 0.01, step)] + [(at[lane], lane) for lane in used]
    x = Axis("effect size, mutant − wildtype (standard deviations)", -wide, wide)
    y = Axis("−log₁₀ p", -0.04 * top, top + 0.5 * step, tuple(said))
    title = text(" · ".join(w for w in (release.label if release else "", gene) if w))
    return Picture(tuple(layers), x, y, height=420, title=title)


def _columns(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    def words(values) -> np.ndarray:
        return np.array([text("not stated" if pd.isna(v) else v) for v in values], object)

    called, hand = rows["called"].to_numpy(bool), (rows["lane"] == "by hand").to_numpy()
    looks = [_LOOKS[name] for name in rows["family"]]
    who = [f"{_n(f)} female, {_n(m)} male mutants, {z}, {c}, {stage}" for f, m, z, c, stage in zip(
        rows["female_mutant_count"], rows["male_mutant_count"], rows["zygosity"], rows["phenotyping_center"], rows["life_stage_name"],
        strict=True)]  # fmt: skip
    p = ["none, by hand" if h else f"{v:.2g}" for h, v in zip(hand, rows["p_value"].astype(float), strict=True)]
    size = ["not stated" if h else f"{v:+.2f}" for h, v in zip(hand, rows["effect"], strict=True)]
    return {
        "effect": rows["effect"].to_numpy(float), "height": rows["height"].to_numpy(float), "size": np.where(called, 12.0, 6.0),
        "alpha": np.where(called, 0.95, 0.4), "color": np.array([c for c, _ in looks], object),
        "marker": np.array([m for _, m in looks], object), "doc_id": words(rows["doc_id"]), "p": np.array(p, object),
        "parameter_name": words(rows["parameter_name"]), "procedure_name": words(rows["procedure_name"]), "who": words(who),
        "system": words(rows["top_level_mp_term_name"]), "size_said": np.array(size, object),
    }  # fmt: skip


def _n(count: float) -> str:
    return "?" if pd.isna(count) else f"{count:.0f}"
