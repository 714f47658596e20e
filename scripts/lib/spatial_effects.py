"""What a spatial regression says: its coefficients, and their effects once neighbours have fed back."""

from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


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

    From one over the smallest real root of W (-1 where no real root is negative) to 1, for rows that add up
    to one or less.
    """
    roots = np.linalg.eigvals(W)
    real = roots[np.abs(roots.imag) < 1e-9].real
    return (float(1 / real.min()) if real.min() < 0 else -1.0), 1.0


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
    roots = np.linalg.eigvals(W)
    center = np.append(fit.coefficients, fit.spatial)
    noise = np.random.default_rng(seed).standard_normal((draws, len(center)))
    drawn = center + noise @ np.linalg.cholesky(fit.variance).T
    low, high = admissible(W)
    drawn = drawn[(drawn[:, -1] > low) & (drawn[:, -1] < high)]
    values = _effects(center[None], roots, own, neighbours)
    spread = _effects(drawn, roots, own, neighbours)
    return {name: _summary(values[name][0], spread[name]) for name in ("direct", "indirect", "total")}


def _effects(parameters: np.ndarray, roots: np.ndarray, own: int, neighbours: int | None) -> dict:
    rho, b = parameters[:, -1], parameters[:, own]
    t = np.zeros(len(rho)) if neighbours is None else parameters[:, neighbours]
    feedback = 1 / (1 - rho[:, None] * roots)
    direct = b * feedback.mean(axis=1).real + t * (feedback * roots).mean(axis=1).real
    total = (b + t) / (1 - rho)
    return {"direct": direct, "indirect": total - direct, "total": total}


def _summary(value: float, spread: np.ndarray) -> Effect:
    low, high = np.quantile(spread, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    tail = min((spread <= 0).sum(), (spread >= 0).sum())
    return Effect(float(value), float(low), float(high), min(1.0, 2 * float(1 + tail) / (1 + len(spread))))
