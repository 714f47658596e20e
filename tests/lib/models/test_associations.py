import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from lib.inference.least_squares import least_squares, with_constant
from lib.inference.panel_estimators import Panel, fitted
from lib.inference.size_simulation import placebo_rate
from lib.models.associations import _by_ranks, association_rows, sensitivity, with_range
from lib.models.influence import influence_rows
from lib.models.specification import Regression, Term


def cross_section(values):
    unit = np.array([f"u{i:02}" for i in range(len(values))])
    x = np.arange(len(values), dtype=float)
    return pd.DataFrame({"unit": unit, "year": 2022, "x": x, "y": values})


def measured(values):
    rows = cross_section(values)
    regression = Regression(
        "m@2022", "m", Term("y", "level"), (Term("x", "level"),), "x", "20",
        (2022, 2022), (), "none", ("cross_section",),
    )  # fmt: skip
    panel = Panel(
        rows.y.to_numpy(), rows[["x"]].to_numpy(), ("x",), rows.unit.to_numpy(), rows.year.to_numpy()
    )
    estimates = {"cross_section": fitted("cross_section", panel)}
    influence = pd.DataFrame(influence_rows(regression, panel, estimates))
    associations = pd.DataFrame(association_rows(regression, estimates, 1))
    return with_range(associations, influence).iloc[0], influence, rows


@pytest.fixture(scope="module")
def driven():
    """Noise in which one region alone makes the association."""
    values = np.random.default_rng(5).normal(size=18)
    values[-1] = 30.0
    return measured(values)


def test_the_region_that_makes_an_association_is_named(driven):
    row, influence, _ = driven
    assert row.lowest_without == "u17"
    assert row.estimate > 0.4 > 0.1 > row.lowest
    assert influence.set_index("unit").loc["u17", "marked"] == "yes"


def test_ranks_and_the_robust_fit_are_those_of_their_definitions(driven):
    row, _, rows = driven
    assert row.spearman == pytest.approx(stats.spearmanr(rows.x, rows.y).statistic)
    slopes = [(rows.y[j] - rows.y[i]) / (rows.x[j] - rows.x[i]) for i in range(18) for j in range(i + 1, 18)]
    assert row.theil_sen == pytest.approx(np.median(slopes))
    assert abs(row.robust) < row.estimate / 2


def test_the_interval_is_that_of_hc3_at_ninety_percent(driven):
    row, _, rows = driven
    X = np.column_stack([np.ones(18), rows.x])
    inverse = np.linalg.inv(X.T @ X)
    residuals = rows.y - X @ inverse @ X.T @ rows.y
    hat = np.einsum("ij,jk,ik->i", X, inverse, X)
    meat = (X * (residuals / (1 - hat)).to_numpy()[:, None] ** 2).T @ X
    maker = np.eye(18) - X @ inverse @ X.T
    form = (maker * ((X @ inverse[1]) / (1 - hat)) ** 2) @ maker
    df = np.trace(form) ** 2 / (form**2).sum()  # Satterthwaite's: HC3 as a quadratic form of the errors
    wide = stats.t.ppf(0.95, df) * np.sqrt((inverse @ meat @ inverse)[1, 1])
    assert (row.ci90_low, row.ci90_high) == pytest.approx((row.estimate - wide, row.estimate + wide))


@pytest.mark.parametrize("noise", [0.0, 1e-14, -1e-14])
def test_regions_alike_but_for_the_last_bits_share_a_rank(noise):
    values = np.array([3.0, 3.0, 3.0, 5.0, 4.0, 8.0, 7.0, 9.0, 6.0, 10.0, 12.0, 11.0])
    row, _, rows = measured(values + noise * np.arange(len(values)))
    assert row.spearman == pytest.approx(stats.spearmanr(rows.x, values).statistic, abs=1e-12)


def test_last_bits_of_a_processor_do_not_part_ties():
    """Two regions of one value make no slope of their own, whichever side rounding puts each on."""
    x = np.array([0.1, 0.3, 0.3, 0.5, 0.9, 0.9, 1.2])
    y = np.array([1.0, 5.0, -4.0, 2.0, 9.0, -7.0, 3.0])

    def told(bits):
        moved = x * (1 + bits * np.finfo(float).eps)
        return _by_ranks(least_squares(y, with_constant(moved), names=("constant", "x")), "x", True)

    assert told(np.array([0, 4, -4, 0, 4, -4, 0])) == pytest.approx(told(np.array([0, -4, 4, 0, -4, 4, 0])))


def of_a_panel(model="m", weights="none"):
    """Two regressors on eight units of five years, a level of a later regime among the names."""
    generator = np.random.default_rng(1)
    unit, year = np.repeat([f"u{i}" for i in range(8)], 5), np.tile(np.arange(2018, 2023), 8)
    X = generator.normal(size=(40, 2))
    y = X[:, 0] + generator.normal(size=40)
    panel = Panel(y, X, ("x", "z"), unit, year, regime=np.where(year >= 2022, 2022, 0))
    regression = Regression(
        model, "m", Term("y", "level"), (Term("x", "level"), Term("z", "level")), "x", "20",
        (2018, 2022), (), weights, ("pooled", "correlated_random_effects"),
    )  # fmt: skip
    estimate = fitted("pooled", panel)
    return pd.DataFrame(association_rows(regression, {"pooled": estimate}, 1)), estimate


