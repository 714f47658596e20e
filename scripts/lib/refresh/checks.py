"""What a reply changes against the last vintage of its series, and what keeps it from following it."""

from decimal import Decimal
from typing import NamedTuple

from lib.core.country import country_unit
from lib.data.observations import Observation, format_number
from lib.refresh.account import shown
from lib.refresh.region_names import Gazetteer

SAME = Decimal("1e-9")
SUM_TOLERANCE = Decimal("0.005")  # of the country; less where the regions were always nearer to it:
MISSED_TIMES, LEAST_MISSED, KNOWN_SUMS = 2, Decimal("0.0002"), 3
MOST_EXAMPLES = 5


class Change(NamedTuple):
    """One figure that is not what it was."""

    old: Observation
    new: Observation

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the old figure; None from zero."""
        return (self.new.value / self.old.value - 1) * 100 if self.old.value else None

    def __str__(self) -> str:
        percent = "" if self.percent is None else f" ({self.percent:+.1f} %)"
        values = f"{format_number(self.old.value)} -> {format_number(self.new.value)}{percent}"
        return f"{_name(self.new)} {values}"


class VintageChange(NamedTuple):
    """How a set of figures differs from the last vintage's."""

    new: list[Observation]
    revised: list[Change]
    gone: list[Observation]

    @property
    def largest(self) -> Change | None:
        """The revision that is largest in percent; one from zero counts as larger than any."""
        return max(
            self.revised,
            key=lambda change: (change.percent is None, abs(change.percent or 0), change.new.key),
            default=None,
        )


def compare(last: list[Observation], observations: list[Observation]) -> VintageChange:
    """Tell new, revised and gone figures; two values count as one when they agree to nine digits."""
    old = {observation.key: observation for observation in last}
    now = {observation.key: observation for observation in observations}
    return VintageChange(
        new=[now[key] for key in sorted(set(now) - set(old))],
        revised=[
            Change(old[key], now[key])
            for key in sorted(set(now) & set(old))
            if not _same(old[key].value, now[key].value)
        ],
        gone=[old[key] for key in sorted(set(old) - set(now))],
    )


def _same(old: Decimal, new: Decimal) -> bool:
    return abs(old - new) <= SAME * max(abs(old), abs(new))


def carry_over(
    last: list[Observation], observations: list[Observation], absent: list[dict], vintage: str
) -> list[Observation]:
    """Add the figures that the registry says the source never had, from the last vintage and marked so.

    Parameters
    ----------
    absent : records {"units": [...], "years": [first, last], "locality": ...} of the registry
    """
    have = {observation.key for observation in observations}
    kept = [
        observation._replace(note=observation.note or f"not in the reply; kept from {vintage}")
        for observation in last
        if observation.key not in have and any(_covers(record, observation) for record in absent)
    ]
    return sorted([*observations, *kept], key=lambda observation: observation.key)


def _covers(record: dict, observation: Observation) -> bool:
    first, last = record["years"]
    units = record.get("units", [observation.unit])
    localities = record.get("localities", [observation.locality])
    return (
        observation.unit in units and first <= observation.year <= last and observation.locality in localities
    )


def faults(
    comparison: VintageChange,
    last: list[Observation],
    observations: list[Observation],
    kind: str,
    gazetteer: Gazetteer,
    this_year: int,
) -> list[str]:
    """Why the figures may not follow the last vintage, as sentences; empty when they may.

    A reply that lacks a figure of the last one is shorter; one whose regions do not add up mixes territories.
    """
    problems = []
    if comparison.gone:
        problems.append(
            f"the reply is shorter than the last vintage: it lacks {len(comparison.gone)} of {len(last)} "
            f"figures ({shown(map(_name, comparison.gone))}); if they were withdrawn, "
            "record the vintage by hand."
        )
    late = sorted({observation.year for observation in observations if observation.year > this_year})
    if late:
        problems.append(f"the reply has figures for {late[-1]}, which has not come yet: see its headings.")
    if kind == "level":
        problems += _sum_faults(last, observations, gazetteer)
    return problems


def _sum_faults(last: list[Observation], observations: list[Observation], gazetteer: Gazetteer) -> list[str]:
    """Years in which all regions of a layout are given and miss the country by more than they ever did."""
    known = [abs(parts / whole - 1) for parts, whole in _sums(last, gazetteer).values() if whole]
    usual = max(MISSED_TIMES * max(known), LEAST_MISSED) if len(known) >= KNOWN_SUMS else SUM_TOLERANCE
    return [
        f"{measure} {year} {locality}: the regions add up to {format_number(parts)}, the country has "
        f"{format_number(whole)}."
        for (measure, year, locality), (parts, whole) in sorted(_sums(observations, gazetteer).items())
        if abs(parts - whole) > min(usual, SUM_TOLERANCE) * abs(whole)
    ][:MOST_EXAMPLES]


def _sums(observations: list[Observation], gazetteer: Gazetteer) -> dict[tuple, tuple[Decimal, Decimal]]:
    """What all regions of a layout add up to, and the country's figure, by measure, year and locality."""
    by_slice: dict[tuple, dict[str, Decimal]] = {}
    for each in observations:
        by_slice.setdefault((each.measure, each.year, each.locality), {})[each.unit] = each.value
    sums = {}
    for key, values in by_slice.items():
        whole = values.get(country_unit())
        layout = next((units for units in gazetteer.layouts.values() if units <= set(values)), None)
        if whole is not None and layout is not None:
            sums[key] = (sum((values[unit] for unit in layout), Decimal(0)), whole)
    return sums


def _name(observation: Observation) -> str:
    locality = "" if observation.locality == "total" else f" {observation.locality}"
    return f"{observation.measure} {observation.unit} {observation.year}{locality}"
