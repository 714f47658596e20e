"""Measures: what each kind of statement computes from a panel, for all years at once.

Quantities are arrays over the years of a panel, NaN where a figure they need is missing: what is not
known is never put together from what is left.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.claims.evidence import Evidence
from lib.claims.readings import Reading
from lib.claims.settings import HIGHEST, MEAN, SPREAD, TOTAL, Quantity, ReadingSettings, Selection
from lib.claims.statements import Judging
from lib.data.arrays import PanelArrays

BELOW, ABOVE, COMPARABLE, APART = "below", "above", "comparable", "apart"
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Computed:
    """What one reading gives in one layout.

    Parameters
    ----------
    value : array (years,), NaN where it cannot be computed
    holds : array (years,) of truth values for directions and orders, None for numbers
    words : gives the text shown in place of the value of a row, None when the value speaks for itself
    """

    value: Array
    holds: Array | None = None
    words: Callable[[int], str] | None = None


@dataclass(frozen=True)
class View:
    """A panel with the named sets that its layout can show: where settings find their figures."""

    panel: PanelArrays
    groups: Mapping[str, tuple[str, ...]]

    def mask(self, group: str) -> Array | None:
        """Which units make up a group, array (years, units): all for no group, None for one not shown."""
        mask: Array = np.zeros((len(self.panel.years), len(self.panel.units)), dtype=bool)
        units = self.groups.get(group) if group else self.panel.units
        if units is None or not all(unit in self.panel.columns for unit in units):
            return None
        mask[:, [self.panel.columns[unit] for unit in units]] = True
        return mask

    def members(self, quantity: Quantity) -> Array | None:
        """Which units a quantity is put together from in each year, array (years, units)."""
        return self.leaders(quantity.select) if quantity.select else self.mask(quantity.group)

    def figures(self, variables: tuple[str, ...]) -> Array:
        """Figures of all units, array (years, units); several variables are added up."""
        first, *others = (self.panel.of(name) for name in variables)
        return sum(others, first)

    def leaders(self, select: Selection) -> Array | None:
        """The selected units of each year; none in years in which a figure is missing."""
        among = self.mask(select.among)
        if among is None:
            return None
        per = (select.per,) if select.per else ()
        ranked_by = Quantity(variables=(select.by,), per=per)
        values = self.quotients(ranked_by)
        ranked = np.where(among & ~np.isnan(values), values, -np.inf)
        known = np.isfinite(np.where(among, values, 0)).all(axis=1, keepdims=True)
        if not select.take:
            return among & (values < self.total(ranked_by, among)[:, None]) & known
        ordered = np.argsort(-ranked, axis=1, kind="stable")
        mask: Array = np.zeros(among.shape, dtype=bool)
        np.put_along_axis(mask, ordered[:, : select.take], True, axis=1)
        return mask & known

    def quotients(self, quantity: Quantity) -> Array:
        """The value of every unit and year: the variable, or the variable per another one, scaled."""
        top = self.figures(quantity.variables)
        if quantity.per:
            top = divide(top, self.figures(quantity.per))
        if quantity.times:
            top = top * self.figures((quantity.times,))
        return top * quantity.scale

    def total(self, quantity: Quantity, mask: Array) -> Array:
        """The sum over the units of a mask (years, units), or the quotient of the sums.

        With `per`, sum of the variable over sum of the other; with `weight`, the mean with these weights.
        """
        values = self.figures(quantity.variables)
        if quantity.weight and mask.sum(axis=1).max(initial=0) > 1:
            weights = self.figures((quantity.weight,))
            return quantity.scale * divide(_sum(values * weights, mask), _sum(weights, mask))
        if quantity.per:
            return quantity.scale * divide(_sum(values, mask), _sum(self.figures(quantity.per), mask))
        return quantity.scale * _sum(values, mask)

    def value(self, quantity: Quantity) -> Array | None:
        """A quantity by year; None when the layout cannot show its units."""
        mask = self.members(quantity)
        if mask is None:
            return None
        if quantity.aggregate == TOTAL:
            return self.total(quantity, mask)
        values = self.quotients(quantity)
        combined: Array
        if quantity.aggregate == MEAN:
            combined = _sum(values, mask) / np.maximum(mask.sum(axis=1), 1)
        elif quantity.aggregate == SPREAD:
            apart = (values - (_sum(values, mask) / np.maximum(mask.sum(axis=1), 1))[:, None]) ** 2
            combined = np.sqrt(_sum(apart, mask) / np.maximum(mask.sum(axis=1), 1))
        elif quantity.aggregate == HIGHEST:
            combined = np.where(mask, values, -np.inf).max(axis=1)
        else:
            combined = np.where(mask, values, np.inf).min(axis=1)
        return combined

    def change(self, values: Array | None, settings: ReadingSettings) -> Array | None:
        """The change of values along their first axis, years.

        Between two years, their quotient, told at the later one; with a lag, the difference to so many years
        before; else the values themselves.
        """
        if values is None or (settings.start is None and settings.lag is None):
            return values
        years = list(self.panel.years)
        changed = np.full_like(values, np.nan)
        if settings.start is not None:
            if settings.start in years and settings.end in years:
                end = years.index(settings.end)
                changed[end] = divide(values[end], values[years.index(settings.start)])
            return changed
        for row, year in enumerate(years):
            if year - settings.lag in years:
                changed[row] = values[row] - values[years.index(year - settings.lag)]
        return changed


def share(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """Percent of the whole, of the same variable or of `whole_variable`, that lies in a group."""
    settings = reading.settings
    mask, whole = view.members(settings.quantity), view.mask(settings.whole)
    if mask is None or whole is None:
        return None
    values = view.figures(settings.quantity.variables)
    of = view.figures(settings.whole_variables or settings.quantity.variables)
    return Computed(100 * divide(_sum(values, mask), _sum(of, whole)))


def level(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """A group's value, or one year's as so many times that of another."""
    values = view.change(view.value(reading.settings.quantity), reading.settings)
    return None if values is None else Computed(values)


def ratio(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """One group's value as so many times that of another."""
    pair = _pair(view, reading.settings)
    return None if pair is None else Computed(divide(*pair))


