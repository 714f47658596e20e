"""Installed packages: edited, missing or planted files are named."""

import base64
import hashlib
import importlib.util
import os
import py_compile
import shutil
import sys
from importlib.metadata import PathDistribution
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

from lib.runs.grades import Grade
from lib.runs.installed import check_bytecode, check_packages, edited_files, recorded_files, strays

MODULE = b"def mean(values):\n    return sum(values) / len(values)\n"


@pytest.fixture
def package(tmp_path):
    """A package of one module with its list of files, as an installer leaves it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(MODULE).digest()).rstrip(b"=").decode()
    folder = tmp_path / "averages-1.0.dist-info"
    folder.mkdir()
    (tmp_path / "averages.py").write_bytes(MODULE)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: averages\nVersion: 1.0\n")
    metadata = base64.urlsafe_b64encode(hashlib.sha256((folder / "METADATA").read_bytes()).digest())
    (folder / "RECORD").write_text(
        f"averages.py,sha256={digest},{len(MODULE)}\naverages-1.0.dist-info/RECORD,,\n"
        f"averages-1.0.dist-info/METADATA,sha256={metadata.rstrip(b'=').decode()},\n"
    )
    return PathDistribution(folder)


def edited(package):
    return edited_files(package.name, recorded_files(package))


def stray(folder, package):
    return strays(str(folder), recorded_files(package))


def test_files_as_they_were_installed_are_not_named(package, tmp_path):
    (tmp_path / "__pycache__").mkdir()
    assert list(edited(package)) == []
    assert list(stray(tmp_path, package)) == []


def test_an_edited_file_is_named(package, tmp_path):
    (tmp_path / "averages.py").write_bytes(MODULE.replace(b"len(values)", b"len(values) - 1"))
    (finding,) = edited(package)
    assert (finding.path, finding.counts) == ("averages.py", True)


def test_a_missing_file_is_named(package, tmp_path):
    (tmp_path / "averages.py").unlink()
    (finding,) = edited(package)
    assert finding.path == "averages.py"


@pytest.mark.parametrize("name", ["sitecustomize.py", "more.pth", "numpy/__init__.py"])
def test_what_no_package_brought_is_named(package, tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    (finding,) = stray(tmp_path, package)
    assert finding.path == name


def test_another_version_than_the_locked_one_is_named(tmp_path):
    (tmp_path / "requirements.lock").write_text("pytest==0.0.1\nno-such-package==1.0\n")
    sentences = [finding.sentence for finding in check_packages(tmp_path)]
    assert any("asks for pytest 0.0.1" in sentence for sentence in sentences)
    assert any("no-such-package 1.0; installed is nothing" in sentence for sentence in sentences)


def compiled(source, folder, mode=PycInvalidationMode.TIMESTAMP):
    """Compile a module's text as if it were the module in a folder."""
    target = folder / importlib.util.cache_from_source("averages.py")
    copy = folder / "averages.py"
    kept, times = copy.read_bytes(), copy.stat()
    copy.write_bytes(source)
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
    py_compile.compile(str(copy), cfile=str(target), dfile="averages.py", invalidation_mode=mode)
    copy.write_bytes(kept)
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
    return target


SAME_LENGTH = MODULE.replace(b"sum(values) /", b"sum(values) *")
OTHERS = {
    "operator": SAME_LENGTH,
    "name that is called": MODULE.replace(b"sum", b"max"),
    "name of the function": MODULE.replace(b"mean", b"Mean"),
    "name of an argument": MODULE.replace(b"values", b"numbers"),
    "constant": MODULE + b"DIGITS = 3\n",
    "sign of zero": MODULE + b"DIGITS = -0.0\n",
    "kind of a constant": MODULE + b"DIGITS = 2.0\n",
    "constant in a row": MODULE + b"DIGITS = (1, 2)\n",
    "truth for one": MODULE + b"DIGITS = True\n",
    "default": MODULE.replace(b"(values):", b"(values=()):"),
    "more behind the same": MODULE + b"import os\n",
}
AS_WRITTEN = {
    "sign of zero": MODULE + b"DIGITS = 0.0\n",
    "kind of a constant": MODULE + b"DIGITS = 2\n",
    "constant in a row": MODULE + b"DIGITS = (1, 3)\n",
    "truth for one": MODULE + b"DIGITS = 1\n",
    "constant": MODULE + b"DIGITS = 2\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_bytecode_that_does_something_else_than_its_module_is_named(package, tmp_path, name):
    """Same time and size in its header: Python would run it without looking at the source."""
    folder, written = Path(package.locate_file("")), AS_WRITTEN.get(name, MODULE)
    (folder / "averages.py").write_bytes(written)
    fresh = tmp_path / "fresh" / "copy"
    fresh.mkdir(parents=True)
    shutil.copy(compiled(written, folder), fresh)
    assert check_bytecode(tmp_path / "fresh", folder, Path("/copy")) == []
    compiled(OTHERS[name], folder)
    disguise(folder, written)
    (finding,) = check_bytecode(tmp_path / "fresh", folder, Path("/copy"))
    assert finding.counts
    assert "averages" in finding.path


def disguise(folder, written):
    """Write the size of the module into the header of its bytecode."""
    path = folder / importlib.util.cache_from_source("averages.py")
    content = bytearray(path.read_bytes())
    content[12:16] = len(written).to_bytes(4, "little")
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("planted.pyc", "in a module's place"),
        ("__pycache__/planted.cpython-311.pyc", "without a module"),
    ],
)
def test_bytecode_without_a_module_is_named(package, tmp_path, name, words):
    name = name.replace("cpython-311", sys.implementation.cache_tag)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(bytes(16))
    (finding,) = stray(tmp_path, package)
    assert finding.counts
    assert words in finding.sentence


def test_bytecode_that_python_never_compares_is_named(package, tmp_path):
    compiled(SAME_LENGTH, tmp_path, PycInvalidationMode.UNCHECKED_HASH)
    (finding,) = stray(tmp_path, package)
    assert "without looking" in finding.sentence


@pytest.mark.parametrize(
    "name", ["averages/__init__.py", "averages.cpython-311-x86_64-linux-gnu.so", "deep/er/x.py"]
)
def test_a_file_that_hides_a_module_is_named(package, tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    (finding,) = stray(tmp_path, package)
    assert finding.path == name


@pytest.mark.parametrize("record", [None, "averages.py,,\n"])
@pytest.mark.usefixtures("package")
def test_a_package_whose_files_have_no_hashes_does_not_pass(tmp_path, record):
    path = tmp_path / "averages-1.0.dist-info/RECORD"
    path.unlink() if record is None else path.write_text(record)
    (finding,) = edited(PathDistribution(path.parent))
    assert finding.grade is Grade.INCOMPLETE


def test_a_trust_store_that_the_owner_extended_is_told_and_does_not_count(tmp_path):
    folder = tmp_path / "certifi-1.dist-info"
    for path, text in (
        (tmp_path / "certifi/cacert.pem", "ours"),
        (folder / "METADATA", "Name: certifi\nVersion: 1\n"),
        (folder / "RECORD", f"certifi/cacert.pem,sha256={'A' * 43},1\n"),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (finding,) = edited(PathDistribution(folder))
    assert finding.grade is Grade.IDENTICAL
    assert "cacert.pem" in finding.sentence
