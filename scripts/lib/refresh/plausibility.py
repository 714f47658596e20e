"""Plausibility of a vintage: what no form forbids and no series ever did before, told with the figures."""

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from statistics import median

from lib.core.country import country, country_unit, first_year, layouts
from lib.data.observations import Observation, format_number
from lib.data.records import SeriesRecord
from lib.data.snapshots import LOCALITIES
from lib.refresh.account import shown
from lib.refresh.changes import (
    LONGEST_PAUSE,
    SliceYear,
    ValuesByKey,
    YearlyChanges,
    figures_of,
    first_figures,
)
from lib.refresh.misplaced import MANY_UNITS, misplaced
from lib.refresh.region_names import Gazetteer

# All units together jump when they move a third, and beyond the largest common change by this factor (logs).
BEYOND, LEAST_COMMON_JUMP = 1.25, math.log(1.35)
FEW_YEARS, JUMP_OF_SHORT_SERIES = 3, math.log(3)  # what is let pass with fewer years than these
# A unit jumps when it parts from the middle change by so many times what is usual of it, by a twentieth at
# least, and moves by so much of the middle unit's value: small shares move by multiples. Of 172 years of our
# series that were published 19 have such a unit or pair, as when a town was counted anew.
FAR, LEAST_JUMP, LEAST_CHANGE = 6.0, math.log(1.05), Decimal("0.05")
LEAST_POINTS = Decimal(1)  # percentage points that a share must move
TENFOLD, LEAST_TENFOLD = 0.12, Decimal("0.5")  # how near to a power of ten, in decimal logs, and how large
LARGE_REVISION = math.log(1.5)
SPIKE, BEYOND_OWN = math.log(1.8), 2.0
# How far from the middle one a unit without a figure before may lie at least; else BEYOND_OWN times the most.
LEAST_FAR = math.log(1.2)
NOUGHT = Decimal("0.25")  # of the middle unit's value: smaller units may come to nought
WHOLE_APART = Decimal("0.0001")  # of a level, that town and country may miss: rounding
SUM_TOLERANCE = Decimal("0.005")  # of the country; less where the regions were always nearer to it:
MISSED_TIMES, LEAST_MISSED, KNOWN_SUMS, MOST_TOTALS = 2, Decimal("0.0002"), 3, 5
LEAST_APART = math.log(1.02)  # that the country's figure may move against the middle region
LOCALITIES_APART = Decimal("0.1")  # points that a share may lie outside those of town and country: rounding


def suspicions(
    entry: SeriesRecord, last: list[Observation], observations: list[Observation], gazetteer: Gazetteer,
    others: Iterable[list[Observation]] = (),
) -> list[str]:  # fmt: skip
    """Everything that looks wrong with the values of a vintage, as sentences; empty when nothing does.

    Parameters
    ----------
    entry : the series in the registry: its unit of measurement, kind and borders
    last : the vintage before; empty for a first one, of which all years are new
    observations : the vintage
    others : the newest vintages of other series
    """
    old, now = figures_of(last), figures_of(observations)
    changes = YearlyChanges({**old, **now}, YearlyChanges(old))
    sentences = [*_out_of_range(entry, old, now), *_wrong_borders(entry, now, gazetteer)]
    sentences += [*_localities(entry, old, now), *_jumps_together(changes)]
    sentences += islice(_totals_off(changes, gazetteer), MOST_TOTALS) if entry["kind"] == "level" else []
    if old:
        first = entry.get("newest_borders_from")
        sentences += misplaced(changes, entry.get("preliminary", []), others, entry.get("constant", False))
        sentences += [*_missing_units(changes, first, gazetteer), *_gaps(changes), *_signs(changes, old)]
        sentences += [] if entry["kind"] == "level" else _country_apart(changes)
        sentences += [*_jumps(changes, entry), *_far_from_others(changes), *_revisions(old, now)]
    return sentences


