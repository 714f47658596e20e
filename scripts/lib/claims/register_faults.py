"""Faults of a register: names that stand for nothing, readings that leave something open, wide tolerances."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from lib.claims.readings import Reading, expand_claim
from lib.claims.settings import said_by
from lib.claims.statements import Claim, Question, claim_of, questions_of
from lib.core.configuration import ConfigFile, Key, nested_values, read_files, strange

Content = TypeVar("Content")
NEEDS = {
    "share": ("variable", "group"),
    "level": ("variable", "group"),
    "ratio": ("variable", "group", "other_group"),
    "growth": ("variable", "group", "from", "to"),
    "count": ("variable",),
    "rank": ("variable", "group"),
    "order": ("variable", "group", "other_group"),
    "sign": ("variable", "group"),
    "association": ("model", "term", "estimator", "method"),
    "arithmetic": ("operation", "terms", "equals"),
}
SERIES_KEYS = (
    "variable", "per", "weight", "times", "whole_variable", "other_variable", "other_per", "other_weight",
    "by", "shares_of",
)  # fmt: skip
GROUP_KEYS = ("group", "other_group", "whole", "among")
MEND = "; correct the name or add it."


@dataclass(frozen=True)
class Known:
    """Names that a register may use; of models whose `terms` are not named any will do."""

    variables: frozenset[str]
    groups: frozenset[str]
    layouts: frozenset[str]
    models: frozenset[str]
    units_of_measure: frozenset[str]
    terms: Mapping[str, frozenset[str]] = field(default_factory=dict)


def register_faults(
    claims: Iterable[str | Path],
    questions: str | Path,
    judging: str | Path,
    schemas: str | Path,
    known: Known,
) -> list[str]:
    """Return every fault of files of statements, as sentences with file, line and key.

    Parameters
    ----------
    claims : one file a theme, its name is the theme's
    questions, judging : the other two files
    schemas : folder of claims.schema.yaml, questions.schema.yaml, judging.schema.yaml
    """
    problems: list[str] = []
    (asked,) = _read([questions], f"{schemas}/questions.schema.yaml", problems)
    (rules,) = _read([judging], f"{schemas}/judging.schema.yaml", problems)
    paths = {Path(path).stem: path for path in claims}
    order = [theme for theme in rules.content.get("themes", []) if theme in paths]
    ordered = [paths[theme] for theme in dict.fromkeys([*order, *paths])]
    themes = _read(ordered, f"{schemas}/claims.schema.yaml", problems)
    hedges, effects = (rules.content.get(name, {}) for name in ("hedges", "smallest_effects"))
    known_questions: dict[str, Question] = {}
    for name, content in asked.content.items():
        known_questions |= _read_unless(problems, questions_of, {name: content}) or {}
    names = _names_by_key(known, asked.content, hedges, effects)
    problems += _theme_problems(rules, themes)
    for file in (rules, asked, *themes):
        problems += _name_problems(file, names, known_questions)
    problems += _repeated_ids(themes) + _tolerance_problems(themes, hedges) + _reference_problems(themes)
    for file in themes:
        for name, content in file.content.items():
            claim = _read_unless(problems, claim_of, name, content, known_questions)
            readings = claim and _read_unless(problems, expand_claim, claim)
            problems += _reading_problems(file, claim, readings, known) if claim and readings else []
    return problems


def _read(paths: Iterable[str | Path], schema: str, problems: list[str]) -> list[ConfigFile]:
    """Files of one kind; of one that is no mapping, an empty one."""
    files, faults = read_files(paths, schema)
    problems += faults
    return [
        file if isinstance(file.content, dict) else ConfigFile(file.path, {}, file.lines) for file in files
    ]


def _read_unless(problems: list[str], read: Callable[..., Content], *content: Any) -> Content | None:
    """What a file says, None where faults that are told already keep it from being read."""
    try:
        return read(*content)
    except (KeyError, TypeError, AttributeError, ValueError):
        if not problems:
            raise
        return None


def _theme_problems(rules: ConfigFile, themes: list[ConfigFile]) -> list[str]:
    """Files of statements without a place in the order, and places without a file."""
    paths = {Path(file.path).stem: file.path for file in themes}
    order = rules.content.get("themes", list(paths))
    return [
        f"{path}: the theme '{theme}' has no place in {rules.at('themes')}; add it there."
        for theme, path in paths.items()
        if theme not in order
    ] + [
        f"{rules.at('themes', place)}: there is no file of the theme '{theme}'; add it or take the name out."
        for place, theme in enumerate(order)
        if theme not in paths
    ]


def _names_by_key(
    known: Known, questions: Iterable[str], hedges: Iterable[str], effects: Iterable[str]
) -> dict[str, tuple[str, Iterable[str]]]:
    """What the value of a key is called, and those there are."""
    return {
        **dict.fromkeys(SERIES_KEYS, ("series", known.variables)),
        **dict.fromkeys((*GROUP_KEYS, "may_be_missing"), ("unit or group of units", known.groups)),
        **dict.fromkeys(("layout", "layouts"), ("layout", known.layouts)),
        **dict.fromkeys(("question", "questions"), ("question", questions)),
        "hedge": ("hedge with a tolerance", hedges),
        "matters": ("smallest effect that matters", effects),
        "unit": ("unit of measurement", known.units_of_measure),
        "model": ("model", known.models),
    }


def _name_problems(
    file: ConfigFile, names: Mapping[str, tuple[str, Iterable[str]]], questions: Mapping[str, Question]
) -> list[str]:
    """Names that stand for nothing."""
    problems = []
    for keys, value in nested_values(file.content):
        key = next((step for step in reversed(keys) if isinstance(step, str)), "")
        if isinstance(value, str) and key in names and not {"words", "title"} & set(keys):
            kind, known = names[key]
            problems += strange(file.at(*keys), f"there is no {kind}", value, known, MEND)
        settled = _mapping(value)
        question, first = (str(settled.get(each, "")) for each in ("question", "first"))
        if first and question in questions:
            answers = questions[question].answers
            which = f"the question '{question}' has no answer"
            instead = f"; its answers are {', '.join(answers)}."
            problems += strange(file.at(*keys, "first"), which, first, answers, instead)
    return problems


def _repeated_ids(themes: list[ConfigFile]) -> list[str]:
    problems: list[str] = []
    first: dict[str, str] = {}
    for file in themes:
        for name in file.content:
            if name in first:
                problems.append(
                    f"{file.at(name)}: the claim '{name}' already stands in {first[name]}; rename one."
                )
            first.setdefault(name, file.at(name))
    return problems


def _tolerance_problems(themes: list[ConfigFile], hedges: Mapping[str, Any]) -> list[str]:
    """Tolerances so wide that the statement could hardly fail, or wider than its hedge allows."""
    problems = []
    for file in themes:
        for keys, value in nested_values(file.content):
            if not (keys and keys[-1] == "asserted" and isinstance(value, Mapping) and "tolerance" in value):
                continue
            hedge = hedges.get(value.get("hedge", "none"), {})
            widest = max(hedge.get("below", 0), hedge.get("above", 0))
            if isinstance(value["tolerance"], (int, float)) and value["tolerance"] > widest:
                problems.append(
                    f"{file.at(*keys, 'tolerance')}: the tolerance {value['tolerance']:g} is wider than the "
                    f"claim's hedge '{value.get('hedge', 'none')}' allows ({widest:g}); narrow it."
                )
    return problems


def _reference_problems(themes: list[ConfigFile]) -> list[str]:
    """References of arithmetic claims to parts that have no asserted value."""
    stated = {
        f"{name}.{part}"
        for file in themes
        for name, claim in file.content.items()
        for part, content in _mapping(_mapping(claim).get("parts")).items()
        if "value" in _mapping(_mapping(content).get("asserted"))
    }
    return [
        f"{file.at(*keys)}: no part '{value}' states a value; correct the reference."
        for file in themes
        for keys, value in nested_values(file.content)
        if isinstance(value, str)
        and len(keys) > 1
        and keys[-2] in ("terms", "equals")
        and value not in stated
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _reading_problems(file: ConfigFile, claim: Claim, readings: list[Reading], known: Known) -> list[str]:
    """Readings that leave something open, each fault told once a part."""
    problems: list[str] = []
    for reading in readings:
        keys: Key = ("parts", reading.part)
        if reading.proxy:
            beside = reading.proxy in claim.parts[reading.part].beside
            keys = (*keys, *(("beside",) if beside else ("not_testable", "proxies")), reading.proxy)
        where, model = file.at(claim.name, *keys), reading.settings.model
        problems += [f"{where}: {sentence}" for sentence in _left_open(reading)]
        if model.variant:
            problems += strange(where, "there is no model", model.name, known.models, MEND)
        terms = known.terms.get(model.name, ())
        if model.term and terms:
            instead = f"; its terms are {', '.join(sorted(terms))}."
            problems += strange(where, f"the model '{model.name}' has no term", model.term, terms, instead)
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
