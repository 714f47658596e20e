"""The rooms of scripts/lib: imports go one way, and a stage imports no other stage."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# From the ground up: a room may import those that stand before it.
ROOMS = (
    "core",
    "data",
    "words",
    "refresh",
    "inference",
    "space",
    "regions",
    "models",
    "claims",
    "exhibits",
    "runs",
    "project",
)
STAGES = ("fetch", "clean", "describe", "regress", "check", "publish", "verify", "setup")
LARGEST = 20


def imported(path: Path, scripts: Path) -> Iterator[str]:
    """The dotted names that a module imports: at its head, inside its functions, or by `import_module`."""
    package = path.relative_to(scripts).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "import_module":
            yield from (part.value for part in ast.walk(node.args[0]) if _is_text(part))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def place(name: str) -> str:
    """The room or stage in which a dotted name stands; empty for other packages."""
    first, *rest = name.split(".")
    if first == "lib":
        return rest[0] if rest else "lib"
    return first if first in STAGES else ""


def wrong_imports(scripts: Path) -> list[str]:
    """Imports that go up, or from one stage to another."""
    wrong = []
    for path in sorted(scripts.rglob("*.py")):
        home = place(".".join(path.relative_to(scripts).with_suffix("").parts))
        for name in imported(path, scripts):
            there = place(name)
            if not there or there == home:
                continue
            if home in ROOMS and not (there in ROOMS and ROOMS.index(there) < ROOMS.index(home)):
                wrong.append(f"{path.relative_to(scripts)} imports {name}")
            if home in STAGES and there in STAGES:
                wrong.append(f"{path.relative_to(scripts)} imports {name}")
    return wrong


def test_imports_go_down(project):
    assert wrong_imports(project / "scripts") == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("lib/core/files.py", "from lib.data import panel"),
        ("lib/data/panel.py", "def f():\n    import lib.claims.register"),
        ("regress/estimate_models.py", "from check.judge_claims import judge"),
        ("lib/models/curve.py", "from publish.write_page import page"),
        ("lib/core/files.py", "from ..data import panel"),
        ("lib/core/files.py", "from ..data.panel import harmonise"),
        ("lib/core/files.py", "from .. import data"),
        ("lib/models/curve.py", "importlib.import_module('lib.claims.register')"),
        ("lib/models/curve.py", "import_module(f'publish.tables.{name}')"),
    ],
)
def test_an_upward_import_is_found(tmp_path, file, line):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n", encoding="utf-8")
    assert len(wrong_imports(tmp_path)) == 1


def test_every_room_is_named_and_none_is_crowded(project):
    library = project / "scripts/lib"
    assert {path.name for path in library.iterdir() if (path / "__init__.py").is_file()} == set(ROOMS)
    folders = [path for path in (project / "scripts").rglob("*") if path.is_dir()]
    assert [path for path in folders if len(list(path.glob("*.py"))) > LARGEST] == []


def test_tests_mirror_the_rooms(project):
    library, tests = project / "scripts/lib", project / "tests/lib"
    strangers = [
        path
        for path in tests.rglob("test_*.py")
        if path.parent not in (tests, tests / "refresh/adapters")
        and not (library / path.relative_to(tests)).with_name(path.name[5:]).is_file()
        and path.stem[5:] != path.parent.name
    ]
    assert strangers == []
