"""Build the results again in another folder, with the network cut off where the system allows it."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEFT_BEHIND = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".snakemake",
    "results",
    "logs",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
)
BLIND_SPOT = (
    "The rebuild uses this machine, its processor and the installed packages: what they do wrong "
    "in the same way each time is not noticed."
)


@dataclass(frozen=True)
class Rebuild:
    """How a rebuild went: `log` is everything Snakemake said."""

    folder: Path
    succeeded: bool
    offline: bool
    seconds: float
    log: str


def copy_project(root: Path, target: Path) -> None:
    """Copy the project without results, environment and version control."""
    shutil.copytree(root, target, ignore=LEFT_BEHIND, symlinks=True, dirs_exist_ok=True)


@cache
def without_network() -> tuple[str, ...] | None:
    """The command that starts another one without network, None where the system does not permit it."""
    if not shutil.which("unshare"):
        return None
    for command in (("unshare", "-n"), ("unshare", "-r", "-n")):
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return None


def rebuild(folder: Path, *options: str) -> Rebuild:
    """Run Snakemake from nothing in `folder`; `options` go to Snakemake."""
    prefix = without_network()
    start = time.perf_counter()
    done = subprocess.run(
        [*(prefix or ()), sys.executable, "-m", "snakemake", *options],
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Rebuild(folder, done.returncode == 0, prefix is not None, time.perf_counter() - start, done.stdout)
