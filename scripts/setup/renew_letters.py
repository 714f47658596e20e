"""Letters of the typeface that drawings carry, cut out of its package once and kept as files.

python scripts/setup/renew_letters.py
"""

from pathlib import Path

from fontTools import subset

from lib.exhibits.carried_font import FACES, face_file, letters_file

LETTERS = (
    "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xC0, 0x180), *range(0x400, 0x460)))
    + "ӘәҒғҚқҢңӨөҰұҮүҺһҲҳҶҷӢӣӮӯҐґ"
    + "\N{NO-BREAK SPACE}«»°±²³·×÷–—‘’“”„†‡…‰€№→←≤≥≠−ΔΣβλρσ"
)


def cut_letters(face: Path, path: Path) -> None:
    """Write the part of a typeface's file that `LETTERS` need, with its kerning, as WOFF."""
    options = subset.Options(hinting=False, flavor="woff", layout_features=["kern"])
    font = subset.load_font(str(face), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    subset.save_font(font, str(path), options)


if __name__ == "__main__":
    for weight in FACES:
        cut_letters(face_file(weight), letters_file(weight))
