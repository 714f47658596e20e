"""Lagrange multiplier tests of a cross-section regression: is a spatial lag or a spatial error missing?"""

import numpy as np

from lib.least_squares import LeastSquares

TESTS = ("lm_error", "lm_lag", "robust_lm_error", "robust_lm_lag")


def multiplier_statistics(
    errors: np.ndarray, fitted: np.ndarray, Q: np.ndarray, W: np.ndarray
) -> dict[str, np.ndarray]:
    """The four statistics for each row of residuals; chi-square with one degree of freedom for large n.

    Anselin, Bera, Florax and Yoon (1996, *Regional Science and Urban Economics* 26, 77-104): LM-error,
    LM-lag, and each one robust to the presence of the other.

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
    return {
        "lm_error": score_error**2 / trace,
        "lm_lag": score_lag**2 / information,
        "robust_lm_error": (score_error - share * score_lag) ** 2 / (trace * (1 - share)),
        "robust_lm_lag": (score_lag - score_error) ** 2 / (information - trace),
    }


def multiplier_tests(
    fit: LeastSquares, y: np.ndarray, W: np.ndarray, *, draws: int = 9999, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Each test's statistic and p-value by simulation, {name: (statistic, p)}.

    The chi-square approximation is poor with 20 units: instead the statistics are recomputed for `draws`
    outcomes simulated from the fitted regression with independent normal errors (a parametric bootstrap,
    Davidson and MacKinnon 2006, *Journal of Econometrics* 133; exact for LM-error).
    """
    fitted = y - fit.residuals
    noise = np.random.default_rng(seed).standard_normal((draws, fit.n))
    noise *= np.sqrt(fit.residuals @ fit.residuals / fit.residual_df)
    explained = (noise @ fit.Q) @ fit.Q.T
    simulated = multiplier_statistics(noise - explained, fitted + explained, fit.Q, W)
    observed = multiplier_statistics(fit.residuals[None], fitted[None], fit.Q, W)
    return {
        name: (
            float(observed[name][0]),
            float((1 + (simulated[name] >= observed[name][0]).sum()) / (1 + draws)),
        )
        for name in TESTS
    }
