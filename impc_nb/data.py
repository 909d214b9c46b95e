"""The questions users ask of a release: which genes, which results, which animals.

Every function takes ``release``: ``teaching`` (embedded, simulated animals), ``live`` (the IMPC services) or a folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace

import numpy as np
import pandas as pd

from impc_nb import answers, selection
from impc_nb.catalog import live_title, open_catalog
from impc_nb.dataset import Dataset
from impc_nb.schema import ABOUT, BadTable, NotFound, Unavailable
from impc_nb.sources import asking, stored


def find_gene(text: str, release: str | os.PathLike | None = None) -> dict:
    """The gene of a symbol, MGI id, synonym or human symbol, in any case.

    Parameters
    ----------
    text : str
        A whole name. A symbol wins over an MGI id, that over synonyms and human symbols.

    Returns
    -------
    dict
        ``marker_symbol``, ``marker_accession_id``, ``marker_name`` (None where unknown), ``marker_synonym`` and
        ``human_gene_symbol`` (lists).

    Raises
    ------
    NotFound
        If no gene has that name; the message lists the nearest.
    Ambiguous
        If several have it as a synonym or human symbol; the message lists them.
    Unavailable
        If the release cannot be read.

    Examples
    --------
    >>> print(find_gene("myo6")["marker_symbol"])
    Myo6
    """
    return selection.find_gene(open_catalog(release), text)


def search_genes(text: str = "", release: str | os.PathLike | None = None) -> pd.DataFrame:
    """The genes of which a name contains a text; for ``live``, begins with it as the IMPC's search understands it.

    Returns
    -------
    DataFrame
        Columns of :data:`impc_nb.tables.GENES`, names that begin with the text first. All genes of a stored release when
        ``text`` is empty; none of ``live``, which is only searched.

    Examples
    --------
    >>> print("Cib2" in list(search_genes("cib")["marker_symbol"]))
    True
    """
    found = open_catalog(release).genes.read(text=text.strip())
    begins = found["marker_symbol"].str.lower().str.startswith(text.strip().lower(), na=False)
    return found.assign(_=~begins).sort_values(["_", "marker_symbol"]).drop(columns="_").reset_index(drop=True)


def load_results(
    gene: str | None = None,
    life_stage: str | None = None,
    parameter: str | None = None,
    phenotyping_center: str | None = None,
    zygosity: str | None = None,
    significant: bool | None = None,
    release: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """Statistical results as published, significant or not.

    Parameters
    ----------
    gene : str, optional
        Symbol, MGI id, synonym or human symbol; all genes if left out (not for ``live``).
    life_stage, parameter, phenotyping_center, zygosity : str, optional
        Keep the results of one life stage ("Late adult" or "late"), parameter (id or name), centre or zygosity.
    significant : bool, optional
        Keep the published calls, or the others.

    Returns
    -------
    DataFrame
        One row per result, columns of :data:`impc_nb.tables.RESULTS`; rows equal in every field are one. ``significant``
        is the published call, not ``p_value < 1e-4``. What a service does not say is missing: a result without p-value
        was not tested, one without ``doc_id`` has no link to its animals.

    Raises
    ------
    NotFound
        If the gene is unknown, or its results know no such parameter, centre, life stage or zygosity.
    Unavailable
        If the release cannot be read.

    Examples
    --------
    >>> results = load_results("Myo6", significant=True)
    >>> print(bool(results["significant"].all()))
    True
    """
    catalog = open_catalog(release)
    rows = selection.results_of(catalog, gene)
    asked = {"life_stage": life_stage, "phenotyping_center": phenotyping_center, "zygosity": zygosity}
    rows = selection.narrow(rows if parameter is None else selection.of_parameter(rows, parameter), asked, selection.WORDS)
    if significant is not None:
        rows = rows[rows["significant"].fillna(False) == significant]
    return rows.reset_index(drop=True)


def list_datasets(gene: str, parameter: str | None = None, release: str | os.PathLike | None = None, **filters) -> pd.DataFrame:
    """The comparisons of a gene that have animals, or may have.

    Parameters
    ----------
    gene : str
        Symbol, MGI id, synonym or human symbol.
    parameter : str, optional
        Id or name.
    **filters
        As for :func:`load_dataset`: ``phenotyping_center``, ``zygosity``, ``life_stage``, ``metadata_group``, ``allele``, ``procedure``.

    Returns
    -------
    DataFrame
        One row per comparison: :data:`impc_nb.schema.ABOUT`, ``p_value``, ``effect_size``, ``significant``, ``status``,
        ``female_mutant_count``, ``male_mutant_count``. For ``live`` without a parameter, some have no ``doc_id`` yet.

    Raises
    ------
    NotFound, Unavailable
        As :func:`load_dataset`.

    Examples
    --------
    >>> print(set(list_datasets("Cib2")["marker_symbol"]))
    {'Cib2'}
    """
    catalog = open_catalog(release)
    if parameter is not None:
        rows = selection.candidates(catalog, gene, parameter)
    else:
        rows = (catalog.results if selection.is_live(catalog) else catalog.datasets).read(gene=selection.accession(catalog, gene))
    rows = selection.narrow(rows[answers.may_have_animals(rows)], filters)
    counted = ["p_value", "effect_size", "significant", "status", "female_mutant_count", "male_mutant_count"]
    return rows.reindex(columns=[*ABOUT, *counted]).sort_values(["parameter_name", "life_stage_name"]).reset_index(drop=True)


def load_dataset(
    gene: str | None = None,
    parameter: str | None = None,
    *,
    dataset_id: str | None = None,
    phenotyping_center: str | None = None,
    zygosity: str | None = None,
    life_stage: str | None = None,
    metadata_group: str | None = None,
    allele: str | None = None,
    procedure: str | None = None,
    release: str | os.PathLike | None = None,
) -> Dataset:
    """The animals of one comparison: a mutant line and the wildtypes it is judged by.

    Parameters
    ----------
    gene, parameter : str
        Gene by symbol, MGI id, synonym or human symbol; parameter by id or name.
    dataset_id : str
        Instead of gene and parameter: the ``doc_id`` of a result.
    phenotyping_center, zygosity, life_stage, metadata_group, allele, procedure : str, optional
        Tell several comparisons apart. Early and late parameters share a name: ``life_stage="late"`` picks one.

    Returns
    -------
    Dataset
        Animals with missing values kept, what is compared, the published result and, for simulated animals, the truth.

    Raises
    ------
    NotFound
        If nothing answers to the names; the message lists the nearest.
    Ambiguous
        If several comparisons do; the message lists them with the call for each. None is ever picked silently.
    Unavailable
        If the release or a service cannot be read.

    Examples
    --------
    >>> first = list_datasets("Myo6").iloc[0]
    >>> data = load_dataset(dataset_id=first["doc_id"])
    >>> print(data.about["marker_symbol"], data.simulated)
    Myo6 True
    """
    catalog = open_catalog(release, again=False)  # whoever reads a file sees whether it is there
    asked = {"phenotyping_center": phenotyping_center, "zygosity": zygosity, "life_stage": life_stage, "metadata_group": metadata_group,
             "allele": allele, "procedure": procedure}  # fmt: skip
    if (dataset_id is None) == (gene is None) or (gene is None) != (parameter is None):
        raise NotFound("Which animals? Give a gene and a parameter, such as load_dataset('Myo6', 'Body length'), or a dataset_id alone.")
    if not selection.is_live(catalog):
        return _stored(catalog, gene, parameter, dataset_id, asked)
    row = {"doc_id": dataset_id} if gene is None else selection.the_row(catalog, gene, parameter, None, asked)
    asking.checked(row["doc_id"], *asking.DATASET_ID_LIKE)
    with ThreadPoolExecutor(2) as pool:
        title = pool.submit(copy_context().run, live_title, catalog)  # with the client of this thread
        animals = pool.submit(copy_context().run, catalog.observations.read, dataset=row)
        if gene is None:
            row = selection.the_row(catalog, None, None, dataset_id, asked)
        return _dataset(catalog, row, animals.result(), title.result())


# ---------------------------------------------------------------- its animals
def _stored(catalog, gene, parameter, dataset_id, asked: Mapping[str, str | None]) -> Dataset:
    """The dataset of a release on disk, whose reader has checked and sorted the animals already where it could."""
    folder = catalog.metadata["folder"]
    known = stored.described(folder, str(dataset_id)) if gene is None and not any(asked.values()) else None
    row = known[0] if known else selection.the_row(catalog, gene, parameter, dataset_id, asked)
    known = known or stored.described(folder, row["doc_id"]) or (row, {})
    row = known[0]
    animals = catalog.observations.read(dataset=row)
    ready, weighted = animals.attrs.pop("ready", False), animals.attrs.pop("weighted", False)
    about, published = _about(row), answers.published(row)
    if not ready and about["zygosity"]:
        animals = answers.mark_zygosity(animals, about["zygosity"])
    if not weighted:
        animals["window_weight"] = _window(animals, published)
    try:
        made = Dataset.of_checked if ready else Dataset
        return made(animals, about, published if _known(published) else {}, catalog.metadata["release"], known[1])
    except BadTable as problem:
        raise Unavailable(f"The observations of this release cannot be used: {problem}") from None


def _dataset(catalog, row: dict, animals: pd.DataFrame, title: str | None) -> Dataset:
    about, published = _about(row), answers.published(row)
    if about["zygosity"]:
        animals = answers.mark_zygosity(animals, about["zygosity"])
    return Dataset(animals, about, published if _known(published) else {}, replace(catalog.metadata["release"], title=title))


def _about(row: Mapping) -> dict:
    about = {name: None if (value := row.get(name)) is None or value != value else value for name in ABOUT}
    return about | {"metadata": tuple(part for part in (about["metadata"] or "").split("|") if part)}


def _known(published: Mapping) -> bool:
    return any(value not in (None, ()) for value in published.values())


def _window(animals: pd.DataFrame, published: Mapping) -> np.ndarray:
    """Window weight of each animal; missing without a window, or without a date."""
    from impc_nb.statistics.windowing import window_weights

    weights = np.full(len(animals), np.nan)
    peaks, bandwidth, shape = (published[f"soft_windowing_{what}"] for what in ("peaks", "bandwidth", "shape"))
    if not (peaks and bandwidth and shape and min(bandwidth, shape) > 0):
        return weights
    dates = animals["date_of_experiment"].to_numpy()
    if dates.dtype.kind != "M":
        return weights  # the Dataset will say what is wrong with the dates
    dated = ~np.isnat(dates)
    if dated.any():
        days, animal = np.unique(dates[dated].astype("M8[D]").astype(float), return_inverse=True)
        weights[dated] = window_weights(days, peaks, bandwidth, shape)[animal]
    return weights
