"""What is known of a phenotype term, as sentences computed from its counts and tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impc_nb import wording
from impc_nb.schema import THRESHOLD


def _genes(n: float) -> str:
    return f"{n:,.0f} gene{'' if n == 1 else 's'}"


def _called(results: pd.DataFrame) -> pd.DataFrame:
    return results[results["significant"].fillna(False).astype(bool)]


def tested(results: pd.DataFrame | None) -> tuple[int, int]:
    """Genes with a call and genes with any test, of the tests listed; a gene counts once, however often it was tested."""
    if results is None:
        return 0, 0
    called = set(_called(results)["marker_accession_id"].dropna())
    return len(called), len(set(results.loc[results["p_value"].notna(), "marker_accession_id"].dropna()) | called)


def _share(some: float, of: float) -> str:
    if not of:
        return ""
    share = 100 * some / of
    return "less than 0.1 %" if 0 < share < 0.05 else f"{share:.1f} %"


def answer(row: dict, results: pd.DataFrame | None, hits: pd.DataFrame | None) -> str:
    """In how many of the genes tested the term was found, and the gene where it is clearest."""
    name = str(row["mp_term_name"])
    n, not_n = row["significant_genes"], row["not_significant_genes"]
    if pd.isna(n) or pd.isna(not_n):
        here, all_ = tested(results)
        if not all_:
            some = n if pd.notna(n) else 0 if hits is None else hits["marker_accession_id"].nunique()
            if not some:
                return f"{name}: no gene is listed with it here."
            return f"{name}: found in {_genes(some)}; how many were tested is not stated."
        n, not_n = here, all_ - here
    whole = n + not_n
    if not whole:
        return f"No gene was tested for {name} here."
    if not n:
        return f"No gene of {whole:,.0f} tested has {name}."
    best, verb = _clearest(results) or _clearest(hits), "has" if n == 1 else "have"
    return f"{n:,.0f} of {_genes(whole)} tested ({_share(n, whole)}) {verb} {name}{best}."


def _clearest(tests: pd.DataFrame | None) -> str:
    called = None if tests is None else _called(tests) if "significant" in tests else tests
    if called is None or not called["p_value"].notna().any():
        return ""
    best = called.loc[called["p_value"].idxmin()]
    return (
        f"; most clearly {best['marker_symbol']} (p = {wording.p_value(best['p_value'])})" if isinstance(best["marker_symbol"], str) else ""
    )


def counted(row: dict) -> str:
    """The counts stated with the term; a missing one is said to be, and not taken for zero."""
    n, not_n = row["significant_genes"], row["not_significant_genes"]
    some = "not stated" if pd.isna(n) else f"{n:,.0f}"
    rest = "not stated" if pd.isna(not_n) else f"{not_n:,.0f}"
    share = "" if pd.isna(n) or pd.isna(not_n) else f" ({_share(n, n + not_n) or 'nothing tested'})"
    return f"genes significant: {some}{share}; tested without: {rest}"


def listed(results: pd.DataFrame | None) -> str:
    """What comes out when the tests listed here are counted, which may differ from what is stated with the term."""
    if results is None or not len(results):
        return ""
    n, whole = tested(results)
    return f"{len(results):,} tests of {_genes(whole)}, {n:,} of them significant ({_share(n, whole) or 'nothing tested'})"


def chart(results: pd.DataFrame) -> str:
    """What the chart shows, for those who cannot see it."""
    p, called = results["p_value"], _called(results)
    above = int((called["p_value"] >= THRESHOLD).sum())
    by_hand, none = int(called["p_value"].isna().sum()), int((p.isna() & ~results.index.isin(called.index)).sum())
    said = [f"{int(p.notna().sum()):,} tests by the place of their gene; dashed: p = 0.0001"]
    said.append(f"{len(called):,} significant (diamonds)" if len(called) else "none is significant")
    if above:
        said.append(f"{above} of these have a pooled p above 0.0001: the call rests on one sex or was supplied")
    other = int(((p < THRESHOLD) & ~results.index.isin(called.index)).sum())
    if other:
        tests = "tests" if other > 1 else "test"
        said.append(f"{other} {tests} with a smaller p gave no such call: the change is another one, such as the opposite")
    if (p == 0).any():
        said.append(f"{int((p == 0).sum())} with p = 0, below what the software could hold, stand in a row of their own (triangles)")
    if by_hand:
        said.append(f"{by_hand} called by hand without a p-value (squares)")
    if none:
        said.append(f"{none:,} without a p-value are not drawn")
    known = called.dropna(subset=["chr_name"])
    if len(known) > 2:
        counts = known.groupby("chr_name")["marker_accession_id"].nunique()
        said.append(f"the significant genes lie on {len(counts)} chromosomes, most ({counts.max()}) on {counts.idxmax()}")
    return "; ".join(said) + "."


def looked_for(results: pd.DataFrame, name: str) -> str:
    """What became of the gene looked for in the chart."""
    word = name.strip().lower()
    rows = results[(results["marker_symbol"].str.lower() == word) | (results["marker_accession_id"].str.lower() == word)]
    if not len(rows):
        return f"{name[:60]} was not tested for this phenotype here, or is not the symbol or MGI id of a gene."
    symbol, chromosome = rows.iloc[0]["marker_symbol"], rows.iloc[0]["chr_name"]
    best = rows["p_value"].min()
    called = int(len(_called(rows)))
    state = (
        f"{called} of {len(rows)} test{'' if len(rows) == 1 else 's'} significant"
        if called
        else f"{len(rows)} test{'' if len(rows) == 1 else 's'}, none significant"
    )
    where = f" on chromosome {chromosome}" if isinstance(chromosome, str) else ""
    smallest = f", smallest p = {wording.p_value(best)}" if not np.isnan(best) else ""
    return f"{symbol}{where} (ringed): {state}{smallest}."
