"""Arithmetic on stated numbers: whether all of them can be true at once, given how they were rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from lib.claims.printed_numbers import SLACK, Interval, printed_interval
from lib.claims.settings import Sum
from lib.claims.statements import Assertion

EXAMPLES = "sum_of_examples"
SUMS = ("sum", EXAMPLES)
Stated = Mapping[str, Assertion]
"""What parts assert, by claim.part."""


@dataclass(frozen=True)
class Implication:
    """What stated numbers imply about another stated number.

    Parameters
    ----------
    implied, stated : every value that the numbers it follows from allow, and that the number itself does
    as_printed : the value that follows from the numbers exactly as printed
    agrees : whether some true values make all of them print as they do
    missing : of a sum, what is left of what it should give
    needed : of a ratio, what the number above would have to be
    fillers : groups that hold as much as is missing, each with its share in percent and the year
    """

    implied: Interval
    stated: Interval
    as_printed: float
    agrees: bool
    missing: Interval | None = None
    needed: Interval | None = None
    fillers: tuple[tuple[str, float, int], ...] = ()


def imply(settings: Sum, stated: Stated) -> Implication:
    """Work out one arithmetic statement."""
    terms = [_interval(term, stated, settings.rounding) for term in settings.terms]
    values = [stated[term].stated if isinstance(term, str) else term for term in settings.terms]
    targets = [_interval(target, stated, settings.rounding) for target in settings.equals]
    if settings.operation in SUMS:
        implied, as_printed = reduce(add, terms), sum(values)
    else:
        times = 100 if settings.operation == "percent" else 1
        implied, as_printed = (terms[0] / terms[1]).scaled(times), times * (values[0] / values[1])
    if settings.operation == "ratio_above":
        return Implication(implied, targets[0], as_printed, implied.high > targets[0].low)
    allowed = reduce(Interval.hull, targets)
    if settings.operation in SUMS:
        missing = Interval(allowed.low - implied.high, allowed.high - implied.low)
        agrees = missing.high >= -SLACK if settings.operation == EXAMPLES else implied.meets(allowed)
        return Implication(implied, allowed, as_printed, agrees, missing)
    needed = Interval(allowed.low * terms[1].low, allowed.high * terms[1].high)
    return Implication(implied, allowed, as_printed, implied.meets(allowed), needed=needed)


def _interval(term: str | float, stated: Stated, how: str) -> Interval:
    """The true values behind a stated number; a count and a bare number are exact."""
    if not isinstance(term, str):
        return Interval(term, term)
    asserted = stated[term]
    if asserted.exact or asserted.decimals is None:
        return Interval(asserted.stated, asserted.stated)
    return printed_interval(asserted.stated, asserted.decimals, how)
