"""Result values in prose: what placeholders lead to, printed as the language prints it.

A placeholder is written ``{{key}}`` or ``{{key | options}}``. A key is the way to one cell of one
table of results: the table, the values of the columns that name its rows, then the column.

    {{verdicts.P1.population.computed}}          one cell
    {{panel_1.<country>.2022.<variable> | 1}}    with one decimal
    {{panel_20.<unit>.latest.<variable>}}    of the last year that has a value
    {{lowest.readings.P1.population.computed}}   the least over the rows the key leaves open; also highest
    {{count.verdicts.verdict.matches}}           rows of a table, all or those with the value in the column
    {{distinct.verdicts.claim}}                  different values of a column
    {{ranges.P1.population.-.low}}               a hyphen stands for an empty name
    {{told.P1.population.why}}                   findings told in the language: asserted, computed, why

Options, set apart by spaces: a number of decimals; ``percent`` adds the percent sign, ``bare`` leaves it;
``signed`` writes the plus; ``optional`` prints the words for "no data" where the cell is empty. In Kazakh
the name of a case, also after ``possessive``, adds the ending of the number as it is read: ``| 1 dative``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from lib.core.country import country
from lib.core.problems import stop_if
from lib.core.tables import table_keys
from lib.core.text import visible
from lib.data.vintages import LATEST
from lib.words.kazakh import Numeral
from lib.words.language import Words
from lib.words.placeholders import CASES, OPTIONS, PLACEHOLDER

PLAIN_COLUMNS = {"year", "last_year", "vintage", "as_of"}
EMPTY = "-"
DEFAULT_DECIMALS = {"percent": 1, "times": 1, "count": 0, "regions": 0, "rank": 0}


@dataclass(frozen=True)
class ResultValue:
    """One value of the results: what it is, its unit of measurement, and the column it stands in."""

    value: object
    unit: str
    column: str

    @property
    def number(self) -> float | None:
        """The value where it is a number that is printed as the language prints numbers."""
        try:
            return None if self.column in PLAIN_COLUMNS else float(str(self.value))
        except (TypeError, ValueError):
            return None

    @property
    def decimals(self) -> int:
        """By unit of measurement; else three significant digits, and whole numbers from a hundred on."""
        if self.unit in DEFAULT_DECIMALS:
            return DEFAULT_DECIMALS[self.unit]
        if self.unit == f"thousand {country()['currency']} per person":
            return 1
        size = abs(self.number or 0)
        return 0 if size >= 100 else 1 if size >= 10 else 2


@dataclass(frozen=True)
class Quoted:
    """A number, or a sentence of findings, taken from the results: its key and how it is printed."""

    key: str
    text: str


Pieces = tuple[str | Quoted, ...]  # prose: its words, and what it takes from the results between them


def as_text(pieces: Pieces) -> str:
    """Return prose as it is read."""
    return "".join(piece.text if isinstance(piece, Quoted) else piece for piece in pieces)


@dataclass(frozen=True)
class Numbers:
    """The tables of results by name, and the language they are quoted in.

    Parameters
    ----------
    tables : frames by the names of `row_keys`, the columns that name rows as text
    units : unit of measurement of each panel variable
    partial : as known on an earlier date, a row of a later year is not there yet: its number reads "no data"
    """

    tables: Mapping[str, pd.DataFrame]
    words: Words
    units: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False

    def value(self, key: str) -> ResultValue:
        """Return the result value that a key leads to.

        Raises `LookupError` with one sentence, when the key leads nowhere or to more than one cell.
        """
        head, *rest = key.split(".")
        if head == "count":
            return ResultValue(len(self._counted(key, rest)), "count", "count")
        if head == "distinct":
            if len(rest) != 2:
                raise LookupError(f"'{key}' must have 2 names after the first")
            column = self._column(key, self._table(key, rest[0]), rest[1])
            return ResultValue(column.nunique(), "count", "count")
        if head in ("lowest", "highest"):
            values, unit = self._cells(key, rest)
            numbers = pd.to_numeric(values, errors="coerce")
            return ResultValue(numbers.min() if head == "lowest" else numbers.max(), unit, rest[-1])
        values, unit = self._cells(key, [head, *rest])
        if len(rest) <= len(row_keys()[head]):
            raise LookupError(_naming(key, row_keys()[head]))
        if len(values) > 1:
            raise LookupError(
                f"'{key}' leads to {len(values)} rows, not one; results with such twins are at fault"
            )
        return ResultValue(values.iloc[0], unit, rest[-1])

    def text(self, key: str, options: Iterable[str] = ()) -> str:
        """Return the result value that a key leads to, as it is printed.

        Raises `LookupError` with one sentence: unknown key, empty cell, unknown option.
        """
        chosen = _options(options)
        result = self.value(key)
        if pd.isna(result.value) or result.value == "":
            if "optional" in chosen or self.partial:
                return self.words.say("no_data")
            raise LookupError(f"'{key}' is empty; add '| optional' if the text holds without it")
        if result.column == "verdict":
            return self.words.say(f"verdicts.{str(result.value).replace(' ', '_')}")
        case = " ".join(name for name in CASES if name in chosen)
        return f"{Numeral(self._printed(result, chosen)):{case}}"

    def _printed(self, result: ResultValue, chosen: Mapping[str, int]) -> str:
        if result.column == "as_of":
            return self.words.day(str(result.value))
        if (number := result.number) is None:
            return visible(_key_text(result.value))
        decimals = chosen.get("decimals", result.decimals)
        if "signed" in chosen:
            return self.words.signed(number, decimals)
        if "percent" in chosen or (result.unit == "percent" and "bare" not in chosen):
            return self.words.percent(number, decimals)
        return self.words.number(number, decimals)

    def pieces(self, text: str, source: str) -> Pieces:
        """Return prose of a file with every placeholder filled.

        Raises `ProblemsError` naming every placeholder that cannot be filled, with file and line.
        """
        pieces: list[str | Quoted] = []
        problems, start = [], 0
        for match in PLACEHOLDER.finditer(text):
            pieces.append(text[start : match.start()])
            start = match.end()
            try:
                pieces.append(Quoted(match[1], self.text(match[1], (match[2] or "").split())))
            except LookupError as error:
                line = text.count("\n", 0, start) + 1
                problems.append(f"{source}, line {line}: {error.args[0]}.")
        stop_if(problems, "Putting numbers into text")
        return tuple(piece for piece in (*pieces, text[start:]) if piece)

    def fill(self, text: str, source: str) -> str:
        """Return prose as `pieces` does, as text."""
        return as_text(self.pieces(text, source))

    def _table(self, key: str, name: str) -> pd.DataFrame:
        if name not in row_keys():
            raise LookupError(
                f"'{key}': there is no table '{name}'; tables are {', '.join(sorted(row_keys()))}"
            )
        if name not in self.tables:
            raise LookupError(f"'{key}': the table '{name}' is not among the inputs of this text")
        return self.tables[name]

    def _column(self, key: str, table: pd.DataFrame, column: str) -> pd.Series:
        if column not in table:
            raise LookupError(
                f"'{key}': there is no column '{column}'; columns are {', '.join(table.columns)}"
            )
        return table[column]

    def _counted(self, key: str, rest: list[str]) -> pd.DataFrame:
        name, *filters = rest or [""]
        table = self._table(key, name)
        if len(filters) % 2:
            raise LookupError(f"'{key}' must be count, a table, then pairs of column and value")
        for column, value in zip(filters[::2], filters[1::2], strict=True):
            table = table[self._column(key, table, column).astype(str).isin([value, value.replace("_", " ")])]
        return table

    def _cells(self, key: str, path: list[str]) -> tuple[pd.Series, str]:
        """The values in the last-named column of all rows that the key names, and the unit of the first."""
        name, *names = path or [""]
        table = self._table(key, name)
        keys = row_keys()[name]
        if not names or len(names) - 1 > len(keys):
            raise LookupError(_naming(key, keys))
        *values, column = names
        cells, unit = self._column(key, table, column), self.units.get(column, "")
        places = np.arange(len(table))
        for row_key, value in zip(keys, values, strict=False):
            named = table[row_key].to_numpy()[places]
            wanted: object = value
            if row_key == "year" and value == "latest":
                wanted = max(named[cells.notna().to_numpy()[places]], default=None)
            places = places[named == wanted]
        if not len(places) and self.partial:
            return pd.Series([np.nan]), unit
        if not len(places):
            raise LookupError(f"'{key}' names no row of the table '{name}'")
        if "unit" in table and "unit" not in keys:
            unit = table["unit"].iloc[places[0]]
        if name == "verdicts" and column not in ("asserted", "computed"):
            unit = ""
        return cells.iloc[places], unit


def _naming(key: str, keys: Iterable[str]) -> str:
    return f"'{key}' must name {', '.join(keys)} and a column, with points between"


@cache
def row_keys() -> dict[str, tuple[str, ...]]:
    """The columns that name a row, by the table's name; ``told`` is `wording` in the reader's language."""
    return {**table_keys(), "told": ("claim", "part")}


def numbers_of(
    tables: Mapping[str, pd.DataFrame], speakers: Mapping[str, Words], vintage: str = LATEST
) -> dict[str, Numbers]:
    """What texts quote by key, per language.

    Parameters
    ----------
    tables : by the names of `row_keys`, and `wording`; the codebook tells the variables' units of measurement
    vintage : ``latest``, or the date as known on which the tables were made
    """
    keyed = keyed_tables({name: table for name, table in tables.items() if name in row_keys()})
    units, wordings = {}, {}
    if "codebook" in tables:
        units = dict(zip(tables["codebook"]["variable"], tables["codebook"]["unit"], strict=True))
    if "wording" in tables:
        own = tables["wording"][tables["wording"]["proxy"] == ""]
        wordings = {language: {"told": rows} for language, rows in own.groupby("language")}
    return {
        language: Numbers(
            {**keyed, **keyed_tables(wordings.get(language, {}))}, words, units, partial=vintage != LATEST
        )
        for language, words in speakers.items()
    }


def keyed_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames with the columns that name rows turned into text, years without decimals."""
    return {
        name: table.assign(**{key: _text_column(table[key]) for key in row_keys()[name]})
        for name, table in tables.items()
    }


def _text_column(column: pd.Series) -> pd.Series:
    """The column as keys name its values; each value is turned into text once, however often it occurs."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    texts = np.array([_key_text(value) for value in values], dtype=object)
    return pd.Series(texts[codes], column.index, dtype=object)


def _key_text(value: object) -> str:
    if pd.isna(value) or value == "":
        return EMPTY
    return f"{value:g}" if isinstance(value, float) else str(value)


def _options(options: Iterable[str]) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for option in options:
        if re.fullmatch(r"[0-9]", option):
            chosen["decimals"] = int(option)
        elif option in OPTIONS or option in CASES:
            chosen[option] = 1
        else:
            raise LookupError(
                f"unknown option '{option}'; options are a number of decimals, {', '.join(OPTIONS)}"
            )
    return chosen
