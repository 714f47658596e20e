"""Spatial weights on a line of three places, worked by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from lib.space.weights import (
    contiguity,
    distance_matrix,
    distances,
    inverse_distance,
    matrix,
    near,
    nearest,
    tabulate,
)

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


def test_of_four_equally_near_places_the_two_earlier_are_neighbours():
    """On a grid of ten by ten, away from its edges; those to the west and south come before the others."""
    points = np.array([(x - 20.0, y - 20.0) for x in range(10) for y in range(10)])
    found = nearest(points, 2).toarray()
    for x in range(1, 9):
        for y in range(1, 9):
            assert np.flatnonzero(found[10 * x + y]).tolist() == [10 * x + y - 10, 10 * x + y - 1]


def test_weights_that_come_in_no_order_are_told_in_order():
    unordered = csr_array((np.array([0.75, 0.25, 1.0]), np.array([2, 1, 0]), np.array([0, 2, 3, 3])), (3, 3))
    table = tabulate("kind", ["A", "B", "C"], unordered)
    assert table.to_numpy().tolist() == [
        ["kind", "A", "B", 0.25], ["kind", "A", "C", 0.75], ["kind", "B", "A", 1.0],
    ]  # fmt: skip


def test_distances_are_those_of_the_layout_that_is_asked_for():
    table = pd.DataFrame(
        [("20", "B", "A", 5.0), ("20", "A", "B", 5.0), ("17", "A", "C", 7.0), ("17", "C", "A", 7.0)],
        columns=["layout", "unit", "neighbour", "km"],
    )
    units, km = distance_matrix(table, "20")
    assert units == ["A", "B"]
    assert km.tolist() == [[0, 5], [5, 0]]
