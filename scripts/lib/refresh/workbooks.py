"""Opening a workbook that came from the network: as plain grids of values, within limits."""

import io
import warnings
import zipfile
import zlib
from itertools import islice
from typing import NamedTuple

import openpyxl

from lib.core.problems import ProblemsError
from lib.refresh.responses import wrong_shape

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
Grid = list[tuple]

# openpyxl and the XML and zip readers below it raise almost any of the built-in kinds on a damaged file.
DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class Limits(NamedTuple):
    """What a table of regions by years can need at most."""

    members: int = 500
    unpacked_bytes: int = 64 * 2**20
    ratio: int = 200
    small_bytes: int = 2**20
    sheets: int = 80
    rows: int = 20_000
    cells: int = 2_000_000


LIMITS = Limits()


def read_workbook(content: bytes, limits: Limits = LIMITS) -> dict[str, Grid]:
    """Read the values of every sheet of an .xlsx file; formulas give the value stored with them.

    Raises
    ------
    ProblemsError
        When the content is not an .xlsx workbook, is damaged, or unpacks beyond `limits`.
    """
    if content.startswith(OLE2):
        raise wrong_shape(
            "expected an .xlsx workbook, got an old .xls one; record its figures by hand",
            content,
        )
    if not content.startswith(ZIP):
        raise wrong_shape("expected an .xlsx workbook", content)
    try:
        _check_archive(content, limits)
        return _grids(content, limits)
    except DAMAGED as error:
        reason = f"{type(error).__name__}: {error}".strip(": ")[:120]
        raise wrong_shape(f"the workbook is damaged ({reason})", content) from None


def _check_archive(content: bytes, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    if len(members) > limits.members:
        raise _too_large(f"{len(members)} parts, {limits.members} allowed")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise _too_large(f"it unpacks to {unpacked:,} bytes, {limits.unpacked_bytes:,} allowed")
    for member in members:
        large = member.file_size > limits.small_bytes
        if large and member.file_size > limits.ratio * max(member.compress_size, 1):
            raise _too_large(f"'{member.filename[:40]}' is packed more than {limits.ratio} times")


def _too_large(what: str) -> ProblemsError:
    return ProblemsError("Opening the workbook", [f"the workbook is not a table of statistics: {what}."])


def _grids(content: bytes, limits: Limits) -> dict[str, Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if len(book.worksheets) > limits.sheets:
            raise _too_large(f"{len(book.worksheets)} sheets, {limits.sheets} allowed")
        grids, cells = {}, 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            grid: Grid = []
            for row in islice(sheet.iter_rows(values_only=True), limits.rows + 1):
                cells += len(row)
                if cells > limits.cells:
                    raise _too_large(f"more than {limits.cells:,} cells")
                grid.append(row)
            if len(grid) > limits.rows:
                raise _too_large(f"the sheet '{sheet.title[:40]}' has more than {limits.rows:,} rows")
            grids[sheet.title] = grid
        book.close()
    return grids
