"""How published figures changed from one vintage to the next, and which changes look like slips."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from lib.core.tables import described_frame

CELL = ["series", "variable", "unit", "year", "locality"]
REVISIONS = (*CELL, "from_vintage", "to_vintage", "before", "after", "change", "percent", "kind")

# A revision of one unit by more than JUMP while no other unit of the year moves by more than STILL, of at
# least OTHERS that could have, is a jump. Wide margins: the list is for the eye, nothing is corrected by it.
JUMP, STILL, OTHERS = 0.25, 0.05, 5
POWER_OF_TEN = 0.1  # how near to a power of ten a ratio must be: the figure may have been revised besides
LONGEST_TYPED = 6  # significant digits up to which a number may have been typed by hand
PRINTED_DIGITS = 12  # beyond these, files differ by the way binary numbers were written
LOST_DECIMALS = 3  # a figure that is shorter by so many decimals was rounded, not measured anew


def list_revisions(figures: pd.DataFrame) -> pd.DataFrame:
    """Every change of a printed figure between vintages.

    Parameters
    ----------
    figures : long tables of all vintages, columns `CELL`, vintage, value

    Returns
    -------
    Columns `REVISIONS`, sorted. A figure is compared with the last one printed before it. `kind` is
    ``revised``; ``rounded`` when the vintages, or clearly the two figures, are printed with different
    numbers of decimals and agree in the fewer ones; ``withdrawn`` when the next vintage of the series lacks
    the figure (`after` is missing). `percent` is relative to the size of the figure before.
    """
    figures = _as_printed(figures)
    tables = [
        table
        for _, of_series in figures.groupby("series")
        for table in _changes(of_series.pivot(index=CELL, columns="vintage", values="value"))
    ]
    change_rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    if change_rows.empty:
        return pd.DataFrame(columns=list(REVISIONS))
    change_rows["change"] = change_rows["after"] - change_rows["before"]
    size = change_rows["before"].abs().where(change_rows["before"] != 0)
    change_rows["percent"] = 100 * change_rows["change"] / size
    change_rows["kind"] = np.select(
        [change_rows["after"].isna(), _only_rounded(change_rows, figures)],
        ["withdrawn", "rounded"],
        "revised",
    )
    return change_rows.sort_values([*CELL, "to_vintage"], ignore_index=True)[list(REVISIONS)]


def _as_printed(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures of series with more than one vintage, to as many digits as are ever printed."""
    several = figures.groupby("series")["vintage"].transform("nunique") > 1
    kept = figures[several]
    return kept.assign(value=[float(f"{value:.{PRINTED_DIGITS}g}") for value in kept["value"]])


