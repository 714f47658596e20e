"""Reading and writing files: whole or not at all, the same bytes every time."""

import csv
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing pandas takes as long as hashing all of the results
    import pandas as pd


def sha256(path: str | Path) -> str:
    """Return the hexadecimal sha256 of a file's content."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def write_table(path: str | Path, table: "pd.DataFrame") -> None:
    """Write a frame as CSV without its index, atomically; the caller sorts.

    Floats are written with 12 significant digits: more than any source prints, and few enough that
    the last bits of a sum, which differ between processors, do not show.
    """
    write_text(path, table.to_csv(index=False, lineterminator="\n", float_format="%.12g"))


def csv_rows(path: str | Path) -> list[list[str]]:
    """Every line of a CSV as its cells, heading first; bytes that are no text become question marks."""
    csv.field_size_limit(sys.maxsize)  # an unclosed quote makes one cell of all that follows
    with Path(path).open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.reader(file))


def read_table(path: str | Path, text: tuple[str, ...] = ()) -> "pd.DataFrame":
    """Read a CSV of the project; columns named in `text` stay strings, with missing as the empty string."""
    import pandas as pd

    table = pd.read_csv(path, dtype=dict.fromkeys(text, str), encoding="utf-8")
    for column in text:
        if column in table:
            table[column] = table[column].fillna("")
    return table
