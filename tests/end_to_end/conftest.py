"""A throwaway copy of the project in which a test may break things."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "*.pyc.*", "results", "logs", ".snakemake", "tests"
)


@pytest.fixture
def copy(project, tmp_path) -> Path:
    """The project without anything made."""
    shutil.copytree(project, tmp_path / "project", ignore=LEFT_OUT, symlinks=True)
    return tmp_path / "project"


@pytest.fixture(scope="module")
def lasting_copy(project, tmp_path_factory) -> Path:
    """The same for tests that put back what they change."""
    return shutil.copytree(
        project, tmp_path_factory.mktemp("lasting") / "project", ignore=LEFT_OUT, symlinks=True
    )


@pytest.fixture
def run(copy, snakemake) -> Callable[..., subprocess.CompletedProcess]:
    """Run Snakemake in the copy."""
    return lambda *targets: snakemake.run(copy, "--cores", 1, *targets)
