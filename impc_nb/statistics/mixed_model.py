"""The linear mixed model of the IMPC: fixed effects and a random intercept per date of experiment.

``y = X beta + b_date + e`` with ``b ~ N(0, sd_batch^2)`` and ``e ~ N(0, sigma^2 d^2 / w)``: w are known row weights, d is 1 except
for a second group of rows (mutants) that may have a residual variance of its own. Log-likelihoods, degrees of freedom and tests
are those of R's nlme; the optimum is found by Newton's method on the profiled likelihood from the best point of a grid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dtrtri
from scipy.special import betainc, fdtrc

from impc_nb.statistics import likelihood
from impc_nb.statistics.day_sums import DaySums, sum_by_day
from impc_nb.statistics.welch import NotEstimable


@dataclass(frozen=True, eq=False)
class Fit:
    """One fitted model. Estimates are in the units of the response per unit of the column."""

    names: tuple[str, ...]
    estimates: np.ndarray
    covariance: np.ndarray
    sigma: float
    sd_batch: float
    """Standard deviation between dates; 0 in a model without batch."""
    sd_ratio: float
    """Residual standard deviation of the rows set apart, over that of the others; 1 when there is one variance."""
    loglik: float
    n: int
    parameters: int
    method: str
    batch: bool
    sums: DaySums
    theta: tuple[float, ...]
    """Variances relative to the residual one: (dates, ratio), or (dates, animals, ratio)."""
    day_effects: np.ndarray
    """Predicted effect of each date."""
    animal_effects: np.ndarray | None = None
    """Predicted effect of the animal of each row, where the model has one."""

    @cached_property
    def df(self) -> np.ndarray:
        """nlme's denominator degrees of freedom of each estimate."""
        return freedom_of(self.sums, [self.sums.names.index(n) for n in self.names], self.batch)

    @property
    def standard_errors(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    @property
    def aicc(self) -> float:
        """-2 logLik + 2 K n / (n - K - 1); infinite when n is too small."""
        k, n = self.parameters, self.n
        return -2 * self.loglik + 2 * k * n / (n - k - 1) if n > k + 1 else float("inf")

    def effect(self, name: str, plus: str | None = None) -> tuple[float, float, float | None]:
        """Estimate, standard error and two-sided p of a column, or of the sum of two columns.

        The p is accurate in the tail; None when there are no degrees of freedom.
        """
        i = self.names.index(name)
        if plus is None:
            estimate, variance = self.estimates[i], self.covariance[i, i]
            return float(estimate), float(variance**0.5), t_tail(estimate, variance, self.df[i])
        j = self.names.index(plus)
        estimate, c = self.estimates[i] + self.estimates[j], self.covariance
        variance = c[i, i] + c[j, j] + 2 * c[i, j]
        return float(estimate), float(variance**0.5), t_tail(estimate, variance, max(self.df[i], self.df[j]))

    def f_test(self, names: Sequence[str]) -> float | None:
        """p of the marginal F test that all the named columns are 0."""
        at = [self.names.index(n) for n in names]
        b, c = self.estimates[at], self.covariance[np.ix_(at, at)]
        df = max(self.df[at])
        return float(fdtrc(len(at), df, b @ np.linalg.solve(c, b) / len(at))) if df > 0 else None

    def residuals(self) -> np.ndarray:
        """Innermost residuals, fixed effects and date removed, shape (n,), rows in the order of the sums."""
        fitted, s = self.fitted_values(), self.sums
        return s.columns[:, -1] - fitted

    def fitted_values(self) -> np.ndarray:
        """Fixed effects plus the effects of date and animal, shape (n,)."""
        at = [self.sums.names.index(n) for n in self.names]
        fitted = self.sums.columns[:, at] @ self.estimates + self.day_effects[self.sums.day_of_row]
        return fitted if self.animal_effects is None else fitted + self.animal_effects


def t_tail(estimate: float, variance: float, df: float) -> float | None:
    """Two-sided p of a t test, accurate far in the tail; None without degrees of freedom.

    >>> print(f"{t_tail(40.0, 1.0, 1000):.3g}")
    1.05e-209
    """
    if not df > 0 or not variance > 0:
        return None
    return float(betainc(df / 2, 0.5, df / (df + estimate**2 / variance)))


def as_published(p: float | None, batch: bool) -> float | None:
    """The p-value as the IMPC's pipeline prints it.

    nlme computes 1 - cdf for mixed models, so their genotype p comes in steps of 1.1e-16 and is 0 below; models without batch
    use the upper tail.

    >>> print(as_published(3e-17, batch=True), as_published(3e-17, batch=False))
    0.0 3e-17
    """
    return p if p is None or not batch else 1 - (1 - p)


def fit(sums: DaySums, names: Sequence[str], *, batch: bool = True, method: str = "REML", apart: bool = True,
        optimum: Callable[[likelihood.Profile, bool, bool], tuple[float, float]] = likelihood.maximise) -> Fit:  # fmt: skip
    """Fit one model to sums already taken.

    Parameters
    ----------
    sums : DaySums
        See :func:`impc_nb.statistics.day_sums.sum_by_day`.
    names : sequence of str
        Columns of the fixed part; the intercept is always in.
    batch : bool
        Random intercept per date (``lme``); False for generalised least squares (``gls``).
    method : str
        ``REML`` or ``ML``.
    apart : bool
        Estimate the own residual variance of the rows set apart, where the sums have them.
    optimum : function
        Finds the variances; the exact maximum unless R's stopping point is wanted.

    Returns
    -------
    Fit
        Estimates in the response's unit per unit of the column.

    Raises
    ------
    NotEstimable
        If a column repeats others, there are not more rows than columns, all dates are one (with ``batch``), or the model fits
        exactly.

    Warnings
    --------
    With one or two rows set apart, their variance has no maximum of likelihood above 0: it is cut, and p-values mean nothing.

    References
    ----------
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882

    Examples
    --------
    >>> s = sum_by_day({"x": np.array([0.0, 1, 0, 1])}, np.array([1.0, 2, 4, 6]), np.array([1, 1, 2, 2]))
    >>> print(f"{fit(s, ['x'], batch=False).effect('x')[0]:.2f}")
    1.50
    """
    at = [0, *(sums.names.index(n) for n in names)]
    p, apart = len(at), apart and sums.n_apart > 0
    if sums.n <= p:
        raise NotEstimable(f"{sums.n} rows cannot carry a model with {p} coefficients.")
    if batch and sums.n_days < 2:
        raise NotEstimable("All animals were measured on one date: the date cannot be a random effect.")
    freedom = sums.n - p if method == "REML" else sums.n
    profile = likelihood.Profile(sums, [*at, len(sums.names) - 1], freedom, method == "REML")
    profile.require_rank()
    theta = optimum(profile, batch, apart)
    deviance, cholesky = profile.at(*theta)
    rss = cholesky[-1, -1] ** 2
    inverse = dtrtri(cholesky[:-1, :-1], lower=1)[0]
    scaled = inverse.T @ cholesky[-1, :-1]
    covariance = inverse.T @ inverse * (rss / (sums.n - p))
    to_units = np.diag(sums.scale[-1] / sums.scale[at])
    to_units[0] -= sums.scale[-1] * sums.centre[at] / sums.scale[at]
    estimates = to_units @ scaled
    estimates[0] += sums.centre[-1]
    # constants: scaling of the response and of the columns, the known weights
    log_scale = 2 * np.log(sums.scale[at]).sum() if method == "REML" else 0.0
    deviance += 2 * freedom * np.log(sums.scale[-1]) + log_scale - sums.log_weights + freedom * (1 + np.log(2 * np.pi / freedom))
    lam, ratio = theta
    sigma = float(np.sqrt(rss / freedom) * sums.scale[-1])
    return Fit(
        tuple(sums.names[k] for k in at), estimates, to_units @ covariance @ to_units.T, sigma,
        sigma * lam**0.5, ratio**-0.5, float(-deviance / 2), sums.n, p + batch + apart + 1, method, batch, sums, theta,
        profile.day_effects(*theta, at, scaled) * sums.scale[-1] if batch else np.zeros(sums.n_days),
    )  # fmt: skip


def freedom_of(sums: DaySums, at: list[int], batch: bool) -> np.ndarray:
    """nlme's denominator degrees of freedom of the columns at these places, the intercept (0) first, shape as ``at``.

    >>> s = sum_by_day({"x": np.array([0.0, 0, 1, 1, 0, 1])}, np.array([1.0, 2, 4, 5, 3, 7]), np.array([1, 1, 1, 2, 2, 2]))
    >>> print(freedom_of(s, [0, 1], True), freedom_of(s, [0, 1], False))
    [3 3] [4 4]
    """
    p = len(at)
    if not batch:
        return np.full(p, sums.n - p)
    inner = sums.within_days[at]
    inner[0] = False
    n_inner, n_outer = int(inner.sum()), p - 1 - int(inner.sum())
    df = np.where(inner, sums.n - sums.n_days - n_inner, sums.n_days - 1 - n_outer)
    df[0] = max(sums.n - sums.n_days - n_inner, sums.n_days - 1 - n_outer)
    return df


def fit_mixed_model(columns: Mapping[str, np.ndarray], response: np.ndarray, days: np.ndarray, *, weights: np.ndarray | None = None,
                    apart: np.ndarray | None = None, batch: bool = True, method: str = "REML") -> Fit:  # fmt: skip
    """Fit a random intercept per date (or least squares without it) to arrays.

    Parameters
    ----------
    columns : mapping
        name -> values of shape (n,): the fixed effects beside the intercept. Missing values are refused.
    response : array of shape (n,)
        Measured values, in the parameter's unit.
    days : array of shape (n,)
        Date of experiment as a number; rows in any order.
    weights : array of shape (n,), optional
        Known weights above 0 (a window): residual variance is sigma^2 / weight.
    apart : boolean array of shape (n,), optional
        Rows with a residual variance of their own (mutants).
    batch, method
        See :func:`fit`.

    Returns
    -------
    Fit
        ``effect(name)`` gives estimate, standard error and p; residuals are in the rows' order of date.

    Raises
    ------
    NotEstimable
        If something is missing, infinite or of another length, a weight is not above 0, or the model cannot be estimated.

    Warnings
    --------
    A few dates tell little about the variance between dates; nlme and this fit then report batch effects near 0.

    References
    ----------
    Pinheiro & Bates (2000). Mixed-Effects Models in S and S-PLUS. doi:10.1007/b98882

    Examples
    --------
    >>> x, y = np.array([0.0, 0, 1, 1, 0, 1]), np.array([1.0, 2, 4, 5, 3, 7])
    >>> f = fit_mixed_model({"x": x}, y, np.array([1, 1, 1, 2, 2, 2]))
    >>> print(f"{f.effect('x')[0]:.3f}, sd between dates {f.sd_batch:.3f}")
    2.873, sd between dates 1.099
    """
    response, days = np.asarray(response, float), np.asarray(days)
    columns = {name: np.asarray(values, float) for name, values in columns.items()}
    given = [response, days, *columns.values(), *(np.asarray(v) for v in (weights, apart) if v is not None)]
    if len({values.shape for values in given}) > 1 or response.ndim != 1:
        raise NotEstimable(
            f"Columns of {sorted({str(values.shape) for values in given})[:3]} rows: one value per animal is needed in each."
        )
    for name, values in {**columns, "the response": response}.items():
        if not np.isfinite(values).all():
            raise NotEstimable(f"{name} holds a missing or infinite value: leave those rows out.")
    apart = None if apart is None else np.asarray(apart, bool)
    if weights is not None:
        weights = np.asarray(weights, float)
        if not (np.isfinite(weights).all() and (weights > 0).all()):
            raise NotEstimable("Every weight must be a number above 0.")
    if (days[1:] < days[:-1]).any():
        order = np.argsort(days, kind="stable")
        columns, response, days = {name: values[order] for name, values in columns.items()}, response[order], days[order]
        weights, apart = (None if values is None else values[order] for values in (weights, apart))
    sums = sum_by_day(columns, response, days, weights, apart)
    return fit(sums, list(columns), batch=batch, method=method)
