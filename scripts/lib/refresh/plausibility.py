"""Plausibility of a vintage: what no form forbids and no series ever did before, told with the figures."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from statistics import median

from lib.core.country import country, country_unit, first_year, layouts, region_layouts
from lib.data.observations import Observation, format_number
from lib.data.records import SeriesRecord
from lib.refresh.account import shown
from lib.refresh.region_names import Gazetteer

# A jump is suspicious when it goes beyond the largest of the series by this factor, in logs, and beyond the
# least change that is ever called one: half as much again for a unit, a third for all units together.
BEYOND = 1.25
LEAST_JUMP, LEAST_COMMON_JUMP = math.log(1.5), math.log(1.35)
FEW_YEARS, JUMP_OF_SHORT_SERIES = 3, math.log(3)  # what is let pass with fewer years than these
LEAST_CHANGE = Decimal("0.5")  # of the middle unit's value: small shares move by multiples
TENFOLD = 0.12  # how near to a power of ten a ratio must be, in decimal logs
OWN_YEARS = 5  # steps a unit must have behind it to be held against itself
BEYOND_OWN, LEAST_OWN_JUMP = 2.0, math.log(1.3)  # against the others' middle step
LEAST_OWN_CHANGE = Decimal("0.25")  # as LEAST_CHANGE, of a unit held against itself
LEAST_POINTS = Decimal("1.5")  # percentage points that a share held against itself must move
LEAST_PARTING = math.log(1.05)  # of the country's rate from the regions' middle one
LARGE_REVISION = math.log(1.5)
SPIKE = math.log(1.8)
FEWEST_REGIONS = 10  # for a middle rate of the regions

Slice = tuple[str, str]  # measure and locality
Values = dict[str, dict[int, Decimal]]  # by unit and year


def suspicions(
    entry: SeriesRecord, last: list[Observation], observations: list[Observation], gazetteer: Gazetteer
) -> list[str]:
    """Everything that looks wrong with the values of a vintage, as sentences; empty when nothing does.

    Parameters
    ----------
    entry : the series in the registry: its unit of measurement, kind and borders
    last : the vintage before; empty for a first one, of which all years are new
    observations : the vintage
    """
    before, now = _slices(last), _slices(observations)
    found = [*_out_of_range(entry, last, observations), *_wrong_borders(entry, observations, gazetteer)]
    for piece, values in sorted(now.items()):
        history = before.get(piece, {})
        found += _missing_units(piece, history, values, gazetteer)
        found += _gaps(piece, history, values)
        found += _jumps(piece, entry, history, values)
        found += _noughts(piece, history, values)
        found += [] if entry.get("constant") else _repeated_years(piece, history, values)
        found += _revisions(piece, history, values)
        found += _country_outside(piece, entry, history, values, gazetteer)
    return found


def _slices(observations: Iterable[Observation]) -> dict[Slice, Values]:
    slices: dict[Slice, Values] = {}
    for each in observations:
        units = slices.setdefault((each.measure, each.locality), defaultdict(dict))
        units[each.unit][each.year] = each.value
    return slices


def _name(piece: Slice) -> str:
    measure, locality = piece
    return measure if locality == "total" else f"{measure} {locality}"


def _out_of_range(entry: SeriesRecord, last: list[Observation], observations: list[Observation]) -> list[str]:
    """Shares outside 0 to 100, and negative values in a series that had none."""
    low = min((each.value for each in last), default=Decimal(0))
    high = max((each.value for each in last), default=Decimal(0))
    shares = entry["unit"] == "percent" and high <= 100
    wrong = [
        each
        for each in observations
        if (shares and each.value > 100) or (each.value < 0 <= low and (last or shares))
    ]
    if not wrong:
        return []
    values = [f"{each.unit} {each.year} {format_number(each.value)}" for each in wrong]
    bounds = "outside 0 to 100" if shares else "below nought, which the series never was"
    return [f"{wrong[0].measure}: {len(wrong)} values are {bounds}: {shown(values)}."]


def _wrong_borders(entry: SeriesRecord, observations: list[Observation], gazetteer: Gazetteer) -> list[str]:
    """Regions of the newest borders before the first year that the registry has, larger ones after it."""
    first = entry.get("newest_borders_from")
    if first is None or first == "all years":
        return []
    created = {heir for heirs in gazetteer.heirs.values() for heir in heirs}
    wrong = sorted(
        f"{each.unit} {each.year}"
        for each in observations
        if (each.unit in created and each.year < int(first))
        or (each.unit in gazetteer.heirs and each.year >= int(first))
    )
    if not wrong:
        return []
    return [
        f"{len(wrong)} figures are of other borders than the registry says (the regions of "
        f"{first_year(layouts()[0])} from {first} on): {shown(wrong)}."
    ]


def _new_years(history: Mapping[str, Mapping[int, Decimal]], values: Values) -> list[int]:
    known = {year for years in history.values() for year in years}
    return sorted({year for years in values.values() for year in years} - known)


def _missing_units(piece: Slice, history: Values, values: Values, gazetteer: Gazetteer) -> list[str]:
    """Units that the year before had and a new year lacks; regions divided since are not missed."""
    found = []
    former = {*gazetteer.heirs, *country()["successors"]}
    for year in _new_years(history, values):
        had = {unit for unit, years in values.items() if year - 1 in years}
        has = {unit for unit, years in values.items() if year in years}
        lacking = sorted(had - has - former)
        if history and has and lacking:
            found.append(f"{_name(piece)} {year}: lacks {shown(lacking)}, which {year - 1} has.")
    return found


def _step(years: Mapping[int, Decimal], year: int) -> float | None:
    """The change from the year before, in logs; None where it has none."""
    one, other = years.get(year - 1), years.get(year)
    return math.log(other / one) if one and other and one > 0 and other > 0 else None


def _steps(values: Values) -> dict[int, dict[str, float]]:
    """The changes from each year before, by year and unit."""
    steps: dict[int, dict[str, float]] = defaultdict(dict)
    for unit, years in values.items():
        for year in years:
            step = _step(years, year)
            if step is not None:
                steps[year][unit] = step
    return steps


def _gaps(piece: Slice, history: Values, values: Values) -> list[str]:
    """New years that leave out years, in a series that never did."""
    known = sorted({year for years in history.values() for year in years})
    if len(known) <= FEW_YEARS or known != list(range(known[0], known[-1] + 1)):
        return []
    given = {year for years in values.values() for year in years}
    last = max(given)
    lacking = [str(year) for year in range(known[-1] + 1, last) if year not in given]
    return [f"{_name(piece)}: {last} is given and {shown(lacking)} is not."] if lacking else []


def _noughts(piece: Slice, history: Values, values: Values) -> list[str]:
    """Units that are nought in a new year, never were before, and were not small."""
    far = []
    for year in _new_years(history, values) if history else []:
        before = [abs(years[year - 1]) for years in values.values() if years.get(year - 1)]
        least = LEAST_OWN_CHANGE * median(before) if before else Decimal(0)
        far += [
            f"{unit} {format_number(years[year - 1])} -> 0"
            for unit, years in sorted(values.items())
            if years.get(year) == 0
            and abs(years.get(year - 1, Decimal(0))) > least
            and all(history.get(unit, {}).values())
        ]
    return [f"{_name(piece)}: nought, which these never were: {shown(far)}."] if far else []


def _repeated_years(piece: Slice, history: Values, values: Values) -> list[str]:
    """New years in which every unit has the value of an earlier year."""
    found = []
    for year in _new_years(history, values):
        for earlier in sorted({each for years in history.values() for each in years}):
            pairs = [(one[year], one[earlier]) for one in values.values() if year in one and earlier in one]
            differ = len({value for value, _ in pairs}) > 2
            if len(pairs) > 2 and differ and all(now == before for now, before in pairs):
                found.append(f"{_name(piece)}: {year} repeats {earlier} in all {len(pairs)} units.")
    return found


def _unlike_itself(past: Mapping[int, Mapping[str, float]], steps: Mapping[str, float]) -> set[str]:
    """Units that part from the others' middle step as they never did, by twice the most they ever did."""
    own: dict[str, list[float]] = defaultdict(list)
    for units in past.values():
        middle = median(units.values())
        for unit, step in units.items():
            own[unit].append(abs(step - middle))
    middle = median(steps.values()) if steps else 0.0
    return {
        unit
        for unit, step in steps.items()
        if len(own[unit]) >= OWN_YEARS
        and abs(step - middle) > max(BEYOND_OWN * max(own[unit]), LEAST_OWN_JUMP)
    }


