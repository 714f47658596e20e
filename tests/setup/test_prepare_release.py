"""A release: versions in step, and refused where something is missing."""

import os
import re
import shutil
from pathlib import Path

import pytest

from lib.core.problems import ProblemsError
from setup import prepare_release
from setup.prepare_release import changes_of, release_problems, released_texts, run_git, shown_files

ROOT = Path(__file__).parents[2]
MAKE = """#!/bin/sh
echo "$1 $(git log -1 --format=%s), $(git status --porcelain | wc -l) unsaved" >>asked
if [ "$1" = reference ]; then echo renewed >results/reference/index.csv; fi
mkdir -p results/pack && echo pack >results/pack/replication_package.zip
test "$1" != "$(cat fails 2>/dev/null)"
"""
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- A new thing.\n\n## 0.2.0\n\n- An old thing.\n"


def test_what_keeps_a_version_back_is_told_at_once():
    empty = CHANGELOG.replace("- A new thing.\n\n", "")
    told = release_problems("0.1.9", empty, " M Makefile\n")
    assert [sentence.split(":")[0].split(" does")[0] for sentence in told] == [
        "0.1.9",
        "CHANGELOG.md, Unreleased",
        "not committed",
    ]
    assert release_problems("v1", CHANGELOG, "") == ["'v1' is no version; name one as 0.2.0."]
    assert release_problems("0.3.0", CHANGELOG, "") == []
    assert release_problems("0.10.0", CHANGELOG, "") == []


def test_the_version_stands_in_every_file_that_names_it():
    names = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    before = {name: (ROOT / name).read_text(encoding="utf-8") for name in names}
    after = released_texts("9.8.7", before)
    assert after["pyproject.toml"].count("9.8.7") == 1
    assert 'version = "9.8.7"' in after["pyproject.toml"]
    assert "version: 9.8.7\n" in after["CITATION.cff"]
    assert "cff-version: 1.2.0" in after["CITATION.cff"]
    assert changes_of("9.8.7", after["CHANGELOG.md"]) == changes_of("Unreleased", before["CHANGELOG.md"])
    assert changes_of("Unreleased", after["CHANGELOG.md"]) == ""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A repository in which a stand-in for make notes its targets, and fails at that in `fails`."""
    for name in ("pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    for name in ("docs/release/index.html", "results/reference/index.csv", "tools/make", ".gitignore"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was\n")
    (tmp_path / ".gitignore").write_text("/tools\n/asked\n/fails\n/results/pack\n/results/release\n")
    (tmp_path / "tools/make").write_text(MAKE)
    (tmp_path / "tools/make").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "tools"), prepend=os.pathsep)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(prepare_release, "written_files", lambda _: {})
    monkeypatch.setattr(prepare_release, "shown_files", lambda: {})
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "First"]):
        run_git(*arguments)
    return tmp_path / "asked"


def test_a_release_whose_pack_fails_leaves_no_new_version(asked):
    (asked.parent / "fails").write_text("pack")
    before = run_git("rev-parse", "HEAD")
    with pytest.raises(ProblemsError, match="make pack did not end well"):
        prepare_release.prepare_release("9.8.7")
    assert run_git("rev-parse", "HEAD") == before
    assert run_git("status", "--porcelain") == ""
    assert (asked.parent / "results/reference/index.csv").read_text() == "as it was\n"
    assert "9.8.7" not in (asked.parent / "CITATION.cff").read_text()


def test_a_release_is_one_commit_that_holds_the_reference_before_it_is_verified(asked):
    prepare_release.prepare_release("9.8.7")
    lines = asked.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["all", "verify", "all", "reference", "all", "pack"]
    assert [line.split(" ", 1)[1] for line in lines[4:]] == ["Release 9.8.7, 0 unsaved"] * 2
    assert run_git("status", "--porcelain") == ""
    assert run_git("log", "--format=%s") == "Release 9.8.7\nFirst"
    assert (asked.parent / "results/release/notes.md").read_text().startswith("# 9.8.7\n")


def test_what_the_readme_shows_of_a_release_is_there():
    for name in ("README.md", "README.ru.md", "README.kk.md"):
        links = re.findall(r"\((docs/release/[^)]*)\)", (ROOT / name).read_text(encoding="utf-8"))
        assert [Path(link).name in shown_files() for link in links] == [True, True]
        assert all((ROOT / link).is_file() for link in links)
