"""Do the poor catch up? Sigma and beta convergence of few units, and the mobility of their ranks.

`first` and `last` are positive per-head amounts of the same n units in two years, shape (n,).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtri, stdtrit

from lib.inference.conventions import CONFIDENCE
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.randomisation import randomisation_test
from lib.inference.robust_variance import robust_variance
from lib.inference.student import reach, two_sided_p


@dataclass(frozen=True)
class Movement:
    """A number with its interval of coverage `CONFIDENCE`, test of no change and degrees of freedom."""

    value: float
    ci_low: float
    ci_high: float
    df: int
    std_error: float | None = None
    p_value: float | None = None
    permutation_p_value: float | None = None


def log_deviation(amounts: np.ndarray) -> Movement:
    """Standard deviation of logs (n - 1 in the denominator): sigma of sigma-convergence.

    The interval is the chi-square one of a normal sample (df = n - 1); there is no null to test.
    """
    logs = np.log(np.asarray(amounts, float))
    df = len(logs) - 1
    variance = logs.var(ddof=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.sqrt(df * variance / np.array([chdtri(df, tail), chdtri(df, 1 - tail)]))
    return Movement(float(np.sqrt(variance)), float(low), float(high), df)


def sigma_ratio(first: np.ndarray, last: np.ndarray) -> Movement:
    """Sigma of the last year over sigma of the first, below one where regions have drawn together.

    The years are of the same regions, so an F test of two samples does not hold. Pitman (1939, *Biometrika*
    31, 9-12) and Morgan (1939, 13-19 there) test equal variances of pairs by the correlation of their sum
    and difference, with t(n - 2); the interval inverts that test. Exact under bivariate normal logs.
    """
    x, y = np.log(np.asarray(first, float)), np.log(np.asarray(last, float))
    df = len(x) - 2
    ratio = y.var(ddof=1) / x.var(ddof=1)
    unexplained = max(1 - np.corrcoef(x, y)[0, 1] ** 2, np.finfo(float).eps)
    room = 1 + 2 * unexplained * stdtrit(df, (1 + CONFIDENCE) / 2) ** 2 / df
    spread = np.sqrt(room**2 - 1)
    t = (ratio - 1) * np.sqrt(df) / (2 * np.sqrt(unexplained * ratio))
    low, high = np.sqrt(ratio * (room - spread)), np.sqrt(ratio * (room + spread))
    return Movement(float(np.sqrt(ratio)), float(low), float(high), df, p_value=float(two_sided_p(t, df)))


def beta(first: np.ndarray, last: np.ndarray, years: int, seed: int = 0) -> Movement:
    """Slope of yearly log growth on the initial log amount, negative where the poor grow faster.

    (ln y_T - ln y_0) / T = a + b ln y_0 + e, the linear form of the growth regression of Barro and
    Sala-i-Martin (1992, *Journal of Political Economy* 100, 223-251); HC3 variance and t(n - 2), and growth
    dealt anew among the units (`randomisation_test`). Growth in current prices gives the same slope as growth
    in constant ones when prices rise alike everywhere.
    """
    initial = np.log(np.asarray(first, float))
    growth = (np.log(np.asarray(last, float)) - initial) / years
    fit = least_squares(growth, with_constant(initial), names=["constant", "initial"])
    estimate, df = float(fit.coefficients[1]), fit.residual_df
    error = float(np.sqrt(robust_variance(fit)[1, 1]))
    wide = float(reach(error, df))
    return Movement(
        estimate,
        estimate - wide,
        estimate + wide,
        df,
        std_error=error,
        p_value=float(two_sided_p(estimate / error, df)),
        permutation_p_value=randomisation_test(fit, range(fit.n), None, 1, seed=seed).p_value,
    )


def speed(slope: Movement, years: int) -> Movement | None:
    """Yearly speed at which a gap closes, from `beta`: -ln(1 + b T) / T (Barro and Sala-i-Martin 1992).

    None where an end of the interval of b has no speed (1 + b T is not positive: the gap would more than
    close within the period).
    """
    ends = 1 + years * np.array([slope.value, slope.ci_high, slope.ci_low])
    if (ends <= 0).any():
        return None
    value, low, high = -np.log(ends) / years
    return Movement(float(value), float(low), float(high), slope.df, p_value=slope.p_value)


def kendall_tau(first: np.ndarray, last: np.ndarray) -> float:
    """Kendall's tau-b between two years: 1 = the same order, -1 = the order reversed (Kendall 1945)."""
    x, y = np.asarray(first, float), np.asarray(last, float)
    first_signs, last_signs = np.sign(x[:, None] - x), np.sign(y[:, None] - y)
    return float((first_signs * last_signs).sum() / np.sqrt((first_signs**2).sum() * (last_signs**2).sum()))


def spearman(first: np.ndarray, last: np.ndarray) -> float:
    """Spearman's correlation of ranks between two years, ties sharing their mean rank."""
    return float(np.corrcoef(pd.Series(first).rank(), pd.Series(last).rank())[0, 1])
