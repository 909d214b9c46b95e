"""The tables of a gene that are read rather than worked with: each ``read_...(release, gene)`` loads, each ``draw_...`` gives markup."""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from dashboards import gene_data, parts
from dashboards.gene_data import several, table
from dashboards.links import link, outside
from dashboards.listing import listing
from dashboards.live_chart import chart_of
from dashboards.pages import PAGES
from impc_nb import wording
from impc_nb.plots.pups import pups
from impc_nb.plots.trajectories import trajectory
from impc_nb.schema import SEXES, NotFound, Release
from impc_nb.statistics.lines import PupCounts, pup_counts, viability_call
from impc_nb.statistics.welch import NotEstimable


def said(value: object) -> str:
    """A text from the data as markup; empty where it is missing. Typographic tags in titles of papers are dropped."""
    return "" if value is None or pd.isna(value) else escape(re.sub(r"</?(i|b|em|sub|sup)>", "", str(value)))


# ---------------------------------------------------------------- body weight
def draw_weights(rows: pd.DataFrame, release: Release) -> list | str:
    """One pair of charts a line: females and males on the same axis, which fits the animals."""
    rows = rows[rows["sex"].isin(SEXES)].dropna(subset=["mean", "age_in_weeks"])
    if not len(rows):
        return parts.quiet("No body weight curve of this gene is in this release.")
    out = []
    for (_, allele, centre), curve in rows.groupby(["doc_id", "allele_symbol", "phenotyping_center"], dropna=False, sort=False):
        mutants = curve[curve["biological_sample_group"] == "experimental"]
        zygosity = next(iter(mutants["zygosity"].dropna().unique()), "zygosity not stated")
        reach = (curve["mean"] + curve["sd"].fillna(0)).max()
        limits = (0.9 * float((curve["mean"] - curve["sd"].fillna(0)).min()), 1.05 * float(reach))
        who = " · ".join(str(w) for w in (allele, zygosity, centre) if pd.notna(w))
        charts = [chart_of(trajectory(curve[curve["sex"] == sex], sex, "body weight (g)", release, who=who, limits=limits))
                  for sex in SEXES if (curve["sex"] == sex).any()]  # fmt: skip
        out += [parts.words(f"<h3>{escape(who)}</h3>{parts.quiet(weight_sentence(curve))}"), parts.grid(" 1fr" * len(charts), *charts)]
    return out


def weight_sentence(curve: pd.DataFrame) -> str:
    """The last week at which mutants and wildtypes of a sex were both weighed, and by how much they differ."""
    says = []
    for sex in SEXES:
        of = curve[curve["sex"] == sex].pivot_table(index="age_in_weeks", columns="biological_sample_group", values=["mean", "count"])
        if {("mean", "control"), ("mean", "experimental")} <= set(of.columns):
            both = of.dropna()
            if len(both):
                last = both.iloc[-1]
                gap = wording.number(last["mean", "experimental"] - last["mean", "control"], "g", digits=2, sign=True)
                says.append(f"{sex}s {gap} at week {both.index[-1]:.0f} ({last['count', 'experimental']:.0f} mutants)")
    if not says:
        return "Mutants and wildtypes were not weighed at the same ages."
    return f"Mutant − wildtype when last weighed together: {'; '.join(says)}. Means and standard deviations by week; no test is made."


