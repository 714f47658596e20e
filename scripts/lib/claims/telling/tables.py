"""Tables of verdicts: parts, readings, ranges, and the summary shown after a run."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from lib.claims.outcomes import DEPENDS, ReadingOutcome
from lib.claims.printed_numbers import interval_text
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.severity import Severity
from lib.claims.statements import Part
from lib.claims.telling.told import ToldClaim, ToldPart
from lib.claims.telling.values import answers_text, reading_title
from lib.claims.together import Together
from lib.claims.verdicts import PartVerdict, VerdictKey
from lib.core.tables import described_frame
from lib.words.language import Words

COUNTS = ["outcomes", "agreeing", "outcomes_same_year", "agreeing_same_year", "alternatives"]
SEVERITY = {
    "severity": "first", "severity_same_year": "same_year", "severity_any_year": "anywhere",
    "severity_error": "error",
}  # fmt: skip
FIRST_READ = {1: "true", -1: "untrue", 0: "open"}
SYMBOLS = {"below": "< {}", "above": "> {}", "positive": "> 0", "negative": "< 0"}
Origins = Callable[[Reading], tuple[str, str]]
"""The releases and the official tables behind a reading."""


def verdict_table(register: Register, told: Iterable[ToldClaim], origins: Origins) -> pd.DataFrame:
    """Return one row a part, in the order of the register: the contract's verdicts.csv."""
    rows: list[dict[str, Any]] = []
    for part in (part for claim in told for part in claim.parts if not part.judged.proxy):
        verdict = part.judged
        if verdict.chosen is not None:
            row = _outcome_row(verdict.chosen, part.reading, *origins(verdict.chosen.reading))
            rows.append(row | chosen_cells(part))
        else:
            asked = register.claims[verdict.claim].parts[verdict.part]
            stated = _asserted_cells(verdict.claim, verdict.part, asked)
            rows.append(stated | {"verdict": verdict.verdict, "why": part.why})
    return described_frame("claims/verdicts.csv", rows, dtype=object).fillna("")


def reading_table(register: Register, told: Iterable[ToldClaim], origins: Origins) -> pd.DataFrame:
    """Return one row an outcome: the contract's readings.csv, the chosen ones marked in `chosen`.

    `why` is told for chosen outcomes; a proxy's name stands before its reading.
    """
    rows: list[dict[str, Any]] = []
    origins = cache(origins)
    for part, words in ((part, each.words) for each in told for part in each.parts):
        missing = register.claims[part.judged.claim].parts[part.judged.part].not_testable
        place = "instead" if missing else "beside"
        proxy = f"{place}, {part.judged.proxy}: " if part.judged.proxy else ""
        for outcome in part.judged.outcomes:
            title, chosen = reading_title(register, outcome.reading, words), outcome is part.judged.chosen
            row = _outcome_row(outcome, f"{proxy}{title}", *origins(outcome.reading))
            row |= chosen_cells(part) | {"chosen": "yes"} if chosen else {"why": "", "chosen": "no"}
            rows.append(row | {"verdict": outcome.verdict})
    return described_frame("claims/readings.csv", rows)


def chosen_cells(part: ToldPart) -> dict[str, Any]:
    """Return what only chosen outcomes have: verdict, reason, whether the first reading holds, severity."""
    chosen = part.judged.chosen
    told = {"verdict": part.judged.verdict, "why": part.why}
    return told | {"first_read": FIRST_READ[chosen.stance] if chosen else ""} | severity_cells(part.severity)


def severity_cells(severity: Severity | None) -> dict[str, Any]:
    """Return the columns of severity; none where a verdict has none."""
    return {column: getattr(severity, name) for column, name in SEVERITY.items()} if severity else {}


def _outcome_row(outcome: ReadingOutcome, title: str, vintage: str, sources: str) -> dict[str, Any]:
    reading = outcome.reading
    row = _asserted_cells(reading.claim, reading.part, reading)
    if outcome.implication is not None:
        row["asserted"] = interval_text(outcome.implication.stated)
    return row | {
        "computed": outcome.text,
        "reading": title,
        "year": outcome.period,
        "layout": outcome.layout,
        "vintage": vintage,
        "sources": sources,
    }


