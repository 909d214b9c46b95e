"""Alleles in words: which there are, what a name says, what can be made from one, and where to order. No price is ever shown."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards import parts
from dashboards.gene_data import several
from dashboards.links import href, link, outside
from dashboards.listing import listing
from impc_nb import alleles
from impc_nb.schema import ImpcError
from impc_nb.tables import SEVERAL

PRODUCTS = {"mouse": "mice", "es_cell": "ES cells", "targeting_vector": "targeting vector", "intermediate_vector": "intermediate vector",
            "crispr": "CRISPR design"}  # fmt: skip
NO_FORMS = (
    "This allele has one form only: alleles made with CRISPR, large deletions and gene traps carry no FRT and loxP sites that a "
    "recombinase could use. A tm1a allele, knockout first, becomes tm1b, tm1c and tm1d; choose one where the gene has one."
)
_LEGEND = (
    "▼ FRT sites (for Flp), ▲ loxP sites (for Cre). tm1a: the cassette stops the gene, but a null is not guaranteed. tm1b: Cre took the "
    "critical exon, lacZ reports. tm1c: Flp took the cassette, the gene works. tm1d: Cre then took the critical exon."
)


def known(stated: pd.DataFrame | None, products: pd.DataFrame | None, results: pd.DataFrame) -> pd.DataFrame:
    """One row an allele: ``allele_symbol``, ``allele_description``, ``product_types`` and, if phenotyped, ``results`` and ``significant``.

    Alleles of products and of results that the list of alleles leaves out are added; the missing stays missing.
    """
    rows: dict[str, dict] = {}
    for table in (stated, products):
        for row in () if table is None else table.dropna(subset=["allele_symbol"]).to_dict("records"):
            one = rows.setdefault(row["allele_symbol"], {"allele_description": None, "types": []})
            if isinstance(row["allele_description"], str):
                one["allele_description"] = one["allele_description"] or row["allele_description"]
            one["types"] += several(row.get("product_types", row.get("product_type")))
    measured = results.dropna(subset=["allele_symbol"])
    for symbol, own in measured.groupby("allele_symbol"):
        one = rows.setdefault(symbol, {"allele_description": None, "types": []})
        one |= {"results": float(len(own)), "significant": float(own["significant"].fillna(False).astype(bool).sum())}
    table = pd.DataFrame([{"allele_symbol": s, "results": None, "significant": None} | one for s, one in rows.items()],
                         columns=["allele_symbol", "allele_description", "types", "results", "significant"])  # fmt: skip
    table["product_types"] = [SEVERAL.join(t for t in PRODUCTS if t in types) or None for types in table["types"]]
    order = table.assign(_measured=table["results"].isna()).sort_values(["_measured", "allele_symbol"], kind="stable")
    return order.drop(columns=["types", "_measured"]).reset_index(drop=True)


def _named(types: object) -> list[str]:
    return [PRODUCTS.get(t, t) for t in several(types)]


def answer(symbol: str, rows: pd.DataFrame) -> str:
    """How many alleles there are, what can be had of them, and which were phenotyped."""
    if not len(rows):
        return f"No allele of {symbol} is listed here."
    n = len(rows)
    mice = [s for s, t in zip(rows["allele_symbol"], rows["product_types"], strict=True) if "mouse" in several(t)]
    other = sorted({PRODUCTS.get(t, t) for types in rows["product_types"] for t in several(types)} - {PRODUCTS["mouse"]}, key=str.lower)
    measured = rows.loc[rows["results"].notna(), "allele_symbol"]
    have = f"all {n} as mice" if len(mice) == n > 2 else f"as mice {_few(mice, n)}" if mice else "none as mice"
    also = f", {'also' if mice else 'but'} as {' and '.join(filter(None, [', '.join(other[:-1]), other[-1]]))}" if other else ""
    tested = (
        f"; {_few(list(measured), n)} {'was' if len(measured) == 1 else 'were'} phenotyped"
        if len(measured)
        else "; none was phenotyped here"
    )
    return f"{symbol} has {n} allele{'' if n == 1 else 's'} here, {have}{also}{tested}."


def _few(symbols: list[str], of: int, most: int = 2) -> str:
    names = [s.partition("<")[2].rstrip(">") or s for s in symbols]
    return " and ".join(names) if len(names) <= most else f"all {of}" if len(names) == of else f"{len(names)} of them"


def listed(rows: pd.DataFrame, gene: str, taken: str) -> str:
    """Every allele with what exists of it and how often it was tested, as markup."""
    cells = []
    for row in rows.to_dict("records"):
        symbol = row["allele_symbol"]
        here = symbol == taken
        choose = f'<a href="{escape(href("alleles", gene=gene, allele=symbol))}"{" aria-current=true" if here else ""}>{escape(symbol)}</a>'
        what = escape(row["allele_description"] if isinstance(row["allele_description"], str) else _title(symbol))
        tests = "" if pd.isna(row["results"]) else f"{row['results']:,.0f} results, {row['significant']:,.0f} significant"
        shown = link(tests, "gene", gene=gene, allele_symbol=symbol) if tests else "not phenotyped here"
        name = f"{choose}{' ◀ shown' if here else ''}<br><span class='quiet'>{what}</span>"
        cells.append((name, escape(", ".join(_named(row["product_types"]))), shown))
    return listing(("Allele", "Exists as", "Phenotyped"), cells, f"Alleles of {gene}")


def _title(symbol: str) -> str:
    try:
        return alleles.parse_allele(symbol).title
    except ImpcError:
        return "not the symbol of an allele"


def taken_apart(symbol: str) -> str:
    """The parts of a symbol and what each means, as markup."""
    one = alleles.parse_allele(symbol)
    kinds = {"targeted": ("tm", "targeted mutation: made in ES cells by homologous recombination"),
             "endonuclease-mediated": ("em", "endonuclease-mediated: cut in the fertilised egg, in the IMPC by Cas9 (CRISPR)"),
             "gene trap": ("Gt", "gene trap: a cassette that landed in the gene by chance")}  # fmt: skip
    rows = [(one.gene, "gene", "the gene that was changed")] if one.gene else []
    if one.kind in kinds:
        rows.append((kinds[one.kind][0], "kind", kinds[one.kind][1]))
    if one.number is not None:
        rows.append((str(one.number), "number", "which of that kind this laboratory made in this gene"))
    if one.form:
        means = ": ".join(alleles.FORMS[one.form]) if one.of_consortium else "a later form of the same mutation"
        rows.append((one.form, "form", means))
    if one.programme:
        rows.append((f"({one.programme})", "programme", _programme(one.programme)))
    if one.laboratory:
        rows.append((one.laboratory, "laboratory", alleles.LABORATORIES.get(one.laboratory, "laboratory code, registered with the ILAR")))
    cells = [(f"<b>{escape(part)}</b>", escape(name), escape(means)) for part, name, means in rows]
    table = listing(("Part", "Is the", "Means"), cells, f"Parts of {symbol}") if cells else ""
    return f"<p><b>{escape(symbol)}</b>: {escape(one.title)}</p>{table}<p>{escape(one.words)}</p>"


def _programme(name: str) -> str:
    found = [p for p in alleles.PROGRAMMES if p["programme"].split("-")[0] == name]
    return f"{found[0]['title'].split(',')[0]}, {found[0]['region']}" if found else "who paid or what was put in"


def family(symbol: str, rows: pd.DataFrame) -> tuple[dict[str, str] | None, int]:
    """What exists of each form a to d of a conditional allele of an IKMC programme; None for alleles of other designs."""
    one = alleles.parse_allele(symbol)
    if not one.of_consortium or one.form not in ("a", "b", "c", "d"):
        return None, 0
    out = {}
    for row in rows.to_dict("records"):
        try:
            other = alleles.parse_allele(row["allele_symbol"])
        except ImpcError:
            continue
        same = (other.kind, other.number, other.programme, other.laboratory) == (one.kind, one.number, one.programme, one.laboratory)
        if same and other.form in ("a", "b", "c", "d"):
            exists = [name.removeprefix("targeting ").removeprefix("intermediate ") for name in _named(row["product_types"])]
            out[other.form] = SEVERAL.join([*dict.fromkeys(exists), *(["phenotyped"] if pd.notna(row["results"]) else [])])
    return out, one.number


def forms_said(symbol: str) -> str:
    """What can be made from this form, and how; and what the picture shows, for those who cannot see it. Markup."""
    made = alleles.made_from(symbol)
    steps = "".join(f"<li>{escape(recombinase)} makes <b>{escape(other)}</b>: {escape(what)}.</li>" for other, recombinase, what in made)
    last = f"<ul>{steps}</ul>" if made else parts.quiet("Nothing more is made from this form.")
    return f"<p>From {escape(symbol)}:</p>{last}{parts.quiet(_LEGEND)}"


def _holders(symbol: str, products: pd.DataFrame | None) -> str:
    """Where mice of an allele are ordered as the list of products states it, else whom its laboratory's code leads to; markup."""
    own = None if products is None else products[(products["allele_symbol"] == symbol) & (products["product_type"] == "mouse")]
    stated = {}
    for row in () if own is None else own.to_dict("records"):
        names, addresses = several(row["order_name"]), several(row["order_link"])
        stated |= {n: addresses[i] if len(addresses) == len(names) else "" for i, n in enumerate(names)}
    if stated:
        return f"listed at {', '.join(outside(n, a) for n, a in stated.items())}"
    return f"ask {outside(*alleles.where_to_order(symbol))} first; the allele's page at the IMPC says what is held"