# ---------------------------------------------------------------- viability
def read_viability(release: str, gene: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return table("viability", release, gene), table("pup_counts", release, gene)


def draw_viability(data: tuple[pd.DataFrame, pd.DataFrame], release: Release) -> list | str:
    """The calls as the centres made them, and the pups they rest on beside what is expected."""
    calls, counts = data
    if not len(calls) and not len(counts):
        return parts.quiet("No viability or fertility screen of this gene is in this release.")
    heads = ["Call", "For", "Allele", "Zygosity", "Screen", "Centre", "Life stage", "Line"]
    columns = [
        "call",
        "parameter_name",
        "allele_symbol",
        "zygosity",
        "procedure_name",
        "phenotyping_center",
        "life_stage_name",
        "colony_id",
    ]
    rows = [[said(v) for v in row] for row in calls[columns].drop_duplicates().itertuples(index=False)]
    out = [parts.words(listing(heads, rows, "Calls of viability and fertility", "The calls are not stated."))]
    for doc_id, of in counts.groupby("doc_id", sort=False):
        outcome = calls.loc[(calls["doc_id"] == doc_id) & calls["call"].astype("str").str.startswith("Homozygous"), "call"]
        out += _pups(of, next(iter(outcome), None), release)
    if not len(counts):
        out.append(parts.words(parts.quiet("The numbers of pups behind the calls are not stated.")))
    return out


def _pups(of: pd.DataFrame, outcome: str | None, release: Release) -> list:
    points = {"series": [{"parameterName": n, "dataPoint": k} for n, k in zip(of["parameter_name"], of["data_point"], strict=True)]}
    groups: dict[str, PupCounts] = {}
    for name, sex in (("all pups", None), ("females", "female"), ("males", "male")):
        try:
            groups[name] = pup_counts(points, sex)
        except NotEstimable:
            continue
    hemizygous = of.loc[of["parameter_name"].astype("str").str.contains("hemi", case=False), "data_point"].fillna(0).sum()
    about = " · ".join(str(v) for v in (of["allele_symbol"].iloc[0], of["phenotyping_center"].iloc[0]) if pd.notna(v))
    heading = f"<h3>{escape(about)}: pups of crosses of heterozygotes</h3>"
    if hemizygous:
        on_x = (
            f"{hemizygous:.0f} hemizygous males: the gene is on the X chromosome, where a quarter is not to be expected; no test is made."
        )
        return [parts.words(heading + parts.quiet(on_x) + _counts_table(groups))]
    if "all pups" not in groups:
        return [parts.words(heading + parts.quiet("The pups were not all counted by genotype."))]
    try:
        sentence = viability_call(groups["all pups"], outcome).sentence
    except NotEstimable as problem:
        return [parts.words(heading + parts.quiet(str(problem)))]
    chart = chart_of(pups(groups, about, release))
    return [parts.words(f"{heading}<p><b>{escape(sentence)}</b></p>"), parts.grid("1fr 1fr", chart, parts.words(_counts_table(groups)))]


def _counts_table(groups: dict[str, PupCounts]) -> str:
    rows = []
    for name, c in groups.items():
        n = c.pups
        expected = [f"{k} ({share * n:.1f} expected)" for k, share in zip((c.wildtypes, c.heterozygotes, c.homozygotes), (0.25, 0.5, 0.25),
                                                                          strict=True)]  # fmt: skip
        rows.append((name, *expected, str(n)))
    return listing(("Pups", "Wildtype", "Heterozygous", "Homozygous", "All"), rows, "Pups by sex and genotype")


# ---------------------------------------------------------------- publications, links, order
def draw_publications(rows: pd.DataFrame, _release: Release) -> str:
    rows = rows.sort_values("publication_date", ascending=False, na_position="last").drop_duplicates(subset=["title", "pubmed_id"])
    cells = []
    for row in rows.itertuples(index=False):
        doi = f"https://doi.org/{row.doi}" if isinstance(row.doi, str) else None
        pubmed = outside(row.pubmed_id, f"https://pubmed.ncbi.nlm.nih.gov/{row.pubmed_id}/") if isinstance(row.pubmed_id, str) else ""
        title = re.sub(r"</?(i|b|em|sub|sup)>", "", str(row.title)) if isinstance(row.title, str) else "title not stated"
        when = "" if pd.isna(row.publication_date) else f"{row.publication_date:%m/%Y}"
        cells.append([outside(title, doi), f"{said(row.journal)} {when}".strip(), said(row.allele_symbol), pubmed])
    heads = ["Title", "Journal", "Alleles", "PubMed"]
    return listing(heads, cells, "Publications", "No publication that uses IMPC mice of this gene is listed in this release.")


def draw_links(rows: pd.DataFrame, _release: Release) -> str:
    rows = rows.drop_duplicates(subset=["provider", "label", "link"]).dropna(subset=["label"])
    cells = [[said(p), ", ".join(outside(r.label, r.link) for r in of.itertuples()),
              said("; ".join(dict.fromkeys(of["description"].dropna())))] for p, of in rows.groupby("provider", sort=False)]  # fmt: skip
    return listing(["Provider", "Link", "What is found there"], cells, "External links", "No link is listed in this release.")


def read_order(release: str, gene: str) -> tuple[pd.DataFrame, pd.Series]:
    """Alleles, and how many results each has."""
    alleles = table("alleles", release, gene)
    try:
        return alleles, gene_data.results(release, gene)["allele_symbol"].value_counts()
    except NotFound:  # alleles are made before they are phenotyped
        return alleles, pd.Series(dtype=int)


def draw_order(data: tuple[pd.DataFrame, pd.Series], gene: str) -> str:
    """What exists of the gene, and whether it was phenotyped."""
    alleles, counted = data
    cells = []
    for row in alleles.drop_duplicates(subset=["allele_symbol"]).itertuples(index=False):
        n = int(counted.get(row.allele_symbol, 0))
        phenotyped = link(f"yes, {n} results", "gene", gene=gene, allele_symbol=row.allele_symbol) if n else "no"
        products = escape(", ".join(p.replace("_", " ") for p in several(row.product_types))) or "none"
        cells.append([said(row.allele_symbol), said(row.allele_description), phenotyped, products])
    more = f"<p>{link('Where to order, and how alleles are made of each other', 'alleles', gene=gene)}</p>" if "alleles" in PAGES else ""
    return listing(["Allele", "Type", "Phenotyped", "Products"], cells, "Alleles and products", "No allele product is listed.") + more
