"""A failure on a cluster ends in a sentence: which rules, what happened, what to do."""

from types import SimpleNamespace

import pytest

from lib.project.cluster import failed_on_cluster


def of_rule(message="", logs=(), job=None, indent=False):
    """A line of Snakemake's log on a rule that failed."""
    return {
        "event": SimpleNamespace(name="JOB_ERROR"),
        "rule_name": "estimate_models",
        "rule_msg": message,
        "log": list(logs),
        "aux": {"external_jobid": job} if job else {},
        "indent": indent,
    }


GONE = "slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00"


@pytest.mark.parametrize(  # as SLURM 22.05 writes into the log of a job
    "written, told",
    [
        (f"{GONE} DUE TO TIME LIMIT ***", "time limit"),
        ("slurmstepd: error: Detected 1 oom-kill event(s) in StepId=12.batch.", "out of memory"),
        (f"{GONE} DUE TO NODE FAILURE ***", "lost its node"),
        (f"{GONE} ***", "was cancelled"),
        ("srun: error: n1: task 0: Exited with exit code 1", "cluster failed"),
    ],
)
def test_the_log_of_the_job_says_what_happened(tmp_path, written, told):
    log = tmp_path / "12.log"
    log.write_text(f"Select jobs to execute...\n{written}\n")
    (sentence,) = failed_on_cluster(of_rule("SLURM status is: 'FAILED'.", ["logs/own.log", str(log)], "12"))
    assert sentence.startswith("estimate_models: job 12 of the cluster ")
    assert told in sentence
    assert sentence.endswith(f"The same command goes on from here. (all of it: {log})")


def test_the_status_says_it_where_there_is_no_log():
    (sentence,) = failed_on_cluster(of_rule("SLURM status is: 'TIMEOUT'.", [], "12"))
    assert "ran into its time limit; give it a longer runtime under set-resources" in sentence


def test_a_group_is_told_once_with_all_its_rules():
    group = {
        "event": SimpleNamespace(name="GROUP_ERROR"),
        "job_error_info": [{"rule_name": "write_page"}, {"rule_name": "write_article"}],
        "aux_logs": [],
        "external_jobid": "7",
    }
    (sentence,) = failed_on_cluster(group)
    assert sentence.startswith(
        "write_article, write_page: job 7 of the cluster was taken out of the queue before it began."
    )
    assert list(failed_on_cluster(of_rule(indent=True))) == []


def test_what_sbatch_said_is_told():
    message = "SLURM sbatch failed. The error message was 'sbatch: error: Invalid account'.\n    sbatch call:"
    (sentence,) = failed_on_cluster(of_rule(message))
    assert "the cluster did not take the job: sbatch: error: Invalid account." in sentence


@pytest.mark.parametrize(
    "line", [{}, {"event": None}, {"event": SimpleNamespace(name="JOB_FINISHED")}, of_rule("exit code 1")]
)
def test_nothing_is_said_of_other_lines_and_of_jobs_without_a_cluster(line):
    assert list(failed_on_cluster(line)) == []
