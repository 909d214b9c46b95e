"""The IMPC's late-adult landing page: what it says of all genes, beside the significant results and a gene's own results."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd

from impc_nb import life_stages, selection
from impc_nb.catalog import open_catalog
from impc_nb.schema import LATE, BadTable, NotFound, Unavailable, life_stage
from impc_nb.stage_pairs import STATES

LANDING = "late-adult landing page of the IMPC"
_SIGNIFICANT, _NOT_TESTED, _UNKNOWN = STATES[0], STATES[2], STATES[3]
_LINE = ["allele_symbol", "zygosity", "phenotyping_center"]


def landing_states(release: str | os.PathLike | None = None, procedure: str | None = None) -> pd.DataFrame:
    """The late-adult landing page as its source says, beside the significant results of the bulk file: columns as ``load_late_adult``.

    The landing page knows no p-values and no other stage. Early and middle aged: significant where a significant result of the gene
    and procedure is listed, else **unknown**, since no list of all genes holds what was tested without a call.

    ``procedure``: its parameters, where the landing page has them; no rows where it does not (see :func:`called_states`).
    """
    catalog = open_catalog(release)
    by = "procedure" if procedure is None else "parameter"
    late = catalog.late_adult.read() if procedure is None else catalog.late_adult.read(text=procedure)
    late = late[late["parameter_name"].isna() if procedure is None else late["procedure_name"] == procedure]
    late = late.dropna(subset=[f"{by}_name"])
    key = ["marker_accession_id", f"{by}_name"]
    late = late.drop_duplicates(key).reset_index(drop=True)
    late["late_state"] = late["late_state"].fillna(_UNKNOWN)
    table = late[["marker_symbol", "marker_accession_id", "procedure_name", *(["parameter_name"] if procedure else []), "late_state"]]
    table.attrs = {}
    calls = _calls(catalog)
    for name, stage in life_stages.STAGES.items():
        part = calls[calls["life_stage_name"] == stage]
        counts = part.groupby(key).size().rename(f"{name}_results").reset_index()
        said = ["p_value", "effect_size", "parameter_stable_id", *(["parameter_name"] if by == "procedure" else [])]
        first = part.drop_duplicates(key)[[*key, *said]].rename(columns={c: f"{name}_{c}" for c in said})
        table = table.merge(first, on=key, how="left").merge(counts, on=key, how="left")
        called = table[f"{name}_results"].notna()
        if name == "late":  # the page's own word stands; p and effect only beside a call of its own
            table.loc[table["late_state"] != _SIGNIFICANT, [f"late_{c}" for c in said]] = None
        else:
            table[f"{name}_state"] = np.where(called, _SIGNIFICANT, _UNKNOWN)
        table[f"{name}_results"] = table[f"{name}_results"].fillna(0).astype(int)
    if procedure is not None:
        table["parameter_stable_id"] = table["early_parameter_stable_id"].fillna(table["late_parameter_stable_id"])
    early = "significant results of the bulk file" if len(calls) else "not known: the bulk file cannot be read"
    table.attrs["source"] = f"late: {LANDING}; early: {early}"
    return table


def called_states(procedure: str, release: str | os.PathLike | None = None, own: pd.DataFrame | None = None) -> pd.DataFrame:
    """The parameters of one procedure for all genes of the landing page, from the bulk file: for when the page does not tell them apart.

    Significant where the bulk file lists such a result, else **unknown**: it lists no others. Late: not tested where the landing page
    says so of the whole procedure.

    ``own``: :func:`~impc_nb.load_late_adult` of one gene by parameter; its rows are all that is known of the gene.

    Raises
    ------
    NotFound
        If nothing is known of any parameter of the procedure.
    """
    catalog = open_catalog(release)
    page = catalog.late_adult.read()
    page = page[page["parameter_name"].isna() & (page["procedure_name"] == procedure)].drop_duplicates("marker_accession_id")
    page = page[["marker_symbol", "marker_accession_id", "late_state"]].rename(columns={"late_state": "on_page"})
    calls = _calls(catalog).merge(page, on="marker_accession_id")
    calls = calls[calls["procedure_name"] == procedure].assign(significant=True, status="Successful", doc_id=None)
    table = life_stages.StageRows(calls, life_stages.early_parameters(calls), set(page["marker_accession_id"])).table()
    absent = {}
    if own is not None and len(own):
        mine = own["marker_accession_id"].iloc[0]
        table = pd.concat([table[table["marker_accession_id"] != mine], own[own["procedure_name"] == procedure]], ignore_index=True)
        absent = {mine: own.attrs.get("absent", _NOT_TESTED)}
    if not len(table):
        raise NotFound(f"Neither the landing page nor the list of significant results tells the parameters of {procedure[:60]!r} apart.")
    named = table[["parameter_stable_id", "parameter_name"]].drop_duplicates("parameter_stable_id").assign(procedure_name=procedure)
    rest = table.drop(columns=["marker_symbol", "parameter_name", "procedure_name"])
    full = page.merge(named, how="cross").merge(rest, on=["marker_accession_id", "parameter_stable_id"], how="left")
    for name in life_stages.STAGES:
        unsaid = full["marker_accession_id"].map(absent).fillna(_UNKNOWN)
        if name == "late":
            unsaid = unsaid.mask(full["on_page"] == _NOT_TESTED, _NOT_TESTED)
        known = full[f"{name}_results"].fillna(0).astype(int)
        full = full.assign(**{f"{name}_state": full[f"{name}_state"].where(known > 0, unsaid), f"{name}_results": known})
    full = full.drop(columns="on_page")
    full.attrs = {"source": "significant results of the bulk file, which lists no others" + _and_own(own)}
    return full


def with_own_results(landing: pd.DataFrame, accession: str, own: pd.DataFrame) -> pd.DataFrame:
    """The landing page's table where a gene's own results say what was found early and middle aged; late cells stay the page's.

    ``own``: :func:`~impc_nb.load_late_adult` of the gene, by procedure (or by parameter, as ``landing`` is). What it does not hold was
    not tested, or is unknown where its ``attrs["absent"]`` says so.
    """
    key = "parameter_name" if "parameter_name" in landing else "procedure_name"
    here = landing["marker_accession_id"] == accession
    mine = landing.loc[here].drop(columns=[c for c in landing if c.startswith(("early_", "middle_"))])
    said = [c for c in own if c.startswith(("early_", "middle_")) or c.endswith("_change")]
    mine = mine.merge(own.drop_duplicates(key)[[key, *said]], on=key, how="left")
    for name in ("early", "middle"):
        mine[f"{name}_state"] = mine[f"{name}_state"].fillna(own.attrs.get("absent", _NOT_TESTED))
        mine[f"{name}_results"] = mine[f"{name}_results"].fillna(0).astype(int)
    out = pd.concat([landing.loc[~here], mine], ignore_index=True)
    out.attrs = {"source": landing.attrs.get("source", LANDING) + _and_own(own if here.any() else None)}
    return out


def _and_own(own: pd.DataFrame | None) -> str:
    if own is None or not len(own):
        return ""
    what = "significant" if own.attrs.get("absent") == _UNKNOWN else "all"
    return f", and {what} results of {own['marker_symbol'].iloc[0]}"


def _calls(catalog) -> pd.DataFrame:
    """Every significant call, of whichever table of the release holds those of all genes; none where no such table can be read.

    One row a line, parameter and life stage (the files have one a sex), smallest p first.
    """
    names = ["marker_accession_id", "procedure_name", "parameter_name", "parameter_stable_id", "life_stage_name", "p_value", "effect_size"]
    for table in ("bulk_calls", "phenotype_hits"):
        try:
            rows = catalog[table].read().reindex(columns=[*names, *_LINE])
        except (NotFound, Unavailable):
            continue
        stages = {one: life_stage(one) for one in rows["parameter_stable_id"].dropna().unique()}
        derived = rows["parameter_stable_id"].map(stages).astype("str")  # the bulk file states none
        rows = rows.assign(life_stage_name=rows["life_stage_name"].astype("str").fillna(derived))
        line = ["marker_accession_id", "procedure_name", "parameter_stable_id", "life_stage_name", *_LINE]
        return rows.sort_values("p_value", kind="stable").drop_duplicates(line)
    return pd.DataFrame(columns=[*names, *_LINE])


def landing_beside_results(gene: str, release: str | os.PathLike | None = None) -> pd.DataFrame:
    """Where the landing page and a gene's own late results do not say the same.

    Returns
    -------
    DataFrame
        One row per procedure that either knows: ``procedure_name``, ``landing_state``, ``results_state`` (not tested where one of them
        does not know the procedure), ``agree``.

    Raises
    ------
    NotFound, Unavailable, BadTable
        If the gene is unknown, one of the two sources cannot be read, or the page holds a state there is not.
    """
    catalog = open_catalog(release)
    mgi_id = selection.accession(catalog, gene)
    landing = catalog.late_adult.read(gene=mgi_id)
    landing = landing[landing["parameter_name"].isna()].drop_duplicates("procedure_name").set_index("procedure_name")["late_state"]
    if odd := set(landing.dropna()) - set(STATES):
        raise BadTable(f"The landing page states {sorted(odd)[0][:60]!r}, which is no state: {', '.join(STATES)}.")
    results = selection.results_of(catalog, mgi_id)
    late = results[results["life_stage_name"] == LATE]
    late = late.assign(rank=life_stages.states(late).map(STATES.index)).sort_values("rank")
    own = late.drop_duplicates("procedure_name").set_index("procedure_name")["rank"].map(lambda i: STATES[i])
    both = pd.DataFrame({"landing_state": landing, "results_state": own}).fillna(STATES[2])
    both = both[(both != STATES[2]).any(axis=1)].rename_axis("procedure_name").sort_index().reset_index()
    return both.assign(agree=both["landing_state"] == both["results_state"])