def test_rows_of_one_region_hang_together_and_have_no_p_value_by_ranks():
    rows, estimate = of_a_panel()
    assert rows[["estimator", "term", "method", "units"]].to_numpy().tolist() == [
        ["pooled", "x", "WCR", 8],
        ["pooled", "z", "WCR", 8],
    ]
    wild = [estimate.wild[term].interval(0.9) for term in ("x", "z")]
    np.testing.assert_allclose(rows[["ci90_low", "ci90_high"]], wild)
    np.testing.assert_allclose(rows.estimate, estimate.fit.coefficients[1:3])
    told_of_single_rows = [
        "spearman_p_value", "theil_sen_low", "theil_sen_high", "robust_std_error", "partial_r2",
        "robustness_value", "robustness_value_interval",
    ]  # fmt: skip
    assert rows[told_of_single_rows].isna().all(axis=None)
    assert rows[["spearman", "theil_sen", "robust"]].notna().all(axis=None)


def test_placebos_are_dealt_for_headlines_without_weights_and_outside_variants():
    rows, estimate = of_a_panel()
    assert rows.placebo.tolist() == pytest.approx([placebo_rate(estimate, "x", 1), np.nan], nan_ok=True)
    for model, weights in (("m:variant", "none"), ("m", "population")):
        assert of_a_panel(model, weights)[0].placebo.isna().all()


def test_ranks_and_huber_of_single_rows_are_those_of_scipy_and_statsmodels(driven):
    row, _, rows = driven
    assert (row.method, row.units) == ("HC3", 18)
    assert row.spearman_p_value == pytest.approx(stats.spearmanr(rows.x, rows.y).pvalue)
    slope = stats.theilslopes(rows.y, rows.x, 0.9)
    assert (row.theil_sen_low, row.theil_sen_high) == pytest.approx((slope.low_slope, slope.high_slope))
    huber = sm.RLM(rows.y, sm.add_constant(rows.x), M=sm.robust.norms.HuberT()).fit()
    assert (row.robust, row.robust_std_error) == pytest.approx((huber.params["x"], huber.bse["x"]), rel=1e-5)
    line = stats.linregress(rows.x, rows.y)
    assert row.partial_r2 == pytest.approx(line.rvalue**2)
    assert row.robustness_value == pytest.approx(
        sensitivity(line.slope / line.stderr, 16)["robustness_value"]
    )
    lowest = [stats.linregress(rows.x[rows.unit != one], rows.y[rows.unit != one]).slope for one in rows.unit]
    assert (row.lowest, row.highest) == pytest.approx((min(lowest), max(lowest)))
    assert row.highest_without == rows.unit[int(np.argmax(lowest))]


def test_the_published_example_of_cinelli_and_hazlett():
    """Darfur: estimate 0.09732, standard error 0.02326, 783 degrees of freedom."""
    found = sensitivity(0.09731582 / 0.02325654, 783, confidence=0.95)
    assert found["partial_r2"] == pytest.approx(0.0219, abs=5e-5)
    assert found["robustness_value"] == pytest.approx(0.139, abs=5e-4)
    assert found["robustness_value_interval"] == pytest.approx(0.076, abs=5e-4)


@pytest.mark.parametrize("name", ["robustness_value", "robustness_value_interval"])
def test_a_confounder_of_that_strength_brings_the_estimate_or_the_interval_to_zero(name):
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(2, 40))
    y += x
    fit = least_squares(y, with_constant(x))
    t = fit.coefficients[1] / np.sqrt(fit.residuals @ fit.residuals / 38 / ((x - x.mean()) ** 2).sum())
    value = sensitivity(t, 38)[name]
    cleared = x - x.mean()
    noise = generator.normal(size=40)
    basis = np.linalg.qr(np.column_stack([np.ones(40), cleared, fit.residuals, noise]))[0][:, 1:]
    basis *= np.sign(basis.T @ np.column_stack([cleared, fit.residuals, noise])).diagonal()
    share = np.sqrt(value)  # correlation with the regressor, and with the outcome given the regressor
    rest = np.sqrt(1 - value)
    confounder = share * basis[:, 0] + rest * (share * basis[:, 1] + np.sqrt(1 - value) * basis[:, 2])
    left = sm.OLS(y, np.column_stack([np.ones(40), x, confounder])).fit().tvalues[1]
    end = {"robustness_value": 0, "robustness_value_interval": stats.t.ppf(0.95, 37)}
    assert left == pytest.approx(end[name], abs=1e-10)


def test_an_interval_that_holds_zero_needs_no_confounder():
    assert sensitivity(1.0, 18)["robustness_value_interval"] == 0
