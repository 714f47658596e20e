"""Which modules of scripts/ a script depends on, read from its import statements."""

import ast
from functools import cache
from pathlib import Path


def imported_helpers(script: str | Path, scripts: str | Path) -> list[Path]:
    """Return the files below `scripts` that `script` imports, directly or through one another, sorted.

    Only `import` statements are followed: a module loaded by a computed name is not seen.
    """
    scripts = Path(scripts)
    found: set[Path] = set()
    pending = [Path(script)]
    while pending:
        for path in _imports(pending.pop(), scripts):
            if path not in found:
                found.add(path)
                pending.append(path)
    found.discard(Path(script))
    return sorted(found)


def _imports(file: Path, scripts: Path) -> list[Path]:
    candidates = [scripts.joinpath(*name.split(".")) for name in _names(file.read_text(encoding="utf-8"))]
    return [
        path
        for candidate in candidates
        for path in (candidate.with_suffix(".py"), candidate / "__init__.py")
        if path.is_file()
    ]


@cache
def _names(source: str) -> list[str]:
    """The dotted names that the import statements of a module ask for."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names
