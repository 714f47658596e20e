"""Are neighbours alike? Spatial autocorrelation of values, of residuals, and of each unit with those around.

`W` is an (n, n) matrix of weights in the order of the units, with a zero diagonal; w is the sum of weights.
Tests are by seeded random permutations, or by all of them where these are no more than `draws`. A p-value
counts the observed order as one of the draws, and is two-sided: twice the smaller tail, ties in both.
"""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lib.least_squares import DesignError, LeastSquares

TIE = 1e-9


@dataclass(frozen=True)
class AutocorrelationTest:
    """Moran's I, its expectation and deviation without dependence, two-sided p, the number of draws."""

    statistic: float
    expected: float
    deviation: float
    p_value: float
    draws: int
    exact: bool


@dataclass(frozen=True)
class LocalTest:
    """Local Moran statistics (n,), quadrants (n,) such as `high-low`, two-sided p (n,)."""

    statistic: np.ndarray
    quadrant: np.ndarray
    p_value: np.ndarray


def morans_i(values: np.ndarray, W: np.ndarray) -> float:
    """Moran's I: (n / w) z'Wz / z'z with z the deviations from the mean (Moran 1950, *Biometrika* 37)."""
    z = _deviations(values, W)
    return float(len(z) / W.sum() * (z @ W @ z) / (z @ z))


def moran_test(values: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0) -> AutocorrelationTest:
    """Test that values are dealt to the places at random (Cliff and Ord 1981, *Spatial Processes*, ch. 2)."""
    z = _deviations(values, W)
    orders, exact = _orders(len(z), draws, seed)
    dealt = z[orders]
    statistics = np.einsum("ij,ij->i", dealt @ W.T, dealt) * (len(z) / W.sum() / (z @ z))
    return _verdict(morans_i(values, W), -1 / (len(z) - 1), float(statistics.std()), statistics, exact)


def moran_residual_test(
    fit: LeastSquares, W: np.ndarray, *, draws: int = 9999, seed: int = 0
) -> AutocorrelationTest:
    """Test the residuals of a cross-section regression for spatial autocorrelation.

    Residuals are correlated by construction, so permuting them is wrong. I = (n / w) e'We / e'e does not
    depend on the coefficients or the variance: draws of normal errors, projected off the regressors, give its
    exact distribution under independent normal errors (a Monte Carlo test, Dwass 1957, *Annals of
    Mathematical Statistics* 28; for Moran's I of residuals see Cliff and Ord 1981, ch. 8).

    Parameters
    ----------
    fit : from `least_squares`, unweighted and without absorbed effects, rows in the order of `W`
    """
    _check(fit.residuals, W)
    if fit.effects or not (fit.root_weights == 1).all():
        raise DesignError(["Residuals are tested for an unweighted fit without absorbed effects."])
    noise = np.random.default_rng(seed).standard_normal((draws, fit.n))
    errors = noise - (noise @ fit.Q) @ fit.Q.T
    scale = fit.n / W.sum()
    statistics = scale * np.einsum("ij,ij->i", errors @ W.T, errors) / np.einsum("ij,ij->i", errors, errors)
    e = fit.residuals
    expected, deviation = _residual_moments(fit, W)
    return _verdict(float(scale * (e @ W @ e) / (e @ e)), expected, deviation, statistics, exact=False)


