"""Standards of the field as published checkers see them: one table, with the reason for each "no"."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

REVIEW = ("repo-review", ".", "--format", "json")

CHOICES = yaml.safe_load(Path(__file__).with_name("standards.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Outcome:
    """A row of the table; a failure is deliberate where it has a reason."""

    checker: str
    looks_at: str
    passes: str
    remark: str


def outcome_of(command: str, looks_at: str, remark: str = "-") -> Outcome:
    """Run a checker: yes, no, or not installed."""
    passes = "not installed"
    if shutil.which(command.split()[0]):
        done = subprocess.run(command.split(), capture_output=True, check=False)
        passes = "yes" if done.returncode == 0 else "no"
    return Outcome(f"`{command}`", looks_at, passes, remark)


def review() -> Iterator[Outcome]:
    """What the review of repositories of scientific Python says: how many pass, and each that does not."""
    name, looks_at = "`repo-review .`", "a Python library's repository"
    if shutil.which(REVIEW[0]) is None:
        yield Outcome(name, looks_at, "not installed", "-")
        return
    said = subprocess.run(REVIEW, capture_output=True, text=True, check=False).stdout
    checks = json.loads(said)["checks"]
    passed = sum(check["result"] is True for check in checks.values())
    yield Outcome(name, looks_at, f"{passed} of {len(checks)}", "see below")
    for code, check in checks.items():
        if check["result"] is False:
            reason = CHOICES["deliberate"].get(code, "")
            passes = "deliberately not" if reason else "no"
            yield Outcome(code, check["description"], passes, reason or "-")


def as_table(outcomes: list[Outcome]) -> str:
    """The table as Markdown."""
    lines = ["| checker | looks at | passes | because |", "|---|---|---|---|"]
    lines += [f"| {each.checker} | {each.looks_at} | {each.passes} | {each.remark} |" for each in outcomes]
    return "\n".join(lines)


if __name__ == "__main__":
    outcomes = [*(outcome_of(**checker) for checker in CHOICES["checkers"]), *review()]
    print(as_table(outcomes))
    sys.exit(any(outcome.passes == "no" for outcome in outcomes))
