"""Installed packages: edited, missing or planted files are named."""

import base64
import hashlib
from importlib.metadata import PathDistribution

import pytest

from lib.runs.installed import _edited_files, _strays, check_packages

MODULE = b"def mean(values):\n    return sum(values) / len(values)\n"


@pytest.fixture
def package(tmp_path):
    """A package of one module with its list of files, as an installer leaves it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(MODULE).digest()).rstrip(b"=").decode()
    folder = tmp_path / "averages-1.0.dist-info"
    folder.mkdir()
    (tmp_path / "averages.py").write_bytes(MODULE)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: averages\nVersion: 1.0\n")
    (folder / "RECORD").write_text(
        f"averages.py,sha256={digest},{len(MODULE)}\naverages-1.0.dist-info/RECORD,,\n"
    )
    return PathDistribution(folder)


def test_files_as_they_were_installed_are_not_named(package, tmp_path):
    (tmp_path / "__pycache__").mkdir()
    assert list(_edited_files(package)) == []
    assert list(_strays(tmp_path, [package])) == []


def test_an_edited_file_is_named(package, tmp_path):
    (tmp_path / "averages.py").write_bytes(MODULE.replace(b"len(values)", b"len(values) - 1"))
    (finding,) = _edited_files(package)
    assert (finding.path, finding.counts) == ("averages.py", True)


def test_a_missing_file_is_named(package, tmp_path):
    (tmp_path / "averages.py").unlink()
    (finding,) = _edited_files(package)
    assert finding.path == "averages.py"


@pytest.mark.parametrize("name", ["sitecustomize.py", "more.pth", "numpy"])
def test_what_no_package_brought_is_named(package, tmp_path, name):
    (tmp_path / name).mkdir() if name == "numpy" else (tmp_path / name).touch()
    (finding,) = _strays(tmp_path, [package])
    assert finding.path == name


def test_another_version_than_the_locked_one_is_named(tmp_path):
    (tmp_path / "requirements.lock").write_text("pytest==0.0.1\nno-such-package==1.0\n")
    sentences = [finding.sentence for finding in check_packages(tmp_path)]
    assert any("asks for pytest 0.0.1" in sentence for sentence in sentences)
    assert any("no-such-package 1.0; installed is nothing" in sentence for sentence in sentences)
