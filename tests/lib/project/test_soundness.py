"""Memory of what was found sound: what a figure does changes nothing, all else does."""

import shutil

import pytest

from lib.project import config_files  # noqa: F401  (the code that checks is remembered too)
from lib.project.soundness import found_sound, remember_sound


@pytest.fixture
def root(project, tmp_path, monkeypatch):
    """A copy of all that is remembered, which is also the current folder, found sound."""
    for folder in ("config", "data/raw", "docs/readme", "workflow/schemas", "scripts/lib", "scripts/publish"):
        shutil.copytree(project / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    assert not found_sound(tmp_path)
    remember_sound(tmp_path)
    return tmp_path


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


def test_a_function_that_is_gone_is_missed(root):
    (root / "scripts/publish/figures/space.py").unlink()
    assert not found_sound(root)
