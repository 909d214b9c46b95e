"""The six steps of the IMPC, each told with the data of one result. Every function gives markup; words from data are escaped."""

from __future__ import annotations

from html import escape

import pandas as pd

import impc_nb
from dashboards import choices, parts
from dashboards.links import link
from dashboards.pages.charts import groups_table
from impc_nb import alleles, wording
from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, MUTANT, SEXES, ImpcError

STEPS = ("Production", "Phenotyping", "Statistical analysis", "Annotation", "Quality control", "Dissemination")
_STAGES = ("production", "phenotyping", "statistical analysis", "annotation", "quality control", "dissemination")
_DOES = (
    "A centre switches off one gene and breeds a line of mutants.",
    "Mutants and wildtypes go through the same standardised tests, whose protocols are kept in IMPReSS.",
    "Mutants are compared with the wildtypes of the same centre and conditions; a result counts when p is below 0.0001.",
    "A significant result gets a term of the Mammalian Phenotype Ontology (MP), which other databases understand.",
    "Curators check what a centre sends before and after the analysis: units, impossible values, numbers of animals, duplicates.",
    "Data, results and mice go to everybody: as web pages, files, services, and as orders from repositories.",
)
NOTHING = "This gene has no result here that could be followed through the steps."


def step_said(number: int, told, release: str) -> str:
    """One step: what it is, what it was for the result in hand, and where its tables are."""
    name = f"{number} · {STEPS[number - 1]}"
    tell = (_production, _phenotyping, _analysis, _annotation, _quality, _dissemination)[number - 1]
    try:
        own = tell(told, release) if told.row is not None else parts.quiet(NOTHING)
    except ImpcError as problem:
        own = parts.quiet(str(problem))
    return f"<h3>{escape(name)}</h3><p>{escape(_DOES[number - 1])}</p>{own}{_tables(number, release)}"


def _known(row: dict, *names: str) -> dict[str, object]:
    return {n: row[n] for n in names if row.get(n) is not None and not pd.isna(row[n])}


def _tables(number: int, release: str) -> str:
    about = impc_nb.describe(impc_nb.open_catalog(release)) if release != "live" else pd.DataFrame(columns=["title", "stage"])
    titles = list(about.loc[about["stage"] == _STAGES[number - 1], "title"])
    return parts.quiet(f"Tables of this step in the catalog: {', '.join(titles)}.") if titles else ""


def taken_apart(symbol: str) -> str:
    """What the symbol of an allele says was done, or why it says nothing."""
    try:
        allele = alleles.parse_allele(symbol)
    except ImpcError as problem:
        return str(problem)
    return f"{allele.title}. {allele.words}"


def _production(told, release: str) -> str:
    row = told.row
    symbol = row["allele_symbol"]
    facts = {"Gene": f"{row['marker_symbol']} ({row['marker_accession_id']})", "Allele": symbol}
    if isinstance(symbol, str):
        facts |= {"What was done": taken_apart(symbol)}
    if told.dataset is not None:
        facts |= {"Line (colony)": told.dataset.about["colony_id"], "Strain": told.dataset.about["strain_name"]}
    facts |= {"Zygosity": row["zygosity"], "Centre": row["phenotyping_center"]}
    return parts.facts({k: v for k, v in facts.items() if v is not None and not pd.isna(v)}) + (
        f"<p>{link('The allele taken apart, and where to order', 'alleles', gene=row['marker_symbol'])}</p>")  # fmt: skip


def _phenotyping(told, release: str) -> str:
    if told.dataset is None:
        return parts.quiet(f"The animals behind this result cannot be shown. {told.problem}")
    data = told.dataset
    days = data.part()["date_of_experiment"].dropna()
    age = data.part(group=MUTANT)["age_in_weeks"].median()
    when = f", between {days.min():%B %Y} and {days.max():%B %Y}" if len(days) else ""
    old = f" Mutants were {age:.0f} weeks old (median)." if age == age else ""
    said = f"{data.about['procedure_name'] or 'A test'} at {data.about['phenotyping_center'] or 'a centre'}: {data.counted()}{when}.{old}"
    go = link("See every animal", "charts", gene=data.about["marker_symbol"], dataset=data.about["doc_id"])
    return f"<p>{escape(said)}</p>{parts.table(groups_table(data), f'Groups of {data.label}')}<p>{go}</p>"


