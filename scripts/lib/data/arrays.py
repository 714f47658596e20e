"""Arrays of one layout's panel: every variable by year and unit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PanelArrays:
    """One layout's panel.

    Parameters
    ----------
    units : codes of its units, in the order of the columns of `values`
    years : the years, in the order of the rows
    values : by variable, array (years, units); nan where there is no observation
    """

    units: tuple[str, ...]
    years: npt.NDArray[np.int64]
    values: Mapping[str, FloatArray]

    @cached_property
    def rows(self) -> Mapping[int, int]:
        """The row of every year."""
        return {int(year): row for row, year in enumerate(self.years)}

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of every unit."""
        return {unit: column for column, unit in enumerate(self.units)}

    def of(self, *variables: str) -> FloatArray:
        """Variables for all units, added up, array (years, units), to be read only; nan without one."""
        if not all(variable in self.values for variable in variables):
            return np.full((len(self.years), len(self.units)), np.nan)
        first, *others = (self.values[variable] for variable in variables)
        return sum(others, first)

    def complete_years(self, units: Sequence[str], names: Sequence[str]) -> Iterator[tuple[int, FloatArray]]:
        """Yield (year, array (names, units)) for each year in which all of them are known.

        None, where the panel lacks one of the variables.
        """
        if not all(name in self.values for name in names):
            return
        columns = [self.columns[unit] for unit in units]
        block = np.stack([self.values[name][:, columns] for name in names], axis=1)
        for year, values in zip(self.years, block, strict=True):
            if np.isfinite(values).all():
                yield int(year), values


def panel_arrays(
    panel: pd.DataFrame, variables: Collection[str] = (), years: Iterable[int] | None = None
) -> PanelArrays:
    """Arrange a panel, columns unit, year and one a variable, by year and unit, both sorted.

    Parameters
    ----------
    variables : those wanted, of which the panel may lack some; all of them unless told
    years : the years of the rows, which hold those of the panel; its own unless told
    """
    units = tuple(sorted(panel["unit"].unique()))
    rows = np.array(sorted(panel["year"].unique() if years is None else years), dtype=np.int64)
    names = [name for name in panel.columns if name not in ("unit", "year")]
    names = [name for name in names if name in variables or not variables]
    block = np.full((len(names), len(rows), len(units)), np.nan)
    row = np.searchsorted(rows, panel["year"].to_numpy())
    block[:, row, pd.Index(units).get_indexer(panel["unit"])] = panel[names].to_numpy(dtype=float).T
    return PanelArrays(units, rows, dict(zip(names, block, strict=True)))


def divide(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Quotients; NaN where the lower figure is zero."""
    quotient: FloatArray = np.full(np.broadcast(top, bottom).shape, np.nan)
    return np.divide(top, bottom, out=quotient, where=bottom != 0)


def masked_sum(values: FloatArray, mask: BoolArray) -> FloatArray:
    """Sum over the units of a mask (years, units); NaN where a figure or the whole mask is missing."""
    return np.where(mask.any(axis=1), np.where(mask, values, 0).sum(axis=1), np.nan)
