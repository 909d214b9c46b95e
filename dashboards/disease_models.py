"""Human diseases that mutants of a gene resemble: one row a disease, where its score comes from, and which terms match."""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from dashboards import parts
from dashboards.links import outside
from dashboards.listing import listing
from impc_nb import wording

ASSOCIATED, PREDICTED = "associated", "predicted"
SOURCES = {
    "OMIM": ("OMIM", "https://omim.org/entry/{}"), "ORPHA": ("Orphanet", "https://www.orpha.net/en/disease/detail/{}"),
    "DECIPHER": ("DECIPHER", "https://www.deciphergenomics.org/syndrome/{}"),
}  # fmt: skip
_TERM = re.compile(r"((?:HP|MP):\d+)\s*(.*?)(?=[;,]\s*(?:HP|MP):\d|;?\s*$)")
_STAGES = {"early": "early adult", "late": "late adult", "middle": "middle aged adult", "embryo": "embryo"}
_ZYGOSITIES = {"hom": "homozygote", "het": "heterozygote", "hem": "hemizygote", "hemi": "hemizygote"}


def matched(value: object) -> list[tuple[str, str]]:
    """Id and name of each term of a text that holds several; names may contain commas."""
    return [] if value is None or pd.isna(value) else _TERM.findall(str(value))


def address(disease_id: str) -> str:
    """Where the source of a disease id describes it; empty for a source not known."""
    source, _, number = str(disease_id).partition(":")
    return SOURCES[source.upper()][1].format(number) if source.upper() in SOURCES and number.isdecimal() else ""


def source(disease_id: str) -> str:
    """Who keeps the disease under this id."""
    name = str(disease_id).partition(":")[0]
    return SOURCES.get(name.upper(), (name, ""))[0]


def per_disease(models: pd.DataFrame) -> pd.DataFrame:
    """One row a disease, of its most similar model; a disease without a score is kept, for its association counts all the same.

    Adds ``evidence`` (associated: the human gene is known to cause it; predicted: only the phenotypes are alike), ``source``,
    ``recomputed`` ((avg_norm + max_norm) / 2), ``human_terms`` and ``mouse_terms`` (matched terms) and ``models``.
    """
    rows = models.sort_values("phenodigm_score", ascending=False, na_position="last", kind="stable")
    associated = rows["association_curated"].fillna(False).astype(bool).groupby(rows["disease_id"]).any()
    counts = rows.groupby("disease_id")["model_id"].nunique()
    rows = rows.drop_duplicates("disease_id").reset_index(drop=True)
    return rows.assign(
        evidence=[ASSOCIATED if associated[i] else PREDICTED for i in rows["disease_id"]],
        source=rows["disease_id"].map(source),
        recomputed=recomputed(rows),
        human_terms=[float(len(matched(v))) for v in rows["disease_matched_phenotypes"]],
        mouse_terms=[float(len(matched(v))) for v in rows["model_matched_phenotypes"]],
        models=rows["disease_id"].map(counts).astype(float),
    )


def recomputed(models: pd.DataFrame) -> pd.Series:
    """The Phenodigm score from its two parts; missing where one is. Smedley et al. (2013), doi:10.1093/database/bat025."""
    return (models["disease_model_avg_norm"] + models["disease_model_max_norm"]) / 2


def model_said(row: dict) -> str:
    """The mouse model in words: allele, zygosity, life stage, source."""
    parts_ = str(row["model_id"]).split("#") if isinstance(row["model_id"], str) else []
    words = [row["model_description"], *(_ZYGOSITIES.get(p) or _STAGES.get(p, "") for p in parts_[1:]), row["model_source"]]
    return ", ".join(dict.fromkeys(str(w) for w in words if isinstance(w, str) and w)) or "not stated"


def answer(symbol: str, diseases: pd.DataFrame) -> str:
    """Which diseases the gene causes and which its mutants resemble, in a sentence or two."""
    if not len(diseases):
        return f"No human disease is listed with {symbol} here, neither associated nor predicted."
    known, others = (diseases[diseases["evidence"] == e] for e in (ASSOCIATED, PREDICTED))
    n, m = len(known), len(others)
    first = (
        f"{symbol} is associated with {n:,} human disease{'' if n == 1 else 's'}" if n else f"No human disease is associated with {symbol}"
    )
    second = (
        f"its mutants resemble {m:,}{' more' if n else ''} disease{'' if m == 1 else 's'}" if m else "its mutants resemble no other disease"
    )
    return f"{first}{_closest(known)}; {second}{_closest(others)}."


