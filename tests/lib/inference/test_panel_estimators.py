from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from linearmodels.panel import RandomEffects

from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import DesignError
from lib.inference.panel_estimators import (
    Panel,
    between,
    correlated_random_effects,
    difference,
    first_differences,
    fitted,
    fixed_effects,
    hausman_test,
    pooled,
    random_effects,
    two_way_fixed_effects,
    unit_means,
    variance_components,
)
from lib.inference.robust_variance import classical_variance, robust_variance
from lib.inference.wild_bootstrap import wild_inversion


@pytest.fixture(scope="module")
def data():
    data = sm.datasets.grunfeld.load_pandas().data
    return data[data.firm != "American Steel"].assign(year=lambda d: d.year.astype(int))


def panel_of(data, weights=None):
    return Panel(
        data.invest.to_numpy(),
        data[["value", "capital"]].to_numpy(),
        ("value", "capital"),
        data.firm.to_numpy(str),
        data.year.to_numpy(),
        weights,
    )


@pytest.fixture(scope="module")
def grunfeld(data):
    return panel_of(data)


@pytest.fixture(scope="module")
def gaps(data):
    return data[np.random.default_rng(0).random(len(data)) < 0.8]


def printed(values, places=10):
    return [f"{value:.{places}f}" for value in values]


def test_grunfeld_two_way_fixed_effects(grunfeld):
    assert printed(two_way_fixed_effects(grunfeld).fit.coefficients) == ["0.1177158551", "0.3579162731"]


# R's plm, inv ~ value + capital: estimate and standard error.
PLM = {
    pooled: [("-42.71437", "9.51168"), ("0.1155622", "0.0058357"), ("0.2306785", "0.0254758")],
    between: [("-8.52711", "47.51531"), ("0.1346461", "0.0287455"), ("0.0320315", "0.1909378")],
    fixed_effects: [("0.1101238", "0.0118567"), ("0.3100653", "0.0173545")],
    random_effects: [("-57.83441", "28.89894"), ("0.1097812", "0.0104927"), ("0.3081130", "0.0171805")],
    first_differences: [("-1.81889", "3.56559"), ("0.0897625", "0.0083636"), ("0.2917667", "0.0537516")],
}


@pytest.mark.parametrize("estimator", list(PLM), ids=lambda one: one.__name__)
def test_grunfeld_as_plm_prints_it(grunfeld, estimator):
    fit = estimator(grunfeld).fit
    errors = np.sqrt(np.diag(classical_variance(fit)))
    places = [5 if name == "constant" else 7 for name in fit.names]
    pairs = zip(fit.coefficients, errors, places, strict=True)
    found = [tuple(printed(pair, decimals)) for *pair, decimals in pairs]
    assert found == PLM[estimator]


def test_grunfeld_variance_components_as_plm_prints_them(grunfeld):
    noise, effect = variance_components(grunfeld)
    assert printed([noise, noise**0.5, effect, effect**0.5], 2) == ["2784.46", "52.77", "7089.80", "84.20"]
    assert f"{1 - np.sqrt(noise / (20 * effect + noise)):.4f}" == "0.8612"


def test_grunfeld_hausman(grunfeld):
    test = hausman_test(grunfeld)
    assert (f"{test.statistic:.4f}", test.df, f"{test.p_value:.4f}") == ("2.3304", 2, "0.3119")


def test_random_effects_equal_linearmodels(grunfeld, data):
    indexed = data.set_index(["firm", "year"])
    theirs = RandomEffects(indexed.invest, sm.add_constant(indexed[["value", "capital"]], prepend=True)).fit(
        cov_type="clustered", cluster_entity=True, debiased=False
    )
    ours = random_effects(grunfeld)
    np.testing.assert_allclose(ours.fit.coefficients, theirs.params, rtol=1e-8)
    found = clustered_variance(ours.fit, ours.clusters, "CR0").std_errors
    np.testing.assert_allclose(found, theirs.std_errors, rtol=1e-8)