def ordering(symbol: str, gene: str, company: bool, products: pd.DataFrame | None = None) -> str:
    """Whom to ask for the allele as a laboratory or a company, as markup; no prices."""
    services = {topic: (words, at) for topic, words, at in alleles.SERVICES}
    choice = " · ".join(
        f"<b>{words}</b>"
        if company == is_company
        else link(words, "alleles", gene=gene, allele=symbol, user="company" if is_company else "")
        for words, is_company in (("I work in research", False), ("I work in a company", True))
    )
    lines = []
    if company:
        words, at = services["industry"]
        lines.append(f"<b>Licence first</b>: {escape(words)} {outside('genOway', at)}")
    lines.append(f"<b>Mice of this allele</b>: {_holders(symbol, products)}.")
    lines += [f"<b>{topic[:1].upper() + topic[1:]}</b>: {escape(services[topic][0])} {outside('more', services[topic][1])}"
              for topic in ("conversion", "Cre drivers")]  # fmt: skip
    made = outside("223 lines made by EUCOMMTOOLS", "https://cordis.europa.eu/project/id/261492/reporting")
    lines[-1] += f"; {made} (final report, 2015) are archived at EMMA"
    held = ", ".join(outside(n, a) for n, a in dict.fromkeys(alleles.ORDER_FROM.values()))
    lines.append(f"<b>Repositories</b>: {held}, and {outside('IMSR, which lists them all', 'https://www.findmice.org')}")
    items = "".join(f"<li>{line}</li>" for line in lines)
    marks = (
        "INFRAFRONTIER and EMMA are registered trademarks. Repositories state their prices and waiting times themselves; none is kept here."
    )
    return f"<p>{choice}</p><ul>{items}</ul>{parts.quiet(marks)}"
