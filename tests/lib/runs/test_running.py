"""One run at a time in a folder, and one that is stopped from outside ends, whenever the signal comes."""

import os
import signal
import subprocess
import sys
import time

import pytest

from lib.core.problems import ProblemsError
from lib.runs import running
from lib.runs.running import renew_bytecode

WAITING = """
import time
from lib.runs.running import {begin}

{begin}()
print("begun", flush=True)
time.sleep(60)
"""
SIGNAL_UNDER_LOCK = """
import signal, threading
from lib.runs.running import end_on_sigterm

lock = threading.Lock()
def handle(*_):
    with lock:
        print("ended")
signal.signal(signal.SIGTERM, handle)
{install}
try:
    with lock:
        signal.raise_signal(signal.SIGTERM)
except KeyboardInterrupt:
    with lock:
        print("ended")
"""


@pytest.fixture
def other(project, tmp_path, monkeypatch):
    """Start another process that begins a run or a job in the current, empty folder."""
    monkeypatch.chdir(tmp_path)
    started = []

    def start(begin):
        command = [sys.executable, "-c", WAITING.format(begin=begin)]
        environment = {**os.environ, "PYTHONPATH": str(project / "scripts")}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "begun\n"
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    for handle in running._held:
        os.close(handle)
    running._held.clear()


def test_a_second_run_is_refused_and_one_after_a_kill_is_not(other):
    first = other("begin_alone")
    with pytest.raises(ProblemsError, match="another run is at work in this folder"):
        running.begin_alone()
    first.send_signal(signal.SIGKILL)
    first.wait()
    (running.SNAKEMAKE / "locks").mkdir()
    (running.SNAKEMAKE / "locks/0.output.lock").touch()
    assert running.begin_alone() == ["An earlier run was killed: its lock is removed."]
    assert not list(running.SNAKEMAKE.glob("locks/*"))


def test_a_run_waits_for_jobs_that_a_killed_one_left_at_work(other):
    job = other("begin_job")
    start = time.perf_counter()
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -KILL {job.pid}"])
    assert "still at work" in running.begin_alone()[0]
    assert time.perf_counter() - start > 0.4
    killer.wait()


def signalled(project, install, seconds):
    code = SIGNAL_UNDER_LOCK.format(install=install)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=project / "scripts", capture_output=True, text=True, timeout=seconds
    )


def test_a_signal_that_comes_while_a_lock_is_held_is_obeyed(project):
    assert signalled(project, "end_on_sigterm()", 60).stdout == "ended\n"


def test_a_handler_that_takes_the_lock_hangs(project):
    with pytest.raises(subprocess.TimeoutExpired):
        signalled(project, "", 2)


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
