"""How the portal's sheets are laid out: three layouts, found by content and not by position."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from lib.core.country import country_unit
from lib.core.problems import ProblemsError
from lib.data.observations import is_doubtful_year, one_line, parse_number, parse_year
from lib.refresh.account import Account, resembles_region, shown, unread_regions
from lib.refresh.region_names import Gazetteer, name_key
from lib.refresh.workbooks import Grid

_TASK = "Reading the sheet"
LABEL_COLUMNS = 3
HEADER_DEPTH = 3
# Words of units of measurement: two of them in one table are two measures.
UNIT_WORD = re.compile(r"тыс|млн|млрд|процент|%|человек|тенге|thousand|mln|million|percent|адам|теңге|пайыз")


class SheetCell(NamedTuple):
    """One figure of a sheet, before it is read as a number."""

    unit: str
    year: int
    locality: str
    content: object
    place: str


@dataclass(frozen=True)
class SourceSheet:
    """A sheet that is to be read: its title and cells, the registry's source, and what is told of it."""

    title: str
    grid: Grid
    source: dict
    gazetteer: Gazetteer
    account: Account

    def row(self, number: int) -> str:
        """How sentences name a row, counted from 1."""
        return f"sheet '{self.title}', row {number}"

    def fault(self, what: str) -> ProblemsError:
        """A fault of the layout."""
        return ProblemsError(_TASK, [f"sheet '{self.title}': {what}; see how the table is laid out now."])

    def lose(self, sentence: str) -> None:
        """Note what looks like a figure and is passed over."""
        self.account.lost.append(sentence)

    @cached_property
    def skips(self) -> bool:
        """Whether rows may be no region."""
        return self.source.get("other_rows") == "skip"

    def unit(self, label: str) -> str | None:
        """The unit that a row with a label is of."""
        if "row" in self.source:
            return country_unit() if _pattern(self.source["row"]).search(name_key(label)) else None
        return self.gazetteer.named(label, short=not self.skips)

    def label(self, cells: tuple) -> str | None:
        """The row's label: the region's name among the cells before the figures, else their first words."""
        words = [one_line(cell) for cell in cells if isinstance(cell, str) and one_line(cell)]
        return next((word for word in words if self.unit(word)), words[0] if words else None)

    def stranger(self, label: str, number: int) -> None:
        """A row with figures that is no unit: passed over where the registry says so and it is no region."""
        why = "not the row asked for" if "row" in self.source else "no region (`other_rows: skip`)"
        self.account.pass_over("row", f"{number} '{label[:40]}'", why)
        if self.skips and "row" not in self.source and resembles_region(label, self.gazetteer):
            self.lose(
                f"{self.row(number)}: '{label[:40]}' was passed over and resembles a region; add it to "
                "aliases.csv, or its district's whole name."
            )

    def refuse_unknown(self, unknown: list[str]) -> None:
        """Stop at names that are no unit, unless the registry lets rows pass."""
        if unknown and not self.skips and "row" not in self.source:
            names = ", ".join(unknown[:5])
            raise self.fault(f"names that are no unit: {names}; add them to aliases.csv if they are")


def years_across(sheet: SourceSheet) -> Iterator[SheetCell]:
    """A row a region, a column a year; below group headings, if `groups` names them.

    `period` picks the column of a year that has several ("за год", "всего"); without it a year that heads
    two columns is a fault. `other_rows: skip` leaves out rows that are no region (districts);
    `first_table` ends at the first region that comes again; `row` reads one named row as the country.
    """
    grid, source = sheet.grid, sheet.source
    header, columns, first = _year_columns(sheet)
    groups = {locality: _pattern(pattern) for locality, pattern in source.get("groups", {}).items()}
    locality = None if groups else source.get("locality", "total")
    strangers: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    used: Grid = []
    headings: set[str] = set()
    unit_changed = ""
    _look_above(sheet, grid[:header])
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        label = sheet.label(row[:first])
        has_figures = any(_holds_figure(row, column) for column in columns.values())
        if label is None:
            _account_for_unnamed(sheet, row, columns, number, has_figures)
            continue
        name, unit = f"{number} '{label[:40]}'", sheet.unit(label)
        if unit is None and has_figures:
            strangers[f"row {name}"] = label
            sheet.stranger(label, number)
        elif unit is None:
            if groups:
                key = name_key(label)
                locality = next((group for group, pattern in groups.items() if pattern.search(key)), None)
                headings.add(locality or "")
            elif seen and UNIT_WORD.search(name_key(label)):
                what = "changes the unit within the table; name the sheet's part"
                unit_changed = f"{sheet.row(number)}: '{label[:60]}' {what}"
            sheet.account.pass_over("row", name, "no figures in it")
        elif locality is None:
            sheet.account.pass_over("row", name, "below a heading that `groups` does not name")
        elif (unit, locality) in seen and source.get("first_table"):
            sheet.account.pass_over("row", f"{number} to {len(grid)}", "below the first table")
            break
        else:
            if unit_changed:
                sheet.lose(f"{unit_changed}: {label[:40]} stands below it.")
                unit_changed = ""
            seen.add((unit, locality))
            used.append(row)
            sheet.account.use("row", f"{sheet.title} {number}")
            for year, column in columns.items():
                if column < len(row):
                    place = f"{sheet.row(number)}, {label[:40]}, {year}"
                    yield SheetCell(unit, year, locality, row[column], place)
                else:
                    sheet.account.pass_over_empty(unit, year, locality)
    sheet.refuse_unknown(list(strangers))
    read = {unit for unit, _ in seen}
    sheet.account.lost += unread_regions(strangers.values(), read, sheet.gazetteer)
    if set(groups) - headings:
        raise sheet.fault(f"no heading for {', '.join(sorted(set(groups) - headings))}")
    if not groups:
        _account_for_words_beside(sheet, used, first)
    _account_for_columns(sheet, grid[header], used, first, columns)


