"""Spatial lag and error models by maximum likelihood, for few units.

One cross-section, or a balanced panel with effects of units and of years. The panel is transformed as in Lee
and Yu (2010, *Journal of Econometrics* 154, 165-185, section 4): orthonormal (Helmert) bases of what is
left after the means of units and of years turn n units and T years into n - 1 places and T - 1 periods
without effects, whose likelihood is that of a cross-section repeated T - 1 times.

spreg gives the same estimates of a cross-section, to which the tests hold these; but it looks for them in
(-1, 1) alone, fails close to either end, where models of 20 units do arrive, and has no two-way effects.
"""

from collections.abc import Callable

import numpy as np
from scipy.linalg import helmert
from scipy.optimize import brentq, minimize_scalar

from lib.inference.fixed_effects import DesignError
from lib.space.impacts import SpatialFit, admissible, roots_of

EDGE = 1e-6
BRACKET = 1e-3


def without_effects(blocks: np.ndarray) -> np.ndarray:
    """Turn (T, n, k) values into (T - 1, n - 1, k) values without effects of units and of years."""
    periods, places = blocks.shape[:2]
    left: np.ndarray = np.einsum("st,tik,ji->sjk", helmert(periods), blocks, helmert(places), optimize=True)
    return left


def reduced_weights(W: np.ndarray) -> np.ndarray:
    """The weights between the n - 1 transformed places."""
    if not np.allclose(W.sum(axis=1), 1.0):
        raise DesignError(["Every unit needs a neighbour and weights that add up to one."])
    space = helmert(len(W))
    reduced: np.ndarray = space @ W @ space.T
    return reduced


def fit_lag(y: np.ndarray, X: np.ndarray, W: np.ndarray, names: tuple[str, ...]) -> SpatialFit:
    """y = rho W y + X b + e with independent normal errors (Anselin 1988, *Spatial Econometrics*, ch. 6).

    Parameters
    ----------
    y : (n,) outcomes, or (m, n) in m independent periods
    X : (n, k) or (m, n, k) regressors, the constant among them where there is one
    W : (n, n) weights, rows adding up to one
    names : k names of the regressors
    """
    y, X = _periods(y, X)
    lagged = y @ W.T
    flat = X.reshape(-1, X.shape[2])
    solved = np.linalg.lstsq(flat, np.column_stack([y.ravel(), lagged.ravel()]), rcond=None)[0]
    own = y.ravel() - flat @ solved[:, 0]
    other = lagged.ravel() - flat @ solved[:, 1]

    def squares(rho: float) -> tuple[float, float]:
        errors = own - rho * other
        return float(errors @ errors), float(-2 * errors @ other)

    rho, log_likelihood = _maximise(squares, W, len(y))
    coefficients = solved[:, 0] - rho * solved[:, 1]
    sigma2 = squares(rho)[0] / y.size
    multiplier = W @ np.linalg.inv(np.eye(len(W)) - rho * W)
    spread = ((flat @ coefficients).reshape(y.shape) @ multiplier.T).ravel()
    information = _information(flat, sigma2, multiplier, len(y))
    k = flat.shape[1]
    information[:k, k] = information[k, :k] = flat.T @ spread / sigma2
    information[k, k] += spread @ spread / sigma2
    variance = np.linalg.inv(information)[: k + 1, : k + 1]
    return SpatialFit(names, coefficients, rho, variance, log_likelihood)


def fit_error(y: np.ndarray, X: np.ndarray, W: np.ndarray, names: tuple[str, ...]) -> SpatialFit:
    """y = X b + u, u = lambda W u + e, with independent normal e; arguments as in `fit_lag`."""
    y, X = _periods(y, X)

    def filtered(value: float) -> tuple[np.ndarray, np.ndarray]:
        sieve = np.eye(len(W)) - value * W
        rows = np.einsum("ij,mjk->mik", sieve, X).reshape(-1, X.shape[2])
        return (y @ sieve.T).ravel(), rows

    def solve(value: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        outcome, rows = filtered(value)
        coefficients = np.linalg.lstsq(rows, outcome, rcond=None)[0]
        return coefficients, outcome - rows @ coefficients, rows

    def squares(value: float) -> tuple[float, float]:
        coefficients, errors, _ = solve(value)
        lagged = (y - X @ coefficients) @ W.T
        return float(errors @ errors), float(-2 * errors @ lagged.ravel())

    spatial, log_likelihood = _maximise(squares, W, len(y))
    coefficients, errors, rows = solve(spatial)
    multiplier = W @ np.linalg.inv(np.eye(len(W)) - spatial * W)
    information = _information(rows, errors @ errors / y.size, multiplier, len(y))
    k = rows.shape[1]
    variance = np.linalg.inv(information)[: k + 1, : k + 1]
    return SpatialFit(names, coefficients, spatial, variance, log_likelihood)


def _periods(y: np.ndarray, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    y, X = np.asarray(y, float), np.asarray(X, float)
    return (y, X) if y.ndim == 2 else (y[None], X[None])


def _maximise(
    squares: Callable[[float], tuple[float, float]], W: np.ndarray, periods: int
) -> tuple[float, float]:
    """The spatial parameter of the greatest concentrated likelihood, and that likelihood.

    `squares` gives the sum of squared errors at a parameter and its slope there. A search by values alone
    ends some 1e-8 from the maximum; the root of the slope nearby is exact.
    """
    size = periods * len(W)
    roots = roots_of(np.ascontiguousarray(W, dtype=float))

    def minus_log_likelihood(value: float) -> float:
        jacobian = periods * np.log(np.abs(1 - value * roots)).sum()
        return float(size / 2 * (np.log(2 * np.pi * squares(value)[0] / size) + 1) - jacobian)

    def slope(value: float) -> float:
        total, change = squares(value)
        return float(size / 2 * change / total + periods * (roots / (1 - value * roots)).sum().real)

    low, high = admissible(W)
    bounds = (low + EDGE, high - EDGE)
    near = float(minimize_scalar(minus_log_likelihood, bounds=bounds, method="bounded").x)
    left, right = max(bounds[0], near - BRACKET), min(bounds[1], near + BRACKET)
    best = brentq(slope, left, right, xtol=1e-15) if slope(left) < 0 < slope(right) else near
    return best, -minus_log_likelihood(best)


def _information(X: np.ndarray, sigma2: float, multiplier: np.ndarray, periods: int) -> np.ndarray:
    """What lag and error models share of the information on (b, spatial parameter, sigma squared)."""
    k = X.shape[1]
    information = np.zeros((k + 2, k + 2))
    information[:k, :k] = X.T @ X / sigma2
    information[k, k] = periods * np.trace(multiplier @ multiplier + multiplier.T @ multiplier)
    information[k, k + 1] = information[k + 1, k] = periods * np.trace(multiplier) / sigma2
    information[k + 1, k + 1] = periods * len(multiplier) / (2 * sigma2**2)
    return information
