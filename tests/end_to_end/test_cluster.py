"""Runs on a cluster: what the scheduler does to a job ends in a sentence, and the same command goes on.

.ci/slurm pytest tests/end_to_end/test_cluster.py
"""

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

MADE = "results/data/snapshot.csv"
SCRIPT = "scripts/fetch/verify_snapshot.py"
PARTITION = "PartitionName=all"


def ask(*command: str) -> str:
    """What a command of SLURM prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def without_cluster() -> str:
    """Why nothing can be tried here; empty where it can."""
    if not find_spec("snakemake_executor_plugin_slurm"):
        return "the plugin is not installed: make cluster"
    if (
        shutil.which("sinfo") is None
        or subprocess.run(["sinfo"], capture_output=True, check=False).returncode
    ):
        return "no cluster: .ci/slurm starts one"
    return ""


pytestmark = pytest.mark.skipif(bool(without_cluster()), reason=without_cluster())

# SLURM counts time limits in minutes.
SLOW = pytest.mark.skipif(os.environ.get("NIGHTLY") != "yes", reason="minutes: NIGHTLY=yes")


@pytest.fixture
def begin(copy):
    """Begin a run of one rule on the cluster; at the end its partition is open again."""

    def begin(*options):
        command = [sys.executable, "-m", "snakemake", "--profile", "profiles/slurm", MADE, *options]
        return subprocess.Popen(
            command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    yield begin
    ask("scontrol", "update", PARTITION, "State=UP")


def submitted() -> str:
    """The number of the job in the queue, once there is one."""
    deadline = time.monotonic() + 120
    while not (job := ask("squeue", "--noheader", "--format=%i")):
        assert time.monotonic() < deadline, "no job was submitted"
        time.sleep(0.5)
    return job


def test_a_cancelled_job_is_told_and_made_by_the_same_command(copy, begin):
    ask("scontrol", "update", PARTITION, "State=DOWN")
    run = begin()
    job = submitted()
    ask("scancel", job)
    said, _ = run.communicate(timeout=120)
    assert f"verify_snapshot: job {job} of the cluster was taken out of the queue" in said, said[-1500:]
    assert (run.returncode, (copy / MADE).exists()) == (1, False)
    ask("scontrol", "update", PARTITION, "State=UP")
    assert begin().wait(timeout=240) == 0
    assert (copy / MADE).exists()


def test_a_cluster_that_takes_no_job_is_told(copy, begin):
    ask("scontrol", "update", PARTITION, "State=DRAIN")
    run = begin()
    said, _ = run.communicate(timeout=120)
    assert "verify_snapshot: the cluster did not take the job" in said, said[-1500:]
    assert (run.returncode, (copy / MADE).exists()) == (1, False)


def test_a_run_that_waits_in_a_full_queue_ends_on_sigterm_and_takes_its_job_along(begin):
    ask("scontrol", "update", PARTITION, "State=DOWN")
    run = begin()
    submitted()
    run.terminate()
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1, said
    assert ask("squeue", "--noheader", "--format=%i") == ""


@pytest.mark.parametrize(
    "does, told",
    [
        ("time.sleep(300)", "ran into its time limit"),
        ("x = b'1' * 2**31; time.sleep(60)", "ran out of memory"),
    ],
)
def test_a_job_beyond_its_limits_is_told_and_made_by_the_same_command(copy, begin, does, told):
    script = (copy / SCRIPT).read_text(encoding="utf-8")
    (copy / SCRIPT).write_text(script.replace("if __name__", f"import time; {does}\nif __name__"))
    run = begin("--set-resources", "verify_snapshot:runtime=1")
    said, _ = run.communicate(timeout=240)
    assert f"of the cluster {told}" in said, said[-1500:]
    assert (run.returncode, (copy / MADE).exists()) == (1, False)
    (copy / SCRIPT).write_text(script)
    assert begin().wait(timeout=240) == 0
