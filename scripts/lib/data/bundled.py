"""Bundled files: what others made and the project carries along, each beside a record of its origin.

A record.yaml names file, title, source, licence, sha256, and the credit to be shown where there is one.
"""

import re
from pathlib import Path

from lib.core.configuration import read_yaml
from lib.core.files import sha256, write_bytes, write_text
from lib.core.problems import stop_if


def bundled_file(record: str | Path) -> Path:
    """The file that a record describes.

    Raises
    ------
    ProblemsError
        When the file is missing or is not the one described.
    """
    stop_if(bundled_problems(record), "Reading a bundled file")
    return _file(record)


def bundled_problems(record: str | Path) -> list[str]:
    """What is wrong with the file of a record, as sentences: missing or changed."""
    path, expected = _file(record), read_yaml(record)["sha256"]
    if not path.is_file():
        return [f"{path}: the file is missing; restore it from version control."]
    if sha256(path) != expected:
        return [
            f"{path}: the content differs from the sha256 in {record}; restore the file, "
            "or, where it was replaced on purpose, write its sha256 there."
        ]
    return []


def write_bundled(record: str | Path, content: bytes) -> None:
    """Put new content in the place of a bundled file, and its sha256 into the record."""
    write_bytes(_file(record), content)
    text = Path(record).read_text(encoding="utf-8")
    write_text(record, re.sub(r"(?m)^sha256: .*$", f"sha256: {sha256(_file(record))}", text))


def _file(record: str | Path) -> Path:
    return Path(record).with_name(read_yaml(record)["file"])
