"""The panel as arrays: a year with a gap does not enter."""

import numpy as np
import pandas as pd
import pytest

from lib.data.arrays import panel_arrays


@pytest.fixture
def panel():
    return pd.DataFrame(
        {
            "unit": ["b", "a", "a", "b", "a"],
            "year": [2020, 2020, 2021, 2021, 2022],
            "x": [2.0, 1.0, 3.0, np.nan, 5.0],
            "y": [20, 10, 30, 40, 50],
        }
    )


def test_only_years_known_for_all_units_enter(panel):
    years = [
        (year, values.tolist())
        for year, values in panel_arrays(panel, {"x"}).complete_years(["a", "b"], ["x"])
    ]
    assert years == [(2020, [[1.0, 2.0]])]
    assert [year for year, _ in panel_arrays(panel, {"x"}).complete_years(["a"], ["x"])] == [2020, 2021, 2022]


def test_variables_and_units_come_in_the_order_asked_for(panel):
    values = dict(panel_arrays(panel, {"x", "y"}).complete_years(["b", "a"], ["y", "x"]))
    assert values[2020].tolist() == [[20, 10], [2, 1]]
    assert set(values) == {2020}


def test_a_variable_that_the_panel_lacks_has_no_years(panel):
    assert list(panel_arrays(panel, {"x", "z"}).complete_years(["a"], ["z"])) == []


def test_rows_are_the_years_asked_for_and_what_is_not_there_is_missing(panel):
    arrays = panel_arrays(panel, years=range(2019, 2023))
    assert arrays.units == ("a", "b")
    np.testing.assert_array_equal(arrays.of("y")[:, [1]], [[np.nan], [20], [40], [np.nan]])
    assert np.isnan(arrays.of("z")).all()
