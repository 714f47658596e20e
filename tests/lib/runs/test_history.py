import os
import subprocess
from pathlib import Path

import pytest

from lib.runs.history import commit_of, uncommitted


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


def test_a_repository_without_a_commit_has_no_history(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert commit_of(tmp_path) == {}
    assert uncommitted(tmp_path, ".") == []


def test_a_worktree_whose_repository_is_gone_has_no_history(tmp_path):
    (tmp_path / ".git").write_text("gitdir: /nowhere/.git/worktrees/one\n")
    assert commit_of(tmp_path) == {}
    assert uncommitted(tmp_path, ".") == []


def test_settings_of_user_and_machine_change_nothing(repository, monkeypatch, tmp_path_factory):
    before = commit_of(repository)
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[core]\n\tautocrlf = true\n\tpager = false\n[alias]\n\tls-tree = status\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "broken")
    assert commit_of(repository) == before


def test_names_that_git_would_quote_are_told_as_they_are(repository):
    name = '\u0430 "b".txt'
    (repository / name).write_text("x")
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["add", "-A"], ["commit", "-q", "-m", "second"]):
        subprocess.run([*git, *words], check=True)
    (repository / name).unlink()
    assert commit_of(repository)["uncommitted"] == [name]
