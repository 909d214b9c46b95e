"""The tables of a gene to work with: significant phenotypes, all results, expression, histopathology; and alleles compared."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import data_grid, gene_data, parts
from dashboards.data_grid import Column, plain
from dashboards.gene_data import several
from dashboards.links import href, link
from dashboards.pages import PAGES
from dashboards.pages.gene_words import short
from impc_nb import wording
from impc_nb.schema import NotOffered

BOTH = "females and males"
_SEX = {"female": "♀ females only", "male": "♂ males only", BOTH: "♀♂ females and males"}


def _p(row: dict) -> str:
    by_hand = row.get("significant") is True or row.get("call") == "by hand"
    return escape("none: by hand" if pd.isna(row["p_value"]) and by_hand else plain(None) if pd.isna(row["p_value"])
                  else wording.p_value(row["p_value"]))  # fmt: skip


def _effect(row: dict) -> str:
    return "–" if pd.isna(row["effect_size"]) else escape(wording.number(row["effect_size"], sign=True))


def _whose(row: dict, name: str) -> str:
    """The sex a number is of, where its row is of both: of the sexes' calls that with the smaller p stands for the row."""
    sign = {"female": "♀", "male": "♂"}.get(row["sex"]) if row["sexes"] == BOTH and pd.notna(row[name]) else None
    return f" <abbr title='of the {row['sex']}s'>{sign}</abbr>" if sign else ""


def _systems(row: dict) -> str:
    return escape("; ".join(short(s) for s in several(row["top_level_mp_term_name"]))) or "–"


def _chart(row: dict) -> str:
    known = row["doc_id"] if isinstance(row["doc_id"], str) else ""
    return f'<a href="{escape(href("charts", gene=row["marker_symbol"], parameter=row["parameter_stable_id"], dataset=known))}">'


def _term(row: dict) -> str:
    name = row["mp_term_name"] if isinstance(row["mp_term_name"], str) else row["mp_term_id"]
    if "phenotype" in PAGES and isinstance(row["mp_term_id"], str):
        return link(name, "phenotype", phenotype=row["mp_term_id"], gene=row["marker_symbol"])
    return escape(plain(name))


