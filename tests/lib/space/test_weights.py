"""Spatial weights on a line of three places, worked by hand."""

import numpy as np
import pytest

from lib.space.weights import contiguity, distances, inverse_distance, matrix, near, nearest, tabulate

UNITS = ["a", "b", "c"]
LINE = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])


def test_contiguity_shares_the_row_among_neighbours():
    weights = contiguity(UNITS, {("a", "b"), ("b", "c")})
    assert weights.tolist() == [[0, 1, 0], [0.5, 0, 0.5], [0, 1, 0]]


def test_nearest_takes_k():
    assert nearest(LINE, 1).toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]


def test_of_equally_near_units_the_earlier_is_a_neighbour():
    square = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert nearest(square, 1).toarray().argmax(axis=1).tolist() == [1, 0, 0, 1]


def test_a_unit_is_never_its_own_neighbour_though_there_are_few_others():
    assert nearest(LINE, 4).toarray().tolist() == [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]


def test_near_pairs_are_those_of_all_distances_up_to_the_cutoff():
    grid = np.array([[x, y] for x in range(5) for y in range(5)], dtype=float)
    table, apart = near(grid, 1.5).toarray(), distances(grid)
    assert table == pytest.approx(np.where(apart <= 1.5, apart, 0.0))
    assert near(grid, 1.5).nnz == (apart <= 1.5).sum()


def test_inverse_distance():
    expected = [[0, 3 / 4, 1 / 4], [2 / 3, 0, 1 / 3], [2 / 5, 3 / 5, 0]]
    assert inverse_distance(LINE) == pytest.approx(np.array(expected))


def test_a_table_of_weights_comes_back_as_the_same_matrix():
    weights = inverse_distance(LINE)
    assert matrix(tabulate("x", UNITS, weights), "x", UNITS) == pytest.approx(weights)


def test_absent_units_leave_the_rest_standardised_and_islands_empty():
    table = tabulate("x", UNITS, contiguity(UNITS, {("a", "b"), ("b", "c")}))
    assert matrix(table, "x", ["a", "b"]).tolist() == [[0, 1], [1, 0]]
    assert matrix(table, "x", ["a", "c"]).tolist() == [[0, 0], [0, 0]]
