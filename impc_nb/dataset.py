"""The animals of one comparison: a mutant line against the wildtypes it is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from impc_nb import schema
from impc_nb.schema import CONTROL, GROUPS, MUTANT, SEXES, Release


@dataclass(frozen=True, eq=False)
class Dataset:
    """Mutants of one line and the controls measured like them, for one parameter and life stage.

    Attributes
    ----------
    animals : DataFrame
        One row per measurement, columns :data:`impc_nb.schema.ANIMALS`, missing values kept. Sorted by date.
    about : mapping
        What is compared: the keys of :data:`impc_nb.schema.ABOUT`, None where unknown. ``metadata`` is a tuple of texts.
    published : mapping
        The published result in the names of Solr's ``statistical-result`` core; empty when none is published.
    release : Release
        Where it comes from, and whether the animals are simulated.
    truth : mapping
        Only for simulated animals: the true effect behind them; empty otherwise.
    """

    animals: pd.DataFrame
    about: Mapping[str, object]
    published: Mapping[str, object] = field(default_factory=dict)
    release: Release = schema.OWN
    truth: Mapping[str, object] = field(default_factory=dict)
    _parts: dict = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self):
        animals = schema.validate(self.animals, name=f"the animals of {self.about.get('parameter_name') or 'this dataset'}")
        unknown = set(animals["biological_sample_group"].dropna()) - set(GROUPS)
        if unknown:
            raise schema.BadTable(f"Group {sorted(unknown)[0]!r} is neither {CONTROL!r} nor {MUTANT!r}.")
        age = (animals["date_of_experiment"] - animals["date_of_birth"]).dt.days / 7
        animals["age_in_weeks"] = animals["age_in_weeks"].fillna(age)
        animals = animals.sort_values(["date_of_experiment", "biological_sample_group", "sex", "specimen_id"], kind="stable")
        if "normalised" in self.animals.attrs:  # what was evened out in a service's answer: see impc_nb.normalised
            animals.attrs["normalised"] = self.animals.attrs["normalised"]
        self._hold(animals.reset_index(drop=True), self.about, self.published, self.release, self.truth)

    @classmethod
    def of_checked(cls, animals: pd.DataFrame, about: Mapping, published: Mapping, release: Release, truth: Mapping) -> Dataset:
        """A dataset of animals that are as a Dataset holds them, by whoever read them: nothing is checked, and nothing copied.

        The columns :data:`impc_nb.schema.ANIMALS` in order and typed, days without hours, known groups, sorted, ages filled in. Not for
        a table of any other origin: ``Dataset(...)`` checks it.
        """
        made = object.__new__(cls)
        object.__setattr__(made, "_parts", {})
        made._hold(animals, about, published, release, truth)
        return made

    def _hold(self, animals, about, published, release, truth) -> None:
        about = {key: about.get(key) for key in schema.ABOUT}
        about["metadata"] = tuple(about["metadata"] or ())
        held = {"about": about, "published": dict(published), "truth": dict(truth)}
        for name, value in held.items():
            object.__setattr__(self, name, MappingProxyType(value))
        object.__setattr__(self, "animals", animals)
        object.__setattr__(self, "release", release)

    @property
    def simulated(self) -> bool:
        return self.release.simulated

    @cached_property
    def categorical(self) -> bool:
        return bool(self.animals["category"].notna().any() and self.animals["data_point"].isna().all())

    @property
    def unit(self) -> str:
        """The parameter's unit; empty when it has none or none is stated."""
        return str(self.about["unit"] or "").strip()

    @property
    def label(self) -> str:
        """What the value axis says: parameter and unit."""
        name = self.about["parameter_name"] or self.about["parameter_stable_id"] or "value"
        return f"{name} ({self.unit})" if self.unit else f"{name}"

    def __repr__(self) -> str:
        a = self.about
        who = f"{a['marker_symbol'] or 'mutant'} {a['zygosity'] or ''}".strip()
        where = ", ".join(str(a[k]) for k in ("phenotyping_center", "life_stage_name") if a[k])
        return f"<Dataset {who}: {self.label}, {where}; {self.counted()}; {self.release.label}>"

    def part(self, sex: str | None = None, group: str | None = None) -> pd.DataFrame:
        """The rows of one sex and group (either may be None for all) that have a measured value."""
        key = (sex and schema.as_sex(sex), group and schema.as_group(group))
        if key not in self._parts:
            rows = self.animals
            keep = rows["category" if self.categorical else "data_point"].notna()
            for column, value in zip(("sex", "biological_sample_group"), key, strict=True):
                keep &= value is None or rows[column] == value
            self._parts[key] = rows[keep]
        return self._parts[key].copy(deep=False)

    def values(self, sex: str | None = None, group: str | None = None) -> np.ndarray:
        """Measured values of one sex and group, missing ones dropped."""
        return self.part(sex, group)["data_point"].to_numpy()

    def count(self, sex: str | None = None, group: str | None = None) -> int:
        """Number of measurements of one sex and group, missing ones dropped."""
        return len(self.part(sex, group))

    def mean(self, sex: str | None = None, group: str | None = None) -> float:
        """Unweighted mean of one sex and group, in the parameter's unit; nan when it has no animals."""
        values = self.values(sex, group)
        return float(values.mean()) if len(values) else float("nan")

    def sd(self, sex: str | None = None, group: str | None = None) -> float:
        """Standard deviation (n - 1) of one sex and group; nan for fewer than two animals."""
        values = self.values(sex, group)
        return float(values.std(ddof=1)) if len(values) > 1 else float("nan")

    def sexes(self) -> list[str]:
        """The sexes that have mutants, in the order of every chart."""
        return [s for s in SEXES if self.count(s, MUTANT)]

    def counted(self) -> str:
        """How many animals, in words: "16 mutants (8 female, 8 male) and 973 wildtypes (491 female, 482 male)".

        Of animals measured several times, as in a time series, how many measurements too.
        """
        parts = []
        for group in (MUTANT, CONTROL):
            by_sex = ", ".join(f"{self.number_of_animals(s, group)} {s}" for s in SEXES)
            n = self.number_of_animals(None, group)
            parts.append(f"{n} {schema.GROUP_LABELS[group]}{'' if n == 1 else 's'} ({by_sex})")
        measured = sum(self.count(group=group) for group in (MUTANT, CONTROL))
        again = f", {measured:,} measurements" if measured > sum(self.number_of_animals(None, group) for group in (MUTANT, CONTROL)) else ""
        return " and ".join(parts) + again

    def number_of_animals(self, sex: str | None = None, group: str | None = None) -> int:
        """Number of animals of one sex and group that have a measured value, each counted once however often it was measured.

        A measurement without the animal's id counts as an animal of its own.
        """
        ids = self.part(sex, group)["specimen_id"]
        return int(ids.nunique() + ids.isna().sum())

    def summary(self) -> pd.DataFrame:
        """One row per sex and group that was measured: numbers, means and spread, unweighted and weighted.

        Returns
        -------
        DataFrame
            ``group`` (label), ``sex``, ``biological_sample_group``, ``n`` (measured), ``missing`` (rows without a value),
            ``mean``, ``sd`` (n - 1; missing for one animal), ``weighted_mean`` (by window weight; missing without a
            window), ``in_window`` (animals that count at least half; missing without a window), ``weight`` (mean body
            weight, g). For a categorical parameter, the columns from ``mean`` to ``weighted_mean`` are missing.
        """
        rows = []
        for sex in SEXES:
            for group in GROUPS:
                part = self.part(sex, group)
                everyone = (self.animals["sex"] == sex) & (self.animals["biological_sample_group"] == group)
                if not everyone.any():
                    continue
                y, w = part["data_point"].to_numpy(), part["window_weight"].fillna(0).to_numpy()
                windowed = part["window_weight"].notna().any()
                rows.append({
                    "group": schema.group_label(sex, group, self.about["zygosity"]), "sex": sex, "biological_sample_group": group,
                    "n": len(part), "missing": int(everyone.sum()) - len(part), "mean": self.mean(sex, group), "sd": self.sd(sex, group),
                    "weighted_mean": float((w * y).sum() / w.sum()) if windowed and w.sum() > 0 and not self.categorical else np.nan,
                    "in_window": int((w >= 0.5).sum()) if windowed else pd.NA, "weight": part["weight"].mean(),
                })  # fmt: skip
        names = ["group", "sex", "biological_sample_group", "n", "missing", "mean", "sd", "weighted_mean", "in_window", "weight"]
        return pd.DataFrame(rows, columns=names).astype({"in_window": "Int64"})

    def controls_why(self) -> str:
        """Which wildtypes qualify, in one sentence."""
        a = self.about
        same = [f"{name} {a[key]}" for name, key in (("centre", "phenotyping_center"), ("strain", "strain_name")) if a[key]]
        same += ["the same recorded conditions"] if a["metadata_group"] else []
        same += [str(a["life_stage_name"]).lower()] if a["life_stage_name"] else []
        dates = self.part(group=CONTROL)["date_of_experiment"].dropna()
        when = f", measured on {dates.nunique()} days from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else ""
        return f"Wildtypes qualify by {', '.join(same) or 'being listed as controls'}{when}."
