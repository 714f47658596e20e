"""What keeps a reader from reading a figure: a sound figure has no fault, and each planted one is told."""

import numpy as np
import pytest
from drawing_faults import drawing_faults

from lib.exhibits.labels import label_points
from lib.exhibits.layout import Sheet, axis_line, settle_layout
from lib.exhibits.marks import mark_asserted
from lib.exhibits.style import ASSERTED, INK, apply_style, macro_colours, macro_shapes


@pytest.fixture
def axes():
    """Axes of a sound figure: two points of regions, a line between them, a key, words of two lines."""
    apply_style()
    key = [("the line", {"ls": "-", "marker": "None", "color": INK})]
    figure = Sheet(
        1, 60, "Source: somebody who has a long name, in a table with a longer one, and so on"
    ).figure("A finding that is too long to stand in one line of a figure of a column", key)
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.plot([0, 1], [0, 1], color=INK, zorder=1)
    for region, place in (("north", 0.2), ("south", 0.8)):
        axes.scatter([place], [1 - place], marker=macro_shapes()[region], color=macro_colours()[region], s=20)
    mark_asserted(axes, [0.9], [0.6])
    axis_line(axes, x=0.5)
    settle_layout(figure)
    label_points(axes, [0.2, 0.8], [0.8, 0.2], ["Kostanay", "Zhambyl"], [([0, 1], [0, 1])])
    return axes


def note(axes, words, x, y, **look):
    return axes.text(x, y, words, ha="center", va="center", fontsize=7, **look)


def test_a_sound_figure_has_no_fault(axes):
    assert drawing_faults(axes.figure) == []


def small(axes):
    axes.text(0.1, 0.5, "small", fontsize=5)


def off(axes):
    axes.text(1.1, 0.5, "far too long to fit", fontsize=7)


def twice(axes):
    note(axes, "one", 0.3, 0.1)
    note(axes, "two", 0.3, 0.1)


def widow(axes):
    note(axes, "many words that stand in a line\n4.0.", 0.3, 0.6)


def over_a_mark(axes):
    note(axes, "over", 0.2, 0.8)


def on_a_line(axes):
    note(axes, "on it", 0.3, 0.3)


def on_bars_of_a_range(axes):
    axes.hlines([0.6], 0.1, 0.4, color=INK)
    note(axes, "ranged", 0.25, 0.6)


def leader(axes, start, end):
    axes.plot(*zip(start, end, strict=True), color=INK, gid="leader", scalex=False, scaley=False)


def leader_through_words(axes):
    note(axes, "between", 0.3, 0.6)
    leader(axes, (0.1, 0.6), (0.48, 0.6))


def leader_through_a_mark(axes):
    leader(axes, (0.7, 0.3), (0.95, 0.05))


def far_from_its_mark(axes):
    axes.annotate("Atyrau", (0.9, 0.35), (-40, -25), textcoords="offset points", fontsize=7, gid="name")


def pale(axes):
    note(axes, "pale", 0.3, 0.1, color="#b0b0b0")


def dark_on_dark(axes):
    axes.barh([0.5], [0.45], left=0.04, height=0.1, color=macro_colours()["north"])
    note(axes, "dark", 0.2, 0.5)


def band_without_words(axes):
    axes.fill_between([0, 1], [0.4, 0.4], [0.45, 0.45], color="#dddddd", zorder=0)


def shade_without_words(axes):
    axes.axhspan(0.4, 0.45, color="#dddddd", zorder=0)


def rule_without_words(axes):
    axes.axhline(0.97, color=INK)


def dashes_without_words(axes):
    axes.plot([0.1, 0.2], [0.5, 0.5], color=INK, ls="--")


def colour_of_nothing(axes):
    axes.bar([0.1], [0.1], width=0.05, color="#00ff00")


def shape_of_another(axes):
    axes.scatter([0.1], [0.5], marker=macro_shapes()["west"], color=macro_colours()["east"])


def asserted_as_a_dot(axes):
    axes.plot([0.1], [0.5], ls="", marker="o", color=ASSERTED)


PLANTED = {
    small: "set at 5.0 points",
    off: "leaves the canvas",
    twice: "'one' and 'two' overlap",
    widow: "ends in a widow",
    over_a_mark: "'over' covers a mark",
    on_a_line: "'on it' stands on a line",
    on_bars_of_a_range: "'ranged' stands on a line",
    leader_through_words: "a leader crosses 'between'",
    leader_through_a_mark: "goes through mark",
    far_from_its_mark: "points from its mark",
    pale: "'pale' reads badly",
    dark_on_dark: "'dark' reads badly",
    band_without_words: "a band (",
    shade_without_words: "a band (",
    rule_without_words: "a line (",
    dashes_without_words: "a line (",
    colour_of_nothing: "the colour #00ff00 has no meaning",
    shape_of_another: "has another shape",
    asserted_as_a_dot: "has another shape",
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_fault_is_told(plant, axes):
    plant(axes)
    assert any(PLANTED[plant] in fault for fault in drawing_faults(axes.figure))


def test_labels_in_a_crowd_stand_off_each_other_and_off_the_lines():
    """Twelve points on a line, a thirteenth far off: as many labels as can be must be free of faults."""
    apply_style()
    figure = Sheet(2, 100).figure("A crowd of points")
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    x = np.append(np.linspace(0.3, 0.6, 12), 0.9)
    y = np.append(np.linspace(0.3, 0.6, 12), 0.1)
    axes.scatter(x, y, s=20, color=INK)
    axes.plot([0, 1], [0.1, 1], color=INK)
    settle_layout(figure)
    label_points(axes, x, y, [f"Region {row}" for row in range(13)], [([0, 1], [0.1, 1])])
    assert drawing_faults(figure) == []
