"""Figures as the sources print them: numbers with spaces, commas and footnotes, marks for missing, years."""

import math
import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

# The Bureau prints "x" for suppressed figures in either alphabet, and dashes for periods without a region.
MISSING_MARKS = frozenset({"", "-", "–", "—", "…", "...", "..", "x", "х"})
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\n": " ", "\r": " "})
FOOTNOTES = r"(?:\s*(?:\d{1,2}\)|\*|[¹²³⁰⁴-⁹]+\)?))*"
CAUTIONS = r"(?:\s*\((?:предв|оцен|уточн|пересч)[^()]*\))?"
NUMBER_TEXT = re.compile(
    rf"(?P<sign>[+\-−]?)(?P<whole>\d{{1,3}}(?: \d{{3}})+|\d+)"
    rf"(?:[.,](?P<decimals>\d+))?(?P<exponent>[eE][+-]?\d{{1,2}})?{FOOTNOTES}"
)
YEAR_TEXT = re.compile(
    rf"(?:за )?((?:19|20)\d\d)(?:\.0)?\s*(?:год|г\.?|жыл|ж\.)?{FOOTNOTES}{CAUTIONS}{FOOTNOTES}", re.IGNORECASE
)
# What a heading that begins with a year may be besides: a part of it, or a range of years.
NOT_A_YEAR = re.compile(
    r"полуг|кварт|мес|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|жарты|тоқсан|ай|[ivx]+\b|[-–/]",
    re.IGNORECASE,
)
MISTYPED_YEAR = re.compile(
    r"(?=(?:.*\d){2})(?:[12][\dOoОо ]{2,6}|\d{5})"
)  # a digit too many, a letter for nought
BEGINS_WITH_YEAR = re.compile(r"(?:за )?(?:19|20)\d\d(?!\d)")
YEAR_DATES = ((1, 1), (12, 31))  # a date that heads a column for its year
# A comma in "1,234" may be a decimal comma or one of thousands; one in "12,5" or "0,123" is a decimal comma.
DECIMAL_COMMA = re.compile(rf"[+\-−]?\d+,\d+{FOOTNOTES}")
DOUBTFUL_COMMA = re.compile(rf"[+\-−]?[1-9]\d{{0,2}},\d{{3}}{FOOTNOTES}")
LARGEST_EXPONENT = 15
SMALLEST_EXPONENT = -9


class Percent(float):
    """A number that its cell shows as percent: 0.053 is shown, and meant, as 5.3."""


class Observation(NamedTuple):
    """One figure of a series: the row of a vintage file."""

    measure: str
    unit: str
    year: int
    locality: str
    value: Decimal
    note: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What the figure is a figure of."""
        return self.measure, self.unit, self.year, self.locality


class Gathered:
    """The figures of one reply as they are read, and what is wrong with them.

    Attributes
    ----------
    by_key : the figures, by what they are figures of
    problems : sentences on cells that are no numbers, and on figures given twice with different values
    """

    def __init__(self) -> None:
        self.by_key: dict[tuple[str, str, int, str], Observation] = {}
        self.problems: list[str] = []
        self._doubtful: list[str] = []
        self._decimal_commas = False

    @property
    def faults(self) -> list[str]:
        """The problems, and numbers whose comma no other number of the reply explains."""
        if not self._doubtful or self._decimal_commas:
            return self.problems
        return [
            *self.problems,
            f"{self._doubtful[0]} may have decimals or thousands after its comma, as {len(self._doubtful)} "
            "numbers here may; see which holds and record the figures by hand.",
        ]

    def add(self, where: str, cell: object, measure: str, unit: str, year: int, locality: str) -> None:
        """Read one cell; `where` begins its sentences. A mark for missing adds nothing."""
        try:
            value = parse_number(cell)
        except ValueError as error:
            self.problems.append(f"{where}: {error}.")
            return
        if value is None:
            return
        text = one_line(cell)
        if isinstance(cell, str) and DOUBTFUL_COMMA.fullmatch(text):
            self._doubtful.append(f"{where}: '{text}'")
        elif isinstance(cell, str) and DECIMAL_COMMA.fullmatch(text):
            self._decimal_commas = True
        observation = Observation(measure, unit, year, locality, value)
        first = self.by_key.setdefault(observation.key, observation).value
        if first != value:
            self.problems.append(
                f"{where}: {unit} {year} {locality} is given as {first} and as {value}, so neither is used."
            )

    def sorted(self) -> list[Observation]:
        """The figures in the order of their keys."""
        return [self.by_key[key] for key in sorted(self.by_key)]


def one_line(text: object) -> str:
    """The text with every kind of space turned into single blanks."""
    return " ".join(str(text).translate(SPACES).split())


def parse_number(cell: object) -> Decimal | None:
    """Read a cell or JSON value as an exact number; None where it marks a missing figure.

    A comma is a decimal comma, blanks group thousands, and a footnote such as "1)" at the end is dropped.

    Raises
    ------
    ValueError
        With the words for the sentence, when the cell is neither a number nor a mark for missing.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise ValueError(f"{cell} is a truth value, not a number")
    if isinstance(cell, int | float | Decimal):
        if not math.isfinite(cell):
            raise ValueError(f"{cell} is not a finite number")
        if isinstance(cell, Percent):
            return _plausible(Decimal(repr(cell)) * 100, cell)
        return _plausible(Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell), cell)
    text = one_line(cell)
    if text.casefold() in MISSING_MARKS:
        return None
    if text.startswith("="):
        raise ValueError(
            f"the formula {text[:40]} has no value stored with it; open the file in a spreadsheet, save it"
        )
    match = NUMBER_TEXT.fullmatch(text)
    if not match:
        raise ValueError(f"'{text[:40]}' is neither a number nor a mark for missing")
    sign = "-" if match["sign"] in ("-", "−") else ""
    whole = match["whole"].replace(" ", "")
    number = f"{sign}{whole}.{match['decimals'] or 0}{match['exponent'] or ''}"
    return _plausible(Decimal(number), text)


def _plausible(value: Decimal, shown: object) -> Decimal:
    if value and not SMALLEST_EXPONENT <= value.adjusted() <= LARGEST_EXPONENT:
        raise ValueError(f"'{str(shown)[:40]}' is too large or too small for a statistic")
    return value


def format_number(value: Decimal) -> str:
    """Plain digits without exponent or trailing zeros: 1E+3 is 1000, 2.50 is 2.5."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def parse_year(cell: object) -> int | None:
    """The year a heading stands for as a whole; None for quarters, half-years and other words."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, date):
        return cell.year if (cell.month, cell.day) in YEAR_DATES else None
    if isinstance(cell, int | float):
        return int(cell) if 1900 <= cell <= 2099 and cell == int(cell) else None
    match = YEAR_TEXT.fullmatch(one_line(cell))
    return int(match[1]) if match else None


def is_doubtful_year(cell: object) -> bool:
    """Whether a heading is some other date, a formula without value, or a year with words not understood."""
    if isinstance(cell, date):
        return parse_year(cell) is None
    if isinstance(cell, bool) or not isinstance(cell, str | int) or parse_year(cell) is not None:
        return False
    if str(cell).startswith("=") or MISTYPED_YEAR.fullmatch(one_line(cell)):
        return True
    begins = BEGINS_WITH_YEAR.match(one_line(cell))
    return begins is not None and not NOT_A_YEAR.search(one_line(cell)[begins.end() :])