def test_unbalanced_random_effects_equal_linearmodels(gaps):
    """The variances of Baltagi and Chang (1994), which R's plm uses too."""
    indexed = gaps.set_index(["firm", "year"])
    theirs = RandomEffects(indexed.invest, sm.add_constant(indexed[["value", "capital"]], prepend=True)).fit(
        small_sample=True
    )
    panel = panel_of(gaps)
    noise, effect = variance_components(panel)
    assert noise == pytest.approx(theirs.variance_decomposition["Residual"])
    assert effect == pytest.approx(theirs.variance_decomposition["Effects"])
    np.testing.assert_allclose(random_effects(panel).fit.coefficients, theirs.params, rtol=1e-9)


@pytest.mark.parametrize("scale", [1.0, 1e7])
def test_a_regressor_constant_within_units_stays_in_random_effects(data, scale):
    """It has no within coefficient: Hausman's test and Mundlak's means are of the others."""
    panel = panel_of(data)
    size = scale * data.groupby("firm").capital.transform("first").to_numpy()
    wider = replace(panel, X=np.column_stack([panel.X, size]), names=(*panel.names, "size"))
    indexed = data.assign(size=size).set_index(["firm", "year"])
    theirs = RandomEffects(
        indexed.invest, sm.add_constant(indexed[["value", "capital", "size"]], prepend=True)
    ).fit()
    assert hausman_test(wider).df == 2
    names = correlated_random_effects(wider).fit.names
    assert names == ("constant", "value", "capital", "size", "value_mean", "capital_mean")
    noise, effect = variance_components(wider)
    assert noise == pytest.approx(variance_components(panel)[0])
    assert effect == pytest.approx(theirs.variance_decomposition["Effects"])
    np.testing.assert_allclose(random_effects(wider).fit.coefficients, theirs.params, rtol=1e-8)


@pytest.mark.parametrize(("seed", "definite"), [(14, True), (15, False)])
def test_hausman_has_no_p_value_where_the_variances_difference_is_indefinite(seed, definite):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(8), 6), np.tile(np.arange(6), 8)
    X = generator.normal(size=(48, 2)) + 3 * generator.normal(size=(8, 2))[unit]
    y = X @ [1, 2] + generator.normal(size=48) + X[:, 0] ** 2 / 2
    panel = Panel(y, X, ("a", "b"), unit, year)
    fixed, random = fixed_effects(panel).fit, random_effects(panel).fit
    gap = classical_variance(fixed) - classical_variance(random)[1:, 1:]
    assert (np.linalg.eigvalsh(gap).min() > 0) == definite
    assert np.isfinite(hausman_test(panel).p_value) == definite


def test_first_differences_skip_gaps(data):
    frame = data[data.year != 1940]
    estimate = first_differences(panel_of(frame))
    assert estimate.fit.n == 10 * 17
    assert 1941 not in estimate.periods


def test_row_order_does_not_matter(gaps):
    shuffled = gaps.sample(frac=1, random_state=1)
    for estimator in (pooled, between, fixed_effects, random_effects, first_differences):
        np.testing.assert_allclose(
            estimator(panel_of(gaps)).fit.coefficients,
            estimator(panel_of(shuffled)).fit.coefficients,
            rtol=1e-8,
        )


def test_mundlak_coefficients_are_the_within_ones(gaps):
    """The identity of Mundlak (1978), in unbalanced panels too when the effect's share is one."""
    full = gaps.groupby("year").filter(lambda rows: len(rows) > 0)
    within_slopes = fixed_effects(panel_of(full)).fit.coefficients
    found = correlated_random_effects(panel_of(full)).fit
    np.testing.assert_allclose(found.coefficients[1:3], within_slopes, rtol=1e-6)
    assert found.names == ("constant", "value", "capital", "value_mean", "capital_mean")


def test_a_regressor_that_rounding_alone_moves_within_units_does_not_vary(gaps):
    """Means of so large and crooked numbers are off in the last digit, thousands in their own unit."""
    panel = panel_of(gaps)
    size = 1e20 / 3 * gaps.groupby("firm").capital.transform("first").to_numpy()
    assert (size - gaps.assign(size=size).groupby("firm")["size"].transform("mean")).abs().max() > 1000
    wider = replace(panel, X=np.column_stack([panel.X, size]), names=(*panel.names, "size"))
    assert hausman_test(wider).df == 2


