"""Tables of verdicts: parts, readings, ranges, and the summary shown after a run."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from functools import cache
from typing import Any

import pandas as pd

from lib.claims.arithmetic import EXAMPLES
from lib.claims.outcomes import DEPENDS, NOT_TESTABLE, ReadingOutcome
from lib.claims.printed_numbers import interval_text
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.sentences_covered import NO_ASSERTION, Coverage
from lib.claims.severity import Severity
from lib.claims.statements import Part
from lib.claims.telling.told import ToldClaim, ToldPart
from lib.claims.telling.values import reading_title
from lib.claims.verdicts import PartVerdict, VerdictKey
from lib.core.tables import described_frame

SEVERITY = {
    "severity": "first", "severity_same_year": "same_year", "severity_any_year": "anywhere",
    "severity_error": "error",
}  # fmt: skip
FIRST_READ = {1: "true", -1: "untrue", 0: "open"}
BOUND_CELLS = {EXAMPLES: "<= {0.high:.4g}", "ratio_above": "> {0.low:.4g}"}
SYMBOLS = {"below": "< {}", "above": "> {}", "positive": "> 0", "negative": "< 0"}
Origins = Callable[[Reading], tuple[str, str]]
"""The releases and the official tables behind a reading."""


def verdict_table(told_claims: Iterable[ToldClaim], origins: Origins) -> pd.DataFrame:
    """Return one row a part, in the order of the register: the contract's verdicts.csv."""
    rows = [
        _row(part, part.judged.chosen, part.reading, origins) | {"verdict": part.judged.verdict}
        for claim in told_claims
        for part in claim.asserted
    ]
    return described_frame("claims/verdicts.csv", rows, dtype=object).fillna("")


def reading_table(register: Register, told_claims: Iterable[ToldClaim], origins: Origins) -> pd.DataFrame:
    """Return one row an outcome: the contract's readings.csv, the chosen ones marked in `chosen`.

    A proxy's name stands before its reading.
    """
    rows: list[dict[str, Any]] = []
    origins = cache(origins)
    for claim, part in [(each, part) for each in told_claims for part in each.parts]:
        place = "instead" if claim.claim.parts[part.judged.part].not_testable else "beside"
        proxy = f"{place}, {part.judged.proxy}: " if part.judged.proxy else ""
        for outcome in part.judged.outcomes:
            title = f"{proxy}{reading_title(register, outcome.reading, claim.words)}"
            chosen = "yes" if outcome is part.judged.chosen else "no"
            row = _row(part, outcome, title, origins)
            rows.append(row | {"verdict": outcome.verdict, "chosen": chosen})
    return described_frame("claims/readings.csv", rows)


def _row(part: ToldPart, outcome: ReadingOutcome | None, title: str, origins: Origins) -> dict[str, Any]:
    """What is asserted and one outcome; of the chosen one why, whether it is true, and its severity."""
    asserted, verdict = part.read.asserted, part.judged
    row: dict[str, Any] = {
        "claim": verdict.claim,
        "part": verdict.part,
        "asserted": _asserted_cell(outcome.reading if outcome else part.read),
        "unit": asserted.unit,
        "hedge": asserted.hedge,
        "why": part.why if outcome is verdict.chosen else "",
    }
    if outcome is None:
        return row
    if outcome.implication is not None:
        operation, stated = outcome.reading.settings.sum.operation, outcome.implication.stated
        row["asserted"] = BOUND_CELLS.get(operation, interval_text(stated)).format(stated)
    row |= {"computed": outcome.text, "reading": title, "year": outcome.period, "layout": outcome.layout}
    row["vintage"], row["sources"] = origins(outcome.reading)
    if outcome is verdict.chosen:
        row["first_read"] = FIRST_READ[outcome.stance]
        row |= {column: getattr(part.severity, name, None) for column, name in SEVERITY.items()}
    return row


def _asserted_cell(read: Reading | Part) -> str:
    """What is asserted, short and free of language: the number as printed, a sign, or a word."""
    asserted = read.asserted
    if asserted.value is not None:
        return f"{asserted.value:.{asserted.decimals or 0}f}"
    line = 1 if read.kind == "order" else read.settings.line
    return SYMBOLS.get(asserted.direction, asserted.direction.replace("_", " ")).format(line)


def range_table(verdicts: Iterable[PartVerdict], severity: Mapping[VerdictKey, Severity]) -> pd.DataFrame:
    """Return how well other readings and years fit, one row a part or proxy, and its severity."""
    rows = [
        (*verdict.key, verdict.verdict, *verdict.range, len(verdict.outcomes), verdict.agreeing,
         len(verdict.same_year), verdict.agreeing_same_year, verdict.agreeing / len(verdict.outcomes),
         *(astuple(severity[verdict.key]) if verdict.key in severity else [None] * 6))
        if verdict.chosen is not None
        else (*verdict.key, verdict.verdict, *[None] * 13)
        for verdict in verdicts
    ]  # fmt: skip
    return described_frame("claims/ranges.csv", rows)


def wording_table(told_claims: Iterable[ToldClaim]) -> pd.DataFrame:
    """Return each verdict as it is told in each language."""
    rows = [
        (*part.judged.key, claim.words.language, part.asserted, part.computed, part.reading, part.why,
         part.how_severe, part.how_fragile)
        for claim in told_claims
        for part in claim.parts
    ]  # fmt: skip
    return described_frame("claims/wording.csv", rows)


def coverage_table(coverage: Coverage, told_claims: Iterable[ToldClaim]) -> pd.DataFrame:
    """Return a row a sentence and statement: status, and the verdicts, what is missing, or why none."""
    claims = {each.claim.name: _status(each) for each in told_claims}
    rows = [(number, "", NO_ASSERTION, why) for number, why in coverage.nothing_asserted.items()]
    rows += [(number, name, *claims[name]) for number, names in coverage.statements.items() for name in names]
    return described_frame("claims/coverage.csv", sorted(rows, key=lambda row: row[:1]))


def _status(told_claim: ToldClaim) -> tuple[str, str]:
    if all(part.judged.verdict == NOT_TESTABLE for part in told_claim.asserted):
        return NOT_TESTABLE, " ".join(dict.fromkeys(part.why for part in told_claim.asserted))
    return "judged", "; ".join(f"{part.title}: {part.verdict}" for part in told_claim.asserted)


def summary(told_claims: list[ToldClaim], folder: str, edition: str = "") -> str:
    """Return what is shown after a run: how many parts have which verdict, a line a claim, the edition."""
    judged = [part.judged for claim in told_claims for part in claim.asserted]
    counts = Counter(each.verdict for each in judged)
    hinge = Counter(each.chosen.true for each in judged if each.verdict == DEPENDS and each.chosen)
    lines = [
        f"{len(told_claims)} statements in {counts.total()} parts: "
        + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()),
        f"Of those that depend, {hinge[False]} are untrue as first read, true otherwise; "
        f"{hinge[True]} are true as first read, but not generally",
    ]
    for claim in told_claims:
        own = Counter(part.judged.verdict for part in claim.asserted)
        named = [verdict if count == 1 else f"{verdict} ({count})" for verdict, count in own.items()]
        lines.append(f"  {claim.claim.name:<4}{', '.join(named)}")
    lines.append(f"Why: {folder}/verdicts.csv, one dossier a statement in {folder}/<id>.md")
    lines += [edition] if edition else []
    return "\n".join(lines) + "\n"
