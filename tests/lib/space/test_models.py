"""Spatial models against published output, spreg, and a likelihood written out in full."""

import libpysal
import numpy as np
import pytest
import spreg

from lib.inference.fixed_effects import DesignError
from lib.space.impacts import SpatialFit, admissible, effects
from lib.space.models import fit_error, fit_lag, reduced_weights, without_effects


@pytest.fixture(scope="module")
def columbus():
    table = libpysal.io.open(libpysal.examples.get_path("columbus.dbf"))
    crime, income, houses = (np.array(table.by_col(name)) for name in ("CRIME", "INC", "HOVAL"))
    w = libpysal.io.open(libpysal.examples.get_path("columbus.gal")).read()
    w.transform = "r"
    return crime, np.column_stack([np.ones(49), income, houses]), w


NAMES = ("constant", "income", "houses")
RING = np.roll(np.eye(6), 1, axis=1) / 2 + np.roll(np.eye(6), -1, axis=1) / 2


def test_the_lag_model_of_columbus_as_spatialreg_prints_it(columbus):
    y, X, w = columbus
    fit = fit_lag(y, X, w.full()[0], NAMES)
    errors = np.sqrt(np.diag(fit.variance))
    # R's search ends 2e-8 short of the maximum, which shows in the last digit of the constant
    assert fit.coefficients == pytest.approx([45.603250, -1.048728, -0.266335], rel=3e-8, abs=5e-7)
    assert errors[:3] == pytest.approx([7.257404, 0.307406, 0.089096], abs=5e-7)
    assert (round(fit.spatial, 5), round(errors[3], 5)) == (0.42333, 0.11951)
    assert round(fit.log_likelihood, 3) == -182.674


def test_the_error_model_of_columbus_as_spatialreg_prints_it(columbus):
    y, X, w = columbus
    fit = fit_error(y, X, w.full()[0], NAMES)
    errors = np.sqrt(np.diag(fit.variance))
    assert fit.coefficients == pytest.approx([60.279469, -0.957305, -0.304559], abs=5e-7)
    assert errors[:3] == pytest.approx([5.365594, 0.334231, 0.092047], abs=5e-7)
    assert (round(fit.spatial, 5), round(errors[3], 5)) == (0.54675, 0.13805)
    assert round(fit.log_likelihood, 4) == -183.7494


def test_the_durbin_model_and_its_effects_agree_with_spreg(columbus):
    y, X, w = columbus
    W = w.full()[0]
    theirs = spreg.ML_Lag(y, X[:, 1:], w, slx_lags=1, spat_impacts="full")
    ours = fit_lag(
        y, np.column_stack([X, W @ X[:, 1:]]), W, (*NAMES, "neighbours_income", "neighbours_houses")
    )
    assert round(ours.log_likelihood, 4) == -181.6393  # spatialreg's lagsarlm(Durbin = TRUE)
    assert [*ours.coefficients, ours.spatial] == pytest.approx(theirs.betas.ravel(), rel=1e-5)
    assert ours.variance == pytest.approx(theirs.vm, rel=1e-4, abs=1e-8)
    found = effects(ours, W, own=1, neighbours=3)
    rho, b, t = ours.spatial, ours.coefficients[1], ours.coefficients[3]
    full = np.linalg.inv(np.eye(49) - rho * W) @ (b * np.eye(49) + t * W)
    assert found["direct"].value == pytest.approx(np.trace(full) / 49)
    assert found["total"].value == pytest.approx(full.sum() / 49)
    assert found["indirect"].value == pytest.approx(found["total"].value - found["direct"].value)


def test_weights_whose_rows_do_not_add_up_to_one(columbus):
    """Doubled weights halve the spatial parameter and change nothing else; effects refuse them."""
    y, X, w = columbus
    W = w.full()[0]
    for estimate in (fit_lag, fit_error):
        once, twice = estimate(y, X, W, NAMES), estimate(y, X, 2 * W, NAMES)
        assert twice.spatial == pytest.approx(once.spatial / 2)
        assert twice.coefficients == pytest.approx(once.coefficients)
        assert twice.log_likelihood == pytest.approx(once.log_likelihood)
    with pytest.raises(DesignError, match="rows add up to one"):
        effects(fit_lag(y, X, 2 * W, NAMES), 2 * W, 1, None)