def _largest_changes(history: Values) -> Decimal:
    """The largest change of a unit from one year to the next, as a share of the middle unit's value."""
    changes: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for years in history.values():
        for year in years:
            if year - 1 in years:
                changes[year].append((abs(years[year] - years[year - 1]), abs(years[year - 1])))
    shares = [
        max(change for change, _ in pairs) / level
        for pairs in changes.values()
        if (level := median(before for _, before in pairs))
    ]
    return max(shares, default=Decimal(1))


def _jumps(piece: Slice, entry: SeriesRecord, history: Values, values: Values) -> list[str]:
    """New years that are another scale than the year before, or jump as the series never did."""
    past = _steps(history)
    allowed = together = JUMP_OF_SHORT_SERIES
    if len(past) >= FEW_YEARS:
        largest = max(abs(step) for units in past.values() for step in units.values())
        allowed = max(BEYOND * largest, LEAST_JUMP)
        together = max(
            BEYOND * max(abs(median(units.values())) for units in past.values()), LEAST_COMMON_JUMP
        )
    found = []
    steps = _steps(values)
    least_own = LEAST_POINTS if entry["unit"] == "percent" else Decimal(0)
    least_change = min(LEAST_CHANGE, Decimal(str(BEYOND)) * _largest_changes(history))
    for year in _new_years(history, values):
        units = steps.get(year, {})
        if len(units) > 2 and abs(median(units.values())) > together:
            ratio = math.exp(median(units.values()))
            found.append(
                f"{_name(piece)} {year}: the figures are about {ratio:.3g} times those of {year - 1}; "
                "see the unit of measurement."
            )
            continue
        unlike = _unlike_itself(past, units)
        level = median(abs(values[unit][year - 1]) for unit in units) if units else Decimal(0)
        far = []
        for unit, step in sorted(units.items()):
            change = abs(values[unit][year] - values[unit][year - 1])
            beyond = (abs(step) > allowed or _is_tenfold(step)) and change > least_change * level
            if beyond or (unit in unlike and change > max(LEAST_OWN_CHANGE * level, least_own)):
                far.append(unit)
        if far and history:
            told = [_told(unit, values[unit], year) for unit in far]
            found.append(f"{_name(piece)} {year}: a jump as this series never made: {shown(told)}.")
    return found


