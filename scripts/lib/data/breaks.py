"""Breaks: the years from which on a series stands on a new basis, and what lies between them.

A level shift at a break belongs to the statistics, not to a region. So no difference is taken across one:
what is compared over years is compared within a regime, the years between two breaks.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lib.data.records import Ratios, SeriesRecords
from lib.data.variables import panel_variables

if TYPE_CHECKING:  # the check of the files before a run needs no tables
    import numpy as np
    import pandas as pd

Breaks = Mapping[str, Iterable[int]]  # by variable, the first years of each new basis


def declared_breaks(registry: SeriesRecords, ratios: Ratios) -> dict[str, dict[int, str]]:
    """By variable, the first years of each new basis and what it is; a ratio breaks where a term does."""
    breaks = {
        each.variable: {
            series_break["year"]: series_break["what"]
            for series_break in registry[each.series].get("breaks", ())
        }
        for each in panel_variables(registry)
    }
    for name, ratio in ratios.items():
        terms = (*ratio["numerator"], *ratio["denominator"])
        breaks[name] = {year: what for term in terms for year, what in breaks.get(term, {}).items()}
    return breaks


def breaks_of(codebook: "pd.DataFrame") -> dict[str, list[int]]:
    """Return the first years of each new basis; the codebook's `breaks` read "2015: why; 2022: why"."""
    texts = zip(codebook["variable"], codebook["breaks"].fillna(""), strict=True)
    return {variable: [int(year) for year in re.findall(r"\b(\d{4}): ", text)] for variable, text in texts}


def breaks_between(breaks: Breaks, variables: Iterable[str], first: int, last: int) -> tuple[int, ...]:
    """The breaks of any of the variables that a comparison from year `first` to year `last` would cross."""
    years = {year for variable in variables for year in breaks.get(variable, ())}
    return tuple(sorted(year for year in years if first < year <= last))


def regimes(years: "np.ndarray", starts: Iterable[int]) -> "np.ndarray":
    """The first year of the basis that each year stands on, (n,) integers; 0 before the first break."""
    import numpy as np

    known = np.array([0, *sorted(starts)])
    return known[np.searchsorted(known, np.asarray(years, dtype=int), side="right") - 1]