def test_no_effect_of_units_is_pooled_least_squares():
    generator = np.random.default_rng(3)
    unit, year = np.repeat(np.arange(8), 6), np.tile(np.arange(6), 8)
    x = generator.normal(size=(48, 1))
    error = generator.normal(size=(8, 6))
    error -= error.mean(axis=1, keepdims=True)
    panel = Panel(x[:, 0] + error.ravel(), x, ("x",), unit, year)
    np.testing.assert_allclose(
        random_effects(panel).fit.coefficients, pooled(panel).fit.coefficients, rtol=1e-10
    )


def test_weights_change_what_they_may_and_are_refused_elsewhere(data):
    weighted = panel_of(data, np.linspace(1, 3, len(data)))
    theirs = sm.WLS(data.invest, sm.add_constant(data[["value", "capital"]]), weights=weighted.weights).fit()
    np.testing.assert_allclose(pooled(weighted).fit.coefficients, theirs.params, rtol=1e-9)
    with pytest.raises(DesignError, match="not offered with weights"):
        random_effects(weighted)


def test_between_weighs_units_by_the_sums_of_their_weights(data):
    weights = np.random.default_rng(1).uniform(0.5, 2, len(data))
    rows = panel_of(data, weights)
    fit = between(rows).fit
    names = sorted(set(rows.unit))
    means = np.array(
        [
            np.average(
                np.column_stack([rows.y, rows.X])[rows.unit == name],
                axis=0,
                weights=weights[rows.unit == name],
            )
            for name in names
        ]
    )
    sums = [weights[rows.unit == name].sum() for name in names]
    theirs = sm.WLS(means[:, 0], sm.add_constant(means[:, 1:]), weights=sums).fit()
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=1e-8)


@pytest.mark.parametrize(
    ("years", "enough"),
    [
        ([2, 2, 2], True),  # 6 rows less 3 units and a slope leave 2, 3 units less 2 leave 1
        ([2, 2, 1], True),  # 1 and 1
        ([3, 3], False),  # 2 units less 2 leave none
        ([2, 1, 1, 1], False),  # 5 rows less 4 units and a slope leave none
    ],
)
def test_random_effects_need_a_degree_of_freedom_within_and_between_units(years, enough):
    unit = np.repeat([f"u{i}" for i in range(len(years))], years)
    generator = np.random.default_rng(1)
    y, x = generator.normal(size=(2, len(unit)))
    rows = Panel(y, x[:, None], ("x",), unit, np.concatenate([np.arange(count) for count in years]))
    if enough:
        assert min(variance_components(rows)) >= 0
        return
    with pytest.raises(DesignError, match=r"Too few rows or units|cannot be estimated from 2 rows"):
        variance_components(rows)


def test_no_consecutive_years_is_refused(data):
    with pytest.raises(DesignError, match="two consecutive years"):
        first_differences(panel_of(data[data.year % 2 == 0]))


def test_verdicts_are_read_by_the_jackknife_over_units_or_over_rows_where_a_unit_has_one(grunfeld):
    rows, units = between(grunfeld), fixed_effects(grunfeld)
    assert (rows.one_row_a_unit, units.one_row_a_unit) == (True, False)
    np.testing.assert_allclose(rows.jackknife.covariance, robust_variance(rows.fit), rtol=1e-9)
    by_unit = clustered_variance(units.fit, grunfeld.unit, "CRV3")
    np.testing.assert_allclose(units.jackknife.covariance, by_unit.covariance, rtol=1e-12)


def test_every_regressor_has_its_bootstrap_and_no_level_has(grunfeld):
    estimate = pooled(grunfeld)
    assert list(estimate.wild) == ["value", "capital"]
    again = wild_inversion(estimate.fit, grunfeld.unit, "capital")
    assert estimate.wild["capital"].p_value(0.1) == again.p_value(0.1)


# A level shift at a declared break must not enter an estimate.

WITHIN = ("fixed_effects", "two_way_fixed_effects", "first_differences", "correlated_random_effects")
BREAK = 2019


