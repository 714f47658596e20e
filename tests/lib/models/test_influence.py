import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from lib.inference.cluster_variance import clustered_variance
from lib.inference.least_squares import least_squares
from lib.inference.panel_estimators import Panel, fitted
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
        crv3 = clustered_variance(fit, kept.unit, "CRV3")
        np.testing.assert_allclose(found.loc[["x", "z"], "std_error_without"], crv3.std_errors)
        np.testing.assert_allclose(found.loc[["x", "z"], "df_without"], crv3.df)
        p_values = 2 * stats.t.sf(np.abs(fit.coefficients) / crv3.std_errors, crv3.df)
        np.testing.assert_allclose(found.loc[["x", "z"], "p_value_without"], p_values)
        whole = least_squares(rows.y, rows[["x", "z"]].to_numpy(), absorb=[rows.unit, rows.year])
        shifts = (whole.coefficients - fit.coefficients) / crv3.std_errors
        np.testing.assert_allclose(found.loc[["x", "z"], "dfbetas"], shifts)
        marked = np.where(np.abs(shifts) > 2 / np.sqrt(6), "yes", "no")
        assert found.loc[["x", "z"], "marked"].tolist() == marked.tolist()


def test_the_unit_with_another_slope_is_the_most_influential(measured):
    _, influence, _ = measured
    found = influence.query("estimator == 'pooled' and term == 'x'")
    worst = found.loc[found.dfbetas.abs().idxmax()]
    assert (worst.unit, worst.marked) == ("c", "yes")
    assert found.leverage.sum() == pytest.approx(1)


def test_leverage_is_the_unit_s_share_in_what_is_left_of_the_regressor(measured):
    rows, influence, _ = measured
    others = sm.add_constant(rows[["z"]])
    squares = sm.OLS(rows.x, others).fit().resid ** 2
    found = influence.query("estimator == 'pooled' and term == 'x'").set_index("unit").leverage
    expected = squares.groupby(rows.unit).sum() / squares.sum()
    np.testing.assert_allclose(found.loc[expected.index], expected)


@pytest.mark.parametrize("estimator", ["pooled", "between", "random_effects", "first_differences"])
@pytest.mark.parametrize("breaks", ["none", "alike", "uneven"])
def test_every_estimator_without_a_unit_is_as_fitted_anew(estimator, breaks):
    """With means of regimes that units hold in unlike shares, leaving one out moves the others' rows."""
    generator = np.random.default_rng(6)
    unit, year = np.repeat(list("abcdefgh"), 4), np.tile(np.arange(2015, 2019), 8)
    X = generator.normal(size=(32, 2))
    y = X[:, 0] + generator.normal(size=32) + np.repeat(generator.normal(size=8), 4)
    regime = {"none": None, "alike": (year >= 2017) * 2017, "uneven": (year >= 2017) * 2017}[breaks]
    weights = generator.uniform(1, 2, 32) if estimator == "between" else None
    panel = Panel(y, X, ("x", "z"), unit, year, weights, regime)
    if breaks == "uneven":
        panel = panel.part(~np.isin(np.arange(32), [0, 5, 7]))
    regression = Regression(
        "m", "m", Term("y", "level"), (Term("x", "level"), Term("z", "level")), "x", "16",
        (2015, 2018), (), "none", (estimator,),
    )  # fmt: skip
    found = pd.DataFrame(influence_rows(regression, panel, {estimator: fitted(estimator, panel)}))
    assert len(found) == 16
    for one in "abcdefgh":
        again = fitted(estimator, panel.part(panel.unit != one))
        places = [again.fit.position(name) for name in panel.names]
        rows = found[found.unit == one].set_index("term").loc[["x", "z"]]
        np.testing.assert_allclose(rows.estimate_without, again.fit.coefficients[places], rtol=1e-8)
        np.testing.assert_allclose(rows.std_error_without, again.jackknife.std_errors[places], rtol=1e-8)
        np.testing.assert_allclose(rows.df_without, again.jackknife.df[places], rtol=1e-8)


def test_of_three_units_none_can_be_left_out(measured):
    rows, _, _ = measured
    regression = Regression(
        "m", "m", Term("y", "level"), (Term("x", "level"),), "x", "16", (2015, 2018), (), "none", ("pooled",)
    )
    for units, count in (("abc", 0), ("abcd", 4)):
        panel = panel_of(regression, {"16": rows[rows.unit.isin(list(units))]}, {"16": {}})
        assert len(list(influence_rows(regression, panel, {"pooled": fitted("pooled", panel)}))) == count


def test_the_slope_of_the_partial_regression_is_the_coefficient(measured):
    _, influence, partial = measured
    for estimator in ("pooled", "two_way_fixed_effects"):
        rows = partial[partial.estimator == estimator]
        slope = (rows.regressor * rows.outcome).sum() / (rows.regressor**2).sum()
        expected = influence.query("estimator == @estimator and term == 'x'").estimate.iloc[0]
        assert slope == pytest.approx(expected)
        assert len(rows) == 24
