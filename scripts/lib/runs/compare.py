"""Two versions of a table or a picture: the same bytes, the same numbers, or which cells differ."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from PIL import Image, ImageChops

from lib.core.files import csv_rows
from lib.runs.manifest import rows_sha256

SAME_PICTURE = 0.1  # percent of pixels that may differ visibly before a picture counts as another one
VISIBLE = 24  # of 255 levels of red, green or blue: a smaller difference is not seen


@dataclass(frozen=True)
class Cell:
    """One cell that is not the same; `within` tells whether the tolerance covers it."""

    path: str
    row: str
    column: str
    expected: str
    found: str
    within: bool

    def __str__(self) -> str:
        was, became = self.expected or "nothing", self.found or "nothing"
        return f"{self.path}, {self.row}, {self.column}: {was} became {became}"


@dataclass(frozen=True)
class Rules:
    """How tables are compared: which columns name a row, and how far numbers may differ.

    Attributes
    ----------
    keys : pattern of paths -> columns that name a row; without one rows are matched by position
    tolerances : pattern of paths -> column -> {relative, absolute}; the column `*` stands for the others
    """

    keys: dict[str, list[str]] = field(default_factory=dict)
    tolerances: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def key(self, path: str) -> list[str]:
        """The columns that name a row of this table."""
        return next((columns for pattern, columns in self.keys.items() if fnmatch(path, pattern)), [])

    def tolerance(self, path: str, column: str) -> tuple[float, float]:
        """Relative and absolute tolerance of a column of this table; zero where none is stated."""
        for pattern, columns in self.tolerances.items():
            allowed = columns.get(column, columns.get("*")) if fnmatch(path, pattern) else None
            if allowed is not None:
                return allowed.get("relative", 0.0), allowed.get("absolute", 0.0)
        return 0.0, 0.0


def compare_tables(path: str, expected: str | Path, found: str | Path, rules: Rules) -> list[Cell]:
    """Return every cell in which two CSV files differ; the order of rows named by a key does not matter."""
    columns_before, before = _rows(expected, rules.key(path))
    columns_after, after = _rows(found, rules.key(path))
    cells = [
        Cell(
            path,
            "the heading",
            column,
            column * (column in columns_before),
            column * (column in columns_after),
            False,
        )
        for column in sorted({*columns_before} ^ {*columns_after})
    ]
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after or name not in before:
            gone, new = ("a row", "") if name in before else ("", "a row")
            cells.append(Cell(path, name, "whole row", gone, new, False))
            continue
        for column in columns_before:
            old, new = before[name].get(column, ""), after[name].get(column, "")
            if column in columns_after and old != new:
                cells.append(
                    Cell(path, name, column, old, new, _close(old, new, rules.tolerance(path, column)))
                )
    return cells


def _rows(path: str | Path, key: list[str]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The columns and the rows of a CSV, each under a name made of its key, or of its place."""
    heading, *lines = csv_rows(path) or [[]]
    surplus = max(map(len, lines), default=0) - len(heading)
    columns = _told_apart([*heading, *["no heading"] * surplus])
    rows = [dict(zip(columns, line, strict=False)) for line in lines]
    names = [
        " ".join(f"{column}={row[column]}" for column in key if row.get(column)) or f"row {position}"
        for position, row in enumerate(rows, start=1)
    ]
    return columns, dict(zip(_told_apart(names), rows, strict=True))


def _told_apart(names: list[str]) -> list[str]:
    """The names, with the second of two equal ones as `name (2)`."""
    seen, apart = Counter(), []
    for name in names:
        seen[name] += 1
        apart.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return apart


def _close(old: str, new: str, tolerance: tuple[float, float]) -> bool:
    relative, absolute = tolerance
    try:
        return math.isclose(float(old), float(new), rel_tol=relative, abs_tol=absolute)
    except ValueError:
        return False


@dataclass(frozen=True)
class PictureDifference:
    """Two pictures, the share of pixels that visibly differ in percent, and a picture of the difference."""

    percent: float
    before: Image.Image
    after: Image.Image
    difference: Image.Image

    @property
    def same(self) -> bool:
        """Whether a reader would take both for the same picture."""
        return self.percent <= SAME_PICTURE


def compare_pictures(expected: str | Path, found: str | Path) -> PictureDifference:
    """Compare two PNG files by colour; the larger is scaled down, changed pixels are shown red."""
    try:
        before, after = (_on_white(path) for path in (expected, found))
    except (OSError, ValueError, Image.DecompressionBombError):  # one of them is no picture at all
        nothing = Image.new("RGB", (1, 1), "white")
        return PictureDifference(100.0, nothing, nothing, nothing)
    smaller = (min(before.width, after.width), min(before.height, after.height))
    scaled = [
        picture if picture.size == smaller else picture.resize(smaller, Image.Resampling.BOX)
        for picture in (before, after)
    ]
    red, green, blue = ImageChops.difference(*scaled).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = largest.point(lambda level: 255 if level > VISIBLE else 0)
    shown = scaled[1].convert("L").point(lambda level: 170 + level // 3).convert("RGB")
    shown.paste((200, 0, 0), mask=mask)
    percent = 100 * mask.histogram()[255] / (mask.width * mask.height)
    return PictureDifference(percent, before, after, shown)


def _on_white(path: str | Path) -> Image.Image:
    with Image.open(path) as image:
        sheet = Image.new("RGB", image.size, "white")
        layered = image.convert("RGBA")
        sheet.paste(layered, mask=layered.getchannel("A"))
        return sheet


@dataclass
class Comparison:
    """Two sets of results.

    Attributes
    ----------
    other_bytes : results whose sha256 is another one
    only_before, only_after : results that one side lacks
    cells : cells of tables that are not the same
    pictures : pictures that have other bytes, by path below the results
    unseen : results with other bytes that are neither table nor picture, or that one folder lacks
    """

    other_bytes: list[str] = field(default_factory=list)
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pictures: dict[str, PictureDifference] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        """Whether every result has the same bytes."""
        return not (self.other_bytes or self.only_before or self.only_after)

    @property
    def same_numbers(self) -> bool:
        """Whether no result is lacking, and no cell or picture differs beyond the tolerances."""
        return (
            not self.only_before
            and all(cell.within for cell in self.cells)
            and all(picture.same for picture in self.pictures.values())
        )


def compare_results(
    before: tuple[dict[str, str], Path],
    after: tuple[dict[str, str], Path],
    rules: Rules,
    pictures: Callable[[Path, Path], PictureDifference] = compare_pictures,
) -> Comparison:
    """Compare results, each side given as the sha256 of every path and the folder that stands for results/.

    Tables and pictures with other bytes are looked into where both folders have the file.
    """
    (digests_before, folder_before), (digests_after, folder_after) = before, after
    both = set(digests_before) & set(digests_after)
    comparison = Comparison(
        other_bytes=sorted(path for path in both if digests_before[path] != digests_after[path]),
        only_before=sorted(set(digests_before) - both),
        only_after=sorted(set(digests_after) - both),
    )
    for path in comparison.other_bytes:
        name = str(Path(path).relative_to("results"))
        old, new = folder_before / name, folder_after / name
        there = old.is_file() and new.is_file()
        if there and name.endswith(".csv"):
            cells = compare_tables(name, old, new, rules)
            if rows_sha256(old) != rows_sha256(new):
                comparison.cells += cells
                comparison.unseen += [path] * (not cells)
        elif there and name.endswith(".png"):
            comparison.pictures[name] = pictures(old, new)
        else:
            comparison.unseen.append(path)
    return comparison
