"""How the portal's sheets are laid out: three layouts, found by content and not by position."""

import re
from collections.abc import Callable, Iterator
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


def years_across(
    grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer, account: Account
) -> Iterator[SheetCell]:
    """A row a region, a column a year; below group headings, if `groups` names them.

    `period` picks the column of a year that has several ("за год", "всего"); without it a year that heads
    two columns is a fault. `other_rows: skip` leaves out rows that are no region (districts);
    `first_table` ends at the first region that comes again; `row` reads one named row as the country.
    """
    header, columns, first = _year_columns(grid, sheet, source, account)
    groups = {locality: _pattern(pattern) for locality, pattern in source.get("groups", {}).items()}
    locality = None if groups else source.get("locality", "total")
    unknown: list[str] = []
    strangers: list[str] = []
    seen: set[tuple[str, str]] = set()
    used: Grid = []
    headings: set[str] = set()
    unit_changed = ""
    _look_above(grid[:header], sheet, source, gazetteer, account)
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        place = f"sheet '{sheet}', row {number}"
        label = _label(row[:first], gazetteer, source)
        has_figures = any(_holds_figure(row, column) for column in columns.values())
        if label is None:
            _account_for_unnamed(row, columns, number, place, has_figures, account)
            continue
        unit = _row_unit(label, source, gazetteer)
        if unit is None:
            if has_figures:
                unknown.append(f"row {number} '{label[:40]}'")
                strangers.append(label)
                _account_for_stranger(label, number, place, source, gazetteer, account)
                continue
            if groups:
                locality = next(
                    (name for name, found in groups.items() if found.search(name_key(label))), None
                )
                headings.add(locality or "")
            elif seen and UNIT_WORD.search(name_key(label)):
                unit_changed = (
                    f"{place}: '{label[:60]}' changes the unit within the table; name the sheet's part"
                )
            account.pass_over("row", f"{number} '{label[:40]}'", "no figures in it")
            continue
        if locality is None:
            account.pass_over(
                "row", f"{number} '{label[:40]}'", "below a heading that `groups` does not name"
            )
            continue
        if (unit, locality) in seen and source.get("first_table"):
            account.pass_over("row", f"{number} to {len(grid)}", "below the first table")
            break
        if unit_changed:
            account.lost.append(f"{unit_changed}: {label[:40]} stands below it.")
            unit_changed = ""
        seen.add((unit, locality))
        used.append(row)
        account.use("row", f"{sheet} {number}")
        for year, column in columns.items():
            if column < len(row):
                yield SheetCell(unit, year, locality, row[column], f"{place}, {label[:40]}, {year}")
    _refuse_unknown(unknown, sheet, source)
    account.lost += unread_regions(strangers, {unit for unit, _ in seen}, gazetteer)
    if set(groups) - headings:
        raise _fault(sheet, f"no heading for {', '.join(sorted(set(groups) - headings))}")
    if not groups:
        _account_for_words_beside(used, first, sheet, source, gazetteer, account)
    _account_for_columns(grid[header], used, first, columns, sheet, source, account)


def _look_above(grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer, account: Account) -> None:
    """Regions with figures above the row of years are a table of their own, with years of its own."""
    for number, row in enumerate(grid, start=1):
        label = _label(row[:LABEL_COLUMNS], gazetteer, source)
        unit = _row_unit(label, source, gazetteer) if label else None
        if unit and any(_holds_figure(row, column) for column in range(1, len(row))):
            account.lost.append(
                f"sheet '{sheet}', row {number}: {label} has figures above the row of years that was read; "
                "the sheet has more than one table."
            )
        elif label:
            account.pass_over("row", f"{number} '{label[:40]}'", "above the row of years")


def _account_for_unnamed(
    row: tuple, columns: dict[int, int], number: int, place: str, has_figures: bool, account: Account
) -> None:
    """A row without a name: numbers of the columns, units of measurement, a second row of years, figures."""
    values = [row[column] for column in columns.values() if column < len(row)]
    years = [year for value in values if (year := parse_year(value)) is not None]
    words = {name_key(value) for value in values if isinstance(value, str) and one_line(value)}
    units = {word for word in words if UNIT_WORD.search(word)}
    if len(units) > 1:
        account.lost.append(f"{place}: the columns differ in their unit: {shown(sorted(units))}.")
    elif len(years) > 1 and set(years) - set(columns):
        account.lost.append(f"{place}: another row of years, {shown(map(str, years))}, heads a second table.")
    elif has_figures and len(years) < 2 and not _counts_columns(values):
        account.lost.append(f"{place}: figures without a region's name: {shown(map(str, values))}.")
    elif any(one_line(value) for value in values if value is not None):
        account.pass_over("row", number, "without a name, no figures in it")