def test_effects_without_feedback_are_the_coefficient_and_its_interval(columbus):
    y, X, w = columbus
    W = w.full()[0]
    fit = fit_lag(y, X, W, NAMES)
    variance = np.diag(np.append(np.diag(fit.variance)[:3], 1e-12))
    still = type(fit)(fit.names, fit.coefficients, 0.0, variance, 0.0)
    found = effects(still, W, own=1, neighbours=None, draws=20000)
    reach = 1.959964 * np.sqrt(variance[1, 1])
    assert found["direct"].value == pytest.approx(fit.coefficients[1])
    assert found["total"].ci_low == pytest.approx(fit.coefficients[1] - reach, rel=0.03)
    assert found["indirect"].value == pytest.approx(0, abs=1e-12)


def test_the_admissible_interval_ends_at_the_roots():
    # a ring of six has roots cos(2 pi j / 6), from -1 to 1; a complete graph of four has -1/3 and 1
    assert admissible(RING) == pytest.approx((-1, 1))
    assert admissible((np.ones((4, 4)) - np.eye(4)) / 3) == pytest.approx((-3, 1))


def test_of_neighbours_one_way_round_no_real_root_is_negative():
    """Each of three has the next for its neighbour: the roots are the cube roots of one."""
    assert admissible(np.roll(np.eye(3), 1, axis=1)) == pytest.approx((-1, 1))


@pytest.mark.parametrize(("own", "lagged"), [(0.8, -0.02), (0.05, -0.02), (-0.8, -3.0)])
def test_effects_of_drawn_parameters_are_those_of_the_matrices_written_out(own, lagged):
    """Direct, indirect and total of every draw from (I - rho W)^-1 (b I + t W); no rho beyond one."""
    scale = np.array([[0.3, 0, 0], [0.1, 0.2, 0], [0.05, -0.1, 0.5]])
    fit = SpatialFit(("x", "lag_x"), np.array([own, lagged]), 0.4, scale @ scale.T, 0.0)
    noise = np.random.default_rng(3).standard_normal((99, 3))
    drawn = np.array([own, lagged, 0.4]) + noise @ scale.T
    drawn = drawn[np.abs(drawn[:, 2]) < 1]
    assert 50 < len(drawn) < 99

    def of(b, t, rho):
        full = np.linalg.inv(np.eye(6) - rho * RING) @ (b * np.eye(6) + t * RING)
        direct, total = np.trace(full) / 6, full.sum() / 6
        return direct, total - direct, total

    values = np.array([of(*each) for each in drawn])
    tails = np.minimum((values < 0).sum(axis=0), (values > 0).sum(axis=0))
    found = effects(fit, RING, 0, 1, draws=99, seed=3)
    for i, name in enumerate(("direct", "indirect", "total")):
        ends = np.quantile(values[:, i], [0.025, 0.975])
        assert (found[name].ci_low, found[name].ci_high) == pytest.approx(tuple(ends))
        assert found[name].p_value == pytest.approx(min(1, 2 * (1 + tails[i]) / (1 + len(drawn))))


def test_an_effect_on_either_side_of_nought_has_a_p_value_of_one():
    """Of two draws one is below nought: twice two of three would be more than one."""
    fit = SpatialFit(("x",), np.array([0.0]), 0.0, np.diag([1.0, 1e-12]), 0.0)
    assert (np.random.default_rng(2).standard_normal((2, 2))[:, 0] < 0).sum() == 1
    assert effects(fit, RING, 0, None, draws=2, seed=2)["direct"].p_value == 1


def test_the_variance_is_of_the_coefficients_and_the_spatial_parameter(columbus):
    y, X, w = columbus
    for estimate in (fit_lag, fit_error):
        assert estimate(y, X, w.full()[0], NAMES).variance.shape == (4, 4)


def panel(generator, years=7):
    x = generator.normal(size=(years, 6, 2))
    effects_of_both = generator.normal(size=(1, 6)) * 5 + generator.normal(size=(years, 1)) * 5
    shocks = x @ [1.0, -0.5] + effects_of_both + generator.normal(size=(years, 6))
    y = shocks @ np.linalg.inv(np.eye(6) - 0.4 * RING).T
    return y, x


