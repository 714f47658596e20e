"""The estimators of panel econometrics as least squares on transformed rows, ready for robust inference."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtrc

from lib.inference.cluster_variance import Clustered, ClusterParts, cluster_parts, clustered_variance
from lib.inference.fixed_effects import Codes, encode_labels
from lib.inference.least_squares import DesignError, LeastSquares, least_squares, with_constant
from lib.inference.robust_variance import classical_variance
from lib.inference.student import Significance
from lib.inference.wild_bootstrap import WildInversion, wild_inversion

REGIME = "regime_"  # before the first year of a regime: the name of its level


@dataclass(frozen=True)
class Panel:
    """Rows of a panel: `y` (n,), `X` (n, k) without a constant, `names` (k), labels `unit` and `year` (n,).

    `weights` (n,) are positive analytic weights, or None. `regime` (n,) tells on which basis the figures of a
    row stand (`lib.data.breaks.regimes`), or None where all stand on one. Effects of units are then effects
    of units and regimes, estimators without them get a level of each regime, and no difference is taken from
    one regime to the next: no level shift at a break enters an estimate. Clusters stay the units.
    """

    y: np.ndarray
    X: np.ndarray
    names: tuple[str, ...]
    unit: np.ndarray
    year: np.ndarray
    weights: np.ndarray | None = None
    regime: np.ndarray | None = None

    @property
    def bases(self) -> np.ndarray:
        """The distinct regimes, ascending."""
        return np.zeros(1, int) if self.regime is None else np.unique(self.regime)

    @cached_property
    def spell(self) -> np.ndarray:
        """Labels (n,) of the unit and the regime of each row."""
        if self.regime is None or len(self.bases) == 1:
            return self.unit
        return np.char.add(np.char.add(np.asarray(self.unit, str), "/"), self.regime.astype(str))

    def part(self, chosen: np.ndarray) -> "Panel":
        """The rows that a boolean (n,) or an index chooses."""
        return Panel(
            self.y[chosen],
            self.X[chosen],
            self.names,
            self.unit[chosen],
            self.year[chosen],
            None if self.weights is None else self.weights[chosen],
            None if self.regime is None else self.regime[chosen],
        )


@dataclass(frozen=True)
class Estimate:
    """A fit with the labels of its rows: `clusters` (units) and `periods`."""

    fit: LeastSquares
    clusters: np.ndarray
    periods: np.ndarray

    @cached_property
    def parts(self) -> ClusterParts:
        """The fit split by cluster, for every kind of clustered inference."""
        return cluster_parts(self.fit, self.clusters)

    @property
    def one_row_a_unit(self) -> bool:
        """Whether no unit has a second row."""
        return self.parts.cluster.levels == self.fit.n

    @cached_property
    def jackknife(self) -> Clustered:
        """The variance that verdicts are read by: CRV3, or HC3 (CR3 of single rows) with one row a unit."""
        return clustered_variance(self.fit, self.parts, "CR3" if self.one_row_a_unit else "CRV3")

    @cached_property
    def wild(self) -> dict[str, WildInversion]:
        """The intervals of each regressor by the wild cluster restricted bootstrap."""
        terms = [name for name in self.fit.names if not is_level(name)]
        return {term: wild_inversion(self.fit, self.parts, term) for term in terms}


def pooled(panel: Panel) -> Estimate:
    """Least squares on all rows with a constant, and with a level of each further regime."""
    X, names = _with_levels(panel, panel.X, panel.names)
    return Estimate(least_squares(panel.y, X, weights=panel.weights, names=names), panel.unit, panel.year)


def _with_levels(panel: Panel, X: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """A constant before the columns of X, and a column for each regime after the first behind them."""
    later = panel.bases[1:]
    levels = [np.asarray(panel.regime == basis, float) for basis in later]
    return np.column_stack([with_constant(X), *levels]), (
        "constant",
        *names,
        *(f"{REGIME}{b}" for b in later),
    )


def is_level(name: str) -> bool:
    """Whether a coefficient is the constant or the level of a regime."""
    return name == "constant" or name.startswith(REGIME)


def fixed_effects(panel: Panel) -> Estimate:
    """Effects of units absorbed: the within estimator (Baltagi, Econometric Analysis of Panel Data, 2.2)."""
    fit = least_squares(panel.y, panel.X, weights=panel.weights, absorb=[panel.spell], names=panel.names)
    return Estimate(fit, panel.unit, panel.year)


def two_way_fixed_effects(panel: Panel) -> Estimate:
    """Effects of units and of years absorbed (Baltagi, 3.2; exact in unbalanced panels too)."""
    fit = least_squares(
        panel.y, panel.X, weights=panel.weights, absorb=[panel.spell, panel.year], names=panel.names
    )
    return Estimate(fit, panel.unit, panel.year)


def fitted(estimator: str, panel: Panel) -> Estimate:
    """The estimate by the estimator of this name; a `cross_section` is pooled least squares on one year."""
    estimators = {
        "cross_section": pooled,
        "pooled": pooled,
        "between": between,
        "fixed_effects": fixed_effects,
        "two_way_fixed_effects": two_way_fixed_effects,
        "random_effects": random_effects,
        "correlated_random_effects": correlated_random_effects,
        "first_differences": first_differences,
    }
    return estimators[estimator](panel)


def between(panel: Panel) -> Estimate:
    """Least squares on the units' means over years, one row a unit (Baltagi, 2.3)."""
    return pooled(unit_means(panel))


