"""Delimited tables as spreadsheets and Windows save them: read where unambiguous, else one sentence."""

import codecs
import csv
import io
import re
import sys
from collections.abc import Collection
from typing import NamedTuple

from lib.core.problems import ProblemsError

BYTE_ORDER_MARK, WINDOWS_LINES = "a byte order mark", "line ends of Windows"
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What Russian text in Windows-1251 holds beyond ASCII; a byte of another alphabet decodes to something else.
RUSSIAN = re.compile(r"[А-Яа-яЁё«»“”„–—…№°\u00a0\s\x21-\x7e]*")
MIXED_WORD = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
COMMA_NUMBER = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+),\d+(?:[eE][+-]?\d{1,2})?")
BLANKS_IN_NUMBER = re.compile(r"-?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?")
THOUSANDS_OR_DECIMALS = re.compile(r"-?[1-9]\d{0,2},\d{3}")


class Delimited(NamedTuple):
    """The lines of a table as cells, and in what it is unlike UTF-8 with commas and points."""

    lines: list[list[str]]
    unlike: list[str]


def decode_text(content: bytes, place: str) -> tuple[str, str]:
    """The text, and the name of its encoding; empty for plain UTF-8.

    Raises
    ------
    ProblemsError
        When the bytes are neither UTF-8, UTF-16 nor Russian in Windows-1251; `place` begins the sentence.
    """
    for mark, encoding in UTF_16.items():
        if content.startswith(mark):
            return _decoded(content, encoding, place), "UTF-16"
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(content, "utf-8-sig", place), BYTE_ORDER_MARK
    if b"\0" in content:
        beginning = content[: len(content) // 2 * 2]
        for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
            if zeros.count(0) > 0.4 * len(zeros):
                return _decoded(content, encoding, place), "UTF-16"
        raise _refused(place, "NUL bytes are no text; save the file as UTF-8")
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        wrong = error
    text = content.decode("cp1251", "replace")
    if RUSSIAN.fullmatch(text) and not MIXED_WORD.search(text):
        return text, "Windows-1251"
    line = content.count(b"\n", 0, wrong.start) + 1
    raise _refused(
        place,
        f"byte {content[wrong.start]:#04x} in line {line} is neither UTF-8 nor Russian in Windows-1251; "
        "save the file as UTF-8",
    )


def _decoded(content: bytes, encoding: str, place: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _refused(place, f"it begins as {encoding} and is not; save the file as UTF-8") from None


def _refused(place: str, fault: str) -> ProblemsError:
    return ProblemsError("Reading a table of text", [f"{place}: {fault}."])


def read_delimited(
    content: bytes, place: str, columns: Collection[str], numbers: Collection[str] = (), strict: bool = True
) -> Delimited:
    """Read a table whatever it was saved with: encoding, delimiter, line ends, decimal commas.

    Parameters
    ----------
    place : begins the sentences
    columns : headings by which the delimiter is known
    strict : whether a quote that is not closed stops the reading, or takes in all that follows
    numbers : columns in which a decimal comma becomes a point, and blanks between thousands go

    Raises
    ------
    ProblemsError
        When the encoding, the delimiter or a comma in numbers can mean two things, or a quote is not closed.
    """
    text, encoding = decode_text(content, place)
    unlike = [encoding] if encoding else []
    if "\r" in text:
        unlike.append(WINDOWS_LINES)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):
        text = rest
        unlike.append(f"a first line '{first.strip()}'")
    delimiter = _delimiter(text, columns)
    if delimiter != ",":
        unlike.append(DELIMITERS[delimiter])
    csv.field_size_limit(sys.maxsize)  # an unclosed quote makes one cell of all that follows
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))
    except csv.Error as error:
        what = (
            f"not a table of {DELIMITERS[delimiter]} and quotes ({error}); look for a quote without its pair"
        )
        raise _refused(place, what) from None
    heading = [name.strip() for name in lines[0]] if lines else []
    places = [heading.index(name) for name in numbers if name in heading]
    if _point_decimals(lines[1:], places, delimiter, place):
        unlike.append("decimal commas")
    return Delimited(lines, unlike)


def _delimiter(text: str, columns: Collection[str]) -> str:
    """The delimiter that gives the most of the expected headings; a comma where none gives more."""
    first = re.split(r"[\r\n]", text.strip(), maxsplit=1)[0]

    def known(delimiter: str) -> int:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return len({cell.strip() for cell in cells} & set(columns))

    return max(DELIMITERS, key=lambda delimiter: (known(delimiter), delimiter == ","))


def _point_decimals(lines: list[list[str]], places: list[int], delimiter: str, place: str) -> bool:
    """Turn decimal commas into points and close up thousands, in place; returns whether there were any.

    "1,234" may be one and a bit or a thousand and more: it is read where the cells stand between semicolons
    or another number of the table shows what commas are, unless others have decimal points.
    """
    located_cells = [
        (number, cells, at) for number, cells in enumerate(lines, 2) for at in places if at < len(cells)
    ]
    commas = [each for each in located_cells if COMMA_NUMBER.fullmatch(each[1][each[2]].strip())]
    blanks = [each for each in located_cells if BLANKS_IN_NUMBER.fullmatch(each[1][each[2]].strip())]
    doubtful = [each for each in commas if THOUSANDS_OR_DECIMALS.fullmatch(each[1][each[2]].strip())]
    points = [number for number, cells, at in located_cells if re.fullmatch(r"-?\d+\.\d+", cells[at].strip())]
    if doubtful and (points or (delimiter == "," and doubtful == commas)):
        number, cells, at = doubtful[0]
        beside = f"; line {points[0]} has a decimal point" if points else ""
        fault = f"'{cells[at]}' in line {number} may be decimals or thousands{beside}; write it with a point"
        raise _refused(place, fault)
    for _, cells, at in [*commas, *blanks]:
        cells[at] = re.sub(r"\s", "", cells[at]).replace(",", ".")
    return bool(commas)
