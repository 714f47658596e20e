"""Labels: moved apart as little as possible; beside their own point, or joined to it by a leader."""

import numpy as np
import shapely

from lib.exhibits.labels import label_points, label_shapes, spread
from lib.exhibits.layout import Sheet, settle_layout
from lib.exhibits.style import apply_style


def axes_of_one():
    apply_style()
    figure = Sheet(1, 60).figure()
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    settle_layout(figure)
    return axes


def test_spread_keeps_order_and_gap_and_moves_least():
    assert spread([1, 1, 5], 1).tolist() == [0.5, 1.5, 5]
    assert spread([3, 1], 1).tolist() == [3, 1]
    assert spread([0, 0], 2, low=0).tolist() == [0, 2]


def test_a_label_beside_its_own_point_stands_free_and_one_among_others_is_joined_to_it():
    axes = axes_of_one()
    label_points(axes, [0.2, 0.8], [0.2, 0.8], ["one", "two"])
    assert len(axes.lines) == 0
    crowd = np.linspace(0.47, 0.53, 6)
    label_points(axes, crowd, crowd[::-1], ["somewhere"] * 6)
    ends = [tuple(np.round(line.get_xydata()[1], 4)) for line in axes.lines]
    assert ends
    assert set(ends) <= set(zip(np.round(crowd, 4), np.round(crowd[::-1], 4), strict=True))


def test_a_label_that_its_shape_cannot_hold_stands_beside_it_and_off_all_lines():
    axes = axes_of_one()
    shapes = np.array([shapely.box(0.3, 0, 0.7, 0.9), shapely.box(0.7, 0.4, 0.71, 0.9)])
    label_shapes(axes, shapes, np.array([[0.5, 0.45], [0.705, 0.65]]), ["12.3%", "45.6%"])
    boxes = [text.get_window_extent().transformed(axes.transData.inverted()) for text in axes.texts]
    inside, beside = (shapely.box(*box.extents) for box in boxes)
    assert shapes[0].contains(inside)
    assert not any(shape.intersects(beside) for shape in shapes)
