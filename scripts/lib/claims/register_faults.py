"""Faults of a register: names that stand for nothing, readings that leave something open, wide tolerances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.claims.readings import Reading, expand_claim
from lib.claims.settings import ReadingSettings
from lib.claims.statements import claim_of, questions_of
from lib.core.configuration import ConfigFile, Key, did_you_mean, nested_values, schema_problems

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
DIRECTIONS = {
    "rank": ("lowest", "highest", "not_lowest"),
    "order": ("below", "above", "comparable", "apart"),
    "sign": ("below", "above"),
    "association": ("positive", "negative"),
}
SERIES_KEYS = (
    "variable", "per", "weight", "times", "whole_variable", "other_variable", "other_per", "other_weight",
    "by", "shares_of",
)  # fmt: skip
GROUP_KEYS = ("group", "other_group", "whole", "among")
GROUP_LISTS = ("may_be_missing",)


@dataclass(frozen=True)
class Known:
    """Names that a register may use.

    Parameters
    ----------
    variables, groups, layouts, models, units_of_measure : the names of each kind; `models` is None while
        no model has been estimated and names of models are then not checked
    terms : the terms of each model; of models that are not named here any will do
    """

    variables: frozenset[str]
    groups: frozenset[str]
    layouts: frozenset[str]
    models: frozenset[str] | None
    units_of_measure: frozenset[str]
    terms: Mapping[str, frozenset[str]] = field(default_factory=dict)


def faults_of(
    themes: list[ConfigFile], asked: ConfigFile, rules: ConfigFile, known: Known, sound: bool, schema: str
) -> list[str]:
    """Return every fault of files of statements, as sentences with file, line and key.

    Parameters
    ----------
    themes, asked, rules : the files of claims, of questions and of judging
    sound : whether all of them fit their schemas; of others only what can be read is looked at
    schema : path of claims.schema.yaml
    """
    hedges = rules.content.get("hedges", {})
    effects = rules.content.get("smallest_effects", {})
    problems = _theme_problems(rules, themes) + _layout_problems(rules, known)
    for file in (asked, *themes):
        problems += _name_problems(file, known, asked.content, hedges, effects)
    problems += _untitled_answers(asked)
    problems += _repeated_ids(themes) + _tolerance_problems(themes, hedges) + _reference_problems(themes)
    sound = sound and not problems
    for file in themes:
        for name, content in file.content.items():
            if sound or _expandable(name, content, asked.content, schema):
                problems += _reading_problems(file, name, _readings(name, content, asked.content), known)
    return problems


def _readings(name: str, content: Mapping[str, Any], questions: Mapping[str, Any]) -> list[Reading]:
    """The readings of one entry; of questions with faults, those parts that reading it needs."""
    whole: dict[str, Any] = {"asks": {}, "because": {}, "answers": {}}
    readable = {
        key: {**whole, **_mapping(question)} for key, question in questions.items() if _answered(question)
    }
    return expand_claim(claim_of(name, "", content, questions_of(readable)))


def _answered(question: Any) -> bool:
    """Whether every answer of a question sets something."""
    return all("set" in _mapping(answer) for answer in _mapping(_mapping(question).get("answers")).values())


def _expandable(name: str, content: Any, questions: Mapping[str, Any], schema: str) -> bool:
    """Whether an entry among faulty ones is well-formed enough to look at its readings."""
    if schema_problems({name: content}, {}, "", schema):
        return False
    if any(_answers_instead(value, questions) for _, value in nested_values(content)):
        return False
    asked = {
        name
        for keys, name in nested_values(content)
        if isinstance(name, str) and len(keys) > 1 and (keys[-2] == "questions" or keys[-1] == "question")
    }
    return all(_mapping(questions.get(name)).get("answers") and _answered(questions[name]) for name in asked)


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


def _layout_problems(rules: ConfigFile, known: Known) -> list[str]:
    """Layouts to look in, in their order, that there are not."""
    layouts = rules.content.get("layouts", [])
    return [
        f"{rules.at('layouts', place)}: there is no layout '{layout}'"
        f"{did_you_mean(layout, known.layouts) or '; correct the name.'}"
        for place, layout in enumerate(layouts if isinstance(layouts, list) else [])
        if isinstance(layout, str) and layout not in known.layouts
    ]


def _name_problems(
    file: ConfigFile,
    known: Known,
    questions: Mapping[str, Any],
    hedges: Mapping[str, Any],
    effects: Mapping[str, Any],
) -> list[str]:
    """Names that stand for nothing."""
    kinds: dict[str, tuple[str, Iterable[str]]] = {
        **dict.fromkeys(SERIES_KEYS, ("series", known.variables)),
        **dict.fromkeys((*GROUP_KEYS, *GROUP_LISTS), ("unit or group of units", known.groups)),
        "layout": ("layout", known.layouts),
        "questions": ("question", questions.keys()),
        "question": ("question", questions.keys()),
        "hedge": ("hedge with a tolerance", hedges.keys()),
        "matters": ("smallest effect that matters", effects.keys()),
        "unit": ("unit of measurement", known.units_of_measure),
    }
    if known.models is not None:
        kinds["model"] = ("model", known.models)
    problems = []
    for keys, value in nested_values(file.content):
        if answers := _answers_instead(value, questions):
            question, answer = value["question"], value["first"]
            hint = did_you_mean(answer, answers) or f"; its answers are {', '.join(answers)}."
            where = file.at(*keys, "first")
            problems.append(f"{where}: the question '{question}' has no answer '{answer}'{hint}")
        key = next((step for step in reversed(keys) if isinstance(step, str)), "")
        if isinstance(value, str) and key in kinds and "words" not in keys and "title" not in keys:
            kind, names = kinds[key]
            if value not in names:
                hint = did_you_mean(value, names) or "; correct the name or add it."
                problems.append(f"{file.at(*keys)}: there is no {kind} '{value}'{hint}")
    return problems


def _answers_instead(value: Any, questions: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers that a question has where a part settles it with one that it has not; else none."""
    settled = _mapping(value)
    question, first = settled.get("question"), settled.get("first")
    if not (isinstance(question, str) and isinstance(first, str)):
        return {}
    answers = _mapping(_mapping(questions.get(question)).get("answers"))
    return {} if first in answers else answers


