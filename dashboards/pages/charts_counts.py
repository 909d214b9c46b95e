"""Charts of data without animals: which link asks for them. Pups of a line, embryos, tissues; results whose animals are not at hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

import impc_nb
from dashboards import choices, gene_data
from impc_nb.schema import ImpcError


@dataclass(frozen=True)
class Kind:
    """What is counted per line, stage or tissue: ``codes`` of its procedures, its table, and its section on the Gene page."""

    title: str
    codes: tuple[str, ...]
    table: str
    section: str


KINDS = {
    "viability": Kind("Viability and fertility", ("VIA", "FER"), "viability", "viability"),
    "embryo": Kind("Embryos", ("EVL", "EVM", "EVO", "EVP", "GEL", "GEM", "GEO", "GEP", "GPL", "GPM", "GPO", "GPP"), "phenotype_hits",
                   "significant"),
    "histopathology": Kind("Histopathology", ("HIS",), "histopathology", "histopathology"),
    "gross": Kind("Gross pathology", ("PAT",), "gross_pathology", "gross"),
    "expression": Kind("lacZ expression", ("ALZ", "ELZ"), "expression", "expression"),
    "published": Kind("Published results", (), "datasets", "results"),
}  # fmt: skip
OFFERED = tuple(kind.title for name, kind in KINDS.items() if name != "published")
"""What the list of parameters offers beside the parameters with animals."""

_ANIMALS = ("unidimensional", "categorical", "time_series")


@dataclass(frozen=True)
class Asked:
    """A view of data without animals: the kind, and the parameter (id) and dataset the link named, where it named them."""

    kind: str
    parameter: str = ""
    dataset: str = ""
    name: str = ""


def code_of(parameter: object) -> str:
    """The procedure's letters in a parameter's id: "VIA" of IMPC_VIA_067_001; empty where it has none."""
    found = re.search(r"_([A-Z]{3})_\d{3}", parameter) if isinstance(parameter, str) else None
    return found[1] if found else ""


def kind_of(parameter: object) -> str:
    """The kind a parameter's id or a title of :data:`OFFERED` belongs to; empty for one with animals."""
    code, title = code_of(parameter), str(parameter).strip().lower()
    return next((name for name, kind in KINDS.items() if (code and code in kind.codes) or kind.title.lower() == title), "")


def asked_for(release: str, accession: str, parameter: str, dataset: str) -> Asked | None:
    """The view that parameter and dataset of a link ask for; None where they name one with animals."""
    kind = kind_of(parameter)
    if not kind or (code_of(parameter) and _with_animals(release, accession, parameter)):
        return None
    return Asked(kind, parameter if code_of(parameter) else "", dataset)


def _with_animals(release: str, accession: str, parameter: str) -> bool:
    """Whether animals are listed for a parameter whose procedure mostly has none, such as a weight taken at dissection."""
    try:
        rows = choices.offered(release, accession)
    except ImpcError:
        return False
    own = rows[rows["parameter_stable_id"] == parameter]
    return bool((own["doc_id"].notna() & own["data_type"].isin(_ANIMALS)).any())


def behind(release: str, accession: str, parameter: str, dataset: str) -> Asked | None:
    """The view of a result that is published without animals, found by its dataset or its parameter (id or name)."""
    for read in (_results, _hits, _calls):
        rows = read(release, accession)
        found = rows[rows["doc_id"] == dataset] if dataset else rows.iloc[:0]
        if not len(found) and parameter:
            text = parameter.strip().lower()
            found = rows[(rows["parameter_stable_id"].str.lower() == text) | (rows["parameter_name"].str.lower() == text)]
        if len(found):
            row = found.iloc[0]
            one = row["parameter_stable_id"] if isinstance(row["parameter_stable_id"], str) else ""
            return Asked(
                kind_of(one) or "published", one, dataset, row["parameter_name"] if isinstance(row["parameter_name"], str) else one
            )
    return None


_COLUMNS = ["doc_id", "parameter_stable_id", "parameter_name", "procedure_stable_id", "allele_symbol", "zygosity", "life_stage_name",
            "phenotyping_center", "significant", "p_value", "effect_size", "status", "mp_term_id", "mp_term_name"]  # fmt: skip


def _read(read: Callable[..., pd.DataFrame], *of: str) -> pd.DataFrame:
    """The rows, or none where they cannot be read."""
    try:
        return read(*of)
    except ImpcError:
        return pd.DataFrame(columns=_COLUMNS, dtype="str")


def _results(release: str, accession: str) -> pd.DataFrame:
    return _read(gene_data.results, release, accession)


def _hits(release: str, accession: str) -> pd.DataFrame:
    return _read(gene_data.table, "phenotype_hits", release, accession).assign(significant=True)


def _calls(release: str, accession: str) -> pd.DataFrame:
    return _read(gene_data.table, "viability", release, accession)


def published(release: str, accession: str, codes: tuple[str, ...] = (), parameter: str = "") -> pd.DataFrame:
    """Published calls and results of procedures (``codes``) or of one parameter, each once whatever its sexes."""
    tables = [t.reindex(columns=_COLUMNS) for t in (_hits(release, accession), _results(release, accession)) if len(t)]
    if not tables:
        return pd.DataFrame(columns=_COLUMNS)
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[rows["parameter_stable_id"].map(code_of).isin(codes) if codes else rows["parameter_stable_id"] == parameter]
    line = ["parameter_stable_id", "allele_symbol", "zygosity", "life_stage_name", "phenotyping_center", "mp_term_id"]
    rows = rows.drop_duplicates(line)
    called = rows["significant"].fillna(False).astype(bool)
    same = pd.MultiIndex.from_frame(rows[line[:-1]].astype("str"))
    return rows[called | ~same.isin(same[called])].reset_index(drop=True)  # some services list a call's result as not significant, too


def described(release: str, accession: str, parameter: str) -> pd.DataFrame:
    """The descriptions of the datasets of a parameter, with estimates, where the release has them."""
    try:
        return impc_nb.load_table("datasets", gene=accession, parameter=parameter, release=release)
    except ImpcError:
        return pd.DataFrame()