def _totals_off(changes: YearlyChanges, gazetteer: Gazetteer) -> Iterator[str]:
    """Years whose regions miss the country by more than they ever did.

    Of years without some region, as of payments that not all get, where such years never missed it by much.
    """
    known: dict[bool, list[Decimal]] = {True: [], False: []}
    for parts, whole, complete in _sums(changes.past, gazetteer).values():
        known[complete] += [abs(parts / whole - 1)] if whole else []
    usual = {
        complete: MISSED_TIMES * max(apart) if len(apart) >= KNOWN_SUMS else SUM_TOLERANCE
        for complete, apart in known.items()
    }
    held = len(known[False]) >= KNOWN_SUMS and usual[False] <= SUM_TOLERANCE
    for at, (parts, whole, complete) in _sums(changes, gazetteer).items():
        room = min(max(usual[complete], LEAST_MISSED), SUM_TOLERANCE)
        if (complete or held) and abs(parts - whole) > room * abs(whole):
            sums = f"the regions add up to {format_number(parts)}, the country has {format_number(whole)}"
            yield f"{at}: {sums}."


def _country_apart(changes: YearlyChanges) -> Iterator[str]:
    """New years whose figure of the country is further from the middle region than it ever was.

    Further by more than it ranged over: regions that are divided move the middle.
    """
    for at in changes.new:
        known = [
            far
            for each in changes.past.slices
            if each.series == at.series and (far := changes.past.country_spread(each)) is not None
        ]
        spread = changes.country_spread(at)
        if spread is None or len(known) < FEW_YEARS:
            continue
        room = max(max(known) - min(known), LEAST_APART)
        if not min(known) - room <= spread <= max(known) + room:
            figure = next(changes.figures[key] for key in changes.slices[at] if key.unit == country_unit())
            far = f"the country's {format_number(figure)} is further from the middle region than it ever was"
            yield f"{at}: {far}."


def _sums(changes: YearlyChanges, gazetteer: Gazetteer) -> dict[SliceYear, tuple[Decimal, Decimal, bool]]:
    """What the regions of a layout add up to, the country's figure, and whether none is lacking."""
    sums = {}
    for at, keys in sorted(changes.slices.items()):
        values = {key.unit: changes.figures[key] for key in keys}
        if country_unit() not in values:
            continue
        layout = min(gazetteer.layouts.values(), key=lambda units: len(units - set(values)))
        parts = sum((values[unit] for unit in sorted(layout) if unit in values), Decimal(0))
        sums[at] = parts, values[country_unit()], layout <= set(values)
    return sums


