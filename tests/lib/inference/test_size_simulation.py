import numpy as np
import pytest
from scipy import stats

from lib.inference import size_simulation
from lib.inference.cluster_variance import clustered_variance
from lib.inference.conley import conley_clusters, kernel_weights
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.panel_estimators import Panel, fitted
from lib.inference.randomisation import cleared_paths, cleared_rows, dealt_paths, randomisation_test
from lib.inference.robust_variance import classical_variance, robust_variance
from lib.inference.size_simulation import placebo_rate, refit, rejection_rates
from lib.inference.wild_bootstrap import wild_inversion

DRAWS = 40
KM = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))


def rates_of(fit, unit, year, j, errors, level, sign_vectors, permutations, kernels=None):
    """Rates of two-sided tests at `level`, which are one-sided ones at its half."""
    rates = rejection_rates(
        fit, unit, year, j, errors, kernels=kernels or {}, level=level / 2, power=0.8,
        sign_vectors=sign_vectors, permutations=permutations, seed=0,
    )  # fmt: skip
    return {method: (2 * rate.size, rate.detectable) for method, rate in rates.items()}


@pytest.fixture(scope="module")
def design():
    generator = np.random.default_rng(0)
    unit, year = np.repeat(np.arange(7), 5), np.tile(np.arange(5), 7)
    X = generator.normal(size=(35, 2)).cumsum(axis=0)
    return X, unit, year, generator.normal(size=(35, DRAWS))


def t_p(fit, j, variance, df):
    return 2 * stats.t.sf(abs(fit.coefficients[j]) / np.sqrt(variance[j, j]), df)


def alone(y, X, unit, year, j):
    """Each method's p-value from the functions that estimate one regression."""
    fit = least_squares(y, X, absorb=[unit, year])
    found = {
        "classical": t_p(fit, j, classical_variance(fit), fit.residual_df),
        "HC3": t_p(fit, j, robust_variance(fit), fit.residual_df),
        "WCR": wild_inversion(fit, unit, j).p_value(0.0),
    }
    for kind in ("CRV1", "CR2", "CRV3"):
        variance = clustered_variance(fit, unit, kind)
        found[kind] = t_p(fit, j, variance.covariance, variance.df[j])
    near = conley_clusters(fit, unit, KM, 2.5)
    found["Conley"] = t_p(fit, j, near.covariance, near.df[j])
    found["CRV1 normal"] = t_p(fit, j, clustered_variance(fit, unit, "CRV1").covariance, np.inf)
    return found


def test_rates_are_those_of_the_methods_run_one_by_one(design):
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    rates = rates_of(fit, unit, year, 1, [errors], 0.1, 10_000, 99, {"Conley": kernel_weights(KM, 2.5)})
    p = [alone(errors[:, b], X, unit, year, 1) for b in range(DRAWS)]
    for method in p[0]:
        assert rates[method][0] == pytest.approx(np.mean([one[method] <= 0.1 for one in p])), method


def test_the_detectable_effect_is_seen_as_often_as_asked_for(design):
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    effect = rates_of(fit, unit, year, 1, [errors], 0.1, 99, 99)["CRV3"][1]
    seen = []
    for b in range(DRAWS):
        for sign in (1, -1):
            one = least_squares(sign * errors[:, b] + effect * X[:, 1], X, absorb=[unit, year])
            variance = clustered_variance(one, unit, "CRV3")
            t = one.coefficients[1] / variance.std_errors[1]
            seen.append(t > stats.t.ppf(0.95, variance.df[1]))
    assert np.mean(seen) == pytest.approx(0.8, abs=1 / len(seen))


def test_placebos_of_independent_errors_are_found_as_often_as_the_level_says():
    generator = np.random.default_rng(8)
    unit, year = np.repeat(np.arange(16), 6), np.tile(np.arange(6), 16)
    panel = Panel(generator.normal(size=96), generator.normal(size=(96, 1)), ("x",), unit, year)
    rate = placebo_rate(fitted("two_way_fixed_effects", panel), "x", 1, 400)
    assert rate == pytest.approx(0.05, abs=0.025)
    gaps = panel.part(~np.isin(np.arange(96), [0, 17, 18, 40, 95]))
    for estimator in ("pooled", "two_way_fixed_effects", "first_differences"):
        rate = placebo_rate(fitted(estimator, gaps), "x", 1, 400)
        assert rate == pytest.approx(0.05, abs=0.025), estimator


