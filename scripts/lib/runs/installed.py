"""Whether the installed packages are the locked ones, file by file what their publishers put in them."""

import base64
import hashlib
import re
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from lib.runs.integrity import Finding
from lib.runs.manifest import installed_packages, locked_packages
from lib.runs.record import LOCK

BLIND_SPOT = (
    "The list of files with hashes that comes with each package (RECORD) is believed, and bytecode kept in "
    "__pycache__ is not looked at, nor are Python itself and the libraries of the system."
)


def check_packages(root: Path) -> list[Finding]:
    """Packages of another version than the locked one, edited files, and files that no package brought."""
    locked = locked_packages(root / LOCK)
    present = list(distributions())
    return [
        *_versions(locked),
        *(finding for each in present if _name(each) in locked for finding in _edited_files(each)),
        *_strays(Path(sysconfig.get_path("purelib")), present),
    ]


def _versions(locked: dict[str, str]) -> Iterator[Finding]:
    there = installed_packages(locked)
    for name, version in locked.items():
        if there.get(name) != version:
            found = there.get(name, "nothing")
            yield Finding(str(LOCK), f"{LOCK} asks for {name} {version}; installed is {found}.")


def _name(package: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", package.name).lower()


def _edited_files(package: Distribution) -> Iterator[Finding]:
    for file in package.files or []:
        path = Path(str(package.locate_file(file)))
        if file.hash is None:
            continue
        if not path.is_file():
            yield Finding(str(file), f"{file} of {package.name} is missing from the environment.")
        elif _digest(path, file.hash.mode) != file.hash.value:
            yield Finding(str(file), f"{file} of {package.name} was edited after it was installed.")


def _digest(path: Path, mode: str) -> str:
    with path.open("rb") as file:
        return base64.urlsafe_b64encode(hashlib.file_digest(file, mode).digest()).rstrip(b"=").decode()


def _strays(folder: Path, present: list[Distribution]) -> Iterator[Finding]:
    """Modules, packages and path files beside the installed ones: Python would import or obey them."""
    brought = {file.parts[0] for package in present for file in package.files or []}
    for path in sorted(folder.iterdir()):
        if path.name not in {*brought, "__pycache__"}:
            yield Finding(path.name, f"{path.name} in {folder.name} was not brought by any package.")
