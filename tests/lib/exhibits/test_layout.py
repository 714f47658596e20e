"""The sheet: words broken to fit, places that do not hang on the solver's last bits."""

import numpy as np
import pytest
from matplotlib.ticker import MultipleLocator

from lib.exhibits.layout import Sheet, number_axis, settle_layout, wrap_text
from lib.exhibits.style import apply_style
from lib.words.language import Words


def figure_of(text):
    apply_style()
    figure = Sheet(1, 60, "Source: nobody").figure(text)
    axes = figure.subplots()
    axes.set_xlabel(text)
    settle_layout(figure)
    return figure


def test_a_line_longer_than_the_width_is_broken():
    assert "\n" in wrap_text("many words " * 20, 2, 7)
    assert "\n" not in wrap_text("few words", 2, 7)
    assert wrap_text("CC\N{NO-BREAK SPACE}BY 4.0", 0.1, 7) == "CC\N{NO-BREAK SPACE}BY\n4.0"


def test_no_line_begins_with_a_dash():
    for width in np.linspace(0.3, 2, 30):
        assert "\n\N{EM DASH}" not in wrap_text("Больше всего в Астане — Акмолинская — 18 %", width, 7)


def test_the_last_bits_of_the_layout_solver_do_not_show():
    figure = Sheet(1, 60, "Source: nobody").figure("A finding")
    above, below = figure.subfigures(2, 1, height_ratios=[1, 2])
    above.subplots(1, 3)
    below.subplots()
    settle_layout(figure)
    for part in (above, below):
        places = part.bbox_relative.get_points()
        assert places == pytest.approx(np.round(places, 6), abs=1e-15)
    for axes in figure.axes:
        bounds = axes.get_position(original=True).bounds
        assert bounds == pytest.approx(np.round(bounds, 6), abs=1e-15)


def test_no_two_steps_of_an_axis_are_printed_alike():
    """Steps of 0.05, which one decimal would print as 0.0, 0.1, 0.1, 0.2."""
    axes = Sheet(1, 60).figure("A finding").subplots()
    axes.set_xlim(0, 0.38)
    axes.xaxis.set_major_locator(MultipleLocator(0.05))
    number_axis(axes.xaxis, Words("en", {}), 1)
    axes.figure.draw_without_rendering()
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels[1:4] == ["0.00", "0.05", "0.10"]
    assert len({*labels}) == len(labels)
