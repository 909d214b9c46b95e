"""What a gene's results say, as sentences computed from them: right also where nothing was found, tested or stated."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from dashboards.gene_data import several
from impc_nb import wording
from impc_nb.schema import BODY_SYSTEMS, SEXES, THRESHOLD

SIGNIFICANT, TESTED, NOT_TESTED = "significant", "tested, not significant", "not tested"
SIGNS = {SIGNIFICANT: "●", TESTED: "○", NOT_TESTED: "–"}


def system_states(results: pd.DataFrame, summary: pd.Series | None = None) -> dict[str, str]:
    """The state of each of the 24 body systems: significant where the gene's summary or a result says so."""
    called, tested = _of_results(results)
    if summary is not None:
        called = called | set(several(summary["significant_top_level_mp_term_name"]))
        tested = tested | set(several(summary["not_significant_top_level_mp_term_name"]))
    return {s: SIGNIFICANT if s in called else TESTED if s in tested else NOT_TESTED for s in BODY_SYSTEMS}


def _of_results(results: pd.DataFrame) -> tuple[set[str], set[str]]:
    """The body systems with a call, and those with a call or a test."""
    systems = results["top_level_mp_term_name"]
    significant = results["significant"].fillna(False).astype(bool)
    called = {s for cell in systems[significant] for s in several(cell)}
    return called, called | {s for cell in systems[results["p_value"].notna()] for s in several(cell)}


def disagreement(results: pd.DataFrame, summary: pd.Series | None, hits: pd.DataFrame | None = None) -> str:
    """Where the gene's summary and its results or listed calls say different things of a body system; empty where they agree."""
    if summary is None:
        return ""
    called, _ = _of_results(results)
    stated = set(several(summary["significant_top_level_mp_term_name"]))
    denied = sorted(short(s) for s in called & set(several(summary["not_significant_top_level_mp_term_name"])))
    by_call = set() if hits is None else {s for cell in hits["top_level_mp_term_name"] for s in several(cell)}
    missing = sorted(short(s) for s in stated - called - by_call) if called else []
    says = [f"the results hold a call, the gene's summary states none: {listed(denied)}"] if denied else []
    says += [f"the summary states a call that is not among these results: {listed(missing)}"] if missing else []
    return f"Sources differ: {'; '.join(says)}." if says else ""


def short(system: str) -> str:
    """A body system without the word that all have."""
    return system.removesuffix(" phenotype")


def listed(words: Iterable[str], most: int = 4) -> str:
    """Words as an enumeration, the rest counted: "a, b and 3 more"."""
    words = list(words)
    shown, rest = words[:most], len(words) - most
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _undone(results: pd.DataFrame) -> int:
    """How many results are said not to have been analysed."""
    return int((results["status"].notna() & (results["status"] != "Successful") & results["p_value"].isna()).sum())


