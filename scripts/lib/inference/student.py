"""Tests and their p-values; Student's t from scipy.special: importing scipy.stats takes most of a second."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from lib.inference.conventions import CONFIDENCE

NumberOrArray = float | np.ndarray


@dataclass(frozen=True)
class Significance:
    """A test: `statistic`, `p_value`, and the degrees of freedom `df` where it has them, else NaN."""

    statistic: float
    p_value: float
    df: float = np.nan


def two_sided_p(statistic: NumberOrArray, df: NumberOrArray) -> Any:
    """The probability of a t at least as far from zero; infinite df are those of the normal distribution."""
    return 2 * stdtr(df, -np.abs(statistic))


def reach(std_error: NumberOrArray, df: NumberOrArray, level: float = CONFIDENCE) -> Any:
    """How far the interval of coverage `level` reaches from the estimate, on either side."""
    return stdtrit(df, (1 + level) / 2) * std_error
