"""Arithmetic on printed numbers: what true values could print as stated, and what follows from them."""

from dataclasses import dataclass
from typing import Any

CUT_OFF, ROUNDED = "cut off", "rounded"
SLACK = 1e-9


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, both included."""

    low: float
    high: float

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Quotients of non-negative values; with a zero below the line there is no upper end.

        Raises `ValueError` when either interval reaches below zero.
        """
        if self.low < 0 or other.low < 0:
            raise ValueError("quotients are taken of non-negative intervals only")
        high = self.high / other.low if other.low > 0 else float("inf")
        return Interval(self.low / other.high, high)

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high + SLACK and other.low <= self.high + SLACK

    def holds(self, values: Any) -> Any:
        """Whether values, a number or an array, lie in it within `SLACK`."""
        return (values >= self.low - SLACK) & (values <= self.high + SLACK)

    def scaled(self, factor: float) -> "Interval":
        """All values multiplied by a factor above zero."""
        return Interval(factor * self.low, factor * self.high)

    def hull(self, other: "Interval") -> "Interval":
        """The values between any of one and any of the other."""
        return Interval(min(self.low, other.low), max(self.high, other.high))


def printed_interval(value: float, decimals: int, how: str = ROUNDED) -> Interval:
    """Return the true values that print as `value` with so many decimals.

    >>> printed_interval(9.8, 1) == Interval(9.75, 9.85)
    True
    >>> printed_interval(9.8, 1, CUT_OFF).low
    9.8
    """
    unit = 10.0**-decimals
    if how == CUT_OFF:
        return Interval(value, round(value + unit, decimals + 1))
    return Interval(round(value - unit / 2, decimals + 2), round(value + unit / 2, decimals + 2))


def interval_text(interval: Interval) -> str:
    """An interval as text, one number when it is a point."""
    low, high = (f"{end:.4g}" for end in (interval.low, interval.high))
    return low if low == high else f"{low} to {high}"
