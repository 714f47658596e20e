"""Evidence of breaks: how unevenly a series moves between years, and whether it moves with population.

Where a survey is re-weighted to a census, figures of a region jump as its population does, and regions differ
more from one another in that year's change than in other years.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from lib.core.tables import described_frame
from lib.data.arrays import PanelArrays
from lib.regions.convergence import spearman


def break_evidence(data: PanelArrays, variables: list[str], population: str) -> pd.DataFrame:
    """One row a variable and year, of changes from the year before.

    Returns
    -------
    ``spread``, the standard deviation over units of the change in percent (of logs); ``spread_elsewhere``,
    the median of that over the other years; ``population_spearman``, the rank correlation of the units'
    changes with those of their population; ``units``.
    """
    rows = (row for variable in variables for row in _changes(data, variable, population))
    return described_frame("describe/break_evidence.csv", rows)


def _changes(data: PanelArrays, variable: str, population: str) -> Iterator[tuple]:
    logs = {
        year: np.log(values)
        for year, values in data.complete_years(data.units, [variable, population])
        if (values > 0).all()
    }
    moves = {year: logs[year] - logs[year - 1] for year in logs if year - 1 in logs}
    spreads = {year: 100 * float(own.std(ddof=1)) for year, (own, _) in moves.items()}
    for year, (own, people) in moves.items():
        others = [spread for other, spread in spreads.items() if other != year]
        elsewhere = float(np.median(others)) if others else np.nan
        yield variable, year, spreads[year], elsewhere, spearman(own, people), len(data.units)
