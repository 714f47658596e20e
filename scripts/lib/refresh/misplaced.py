"""Figures in the wrong place: those of another year, region, locality or measure."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from statistics import median

from lib.data.observations import Observation, format_number
from lib.refresh.account import shown
from lib.refresh.changes import FEW, FigurePlace, ValuesByKey, YearlyChanges, figures_of, first_figures

MANY_UNITS = 10
FAR_FOR_A_REVISION = 4  # a preliminary year that moves by a quarter of a yearly change is another one
FEW_DIGITS, MANY_DIGITS = 3, 5  # significant: so many hardly agree by chance, of an odd figure or of any
LEAST_CHANCE = 0.1  # of one figure that repeats
KNOWN_YEARS = 3  # from which it is known how many figures repeat: twice the most, and two, are too many
# How much odder figures are than once a slip is undone, from which it is told: two that changed places, two
# digits that did, one that is another's.
EXCHANGED, RETYPED, COPIED = 8.0, 4.0, 3.5
FEW_REVISED = 3  # figures of a year: so many are mended by hand, more by a release
EXCHANGEABLE = (1, 3, 0)  # of a key: the unit, the locality, the measure


def misplaced(
    changes: YearlyChanges, still: Iterable[int], others: Iterable[list[Observation]], constant: bool
) -> list[str]:
    """Sentences on figures of a vintage that are those of another place.

    Parameters
    ----------
    changes : of the vintage before and this one, the past those of the vintage before
    still : years whose figures were preliminary and may all be replaced at once
    others : the newest vintages of other series
    constant : whether the figures of all years are the same
    """
    old, now = changes.past.figures, changes.figures
    sentences = [
        *_twins(changes),
        *_exchanged(changes),
        *_retyped(changes),
        *_of_another_series(changes, others),
    ]
    if not constant:
        sentences += [*_under_another_year(old, now), *_repeated(old, changes), *_revised_by_hand(changes)]
        if {key.year for key in now} <= {key.year for key in old}:
            sentences += _replaced_year(old, now, set(still))
    return sentences


def returned(history: dict[str, list[Observation]], now: list[Observation]) -> list[str]:
    """Sentences on years of which most revised figures are again those of an older vintage of `history`."""
    *older, before = [(date, figures_of(each)) for date, each in sorted(history.items())] or [("", {})]
    after, sentences = figures_of(now), []
    for year in sorted({key.year for key in after}):
        revised = [key for key in after if key.year == year and before[1].get(key, after[key]) != after[key]]
        for date, figures in older:
            back = [key for key in revised if figures.get(key) == after[key]]
            if len(back) > 2 and 2 * len(back) > len(revised):
                sentences.append(
                    f"{year}: {len(back)} of {len(revised)} revised figures are again those of {date} "
                    f"({first_figures(after, back)}); are they the older ones?"
                )
                break
    return sentences


def _under_another_year(old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """Columns moved by a year: most figures that changed are those of the year beside."""
    for by, beside in ((1, "before"), (-1, "after")):
        changed = [key for key in now if key._replace(year=key.year - by) in old and old.get(key) != now[key]]
        moved = [key for key in changed if now[key] == old[key._replace(year=key.year - by)]]
        several = len({now[key] for key in moved}) > 2
        if several and len(moved) >= FEW and 2 * len(moved) > len(changed):
            names = (f"{key.unit} {key.year} {format_number(now[key])}" for key in sorted(moved))
            yield (
                f"{len(moved)} figures are those of the year {beside} in the last vintage ({shown(names)}); "
                "see the row of years."
            )


def _replaced_year(old: ValuesByKey, now: ValuesByKey, preliminary: set[int]) -> Iterator[str]:
    """The last year replaced in all units while no year is new and the others stay.

    A preliminary year may be, unless it moves nearly as far as the series does from one year to the next.
    """
    changed = {key for key in now if key in old and old[key] != now[key]}
    last = max(key.year for key in old)
    of_last = sorted(key for key in now if key in old and key.year == last)
    whole = len({key.unit for key in of_last}) >= MANY_UNITS and set(of_last) <= changed
    if not whole or 10 * len(changed - set(of_last)) >= len(of_last):
        return
    moved = median(abs(now[key] - old[key]) for key in of_last)
    before = [key._replace(year=last - 1) for key in of_last]
    yearly = [abs(old[key] - old[each]) for key, each in zip(of_last, before, strict=True) if each in old]
    if last not in preliminary or (yearly and FAR_FOR_A_REVISION * moved > median(yearly)):
        pairs = [f"{key.unit} {format_number(old[key])} -> {format_number(now[key])}" for key in of_last]
        yield (
            f"{last} is other in all {len(of_last)} figures, and no year is new: are they of another year? "
            f"{shown(pairs)}."
        )


def _digits(value: Decimal) -> tuple[int, ...]:
    """The significant digits of a value."""
    return value.normalize().as_tuple().digits


def _repeated(old: ValuesByKey, changes: YearlyChanges) -> Iterator[str]:
    """New years with the figures of an earlier one: all, or some that hardly repeat by chance."""
    years, new, past = sorted({key.year for key in old}, reverse=True), changes.figures, changes.past
    for at, keys in changes.new.items():
        for earlier in years:
            both = [key for key in keys if key._replace(year=earlier) in old]
            same = [key for key in both if old[key._replace(year=earlier)] == new[key] != 0]
            name = f"{at.series}: {at.year} repeats {earlier}"
            if 2 < len(both) == len(same) and len({new[key] for key in both}) > 2:
                yield f"{name} in all {len(both)} units."
                break
            if earlier != years[0] or not same:
                continue
            # How many figures would repeat by chance: they are printed in steps, and move by so many of them.
            printed = changes.step(at)
            moved = median(abs(new[key] - old[key._replace(year=earlier)]) / printed for key in both)
            by_year = [of_year for each, of_year in past.slices.items() if each.series == at.series]
            known = [sum(past.before(key) == past.figures[key] for key in of_year) for of_year in by_year]
            often = 2 * max(known) + 2 if len(known) > KNOWN_YEARS else len(both)
            if len(both) < LEAST_CHANCE * float(moved) or len(same) > often:
                yield f"{name} in {first_figures(new, same)}."


def _twins(changes: YearlyChanges) -> Iterator[str]:
    """One figure in two regions, localities or measures of a year, which had different ones before."""
    fresh = changes.fresh
    for year in sorted({at.year for at in fresh}):
        of_year = [key for at, keys in changes.slices.items() if at.year == year for key in keys]
        by_value: dict[Decimal, list[FigurePlace]] = {}
        for key in of_year:
            by_value.setdefault(changes.figures[key], []).append(key)
        coincide = len({key.unit for key in of_year}) > MANY_UNITS**2
        for value, alike in sorted(by_value.items()):
            digits = len(_digits(value))
            for here, there in (pair for place in EXCHANGEABLE for pair in _pairs(alike, place)):
                before = {changes.was(here), changes.was(there)}
                is_fresh = any(key in fresh.get(key.slice, ()) for key in (here, there))
                if not is_fresh or not value or len(before - {Decimal(0)}) < 2:
                    continue
                odd = max(changes.oddness(here), changes.oddness(there))
                if (digits >= MANY_DIGITS and not coincide) or (digits >= FEW_DIGITS and odd > COPIED):
                    yield f"{year}: {here} and {there} have the same figure, {format_number(value)}."


def _exchanged(changes: YearlyChanges) -> Iterator[str]:
    """Pairs of units, localities or measures whose figures of a new year fit when they change places."""
    keys = [key for of_slice in changes.new.values() for key in of_slice]
    keys = [key for key in keys if changes.log(key) is not None and changes.usual(key) < math.inf]
    for here, there in (pair for place in EXCHANGEABLE for pair in _pairs(keys, place)):
        first, second = changes.figures[here], changes.figures[there]
        apart = changes.oddness(here) * changes.oddness(there)
        if apart > EXCHANGED * changes.oddness(here, second) * changes.oddness(there, first):
            both = f"{here} {format_number(first)} and {there} {format_number(second)}"
            yield f"{here.year}: {both} look exchanged."


def _pairs(keys: Iterable[FigurePlace], place: int) -> Iterator[tuple[FigurePlace, FigurePlace]]:
    """Pairs of keys that differ only in the element at `place`."""
    alike: dict[tuple, list[FigurePlace]] = {}
    for key in sorted(keys):
        alike.setdefault(tuple(part for at, part in enumerate(key) if at != place), []).append(key)
    for of_place in alike.values():
        yield from combinations(of_place, 2)


def _retyped(changes: YearlyChanges) -> Iterator[str]:
    """Figures of a new year that fit when two digits side by side change places."""
    for key in (key for keys in changes.new.values() for key in keys):
        value, odd = changes.figures[key], changes.oddness(key)
        for other in _retypings(value) if odd > RETYPED else ():
            if odd > RETYPED * changes.oddness(key, other):
                is_far = f"{format_number(value)} is far from {format_number(changes.before(key))}"
                yield f"{key} {key.year}: {is_far}; {format_number(other)} would be usual."


def _retypings(value: Decimal) -> Iterator[Decimal]:
    """The value with its first digits, or its second and third, exchanged."""
    sign, digits, exponent = value.normalize().as_tuple()
    for at in range(min(2, len(digits) - 1)):
        other = [*digits[:at], digits[at + 1], digits[at], *digits[at + 2 :]]
        if other[0] and tuple(other) != digits:
            yield Decimal((sign, tuple(other), exponent))


def _revised_by_hand(changes: YearlyChanges) -> Iterator[str]:
    """Known figures, few of their year, that became those of the year beside or changed places."""
    old, now = changes.past.figures, changes.figures
    later = {before: after for after, before in changes.earlier.items()}
    for at, keys in changes.revised.items():
        reasons = {}
        for key in keys:
            was, value = old[key], now[key]
            beside = [each for each in (changes.earlier.get(key), later.get(key)) if each]
            telling = min(len(_digits(was)), len(_digits(value))) >= FEW_DIGITS
            if not value:
                reasons[key] = "nought"
            elif sorted(_digits(was)) == sorted(_digits(value)):
                reasons[key] = "its digits in another order"
            elif any(now[each] == was and old.get(each) == value for each in [*keys, *beside] if each in now):
                reasons[key] = "two that changed places"
            elif telling and any(
                now.get(each) == value or now.get(each) == was != old.get(each) for each in beside
            ):
                reasons[key] = "the year beside"
        if reasons and (len(keys) <= FEW_REVISED or 2 * len(reasons) > len(keys)):
            names = (
                f"{key.unit} {format_number(old[key])} -> {format_number(now[key])} ({why})"
                for key, why in reasons.items()
            )
            yield f"{at}: revised as slips are: {shown(names)}."


def _of_another_series(changes: YearlyChanges, others: Iterable[list[Observation]]) -> Iterator[str]:
    """Figures that another series has of the same regions, where the two never agreed before."""
    having: dict[tuple[str, Decimal], set[tuple[str, int]]] = {}
    for each in (each for figures in others for each in figures if each.value):
        having.setdefault((each.unit, each.value), set()).add((each.measure, each.year))
    past = changes.past.figures
    agreed = Counter(name for key, value in past.items() for name, _ in having.get((key.unit, value), ()))
    for at, keys in changes.fresh.items():
        alike: dict[tuple[str, int], list[FigurePlace]] = {}
        for key in keys:
            for place in having.get((key.unit, changes.figures[key]), ()):
                alike.setdefault(place, []).append(key)
        for (name, of_year), same in sorted(alike.items()):
            telling = any(len(_digits(changes.figures[key])) >= MANY_DIGITS for key in same)
            most = len(same) >= FEW and 2 * len(same) > len(keys)
            if (most or telling) and agreed[name] <= LEAST_CHANCE * len(past):
                yield f"{at}: {first_figures(changes.figures, same)}: so has {name} of {of_year}."