def panel_with_a_break(seed, shift=0.0, missing=False):
    """Noise of 12 regions over 2015-2023, and shifts of `shift` times a region's own size from the break."""
    generator = np.random.default_rng(seed)
    unit, year = np.repeat([f"u{i:02}" for i in range(12)], 9), np.tile(np.arange(2015, 2024), 12)
    own = np.repeat(generator.normal(size=12), 9) * (year >= BREAK)
    X = generator.normal(size=(108, 2)) + shift * own[:, None] * [1.0, -0.5]
    y = generator.normal(size=108) + shift * own
    regime = np.where(year >= BREAK, BREAK, 0)
    rows = Panel(y, X, ("x", "z"), unit, year, regime=regime)
    return rows.part(np.arange(108) % 17 != 3) if missing else rows


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("estimator", WITHIN)
def test_shifts_at_a_declared_break_change_no_estimate_within_regions(estimator, missing):
    plain, shifted = (fitted(estimator, panel_with_a_break(1, shift, missing)).fit for shift in (0.0, 50.0))
    terms = [plain.position(name) for name in ("x", "z")]
    np.testing.assert_allclose(shifted.coefficients[terms], plain.coefficients[terms], atol=1e-8)


@pytest.mark.parametrize("estimator", WITHIN)
def test_the_same_shifts_undeclared_are_taken_for_an_association(estimator):
    declared = panel_with_a_break(1, 50.0)
    undeclared = fitted(estimator, replace(declared, regime=None)).fit
    assert undeclared.coefficients[undeclared.position("x")] > 0.5
    assert fitted(estimator, declared).fit.coefficients[undeclared.position("x")] < 0.5


def test_shifts_alone_are_no_finding_within_regions():
    """Of 200 panels whose only signal is a shift at the break, one in twenty is significant at 5 percent."""
    rejected = 0
    for seed in range(200):
        estimate = fitted("two_way_fixed_effects", panel_with_a_break(seed, 50.0))
        variance = clustered_variance(estimate.fit, estimate.parts, "CRV3")
        rejected += abs(estimate.fit.coefficients[0] / variance.std_errors[0]) > 2.2009852  # t(11), 97.5 %
    assert rejected <= 19  # 95 % of binomial(200, 0.05) lies below 16, all but 1 in 1,000 below 20


@pytest.mark.parametrize("estimator", ["pooled", "random_effects", "between"])
def test_a_shift_common_to_all_regions_changes_no_estimate(estimator):
    rows = panel_with_a_break(2, missing=True)
    later = rows.year >= BREAK
    moved = replace(rows, y=rows.y + 30 * later, X=rows.X + 7 * later[:, None])
    plain, shifted = (fitted(estimator, each).fit for each in (rows, moved))
    np.testing.assert_allclose(shifted.coefficients[1:3], plain.coefficients[1:3], atol=1e-8)


def test_the_level_of_a_regime_is_how_much_higher_its_rows_lie():
    rows = panel_with_a_break(3)
    fit = pooled(replace(rows, y=rows.y + 30 * (rows.year >= BREAK))).fit
    assert fit.names == ("constant", "x", "z", f"regime_{BREAK}")
    assert fit.coefficients[3] == pytest.approx(30, abs=1)


def test_means_of_units_with_the_same_years_are_the_plain_ones():
    rows = panel_with_a_break(4)
    plain = unit_means(replace(rows, regime=None))
    np.testing.assert_allclose(unit_means(rows).y, plain.y, atol=1e-12)
    np.testing.assert_allclose(unit_means(rows).X, plain.X, atol=1e-12)


def test_no_difference_is_taken_across_a_break():
    changes = difference(panel_with_a_break(0))
    assert BREAK not in changes.year
    assert len(changes.y) == 12 * 7


def test_one_regime_is_none():
    rows = panel_with_a_break(0)
    same = replace(rows, regime=np.full(108, 2010))
    for estimator in (*WITHIN, "pooled", "between", "random_effects"):
        one, other = (fitted(estimator, replace(rows, regime=None)).fit, fitted(estimator, same).fit)
        assert one.names == other.names
        np.testing.assert_array_equal(one.coefficients, other.coefficients)
    assert same.spell is same.unit
    np.testing.assert_array_equal(unit_means(same).y, unit_means(replace(rows, regime=None)).y)