HITS = {
    "mp_term_name": Column("Phenotype", _term),
    "parameter_name": Column("Supporting data", lambda r: f"{_chart(r)}{escape(plain(r['parameter_name']))}</a>"),
    "top_level_mp_term_name": Column("Body system", _systems, filtered=True),
    "allele_symbol": Column("Allele", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "life_stage_name": Column("Life stage", filtered=True),
    "sexes": Column("Significant in", lambda r: escape(_SEX.get(r["sexes"], plain(r["sexes"]))), filtered=True),
    "phenotyping_center": Column("Centre", filtered=True),
    "p_value": Column("Smallest p-value", lambda r: f"{_p(r)}{_whose(r, 'p_value')}", number=True),
    "effect_size": Column("Effect size (SD)", lambda r: f"{_effect(r)}{_whose(r, 'effect_size')}", number=True),
}
ALL = {
    "parameter_name": Column("Parameter", lambda r: f"{_chart(r)}{escape(plain(r['parameter_name']))}</a>"),
    "procedure_name": Column("Procedure", filtered=True),
    "top_level_mp_term_name": Column("Body system", _systems, filtered=True),
    "allele_symbol": Column("Allele", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "life_stage_name": Column("Life stage", filtered=True),
    "phenotyping_center": Column("Centre", filtered=True),
    "mutants": Column("Mutants"),
    "outcome": Column("Significant", filtered=True),
    "p_value": Column("p-value", _p, number=True),
    "effect_size": Column("Effect size (SD)", _effect, number=True),
}
EXPRESSION = {
    "parameter_name": Column("Tissue"), "lacz_life_stage": Column("Life stage", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "seen": Column("Expression", filtered=True),
    "mutants": Column("In mutants", lambda r: escape(_share(r, "mutant")), number=True),
    "wildtypes": Column("Background in wildtypes", lambda r: escape(_share(r, "control")), number=True),
    "image_parameters": Column("Pictures", lambda r: _pictures(r)),
}  # fmt: skip
HISTOPATHOLOGY = {
    "tissue": Column("Tissue", filtered=True), "specimen_id": Column("Animal"), "sex": Column("Sex", filtered=True),
    "zygosity": Column("Zygosity", filtered=True), "life_stage_name": Column("Life stage", filtered=True),
    "severity": Column("Severity", filtered=True), "significance": Column("Significance", filtered=True), "terms": Column("Terms"),
    "words": Column("In words"), "phenotyping_center": Column("Centre", filtered=True),
}  # fmt: skip
GROSS = {
    "parameter_name": Column("Anatomy"), "seen": Column("What was seen"), "zygosity": Column("Zygosity", filtered=True),
    "abnormal": Column("Mutants abnormal", number=True), "normal": Column("Mutants normal", number=True),
    "wildtypes_abnormal": Column("Wildtypes abnormal", number=True), "wildtypes_normal": Column("Wildtypes normal", number=True),
    "phenotyping_center": Column("Centre", filtered=True), "life_stage_name": Column("Life stage", filtered=True),
}  # fmt: skip
OPTIONS = (
    data_grid.options(ALL, sort="p_value")
    | data_grid.options(HITS, "hit_", sort="p_value")
    | data_grid.options(EXPRESSION, "lacz_")
    | data_grid.options(HISTOPATHOLOGY, "his_")
    | data_grid.options(GROSS, "gross_")
)


# ---------------------------------------------------------------- significant phenotypes
def hits(release: str, gene: str) -> pd.DataFrame:
    """The significant phenotypes, one row a term, parameter and line; its sexes together; from the results where no calls are listed."""
    try:
        rows = gene_data.table("phenotype_hits", release, gene)
    except NotOffered:
        rows = gene_data.results(release, gene)
        rows = rows[rows["significant"].fillna(False)].assign(sex=None, assertion_type=None)
    rows = rows.assign(call=rows["assertion_type"].map({"manual": "by hand"}))
    line = ["mp_term_id", "mp_term_name", "parameter_stable_id", "allele_symbol", "zygosity", "life_stage_name", "phenotyping_center"]
    rows = rows.sort_values("p_value", na_position="last", kind="stable")
    sexes = rows.groupby(line, dropna=False)["sex"].agg(_together)
    first = rows.drop_duplicates(subset=line).join(sexes.rename("sexes"), on=line) if len(rows) else rows.assign(sexes=None)
    return first.reset_index(drop=True)


def _together(sexes: pd.Series) -> str | None:
    known = set(sexes.dropna())
    if "both" in known or {"female", "male"} <= known:
        return BOTH
    return next((s for s in ("female", "male") if s in known), "not told apart" if known else None)


# ---------------------------------------------------------------- all results
def outcome(row: pd.Series) -> str:
    """Whether a result is significant, in words: what was not tested is never "not significant"."""
    if row["significant"] is True or (pd.notna(row["significant"]) and bool(row["significant"])):
        return "yes"
    if pd.isna(row["p_value"]) and (pd.isna(row["significant"]) or row["status"] not in ("Successful",)):
        return "not analysed"
    return "no"


def all_results(release: str, gene: str) -> pd.DataFrame:
    rows = gene_data.results(release, gene)
    counts = rows[["female_mutant_count", "male_mutant_count"]]
    rows = rows.assign(outcome=rows[["significant", "p_value", "status"]].apply(outcome, axis=1) if len(rows) else None)
    rows["mutants"] = [None if pd.isna(f) and pd.isna(m) else " ".join(f"{n:.0f}{sign}" for n, sign in ((f, "♀"), (m, "♂")) if pd.notna(n))
                       for f, m in counts.itertuples(index=False)]  # fmt: skip
    return rows


# ---------------------------------------------------------------- expression and histopathology
def expression(release: str, gene: str) -> pd.DataFrame:
    """Tissues with the share of mutants, and of wildtypes (background), in which staining was seen."""
    rows = gene_data.table("expression", release, gene).copy()
    for group, name in (("mutant", "mutants"), ("control", "wildtypes")):
        looked = rows[[f"{group}_expression", f"{group}_no_expression"]].fillna(0)
        rows[name] = (looked.iloc[:, 0] / looked.sum(axis=1)).where(looked.sum(axis=1) > 0)
    rows["seen"] = [("expressed" if v > 0 else "not expressed") if pd.notna(v) else "not determined" for v in rows["mutants"]]
    return rows.sort_values(["mutants", "parameter_name"], ascending=[False, True], na_position="last").reset_index(drop=True)


def _share(row: dict, group: str) -> str:
    seen, not_seen = (0 if pd.isna(v := row[f"{group}_{what}"]) else int(v) for what in ("expression", "no_expression"))
    return f"{seen / (seen + not_seen):.0%} ({seen}/{seen + not_seen})" if seen + not_seen else "none determined"


def _pictures(row: dict) -> str:
    """Links to the pictures of a tissue, by how they were taken."""
    kinds = several(row["image_parameters"])
    links = [link(f"set {i}" if len(kinds) > 1 else "pictures", "images", gene=row["marker_symbol"], parameter=kind)
             for i, kind in enumerate(kinds, 1)]  # fmt: skip
    return ", ".join(links) or "–"


def expression_said(rows: pd.DataFrame, gene: str) -> str:
    """In how many tissues of adults and of embryos staining was seen, as markup; empty where nothing was looked at."""
    says = []
    for stage, of in rows.groupby("lacz_life_stage"):
        looked = of[of["seen"] != "not determined"]
        if len(looked):
            says.append(f"{stage}: in {int((looked['seen'] == 'expressed').sum())} of {len(looked)} tissues with an answer")
    if not says:
        return ""
    chart = link("Mutants beside the background in wildtypes, as a chart", "charts", gene=gene, parameter="lacZ expression")
    return f"<p><b>Staining was seen: {escape('; '.join(says))}.</b></p><p>{chart}</p>"


_SCORE = {"severity": r"severity", "significance": r"significan"}


def histopathology(release: str, gene: str) -> pd.DataFrame:
    """What was seen in each tissue of each animal: one row of scores, terms and words."""
    rows = gene_data.table("histopathology", release, gene)
    keys = ["tissue", "specimen_id", "sex", "zygosity", "life_stage_name", "phenotyping_center", "allele_symbol"]
    about = rows["parameter_name"].fillna("").str.split(" - ").str[-1].str.lower()

    def together(values: pd.Series) -> str | None:
        return "; ".join(dict.fromkeys(str(v) for v in values.dropna())) or None

    found = {name: rows["category"].where(about.str.contains(pattern)) for name, pattern in _SCORE.items()}
    other = ~about.str.contains("|".join(_SCORE.values()))
    found["terms"] = rows["term_name"].where(~about.str.startswith("ma term"))
    found["words"] = rows["text_value"].fillna(rows["category"].where(other))
    wide = rows[keys].assign(**found).groupby(keys, dropna=False, sort=False)[list(found)].agg(together)
    return wide.reset_index().sort_values("severity", ascending=False, na_position="last").reset_index(drop=True)


def scores_said(rows: pd.DataFrame, gene: str) -> str:
    """What the scores mean, and how many findings are attributed to the mutation, as markup; empty without any score."""
    if not rows["severity"].notna().any() and not rows["significance"].notna().any():
        return ""
    mutation = int(rows["significance"].astype("str").str.startswith(("1", "Significant")).sum())
    means = ("Severity: 0 normal, 1 mild, 2 moderate, 3 marked, 4 severe. Significance: 1 where the pathologist attributes the finding to "
             f"the mutation ({mutation} of {len(rows)} records here), 0 where not.")  # fmt: skip
    return (
        parts.quiet(means) + f"<p>{link('Animals by tissue and severity, as a chart', 'charts', gene=gene, parameter='Histopathology')}</p>"
    )


def gross(release: str, gene: str) -> pd.DataFrame:
    """Numbers of mutants and wildtypes with and without an abnormality, by anatomy; what was abnormal first."""
    rows = gene_data.table("gross_pathology", release, gene).dropna(subset=["parameter_name"])
    normal = rows["term_name"].fillna("").str.contains(r"\bno abnormal|\bnormal\b", case=False)
    mutant = (rows["biological_sample_group"] == "experimental").to_numpy()
    keys = ["parameter_name", "phenotyping_center", "life_stage_name"]
    count = rows["count"].fillna(0)
    parts_of = {"abnormal": mutant & ~normal, "normal": mutant & normal, "wildtypes_abnormal": ~mutant & ~normal,
                "wildtypes_normal": ~mutant & normal}  # fmt: skip
    numbers = rows[keys].assign(**{name: count.where(which, 0) for name, which in parts_of.items()}).groupby(keys, dropna=False).sum()
    seen = rows.assign(seen=rows["term_name"].where(mutant & ~normal), zygosity=rows["zygosity"].where(mutant)).groupby(keys, dropna=False)
    words = seen[["seen", "zygosity"]].agg(lambda values: "; ".join(dict.fromkeys(values.dropna())) or None)
    return numbers.join(words).reset_index().sort_values(["abnormal", "parameter_name"], ascending=[False, True]).reset_index(drop=True)
