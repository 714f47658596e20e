"""The snapshot files of data/raw: their index, their layout, and what can be wrong with them."""

import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

from lib.core.configuration import did_you_mean
from lib.core.delimited import Delimited, read_delimited
from lib.core.files import csv_rows, read_records, sha256
from lib.core.problems import ProblemsError
from lib.data.observations import Observation
from lib.data.records import SeriesRecord

VINTAGE_COLUMNS = ("measure", "unit", "year", "locality", "value", "note")
INDEX_COLUMNS = (
    "series", "vintage", "basis", "rows", "sha256", "source",
    "retrieved_at", "http_status", "reply_bytes", "reply_sha256", "reply", "accepted",
)  # fmt: skip
# What dates a vintage: its publication, a publication that was not the first, the day it was retrieved, or
# only the day a copy was read.
BASES = ("published", "reissued", "retrieved", "known by")
REPLY_SEPARATOR = " | "
LOCALITIES = ("total", "urban", "rural")
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?([eE]-?[0-9]{1,2})?")
MOST_TOLD = 5  # of one kind of fault in one file
YEAR = re.compile(r"(19|20)[0-9]{2}")


def read_index(path: str | Path) -> list[dict[str, str]]:
    """Read data/raw/index.csv: one row a snapshot file, the only files the pipeline uses."""
    return read_records(path)


def unit_codes(path: str | Path) -> set[str]:
    """The codes in units.csv; raises `ProblemsError` when there are none to be read, or a quote is open."""
    rows = csv_rows(path, "utf-8-sig") if Path(path).is_file() else []
    if not rows or "unit" not in rows[0]:
        fault = "has no column 'unit'" if rows else "is missing or empty"
        raise ProblemsError("Reading the units", [f"{path} {fault}; restore it from version control."])
    torn = next((line for line, row in enumerate(rows, 1) if "\n" in "".join(row)), None)
    if torn:
        fault = f"{path}, line {torn}: a quote is opened and not closed; close it or take it out."
        raise ProblemsError("Reading the units", [fault])
    where = rows[0].index("unit")
    return {row[where] for row in rows[1:] if len(row) > where}


def snapshot_path(folder: str | Path, record: dict[str, str]) -> Path:
    """The file of an index row: <folder>/<series>/<vintage>.csv."""
    return Path(folder) / record["series"] / f"{record['vintage']}.csv"


def newest_record(index: list[dict[str, str]], series: str) -> dict[str, str] | None:
    """The index row of a series' newest vintage; None for a series without one."""
    records = [record for record in index if record["series"] == series]
    return max(records, key=lambda record: record["vintage"], default=None)


def read_vintage(path: str | Path) -> list[Observation]:
    """Read a snapshot file that `file_problems` has found sound."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return observations_of(csv.reader(file))


def observations_of(lines: Iterable[list[str]]) -> list[Observation]:
    """The observations of a snapshot file's lines, heading first, in which `line_problems` finds nothing."""
    return [
        Observation(measure, unit, int(year), locality, Decimal(value), note)
        for measure, unit, year, locality, value, note in islice(lines, 1, None)
    ]


def measures_of(series: str, entry: SeriesRecord) -> tuple[str, ...]:
    """The variables of a series: those it declares, else the series itself."""
    return tuple(entry.get("measures", {series: None}))


def file_problems(path: Path, record: dict[str, str], entry: SeriesRecord, units: set[str]) -> list[str]:
    """What is wrong with one snapshot file, as sentences: absent, changed, malformed."""
    if not path.is_file():
        return [f"{path}: the file is missing; restore it from version control."]
    problems = []
    if sha256(path) != record["sha256"]:
        problems.append(
            f"{path}: the content differs from the sha256 in index.csv; restore the file, or add new figures "
            "as a new vintage."
        )
    return problems + reply_problems(path, record) + content_problems(path, record, entry, units)


def reply_problems(path: Path, record: dict[str, str]) -> list[str]:
    """What is wrong with the replies kept beside a snapshot file: absent or changed."""
    if not record["reply"]:
        return []
    problems = []
    names, sums = record["reply"].split(REPLY_SEPARATOR), record["reply_sha256"].split(REPLY_SEPARATOR)
    for name, expected in zip(names, sums, strict=True):
        kept = path.with_name(name)
        try:
            content = gzip.decompress(kept.read_bytes())
        except (OSError, EOFError, zlib.error):
            problems.append(f"{kept}: the kept reply is missing or damaged; restore it from version control.")
            continue
        if hashlib.sha256(content).hexdigest() != expected:
            problems.append(f"{kept}: the content differs from the sha256 in index.csv; restore the file.")
    return problems


