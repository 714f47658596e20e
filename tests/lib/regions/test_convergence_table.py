"""Which years, periods and samples enter the table of convergence."""

import numpy as np
import pandas as pd
import pytest

from lib.data.arrays import panel_arrays
from lib.regions.convergence_table import convergence_rows, first_and_last

SAMPLES = {"all_units": list("ABCDEF"), "without_oil": list("ABCDE")}
CHOICES = {
    "variables": ["income"],
    "minimum_years": 2,
    "periods": {"all_years": {}, "the_same": {"from": 2010}, "late": {"from": 2013}},
}
YEARS = range(2010, 2015)
INCOME = {unit: place + 1.0 for place, unit in enumerate("ABCDEF")}


@pytest.fixture
def panel():
    generator = np.random.default_rng(2)
    rows = [
        (unit, year, INCOME[unit] ** (1 - 0.05 * (year - 2010)) * np.exp(generator.normal(scale=0.02)))
        for unit in INCOME
        for year in YEARS
    ]
    return pd.DataFrame(rows, columns=["unit", "year", "income"])


def measured(panel, breaks=()):
    rows = convergence_rows(panel_arrays(panel), SAMPLES, CHOICES, dict(breaks), seed=1)
    return pd.DataFrame(rows)


def test_each_year_each_pair_and_each_period_has_its_rows(panel):
    table = measured(panel)
    whole = table[table["sample"] == "all_units"]
    counts = whole["measure"].value_counts()
    assert counts["sigma"] == 5
    assert counts["kendall_tau"] == counts["spearman"] == 4 + 3
    ranks = whole[whole["measure"] == "kendall_tau"]
    assert set(zip(ranks["year_from"], ranks["year_to"], strict=True)) == {
        *((2010, year) for year in (2011, 2012, 2013, 2014)),
        (2011, 2012), (2012, 2013), (2013, 2014),
    }  # fmt: skip
    assert counts["beta"] == counts["sigma_ratio"] == counts["speed"] == 1
    assert set(whole.loc[whole["measure"] == "beta", "period"]) == {"all_years"}
    assert (table.loc[table["sample"] == "without_oil", "units"] == 5).all()


def test_regions_made_to_converge_are_found_to(panel):
    table = measured(panel)
    found = table[table["sample"] == "all_units"].set_index("measure")
    assert found.loc["beta", "ci_high"] < 0
    first, last = (np.log(panel.loc[panel["year"] == year, "income"].to_numpy()) for year in (2010, 2014))
    slope = ((first - first.mean()) @ (last - first)) / ((first - first.mean()) @ first) / 4
    assert found.loc["beta", "value"] == pytest.approx(slope)
    assert found.loc["sigma_ratio", "value"] == pytest.approx(0.8, abs=0.05)
    assert found.loc["beta", "permutation_p_value"] <= 0.01


def test_the_seed_decides_the_permutations_and_nothing_else_does(panel):
    tables = [measured(panel) for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)


def test_a_period_too_short_or_without_years_is_none():
    years = dict.fromkeys(YEARS, np.ones(3))
    assert first_and_last(years, {"to": 2013}, 3) == (2010, 2013)
    assert first_and_last(years, {"from": 2013}, 2) is None
    assert first_and_last(years, {"from": 2020}, 1) is None


def test_no_row_compares_years_across_a_break(panel):
    table = measured(panel, {"income": [2012]})
    assert not ((table["year_from"] < 2012) & (table["year_to"] >= 2012)).any()
    assert set(table.loc[table["measure"] == "beta", "year_from"]) == {2012}  # 2010-2011 is too short
    assert table.loc[table["measure"] == "sigma", "year_from"].nunique() == 5