@pytest.mark.parametrize("G", [70, 200])
def test_more_units_than_signs_have_numbers_are_simulated(G):
    generator = np.random.default_rng(9)
    unit, year = np.repeat(np.arange(G), 4), np.tile(np.arange(4), G)
    errors = generator.normal(size=(4 * G, 400))
    fit = least_squares(errors[:, 0], generator.normal(size=(4 * G, 1)), absorb=[unit, year])
    rates = rates_of(fit, unit, year, 0, [errors], 0.1, 199, 99)
    assert rates["WCR"][0] == pytest.approx(0.1, abs=0.05)
    assert rates["WCR"][0] == pytest.approx(rates["CRV3"][0], abs=0.03)


def test_permutations_of_a_cross_section_reject_as_the_test_does():
    generator = np.random.default_rng(3)
    x = with_constant(generator.normal(size=6))
    errors = generator.normal(size=(6, DRAWS))
    fit = least_squares(errors[:, 0], x)
    unit = np.arange(6)
    rates = rates_of(fit, unit, np.zeros(6), 1, [errors], 0.2, 99, 20_000)
    exact = [
        randomisation_test(least_squares(errors[:, b], x), unit, None, 1, draws=720).p_value
        for b in range(DRAWS)
    ]
    assert rates["permutation"][0] == pytest.approx(np.mean(np.array(exact) <= 0.2), abs=0.1)
    assert set(rates) == {"classical", "HC3", "permutation"}


def test_independent_errors_give_the_classical_test_its_level(design):
    X, unit, year, _ = design
    errors = np.random.default_rng(5).normal(size=(35, 4000))
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    rates = rates_of(fit, unit, year, 0, [errors], 0.05, 99, 99)
    assert rates["classical"][0] == pytest.approx(0.05, abs=0.012)
    assert rates["randomisation"][0] <= 0.09


def test_refit_is_least_squares_of_every_column(design):
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    made = refit(fit, 0, errors)
    for b in range(5):
        one = least_squares(errors[:, b], X, absorb=[unit, year])
        assert made.estimates[b] == pytest.approx(one.coefficients[0])
        np.testing.assert_allclose(made.residuals[:, b], one.residuals, atol=1e-10)


def test_years_that_differ_leave_out_the_dealing_of_paths(design):
    X, unit, year, errors = design
    keep = np.arange(35) > 0
    fit = least_squares(errors[keep, 0], X[keep], absorb=[unit[keep], year[keep]])
    rates = rates_of(fit, unit[keep], year[keep], 0, [errors[keep]], 0.1, 99, 99)
    assert "randomisation" not in rates
    assert "WCR" in rates


@pytest.mark.parametrize("count", [3, 40])
def test_dealings_of_units_are_computed_as_t_is_defined(design, count):
    """Few dealings of 7 units are summed one by one, many over all pairs; t of each dealing and draw."""
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    made = refit(fit, 0, errors)
    p = size_simulation._randomised_p(fit, unit, year, 0, count, seed=5)(made)
    regressor, _ = cleared_paths(fit, unit, year, 0)
    dealt = np.random.default_rng(5).permuted(np.tile(np.arange(7), (count, 1)), axis=1)
    for draw in range(DRAWS):
        outcome = made.residuals[:, draw].reshape(7, 5) + regressor * made.estimates[draw]
        t = []
        for order in [np.arange(7), *dealt]:
            products = (regressor[order] * outcome).sum(axis=1)
            slope = products.sum() / (regressor**2).sum()
            t.append(
                abs(slope) / np.sqrt(((products - slope * (regressor[order] ** 2).sum(axis=1)) ** 2).sum())
            )
        assert p[draw] == np.mean(np.array(t) >= t[0] * (1 - 1e-9))


