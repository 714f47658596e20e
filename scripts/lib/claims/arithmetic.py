"""Whether numbers that the article states can all be true at once, given how they were rounded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from lib.claims.printed_numbers import ROUNDED, Interval, printed

Asserted = Mapping[str, Any]


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


def imply(settings: Mapping[str, Any], stated: Callable[[str], Asserted]) -> Implication:
    """Work out one arithmetic statement.

    Parameters
    ----------
    settings : `operation`, `terms`, `equals`, `rounding` (rounded unless it says cut off)
    stated : gives what a part, named claim.part, asserts
    """
    how = settings.get("rounding", ROUNDED)
    terms = [_interval(term, stated, how) for term in settings["terms"]]
    values = [_value(term, stated) for term in settings["terms"]]
    targets = [_interval(target, stated, how) for target in settings["equals"]]
    operation = settings["operation"]
    implied, as_printed = _apply(operation, terms, values)
    if operation == "ratio_above":
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


def _value(term: str | float, stated: Callable[[str], Asserted]) -> float:
    return stated(term)["value"] if isinstance(term, str) else term


def _interval(term: str | float, stated: Callable[[str], Asserted], how: str) -> Interval:
    """The true values behind a stated number; a count and a bare number are exact."""
    if not isinstance(term, str):
        return Interval(term, term)
    asserted = stated(term)
    if asserted.get("exact"):
        return Interval(asserted["value"], asserted["value"])
    return printed(asserted["value"], asserted["decimals"], how)
