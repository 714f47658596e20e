"""A release: versions in step, and refused where something is missing."""

import os
import re
import shutil
from pathlib import Path

import pytest

from lib.core.problems import ProblemsError
from setup import prepare_release
from setup.prepare_release import changes_of, release_problems, released_texts, shown_files

ROOT = Path(__file__).parents[2]
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


def test_a_release_whose_pack_fails_leaves_no_new_version(tmp_path, monkeypatch):
    """A stand-in for make notes what it is asked for and fails at the pack."""
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    tools = tmp_path / "tools"
    tools.mkdir()
    make, git = tools / "make", tools / "git"
    note = 'grep -m 1 "^version: " CITATION.cff >>asked; echo "$1" >>asked'
    make.write_text(f'#!/bin/sh\n{note}\ntest "$1" != pack\n')
    git.write_text("#!/bin/sh\n")
    make.chmod(0o755)
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(prepare_release, "written_files", lambda _: {})
    with pytest.raises(ProblemsError, match="make pack did not end well"):
        prepare_release.prepare_release("9.8.7")
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    asked = (tmp_path / "asked").read_text().split("\n")
    assert asked[1::2] == ["all", "verify", "all", "reference", "pack"]
    assert asked[4] == "version: 9.8.7"


def test_what_the_readme_shows_of_a_release_is_there():
    for name in ("README.md", "README.ru.md", "README.kk.md"):
        links = re.findall(r"\((docs/release/[^)]*)\)", (ROOT / name).read_text(encoding="utf-8"))
        assert [Path(link).name in shown_files() for link in links] == [True, True]
        assert all((ROOT / link).is_file() for link in links)
