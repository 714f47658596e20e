"""Changes of a run: figures, verdicts, exhibits and sentences of the article that are other than before it.

Before a run the tables and texts that authors look at are put aside; after it they are compared. The same
comparison of two folders is an entry of the changelog of results.
"""

import re
import shutil
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from lib.core.country import languages
from lib.core.files import csv_rows
from lib.runs.compare import CellDifference, ComparisonRules, compare_tables, numbers_agree

BEFORE = Path(".snakemake/before")
VERDICTS, FIGURES = "results/claims/verdicts.csv", "results/data/long.csv"
EDITION = "results/data/edition.csv"
PROSE = "results/article/*/article.tex"
EXHIBITS = "results/[ft]*/{language}/*.csv"  # the data behind figures and tables
CHANGELOG = "CHANGELOG-results.md"
CHANGELOG_TITLE = "# Changelog of results\n\nWritten by `make diff A=... B=... log=yes`, the newest first.\n"
RULES = ComparisonRules(
    keys={VERDICTS: ["claim", "part"], FIGURES: ["variable", "unit", "year", "locality"]},
    tolerances={FIGURES: {"value": {"relative": 1e-9}}},
)
PROSE_NUMBER = re.compile(r"[0-9][0-9.,]*")
COLUMN_WIDTH = r"\real{"  # in what pandoc writes of a column of a table
MOST = 8  # lines of each kind


def put_aside() -> None:
    """Keep the tables and texts that `changes` compares with."""
    shutil.rmtree(BEFORE, ignore_errors=True)
    for path in [*map(Path, (VERDICTS, FIGURES, EDITION)), *Path().glob(PROSE), *_exhibits(Path())]:
        if path.is_file():
            (BEFORE / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, BEFORE / path)


def changes(before: Path = BEFORE, after: Path = Path(), most: int = MOST) -> list[str]:
    """Lines on what is other in one folder than in another; none after a first run, or when nothing is.

    Parameters
    ----------
    before, after : folders that hold `results`; what was put aside, and the project, unless told
    most : lines of each kind
    """
    verdicts = [cell.change for cell in _cells(VERDICTS, "verdict", before, after)]
    figures = [_with_percent(cell) for cell in _cells(FIGURES, "value", before, after)]
    return [
        *_shortened("Verdicts that flipped", verdicts, most),
        *_shortened("Figures that changed", figures, most),
        *_shortened("Exhibits redrawn with other figures", _redrawn(before, after), most),
        *_shortened("Lines of the article whose numbers moved", _moved_numbers(before, after), most),
    ]


def changelog_text(known: str, before: Path, after: Path) -> str:
    """The changelog with an entry on top that says what `after` has otherwise than `before`.

    The heading names the editions; an entry with the same heading is replaced.
    """
    heading = f"{named_edition(after)}, after: {named_edition(before)}"
    lines = changes(before, after, most=40) or ["nothing that authors look at"]
    entry = "\n".join([heading, "", *(line if line[0] == " " else f"- {line}" for line in lines)])
    entries = [each.strip() for each in known.split("\n## ")[1:]]
    others = [each for each in entries if each.partition("\n")[0] != heading]
    return "\n\n".join([CHANGELOG_TITLE.strip(), *(f"## {each}" for each in [entry, *others])]) + "\n"


def named_edition(folder: Path) -> str:
    """The edition of the results in a folder, of everything together, in words."""
    rows = csv_rows(folder / EDITION) if (folder / EDITION).is_file() else []
    if len(rows) < 2:
        return "results without an edition"
    _, as_of, last_year, version = rows[1]
    return f"As known on {as_of}, figures to {last_year}, version {version}"


def _exhibits(folder: Path) -> Iterator[Path]:
    """The data behind figures and tables, which are the same in every language, in the main one."""
    return folder.glob(EXHIBITS.format(language=languages()[0]))


def _redrawn(before: Path, after: Path) -> list[str]:
    """Exhibits whose data are other bytes, by folder and name."""
    names = sorted(path.relative_to(after) for path in _exhibits(after))
    return [f"{name.parts[1]}/{name.stem}" for name in names if _is_other(name, before, after)]


def _is_other(path: str | Path, before: Path, after: Path) -> bool:
    """Whether a file is there on both sides and has other bytes."""
    there = (before / path).is_file() and (after / path).is_file()
    return there and (before / path).read_bytes() != (after / path).read_bytes()


def _cells(path: str, column: str, before: Path, after: Path) -> list[CellDifference]:
    if not _is_other(path, before, after):
        return []
    cells = compare_tables(path, before / path, after / path, RULES)
    return [cell for cell in cells if cell.column in (column, "whole row") and not cell.within]


def _with_percent(cell: CellDifference) -> str:
    """A figure's change, with percent where both are numbers."""
    if cell.column == "whole row" or not numbers_agree(cell.before, cell.after, 2.0, 0.0):
        return cell.change
    before, after = float(cell.before), float(cell.after)
    return f"{cell.change} ({(after / before - 1) * 100:+.3g}%)" if before else cell.change


def _moved_numbers(before: Path, after: Path) -> list[str]:
    """Lines of the article's texts, widths of columns aside, that are the same but for their numbers."""
    moved = []
    for path in sorted(after.glob(PROSE)):
        name = path.relative_to(after)
        if not _is_other(name, before, after):
            continue
        old, new = _body(before / name), _body(path)
        first, second = ([PROSE_NUMBER.sub("0", line) for line in lines] for lines in (old, new))
        for block in SequenceMatcher(a=first, b=second, autojunk=False).get_matching_blocks():
            pairs = zip(old[block.a :][: block.size], new[block.b :][: block.size], strict=True)
            moved += [
                f"{path.parent.name}: {old_line}\n   -> {new_line}"
                for old_line, new_line in pairs
                if old_line != new_line and COLUMN_WIDTH not in new_line
            ]
    return moved


def _body(path: Path) -> list[str]:
    """The lines of a LaTeX file after its preamble."""
    return path.read_text(encoding="utf-8").partition("\\begin{document}")[2].splitlines()


def _shortened(kind: str, items: list[str], most: int) -> list[str]:
    if not items:
        return []
    rest = len(items) - most
    return [
        f"{kind}: {len(items)}",
        *(f"  {item}" for item in items[:most]),
        *([f"  and {rest} more; `make diff` shows what changed between two folders"] if rest > 0 else []),
    ]