def _look_above(sheet: SourceSheet, grid: Grid) -> None:
    """Regions with figures above the row of years are a table of their own, with years of its own."""
    for number, row in enumerate(grid, start=1):
        label = sheet.label(row[:LABEL_COLUMNS])
        if label and sheet.unit(label) and any(_holds_figure(row, column) for column in range(1, len(row))):
            what = "has figures above the row of years that was read; the sheet has more than one table"
            sheet.lose(f"{sheet.row(number)}: {label} {what}.")
        elif label:
            sheet.account.pass_over("row", f"{number} '{label[:40]}'", "above the row of years")


def _account_for_unnamed(
    sheet: SourceSheet, row: tuple, columns: dict[int, int], number: int, has_figures: bool
) -> None:
    """A row without a name: numbers of the columns, units of measurement, a second row of years, figures."""
    values, place = [row[column] for column in columns.values() if column < len(row)], sheet.row(number)
    years = [year for value in values if (year := parse_year(value)) is not None]
    words = {name_key(value) for value in values if isinstance(value, str) and one_line(value)}
    units = {word for word in words if UNIT_WORD.search(word)}
    if len(units) > 1:
        sheet.lose(f"{place}: the columns differ in their unit: {shown(sorted(units))}.")
    elif len(years) > 1 and set(years) - set(columns):
        sheet.lose(f"{place}: another row of years, {shown(map(str, years))}, heads a second table.")
    elif has_figures and len(years) < 2 and not _counts_columns(values):
        sheet.lose(f"{place}: figures without a region's name: {shown(map(str, values))}.")
    elif any(one_line(value) for value in values if value is not None):
        sheet.account.pass_over("row", number, "without a name, no figures in it")


def _counts_columns(values: list) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3."""
    try:
        numbers = [parse_number(value) for value in values]
    except ValueError:
        return False
    return None not in numbers and all(after - before == 1 for before, after in pairwise(numbers))


def _account_for_words_beside(sheet: SourceSheet, rows: Grid, first: int) -> None:
    """Words beside the regions' names that differ and repeat: another unit, sex, activity a row."""
    for column in range(first):
        cells = [one_line(row[column]) for row in rows if column < len(row) and row[column] is not None]
        texts = [cell for cell in cells if _is_word(cell) and not sheet.unit(cell)]
        if 1 < len(set(texts)) < len(texts):
            sheet.lose(
                f"sheet '{sheet.title}', column {column + 1}: the rows of regions differ in it "
                f"({shown(dict.fromkeys(texts))}): figures of several kinds in one table."
            )
        elif texts and len(texts) == len(rows):
            sheet.account.pass_over("column", column + 1, "a code or one word on every row")


def _is_word(cell: object) -> bool:
    """Whether a cell is neither empty nor a number nor a mark for missing."""
    try:
        parse_number(cell)
    except ValueError:
        return True
    return False


