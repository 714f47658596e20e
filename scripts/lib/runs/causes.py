"""Causes of differences between results: the graph of jobs, walked up through what differs to the sources."""

from typing import Any

from lib.runs.manifest import all_sources, sha256_of
from lib.runs.record import LOCK
from lib.runs.source_changes import compare_values


def find_causes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """Map every result that two manifests hold otherwise to its causes.

    A cause is a source file or a change of a rule. Results that are the same on both sides are no path for
    a cause, so what only touches other results is not named.
    """
    first, second = (all_sources(side) | sha256_of(side) for side in (before, after))
    results = {*sha256_of(before), *sha256_of(after)}
    differing = {path for path in results if first.get(path) != second.get(path)}
    makers = [
        {path: job for job in side["jobs"].values() for path in job["outputs"]} for side in (before, after)
    ]

    known: dict[str, set[str]] = {}

    def causes(path: str) -> set[str]:
        if path in known:
            return known[path]
        known[path] = reasons = set()
        jobs = [maker[path] for maker in makers if path in maker]
        for source in {source for job in jobs for source in job["inputs"]}:
            if source in differing:
                reasons |= causes(source)
            elif first.get(source) != second.get(source):
                reasons.add(source)
        if len(jobs) == 1:
            reasons.add(f"rule {jobs[0]['rule']}: made on one side only")
        else:
            reasons |= _own_changes(*jobs)
        return reasons

    lock = {str(LOCK)} if first.get(str(LOCK)) != second.get(str(LOCK)) else set()
    return {path: sorted(causes(path) | lock) for path in sorted(differing)}


def _own_changes(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Changes of a job that no file shows: its parameters, its script, the set of what it reads."""
    changes = {
        f"rule {after['rule']}, {change}" for change in compare_values(before["params"], after["params"])
    }
    if before["script"] != after["script"]:
        changes.add(f"rule {after['rule']}: script {before['script']} became {after['script']}")
    if set(before["inputs"]) != set(after["inputs"]):
        changes.add(f"rule {after['rule']}: reads other files")
    return changes
