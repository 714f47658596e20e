"""Samples: which units and years of a panel enter a calculation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
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


@dataclass(frozen=True)
class Cube:
    """The panel of one layout by year and unit: `years` (T,), `units` (n,), each variable (T, n)."""

    years: list[int]
    units: list[str]
    variables: dict[str, np.ndarray]

    def complete_years(self, units: list[str], names: list[str]) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (year, (len(names), len(units)) values) for each year in which all of them are known.

        None, where the panel lacks one of the variables.
        """
        if not all(name in self.variables for name in names):
            return
        places = [self.units.index(unit) for unit in units]
        values = np.stack([self.variables[name][:, places] for name in names])
        for year, known in zip(self.years, np.isfinite(values).all(axis=(0, 2)), strict=True):
            if known:
                yield year, values[:, self.years.index(year)]


def cube(panel: pd.DataFrame, names: set[str]) -> Cube:
    """Arrange the variables `names` of a panel (columns unit, year, ...) by year and unit, both sorted."""
    units, years = sorted(panel["unit"].unique()), sorted(panel["year"].unique())
    table = panel.set_index(["year", "unit"])
    order = pd.MultiIndex.from_product([years, units])
    found = table[sorted(names & set(table.columns))].reindex(order).astype(float)
    shape = (len(years), len(units))
    variables = {name: found[name].to_numpy().reshape(shape) for name in found}
    return Cube([int(year) for year in years], units, variables)