def _account_for_columns(
    sheet: SourceSheet, headings: tuple, used: Grid, first: int, columns: dict[int, int]
) -> None:
    """Columns of figures that no heading names; to the left of the first year they may be codes."""
    for column in range(max(map(len, used), default=0)):
        figures = any(
            _holds_figure(row, column) and not (column < first and _is_word(row[column])) for row in used
        )
        if column in columns.values() or not figures:
            continue
        heading = headings[column] if column < len(headings) else None
        if heading is not None and one_line(heading):
            sheet.account.pass_over(
                "column", f"'{one_line(heading)[:40]}'", _why_passed(heading, sheet.source)
            )
        elif column < first:
            sheet.account.pass_over("column", column + 1, "numbers before the first year")
        elif "period" in sheet.source:
            sheet.account.pass_over("column", column + 1, "without a heading of the wanted period")
        else:
            sheet.lose(
                f"sheet '{sheet.title}', column {column + 1}: figures of regions below no heading; say in "
                "`period` which column of a year is wanted."
            )


def _why_passed(heading: object, source: dict) -> str:
    if "period" in source:
        return "not the wanted period"
    if parse_year(heading) is not None:
        return "before `years_from`"
    return "a part of a year" if re.search(r"(?:19|20)\d\d", one_line(heading)) else "no year in its heading"


def region_blocks(sheet: SourceSheet) -> Iterator[SheetCell]:
    """A block a region, opened by its code and name; below it a row a period and a column an item.

    `item` is the pattern of the wanted item's heading.
    """
    grid, source = sheet.grid, sheet.source
    starts = (number for number, row in enumerate(grid) if row and "като" in name_key(row[0] or ""))
    header = next(starts, None)
    if header is None:
        raise sheet.fault("no heading row that begins with the region's code (КАТО)")
    column = _item_column(sheet, grid[header : header + 2])
    unit, unknown = None, []
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        if len(row) < 2 or not one_line(row[1] or ""):
            if unit is not None and _holds_figure(row, column):
                sheet.lose(f"{sheet.row(number)}: figures of {unit} without a period.")
            continue
        label, year = one_line(row[1]), parse_year(row[1])
        if year is None and (one_line(row[0] or "") or sheet.gazetteer.named(label)):
            unit = sheet.gazetteer.named(label, short=not sheet.skips)
            if unit is None:
                unknown.append(f"row {number} '{label[:40]}'")
                sheet.stranger(label, number)
        elif year is not None and unit is not None and column < len(row):
            sheet.account.use("row", f"{sheet.title} {number}")
            yield SheetCell(unit, year, source.get("locality", "total"), row[column], sheet.row(number))
        elif is_doubtful_year(row[1]):
            sheet.lose(f"{sheet.row(number)}: '{label[:40]}' may be a year or not.")
        else:
            why = "a part of a year" if unit else "of a block that is no region"
            sheet.account.pass_over("row", f"'{label[:40]}'", why)
    sheet.refuse_unknown(unknown)


def _item_column(sheet: SourceSheet, rows: Grid) -> int:
    """The column that the wanted item heads."""
    headings = {
        position: one_line(cell)
        for row in rows
        for position, cell in enumerate(row)
        if position > 1 and isinstance(cell, str)
    }
    item = _pattern(sheet.source["item"])
    columns = {position for position, heading in headings.items() if item.search(name_key(heading))}
    for position in sorted(set(headings) - columns):
        sheet.account.pass_over("column", f"'{headings[position][:40]}'", "not the wanted item")
    if len(columns) != 1:
        raise sheet.fault(f"'{sheet.source['item']}' heads {len(columns)} columns, not one")
    return columns.pop()


def year_blocks(sheet: SourceSheet) -> Iterator[SheetCell]:
    """A block a year, opened by the year alone; regions across, each over several periods, items down.

    `period` is the pattern of the wanted period's heading, `item` that of the wanted row.
    """
    source, gazetteer = sheet.source, sheet.gazetteer
    year, columns, item = None, {}, _pattern(source["item"])
    opened, years_read = set(), set()
    for number, row in enumerate(sheet.grid, start=1):
        filled = [cell for cell in row if cell is not None and one_line(cell)]
        named = {
            at: gazetteer.named(cell, short=True) for at, cell in enumerate(row) if isinstance(cell, str)
        }
        units = {column: unit for column, unit in named.items() if unit is not None}
        if filled and len(filled) <= 2 and not units and parse_year(filled[0]) is not None:
            year, columns = parse_year(filled[0]), {}
            opened.add(year)
            continue
        if len(filled) == 1 and is_doubtful_year(filled[0]):
            sheet.lose(f"{sheet.row(number)}: '{one_line(filled[0])[:40]}' may be a year or not.")
        if year is not None and len(units) > 1:
            beside = (one_line(row[column]) for column in named if column > min(units) and not named[column])
            sheet.refuse_unknown([label for label in beside if label])
            _, below = _below(sheet, number - 1, units)
            columns = {unit: column for column, unit in below.items()}
            if len(columns) != len(below):
                raise sheet.fault(f"row {number} names a region twice")
            continue
        words = (one_line(cell) for cell in row[:LABEL_COLUMNS] if isinstance(cell, str))
        label = next(filter(None, words), None)
        if columns and label and item.search(name_key(label)):
            years_read.add(year)
            sheet.account.use("row", f"{sheet.title} {number}")
            place, locality = f"{sheet.row(number)}, {year}", source.get("locality", "total")
            for unit, column in columns.items():
                if column < len(row):
                    yield SheetCell(unit, year, locality, row[column], place)
        elif label:
            sheet.account.pass_over("row", f"'{label[:40]}'", "not the wanted item")
    if opened - years_read:
        years = shown(map(str, sorted(opened - years_read)))
        sheet.lose(f"sheet '{sheet.title}': no row '{source['item']}' with regions for {years}.")


