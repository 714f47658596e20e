"""A new paper: a folder of its own with settings, figures and texts that builds at once on this engine.

    python scripts/setup/start_paper.py my_paper

The folder is a copy of examples/start: three regions, two years, two statements, one model, two figures, one
table and a page of article; docs/your_own_paper.md leads from there to a real one. What the engine brings,
scripts, rules and locks, is linked, not copied.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from lib.core.configuration import read_yaml
from lib.core.country import ENGINE_FOLDER
from lib.core.files import write_text
from lib.core.problems import ProblemsError, stop_if
from lib.runs.running import link_engine

NAME = re.compile(r"[a-z][a-z0-9_-]*")
START = "examples/start"
TAKEN = ("fetch.yaml", "reference.yaml", "article/style")  # of config/, as they are here
OWN_WORDS = "config/words/own.yaml"  # of the start, in place of words of the paper here


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
    shutil.copytree(engine / START, folder, ignore=shutil.ignore_patterns("own.yaml"))
    for name in TAKEN:
        taken = engine / "config" / name
        (shutil.copytree if taken.is_dir() else shutil.copy)(taken, folder / "config" / name)
    words = words_of_start(engine)
    head = "# Words of exhibits and pages; {places} take values. Another language has the same keys.\n"
    write_text(
        folder / "config/words/en.yaml",
        head + yaml.safe_dump(words, allow_unicode=True, sort_keys=False, width=10**6),
    )
    link_engine(folder, engine)
    if (engine / ".venv").exists():
        (folder / ".venv").symlink_to(engine / ".venv")


def words_of_start(engine: Path) -> dict[str, Any]:
    """The English words, without those of figures of the paper here, and with the start's own."""
    words = read_yaml(engine / "config/words/en.yaml")
    figures = {path.stem for path in (engine / "scripts/publish/figures").glob("*.py")}
    words["figures"] = {key: text for key, text in words["figures"].items() if key not in figures}
    for key, own in read_yaml(engine / START / OWN_WORDS).items():
        words[key] = {**words[key], **own} if key in ("page", "marks", "article") else own
    return {key: text for key, text in words.items() if text}


if __name__ == "__main__":
    try:
        start_paper(Path(sys.argv[1] if len(sys.argv) > 1 else "").resolve())
    except ProblemsError as error:
        sys.exit(str(error))
    print(f"{sys.argv[1]} is there. Build it: cd {sys.argv[1]} && . .venv/bin/activate && snakemake")
