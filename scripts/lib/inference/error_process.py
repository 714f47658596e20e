"""How the errors of a panel regression hang together over years and space, read from its residuals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq

PARAMETER_LIMITS = (-0.5, 0.95)  # of both parameters; short panels cannot tell apart what lies beyond


@dataclass(frozen=True)
class ErrorProcess:
    """Normal errors of unit i in year t: spread[i] times a unit-variance process.

    The process is autoregressive of order one over years (`rho` to the power of the distance in years) and
    simultaneously autoregressive over space within a year: u = spatial W u + e, rescaled to unit variance
    (Anselin 1988, Spatial Econometrics, 8.2).

    Attributes
    ----------
    spread : (G,) standard deviations of the units
    rho : correlation between neighbouring years
    spatial : the spatial parameter
    root : (n, n) L with L L' the covariance of the rows
    """

    spread: np.ndarray
    rho: float
    spatial: float
    root: np.ndarray

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Draw errors of all rows, (n, draws)."""
        return self.root @ generator.standard_normal((len(self.root), draws))


def estimate_process(
    residuals: np.ndarray, maker: np.ndarray, unit: np.ndarray, year: np.ndarray, W: np.ndarray
) -> ErrorProcess:
    """Find the process whose residuals would, on average, look like these.

    Residuals hang together less than errors do, because effects and coefficients take out part of it; so rho
    and the spatial parameter are chosen such that the expected products of neighbouring residuals, over the
    expected sum of squares, equal the observed ones (both from the covariance of the residuals, M S M').

    Parameters
    ----------
    residuals : (n,)
    maker : (n, n) residual maker M of the regression
    unit, year : (n,) codes of units from 0, and years as integers
    W : (G, G) spatial weights, rows adding up to one
    """
    before = (unit[:, None] == unit) & (year[:, None] - year == 1)
    beside = W[np.ix_(unit, unit)] * (year[:, None] == year)
    spread = _spread(residuals, unit)
    scale = np.outer(spread[unit], spread[unit])

    everything = maker.T @ maker

    def gap_of(links: np.ndarray) -> Callable[..., float]:
        """Expected less observed share of these products in the squares, as a function of (rho, spatial)."""
        products = maker.T @ links @ maker
        observed = residuals @ links @ residuals / (residuals @ residuals)

        def gap(rho: float, spatial: float) -> float:
            covariance = scale * _correlation(rho, spatial, unit, year, W)
            return np.vdot(products, covariance) / np.vdot(everything, covariance) - observed

        return gap

    over_years, over_space = gap_of(before), gap_of(beside)
    rho = spatial = 0.0
    one_year, lonely = not before.any(), not W.any()
    for _ in range(3):
        rho = 0.0 if one_year else _root(partial(over_years, spatial=spatial))
        spatial = 0.0 if lonely else _root(partial(over_space, rho))
    covariance = scale * _correlation(rho, spatial, unit, year, W)
    return ErrorProcess(spread, rho, spatial, np.linalg.cholesky(covariance))


def _spread(residuals: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Standard deviations of the units' residuals; with one row a unit, the common one."""
    counts = np.bincount(unit)
    if counts.max() == 1:
        return np.full(len(counts), np.sqrt(np.mean(residuals**2)))
    return np.sqrt(np.bincount(unit, weights=residuals**2) / counts)


def _correlation(rho: float, spatial: float, unit: np.ndarray, year: np.ndarray, W: np.ndarray) -> np.ndarray:
    between = np.linalg.inv(np.eye(len(W)) - spatial * W)
    between = between @ between.T
    scale = np.sqrt(np.diag(between))
    gaps = np.abs(year[:, None] - year)
    over_years = np.power(rho, np.arange(gaps.max() + 1))[gaps]  # 0 ** 0 = 1: years are then independent
    return (between / np.outer(scale, scale))[np.ix_(unit, unit)] * over_years


def _root(gap: Callable[[float], float]) -> float:
    """The value within `PARAMETER_LIMITS` at which the gap closes, or the nearer limit."""
    low, high = PARAMETER_LIMITS
    if gap(low) >= 0:
        return low
    if gap(high) <= 0:
        return high
    return float(brentq(gap, low, high, xtol=1e-4))
