"""A new paper: a copy of examples/start, with scripts, rules and locks linked; see docs/your_own_paper.md.

python scripts/setup/start_paper.py my_paper
"""

import re
import shutil
import sys
from pathlib import Path

from lib.core.country import ENGINE_FOLDER
from lib.core.problems import ending_with_sentences, stop_if
from lib.runs.running import link_engine

NAME = re.compile(r"[a-z][a-z0-9_-]*")
START = "examples/start"
WRITTEN_BY_AUTHORS = ("CITATION.cff", "config", "data")  # not what a run there has made or linked


def start_paper(folder: Path, engine: Path = ENGINE_FOLDER) -> None:
    """Write the folder of a new paper; a `ProblemsError` where its name is no plain word, or taken."""
    problems = []
    if not NAME.fullmatch(folder.name):
        problems.append(f"'{folder.name}' is no name; take small letters, digits and _ as in my_paper.")
    if folder.exists():
        problems.append(f"{folder}: there is something of this name already; choose another.")
    stop_if(problems, "Starting a paper")
    folder.mkdir(parents=True)
    for name in WRITTEN_BY_AUTHORS:
        copied = engine / START / name
        (shutil.copytree if copied.is_dir() else shutil.copy)(copied, folder / name)
    link_engine(folder, engine)
    if (engine / ".venv").exists():
        (folder / ".venv").symlink_to(engine / ".venv")


if __name__ == "__main__":
    with ending_with_sentences():
        start_paper(Path(sys.argv[1] if len(sys.argv) > 1 else "").resolve())
    print(f"{sys.argv[1]} is there. Build it: cd {sys.argv[1]} && . .venv/bin/activate && snakemake")
