import numpy as np
import pytest

from lib.inference import (
    DesignError,
    clustered_variance,
    conley_variance,
    great_circle_km,
    least_squares,
    robust_variance,
    with_constant,
)


def panel():
    generator = np.random.default_rng(0)
    unit, year = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    x = generator.normal(size=24)
    return x + generator.normal(size=24), with_constant(x), unit, year


def test_great_circles_by_hand():
    """A degree of a meridian, a quarter of the equator, from pole to pole."""
    distances = great_circle_km([70, 70, 0, 90, 10, 10], [50, 51, 0, 0, 90, -90])
    radius = 6371.0088
    assert distances[0, 1] == pytest.approx(radius * np.pi / 180)
    assert distances[2, 3] == pytest.approx(radius * np.pi / 2)
    assert distances[4, 5] == pytest.approx(radius * np.pi)


def test_no_neighbours_is_hc0():
    y, X, *_ = panel()
    fit = least_squares(y, X)
    apart = np.full((24, 24), 10.0) - 10 * np.eye(24)
    np.testing.assert_allclose(conley_variance(fit, apart, 5.0), robust_variance(fit, "HC0"), rtol=1e-10)


def test_neighbours_within_units_only_is_cr0():
    y, X, unit, _ = panel()
    fit = least_squares(y, X)
    distances = 10.0 * (unit[:, None] != unit)
    found = conley_variance(fit, distances, 5.0, kernel="uniform")
    np.testing.assert_allclose(found, clustered_variance(fit, unit, "CR0").covariance, rtol=1e-9)


def test_lags_add_serial_correlation_of_a_place():
    y, X, unit, year = panel()
    fit = least_squares(y, X)
    apart = 10.0 * (1 - np.eye(6))
    scores = X * fit.residuals[:, None]
    meat = scores.T @ scores
    for lag in (1, 2):
        pairs = sum(
            np.outer(scores[i], scores[j])
            for i in range(24)
            for j in range(24)
            if unit[i] == unit[j] and year[i] - year[j] == lag
        )
        meat = meat + (1 - lag / 3) * (pairs + pairs.T)
    bread = np.linalg.inv(X.T @ X)
    found = conley_variance(fit, apart, 5.0, periods=year, places=unit, lags=2)
    np.testing.assert_allclose(found, bread @ meat @ bread, rtol=1e-9)


def test_distance_weighs_pairs_of_one_period():
    y, X, unit, year = panel()
    fit = least_squares(y, X)
    generator = np.random.default_rng(2)
    distances = great_circle_km(generator.uniform(50, 85, 6), generator.uniform(41, 55, 6))
    scores = X * fit.residuals[:, None]
    meat = sum(
        max(0, 1 - distances[unit[i], unit[j]] / 900) * np.outer(scores[i], scores[j])
        for i in range(24)
        for j in range(24)
        if year[i] == year[j]
    )
    bread = np.linalg.inv(X.T @ X)
    found = conley_variance(fit, distances, 900, periods=year, places=unit)
    np.testing.assert_allclose(found, bread @ meat @ bread, rtol=1e-8)


def test_wrong_requests_are_refused():
    y, X, *_ = panel()
    fit = least_squares(y, X)
    with pytest.raises(DesignError, match="positive cutoff"):
        conley_variance(fit, np.zeros((24, 24)), 0.0)
    with pytest.raises(DesignError, match="one a pair"):
        conley_variance(fit, np.zeros((6, 6)), 1.0)
    with pytest.raises(DesignError, match="need the places"):
        conley_variance(fit, np.zeros((24, 24)), 1.0, lags=1)
