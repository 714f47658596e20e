"""Text from outside shown as text: nothing hidden, nothing that a spreadsheet would run."""

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the check of the files before a run needs no tables
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """Replace control and formatting characters, marks of writing direction among them, by their code.

    A right-to-left override (U+202E) turns into the eight letters ``[U+202E]``, so that it can neither
    hide nor turn round the words beside it. The soft hyphen goes; tabs and line ends become spaces.
    """
    text = str(text)
    if text.replace("\N{NO-BREAK SPACE}", "").isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character in "\t\r\n":
        return " "
    if character == "\u00ad":
        return ""
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
        return f"[U+{ord(character):04X}]"
    return character


def author_names(citation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the authors of CITATION.cff by name, persons or bodies."""
    return tuple(
        author.get("name") or f"{author['given-names']} {author['family-names']}"
        for author in citation["authors"]
    )


def spreadsheet_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: text opening like one gets an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def spreadsheet_cells(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with every text cell and column name made safe for spreadsheets; numbers stay."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    safe = table.rename(columns=spreadsheet_cell)
    text = [
        position
        for position, kind in enumerate(safe.dtypes)
        if not (is_numeric_dtype(kind) or is_bool_dtype(kind))
    ]
    for position in text:
        safe.isetitem(position, safe.iloc[:, position].map(spreadsheet_cell))
    return safe
