"""Are neighbours alike? Spatial autocorrelation of values, of residuals, and of each unit with those around.

`W` is an (n, n) matrix of weights in the order of the units, with a zero diagonal; w is the sum of weights.
A unit without neighbours has a row of zeros and still counts in n. Tests are by seeded random permutations,
by all of them where these are no more than `draws`, or exact. A p-value by permutations counts the observed
order as one of the draws; all p-values are two-sided: twice the smaller tail, ties in both.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lib.inference.conventions import TIE_SLACK
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import LeastSquares
from lib.inference.randomisation import permutations

ORDERS_AT_ONCE = 2048  # rows that stay in the processor's cache
QUADRATURE_NODES = 400  # of the quadrature of Imhof's integral


@dataclass(frozen=True)
class AutocorrelationTest:
    """Moran's I, its expectation and deviation without dependence, two-sided p, the number of draws.

    `exact` when p rests on all orders there are, or on the exact distribution (then `draws` is 0).
    """

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


def moran_test(values: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0) -> AutocorrelationTest:
    """Test that values are dealt to the places at random (Cliff and Ord 1981, *Spatial Processes*, ch. 2)."""
    z = _deviations(values, W)
    orders, exact = permutations(len(z), draws, seed)
    scale = len(z) / W.sum() / (z @ z)
    statistics = scale * _dealt_forms(z, orders, W)
    return _verdict(float(scale * (z @ W @ z)), -1 / (len(z) - 1), statistics, exact)


def moran_residual_test(fit: LeastSquares, W: np.ndarray) -> AutocorrelationTest:
    """Test the residuals of a cross-section regression for spatial autocorrelation, exactly.

    Residuals are correlated by construction, so permuting them is wrong. Under independent normal errors
    I = (n / w) e'We / e'e does not depend on the coefficients or the variance, and P(I > i) is that of a sum
    of weighted chi-squares being positive: Imhof's (1961, *Biometrika* 48, eq. 3.2) integral, as in R's
    ``lm.morantest.exact`` (Tiefelsdorf and Boots 1995, *Environment and Planning A* 27). `expected` and
    `deviation` are those of ``lm.morantest`` (Cliff and Ord 1981, 8.3).

    Parameters
    ----------
    fit : from `least_squares`, unweighted and without absorbed effects, rows in the order of `W`
    """
    _check(fit.residuals, W)
    if fit.effects or not (fit.root_weights == 1).all():
        raise DesignError(["Residuals are tested for an unweighted fit without absorbed effects."])
    e, M = fit.residuals, np.eye(fit.n) - fit.Q @ fit.Q.T
    if e @ e <= 1e-20 * (fit.n + e @ e):
        raise DesignError(["The regression fits perfectly, so its residuals have no autocorrelation."])
    scale = fit.n / W.sum()
    statistic = float(scale * (e @ W @ e) / (e @ e))
    roots = np.linalg.eigvalsh(scale * M @ (W + W.T) @ M / 2)
    roots = np.delete(roots, np.argsort(np.abs(roots), kind="stable")[: fit.k])
    mean = roots.mean()
    deviation = np.sqrt(2 * ((roots - mean) ** 2).sum() / (len(roots) * (len(roots) + 2)))
    above = _positive(roots - statistic)
    p_value = 2 * min(above, 1 - above)
    return AutocorrelationTest(statistic, float(mean), float(deviation), p_value, 0, exact=True)


def _positive(weights: np.ndarray) -> float:
    """The probability that a sum of independent chi-squares (one df each) times weights is positive.

    Imhof's integral, 1/2 + (1/pi) int sin(theta(u)) / (u rho(u)) du with theta = sum arctan(weight u) / 2 and
    rho = prod (1 + weight^2 u^2)^(1/4), by Gauss-Legendre quadrature over u / (1 + u).
    """
    nodes, shares = _quadrature()
    x = (nodes + 1) / 2
    u = x / (1 - x)
    steps = np.outer(u, weights / np.abs(weights).max())
    angle = np.arctan(steps).sum(axis=1) / 2
    size = np.exp(np.log1p(steps**2).sum(axis=1) / 4)
    area = (shares / 2 * np.sin(angle) / (u * size * (1 - x) ** 2)).sum()
    return float(np.clip(0.5 + area / np.pi, 0.0, 1.0))


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
    orders, exact = permutations(len(paths), draws, seed)
    scale = len(paths) / W.sum() / np.trace(products)
    statistics = scale * sum(_dealt_forms(path, orders, W) for path in paths.T)
    n = len(paths)
    expected = (products.sum() / np.trace(products) - 1) / (n - 1)
    observed = float(scale * (products * W).sum())
    return _verdict(observed, float(expected), statistics, exact)


def local_moran(values: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0) -> LocalTest:
    """Local Moran statistics (Anselin 1995, *Geographical Analysis* 27) with conditional permutation.

    I_i = (n - 1) z_i (Wz)_i / z'z; each unit's p keeps its own value and deals the others to its neighbours.
    """
    z = _deviations(values, W)
    n = len(z)
    orders = np.ascontiguousarray(permutations(n - 1, draws, seed)[0].T)
    lags = W @ z
    p_values = np.empty(n)
    for i in range(n):
        others = np.delete(np.arange(n), i)
        weights = W[i, others]
        near = np.flatnonzero(weights)
        dealt = weights[near] @ z[others].take(orders[near])
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
    adjusted[order] = np.minimum.accumulate(raised[::-1])[::-1]
    return adjusted


def _deviations(values: np.ndarray, W: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    _check(values, W)
    if np.ptp(values) <= 1e-12 * np.abs(values).max():
        raise DesignError(["All values are the same, so they have no autocorrelation."])
    deviations: np.ndarray = values - values.mean()
    return deviations


def _check(values: np.ndarray, W: np.ndarray) -> None:
    check_weights(len(values), W)
    if not np.isfinite(values).all():
        raise DesignError(["Values must not be missing."])


def check_weights(n: int, W: np.ndarray) -> None:
    """Refuse weights that are not (n, n) with a zero diagonal and a neighbour, and fewer than three units."""
    problems = []
    if W.shape != (n, n):
        problems.append(f"{n} values need weights of shape ({n}, {n}), not {W.shape}.")
    elif np.diag(W).any() or not W.sum() > 0 or not np.isfinite(W).all():
        problems.append("Weights need a diagonal of zeros and at least one neighbour.")
    if n < 3:
        problems.append("Three or more values are needed.")
    if problems:
        raise DesignError(problems)


def _dealt_forms(z: np.ndarray, orders: np.ndarray, W: np.ndarray) -> np.ndarray:
    """The form z'Wz of z dealt anew by each order, (draws,)."""
    forms = np.empty(len(orders))
    for start in range(0, len(orders), ORDERS_AT_ONCE):
        dealt = z.take(orders[start : start + ORDERS_AT_ONCE])
        forms[start : start + ORDERS_AT_ONCE] = np.einsum("ij,ij->i", dealt @ W.T, dealt)
    return forms


@lru_cache(maxsize=1)
def _quadrature() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(QUADRATURE_NODES)


def _verdict(observed: float, expected: float, statistics: np.ndarray, exact: bool) -> AutocorrelationTest:
    p = _two_sided(observed, statistics, exact)
    return AutocorrelationTest(observed, expected, float(statistics.std()), p, len(statistics), exact)


def _two_sided(observed: float, statistics: np.ndarray, exact: bool = False) -> float:
    slack = TIE_SLACK * max(abs(observed), float(np.abs(statistics).max()))
    above = int((statistics >= observed - slack).sum())
    below = int((statistics <= observed + slack).sum())
    own = 0 if exact else 1
    return min(1.0, 2 * (min(above, below) + own) / (len(statistics) + own))