def _n(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def headline(symbol: str, results: pd.DataFrame, states: dict[str, str]) -> str:
    """The answer: in which body systems mutants of the gene differ from wildtypes.

    >>> print(headline("Abc1", pd.DataFrame({"significant": [], "p_value": []}), {}))
    No result of a phenotyping test of Abc1 is in this release.
    """
    impacted = [short(s) for s, state in states.items() if state == SIGNIFICANT]
    tested = sum(state != NOT_TESTED for state in states.values())
    if not len(results):
        none = f"No result of a phenotyping test of {symbol} is in this release"
        if not tested:
            return f"{none}."
        what = f"significant differences in {len(impacted)} of" if impacted else "no significant difference in"
        where = f": {listed(impacted)}" if impacted else ""
        return f"{none}; the gene's summary states {what} {_n(tested, 'body system')} tested{where}."
    called = int(results["significant"].fillna(False).sum())
    if not called and not impacted:
        answered = int((results["p_value"].notna() | (results["status"] == "Successful")).sum())
        if not answered:
            undone = _undone(results) == len(results)
            why = "could be analysed" if undone else "states whether it is significant"
            return f"Whether {symbol} mutants differ from wildtypes is not known: none of {_n(len(results), 'result')} {why}."
        where = f" in {_n(tested, 'body system')}" if tested else ""
        return f"No significant phenotype was found for {symbol}: {_n(answered, 'test')}{where}."
    if not impacted:
        terms = list(dict.fromkeys(results.loc[results["significant"].fillna(False), "mp_term_name"].dropna()))
        what = f": {listed(terms, 3)}" if terms else ""
        return f"{symbol} mutants differ significantly from wildtypes in {called} of {_n(len(results), 'test')}{what}."
    where = f"{len(impacted)} of {_n(tested, 'body system')} tested"
    return f"{symbol} mutants differ significantly from wildtypes in {where}: {listed(impacted)}."


def status(summary: pd.Series | None) -> str:
    """How far the gene has come on the way to mutants, as the summary states it; empty where it does not."""
    if summary is None:
        return ""
    stated = {"": "assignment_status", "null allele: ": "null_allele_production_status",
              "conditional allele: ": "conditional_allele_production_status"}  # fmt: skip
    return "; ".join(f"{what}{summary[name].lower()}" for what, name in stated.items() if isinstance(summary.get(name), str))


_SECTIONS = {"expression": "expression", "images": "images", "viability": "viability", "body weight": "weights",
             "histopathology": "histopathology"}  # fmt: skip


def collections(summary: pd.Series | None) -> str:
    """The data collections there are, each a link to its section, and those there are not, as markup; empty without a summary."""
    if summary is None or not isinstance(summary["data_collections"], str):
        return ""
    there = several(summary["data_collections"])
    found = [f'<a href="#{_SECTIONS[c]}">{escape(c)}</a>' if c in _SECTIONS else escape(c) for c in there]
    absent = [c for c in (*_SECTIONS, "embryo imaging") if c not in there]
    rest = f"; not: {escape(', '.join(absent))}" if absent else ""
    return f"<p class='quiet'>Data collections: {', '.join(found)}{rest}</p>"


def details(results: pd.DataFrame, hits: pd.DataFrame | None) -> list[str]:
    """What to know about the answer: how many tests, on what the calls rest, who was measured."""
    if not len(results):
        return []
    called = results[results["significant"].fillna(False)]
    p = called["p_value"].dropna()
    says = []
    if len(called):
        least = _smallest(p, hits)
        terms = called["mp_term_name"].nunique()
        what = f" ({_n(terms, 'phenotype term')})" if terms else ""
        says.append(f"{len(called):,} of {_n(len(results), 'test')} {'is' if len(called) == 1 else 'are'} significant{what}{least}.")
    elif results["p_value"].notna().any():
        says.append("Not significant is no proof of no effect: it may be too small for the number of animals, or elsewhere.")
    without = int(called["p_value"].isna().sum())
    if len(called) and without:
        whose = "All calls were" if without == len(called) else f"{without} of the calls {'was' if without == 1 else 'were'}"
        says.append(f"{whose} made without a p-value, by hand or by a rule.")
    undone = _undone(results)
    if undone:
        says.append(f"{_n(undone, 'measurement')} could not be analysed.")
    return says + _sexes(results, hits)


def _smallest(p: pd.Series, hits: pd.DataFrame | None) -> str:
    """The smallest p-value of all animals, or that of one sex where it is smaller still (not only printed with other digits)."""
    of_sexes = pd.Series(dtype=float) if hits is None else hits.loc[hits["sex"].isin(SEXES), "p_value"].dropna()
    if len(of_sexes) and not (p.min() <= of_sexes.min() * 1.05):
        return f"; the smallest p-value is {wording.p_value(of_sexes.min())} ({hits.loc[of_sexes.idxmin(), 'sex']}s)"
    return f"; the smallest p-value is {wording.p_value(p.min())}" if len(p) else ""


def _sexes(results: pd.DataFrame, hits: pd.DataFrame | None) -> list[str]:
    says = []
    measured = {s: results[f"{s}_mutant_count"] for s in SEXES}
    if any(c.notna().any() for c in measured.values()):
        only = [s for s in SEXES if measured[s].fillna(0).sum() > 0]
        if len(only) == 1:
            says.append(f"Only {only[0]} mutants were measured: nothing is known of {next(s for s in SEXES if s != only[0])}s.")
            return says
    if hits is None or not len(hits):
        return says
    of = hits[hits["p_value"].notna()].dropna(subset=["mp_term_name"]).groupby("mp_term_name")["sexes"].agg(set)
    together = set(results.loc[results["significant"].fillna(False) & (results["p_value"] < THRESHOLD), "mp_term_name"])
    alone = {s: [term for term, sexes in of.items() if sexes == {s} and term not in together] for s in SEXES}
    for sex, terms in alone.items():
        if terms:
            says.append(f"{listed(terms, 3)[:1].upper()}{listed(terms, 3)[1:]} {'rests' if len(terms) == 1 else 'rest'} on {sex}s alone.")
    return says


def system_list(states: dict[str, str], counts: dict[str, int], links: dict[str, str]) -> str:
    """The 24 body systems in three groups, each with its sign and words, as markup; ``counts`` are significant results by system."""
    out = []
    for state, sign in SIGNS.items():
        names = [s for s, found in states.items() if found == state]
        if not names:
            continue
        items = "".join(
            f"<li class='{state.split(',')[0].replace(' ', '-')}'><span aria-hidden='true'>{sign}</span> {links.get(s) or escape(short(s))}"
            f"{f' <b>{counts[s]}</b>' if counts.get(s) else ''}</li>" for s in names
        )  # fmt: skip
        out.append(f"<h3>{len(names)} {state}</h3><ul class='systems' aria-label='Body systems: {state}'>{items}</ul>")
    return "".join(out)
