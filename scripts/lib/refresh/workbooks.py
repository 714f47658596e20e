"""Opening a workbook that came from the network: as plain grids of values, within limits."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice, repeat
from typing import Any

import openpyxl

from lib.core.problems import ProblemsError
from lib.data.observations import Percent
from lib.refresh.responses import wrong_shape

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
Grid = list[tuple]

# openpyxl and the XML and zip readers below it raise almost any of the built-in kinds on a damaged file.
DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


# What a table of regions by years can need at most; a part up to the small size may be packed more.
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, SMALL_PART = 500, 64 * 2**20, 200, 2**20
MOST_SHEETS, MOST_ROWS, MOST_CELLS = 80, 20_000, 2_000_000


def read_workbook(content: bytes) -> dict[str, Grid]:
    """Read the values of every sheet of an .xlsx file; formulas give the value stored with them.

    A number shown as percent is a `Percent`; a formula without a stored value is its text, which begins with
    "=" and is no number.

    Raises
    ------
    ProblemsError
        When the content is not an .xlsx workbook, is damaged, or unpacks beyond the limits.
    """
    if content.startswith(OLE2):
        raise wrong_shape(
            "expected an .xlsx workbook, got an old .xls one; record its figures by hand", content
        )
    if not content.startswith(ZIP):
        raise wrong_shape("expected an .xlsx workbook", content)
    try:
        formulas = _check_archive(content)
        return _grids(content, formulas)
    except DAMAGED as error:
        reason = f"{type(error).__name__}: {error}".strip(": ")[:120]
        raise wrong_shape(f"the workbook is damaged ({reason})", content) from None


def _check_archive(content: bytes) -> bool:
    """Hold the parts of the archive against the limits; returns whether a sheet has formulas."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if len(members) > MOST_PARTS:
        raise _too_large(f"{len(members)} parts, {MOST_PARTS} allowed")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        raise _too_large(f"it unpacks to {unpacked:,} bytes, {MOST_UNPACKED:,} allowed")
    for member in members:
        large = member.file_size > SMALL_PART
        if large and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise _too_large(f"'{member.filename[:40]}' is packed more than {MOST_RATIO} times")
    sheets = (member for member in members if member.filename.startswith("xl/worksheets/"))
    return any(b"<f" in archive.read(sheet) for sheet in sheets)


def _too_large(what: str) -> ProblemsError:
    return ProblemsError("Opening the workbook", [f"the workbook is not a table of statistics: {what}."])


def _grids(content: bytes, formulas: bool) -> dict[str, Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if len(book.worksheets) > MOST_SHEETS:
            raise _too_large(f"{len(book.worksheets)} sheets, {MOST_SHEETS} allowed")
        written = openpyxl.load_workbook(io.BytesIO(content), read_only=True) if formulas else None
        grids, cells = {}, 0
        for sheet in book.worksheets:
            grid: Grid = []
            texts = _rows_of(written[sheet.title]) if written else repeat(())
            for row, text in islice(zip(_rows_of(sheet), texts, strict=False), MOST_ROWS + 1):
                cells += len(row)
                if cells > MOST_CELLS:
                    raise _too_large(f"more than {MOST_CELLS:,} cells")
                grid.append(_values(row, text))
            if len(grid) > MOST_ROWS:
                raise _too_large(f"the sheet '{sheet.title[:40]}' has more than {MOST_ROWS:,} rows")
            grids[sheet.title] = grid
        book.close()
    return grids


def _rows_of(sheet: Any) -> Iterator[tuple]:
    sheet.reset_dimensions()
    return sheet.iter_rows()


def _values(row: tuple, written: tuple) -> tuple:
    """The values of a row's cells; `written` are the same cells with their formulas, if there are any."""
    values = [_shown(cell) for cell in row]
    for column, cell in enumerate(written[: len(values)]):
        # A formula whose result is the empty text has the type `str`.
        if values[column] is None and cell.data_type == "f" and row[column].data_type != "str":
            values[column] = f"={str(cell.value).lstrip('=')}"
    return tuple(values)


def _shown(cell: Any) -> object:
    value = cell.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Percent(value) if number and "%" in str(cell.number_format) else value
