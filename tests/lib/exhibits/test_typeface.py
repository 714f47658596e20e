"""The typeface: of the package, not of the machine; measured as drawn; with the letters of all languages."""

import base64
import re

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from lib.exhibits.carried_font import (
    FACES,
    FAMILY,
    face_file,
    font_rules,
    letters_file,
    split_font_rules,
    with_font_rules,
)
from lib.exhibits.style import apply_style
from lib.exhibits.typeface import text_width
from setup.renew_letters import LETTERS, cut_letters

ALPHABETS = {
    "Kazakh": "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ",
    "Tajik": "ҒӢҚӮҲҶ",
    "Ukrainian": "ҐЄІЇ",
    "French": "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ",
    "Turkish": "ÇĞİIÖŞÜ",
    "Polish": "ĄĆĘŁŃÓŚŹŻ",
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_drawings_carry_every_letter_of(language):
    assert set(ALPHABETS[language]) | set(ALPHABETS[language].lower()) - set("i̇") <= set(LETTERS)


@pytest.mark.parametrize("weight", FACES)
def test_the_letters_on_file_are_those_of_the_typeface(weight, tmp_path):
    cut_letters(face_file(weight), tmp_path / "cut.woff")
    on_file, cut, face = map(TTFont, (letters_file(weight), tmp_path / "cut.woff", face_file(weight)))
    assert set(on_file.keys()) == set(cut.keys()) > {"GPOS", "glyf", "cmap"}
    for table in set(cut.keys()) - {"GlyphOrder", "head"}:  # `head` holds the time of writing
        assert on_file.getTableData(table) == cut.getTableData(table)
    letters, whole = on_file.getBestCmap(), face.getBestCmap()
    assert set(letters) == {ord(letter) for letter in LETTERS} <= set(whole)
    for code, name in letters.items():
        assert on_file["hmtx"][name] == face["hmtx"][whole[code]]


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
        assert base64.b64decode(letters) == letters_file(int(weight)).read_bytes()