def _changes(printed: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Tables of changes between neighbouring vintages; `printed` is cells by vintages, sorted."""
    vintages = list(printed.columns)
    origin = printed.notna().mul(np.arange(1, len(vintages) + 1)).cummax(axis=1)
    last = printed.ffill(axis=1)
    for before, after in pairwise(vintages):
        revised = printed[after].notna() & last[before].notna() & (printed[after] != last[before])
        withdrawn = printed[before].notna() & printed[after].isna()
        changed = revised | withdrawn
        yield pd.DataFrame(
            {
                "from_vintage": [vintages[place - 1] for place in origin.loc[changed, before]],
                "to_vintage": after,
                "before": last.loc[changed, before].to_numpy(),
                "after": printed.loc[changed, after].to_numpy(),
            },
            index=printed.index[changed],
        ).reset_index()


def _only_rounded(change_rows: pd.DataFrame, figures: pd.DataFrame) -> list[bool]:
    """Which changes are changes of precision alone; a vintage's decimals are those of its longest figure."""
    decimals = {
        vintage: max(map(decimals_of, values))
        for vintage, values in figures.groupby(["series", "vintage"])["value"]
    }
    return [
        _same_but_shorter(
            row, (decimals[row.series, row.from_vintage], decimals[row.series, row.to_vintage]), 1
        )
        or _same_but_shorter(row, (decimals_of(row.before), decimals_of(row.after)), LOST_DECIMALS)
        for row in change_rows.itertuples()
    ]


def _same_but_shorter(row: Any, decimals: tuple[int, int], least: int) -> bool:
    few, many = sorted(decimals)
    return many - few >= least and round(row.before, few) == round(row.after, few)


def decimals_of(value: float) -> int:
    """How many decimals a number has when it is written as short as it can be."""
    return len(_digits(value).partition(".")[2])


def _digits(value: float) -> str:
    return np.format_float_positional(value, trim="-")


def find_slips(figures: pd.DataFrame, revisions: pd.DataFrame) -> pd.DataFrame:
    """Revisions that look like slips: listed, never corrected.

    Parameters
    ----------
    figures : long tables of all vintages
    revisions : from `list_revisions`

    Returns
    -------
    A table as results/data/suspicious_revisions.csv: the vintage and value that look odd, the pattern and a
    sentence. Patterns: ``value returns`` (an earlier one is printed again after it), ``power of ten``,
    ``digits swapped``, ``one unit jumps``.
    """
    changed = revisions[revisions["kind"] == "revised"]
    figures = _as_printed(figures[figures["series"].isin(changed["series"])])
    slips = [*_returns(figures, changed), *_typing(changed), *_jumps(figures, changed)]
    table = described_frame("data/suspicious_revisions.csv", slips)
    first = table.drop_duplicates([*CELL, "vintage", "pattern"])
    return first.sort_values([*CELL, "vintage", "pattern"], ignore_index=True)


def _returns(figures: pd.DataFrame, changed: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """A value that is printed, replaced, and printed again."""
    often = changed[changed.duplicated(CELL, keep=False)].drop_duplicates(CELL)
    printed = figures.sort_values([*CELL, "vintage"]).set_index(CELL)[["vintage", "value"]]
    for cell in often[CELL].itertuples(index=False):
        history = printed.loc[[tuple(cell)]]
        runs = history[history["value"] != history["value"].shift()]
        values, vintages = list(runs["value"]), list(runs["vintage"])
        for place, value in enumerate(values[:-1]):
            if value in values[place + 1 :]:
                again = place + 1 + values[place + 1 :].index(value)
                for between in range(place + 1, again):
                    yield (
                        *cell, "value returns", vintages[between], values[between],
                        f"{value:g} of {vintages[place]} is printed again in {vintages[again]}",
                    )  # fmt: skip


def _typing(changed: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Powers of ten and swapped digits."""
    for row in changed.itertuples():
        cell = tuple(getattr(row, name) for name in CELL)
        sentence = f"{row.before:g} of {row.from_vintage} became {row.after:g}"
        if _is_power_of_ten(row.before, row.after):
            yield (*cell, "power of ten", row.to_vintage, row.after, sentence)
        if _digits_swapped(row.before, row.after):
            yield (*cell, "digits swapped", row.to_vintage, row.after, sentence)


def _is_power_of_ten(before: float, after: float) -> bool:
    if before == 0 or after / before <= 0:
        return False
    exponent = round(np.log10(after / before))
    return exponent != 0 and bool(abs(after / before / 10.0**exponent - 1) <= POWER_OF_TEN)


def _digits_swapped(before: float, after: float) -> bool:
    """Whether two digits changed places and nothing else."""
    digits, other = _digits(before), _digits(after)
    if len(digits) != len(other) or len(digits.strip("-0.").replace(".", "")) > LONGEST_TYPED:
        return False
    places = [place for place, pair in enumerate(zip(digits, other, strict=True)) if pair[0] != pair[1]]
    return len(places) == 2 and [digits[place] for place in places] == [
        other[place] for place in places[::-1]
    ]


def _jumps(figures: pd.DataFrame, changed: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """One unit moves far while the others of its year stay."""
    group = ["series", "variable", "year", "locality", "to_vintage"]
    size = changed["percent"].abs().fillna(np.inf) / 100
    far, moved = size > JUMP, size > STILL
    movers = changed.assign(moved=moved).groupby(group)["moved"].transform("sum")
    in_order = figures.sort_values("vintage", kind="stable")
    again = in_order[in_order.duplicated(CELL)]
    printed = again.groupby(["series", "variable", "year", "locality", "vintage"])["unit"].nunique()
    for row in changed[far & (movers == 1)].itertuples():
        units = printed[row.series, row.variable, row.year, row.locality, row.to_vintage]
        if units > OTHERS:
            yield (
                *(getattr(row, name) for name in CELL), "one unit jumps", row.to_vintage, row.after,
                f"{row.before:g} of {row.from_vintage} became {row.after:g}; the other {units - 1} stay",
            )  # fmt: skip
