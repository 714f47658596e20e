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


def assigned(target: ast.expr) -> set[str]:
    """The names that the left side of an assignment defines: of `A, B = 1, 2` two."""
    parts = [part for part in ast.walk(target) if isinstance(part, ast.Name)]
    return {part.id for part in parts if isinstance(part.ctx, ast.Store)}


def public_names(path: Path) -> set[str]:
    """The public functions, classes and constants that a module defines at its head."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {name for target in targets for name in assigned(target)}
    return {name for name in names if not name.startswith("_")}


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
        ("tables3", "Row, (Cell, *Rest) = 1, (2, 3)"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").write_text(line + "\n", encoding="utf-8")
    assert homonyms(tmp_path) == {"Cell": ["claims/module.py", "tables/module.py", "tables3/module.py"]}


SAY_NOTHING = {"found", "given", "made", "one", "told"}  # of what kind a value is


def nameless(source: str) -> list[str]:
    """Local values and arguments whose names do not say what they are, as `name, line n`."""
    nodes = list(ast.walk(ast.parse(source)))
    places = [(each.id, each.lineno) for each in nodes if isinstance(each, ast.Name)]
    places += [(each.arg, each.lineno) for each in nodes if isinstance(each, ast.arg)]
    return sorted({f"{name}, line {line}" for name, line in places if name in SAY_NOTHING})


def test_local_names_say_what_their_values_are(project):
    listed = {path: nameless(path.read_text("utf-8")) for path in (project / "scripts").rglob("*.py")}
    assert {path: names for path, names in listed.items() if names} == {}


def test_a_name_that_says_nothing_is_found():
    assert nameless("def half(given):\n    found, rest = given\n    return [one for one in rest]\n") == [
        "found, line 2",
        "given, line 1",
        "given, line 2",
        "one, line 3",
    ]
