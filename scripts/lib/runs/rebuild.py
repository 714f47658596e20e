"""Build the results again in another folder, with the network cut off where the system allows it."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.runs.manifest import source_files

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


def copy_sources(root: Path, target: Path) -> None:
    """Copy the files that a manifest names and nothing else, so that nothing else can shape the results."""
    for name in source_files(root):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)
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


def clean_environment() -> dict[str, str]:
    """The variables of this process without those that steer Python and Matplotlib."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MPL"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "PYTHONNOUSERSITE": "1"}


def rebuild(folder: Path, *options: str) -> Rebuild:
    """Run Snakemake from nothing in `folder`; `options` go to Snakemake."""
    prefix = without_network()
    start = time.perf_counter()
    done = subprocess.run(
        [*(prefix or ()), sys.executable, "-m", "snakemake", *options],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Rebuild(folder, done.returncode == 0, prefix is not None, time.perf_counter() - start, done.stdout)
