"""The estimators of panel econometrics as least squares on transformed rows, ready for robust inference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from lib.fixed_effects import Codes, encode_labels
from lib.least_squares import DesignError, LeastSquares, least_squares, with_constant
from lib.robust_variance import classical_variance


@dataclass(frozen=True)
class Panel:
    """Rows of a panel: `y` (n,), `X` (n, k) without a constant, `names` (k), labels `unit` and `year` (n,).

    `weights` (n,) are positive analytic weights, or None.
    """

    y: np.ndarray
    X: np.ndarray
    names: tuple[str, ...]
    unit: np.ndarray
    year: np.ndarray
    weights: np.ndarray | None = None


@dataclass(frozen=True)
class Estimate:
    """A fit with the labels of its rows: `clusters` (units) and `periods`."""

    fit: LeastSquares
    clusters: np.ndarray
    periods: np.ndarray


def pooled(panel: Panel) -> Estimate:
    """Least squares on all rows with a constant."""
    fit = least_squares(
        panel.y, with_constant(panel.X), weights=panel.weights, names=("constant", *panel.names)
    )
    return Estimate(fit, panel.unit, panel.year)


def fixed_effects(panel: Panel) -> Estimate:
    """Effects of units absorbed: the within estimator (Baltagi, Econometric Analysis of Panel Data, 2.2)."""
    fit = least_squares(panel.y, panel.X, weights=panel.weights, absorb=[panel.unit], names=panel.names)
    return Estimate(fit, panel.unit, panel.year)


def two_way_fixed_effects(panel: Panel) -> Estimate:
    """Effects of units and of years absorbed (Baltagi, 3.2; exact in unbalanced panels too)."""
    fit = least_squares(
        panel.y, panel.X, weights=panel.weights, absorb=[panel.unit, panel.year], names=panel.names
    )
    return Estimate(fit, panel.unit, panel.year)


def between(panel: Panel) -> Estimate:
    """Least squares on the units' means over years, one row a unit (Baltagi, 2.3)."""
    return pooled(unit_means(panel))


def unit_means(panel: Panel) -> Panel:
    """The (weighted) means of every unit over its years, weighted by the sums of the weights; year is 0."""
    unit = encode_labels(panel.unit)
    weights = np.ones(len(panel.y)) if panel.weights is None else panel.weights
    return Panel(
        y=_means(panel.y[:, None], unit, weights)[:, 0],
        X=_means(panel.X, unit, weights),
        names=panel.names,
        unit=unit.labels,
        year=np.zeros(unit.levels, dtype=int),
        weights=None if panel.weights is None else np.bincount(unit.codes, weights=weights),
    )


def first_differences(panel: Panel) -> Estimate:
    """Changes on changes, with a constant (a common trend); only pairs of consecutive years count."""
    return pooled(difference(panel))


def difference(panel: Panel) -> Panel:
    """Changes from the year before, with the later year's weight; rows without that year are left out."""
    order = np.lexsort((panel.year, panel.unit))
    unit, year, y, X = panel.unit[order], panel.year[order].astype(int), panel.y[order], panel.X[order]
    follows = np.flatnonzero((unit[1:] == unit[:-1]) & (year[1:] == year[:-1] + 1)) + 1
    if not follows.size:
        raise DesignError(["No unit is seen in two consecutive years, so there are no differences."])
    return Panel(
        y=y[follows] - y[follows - 1],
        X=X[follows] - X[follows - 1],
        names=panel.names,
        unit=unit[follows],
        year=year[follows],
        weights=None if panel.weights is None else panel.weights[order][follows],
    )


def random_effects(panel: Panel) -> Estimate:
    """Feasible GLS for a random effect of units, as least squares on quasi-demeaned rows.

    Swamy and Arora (1972, Econometrica 40); in unbalanced panels the between variance uses the harmonic mean
    of the units' numbers of years (Baltagi and Chang 1994, Journal of Econometrics 62; Stata's
    ``xtreg, re``). A negative variance of the effect is set to zero, which gives pooled least squares.
    Weights are refused.
    """
    theta, unit = quasi_demeaning(panel)
    X = with_constant(panel.X)
    rows = np.column_stack([panel.y, X])
    rows = rows - theta[:, None] * _means(rows, unit, np.ones(len(rows)))[unit.codes]
    fit = least_squares(rows[:, 0], rows[:, 1:], names=("constant", *panel.names))
    return Estimate(fit, panel.unit, panel.year)


