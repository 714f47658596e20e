"""Simulated errors of a regression: unequal between units, persistent over years, alike in neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csc_array, sparray

WIDEST = 3.0  # times the standard deviation of the units that vary least
DRAWS_IN_A_BLOCK = 1000  # taken from the generator at once: with another number errors are other ones


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
    kind : a `spread` of `Scenario`; those told by the regressor need one row a unit
    residuals, regressor : (n,); the regressor cleared of all else
    unit : (n,) codes of units from 0
    """
    if kind == "residuals":
        return np.sqrt(np.bincount(unit, weights=residuals**2) / np.bincount(unit))
    far = np.bincount(unit, weights=np.abs(regressor))
    far = far / far.max()
    spreads = {"equal": np.ones_like(far), "rising": 1 + (WIDEST - 1) * far}
    return spreads.get(kind, WIDEST - (WIDEST - 1) * far)


@dataclass(frozen=True)
class ErrorProcess:
    """Normal errors whose covariance is that of their units times that of their years: no matrix of all rows.

    Attributes
    ----------
    between : (G, G) covariance of the units within a year
    over : (T, T) correlation of the years of a unit, from the first to the last
    unit, year : (n,) codes of the rows from 0
    """

    between: np.ndarray
    over: np.ndarray
    unit: np.ndarray
    year: np.ndarray

    def draw(self, draws: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
        """Errors of the rows, (n, b) a block of at most `DRAWS_IN_A_BLOCK` draws."""
        units, years = np.linalg.cholesky(self.between), np.linalg.cholesky(self.over)
        for start in range(0, draws, DRAWS_IN_A_BLOCK):
            shape = (len(units), len(years), min(DRAWS_IN_A_BLOCK, draws - start))
            noise = generator.standard_normal((shape[0], shape[1] * shape[2]))
            yield np.matmul(years, (units @ noise).reshape(shape))[self.unit, self.year]

    def variance(self, weights_of_sums: sparray) -> float:
        """The variances of weighted sums of the errors, a column of (n, m) weights each, added up."""
        total, sums = 0.0, csc_array(weights_of_sums)
        for start, end in pairwise(sums.indptr):
            rows = sums.indices[start:end]
            units, place = np.unique(self.unit[rows], return_inverse=True)
            weights = np.zeros((len(units), len(self.over)))
            np.add.at(weights, (place, self.year[rows]), sums.data[start:end])
            total += np.sum(weights * (self.between[np.ix_(units, units)] @ weights @ self.over))
        return float(total)


def error_process(
    scenario: Scenario, spreads: np.ndarray, unit: np.ndarray, year: np.ndarray, W: np.ndarray
) -> ErrorProcess:
    """The errors of a scenario.

    Parameters
    ----------
    spreads : (G,) standard deviations of the units
    unit, year : (n,) codes of units from 0, and years as integers
    W : (G, G) spatial weights, rows adding up to one
    """
    between = np.linalg.inv(np.eye(len(W)) - scenario.spatial * W)
    between = between @ between.T
    scale = spreads / np.sqrt(np.diag(between))
    year = year - year.min()
    steps = np.arange(year.max() + 1)
    over = np.power(scenario.rho, np.abs(steps[:, None] - steps))  # 0 ** 0 = 1: years are then independent
    return ErrorProcess(between * np.outer(scale, scale), over, unit, year)
