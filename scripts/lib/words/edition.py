"""Editions: as known on which date results are built, to which year figures go, by which version."""

from collections.abc import Iterable, Set
from typing import NamedTuple

import pandas as pd

from lib.data.vintages import LATEST

ALL = "all"  # in place of a series: everything together


class Edition(NamedTuple):
    """What a reader must know to tell one set of results from another.

    `held_from` is the later day on which figures were read that no earlier copy holds; empty without such.
    """

    as_of: str
    last_year: int
    version: str
    held_from: str = ""


def edition_table(
    chosen: pd.DataFrame, figures: pd.DataFrame, constant: Set[str], vintage: str, version: str
) -> pd.DataFrame:
    """A row a series, and one for all: edition, as_of, last_year, version.

    Parameters
    ----------
    chosen : the files used, from `lib.data.vintages.as_known_on`
    figures : columns series, year
    constant : series whose figures have no year
    """
    years = figures[~figures["series"].isin(constant)].groupby("series")["year"].max()
    rows = chosen.sort_values("series", kind="stable")[["series", "vintage"]]
    rows = rows.rename(columns={"series": "edition", "vintage": "as_of"})
    rows["last_year"] = rows["edition"].map(years)
    dated = chosen["vintage"].max() if vintage == LATEST else vintage
    everything = pd.DataFrame({"edition": [ALL], "as_of": [dated], "last_year": [years.max()]})
    table = pd.concat([everything, rows[rows["last_year"].notna()]], ignore_index=True)
    return table.assign(last_year=table["last_year"].astype(int), version=version)


def edition_of(table: pd.DataFrame, series: Iterable[str] = ()) -> Edition:
    """The edition of some series together; of everything when none is named, or none of them has years."""
    everything, rows = table["edition"] == ALL, table[table["edition"].isin(list(series))]
    rows = rows if len(rows) else table[everything]
    read, asked = rows["as_of"].max(), table.loc[everything, "as_of"].iloc[0]
    last_year, version = int(rows["last_year"].max()), str(rows["version"].iloc[0])
    return Edition(min(read, asked), last_year, version, read if read > asked else "")
