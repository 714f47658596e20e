"""Write environment.yml for conda users from requirements.lock: the same versions, installed by pip."""

import re
from pathlib import Path

LOCK = Path("requirements.lock")
ENVIRONMENT = Path("environment.yml")

HEADER = """\
# Written by `make lock` from requirements.lock; do not edit.
name: kazakhstan-spatial-development
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def pinned_versions(lock: str) -> list[str]:
    """Return `name==version` of every package in a lock, in its order."""
    return re.findall(r"^([A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==[^\s;\\]+)", lock, flags=re.MULTILINE)


def conda_environment(lock: str) -> str:
    """Return the text of environment.yml for a lock."""
    return HEADER + "".join(f"      - {pin}\n" for pin in pinned_versions(lock))


if __name__ == "__main__":
    ENVIRONMENT.write_text(conda_environment(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
