"""Past revisions: how often figures were revised by as much as a fragile verdict could not bear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.claims.measures import Array
from lib.claims.scrutiny.fragility import Flip, Fragility
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
) -> list[Fragility]:
    """Set each fragile verdict beside the past: revisions of its figure's variable, and its own turns.

    Parameters
    ----------
    vintages : columns claim, part, flipped, a row a date, see check.trace_vintages
    """
    flipped = vintages.groupby(["claim", "part"])["flipped"]
    dates = {key: (len(each) - 1, int((each == "yes").sum())) for key, each in flipped}
    rows = []
    for each in found:
        own = dates.get((each.claim, each.part), (0, 0))
        row = replace(each, dates=own[0], turned=own[1])
        if each.flip and (history := past.get(each.flip.variable)):
            as_much = int((history.percents >= abs(100 * each.flip.change) - SLACK_OF_PERCENT).sum())
            row = replace(
                row, releases=history.releases, reprinted=history.reprinted, revised_as_much=as_much
            )
        rows.append(row)
    return rows


def fragility_table(rows: Iterable[Fragility]) -> pd.DataFrame:
    """Return one row a part, in the order given."""
    cells = [
        vars(row)
        if row.flip is None
        else vars(row.flip)
        | vars(row)
        | {"turned_to": row.flip.verdict, "changed_to": row.flip.changed_to, "percent": 100 * row.flip.change}
        for row in rows
    ]
    return described_frame("claims/fragility.csv", cells)


def read_fragility(table: pd.DataFrame) -> dict[tuple[str, str, str], Fragility]:
    """Read the rows of `fragility_table` as records by (claim, part, no proxy)."""
    found = {}
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        year, *past = (None if row[name] is None else int(row[name]) for name in WHOLE)
        flip = None
        if row["percent"] is not None:
            figure, change = row["figure"], row["percent"] / 100
            flip = Flip(row["variable"], row["unit"] or "", year, figure, change, row["turned_to"])
        key = row["claim"], row["part"]
        found[*key, ""] = Fragility(
            *key, row["verdict"], row["moved"], flip, row["dates"], row["turned"], *past
        )
    return found
