"""Past revisions: how often figures were revised by as much as a fragile verdict could not bear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.claims.measures import Array
from lib.claims.scrutiny.fragility import Fragility
from lib.claims.verdicts import VerdictKey
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


def past_revisions(figures: pd.DataFrame, registry: SeriesRecords) -> dict[str, PastRevisions]:
    """Return how each panel variable was revised in a long table of all vintages."""
    measure = ["series", "variable", "locality"]
    revisions = list_revisions(figures)
    sizes = dict(iter(revisions[revisions["kind"] == "revised"].groupby(measure)["percent"]))
    releases = figures.groupby("series")["vintage"].nunique()
    again = figures.groupby(measure).size() - figures.drop_duplicates(CELL).groupby(measure).size()
    by_variable = {}
    for each in panel_variables(registry):
        key = each.series, each.measure, each.locality
        if key in again:
            percents = np.abs(np.array(sizes.get(key, []), dtype=float))
            by_variable[each.variable] = PastRevisions(int(releases[each.series]), int(again[key]), percents)
    return by_variable


def fragility_table(
    verdict_fragilities: Iterable[Fragility], past: Mapping[str, PastRevisions], vintages: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a part, in the order given: what turns its verdict, and how often as much came about.

    Parameters
    ----------
    past : by variable, see `past_revisions`
    vintages : columns claim, part, flipped, a row a date, see check.trace_vintages
    """
    flipped = vintages.groupby(["claim", "part"])["flipped"]
    dates = {key: (len(each) - 1, int((each == "yes").sum())) for key, each in flipped}
    rows = []
    for each in verdict_fragilities:
        row, flip = dict(vars(each)), each.flip
        row["dates"], row["turned"] = dates.get((each.claim, each.part), (0, 0))
        if flip:
            changed = {"changed_to": flip.figure * (1 + flip.change), "percent": 100 * flip.change}
            row = vars(flip) | row | changed | {"turned_to": flip.verdict}
        if flip and (history := past.get(flip.variable)):
            as_much = int((history.percents >= abs(100 * flip.change) - SLACK_OF_PERCENT).sum())
            row |= {"releases": history.releases, "reprinted": history.reprinted, "revised_as_much": as_much}
        rows.append(row)
    return described_frame("claims/fragility.csv", rows)


def read_fragility(table: pd.DataFrame) -> dict[VerdictKey, Any]:
    """Return the rows of `fragility_table` by what is judged; a cell without a value is None."""
    rows = table.astype(object).where(table.notna(), None).itertuples()
    return {(row.claim, row.part, ""): row for row in rows}
