"""What a spatial regression says: its coefficients, and their effects once neighbours have fed back."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lib.inference.conventions import CONFIDENCE
from lib.inference.fixed_effects import DesignError

EFFECTS = ("direct", "indirect", "total")


@dataclass(frozen=True)
class SpatialFit:
    """A spatial regression by maximum likelihood.

    Attributes
    ----------
    names : k names of the regressors
    coefficients : (k,) their coefficients
    spatial : rho of a lag model, lambda of an error model
    variance : (k + 1, k + 1) of the coefficients and `spatial`, in this order
    log_likelihood : at the maximum
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    spatial: float
    variance: np.ndarray
    log_likelihood: float


@dataclass(frozen=True)
class Effect:
    """An average effect with the percentile interval of its draws and two-sided p."""

    value: float
    ci_low: float
    ci_high: float
    p_value: float


def admissible(W: np.ndarray) -> tuple[float, float]:
    """The open interval around 0 of spatial parameters for which I - rho W can be inverted.

    From one over the smallest real root of W (-1 where no real root is negative) to one over the largest,
    which is 1 where rows add up to one.
    """
    roots = roots_of(W)
    real = roots[np.abs(roots.imag) < 1e-9].real
    return (float(1 / real.min()) if real.min() < 0 else -1.0), float(1 / real.max())


def roots_of(W: np.ndarray) -> np.ndarray:
    """The eigenvalues of W, found once for the same weights."""
    return _roots(W.tobytes(), len(W))


@lru_cache(maxsize=64)
def _roots(content: bytes, n: int) -> np.ndarray:
    return np.linalg.eigvals(np.frombuffer(content).reshape(n, n))


def effects(
    fit: SpatialFit, W: np.ndarray, own: int, neighbours: int | None, *, draws: int = 999, seed: int = 0
) -> dict[str, Effect]:
    """Average direct, indirect and total effect of one regressor in a lag or Durbin model.

    With S = (I - rho W)^-1, coefficient b and, in a Durbin model, coefficient t of the neighbours' mean:
    direct = (b tr S + t tr SW) / n, total = mean row sum of S (b I + t W), indirect = total - direct (LeSage
    and Pace 2009, *Introduction to Spatial Econometrics*, 2.7). Intervals: parameters drawn from their
    asymptotic normal distribution, those with a rho that is not `admissible` left out (5.6.2 there).

    Parameters
    ----------
    W : (n, n) weights, rows adding up to one
    own, neighbours : positions of b and t among the coefficients; `neighbours` None in a lag model
    """
    if not np.allclose(W.sum(axis=1), 1.0):
        raise DesignError(["Effects need weights whose rows add up to one; standardise them."])
    roots = roots_of(W)
    center = np.append(fit.coefficients, fit.spatial)
    noise = np.random.default_rng(seed).standard_normal((draws, len(center)))
    drawn = center + noise @ np.linalg.cholesky(fit.variance).T
    low, high = admissible(W)
    drawn = drawn[(drawn[:, -1] > low) & (drawn[:, -1] < high)]
    values = _effects(center[None], roots, own, neighbours)[:, 0]
    spread = _effects(drawn, roots, own, neighbours)
    ends = np.quantile(spread, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=1)
    tails = np.minimum((spread <= 0).sum(axis=1), (spread >= 0).sum(axis=1))
    p_values = np.minimum(1.0, 2 * (1 + tails) / (1 + spread.shape[1]))
    rows = np.stack([values, *ends, p_values], axis=1).tolist()
    return {name: Effect(*each) for name, each in zip(EFFECTS, rows, strict=True)}


def _effects(parameters: np.ndarray, roots: np.ndarray, own: int, neighbours: int | None) -> np.ndarray:
    """The direct, indirect and total effect under each of (m, k + 1) parameters, (3, m)."""
    rho, b = parameters[:, -1], parameters[:, own]
    t = np.zeros(len(rho)) if neighbours is None else parameters[:, neighbours]
    feedback = 1 / (1 - rho[:, None] * roots)
    direct = b * feedback.mean(axis=1).real + t * (feedback * roots).mean(axis=1).real
    total = (b + t) / (1 - rho)
    return np.stack([direct, total - direct, total])
