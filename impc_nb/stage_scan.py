"""Every line and parameter measured at both life stages: one model each, over a whole release."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pandas as pd
from tqdm.auto import tqdm

from impc_nb import data, life_stages, selection
from impc_nb.catalog import open_catalog
from impc_nb.schema import EARLY, LATE, ImpcError, NotFound

_LINE = ["allele_symbol", "colony_id", "zygosity", "phenotyping_center"]
_ABOUT = ["marker_symbol", "marker_accession_id", *_LINE]
_IDS = ["early_doc_id", "late_doc_id"]
_OF_STAGE = ["doc_id", "parameter_stable_id", "metadata_group", "pipeline_stable_id", "p_value", "effect_size"]


def stage_pairs(gene: str | None = None, release: str | os.PathLike | None = None) -> pd.DataFrame:
    """The lines and parameters with animals at both stages.

    Returns
    -------
    DataFrame
        One row per pair of datasets: ``marker_symbol``, ``marker_accession_id``, ``allele_symbol``, ``colony_id``, ``zygosity``,
        ``phenotyping_center``, ``parameter_name``, ``procedure_name``, ``data_type``, and for ``early`` and ``late`` ``_doc_id``,
        ``_state``, ``_p_value``, ``_effect_size`` (as published), ``_parameter_stable_id``, ``_metadata_group``, ``_pipeline_stable_id``.
        Several conditions of one line give several rows.

    Raises
    ------
    NotFound, Unavailable
        As :func:`impc_nb.list_datasets`.
    """
    catalog = open_catalog(release)
    if gene is None and selection.is_live(catalog):
        raise NotFound("The live release answers for one gene at a time; name genes, such as ['Myo6'].")
    if selection.is_live(catalog):
        rows = data.list_datasets(gene, release=release).dropna(subset=["doc_id"])
    else:
        rows = catalog.datasets.read(gene=None if gene is None else selection.accession(catalog, gene))
    same = life_stages.early_parameters(rows)
    if not selection.is_live(catalog):
        stated = catalog.parameters.read().dropna(subset=["early_parameter_stable_id"])
        same |= dict(zip(stated["parameter_stable_id"], stated["early_parameter_stable_id"], strict=True))
    rows = rows.assign(same=rows["parameter_stable_id"].map(same), state=life_stages.states(rows))
    said = [*_OF_STAGE, "state"]
    early, late = (rows[rows["life_stage_name"] == stage] for stage in (EARLY, LATE))
    early = early[[*_ABOUT, "same", "parameter_name", "procedure_name", "data_type", *said]].rename(columns={c: f"early_{c}" for c in said})
    late = late[["marker_accession_id", *_LINE, "same", *said]].rename(columns={c: f"late_{c}" for c in said})
    return early.merge(late, on=["marker_accession_id", *_LINE, "same"]).drop(columns="same").reset_index(drop=True)


def life_stage_scan(
    release: str | os.PathLike | None = None, genes: Sequence[str] | None = None, workers: int = 2, progress: bool = True
) -> pd.DataFrame:
    """Does the effect change with age? One model of both stages for every line and parameter of a release.

    Parameters
    ----------
    genes : sequence of str, optional
        Only these genes; all of a stored release when left out.
    workers : int
        Processes that share the work; 1 for none. A script that asks for more runs it under ``if __name__ == "__main__":``.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    DataFrame
        One row per line and parameter with animals at both stages (columns of :func:`stage_pairs`), with
        ``{both,female,male}_{early,late,change}_{estimate,low,high}`` (mutant - wildtype and late - early, in ``unit``, 95 %
        intervals), ``interaction_p_value`` of genotype x life stage in the full model, ``our_q_value`` (Benjamini-Hochberg over all rows
        with a p; **ours**, the IMPC publishes none), ``animals_in_both``, numbers of animals, and ``reason`` where there is no model.
        Sorted by p; a missing p is not "not significant".

    Raises
    ------
    NotFound, Unavailable
        If a gene is unknown, or the release cannot be read.

    Warnings
    --------
    p is that of a model of ours; the IMPC analyses each life stage on its own. Rows of one line are correlated.

    References
    ----------
    Benjamini & Hochberg (1995). Journal of the Royal Statistical Society B 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> scan = life_stage_scan(genes=["Gls2"], workers=1, progress=False)
    >>> weight = scan.set_index("parameter_name").loc["Body weight"]
    >>> print(weight["both_change_estimate"] < 0, weight["our_q_value"] < 0.05)
    True True
    """
    from impc_nb.statistics.life_stages import q_values

    parts = [stage_pairs(gene, release) for gene in (genes if genes is not None else [None])]
    pairs = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_ABOUT, *_IDS])
    pairs = pairs.drop_duplicates(_IDS).sort_values(_IDS, ignore_index=True)  # a gene named twice counts once; the same rows in any order
    asked = list(zip(pairs["early_doc_id"], pairs["late_doc_id"], strict=True))
    of_pair = partial(_row, release)
    bar = partial(tqdm, total=len(asked), desc="life stages", unit="model", disable=not progress)
    if workers > 1 and len(asked) > 2 * workers and _can_share():
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            rows = list(bar(pool.map(of_pair, asked, chunksize=4)))
    else:
        rows = list(bar(map(of_pair, asked)))
    found = pd.DataFrame(rows, index=pairs.index, columns=None if rows else ["interaction_p_value", "reason"])
    scan = pairs.join(found)
    scan["our_q_value"] = q_values(scan["interaction_p_value"].to_numpy(float)) if len(scan) else []
    return scan.sort_values("interaction_p_value", kind="stable").reset_index(drop=True)


def _can_share() -> bool:
    """Whether processes can be started: not from a program that has no file of its own to begin with, such as standard input."""
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    return main is None or os.path.isfile(main)


def _row(release: str | os.PathLike | None, ids: tuple[str, str]) -> dict[str, object]:
    """The model of one pair of datasets; only a reason where there is none."""
    from impc_nb.statistics.life_stages import life_stage_row

    try:
        early, late = (data.load_dataset(dataset_id=one, release=release) for one in ids)
        return life_stage_row(early, late)
    except ImpcError as problem:
        return {"reason": str(problem), "interaction_p_value": None}
