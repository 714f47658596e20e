"""Findings as tables: verdicts, readings, ranges, hidden sets, and the summary shown after a run."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from lib.claims.evaluation import Outcome, span
from lib.claims.hidden_sets import HiddenSets
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.telling.explanations import answer_title, as_stated, outcome_text, reading_title
from lib.claims.verdicts import Finding, differences
from lib.words.language import Words

COLUMNS = [
    "claim", "part", "asserted", "computed", "unit", "reading", "year", "layout", "vintage", "verdict",
    "why", "sources",
]  # fmt: skip
SYMBOLS = {"below": "< {}", "above": "> {}", "positive": "> 0", "negative": "< 0"}


def asserted_cell(asserted: Mapping, settings: Mapping, kind: str, outcome: Outcome | None) -> str:
    """What is asserted, short and free of language: the number as printed, a sign, or a word."""
    if outcome is not None and outcome.stated is not None:
        return span(outcome.stated)
    if "value" in asserted:
        return f"{asserted['value']:.{asserted.get('decimals', 0)}f}"
    direction = asserted.get("direction", "")
    threshold = settings.get("threshold", 1 if kind == "order" else 0)
    return SYMBOLS.get(direction, direction.replace("_", " ")).format(threshold)


def verdict_table(
    register: Register,
    findings: Iterable[Finding],
    why: Mapping[tuple[str, str, str], str],
    provenance: Callable[[Reading], tuple[str, str]],
    words: Words,
) -> pd.DataFrame:
    """Return one row a part, in the order of the register: the contract's verdicts.csv.

    Parameters
    ----------
    why : the sentence on each finding
    provenance : gives (vintage, sources) of a reading
    """
    rows = []
    for finding in findings:
        if finding.proxy:
            continue
        told = register.claims[finding.claim]["parts"][finding.part]
        sentence = why[finding.claim, finding.part, ""]
        if finding.chosen is None:
            rows.append(
                {
                    "claim": finding.claim,
                    "part": finding.part,
                    "asserted": asserted_cell(told["asserted"], told, told["kind"], None),
                    "unit": told["asserted"]["unit"],
                    "verdict": finding.verdict,
                    "why": sentence,
                }
            )
            continue
        row = _outcome_row(register, finding.chosen, provenance, words)
        rows.append({**row, "verdict": finding.verdict, "why": sentence})
    return pd.DataFrame(rows, columns=COLUMNS).fillna("")


def reading_table(
    register: Register,
    findings: Iterable[Finding],
    why: Mapping[tuple[str, str, str], str],
    provenance: Callable[[Reading], tuple[str, str]],
    words: Words,
) -> pd.DataFrame:
    """Return one row an outcome: the contract's readings.csv, the chosen ones marked in `chosen`.

    `why` is told for chosen outcomes; a proxy's name stands before its reading.
    """
    rows = []
    known: dict[int, tuple[str, str]] = {}
    for finding in findings:
        for outcome in finding.outcomes:
            reading = outcome.reading
            if id(reading) not in known:
                known[id(reading)] = provenance(reading)
            row = _outcome_row(register, outcome, lambda one: known[id(one)], words)
            chosen = outcome is finding.chosen
            proxy = f"instead, {finding.proxy}: " if finding.proxy else ""
            rows.append(
                {
                    **row,
                    "reading": proxy + row["reading"],
                    "verdict": outcome.verdict,
                    "why": why[finding.claim, finding.part, finding.proxy] if chosen else "",
                    "chosen": "yes" if chosen else "no",
                }
            )
    return pd.DataFrame(rows, columns=[*COLUMNS, "chosen"])


def _outcome_row(
    register: Register, outcome: Outcome, provenance: Callable[[Reading], tuple[str, str]], words: Words
) -> dict[str, str]:
    reading = outcome.reading
    vintage, sources = provenance(reading)
    return {
        "claim": reading.claim,
        "part": reading.part,
        "asserted": asserted_cell(reading.asserted, reading.settings, reading.kind, outcome),
        "computed": outcome.text,
        "unit": reading.asserted["unit"],
        "reading": reading_title(register, reading, words),
        "year": outcome.period,
        "layout": outcome.layout,
        "vintage": vintage,
        "sources": sources,
    }


def range_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return how well other readings and years fit, one row a part or proxy.

    Columns: lowest and highest value over all outcomes; how many outcomes there are and how many agree
    in truth with the chosen one, in all and at its year; the years that fit best under its reading.
    """
    rows = []
    for finding in findings:
        values = [outcome.value for outcome in finding.outcomes]
        row = {
            "claim": finding.claim,
            "part": finding.part,
            "proxy": finding.proxy,
            "verdict": finding.verdict,
        }
        if finding.chosen is not None:
            same = finding.same_year
            row |= {
                "low": min(values),
                "high": max(values),
                "outcomes": len(values),
                "agreeing": finding.agreeing,
                "outcomes_same_year": len(same),
                "agreeing_same_year": sum(outcome.true == finding.chosen.true for outcome in same),
                "robustness": finding.agreeing / len(values),
                "best_years": " ".join(finding.best_years),
            }
        rows.append(row)
    columns = [
        "claim", "part", "proxy", "verdict", "low", "high", "outcomes", "agreeing", "outcomes_same_year",
        "agreeing_same_year", "robustness", "best_years",
    ]  # fmt: skip
    counts = ["outcomes", "agreeing", "outcomes_same_year", "agreeing_same_year"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(counts, "Int64"))


