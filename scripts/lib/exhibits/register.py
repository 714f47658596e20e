"""The register of exhibits, config/article/exhibits.yaml, held against the functions that make them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from lib.core.configuration import did_you_mean
from lib.words.language import Words

if TYPE_CHECKING:  # the check of the files before a run needs no tables
    from lib.words.result_values import Numbers

REGISTER = "config/article/exhibits.yaml"
FIGURE_FORMATS = ("pdf", "svg", "png", "csv")
PREFIXES = {"paper": "", "appendix": "A"}  # where an exhibit stands, and what goes before its number there
TABLE_OF_SOURCES = "sources"  # the table that names every series with its source
Spoken = Mapping[str, str]  # the same by language


@dataclass(frozen=True)
class ExhibitEntry:
    """A figure or a table as authors describe it.

    Parameters
    ----------
    kind : "figures" or "tables"
    name : that of the module of scripts/publish/<kind> which makes it, unless it is `plain`
    number : "Table 3" and "Table A3" have the number 3
    place : "paper" or "appendix"
    caption, note, alt : texts with placeholders; only tables have a note, only figures an alternative text
    question : what it answers
    says : words of a figure by their key
    inputs : names of the tables of results that its module is given
    plain : the module of scripts/publish/figures/kinds that draws a figure from its entry alone, if one does
    columns : width of a figure on the page, 1 or 2
    height : of a figure, in millimetres
    landscape : whether a table stands on a page of its own, turned
    """

    kind: str
    name: str
    number: int
    caption: Spoken = field(default_factory=dict)
    note: Spoken = field(default_factory=dict)
    alt: Spoken = field(default_factory=dict)
    question: Spoken = field(default_factory=dict)
    says: Mapping[str, Spoken] = field(default_factory=dict)
    series: Sequence[str] = ()
    inputs: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    columns: int = 2
    height: float = 0.0
    landscape: bool = False
    place: str = "paper"
    plain: str = ""

    @property
    def key(self) -> str:
        """Its kind and name, "tables.regions"."""
        return f"{self.kind}.{self.name}"

    @property
    def module(self) -> str:
        """What makes it."""
        return f"publish.figures.kinds.{self.plain}" if self.plain else f"publish.{self.key}"

    @property
    def printed_number(self) -> str:
        """Its number as the article prints it: "3", or "A3" in the appendix."""
        return printed_number(self.number, self.place)

    def label(self, words: Words) -> str:
        """Return "Table 3" or "Table A3" in the reader's language."""
        return words.say(f"exhibits.{self.kind}", number=self.printed_number)

    def source(self, text: str, language: str) -> str:
        """Return where one of its texts stands, for messages."""
        return f"config/article/exhibits.yaml, {self.key}.{text}.{language}"

    def filled(self, text: str, numbers: "Numbers") -> str:
        """Return its `caption`, `note` or `alt` with result values in place.

        Raises
        ------
        ProblemsError
            Naming every placeholder that cannot be filled.
        """
        language = numbers.words.language
        return numbers.fill(getattr(self, text)[language], self.source(text, language))


def exhibit_entries(register: Mapping[str, Any], kind: str) -> list[ExhibitEntry]:
    """Return the figures or the tables of config/article/exhibits.yaml in the order of their numbers."""
    known = {each.name for each in fields(ExhibitEntry)} - {"kind"}
    entries = [
        ExhibitEntry(
            kind, name, plain=entry.get("kind", ""), **{key: entry[key] for key in known & set(entry)}
        )
        for name, entry in register[kind].items()
    ]
    return sorted(entries, key=lambda entry: (list(PREFIXES).index(entry.place), entry.number))


def printed_number(number: int, place: str) -> str:
    """Return an exhibit's number as the article prints it: "3", or "A3" in the appendix."""
    return f"{PREFIXES[place]}{number}"


def find_exhibit(name: str, exhibits: Collection[str]) -> str:
    """Return the key of the exhibit that the text calls by its name, or by its key: `tables.inequality`.

    Raises
    ------
    LookupError
        With one sentence, when there is none, or both a figure and a table of that name.
    """
    keys = [key for key in exhibits if name in (key, key.partition(".")[2])]
    if not keys:
        names = [*exhibits, *(key.partition(".")[2] for key in exhibits)]
        hint = did_you_mean(name, names) or f"; known: {', '.join(exhibits)}."
        raise LookupError(f"there is no exhibit '{name}' in {REGISTER}{hint}")
    if len(keys) > 1:
        raise LookupError(f"'{name}' is a figure and a table; write {keys[0]} or {keys[1]}.")
    return keys[0]
