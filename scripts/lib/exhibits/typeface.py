"""The typeface in matplotlib: how wide words are in it, and the letters that every drawing carries."""

import base64
import io
import logging
from functools import cache
from pathlib import Path

from fontTools import subset
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from lib.exhibits.carried_font import FACES, FAMILY, face_file

logging.getLogger("fontTools").setLevel(logging.WARNING)  # each step of a subset is a line of a job's log

ALPHABET = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0x410, 0x450)))
    + "ЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"
    + "\N{NO-BREAK SPACE}«»°±²³·×÷–—‘’“”†‡…‰€№→←≤≥≠−ΔΣβλρσ"
)


def use_typeface() -> None:
    """Let matplotlib know this typeface and no other, whatever fonts the machine has."""
    files = [str(face_file(weight)) for weight in FACES]
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    if known != set(files):
        font_manager.fontManager.ttflist.clear()
        for file in files:
            font_manager.fontManager.addfont(file)


@cache
def _word_width(word: str, weight: str) -> float:
    face = FontProperties(family=FAMILY, size=1, weight=weight)
    return float(text_to_path.get_text_width_height_descent(word, face, ismath=False)[0])


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width in points of one line of text set at `size` points, word by word."""
    words = text.split(" ")
    blank = _word_width("n n", weight) - _word_width("nn", weight)
    return size * (sum(_word_width(word, weight) for word in words if word) + (len(words) - 1) * blank)


@cache
def font_rules() -> str:
    """Return CSS that carries the letters of `ALPHABET` in every weight, for drawings that travel alone."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_letters_of(face_file(weight))})}}"
        for weight in FACES
    )


def _letters_of(file: Path) -> str:
    """Return a font with the letters of `ALPHABET` alone, as WOFF in base64."""
    options = subset.Options(hinting=False, flavor="woff", layout_features=["kern"])
    font = subset.load_font(str(file), options)
    names = font["name"]
    del font["name"]  # looking for the names of features that are dropped takes half of the time
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=ALPHABET)
    subsetter.subset(font)
    font["name"] = names
    packed_font = io.BytesIO()
    subset.save_font(font, packed_font, options)
    return base64.b64encode(packed_font.getvalue()).decode("ascii")