def wording_table(
    register: Register,
    findings: Mapping[tuple[str, str, str], Finding],
    why: Mapping[str, Mapping[tuple[str, str, str], str]],
    languages: Iterable[Words],
) -> pd.DataFrame:
    """Return each finding as it is told in each language.

    Columns: claim, part, proxy, language, asserted, computed and reading (empty without figures), why.
    """
    rows = []
    for words in languages:
        for (claim, part, proxy), finding in findings.items():
            asserted = as_stated(finding, register, words)
            computed = reading = ""
            if finding.chosen is not None:
                computed = outcome_text(finding.chosen, words)
                reading = reading_title(register, finding.chosen.reading, words)
            sentence = why[words.language][claim, part, proxy]
            rows.append((claim, part, proxy, words.language, asserted, computed, reading, sentence))
    columns = ["claim", "part", "proxy", "language", "asserted", "computed", "reading", "why"]
    return pd.DataFrame(rows, columns=columns)


def answer_table(register: Register, findings: Iterable[Finding], words: Words) -> pd.DataFrame:
    """Return how many parts each answer to an open question makes true, a row an answer.

    A part is looked at where only this answer may depart from the chosen reading, at the chosen period.
    Columns: question, answer, title, parts looked at, true ones, and which those are.
    """
    seen: dict[tuple[str, str], list[tuple[str, bool]]] = {
        (name, answer): [] for name, question in register.questions.items() for answer in question["answers"]
    }
    for finding in findings:
        if finding.chosen is None or finding.proxy:
            continue
        for outcome in finding.outcomes:
            departs = {question for question, _ in differences(outcome, finding.chosen)}
            if outcome.period == finding.chosen.period:
                for pair in outcome.reading.answers:
                    if departs <= {pair[0]}:
                        seen[pair].append((f"{finding.claim}.{finding.part}", outcome.true))
    rows = [
        (*pair, answer_title(register, *pair, words), len(told), sum(true for _, true in told),
         " ".join(part for part, true in told if true))
        for pair, told in seen.items()
        if told
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", "answer", "title", "parts", "true", "true_parts"])


def hidden_set_table(found: Iterable[HiddenSets]) -> pd.DataFrame:
    """Return one row a layout and year of each hidden set, with the set nearest to the stated share."""
    columns = [
        "claim", "part", "layout", "year", "take", "sets", "matches", "close", "low", "high", "nearest",
        "nearest_share",
    ]  # fmt: skip
    rows = [
        (one.claim, one.part, one.layout, one.year, one.take, one.sets, one.matches, one.close, one.low,
         one.high, " ".join(one.nearest[0][0]), one.nearest[0][1])
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def fitting_set_table(found: Iterable[HiddenSets], year: int) -> pd.DataFrame:
    """Return every set of one year that prints as stated, a row a set, in each layout."""
    rows = [
        (one.claim, one.part, one.layout, one.year, " ".join(units), share)
        for one in found
        if one.year == year
        for units, share in one.fitting
    ]
    return pd.DataFrame(rows, columns=["claim", "part", "layout", "year", "units", "share"])


def summary(register: Register, findings: Iterable[Finding], folder: str) -> str:
    """Return what is shown after a run: how many parts have which verdict, and a line a claim."""
    parts = [finding for finding in findings if not finding.proxy]
    counts = Counter(finding.verdict for finding in parts)
    lines = [
        f"{len(register.claims)} statements in {len(parts)} parts: "
        + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    ]
    for name in register.claims:
        verdicts = Counter(finding.verdict for finding in parts if finding.claim == name)
        told = ", ".join(
            verdict if count == 1 else f"{verdict} ({count})" for verdict, count in verdicts.items()
        )
        lines.append(f"  {name:<4}{told}")
    lines.append(f"Why: {folder}/verdicts.csv, one dossier a statement in {folder}/<id>.md")
    return "\n".join(lines) + "\n"
