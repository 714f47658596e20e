"""A sample leaves out whole units or does not exist; a year with a gap does not enter."""

import numpy as np
import pandas as pd

from lib.samples import complete_years, samples_in_layout


def test_a_sample_exists_where_all_its_groups_do():
    samples = {"all": [], "without_oil": ["oil"], "without_cities": ["cities"]}
    found = samples_in_layout(samples, {"oil": ["b"]}, ["a", "b", "c"])
    assert found == {"all": ["a", "b", "c"], "without_oil": ["a", "c"]}


def test_only_complete_years_enter_in_the_order_of_the_units():
    panel = pd.DataFrame(
        {"unit": ["b", "a", "a", "b"], "year": [2020, 2020, 2021, 2021], "x": [2.0, 1.0, 3.0, np.nan]}
    )
    years = [(year, rows["x"].tolist()) for year, rows in complete_years(panel, ["a", "b"], ["x"])]
    assert years == [(2020, [1.0, 2.0])]
    assert [year for year, _ in complete_years(panel, ["a"], ["x"])] == [2020, 2021]
