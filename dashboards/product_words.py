"""What is known of a product: how it was checked, where its maps and sequences are, how CRISPR cut; as words and as markup."""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from dashboards.gene_data import several
from dashboards.links import link, outside
from dashboards.listing import listing

LINKS = {"allele_map_link": "allele map", "genbank_link": "allele GenBank file", "vector_map_link": "vector map",
         "vector_genbank_link": "vector GenBank file", "qc_link": "results of checks"}  # fmt: skip
NOT_HERE = "This release says nothing of checks, maps, GenBank files or CRISPR guides; the live release does where the IMPC states them."
NOT_LISTED = "The IMPC states no checks, maps, GenBank files or CRISPR guides of these products."
_WHO = {"production": "by the producer", "distribution": "by the distributor", "user": "by users"}
_CHECKS = (("five prime", "5′"), ("three prime", "3′"), ("lr pcr", "long-range PCR"), ("sr pcr", "short-range PCR"), ("qpcr", "(qPCR)"),
           ("loa", "loss of allele"), ("lacz", "lacZ"), ("loxp", "loxP"), ("tv", "targeting vector"))  # fmt: skip
_MANY = 2  # checks that are listed at once; more are counted, and unfold


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _web(words: str, address: object) -> str:
    """A link where the address is an encrypted one of the web; nothing otherwise."""
    return outside(words, address) if _text(address).startswith("https://") else ""


def check_name(key: str) -> str:
    """A check in words.

    >>> print(check_name("five_prime_lr_pcr"))
    5′ long-range PCR
    """
    name = key.replace("_", " ")
    for short, long in _CHECKS:
        name = re.sub(rf"\b{short}\b", long, name)
    return name


def checks(stated: object) -> list[tuple[str, str, str]]:
    """Who checked, what and the outcome, of the column ``qc_results``."""
    found = []
    for one in several(stated):
        check, _, outcome = one.partition(": ")
        who, _, key = check.rpartition(" ")
        found.append((_WHO.get(who, who), check_name(key), outcome or "not stated"))
    return found


def parts_of(stated: object) -> list[dict[str, str]]:
    """Names and values of each part of ``nucleases``, ``guides`` or ``genotype_primers``."""
    return [{name: value for name, _, value in (word.partition(" ") for word in one.split(", "))} for one in several(stated)]


def _nucleases(stated: object) -> str:
    named = [(one.get("type", "nuclease not named"), one.get("class")) for one in parts_of(stated)]
    return " and ".join(f"{name} ({kind})" if kind else name for name, kind in named)


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}" if n else ""


def _checked(row: dict) -> tuple[str, str]:
    """The checks in short, and all of them where that is not the same."""
    made = checks(row.get("qc_results"))
    if len(made) <= _MANY:
        return "; ".join(f"{what}: {outcome}{f' ({who})' if who else ''}" for who, what, outcome in made), ""
    by: dict[str, list[str]] = {}
    for who, what, outcome in made:
        by.setdefault(who, []).append(f"{what}: {outcome}")
    whole = ". ".join(f"Checked {who or 'by somebody not stated'}: {'; '.join(found)}" for who, found in by.items())
    other = [f"{what}: {outcome}" for _, what, outcome in made if outcome.lower() != "pass"]
    passed = _counted(len(made) - len(other), "check")
    return "; ".join([f"{passed} passed" if passed else "no check passed", *other]), whole


def _cut(row: dict) -> str:
    """What is stated of the cut, in short."""
    cut, guides, primers = _nucleases(row.get("nucleases")), parts_of(row.get("guides")), parts_of(row.get("genotype_primers"))
    words = (f"cut with {cut}" if cut else "", _counted(len(guides), "guide"), _counted(len(primers), "genotyping primer"))
    return ", ".join(filter(None, words))


def _vector(row: dict) -> list[str]:
    """What is stated of the vector a product is, or was made with."""
    backbone, name = _text(row.get("backbone")), _text(row.get("vector_name"))
    return [words for words in (backbone and f"backbone {backbone}", name and f"made with vector {name}") if words]


def known(row: dict) -> str | None:
    """What is known of a product as words, to find and to save; None where nothing is."""
    files = [words if _web(words, row.get(name)) else "" for name, words in LINKS.items()]
    return "; ".join(filter(None, [_checked(row)[0], _cut(row), *_vector(row), ", ".join(filter(None, files))])) or None


def cell(row: dict) -> str:
    """What is known of a product, with the addresses of its maps and files."""
    short, whole = _checked(row)
    checked = f"<details><summary>{escape(short)}</summary>{escape(whole)}</details>" if whole else escape(short)
    symbol, cut = _text(row.get("allele_symbol")), _cut(row)
    guides = link(cut, "alleles", gene=_text(row.get("marker_symbol")), allele=symbol) if cut and symbol else escape(cut)
    files = [_web(words, row.get(name)) for name, words in LINKS.items()]
    lines = [checked, guides, *map(escape, _vector(row)), " · ".join(filter(None, files))]
    return "".join(f"<div style='min-width: 20em'>{line}</div>" for line in lines if line) or "–"


def crispr(products: pd.DataFrame | None, symbol: str) -> str:
    """Guides, nucleases and genotyping primers of an allele; nothing where none is stated."""
    rows = [] if products is None else products[products["allele_symbol"] == symbol].to_dict("records")
    return "".join(_design(row, symbol) for row in rows if _cut(row))


def _design(row: dict, symbol: str) -> str:
    name, cut = _text(row.get("name")) or _text(row.get("product_id")), _nucleases(row.get("nucleases"))
    said = f"<b>{escape(name or symbol)}</b>: {escape(f'cut with {cut}' if cut else 'the nuclease is not stated')}."
    guides = [[_bases(one.get("sequence")), _bases(one.get("pam")), escape(one.get("chr_name", "")), _base(one.get("start")),
               _base(one.get("stop")), escape(one.get("strand", "")), escape(one.get("assembly", ""))]
              for one in parts_of(row.get("guides"))]  # fmt: skip
    heads = ("Guide", "PAM", "Chromosome", "Start", "Stop", "Strand", "Assembly")
    table = listing(heads, guides, f"Guides of {name or symbol}", "No guide is stated.")
    primers = [[escape(one.get("name", "")), _bases(one.get("sequence"))] for one in parts_of(row.get("genotype_primers"))]
    second = listing(("Genotyping primer", "Sequence"), primers, f"Genotyping primers of {name or symbol}") if primers else ""
    return f"<p>{said}</p>{table}{second}"


def _bases(said: str | None) -> str:
    return f"<code>{escape(said)}</code>" if said else ""


def _base(said: str | None) -> str:
    """A position with its thousands apart."""
    return f"{int(said):,}" if said and said.isascii() and said.isdecimal() and len(said) < 12 else escape(said or "")
