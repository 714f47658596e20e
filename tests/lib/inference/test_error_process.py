import numpy as np
import pytest

from lib.inference.error_process import estimate_process


def ring(G):
    W = np.zeros((G, G))
    for g in range(G):
        W[g, (g + 1) % G] = W[g, (g - 1) % G] = 0.5
    return W


def labels(G, T):
    return np.repeat(np.arange(G), T), np.tile(np.arange(2000, 2000 + T), G)


def covariance_root(unit, year, W, rho, spatial):
    between = np.linalg.inv(np.eye(len(W)) - spatial * W)
    between = between @ between.T
    between /= np.sqrt(np.outer(np.diag(between), np.diag(between)))
    return np.linalg.cholesky(between[np.ix_(unit, unit)] * rho ** np.abs(year[:, None] - year))


def test_parameters_of_a_known_process_are_found_again_after_effects_are_removed():
    """Residuals on unit means hang together less than the errors; the estimate corrects for it."""
    unit, year = labels(20, 10)
    root = covariance_root(unit, year, ring(20), 0.7, 0.5)
    maker = np.eye(200) - np.equal.outer(unit, unit) / 10
    found = [
        estimate_process(
            maker @ (root @ np.random.default_rng(seed).standard_normal(200)), maker, unit, year, ring(20)
        )
        for seed in range(12)
    ]
    assert np.mean([one.rho for one in found]) == pytest.approx(0.7, abs=0.07)
    assert np.mean([one.spatial for one in found]) == pytest.approx(0.5, abs=0.07)


def test_draws_have_the_spread_and_correlation_of_the_process():
    unit, year = labels(6, 5)
    residuals = np.random.default_rng(1).standard_normal(30) * np.repeat([1, 2, 3, 1, 2, 3], 5)
    process = estimate_process(residuals, np.eye(30), unit, year, ring(6))
    drawn = process.draw(40_000, np.random.default_rng(2))
    np.testing.assert_allclose(drawn.std(axis=1), process.spread[unit], rtol=0.03)
    assert np.corrcoef(drawn[0], drawn[1])[0, 1] == pytest.approx(process.rho, abs=0.02)


def test_one_year_has_no_serial_correlation_and_a_common_spread():
    unit, year = labels(8, 1)
    process = estimate_process(np.arange(8.0) - 3.5, np.eye(8), unit, year, ring(8))
    assert process.rho == 0
    assert len(set(process.spread)) == 1


def test_no_neighbours_no_spatial_correlation():
    unit, year = labels(4, 5)
    residuals = np.random.default_rng(1).standard_normal(20)
    process = estimate_process(residuals, np.eye(20), unit, year, np.zeros((4, 4)))
    assert process.spatial == 0
