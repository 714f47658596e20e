"""Changes of a run: figures, verdicts and sentences of the article that are other than before it.

Before a run the tables and texts that authors look at are put aside; after it they are compared.
"""

import re
import shutil
from difflib import SequenceMatcher
from pathlib import Path

from lib.runs.compare import CellDifference, ComparisonRules, compare_tables, numbers_agree

BEFORE = Path(".snakemake/before")
VERDICTS, FIGURES = "results/claims/verdicts.csv", "results/data/long.csv"
PROSE = "results/article/*/article.tex"
RULES = ComparisonRules(
    keys={VERDICTS: ["claim", "part"], FIGURES: ["variable", "unit", "year", "locality"]},
    tolerances={FIGURES: {"value": {"relative": 1e-9}}},
)
PROSE_NUMBER = re.compile(r"[0-9][0-9.,]*")
MOST = 8  # lines of each kind


def put_aside() -> None:
    """Keep the tables and texts that `changes` compares with."""
    shutil.rmtree(BEFORE, ignore_errors=True)
    for path in [Path(VERDICTS), Path(FIGURES), *Path().glob(PROSE)]:
        if path.is_file():
            (BEFORE / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, BEFORE / path)


def changes() -> list[str]:
    """Lines on what is other than before the run; none after the first run, or when nothing is."""
    return [
        *_shortened("verdicts that flipped", [cell.change for cell in _cells(VERDICTS, "verdict")]),
        *_shortened("figures that changed", [_with_percent(cell) for cell in _cells(FIGURES, "value")]),
        *_shortened("lines of the article whose numbers moved", _moved_numbers()),
    ]


def _cells(path: str, column: str) -> list[CellDifference]:
    if not ((BEFORE / path).is_file() and Path(path).is_file()):
        return []
    cells = compare_tables(path, BEFORE / path, path, RULES)
    return [cell for cell in cells if cell.column in (column, "whole row") and not cell.within]


def _with_percent(cell: CellDifference) -> str:
    """A figure's change, with percent where both are numbers."""
    if cell.column == "whole row" or not numbers_agree(cell.before, cell.after, 2.0, 0.0):
        return cell.change
    before, after = float(cell.before), float(cell.after)
    return f"{cell.change} ({(after / before - 1) * 100:+.3g}%)" if before else cell.change


def _moved_numbers() -> list[str]:
    """Lines of the article's texts that are the same but for their numbers, the old above the new."""
    moved = []
    for path in sorted(Path().glob(PROSE)):
        if not (BEFORE / path).is_file():
            continue
        old, new = (_body(file) for file in (BEFORE / path, path))
        first, second = ([PROSE_NUMBER.sub("0", line) for line in lines] for lines in (old, new))
        for block in SequenceMatcher(a=first, b=second, autojunk=False).get_matching_blocks():
            pairs = zip(old[block.a :][: block.size], new[block.b :][: block.size], strict=True)
            moved += [f"{path.parent.name}: {one}\n   -> {other}" for one, other in pairs if one != other]
    return moved


def _body(path: Path) -> list[str]:
    """The lines of a LaTeX file after its preamble."""
    return path.read_text(encoding="utf-8").partition("\\begin{document}")[2].splitlines()


def _shortened(kind: str, items: list[str]) -> list[str]:
    if not items:
        return []
    rest = len(items) - MOST
    return [
        f"{len(items)} {kind}:",
        *(f"  {item}" for item in items[:MOST]),
        *([f"  and {rest} more; `make diff` shows what changed between two folders"] if rest > 0 else []),
    ]
