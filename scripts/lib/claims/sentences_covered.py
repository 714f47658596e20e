"""Sentences of the article: each judged by statements, not testable, or without an assertion, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lib.core.configuration import ConfigFile

NO_ASSERTION = "no assertion"


@dataclass(frozen=True)
class Coverage:
    """What becomes of every sentence: the statements made of it, or why it asserts nothing, by its number."""

    statements: Mapping[int, tuple[str, ...]]
    nothing_asserted: Mapping[int, str]


def dates_of_passages(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By statement, `dated` as the passage of its first sentence is; none where no words of it date it."""
    dates: dict[str, dict[str, Any]] = {}
    for number, names in sorted((int(number), names) for number, names in content["statements"].items()):
        for passage in content.get("passages", ()):
            if passage["sentences"][0] <= number <= passage["sentences"][1]:
                for name in names:
                    dates.setdefault(name, {"dated": {key: passage[key] for key in ("year", "because")}})
    return dates


def coverage_of(content: Mapping[str, Any]) -> Coverage:
    """Read the content of config/article/coverage.yaml."""
    return Coverage(
        {int(number): tuple(names) for number, names in content["statements"].items()},
        {
            number: stretch["because"]
            for stretch in content["nothing_asserted"]
            for first, last in [stretch["sentences"]]
            for number in range(first, last + 1)
        },
    )


def coverage_faults(file: ConfigFile, statements: Collection[str]) -> list[str]:
    """Return sentences left out or told of twice, statements without one, and passages that share one."""
    content, coverage, problems = file.content, coverage_of(file.content), []
    covered = set(coverage.statements)
    for place, stretch in enumerate(content["nothing_asserted"]):
        silent = set(range(stretch["sentences"][0], stretch["sentences"][1] + 1))
        twice = f"{file.at('nothing_asserted', place)}: sentence"
        problems += [
            f"{twice} {each} is told of twice; take it out of one place." for each in sorted(silent & covered)
        ]
        covered |= silent
    last, where = content["sentences"], file.at("statements")
    every = set(range(1, last + 1))
    named = {name for names in coverage.statements.values() for name in names}
    problems += [f"{where}: sentence {number} is left out; tell of it." for number in sorted(every - covered)]
    problems += [
        f"{file.at('sentences')}: there is no sentence {number}; take it out."
        for number in sorted(covered - every)
    ]
    problems += [
        f"{where}: the statement '{name}' has no sentence; name one."
        for name in sorted(set(statements) - named)
    ]
    stretches = sorted((*each["sentences"], place) for place, each in enumerate(content.get("passages", ())))
    return problems + [
        f"{file.at('passages', place)}: the passage of sentences {first} to {end} must lie after sentence "
        f"{before}, where the passage before it ends, and among the {last} sentences; mend it."
        for (_, before, _), (first, end, place) in pairwise([(0, 0, 0), *stretches])
        if not before < first <= end <= last
    ]
