"""Places in drafts of article and page for what is bound into them last: tables and pictures.

What a place is called stands between two signs of private use: no text and no markup holds them.
"""

import re
from collections.abc import Callable
from pathlib import Path

from lib.core.archives import unpacked

PLACE = re.compile("\ue002([^\ue003]+)\ue003")
DRAFTS = {"latex": "tex", "typst": "typ", "html": "html", "docx": "docx"}  # formats and their tables' files
UNBROKEN_OPENING = "#block(breakable: false)["  # opens a table in Typst that is not broken over pages
FLOATING = "#floating(figureplacement)["
WORD_TEXT = "word/document.xml"
WORD_BODY = re.compile(r"(.*<w:body>)(.*?)(<w:sectPr.*)", re.DOTALL)
WORD_PICTURE = re.compile(r'<pic:cNvPr descr="([^"]+)".*?<a:blip r:embed="([^"]+)"')


def place(name: str) -> str:
    """Return the place of what bears this name."""
    return f"\ue002{name}\ue003"


def fill_places(draft: str, content: Callable[[str], str]) -> str:
    """Return a draft with the content of each place, told by its name."""
    return PLACE.sub(lambda match: content(match[1]), draft)


def table_in_article(file: Path, target: str, turned: bool) -> str:
    """Return a table as its own file has it, as it stands in the article in pandoc's format `target`.

    Parameters
    ----------
    turned : whether it stands on a page of its own, in landscape
    """
    if target == "docx":
        return table_in(file.read_bytes())
    shown = file.read_text(encoding="utf-8").rstrip("\n")
    if target != "typst" or turned:
        return shown
    # In print tables float as figures do; none floats between a caption and its broken table.
    whole = shown.startswith(UNBROKEN_OPENING)
    return shown.replace(UNBROKEN_OPENING, FLOATING, 1) if whole else f"#place.flush()\n{shown}"


def body_of(text: str) -> tuple[str, str, str]:
    """Return a Word document's text: what stands before its body, the body, and its last section."""
    parts = WORD_BODY.fullmatch(text)
    assert parts is not None
    return parts[1], parts[2], parts[3]


def table_in(file: bytes) -> str:
    """Return the table of a Word file that holds one alone, with its caption and notes."""
    return body_of(unpacked(file)[WORD_TEXT].decode("utf-8"))[1].strip()


def word_pictures(text: str) -> dict[str, str]:
    """Return the pictures among a Word file's members, each with the name that its text gives it."""
    return {f"word/media/{member}.png": name for name, member in WORD_PICTURE.findall(text)}
