"""Door to data/raw: record, refresh and try ask the same of a vintage that is to follow the last one."""

from dataclasses import dataclass
from pathlib import Path

from lib.core.problems import stop_if
from lib.data.observations import Observation
from lib.data.records import SeriesRecord
from lib.data.snapshots import read_index, read_vintage
from lib.refresh.account import shown
from lib.refresh.checks import VintageChange, compare, faults
from lib.refresh.misplaced import returned
from lib.refresh.plausibility import oddities, suspicions
from lib.refresh.region_names import Gazetteer

ACCEPT = 'If the figures are right all the same, say why: accept="...".'
FEWEST_LETTERS = 8  # of a reason


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


def inspect_vintage(
    entry: SeriesRecord,
    history: dict[str, list[Observation]],
    observations: list[Observation],
    gazetteer: Gazetteer,
    this_year: int,
) -> Inspection:
    """Hold a vintage against the one before it.

    Parameters
    ----------
    entry : the series in the registry
    history : from `vintages_before`
    this_year : the latest year that there can be figures of
    """
    last = history[max(history)] if history else []
    change = compare(last, observations)
    newer = set(map(str, oddities(observations))) - set(oddities(last))
    return Inspection(
        change,
        [
            *faults(change, last, observations, entry["kind"], gazetteer, this_year),
            *suspicions(entry, last, observations, gazetteer),
            *returned(history, observations),
        ],
        sorted(newer),
    )


def vintages_before(folder: Path, series: str, vintage: str = "") -> dict[str, list[Observation]]:
    """The vintages that a new one follows, by date; untold, all; where it is the first, the one after it."""
    dates = sorted(row["vintage"] for row in read_index(folder / "index.csv") if row["series"] == series)
    others = [date for date in dates if date != vintage]
    chosen = [date for date in others if date < vintage or not vintage] or others[:1]
    return {date: read_vintage(folder / series / f"{date}.csv") for date in chosen}


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
    for (measure, locality, unit), found in sorted(years.items()):
        units.setdefault((measure, locality, ", ".join(map(str, sorted(found)))), []).append(unit)
    return [
        f"{title}: {measure} {shown(alike)} {locality} {when}"
        for (measure, locality, when), alike in units.items()
    ]