def _untitled_answers(questions: ConfigFile) -> list[str]:
    """Answers that have no title and set no group whose title could stand for it."""
    return [
        f"{questions.at(name, 'answers', answer)}: the answer has neither a title nor a group; title it."
        for name, question in questions.content.items()
        for answer, each in _mapping(_mapping(question).get("answers")).items()
        if "title" not in _mapping(each) and not set(GROUP_KEYS) & _mapping(_mapping(each).get("set")).keys()
    ]


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


def _reading_problems(file: ConfigFile, name: str, readings: list[Reading], known: Known) -> list[str]:
    """Readings that leave something open, each fault told once a part."""
    problems: dict[str, None] = {}
    for reading in readings:
        keys: Key = (name, "parts", reading.part)
        if reading.proxy:
            keys = _nested(file.content[name]["parts"][reading.part], reading.proxy, keys)
        for sentence in _left_open(reading):
            problems[f"{file.at(*keys)}: {sentence}"] = None
        model = reading.settings.model
        if model.variant and known.models is not None and model.name not in known.models:
            problems[f"{file.at(*keys)}: there is no model '{model.name}'; correct the name or add it."] = (
                None
            )
        terms = known.terms.get(model.name, ())
        if model.term and terms and model.term not in terms:
            hint = did_you_mean(model.term, terms) or f"; its terms are {', '.join(sorted(terms))}."
            problems[f"{file.at(*keys)}: the model '{model.name}' has no term '{model.term}'{hint}"] = None
        for sentence in _unasserted(reading):
            problems[f"{file.at(*keys, 'asserted')}: {sentence}"] = None
    return list(problems)


def _nested(part: Mapping[str, Any], proxy: str, keys: Key) -> Key:
    """Where a part's file has what is read in its place or beside it."""
    nested = ("beside",) if proxy in part.get("beside", {}) else ("not_testable", "proxies")
    return (*keys, *nested, proxy)


def _left_open(reading: Reading) -> list[str]:
    answers = ", ".join(f"{question}: {answer}" for question, answer in reading.answers)
    which = f"the reading ({answers})" if answers else "the reading"
    return [
        f"{which} has {'no unit or group of units' if key.endswith('group') else f'no {key!r}'}; "
        f"a {reading.kind} needs '{key}'."
        for key in NEEDS[reading.kind]
        if not _has(reading.settings, key)
    ]


def _has(settings: ReadingSettings, key: str) -> bool:
    """Whether settings say what a key of a file would."""
    quantity, other = settings.quantity, settings.other
    if key == "other_group":
        return other is not None
    return bool(
        {
            "variable": quantity.variables,
            "group": quantity.group or quantity.select,
            "from": settings.start,
            "to": settings.end,
            "operation": settings.sum.operation,
            "terms": settings.sum.terms,
            "equals": settings.sum.equals,
            "model": settings.model.model,
            "term": settings.model.term,
            "estimator": settings.model.estimator,
            "method": settings.model.method,
        }[key]
    )


def _unasserted(reading: Reading) -> list[str]:
    """What a part of this kind should assert and does not."""
    asserted, allowed = reading.asserted, DIRECTIONS.get(reading.kind)
    if allowed:
        missing = asserted.direction not in allowed
        if reading.kind == "association" and not (asserted.effect and asserted.matters):
            return ["an association says what its coefficient tells ('effect') and what size 'matters'."]
        return [f"a {reading.kind} asserts one of {', '.join(allowed)}."] if missing else []
    stated = asserted.value is not None and (asserted.decimals is not None or asserted.exact)
    if stated or reading.kind == "arithmetic":
        return []
    return [f"a {reading.kind} asserts a value with its decimals."]
