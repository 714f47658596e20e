"""Sensitivity of a coefficient to a confounder that was not seen.

Cinelli and Hazlett (2020, Journal of the Royal Statistical Society B 82): what share of the residual
variation of both regressor and outcome a variable left out would have to explain to change what is
concluded.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from lib.inference.conventions import VERDICT_CONFIDENCE


@dataclass(frozen=True)
class Sensitivity:
    """Shares of variation, from 0 to 1.

    Attributes
    ----------
    partial_r2 : of the outcome that the regressor explains, all else partialled out
    robustness_value : that a confounder must explain of regressor and outcome to bring the estimate to zero
    robustness_value_interval : the same to bring the end of the interval to zero; 0 where it is there
    """

    partial_r2: float
    robustness_value: float
    robustness_value_interval: float


def sensitivity(t: float, df: float, confidence: float = VERDICT_CONFIDENCE) -> Sensitivity:
    """Sensitivity of a coefficient, from its classical t statistic and residual degrees of freedom."""
    f = abs(t) / np.sqrt(df)
    critical = float(stdtrit(df - 1, (1 + confidence) / 2)) / np.sqrt(df - 1)
    return Sensitivity(float(t**2 / (t**2 + df)), _undoing(f), _undoing(f - critical))


def _undoing(f: float) -> float:
    """The equal share of both residual variations that undoes a partial Cohen's f."""
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2) if f > 0 else 0.0
