"""The outcome of `make verify`: what each check found, the grade, and both as JSON and as a page."""

import base64
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from PIL import Image

from lib.runs.compare import Cell, Comparison, PictureDifference
from lib.runs.integrity import Finding

EXIT_CODES = {"identical": 0, "same numbers": 0, "differs": 1, "does not build": 2}
MOST_ON_PAGE = 400  # sentences of one kind
CELLS_OF_A_TABLE = 5  # named one by one; verify.json has all


@dataclass
class Check:
    """One check: what it found, what it compared, and what it cannot see."""

    name: str
    blind_spot: str
    findings: list[Finding] = field(default_factory=list)
    comparison: Comparison | None = None

    @property
    def passes(self) -> bool:
        """Whether nothing counts against the results."""
        same = self.comparison is None or self.comparison.same_numbers
        return same and not any(finding.counts for finding in self.findings)


@dataclass
class Verification:
    """All checks of one verification."""

    checks: list[Check]
    built: bool
    offline: bool
    seconds: float
    log: str

    @property
    def grade(self) -> str:
        """One of the words of `EXIT_CODES`; anything edited, missing or stale rules out the first two."""
        if not self.built:
            return "does not build"
        if not all(check.passes for check in self.checks):
            return "differs"
        compared = [check.comparison for check in self.checks if check.comparison]
        return "identical" if all(each.identical for each in compared) else "same numbers"

    @property
    def exit_code(self) -> int:
        """0 where the results hold, 1 where something differs, 2 where they cannot be built."""
        return EXIT_CODES[self.grade]


def as_text(verification: Verification, most: int = 12) -> str:
    """The outcome for a terminal: at most `most` lines a check."""
    lines = []
    for check in verification.checks:
        found = [*counting(check), *notes(check)]
        lines += ["", f"{check.name}: {'passes' if check.passes else 'FAILS'}"]
        lines += [f"  - {sentence}" for sentence in found[:most]]
        lines += [f"  - and {len(found) - most} more, see the page"] * (len(found) > most)
        lines.append(f"  Not seen by this check: {check.blind_spot}")
    if not verification.built:
        lines += ["", "The rebuild stopped:", *verification.log.strip().splitlines()[-15:]]
    network = "cut off" if verification.offline else "NOT cut off, the system does not permit it"
    lines += [
        "",
        f"Rebuilt in {verification.seconds:.0f} s with the network {network}.",
        f"Grade: {verification.grade}",
    ]
    return "\n".join(lines)


def counting(check: Check) -> list[str]:
    """Everything that a check found against the results, one sentence each."""
    found = [finding.sentence for finding in check.findings if finding.counts]
    each = check.comparison or Comparison()
    found += [f"{path} is missing." for path in each.only_before]
    found += _few_cells([cell for cell in each.cells if not cell.within], "")
    return found + [_percent(name, picture) for name, picture in each.pictures.items() if not picture.same]


def notes(check: Check) -> list[str]:
    """What a check found that does not count, one sentence each."""
    found = [finding.sentence for finding in check.findings if not finding.counts]
    each = check.comparison or Comparison()
    found += [_percent(name, picture) for name, picture in each.pictures.items() if picture.same]
    found += _few_cells([cell for cell in each.cells if cell.within], " (within tolerance)")
    found += [f"{path} is new." for path in each.only_after]
    return found + [f"{path} has other bytes." for path in each.other_bytes]


def _few_cells(cells: list[Cell], remark: str) -> list[str]:
    """The first cells of each table, and how many more there are in it."""
    by_table: dict[str, list[Cell]] = {}
    for cell in cells:
        by_table.setdefault(cell.path, []).append(cell)
    sentences = []
    for path, found in by_table.items():
        sentences += [f"{cell}{remark}." for cell in found[:CELLS_OF_A_TABLE]]
        rest = len(found) - CELLS_OF_A_TABLE
        sentences += [f"{path}: {rest} more cells differ{remark}."] * (rest > 0)
    return sentences


def _percent(name: str, picture: PictureDifference) -> str:
    return f"{name} differs in {picture.percent:.2f} percent of its pixels."


def as_record(verification: Verification) -> dict[str, Any]:
    """The outcome as plain values for verify.json."""
    return {
        "grade": verification.grade,
        "exit_code": verification.exit_code,
        "offline": verification.offline,
        "checks": [
            {
                "name": check.name,
                "passes": check.passes,
                "findings": [vars(finding) for finding in check.findings],
                "comparison": _comparison_record(check.comparison),
                "blind_spot": check.blind_spot,
            }
            for check in verification.checks
        ],
    }


def _comparison_record(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "identical": comparison.identical,
        "same_numbers": comparison.same_numbers,
        "other_bytes": comparison.other_bytes,
        "only_before": comparison.only_before,
        "only_after": comparison.only_after,
        "cells": [vars(cell) for cell in comparison.cells],
        "pictures": {name: round(each.percent, 4) for name, each in comparison.pictures.items()},
    }


def as_page(verification: Verification, template: Path) -> str:
    """The outcome as one HTML page that needs no other file."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(template.name).render(
        verification=verification, counting=counting, notes=notes, picture=data_address, most=MOST_ON_PAGE
    )


def data_address(image: Image.Image) -> str:
    """A picture as a `data:` address for an HTML page, at most 640 pixels wide and in few colours."""
    small = image.copy()
    small.thumbnail((640, 640))
    small = small.quantize(48, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
