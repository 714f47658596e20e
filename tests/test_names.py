"""One word, one thing: a public name is defined in one module."""

import ast
from collections import defaultdict
from pathlib import Path

# Functions that every module of a kind offers under one name, and where these modules stand.
OFFERED = {
    "draw": "publish/figures",
    "fill": "publish/tables",
    "read_reply": "lib/refresh/adapters",
    "main": "",
}


def public_names(path: Path) -> list[str]:
    """The public functions, classes and constants that a module defines at its head."""
    names: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return [name for name in names if not name.startswith("_")]


def homonyms(scripts: Path) -> dict[str, list[str]]:
    """Names that several modules define, with the modules."""
    modules: dict[str, list[str]] = defaultdict(list)
    for path in sorted(scripts.rglob("*.py")):
        module = path.relative_to(scripts).as_posix()
        for name in public_names(path):
            if name not in OFFERED or not module.startswith(OFFERED[name]):
                modules[name].append(module)
    return {name: places for name, places in modules.items() if len(places) > 1}


def test_no_public_name_is_defined_twice(project):
    assert homonyms(project / "scripts") == {}


def test_a_homonym_is_found(tmp_path):
    for folder, line in (
        ("claims", "class Cell: pass"),
        ("tables", "Cell: int = 1"),
        ("tables2", "_Cell = 2"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").write_text(line + "\n", encoding="utf-8")
    assert homonyms(tmp_path) == {"Cell": ["claims/module.py", "tables/module.py"]}
