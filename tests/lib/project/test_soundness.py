"""Memory of what was found sound: what a figure does changes nothing, all else does."""

import shutil
from contextlib import chdir

import pytest

from lib.core.files import sha256
from lib.project import config_files  # noqa: F401  (the code that checks is remembered too)
from lib.project.soundness import found_sound, remember_sound
from lib.runs.meaning import meaning_of
from lib.runs.record import Receipt, write_receipt


@pytest.fixture(scope="module")
def sound(project, tmp_path_factory):
    """A copy of all that is remembered, found sound."""
    folder = tmp_path_factory.mktemp("sound")
    for name in ("config", "data/raw", "docs/readme", "workflow/schemas", "scripts/lib", "scripts/publish"):
        shutil.copytree(project / name, folder / name)
    with chdir(folder):
        assert not found_sound(folder)
        remember_sound(folder)
    return folder


@pytest.fixture
def root(sound, tmp_path, monkeypatch):
    """A copy of it, which is also the current folder."""
    copy = shutil.copytree(sound, tmp_path / "project")
    monkeypatch.chdir(copy)
    return copy


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_what_a_figure_does_leaves_files_sound(root):
    assert found_sound(root)
    append(root / "scripts/publish/figures/space.py", "\nTWO = 2\n")
    assert found_sound(root)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config/groups.yaml", "\nnowhere: {units: [XXX]}\n"),
        ("config/config.yaml", "\nseed: 0x1\n"),
        ("scripts/lib/project/config_names.py", "\nTWO = 2\n"),
        ("data/raw/units.csv", "\n"),
        ("data/raw/boundaries/regions.geojson", "\n"),
        ("config/new.yaml", "a: 1\n"),
    ],
)
def test_what_is_said_otherwise_is_checked_anew(root, name, text):
    (root / name).touch()
    append(root / name, text)
    assert not found_sound(root)


CODE, GROUPS, SETTINGS = "scripts/lib/core/files.py", "config/groups.yaml", "config/config.yaml"


@pytest.mark.parametrize(
    ("name", "text", "unread", "holds"),
    [
        (CODE, "\n# a comment\n", {}, True),
        (CODE, "\nTWO = 2\n", {}, False),
        (GROUPS, "\n# a comment\n", {}, True),
        (GROUPS, "\n# a comment\n", {GROUPS: ["*.title"]}, False),
        (GROUPS, "\nnowhere: {units: [XXX]}\n", {}, False),
        (SETTINGS, "\nseed: 20221231\n", {}, False),  # a key given twice, with the value it has
    ],
)
def test_a_comment_in_a_file_that_a_job_has_read_whole_leaves_files_sound(root, name, text, unread, holds):
    known = {
        "inputs": {name: sha256(name)},
        "meaning": {name: meaning_of(name)},
        "params": {"unread": unread},
    }
    write_receipt(Receipt(rule="any", wildcards={}, script="any.py", environment={}, **known))
    append(root / name, text)
    assert found_sound(root) is holds


def test_a_function_that_is_gone_is_missed(root):
    (root / "scripts/publish/figures/space.py").unlink()
    assert not found_sound(root)