def content_problems(path: Path, record: dict[str, str], entry: SeriesRecord, units: set[str]) -> list[str]:
    """What is malformed in one snapshot file, with line numbers."""
    try:
        table = read_vintage_lines(path, numbers=())
    except ProblemsError as error:
        return error.problems
    if table.unlike:
        what = ", ".join(table.unlike)
        return [f"{path}, line 1: saved with {what}, not UTF-8 with commas; restore it from version control."]
    return line_problems(path, table.lines, record, entry, units)


def read_vintage_lines(path: Path, numbers: Collection[str] = ("value",)) -> Delimited:
    """The lines of a file of figures however it was saved; raises `ProblemsError` as `read_delimited`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProblemsError("Reading figures", [f"{path}: cannot be read ({error.strerror})."]) from None
    return read_delimited(content, str(path), VINTAGE_COLUMNS, numbers, strict=False)


def line_problems(
    path: Path, lines: list[list[str]], record: dict[str, str], entry: SeriesRecord, units: set[str]
) -> list[str]:
    """What is malformed in the lines of one snapshot file, with their numbers; repeated faults grouped."""
    if not lines or tuple(lines[0]) != VINTAGE_COLUMNS:
        return [f"{path}, line 1: expected the columns {','.join(VINTAGE_COLUMNS)}."]
    measures = measures_of(record["series"], entry)
    open_quote = next((at for at, cells in enumerate(lines, 1) if "\n" in "".join(cells)), None)
    if open_quote:
        return [f"{path}, line {open_quote}: a quote is opened and not closed; close it or take it out."]
    by_kind: dict[str, list[str]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(lines[1:], start=2):
        where = f"{path}, line {number}"
        if len(cells) != len(VINTAGE_COLUMNS):
            sentence = (
                f"{where}: expected {len(VINTAGE_COLUMNS)} cells, got {len(cells)}{_comma_hint(cells)}."
            )
            by_kind.setdefault("number of cells", []).append(sentence)
            continue
        for kind, fault in _row_faults(cells, measures, entry["localities"], units):
            by_kind.setdefault(kind, []).append(f"{where}: {fault}")
        key = tuple(cells[:4])
        if key in seen:
            sentence = f"{where}: repeats {', '.join(key)} of line {seen[key]}; one figure a row."
            by_kind.setdefault("row that repeats another", []).append(sentence)
        seen.setdefault(key, number)
    problems = [sentence for kind, sentences in by_kind.items() for sentence in _first_few(kind, sentences)]
    if "rows" in record and str(len(lines) - 1) != record["rows"]:
        problems.append(f"{path}: {len(lines) - 1} rows, {record['rows']} expected.")
    return problems


def _row_faults(
    cells: list[str], measures: Collection[str], localities: Collection[str], units: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the cells of one row: its kind, and a sentence."""
    measure, unit, year, locality, value, _ = cells
    for kind, name, known, where in (
        ("measure", measure, measures, "registry.yaml"),
        ("unit", unit, units, "units.csv"),
    ):
        if name not in known:
            yield kind, f"{kind} '{name}' is not in {where}{did_you_mean(name, known) or '.'}"
    if not YEAR.fullmatch(year):
        yield "year", f"year '{year}' is not a year."
    if locality not in localities:
        yield "locality", f"locality '{locality}' is not one of {', '.join(localities)}."
    if not NUMBER.fullmatch(value):
        yield "value", f"value '{value}' is not a number."


def _comma_hint(cells: list[str]) -> str:
    """The end of a sentence on a row that a decimal comma may have torn."""
    torn = len(cells) == len(VINTAGE_COLUMNS) + 1 and all(map(str.isdigit, cells[4:6]))
    return f"; if {cells[4]},{cells[5]} is one number, write {cells[4]}.{cells[5]}" if torn else ""


def _first_few(kind: str, sentences: list[str]) -> list[str]:
    """All sentences of one kind, or the first few and how many more there are."""
    more = len(sentences) - MOST_TOLD
    if more <= 0:
        return sentences
    where = sentences[MOST_TOLD].partition(":")[0]
    return [*sentences[:MOST_TOLD], f"{where}: the same of the {kind}, here and in {more - 1} more lines."]
