"""Past revisions: how often figures were revised by as much as a fragile verdict could not bear."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace

import numpy as np
import pandas as pd

from lib.claims.measures import Array
from lib.claims.scrutiny.fragility import Fragility
from lib.core.tables import described_frame
from lib.data.records import SeriesRecords
from lib.data.revisions import CELL, list_revisions
from lib.data.variables import panel_variables

SLACK_OF_PERCENT = 1e-6


@dataclass(frozen=True)
class PastRevisions:
    """How one variable was revised: releases kept, figures printed again, sizes of revisions in percent."""

    releases: int
    reprinted: int
    percents: Array


@dataclass(frozen=True)
class FragilityRow:
    """How little would turn one verdict, and how often that much came about; None where nothing turns it.

    Parameters
    ----------
    turned_to, variable, unit, year, figure, changed_to, percent : the change, see `fragility`; the variable
        of a printed number is the part that states it
    moved : how many figures were moved
    releases, reprinted, revised_as_much : of the variable, how often it was revised by as much
    dates, turned : when figures behind the part changed, and at how many of these dates the verdict turned
    """

    claim: str
    part: str
    verdict: str
    turned_to: str = ""
    variable: str = ""
    unit: str = ""
    year: int | None = None
    figure: float | None = None
    changed_to: float | None = None
    percent: float | None = None
    moved: int = 0
    releases: int | None = None
    reprinted: int | None = None
    revised_as_much: int | None = None
    dates: int = 0
    turned: int = 0


WHOLE = ["year", "releases", "reprinted", "revised_as_much"]


def past_revisions(figures: pd.DataFrame, registry: SeriesRecords) -> dict[str, PastRevisions]:
    """Return how each panel variable that is read from files was revised.

    Parameters
    ----------
    figures : long table of all vintages
    """
    revisions = list_revisions(figures)
    revised = revisions[revisions["kind"] == "revised"].groupby(["series", "variable", "locality"])["percent"]
    sizes = {key: np.abs(percents.to_numpy(dtype=float)) for key, percents in revised}
    releases = figures.groupby("series")["vintage"].nunique()
    measure = ["series", "variable", "locality"]
    again = figures.groupby(measure).size() - figures.drop_duplicates(CELL).groupby(measure).size()
    return {
        each.variable: PastRevisions(
            int(releases[each.series]),
            int(again[each.series, each.measure, each.locality]),
            sizes.get((each.series, each.measure, each.locality), np.array([])),
        )
        for each in panel_variables(registry)
        if (each.series, each.measure, each.locality) in again.index
    }


def with_history(
    found: Iterable[Fragility], past: Mapping[str, PastRevisions], vintages: pd.DataFrame
) -> list[FragilityRow]:
    """Set each fragile verdict beside the past: revisions of its figure's variable, and its own turns.

    Parameters
    ----------
    vintages : columns claim, part, flipped, a row a date, see check.trace_vintages
    """
    flipped = vintages.groupby(["claim", "part"])["flipped"]
    dates = {key: (len(each) - 1, int((each == "yes").sum())) for key, each in flipped}
    rows = []
    for each in found:
        own, flip = dates.get((each.claim, each.part), (0, 0)), each.flip
        row = FragilityRow(each.claim, each.part, each.verdict, moved=each.moved, dates=own[0], turned=own[1])
        if flip:
            row = replace(
                row, turned_to=flip.verdict, variable=flip.variable, unit=flip.unit, year=flip.year,
                figure=flip.figure, changed_to=flip.figure * (1 + flip.change), percent=100 * flip.change,
            )  # fmt: skip
        if flip and (history := past.get(flip.variable)):
            as_much = int((history.percents >= abs(100 * flip.change) - SLACK_OF_PERCENT).sum())
            row = replace(
                row, releases=history.releases, reprinted=history.reprinted, revised_as_much=as_much
            )
        rows.append(row)
    return rows


def fragility_table(rows: Iterable[FragilityRow]) -> pd.DataFrame:
    """Return one row a part, in the order given."""
    return described_frame("claims/fragility.csv", map(astuple, rows)).astype(dict.fromkeys(WHOLE, "Int64"))


def read_fragility(table: pd.DataFrame) -> dict[tuple[str, str, str], FragilityRow]:
    """Read the rows of `fragility_table` as records by (claim, part, no proxy)."""
    rows = []
    for row in table.to_dict("records"):
        known = {str(name): cell for name, cell in row.items() if not pd.isna(cell)}
        whole = {name: int(known[name]) for name in WHOLE if name in known}
        rows.append(FragilityRow(**known | whole))
    return {(row.claim, row.part, ""): row for row in rows}