def _residual_moments(fit: LeastSquares, W: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of Moran's I of residuals under normal errors (Cliff and Ord 1981, 8.3)."""
    M = np.eye(fit.n) - fit.Q @ fit.Q.T
    MW = M @ W
    df = fit.n - fit.Q.shape[1]
    scale = fit.n / W.sum()
    mean = scale * np.trace(MW) / df
    square = np.trace(MW @ M @ W.T) + np.trace(MW @ MW) + np.trace(MW) ** 2
    return float(mean), float(np.sqrt(scale**2 * square / (df * (df + 2)) - mean**2))


def moran_paths_test(
    paths: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0
) -> AutocorrelationTest:
    """Test residuals of a balanced panel, (n, T), for spatial autocorrelation within years.

    I = (n / w) sum_t e_t'W e_t / sum_t e_t'e_t. Whole paths of units are dealt to the places, so that
    correlation over time stays what it is.
    """
    paths = np.asarray(paths, float)
    products = paths @ paths.T
    _check(np.diag(products), W)
    orders, exact = _orders(len(paths), draws, seed)
    scale = len(paths) / W.sum() / np.trace(products)
    rows, columns = np.nonzero(W)
    statistics = scale * (products[orders[:, rows], orders[:, columns]] @ W[rows, columns])
    n = len(paths)
    expected = (products.sum() / np.trace(products) - 1) / (n - 1)
    observed = float(scale * (products * W).sum())
    return _verdict(observed, float(expected), float(statistics.std()), statistics, exact)


def local_moran(values: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0) -> LocalTest:
    """Local Moran statistics (Anselin 1995, *Geographical Analysis* 27) with conditional permutation.

    I_i = (n - 1) z_i (Wz)_i / z'z; each unit's p keeps its own value and deals the others to its neighbours.
    """
    z = _deviations(values, W)
    n = len(z)
    orders, _ = _orders(n - 1, draws, seed)
    lags = W @ z
    p_values = np.empty(n)
    for i in range(n):
        others = np.delete(np.arange(n), i)
        weights = W[i, others]
        near = np.flatnonzero(weights)
        dealt = z[others][orders[:, near]] @ weights[near]
        p_values[i] = _two_sided(z[i] * lags[i], z[i] * dealt)
    sides = np.where(z > 0, "high", "low"), np.where(lags > 0, "high", "low")
    quadrants = np.array([f"{own}-{around}" for own, around in zip(*sides, strict=True)])
    return LocalTest((n - 1) * z * lags / (z @ z), quadrants, p_values)


def false_discovery(p_values: np.ndarray) -> np.ndarray:
    """p-values adjusted so that rejecting those below q keeps the false discovery rate at q.

    Benjamini and Hochberg (1995, *Journal of the Royal Statistical Society B* 57).
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted


def _deviations(values: np.ndarray, W: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    _check(values, W)
    if np.ptp(values) <= 1e-12 * np.abs(values).max():
        raise DesignError(["All values are the same, so they have no autocorrelation."])
    return values - values.mean()


def _check(values: np.ndarray, W: np.ndarray) -> None:
    n = len(values)
    problems = []
    if W.shape != (n, n):
        problems.append(f"{n} values need weights of shape ({n}, {n}), not {W.shape}.")
    elif np.diag(W).any() or not W.sum() > 0:
        problems.append("Weights need a diagonal of zeros and at least one neighbour.")
    if n < 3 or not np.isfinite(values).all():
        problems.append("Three or more values are needed, none of them missing.")
    if problems:
        raise DesignError(problems)


@lru_cache(maxsize=8)
def _orders(n: int, draws: int, seed: int) -> tuple[np.ndarray, bool]:
    """Orders of n places, one a row; all of them, the given one among them, when there are few."""
    if math.factorial(n) <= draws:
        return np.array(list(itertools.permutations(range(n)))), True
    return np.random.default_rng(seed).permuted(np.tile(np.arange(n), (draws, 1)), axis=1), False


def _verdict(
    observed: float, expected: float, deviation: float, statistics: np.ndarray, exact: bool
) -> AutocorrelationTest:
    p = _two_sided(observed, statistics, exact)
    return AutocorrelationTest(observed, expected, deviation, p, len(statistics), exact)


def _two_sided(observed: float, statistics: np.ndarray, exact: bool = False) -> float:
    slack = TIE * max(abs(observed), float(np.abs(statistics).max()))
    above = int((statistics >= observed - slack).sum())
    below = int((statistics <= observed + slack).sum())
    own = 0 if exact else 1
    return min(1.0, 2 * (min(above, below) + own) / (len(statistics) + own))