def unit_means(panel: Panel) -> Panel:
    """The (weighted) means of every unit over its years, weighted by the sums of the weights; year is 0.

    Where there are several regimes the means are of deviations from the regime's mean, so that a unit that
    lacks a year of one of them is not taken for one that differs.
    """
    unit = encode_labels(panel.unit)
    weights = np.ones(len(panel.y)) if panel.weights is None else panel.weights
    rows = np.column_stack([panel.y, panel.X])
    if len(panel.bases) > 1:
        basis = encode_labels(np.asarray(panel.regime))
        rows = rows - _means(rows, basis, weights)[basis.codes] + np.average(rows, axis=0, weights=weights)
    means = _means(rows, unit, weights)
    return Panel(
        y=means[:, 0],
        X=means[:, 1:],
        names=panel.names,
        unit=unit.labels,
        year=np.zeros(unit.levels, dtype=int),
        weights=None if panel.weights is None else np.bincount(unit.codes, weights=weights),
    )


def first_differences(panel: Panel) -> Estimate:
    """Changes on changes, with a constant (a common trend); only pairs of consecutive years count."""
    return pooled(difference(panel))


def difference(panel: Panel) -> Panel:
    """Changes from the year before, with the later year's weight; rows without that year are left out.

    A row whose year before stands on another basis is left out too.
    """
    later, earlier = consecutive_rows(panel)
    return Panel(
        y=panel.y[later] - panel.y[earlier],
        X=panel.X[later] - panel.X[earlier],
        names=panel.names,
        unit=panel.unit[later],
        year=panel.year[later],
        weights=None if panel.weights is None else panel.weights[later],
    )


