"""A new paper: a folder of its own with settings, figures and texts that builds at once on this engine.

    python scripts/setup/start_paper.py my_paper

The folder has three statements, two models, two figures, one table and a page of article, cut from the paper
that is here, on the same figures; docs/your_own_paper.md leads from there to another country. What the engine
brings, scripts, rules and locks, is linked, not copied.
"""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from lib.core.country import ENGINE_FOLDER
from lib.core.files import write_bytes, write_text
from lib.core.problems import ProblemsError, stop_if
from lib.runs.running import link_engine

NAME = re.compile(r"[a-z][a-z0-9_-]*")
# What is kept of each file of config/, by the keys of its blocks; of other files everything.
KEPT_BLOCKS = {
    "article/claims/settlement.yaml": {"P1", "P2"},
    "article/claims/self_employment.yaml": {"S1"},
    "article/questions.yaml": {
        "south", "population_counted", "rural_model", "between_regions", "within_regions", "model_variant",
    },
    "article/exhibits.yaml": {
        "figures", "figures.space", "figures.self_employment_rural", "paper", "tables", "tables.regions",
    },
}  # fmt: skip
LEFT_OUT = ("article/text/*", "README.md", "models/*", "article/claims/*")
MODELS = ("self_employment", "self_employment_rural")
COVERAGE = """
sentences: 3

statements:
  1: [P1]
  2: [P2]
  3: [S1]

nothing_asserted: []
"""
CHANGED = {
    "config.yaml": {r"(?m)^languages: .*$": "languages: [en]"},
    "article/judging.yaml": {r"(?s)\nthemes:\n.*?\]\n": "\nthemes: [settlement, self_employment]\n"},
    "spatial.yaml": {r"(?m)^models: .*$": "models: [self_employment]"},
    "size_simulation.yaml": {
        r"(?m)^models:\n(?:  - .*\n)+": "models:\n  - self_employment\n  - self_employment_rural\n",
        r"(?m)^draws: .*$": "draws: 100",
    },
    "article/exhibits.yaml": {  # as the page cites them
        r"(?<=  space:\n    number: )\d+": "1",
        r"(?<=  self_employment_rural:\n    number: )\d+": "2",
        r"(?<=  regions:\n    number: )\d+": "1",
    },
    "article/typed_numbers.yaml": {
        r"  - files: docs/readme/\*\.md\n": "",
        r"  - reason: widths of pictures\n(?:    .*\n)+": "",
    },
    "article/coverage.yaml": {r"(?s)\nsentences: .*": COVERAGE},
}


def start_paper(folder: Path, engine: Path = ENGINE_FOLDER) -> None:
    """Write the folder of a new paper.

    Raises
    ------
    ProblemsError
        When the name is no plain word, or something stands in its place already.
    """
    problems = []
    if not NAME.fullmatch(folder.name):
        problems.append(f"'{folder.name}' is no name; take small letters, digits and _ as in my_paper.")
    if folder.exists():
        problems.append(f"{folder}: there is something of this name already; choose another.")
    stop_if(problems, "Starting a paper")
    config = engine / "config"
    left_out = {path for pattern in LEFT_OUT for path in config.glob(pattern)}
    kept = {config / name for name in KEPT_BLOCKS} | {config / f"models/{name}.yaml" for name in MODELS}
    for path in sorted(config.rglob("*.*")):
        if path.is_file() and (path in kept or path not in left_out):
            _place(path, folder / "config", str(path.relative_to(config)))
    template = Path(__file__).parent / "templates/article.md"
    write_bytes(folder / "config/article/text/en.md", template.read_bytes())
    shutil.copytree(engine / "data/raw", folder / "data/raw")
    link_engine(folder, engine)
    if (engine / ".venv").exists():
        (folder / ".venv").symlink_to(engine / ".venv")


def _place(path: Path, folder: Path, name: str) -> None:
    """Copy a file of config/, cut and changed as a new paper needs it."""
    if name not in KEPT_BLOCKS and name not in CHANGED:
        write_bytes(folder / name, path.read_bytes())
        return
    text = path.read_text(encoding="utf-8")
    if name in KEPT_BLOCKS:
        text = kept_blocks(text, KEPT_BLOCKS[name])
    write_text(folder / name, changed_text(text, CHANGED.get(name, {}), name))


def kept_blocks(text: str, keys: set[str]) -> str:
    """The lines of a YAML text that belong to the keys; one of the second level is named ``first.second``.

    >>> kept_blocks("a:\\n  b: 1\\n  c: 2\\nd: 3\\n", {"a", "a.c"})
    'a:\\n  c: 2\\n'
    """
    first = second = ""
    lines = []
    for line in text.splitlines(keepends=True):
        if top := re.match(r"([^\s#-][^:]*):", line):
            first, second = top[1], ""
        elif inner := re.match(r"  ([^\s#-][^:]*):", line):
            second = inner[1]
        deep = any(key.startswith(f"{first}.") for key in keys)
        if first == "" or (first in keys and (not deep or second == "" or f"{first}.{second}" in keys)):
            lines.append(line)
    return "".join(lines)


def changed_text(text: str, changes: Mapping[str, str], name: str) -> str:
    """The text with each pattern replaced; a pattern that fits nowhere is a fault of this module."""
    for pattern, new in changes.items():
        text, times = re.subn(pattern, lambda _, new=new: new, text)
        assert times == 1, f"{name}: {pattern}"
    return text


if __name__ == "__main__":
    try:
        start_paper(Path(sys.argv[1] if len(sys.argv) > 1 else "").resolve())
    except ProblemsError as error:
        sys.exit(str(error))
    print(f"{sys.argv[1]} is there. Build it: cd {sys.argv[1]} && . .venv/bin/activate && snakemake")
