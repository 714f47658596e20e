"""Door to data/raw: record, refresh and try ask the same of a vintage that is to follow the last one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from lib.core.configuration import read_yaml
from lib.core.problems import stop_if
from lib.data.observations import Observation, format_number
from lib.data.records import SeriesRecord
from lib.data.snapshots import read_index, read_vintage, snapshot_path, unit_codes
from lib.refresh.account import shown
from lib.refresh.misplaced import returned
from lib.refresh.plausibility import oddities, suspicions
from lib.refresh.region_names import Gazetteer, read_gazetteer

ACCEPT = 'If the figures are right all the same, say why: accept="...".'
FEWEST_LETTERS = 8  # of a reason
SAME = Decimal("1e-9")


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


@dataclass(frozen=True)
class Inspection:
    """What a vintage changes, what is suspicious, and what is only worth a look."""

    change: VintageChange
    suspicions: list[str]
    oddities: list[str]

    def admit(self, accept: str, task: str) -> None:
        """Let the vintage pass; raises `ProblemsError` with every suspicion unless a reason accepts them."""
        if self.suspicions and len(accept.strip()) < FEWEST_LETTERS:
            stop_if([*self.suspicions[:-1], f"{self.suspicions[-1]} {ACCEPT}"], task)


class RawFolder:
    """The folder data/raw as those see it who add a vintage: its registry, units and names, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = read_yaml(folder / "registry.yaml")
        self.units = unit_codes(folder / "units.csv")
        self.gazetteer = read_gazetteer(folder / "units.csv", folder / "aliases.csv")

    def index(self) -> list[dict[str, str]]:
        """The rows of index.csv as it is now."""
        return read_index(self.folder / "index.csv")

    def history(self, series: str, vintage: str = "") -> dict[str, list[Observation]]:
        """The vintages that a new one follows, by date: all, untold which; of the first, the one after."""
        dates = sorted(row["vintage"] for row in self.index() if row["series"] == series)
        others = [date for date in dates if date != vintage]
        chosen = [date for date in others if date < vintage or not vintage] or others[:1]
        return {date: read_vintage(self.folder / series / f"{date}.csv") for date in chosen}

    def others(self, series: str) -> list[list[Observation]]:
        """The newest vintage of every series but one."""
        newest = {row["series"]: row for row in sorted(self.index(), key=lambda row: row["vintage"])}
        rows = (row for name, row in newest.items() if name != series)
        return [read_vintage(snapshot_path(self.folder, row)) for row in rows]


def inspect_vintage(
    entry: SeriesRecord,
    history: dict[str, list[Observation]],
    observations: list[Observation],
    gazetteer: Gazetteer,
    this_year: int,
    others: Iterable[list[Observation]] = (),
) -> Inspection:
    """Hold a vintage against the one before it.

    Parameters
    ----------
    entry : the series in the registry
    history : from `RawFolder.history`
    this_year : the latest year that there can be figures of
    others : the newest vintages of other series, from `RawFolder.others`
    """
    last = history[max(history)] if history else []
    change = compare(last, observations)
    newer = set(map(str, oddities(observations))) - set(oddities(last))
    return Inspection(
        change,
        [
            *_unlike_a_successor(change, last, observations, this_year),
            *suspicions(entry, last, observations, gazetteer, others),
            *returned(history, observations),
        ],
        sorted(newer),
    )


def change_lines(observations: list[Observation], change: VintageChange, vintage: str) -> list[str]:
    """What a set of figures has otherwise than a vintage, has besides, or lacks."""
    same = len(observations) - len(change.new) - len(change.revised)
    return [
        f"Against {vintage}: {same} the same, {len(change.revised)} others, {len(change.new)} only in the "
        f"reply, {len(change.gone)} only in the vintage.",
        *(f"other: {each}" for each in change.revised),
        *_spans("only in the reply", change.new),
        *_spans("only in the vintage", change.gone),
    ]


def _spans(title: str, observations: list[Observation]) -> list[str]:
    """One line for the units that have or lack a measure, in a locality, in the same years."""
    years: dict[tuple[str, str, str], list[int]] = {}
    for each in observations:
        years.setdefault((each.measure, each.locality, each.unit), []).append(each.year)
    units: dict[tuple[str, str, str], list[str]] = {}
    for (measure, locality, unit), own_years in sorted(years.items()):
        units.setdefault((measure, locality, ", ".join(map(str, sorted(own_years)))), []).append(unit)
    return [
        f"{title}: {measure} {shown(alike)} {locality} {when}"
        for (measure, locality, when), alike in units.items()
    ]


def _unlike_a_successor(
    change: VintageChange, last: list[Observation], observations: list[Observation], this_year: int
) -> Iterator[str]:
    """Figures that the last vintage had and this one lacks, and figures of a year to come."""
    if change.gone:
        yield (
            f"the reply is shorter than the last vintage: it lacks {len(change.gone)} of {len(last)} figures "
            f"({shown(map(_name, change.gone))}); if they were withdrawn, record the vintage by hand."
        )
    late = max((each.year for each in observations), default=this_year)
    if late > this_year:
        yield f"the reply has figures for {late}, which has not come yet: see its headings."


def _name(observation: Observation) -> str:
    locality = "" if observation.locality == "total" else f" {observation.locality}"
    return f"{observation.measure} {observation.unit} {observation.year}{locality}"
