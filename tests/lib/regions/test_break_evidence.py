"""Changes whose spread and whose order are known."""

import numpy as np
import pandas as pd
import pytest

from lib.data.arrays import panel_arrays
from lib.regions.break_evidence import break_evidence

# Changes of logs by year in units A, B and C; a nought in 2014 has no log, so that 2015 has no change either.
MOVES = {2011: (0, 0.1, 0.2), 2012: (0, 0.2, 0.4), 2013: (0, 0.3, 0.6), 2014: None, 2015: (0, 0, 0)}
PEOPLE = {
    2011: (0.01, 0.02, 0.03),
    2012: (0.03, 0.02, 0.01),
    2013: (0.01, 0.03, 0.02),
    2014: (0, 0, 0),
    2015: (0, 0, 0),
}


@pytest.fixture
def table():
    figures, people = {2010: np.zeros(3)}, {2010: np.zeros(3)}
    for year, moves in MOVES.items():
        figures[year] = figures[year - 1] + (moves or 0)
        people[year] = people[year - 1] + PEOPLE[year]
    rows = [
        (
            unit,
            year,
            0.0 if MOVES.get(year, ()) is None and unit == "A" else np.exp(figures[year][i]),
            np.exp(people[year][i]),
        )
        for i, unit in enumerate("ABC")
        for year in figures
    ]
    panel = panel_arrays(pd.DataFrame(rows, columns=["unit", "year", "x", "population"]))
    return break_evidence(panel, ["x"], "population")


def test_changes_are_told_of_years_whose_figures_have_logs(table):
    assert table.variable.tolist() == ["x"] * 3
    assert table.year.tolist() == [2011, 2012, 2013]
    assert table.units.tolist() == [3, 3, 3]


def test_spreads_are_those_of_a_year_and_the_median_of_the_others(table):
    """Standard deviations of 0, a and 2a are a: 10, 20 and 30 percent, in the middle 25, 20 and 15."""
    assert table.spread.tolist() == pytest.approx([10, 20, 30])
    assert table.spread_elsewhere.tolist() == pytest.approx([25, 20, 15])


def test_ranks_are_compared_with_those_of_the_changes_of_population(table):
    """The same order, the reverse one, and one pair of neighbours exchanged: 1 - 6 x 2 / 24."""
    assert table.population_spearman.tolist() == pytest.approx([1, -1, 0.5])


def test_of_a_single_change_there_is_none_elsewhere():
    rows = [
        (unit, year, value, value)
        for unit, value in (("A", 1.0), ("B", 2.0), ("C", 4.0))
        for year in (2010, 2011)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "year", "x", "population"])
    frame["x"] *= np.arange(1, 7)
    frame["population"] *= [1, 2, 1, 4, 1, 3]
    only = break_evidence(panel_arrays(frame), ["x"], "population")
    assert only.year.tolist() == [2011]
    assert only.spread_elsewhere.isna().all()
