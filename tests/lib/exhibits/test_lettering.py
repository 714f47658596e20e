"""Text is measured and outlined as matplotlib does it, and remembered by font, not by size."""

import re

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from lib.exhibits.lettering import Drawing, Lettering, draw_svg
from lib.exhibits.plots import apply_style

LINES = ("Түркістан AVATAR", "1 234,5 %", "Ағымдағы† − x")


def font(size, weight="normal"):
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


@pytest.mark.parametrize("line", LINES)
def test_sizes_are_those_of_matplotlib_at_every_size_and_weight(line):
    lettering = Lettering()
    for size, weight in ((7, "normal"), (14, "normal"), (7, "bold")):
        at = font(size, weight)
        found = lettering.get_text_width_height_descent(line, at, False)
        assert found == pytest.approx(text_to_path.get_text_width_height_descent(line, at, False))


@pytest.mark.parametrize("line", LINES)
def test_a_line_stands_where_matplotlib_puts_its_glyphs(line):
    drawn, _ = Lettering().run(line, font(7))
    at = font(7)
    glyphs, *_ = text_to_path.get_glyphs_with_font(text_to_path._get_font(at), line)
    places = [(name, pytest.approx(x, abs=1e-3)) for name, x, *_ in glyphs]
    found = re.findall(r'<use x="([-\d.]+)" xlink:href="#([^"]+)"/>', drawn)
    assert [(name, float(x)) for x, name in found] == places


def test_a_drawing_defines_each_glyph_that_it_uses_once():
    apply_style()
    figure = Drawing(4, 2)
    for height in (0.2, 0.6):
        figure.text(0.1, height, "aba <b>", rotation=90 * (height > 0.5), color="#ff0000")
    drawing = draw_svg(figure, {"Title": "t", "Date": None, "Creator": None})
    used = set(re.findall(r'xlink:href="#(DejaVuSans-\w+)"', drawing))
    defined = re.findall(r'<path id="(DejaVuSans-\w+)"', drawing)
    assert len(used) == len("ab <>")
    assert sorted(defined) == sorted(used)
    assert drawing.count('fill="#ff0000"') == 2
    assert drawing.count("rotate(-90)") == 1
