"""Soundness of what authors wrote, remembered: all files are checked again only when one has changed."""

import json
from collections.abc import Iterable
from pathlib import Path

from lib.core.configuration import parse_yaml
from lib.core.files import files_like, sha256, write_text
from lib.runs.meaning import meaning_of
from lib.runs.record import FOLDER, UNREAD, loaded_modules, read_receipts

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
    now = _contents(root, (name for name, content in known.items() if content))
    other = [name for name in now if now[name] != known.get(name)]
    return now.keys() == known.keys() and all(_means_the_same(root, name, known[name]) for name in other)


def _means_the_same(root: Path, name: str, digest: str) -> bool:
    """Whether a file differs in comments and layout alone from one of this sha256 that a job read whole."""
    if not name.endswith((".py", ".yaml")) or (name.endswith(".yaml") and parse_yaml(root / name)[1]):
        return False
    meaning = meaning_of(str(root / name))
    return meaning is not None and any(
        each.inputs.get(name) == digest
        and each.meaning.get(name) == meaning
        and name not in each.params.get(UNREAD, {})
        for each in read_receipts(root / FOLDER)
    )


def remember_sound(root: Path) -> None:
    """Write down that the check has found nothing."""
    code = (name for name in loaded_modules() if name.startswith("scripts/lib/"))
    write_text(root / SOUND_FILES, json.dumps(_contents(root, code), indent=0) + "\n")


def _contents(root: Path, code: Iterable[str]) -> dict[str, str]:
    """The sha256 of every file that is checked and of the code; of functions that they are there."""
    paths = {str(path.relative_to(root)) for path in files_like(root, *CHECKED)} | set(code)
    there = {str(path.relative_to(root)): "" for path in files_like(root, FUNCTIONS)}
    return there | {name: sha256(root / name) for name in sorted(paths) if (root / name).is_file()}
