"""Student's t in tests and intervals, from scipy.special: importing scipy.stats takes most of a second."""

import numpy as np
from scipy.special import stdtr, stdtrit

from lib.inference.conventions import CONFIDENCE


def two_sided_p(statistic: np.ndarray, df: np.ndarray) -> np.ndarray:
    """The probability of a t at least as far from zero; infinite df are those of the normal distribution."""
    return 2 * stdtr(df, -np.abs(statistic))


def reach(std_error: np.ndarray, df: np.ndarray, level: float = CONFIDENCE) -> np.ndarray:
    """How far the interval of coverage `level` reaches from the estimate, on either side."""
    return stdtrit(df, (1 + level) / 2) * std_error
