"""Samples: which units and years of a panel enter a calculation."""

from collections.abc import Iterator

import pandas as pd


def samples_in_layout(
    samples: dict[str, list[str]], groups: dict[str, list[str]], units: list[str]
) -> dict[str, list[str]]:
    """The units of each sample in one layout.

    Parameters
    ----------
    samples : the groups left out of each sample
    groups : the units of each group that exists in this layout
    units : every unit of the layout

    A sample is absent where one of its groups is: part of a unit cannot be left out.
    """
    return {
        name: [unit for unit in units if not any(unit in groups[group] for group in left_out)]
        for name, left_out in samples.items()
        if all(group in groups for group in left_out)
    }


def complete_years(
    panel: pd.DataFrame, units: list[str], columns: list[str]
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield (year, rows of `units` in their order) for each year in which all `columns` are known."""
    known = panel[panel["unit"].isin(units)].dropna(subset=columns)
    for year, rows in known.groupby("year", sort=True):
        if len(rows) == len(units):
            yield int(year), rows.set_index("unit").loc[units].reset_index()