SHEET_LAYOUTS: dict[str, Callable[[SourceSheet], Iterator[SheetCell]]] = {
    "years_across": years_across,
    "region_blocks": region_blocks,
    "year_blocks": year_blocks,
}


def later_years(grid: Grid, gazetteer: Gazetteer, last: int) -> list[int]:
    """Years after `last` that head columns of a sheet in which regions have figures."""
    sheet = SourceSheet("", grid, {}, gazetteer, Account())
    figure_years: set[int] = set()
    headings: dict[int, int] = {}
    for row in grid:
        label = sheet.label(row[:LABEL_COLUMNS])
        years = {column: year for column, cell in enumerate(row) if (year := parse_year(cell)) is not None}
        if years and (label is None or not gazetteer.named(label)):
            headings = years
        elif label and gazetteer.named(label):
            figure_years |= {year for column, year in headings.items() if _holds_figure(row, column)}
    return sorted(year for year in figure_years if year > last)


def _year_columns(sheet: SourceSheet) -> tuple[int, dict[int, int], int]:
    """The last row of the headings, the column of every year, and the first column below a year."""
    counts = [sum(parse_year(cell) is not None for cell in row) for row in sheet.grid]
    if not counts or max(counts) < 2:
        raise sheet.fault("no row of years")
    header = counts.index(max(counts))
    row = sheet.grid[header]
    if doubtful := [one_line(cell)[:40] for cell in row if is_doubtful_year(cell)]:
        raise sheet.fault(f"the headings {', '.join(map(repr, doubtful[:5]))} may be years or not")
    starts = {column: year for column, cell in enumerate(row) if (year := parse_year(cell)) is not None}
    years = list(starts.values())
    if repeated := sorted({year for year in years if years.count(year) > 1}):
        raise sheet.fault(f"{', '.join(map(str, repeated))} heads more than one column")
    begins = min(starts)
    if "period" in sheet.source:
        header, starts = _below(sheet, header, starts)
    first = sheet.source.get("years_from", 0)
    for column, year in starts.items():
        if year >= first:
            sheet.account.use("column", f"{sheet.title} {column}")
        else:
            sheet.account.pass_over("column", year, "before `years_from`")
    return header, {year: column for column, year in starts.items() if year >= first}, begins


def _below(sheet: SourceSheet, header: int, starts: dict[int, Any]) -> tuple[int, dict[int, Any]]:
    """The row of periods below a row of headings, and the column of the wanted period under each heading."""
    period, grid = sheet.source["period"], sheet.grid
    pattern = _pattern(period)
    for number in range(header + 1, min(header + 1 + HEADER_DEPTH, len(grid))):
        cells = [(column, cell) for column, cell in enumerate(grid[number]) if cell is not None]
        wanted = [column for column, cell in cells if pattern.search(name_key(cell))]
        if wanted:
            ends = [*sorted(starts)[1:], len(grid[number])]
            headings = {}
            for start, end in zip(sorted(starts), ends, strict=True):
                columns = [column for column in wanted if start <= column < end]
                if len(columns) != 1:
                    what = f"stands {len(columns)} times below {starts[start]}, not once"
                    raise sheet.fault(f"'{period}' {what}")
                headings[columns[0]] = starts[start]
            return number, headings
    raise sheet.fault(f"no heading '{period}' below the row of years or regions")


def _holds_figure(row: tuple, column: int) -> bool:
    if column >= len(row):
        return False
    try:
        return parse_number(row[column]) is not None
    except ValueError:
        return True


def _pattern(text: str) -> re.Pattern:
    return re.compile(text, re.IGNORECASE)
