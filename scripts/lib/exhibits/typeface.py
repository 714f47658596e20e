"""The typeface in matplotlib: no other is known, and how wide words are in it."""

from functools import cache

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from lib.exhibits.carried_font import FACES, FAMILY, face_file


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
