"""Plausibility of a vintage: what no form forbids and no series ever did before, told with the figures."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from lib.core.country import country, first_year, layouts
from lib.data.observations import Observation, format_number
from lib.data.records import SeriesRecord
from lib.data.snapshots import LOCALITIES
from lib.refresh.account import shown
from lib.refresh.misplaced import misplaced, place_name
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
# A smaller jump of a unit is one when it is rare among all that any unit of the series ever made, too.
SMALL_OWN_JUMP, SMALL_OWN_CHANGE, RARE = math.log(1.05), Decimal("0.05"), 0.98
LEAST_POINTS = Decimal("1.5")  # percentage points that a share held against itself must move
LARGE_REVISION = math.log(1.5)
SPIKE = math.log(1.8)
LONGEST_PAUSE = 5  # years from one figure of a unit to the next that are compared
WHOLE_APART = Decimal("0.0001")  # of a level, that town and country may miss: rounding
LOCALITIES_APART = Decimal("0.1")  # points that a share may lie outside those of town and country: rounding

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
    found += _localities(entry, before, now)
    found += [] if entry.get("constant") else misplaced(last, observations, entry.get("preliminary", []))
    for piece, values in sorted(now.items()):
        history = before.get(piece, {})
        found += _missing_units(piece, history, values, gazetteer)
        found += _gaps(piece, history, values)
        found += _jumps(piece, entry, history, values)
        found += _signs(piece, history, values)
        found += _revisions(piece, history, values)
    return found


def _slices(observations: Iterable[Observation]) -> dict[Slice, Values]:
    slices: dict[Slice, Values] = {}
    for each in observations:
        units = slices.setdefault((each.measure, each.locality), defaultdict(dict))
        units[each.unit][each.year] = each.value
    return slices


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


def _year_before(years: Iterable[int], year: int) -> int | None:
    """The latest year before one, where it is not long ago."""
    return max((each for each in years if year - LONGEST_PAUSE <= each < year), default=None)


def _new_years(history: Mapping[str, Mapping[int, Decimal]], values: Values) -> list[int]:
    known = {year for years in history.values() for year in years}
    return sorted({year for years in values.values() for year in years} - known)


def _missing_units(piece: Slice, history: Values, values: Values, gazetteer: Gazetteer) -> list[str]:
    """Units that the year before had and a new year lacks; regions divided since are not missed."""
    found = []
    former = {*gazetteer.heirs, *country()["successors"]}
    for year in _new_years(history, values):
        before = _year_before({each for years in values.values() for each in years}, year)
        had = {unit for unit, years in values.items() if before in years}
        has = {unit for unit, years in values.items() if year in years}
        lacking = sorted(had - has - former)
        if history and has and lacking:
            found.append(f"{place_name(*piece)} {year}: lacks {shown(lacking)}, which {before} has.")
    return found


class YearlyChange(NamedTuple):
    """A change of a unit from the year before that it has, not long ago."""

    year: int
    one: Decimal
    other: Decimal

    @property
    def log(self) -> float | None:
        """The change in logs; None from or to what is not above nought."""
        return math.log(self.other / self.one) if self.one > 0 and self.other > 0 else None

    @property
    def size(self) -> Decimal:
        """The change, without its sign."""
        return abs(self.other - self.one)


def _step(years: Mapping[int, Decimal], year: int) -> YearlyChange | None:
    before = _year_before(years, year)
    return YearlyChange(before, years[before], years[year]) if before is not None and year in years else None


def _steps(values: Values) -> dict[int, dict[str, YearlyChange]]:
    """The changes from each year before, by year and unit, where both are above nought."""
    steps: dict[int, dict[str, YearlyChange]] = defaultdict(dict)
    for unit, years in values.items():
        for year in years:
            step = _step(years, year)
            if step is not None and step.log is not None:
                steps[year][unit] = step
    return steps


def _logs(steps: Mapping[str, YearlyChange]) -> dict[str, float]:
    return {unit: step.log for unit, step in steps.items() if step.log is not None}


def _gaps(piece: Slice, history: Values, values: Values) -> list[str]:
    """New years that leave out years, in a series that never did."""
    known = sorted({year for years in history.values() for year in years})
    if len(known) <= FEW_YEARS or known != list(range(known[0], known[-1] + 1)):
        return []
    given = {year for years in values.values() for year in years}
    last = max(given)
    lacking = [str(year) for year in range(known[-1] + 1, last) if year not in given]
    return [f"{place_name(*piece)}: {last} is given and {shown(lacking)} is not."] if lacking else []


def _signs(piece: Slice, history: Values, values: Values) -> list[str]:
    """Units, not small, that are nought in a new year or of the other sign, as they never were."""
    far = []
    for year in _new_years(history, values) if history else []:
        steps = {unit: step for unit, years in values.items() if (step := _step(years, year)) and step.one}
        least = LEAST_OWN_CHANGE * median(abs(step.one) for step in steps.values()) if steps else Decimal(0)
        for unit, step in sorted(steps.items()):
            past = [value.compare(0) for value in history.get(unit, {}).values()]
            if step.other.compare(0) in past or (step.other and len(past) < FEW_YEARS):
                continue
            alike = step.other and abs(math.log(abs(step.other / step.one))) < LEAST_JUMP
            if alike or (not step.other and abs(step.one) > least):
                far.append(f"{unit} {format_number(step.one)} -> {format_number(step.other)}")
    return [f"{place_name(*piece)}: nought or a sign that these never had: {shown(far)}."] if far else []


def _unlike_itself(
    past: Mapping[int, Mapping[str, YearlyChange]],
    steps: Mapping[str, YearlyChange],
    level: Decimal,
    least: Decimal,
) -> set[str]:
    """Units that part from the others' middle step as they never did, by twice the most they ever did.

    A jump that is small must be rare in the series besides. `least` is the smallest change that is told.
    """
    own: dict[str, list[float]] = defaultdict(list)
    for units in past.values():
        middle = median(_logs(units).values())
        for unit, step in _logs(units).items():
            own[unit].append(abs(step - middle))
    ranked = sorted(each for of_unit in own.values() for each in of_unit)
    rare = ranked[int(RARE * (len(ranked) - 1))] if ranked else 0.0
    middle = median(_logs(steps).values()) if steps else 0.0
    unlike = set()
    for unit, step in _logs(steps).items():
        known = len(own[unit]) >= OWN_YEARS
        usual = BEYOND_OWN * (max(own[unit]) if known else rare) if ranked else math.inf
        if abs(step - middle) <= usual:
            continue
        for jump, share in (
            (LEAST_OWN_JUMP, LEAST_OWN_CHANGE),
            (max(rare, SMALL_OWN_JUMP), SMALL_OWN_CHANGE),
        ):
            if abs(step - middle) > jump and steps[unit].size > max(share * level, least):
                unlike.add(unit)
    return unlike


def _jumps(piece: Slice, entry: SeriesRecord, history: Values, values: Values) -> list[str]:
    """New years that are another scale than the year before, or jump as the series never did."""
    past = _steps(history)
    allowed = together = JUMP_OF_SHORT_SERIES
    largest_change = Decimal(1)  # as a share of the middle unit's value
    if past:
        largest_change = max(
            max(step.size for step in units.values()) / median(step.one for step in units.values())
            for units in past.values()
        )
    if len(past) >= FEW_YEARS:
        largest = max(abs(step) for units in past.values() for step in _logs(units).values())
        allowed = max(BEYOND * largest, LEAST_JUMP)
        common = max(abs(median(_logs(units).values())) for units in past.values())
        together = max(BEYOND * common, LEAST_COMMON_JUMP)
    found = []
    steps = _steps(values)
    least_own = LEAST_POINTS if entry["unit"] == "percent" else Decimal(0)
    least_change = min(LEAST_CHANGE, Decimal(str(BEYOND)) * largest_change)
    for year in _new_years(history, values):
        units = steps.get(year, {})
        logs = _logs(units)
        before = max((step.year for step in units.values()), default=year)
        pause = year - before if len(past) < FEW_YEARS else 1  # years in which a short series may have moved
        if len(logs) > 2 and abs(median(logs.values())) > together * pause:
            ratio = math.exp(median(logs.values()))
            found.append(
                f"{place_name(*piece)} {year}: the figures are about {ratio:.3g} times those of {before}; "
                "see the unit of measurement."
            )
            continue
        level = median(step.one for step in units.values()) if units else Decimal(0)
        unlike = _unlike_itself(past, units, level, least_own)
        far = [
            f"{unit} {format_number(step.one)} -> {format_number(step.other)} "
            f"(times {float(step.other / step.one):.3g})"
            for unit, step in sorted(units.items())
            if unit in unlike
            or ((abs(logs[unit]) > allowed or _is_tenfold(logs[unit])) and step.size > least_change * level)
        ]
        if far and history:
            found.append(f"{place_name(*piece)} {year}: a jump as this series never made: {shown(far)}.")
    return found


def _is_tenfold(step: float) -> bool:
    """Whether a change is near to a factor of ten, a hundred, a thousand."""
    powers = step / math.log(10)
    return round(powers) != 0 and abs(powers - round(powers)) < TENFOLD


def _revisions(piece: Slice, history: Values, values: Values) -> list[str]:
    """Known figures that became other ones by far, or that leave their neighbours as the unit never did."""
    far, ratios = [], []
    for unit, years in sorted(values.items()):
        past = history.get(unit, {})
        most = max((abs(step.log or 0.0) for year in past if (step := _step(past, year))), default=math.inf)
        spikes = _spikes(years, max(BEYOND_OWN * most, SMALL_OWN_JUMP)) if len(past) > OWN_YEARS else {}
        for year, value in sorted(years.items()):
            old = past.get(year)
            if not old or not value:
                continue
            ratios.append(abs(value / old))
            if (
                old * value < 0
                or abs(math.log(ratios[-1])) > LARGE_REVISION
                or (year in spikes and old != value)
            ):
                far.append(f"{unit} {year} {format_number(old)} -> {format_number(value)}")
    if far and abs(math.log(median(ratios))) > LARGE_REVISION:
        times = f"about {median(ratios):.4g} times those of the last vintage"
        return [f"{place_name(*piece)}: the figures are {times}: {shown(far)}; see the unit of measurement."]
    return [f"{place_name(*piece)}: revised as figures seldom are: {shown(far)}."] if far else []


def _localities(entry: SeriesRecord, before: dict[Slice, Values], now: dict[Slice, Values]) -> list[str]:
    """New or revised figures of town and country that do not add up to the whole, or enclose its share."""

    def three(of: dict[Slice, Values], measure: str, unit: str, year: int) -> list[Decimal | None]:
        return [of.get((measure, each), {}).get(unit, {}).get(year) for each in LOCALITIES]

    far = []
    for measure in sorted({measure for measure, _ in now}):
        for unit, years in sorted(now.get((measure, LOCALITIES[0]), {}).items()):
            for year in sorted(years):
                figures = three(now, measure, unit, year)
                if None in figures or figures == three(before, measure, unit, year):
                    continue
                whole, *parts = (each for each in figures if each is not None)
                slack = LOCALITIES_APART if entry["kind"] != "level" else WHOLE_APART * abs(whole)
                low, high = (min(parts), max(parts)) if entry["kind"] != "level" else (sum(parts), sum(parts))
                if not low - slack <= whole <= high + slack:
                    far.append(
                        f"{unit} {year} {format_number(whole)}, town {format_number(parts[0])}, "
                        f"country {format_number(parts[1])}"
                    )
    what = "add up to the whole" if entry["kind"] == "level" else "enclose the whole"
    return [f"town and country do not {what}: {shown(far)}."] if far else []


def oddities(observations: list[Observation]) -> list[str]:
    """What is worth a look and no reason to refuse: years that leave and return; listed, never changed."""
    found = []
    for piece, values in sorted(_slices(observations).items()):
        for unit, years in sorted(values.items()):
            found += [f"{place_name(*piece)} {unit}: {text}" for text in _spikes(years, SPIKE).values()]
    return found


def _spikes(years: Mapping[int, Decimal], least: float) -> dict[int, str]:
    """Years that leave and return by `least` (in logs) or more, with a sentence on each."""
    found = {}
    for before, year, after in zip(ordered := sorted(years), ordered[1:], ordered[2:], strict=False):
        steps = [step.log for at in (year, after) if (step := _step(years, at)) and step.log is not None]
        if (
            len(steps) == 2
            and steps[0] * steps[1] < 0
            and min(map(abs, steps)) >= least > 2 * abs(sum(steps))
        ):
            values = " -> ".join(format_number(years[at]) for at in (before, year, after))
            found[year] = f"{year} leaves and returns: {values}."
    return found
