"""Sentences of the article: each judged by statements, not testable, or without an assertion, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lib.core.configuration import read_files, strange
from lib.core.problems import stop_if

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


def load_coverage(path: str | Path, schemas: str | Path, claims: Collection[str]) -> Coverage:
    """Read config/article/coverage.yaml.

    Raises `ProblemsError` where a sentence is left out or told of twice, a statement is unknown or has no
    sentence, or two passages share a sentence.
    """
    (file,), problems = read_files([path], f"{schemas}/coverage.schema.yaml")
    stop_if(problems, "Reading the coverage of the article")
    content, lines = file.content, file.lines
    statements = {int(number): tuple(names) for number, names in content["statements"].items()}
    silent: dict[int, str] = {}
    for place, stretch in enumerate(content["nothing_asserted"]):
        first, last = stretch["sentences"]
        for number in range(first, last + 1):
            if number in silent or number in statements:
                problems.append(
                    f"{path}, line {lines['nothing_asserted', place]}: sentence {number} is told of twice; "
                    "take it out of one place."
                )
            silent[number] = stretch["because"]
    told = {*statements, *silent}
    every = set(range(1, content["sentences"] + 1))
    problems += [
        f"{path}, line {lines['statements',]}: sentence {number} is left out; tell of it."
        for number in sorted(every - told)
    ]
    problems += [
        f"{path}, line {lines['sentences',]}: there is no sentence {number}; take it out."
        for number in sorted(told - every)
    ]
    named = {name for names in statements.values() for name in names}
    problems += [
        sentence
        for number, names in statements.items()
        for name in names
        for sentence in strange(
            f"{path}, line {lines['statements', number]}", "there is no statement", name, claims
        )
    ]
    problems += [
        f"{path}, line {lines['statements',]}: the statement '{name}' has no sentence; name one."
        for name in sorted(set(claims) - named)
    ]
    stretches = sorted(
        (*passage["sentences"], lines["passages", place])
        for place, passage in enumerate(content.get("passages", ()))
    )
    problems += [
        f"{path}, line {line}: the passage of sentences {first} to {last} must lie after sentence {before}, "
        f"where the passage before it ends, and among the {content['sentences']} sentences; mend it."
        for (_, before, _), (first, last, line) in pairwise([(0, 0, 0), *stretches])
        if not before < first <= last <= content["sentences"]
    ]
    stop_if(problems, "Reading the coverage of the article")
    return Coverage(statements, silent)