def order(view: View, reading: Reading, judging: Judging) -> Computed | None:
    """Whether one group's value is below, above, comparable with or apart from another's, as a quotient."""
    pair = _pair(view, reading.settings)
    if pair is None:
        return None
    times, within = divide(*pair), judging.comparable_within
    holds = {
        BELOW: pair[0] < pair[1],
        ABOVE: pair[0] > pair[1],
        COMPARABLE: (times >= 1 / within) & (times <= within),
        APART: (times < 1 / within) | (times > within),
    }[reading.asserted.direction]
    return Computed(times, holds)


def sign(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """Whether a group's value, or its change, is below or above a threshold."""
    values = view.change(view.value(reading.settings.quantity), reading.settings)
    if values is None:
        return None
    threshold = reading.settings.threshold or 0
    return Computed(values, values < threshold if reading.asserted.direction == BELOW else values > threshold)


def count(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """How many units lie below a benchmark, or what percent of them; without one, how many there are."""
    settings = reading.settings
    mask = view.mask(settings.among)
    if mask is None:
        return None
    values = view.quotients(settings.quantity)
    benchmark = {
        "total": view.total(settings.quantity, mask),
        "mean": _sum(values, mask) / mask.sum(axis=1),
        "none": np.where(np.isfinite(_sum(values, mask)), np.inf, np.nan),
    }[settings.benchmark]
    known = np.isfinite(_sum(values, mask)) & ~np.isnan(benchmark)
    number = ((values < benchmark[:, None]) & mask).sum(axis=1).astype(float)
    if settings.result == "percent":
        number = 100 * number / mask.sum(axis=1)
    return Computed(np.where(known, number, np.nan))


def rank(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """Which places units take, counted from the lowest or the highest; equal values share the better place.

    In words, the units stand in the order of their places.

    The value is how many units of the group are among the first places: as many as the group has units,
    unless the statement says within how many.
    """
    settings, direction = reading.settings, reading.asserted.direction
    group, ranked = view.mask(settings.quantity.group), view.mask(settings.among)
    values = view.change(view.quotients(settings.quantity), settings)
    if group is None or ranked is None or values is None:
        return None
    known = np.isfinite(values)
    if settings.coverage == "available":
        ranked = ranked & known
    complete = (known | ~ranked).all(axis=1) & (ranked | ~group).all(axis=1)
    ordered = np.where(ranked & known, -values if direction == HIGHEST else values, np.inf)
    columns = np.flatnonzero(group[0])
    units = [view.panel.units[column] for column in columns]
    first = _first_places(settings, group, ranked)
    last_first = np.sort(ordered, axis=1)[np.arange(len(ordered)), np.clip(first, 1, ordered.shape[1]) - 1]
    number = ((ordered <= last_first[:, None]) & (first > 0)[:, None] & group).sum(axis=1).astype(float)
    wanted = 0 if direction == "not_lowest" else group.sum(axis=1)

    @cache
    def places() -> Array:
        better: Array = (ordered[:, None, :] < ordered[:, columns, None]).sum(axis=2)
        return 1 + better

    def words(row: int) -> str:
        return _places(units, places()[row])

    return Computed(np.where(complete, number, np.nan), number == wanted, words)


def _first_places(settings: ReadingSettings, group: Array, ranked: Array) -> Array:
    if settings.within is not None:
        return np.full(len(group), settings.within)
    if settings.within_share is not None:
        return np.array([ceil(settings.within_share * number) for number in ranked.sum(axis=1)])
    as_many: Array = group.sum(axis=1)
    return as_many


def _places(units: Iterable[str], places: Array) -> str:
    return ", ".join(f"{unit} {place}" for place, unit in sorted(zip(places.tolist(), units, strict=True)))


MEASURE_OF_KIND: Mapping[str, Callable[[View, Reading, Judging], Computed | None]] = {
    "share": share,
    "level": level,
    "growth": level,
    "ratio": ratio,
    "order": order,
    "sign": sign,
    "count": count,
    "rank": rank,
}


def measure(reading: Reading, judging: Judging, evidence: Evidence) -> list[tuple[str, Computed]]:
    """Compute one reading in each layout it allows: [(layout, what it gives)], the finest layout first."""
    layouts = [reading.settings.layout] if reading.settings.layout else judging.layouts
    computed = [
        (
            layout,
            MEASURE_OF_KIND[reading.kind](
                View(evidence.panels[layout], evidence.groups[layout]), reading, judging
            ),
        )
        for layout in layouts
        if layout in evidence.panels
    ]
    return [(layout, values) for layout, values in computed if values is not None]


def _pair(view: View, settings: ReadingSettings) -> tuple[Array, Array] | None:
    if settings.other is None:
        return None
    values = view.change(view.value(settings.quantity), settings)
    others = view.change(view.value(settings.other), settings)
    return None if values is None or others is None else (values, others)


def _sum(values: Array, mask: Array) -> Array:
    """Sum over the units of a mask; NaN where a figure or the whole mask is missing."""
    added = np.where(mask, values, 0).sum(axis=1)
    return np.where(mask.any(axis=1), added, np.nan)


def divide(top: Array, bottom: Array) -> Array:
    """Quotients; NaN where the lower figure is zero."""
    quotient: Array = np.full(np.broadcast(top, bottom).shape, np.nan)
    np.divide(top, bottom, out=quotient, where=bottom != 0)
    return quotient
