"""Variances that need no clusters: classical, and HC3."""

import numpy as np

from lib.inference.least_squares import DesignError, LeastSquares

LEAST_ROOM = 1e-9  # a row whose leverage is nearer to one fits itself


def classical_variance(fit: LeastSquares) -> np.ndarray:
    """s^2 (X'X)^-1, (k, k); for t tests with `fit.residual_df` degrees of freedom."""
    _check_df(fit)
    scale = float(fit.weighted_residuals @ fit.weighted_residuals) / fit.residual_df
    return scale * fit.rows @ fit.rows.T


def robust_variance(fit: LeastSquares) -> np.ndarray:
    """Heteroskedasticity-robust variance HC3, (k, k); for t tests with `fit.residual_df` degrees of freedom.

    MacKinnon and White (1985, Journal of Econometrics 29) in the form of Davidson and MacKinnon (1993, eq.
    16.39): residuals over (1 - leverage). Leverages include the absorbed effects. A row of leverage one has
    residual zero whatever its outcome and is left out of the sum.
    """
    _check_df(fit)
    room = 1 - leverages(fit)
    scaled = fit.weighted_residuals / np.where(room > LEAST_ROOM, room, np.inf)
    influence = (fit.Q * scaled[:, None]) @ fit.rows.T
    return influence.T @ influence


def leverages(fit: LeastSquares) -> np.ndarray:
    """Diagonal of the hat matrix, absorbed effects included, (n,)."""
    hat = (fit.Q**2).sum(axis=1)
    if fit.effects:
        first = fit.effects[0].codes
        weights = fit.root_weights**2
        hat += weights / np.bincount(first, weights=weights)[first]
        hat += (fit.effects_basis**2).sum(axis=1)
    return hat


def _check_df(fit: LeastSquares) -> None:
    if fit.residual_df < 1:
        raise DesignError([f"{fit.n} rows leave no degrees of freedom after all coefficients and effects."])
