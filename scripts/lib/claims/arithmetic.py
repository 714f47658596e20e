"""Arithmetic on stated numbers: whether all of them can be true at once, given how they were rounded."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add

from lib.claims.printed_numbers import Interval, printed_interval
from lib.claims.settings import Sum
from lib.claims.statements import Assertion

Stated = Callable[[str], Assertion]


@dataclass(frozen=True)
class Implication:
    """What stated numbers imply about another stated number.

    Parameters
    ----------
    implied : every value that the numbers it follows from allow
    stated : every value that the stated number allows
    as_printed : the value that follows from the numbers exactly as printed
    agrees : whether some true values make all of them print as they do
    """

    implied: Interval
    stated: Interval
    as_printed: float
    agrees: bool


def imply(settings: Sum, stated: Stated) -> Implication:
    """Work out one arithmetic statement; `stated` gives what a part, named claim.part, asserts."""
    terms = [_interval(term, stated, settings.rounding) for term in settings.terms]
    values = [stated(term).stated if isinstance(term, str) else term for term in settings.terms]
    targets = [_interval(target, stated, settings.rounding) for target in settings.equals]
    implied, as_printed = _apply(settings.operation, terms, values)
    if settings.operation == "ratio_above":
        return Implication(implied, targets[0], as_printed, implied.high > targets[0].low)
    allowed = reduce(Interval.hull, targets)
    return Implication(implied, allowed, as_printed, implied.meets(allowed))


def _apply(operation: str, terms: list[Interval], values: list[float]) -> tuple[Interval, float]:
    if operation == "sum":
        return reduce(add, terms), sum(values)
    quotient, value = terms[0] / terms[1], values[0] / values[1]
    if operation == "percent":
        return Interval(100 * quotient.low, 100 * quotient.high), 100 * value
    return quotient, value


def _interval(term: str | float, stated: Stated, how: str) -> Interval:
    """The true values behind a stated number; a count and a bare number are exact."""
    if not isinstance(term, str):
        return Interval(term, term)
    asserted = stated(term)
    if asserted.exact or asserted.decimals is None:
        return Interval(asserted.stated, asserted.stated)
    return printed_interval(asserted.stated, asserted.decimals, how)
