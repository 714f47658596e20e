"""The files of the typeface, and its letters in a drawing: put in to travel alone, or taken out.

Fira Sans is humanist, open (OFL) and has all Kazakh letters; it is a package: no font of the machine is used.
"""

import base64
from functools import cache
from pathlib import Path

import fontpkg

FAMILY = "Fira Sans"
FACES = {400: "normal", 700: "bold"}
STYLE_START = '<style type="text/css">'
RULE_END = "}"
FACE_START = "@font-face{"


def face_file(weight: int) -> Path:
    """Return the file of one weight of the typeface."""
    return Path(fontpkg.path(FAMILY, weight=weight))


def letters_file(weight: int) -> Path:
    """Return the file of the letters that drawings carry, `scripts/setup/renew_letters.py` cuts it."""
    return Path(__file__).parent / f"letters/{weight}.woff"


@cache
def font_rules() -> str:
    """Return CSS that carries these letters in every weight, for drawings that travel alone."""
    letters = {weight: base64.b64encode(letters_file(weight).read_bytes()).decode() for weight in FACES}
    return "".join(
        f"{FACE_START}font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/woff;base64,{text}){RULE_END}"
        for weight, text in letters.items()
    )


def with_font_rules(drawing: str, rules: str) -> str:
    """Put CSS font rules into an SVG drawing."""
    return drawing.replace(STYLE_START, STYLE_START + rules, 1)


def split_font_rules(drawing: str) -> tuple[str, str]:
    """Return a drawing without the font rules it carries, and these; `with_font_rules` joins them."""
    head, start, tail = drawing.partition(STYLE_START)
    end = 0
    while tail.startswith(FACE_START, end):
        end = tail.index(RULE_END, end) + len(RULE_END)
    return head + start + tail[end:], tail[:end]