def test_rates_do_not_depend_on_the_blocks_that_draws_come_and_are_taken_in(design, monkeypatch):
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    whole = rates_of(fit, unit, year, 0, [errors], 0.2, 63, 50)
    for at_once in (1, 7):
        monkeypatch.setattr(size_simulation, "DRAWS_AT_ONCE", at_once)
        for blocks in ([errors], [errors[:, :11], errors[:, 11:]]):
            rates = rates_of(fit, unit, year, 0, blocks, 0.2, 63, 50)
            assert {method: rate[0] for method, rate in rates.items()} == {
                method: rate[0] for method, rate in whole.items()
            }
            for method, (_, detectable) in whole.items():
                assert rates[method][1] == pytest.approx(detectable, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("few", [32, 0], ids=["pairs of clusters", "no pairs of clusters"])
def test_the_wild_p_value_of_every_draw_is_that_of_its_regression(design, monkeypatch, few):
    """All 64 vectors of signs, so that p-values are counts; by the function that tests one regression."""
    X, unit, year, errors = design
    monkeypatch.setattr(size_simulation, "FEW_CLUSTERS", few)
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    p = size_simulation._wild_p(fit, unit, 1, 64, seed=0)(refit(fit, 1, errors))
    alone = [least_squares(errors[:, b], X, absorb=[unit, year]) for b in range(DRAWS)]
    np.testing.assert_allclose(p, [wild_inversion(one, unit, 1).p_value(0.0) for one in alone])


def test_detectable_effects_are_those_of_the_methods_run_one_by_one(design):
    """Of 2 x 40 least effects that an interval leaves above zero, the one that 80 % lie below."""
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    rates = rates_of(fit, unit, year, 1, [errors], 0.1, 99, 99, {"Conley": kernel_weights(KM, 2.5)})
    needed = {method: [] for method, (_, effect) in rates.items() if np.isfinite(effect)}
    for b in range(DRAWS):
        one = least_squares(errors[:, b], X, absorb=[unit, year])
        crv1 = clustered_variance(one, unit, "CRV1").std_errors[1]
        near = conley_clusters(one, unit, KM, 2.5)
        tests = {
            "classical": (np.sqrt(classical_variance(one)[1, 1]), one.residual_df),
            "HC3": (np.sqrt(robust_variance(one)[1, 1]), one.residual_df),
            "CRV1 normal": (crv1, np.inf),
            "CRV1": (crv1, 6),
            "Conley": (near.std_errors[1], 6),
        }
        for kind in ("CR2", "CRV3"):
            variance = clustered_variance(one, unit, kind)
            tests[kind] = variance.std_errors[1], variance.df[1]
        for method, (error, df) in tests.items():
            wide = stats.t.ppf(0.95, df) * error
            needed[method] += [wide - one.coefficients[1], wide + one.coefficients[1]]
    for method, effects in needed.items():
        assert rates[method][1] == pytest.approx(np.quantile(effects, 0.8), rel=1e-9), method


def test_a_p_value_at_the_level_rejects(design):
    """With 64 vectors of signs p-values of 32 / 64 are met, and dealt paths have their own."""
    X, unit, year, errors = design
    fit = least_squares(errors[:, 0], X, absorb=[unit, year])
    made = refit(fit, 0, errors)
    wild = size_simulation._wild_p(fit, unit, 0, 64, seed=0)(made)
    dealt = size_simulation._randomised_p(fit, unit, year, 0, 19, seed=0)(made)
    assert (wild == 0.5).any()
    assert (dealt == 0.5).any()
    rates = rates_of(fit, unit, year, 0, [errors], 0.5, 64, 19)
    assert rates["WCR"][0] == np.mean(wild <= 0.5)
    assert rates["randomisation"][0] == np.mean(dealt <= 0.5)


@pytest.mark.parametrize("estimator", ["pooled", "two_way_fixed_effects", "first_differences"])
def test_each_placebo_is_a_regression_with_one_regressor_more(estimator):
    """CRV3 and t by Satterthwaite's df of every regression with a dealt path; one-sided 5 %, both ways."""
    generator = np.random.default_rng(2)
    unit, year = np.repeat(np.arange(9), 5), np.tile(np.arange(5), 9)
    panel = Panel(generator.normal(size=45), generator.normal(size=(45, 2)), ("x", "z"), unit, year)
    estimate = fitted(estimator, panel.part(np.arange(45) != 7))
    fit = estimate.fit
    dealt = dealt_paths(cleared_rows(fit, "x")[0], estimate.clusters, estimate.periods, 60, 3)
    design = fit.Q @ np.linalg.inv(fit.rows)
    absorb = [each.labels[each.codes] for each in fit.effects]
    rejected = []
    for column in dealt.T:
        more = least_squares(
            design @ fit.coefficients + fit.residuals, np.column_stack([design, column]), absorb=absorb
        )
        crv3 = clustered_variance(more, estimate.clusters, "CRV3")
        t = more.coefficients[-1] / crv3.std_errors[-1]
        rejected.append(abs(t) > stats.t.ppf(0.95, crv3.df[-1]))
    assert 0 < np.mean(rejected) < 1
    assert placebo_rate(estimate, "x", 3, 60) == np.mean(rejected) / 2


@pytest.mark.parametrize("unit_of_x", [1e-9, 1e9])
def test_placebos_that_add_nothing_do_not_count_in_whatever_unit(unit_of_x):
    """Of 24 orders of four units one is as it was: a placebo that the model has already."""
    generator = np.random.default_rng(0)
    unit, year = np.repeat(np.arange(4), 9), np.tile(np.arange(9), 4)
    y, X = generator.normal(size=36), generator.normal(size=(36, 1))
    rates = [
        placebo_rate(fitted("pooled", Panel(y, scale * X, ("x",), unit, year)), "x", 1, 200)
        for scale in (1.0, unit_of_x)
    ]
    assert rates[0] == rates[1]
    assert 0 < rates[0] < 0.5
