"""What the Charts page says and draws of data without animals: the answer in a sentence, the counts, and what is expected of them."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import choices, parts
from dashboards.data_grid import plain
from dashboards.listing import listing
from dashboards.live_chart import chart_of
from dashboards.pages import charts_tissues, gene_sections
from dashboards.pages.charts_counts import KINDS, OFFERED, Asked, described, published
from dashboards.pages.charts_others import forest_of_rows
from dashboards.pages.charts_told import SUPPLIED, Told
from dashboards.pages.gene_words import listed
from dashboards.sections import sentence
from impc_nb import wording
from impc_nb.schema import ZYGOSITY_LABELS, ImpcError, Release
from impc_nb.statistics.lines import PupCounts, pup_counts, viability_call
from impc_nb.statistics.shares import share_interval
from impc_nb.statistics.welch import NotEstimable


def tell(release: Release, gene: dict, asked: Asked) -> Told:
    """Load and word what was asked for; whatever is wrong with the data is said instead."""
    kind = KINDS[asked.kind]
    try:
        told = TELL[asked.kind](release, gene, asked)
    except Exception as problem:  # noqa: BLE001 - the page stands, whatever is wrong with one table
        return Told(asked, gene, release, f"{kind.title} of {gene['marker_symbol']}", [sentence(problem, kind.title)])
    if asked.kind in ("published", "embryo"):
        return told
    found = published(release.name, gene["marker_accession_id"], kind.codes)
    if len(found) and not len(told.rows):
        return charts_tissues.by_stage(release, gene, asked, found)
    called = found[found["significant"].fillna(False).astype(bool)]
    if len(called):
        told.says.append(f"Published as significant: {listed(called['mp_term_name'].dropna().unique())}.")
    return told


def offered(release: str, gene: dict, asked: Asked) -> tuple[list[str], str]:
    """What the list of parameters offers for the gene, and what of it is shown."""
    try:
        names = sorted(choices.offered(release, gene["marker_accession_id"])["parameter_name"].dropna().unique(), key=str.lower)
    except ImpcError:
        names = []
    shown = KINDS[asked.kind].title if asked.kind != "published" else asked.name or asked.parameter
    return list(dict.fromkeys([*names, *OFFERED, shown])), shown


# ---------------------------------------------------------------- viability and fertility
def _viability(release: Release, gene: dict, asked: Asked) -> Told:
    symbol, accession = gene["marker_symbol"], gene["marker_accession_id"]
    calls, counts = data = gene_sections.read_viability(release.name, accession)
    own = calls[(calls["doc_id"] == asked.dataset) | (calls["parameter_stable_id"] == asked.parameter)]
    if asked.dataset and (own["doc_id"] == asked.dataset).any():
        own = own[own["doc_id"] == asked.dataset]
    headline = _not_listed(release, gene, asked) if asked.parameter and not len(own) else ""
    if not len(own):
        whole = calls["parameter_name"].fillna("").str.contains("animals|outcome", case=False)
        own = calls[whole] if whole.any() else calls
    says = list(dict.fromkeys(_call(row) for row in own.itertuples() if isinstance(row.call, str)))
    if not headline:
        looked = "no call of viability or fertility is stated" if len(calls) or len(counts) else (
            "no viability or fertility screen is in this release")  # fmt: skip
        headline = f"{symbol}: {'; '.join(says[:4]) or looked}."
    found = [SUPPLIED.replace("observed: no test", "a category: no test of animals")] if says else []
    found += _shares(calls, counts)
    return Told(asked, gene, release, headline, found, lambda: _shown(gene_sections.draw_viability(data, release)), calls)


def _not_listed(release: Release, gene: dict, asked: Asked) -> str:
    """The answer where the call asked for is a published result, but not listed among the calls; empty where it is neither."""
    rows = published(release.name, gene["marker_accession_id"], parameter=asked.parameter)
    if not len(rows):
        return ""
    row = rows.iloc[0]
    called = bool(row["significant"]) and pd.notna(row["significant"])
    what = f"called {row['mp_term_name']}" if called and isinstance(row["mp_term_name"], str) else "nothing called abnormal"
    where = f"{row['allele_symbol']}, {row['phenotyping_center']}"
    return f"{gene['marker_symbol']}, {str(row['parameter_name']).lower()}: {what} ({where}); the counts behind it are not listed."


def _shares(calls: pd.DataFrame, counts: pd.DataFrame) -> list[str]:
    """The share of homozygotes with its interval for each line counted, and whether the counts make the same call; none on the X."""
    says = []
    for doc_id, of in counts.groupby("doc_id", sort=False):
        on_x = of.loc[of["parameter_name"].fillna("").str.contains("hemi", case=False), "data_point"].fillna(0).sum()
        points = {"series": [{"parameterName": n, "dataPoint": k} for n, k in zip(of["parameter_name"], of["data_point"], strict=True)]}
        try:
            pups = {word: pup_counts(points, sex) for word, sex in (("all pups", None), ("females", "female"), ("males", "male"))}
        except NotEstimable:
            continue
        if on_x or not pups["all pups"].pups:
            continue
        shares = "; ".join(f"{word} {_share(c)}" for word, c in pups.items() if c.pups)
        stated = calls.loc[(calls["doc_id"] == doc_id) & calls["call"].fillna("").str.startswith("Homozygous"), "call"]
        by_counts = viability_call(pups["all pups"]).category
        same = next((c.rpartition(" - ")[2].lower() for c in stated), "")
        whose = ", as the centre does" if same == by_counts else f", the centre {same}" if same else ""
        where = " · ".join(str(v) for v in (of["allele_symbol"].iloc[0], of["phenotyping_center"].iloc[0]) if pd.notna(v))
        says.append(f"{where}: share of homozygotes {shares}; 25 % are expected. The counts alone say {by_counts}{whose}.")
    return says


def _share(counts: PupCounts) -> str:
    low, high = share_interval(counts.homozygotes, counts.pups)
    return f"{100 * counts.homozygotes / counts.pups:.1f} % (95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def _call(row) -> str:
    """A call in a few words: "homozygous females lethal (Nxn<...>, TCP)"."""
    named = row.parameter_name if isinstance(row.parameter_name, str) else ""
    who = named.lower().removesuffix(" viability").replace("gross findings ", "")
    who = f"{who}s" if who in ("male", "female") else "at weaning" if "outcome" in who else who
    what = row.call.rpartition(" - ")[2].lower()
    word = ZYGOSITY_LABELS.get(row.zygosity, row.zygosity) if row.call.rpartition(" - ")[0] == "" else ""
    line = ", ".join(str(w) for w in (row.allele_symbol, word, row.phenotyping_center) if isinstance(w, str) and w)
    return f"{who} {what} ({line})"


def _shown(drawn: list | str) -> list:
    return [parts.words(drawn)] if isinstance(drawn, str) else drawn


# ---------------------------------------------------------------- results without animals
def _published(release: Release, gene: dict, asked: Asked) -> Told:
    """A result without reachable animals: what the IMPC states of it, and its estimates where it states them."""
    symbol, accession = gene["marker_symbol"], gene["marker_accession_id"]
    rows = published(release.name, accession, parameter=asked.parameter)
    name = asked.name or asked.parameter
    words = []
    for row in rows.itertuples():
        where = " · ".join(str(w) for w in (row.phenotyping_center, row.zygosity, row.life_stage_name) if pd.notna(w))
        said = "significant" if bool(row.significant) and pd.notna(row.significant) else (
            "not significant" if pd.notna(row.p_value) else "not analysed")  # fmt: skip
        term = f": {row.mp_term_name}" if isinstance(row.mp_term_name, str) and said == "significant" else ""
        effect = f", effect size {wording.number(row.effect_size, sign=True)} SD" if pd.notna(row.effect_size) else ""
        words.append(f"{where}: {said}{term} (p {wording.p_value(None if pd.isna(row.p_value) else row.p_value)}{effect})")
    headline = f"{name} of {symbol}: published without animals to show."
    detailed = described(release.name, accession, asked.parameter)
    unit = next(iter(detailed["unit"].dropna()), "") if "unit" in detailed else ""
    forest = forest_of_rows(detailed, str(unit), name, release)[1] if len(detailed) else None
    says = [*words[:12], "The animals behind it are not listed in this release: nothing can be drawn or recomputed from them."]
    heads = ["Centre", "Allele", "Zygosity", "Life stage", "p", "Effect size", "Published as"]
    cells = [[escape(plain(w)) for w in (r.phenotyping_center, r.allele_symbol, r.zygosity, r.life_stage_name,
                                        wording.p_value(None if pd.isna(r.p_value) else r.p_value), r.effect_size, r.mp_term_name)]
             for r in rows.itertuples()]  # fmt: skip
    table = listing(heads, cells, f"Published results of {name}")
    draw = lambda: [*([chart_of(forest)] if forest else []), parts.words(table)]  # noqa: E731
    return Told(asked, gene, release, headline, says, draw, rows, [forest] if forest else [])


TELL = {"viability": _viability, "embryo": charts_tissues.embryo, "histopathology": charts_tissues.histopathology,
        "gross": charts_tissues.gross, "expression": charts_tissues.expression,
        "published": _published}  # fmt: skip
