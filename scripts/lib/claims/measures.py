"""What each kind of statement computes from a panel, for all years at once.

Quantities are arrays over the years of a panel, NaN where a figure they need is missing: what is not
known is never put together from what is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from lib.claims.evidence import Evidence, PanelArrays

BELOW, ABOVE, COMPARABLE = "below", "above", "comparable"


@dataclass(frozen=True)
class Computed:
    """What one reading gives in one layout.

    Parameters
    ----------
    value : array (years,), NaN where it cannot be computed
    holds : array (years,) of truth values for directions and orders, None for numbers
    words : array (years,) of texts shown in place of the value, None when the value speaks for itself
    """

    value: np.ndarray
    holds: np.ndarray | None = None
    words: np.ndarray | None = None


@dataclass(frozen=True)
class View:
    """A panel with the named sets that its layout can show: where settings find their figures."""

    panel: PanelArrays
    groups: Mapping[str, tuple[str, ...]]

    def columns(self, group: str | None) -> list[int] | None:
        """Columns of the units of a group, of all units for None; None when the layout cannot show it."""
        if group is None:
            return list(range(len(self.panel.units)))
        units = self.groups.get(group)
        if units is None or not set(units) <= set(self.panel.units):
            return None
        return [self.panel.units.index(unit) for unit in units]

    def figures(self, variable: str | list[str] | None) -> np.ndarray:
        """Figures of all units, array (years, units); several variables are added up."""
        every = range(len(self.panel.units))
        names = [variable] if isinstance(variable, str) else variable
        return sum(self.panel.figures(name, every) for name in names)


def quotients(view: View, settings: Mapping[str, Any], side: str = "") -> np.ndarray:
    """Return the value of every unit and year: the variable, or the variable per another one, scaled."""
    top = view.figures(settings.get(f"{side}variable", settings["variable"]))
    per = settings.get(f"{side}per", settings.get("per"))
    scale = settings.get("scale", 1)
    return top * scale if per is None else scale * _divide(top, view.figures(per))


def total(view: View, settings: Mapping[str, Any], mask: np.ndarray, side: str = "") -> np.ndarray:
    """Return the sum over the units of a mask (years, units), or the quotient of the sums.

    With `per`, sum of the variable over sum of the other; with `weight`, the mean with these weights.
    """
    values = view.figures(settings.get(f"{side}variable", settings["variable"]))
    scale = settings.get("scale", 1)
    weight = settings.get(f"{side}weight", settings.get("weight"))
    per = settings.get(f"{side}per", settings.get("per"))
    if weight is not None and mask.sum(axis=1).max(initial=0) > 1:
        weights = view.figures(weight)
        return scale * _divide(_sum(values * weights, mask), _sum(weights, mask))
    if per is not None:
        return scale * _divide(_sum(values, mask), _sum(view.figures(per), mask))
    return scale * _sum(values, mask)


def quantity(view: View, settings: Mapping[str, Any], side: str = "") -> np.ndarray | None:
    """Return a group's value by year; None when the layout cannot show the group.

    Parameters
    ----------
    side : "" or "other_", the prefix of the settings to use
    """
    mask = _mask(view, settings, side)
    if mask is None:
        return None
    how = settings.get(f"{side}aggregate", settings.get("aggregate", "total"))
    if how == "total":
        return total(view, settings, mask, side)
    values = quotients(view, settings, side)
    if how == "mean":
        return _sum(values, mask) / np.maximum(mask.sum(axis=1), 1)
    extreme = np.max if how == "highest" else np.min
    filler = -np.inf if how == "highest" else np.inf
    return extreme(np.where(mask, values, filler), axis=1)


def over_time(years: np.ndarray, values: np.ndarray, settings: Mapping[str, Any]) -> np.ndarray:
    """Return the change of values along their first axis, years.

    With `from` and `to`, the quotient of the two years, told at the later one; with `lag`, the
    difference to so many years before; else the values themselves.
    """
    if "from" in settings:
        grown = np.full_like(values, np.nan)
        start, end = (np.flatnonzero(years == settings[key]) for key in ("from", "to"))
        if start.size and end.size:
            grown[end[0]] = _divide(values[end[0]], values[start[0]])
        return grown
    if "lag" in settings:
        changed = np.full_like(values, np.nan)
        for row, year in enumerate(years):
            before = np.flatnonzero(years == year - settings["lag"])
            if before.size:
                changed[row] = values[row] - values[before[0]]
        return changed
    return values


def share(view: View, settings: Mapping[str, Any], _asserted: Mapping, _judging: Mapping) -> Computed | None:
    """Percent of the whole, of the same variable or of `whole_variable`, that lies in a group."""
    mask = _mask(view, settings)
    whole = _group_mask(view, settings.get("whole"))
    if mask is None or whole is None:
        return None
    values = view.figures(settings["variable"])
    of = view.figures(settings.get("whole_variable", settings["variable"]))
    return Computed(100 * _divide(_sum(values, mask), _sum(of, whole)))


def level(view: View, settings: Mapping[str, Any], _asserted: Mapping, _judging: Mapping) -> Computed | None:
    """A group's value."""
    values = quantity(view, settings)
    return None if values is None else Computed(values)


