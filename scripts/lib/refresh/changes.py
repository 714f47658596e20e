"""Yearly changes of figures, and how far each parts from what is usual at its place."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from statistics import mean, median
from typing import NamedTuple

from lib.core.country import country_unit
from lib.data.observations import Observation, format_number
from lib.refresh.account import shown

LONGEST_PAUSE = 5  # years from one figure of a unit to the next that are compared
FEW = 6  # partings from which on something is usual
POOLED = 4  # years of its own that outweigh, in what is usual of a unit, what all units do
LEAST_USUAL = 0.004  # in logs; and half the step in which figures are printed


class SliceYear(NamedTuple):
    """All units of a year at once: of a measure in a locality, as sentences call the two."""

    series: str
    year: int

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class FigurePlace(NamedTuple):
    """What a figure is a figure of."""

    measure: str
    unit: str
    year: int
    locality: str

    @property
    def series(self) -> str:
        """How sentences call the measure in the locality."""
        return self.measure if self.locality == "total" else f"{self.measure} {self.locality}"

    @property
    def slice(self) -> SliceYear:
        """The slice and year that it belongs to."""
        return SliceYear(self.series, self.year)

    def __str__(self) -> str:
        return f"{self.series} {self.unit}"


ValuesByKey = Mapping[FigurePlace, Decimal]


def figures_of(observations: Iterable[Observation]) -> dict[FigurePlace, Decimal]:
    """The values by what they are figures of."""
    return {FigurePlace(*each.key): each.value for each in observations}


def first_figures(figures: ValuesByKey, keys: Iterable[FigurePlace]) -> str:
    """The first few figures with their units, in the order of their places, and how many more there are."""
    return shown(f"{key.unit} {format_number(figures[key])}" for key in sorted(keys))


class YearlyChanges:
    """Changes, in logs, of each figure from the one that its place had before, where that is not long ago.

    A change parts from the middle one of all units of its year. What is usual of a unit is the mean of its
    partings in the past, drawn towards that of all units as far as it has few of its own.

    Attributes
    ----------
    figures : all there are, those of the past among them
    slices : their keys by slice and year
    earlier : by key that of the figure before
    middles : the middle change by slice and year
    """

    def __init__(self, figures: ValuesByKey, past: "YearlyChanges | None" = None) -> None:
        self.figures, self.past = figures, past or self
        self.slices: dict[SliceYear, list[FigurePlace]] = defaultdict(list)
        for key in sorted(figures):
            self.slices[key.slice].append(key)
        ordered = sorted(figures, key=lambda key: (key.series, key.unit, key.year))
        self.earlier = {
            after: before
            for before, after in pairwise(ordered)
            if (before.unit, before.series) == (after.unit, after.series)
            and after.year - before.year <= LONGEST_PAUSE
        }
        self._usual: dict[tuple[str, str], float] = {}
        self._steps: dict[SliceYear, Decimal] = {}
        self._logs = {key: math.log(value) for key, value in figures.items() if value > 0}
        self.middles = {
            piece: median(logs)
            for piece, keys in self.slices.items()
            if (logs := [log for key in keys if (log := self.log(key)) is not None])
        }

    @cached_property
    def new(self) -> dict[SliceYear, list[FigurePlace]]:
        """The years that the past has not, of slices that it has."""
        known, slices = {at.series for at in self.past.slices}, sorted(self.slices.items())
        return {at: keys for at, keys in slices if at.series in known and at not in self.past.slices}

    @cached_property
    def revised(self) -> dict[SliceYear, list[FigurePlace]]:
        """The figures that the past has otherwise, by slice and year."""
        old = self.past.figures
        by_slice = {
            at: [key for key in keys if old.get(key, self.figures[key]) != self.figures[key]]
            for at, keys in sorted(self.slices.items())
        }
        return {at: keys for at, keys in by_slice.items() if keys}

    @cached_property
    def fresh(self) -> dict[SliceYear, list[FigurePlace]]:
        """The figures that are new or revised, by slice and year."""
        return {**self.revised, **self.new}

    def before(self, key: FigurePlace) -> Decimal:
        """The figure that a place had before; nought without one."""
        return self.figures[self.earlier[key]] if key in self.earlier else Decimal(0)

    def was(self, key: FigurePlace) -> Decimal:
        """The figure that the past has at a place, or has for the year before; nought without one."""
        old = self.past.figures
        return old.get(key, old.get(self.earlier.get(key, key), self.before(key)))

    def level(self, keys: Iterable[FigurePlace]) -> Decimal:
        """The middle size of what places had before."""
        sizes = [abs(former) for key in keys if (former := self.before(key))]
        return median(sizes) if sizes else Decimal(0)

    def log(self, key: FigurePlace, value: Decimal | None = None) -> float | None:
        """The change to a figure, or another value there, from the year before; None without one."""
        before = self._logs.get(self.earlier.get(key, key))
        if before is None or key not in self.earlier:
            return None
        after = self._logs.get(key) if value is None else math.log(value) if value > 0 else None
        return None if after is None else after - before

    def spread(self, at: SliceYear) -> dict[FigurePlace, float]:
        """How far the figures of a slice and year lie from the middle one, in logs."""
        logs = {key: self._logs[key] for key in self.slices[at] if key in self._logs}
        middle = median(logs.values()) if logs else 0.0
        return {key: log - middle for key, log in logs.items()}

    def country_spread(self, at: SliceYear) -> float | None:
        """How far the country's figure lies from the middle one; None without it or with few regions."""
        spread = self.spread(at)
        country = (far for key, far in spread.items() if key.unit == country_unit())
        return next(country, None) if len(spread) > FEW else None

    def parting(self, key: FigurePlace, value: Decimal | None = None) -> float | None:
        """How far such a change is from the middle one of its slice and year."""
        log = self.log(key, value)
        return None if log is None else abs(log - self.middles[key.slice])

    def usual(self, key: FigurePlace) -> float:
        """How far the changes at a place usually part; infinite where too few are known."""
        place = key.series, key.unit
        if place not in self._usual:
            pooled, own = self.past.partings[key.series, ""], self.past.partings[place]
            shrunk = (
                (sum(own) + POOLED * mean(pooled)) / (len(own) + POOLED) if len(pooled) >= FEW else math.inf
            )
            self._usual[place] = max(shrunk, LEAST_USUAL)
        size = abs(self.figures[key])
        return max(self._usual[place], float(self.step(key.slice) / size) / 2 if size else 0.0)

    def step(self, at: SliceYear) -> Decimal:
        """The step in which the figures of a slice and year are printed, one at most."""
        if at not in self._steps:
            values = (self.figures[key].normalize().as_tuple().exponent for key in self.slices[at])
            self._steps[at] = Decimal(1).scaleb(min(0, *map(int, values)))
        return self._steps[at]

    def oddness(self, key: FigurePlace, value: Decimal | None = None) -> float:
        """One, and how many times what is usual there a figure parts, or another value in its place would."""
        parting = self.parting(key, value)
        return 1.0 if parting is None else 1.0 + parting / self.usual(key)

    @cached_property
    def partings(self) -> dict[tuple[str, str], list[float]]:
        """All partings by slice and unit, and under "" of all units."""
        by_unit: dict[tuple[str, str], list[float]] = defaultdict(list)
        for key in self.figures:
            if (parting := self.parting(key)) is not None:
                for unit in (key.unit, ""):
                    by_unit[key.series, unit].append(parting)
        return by_unit
