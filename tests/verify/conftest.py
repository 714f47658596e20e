"""A project with two small rules around the real library, built once; every test gets a copy of it."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from lib.runs import installed, rebuild
from lib.runs.manifest import source_files
from lib.runs.rebuild import Rebuild, without_network
from verify import verify_results

REPOSITORY = Path(__file__).parents[2]
STAGES = ("fetch", "clean", "describe", "regress", "check", "publish")
LEFT_BEHIND = {
    "": {".git", ".venv", ".snakemake", "results", "logs", "tests", "benchmarks", "examples"},
    "config": {"models", "words"},
    "config/article": {"claims", "text"},
    "data/raw": {path.parent.name for path in REPOSITORY.glob("data/raw/*/*")},
    "docs": {"pictures", "release"},
    "scripts": {*STAGES, "setup"},
    "scripts/lib": {"inference", "refresh", "regions", "space"},
}


@dataclass
class Run:
    """A finished Snakemake: its exit code, all it printed, and the rules whose jobs ended."""

    code: int
    said: str

    @property
    def rules(self):
        lines = [line for line in self.said.splitlines() if "(Rule: " in line]
        return {line.split("Rule: ")[1].rstrip(")") for line in lines} - {"all"}


def left_behind(folder, names):
    """What the small project does without: the paper and what makes it."""
    place = str(Path(folder).relative_to(REPOSITORY)).removeprefix(".")
    caches = {name for name in names if name == "__pycache__" or name.endswith("_cache")}
    return caches | LEFT_BEHIND.get(place, set())


def copy_tree(source, target):
    """Copy a project with the times of its files."""
    shutil.copytree(source, target, symlinks=True)
    return target


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder of all workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def made_once(folder):
    """Yield whether a folder has to be filled: by the worker that comes first, while others wait."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not (folder / "made").exists()
        (folder / "made").touch()


@pytest.fixture(scope="session")
def built(shared, snakemake):
    """The small project after `snakemake` and `make reference`; not to be changed."""
    root = shared / "small/project"
    with made_once(root.parent) as needed:
        if needed:
            build_small_project(root, snakemake)
    return root


def build_small_project(root, snakemake):
    shutil.copytree(REPOSITORY, root, ignore=left_behind, symlinks=True)
    snakefile = (root / "Snakefile").read_text()
    (root / "Snakefile").write_text(snakefile.replace("check_settings()\n", ""))  # of the paper, gone here
    for stage in STAGES:
        (root / f"workflow/rules/{stage}.smk").write_text("")
    shutil.copytree(Path(__file__).parent / "tiny", root, dirs_exist_ok=True)
    done = snakemake.run(root)
    assert done.returncode == 0, done.stderr
    script = root / "scripts/verify/write_reference.py"
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts")}
    renewed = subprocess.run(
        [sys.executable, script], cwd=root, env=environment, capture_output=True, text=True
    )
    assert renewed.returncode == 0, renewed.stderr


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """A copy of the small project, which is also the current folder."""
    root = copy_tree(built, tmp_path / "project")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(project, snakemake):
    """Run Snakemake in the copy."""

    def run(*options):
        done = snakemake.run(project, *options)
        return Run(done.returncode, done.stdout + done.stderr)

    return run


@pytest.fixture(scope="session")
def bytecode(shared):
    """Where rebuilds find what earlier ones have compiled."""
    return shared / "bytecode"


@pytest.fixture(scope="session")
def rebuilt(built, bytecode, shared):
    """A rebuild of the small project as it is; not to be changed."""
    folder = shared / "rebuilt"
    with made_once(folder) as needed:
        if needed:
            rebuild.copy_sources(built, folder / "project")
            run = rebuild.rebuild(folder / "project", variables={"PYTHONPYCACHEPREFIX": str(bytecode)})
            assert run.succeeded, run.log
            (folder / "log").write_text(run.log)
    return Rebuild(folder / "project", True, without_network() is not None, (folder / "log").read_text())


@pytest.fixture
def verify(project, capsys, monkeypatch, bytecode):
    """Verify the small project in this process; what is installed has its own tests."""
    assert Path.cwd() == project
    monkeypatch.setattr(installed, "check_packages", lambda _: [])
    whole = rebuild.rebuild

    def with_known_bytecode(folder, *options, variables):
        assert variables == {"PYTHONPYCACHEPREFIX": str(folder / ".bytecode")}
        return whole(folder, *options, variables={"PYTHONPYCACHEPREFIX": str(bytecode)})

    monkeypatch.setattr(rebuild, "rebuild", with_known_bytecode)
    monkeypatch.setattr(rebuild, "compile_ahead", lambda *_: None)

    def run():
        code = verify_results.main()
        record = json.loads(Path("results/verify/verify.json").read_text())
        assert record["exit_code"] == code
        return capsys.readouterr().out, record

    return run


@pytest.fixture
def verify_as_built(verify, rebuilt, monkeypatch):
    """The same where sources are as they were: one rebuild of them stands for all."""

    def rebuild_once(folder, *_, **__):
        sources = source_files(folder)
        assert sources == source_files(rebuilt.folder)
        assert all((folder / path).read_bytes() == (rebuilt.folder / path).read_bytes() for path in sources)
        shutil.copytree(rebuilt.folder / "results", folder / "results")
        return replace(rebuilt, folder=folder)

    monkeypatch.setattr(rebuild, "rebuild", rebuild_once)
    return verify
