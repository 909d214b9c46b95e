"""One's own mutants beside the wildtypes of the IMPC: joined on this machine, with what differs said."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from impc_nb.catalog import open_catalog
from impc_nb.data import load_dataset
from impc_nb.dataset import Dataset
from impc_nb.own_data import read_points
from impc_nb.schema import CONTROL, GROUP_LABELS, MUTANT, Ambiguous, BadTable, NotFound, Release

_SAME = ("phenotyping_center", "metadata_group", "strain_name")  # what wildtypes have in common that are judged together
_FAR, _OLDER = 4.0, 4.0  # medians so many times apart, and ages so many weeks apart, are worth a word


def with_impc_controls(own: Dataset | str | os.PathLike, like: Dataset | str | Mapping[str, str] | None = None, *,
                       release: str | os.PathLike | None = None, say: Callable[[str], None] = print) -> Dataset:  # fmt: skip
    """Own animals, joined by the IMPC's wildtypes of one centre, strain, set of conditions and parameter, of the mutants' sexes.

    Parameters
    ----------
    own : Dataset or path
        One's animals, as :func:`impc_nb.own_data.read_points` gives them or reads them; wildtypes among them stay.
    like : Dataset, text or mapping, optional
        Whose wildtypes: those of a dataset at hand, of one named by its id, or of the one that :func:`~impc_nb.data.load_dataset` finds by
        ``{"gene": ..., "parameter": ..., "phenotyping_center": ...}``; of a stored release the gene may be left out. If all is
        left out, what the file itself says of parameter, centre, strain and conditions is looked for in a stored release.
    release : str or path, optional
        Where the wildtypes come from.
    say : callable
        Is told how many joined, and each difference that may be mistaken for one of the gene.

    Returns
    -------
    Dataset
        The own animals and the wildtypes; without window weights, which belong to other mutants. Nothing of the own animals leaves
        this machine: only ``like`` is ever asked for.

    Raises
    ------
    NotFound
        If no wildtypes fit, or the live release is to be asked without ``like``.
    Ambiguous
        If several groups of wildtypes do; the message lists them.
    BadTable
        If one holds numbers and the other categories, or the units differ.

    Warnings
    --------
    Animals of another place, time and food are no substitute for one's own wildtypes: a difference may be the centre's, not the gene's.

    Examples
    --------
    >>> from impc_nb.data import list_datasets
    >>> own = load_dataset(dataset_id=list_datasets("Myo6")["doc_id"].iloc[0])
    >>> joined = with_impc_controls(own, own, say=lambda sentence: None)
    >>> print(joined.count(group="mutant") == own.count(group="mutant"))
    True
    """
    own = own if isinstance(own, Dataset) else read_points(own, control="")
    theirs = _theirs(own, like, release)
    if own.categorical != theirs.categorical:
        kinds = {True: "categories", False: "numbers"}
        raise BadTable(f"Your animals hold {kinds[own.categorical]}, the IMPC's {kinds[theirs.categorical]} for {theirs.label[:60]}.")
    if own.unit and theirs.unit and own.unit != theirs.unit:
        raise BadTable(f"Your values are in {own.unit[:20]}, the IMPC's in {theirs.unit[:20]}; bring them to one unit first.")
    sexes = own.sexes()
    wildtypes = theirs.animals[(theirs.animals["biological_sample_group"] == CONTROL) & theirs.animals["sex"].isin(sexes)]
    if wildtypes.empty:
        raise NotFound(f"There are no wildtypes of the mutants' sex ({', '.join(sexes) or 'none stated'}) in {theirs.release.title}.")
    animals = pd.concat([own.animals, wildtypes], ignore_index=True).assign(window_weight=float("nan"))
    joined = Dataset(animals, _about(own, theirs), release=_release(own, theirs))
    for sentence in _said(own, theirs, wildtypes):
        say(sentence)
    return joined


def _theirs(own: Dataset, like, release) -> Dataset:
    """The dataset whose wildtypes are meant."""
    if isinstance(like, Dataset):
        return like
    if isinstance(like, str):
        return load_dataset(dataset_id=like, release=release)
    catalog = open_catalog(release)
    live = catalog.metadata["release"].kind == "live"
    if like is None and live:
        raise NotFound("Which wildtypes? Name a dataset, or gene and parameter, as like=...: nothing of your file is asked from a service.")
    asked = dict(like) if like is not None else {key: own.about[key] for key in ("parameter_stable_id", *_SAME) if own.about[key]}
    asked["parameter"] = asked.pop("parameter_stable_id", None) or asked.get("parameter")
    if not asked["parameter"]:
        raise NotFound("Which wildtypes? Name the parameter, as like={'parameter': 'IMPC_DXA_006_001', 'phenotyping_center': ...}.")
    if asked.get("gene"):
        return load_dataset(**asked, release=release)
    if live:
        raise NotFound("The live release gives wildtypes with a dataset: name a gene that was tested as well, as like={'gene': ..., ...}.")
    return load_dataset(dataset_id=_stored(catalog, asked), release=release)


def _stored(catalog, asked: Mapping[str, str]) -> str:
    """A dataset of a stored release, whose wildtypes are of one centre, strain and set of conditions."""
    from impc_nb.selection import narrow, of_parameter, whose

    rows = of_parameter(catalog.datasets.read(), asked["parameter"])
    strain = asked.get("strain_name")
    if strain:
        rows = rows[rows["strain_name"].str.lower() == strain.lower()]
    rows = narrow(rows, {name: value for name, value in asked.items() if name not in ("parameter", "gene", "strain_name")})
    groups = rows.drop_duplicates(list(_SAME))
    if not len(groups):
        raise NotFound(f"{whose(catalog).capitalize()} has no wildtypes of {asked['parameter']!r} with strain {strain!r}.")
    if len(groups) > 1:
        choices = [{name: row[name] for name in (*_SAME, "life_stage_name", "doc_id")} for row in groups.to_dict("records")]
        lines = [
            f"{one['phenotyping_center']}, {one['strain_name']}, {one['life_stage_name']}: like={one['doc_id']!r}" for one in choices[:12]
        ]
        raise Ambiguous(f"{len(groups)} groups of wildtypes have {asked['parameter']!r}; choose one:\n" + "\n".join(lines), choices)
    return groups["doc_id"].iloc[0]


def _about(own: Dataset, theirs: Dataset) -> dict:
    """What is compared: what the own file says, and of the rest what both share."""
    shared = ("parameter_stable_id", "parameter_name", "procedure_stable_id", "procedure_name", "data_type", "unit")
    about = {key: own.about[key] or (theirs.about[key] if key in shared else None) for key in own.about}
    about |= {key: about[key] if own.about[key] == theirs.about[key] else None for key in ("metadata_group", "strain_name")}
    if own.about["phenotyping_center"] != theirs.about["phenotyping_center"]:
        about["phenotyping_center"] = f"{own.about['phenotyping_center'] or 'own'} (wildtypes: {theirs.about['phenotyping_center']})"
    return about | {"doc_id": None, "metadata": ()}


def _release(own: Dataset, theirs: Dataset) -> Release:
    return replace(
        own.release, title=f"{own.release.title}, wildtypes of {theirs.release.title}", simulated=own.simulated or theirs.simulated
    )


def _said(own: Dataset, theirs: Dataset, wildtypes: pd.DataFrame) -> list[str]:
    """How many joined, and what differs, in sentences."""
    there, mine = theirs.about, own.about
    by_sex = ", ".join(f"{n:,} {sex}" for sex, n in wildtypes["sex"].value_counts().sort_index().items())
    where = ", ".join(str(there[key]) for key in ("phenotyping_center", "strain_name", "life_stage_name") if there[key])
    out = [f"{len(wildtypes):,} wildtypes ({by_sex}; {where}; {theirs.release.label}) joined your {own.count(group=MUTANT):,} "
           f"{GROUP_LABELS[MUTANT]}s and {own.count(group=CONTROL):,} wildtypes."]  # fmt: skip
    differ = [name for key, name in (("phenotyping_center", "centre"), ("metadata_group", "conditions"), ("strain_name", "strain"))
              if mine[key] != there[key] or not mine[key]]  # fmt: skip
    if differ:
        out.append(f"Not known to be the same: {', '.join(differ)}. A difference may be that of the place, not of the gene.")
    days = [(part["date_of_experiment"].min(), part["date_of_experiment"].max()) for part in (own.part(group=MUTANT), wildtypes)]
    if all(pd.notna(day) for span in days for day in span) and (days[0][0] > days[1][1] or days[0][1] < days[1][0]):
        spans = [f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}" for first, last in days]
        out.append(f"Your mutants were measured {spans[0]}, the wildtypes {spans[1]}: no day is shared, and drift over time cannot be told "
                   "from the gene.")  # fmt: skip
    ages = own.part(group=MUTANT)["age_in_weeks"].median(), wildtypes["age_in_weeks"].median()
    if all(map(pd.notna, ages)) and abs(ages[0] - ages[1]) > _OLDER:
        out.append(f"Your mutants were {ages[0]:.0f} weeks old, the wildtypes {ages[1]:.0f}.")
    if not own.categorical:
        middle = own.part(group=MUTANT)["data_point"].median(), wildtypes["data_point"].median()
        if min(middle) > 0 and max(middle) / min(middle) > _FAR:
            out.append(f"Your mutants' median is {middle[0]:g}, the wildtypes' {middle[1]:g}: check that both are in the same unit "
                       f"({theirs.unit or 'none is stated'}).")  # fmt: skip
    return out
