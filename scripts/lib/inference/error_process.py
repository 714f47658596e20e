"""Simulated errors of a regression: unequal between units, persistent over years, alike in neighbours."""

from dataclasses import dataclass

import numpy as np

SPREADS = ("residuals", "equal", "rising", "falling")
WIDEST = 3.0  # times the standard deviation of the units that vary least


@dataclass(frozen=True)
class Scenario:
    """How simulated errors hang together.

    Attributes
    ----------
    rho : correlation between neighbouring years of a unit
    spatial : parameter of u = spatial W u + e within a year (Anselin 1988, Spatial Econometrics, 8.2)
    spread : standard deviations of the units: those of their ``residuals``, ``equal``, or up to `WIDEST`
        times as large for units far from the middle of the regressor (``rising``), or near it (``falling``)
    """

    rho: float
    spatial: float
    spread: str


def unit_spreads(kind: str, residuals: np.ndarray, regressor: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Standard deviations of the units, (G,), up to a common factor.

    Parameters
    ----------
    kind : one of `SPREADS`; those told by the regressor need one row a unit
    residuals, regressor : (n,); the regressor cleared of all else
    unit : (n,) codes of units from 0
    """
    counts = np.bincount(unit)
    if kind == "residuals":
        return np.sqrt(np.bincount(unit, weights=residuals**2) / counts)
    far = np.bincount(unit, weights=np.abs(regressor)) / counts
    far = far / far.max()
    spreads = {"equal": np.ones_like(far), "rising": 1 + (WIDEST - 1) * far}
    return spreads.get(kind, WIDEST - (WIDEST - 1) * far)


def error_root(
    scenario: Scenario, spreads: np.ndarray, unit: np.ndarray, year: np.ndarray, W: np.ndarray
) -> np.ndarray:
    """A matrix L, (n, n): L z with z standard normal has the scenario's errors.

    Parameters
    ----------
    spreads : (G,) standard deviations of the units
    unit, year : (n,) codes of units from 0, and years as integers
    W : (G, G) spatial weights, rows adding up to one
    """
    correlation = _correlation(scenario.rho, scenario.spatial, unit, year, W)
    return np.linalg.cholesky(np.outer(spreads[unit], spreads[unit]) * correlation)


def _correlation(rho: float, spatial: float, unit: np.ndarray, year: np.ndarray, W: np.ndarray) -> np.ndarray:
    between = np.linalg.inv(np.eye(len(W)) - spatial * W)
    between = between @ between.T
    scale = np.sqrt(np.diag(between))
    gaps = np.abs(year[:, None] - year)
    over_years = np.power(rho, np.arange(gaps.max() + 1))[gaps]  # 0 ** 0 = 1: years are then independent
    return (between / np.outer(scale, scale))[np.ix_(unit, unit)] * over_years