def _closest(diseases: pd.DataFrame) -> str:
    scored = diseases[diseases["phenodigm_score"].notna() & diseases["disease_term"].notna()]
    if not len(scored):
        return ""
    best = scored.loc[scored["phenodigm_score"].idxmax()]
    if not best["phenodigm_score"]:
        return (
            f", {best['disease_term']}, of which its mutants show no phenotype" if len(diseases) == 1 else ", none with a phenotype alike"
        )
    return f"{', most of all' if len(diseases) > 1 else ','} {best['disease_term']} (score {best['phenodigm_score']:.0f} of 100)"


def score_said(row: dict) -> str:
    """The score taken apart and recomputed, and what to mind about it, as markup."""
    average, best, score = (row[n] for n in ("disease_model_avg_norm", "disease_model_max_norm", "phenodigm_score"))
    if pd.isna(average) or pd.isna(best):
        said = (
            "No mouse model of this gene matches it: there is no score."
            if pd.isna(score)
            else f"Stated score: {score:.2f}; its parts are not stated."
        )
        return f"<p>{escape(said)}</p>"
    ours = (average + best) / 2
    stated = "" if pd.isna(score) else " = stated ✓" if abs(ours - score) < 0.006 else f"; stated: {wording.number(score, digits=4)}"
    lines = [f"<p><b>({average:.2f} + {best:.2f}) / 2 = {ours:.2f}</b>{escape(stated)}</p>",
             "<p>First number: how alike all phenotypes of mouse and disease are on average. Second: how alike the best pair of phenotypes "
             "is. Both in % of the best a model could reach; their mean is the Phenodigm score.</p>"]  # fmt: skip
    warnings = minded(row)
    return "".join(lines) + ("<ul>" + "".join(f"<li>{escape(w)}</li>" for w in warnings) + "</ul>" if warnings else "")


def minded(row: dict) -> list[str]:
    """What speaks against taking the score at its face value."""
    human, mouse = len(matched(row["disease_matched_phenotypes"])), len(matched(row["model_matched_phenotypes"]))
    out = []
    if min(human, mouse) <= 2:
        few = f"{human} human and {mouse} mouse term{'' if mouse == 1 else 's'}"
        out.append(f"It rests on {few}: few. A high score from few terms is weak evidence.")
    if row["disease_model_max_norm"] > 2 * row["disease_model_avg_norm"]:
        out.append("The best pair carries the score: most other phenotypes of the disease are not seen in the mouse.")
    if not (row["association_curated"] is not pd.NA and row["association_curated"]):
        out.append("Predicted: only the phenotypes are alike; the sources do not say that the human gene causes this disease.")
    return out


def terms_said(row: dict) -> str:
    """Matched terms of the disease beside those of the mouse, as markup."""
    sides = {"In the disease (Human Phenotype Ontology)": "disease_matched_phenotypes",
             "In the mouse (Mammalian Phenotype Ontology)": "model_matched_phenotypes"}  # fmt: skip
    lists = []
    for title, name in sides.items():
        terms = matched(row[name])
        items = "".join(
            f"<li>{escape(words or 'name not stated')} <span class='quiet'>{_at(number)}</span></li>" for number, words in terms
        )
        lists.append(f"<div><h3>{escape(title)}</h3>{f'<ul>{items}</ul>' if items else parts.quiet('No matched term is stated.')}</div>")
    return f'<div style="display: flex; flex-wrap: wrap; gap: 8px 48px">{"".join(lists)}</div>'


def _at(number: str) -> str:
    known = {"HP": "https://hpo.jax.org/browse/term/{}", "MP": "https://www.informatics.jax.org/vocab/mp_ontology/{}"}
    return outside(number, known[number[:2]].format(number))


def models_said(models: pd.DataFrame) -> str:
    """Every model of one disease with its score, as markup."""
    rows = models.assign(recomputed=recomputed(models)).sort_values("phenodigm_score", ascending=False, na_position="last")

    def two(value: float) -> str:
        return "" if pd.isna(value) else f"{value:.2f}"

    cells = [
        (escape(model_said(r)), escape(str(r["model_genetic_background"])) if isinstance(r["model_genetic_background"], str) else "",
         two(r["phenodigm_score"]), two(r["recomputed"]))
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return listing(("Mouse model", "Genetic background", "Score", "Recomputed"), cells, "Mouse models of this disease")
