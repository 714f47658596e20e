"""The register of statements: read from YAML and checked as a whole, every fault with file and line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.claims.readings import GROUP_KEYS, Reading, expand_claim, model_name
from lib.core.configuration import ConfigFile, Key, parse_yaml, read_yaml, schema_problems
from lib.core.problems import stop_if

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
    "order": ("below", "above", "comparable"),
    "sign": ("below", "above"),
    "association": ("positive", "negative"),
}


@dataclass(frozen=True)
class Known:
    """Names that a register may use.

    Parameters
    ----------
    variables, groups, layouts, models, units_of_measure : the names of each kind; `models` is None while
        no model has been estimated and names of models are then not checked
    """

    variables: frozenset[str]
    groups: frozenset[str]
    layouts: frozenset[str]
    models: frozenset[str] | None
    units_of_measure: frozenset[str]


@dataclass(frozen=True)
class Register:
    """Statements that passed every check.

    Parameters
    ----------
    claims : by id, as in the files, with `theme` added
    questions : by name, `asks` and `answers`
    judging : how to judge, see judging.schema.yaml
    readings : every reading of every part, in the order of the claims
    """

    claims: Mapping[str, Mapping]
    questions: Mapping[str, Mapping]
    judging: Mapping[str, Any]
    readings: tuple[Reading, ...]


def read_claims(paths: Iterable[str | Path]) -> dict[str, dict]:
    """The statements by id, each with its theme, the name of its file; the order of files and entries."""
    return {
        name: {**claim, "theme": Path(path).stem} for path in paths for name, claim in read_yaml(path).items()
    }


def load_register(
    claims: Iterable[str | Path],
    questions: str | Path,
    judging: str | Path,
    schemas: str | Path,
    known: Known,
) -> Register:
    """Read and check a register.

    Parameters
    ----------
    claims : one file a theme, its name is the theme's
    questions, judging : the other two files
    schemas : folder of claims.schema.yaml, questions.schema.yaml, judging.schema.yaml
    known : names that may be used

    Raises
    ------
    ProblemsError
        With every fault of all files: unknown keys, series, units, groups, layouts, models, questions and
        hedges, incomplete readings, too wide tolerances, one id used twice.
    """
    problems: list[str] = []
    asked = _read(questions, f"{schemas}/questions.schema.yaml", problems)
    rules = _read(judging, f"{schemas}/judging.schema.yaml", problems)
    paths = {Path(path).stem: path for path in claims}
    problems += _theme_problems(rules, paths)
    order = rules.content.get("themes", [])
    paths = {theme: paths[theme] for theme in [*order, *paths] if theme in paths}
    themes = [_read(path, f"{schemas}/claims.schema.yaml", problems) for path in paths.values()]
    hedges = rules.content.get("hedges", {})
    for file in (asked, *themes):
        problems += _name_problems(file, known, asked.content, hedges)
    problems += _untitled_answers(asked)
    problems += _repeated_ids(themes) + _tolerance_problems(themes, hedges) + _reference_problems(themes)
    sound = not problems
    for file in themes:
        for name, claim in file.content.items():
            if sound or _expandable(name, claim, asked.content, f"{schemas}/claims.schema.yaml"):
                problems += _reading_problems(file, name, expand_claim(name, claim, asked.content), known)
    stop_if(problems, "Reading the statements")
    found = {
        name: {**claim, "theme": Path(file.path).stem}
        for file in themes
        for name, claim in file.content.items()
    }
    readings = tuple(
        reading for name, claim in found.items() for reading in expand_claim(name, claim, asked.content)
    )
    return Register(found, asked.content, rules.content, readings)


def _read(path: str | Path, schema: str, problems: list[str]) -> ConfigFile:
    content, lines, faults = parse_yaml(path)
    problems += faults
    if content is not None:
        problems += schema_problems(content, lines, path, schema)
    return ConfigFile(str(path), content if isinstance(content, dict) else {}, lines)


def _expandable(name: str, claim: Any, questions: Mapping, schema: str) -> bool:
    """Whether a claim among faulty ones is well-formed enough to look at its readings."""
    if schema_problems({name: claim}, {}, "", schema):
        return False
    asked = {question for keys, question in _walk(claim) if len(keys) > 1 and keys[-2] == "questions"}
    answers = [_mapping(_mapping(questions.get(question)).get("answers")) for question in asked]
    return all(answers) and all("set" in _mapping(told) for each in answers for told in each.values())


def _theme_problems(rules: ConfigFile, paths: Mapping[str, str | Path]) -> list[str]:
    """Files of statements without a place in the order, and places without a file."""
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


def _walk(node: Any, keys: Key = ()) -> Iterable[tuple[Key, Any]]:
    """Every value below a node with its path, mappings and lists included."""
    yield keys, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _walk(value, (*keys, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _walk(value, (*keys, place))


def _name_problems(file: ConfigFile, known: Known, questions: Mapping, hedges: Mapping) -> list[str]:
    """Names that stand for nothing."""
    series = ("series", known.variables)
    group = ("unit or group of units", known.groups)
    kinds = {
        **dict.fromkeys(
            (
                "variable",
                "per",
                "weight",
                "whole_variable",
                "other_variable",
                "other_per",
                "other_weight",
                "by",
            ),
            series,
        ),
        **dict.fromkeys(("group", "other_group", "whole", "among"), group),
        "layout": ("layout", known.layouts),
        "questions": ("question", questions.keys()),
        "hedge": ("hedge with a tolerance", hedges.keys()),
        "unit": ("unit of measurement", known.units_of_measure),
    }
    if known.models is not None:
        kinds["model"] = ("model", known.models)
    problems = []
    for keys, value in _walk(file.content):
        key = next((step for step in reversed(keys) if isinstance(step, str)), None)
        if isinstance(value, str) and key in kinds and "words" not in keys and "title" not in keys:
            kind, names = kinds[key]
            if value not in names:
                problems.append(
                    f"{file.at(*keys)}: there is no {kind} '{value}'; correct the name or add it."
                )
    return problems


def _untitled_answers(questions: ConfigFile) -> list[str]:
    """Answers that have no title and set no group whose title could stand for it."""
    return [
        f"{questions.at(name, 'answers', answer)}: the answer has neither a title nor a group; title it."
        for name, question in questions.content.items()
        for answer, told in _mapping(_mapping(question).get("answers")).items()
        if "title" not in _mapping(told) and not set(GROUP_KEYS) & _mapping(_mapping(told).get("set")).keys()
    ]


def _repeated_ids(themes: list[ConfigFile]) -> list[str]:
    problems, first = [], {}
    for file in themes:
        for name in file.content:
            if name in first:
                problems.append(
                    f"{file.at(name)}: the claim '{name}' already stands in {first[name]}; rename one."
                )
            first.setdefault(name, file.at(name))
    return problems


def _tolerance_problems(themes: list[ConfigFile], hedges: Mapping) -> list[str]:
    """Tolerances so wide that the statement could hardly fail, or wider than its hedge allows."""
    problems = []
    for file in themes:
        for keys, value in _walk(file.content):
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
        for part, told in (_mapping(_mapping(claim).get("parts"))).items()
        if "value" in _mapping(_mapping(told).get("asserted"))
    }
    return [
        f"{file.at(*keys)}: no part '{value}' states a value; correct the reference."
        for file in themes
        for keys, value in _walk(file.content)
        if isinstance(value, str)
        and len(keys) > 1
        and keys[-2] in ("terms", "equals")
        and value not in stated
    ]


def _mapping(value: Any) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _reading_problems(file: ConfigFile, name: str, readings: list[Reading], known: Known) -> list[str]:
    """Readings that leave something open, each fault told once a part."""
    problems: dict[str, None] = {}
    for reading in readings:
        keys = (name, "parts", reading.part)
        if reading.proxy:
            keys = (*keys, "not_testable", "proxies", reading.proxy)
        answers = ", ".join(f"{question}: {answer}" for question, answer in reading.answers)
        which = f"the reading ({answers})" if answers else "the reading"
        for needed in NEEDS[reading.kind]:
            if needed not in reading.settings and not (needed == "group" and "select" in reading.settings):
                what = "no unit or group of units" if needed.endswith("group") else f"no '{needed}'"
                problems[f"{file.at(*keys)}: {which} has {what}; a {reading.kind} needs '{needed}'."] = None
        variant = reading.kind == "association" and "variant" in reading.settings
        if variant and known.models is not None and model_name(reading.settings) not in known.models:
            missing = f"there is no model '{model_name(reading.settings)}'; correct the name or add it."
            problems[f"{file.at(*keys)}: {missing}"] = None
        allowed = DIRECTIONS.get(reading.kind)
        if allowed and reading.asserted.get("direction") not in allowed:
            problems[
                f"{file.at(*keys, 'asserted')}: a {reading.kind} asserts one of {', '.join(allowed)}."
            ] = None
        stated = "value" in reading.asserted and (
            "decimals" in reading.asserted or "exact" in reading.asserted
        )
        if not allowed and reading.kind != "arithmetic" and not stated:
            problems[f"{file.at(*keys, 'asserted')}: a {reading.kind} asserts a value with its decimals."] = (
                None
            )
    return list(problems)
