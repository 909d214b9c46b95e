"""Datasets of a few made-up animals, ordinary and odd, whose numbers can be checked by hand."""

import numpy as np
import pandas as pd

from impc_nb.dataset import Dataset
from impc_nb.schema import CONTROL, MUTANT, Release

TEACHING = Release("teaching", "teaching", "Teaching release", simulated=True)
REAL = Release("live", "live", "IMPC data release 24.0")
SLOTS = [("female", CONTROL), ("female", MUTANT), ("male", CONTROL), ("male", MUTANT)]
ABOUT = {
    "doc_id": "0" * 32, "marker_symbol": "Abc1", "marker_accession_id": "MGI:1", "allele_symbol": "Abc1<em1(X)>", "zygosity": "homozygote",
    "phenotyping_center": "Centre X", "parameter_stable_id": "X_ABC_001_001", "parameter_name": "Tail length", "procedure_name": "Ruler",
    "unit": "cm", "life_stage_name": "Early adult", "metadata_group": "m1", "strain_name": "B6",
}  # fmt: skip
HOSTILE = "<img src=x onerror=\"window.hacked=1\">$$\\frac{1}{2}$$ & 'quoted'\r\n=1+1 " + "long " * 60


def mice(
    female_wildtypes=(), female_mutants=(), male_wildtypes=(), male_mutants=(), *, published=None, release=TEACHING, about=None, **columns
):
    """A dataset of the given values (numbers, or texts for categories), measured on consecutive days; ``columns`` replace a column."""
    rows = [
        {"sex": sex, "biological_sample_group": group, "category" if isinstance(value, str) else "data_point": value}
        for (sex, group), values in zip(SLOTS, (female_wildtypes, female_mutants, male_wildtypes, male_mutants), strict=True)
        for value in values
    ]
    days = pd.date_range("2019-01-01", periods=len(rows))
    table = pd.DataFrame(rows, columns=["sex", "biological_sample_group", "data_point", "category"]).assign(
        specimen_id=[f"mouse-{i}" for i in range(len(rows))], date_of_experiment=days, date_of_birth=days - pd.Timedelta(weeks=14),
        weight=np.linspace(20, 30, len(rows)),
    )  # fmt: skip
    return Dataset(table.assign(**columns), ABOUT | (about or {}), published or {}, release)


def continuous() -> dict[str, Dataset]:
    """Numbers of every odd kind."""
    few = ([9.9, 10.1, 10.4], [9.1, 9.3], [10.0, 10.6, 10.8, 11.0], [9.8, 10.2])
    eleven = len(sum(few, []))
    return {
        "plain": mice(*few),
        "many": mice(*(np.round(np.random.default_rng(i).normal(50, 9, 60 + i), 1) for i in range(4)), about={"unit": "%"}),
        "window": mice(*few, window_weight=np.linspace(0, 1, eleven)),
        "window with gaps": mice(*few, window_weight=[None, 0.5] + [1.0] * (eleven - 2)),
        "no males": mice(*few[:2]),
        "no female mutants": mice(few[0], [], *few[2:]),
        "no mutants": mice(few[0], [], few[2], []),
        "no wildtypes": mice([], few[1], [], few[3]),
        "one animal each": mice([10.0], [9.0], [11.0], [9.5]),
        "one animal": mice([], [9.0]),
        "no animals": mice(),
        "values missing": mice([10.0, None, 10.2], [None, None], [11.0, 11.5], [9.5, None]),
        "constant": mice([5.0] * 4, [5.0] * 2, [5.0] * 4, [5.0] * 2),
        "all zero": mice([0.0] * 4, [0.0] * 2),
        "huge and tiny": mice([1e12, 2e12], [-1e12, 1e-12]),
        "no dates": mice(*few, date_of_experiment=None, date_of_birth=None),
        "some dates": mice(*few, date_of_experiment=["2019-01-01", None, "2021-05-05"] + [None] * (eleven - 3)),
        "one day": mice(*few, date_of_experiment="2020-02-29"),
        "no names or weights": mice(*few, specimen_id=None, weight=None),
        "hostile": mice(*few, specimen_id=HOSTILE, about=dict.fromkeys(ABOUT, HOSTILE)),
        "nothing known": Dataset(mice(*few).animals, {}),
    }


def categorical() -> dict[str, Dataset]:
    """Categories of every odd kind."""
    few = (["Present"] * 3 + ["None"], ["None", "Present"], ["Present"] * 2, ["None"])
    return {
        "plain": mice(*few),
        "one category": mice(["Present"] * 3, ["Present"]),
        "no mutants": mice(few[0], [], few[2], []),
        "other words": mice(["yes", "no", "maybe"], ["no data"], ["yes"] * 7, ["no", "no"]),
        "as other words": mice(["a", "b", "c"], ["d"], ["a"] * 7, ["b", "b"]),
        "more than colours": mice([f"kind {i}" for i in range(12)], ["kind 3"]),
        "rare": mice(["Present"] * 400 + ["None"], ["None"] * 2),
        "hostile": mice([HOSTILE, "b"], ["=1+1"], about=dict.fromkeys(ABOUT, HOSTILE)),
        "no dates": mice(*few, date_of_experiment=None),
    }