def _counts_columns(values: list) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3."""
    try:
        numbers = [parse_number(value) for value in values]
    except ValueError:
        return False
    return None not in numbers and all(after - before == 1 for before, after in pairwise(numbers))


def _account_for_stranger(
    label: str, number: int, place: str, source: dict, gazetteer: Gazetteer, account: Account
) -> None:
    """A row with figures that is no unit: passed over where the registry says so and no region it may be."""
    why = "not the row asked for" if "row" in source else "no region (`other_rows: skip`)"
    account.pass_over("row", f"{number} '{label[:40]}'", why)
    if source.get("other_rows") == "skip" and "row" not in source and resembles_region(label, gazetteer):
        account.lost.append(
            f"{place}: '{label[:40]}' was passed over and resembles a region; add it to aliases.csv, or its "
            "district's whole name."
        )


def _account_for_words_beside(
    rows: Grid, first: int, sheet: str, source: dict, gazetteer: Gazetteer, account: Account
) -> None:
    """Words beside the regions' names that differ and repeat: another unit, sex, activity a row."""
    for column in range(first):
        cells = [one_line(row[column]) for row in rows if column < len(row) and row[column] is not None]
        texts = [cell for cell in cells if _is_word(cell) and not _row_unit(cell, source, gazetteer)]
        if 1 < len(set(texts)) < len(texts):
            account.lost.append(
                f"sheet '{sheet}', column {column + 1}: the rows of regions differ in it "
                f"({shown(dict.fromkeys(texts))}): figures of several kinds in one table."
            )
        elif texts and len(texts) == len(rows):
            account.pass_over("column", column + 1, "a code or one word on every row")


def _is_word(cell: object) -> bool:
    """Whether a cell is neither empty nor a number nor a mark for missing."""
    try:
        parse_number(cell)
    except ValueError:
        return True
    return False


