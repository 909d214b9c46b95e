"""Charts of what pathologists and embryologists recorded: embryos by stage, tissues under the microscope and at dissection, staining."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import gene_data, parts
from dashboards.data_grid import plain
from dashboards.listing import listing
from dashboards.live_chart import chart_of
from dashboards.pages import gene_tables
from dashboards.pages.charts_counts import KINDS, Asked, published
from dashboards.pages.charts_told import SUPPLIED, Told, texts
from dashboards.pages.gene_words import listed
from impc_nb.plots.tallies import MOST, tallies
from impc_nb.schema import Release
from impc_nb.statistics.shares import share_interval

_SEVERITY = ("#E7EEF5", "#F5EE9E", "#F3C66B", "#E8A98A", "#D9B3D2", "#C9CED3")
_SEEN = ("#E8A98A", "#DCE6EF")


def embryo(release: Release, gene: dict, asked: Asked) -> Told:
    """Embryos: what was called abnormal at each stage."""
    rows = published(release.name, gene["marker_accession_id"], KINDS["embryo"].codes)
    if not len(rows):
        return Told(asked, gene, release, f"{gene['marker_symbol']}: no embryo was looked at in this release.")
    return by_stage(release, gene, asked, rows)


def by_stage(release: Release, gene: dict, asked: Asked, rows: pd.DataFrame) -> Told:
    """Published calls of features by life stage: all there is where no counts are listed."""
    symbol = gene["marker_symbol"]
    stage = rows["life_stage_name"].fillna("stage not stated").astype(str)
    rows = rows.assign(life_stage_name=stage, called=rows["significant"].fillna(False).astype(bool))
    order = lambda c: c.map(_day) if c.name == "life_stage_name" else ~c  # noqa: E731
    rows = rows.sort_values(["life_stage_name", "called"], key=order, kind="stable")
    says = []
    for name, of in rows.groupby("life_stage_name", sort=False):
        terms = of.loc[of["called"], "mp_term_name"].dropna().unique()
        says.append(f"{name}: {listed(terms)}" if len(terms) else f"{name}: nothing called abnormal")
    seen = rows.groupby("life_stage_name", sort=False)["called"].agg(abnormal="sum", whole="size")
    counts = seen.assign(**{"not called": seen["whole"] - seen["abnormal"]})[["abnormal", "not called"]]
    picture = tallies(counts.rename(columns={"abnormal": "called abnormal"}), "features looked at", symbol, release, _SEEN, shares=False)
    heads = ["Stage", "Feature", "Called", "Allele", "Zygosity", "Centre"]
    cells = [[escape(plain(v)) for v in (r.life_stage_name, r.parameter_name, r.mp_term_name if r.called else "no", r.allele_symbol,
                                        r.zygosity, r.phenotyping_center)] for r in rows.itertuples()]  # fmt: skip
    table = listing(heads, cells, "Features by stage")
    only = "" if (~rows["called"]).any() else " Only calls are listed in this release: what was looked at and found normal is not."
    more = "" if asked.kind == "embryo" else " Numbers of animals are not listed in this release."
    what = "embryos" if asked.kind == "embryo" else KINDS[asked.kind].title.lower()
    return Told(asked, gene, release, f"{symbol}, {what} by stage: {'; '.join(says)}.", [SUPPLIED + only + more],
                lambda: [chart_of(picture), parts.words(table)], rows.drop(columns="called"), [picture])  # fmt: skip


_ADULT = {"Early adult": 100.0, "Middle aged adult": 101.0, "Late adult": 102.0}


def _day(stage: object) -> float:
    """Days of a stage's name, for the order: 9.5 of E9.5; adults after embryos, others last."""
    number = str(stage).lstrip("E").split("-")[0]
    return float(number) if number.replace(".", "", 1).isdigit() else _ADULT.get(str(stage), 103.0)


