"""Severity: how many other printed numbers would have got the same verdict or a better one.

They are all numbers with as many decimals as the stated one, from half to twice what the chosen reading
gives. They are counted exactly, none is drawn. A verdict that most of them would have got is cheap.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lib.claims.measures import Array
from lib.claims.outcomes import CLOSE, DEPENDS, MATCHES, ReadingOutcome
from lib.claims.printed_numbers import SLACK
from lib.claims.statements import Assertion, Judging
from lib.claims.verdicts import PartVerdict

REACH = 2.0


@dataclass(frozen=True)
class Severity:
    """Parts of all numbers of that size, from 0 to 1, that would have got this verdict or a better one.

    Parameters
    ----------
    numbers : how many numbers there are
    first, same_year, anywhere : under the chosen outcome; under some reading of its year; of any year
    """

    numbers: int
    first: float
    same_year: float
    anywhere: float


def severity_of(verdict: PartVerdict, judging: Judging) -> Severity | None:
    """Return how cheap the verdict on a stated number is; None where none is stated, or none is true."""
    chosen = verdict.chosen
    if chosen is None or chosen.implication is not None or not chosen.reading.asserted.is_number:
        return None
    if verdict.verdict not in (MATCHES, CLOSE, DEPENDS):
        return None
    asserted = chosen.reading.asserted
    printed = _printed_numbers(chosen.value, asserted)
    exactly = verdict.verdict == MATCHES

    def part(outcomes: Iterable[ReadingOutcome]) -> float:
        values = np.array([outcome.value for outcome in outcomes])
        return float(_accepted(printed, values, asserted, judging, exactly).any(axis=1).mean())

    return Severity(len(printed), part([chosen]), part(verdict.same_year), part(verdict.outcomes))


def _printed_numbers(value: float, asserted: Assertion) -> Array:
    """Every number with the stated decimals from half to twice a value, array (numbers,)."""
    unit = 1.0 if asserted.exact or asserted.decimals is None else 10.0**-asserted.decimals
    ends = sorted((value / REACH, value * REACH))
    first, last = (round(end / unit) for end in ends)
    return np.arange(first, last + 1) * unit


def _accepted(printed: Array, values: Array, asserted: Assertion, judging: Judging, exactly: bool) -> Array:
    """Whether each printed number is true of each value, array (numbers, values)."""
    half = 0 if asserted.exact or asserted.decimals is None else 0.5 * 10.0**-asserted.decimals
    hedge, size = judging.hedges[asserted.hedge], np.abs(printed)
    widest = np.inf if asserted.tolerance is None else asserted.tolerance
    below, above = (0.0 if exactly else min(side, widest) for side in (hedge.below, hedge.above))
    low = printed - np.maximum(below * size, half)
    high = np.full_like(printed, np.inf) if hedge.open else printed + np.maximum(above * size, half)
    return (values >= low[:, None] - SLACK) & (values <= high[:, None] + SLACK)
