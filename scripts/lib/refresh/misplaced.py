"""Figures in the wrong place: those of another year, region, locality or measure."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from statistics import median

from lib.data.observations import Observation, format_number
from lib.refresh.account import shown
from lib.refresh.changes import FEW, PlaceKey, ValuesByKey, YearlyChanges, at_year, figures_of, place_name

MANY_UNITS = 10
FAR_FOR_A_REVISION = 4  # a preliminary year that moves by a quarter of a yearly change is another one
TELLING_DIGITS, MANY_DIGITS = 4, 5  # significant: so many hardly agree by chance, in few figures or in one
LEAST_CHANCE = 0.1  # of one figure that repeats
# Two figures look exchanged when they part far from what is usual and hardly do once they change places: in
# multiples of what is usual of each, together. Of 551 years of our series twelve have such a pair, one truly.
LEAST_GAIN, MOST_LEFT = 8.0, 4.0


def misplaced(old: ValuesByKey, now: ValuesByKey, changes: YearlyChanges, still: Iterable[int]) -> list[str]:
    """Sentences on figures of a vintage that are those of another place.

    Parameters
    ----------
    old, now : the vintage before and this one
    changes : of both, the past those of the vintage before
    still : years whose figures were preliminary and may all be replaced at once
    """
    return [
        *_under_another_year(old, now),
        *([] if {key[2] for key in now} - {key[2] for key in old} else _replaced_year(old, now, set(still))),
        *_repeated(old, changes),
        *_twins(old, changes),
        *_exchanged(changes),
    ]


def returned(history: dict[str, list[Observation]], now: list[Observation]) -> list[str]:
    """Sentences on years of which most revised figures are again those of an older vintage of `history`."""
    *older, before = [(date, figures_of(each)) for date, each in sorted(history.items())] or [("", {})]
    after, found = figures_of(now), []
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


def _told(figures: ValuesByKey, keys: Iterable[PlaceKey]) -> list[str]:
    return [f"{key[1]} {format_number(figures[key])}" for key in sorted(keys)]


def _under_another_year(old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """Columns moved by a year: most figures that changed are those of the year beside."""
    for by, beside in ((1, "before"), (-1, "after")):
        changed = [key for key in now if at_year(key, key[2] - by) in old and old.get(key) != now[key]]
        moved = [key for key in changed if now[key] == old[at_year(key, key[2] - by)]]
        several = len({now[key] for key in moved}) > 2
        if several and len(moved) >= FEW and 2 * len(moved) > len(changed):
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
    yearly = [abs(old[key] - old[before]) for key in of_last if (before := at_year(key, last - 1)) in old]
    if last not in preliminary or (yearly and FAR_FOR_A_REVISION * moved > median(yearly)):
        pairs = [f"{key[1]} {format_number(old[key])} -> {format_number(now[key])}" for key in of_last]
        yield (
            f"{last} is other in all {len(of_last)} figures, and no year is new: are they of another year? "
            f"{shown(pairs)}."
        )


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _repeated(old: ValuesByKey, changes: YearlyChanges) -> Iterator[str]:
    """New years with the figures of an earlier one: all, or some that hardly repeat by chance."""
    years, new = sorted({key[2] for key in old}, reverse=True), changes.figures
    for (measure, locality, year), keys in changes.new.items():
        for earlier in years:
            both = [key for key in keys if at_year(key, earlier) in old]
            same = [key for key in both if old[at_year(key, earlier)] == new[key] != 0]
            name = f"{place_name(measure, locality)}: {year} repeats {earlier}"
            if 2 < len(both) == len(same) and len({new[key] for key in both}) > 2:
                yield f"{name} in all {len(both)} units."
                break
            if earlier != years[0] or not same:
                continue
            # How many figures would repeat by chance: they are printed in steps, and move by so many of them.
            printed = min(Decimal(1).scaleb(_exponent(new[key])) for key in keys)
            moved = median(abs(new[key] - old[at_year(key, earlier)]) / printed for key in both)
            telling = [key for key in same if _digits(new[key]) >= TELLING_DIGITS]
            if len(both) < LEAST_CHANCE * float(moved) or len(telling) > 2:
                yield f"{name} in {shown(_told(new, same))}."


def _exponent(value: Decimal) -> int:
    return min(int(value.normalize().as_tuple().exponent), 0)


def _twins(old: ValuesByKey, changes: YearlyChanges) -> Iterator[str]:
    """Two regions with one figure of many digits in a new year, which had different ones before."""
    last = max(key[2] for key in old)
    for (measure, locality, year), keys in changes.new.items():
        by_value: dict[Decimal, list[PlaceKey]] = {}
        for key in keys:
            by_value.setdefault(changes.figures[key], []).append(key)
        for value, alike in by_value.items():
            before = {old[at_year(key, last)] for key in alike if at_year(key, last) in old}
            if len(before) > 1 and _digits(value) >= MANY_DIGITS and len(by_value) < MANY_UNITS**2:
                names = " and ".join(key[1] for key in alike)
                place = f"{place_name(measure, locality)} {year}"
                yield f"{place}: {names} have the same figure, {format_number(value)}."


def _exchanged(changes: YearlyChanges) -> Iterator[str]:
    """Pairs of units, localities or measures whose figures of a new year fit when they change places."""
    usual = {
        key: changes.usual(key)
        for keys in changes.new.values()
        for key in keys
        if changes.log(key) is not None
    }
    for place in (1, 3, 0):
        for one, other in _pairs(usual, place):
            apart = _together(changes, usual, (one, one), (other, other))
            if apart <= LEAST_GAIN:
                continue
            left = _together(changes, usual, (one, other), (other, one))
            if apart - left > LEAST_GAIN and left < MOST_LEFT:
                names = (
                    f"{place_name(key[0], key[3])} {key[1]} {format_number(changes.figures[key])}"
                    for key in (one, other)
                )
                yield f"{one[2]}: {' and '.join(names)} look exchanged."


def _together(
    changes: YearlyChanges, usual: Mapping[PlaceKey, float], *pairs: tuple[PlaceKey, PlaceKey]
) -> float:
    """How far figures part from what is expected at places, in multiples of what is usual there."""
    return sum((changes.parting(to, of) or 0.0) / usual[of] for to, of in pairs)


def _pairs(keys: Iterable[PlaceKey], place: int) -> Iterator[tuple[PlaceKey, PlaceKey]]:
    """Pairs of keys that differ only in the element at `place`."""
    alike: dict[tuple, list[PlaceKey]] = {}
    for key in sorted(keys):
        alike.setdefault(tuple(part for at, part in enumerate(key) if at != place), []).append(key)
    for of_place in alike.values():
        yield from combinations(of_place, 2)