def _analysis(told, release: str) -> str:
    if told.dataset is None:
        facts = {"Method": told.row["statistical_method"], "p": wording.p_value(told.row["p_value"]), "Status": told.row["status"]}
        return parts.facts({k: v for k, v in facts.items() if not pd.isna(v)})
    measured = wording.intervals(told.dataset)
    measured = f"As measured, mutant − wildtype: {measured}." if measured else wording.headline(told.dataset)
    go = link("Why this method, and how the estimate changes on the way to the call", "charts", gene=told.row["marker_symbol"],
              dataset=told.row["doc_id"])  # fmt: skip
    return f"<p>{escape(measured)}</p><p><b>{escape(wording.call(told.dataset))}</b></p><p>{go}</p>"


def _annotation(told, release: str) -> str:
    row = told.row
    term = _known(row, "mp_term_id", "mp_term_name", "top_level_mp_term_name")
    significant = not pd.isna(row["significant"]) and bool(row["significant"])
    if not significant:
        said = "The result is not significant" if not pd.isna(row["significant"]) else "Whether the result is significant is not stated"
        return f"<p>{escape(said)}: no term is assigned. The test still counts: the gene was tested for it.</p>"
    if "mp_term_name" not in term:
        return "<p>The result is significant, but no term is stated with it.</p>"
    named = str(term["mp_term_name"])
    shown = link(named, "phenotype", phenotype=term["mp_term_id"]) if "mp_term_id" in term else escape(named)
    system = f" It belongs to: {escape(str(term['top_level_mp_term_name']))}." if "top_level_mp_term_name" in term else ""
    number = escape(str(term.get("mp_term_id", "no id stated")))
    return f"<p>{escape(str(row['parameter_name']))} gave the term <b>{shown}</b> ({number}).{system}</p>"


def checks(data: Dataset) -> list[tuple[str, str]]:
    """What can be checked of a dataset here: what is checked, and what was found."""
    mutants = {sex: data.number_of_animals(sex, MUTANT) for sex in SEXES}
    animals = data.animals
    missing = int(len(animals) - data.count())
    named = animals["specimen_id"].dropna()
    twice = int(named.duplicated().sum()) if data.about["data_type"] != "time_series" else 0
    days = data.part(group=MUTANT)["date_of_experiment"].dropna().nunique()
    few = " (fewer than the 4 the mixed model wants)"
    return [
        ("Mutants of each sex", ", ".join(f"{n} {sex}{'' if n >= 4 else few}" for sex, n in mutants.items())),
        ("Wildtypes to compare with", f"{data.number_of_animals(group=CONTROL)} of the same centre and conditions"),
        ("Values missing", f"{missing} of {len(animals)}"),
        ("Animals listed twice", f"{twice}"),
        ("Days on which mutants were measured", f"{days or 'not stated'}"),
        ("Unit", data.unit or "none (a score, a count or a category)"),
    ]  # fmt: skip


def _quality(told, release: str) -> str:
    if told.dataset is None:
        return parts.quiet("The animals behind this result cannot be shown, so nothing can be checked here.")
    return f"<p>What you can check yourself:</p>{parts.facts(dict(checks(told.dataset)))}"


def _dissemination(told, release: str) -> str:
    row = told.row
    about = told.dataset.release if told.dataset is not None else choices.release_shown(release)
    facts = {"Dataset": row["doc_id"], "Release": about.label, "Licence": "CC BY 4.0"}
    go = " · ".join([link("The gene", "gene", gene=row["marker_symbol"]), link("The mice", "alleles", gene=row["marker_symbol"]),
                     link("The data as files and services", "downloads", gene=row["marker_symbol"])])  # fmt: skip
    return f"{parts.facts(facts)}<p>{go}</p>"
