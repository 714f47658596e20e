"""Config files: safe YAML without duplicate keys, checked against a JSON Schema, all faults told at once."""

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from lib.core.country import COUNTRY_FILE, ENGINE_FOLDER, PlainDates, languages, region_layouts
from lib.core.files import read_text
from lib.core.problems import ProblemsError, stop_if
from lib.core.reading import hidden, overlaid, without

if TYPE_CHECKING:  # imported where a schema is applied: a run with nothing to do applies none
    import jsonschema

Key = tuple[str | int, ...]
PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?")
OPEN_QUOTE = re.compile(r"""(?<![^\s{\[,:])(['"])(?:(?!\1).)*$""")
COUNTRY_NAMES = "country_names.schema.yaml"
DEEPEST, LARGEST = 60, 1_000_000  # levels and values of one file
SENTENCES = ENGINE_FOLDER / "workflow/schemas/sentences.yaml"
SchemaError = Any  # of jsonschema, whose types leave open which of its attributes are set


@dataclass(frozen=True, eq=False)
class ConfigFile:
    """One file: its path, its parsed content, and the line of every key and list item.

    The content is None when the file is no YAML, or has a key twice: which of the two counts, nobody knows.
    """

    path: str
    content: Any
    lines: dict[Key, int]

    @cached_property
    def texts(self) -> Mapping[str, list[tuple[Key, str]]]:
        """Every text with its path, by the last word of the path."""
        texts: dict[str, list[tuple[Key, str]]] = {}
        for keys, value in nested_values(self.content):
            if isinstance(value, str):
                word = next((key for key in reversed(keys) if isinstance(key, str)), "")
                texts.setdefault(word, []).append((keys, value))
        return texts

    def at(self, *keys: str | int) -> str:
        """File, line and key, as sentences begin."""
        dotted = ".".join(map(str, keys)) or "top level"
        above = (keys[:length] for length in range(len(keys), -1, -1))
        line = next((f", line {self.lines[each]}" for each in above if each in self.lines), "")
        return f"{self.path}{line}, {dotted}"


@dataclass(frozen=True, eq=False)
class OverlaidFile(ConfigFile):
    """One file whose keys lie over those of another; the content is that of both."""

    below: ConfigFile

    @classmethod
    def of(cls, below: ConfigFile, above: ConfigFile) -> "OverlaidFile":
        """Lay one file over another; where this one cannot be read, nobody knows what the two say."""
        content = None if below.content is None else overlaid(below.content, above.content)
        return cls(above.path, content, above.lines, below)

    def at(self, *keys: str | int) -> str:
        """File, line and key, of the file below where only that one has the key."""
        return super().at(*keys) if keys in self.lines else self.below.at(*keys)


ConfigFiles = Mapping[str, list[ConfigFile]]  # by the pattern that they fit


def read_yaml(path: str | Path) -> Any:
    """Read a file that was found sound before, without what the job declares not to read."""
    content = PlainDates(read_text(path)).get_single_data()
    return without(content, hidden(path))


@cache
def sentences(kind: str) -> Any:
    """How faults of a kind are told, of `SENTENCES`."""
    return read_yaml(SENTENCES)[kind]


