"""What a reply changes against the last vintage of its series, and what keeps it from following it."""

from decimal import Decimal
from statistics import median
from typing import NamedTuple

from lib.data.observations import Figure, format_number
from lib.refresh.region_names import COUNTRY, Places

SAME = Decimal("1e-9")
SCALE_BAND = (Decimal("0.5"), Decimal(2))
SUM_TOLERANCE = Decimal("0.005")
SHOWN = 5


class Change(NamedTuple):
    """One figure that is not what it was."""

    old: Figure
    new: Figure

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the old figure; None from zero."""
        return (self.new.value / self.old.value - 1) * 100 if self.old.value else None

    def __str__(self) -> str:
        percent = "" if self.percent is None else f" ({self.percent:+.1f} %)"
        values = f"{format_number(self.old.value)} -> {format_number(self.new.value)}{percent}"
        return f"{_name(self.new)} {values}"


class Comparison(NamedTuple):
    """How a set of figures differs from the last vintage's."""

    new: list[Figure]
    revised: list[Change]
    gone: list[Figure]

    @property
    def largest(self) -> Change | None:
        """The revision that is largest in percent; one from zero counts as larger than any."""
        return max(
            self.revised,
            key=lambda change: (change.percent is None, abs(change.percent or 0), change.new.key),
            default=None,
        )


def compare(last: list[Figure], figures: list[Figure]) -> Comparison:
    """Tell new, revised and gone figures; two values count as one when they agree to nine digits."""
    old = {figure.key: figure for figure in last}
    now = {figure.key: figure for figure in figures}
    return Comparison(
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


def carry_over(last: list[Figure], figures: list[Figure], absent: list[dict], vintage: str) -> list[Figure]:
    """Add the figures that the registry says the source never had, from the last vintage and marked so.

    Parameters
    ----------
    absent : records {"units": [...], "years": [first, last], "locality": ...} of the registry
    """
    have = {figure.key for figure in figures}
    kept = [
        figure._replace(note=figure.note or f"not in the reply; kept from {vintage}")
        for figure in last
        if figure.key not in have and any(_covers(record, figure) for record in absent)
    ]
    return sorted([*figures, *kept], key=lambda figure: figure.key)


def _covers(record: dict, figure: Figure) -> bool:
    first, last = record["years"]
    places = record.get("units", [figure.unit])
    localities = record.get("localities", [figure.locality])
    return figure.unit in places and first <= figure.year <= last and figure.locality in localities


def faults(
    comparison: Comparison,
    last: list[Figure],
    figures: list[Figure],
    kind: str,
    places: Places,
    this_year: int,
) -> list[str]:
    """Why the figures may not follow the last vintage, as sentences; empty when they may.

    A reply that lacks a figure the last vintage has is shorter; one whose figures are mostly half or twice
    what they were is on another scale; one whose regions do not add up to the country mixes territories.
    """
    problems = []
    if comparison.gone:
        problems.append(
            f"the reply is shorter than the last vintage: it lacks {len(comparison.gone)} of {len(last)} "
            f"figures ({_few([_name(figure) for figure in comparison.gone])}); if they were withdrawn, "
            "record the vintage by hand."
        )
    ratio = _median_ratio(last, figures)
    if ratio is not None and not SCALE_BAND[0] < ratio < SCALE_BAND[1]:
        problems.append(
            f"the figures are about {ratio:.4g} times those of the last vintage: see the unit of the table "
            "and the `scale` of the registry."
        )
    late = sorted({figure.year for figure in figures if figure.year > this_year})
    if late:
        problems.append(f"the reply has figures for {late[-1]}, which has not come yet: see its headings.")
    if kind == "level":
        problems += _sum_faults(figures, places)
    return problems


def _median_ratio(last: list[Figure], figures: list[Figure]) -> Decimal | None:
    old = {figure.key: figure.value for figure in last}
    ratios = [figure.value / old[figure.key] for figure in figures if old.get(figure.key)]
    return median(ratios) if ratios else None


def _sum_faults(figures: list[Figure], places: Places) -> list[str]:
    """Years in which all regions of a layout are given and do not add up to the country."""
    by_slice: dict[tuple, dict[str, Decimal]] = {}
    for figure in figures:
        by_slice.setdefault((figure.measure, figure.year, figure.locality), {})[figure.unit] = figure.value
    problems = []
    for (measure, year, locality), values in sorted(by_slice.items()):
        whole = values.get(COUNTRY)
        layout = next((units for units in places.layouts.values() if units <= set(values)), None)
        if whole is None or layout is None:
            continue
        parts = sum((values[unit] for unit in layout), Decimal(0))
        if abs(parts - whole) > SUM_TOLERANCE * abs(whole):
            problems.append(
                f"{measure} {year} {locality}: the regions add up to {format_number(parts)}, the country has "
                f"{format_number(whole)}."
            )
    return problems[:SHOWN]


def _name(figure: Figure) -> str:
    locality = "" if figure.locality == "total" else f" {figure.locality}"
    return f"{figure.measure} {figure.unit} {figure.year}{locality}"


def _few(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
