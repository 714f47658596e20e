"""Figures in the wrong place: those of another year, region, locality or measure."""

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import median

from lib.data.observations import Observation, format_number
from lib.refresh.account import shown

PlaceKey = tuple[str, str, int, str]  # measure, unit, year, locality
ValuesByKey = dict[PlaceKey, Decimal]

FEW = 6  # figures from which on a pattern is one
MANY_UNITS = 10
FAR_FOR_A_REVISION = 4  # a preliminary year that moves by a quarter of a yearly change is another one
TELLING_DIGITS, MANY_DIGITS = 4, 5  # significant: so many hardly agree by chance, in few figures or in one
LEAST_CHANCE = 0.1  # of one figure that repeats
# Two figures are exchanged when both part from what is usual, and neither does once they change places.
LEAST_PARTING = math.log(1.04)
PARTING_TIMES = 1.5  # times what a unit ever parted from the others' middle step, in logs
FITS_BETTER = 4.0  # times nearer to what was expected when exchanged


def misplaced(last: list[Observation], observations: list[Observation], still: Iterable[int]) -> list[str]:
    """Sentences on figures of a vintage that are those of another place.

    Parameters
    ----------
    last : the vintage before; empty for a first one, of which nothing is said
    still : years whose figures were preliminary and may all be replaced at once
    """
    old, now = _figures(last), _figures(observations)
    new = {key: value for key, value in now.items() if key[2] not in {each[2] for each in old}}
    if not old:
        return []
    return [
        *_under_another_year(old, now),
        *([] if new else _replaced_year(old, now, set(still))),
        *_repeated(old, new),
        *_twins(old, new),
        *_exchanged(old | now, new),
    ]


def returned(history: dict[str, list[Observation]], now: list[Observation]) -> list[str]:
    """Sentences on years of which most revised figures are again those of an older vintage of `history`."""
    *older, before = [(date, _figures(each)) for date, each in sorted(history.items())] or [("", {})]
    after, found = _figures(now), []
    for year in sorted({key[2] for key in after}):
        revised = [key for key in after if key[2] == year and before[1].get(key, after[key]) != after[key]]
        for date, figures in older:
            back = [key for key in revised if figures.get(key) == after[key]]
            if len(back) > 2 and 2 * len(back) > len(revised):
                found.append(
                    f"{year}: {len(back)} of {len(revised)} revised figures are again those of {date} "
                    f"({shown(_told(after, back))}); are they the older ones?"
                )
                break
    return found


def _figures(observations: list[Observation]) -> ValuesByKey:
    return {each.key: each.value for each in observations}


def _told(figures: ValuesByKey, keys: Iterable[PlaceKey]) -> list[str]:
    return [f"{key[1]} {format_number(figures[key])}" for key in sorted(keys)]


def place_name(measure: str, locality: str) -> str:
    """How sentences call a measure of a locality."""
    return measure if locality == "total" else f"{measure} {locality}"


def _at(key: PlaceKey, year: int) -> PlaceKey:
    return (key[0], key[1], year, key[3])


