"""Places of labels: free of marks, lines and each other; the same whatever the last bits of the input."""

import numpy as np

from lib.exhibits.placement import (
    box_distances,
    boxes_on_segments,
    crossing,
    overlapping,
    place_labels,
    segment_distances,
)

BOX = np.array([[0.0, 0.0, 2.0, 1.0]])


def test_distances_are_those_of_geometry():
    assert box_distances(BOX, np.array([[5.0, 5.0], [1.0, 0.5]])).tolist() == [[5.0, 0.0]]  # 3-4-5
    segment = np.array([[[0.0, 0.0], [4.0, 0.0]]])
    assert segment_distances(segment, np.array([[2.0, 3.0], [7.0, 4.0]])).tolist() == [[3.0, 5.0]]


def test_what_touches_is_told_from_what_does_not():
    segments = np.array([[[-1.0, 0.5], [3.0, 0.5]], [[-1.0, 2.0], [3.0, 2.0]], [[1.0, 0.4], [1.0, 0.6]]])
    assert boxes_on_segments(BOX, segments).tolist() == [[True, False, True]]
    assert overlapping(BOX, np.array([[1.0, 0.5, 3.0, 2.0], [2.0, 0.0, 3.0, 1.0]])).tolist() == [
        [True, False]
    ]
    cross = np.array([[[1.0, -1.0], [1.0, 3.0]]])
    assert crossing(cross, segments).tolist() == [[True, True, False]]


def crowd():
    """Two dozen marks on a grid so close that most labels have to move."""
    marks = np.array([[60.0 + 21 * column, 60 + 14 * row] for column in range(6) for row in range(4)])
    return marks, np.tile([30.0, 6.0], (24, 1))


def test_labels_of_a_crowd_are_free_of_each_other_and_of_marks():
    marks, sizes = crowd()
    line = np.array([[[0.0, 55.0], [250.0, 55.0]]])
    places = place_labels(marks, sizes, 2.5, (0, 0, 250, 200), line)
    boxes = np.array([place.box for place in places])
    assert not np.triu(overlapping(boxes, boxes), k=1).any()
    assert (box_distances(boxes, marks) >= 2.5).all()
    assert not boxes_on_segments(boxes, line).any()
    assert any(place.leader is not None for place in places)


def test_the_last_bits_of_the_input_move_no_label():
    marks, sizes = crowd()
    places = place_labels(marks, sizes, 2.5, (0, 0, 250, 200), np.empty((0, 2, 2)))
    noise = 1e-9 * np.random.default_rng(1).normal(size=marks.shape)
    again = place_labels(marks + noise, sizes, 2.5, (0, 0, 250, 200), np.empty((0, 2, 2)))
    assert [place.box.tolist() for place in again] == [place.box.tolist() for place in places]