def consecutive_rows(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Rows of units seen the year before on the same basis, by unit and year; and the rows of that year."""
    order = np.lexsort((panel.year, panel.unit))
    spell, year = panel.spell[order], panel.year[order].astype(int)
    follows = np.flatnonzero((spell[1:] == spell[:-1]) & (year[1:] == year[:-1] + 1)) + 1
    if not follows.size:
        raise DesignError(["No unit is seen in two consecutive years, so there are no differences."])
    return order[follows], order[follows - 1]


def random_effects(panel: Panel) -> Estimate:
    """Feasible GLS for a random effect of units, as least squares on quasi-demeaned rows.

    The variances are those of Swamy and Arora (1972, Econometrica 40), in unbalanced panels as in Baltagi and
    Chang (1994, Journal of Econometrics 62): `variance_components`. So do R's plm ("swar"), Stata's
    ``xtreg, re sa`` and linearmodels with ``small_sample=True``; Stata's default differs when unbalanced.
    Regressors that do not vary within units are allowed. Weights are refused.
    """
    return _quasi_demeaned(panel, panel.X, panel.names)


def variance_components(panel: Panel) -> tuple[float, float]:
    """The variances of the noise and of the random effect; a negative one of the effect is set to zero.

    Noise: squared within residuals over n - N - (regressors that vary within units). Effect: with SSR the
    squared residuals of the units' means on a constant and the means of X, each weighted by its years T_i,
    (SSR - (N - K - 1) noise) / (n - tr[(sum T_i m_i m_i')^-1 sum T_i^2 m_i m_i']), m_i = (1, means of X).

    Raises
    ------
    DesignError
        With weights; when no regressor varies within units; too few rows or units.
    """
    if panel.weights is not None:
        raise DesignError(["Random effects are not offered with weights; leave out one of the two."])
    unit = encode_labels(panel.spell)
    varying = _vary_within(panel)
    if not varying.any():
        raise DesignError(["No regressor varies within units, so random effects are the between estimator."])
    inside = least_squares(panel.y, panel.X[:, varying], absorb=[panel.spell])
    years = np.bincount(unit.codes).astype(float)
    X, names = _with_levels(panel, panel.X, panel.names)
    means = _means(np.column_stack([panel.y, X]), unit, np.ones(len(panel.y)))
    across = least_squares(means[:, 0], means[:, 1:], weights=years, names=names)
    if inside.residual_df < 1:
        raise DesignError(["Too few rows or units for the variances of a random effect."])
    noise = (inside.residuals @ inside.residuals) / inside.residual_df
    spread = across.weighted_residuals @ across.weighted_residuals - across.residual_df * noise
    taken = (years * (across.Q**2).sum(axis=1)).sum()
    return float(noise), max(0.0, float(spread / (len(panel.y) - taken)))


def _quasi_demeaned(panel: Panel, X: np.ndarray, names: Sequence[str]) -> Estimate:
    """Least squares of y on a constant, X and levels of regimes, each less its share of the unit's mean."""
    noise, effect = variance_components(panel)
    unit = encode_labels(panel.spell)
    years = np.bincount(unit.codes)
    share = (1 - np.sqrt(noise / (years * effect + noise)))[unit.codes]
    design, names = _with_levels(panel, X, names)
    rows = np.column_stack([panel.y, design])
    rows = rows - share[:, None] * _means(rows, unit, np.ones(len(rows)))[unit.codes]
    fit = least_squares(rows[:, 0], rows[:, 1:], names=names)
    return Estimate(fit, panel.unit, panel.year)


def _vary_within(panel: Panel) -> np.ndarray:
    """Which regressors vary within units (and regimes), (k,)."""
    unit = encode_labels(panel.spell)
    means = _means(panel.X, unit, np.ones(len(panel.y)))[unit.codes]
    return np.linalg.norm(panel.X - means, axis=0) > 1e-11 * np.linalg.norm(panel.X, axis=0)


def correlated_random_effects(panel: Panel) -> Estimate:
    """Random effects with the units' means of the regressors added (Mundlak 1978, Econometrica 46).

    The coefficients of the regressors are then the within ones; those of the means, ``<name>_mean``, are what
    the between coefficients differ by. That they are all zero is a test of random effects that, unlike
    Hausman's, can be made robust to clustering (Wooldridge 2010, 10.7.3). A regressor that does not vary
    within units is its own mean and gets no second one.
    """
    unit = encode_labels(panel.spell)
    varying = _vary_within(panel)
    means = _means(panel.X[:, varying], unit, np.ones(len(panel.y)))[unit.codes]
    added = [f"{name}_mean" for name, varies in zip(panel.names, varying, strict=True) if varies]
    return _quasi_demeaned(panel, np.column_stack([panel.X, means]), (*panel.names, *added))


def hausman_test(panel: Panel) -> Significance:
    """Fixed against random effects (Hausman 1978, Econometrica 46, eq. 2.12), with classical variances.

    Of the regressors that vary within units. Each variance has the residual variance of its own regression,
    as in R's ``phtest`` and Stata's ``hausman``. Where the difference of the variances is not positive
    definite, the chi-squared distribution does not hold and the p-value is missing (NaN).
    """
    varying = _vary_within(panel)
    fixed = least_squares(panel.y, panel.X[:, varying], absorb=[panel.spell])
    random = random_effects(panel).fit
    common = 1 + np.flatnonzero(varying)
    gap = fixed.coefficients - random.coefficients[common]
    spread = classical_variance(fixed) - classical_variance(random)[np.ix_(common, common)]
    statistic = float(gap @ np.linalg.pinv(spread, hermitian=True) @ gap)
    definite = np.linalg.eigvalsh(spread).min() > 0
    p_value = float(chdtrc(len(gap), statistic)) if definite else np.nan
    return Significance(statistic, p_value, len(gap))


def _means(columns: np.ndarray, unit: Codes, weights: np.ndarray) -> np.ndarray:
    totals = np.bincount(unit.codes, weights=weights)
    return unit.sums(columns * weights[:, None]) / totals[:, None]
