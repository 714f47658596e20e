"""Faults of a register: readings that leave something open, wide tolerances, ids and themes astray."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from lib.claims.readings import Reading, expand_claim
from lib.claims.settings import said_by
from lib.claims.statements import Question, claim_of, questions_of
from lib.core.configuration import ConfigFile, Key, nested_values, strange

NEEDS = {
    **dict.fromkeys(("share", "level", "rank", "sign"), ("variable", "group")),
    **dict.fromkeys(("ratio", "order"), ("variable", "group", "other_group")),
    "growth": ("variable", "group", "from", "to"),
    "count": ("variable",),
    "association": ("model", "term", "estimator", "method"),
    "arithmetic": ("operation", "terms", "equals"),
}
UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)  # of what the schema refuses
Estimates = Mapping[str, Mapping[str, Collection[str]]]  # terms and estimators there are, by model
MEND = "; correct the name or add it."


def register_faults(
    claims: Iterable[ConfigFile],
    questions: ConfigFile,
    judging: ConfigFile,
    estimates: Estimates,
) -> list[str]:
    """Return what neither schema nor names tell of files of statements, as sentences with file, line and key.

    Parameters
    ----------
    claims : one file a theme, its name is the theme's
    estimates : those there are by model, variants included; where none are named, any may be
    """
    themes = [file for file in claims if isinstance(file.content, dict)]
    if not isinstance(questions.content, dict) or not isinstance(judging.content, dict):
        return []
    hedges, known = judging.content.get("hedges", {}), _read_questions(questions)
    problems = [*_theme_problems(judging, themes), *_repeated_ids(themes)]
    for file in themes:
        for keys, value in nested_values(file.content):
            if isinstance(value, Mapping):
                problems += _first_answer_problems(file, keys, value, known)
                problems += _tolerance_problems(file, keys, value, hedges)
        for name, content in file.content.items():
            problems += _reading_problems(file, name, content, known, estimates)
    return problems


def _read_questions(file: ConfigFile) -> dict[str, Question]:
    """The questions, without those that lack what the schema asks for."""
    known: dict[str, Question] = {}
    for name, content in file.content.items():
        with suppress(*UNREADABLE):
            known |= questions_of({name: content})
    return known


def _theme_problems(rules: ConfigFile, themes: list[ConfigFile]) -> list[str]:
    """Files of statements without a place in the order."""
    return [
        f"{file.path}, line 1: the theme '{theme}' has no place in {rules.at('themes')}; add it there."
        for file in themes
        if (theme := Path(file.path).stem) not in rules.content.get("themes", [theme])
    ]


def _repeated_ids(themes: list[ConfigFile]) -> Iterator[str]:
    """Statements of one id in two files."""
    first: dict[str, str] = {}
    for file in themes:
        for name in file.content:
            if name in first:
                yield f"{file.at(name)}: the claim '{name}' already stands in {first[name]}; rename one."
            first.setdefault(name, file.at(name))


def _first_answer_problems(
    file: ConfigFile, keys: Key, settled: Mapping[str, Any], questions: Mapping[str, Question]
) -> list[str]:
    """An answer read first that its question does not have."""
    question, first = (str(settled.get(each, "")) for each in ("question", "first"))
    if not first or question not in questions:
        return []
    answers = questions[question].answers
    which, instead = f"the question '{question}' has no answer", f"; its answers are {', '.join(answers)}."
    return strange(file.at(*keys, "first"), which, first, answers, instead)


def _tolerance_problems(
    file: ConfigFile, keys: Key, asserted: Mapping[str, Any], hedges: Mapping[str, Any]
) -> Iterator[str]:
    """A tolerance so wide that the statement could hardly fail, or wider than its hedge allows."""
    tolerance, name = asserted.get("tolerance"), asserted.get("hedge", "none")
    widest = max(hedges.get(name, {}).get(side, 0) for side in ("below", "above"))
    if keys[-1:] == ("asserted",) and isinstance(tolerance, int | float) and tolerance > widest:
        yield (
            f"{file.at(*keys, 'tolerance')}: the tolerance {tolerance:g} is wider than the "
            f"claim's hedge '{name}' allows ({widest:g}); narrow it."
        )


def _reading_problems(
    file: ConfigFile,
    name: str,
    content: Any,
    questions: Mapping[str, Question],
    estimates: Estimates,
) -> list[str]:
    """Readings that leave something open, each fault told once a part; none of what the schema refuses."""
    try:
        claim = claim_of(name, content, questions)
        readings = expand_claim(claim)
    except UNREADABLE:
        return []
    problems: list[str] = []
    for reading in readings:
        keys: Key = ("parts", reading.part)
        if reading.proxy:
            beside = reading.proxy in claim.parts[reading.part].beside
            keys = (*keys, *(("beside",) if beside else ("not_testable", "proxies")), reading.proxy)
        where, model = file.at(name, *keys), reading.settings.model
        problems += [f"{where}: {sentence}" for sentence in _left_open(reading)]
        if model.variant and estimates:
            problems += strange(where, "there is no model", model.name, estimates, MEND)
        for kind, known in estimates.get(model.name, {}).items():
            if used := getattr(model, kind):
                which, instead = (
                    f"the model '{model.name}' has no {kind}",
                    f"; it has {', '.join(sorted(known))}.",
                )
                problems += strange(where, which, used, known, instead)
    return list(dict.fromkeys(problems))


def _left_open(reading: Reading) -> list[str]:
    answers = ", ".join(f"{question}: {answer}" for question, answer in reading.answers)
    which = f"the reading ({answers})" if answers else "the reading"
    selects = reading.settings.quantity.select is not None
    return [
        f"{which} has {'no unit or group of units' if key.endswith('group') else f'no {key!r}'}; "
        f"a {reading.kind} needs '{key}'."
        for key in NEEDS.get(reading.kind, ())
        if not said_by(reading.settings, key) and not (key == "group" and selects)
    ]
