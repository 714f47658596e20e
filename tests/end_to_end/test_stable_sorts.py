"""Sorts that leave equal values in the order they came in: NumPy's default one asks the processor."""

import ast
from pathlib import Path

import pytest

SORTS = ("argsort", "argpartition", "sort_index", "sort_values")


def unstable(source: str) -> list[int]:
    """Lines that sort by one key without naming a stable kind; by several keys pandas always sorts stably."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sorted(node.lineno for node in calls if _is_sort(node) and not _is_stable(node))


def _is_sort(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in SORTS


def _is_stable(node: ast.Call) -> bool:
    kinds = [word.value.value for word in node.keywords if word.arg == "kind"]
    keys = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "by")]
    several = any(isinstance(each, ast.List) and len(each.elts) > 1 for each in keys)
    named = isinstance(node.func, ast.Attribute) and node.func.attr == "sort_values"
    return kinds == ["stable"] or (several and named)


def test_every_sort_is_stable(project: Path):
    assert [
        f"{path.relative_to(project)}, line {line}"
        for path in sorted((project / "scripts").rglob("*.py"))
        for line in unstable(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "np.argsort(x)",
        "x.argsort(kind='quicksort')",
        "t.sort_values('value')",
        "t.sort_values(['value'])",
        "t.sort_values(by=column, ascending=False)",
        "t.sort_index()",
        "np.argpartition(x, 3)",
    ],
)
def test_an_unstable_sort_is_found(line):
    assert unstable(line) == [1]


@pytest.mark.parametrize("line", ["t.sort_values(['a', 'b'])", "np.argsort(x, kind='stable')", "sorted(x)"])
def test_a_stable_one_is_not(line):
    assert unstable(line) == []
