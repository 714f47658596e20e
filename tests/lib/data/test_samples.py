"""A sample leaves out whole units or does not exist; a year with a gap does not enter."""

import numpy as np
import pandas as pd
import pytest

from lib.data.samples import cube, samples_in_layout


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


def test_a_sample_exists_where_all_its_groups_do():
    samples = {"all": [], "without_oil": ["oil"], "without_cities": ["cities"]}
    found = samples_in_layout(samples, {"oil": ["b"]}, ["a", "b", "c"])
    assert found == {"all": ["a", "b", "c"], "without_oil": ["a", "c"]}


def test_only_years_known_for_all_units_enter(panel):
    years = [(year, values.tolist()) for year, values in cube(panel, {"x"}).complete_years(["a", "b"], ["x"])]
    assert years == [(2020, [[1.0, 2.0]])]
    assert [year for year, _ in cube(panel, {"x"}).complete_years(["a"], ["x"])] == [2020, 2021, 2022]


def test_variables_and_units_come_in_the_order_asked_for(panel):
    values = dict(cube(panel, {"x", "y"}).complete_years(["b", "a"], ["y", "x"]))
    assert values[2020].tolist() == [[20, 10], [2, 1]]
    assert set(values) == {2020}


def test_a_variable_that_the_panel_lacks_has_no_years(panel):
    assert list(cube(panel, {"x", "z"}).complete_years(["a"], ["z"])) == []
