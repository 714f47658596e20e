"""`make verify` of an untouched small project in odd surroundings: no false alarm, or a sentence at once.

Each takes a rebuild: they are left to the nightly target.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ALL = os.environ.get("ALL_SURROUNDINGS") == "yes"
VERIFY = [sys.executable, "-B", "-X", "pycache_prefix=/dev/null", "scripts/verify/verify_results.py"]
GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
VARIABLES = {
    "Turkish letters": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "no locale": {"LC_ALL": "POSIX", "LANG": "", "PYTHONUTF8": "0"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "no home": {"HOME": "/nowhere"},
    "home that nobody writes to": {"HOME": "/proc"},
    "settings of Python": {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7", "PYTHONWARNINGS": "error"},
}


def commit(root):
    for command in (["init", "-q"], ["add", "-A"], ["add", "-f", "results"], ["commit", "-qm", "first"]):
        subprocess.run([*GIT, *command], cwd=root, check=True)


def under_a_mask(root):
    os.umask(0o077)
    return root


def in_a_cyrillic_path(root):
    return root.rename(root.with_name("my project, мой 'проект'"))


def of_another_user(root):
    for path in [root, *root.rglob("*")]:
        os.chown(path, 12345, 12345, follow_symlinks=False)
    return root


def with_fresh_times(root):
    for path in root.rglob("*"):
        if path.is_file():
            path.touch()
    return root


def with_git(root):
    commit(root)
    return root


def cloned_by_windows(root):
    """A clone by a git that would change line ends, with the results and receipts of the first."""
    commit(root)
    clone = root.with_name("clone")
    subprocess.run([*GIT, "-c", "core.autocrlf=true", "clone", "-q", root, clone], check=True)
    shutil.copytree(root / ".snakemake", clone / ".snakemake", dirs_exist_ok=True)
    return clone


def with_git_begun(root):
    subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
    return root


def with_a_worktree_that_is_gone(root):
    (root / ".git").write_text("gitdir: /nowhere/.git/worktrees/project\n")
    return root


PLACES = [
    under_a_mask,
    in_a_cyrillic_path,
    of_another_user,
    with_fresh_times,
    with_git,
    cloned_by_windows,
    with_git_begun,
    with_a_worktree_that_is_gone,
]


def verify(root, *before, **variables):
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts"), **variables}
    return subprocess.run([*before, *VERIFY], cwd=root, env=environment, capture_output=True, text=True)


def assert_identical(done):
    assert "Grade: identical" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(not ALL, reason="left to make interrupt")
@pytest.mark.parametrize("name", VARIABLES)
def test_no_variable_raises_an_alarm(project, name):
    assert_identical(verify(project, **VARIABLES[name]))


@pytest.mark.skipif(not ALL, reason="left to make interrupt")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_no_place_raises_an_alarm(project, place):
    mask = os.umask(0o022)
    try:
        assert_identical(verify(place(project)))
    finally:
        os.umask(mask)


@pytest.mark.skipif(not ALL, reason="left to make interrupt")
def test_no_git_raises_no_alarm(project, tmp_path):
    commit(project)
    others = tmp_path / "bin"
    others.mkdir()
    for folder in map(Path, reversed(os.environ["PATH"].split(os.pathsep))):
        for program in folder.glob("*"):
            (others / program.name).unlink(missing_ok=True)
            (others / program.name).symlink_to(program)
    (others / "git").unlink()
    assert_identical(verify(project, PATH=str(others)))


@pytest.mark.skipif(not ALL, reason="left to make interrupt")
def test_a_tree_that_cannot_be_written_is_verified_without_a_page(project):
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    mount = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$@"'
    done = verify(project, "unshare", "-m", "sh", "-c", mount, "sh")
    assert_identical(done)
    assert "No page: results/verify cannot be written (Read-only file system)." in done.stdout
