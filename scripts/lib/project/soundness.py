"""Soundness of what authors wrote, remembered: all files are checked again only when one says otherwise.

Comments and layout of YAML and of Python do not count; a key given twice does, and how a number is written.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from lib.core.files import files_like, sha256, write_text
from lib.runs.meaning import digest, meaning_of
from lib.runs.record import loaded_modules

SOUND_FILES = Path(".snakemake/sound.json")
CHECKED = (
    "config/**/*.yaml", "config/article/references.bib", "config/article/text/*.md", "data/raw/*.*",
    "data/raw/*/*.csv", "data/raw/*/record.yaml", "docs/readme/*.md", "scripts/lib/words/languages/*.yaml",
    "scripts/publish/page/*/record.yaml", "workflow/schemas/*.yaml",
)  # fmt: skip
FUNCTIONS = "scripts/publish/*/*.py"  # of exhibits: that they are there is checked, not what they do
Seen = dict[str, list[str]]  # by path: sha256, and a digest of what counts in the file


def found_sound(root: Path) -> bool:
    """Whether all files, and the code that checked them, say what they said when they were found sound."""
    known = _known(root)
    now = _contents(root, (name for name in known if name.endswith(".py") and known[name][0]))
    changed = [name for name, content in now.items() if [content] != known.get(name, [])[:1]]
    return set(now) == set(known) and all(_counting(root / name) == known[name][1] != "" for name in changed)


def remember_sound(root: Path) -> None:
    """Write down that the check has found nothing."""
    known = _known(root)
    now = _contents(root, (name for name in loaded_modules() if name.startswith("scripts/lib/")))
    seen = {
        name: known[name] if name in known and known[name][0] == content else _seen(root / name, content)
        for name, content in now.items()
    }
    if seen != known:
        write_text(root / SOUND_FILES, json.dumps(seen, indent=0) + "\n")


def _known(root: Path) -> Seen:
    try:
        return dict(json.loads((root / SOUND_FILES).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _contents(root: Path, code: Iterable[str]) -> dict[str, str]:
    """The sha256 of every file that is checked and of the code; of functions that they are there."""
    paths = {str(path.relative_to(root)) for path in files_like(root, *CHECKED)} | set(code)
    there = {str(path.relative_to(root)): "" for path in files_like(root, FUNCTIONS)}
    return there | {name: sha256(root / name) for name in sorted(paths) if (root / name).is_file()}


def _seen(path: Path, content: str) -> list[str]:
    return [content, _counting(path) if content else ""]


def _counting(path: Path) -> str:
    """A digest of what counts in a file, empty where every byte does or it cannot be parsed."""
    if path.suffix == ".yaml":
        try:
            events = yaml.parse(path.read_bytes(), Loader=yaml.CSafeLoader)
            return digest([repr(event) for event in events])
        except yaml.YAMLError:
            return ""
    return str(meaning_of(str(path)) or "") if path.suffix == ".py" else ""
