import numpy as np
import pytest

from lib.inference.cluster_variance import clustered_variance
from lib.inference.conley import conley_clusters
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.space.weights import distances, near


def panel():
    generator = np.random.default_rng(0)
    unit, year = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    x = generator.normal(size=24)
    return x + generator.normal(size=24), with_constant(x), unit, year


LINE = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))


def test_clusters_further_apart_than_the_cutoff_give_crv1():
    y, X, unit, year = panel()
    fit = least_squares(y, X[:, 1:], absorb=[unit, year])
    near = conley_clusters(fit, unit, LINE, 1.0)
    expected = clustered_variance(fit, unit, "CRV1")
    np.testing.assert_allclose(near.covariance, expected.covariance)
    np.testing.assert_array_equal(near.df, expected.df)


def test_near_clusters_are_one_another_s_neighbours_by_brute_force():
    """Cutoff 2 on a line: clusters one apart get the kernel at one half; every pair of rows in turn."""
    y, X, unit, _ = panel()
    fit = least_squares(y, X)
    residuals = y - X @ np.linalg.lstsq(X, y)[0]
    meat = np.zeros((2, 2))
    for i in range(24):
        for j in range(24):
            weight = {0: 1.0, 1: 0.5}.get(abs(unit[i] - unit[j]), 0.0)
            meat += weight * residuals[i] * residuals[j] * np.outer(X[i], X[j])
    bread = np.linalg.inv(X.T @ X)
    covariance = 6 / 5 * 23 / 22 * bread @ meat @ bread
    values, vectors = np.linalg.eigh(covariance)
    expected = (vectors * np.maximum(values, 0)) @ vectors.T
    found = conley_clusters(fit, unit, LINE, 2.0)
    np.testing.assert_allclose(found.covariance, expected, rtol=1e-8, atol=1e-12)


def test_a_unit_without_information_has_no_neighbours():
    """A place seen once under its own effect: the variance of the others, wherever it lies."""
    y, X, unit, _ = panel()
    alone = least_squares(y, X[:, 1:], absorb=[unit])
    more = least_squares(np.append(y, 3.0), np.append(X[:, 1], 2.0), absorb=[np.append(unit, 6)])
    wider = np.abs(np.subtract.outer(np.arange(7.0), np.arange(7.0)))
    found = conley_clusters(more, np.append(unit, 6), wider, 2.0)
    expected = conley_clusters(alone, unit, LINE, 2.0)
    assert found.clusters == 6
    # the factor of CRV1 counts its row and its effect
    factor = (6 / 5 * 24 / (25 - 2)) / (6 / 5 * 23 / (24 - 2))
    np.testing.assert_allclose(found.covariance, expected.covariance * factor)


def test_near_pairs_alone_give_what_all_distances_give():
    y, X, unit, _ = panel()
    fit, points = least_squares(y, X), np.column_stack([np.arange(6) ** 1.5, np.zeros(6)])
    whole = conley_clusters(fit, unit, distances(points), 3.0)
    sparse = conley_clusters(fit, unit, near(points, 3.0), 3.0)
    assert near(points, 3.0).nnz < 36
    np.testing.assert_allclose(sparse.covariance, whole.covariance, rtol=1e-12)


def test_distances_that_are_none_are_refused():
    y, X, unit, _ = panel()
    fit = least_squares(y, X)
    with pytest.raises(DesignError, match="symmetric matrix"):
        conley_clusters(fit, unit, LINE - 1, 2.0)
    with pytest.raises(DesignError, match="one a pair of the 6 clusters"):
        conley_clusters(fit, unit, LINE[:5, :5], 2.0)
    with pytest.raises(DesignError, match="must be positive"):
        conley_clusters(fit, unit, LINE, 0.0)