def _is_tenfold(step: float) -> bool:
    """Whether a change is near to a factor of ten, a hundred, a thousand."""
    powers = step / math.log(10)
    return round(powers) != 0 and abs(powers - round(powers)) < TENFOLD


def _told(unit: str, years: Mapping[int, Decimal], year: int) -> str:
    one, other = years[year - 1], years[year]
    return f"{unit} {format_number(one)} -> {format_number(other)} (times {float(other / one):.3g})"


def _revisions(piece: Slice, history: Values, values: Values) -> list[str]:
    """Known figures that became other ones by far."""
    far = []
    for unit, years in sorted(values.items()):
        for year, value in sorted(years.items()):
            old = history.get(unit, {}).get(year)
            if not old or not value or old == value:
                continue
            if old * value < 0 or abs(math.log(abs(value / old))) > LARGE_REVISION:
                far.append(f"{unit} {year} {format_number(old)} -> {format_number(value)}")
    return [f"{_name(piece)}: revised by more than half: {shown(far)}."] if far else []


def _country_outside(
    piece: Slice, entry: SeriesRecord, history: Values, values: Values, gazetteer: Gazetteer
) -> list[str]:
    """New years in which the country's share or rate is not between those of its regions."""
    if entry["kind"] not in ("share", "rate") or country_unit() not in values or not history:
        return []
    found = []
    for year in _new_years(history, values):
        regions = _of_regions(values, year)
        whole = values[country_unit()].get(year)
        if whole is None or len(regions) < len(gazetteer.layouts[region_layouts()[-1]]):
            continue
        apart = _apart(history, values, year)
        if apart:
            found.append(
                f"{_name(piece)} {year}: the country's {format_number(whole)} is {apart} of the regions' "
                f"middle {format_number(median(regions))}, as it never was."
            )
        if not min(regions) <= whole <= max(regions):
            found.append(
                f"{_name(piece)} {year}: the country's {format_number(whole)} is not between the regions' "
                f"{format_number(min(regions))} and {format_number(max(regions))}."
            )
    return found


def _of_regions(values: Values, year: int) -> list[Decimal]:
    """The values of a year but the country's."""
    return [years[year] for unit, years in values.items() if unit != country_unit() and year in years]


def _apart(history: Values, values: Values, year: int) -> str:
    """How large a part of the regions' middle rate the country's is, where it never was so; else nothing."""

    def ratio(of: Values, at: int) -> float | None:
        regions = _of_regions(of, at)
        whole = of[country_unit()].get(at)
        if len(regions) < FEWEST_REGIONS or not whole or whole <= 0 or (middle := median(regions)) <= 0:
            return None
        return math.log(whole / middle)

    now = ratio(values, year)
    past = [
        each for at in sorted(history.get(country_unit(), {})) if (each := ratio(history, at)) is not None
    ]
    if now is None or len(past) < OWN_YEARS:
        return ""
    slack = max(max(past) - min(past), LEAST_PARTING)
    if min(past) - slack / 2 <= now <= max(past) + slack / 2:
        return ""
    return f"{math.exp(now):.3g}"


def oddities(observations: list[Observation]) -> list[str]:
    """What is worth a look and no reason to refuse: years that leave and return, years that repeat the last.

    Listed, never changed.
    """
    found = []
    for piece, values in sorted(_slices(observations).items()):
        for unit, years in sorted(values.items()):
            found += [f"{_name(piece)} {unit}: {text}" for text in _spikes(years)]
        for one, other in pairwise(sorted({year for years in values.values() for year in years})):
            pairs = [
                (years[one], years[other]) for years in values.values() if one in years and other in years
            ]
            if len(pairs) > 2 and all(before == after for before, after in pairs):
                found.append(f"{_name(piece)}: {other} repeats {one} in all {len(pairs)} units.")
    return found


def _spikes(years: Mapping[int, Decimal]) -> list[str]:
    found = []
    for year in sorted(years):
        up, down = _step(years, year), _step(years, year + 1)
        if up is None or down is None or up * down > 0 or min(abs(up), abs(down)) < SPIKE:
            continue
        if abs(up + down) < SPIKE / 2:
            shown = " -> ".join(format_number(years[at]) for at in (year - 1, year, year + 1))
            found.append(f"{year} leaves and returns: {shown}.")
    return found
