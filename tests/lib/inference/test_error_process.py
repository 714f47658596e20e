import numpy as np
import pytest
from scipy.sparse import csc_array

from lib.inference.error_process import Scenario, error_process, unit_spreads


def ring(G):
    W = np.zeros((G, G))
    for g in range(G):
        W[g, (g + 1) % G] = W[g, (g - 1) % G] = 0.5
    return W


def labels(G, T):
    return np.repeat(np.arange(G), T), np.tile(np.arange(2000, 2000 + T), G)


def covariances(process):
    """Those of all rows, from the variances of sums of two: var(a + b) - var(a) - var(b) = 2 cov(a, b)."""
    n = len(process.unit)
    unit = np.eye(n)
    both = np.array(
        [[process.variance(csc_array((unit[i] + unit[j])[:, None])) for i in range(n)] for j in range(n)]
    )
    return (both - np.diag(both)[:, None] / 4 - np.diag(both) / 4) / 2


def test_errors_have_the_spread_and_the_correlations_of_their_scenario():
    unit, year = labels(6, 5)
    spreads = np.array([1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    process = error_process(Scenario(0.7, 0.5, "residuals"), spreads, unit, year, ring(6))
    covariance = covariances(process)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), spreads[unit])
    correlation = covariance / np.outer(spreads[unit], spreads[unit])
    np.testing.assert_allclose(process.over, 0.7 ** np.abs(np.subtract.outer(np.arange(5), np.arange(5))))
    assert correlation[0, 1] == pytest.approx(0.7)
    assert correlation[0, 2] == pytest.approx(0.49)
    spatial = np.linalg.inv(np.eye(6) - 0.5 * ring(6))  # by its definition, u = 0.5 W u + e
    between = spatial @ spatial.T
    assert correlation[0, 5] == pytest.approx(between[0, 1] / between[0, 0])
    assert correlation[0, 6] == pytest.approx(0.7 * between[0, 1] / between[0, 0])


def test_no_persistence_and_no_neighbours_are_independent_errors():
    unit, year = labels(4, 3)
    process = error_process(Scenario(0.0, 0.0, "equal"), np.ones(4), unit, year, np.zeros((4, 4)))
    np.testing.assert_allclose(covariances(process), np.eye(12), atol=1e-12)


def test_spreads_follow_residuals_or_the_regressor():
    unit, _ = labels(3, 2)
    residuals = np.array([1.0, -1, 2, -2, 3, -3])
    np.testing.assert_allclose(unit_spreads("residuals", residuals, residuals, unit), [1, 2, 3])
    regressor = np.array([-4.0, 0.0, 2.0])
    one_row = np.arange(3)
    assert unit_spreads("equal", residuals[:3], regressor, one_row).tolist() == [1, 1, 1]
    assert unit_spreads("rising", residuals[:3], regressor, one_row).tolist() == [3, 1, 2]
    assert unit_spreads("falling", residuals[:3], regressor, one_row).tolist() == [1, 3, 2]


def test_draws_have_the_covariance_of_the_process():
    """Rows of an uneven panel in no order; a Monte-Carlo error of 1 / sqrt(draws), taken four times."""
    unit, year = np.array([2, 0, 1, 0, 2]), np.array([2003, 2001, 2001, 2004, 2001])
    process = error_process(Scenario(0.6, 0.4, "residuals"), np.array([1.0, 2.0, 3.0]), unit, year, ring(3))
    drawn = np.hstack(list(process.draw(40_000, np.random.default_rng(1))))
    spreads = np.array([1.0, 2.0, 3.0])[unit]
    error = np.abs(drawn @ drawn.T / 40_000 - covariances(process)) / np.outer(spreads, spreads)
    assert error.max() < 4 * np.sqrt(2 / 40_000)


def test_many_draws_are_those_of_block_after_block():
    """2,500 draws of one generator: twice 1,000 and then 500, as if each had been asked for by itself."""
    unit, year = labels(3, 4)
    process = error_process(Scenario(0.6, 0.4, "equal"), np.ones(3), unit, year, ring(3))
    blocks = list(process.draw(2500, np.random.default_rng(1)))
    generator = np.random.default_rng(1)
    for block, draws in zip(blocks, (1000, 1000, 500), strict=True):
        (alone,) = process.draw(draws, generator)
        np.testing.assert_array_equal(block, alone)