def growth(view: View, settings: Mapping[str, Any], _asserted: Mapping, _judging: Mapping) -> Computed | None:
    """A group's value in one year as so many times that of another."""
    values = quantity(view, settings)
    return None if values is None else Computed(over_time(view.panel.years, values, settings))


def ratio(view: View, settings: Mapping[str, Any], _asserted: Mapping, _judging: Mapping) -> Computed | None:
    """One group's value as so many times that of another."""
    compared = _both(view, settings)
    return None if compared is None else Computed(_divide(*compared))


def order(view: View, settings: Mapping[str, Any], asserted: Mapping, judging: Mapping) -> Computed | None:
    """Whether one group's value is below, above or comparable with another's; the value is their quotient."""
    compared = _both(view, settings)
    if compared is None:
        return None
    times = _divide(*compared)
    within = judging["comparable_within"]
    holds = {
        BELOW: compared[0] < compared[1],
        ABOVE: compared[0] > compared[1],
        COMPARABLE: (times >= 1 / within) & (times <= within),
    }[asserted["direction"]]
    return Computed(times, holds)


def sign(view: View, settings: Mapping[str, Any], asserted: Mapping, _judging: Mapping) -> Computed | None:
    """Whether a group's value, or its change, is below or above a threshold."""
    values = quantity(view, settings)
    if values is None:
        return None
    values = over_time(view.panel.years, values, settings)
    threshold = settings.get("threshold", 0)
    return Computed(values, values < threshold if asserted["direction"] == BELOW else values > threshold)


def count(view: View, settings: Mapping[str, Any], _asserted: Mapping, _judging: Mapping) -> Computed | None:
    """How many units lie below a benchmark, or what percent of them; without one, how many there are."""
    mask = _group_mask(view, settings.get("among"))
    if mask is None:
        return None
    values = quotients(view, settings)
    benchmark = {
        "total": total(view, settings, mask),
        "mean": _sum(values, mask) / mask.sum(axis=1),
        "none": np.where(np.isfinite(_sum(values, mask)), np.inf, np.nan),
    }[settings.get("benchmark", "total")]
    known = np.isfinite(_sum(values, mask)) & ~np.isnan(benchmark)
    number = ((values < benchmark[:, None]) & mask).sum(axis=1).astype(float)
    if settings.get("result") == "percent":
        number = 100 * number / mask.sum(axis=1)
    return Computed(np.where(known, number, np.nan))