def test_effects_of_units_and_years_leave_no_trace():
    generator = np.random.default_rng(7)
    y, x = panel(generator)
    moved = y + generator.normal(size=(1, 6)) + generator.normal(size=(7, 1))
    one, other = (without_effects(np.concatenate([each[:, :, None], x], axis=2)) for each in (y, moved))
    assert one == pytest.approx(other)
    assert one.shape == (6, 5, 3)


def test_least_squares_without_effects_is_the_two_way_within_estimator():
    y, x = panel(np.random.default_rng(9))
    flat = without_effects(np.concatenate([y[:, :, None], x], axis=2)).reshape(-1, 3)
    slopes = np.linalg.lstsq(flat[:, 1:], flat[:, 0], rcond=None)[0]
    units, years = np.tile(np.eye(6), (7, 1)), np.repeat(np.eye(7), 6, axis=0)
    design = np.column_stack([x.reshape(-1, 2), units, years[:, 1:]])
    assert slopes == pytest.approx(np.linalg.lstsq(design, y.ravel(), rcond=None)[0][:2])


def test_the_panel_maximises_the_likelihood_written_out_in_full():
    y, x = panel(np.random.default_rng(11))
    table = without_effects(np.concatenate([y[:, :, None], x], axis=2))
    fit = fit_lag(table[:, :, 0], table[:, :, 1:], reduced_weights(RING), ("a", "b"))
    stacked, flat = table[:, :, 0].ravel(), table[:, :, 1:].reshape(-1, 2)
    blocks = np.kron(np.eye(6), reduced_weights(RING))

    def log_likelihood(rho):
        sieve = np.eye(len(stacked)) - rho * blocks
        outcome = sieve @ stacked
        errors = outcome - flat @ np.linalg.lstsq(flat, outcome, rcond=None)[0]
        variance = errors @ errors / len(errors)
        return np.linalg.slogdet(sieve)[1] - len(errors) / 2 * (np.log(2 * np.pi * variance) + 1)

    grid = np.linspace(-0.99, 0.99, 397)
    best = max(grid, key=log_likelihood)
    assert fit.spatial == pytest.approx(best, abs=0.006)
    assert fit.log_likelihood == pytest.approx(log_likelihood(fit.spatial))
    assert fit.log_likelihood >= max(map(log_likelihood, grid))


@pytest.mark.parametrize("estimate", [fit_lag, fit_error])
def test_the_maximum_is_found_to_the_last_digits(columbus, estimate):
    y, X, w = columbus
    W = w.full()[0]
    fit = estimate(y, X, W, NAMES)
    scaled = estimate(1e3 * y, X, W, NAMES)
    assert scaled.spatial == pytest.approx(fit.spatial, rel=1e-12)


@pytest.mark.parametrize("kind", ["lag", "error"])
def test_panels_made_with_dependence_are_found_to_have_it(kind):
    generator = np.random.default_rng(12)
    W = np.roll(np.eye(16), 1, axis=1) / 2 + np.roll(np.eye(16), -1, axis=1) / 2
    spread = np.linalg.inv(np.eye(16) - 0.4 * W).T
    found = []
    for _ in range(60):
        x = generator.normal(size=(10, 16))
        both = generator.normal(size=(1, 16)) + generator.normal(size=(10, 1))
        noise = generator.normal(size=(10, 16))
        y = (x + both + noise) @ spread if kind == "lag" else x + (both + noise) @ spread
        table = without_effects(np.stack([y, x], axis=2))
        estimate = fit_lag if kind == "lag" else fit_error
        found.append(estimate(table[:, :, 0], table[:, :, 1:], reduced_weights(W), ("x",)))
    spatial = np.array([fit.spatial for fit in found])
    slopes = np.array([fit.coefficients[0] for fit in found])
    # Monte Carlo errors of the means are about 0.01
    assert spatial.mean() == pytest.approx(0.4, abs=0.04)
    assert slopes.mean() == pytest.approx(1, abs=0.04)
    claimed = np.sqrt(np.mean([fit.variance[0, 0] for fit in found]))
    assert claimed == pytest.approx(slopes.std(), rel=0.3)


def test_a_unit_without_neighbours_is_refused_in_a_panel():
    lonely = RING.copy()
    lonely[0] = 0
    with pytest.raises(DesignError, match="Every unit needs a neighbour"):
        reduced_weights(lonely)
