"""Failures of jobs on a cluster: what its scheduler did to them, which no log of ours can say."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CAUSES = {
    "DUE TO TIME LIMIT|TIMEOUT": "ran into its time limit; give it a longer runtime under set-resources",
    "memory limit|oom.?kill|OUT_OF_MEMORY": "ran out of memory; give it more mem_mb under set-resources",
    "DUE TO NODE FAILURE|NODE_FAIL|BOOT_FAIL": "lost its node",
    "DUE TO PREEMPTION|PREEMPTED": "had to make way for another job",
    "CANCELLED": "was cancelled, by a person or by the scheduler",
}


def failed_on_cluster(line: Mapping[str, Any]) -> Iterator[str]:
    """A sentence where a line of Snakemake's log says that a job it sent to a cluster has failed.

    Parameters
    ----------
    line : the attributes of the log record; of a rule `rule_name`, `rule_msg`, `log` and `aux`, of a group of
        rules `job_error_info`, `aux_logs` and `external_jobid`
    """
    event = getattr(line.get("event"), "name", "")
    if event == "GROUP_ERROR":
        rules = sorted({each["rule_name"] for each in line["job_error_info"]})
        yield _sentence(", ".join(rules), "", line["aux_logs"], line.get("external_jobid"))
    elif event == "JOB_ERROR" and not line["indent"]:
        message, job = line["rule_msg"] or "", line["aux"].get("external_jobid")
        if job or "sbatch failed" in message:
            yield _sentence(line["rule_name"], message, line["log"], job)


def _sentence(rules: str, message: str, logs: list[str], job: str | None) -> str:
    go_on = "The same command goes on from here."
    if job is None:
        why = re.search(r"The error message was '([^']*)'", message)
        said = f": {why[1]}" if why else "; sbatch --test-only may say why"
        return f"{rules}: the cluster did not take the job{said}. {go_on}"
    log = next((path for path in map(Path, reversed(logs)) if job in path.name and path.is_file()), None)
    message_and_log = message + (log.read_text(encoding="utf-8", errors="replace") if log else "")
    otherwise = "failed" if message_and_log else "was taken out of the queue before it began"
    cause = next((text for pattern, text in CAUSES.items() if re.search(pattern, message_and_log)), otherwise)
    return f"{rules}: job {job} of the cluster {cause}. {go_on}" + (f" (all of it: {log})" if log else "")
