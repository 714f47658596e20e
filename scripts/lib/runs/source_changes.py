"""Changes between two states of the project's sources, in the words of each kind of file."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lib.runs.compare import ComparisonRules, compare_tables
from lib.runs.manifest import all_sources, kind_of, locked_packages
from lib.runs.record import LOCK

FIGURE_KEYS = {
    "data/raw/*/*.csv": ["measure", "unit", "year", "locality"],
    "*index.csv": ["series", "vintage"],
}


def changed_sources(
    before: dict[str, Any], after: dict[str, Any], old: Path, new: Path
) -> dict[str, list[str]]:
    """Map every source file that two manifests hold otherwise to sentences on what changed in it.

    `old` and `new` are the projects' folders that the manifests belong to.
    """
    first, second = all_sources(before), all_sources(after)
    changes = {}
    for path in sorted({*first, *second}):
        if path not in second:
            changes[path] = ["removed"]
        elif path not in first:
            changes[path] = ["added"]
        elif first[path] != second[path]:
            changes[path] = describe_change(path, old / path, new / path)
    return changes


def describe_change(path: str, old: Path, new: Path) -> list[str]:
    """What changed in one file: figures, keys, functions, rules or packages; never empty."""
    suffix = Path(path).suffix
    if not (old.is_file() and new.is_file()):
        return ["other content; only the results of one side are kept, so what changed in it is not known"]
    if suffix == ".csv":
        changes = [cell.change for cell in compare_tables(path, old, new, ComparisonRules(keys=FIGURE_KEYS))]
    elif suffix in (".yaml", ".yml"):
        changes = compare_values(*(yaml.safe_load(side.read_text(encoding="utf-8")) for side in (old, new)))
    elif path == str(LOCK):
        changes = [
            change.replace(": ", " ", 1)
            for change in compare_values(locked_packages(old), locked_packages(new))
        ]
    elif suffix == ".py":
        changes = compare_named(*(functions_of(side.read_text(encoding="utf-8")) for side in (old, new)))
    elif suffix in (".smk", "") and kind_of(path) == "workflow":
        changes = compare_named(*(rules_in(side.read_text(encoding="utf-8")) for side in (old, new)))
    else:
        first, second = (set(side.read_bytes().splitlines()) for side in (old, new))
        changes = [f"{len(first - second)} lines removed, {len(second - first)} added"]
    return changes or ["changed in its layout or comments only"]


def compare_values(before: Any, after: Any) -> list[str]:
    """The keys in which two nested values differ, with both values."""
    first, second = _flat(before), _flat(after)
    return [
        f"{key or 'all'}: {_short(first, key)} became {_short(second, key)}"
        for key in sorted({*first, *second})
        if first.get(key) != second.get(key)
    ]


def _flat(value: Any, key: str = "") -> dict[str, Any]:
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if not inner:
        return {key: value}
    return {
        k: v for name, item in inner for k, v in _flat(item, f"{key}.{name}" if key else str(name)).items()
    }


def _short(values: dict[str, Any], key: str, most: int = 60) -> str:
    if key not in values:
        return "nothing"
    text = str(values[key])
    return text if len(text) <= most else f"{text[: most - 3]}..."


def compare_named(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names under which two versions of a file hold something else."""
    return [
        f"{name} {'added' if name not in before else 'removed' if name not in after else 'changed'}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def functions_of(source: str) -> dict[str, str]:
    """The code of every function and class by name, and of the rest of the module, without its layout."""
    named, rest = {}, []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            word = "class" if isinstance(node, ast.ClassDef) else "function"
            named[f"{word} {node.name}"] = ast.dump(node)
        else:
            rest.append(ast.dump(node))
    return named | {"module level": "\n".join(rest)}


def rules_in(source: str) -> dict[str, str]:
    """The text of every rule by name, and of the lines outside rules."""
    blocks, name = {"lines outside rules": ""}, "lines outside rules"
    for line in source.splitlines():
        if heading := re.match(r"(?:rule|checkpoint)\s+(\w+):", line):
            name = f"rule {heading[1]}"
        elif line and not line[0].isspace():
            name = "lines outside rules"
        blocks[name] = blocks.get(name, "") + (f"{line}\n" if line.strip() else "")
    return blocks
