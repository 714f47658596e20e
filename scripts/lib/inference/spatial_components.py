"""Spatial correlation principal components (SCPC): inference that holds under dependence in space.

Müller and Watson (2022, Econometrica 90; 2023, Journal of Business & Economic Statistics 41). The places'
influences on a coefficient are projected on the q smoothest patterns that a map of these places can show; the
t statistic divides by them, and its critical value is the largest under exponential correlations from an
average of `correlation` between two places down to none, both as such and given the regressors. Of all q the
one with the shortest expected interval is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, lgamma, log, pi

import numpy as np
from scipy.special import stdtrit

from lib.inference.least_squares import DesignError, LeastSquares

LEAST_CORRELATION = 1e-5  # on average, from which on places count as unrelated
GRID_STEP = 1.2  # from one strength of dependence to the next
MOST_PATTERNS = 20
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2  # on the unit interval


@dataclass(frozen=True)
class ScpcInference:
    """The `std_error`, t `statistic`, `p_value`, ends `low` and `high` of the interval, `patterns` q."""

    std_error: float
    statistic: float
    p_value: float
    low: float
    high: float
    patterns: int


def scpc(
    fit: LeastSquares,
    distances: np.ndarray,
    term: str | int,
    *,
    correlation: float = 0.03,
    level: float = 0.05,
) -> ScpcInference:
    """Inference on a coefficient of an unweighted fit with one row a place and no absorbed effects.

    Parameters
    ----------
    distances : (n, n) between the rows, in any unit
    correlation : the largest average correlation between two places that is guarded against
    level : one less the coverage of the intervals

    Raises
    ------
    DesignError
        A weighted fit, absorbed effects, two rows at one place.
    """
    if fit.effects or not (fit.root_weights == fit.root_weights[0]).all():
        raise DesignError(["Spatial principal components need an unweighted fit without absorbed effects."])
    if not (distances[np.triu_indices(fit.n, 1)] > 0).all():
        raise DesignError(["Spatial principal components need places apart; some distances are zero."])
    n = fit.n
    shares = np.round(distances / distances.mean(), 9)
    W, kernels, critical = _patterns(shares.tobytes(), n, correlation, level)
    q = W.shape[1] - 1
    j = fit.position(term)
    estimate, pull = float(fit.coefficients[j]), n * (fit.Q @ fit.rows[j])
    error = float(np.linalg.norm((pull * fit.residuals) @ W[:, 1:])) / (q * n) ** 0.5
    cleared_patterns = W * np.sign(pull)[:, None]
    cleared_patterns[:, 1:] -= fit.Q @ (fit.Q.T @ cleared_patterns[:, 1:])
    conditional = _forms(kernels, cleared_patterns * pull[:, None])
    p = max(_rejection(forms, abs(estimate) / error) for forms in (_forms(kernels, W), conditional))
    wide = max(critical, _critical(conditional, level)) * error
    return ScpcInference(error, estimate / error, p, estimate - wide, estimate + wide, q)


@lru_cache(maxsize=16)
def _patterns(
    distances: bytes, n: int, correlation: float, level: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """The constant and the q patterns (n, 1 + q), correlations (m, n, n) on the grid, the critical value."""
    apart = np.frombuffer(distances).reshape(n, n)
    pairs = apart[np.triu_indices(n, 1)]
    strongest, weakest = (
        _root(lambda c, average=average: np.exp(-c * pairs).mean() - average, 1e-6, 1e4)
        for average in (correlation, LEAST_CORRELATION)
    )
    steps = max(2, ceil(log(weakest / strongest) / log(GRID_STEP)))
    kernels = np.exp(-strongest * GRID_STEP ** np.arange(steps)[:, None, None] * apart)
    centre = np.eye(n) - 1 / n
    smooth = np.linalg.eigh(centre @ kernels[0] @ centre)[1][:, ::-1]
    W = np.column_stack([np.full(n, n**-0.5), smooth[:, : min(MOST_PATTERNS, n - 1)]])
    forms = _forms(kernels, W)
    critical = {q: _critical(forms[:, : q + 1, : q + 1], level) for q in range(1, W.shape[1])}
    lengths = {q: log(c / q**0.5) + lgamma((q + 1) / 2) - lgamma(q / 2) for q, c in critical.items()}
    best = min(lengths, key=lambda q: lengths[q])
    return W[:, : best + 1], kernels, critical[best]


def _forms(kernels: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Covariances (m, 1 + q, 1 + q) of the projections under each correlation."""
    return W.T @ kernels @ W


def _rejection(forms: np.ndarray, critical: float) -> float:
    """The largest probability that |t| exceeds a value (Bakirov and Szekely 2005, J. Math. Sciences 139)."""
    q = forms.shape[1] - 1
    turned = -(critical**2 / q) * forms
    turned[:, 0] = forms[:, 0]
    values = np.linalg.eigvals(turned).real
    ratios = np.maximum(-values, 0) / values.max(axis=1, keepdims=True)
    room = 1 - NODES**2
    logs = np.log1p(ratios[:, :, None] / room).sum(axis=1) + np.log(room)
    return float((np.exp(-logs / 2) @ WEIGHTS).max() * 2 / pi)


def _critical(forms: np.ndarray, level: float) -> float:
    """The least value that |t| exceeds with no more than `level` under any of the covariances."""
    low, high = 0.0, float(stdtrit(forms.shape[1] - 1, 1 - level / 2))
    while _rejection(forms, high) > level:
        low, high = high, 2 * high
    return _root(lambda value: _rejection(forms, value) - level, low, high)


def _root(function: Callable[..., float], low: float, high: float) -> float:
    from scipy.optimize import brentq  # here: it takes as long to import as the whole room

    return float(brentq(function, low, high))
