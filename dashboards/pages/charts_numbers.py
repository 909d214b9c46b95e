"""All that a model or a test estimates, published beside recomputed: for those who want more than the answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from dashboards import parts
from dashboards.listing import listing
from impc_nb import wording
from impc_nb.dataset import Dataset
from impc_nb.schema import SEXES
from impc_nb.statistics.categorical import TableTest
from impc_nb.statistics.result import Result
from impc_nb.statistics.shares import most_differing

_EFFECTS = {"intercept": ("intercept_estimate", "intercept_estimate_stderr_estimate", ""),
            "genotype: mutant − wildtype": tuple(f"genotype_effect_{w}" for w in ("parameter_estimate", "stderr_estimate", "p_value")),
            **{f"genotype in {s}s": tuple(f"{s}_ko_{w}" for w in ("parameter_estimate", "effect_stderr_estimate", "effect_p_value"))
               for s in SEXES},
            "sex: male − female": tuple(f"sex_effect_{w}" for w in ("parameter_estimate", "stderr_estimate", "p_value")),
            "body weight, per g": tuple(f"weight_effect_{w}" for w in ("parameter_estimate", "stderr_estimate", "p_value")),
            "genotype × sex": ("", "", "interaction_effect_p_value")}  # fmt: skip
_CHOICES = {"the day of measurement is in the model": "batch_significant", "mutants vary by an amount of their own": "variance_significant",
            "genotype × sex is in the model": "interaction_significant"}  # fmt: skip
_NORMAL = {"residuals of wildtypes normal?": "group_1_residuals_normality_test",
           "residuals of mutants normal?": "group_2_residuals_normality_test"}  # fmt: skip


_DIFFER = (" With genotype × sex in the model, genotype is what the model says of females; what stands for each sex is fitted once more "
           "with an effect for each, and may differ a little.")  # fmt: skip

_TEST_HEADS = ["Test", "p", "share, mutant − wildtype (percentage points)", "odds, mutant over wildtype"]


def all_numbers(dataset: Dataset, result: Result) -> str:
    """A table that opens at a click, as markup; empty for a method without numbers of its own."""
    linear = result.formula is not None
    rows = list(_model(dict(dataset.published), result.as_solr())) if linear else list(_tests(result))
    if not rows:
        return ""
    unit = f" in {wording.apart(dataset.unit)}" if dataset.unit else ""
    source = "result of the release" if dataset.simulated else "published"
    heads = ["Value", source, "recomputed"] if linear else _TEST_HEADS
    differ = _DIFFER if result.interaction_significant else ""
    noted = parts.quiet(f"Estimates ± standard errors{unit}.{differ}") if linear else ""
    title = "All estimates of the model" if linear else "Each of the tests, recomputed"
    return f"<details><summary>{title}</summary>{noted}{listing(heads, rows, title)}</details>"


def _model(published: dict, ours: dict) -> Iterator[list[str]]:
    """A row for each term, choice and check of a linear model that either side states."""
    for words, names in _EFFECTS.items():
        yield from _unless_empty(words, *(_effect(*(of.get(n) for n in names)) for of in (published, ours)))
    for words, name in _CHOICES.items():
        yield from _unless_empty(words, *({True: "yes", False: "no"}.get(of.get(name), "") for of in (published, ours)))
    for words, name in _NORMAL.items():
        yield from _unless_empty(words, *(_effect(None, None, of.get(name)) for of in (published, ours)))


def _effect(value: float | None, stderr: float | None, p: float | None) -> str:
    estimate = "" if value is None else wording.number(value, sign=True)
    spread = f" ± {wording.number(stderr)}" if estimate and stderr is not None else ""
    said = [f"{estimate}{spread}"] * bool(estimate) + [f"p {wording.p_value(p)}"] * (p is not None)
    return escape("; ".join(said))


def _unless_empty(words: str, theirs: str, mine: str) -> list[list[str]]:
    return [[escape(words), theirs, mine]] if theirs or mine else []


def _tests(result: Result) -> Iterator[list[str]]:
    """A row for each table that was tested: of both sexes and each, a reference range above and below."""
    for who, test in result.details.get("tests", {}).items():
        name = "both sexes" if who == "both" else f"{who}s"
        if isinstance(test, TableTest):
            yield _table(name, test)
        else:
            yield _table(f"{name}, at {wording.number(test.low_cut)} or below", test.low, outside=True)
            yield _table(f"{name}, at {wording.number(test.high_cut)} or above", test.high, outside=True)


def _table(name: str, test: TableTest, outside: bool = False) -> list[str]:
    """The level whose share differs most (of a range, being ``outside`` of it) with its p, and of two levels the odds."""
    counts, odds = test.table, test.odds_ratio  # the odds of the first level, wildtypes over mutants
    gaps = 100 * (counts["experimental"] / counts["experimental"].sum() - counts["control"] / counts["control"].sum())
    level = counts.index[0] if outside else most_differing(gaps)
    share = wording.number(gaps[level], sign=True) + ("" if outside else f" of “{level}”")
    ratio = ""
    if odds is not None:
        turned = odds if level != counts.index[0] else 1 / odds if odds else math.inf
        ratio = "infinite" if turned > 1e15 else wording.number(turned)
    return [escape(name), wording.p_value(test.p_value), escape(share), ratio]