def histopathology(release: Release, gene: dict, asked: Asked) -> Told:
    symbol, accession = gene["marker_symbol"], gene["marker_accession_id"]
    rows = gene_tables.histopathology(release.name, accession)
    if not len(rows):
        return Told(asked, gene, release, f"{symbol}: no tissue was looked at under the microscope in this release.")
    rows = rows.assign(tissue=rows["tissue"].fillna("tissue not stated"), score=rows["severity"].astype("object").fillna("not scored"))
    scores = sorted(rows["score"].astype(str).unique(), key=lambda s: (not s.isdigit(), s))
    counts = pd.crosstab(rows["tissue"], rows["score"].astype(str))[scores]
    found = rows[rows["score"].astype(str).str.fullmatch("[1-9]") | (rows["score"].eq("not scored") & rows["terms"].notna())]
    counts = counts.loc[[*found["tissue"].value_counts().index, *counts.index.difference(found["tissue"])]]
    says, first = [], _named(rows_of(release, accession, "histopathology"), asked).partition(" - ")[0]
    if first in counts.index:
        counts = counts.loc[[first, *counts.index.drop(first)]]
        if first not in set(found["tissue"]):
            says.append(f"nothing in {first.lower()} ({int(counts.loc[first].sum())} recorded)")
    for tissue, of in sorted(found.groupby("tissue", sort=False), key=lambda part: part[0] != first):
        worst = max((s for s in of["score"].astype(str) if s.isdigit()), default="")
        n = int(counts.loc[tissue].sum())
        severe = f", severity up to {worst} of 4" if worst else ", severity not stated"
        says.append(f"{str(tissue).lower()} ({len(of)} of {n} recorded{severe})")
    headline = f"Found in {symbol} mutants: {listed(says, 3)}." if says else (
        f"In {symbol} mutants, nothing was found in any of {len(counts)} tissue{'' if len(counts) == 1 else 's'} looked at.")  # fmt: skip
    named = counts.rename(columns=lambda s: f"severity {s}" if s.isdigit() else s)
    what = "animals" if rows["specimen_id"].notna().all() else "records"  # some services do not say which animal it was
    picture = tallies(named, what, symbol, release, _SEVERITY)
    said = ["Wildtypes are not listed. " + SUPPLIED]
    if any(s.isdigit() for s in scores):
        significant = int(rows["significance"].astype(str).eq("1").sum())
        said.insert(0, "Severity: 0 normal, 1 mild, 2 moderate, 3 marked, 4 severe. Significance 1: the pathologist attributes the finding "
                       f"to the mutation ({significant} of {len(rows)} here).")  # fmt: skip
    table = parts.table(texts(named), "Animals by tissue and severity")
    return Told(
        asked,
        gene,
        release,
        headline,
        [*said, *_left(named)],
        lambda: [chart_of(picture), parts.words(table)],
        rows.drop(columns="score"),
        [picture],
    )


