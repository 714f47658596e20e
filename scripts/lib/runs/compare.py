"""Differences of two versions of a table or a picture: none, within tolerance, or which cells and pixels."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path

from PIL import Image, ImageChops

from lib.core.files import csv_rows
from lib.runs.grades import Grade
from lib.runs.record import rows_sha256

SAME_PICTURE = 0.1  # percent of pixels that may differ visibly before a picture counts as another one
VISIBLE = 24  # of 255 levels of red, green or blue: a smaller difference is not seen
DECIMAL_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
NO_PICTURE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)  # what opening one may raise
Digests = dict[str, str]


@dataclass(frozen=True)
class CellDifference:
    """One cell that is not the same; `within` tells whether the tolerance covers it."""

    path: str
    row: str
    column: str
    before: str
    after: str
    within: bool = False

    @property
    def change(self) -> str:
        """Row and column, and what became of the cell."""
        return f"{self.row}, {self.column}: {self.before or 'nothing'} became {self.after or 'nothing'}"

    def __str__(self) -> str:
        return f"{self.path}, {self.change}"


@dataclass(frozen=True)
class ComparisonRules:
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


def compare_tables(
    path: str, before: str | Path, after: str | Path, rules: ComparisonRules
) -> list[CellDifference]:
    """Return every cell in which two CSV files differ; the order of rows named by a key does not matter."""
    columns_before, rows_before = _named_rows(before, rules.key(path))
    columns_after, rows_after = _named_rows(after, rules.key(path))
    cells = [
        CellDifference(
            path,
            "the heading",
            column,
            column * (column in columns_before),
            column * (column in columns_after),
        )
        for column in sorted({*columns_before} ^ {*columns_after})
    ]
    shared = [column for column in columns_before if column in columns_after]
    for name in dict.fromkeys([*rows_before, *rows_after]):
        if name not in rows_after:
            cells.append(CellDifference(path, name, "whole row", "a row", ""))
        elif name not in rows_before:
            cells.append(CellDifference(path, name, "whole row", "", "a row"))
        else:
            for column in shared:
                old, new = rows_before[name].get(column, ""), rows_after[name].get(column, "")
                if old != new:
                    within = numbers_agree(old, new, *rules.tolerance(path, column))
                    cells.append(CellDifference(path, name, column, old, new, within))
    return cells


def _named_rows(path: str | Path, key: list[str]) -> tuple[list[str], dict[str, dict[str, str]]]:
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
    seen: Counter[str] = Counter()
    apart = []
    for name in names:
        seen[name] += 1
        apart.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return apart


def numbers_agree(before: str, after: str, relative: float, absolute: float) -> bool:
    """Whether two cells are decimal numbers that differ by at most relative times the larger, or absolute.

    What Python alone reads as a number (`nan`, `1_000`, digits of other scripts, blanks around it) is none.
    """
    if not (DECIMAL_NUMBER.fullmatch(before) and DECIMAL_NUMBER.fullmatch(after)):
        return False
    first, second = Decimal(before), Decimal(after)
    allowed = max(Decimal(relative) * max(abs(first), abs(second)), Decimal(absolute))
    return abs(first - second) <= allowed


@dataclass(frozen=True)
class PictureDifference:
    """Two pictures, and how they differ.

    Attributes
    ----------
    percent : the share of pixels that visibly differ
    form : sentences on other sizes, colour profiles, numbers of frames
    before, after, difference : the pictures, and one in which changed pixels are red
    """

    percent: float
    before: Image.Image
    after: Image.Image
    difference: Image.Image
    form: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether a reader would take both for the same picture."""
        return self.percent <= SAME_PICTURE and not self.form

    def __str__(self) -> str:
        pixels = f"differs in {self.percent:.2f} percent of its pixels"
        return "; ".join([pixels, *self.form])


def form_of(image: Image.Image) -> dict[str, str]:
    """The properties of a picture that its pixels do not show."""
    profile = image.info.get("icc_profile")
    return {
        "size": f"{image.width} by {image.height} pixels",
        "frames": str(getattr(image, "n_frames", 1)),
        "colour profile": hashlib.sha256(profile).hexdigest()[:12] if profile else "none",
        "original": image.info.get("original", ""),  # of a picture kept small
    }


def compare_pictures(before: str | Path, after: str | Path) -> PictureDifference:
    """Compare two PNG files; where sizes differ the larger is scaled down."""
    try:
        (first, form), (second, other_form) = (_on_white(path) for path in (before, after))
    except NO_PICTURE:
        nothing = Image.new("RGB", (1, 1), "white")
        return PictureDifference(100.0, nothing, nothing, nothing, ("cannot be read as a picture",))
    smaller = (min(first.width, second.width), min(first.height, second.height))
    scaled = [
        picture if picture.size == smaller else picture.resize(smaller, Image.Resampling.BOX)
        for picture in (first, second)
    ]
    red, green, blue = ImageChops.difference(*scaled).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = largest.point(lambda level: 255 if level > VISIBLE else 0)
    shown = scaled[1].convert("L").point(lambda level: 170 + level // 3).convert("RGB")
    shown.paste((200, 0, 0), mask=mask)
    percent = 100 * mask.histogram()[255] / (mask.width * mask.height)
    changed = tuple(
        f"{what}: {form[what]} became {other_form[what]}" for what in form if form[what] != other_form[what]
    )
    return PictureDifference(percent, first, second, shown, changed)


def _on_white(path: str | Path) -> tuple[Image.Image, dict[str, str]]:
    """The first frame of a picture without transparency, and its form."""
    with Image.open(path) as image:
        return flattened(image), form_of(image)


def flattened(image: Image.Image) -> Image.Image:
    """A picture in three colours, what is transparent in it white."""
    sheet = Image.new("RGB", image.size, "white")
    layered = image.convert("RGBA")
    sheet.paste(layered, mask=layered.getchannel("A"))
    return sheet


@dataclass
class ResultsComparison:
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
    cells: list[CellDifference] = field(default_factory=list)
    pictures: dict[str, PictureDifference] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    @property
    def grade(self) -> Grade:
        """How far the two sets are the same."""
        if not (self.other_bytes or self.only_before or self.only_after):
            return Grade.IDENTICAL
        within = all(cell.within for cell in self.cells) and all(each.same for each in self.pictures.values())
        return Grade.SAME_NUMBERS if within and not self.only_before else Grade.DIFFERS


def compare_results(
    before: tuple[Digests, Path],
    after: tuple[Digests, Path],
    rules: ComparisonRules,
    pictures: Callable[[Path, Path], PictureDifference] = compare_pictures,
) -> ResultsComparison:
    """Compare results, each side given as the sha256 of every path and the folder that stands for results/.

    Tables and pictures with other bytes are looked into where both folders have the file.
    """
    (digests_before, folder_before), (digests_after, folder_after) = before, after
    both = set(digests_before) & set(digests_after)
    comparison = ResultsComparison(
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
