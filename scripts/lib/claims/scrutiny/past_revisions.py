"""Past revisions: how often figures were revised by as much as a fragile verdict could not bear."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from lib.claims.measures import Array
from lib.claims.scrutiny.fragility import Fragility
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


@dataclass(frozen=True, kw_only=True)
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
    moved: int
    releases: int | None = None
    reprinted: int | None = None
    revised_as_much: int | None = None
    dates: int
    turned: int


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
    told = vintages.groupby(["claim", "part"])["flipped"]
    dates = {key: (len(flipped) - 1, int((flipped == "yes").sum())) for key, flipped in told}
    rows = []
    for each in found:
        own = dates.get((each.claim, each.part), (0, 0))
        row = FragilityRow(
            claim=each.claim,
            part=each.part,
            verdict=each.verdict,
            moved=each.moved,
            dates=own[0],
            turned=own[1],
        )
        if flip := each.flip:
            percent = 100 * flip.change
            row = replace(
                row, turned_to=flip.verdict, variable=flip.variable, unit=flip.unit, year=flip.year,
                figure=flip.figure, changed_to=flip.figure * (1 + flip.change), percent=percent,
            )  # fmt: skip
            if history := past.get(flip.variable):
                as_much = int((history.percents >= abs(percent) - SLACK_OF_PERCENT).sum())
                row = replace(
                    row, releases=history.releases, reprinted=history.reprinted, revised_as_much=as_much
                )
        rows.append(row)
    return rows


def fragility_table(rows: Iterable[FragilityRow]) -> pd.DataFrame:
    """Return one row a part, in the order given."""
    columns = [each.name for each in fields(FragilityRow)]
    return pd.DataFrame([astuple(row) for row in rows], columns=columns).astype(dict.fromkeys(WHOLE, "Int64"))


def read_fragility(table: pd.DataFrame) -> dict[tuple[str, str, str], FragilityRow]:
    """Read the rows of `fragility_table` as records by (claim, part, no proxy)."""
    rows = []
    for row in table.itertuples(index=False, name="Row"):
        cells: dict[str, Any] = {
            name: None if pd.isna(cell) else cell for name, cell in row._asdict().items()
        }
        whole = {name: int(cells[name]) for name in WHOLE if cells[name] is not None}
        rows.append(FragilityRow(**cells | whole))
    return {(row.claim, row.part, ""): row for row in rows}