def _under_another_year(old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """Columns moved by a year: most figures that changed are those of the year beside."""
    for by, beside in ((1, "before"), (-1, "after")):
        changed = [
            key for key, value in now.items() if _at(key, key[2] - by) in old and old.get(key, value) != value
        ]
        moved = [key for key in changed if now[key] == old[_at(key, key[2] - by)]]
        if len(moved) >= FEW and 2 * len(moved) > len(changed):
            names = (f"{key[1]} {key[2]} {format_number(now[key])}" for key in sorted(moved))
            yield (
                f"{len(moved)} figures are those of the year {beside} in the last vintage ({shown(names)}); "
                "see the row of years."
            )


def _replaced_year(old: ValuesByKey, now: ValuesByKey, preliminary: set[int]) -> Iterator[str]:
    """The last year replaced in all units while no year is new and the others stay.

    A preliminary year may be, unless it moves nearly as far as the series does from one year to the next.
    """
    changed = {key for key in now if key in old and old[key] != now[key]}
    last = max(key[2] for key in old)
    of_last = sorted(key for key in now if key in old and key[2] == last)
    whole = len({key[1] for key in of_last}) >= MANY_UNITS and set(of_last) <= changed
    if not whole or 10 * len(changed - set(of_last)) >= len(of_last):
        return
    moved = median(abs(now[key] - old[key]) for key in of_last)
    yearly = [abs(old[key] - old[before]) for key in of_last if (before := _at(key, last - 1)) in old]
    if last not in preliminary or (yearly and FAR_FOR_A_REVISION * moved > median(yearly)):
        pairs = [f"{key[1]} {format_number(old[key])} -> {format_number(now[key])}" for key in of_last]
        yield (
            f"{last} is other in all {len(of_last)} figures, and no year is new: are they of another year? "
            f"{shown(pairs)}."
        )


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _repeated(old: ValuesByKey, new: ValuesByKey) -> Iterator[str]:
    """New years with the figures of an earlier one: all, or some that hardly repeat by chance."""
    slices: dict[tuple[str, str, int], list[PlaceKey]] = {}
    for key in sorted(new):
        slices.setdefault((key[0], key[3], key[2]), []).append(key)
    years = sorted({key[2] for key in old}, reverse=True)
    for (measure, locality, year), keys in sorted(slices.items()):
        for earlier in years:
            both = [key for key in keys if _at(key, earlier) in old]
            same = [key for key in both if old[_at(key, earlier)] == new[key] != 0]
            name = f"{place_name(measure, locality)}: {year} repeats {earlier}"
            if 2 < len(both) == len(same) and len({new[key] for key in both}) > 2:
                yield f"{name} in all {len(both)} units."
                break
            if earlier != years[0] or not same:
                continue
            # How many figures would repeat by chance: they are printed in steps, and move by so many of them.
            printed = min(Decimal(1).scaleb(_exponent(new[key])) for key in keys)
            moved = median(abs(new[key] - old[_at(key, earlier)]) / printed for key in both)
            telling = [key for key in same if _digits(new[key]) >= TELLING_DIGITS]
            if len(both) < LEAST_CHANCE * float(moved) or len(telling) > 2:
                yield f"{name} in {shown(_told(new, same))}."


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(int(exponent), 0)


def _twins(old: ValuesByKey, new: ValuesByKey) -> Iterator[str]:
    """Two regions with one figure of many digits in a new year, which had different ones before."""
    last = max(key[2] for key in old)
    units: dict[tuple[str, str, int], dict[Decimal, list[PlaceKey]]] = {}
    for key, value in sorted(new.items()):
        units.setdefault((key[0], key[3], key[2]), {}).setdefault(value, []).append(key)
    for (measure, locality, year), by_value in sorted(units.items()):
        for value, alike in by_value.items():
            before = {old[_at(key, last)] for key in alike if _at(key, last) in old}
            if len(before) > 1 and _digits(value) >= MANY_DIGITS and len(by_value) < MANY_UNITS**2:
                names = " and ".join(key[1] for key in alike)
                place = f"{place_name(measure, locality)} {year}"
                yield f"{place}: {names} have the same figure, {format_number(value)}."


def _exchanged(now: ValuesByKey, new: ValuesByKey) -> Iterator[str]:
    """Pairs of units, localities or measures whose figures of a new year fit when they change places."""
    earlier = _earlier(now)
    steps = {key: step for key in now if (step := _step(now, earlier, key, key)) is not None}
    slices: dict[tuple[str, str, int], list[float]] = {}
    for key, step in steps.items():
        slices.setdefault((key[0], key[3], key[2]), []).append(step)
    middles = {piece: median(of_slice) for piece, of_slice in slices.items()}
    partings: dict[tuple[str, str, str], list[float]] = {}
    for key, step in steps.items():
        parting = abs(step - middles[key[0], key[3], key[2]])
        if key not in new:
            for unit in (key[1], ""):
                partings.setdefault((key[0], key[3], unit), []).append(parting)

    def usual(key: PlaceKey) -> float:
        known = partings.get((key[0], key[3], key[1]), [])
        if len(known) < FEW:
            known = partings.get((key[0], key[3], ""), [])
        return max(*known, LEAST_PARTING) if len(known) >= FEW else math.inf

    for place in (1, 3, 0):
        for pair in _pairs(new, place):
            centre = middles.get((pair[0][0], pair[0][3], pair[0][2]), 0.0) if place == 1 else 0.0
            as_is = [_step(now, earlier, key, key) for key in pair]
            crossed = [_step(now, earlier, *pair), _step(now, earlier, *pair[::-1])]
            apart, nearer = ([abs(x - centre) for x in each if x is not None] for each in (as_is, crossed))
            if len(apart) < 2 or len(nearer) < 2 or sum(apart) < FITS_BETTER * sum(nearer):
                continue
            far = [usual(key) for key in pair]
            beyond = all(PARTING_TIMES * most < each for each, most in zip(apart, far, strict=True))
            if beyond and max(nearer) < min(far):
                names = [f"{place_name(key[0], key[3])} {key[1]} {format_number(now[key])}" for key in pair]
                yield f"{pair[0][2]}: {' and '.join(names)} look exchanged."


def _earlier(figures: ValuesByKey) -> dict[PlaceKey, PlaceKey]:
    """For each figure that of the year before which its place has."""
    ordered = sorted(figures, key=lambda key: (key[0], key[1], key[3], key[2]))
    return {after: before for before, after in pairwise(ordered) if _at(before, after[2]) == after}


def _step(now: ValuesByKey, earlier: dict[PlaceKey, PlaceKey], to: PlaceKey, of: PlaceKey) -> float | None:
    """The change, in logs, from the year before of one place to the figure of another; None without one."""
    before, after = now.get(earlier.get(of, of), Decimal(0)), now[to]
    return math.log(after / before) if of in earlier and before > 0 and after > 0 else None


def _pairs(figures: ValuesByKey, place: int) -> Iterator[tuple[PlaceKey, PlaceKey]]:
    """Pairs of keys that differ only in the element at `place`."""
    alike: dict[tuple, list[PlaceKey]] = {}
    for key in sorted(figures):
        alike.setdefault(tuple(part for at, part in enumerate(key) if at != place), []).append(key)
    for keys in alike.values():
        yield from combinations(keys, 2)
