"""Reading and writing files: whole or not at all, the same bytes every time."""

import csv
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib.core.problems import ProblemsError

if TYPE_CHECKING:  # importing pandas takes as long as hashing all of the results
    import pandas as pd

# Significant digits of a float: more than any source prints, and few enough that the last bits of a sum,
# which differ between processors, do not show.
DIGITS = 12
DTYPES = {"string": str, "number": float}

csv.field_size_limit(sys.maxsize)  # an unclosed quote makes one cell of all that follows


def sha256(path: str | Path) -> str:
    """Return the hexadecimal sha256 of a file's content."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def files_like(root: str | Path, *patterns: str) -> list[Path]:
    """Files below a folder that fit a pattern, sorted, without what editors and systems leave behind.

    The names of such begin with a dot, as .#a.yaml, ._a.yaml and .DS_Store do.
    """
    paths = {path for pattern in patterns for path in Path(root).glob(pattern)}
    return sorted(path for path in paths if not path.name.startswith(".") and path.is_file())


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the same folder that takes the place of `path` once the block ends well."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write bytes atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text with Unix line ends, atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_csv(path: str | Path, table: "pd.DataFrame", digits: int = DIGITS) -> None:
    """Write a frame as CSV without its index, atomically, floats with so many digits; the caller sorts."""
    write_text(path, table.to_csv(index=False, lineterminator="\n", float_format=f"%.{digits}g"))


def read_text(path: str | Path) -> str:
    """Read a UTF-8 text file, a byte order mark at its head passed over.

    Raises
    ------
    ProblemsError
        When the file is missing, is not UTF-8, or holds NUL bytes, which no text has.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(path, "", f"cannot be read ({error.strerror}); restore the file") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = f"byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        raise _unreadable(path, f", line {line}", fault) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _unreadable(path, f", line {line}", "a NUL byte is no text; save the file as UTF-8")
    return text


def _unreadable(path: str | Path, where: str, fault: str) -> ProblemsError:
    return ProblemsError("Reading text", [f"{path}{where}: {fault}."])


def read_json(path: str | Path) -> Any:
    """Read a JSON file; raises `ValueError` where it is none, a pipe, or lists in lists without end."""
    if not Path(path).is_file():
        raise ValueError("no file")
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def csv_rows(path: str | Path, encoding: str = "utf-8") -> list[list[str]]:
    """Every line of a CSV as its cells, heading first; bytes that are no text become question marks."""
    with Path(path).open(encoding=encoding, errors="replace", newline="") as file:
        return list(csv.reader(file))


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The content of a CSV with Unix line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heading, *rows])
    return text.getvalue()


def read_records(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV as text by column."""
    return list(csv.DictReader(io.StringIO(read_text(path), newline="")))


def read_csv(path: str | Path, types: Mapping[str, str] | None = None, further: str = "") -> "pd.DataFrame":
    """Read a CSV.

    Parameters
    ----------
    types : ``string``, ``integer`` or ``number`` by column; a string is the empty one where missing, an
        integer is int64, or float64 where cells are missing, a number is float64
    further : the type of the columns that `types` does not name; empty for what they look like

    Raises
    ------
    ProblemsError
        When the file is no text, has no heading, or has a cell that is not of its column's type.
    """
    import pandas as pd

    text = read_text(path)
    heading = next(csv.reader(io.StringIO(text, newline="")), [])
    kinds = {column: (types or {}).get(column, further) for column in heading}
    try:
        return pd.read_csv(
            io.StringIO(text),
            dtype={column: DTYPES[kind] for column, kind in kinds.items() if kind in DTYPES},
            na_values={column: [""] for column, kind in kinds.items() if kind != "string"},
            keep_default_na=False,
        )
    except ValueError as error:  # pandas tells an empty file and a cell of another type alike
        raise ProblemsError("Reading tables", [f"{path}: {error}; make or restore it anew."]) from None
