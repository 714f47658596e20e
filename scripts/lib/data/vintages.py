"""Which files hold what was known on a date.

Every series has dated files. One whose date is that of its publication (`basis: published`) is known from
that date on. One whose date only says when it was read (`known by`) was published at some time before.
One published on its date, but not for the first time (`reissued`), follows releases that are not kept.
A series that had nothing but such files before a date has no history to go back to: it is *held*, that is
taken from its earliest file, cut to the years that had ended by then.
"""

from bisect import bisect_left
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the check of the files before a run needs no tables
    import pandas as pd

LATEST = "latest"
DATED = ("published", "reissued")  # a basis that is a publication
NOT_THE_FIRST = ("known by", "reissued")  # a basis of figures that had been public before


def date_problems(vintage: str, first: str = "", today: str = "") -> list[str]:
    """What is wrong with the date of a vintage, as sentences.

    Parameters
    ----------
    first : date of the earliest figures that there are, where one is needed
    today : of the calendar; by default this day's
    """
    if vintage == LATEST:
        return []
    expected = f"vintage: expected a date YYYY-MM-DD, got '{vintage}'"
    if not is_day(vintage):
        return [f"{expected}; there is no such day."]
    if vintage > (today or date.today().isoformat()):
        return [f"vintage: {vintage} has not come yet; give a day that has, or {LATEST}."]
    if vintage < first:
        return [f"vintage: no figures of {vintage} are there, the first are of {first}; give a later day."]
    return []


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def as_known_on(index: "pd.DataFrame", date: str) -> "pd.DataFrame":
    """Choose one file a series, as known on a date.

    Parameters
    ----------
    index : columns series, vintage (YYYY-MM-DD), basis, one of `lib.data.snapshots.BASES`
    date : YYYY-MM-DD, or ``latest``

    Returns
    -------
    The chosen rows sorted by series, with `held` (bool) and `last_year`: the last year that may be used from
    a held file, missing where there is no limit. A series first published after the date is left out.
    """
    import pandas as pd

    ordered = index.sort_values(["series", "vintage"])
    known = ordered if date == LATEST else ordered[ordered["vintage"] <= date]
    newest = known.groupby("series").tail(1).assign(held=False, last_year=pd.NA)
    earliest = ordered.groupby("series").head(1)
    held = earliest[earliest["basis"].isin(NOT_THE_FIRST) & ~earliest["series"].isin(newest["series"])]
    if len(held):
        newest = pd.concat([newest, held.assign(held=True, last_year=int(date[:4]) - 1)])
    return newest.sort_values("series", kind="stable").reset_index(drop=True).astype({"last_year": "Int64"})


def select_figures(
    figures: "pd.DataFrame", chosen: "pd.DataFrame", constants: Collection[str] = ()
) -> "pd.DataFrame":
    """The figures of the chosen files, without the years a held file may not give.

    Parameters
    ----------
    figures : of the chosen files; columns series, year and any others
    chosen : from `as_known_on`
    constants : series whose figures hold for all years, so that no year of theirs is too late
    """
    varying = chosen[~chosen["series"].isin(constants)]
    last = figures["series"].map(varying.set_index("series")["last_year"].astype(float))
    return figures[~(figures["year"] > last)].reset_index(drop=True)


def changed_series(index: "pd.DataFrame") -> dict[str, set[str]]:
    """By date, in order: the series whose figures become other ones on it.

    The dates are those at which a publication is recorded, and the newest of all. A series changes when it
    gets its first or another file, or ceases to be held.
    """
    published = index.loc[index["basis"].isin(DATED), "vintage"]
    dates = sorted({*published, index["vintage"].max()})
    changed: dict[str, set[str]] = {date: set() for date in dates}
    for series, vintage in zip(index["series"], index["vintage"], strict=True):
        changed[dates[bisect_left(dates, vintage)]].add(series)
    return changed
