"""Spatial weights on a line of three places, worked by hand."""

import numpy as np
import pytest

from lib.space.weights import contiguity, inverse_distance, matrix, nearest, tabulate

UNITS = ["a", "b", "c"]
LINE = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])


def test_contiguity_shares_the_row_among_neighbours():
    weights = contiguity(UNITS, {("a", "b"), ("b", "c")})
    assert weights.tolist() == [[0, 1, 0], [0.5, 0, 0.5], [0, 1, 0]]


def test_nearest_takes_k():
    assert nearest(LINE, 1).tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]


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
