"""How the portal's sheets are laid out: three layouts, found by content and not by position."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lib.core.problems import ProblemsError
from lib.data.observations import is_doubtful_year, one_line, parse_number, parse_year
from lib.refresh.region_names import Gazetteer, name_key
from lib.refresh.workbooks import Grid

_TASK = "Reading the sheet"
LABEL_COLUMNS = 3
HEADER_DEPTH = 3


class SheetCell(NamedTuple):
    """One figure of a sheet, before it is read as a number."""

    unit: str
    year: int
    locality: str
    content: object
    place: str


def years_across(grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer) -> Iterator[SheetCell]:
    """A row a region, a column a year; below group headings, if `groups` names them.

    `period` picks the column of a year that has several ("за год", "всего"); without it a year that heads
    two columns is a fault. `other_rows: skip` leaves out rows that are no region (districts);
    `first_table` ends at the first region that comes again; `row` reads one named row as the country.
    """
    header, columns = _year_columns(grid, sheet, source)
    groups = {locality: _pattern(pattern) for locality, pattern in source.get("groups", {}).items()}
    locality = None if groups else source.get("locality", "total")
    unknown: list[str] = []
    seen: set[tuple[str, str]] = set()
    headings: set[str] = set()
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        label = _label(row, gazetteer)
        if label is None:
            continue
        unit = _row_unit(label, source, gazetteer)
        has_figures = any(_holds_figure(row, column) for column in columns.values())
        if unit is None:
            if not has_figures and groups:
                locality = next(
                    (name for name, found in groups.items() if found.search(name_key(label))), None
                )
                headings.add(locality or "")
            elif has_figures:
                unknown.append(f"row {number} '{label[:40]}'")
            continue
        if locality is None:
            continue
        if (unit, locality) in seen and source.get("first_table"):
            break
        seen.add((unit, locality))
        for year, column in columns.items():
            if column < len(row):
                yield SheetCell(
                    unit, year, locality, row[column], f"sheet '{sheet}', row {number}, {label[:40]}, {year}"
                )
    _refuse_unknown(unknown, sheet, source)
    if set(groups) - headings:
        raise _fault(sheet, f"no heading for {', '.join(sorted(set(groups) - headings))}")


def region_blocks(grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer) -> Iterator[SheetCell]:
    """A block a region, opened by its code and name; below it a row a period and a column an item.

    `item` is the pattern of the wanted item's heading.
    """
    header = next(
        (number for number, row in enumerate(grid) if row and "като" in name_key(row[0] or "")), None
    )
    if header is None:
        raise _fault(sheet, "no heading row that begins with the region's code (КАТО)")
    columns = {
        position
        for row in grid[header : header + 2]
        for position, cell in enumerate(row)
        if position > 1 and isinstance(cell, str) and _pattern(source["item"]).search(name_key(cell))
    }
    if len(columns) != 1:
        raise _fault(sheet, f"'{source['item']}' heads {len(columns)} columns, not one")
    column = columns.pop()
    unit, unknown = None, []
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        if len(row) < 2 or not one_line(row[1] or ""):
            continue
        label = one_line(row[1])
        year = parse_year(row[1])
        if year is None and one_line(row[0] or ""):
            unit = gazetteer.named(label)
            if unit is None:
                unknown.append(f"row {number} '{label[:40]}'")
        elif year is not None and unit is not None and column < len(row):
            yield SheetCell(
                unit, year, source.get("locality", "total"), row[column], f"sheet '{sheet}', row {number}"
            )
    _refuse_unknown(unknown, sheet, source)


def year_blocks(grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer) -> Iterator[SheetCell]:
    """A block a year, opened by the year alone; regions across, each over several periods, items down.

    `period` is the pattern of the wanted period's heading, `item` that of the wanted row.
    """
    year, columns, item = None, {}, _pattern(source["item"])
    for number, row in enumerate(grid, start=1):
        filled = [cell for cell in row if cell is not None and one_line(cell)]
        if len(filled) == 1 and parse_year(filled[0]) is not None:
            year, columns = parse_year(filled[0]), {}
            continue
        named = {column: gazetteer.named(cell) for column, cell in enumerate(row) if isinstance(cell, str)}
        units = {column: unit for column, unit in named.items() if unit is not None}
        if year is not None and len(units) > 1:
            strangers = [
                one_line(row[column]) for column in named if column > min(units) and not named[column]
            ]
            _refuse_unknown([label for label in strangers if label], sheet, source)
            _, below = _below(grid, number - 1, units, source["period"], sheet)
            columns = {unit: column for column, unit in below.items()}
            if len(columns) != len(below):
                raise _fault(sheet, f"row {number} names a region twice")
            continue
        label = _text(row)
        if columns and label and item.search(name_key(label)):
            for unit, column in columns.items():
                if column < len(row):
                    place = f"sheet '{sheet}', row {number}, {year}"
                    yield SheetCell(unit, year, source.get("locality", "total"), row[column], place)


SHEET_LAYOUTS: dict[str, Callable[[Grid, str, dict, Gazetteer], Iterator[SheetCell]]] = {
    "years_across": years_across,
    "region_blocks": region_blocks,
    "year_blocks": year_blocks,
}


def _year_columns(grid: Grid, sheet: str, source: dict) -> tuple[int, dict[int, int]]:
    """The last row of the headings, and the column of every year."""
    counts = [sum(parse_year(cell) is not None for cell in row) for row in grid]
    if not counts or max(counts) < 2:
        raise _fault(sheet, "no row of years")
    header = counts.index(max(counts))
    doubtful = [one_line(cell)[:40] for cell in grid[header] if is_doubtful_year(cell)]
    if doubtful:
        raise _fault(sheet, f"the headings {', '.join(map(repr, doubtful[:5]))} may be years or not")
    years = [(parse_year(cell), column) for column, cell in enumerate(grid[header])]
    years = [(year, column) for year, column in years if year is not None]
    repeated = sorted({year for year, _ in years if [each for each, _ in years].count(year) > 1})
    if repeated:
        raise _fault(sheet, f"{', '.join(map(str, repeated))} heads more than one column")
    starts = {column: year for year, column in years}
    if "period" in source:
        header, starts = _below(grid, header, starts, source["period"], sheet)
    first = source.get("years_from", 0)
    return header, {year: column for column, year in starts.items() if year >= first}


def _below(
    grid: Grid, header: int, starts: dict[int, Any], period: str, sheet: str
) -> tuple[int, dict[int, Any]]:
    """The row of periods below a row of headings, and the column of the wanted period under each heading."""
    pattern = _pattern(period)
    for number in range(header + 1, min(header + 1 + HEADER_DEPTH, len(grid))):
        row = grid[number]
        wanted = [
            column for column, cell in enumerate(row) if cell is not None and pattern.search(name_key(cell))
        ]
        if wanted:
            ends = [*sorted(starts)[1:], len(row)]
            found = {}
            for start, end in zip(sorted(starts), ends, strict=True):
                columns = [column for column in wanted if start <= column < end]
                if len(columns) != 1:
                    raise _fault(
                        sheet, f"'{period}' stands {len(columns)} times below {starts[start]}, not once"
                    )
                found[columns[0]] = starts[start]
            return number, found
    raise _fault(sheet, f"no heading '{period}' below the row of years or regions")


def _row_unit(label: str, source: dict, gazetteer: Gazetteer) -> str | None:
    if "row" in source:
        return "KZ" if _pattern(source["row"]).search(name_key(label)) else None
    return gazetteer.named(label)


def _label(row: tuple, gazetteer: Gazetteer) -> str | None:
    """The row's label: the region's name among the first columns, else their first words."""
    words = [one_line(cell) for cell in row[:LABEL_COLUMNS] if isinstance(cell, str) and one_line(cell)]
    return next((word for word in words if gazetteer.named(word)), words[0] if words else None)


def _text(row: tuple) -> str | None:
    return next(
        (one_line(cell) for cell in row[:LABEL_COLUMNS] if isinstance(cell, str) and one_line(cell)), None
    )


def _holds_figure(row: tuple, column: int) -> bool:
    if column >= len(row):
        return False
    try:
        return parse_number(row[column]) is not None
    except ValueError:
        return True


def _pattern(text: str) -> re.Pattern:
    return re.compile(text, re.IGNORECASE)


def _refuse_unknown(unknown: list[str], sheet: str, source: dict) -> None:
    if unknown and source.get("other_rows") != "skip" and "row" not in source:
        raise _fault(
            sheet, f"names that are no unit: {', '.join(unknown[:5])}; add them to aliases.csv if they are"
        )


def _fault(sheet: str, what: str) -> ProblemsError:
    return ProblemsError(_TASK, [f"sheet '{sheet}': {what}; see how the table is laid out now."])
