"""The typeface: of the package, not of the machine; measured as drawn; with the letters of all languages."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from lib.exhibits.carried_font import split_font_rules, with_font_rules
from lib.exhibits.style import apply_style
from lib.exhibits.typeface import ALPHABET, FACES, FAMILY, face_file, font_rules, text_width

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"


@pytest.mark.parametrize("weight", FACES)
def test_every_letter_that_a_drawing_carries_is_in_the_typeface(weight):
    assert set(KAZAKH) < set(ALPHABET)
    assert set(ALPHABET) <= {chr(code) for code in TTFont(face_file(weight)).getBestCmap()}


def test_fonts_of_the_machine_are_unknown():
    apply_style()
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    assert known == {FAMILY}
    for weight in FACES:
        assert font_manager.findfont(FontProperties(family=FAMILY, weight=weight)) == str(face_file(weight))


@pytest.mark.parametrize("weight", FACES)
def test_a_line_is_as_wide_as_its_letters(weight):
    """Advance widths of the font's own table; no pair of these letters is kerned."""
    font = TTFont(face_file(weight))
    letters, advances = font.getBestCmap(), font["hmtx"].metrics
    expected = sum(advances[letters[ord(letter)]][0] for letter in "nn nn") / font["head"].unitsPerEm
    assert text_width("nn nn", 10, FACES[weight]) == pytest.approx(10 * expected, rel=0.01)


def test_a_drawing_carries_its_letters_once_in_each_weight():
    plain = '<svg><defs><style type="text/css">*{}</style></defs></svg>'
    drawing = with_font_rules(plain, font_rules())
    assert split_font_rules(drawing) == (plain, font_rules())
    assert split_font_rules(plain) == (plain, "")
    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", drawing)
    assert [int(weight) for weight, _ in faces] == list(FACES)
    for weight, letters in faces:
        carried = TTFont(io.BytesIO(base64.b64decode(letters)))
        assert set(ALPHABET) <= {chr(code) for code in carried.getBestCmap()}
        advance = {face: face["hmtx"].metrics for face in (carried, TTFont(face_file(int(weight))))}
        widths = [metrics[face.getBestCmap()[ord("Қ")]][0] for face, metrics in advance.items()]
        assert widths[0] == widths[1]
    assert font_rules() == font_rules.__wrapped__()
