"""As known on an earlier date, models of years to come are left out; today such a model is a fault."""

import pandas as pd
import pytest

from lib.models.rows import has_rows
from lib.models.specification import Regression, Term
from regress.trace_specification_curve import known_periods

PANEL = pd.DataFrame(
    [("A", year, 1.0, 2.0 if year < 2020 else None) for year in range(2017, 2021)],
    columns=["unit", "year", "y", "x"],
)
NAMES = {"model": "m", "base": "m", "titles": {}, "variant_titles": {}, "headline": "x", "exclude": ()}


def regression(years, weights="none"):
    return Regression(
        **NAMES, outcome=Term("y", "level"), regressors=(Term("x", "level"),), layout="20", years=years,
        weights=weights, estimators=("pooled",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("years", "known"),
    [
        ((2016, 2024), True),
        ((2018, 2019), True),
        ((2018, 2024), False),
        ((2020, 2020), False),
        ((2022, 2024), False),
    ],
)
def test_a_regression_has_rows_where_all_its_variables_are_known(years, known):
    assert has_rows(regression(years), {"20": PANEL}, {"20": {}}) == known


def test_weights_count_as_variables():
    panel = PANEL.assign(w=[None, None, None, 1])
    assert not has_rows(regression((2017, 2020), "w"), {"20": panel}, {"20": {}})


def test_periods_that_begin_later_leave_an_earlier_curve_only():
    term = {"variable": "x", "transform": "level"}
    curve = {
        "outcomes": [{"variable": "y", "transform": "level"}], "focal": [term], "controls": [[]],
        "periods": [{"layout": "20", "years": [2016, 2024]}, {"layout": "20", "years": [2018, 2024]}],
    }  # fmt: skip
    assert known_periods(curve, {"20": PANEL}, "2021-06-30")["periods"] == curve["periods"][:1]
    assert known_periods(curve, {"20": PANEL}, "latest") == curve
