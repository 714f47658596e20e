"""Lagrange multiplier tests of a cross-section regression: is a spatial lag or a spatial error missing?"""

from functools import lru_cache

import numpy as np

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import LeastSquares
from lib.inference.student import Significance
from lib.space.autocorrelation import check_weights

ROWS_AT_ONCE = 512  # draws that stay in the processor's cache
MULTIPLIER_TESTS = ("lm_error", "lm_lag", "robust_lm_error", "robust_lm_lag", "sarma")


def multiplier_statistics(
    errors: np.ndarray, fitted: np.ndarray, Q: np.ndarray, W: np.ndarray
) -> dict[str, np.ndarray]:
    """The statistics of `MULTIPLIER_TESTS` for each row of residuals.

    Anselin, Bera, Florax and Yoon (1996, *Regional Science and Urban Economics* 26, 77-104): LM-error,
    LM-lag, each one robust to the presence of the other, and both at once.

    Parameters
    ----------
    errors : (m, n) residuals
    fitted : (m, n) fitted values
    Q : (n, k) orthonormal basis of the regressors
    """
    n = errors.shape[1]
    variance = np.einsum("ij,ij->i", errors, errors) / n
    lagged_errors, lagged_fitted = errors @ W.T, fitted @ W.T
    score_error = np.einsum("ij,ij->i", errors, lagged_errors) / variance
    score_lag = np.einsum("ij,ij->i", errors, lagged_errors + lagged_fitted) / variance
    beyond = lagged_fitted - (lagged_fitted @ Q) @ Q.T
    trace = np.trace((W + W.T) @ W)
    information = np.einsum("ij,ij->i", beyond, beyond) / variance + trace
    share = trace / information
    statistics = {
        "lm_error": score_error**2 / trace,
        "lm_lag": score_lag**2 / information,
        "robust_lm_error": (score_error - share * score_lag) ** 2 / (trace * (1 - share)),
        "robust_lm_lag": (score_lag - score_error) ** 2 / (information - trace),
    }
    return {**statistics, "sarma": statistics["robust_lm_error"] + statistics["lm_lag"]}


def multiplier_tests(
    fit: LeastSquares, y: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0
) -> dict[str, Significance]:
    """Each test of `MULTIPLIER_TESTS` by name.

    The chi-square approximation is poor with 20 units: instead the statistics are recomputed for `draws`
    outcomes simulated from the fitted regression with independent normal errors (a parametric bootstrap,
    Davidson and MacKinnon 2006, *Journal of Econometrics* 133; exact for LM-error).

    Parameters
    ----------
    fit : from `least_squares`, unweighted and without absorbed effects, rows in the order of `W`
    y : (n,) its outcome
    """
    check_weights(fit.n, W)
    if fit.effects or not (fit.root_weights == 1).all():
        raise DesignError(["Multiplier tests are of an unweighted fit without absorbed effects."])
    fitted = y - fit.residuals
    simulated = _simulated(fit, fitted, W, _noise(draws, fit.n, seed))
    observed = multiplier_statistics(fit.residuals[None], fitted[None], fit.Q, W)
    return {
        name: Significance(
            float(observed[name][0]),
            float((1 + (simulated[name] >= observed[name][0]).sum()) / (1 + draws)),
        )
        for name in MULTIPLIER_TESTS
    }


def _simulated(
    fit: LeastSquares, fitted: np.ndarray, W: np.ndarray, noise: np.ndarray
) -> dict[str, np.ndarray]:
    """The statistics of outcomes with these errors, (draws, n) of variance one before scaling."""
    batches = []
    for start in range(0, len(noise), ROWS_AT_ONCE):
        errors = noise[start : start + ROWS_AT_ONCE] * np.sqrt(
            fit.residuals @ fit.residuals / fit.residual_df
        )
        explained = (errors @ fit.Q) @ fit.Q.T
        batches.append(multiplier_statistics(errors - explained, fitted + explained, fit.Q, W))
    return {name: np.concatenate([each[name] for each in batches]) for name in MULTIPLIER_TESTS}


@lru_cache(maxsize=8)
def _noise(draws: int, n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((draws, n))
