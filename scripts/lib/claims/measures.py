"""Measures: what each kind of statement computes from a panel, for all years at once.

Quantities are arrays over the years of a panel, NaN where a figure they need is missing: what is not
known is never put together from what is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.claims.readings import Reading
from lib.claims.settings import HIGHEST, LOWEST, SPREAD, TOTAL, Quantity, ReadingSettings, Selection
from lib.claims.statements import Judging
from lib.data.arrays import PanelArrays, divide, masked_sum

BELOW, ABOVE, COMPARABLE, APART = "below", "above", "comparable", "apart"
Array = npt.NDArray[Any]
# By year, the highest and the lowest of the units of a mask (years, units).
EXTREMES: dict[str, Callable[[Array, Array], Array]] = {
    HIGHEST: lambda values, mask: np.where(mask, values, -np.inf).max(axis=1),
    LOWEST: lambda values, mask: np.where(mask, values, np.inf).min(axis=1),
}


@dataclass(frozen=True)
class Computed:
    """What one reading gives in one layout, arrays (years,), NaN where it cannot be computed.

    `holds` is None for numbers; `words` gives the text shown in place of the value of a row.
    """

    value: Array
    holds: Array | None = None
    words: Callable[[int], str] | None = None


@dataclass(frozen=True)
class View:
    """A panel with the named sets that its layout can show: where settings find their figures."""

    panel: PanelArrays
    groups: Mapping[str, tuple[str, ...]]

    def mask(self, group: str, select: Selection | None = None) -> Array | None:
        """Which units make up a group or lead in it, array (years, units): all where neither is named.

        None for a group that is not shown; none leads in years in which a figure is missing.
        """
        named = select.among if select else group
        units = self.groups.get(named) if named else self.panel.units
        if units is None or not all(unit in self.panel.columns for unit in units):
            return None
        mask: Array = np.zeros((len(self.panel.years), len(self.panel.units)), dtype=bool)
        mask[:, [self.panel.columns[unit] for unit in units]] = True
        if select is None:
            return mask
        values = self.quotients(select.quantity)
        known = np.isfinite(np.where(mask, values, 0)).all(axis=1, keepdims=True)
        if not select.take:
            return mask & (values < self.value(select.quantity, mask)[:, None]) & known
        ranked = np.where(mask & ~np.isnan(values), values, -np.inf)
        ordered = np.argsort(-ranked, axis=1, kind="stable")
        leaders = np.zeros_like(mask)
        np.put_along_axis(leaders, ordered[:, : select.take], True, axis=1)
        return leaders & known

    def quotients(self, quantity: Quantity) -> Array:
        """The value of every unit and year: the variable, or the variable per another one, scaled."""
        top = self.panel.of(*quantity.variables)
        if quantity.per:
            top = divide(top, self.panel.of(*quantity.per))
        if quantity.times:
            top = top * self.panel.of(quantity.times)
        return top * quantity.scale

    def value(self, quantity: Quantity, mask: Array) -> Array:
        """A quantity by year over the units of a mask (years, units).

        Of a total with `per`, sum of the variable over sum of the other; with `weight`, the mean with these
        weights.
        """
        if quantity.aggregate == TOTAL:
            values, below = self.panel.of(*quantity.variables), quantity.per
            if quantity.weight and mask.sum(axis=1).max(initial=0) > 1:
                values, below = values * self.panel.of(quantity.weight), (quantity.weight,)
            total = masked_sum(values, mask)
            return quantity.scale * (
                divide(total, masked_sum(self.panel.of(*below), mask)) if below else total
            )
        values, units = self.quotients(quantity), np.maximum(mask.sum(axis=1), 1)
        combined: Array = masked_sum(values, mask) / units
        if quantity.aggregate == SPREAD:
            combined = np.sqrt(masked_sum((values - combined[:, None]) ** 2, mask) / units)
        elif quantity.aggregate in EXTREMES:
            combined = EXTREMES[quantity.aggregate](values, mask)
        return combined

    def change(self, values: Array, settings: ReadingSettings) -> Array:
        """The change of values along their first axis, in the rows of later years.

        Between two years their quotient, with a lag the difference to so many years before.
        """
        changed, rows = np.full_like(values, np.nan), self.panel.rows
        for span in dict.fromkeys(settings.years_read(int(year)) for year in self.panel.years):
            if {*span} <= {*rows}:
                first, last = (values[rows[year]] for year in span)
                changed[rows[span[-1]]] = divide(last, first) if settings.start is not None else last - first
        return changed


def share(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """Percent of the whole, of the same variable or of `whole_variable`, that lies in a group."""
    settings, part = reading.settings, reading.settings.quantity
    mask, whole = view.mask(part.group, part.select), view.mask(settings.whole)
    if mask is None or whole is None:
        return None
    inside = masked_sum(view.panel.of(*part.variables), mask)
    total = masked_sum(view.panel.of(*(settings.whole_variables or part.variables)), whole)
    return Computed(100 * divide(inside, total))


def comparison(view: View, reading: Reading, judging: Judging) -> Computed | None:
    """A group's value, or its change; set against another's as so many times that, or against a threshold.

    The change of the highest unit is the highest change of any.
    """
    settings, values = reading.settings, []
    for quantity in filter(None, (settings.quantity, settings.other)):
        mask = view.mask(quantity.group, quantity.select)
        if mask is None:
            return None
        if settings.changes and quantity.aggregate in EXTREMES:
            changes = view.change(view.quotients(quantity), settings)
            values.append(EXTREMES[quantity.aggregate](changes, mask))
        else:
            value = view.value(quantity, mask)
            values.append(view.change(value, settings) if settings.changes else value)
    group_value, *other = values
    line = other[0] if other else settings.threshold or 0
    times, within = divide(group_value, other[0]) if other else group_value, judging.comparable_within
    holds = {
        BELOW: group_value < line,
        ABOVE: group_value > line,
        COMPARABLE: (times >= 1 / within) & (times <= within),
        APART: (times < 1 / within) | (times > within),
    }
    return Computed(times, holds.get(reading.asserted.direction))


def count(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """How many units lie below a benchmark, or what percent of them; without one, how many there are."""
    settings = reading.settings
    mask = view.mask(settings.among)
    if mask is None:
        return None
    values = view.quotients(settings.quantity)
    total, units = masked_sum(values, mask), mask.sum(axis=1)
    benchmark = {
        "total": view.value(settings.quantity, mask),
        "mean": total / units,
        "none": np.full(len(units), np.inf),
    }[settings.benchmark]
    number = ((values < benchmark[:, None]) & mask).sum(axis=1).astype(float)
    if settings.result == "percent":
        number = 100 * number / units
    return Computed(np.where(np.isfinite(total) & ~np.isnan(benchmark), number, np.nan))


def rank(view: View, reading: Reading, _judging: Judging) -> Computed | None:
    """Which places units take, counted from the lowest or the highest; equal values share the better place.

    In words, the units stand in the order of their places.

    The value is how many units of the group are among the first places: as many as the group has units,
    unless the statement says within how many.
    """
    settings, direction = reading.settings, reading.asserted.direction
    group, ranked = view.mask(settings.quantity.group), view.mask(settings.among)
    if group is None or ranked is None:
        return None
    values = view.quotients(settings.quantity)
    if settings.changes:
        values = view.change(values, settings)
    known = np.isfinite(values)
    if settings.coverage == "available":
        ranked = ranked & known
    complete = (known | ~ranked).all(axis=1) & (ranked | ~group).all(axis=1)
    ordered = np.where(ranked & known, -values if direction == HIGHEST else values, np.inf)
    columns = np.flatnonzero(group[0])
    first = group.sum(axis=1)
    if settings.within is not None:
        first = np.full(len(group), settings.within)
    elif settings.within_share is not None:
        first = np.ceil(settings.within_share * ranked.sum(axis=1)).astype(int)
    last_first = np.sort(ordered, axis=1)[np.arange(len(ordered)), np.clip(first, 1, ordered.shape[1]) - 1]
    number = ((ordered <= last_first[:, None]) & (first > 0)[:, None] & group).sum(axis=1).astype(float)
    wanted = 0 if direction == "not_lowest" else group.sum(axis=1)

    def words(row: int) -> str:
        better = (ordered[row] < ordered[row, columns, None]).sum(axis=1)
        places = sorted(zip((1 + better).tolist(), columns, strict=True))
        return ", ".join(f"{view.panel.units[column]} {place}" for place, column in places)

    return Computed(np.where(complete, number, np.nan), number == wanted, words)


MEASURE_OF_KIND: Mapping[str, Callable[[View, Reading, Judging], Computed | None]] = {
    "share": share,
    **dict.fromkeys(("level", "growth", "ratio", "order", "sign"), comparison),
    "count": count,
    "rank": rank,
}
