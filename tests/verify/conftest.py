"""A project with two small rules around the real library, built once; every test gets a copy of it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LEFT_BEHIND = (
    ".git",
    ".venv",
    ".snakemake",
    "results",
    "logs",
    "tests",
    "pictures",
    "__pycache__",
    ".*_cache",
)
STAGES = ("fetch", "clean", "describe", "regress", "check", "publish")


@dataclass
class Run:
    """A finished Snakemake: its exit code, all it printed, and the rules whose jobs ended."""

    code: int
    said: str

    @property
    def rules(self):
        lines = [line for line in self.said.splitlines() if "(Rule: " in line]
        return {line.split("Rule: ")[1].rstrip(")") for line in lines} - {"all"}


def run_snakemake(root, *options):
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", *options],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    return Run(done.returncode, done.stdout)


def copy_tree(source, target):
    """Copy a project with the times of its files."""
    shutil.copytree(source, target, symlinks=True)
    return target


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The small project after `snakemake` and `make reference`; not to be changed."""
    return build_small(tmp_path_factory.mktemp("small") / "project")


def build_small(root):
    """Make the small project in a new folder, its results and their reference; return the folder."""
    shutil.copytree(REPOSITORY, root, ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True)
    snakefile = (root / "Snakefile").read_text()
    (root / "Snakefile").write_text(snakefile.replace("check_settings()\n", ""))  # of the paper, gone here
    for stage in STAGES:
        (root / f"workflow/rules/{stage}.smk").write_text("")
    shutil.copytree(Path(__file__).parent / "tiny", root, dirs_exist_ok=True)
    done = run_snakemake(root)
    assert done.code == 0, done.said
    script = root / "scripts/verify/write_reference.py"
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts")}
    renewed = subprocess.run(
        [sys.executable, script], cwd=root, env=environment, capture_output=True, text=True
    )
    assert renewed.returncode == 0, renewed.stderr
    return root


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """A copy of the small project, which is also the current folder."""
    root = copy_tree(built, tmp_path / "project")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(project):
    """Run Snakemake in the copy."""
    return lambda *options: run_snakemake(project, *options)
