import numpy as np
import pytest

from lib.inference.cluster_variance import clustered_variance
from lib.inference.conley import conley_clusters, kernel_weights
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


# The second place is near to the first and to the third, which are far from one another; no map has these.
UNEVEN = np.full((5, 5), 20.0)
UNEVEN[[0, 1, 1, 2], [1, 0, 2, 1]] = 1
np.fill_diagonal(UNEVEN, 0)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_variance_below_zero_is_set_to_zero(scale):
    """Scores of 1, -1.5, 1 and -0.5; weights of 0.9: 4.5 - 2 x 0.9 x (1.5 + 1.5) is less than zero."""
    x, residuals = np.array([1.0, 1, 1, 5, 2]), np.array([1.0, -1.5, 1, -0.1, 0])
    found = conley_clusters(least_squares(scale * (3 * x + residuals), x), np.arange(5), UNEVEN, 10.0)
    assert found.covariance[0, 0] == 0


@pytest.mark.parametrize("scale", [1e-6, 1.0])
def test_negative_eigenvalues_alone_are_set_to_zero(scale):
    generator = np.random.default_rng(4)
    x = generator.normal(size=5)
    X = with_constant(x)
    weights = np.maximum(1 - UNEVEN / 10, 0)
    for _ in range(200):
        y = scale * generator.normal(size=5)
        residuals = y - X @ np.linalg.lstsq(X, y)[0]
        influence = residuals[:, None] * X @ np.linalg.inv(X.T @ X)
        values, vectors = np.linalg.eigh(5 / 4 * 4 / 3 * influence.T @ weights @ influence)
        if values[0] < 0 < values[1]:
            break
    found = conley_clusters(least_squares(y, X), np.arange(5), UNEVEN, 10.0)
    expected = values[1] * np.outer(vectors[:, 1], vectors[:, 1])
    np.testing.assert_allclose(found.covariance, expected, rtol=1e-8, atol=1e-12 * values[1])


def test_small_variances_keep_their_digits_beside_large_ones():
    """A regressor in a unit a billion times as large has a standard error a billion times as small."""
    y, X, unit, _ = panel()
    plain = conley_clusters(least_squares(y, X), unit, LINE, 1.5)
    assert np.linalg.eigvalsh(plain.covariance)[0] > 0
    large = conley_clusters(least_squares(y, X * [1, 1e9]), unit, LINE, 1.5)
    np.testing.assert_allclose(large.std_errors * [1, 1e9], plain.std_errors, rtol=1e-9)


def test_pairs_beyond_the_cutoff_do_not_count_where_a_sparse_array_has_them():
    y, X, unit, _ = panel()
    fit, points = least_squares(y, X), np.column_stack([np.arange(6) ** 1.5, np.zeros(6)])
    whole = conley_clusters(fit, unit, distances(points), 3.0)
    more = conley_clusters(fit, unit, near(points, 6.0), 3.0)
    assert near(points, 6.0).nnz > near(points, 3.0).nnz
    np.testing.assert_allclose(more.covariance, whole.covariance, rtol=1e-12)


def test_distances_there_and_back_must_be_the_same():
    uneven = LINE.copy()
    uneven[0, 1] = 1.5
    for wrong in (uneven, LINE[:, :5]):
        with pytest.raises(DesignError, match="symmetric matrix"):
            kernel_weights(wrong, 2.0)