class _Loader(PlainDates):
    """Safe YAML of plain numbers that notes every key given twice in one mapping, as (line, key)."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[int, Any]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = " ".join(
                str(key_node.value).split()
            )  # keys that only blanks tell apart are one to a reader
            if key in seen:
                self.repeated.append((key_node.start_mark.line + 1, key))
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_number(self, node: yaml.ScalarNode) -> int | float:
        """A number as people write it; what YAML reads as one besides is refused."""
        if not PLAIN_NUMBER.fullmatch(node.value):
            raise _fault(node, f"'{node.value[:40]}' is no plain decimal number")
        return int(node.value) if node.tag.endswith(":int") else float(node.value)


_Loader.yaml_constructors = {
    **PlainDates.yaml_constructors,
    "tag:yaml.org,2002:int": _Loader.construct_number,
    "tag:yaml.org,2002:float": _Loader.construct_number,
}


def _fault(node: yaml.Node, fault: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=fault, problem_mark=node.start_mark)


def _check_depth(text: str) -> None:
    """Refuse more levels than any file of ours has: PyYAML composes by recursion in C."""
    deepest = depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    dashes = max(map(len, re.findall(r"^[-?: \t]*", text, re.MULTILINE)))
    if max(deepest, dashes) <= DEEPEST:  # as in every usual file, where parsing it twice would be a waste
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=f"more than {DEEPEST} levels", problem_mark=mark)


def _check_size(node: yaml.Node | None) -> None:
    """Refuse references to themselves or to more than any file of ours holds."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, above: tuple[int, ...]) -> int:
        if id(node) in above:
            raise _fault(node, "it refers to itself")
        if len(above) > DEEPEST:
            raise _fault(node, f"more than {DEEPEST} levels")
        if id(node) not in sizes:
            parts = node.value if isinstance(node, yaml.CollectionNode) else []
            inner = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
            sizes[id(node)] = 1 + sum(size(each, (*above, id(node))) for each in inner)
        if sizes[id(node)] > LARGEST:
            raise _fault(node, f"its references stand for more than {LARGEST} values")
        return sizes[id(node)]

    if node is not None:
        size(node, ())


def parse_yaml(path: str | Path) -> tuple[ConfigFile, list[str]]:
    """Read one YAML file; returns it with its faults as sentences, none when it is well-formed."""
    try:
        return parse_text(str(path), read_text(path))
    except ProblemsError as error:
        return ConfigFile(str(path), None, {}), error.problems


