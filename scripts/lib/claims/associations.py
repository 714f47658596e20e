"""Associations: an estimate judged by its interval against the smallest effect that matters.

The interval is two-sided with 90 percent confidence, so that an end beyond zero is a one-sided test at 5
percent, as a statement with a direction asks for. No p-value is held against a level: an interval says at
once what the figures bear out, what they rule out, and what they leave open (equivalence by two one-sided
tests: Schuirmann 1987).
"""

from dataclasses import dataclass, replace
from math import log

from scipy.special import stdtrit

from lib.claims.evidence import Coefficient, OtherFits, Sample
from lib.claims.printed_numbers import Interval
from lib.claims.statements import Assertion, Judging
from lib.inference.conventions import VERDICT_CONFIDENCE
from lib.inference.student import reach

BORNE_OUT, BORNE_OUT_SMALL, CONTRADICTED = "borne out", "borne out but small", "contradicted"
NONE_THAT_MATTERS, UNDECIDED = "no association of a size that matters", "undecided"
POWER = 0.80
FACTORS = {"points_per_doubling": log(2), "percent_per_point": 100.0}
SLOPES = ("theil_sen", "robust", "lowest", "highest")  # of other fits


@dataclass(frozen=True)
class Turned:
    """A unit without which an association would get another verdict."""

    unit: str
    interval: Interval
    verdict: str


@dataclass(frozen=True)
class Association:
    """What an estimate says, in the units in which it is told: points for a point, or for a doubling.

    Parameters
    ----------
    interval : with 90 percent confidence
    matters : the smallest effect that matters, without a sign
    detectable : the effect that the design would have seen four times in five
    turned : units without which the verdict would be another one
    sample : the units it was asked of, and those without figures; None where it is not known
    partial : whether some of them lacked figures
    """

    estimate: float
    interval: Interval
    matters: float
    detectable: float
    verdict: str
    turned: tuple[Turned, ...] = ()
    other_fits: OtherFits | None = None
    sample: Sample | None = None
    partial: bool = False

    def apart(self, other: "Association") -> bool:
        """Whether the intervals of two readings, each in effects that matter to it, do not meet."""
        ours, theirs = (each.interval.scaled(1 / each.matters) for each in (self, other))
        return not ours.meets(theirs)


def associate(coefficient: Coefficient, asserted: Assertion, judging: Judging) -> Association:
    """Judge one coefficient against the direction asserted."""
    factor, fits = FACTORS.get(asserted.effect, 1.0), coefficient.other_fits
    interval = interval_of(coefficient.estimate, coefficient.std_error, coefficient.df, factor)
    verdict = verdict_of(interval, asserted, judging)
    one_sided = sum(float(stdtrit(coefficient.df, level)) for level in ((1 + VERDICT_CONFIDENCE) / 2, POWER))
    turned = []
    for unit, estimate, std_error, df in coefficient.without:
        left = interval_of(estimate, std_error, df, factor)
        if (other := verdict_of(left, asserted, judging)) != verdict:
            turned.append(Turned(unit, left, other))
    return Association(
        factor * coefficient.estimate,
        interval,
        judging.smallest_effects[asserted.matters].value,
        factor * coefficient.std_error * one_sided,
        verdict,
        tuple(turned),
        fits and replace(fits, **{name: factor * getattr(fits, name) for name in SLOPES}),
        coefficient.sample,
        coefficient.partial,
    )


def verdict_of(interval: Interval, asserted: Assertion, judging: Judging) -> str:
    """Return what an interval, in the units in which it is told, says of the direction asserted."""
    matters = judging.smallest_effects[asserted.matters].value
    low, high = interval.low, interval.high
    if asserted.direction == "negative":
        low, high = -high, -low
    if low > 0:
        return BORNE_OUT if high >= matters else BORNE_OUT_SMALL
    if -matters < low and high < matters:
        return NONE_THAT_MATTERS
    return CONTRADICTED if high < 0 else UNDECIDED


def interval_of(estimate: float, std_error: float, df: float, factor: float) -> Interval:
    """Return the interval of an estimate, multiplied into the units in which it is told."""
    arm = float(reach(std_error, df, VERDICT_CONFIDENCE))
    return Interval(factor * (estimate - arm), factor * (estimate + arm))
