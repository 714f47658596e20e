"""The outcome of `make verify`: what each check found, the grade, and both as JSON and as a page."""

import base64
import io
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from PIL import Image

from lib.core.text import visible
from lib.runs.compare import CellDifference, ResultsComparison
from lib.runs.grades import Discrepancy, Grade

SENTENCES_ON_PAGE = 400  # of one kind
SENTENCES_IN_TERMINAL = 12  # of one check
CELLS_OF_A_TABLE = 5  # named one by one; verify.json has all


@dataclass
class Check:
    """One check: what it found, what it compared, how long it took, and what it cannot see."""

    name: str
    blind_spot: str
    discrepancies: list[Discrepancy] = field(default_factory=list)
    comparison: ResultsComparison | None = None
    seconds: float = 0.0

    @property
    def grade(self) -> Grade:
        """The worst of what was found."""
        compared = [self.comparison.grade] if self.comparison else []
        return max([Grade.IDENTICAL, *compared, *(each.grade for each in self.discrepancies)])

    @property
    def passes(self) -> bool:
        """Whether nothing counts against the results."""
        return self.grade.passes


@dataclass
class Verification:
    """All checks of one verification, and the rebuild: whether it ended well, and what it said."""

    checks: list[Check]
    built: bool
    offline: bool
    log: str

    @property
    def grade(self) -> Grade:
        """The worst grade of all checks."""
        if not self.built:
            return Grade.DOES_NOT_BUILD
        return max(check.grade for check in self.checks)


def verification_text(verification: Verification) -> str:
    """The outcome for a terminal."""
    lines = []
    for check in verification.checks:
        sentences = [*counting(check), *notes(check)]
        lines += ["", f"{check.name}: {'passes' if check.passes else 'FAILS'} ({check.seconds:.1f} s)"]
        lines += [f"  - {sentence}" for sentence in sentences[:SENTENCES_IN_TERMINAL]]
        rest = len(sentences) - SENTENCES_IN_TERMINAL
        lines += [f"  - and {rest} more, see the page"] * (rest > 0)
        lines.append(f"  Not seen by this check: {check.blind_spot}")
    if not verification.built:
        lines += ["", "The rebuild stopped:", *map(visible, verification.log.strip().splitlines()[-15:])]
    network = "cut off" if verification.offline else "NOT cut off, the system does not permit it"
    return "\n".join([*lines, "", f"Rebuilt with the network {network}.", f"Grade: {verification.grade}"])


def counting(check: Check) -> list[str]:
    """Everything that a check found against the results, one sentence each."""
    compared = check.comparison or ResultsComparison()
    sentences = [
        *(each.sentence for each in check.discrepancies if each.counts),
        *(f"{path} is missing." for path in compared.only_before),
        *_few_cells([cell for cell in compared.cells if not cell.within], ""),
        *(f"{name} {picture}." for name, picture in compared.pictures.items() if not picture.same),
    ]
    return list(map(visible, sentences))


def notes(check: Check) -> list[str]:
    """What a check found that does not count, one sentence each."""
    compared = check.comparison or ResultsComparison()
    sentences = [
        *(each.sentence for each in check.discrepancies if not each.counts),
        *(f"{name} {picture}." for name, picture in compared.pictures.items() if picture.same),
        *_few_cells([cell for cell in compared.cells if cell.within], " (within tolerance)"),
        *(f"{path} is new." for path in compared.only_after),
        *(f"{path} has other bytes." for path in compared.other_bytes),
    ]
    return list(map(visible, sentences))


def _few_cells(cells: list[CellDifference], remark: str) -> list[str]:
    """The first cells of each table, and how many more there are in it."""
    by_table: dict[str, list[CellDifference]] = {}
    for cell in cells:
        by_table.setdefault(cell.path, []).append(cell)
    sentences = []
    for path, differing in by_table.items():
        sentences += [f"{cell}{remark}." for cell in differing[:CELLS_OF_A_TABLE]]
        rest = len(differing) - CELLS_OF_A_TABLE
        sentences += [f"{path}: {rest} more cells differ{remark}."] * (rest > 0)
    return sentences


def verification_record(verification: Verification) -> dict[str, Any]:
    """The outcome as plain values for verify.json."""
    return {
        "grade": str(verification.grade),
        "exit_code": verification.grade.exit_code,
        "offline": verification.offline,
        "checks": [
            {
                "name": check.name,
                "grade": str(check.grade),
                "passes": check.passes,
                "discrepancies": [
                    asdict(each) | {"grade": str(each.grade), "counts": each.counts}
                    for each in check.discrepancies
                ],
                "comparison": _comparison_record(check.comparison),
                "blind_spot": check.blind_spot,
            }
            for check in verification.checks
        ],
    }


def _comparison_record(comparison: ResultsComparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "grade": str(comparison.grade),
        "identical": comparison.grade is Grade.IDENTICAL,
        "other_bytes": comparison.other_bytes,
        "only_before": comparison.only_before,
        "only_after": comparison.only_after,
        "cells": [asdict(cell) for cell in comparison.cells],
        "pictures": {
            name: {"percent": round(each.percent, 4), "form": list(each.form)}
            for name, each in comparison.pictures.items()
        },
    }


def verification_page(verification: Verification, template: Path) -> str:
    """The outcome as one HTML page that needs no other file."""
    values = {"verification": verification, "counting": counting, "notes": notes}
    return render_page(template, **values, most=SENTENCES_ON_PAGE)


def render_page(template: Path, **values: Any) -> str:
    """An HTML page that needs no other file; `picture` gives the address of a picture inside it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(template.name).render(picture=data_address, **values)


def data_address(image: Image.Image) -> str:
    """A picture as a `data:` address for an HTML page, at most 640 pixels wide and in few colours."""
    small = image.copy()
    small.thumbnail((640, 640))
    small = small.quantize(48, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
