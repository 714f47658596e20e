"""Which modules of scripts/ a script depends on, read from its import statements."""

import re
from functools import cache
from pathlib import Path

# An import as the formatter writes it. Every start of Snakemake waits for this, and Python's parser takes ten
# times as long; a test compares the two on every script.
STATEMENT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#(]+)|import[ \t]+([^\n#]+))", re.MULTILINE
)


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


@cache
def _imports(file: Path, scripts: Path) -> list[Path]:
    """The modules that a file imports itself; read once, since most scripts share them."""
    names = _names(file.read_text(encoding="utf-8"))
    packages = {name.rsplit(".", depth)[0] for name in names for depth in range(name.count(".") + 1)}
    candidates = [scripts.joinpath(*name.split(".")) for name in sorted(packages)]
    return [
        path
        for candidate in candidates
        for path in (candidate.with_suffix(".py"), candidate / "__init__.py")
        if path.is_file()
    ]


def _names(source: str) -> list[str]:
    """The dotted names that the import statements of a module ask for."""
    names: list[str] = []
    for module, imported, modules in STATEMENT.findall(source):
        listed = [each.split()[0] for each in (imported or modules).strip("()\n").split(",") if each.split()]
        names += [module, *(f"{module}.{name}" for name in listed)] if module else listed
    return names