@cache
def parse_text(path: str, text: str) -> tuple[ConfigFile, list[str]]:
    """The same as `parse_yaml` of a text; several checks of one run read the same files."""
    try:
        _check_depth(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if "&" in text:  # nothing refers to what has no anchor
            _check_size(node)
        lines = _lines(node)
        content = None if node is None else loader.construct_document(node)
    except RecursionError:
        fault = f": not valid YAML: more than {DEEPEST} levels; mend the file"
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # of a tag that its value does not fit
        fault = f": not valid YAML: {error}; remove tags that begin with an exclamation mark"
    except yaml.reader.ReaderError as error:
        fault = f": character {error.character:#x} cannot stand in YAML; remove it"
    except yaml.MarkedYAMLError as error:
        fault = f", line {_explained(error, text.splitlines())}"
    else:
        faults = [
            f"{path}, line {line}: not valid YAML: the key '{key}' is given twice; rename one or take it out."
            for line, key in sorted(set(loader.repeated), key=lambda line_and_key: line_and_key[0])
        ]
        return ConfigFile(path, None if faults else content, lines), faults
    return ConfigFile(path, None, {}), [f"{path}{fault}."]


def _explained(error: yaml.MarkedYAMLError, text: list[str]) -> str:
    """The line of a fault and what it is: the tab or the open quote behind it, where there is one."""
    last = error.problem_mark.line if error.problem_mark else 0
    first = error.context_mark.line if error.context_mark else last
    if last < len(text) and "\t" in text[last]:
        return f"{last + 1}: not valid YAML: a tab; indent with blanks"
    quote = next((at for at in range(first, min(last + 1, len(text))) if OPEN_QUOTE.search(text[at])), None)
    if quote is not None:
        return f"{quote + 1}: not valid YAML: a quote is opened and not closed; close it, or double it"
    for kind, line in (("yaml_begins", first), ("yaml_ends", last)):
        for problem, fault in sentences(kind).items():
            if problem in str(error.problem):
                return f"{line + 1}: not valid YAML: {fault}"
    return f"{last + 1}: not valid YAML: {error.problem}; mend the line"


def nested_values(node: Any, keys: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value below a node with its path, mappings and lists included."""
    waiting = [(keys, node)]
    while waiting:
        at, node = waiting.pop()
        if at:
            yield at, node
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting += [((*at, key), value) for key, value in pairs][::-1]


def _lines(node: yaml.Node | None, path: Key = ()) -> dict[Key, int]:
    """Map the path of every key and item to its line, counted from 1; a key that is no word is refused."""
    if node is None:
        return {}
    lines = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _fault(key, "a key is a word, no list and no mapping")
            inner = (*path, yaml.safe_load(key.value) if key.tag.endswith(":int") else key.value)
            lines.update(_lines(value, inner))
            lines[inner] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines.update(_lines(value, (*path, position)))
    return lines


@cache
def _validator(schema_path: str) -> "jsonschema.Draft202012Validator":
    import jsonschema

    formats = jsonschema.FormatChecker(["date", "regex"])
    return jsonschema.Draft202012Validator(schema_of(Path(schema_path)), format_checker=formats)


def schema_of(path: Path) -> Any:
    """A schema with what it refers to in the place of references."""
    return _inlined(_schema(path), path)


@cache
def _schema(path: Path) -> Any:
    content = read_yaml(path)
    if path.name == COUNTRY_NAMES and COUNTRY_FILE.is_file():
        content["$defs"] = _names_of_country()
    return content


def _inlined(node: Any, path: Path, above: tuple[str, ...] = ()) -> Any:
    """A schema with what it refers to in the place of references, which are slow, but those to itself."""
    if isinstance(node, list):
        return [_inlined(each, path, above) for each in node]
    if not isinstance(node, dict):
        return node
    own = {key: _inlined(value, path, above) for key, value in node.items() if key != "$ref"}
    name, _, pointer = node.get("$ref", "#").partition("#")
    file = path.with_name(name) if name else path
    if not pointer or f"{file}#{pointer}" in above:
        return node if "$ref" in node else own
    target = _schema(file)
    for key in pointer.split("/")[1:]:
        target = target[key]
    target = _inlined(target, file, (*above, f"{file}#{pointer}"))
    return {"allOf": [target], **own} if {*own} & {*target} - {"description"} else {**target, **own}


def _names_of_country() -> dict[str, Any]:
    """What `COUNTRY_NAMES` defines, for this country."""
    spoken = list(languages())
    every = {"type": "object", "additionalProperties": False, "required": spoken}
    return {
        "by_language": {**every, "properties": dict.fromkeys(spoken, True)},
        "texts": {**every, "properties": {key: {"type": "string", "minLength": 1} for key in spoken}},
        "language": {"enum": spoken},
        "region_layout": {"enum": list(region_layouts())},
    }


@cache
def schema_problems(file: ConfigFile, schema: str | Path) -> list[str]:
    """Every way in which a file breaks the JSON Schema, as sentences with file, line and key."""
    errors = sorted(
        _validator(str(schema)).iter_errors(file.content),
        key=lambda error: (
            file.lines.get(tuple(error.absolute_path), 0),
            list(map(str, error.absolute_path)),
        ),
    )
    return list(dict.fromkeys(sentence for error in errors for sentence in _sentences(error, file)))


def _sentences(error: SchemaError, file: ConfigFile) -> list[str]:
    keys = tuple(error.absolute_path)
    if error.validator in ("oneOf", "anyOf"):
        deepest = max(error.context, key=lambda inner: len(inner.absolute_path))
        if len(deepest.absolute_path) > len(keys):
            return _sentences(deepest, file)
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        unknown = sorted((key for key in error.instance if str(key) not in known), key=str)
        return [
            f"{file.at(*keys, key)}: unknown key '{key}'{_key_hint(str(key), error.instance[key], known)}"
            for key in unknown
        ]
    if error.parent is None and "propertyNames" in error.absolute_schema_path:
        form = f"{error.validator_value}{odd_letters(error.instance)}"
        return [f"{file.at(*keys, error.instance)}: the key must be of the form {form}; rename it."]
    if error.validator == "required" and not _missing(error):
        return []
    got = json.dumps(error.instance, ensure_ascii=False, default=str)
    if len(got) > 60:
        got = f"{got[:57]}..."
    return [f"{file.at(*keys)}: {_expectation(error)}; got {got}."]


def _key_hint(key: str, value: Any, known: list[str]) -> str:
    """What an unknown key was probably meant to be."""
    if value is None and key.isdigit():
        return "; a comma within {} ends a number: write a decimal point."
    if value is None and " " in key:
        return "; a comma within {} ends a text: put the text in quotes."
    return did_you_mean(key, known) or f"; known keys: {', '.join(known)}."


def _expectation(error: SchemaError) -> str:
    if error.validator == "required":
        missing = _missing(error)
        return f"the key{'s' if len(missing) > 1 else ''} {', '.join(map(repr, missing))} must be given"
    if error.validator == "enum":
        return f"expected one of {', '.join(map(str, error.validator_value))}"
    if error.validator == "type":
        names = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
        kinds = " or ".join(sentences("kinds").get(name, name) for name in names)
        return f"expected {kinds}{_number_hint(error)}"
    if error.validator == "pattern" and "description" in error.schema:
        return f"not of the form: {error.schema['description'].rstrip('.')}"
    if error.validator == "format":
        reason = f" ({error.cause})" if error.cause else ""
        return str(sentences("formats")[error.validator_value]).format(error.instance[:60], reason)
    if error.validator in ("oneOf", "anyOf"):
        allowed = [_expectation(inner).removeprefix("expected ") for inner in error.context]
        return error.schema.get("description") or f"expected {' or '.join(dict.fromkeys(allowed))}"
    if error.validator is None:
        return "this key has no place beside the others here; take it out"
    odd = odd_letters(error.instance) if error.validator == "pattern" else ""
    return str(sentences("expected").get(error.validator, error.message)).format(error.validator_value) + odd


def _number_hint(error: SchemaError) -> str:
    """What keeps a text from being a number, where it looks like one."""
    text = error.instance
    if error.validator_value not in ("number", "integer") or not isinstance(text, str):
        return ""
    if PLAIN_NUMBER.fullmatch(text):
        return " without quotes"
    return " with a decimal point" if PLAIN_NUMBER.fullmatch(text.replace(",", ".")) else ""


def _missing(error: SchemaError) -> list[str]:
    """Required keys that are absent and not merely misspelt, which is told of the misspelt key."""
    known = list(error.schema.get("properties", {}))
    misspelt = {near for key in error.instance if key not in known for near in _near_misses(key, known)}
    return sorted(set(error.validator_value) - set(error.instance) - misspelt)


def _near_misses(name: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(str(name), known, n=1)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that names what was probably meant; empty where nothing is near."""
    near = _near_misses(name, map(str, known))
    return f"; did you mean '{near[0]}'{odd_letters(name) if near[0].isascii() else ''}?" if near else ""


def odd_letters(name: str) -> str:
    """What looks like a Latin letter or a blank in a name, and is none: it cannot be seen."""
    odd = [sign for sign in name if not sign.isascii()]
    return f" without {unicodedata.name(odd[0], repr(odd[0]))}" if odd else ""


def strange(
    where: str, what: str, name: str, known: Iterable[str], otherwise: str = "; correct the name."
) -> list[str]:
    """A sentence on a name that is not among those known, with what was probably meant; else none."""
    known = list(known)
    return [] if name in known else [f"{where}: {what} '{name}'{did_you_mean(name, known) or otherwise}"]


def load(path: str | Path, schema: str | Path) -> Any:
    """Load one config file; raises `ProblemsError` naming every fault with file, line and key."""
    files, problems = read_files([path], schema)
    stop_if(problems, "Reading the configuration")
    return files[0].content


def read_files(paths: Iterable[str | Path], schema: str | Path) -> tuple[list[ConfigFile], list[str]]:
    """Read config files of one kind; return them with the faults of all of them, as sentences."""
    files, problems = [], []
    for path in paths:
        file, faults = parse_yaml(path)
        files.append(file)
        problems += faults
        if file.content is not None or not faults:
            problems += schema_problems(file, schema)
    return files, problems