def _asserted_cells(claim: str, part: str, read: Reading | Part) -> dict[str, Any]:
    """What is asserted, short and free of language: the number as printed, a sign, or a word."""
    asserted, threshold = read.asserted, read.settings.threshold
    line = threshold if threshold is not None else 1 if read.kind == "order" else 0
    direction = asserted.direction
    text = SYMBOLS.get(direction, direction.replace("_", " ")).format(line)
    if asserted.value is not None:
        text = f"{asserted.value:.{asserted.decimals or 0}f}"
    return {"claim": claim, "part": part, "asserted": text, "unit": asserted.unit, "hedge": asserted.hedge}


def range_table(verdicts: Iterable[PartVerdict], severity: Mapping[VerdictKey, Severity]) -> pd.DataFrame:
    """Return how well other readings and years fit, one row a part or proxy.

    Columns: lowest and highest value over all outcomes; how many outcomes there are and how many agree in
    truth with the chosen one, in all and at its year; its severity.
    """
    rows = [
        (*verdict.key, verdict.verdict, *verdict.range, len(verdict.outcomes), verdict.agreeing,
         len(verdict.same_year), verdict.agreeing_same_year, verdict.agreeing / len(verdict.outcomes),
         *_severity(severity.get(verdict.key)))
        if verdict.chosen is not None
        else (*verdict.key, verdict.verdict, *[None] * 13)
        for verdict in verdicts
    ]  # fmt: skip
    return described_frame("claims/ranges.csv", rows).astype(dict.fromkeys(COUNTS, "Int64"))


def _severity(severity: Severity | None) -> tuple[object, ...]:
    told = severity and (severity.against, severity.alternatives, *severity_cells(severity).values())
    return told or (None,) * 6


def wording_table(told: Iterable[ToldClaim]) -> pd.DataFrame:
    """Return each verdict as it is told in each language.

    Columns: claim, part, proxy, language, asserted, computed and reading (empty without figures), why.
    """
    rows = [
        (*part.judged.key, claim.words.language, part.asserted, part.computed, part.reading, part.why)
        for claim in told
        for part in claim.parts
    ]
    return described_frame("claims/wording.csv", rows)


def together_table(register: Register, joined: Iterable[Together], words: Words) -> pd.DataFrame:
    """Return how many parts of statements judged together one year and one reading make true at once.

    Columns: together, claims, parts, true, year, reading, and the parts that are not true even then.
    """
    rows = [
        (
            each.name,
            " ".join(each.claims),
            len(each.parts),
            len(each.parts) - len(each.untrue),
            each.year,
            answers_text(register, each.answers, words),
            " ".join(".".join(key) for key in each.untrue),
        )
        for each in joined
    ]
    return described_frame("claims/statements.csv", rows).astype({"year": "Int64"})


def summary(told: list[ToldClaim], folder: str, edition: str = "") -> str:
    """Return what is shown after a run: how many parts have which verdict, a line a claim, the edition."""

    def verdicts(parts: Iterable[ToldPart]) -> Counter[str]:
        return Counter(part.judged.verdict for part in parts if not part.judged.proxy)

    counts = verdicts(part for claim in told for part in claim.parts)
    judged = [part.judged for claim in told for part in claim.parts if not part.judged.proxy]
    hinge = Counter(each.chosen.true for each in judged if each.verdict == DEPENDS and each.chosen)
    lines = [
        f"{len(told)} statements in {counts.total()} parts: "
        + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()),
        f"Of those that depend, {hinge[False]} are untrue as first read, true otherwise; "
        f"{hinge[True]} are true as first read, but not generally",
    ]
    for claim in told:
        named = [
            verdict if count == 1 else f"{verdict} ({count})"
            for verdict, count in verdicts(claim.parts).items()
        ]
        lines.append(f"  {claim.claim.name:<4}{', '.join(named)}")
    lines.append(f"Why: {folder}/verdicts.csv, one dossier a statement in {folder}/<id>.md")
    lines += [edition] if edition else []
    return "\n".join(lines) + "\n"
