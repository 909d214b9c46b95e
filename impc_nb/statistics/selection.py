"""Which model: backward elimination, variance per genotype and date of experiment, all by AICc of maximum likelihood fits."""

from __future__ import annotations

from dataclasses import dataclass

from impc_nb.statistics.design import Design
from impc_nb.statistics.mixed_model import Fit
from impc_nb.statistics.welch import NotEstimable

SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Selection:
    """The model chosen, and what it was compared with."""

    initial: tuple[str, ...]
    """Terms of the full model that could be fitted."""
    terms: tuple[str, ...]
    batch: bool
    """Date of experiment is a random effect."""
    apart: bool
    """The second group has a residual variance of its own."""
    fit: Fit
    """The chosen model, by REML."""
    steps: tuple[str, ...]
    """What was decided and by which numbers, in sentences."""


def select(design: Design, eliminate: bool = True) -> Selection:
    """Choose fixed effects, variance structure and batch as OpenStats does.

    Parameters
    ----------
    design : Design
        Rows and full model. With ``apart=None`` (known weights), the variance step is left out.
    eliminate : bool
        Choose among fixed effects; False keeps them all (window weights without variation).

    Returns
    -------
    Selection
        The chosen model fitted by REML, and each decision in a sentence.

    Raises
    ------
    NotEstimable
        If not even the genotype can be estimated.

    Warnings
    --------
    AICc keeps a term that explains nothing in about one of six cases, and p-values of the chosen model do not know that it was chosen.

    References
    ----------
    Haselimashhadi et al. (2020). OpenStats, Bioconductor. doi:10.18129/B9.bioc.OpenStats
    Burnham & Anderson (2002). Model Selection and Multimodel Inference (AICc). doi:10.1007/b97636

    Examples
    --------
    >>> import numpy as np
    >>> from impc_nb.statistics.design import Rows, full_terms
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n) + 2.0 * (n % 5 == 0), n % 5 == 0, n % 2 == 1, 30 * (n // 12), np.full(120, np.nan))
    >>> design = Design(rows, full_terms(rows, weight=False))
    >>> chosen = select(design)
    >>> print(chosen.terms, chosen.batch, "|", chosen.steps[0])
    ('genotype',) False | genotype x sex dropped by AICc (269.5 against 271.7 with)
    """
    initial, batch = first_that_fits(design)
    steps = [] if batch or design.sums(False).n_days < 2 else ["with the day as random effect the model could not be fitted"]
    if design.sums(False).n_days < 2:
        steps.append("all animals were measured on one day: no day effect")
    terms = initial
    if eliminate:
        try:
            terms, said = _eliminate(design, initial, batch)
            steps += said
        except NotEstimable:
            steps.append("a smaller model could not be fitted: all terms kept")
    elif len(initial) > 1:
        steps.append(f"all in the window count alike, so that the IMPC keeps every term: {', '.join(map(_say, initial))}")
    apart = design.apart is not None
    if apart:
        apart, said = _compare(design, terms, (batch, True), (batch, False), f"a variance per {design.apart.replace('_', ' ')}")
        steps.append(said)
    if batch:
        batch, said = _compare(design, terms, (True, apart), (False, apart), "day")
        steps.append(said)
    return Selection(initial, terms, batch, apart, design.fit(terms, batch, apart=apart), tuple(steps))


def first_that_fits(design: Design) -> tuple[tuple[str, ...], bool]:
    """Terms that can be fitted by REML, and whether with batch: the last term is dropped until it succeeds, then batch.

    Raises NotEstimable when not even genotype alone can be fitted.

    >>> import numpy as np
    >>> from impc_nb.statistics.design import Rows, full_terms
    >>> n = np.arange(120)
    >>> rows = Rows(np.sin(n), n % 5 == 0, n % 2 == 1, np.zeros(120, int), np.full(120, np.nan))
    >>> print(first_that_fits(Design(rows, full_terms(rows, weight=False))))
    (('genotype', 'sex', 'genotype:sex'), False)
    """
    if "genotype" not in design.terms:
        raise NotEstimable("Only mutants or only wildtypes are left: nothing can be compared.")
    for batch in (True, False):
        terms = list(design.terms)
        while terms:
            try:
                design.fit(terms, batch)
                return tuple(terms), batch
            except NotEstimable as problem:
                why, last = problem, next((t for t in reversed(terms) if t != "genotype"), "genotype")
                terms.remove(last)
    raise NotEstimable(f"No model with genotype can be fitted. {why}")


def removable(terms: tuple[str, ...]) -> list[str]:
    """Terms that may leave: never genotype, and no term whose interaction is in.

    >>> print(removable(("genotype", "sex", "weight", "genotype:sex")))
    ['weight', 'genotype:sex']
    """
    held = [set(t.split(":")) for t in terms]
    return [t for t in terms if t != "genotype" and not any(set(t.split(":")) < h for h in held)]


def _eliminate(design: Design, terms: tuple[str, ...], batch: bool) -> tuple[tuple[str, ...], list[str]]:
    """Backward elimination; ties keep the current model."""
    said, current = [], design.fit(terms, batch, "ML").aicc
    while removable(terms):
        tried = [(design.fit([t for t in terms if t != r], batch, "ML").aicc, r) for r in removable(terms)]
        best, leaving = min(tried, key=lambda pair: pair[0])
        if best >= current or best >= current + SLACK:
            said += [f"{_say(r)} kept by AICc ({_aicc(current)} against {_aicc(a)} without)" for a, r in tried]
            break
        said.append(f"{_say(leaving)} dropped by AICc ({_aicc(best)} against {_aicc(current)} with)")
        terms, current = tuple(t for t in terms if t != leaving), best
    return terms, said


def _compare(design: Design, terms, rich: tuple[bool, bool], poor: tuple[bool, bool], what: str) -> tuple[bool, str]:
    """Keep the richer model only if its AICc is smaller."""
    a, b = (design.fit(terms, k[0], "ML", k[1]).aicc for k in (rich, poor))
    if b <= a:
        return False, f"{what} dropped by AICc ({_aicc(b)} against {_aicc(a)} with)"
    return True, f"{what} kept by AICc ({_aicc(a)} against {_aicc(b)} without)"


def _aicc(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _say(term: str) -> str:
    return term.replace("life_stage", "life stage").replace("weight", "body weight").replace(":", " x ")
