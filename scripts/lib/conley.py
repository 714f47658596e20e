"""Spatial standard errors: scores of places near one another may be correlated."""

from collections.abc import Sequence

import numpy as np

from lib.fixed_effects import encode_labels
from lib.least_squares import DesignError, LeastSquares

EARTH_KM = 6371.0088


def great_circle_km(longitude: Sequence[float], latitude: Sequence[float]) -> np.ndarray:
    """Distances in km between places given in degrees, (G, G), by the haversine formula."""
    x, y = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    chord = (
        np.sin((y[:, None] - y) / 2) ** 2 + np.cos(y)[:, None] * np.cos(y) * np.sin((x[:, None] - x) / 2) ** 2
    )
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def conley_variance(
    fit: LeastSquares,
    distances: np.ndarray,
    cutoff: float,
    *,
    kernel: str = "bartlett",
    periods: Sequence | None = None,
    places: Sequence | None = None,
    lags: int = 0,
) -> np.ndarray:
    """Spatial HAC variance of the coefficients, (k, k).

    Conley (1999, Journal of Econometrics 92, section 3); in a panel, rows of one period within the cutoff and
    rows of one place up to `lags` periods apart are correlated (Hsiang 2010, PNAS 107, supplement; serial
    weights of Newey and West 1987). Negative eigenvalues, possible with the uniform kernel, are set to zero.
    No small-sample factor.

    Parameters
    ----------
    distances : (n, n) between rows, or (G, G) between the sorted distinct `places`
    cutoff : positive; pairs at this distance or further have weight zero
    kernel : "bartlett" (1 - distance / cutoff) or "uniform"
    periods : (n,) labels of time in order of time; none = one period
    places : (n,) labels; needed for (G, G) distances and for `lags`
    lags : serial lags within a place, 0 or more
    """
    weights = _kernel(np.asarray(distances, dtype=float), cutoff, kernel)
    if places is not None:
        place = encode_labels(places)
        if len(weights) == place.levels:
            weights = weights[np.ix_(place.codes, place.codes)]
    elif lags:
        raise DesignError(["Serial lags need the places of the rows."])
    if weights.shape != (fit.n, fit.n):
        raise DesignError(
            [f"Distances are {weights.shape}; give one a pair of the {fit.n} rows or of the places."]
        )
    if periods is not None:
        time = encode_labels(periods).codes
        gap = np.abs(time[:, None] - time)
        weights = weights * (gap == 0)
        if lags:
            same = place.codes[:, None] == place.codes
            weights = np.where(same & (gap > 0), np.clip(1 - gap / (lags + 1), 0, None), weights)
    influence = (fit.Q * fit.weighted_residuals[:, None]) @ fit.rows.T
    covariance = influence.T @ weights @ influence
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return (vectors * np.maximum(values, 0)) @ vectors.T


def _kernel(distances: np.ndarray, cutoff: float, kernel: str) -> np.ndarray:
    if not cutoff > 0 or kernel not in ("bartlett", "uniform"):
        raise DesignError(["A positive cutoff and the kernel 'bartlett' or 'uniform' are needed."])
    near = distances < cutoff
    return near.astype(float) if kernel == "uniform" else np.where(near, 1 - distances / cutoff, 0.0)
