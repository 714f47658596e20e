"""Contrast: the extremes and the grey that the guidelines' own tables give."""

import pytest

from lib.exhibits.contrast import READABLE, contrast, tint
from lib.exhibits.style import PAPER


def test_contrast_is_that_of_the_guidelines():
    """Black on white is 21:1; #767676 is the lightest grey that reads on white, #777777 does not (WebAIM)."""
    assert contrast([0, 0, 0], [1, 1, 1]) == pytest.approx(21)
    assert contrast([0x76 / 255] * 3, [1, 1, 1]) >= READABLE
    assert contrast([0x77 / 255] * 3, [1, 1, 1]) < READABLE


def test_a_tint_lies_between_the_colour_and_paper():
    assert tint("#000000", 1) == "#000000"
    assert tint("#000000", 0) == PAPER
    assert tint("#008000", 0.5) == "#80c080"
