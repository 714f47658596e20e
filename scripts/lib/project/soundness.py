"""Soundness of what authors wrote, remembered: all files are checked again only when one has changed."""

import json
from collections.abc import Iterable
from pathlib import Path

from lib.core.files import files_like, sha256, write_text
from lib.runs.record import loaded_modules

SOUND_FILES = Path(".snakemake/sound.json")
CHECKED = (
    "config/**/*.yaml", "config/article/references.bib", "config/article/text/*.md", "data/raw/*.*",
    "data/raw/*/*.csv", "data/raw/*boundaries/*", "docs/readme/*.md", "scripts/lib/words/languages/*.yaml",
    "scripts/publish/page/*/record.yaml", "workflow/schemas/*.yaml",
)  # fmt: skip
FUNCTIONS = "scripts/publish/*/*.py"  # of exhibits: that they are there is checked, not what they do


def found_sound(root: Path) -> bool:
    """Whether all files, and the code that checked them, are as they were when they were found sound."""
    try:
        known = json.loads((root / SOUND_FILES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(_contents(root, (name for name, content in known.items() if content)) == known)


def remember_sound(root: Path) -> None:
    """Write down that the check has found nothing."""
    code = (name for name in loaded_modules() if name.startswith("scripts/lib/"))
    write_text(root / SOUND_FILES, json.dumps(_contents(root, code), indent=0) + "\n")


def _contents(root: Path, code: Iterable[str]) -> dict[str, str]:
    """The sha256 of every file that is checked and of the code; of functions that they are there."""
    paths = {str(path.relative_to(root)) for path in files_like(root, *CHECKED)} | set(code)
    there = {str(path.relative_to(root)): "" for path in files_like(root, FUNCTIONS)}
    return there | {name: sha256(root / name) for name in sorted(paths) if (root / name).is_file()}
