"""Words and numbers in the reader's language: English, Russian, Kazakh.

The engine's words are in languages/<language>.yaml. Those of a paper, config/words/<language>.yaml, lie over
them, and are all there is of a language that the engine lacks. Names of units are in data/raw/units.csv,
titles of variables in the codebook, titles of groups in config/groups.yaml.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from lib.core.configuration import read_yaml
from lib.core.files import read_csv
from lib.core.problems import ProblemsError
from lib.core.reading import NotedWords, flatten
from lib.core.text import visible
from lib.words.kazakh import Numeral

MINUS = "\N{MINUS SIGN}"
OPEN_LICENCES = ("MIT", "PDDL-1.0")  # are called the same in every language


def named_key(name: str) -> str:
    """The key under which words for a name stand."""
    return re.sub("[^A-Za-z0-9]+", "_", name)


@dataclass(frozen=True)
class Words:
    """What one language calls things: words by dotted key, and names and titles of what has one.

    `units` has short names of units, `unit_names` full ones; `source` is the file of the words, for messages.
    """

    language: str
    texts: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    source: str = "the words"

    def say(self, key: str, **values: object) -> str:
        """Return the words under a dotted key, with the values put in their {places}.

        In Kazakh a place may name a case, {count:possessive}: a number's ending is heard in its reading.

        Raises `ProblemsError` when there are no such words, or a place has no value.
        """
        text = self._find(self.texts, key, "words")
        if self.language == "kk":
            values = {name: Numeral(value) for name, value in values.items()}
        try:
            return text.format(**values)
        except (KeyError, IndexError) as error:
            raise ProblemsError(
                "Wording", [f"{self.source}, {key}: the place {error} is given no value; mend the words."]
            ) from None

    def unit(self, code: str) -> str:
        """Return the short name of a unit."""
        return self._find(self.units, code, "unit")

    def unit_name(self, code: str) -> str:
        """Return the full name of a unit."""
        return self._find(self.unit_names, code, "unit")

    def variable(self, name: str) -> str:
        """Return the title of a panel variable."""
        return self._find(self.variables, name, "variable")

    def measure(self, unit: str) -> str:
        """Return a unit of measurement as the registry or the codebook writes it, in the reader's words."""
        return self.say(f"measures.{unit.replace(' ', '_')}")

    def named(self, kind: str, name: str) -> str:
        """Return what a name of `publishers`, `official_tables` and the like is called; else itself."""
        return self.texts.get(f"{kind}.{named_key(name)}", name)

    def group(self, name: str) -> str:
        """Return the title of a named set of units."""
        return self._find(self.groups, name, "group")

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as the language prints it, rounded half away from zero; a dash when missing.

        >>> Words("ru", {}).number(-1234.55, 1)
        '−1\\xa0234,6'
        """
        if _is_missing(value):
            return "–"
        return _printed_number(float(value), decimals, self.language)

    def signed(self, value: float, decimals: int = 0) -> str:
        """Return a number with its sign, a plus included; zero has none."""
        text = self.number(value, decimals)
        positive = text.strip("0.,\xa0") and not _is_missing(value) and value > 0
        return f"+{text}" if positive else text

    def percent(self, value: float, decimals: int = 0) -> str:
        """Return percent with its sign, set off by a no-break space where the language does so."""
        number = self.number(value, decimals)
        return f"{number}%" if self.language == "en" else f"{number}\xa0%"

    def day(self, date: str) -> str:
        """Return a date "2026-11-23" in the reader's words; what is no such date as it is.

        >>> Words("ru", {"day": "d MMMM y"}).day("2026-11-23")
        '23 ноября 2026'
        """
        try:
            return format_date(datetime.fromisoformat(date), self.say("day"), locale=self.language)
        except ValueError:
            return date

    def _find(self, known: Mapping[str, str], key: str, kind: str) -> str:
        if key not in known:
            raise ProblemsError(
                "Wording",
                [f"{self.source}: there is no {kind} '{key}' in the language '{self.language}'; add it."],
            )
        return known[key]


def _is_missing(value: object) -> bool:
    """Whether a number is none: NaN, None, or pandas' mark, whose comparisons are neither true nor false."""
    return value is None or str(value) in ("nan", "<NA>")


@cache
def _printed_number(value: float, decimals: int, language: str) -> str:
    """A number as `Words.number` gives it: the same one stands in each format of a table."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded + 0:,f}".translate(_signs(language))


@cache
def _signs(language: str) -> dict[int, str]:
    """What the language writes for the comma between thousands, the decimal point and the minus."""
    signs = {",": get_group_symbol(language), ".": get_decimal_symbol(language), "-": MINUS}
    return str.maketrans(signs)


def load_texts(words: Iterable[str | Path]) -> dict[str, str]:
    """The words of a language by dotted key from its files, of which a later one counts first."""
    return {key: text for path in words for key, text in flatten(read_yaml(path)).items()}


def load_words(
    language: str, words: Sequence[str | Path], units: str | Path, codebook: str | Path, groups: str | Path
) -> Words:
    """Read everything that is said in one language.

    Parameters
    ----------
    words : its files, as `lib.core.country.words_files` gives them
    units : data/raw/units.csv, columns short_<language> and name_<language>
    codebook : results/data/codebook.csv, columns variable and title_<language>
    groups : config/groups.yaml, a title in each language
    """
    return Words(
        language=language,
        texts=NotedWords(load_texts(words), [str(path) for path in words]),
        units=_column(units, "unit", f"short_{language}"),
        unit_names=_column(units, "unit", f"name_{language}"),
        variables=_column(codebook, "variable", f"title_{language}"),
        groups={name: visible(group["title"][language]) for name, group in read_yaml(groups).items()},
        source=str(words[-1]),
    )


def read_speakers(files: Mapping[str, Any], languages: Iterable[str]) -> dict[str, Words]:
    """The words of each language; `files` are a rule's inputs, among them words_<language>."""
    named = {name: files[name] for name in ("units", "codebook", "groups")}
    return {
        language: load_words(language, words=list(files[f"words_{language}"]), **named)
        for language in languages
    }


def _column(path: str | Path, key: str, text: str) -> dict[str, str]:
    table = read_csv(path, {key: "string", text: "string"})
    return {code: visible(name) for code, name in zip(table[key], table[text], strict=True)}