def gross(release: Release, gene: dict, asked: Asked) -> Told:
    symbol, accession = gene["marker_symbol"], gene["marker_accession_id"]
    rows = gene_tables.gross(release.name, accession)
    if not len(rows):
        return Told(asked, gene, release, f"{symbol}: no counts of gross pathology are in this release.")
    named = rows["parameter_name"] + [f" ({s})" if s != "Early adult" else "" for s in rows["life_stage_name"].fillna("stage not stated")]
    rows = rows.assign(anatomy=named)
    sides = {"mutants": ("abnormal", "normal"), "wildtypes": ("wildtypes_abnormal", "wildtypes_normal")}
    bars, says = {}, []
    first = _named(rows_of(release, accession, "gross_pathology"), asked)
    for row in rows.assign(first=rows["parameter_name"] == first).sort_values("first", ascending=False, kind="stable").to_dict("records"):
        if row["abnormal"] or row["wildtypes_abnormal"] or row["first"]:
            for who, (bad, good) in sides.items():
                bars[f"{row['anatomy']}, {who}"] = {"abnormal": row[bad], "normal": row[good]}
        if row["abnormal"] or row["first"]:
            counted = " and ".join(_of(row, who, sides)[0] for who in sides)
            says.append(f"{str(row['anatomy']).lower()} abnormal in {counted}")
    headline = (f"{symbol} at dissection: {'; '.join(says[:3])}{f'; and {len(says) - 3} more' if len(says) > 3 else ''}." if says else
                f"{symbol} mutants: nothing abnormal at dissection in {len(rows)} parts of the body looked at.")  # fmt: skip
    counts = pd.DataFrame.from_dict(bars, orient="index") if bars else None
    picture = tallies(counts, "animals", symbol, release, _SEEN) if counts is not None else None
    cells = [(r["anatomy"], *(" · ".join(w for w in _of(r, who, sides) if w) for who in sides), r["phenotyping_center"])
             for r in rows.to_dict("records")]  # fmt: skip
    heads = ["", "mutants abnormal · share, 95 % interval", "wildtypes abnormal · share, 95 % interval", "centre"]
    table = parts.table(pd.DataFrame(cells, columns=heads), "Animals with an abnormality")
    draw = lambda: [*([chart_of(picture)] if picture else []), parts.words(table)]  # noqa: E731
    return Told(
        asked,
        gene,
        release,
        headline,
        [SUPPLIED, *(_left(counts) if bars else [])],
        draw,
        rows.drop(columns="anatomy"),
        [picture] if picture else [],
    )


def rows_of(release: Release, accession: str, table: str) -> pd.DataFrame:
    """The rows behind a table that is shown put together."""
    return gene_data.table(table, release.name, accession)


def _named(rows: pd.DataFrame, asked: Asked) -> str:
    """The name of the parameter a link asked for; empty where it named none."""
    return str(next(iter(rows.loc[rows["parameter_stable_id"] == asked.parameter, "parameter_name"].dropna()), asked.name))


def _of(row: dict, who: str, sides: dict) -> tuple[str, str]:
    """ "3 of 14 mutants", and the share with the interval that so few animals leave open."""
    bad, good = (row[c] for c in sides[who])
    n = int(bad + good)
    if not n:
        return f"no {who}", ""
    low, high = share_interval(int(bad), n)
    return f"{bad:.0f} of {n} {who}", f"{100 * bad / n:.0f} % ({100 * low:.0f} to {100 * high:.0f} %)"


def _left(counts: pd.DataFrame) -> list[str]:
    return [f"The first {MOST} of {len(counts)} rows are drawn; the table holds all."] if len(counts) > MOST else []


def expression(release: Release, gene: dict, asked: Asked) -> Told:
    symbol, accession = gene["marker_symbol"], gene["marker_accession_id"]
    rows = gene_tables.expression(release.name, accession)
    if not len(rows):
        return Told(asked, gene, release, f"{symbol}: lacZ expression was not looked at in this release.")
    seen = rows[rows["seen"] == "expressed"]
    headline = f"{symbol} is expressed in {len(seen)} of {len(rows)} tissues looked at: {listed(seen['parameter_name'].dropna().unique())}."
    ends = {"mutant": "mutants", "control": "wildtypes (background)"}
    bars = {f"{r['parameter_name']}, {who}": {"stained": _n(r[f"{g}_expression"]), "not stained": _n(r[f"{g}_no_expression"])}
            for r in rows.head(MOST // 2).to_dict("records") for g, who in ends.items()}  # fmt: skip
    counts = pd.DataFrame.from_dict(bars, orient="index")
    picture = tallies(counts, "animals", symbol, release, ("#8FB0CC", "#EEF1F4"))
    table = parts.table(texts(counts), "Animals by tissue and staining")
    said = ["LacZ stands in for the gene: what stains in wildtypes too is background. No test is made."]
    return Told(asked, gene, release, headline if len(seen) else f"{symbol}: no staining was seen in {len(rows)} tissues looked at.", said,
                lambda: [chart_of(picture), parts.words(table)], rows, [picture])  # fmt: skip


def _n(value: object) -> float:
    return 0.0 if pd.isna(value) else float(value)
