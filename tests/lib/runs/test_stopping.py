"""A run stopped from outside ends, at whatever moment the signal comes."""

import subprocess
import sys

import pytest

SIGNAL_UNDER_LOCK = """
import signal, threading
from lib.runs.stopping import stop_on_sigterm
from snakemake.scheduling.job_scheduler import JobScheduler

scheduler = object.__new__(JobScheduler)
scheduler._lock, scheduler._open_jobs, scheduler._user_kill = threading.Lock(), threading.Semaphore(0), None
{install}
with scheduler._lock:
    signal.raise_signal(signal.SIGTERM)
scheduler._open_jobs.acquire()
print(scheduler._user_kill)
"""


def signalled(project, install, seconds):
    code = SIGNAL_UNDER_LOCK.format(install=install)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=project / "scripts", capture_output=True, text=True, timeout=seconds
    )


def test_a_signal_that_comes_while_the_scheduler_holds_its_lock_is_obeyed(project):
    assert signalled(project, "stop_on_sigterm(scheduler)", 60).stdout == "graceful\n"


def test_with_the_handler_of_snakemake_alone_it_hangs(project):
    with pytest.raises(subprocess.TimeoutExpired):
        signalled(project, "signal.signal(signal.SIGTERM, scheduler.exit_gracefully)", 10)