def _account_for_columns(
    headings: tuple,
    used: Grid,
    first: int,
    columns: dict[int, int],
    sheet: str,
    source: dict,
    account: Account,
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
            account.pass_over("column", f"'{one_line(heading)[:40]}'", _why_passed(heading, source))
        elif column < first:
            account.pass_over("column", column + 1, "numbers before the first year")
        elif "period" in source:
            account.pass_over("column", column + 1, "without a heading of the wanted period")
        else:
            account.lost.append(
                f"sheet '{sheet}', column {column + 1}: figures of regions below no heading; say in `period` "
                "which column of a year is wanted."
            )


def _why_passed(heading: object, source: dict) -> str:
    if "period" in source:
        return "not the wanted period"
    if parse_year(heading) is not None:
        return "before `years_from`"
    return "a part of a year" if re.search(r"(?:19|20)\d\d", one_line(heading)) else "no year in its heading"


def region_blocks(
    grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer, account: Account
) -> Iterator[SheetCell]:
    """A block a region, opened by its code and name; below it a row a period and a column an item.

    `item` is the pattern of the wanted item's heading.
    """
    header = next(
        (number for number, row in enumerate(grid) if row and "като" in name_key(row[0] or "")), None
    )
    if header is None:
        raise _fault(sheet, "no heading row that begins with the region's code (КАТО)")
    headings = {
        position: one_line(cell)
        for row in grid[header : header + 2]
        for position, cell in enumerate(row)
        if position > 1 and isinstance(cell, str)
    }
    item = _pattern(source["item"])
    columns = {position for position, heading in headings.items() if item.search(name_key(heading))}
    for position in sorted(set(headings) - columns):
        account.pass_over("column", f"'{headings[position][:40]}'", "not the wanted item")
    if len(columns) != 1:
        raise _fault(sheet, f"'{source['item']}' heads {len(columns)} columns, not one")
    column = columns.pop()
    unit, unknown = None, []
    for number, row in enumerate(grid[header + 1 :], start=header + 2):
        place = f"sheet '{sheet}', row {number}"
        if len(row) < 2 or not one_line(row[1] or ""):
            if unit is not None and _holds_figure(row, column):
                account.lost.append(f"{place}: figures of {unit} without a period.")
            continue
        label = one_line(row[1])
        year = parse_year(row[1])
        if year is None and (one_line(row[0] or "") or gazetteer.named(label)):
            unit = gazetteer.named(label, short=source.get("other_rows") != "skip")
            if unit is None:
                unknown.append(f"row {number} '{label[:40]}'")
                _account_for_stranger(label, number, place, source, gazetteer, account)
        elif year is not None and unit is not None and column < len(row):
            account.use("row", f"{sheet} {number}")
            yield SheetCell(unit, year, source.get("locality", "total"), row[column], place)
        elif is_doubtful_year(row[1]):
            account.lost.append(f"{place}: '{label[:40]}' may be a year or not.")
        else:
            why = "a part of a year" if unit else "of a block that is no region"
            account.pass_over("row", f"'{label[:40]}'", why)
    _refuse_unknown(unknown, sheet, source)


def year_blocks(
    grid: Grid, sheet: str, source: dict, gazetteer: Gazetteer, account: Account
) -> Iterator[SheetCell]:
    """A block a year, opened by the year alone; regions across, each over several periods, items down.

    `period` is the pattern of the wanted period's heading, `item` that of the wanted row.
    """
    year, columns, item = None, {}, _pattern(source["item"])
    opened, given = set(), set()
    for number, row in enumerate(grid, start=1):
        place = f"sheet '{sheet}', row {number}"
        filled = [cell for cell in row if cell is not None and one_line(cell)]
        named = {
            column: gazetteer.named(cell, short=True)
            for column, cell in enumerate(row)
            if isinstance(cell, str)
        }
        units = {column: unit for column, unit in named.items() if unit is not None}
        if filled and len(filled) <= 2 and not units and parse_year(filled[0]) is not None:
            year, columns = parse_year(filled[0]), {}
            opened.add(year)
            continue
        if len(filled) == 1 and is_doubtful_year(filled[0]):
            account.lost.append(f"{place}: '{one_line(filled[0])[:40]}' may be a year or not.")
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
            given.add(year)
            account.use("row", f"{sheet} {number}")
            for unit, column in columns.items():
                if column < len(row):
                    yield SheetCell(
                        unit, year, source.get("locality", "total"), row[column], f"{place}, {year}"
                    )
        elif label:
            account.pass_over("row", f"'{label[:40]}'", "not the wanted item")
    if opened - given:
        years = shown(map(str, sorted(opened - given)))
        account.lost.append(f"sheet '{sheet}': no row '{source['item']}' with regions for {years}.")


SHEET_LAYOUTS: dict[str, Callable[[Grid, str, dict, Gazetteer, Account], Iterator[SheetCell]]] = {
    "years_across": years_across,
    "region_blocks": region_blocks,
    "year_blocks": year_blocks,
}


def later_years(grid: Grid, gazetteer: Gazetteer, last: int) -> list[int]:
    """Years after `last` that head columns of a sheet in which regions have figures."""
    found: set[int] = set()
    headings: dict[int, int] = {}
    for row in grid:
        label = _label(row[:LABEL_COLUMNS], gazetteer, {})
        years = {column: year for column, cell in enumerate(row) if (year := parse_year(cell)) is not None}
        if years and (label is None or not gazetteer.named(label)):
            headings = years
        elif label and gazetteer.named(label):
            found |= {year for column, year in headings.items() if _holds_figure(row, column)}
    return sorted(year for year in found if year > last)


def _year_columns(grid: Grid, sheet: str, source: dict, account: Account) -> tuple[int, dict[int, int], int]:
    """The last row of the headings, the column of every year, and the first column below a year."""
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
    begins = min(starts)
    if "period" in source:
        header, starts = _below(grid, header, starts, source["period"], sheet)
    first = source.get("years_from", 0)
    for column, year in starts.items():
        if year >= first:
            account.use("column", f"{sheet} {column}")
        else:
            account.pass_over("column", year, "before `years_from`")
    return header, {year: column for column, year in starts.items() if year >= first}, begins


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
        return country_unit() if _pattern(source["row"]).search(name_key(label)) else None
    return gazetteer.named(label, short=source.get("other_rows") != "skip")


def _label(cells: tuple, gazetteer: Gazetteer, source: dict) -> str | None:
    """The row's label: the region's name among the cells before the figures, else their first words."""
    words = [one_line(cell) for cell in cells if isinstance(cell, str) and one_line(cell)]
    named = (word for word in words if _row_unit(word, source, gazetteer))
    return next(named, words[0] if words else None)


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
