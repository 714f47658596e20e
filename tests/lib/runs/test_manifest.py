import os
import subprocess
from pathlib import Path

import pytest

from lib.core.problems import ProblemsError
from lib.runs.manifest import build_manifest, commit_of, source_files, uncommitted
from lib.runs.record import Receipt


@pytest.fixture
def repository(tmp_path):
    """A repository with one commit, of a file that was edited since."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    (tmp_path / "file").write_text("one\n")
    for words in (["init", "-q"], ["add", "file"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    (tmp_path / "file").write_text("two\n")
    return tmp_path


def test_the_commit_and_what_differs_from_it_are_told(repository):
    head = (repository / ".git/HEAD").read_text().split()[-1]
    assert commit_of(repository) == {
        "commit": (repository / ".git" / head).read_text().strip(),
        "uncommitted": ["file"],
    }


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_read_too(repository):
    """As in a container that mounts a folder."""
    for path in [repository, *repository.rglob("*")]:
        os.chown(path, 65534, 65534)
    assert commit_of(repository)["uncommitted"] == ["file"]


def test_without_git_there_is_no_commit_to_tell(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(repository, "nowhere")))
    assert commit_of(repository) == {}
    assert uncommitted(repository, ".") == []


def test_a_project_below_a_hidden_folder_has_its_sources_and_no_bytecode(tmp_path):
    root = tmp_path / ".work/project"
    for name in ("scripts/a.py", "scripts/__pycache__/a.cpython-311.pyc", "config/.draft.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    assert source_files(root) == ["scripts/a.py"]


def test_an_input_that_a_rebuild_would_lack_is_named():
    job = Receipt(
        "draw", {}, "scripts/draw.py", {}, {"scripts/draw.py": "1", "scripts/old.pyc": "2"}, {}, {"a": "3"}
    )
    with pytest.raises(ProblemsError, match=r"scripts/old\.pyc: rule draw reads it"):
        build_manifest(["a"], [job], ["scripts/draw.py"], {}, {})
