"""Places of labels: free of marks, lines and each other; the same whatever the last bits of the input."""

import numpy as np
import shapely

from lib.exhibits.placement import box_distances, place_labels

BOX = np.array([[0.0, 0.0, 2.0, 1.0]])


def test_distances_are_those_of_geometry():
    assert box_distances(BOX, np.array([[5.0, 5.0], [1.0, 0.5]])).tolist() == [[5.0, 0.0]]  # 3-4-5


def crowd():
    """Two dozen marks on a grid so close that most labels have to move."""
    marks = np.array([[60.0 + 21 * column, 60 + 14 * row] for column in range(6) for row in range(4)])
    return marks, np.tile([30.0, 6.0], (24, 1))


def test_labels_of_a_crowd_are_free_of_each_other_and_of_marks():
    marks, sizes = crowd()
    line = np.array([[[0.0, 55.0], [250.0, 55.0]]])
    places = place_labels(marks, sizes, 2.5, (0, 0, 250, 200), line)
    boxes = np.array([place.box for place in places])
    shapes = shapely.box(*boxes.T)
    assert not np.triu(shapely.intersects(shapes[:, None], shapes), k=1).any()
    assert (box_distances(boxes, marks) >= 2.5).all()
    assert not shapely.intersects(shapes, shapely.linestrings(line)).any()
    assert any(place.leader is not None for place in places)


def test_the_last_bits_of_the_input_move_no_label():
    marks, sizes = crowd()
    places = place_labels(marks, sizes, 2.5, (0, 0, 250, 200), np.empty((0, 2, 2)))
    noise = 1e-9 * np.random.default_rng(1).normal(size=marks.shape)
    again = place_labels(marks + noise, sizes, 2.5, (0, 0, 250, 200), np.empty((0, 2, 2)))
    assert [place.box.tolist() for place in again] == [place.box.tolist() for place in places]
