"""Declared is what is imported, and each declared package has a line on why it is there."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from sys import stdlib_module_names

import pytest

# Declared and used, but not by an import.
OTHERWISE_USED = {
    "defusedxml": "openpyxl takes it where it is installed",
    "fontpkg-fira-sans": "the typeface itself, which fontpkg finds by name",
    "mypy": "a command",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command",
    "snakefmt": "a command",
    "types-jsonschema": "stubs",
    "types-pyyaml": "stubs",
}
PROGRAM = ("Snakefile", "workflow/rules/*.smk", "scripts/**/*.py", "examples/**/*.py")
TESTS = ("tests/**/*.py",)


def normal(name: str) -> str:
    """A name of a distribution as PEP 503 compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_imported(path: Path) -> set[str]:
    """The first names of all that a file imports, or looks for without importing it."""
    text = path.read_text(encoding="utf-8")
    looked_for = set(re.findall(r"(?:find_spec|importorskip)\(\"(\w+)", text))
    if path.suffix != ".py":
        return looked_for | set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return looked_for | {name.partition(".")[0] for name in names}


def used(project: Path, patterns: tuple[str, ...]) -> dict[str, str]:
    """The distribution of every import from outside, or `?` and the name -> a file that imports it."""
    own = {path.stem for folder in ("scripts", "tests/support") for path in (project / folder).iterdir()}
    distributions = packages_distributions()
    return {
        normal(distributions.get(name, [f"? {name}"])[0]): str(path.relative_to(project))
        for pattern in patterns
        for path in project.glob(pattern)
        for name in modules_imported(path) - own - stdlib_module_names
    }


def declared(project: Path) -> tuple[set[str], set[str]]:
    """What pyproject.toml declares: to run the pipeline, and to test it."""
    written = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    groups = written["project"]["dependencies"], written["dependency-groups"]["dev"]
    run, test = ({normal(re.match(r"[\w.-]+", entry)[0]) for entry in group} for group in groups)
    return run, test


def test_what_the_program_imports_is_declared(project):
    run, _ = declared(project)
    assert {name: file for name, file in used(project, PROGRAM).items() if name not in run} == {}


def test_what_tests_import_is_declared(project):
    run, test = declared(project)
    locks = (project / "tests/fuzz/requirements.lock", project / "workflow/profiles/slurm/requirements.lock")
    apart = [
        name for lock in locks for name in re.findall(r"^([\w-]+)==", lock.read_text(encoding="utf-8"), re.M)
    ]
    known = run | test | {f"? {name}" for name in apart} | set(apart)
    assert {name: file for name, file in used(project, TESTS).items() if name not in known} == {}


def test_what_is_declared_is_used(project):
    run, test = declared(project)
    program, tests = set(used(project, PROGRAM)), set(used(project, TESTS))
    otherwise = set(OTHERWISE_USED)
    assert run - program - otherwise == set()
    assert test - tests - otherwise == set()
    assert otherwise <= (run | test) - program - tests


@pytest.mark.parametrize("source", ["import undeclared_thing", "from undeclared_thing.inner import x"])
def test_an_undeclared_import_shows(tmp_path, source):
    for folder in ("scripts", "tests/support"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "scripts/planted.py").write_text(source)
    assert used(tmp_path, ("scripts/*.py",)) == {"? undeclared-thing": "scripts/planted.py"}


def test_each_dependency_has_a_line_on_why_it_is_there(project):
    page = (project / "docs/dependencies.md").read_text(encoding="utf-8")
    tables = re.findall(r"\| package \|.*\n\|[-|:]+\n((?:\|.*\n)+)", page)
    for table, names in zip(tables, declared(project), strict=True):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        assert [normal(row[0]) for row in rows] == sorted(names)
        assert all(len(row) == 4 and all(row) and float(row[3]) > 0 for row in rows)
