"""A throwaway copy of the project in which a test may break things."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "__pycache__", "results", "logs", ".snakemake", "tests"
)


@pytest.fixture
def copy(project, tmp_path) -> Path:
    """The project without anything made."""
    shutil.copytree(project, tmp_path / "project", ignore=LEFT_OUT, symlinks=True)
    return tmp_path / "project"


@pytest.fixture
def run(copy) -> Callable[..., subprocess.CompletedProcess]:
    """Run Snakemake in the copy, with the Python that runs the tests."""

    def run_snakemake(*targets: str) -> subprocess.CompletedProcess:
        command = [str(Path(sys.executable).parent / "snakemake"), "--cores", "1", *targets]
        return subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300, check=False)

    return run_snakemake
