import os
import subprocess
import sys

import pytest

from lib.runs.bytecode import renew_bytecode


@pytest.fixture
def module(tmp_path):
    """A module whose bytecode Python has kept, edited since by one letter with its time put back."""
    path = tmp_path / "number.py"
    path.write_text("value = 2\n")
    assert imported(tmp_path) == "2"
    assert list(tmp_path.glob("__pycache__/number.*.pyc"))
    return path


def imported(folder):
    """What a new Python finds in the module."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-c", "import number; print(number.value)"]
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def edit_keeping_time(path, text):
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_python_alone_misses_an_edit_that_kept_time_and_size(module):
    edit_keeping_time(module, "value = 3\n")
    assert imported(module.parent) == "2"


def test_an_edit_before_or_after_is_seen(module):
    edit_keeping_time(module, "value = 3\n")
    renew_bytecode(module.parent)
    assert imported(module.parent) == "3"
    edit_keeping_time(module, "value = 4\n")
    assert imported(module.parent) == "4"


def test_what_fits_is_left_alone_and_a_faulty_module_is_left_to_its_reader(module):
    renew_bytecode(module.parent)
    compiled = next(module.parent.glob("__pycache__/number.*.pyc"))
    os.utime(compiled, (1, 1))
    (module.parent / "faulty.py").write_text("value = = 3\n")
    renew_bytecode(module.parent)
    assert compiled.stat().st_mtime == 1
    assert imported(module.parent) == "2"
