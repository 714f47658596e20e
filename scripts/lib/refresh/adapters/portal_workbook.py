"""The portal's workbooks: /api/iblock/element/<id>/file/<language>/."""

import re

from lib.core.problems import ProblemsError, stop_if
from lib.data.observations import Gathered, Observation, Percent
from lib.refresh.account import Account, shown
from lib.refresh.adapters.layouts import SHEET_LAYOUTS, SourceSheet, later_years
from lib.refresh.adapters.replies import SourceReplies
from lib.refresh.region_names import Gazetteer
from lib.refresh.workbooks import Grid, read_workbook

SheetFigures = dict[tuple, Observation]  # of a sheet, by what they are figures of


def read_reply(replies: SourceReplies) -> list[Observation]:
    """Read the figures of one measure.

    `source["layout"]` names a layout of `lib.refresh.adapters.layouts`, `source["sheets"]` the sheets by
    patterns, each of which must fit one sheet. Where two sheets give one figure the later sheet holds
    (`combine: later`), or the figure is their sum (`combine: add`), which then needs every sheet to give it.

    Raises
    ------
    ProblemsError
        When the content is no workbook, a sheet or heading is missing, a label is no unit, a value is no
        number, or one sheet gives a figure twice with different values.
    """
    source, account = replies.source, replies.account
    grids = read_workbook(replies.content)
    titles = [_wanted(replies, grids, pattern) for pattern in source["sheets"]]
    sheets = [_read_sheet(replies, title, grids[title]) for title in titles]
    if source.get("combine") == "add":
        by_key = _add(sheets)
    else:
        by_key = {key: observation for sheet in sheets for key, observation in sheet.items()}
    if not by_key:
        what = " ".join(["expected figures of regions, found none.", *account.lines()])
        raise replies.unlike(what.rstrip("."))
    elsewhere = [
        title for title in grids for each in source.get("elsewhere", []) if re.search(each, title.strip())
    ]
    unread = {title: grid for title, grid in grids.items() if title not in (*titles, *elsewhere)}
    _look_at_unread(unread, replies.gazetteer, max(each.year for each in by_key.values()), account)
    return sorted(by_key.values())


def _wanted(replies: SourceReplies, grids: dict[str, Grid], pattern: str) -> str:
    """The title of the sheet that a pattern fits."""
    titles = [title for title in grids if re.search(pattern, title.strip())]
    if len(titles) != 1:
        there = ", ".join(f"'{title[:30]}'" for title in grids)
        raise replies.unlike(f"expected one sheet '{pattern}' among {there}, found {len(titles)}")
    return titles[0]


def _look_at_unread(unread: dict[str, Grid], gazetteer: Gazetteer, last: int, account: Account) -> None:
    for title, grid in unread.items():
        account.pass_over("sheet", f"'{title[:30]}'", "not named in `sheets`")
        if years := later_years(grid, gazetteer, last):
            account.lost.append(
                f"sheet '{title[:30]}' has figures of regions for {shown(map(str, years))}, later than any "
                "that was read; name it in `sheets`."
            )


def _read_sheet(replies: SourceReplies, title: str, grid: Grid) -> SheetFigures:
    """The figures of a sheet, which has commas and gives figures twice by itself."""
    source, account, gathered, cells = replies.source, replies.account, Gathered(), []
    for cell in SHEET_LAYOUTS[source["layout"]](SourceSheet(title, grid, source, replies.gazetteer, account)):
        gathered.add(cell.place, cell.content, replies.measure, cell.unit, cell.year, cell.locality)
        if isinstance(cell.content, int | float) and cell.content:
            cells.append(cell)
        elif cell.content is None:
            account.pass_over_empty(cell.unit, cell.year, cell.locality)
    percent = [cell.place for cell in cells if isinstance(cell.content, Percent)]
    if percent and len(percent) < len(cells):
        gathered.problems.append(
            f"{percent[0]}: shown as percent, as {len(percent)} of {len(cells)} figures are and the others "
            "are not; see which unit holds."
        )
    stop_if(gathered.faults[:20], "Reading the reply")
    account.use("sheet", title)
    return gathered.by_key


def _add(sheets: list[SheetFigures]) -> SheetFigures:
    keys = set().union(*sheets)
    partial = sorted(key for key in keys if not all(key in sheet for sheet in sheets))
    if partial:
        _, unit, year, locality = partial[0]
        fault = f"{unit} {year} {locality} is only in some of the sheets to be added; {len(partial)} such."
        raise ProblemsError("Reading the reply", [fault])
    return {key: sheets[0][key]._replace(value=sum(sheet[key].value for sheet in sheets)) for key in keys}
