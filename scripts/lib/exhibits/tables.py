"""A table of the article, free of format: columns, rows, and how each cell is printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from lib.core.problems import stop_if
from lib.core.text import spreadsheet_cells, visible
from lib.exhibits.register import REGISTER
from lib.words.language import Words

Frames = Mapping[str, Any]  # what a table is filled from, by name: results, records of the register
Settings = Mapping[str, Any]  # of an exhibit's entry


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    header : what stands above it
    decimals : of its numbers; None for a column of text
    group : what stands above it and its neighbours of the same group
    width : share of the line that text may take, against the other columns of text
    """

    header: str
    decimals: int | None = None
    group: str = ""
    width: float = 1.0


@dataclass(frozen=True)
class Number:
    """A number that is printed otherwise than its column says.

    Parameters
    ----------
    decimals : its own decimals
    form : "{}" or what is written around the number, as in "({})"
    mark : a letter that refers to the note, as in "e"
    least : what is smaller is printed as "<" and this number
    """

    value: float
    decimals: int
    form: str = "{}"
    mark: str = ""
    least: float | None = None


def p_number(value: float) -> Number:
    """Return a p-value as it is printed: three decimals, "<0.001" below."""
    return Number(value, 3, least=0.001)


TableCell = str | float | Number


@dataclass(frozen=True)
class Row:
    """One row: a cell a column, and the part of the table that the row belongs to."""

    cells: tuple[TableCell, ...]
    section: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows. The first column names the row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self):
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{len(row.cells)} cells under {len(self.columns)} columns: {row.cells}")

    def sections(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the parts of the table in order, each with its title, which may be empty."""
        for title, rows in groupby(self.rows, key=lambda row: row.section):
            yield title, list(rows)

    def header_groups(self) -> list[tuple[str, int]]:
        """Return the titles over neighbouring columns and how many columns each spans; empty without any."""
        if not any(column.group for column in self.columns):
            return []
        return [(title, len(list(run))) for title, run in groupby(column.group for column in self.columns)]


def printed(cell: TableCell, column: Column, words: Words) -> str:
    """Return a cell as it is printed, with nothing hidden in it."""
    if isinstance(cell, Number):
        mark = f" {cell.mark}" if cell.mark else ""
        if cell.least is not None and cell.value < cell.least:
            return f"<{words.number(cell.least, cell.decimals)}{mark}"
        return cell.form.format(words.number(cell.value, cell.decimals)) + mark
    if isinstance(cell, str):
        return visible(cell)
    return words.number(cell, column.decimals or 0)


def is_numeric(column: Column) -> bool:
    """Whether the column holds numbers and is set flush right."""
    return column.decimals is not None


def data_frame(table: Table, section: str) -> pd.DataFrame:
    """Return the table for machines: numbers unrounded, sections and marks in columns of their own.

    Text that a spreadsheet would take for a formula is given an apostrophe; numbers are left alone.

    Parameters
    ----------
    section : header of the column of sections
    """
    columns: list[tuple[str, list]] = []
    if any(row.section for row in table.rows):
        columns.append((section, [row.section for row in table.rows]))
    for position, column in enumerate(table.columns):
        header = ": ".join(filter(None, (column.group, column.header)))
        cells = [row.cells[position] for row in table.rows]
        columns.append((header, [_bare(cell) for cell in cells]))
        marks = [cell.mark if isinstance(cell, Number) else "" for cell in cells]
        if any(marks):
            columns.append((f"{header} *", marks))
    frame = pd.DataFrame(dict(enumerate(cells for _, cells in columns)))
    frame.columns = [visible(header) for header, _ in columns]
    return spreadsheet_cells(frame)


def _bare(cell: TableCell) -> str | float:
    if isinstance(cell, Number):
        return cell.value
    return visible(cell) if isinstance(cell, str) else cell


def check_estimated(coefficients: pd.DataFrame, table: str, settings: Mapping[str, Any]) -> None:
    """Refuse a table of models with a column that none of them can fill.

    Parameters
    ----------
    coefficients : results/models/coefficients.csv
    table : its name in the register of exhibits
    settings : of its entry: `models`, and `estimators` with the method of inference of each

    Raises
    ------
    ProblemsError
        Naming each estimator that no model was estimated by, with that method.
    """
    rows = coefficients[coefficients["model"].isin(settings["models"])]
    known = rows.groupby("estimator")["method"].unique().to_dict()
    problems = [
        f"{REGISTER}, tables.{table}.settings.estimators.{estimator}: no model has {method} of it; "
        f"{'there are ' + ', '.join(sorted(known[estimator])) if estimator in known else 'none asks for it'}."
        for estimator, method in settings["estimators"].items()
        if method not in known.get(estimator, ())
    ]
    stop_if(problems, "Filling tables")
