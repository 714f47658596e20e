import numpy as np
import pandas as pd
import pytest

from lib.inference.least_squares import least_squares
from lib.models.estimation import estimates_of
from lib.models.influence import influence_rows, partial_rows
from lib.models.rows import panel_of
from lib.models.specification import Regression, Term


@pytest.fixture(scope="module")
def measured():
    generator = np.random.default_rng(0)
    rows = pd.DataFrame(
        [(unit, year) for unit in "abcdef" for year in range(2015, 2019)], columns=["unit", "year"]
    )
    rows["x"] = generator.normal(size=24)
    rows["z"] = generator.normal(size=24)
    rows["y"] = rows.x + generator.normal(size=24) + 4 * rows.x * (rows.unit == "c")
    regression = Regression(
        "m", "m", Term("y", "level"), (Term("x", "level"), Term("z", "level")), "x", "16",
        (2015, 2018), (), "none", ("pooled", "two_way_fixed_effects", "random_effects"),
    )  # fmt: skip
    panel = panel_of(regression, {"16": rows}, {"16": {}})
    estimates = estimates_of(regression, panel)
    return (
        rows,
        pd.DataFrame(influence_rows(regression, panel, estimates)),
        pd.concat(partial_rows(regression, estimates)),
    )


def test_coefficients_are_those_without_the_unit(measured):
    rows, influence, _ = measured
    for unit in "abcdef":
        kept = rows[rows.unit != unit]
        fit = least_squares(kept.y, kept[["x", "z"]].to_numpy(), absorb=[kept.unit, kept.year])
        found = influence.query("estimator == 'two_way_fixed_effects' and unit == @unit").set_index("term")
        np.testing.assert_allclose(found.loc[["x", "z"], "estimate_without"], fit.coefficients)


def test_the_unit_with_another_slope_is_the_most_influential(measured):
    _, influence, _ = measured
    found = influence.query("estimator == 'pooled' and term == 'x'")
    worst = found.loc[found.dfbetas.abs().idxmax()]
    assert (worst.unit, worst.marked) == ("c", "yes")
    assert found.leverage.sum() == pytest.approx(1)


def test_the_slope_of_the_partial_regression_is_the_coefficient(measured):
    _, influence, partial = measured
    for estimator in ("pooled", "two_way_fixed_effects"):
        rows = partial[partial.estimator == estimator]
        slope = (rows.regressor * rows.outcome).sum() / (rows.regressor**2).sum()
        expected = influence.query("estimator == @estimator and term == 'x'").estimate.iloc[0]
        assert slope == pytest.approx(expected)
        assert len(rows) == 24