def _out_of_range(entry: SeriesRecord, old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """Shares outside 0 to 100, and negative values in a series that had none."""
    shares = entry["unit"] == "percent" and max(old.values(), default=0) <= 100
    negative = min(old.values(), default=0) < 0 or not (old or shares)
    wrong = [
        f"{key.unit} {key.year} {format_number(value)}"
        for key, value in now.items()
        if (shares and value > 100) or (value < 0 and not negative)
    ]
    if wrong:
        bounds = "outside 0 to 100" if shares else "below nought, which the series never was"
        yield f"{next(iter(now)).measure}: {len(wrong)} values are {bounds}: {shown(wrong)}."


def _wrong_borders(entry: SeriesRecord, now: ValuesByKey, gazetteer: Gazetteer) -> Iterator[str]:
    """Regions of the newest borders before the first year that the registry has, larger ones after it."""
    first = entry.get("newest_borders_from")
    if first is None or first == "all years":
        return
    created = gazetteer.created
    wrong = sorted(
        f"{unit} {year}"
        for _, unit, year, _ in now
        if (unit in created and year < int(first)) or (unit in gazetteer.heirs and year >= int(first))
    )
    if wrong:
        yield (
            f"{len(wrong)} figures are of other borders than the registry says (the regions of "
            f"{first_year(layouts()[0])} from {first} on): {shown(wrong)}."
        )


def _missing_units(changes: YearlyChanges, first: int | str | None, gazetteer: Gazetteer) -> Iterator[str]:
    """Units that a new year lacks: the year before has them, or the newest borders, which are its own.

    Regions divided since are not missed, and years of few units, as of the country alone, are passed over.
    """
    former = {*gazetteer.heirs, *country()["successors"]}
    created = gazetteer.created
    for at, keys in changes.new.items():
        has = {key.unit for key in keys}
        earlier = {
            year: {key.unit for key in changes.slices.get(at._replace(year=year), ())}
            for year in range(at.year - LONGEST_PAUSE, at.year)
        }
        before = max((year for year, units in earlier.items() if 2 * len(units) > len(has)), default=at.year)
        if lacking := earlier.get(before, set()) - has - former:
            yield f"{at}: lacks {shown(sorted(lacking))}, which {before} has."
        whole = any(units <= earlier.get(before, set()) for units in gazetteer.layouts.values())
        on_newest = has & created or (isinstance(first, int) and at.year >= first)
        newest = gazetteer.layouts[layouts()[0]] if whole else created
        due = [newest] if on_newest else [*gazetteer.layouts.values()] if whole else []
        absent = min((units - has for units in due), key=len, default=set())
        if not lacking and len(has) > MANY_UNITS and absent:
            yield f"{at}: lacks {shown(sorted(absent))}, regions of that year's borders."


def _gaps(changes: YearlyChanges) -> Iterator[str]:
    """Years before and after all others that leave some out, in a series that never did."""
    for piece in sorted({at.series for at in changes.past.slices}):
        known, years_now = (
            {at.year for at in each.slices if at.series == piece} for each in (changes.past, changes)
        )
        if len(known) <= FEW_YEARS or len(known) != max(known) - min(known) + 1:
            continue
        if lacking := sorted(set(range(min(years_now), max(years_now))) - years_now):
            years = shown(map(str, lacking))
            yield f"{piece}: years are given on both sides of {years}, not these."


def _signs(changes: YearlyChanges, old: ValuesByKey) -> Iterator[str]:
    """Units, not small, that are nought in a new year or of the other sign, as they never were."""
    signs: dict[tuple[str, str], list[Decimal]] = {}
    for key, value in old.items():
        signs.setdefault((key.series, key.unit), []).append(value.compare(0))
    for at, keys in changes.new.items():
        level, far = changes.level(keys), []
        for key in keys:
            before, after = changes.before(key), changes.figures[key]
            past = signs.get((key.series, key.unit), [])
            if not before or after.compare(0) in past or (after and len(past) < FEW_YEARS):
                continue
            alike = after and abs(math.log(abs(after / before))) < LARGE_REVISION
            if alike or (not after and abs(before) > NOUGHT * level):
                far.append(f"{key.unit} {format_number(before)} -> {format_number(after)}")
        if far:
            yield f"{at.series}: nought or a sign that these never had: {shown(far)}."


def _jumps_together(changes: YearlyChanges) -> Iterator[str]:
    """New years that are another scale than the year before."""
    for at, middle in sorted(changes.middles.items()):
        steps = [key for key in changes.slices[at] if key in changes.earlier]
        if at in changes.past.slices or len(steps) < 3:
            continue
        known = [abs(each) for piece, each in changes.past.middles.items() if piece.series == at.series]
        before = max(changes.earlier[key].year for key in steps)
        together = JUMP_OF_SHORT_SERIES * (at.year - before)  # a short series may have moved in each year
        if len(known) >= FEW_YEARS:
            together = max(BEYOND * max(known), LEAST_COMMON_JUMP)
        if abs(middle) > together:
            times = f"the figures are about {math.exp(middle):.3g} times those of {before}"
            yield f"{at}: {times}; see the unit of measurement."


def _jumps(changes: YearlyChanges, entry: SeriesRecord) -> Iterator[str]:
    """Units whose change to a new year, or to a revised one, parts from the others' as it never did."""
    least = LEAST_POINTS if entry["unit"] == "percent" else Decimal(0)
    for at, keys in changes.fresh.items():
        level, far = changes.level(keys), []
        for key in keys:
            before, after, log = changes.before(key), changes.figures[key], changes.log(key)
            if log is None:
                continue
            size, parting, usual = (
                abs(after - changes.was(key)),
                changes.parting(key) or 0.0,
                changes.usual(key),
            )
            odder = changes.oddness(key) / changes.past.oddness(key)
            jumps = parting > LEAST_JUMP and odder > 1 + FAR
            tenfold = _is_tenfold(log) or (usual == math.inf and abs(log) > JUMP_OF_SHORT_SERIES)
            if (jumps and size > max(LEAST_CHANGE * level, least)) or (
                tenfold and size > LEAST_TENFOLD * level
            ):
                values = f"{format_number(before)} -> {format_number(after)}"
                far.append(f"{key.unit} {values} (times {float(after / before):.3g})")
        if far:
            yield f"{at}: a jump as this series never made: {shown(far)}."


def _far_from_others(changes: YearlyChanges) -> Iterator[str]:
    """Units without a figure before that lie far beyond what any unit ever was against the middle one."""
    for at in changes.new:
        spread = changes.spread(at)
        known = [changes.past.spread(each) for each in changes.past.slices if each.series == at.series]
        held = [far for key, far in spread.items() if key in changes.earlier]
        most = max((abs(far) for each in known for far in (*held, *each.values())), default=math.inf)
        beyond = min(most + JUMP_OF_SHORT_SERIES, max(BEYOND_OWN * most, LEAST_FAR))
        far = [key for key in spread if key not in changes.earlier and abs(spread[key]) > beyond]
        if far:
            what = "no figure before, and further from the others than any unit ever was"
            yield f"{at}: {what}: {first_figures(changes.figures, far)}."


def _is_tenfold(step: float) -> bool:
    """Whether a change is near to a factor of ten, a hundred, a thousand."""
    powers = step / math.log(10)
    return round(powers) != 0 and abs(powers - round(powers)) < TENFOLD


def _revisions(old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """Known figures that became other ones by far."""
    far: dict[str, list[str]] = {}
    ratios: dict[str, list[Decimal]] = {}
    for key, before in sorted(old.items()):
        after = now.get(key)
        if not before or not after:
            continue
        ratio = abs(after / before)
        ratios.setdefault(key.series, []).append(ratio)
        if before * after < 0 or abs(math.log(ratio)) > LARGE_REVISION:
            values = f"{format_number(before)} -> {format_number(after)}"
            far.setdefault(key.series, []).append(f"{key.unit} {key.year} {values}")
    for piece, changed in far.items():
        times = median(ratios[piece])
        if abs(math.log(times)) > LARGE_REVISION:
            what = f"the figures are about {times:.4g} times those of the last vintage: {shown(changed)}"
            yield f"{piece}: {what}; see the unit of measurement."
        else:
            yield f"{piece}: revised as figures seldom are: {shown(changed)}."


def _localities(entry: SeriesRecord, old: ValuesByKey, now: ValuesByKey) -> Iterator[str]:
    """New or revised figures of town and country that do not add up to the whole, or enclose its share."""
    far, level = [], entry["kind"] == "level"
    for measure, unit, year, locality in sorted(now):
        three = [(measure, unit, year, each) for each in LOCALITIES]
        if (
            locality != LOCALITIES[0]
            or not set(three) <= set(now)
            or all(old.get(key) == now[key] for key in three)
        ):
            continue
        whole, *parts = (now[key] for key in three)
        slack = WHOLE_APART * abs(whole) if level else LOCALITIES_APART
        low, high = (sum(parts), sum(parts)) if level else (min(parts), max(parts))
        if not low - slack <= whole <= high + slack:
            town, village = map(format_number, parts)
            far.append(f"{unit} {year} {format_number(whole)}, town {town}, country {village}")
    if far:
        yield f"town and country do not {'add up to' if level else 'enclose'} the whole: {shown(far)}."


def oddities(observations: list[Observation]) -> list[str]:
    """What is worth a look and no reason to refuse: years that leave and return; listed, never changed."""
    changes, sentences = YearlyChanges(figures_of(observations)), []
    for after, key in sorted(changes.earlier.items()):
        out, back = changes.log(key) or 0.0, changes.log(after) or 0.0
        if out * back < 0 and min(abs(out), abs(back)) >= SPIKE > 2 * abs(out + back):
            values = " -> ".join(
                format_number(changes.figures[at]) for at in (changes.earlier[key], key, after)
            )
            sentences.append(f"{key}: {key.year} leaves and returns: {values}.")
    return sentences
