"""Installed packages: whether they are the locked ones, file by file what their publishers put in them."""

import base64
import csv
import hashlib
import importlib.util
import marshal
import os
import sysconfig
from collections.abc import Container, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from lib.runs.grades import Discrepancy, Grade
from lib.runs.manifest import installed_packages, locked_packages, normalised
from lib.runs.record import LOCK

PACKAGES_BLIND_SPOT = (
    "The list of files with hashes that comes with each package (RECORD) is believed, as are Python "
    "itself and the libraries of the system. Bytecode, of packages and of scripts, is compared for the "
    "modules that the rebuild imports, which compiles all anew; `make verify` itself runs none."
)
TRUST_STORES = {  # companies add their own authorities; only `make refresh` reads them
    "certifi/cacert.pem": ("; no result is made from it", Grade.IDENTICAL)
}
COMPILED = Path(importlib.util.cache_from_source("m.py")).name[1:]  # after the name of a module
UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: bytecode that Python never compares with its source
WITHOUT_HASH = (".pyc", "RECORD")  # what installers make, and the list itself


def check_packages(root: Path) -> list[Discrepancy]:
    """Packages of another version than the locked one, edited files, and files that no package brought."""
    locked = locked_packages(root / LOCK)
    recorded = [(package.name, recorded_files(package)) for package in distributions()]
    return [
        *other_versions(locked, " asks for"),
        *(
            each
            for name, files in recorded
            if normalised(name) in locked
            for each in edited_files(name, files)
        ),
        *strays(sysconfig.get_path("purelib"), {path for _, files in recorded for path in files}),
    ]


def other_versions(wanted: dict[str, str], by: str) -> Iterator[Discrepancy]:
    """Packages that are not installed in the version wanted, and `by` what it is."""
    present = installed_packages(wanted)
    for name, version in wanted.items():
        there = present.get(name, "nothing")
        if there != version:
            yield Discrepancy(str(LOCK), f"{LOCK}{by} {name} {version}; installed is {there}.")


def recorded_files(package: Distribution) -> dict[str, tuple[str, str]]:
    """The files that a package brought, by path: each one's name and digest, as its RECORD has them."""
    rows = csv.reader((package.read_text("RECORD") or "").splitlines())
    folder = package.locate_file("")
    return {f"{folder}/{name}": (name, digest) for name, digest, *_ in rows}


def edited_files(package: str, files: Mapping[str, tuple[str, str]]) -> Iterator[Discrepancy]:
    """Files of a package that are not what its RECORD says, or of which it says nothing."""
    if not files:
        words = f"{package} came without a list of its files (RECORD), so none of them can be checked"
        yield Discrepancy(package, f"{words}; install it anew.", Grade.INCOMPLETE)
    for path, (name, digest) in files.items():
        if not digest:
            if not name.endswith(WITHOUT_HASH):
                words = f"{name} of {package} has no hash in RECORD, so it cannot be checked"
                yield Discrepancy(name, f"{words}; install {package} anew.", Grade.INCOMPLETE)
        elif not Path(path).is_file():
            yield Discrepancy(name, f"{name} of {package} is missing from the environment.")
        elif _digest(path, digest.partition("=")[0]) != digest:
            rest, grade = TRUST_STORES.get(name, ("", Grade.DIFFERS))
            yield Discrepancy(name, f"{name} of {package} was edited after it was installed{rest}.", grade)


def _digest(path: str, kind: str) -> str:
    with Path(path).open("rb") as file:
        digest = base64.urlsafe_b64encode(hashlib.file_digest(file, kind).digest())
    return f"{kind}={digest.decode().rstrip('=')}"


def strays(folder: str, brought: Container[str]) -> Iterator[Discrepancy]:
    """Files among the installed ones that no package brought: Python would import or obey them.

    A module may stand inside a package, hidden behind a folder or before a file of the same name.
    """
    for place, folders, files in os.walk(folder):
        here = Path(place)
        for each in [*folders, *files]:
            if each.endswith(".pyc"):
                fault = _bytecode_fault(here, each)
            elif f"{place}/{each}" in brought or (each in folders and not (here / each).is_symlink()):
                fault = ""
            else:
                fault = "was not brought by any package"
            if fault:
                name = (here / each).relative_to(folder)
                yield Discrepancy(str(name), f"{name} in {Path(folder).name} {fault}.")


def _bytecode_fault(place: Path, name: str) -> str:
    """What is wrong with compiled code that Python might run; empty where nothing is."""
    if place.name != "__pycache__":
        return "is compiled code in a module's place"
    module = name.partition(".")[0]
    if name != f"{module}{COMPILED}":
        return ""  # of another Python, or of a test runner: never run by this one
    if not (place.parent / f"{module}.py").is_file():
        return "is compiled code without a module"
    with (place / name).open("rb") as file:
        return "is compiled code that Python runs without looking at the module" * (
            file.read(8)[4:] == UNCHECKED
        )


def check_bytecode(compiled: Path, folder: Path, copy: Path | None = None) -> list[Discrepancy]:
    """Compiled modules that do something else than their source says.

    Parameters
    ----------
    compiled : where a run with its own bytecode folder (PYTHONPYCACHEPREFIX) has left it
    folder : of the modules to be checked: where packages are installed, or the project's scripts
    copy : the folder from which the run took the same modules, where that is another one
    """
    source = copy or folder
    fresh = compiled / source.relative_to(source.anchor)
    return [
        Discrepancy(str(name), f"{name} in {folder.name} does something else than the module it stands for.")
        for path in sorted(fresh.rglob("*.pyc"))
        if (installed := folder / (name := _cache_name(path.relative_to(fresh)))).is_file()
        and not _same_code(path, installed)
    ]


def _cache_name(path: Path) -> Path:
    """Where a module has its bytecode beside it, from where it has it in a folder of bytecode alone."""
    return path.parent / "__pycache__" / path.name


def _same_code(fresh: Path, installed: Path) -> bool:
    """Whether bytecode is that of the source, or one that Python will not run since the source changed."""
    fresh_code, installed_code = fresh.read_bytes(), installed.read_bytes()
    if fresh_code[16:] == installed_code[16:] or fresh_code[:4] != installed_code[:4]:
        return True
    if installed_code[4:8] == bytes(4) and fresh_code[4:16] != installed_code[4:16]:
        return True  # of another time or size: compiled again before it is run
    try:  # reading code does not run it
        return marshal.loads(fresh_code[16:]) == marshal.loads(installed_code[16:])  # noqa: S302
    except (ValueError, EOFError, TypeError):
        return False