def rank(view: View, settings: Mapping[str, Any], asserted: Mapping, _judging: Mapping) -> Computed | None:
    """Which places units take, counted from the lowest or the highest; equal values share the better place.

    In words, the units stand in the order of their places.

    The value is how many units of the group are among the first places: as many as the group has units,
    unless the statement says within how many.
    """
    group, ranked = _group_mask(view, settings["group"]), _group_mask(view, settings.get("among"))
    if group is None or ranked is None:
        return None
    values = over_time(view.panel.years, quotients(view, settings), settings)
    known = np.isfinite(values)
    if settings.get("coverage") == "available":
        ranked = ranked & known
    complete = (known | ~ranked).all(axis=1) & (ranked | ~group).all(axis=1)
    ordered = -values if asserted["direction"] == "highest" else values
    ordered = np.where(ranked & known, ordered, np.inf)
    places = 1 + (ordered[:, None, :] < ordered[:, :, None]).sum(axis=2)
    first = _first_places(settings, group, ranked)
    inside = (places <= first[:, None]) & group
    number = inside.sum(axis=1).astype(float)
    wanted = 0 if asserted["direction"] == "not_lowest" else group.sum(axis=1)
    columns = np.flatnonzero(group[0])
    words = np.array([_places(view.panel.units, columns, row) for row in places], dtype=object)
    return Computed(np.where(complete, number, np.nan), number == wanted, words)


def _first_places(settings: Mapping[str, Any], group: np.ndarray, ranked: np.ndarray) -> np.ndarray:
    if "within" in settings:
        return np.full(len(group), settings["within"])
    if "within_share" in settings:
        return np.array([ceil(settings["within_share"] * number) for number in ranked.sum(axis=1)])
    return group.sum(axis=1)


def _places(units: tuple[str, ...], columns: np.ndarray, places: np.ndarray) -> str:
    ordered = sorted(columns, key=lambda column: (places[column], units[column]))
    return ", ".join(f"{units[column]} {places[column]}" for column in ordered)


KINDS = {
    "share": share,
    "level": level,
    "growth": growth,
    "ratio": ratio,
    "order": order,
    "sign": sign,
    "count": count,
    "rank": rank,
}


def measure(
    kind: str, settings: Mapping[str, Any], asserted: Mapping, judging: Mapping, evidence: Evidence
) -> list[tuple[str, Computed]]:
    """Compute one reading in each layout it allows: [(layout, what it gives)], the finest layout first."""
    layouts = [settings["layout"]] if "layout" in settings else judging["layouts"]
    found = []
    for layout in layouts:
        if layout in evidence.panels:
            view = View(evidence.panels[layout], evidence.groups[layout])
            computed = KINDS[kind](view, settings, asserted, judging)
            if computed is not None:
                found.append((layout, computed))
    return found


def _both(view: View, settings: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray] | None:
    one, other = quantity(view, settings), quantity(view, settings, "other_")
    if one is None or other is None:
        return None
    years = view.panel.years
    return over_time(years, one, settings), over_time(years, other, settings)


def _mask(view: View, settings: Mapping[str, Any], side: str = "") -> np.ndarray | None:
    """Which units make up the group in each year, array (years, units)."""
    if not side and "select" in settings:
        return leaders(view, settings["select"])
    return _group_mask(view, settings.get(f"{side}group", settings.get("group")))


def _group_mask(view: View, group: str | None) -> np.ndarray | None:
    columns = view.columns(group)
    if columns is None:
        return None
    mask = np.zeros((len(view.panel.years), len(view.panel.units)), dtype=bool)
    mask[:, columns] = True
    return mask


def leaders(view: View, select: Mapping[str, Any]) -> np.ndarray | None:
    """The units that lead by a variable in each year; none in years in which a figure is missing."""
    among = _group_mask(view, select["among"])
    if among is None:
        return None
    values = quotients(view, {"variable": select["by"], "per": select.get("per")})
    ranked = np.where(among, values, -np.inf)
    known = np.isfinite(np.where(among, values, 0)).all(axis=1)
    ordered = np.argsort(-np.where(np.isnan(ranked), -np.inf, ranked), axis=1, kind="stable")
    mask = np.zeros_like(among)
    np.put_along_axis(mask, ordered[:, : select["take"]], True, axis=1)
    return mask & known[:, None]


def _sum(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Sum over the units of a mask; NaN where a figure or the whole mask is missing."""
    added = np.where(mask, values, 0).sum(axis=1)
    return np.where(mask.any(axis=1), added, np.nan)


def _divide(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Quotients; NaN where the lower figure is zero."""
    return np.divide(top, bottom, out=np.full(np.broadcast(top, bottom).shape, np.nan), where=bottom != 0)
