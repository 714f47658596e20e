import ast

from lib.runs.imports import _names, imported_helpers


def parsed(source):
    """The same by Python's own parser."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def test_every_import_of_the_project_is_found(project):
    for path in sorted((project / "scripts").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert set(_names(source)) == set(parsed(source)), path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_imports_are_followed_through_modules(tmp_path):
    a = write(tmp_path / "lib/a.py", "from lib import b\n")
    b = write(tmp_path / "lib/b.py", "import json\n")
    write(tmp_path / "lib/unused.py", "")
    script = write(tmp_path / "clean/script.py", "import pandas\nfrom lib.a import something\n")
    assert imported_helpers(script, tmp_path) == [a, b]


def test_imports_inside_functions_count(tmp_path):
    late = write(tmp_path / "lib/late.py", "")
    script = write(tmp_path / "script.py", "def f():\n    import lib.late\n")
    assert imported_helpers(script, tmp_path) == [late]


def test_modules_that_import_each_other_end(tmp_path):
    a = write(tmp_path / "lib/a.py", "import lib.b\n")
    b = write(tmp_path / "lib/b.py", "import lib.a\n")
    script = write(tmp_path / "script.py", "import lib.a\n")
    assert imported_helpers(script, tmp_path) == [a, b]
