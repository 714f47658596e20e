"""Rebuild of the results in another folder, with nothing of the user's, cut off from the network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lib.runs.manifest import source_files

REBUILD_BLIND_SPOT = (
    "The rebuild uses this machine, its processor and the installed packages: what they do wrong in the "
    "same way each time is not noticed; scripts/verify/compare_processors.py emulates other processors."
)
# What a run may see of the user's environment; a processor's emulation is the machine's owner's to choose.
PASSED_ON = (
    "PATH", "LD_LIBRARY_PATH", "TMPDIR", "NPY_DISABLE_CPU_FEATURES", "OPENBLAS_CORETYPE", "GLIBC_TUNABLES",
)  # fmt: skip
IMPORT_ALL = """
import importlib, pathlib
for path in sorted(pathlib.Path("scripts").glob("[cdrp]*/*.py")):  # the stages from clean to publish
    importlib.import_module(f"{path.parent.name}.{path.stem}")
"""


@dataclass(frozen=True)
class Rebuild:
    """How a rebuild went; the log is everything Snakemake said."""

    folder: Path
    succeeded: bool
    offline: bool
    log: str


def copy_sources(root: Path, target: Path) -> None:
    """Copy the files that a manifest names and nothing else, so that nothing else can shape the results."""
    for name in source_files(root):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target / name)
        (target / name).chmod(0o644)
    (target / "profiles").symlink_to("workflow/profiles")


@cache
def without_network() -> tuple[str, ...] | None:
    """The command that starts another one without network, None where the system does not permit it."""
    if not shutil.which("unshare"):
        return None
    for command in (("unshare", "-n"), ("unshare", "-r", "-n")):
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return None


def clean_environment(home: Path) -> dict[str, str]:
    """The variables of a run that nothing of the user's can shape: empty home, one locale and time zone."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    path = f"{Path(sys.executable).parent}{os.pathsep}{passed.get('PATH', os.defpath)}"
    return passed | {
        "PATH": path,
        "HOME": str(home),
        "PYTHONNOUSERSITE": "1",
    }


def rebuild(folder: Path, *options: str, variables: Mapping[str, str] = MappingProxyType({})) -> Rebuild:
    """Run Snakemake from nothing in `folder`; `options` go to Snakemake, `variables` to the environment."""
    done = _run_python(folder, variables, "-m", "snakemake", *options)
    return Rebuild(folder, done.returncode == 0, without_network() is not None, done.stdout)


def compile_ahead(folder: Path, variables: Mapping[str, str]) -> None:
    """Import what jobs will, beside Snakemake's start: those whose bytecode is made anew find it made."""
    _run_python(folder, {**variables, "PYTHONPATH": str(folder / "scripts")}, "-c", IMPORT_ALL)


def _run_python(
    folder: Path, variables: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [*(without_network() or ()), sys.executable, *arguments],
        cwd=folder,
        env=clean_environment(home) | dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    )