def quasi_demeaning(panel: Panel) -> tuple[np.ndarray, Codes]:
    """The share of each unit's mean to subtract, (n,), and the units' codes."""
    if panel.weights is not None:
        raise DesignError(["Random effects are not offered with weights; leave out one of the two."])
    unit = encode_labels(panel.unit)
    years = np.bincount(unit.codes)
    within, across = fixed_effects(panel).fit, between(panel).fit
    if within.residual_df < 1 or across.residual_df < 1:
        raise DesignError(["Too few rows or units for the variances of a random effect."])
    noise = (within.residuals @ within.residuals) / within.residual_df
    spread = (across.residuals @ across.residuals) / across.residual_df
    effect = max(0.0, spread - noise / stats.hmean(years))
    return (1 - np.sqrt(noise / (years * effect + noise)))[unit.codes], unit


def correlated_random_effects(panel: Panel) -> Estimate:
    """Random effects with the units' means of all regressors added (Mundlak 1978, Econometrica 46).

    The coefficients of the regressors are then the within ones; those of the means, ``<name>_mean``, are what
    the between coefficients differ by. That they are all zero is a test of random effects that, unlike
    Hausman's, can be made robust to clustering (Wooldridge 2010, 10.7.3).
    """
    unit = encode_labels(panel.unit)
    means = _means(panel.X, unit, np.ones(len(panel.y)))[unit.codes]
    names = (*panel.names, *(f"{name}_mean" for name in panel.names))
    varying = np.linalg.norm(panel.X - means, axis=0) > 1e-11 * np.linalg.norm(panel.X, axis=0)
    if not varying.all():
        raise DesignError(["A regressor that does not vary within units equals its mean; leave it out."])
    theta, _ = quasi_demeaning(panel)
    rows = np.column_stack([panel.y, with_constant(np.column_stack([panel.X, means]))])
    rows = rows - theta[:, None] * _means(rows, unit, np.ones(len(rows)))[unit.codes]
    fit = least_squares(rows[:, 0], rows[:, 1:], names=("constant", *names))
    return Estimate(fit, panel.unit, panel.year)


@dataclass(frozen=True)
class Hausman:
    """Chi-squared `statistic` with `df`, `p_value`; negative if the variances' difference is indefinite."""

    statistic: float
    df: int
    p_value: float


def hausman_test(panel: Panel) -> Hausman:
    """Fixed against random effects (Hausman 1978, Econometrica 46, eq. 2.12), with classical variances."""
    fixed, random = fixed_effects(panel).fit, random_effects(panel).fit
    gap = fixed.coefficients - random.coefficients[1:]
    spread = classical_variance(fixed) - classical_variance(random)[1:, 1:]
    statistic = float(gap @ np.linalg.pinv(spread, hermitian=True) @ gap)
    return Hausman(statistic, len(gap), float(stats.chi2.sf(statistic, len(gap))))


def pesaran_cd(residuals: np.ndarray, unit: Sequence, year: Sequence) -> tuple[float, float]:
    """Test that residuals of different units are uncorrelated: statistic and two-sided normal p.

    Pesaran (2015, Econometric Reviews 34), eq. 10: sqrt(2 / (N (N - 1))) times the sum over pairs of units of
    sqrt(T_ij) times their correlation over the T_ij years both are seen in.
    """
    units, years = encode_labels(unit), encode_labels(year)
    table = np.full((units.levels, years.levels), np.nan)
    table[units.codes, years.codes] = residuals
    total, pairs = 0.0, 0
    for i in range(units.levels):
        for j in range(i + 1, units.levels):
            both = np.isfinite(table[i]) & np.isfinite(table[j])
            if both.sum() > 2:
                total += np.sqrt(both.sum()) * np.corrcoef(table[i, both], table[j, both])[0, 1]
                pairs += 1
    if not pairs:
        raise DesignError(["No two units share three years, so their residuals cannot be compared."])
    statistic = total / np.sqrt(pairs)
    return float(statistic), float(2 * stats.norm.sf(abs(statistic)))


def _means(columns: np.ndarray, unit: Codes, weights: np.ndarray) -> np.ndarray:
    totals = np.bincount(unit.codes, weights=weights)
    return unit.sums(columns * weights[:, None]) / totals[:, None]
