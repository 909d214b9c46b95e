"""What two life stages of one line say, as sentences: the change with age, who reached it, and what else differs between the stages."""

from __future__ import annotations

import math

import pandas as pd

from impc_nb.dataset import Dataset
from impc_nb.number_words import number, p_value
from impc_nb.schema import CONTROL, MUTANT, SEX_SIGNS, SEXES
from impc_nb.statistics.life_stage_model import CombinedStages, Contrast
from impc_nb.statistics.life_stages import LEVEL, how
from impc_nb.wording import with_age

_SAME = {
    "phenotyping_center": ("centre", "come from different centres: the comparison mixes age and place"),
    "pipeline_stable_id": ("pipeline", "were measured in different pipelines, as the IMPC plans it for the two stages"),
    "metadata_group": ("conditions (metadata group)", "were measured under different recorded conditions (metadata groups)"),
    "zygosity": ("zygosity", "are of different zygosity: the comparison mixes age and dose of the gene"),
    "allele_symbol": ("allele", "carry different alleles: the comparison mixes age and mutation"),
    "strain_name": ("strain", "are of different strains: the comparison mixes age and background"),
}
_IF_APART = ("zygosity", "allele_symbol")  # the same in every comparison of one line
_PLANNED = ("pipeline_stable_id",)  # differs for nearly every late result: said in the table, not as a warning


def answer(early: Dataset, late: Dataset, combined: CombinedStages | None, reason: str = "") -> tuple[str, str]:
    """The answer of the model of both stages: a sentence, and what stands behind it.

    Without a model the sentence says how the groups were measured, and the second text why there is no model.
    """
    who = f"{late.about['marker_symbol'] or 'Mutants'}, {lowered(str(late.about['parameter_name'] or 'value'))}"
    if combined is None or combined.p_value is None:
        both = not early.categorical and not late.categorical
        return (with_age(early, late) if both else f"{who}: early and late adults side by side."), reason or "No model of both stages."
    young, old, change = combined.effects["early"], combined.effects["late"], combined.change["both"]
    parts = [
        f"{number(e.estimate, apart(late.unit), sign=True)} {when(d, s)}" for e, d, s in ((young, early, "early"), (old, late, "late"))
    ]
    sure = combined.p_value < LEVEL
    p = f" (interaction p {p_value(combined.p_value)})" if sure else ""
    says = how(young, old) if sure else "there is no evidence that the difference changes with age"
    wide = "" if change.low is None else f" (95 % interval {number(change.low)} to {number(change.high)})"
    return (f"{who}: {says}: {', '.join(parts)}{p}.",
            f"Mutant − wildtype, mean of the sexes, in one model of both stages; change with age (late − early) "
            f"{number(change.estimate, apart(late.unit), sign=True)}{wide}; genotype × life stage p = "
            f"{p_value(combined.p_value)}.")  # fmt: skip


def lowered(name: str) -> str:
    """A name within a sentence: its first letter small, unless it is part of an abbreviation.

    >>> print(lowered("Body weight"), "|", lowered("HDL-cholesterol"), "|", lowered("30kHz-evoked ABR Threshold"), "|", lowered("QRS"))
    body weight | HDL-cholesterol | 30kHz-evoked ABR Threshold | QRS
    """
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def apart(unit: str) -> str:
    """The unit of a difference: two percentages are so many percentage points apart."""
    return "percentage points" if unit == "%" else unit


def when(dataset: Dataset, stage: str) -> str:
    """The median age of a dataset's animals in words; the stage where no age is known."""
    age = dataset.part()["age_in_weeks"].median()
    return f"at {age:.0f} weeks" if math.isfinite(age) else f"in {stage} adults"


def estimates(combined: CombinedStages, unit: str) -> pd.DataFrame:
    """Mutant - wildtype by stage and sex and the change between them, as texts with 95 % intervals and p."""
    rows = []
    for name, of in (("female", "female"), ("male", "male"), ("mean of both", "both")):
        found = [combined.effects.get(stage if of == "both" else f"{of} {stage}") for stage in ("early", "late")]
        change = combined.change.get(of)
        if any(f is not None for f in (*found, change)):
            cells = [_interval(f, unit) for f in (*found, change)]
            rows.append((f"{SEX_SIGNS.get(of, '')} {name}".strip(), *cells, None if change is None else p_value(change.p_value)))
    return pd.DataFrame(rows, columns=["mutant − wildtype", "early", "late", "change (late − early)", "p of the change"])


def _interval(found: Contrast | None, unit: str) -> str | None:
    if found is None:
        return None
    between = "" if found.low is None else f" ({number(found.low)} to {number(found.high)})"
    return f"{number(found.estimate, unit, sign=True)}{between}"


