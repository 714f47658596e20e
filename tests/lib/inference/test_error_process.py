import numpy as np
import pytest

from lib.inference.error_process import Scenario, error_root, unit_spreads


def ring(G):
    W = np.zeros((G, G))
    for g in range(G):
        W[g, (g + 1) % G] = W[g, (g - 1) % G] = 0.5
    return W


def labels(G, T):
    return np.repeat(np.arange(G), T), np.tile(np.arange(2000, 2000 + T), G)


def test_errors_have_the_spread_and_the_correlations_of_their_scenario():
    unit, year = labels(6, 5)
    spreads = np.array([1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    root = error_root(Scenario(0.7, 0.5, "residuals"), spreads, unit, year, ring(6))
    covariance = root @ root.T
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), spreads[unit])
    correlation = covariance / np.outer(spreads[unit], spreads[unit])
    assert correlation[0, 1] == pytest.approx(0.7)
    assert correlation[0, 2] == pytest.approx(0.49)
    spatial = np.linalg.inv(np.eye(6) - 0.5 * ring(6))  # by its definition, u = 0.5 W u + e
    between = spatial @ spatial.T
    assert correlation[0, 5] == pytest.approx(between[0, 1] / between[0, 0])
    assert correlation[0, 6] == pytest.approx(0.7 * between[0, 1] / between[0, 0])


def test_no_persistence_and_no_neighbours_are_independent_errors():
    unit, year = labels(4, 3)
    root = error_root(Scenario(0.0, 0.0, "equal"), np.ones(4), unit, year, np.zeros((4, 4)))
    np.testing.assert_allclose(root, np.eye(12), atol=1e-12)


def test_spreads_follow_residuals_or_the_regressor():
    unit, _ = labels(3, 2)
    residuals = np.array([1.0, -1, 2, -2, 3, -3])
    np.testing.assert_allclose(unit_spreads("residuals", residuals, residuals, unit), [1, 2, 3])
    regressor = np.array([-4.0, 0.0, 2.0])
    one_row = np.arange(3)
    assert unit_spreads("equal", residuals[:3], regressor, one_row).tolist() == [1, 1, 1]
    assert unit_spreads("rising", residuals[:3], regressor, one_row).tolist() == [3, 1, 2]
    assert unit_spreads("falling", residuals[:3], regressor, one_row).tolist() == [1, 3, 2]
