"""From a Dataset to the rows of an analysis: what the IMPC's pipeline leaves out, and when it refuses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impc_nb.dataset import Dataset
from impc_nb.schema import MUTANT, SEXES
from impc_nb.statistics.design import Rows
from impc_nb.statistics.methods import FISHER, MIXED_MODEL, REFERENCE_RANGE, merge_categories, minimum_rows, weight_allowed
from impc_nb.statistics.welch import NotEstimable

MOST_MISSING_WEIGHT = 0.2
LEAST_WEIGHTS = 4
LARGEST = 1e100
LEAST_DISTINCT = 0.005
RANGE_WILDTYPES = 60


@dataclass(frozen=True, eq=False)
class Prepared:
    """Rows ready for a model, and what was said on the way."""

    rows: Rows
    levels: np.ndarray
    """Categories, shape (n,); empty texts for numbers."""
    use_weight: bool
    said: tuple[str, ...]
    animal: np.ndarray
    """Name of the animal of each row; empty where it has none."""
    recorded: np.ndarray
    """Published window weight of each row; nan where there is none."""


def prepare(dataset: Dataset, method: str) -> Prepared:
    """Select rows as the pipeline does and decide whether body weight enters.

    Parameters
    ----------
    dataset : Dataset
        Rows without value, sex or (where others have one) date are left out and counted in words.
    method : str
        One of :data:`impc_nb.statistics.methods.METHODS`.

    Returns
    -------
    Prepared
        Rows in order of date.

    Raises
    ------
    NotEstimable
        With the reason, when the IMPC would not analyse these animals.

    Examples
    --------
    >>> import pandas as pd
    >>> mice = pd.DataFrame({"data_point": np.arange(40.0), "sex": "male", "date_of_experiment": "2020-01-01",
    ...     "biological_sample_group": ["experimental"] * 8 + ["control"] * 32})
    >>> print(prepare(Dataset(mice, {}), MIXED_MODEL).said[0])
    8 male mutants against 32 wildtypes; body weight not used: it is not recorded for this parameter.
    """
    animals = dataset.animals
    _refuse_impossible(animals)
    levels = np.array(merge_categories(dataset) if method == FISHER else [""] * len(animals), dtype=object)
    y = animals["data_point"].to_numpy(float)
    measured = np.array([v is not None for v in levels]) if method == FISHER else ~np.isnan(y)
    sexed = animals["sex"].isin(SEXES).to_numpy()
    dated = animals["date_of_experiment"].notna().to_numpy()
    said = _not_counted(measured, sexed, dated, animals)
    keep = measured & sexed & (dated | (not dated[measured].any()))
    mutant, male = (animals["biological_sample_group"] == MUTANT).to_numpy(), (animals["sex"] == "male").to_numpy()
    keep, dropped = _drop_small_cells(keep, mutant, male, y, method, minimum_rows(dataset, method))
    said += dropped
    _require(keep, mutant, male, levels if method == FISHER else y, method, minimum_rows(dataset, method), said)
    for is_male in (False, True):
        cell = keep & (male == is_male)
        if cell.any() and (mutant[cell].all() or not mutant[cell].any()):
            said.append(f"No {'wildtype' if mutant[cell].all() else 'mutant'} {'males' if is_male else 'females'}: that sex is left out.")
            keep &= male != is_male
    if method == REFERENCE_RANGE:
        _require_range(keep, mutant, male)
    days = animals["date_of_experiment"].to_numpy().astype("datetime64[D]").astype(np.int64) if dated.any() else np.zeros(len(y), np.int64)
    rows = Rows(y, mutant, male, days, animals["weight"].to_numpy(float), None, None).take(keep)
    order = np.argsort(rows.day, kind="stable")
    use_weight, why = _use_weight(dataset, rows.take(order), method)
    counts = [f"{int((rows.mutant & (rows.male == m)).sum())} {SEXES[m]}" for m in (False, True) if (rows.male == m).any()]
    said = [f"{' and '.join(counts)} mutants against {int((~rows.mutant).sum())} wildtypes{why}.", *said]
    names, recorded = animals["specimen_id"].fillna("").to_numpy(object), animals["window_weight"].to_numpy(float)
    return Prepared(rows.take(order), levels[keep][order], use_weight, tuple(said), names[keep][order], recorded[keep][order])


def _refuse_impossible(animals) -> None:
    """Refuse what no animal can have, and numbers whose squares a computer cannot hold."""
    for name, least, what in (("data_point", -LARGEST, "value"), ("weight", 0.0, "body weight"), ("window_weight", 0.0, "window weight")):
        values = animals[name].to_numpy(float)
        wrong = (np.abs(values) > LARGEST) | (values < least) | ((values == 0) & (name == "weight"))
        if wrong.any():
            row = animals.iloc[int(np.flatnonzero(wrong)[0])]
            raise NotEstimable(f"Animal {str(row['specimen_id'])[:40]!r} has the {what} {row[name]:g}: correct it or leave it out.")
    y = np.abs(animals["data_point"].dropna().to_numpy(float))
    if len(y) and 0 < y.max() < 1 / LARGEST:
        raise NotEstimable(f"The largest value is {y.max():g}, too small to compute with: give the values in another unit.")


def _not_counted(measured, sexed, dated, animals) -> list[str]:
    """Sentences about animals without value, sex or date, and about animals listed more than once."""
    said, nothing = [], "no value" if animals["data_point"].notna().any() else "no result"
    for missing, what in ((~measured, nothing), (measured & ~sexed, "no sex"), (measured & ~dated, "no date")):
        if missing.any() and not (what == "no date" and not dated[measured].any()):
            said.append(f"{n} rows with {what} are left out." if (n := int(missing.sum())) > 1 else f"1 row with {what} is left out.")
    if measured.any() and not dated[measured].any():
        said.append("No dates of experiment: the day cannot be considered.")
    names = animals["specimen_id"][measured].dropna()
    again = int(names.duplicated().sum())
    if again:
        said.append(f"{again} rows repeat an animal; each row counts, as in the IMPC's analysis.")
    return said


def _drop_small_cells(keep, mutant, male, y, method, least):
    """Leave out sex and group cells with too few rows or, for a mixed model, with constant values."""
    said = []
    for is_mutant in (False, True):
        for is_male in (False, True):
            cell = keep & (mutant == is_mutant) & (male == is_male)
            who = f"{'mutant' if is_mutant else 'wildtype'} {'males' if is_male else 'females'}"
            if cell.any() and cell.sum() < least:
                said.append(f"{int(cell.sum())} {who} are fewer than {least}: left out.")
                keep = keep & ~cell
            elif cell.any() and method == MIXED_MODEL and np.ptp(y[cell]) == 0:
                said.append(f"All {int(cell.sum())} {who} have the same value: left out.")
                keep = keep & ~cell
    return keep, said


def _require(keep, mutant, male, values, method, least, said) -> None:
    """The conditions under which the pipeline analyses at all."""
    n_mutant, n_control = int((keep & mutant).sum()), int((keep & ~mutant).sum())
    if min(n_mutant, n_control) < max(least, 1):
        asked = f"{n_mutant} mutants and {n_control} wildtypes can be used; the IMPC asks for {max(least, 1)} of each in a sex."
        raise NotEstimable(" ".join([asked, *said]))
    per_sex = [(int((keep & mutant & (male == m)).sum()), int((keep & ~mutant & (male == m)).sum())) for m in (False, True)]
    if max(mutants for mutants, _ in per_sex) < 2:
        raise NotEstimable("No sex has more than one mutant: the IMPC does not analyse such a line.")
    if not any(mutants and controls for mutants, controls in per_sex):
        raise NotEstimable("Mutants and wildtypes are of different sexes: nothing can be compared.")
    kept = values[keep]
    distinct = len(set(kept))
    if distinct < 2 and method != FISHER:
        raise NotEstimable("All values are the same: there is nothing to compare.")
    if method != FISHER and distinct / len(kept) <= LEAST_DISTINCT:
        raise NotEstimable(
            f"{distinct} distinct values in {len(kept)} measurements: the IMPC does not analyse numbers as coarse as that; "
            "as categories, fisher compares them."
        )


def _require_range(keep, mutant, male) -> None:
    controls = [int((keep & ~mutant & (male == m)).sum()) for m in (False, True) if (keep & mutant & (male == m)).any()]
    if max(controls) <= RANGE_WILDTYPES:
        raise NotEstimable(f"At most {max(controls)} wildtypes in a sex: a reference range asks for more than {RANGE_WILDTYPES}.")


def _use_weight(dataset: Dataset, rows: Rows, method: str) -> tuple[bool, str]:
    """Whether body weight is in the full model, and the words for it."""
    if method != MIXED_MODEL:
        return False, ""
    allowed, reason = weight_allowed(dataset)
    known = np.isfinite(rows.weight)
    if not allowed or not known.any():
        return False, f"; body weight not used: {reason or 'it is not recorded for this parameter'}"
    share = f"body weight known for {100 * known.mean():.1f} %"
    if known.mean() < 1 - MOST_MISSING_WEIGHT:
        return False, f"; {share}, less than 80 %: not used"
    cells = [int((known & (rows.mutant == g) & (rows.male == m)).sum()) for g in (False, True) for m in set(rows.male)]
    if min(cells) < LEAST_WEIGHTS:
        return False, f"; {share}, but only for {min(cells)} animals of one sex and group: not used"
    return True, f"; {share}: used{', animals without it are left out' if known.mean() < 1 else ''}"