def _counts(dataset: Dataset, group: str) -> str:
    by_sex = ", ".join(f"{dataset.number_of_animals(s, group)} {SEX_SIGNS[s]}" for s in SEXES)
    return f"{dataset.number_of_animals(group=group)} ({by_sex})"


def _age(dataset: Dataset, group: str) -> str | None:
    age = dataset.part(group=group)["age_in_weeks"].dropna()
    return f"{age.median():.0f} ({age.min():.0f} to {age.max():.0f})" if len(age) else None


def _days(dataset: Dataset, group: str) -> str | None:
    dates = dataset.part(group=group)["date_of_experiment"].dropna()
    return f"{dates.nunique()} days, {dates.min():%Y-%m} to {dates.max():%Y-%m}" if len(dates) else None


def beside(early: Dataset, late: Dataset) -> pd.DataFrame:
    """What differs between the stages besides age: numbers, ages, dates and conditions, side by side.

    Returns
    -------
    DataFrame
        Columns ``""`` (what), ``early``, ``late``, ``same`` ("yes", "no", or missing where it is not a matter of being the same).
    """
    rows = []
    for words, of in (("animals measured", _counts), ("age in weeks: median (range)", _age), ("measured on", _days)):
        groups = (("mutants", MUTANT), ("wildtypes", CONTROL))
        rows += [(f"{name}: {words}", of(early, group), of(late, group), None) for name, group in groups]
    for key, (label, _) in _SAME.items():
        a, b = early.about[key], late.about[key]
        if (a or b) and not (key in _IF_APART and a == b):
            short = [str(v)[:8] if key == "metadata_group" and v else v for v in (a, b)]  # a checksum: enough of it to compare
            rows.append((label, *short, "yes" if a == b else "no"))
    return pd.DataFrame(rows, columns=["", "early", "late", "same"])


def survivors(early: Dataset, late: Dataset) -> str:
    """How many animals reached late adulthood, as far as the data tell."""
    parts, known = [], 0
    for group, name in ((MUTANT, "mutants"), (CONTROL, "wildtypes")):
        before, after = (set(d.part(group=group)["specimen_id"].dropna()) for d in (early, late))
        again = len(before & after)
        known += again
        share = f" ({100 * again / len(before):.0f} %)" if before and again else ""
        parts.append((name, early.number_of_animals(group=group), late.number_of_animals(group=group), again, share))
    if known:
        said = "; ".join(f"{again} of {n} {name} measured early were measured again late{share}" for name, n, _, again, share in parts)
        return f"{said}. Who was not measured again died, was taken for another test or was not chosen: the data do not say."
    said = " and ".join(f"{n} {name}" for name, _, n, _, _ in parts)
    before = " and ".join(f"{n} {name}" for name, n, _, _, _ in parts)
    return (f"{said} reached late adulthood and were measured; {before} were measured early. They are other animals, so what became of "
            "the early ones is not known: late animals are those that lived.")  # fmt: skip


def minded(early: Dataset, late: Dataset, repeated: int | None = None) -> list[str]:
    """What to mind before concluding that age changes anything: survivors, spread, and what else differs between the stages."""
    says = [survivors(early, late)]
    if repeated:
        says.append(f"{repeated} animals were measured at both stages; the model knows them (a random effect of the animal).")
    ratios = []
    for sex in SEXES:
        before, after = early.sd(sex, CONTROL), late.sd(sex, CONTROL)
        ratios += [after / before] if before > 0 and math.isfinite(after) else []
    if ratios:
        mean = sum(ratios) / len(ratios)
        how = "as wide late as early" if mean >= 1 else "as wide late as early: unusual, spread rarely shrinks with age"
        says.append(f"The spread of wildtypes is {number(mean, digits=2)} times {how}; the model allows each stage its own.")
    for key, (_, words) in _SAME.items():
        a, b = early.about[key], late.about[key]
        if a and b and a != b and key not in _PLANNED:
            says.append(f"Early and late animals {words}.")
    days = [d.part()["date_of_experiment"].dropna() for d in (early, late)]
    if all(len(d) for d in days) and days[0].max() < days[1].min():
        says.append("All late measurements were made after all early ones: what drifted in the laboratory meanwhile looks like age, in "
                    "mutants and wildtypes alike; the difference between them is safe from it.")  # fmt: skip
    few = [f"{n} late mutant {sex}{'' if n == 1 else 's'}" for sex in SEXES if 0 < (n := late.number_of_animals(sex, MUTANT)) < 5]
    if few:
        says.append(f"Only {' and '.join(few)}: late estimates are wide.")
    says.append("A difference that is clear late and not early is no proof of change with age; that needs both in one model.")
    return says
