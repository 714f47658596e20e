"""Config files: safe YAML without duplicate keys, checked against a JSON Schema, all faults told at once."""

import difflib
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from lib.problems import stop_if

Key = tuple[str | int, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Safe YAML that notes every key given twice in one mapping, as (line, key)."""

    def __init__(self, stream):
        super().__init__(stream)
        self.repeated: list[tuple[int, Any]] = []

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                self.repeated.append((key_node.start_mark.line + 1, key))
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse_yaml(path: str | Path) -> tuple[Any, dict[Key, int], list[str]]:
    """Read one YAML file.

    Returns
    -------
    content : the parsed value, None when the file is not YAML; of a key given twice, the last
    lines : the line of every key and list item, by its path in the content
    problems : sentences, empty when the file is well-formed
    """
    text = Path(path).read_text(encoding="utf-8")
    loader = _Loader(text)
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, {}, [f"{path}, line {line}: not valid YAML: {error.problem}; mend the line."]
    problems = [
        f"{path}, line {line}: not valid YAML: the key '{key}' is given twice; mend the line."
        for line, key in sorted(set(loader.repeated), key=lambda found: found[0])
    ]
    return content, _lines(yaml.compose(text, Loader=_Loader)), problems


def _lines(node: yaml.Node | None, path: Key = ()) -> dict[Key, int]:
    """Map the path of every key and item to its line, counted from 1."""
    if node is None:
        return {}
    lines = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, yaml.safe_load(key.value) if key.tag.endswith(":int") else key.value)
            lines.update(_lines(value, inner))
            lines[inner] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines.update(_lines(value, (*path, position)))
    return lines


@cache
def _validator(schema_path: str) -> jsonschema.Draft202012Validator:
    schema = yaml.safe_load(Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, registry=_neighbours(Path(schema_path).parent))


def _neighbours(folder: Path) -> Registry:
    """Let a schema refer to another one of its folder by file name."""

    @cache
    def retrieve(name: str) -> Resource:
        neighbour = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        return Resource(neighbour, specification=DRAFT202012)

    return Registry(retrieve=retrieve)


def schema_problems(content: Any, lines: dict[Key, int], path: str | Path, schema: str | Path) -> list[str]:
    """Every way in which `content` breaks the JSON Schema, as sentences with file, line and key."""
    found = _validator(str(schema)).iter_errors(content)
    errors = sorted(found, key=lambda error: list(map(str, error.path)))
    return [sentence for error in errors for sentence in _sentences(error, lines, path)]


def _sentences(error: jsonschema.ValidationError, lines: dict[Key, int], path: str | Path) -> list[str]:
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        unknown = sorted(set(map(str, error.instance)) - set(known))
        return [_unknown_key(key, known, (*error.path, key), lines, path) for key in unknown]
    where = _place(tuple(error.path), lines, path)
    got = json.dumps(error.instance, ensure_ascii=False, default=str)
    if len(got) > 60:
        got = f"{got[:57]}..."
    return [f"{where}: {_expectation(error)}; got {got}."]


def _expectation(error: jsonschema.ValidationError) -> str:
    if error.validator == "required":
        missing = sorted(set(error.validator_value) - set(error.instance))
        return f"the key{'s' if len(missing) > 1 else ''} {', '.join(map(repr, missing))} must be given"
    if error.validator == "enum":
        return f"expected one of {', '.join(map(str, error.validator_value))}"
    if error.validator == "type":
        return f"expected {error.validator_value}"
    if error.validator in ("oneOf", "anyOf"):
        return f"fits none of the allowed forms ({error.schema.get('description', 'see the schema')})"
    return error.message


def _unknown_key(key: str, known: list[str], keys: Key, lines: dict[Key, int], path: str | Path) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else f"; known keys: {', '.join(known)}."
    return f"{_place(keys, lines, path)}: unknown key '{key}'{hint}"


def _place(keys: Key, lines: dict[Key, int], path: str | Path) -> str:
    for length in range(len(keys), -1, -1):
        if keys[:length] in lines:
            dotted = ".".join(map(str, keys)) or "top level"
            return f"{path}, line {lines[keys[:length]]}, {dotted}"
    return str(path)


def load(path: str | Path, schema: str | Path) -> Any:
    """Load one config file; raises `ProblemsError` naming every fault with file, line and key."""
    return load_all([path], schema)[0]


def load_all(paths: list[str | Path], schema: str | Path) -> list[Any]:
    """Load config files of one kind; raises `ProblemsError` with the faults of all of them."""
    contents, problems = [], []
    for path in paths:
        content, lines, faults = parse_yaml(path)
        contents.append(content)
        problems += faults or schema_problems(content, lines, path, schema)
    stop_if(problems, "Reading the configuration")
    return contents
