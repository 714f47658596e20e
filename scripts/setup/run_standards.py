"""Standards of the field as published checkers see them: one table, with the reason for each "no"."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

CHOICES = yaml.safe_load(Path(__file__).with_name("standards.yaml").read_text(encoding="utf-8"))
HEADINGS = ("checker", "looks at", "passes", "because")


def answer_of(command: str) -> subprocess.CompletedProcess[str] | None:
    """What a checker answers; None where it is not installed."""
    there = shutil.which(command.split()[0])
    return subprocess.run(command.split(), capture_output=True, text=True, check=False) if there else None


def outcomes() -> Iterator[tuple[str, str, str, str]]:
    """What each checker says, and of the review of repositories each check that does not pass."""
    for checker in CHOICES["checkers"]:
        answer = answer_of(checker["command"])
        passes = "not installed" if answer is None else "no" if answer.returncode else "yes"
        yield f"`{checker['command']}`", checker["looks_at"], passes, checker.get("remark", "-")
    name, looks_at = "`repo-review .`", "a Python library's repository"
    if (review := answer_of("repo-review . --format json")) is None:
        yield name, looks_at, "not installed", "-"
        return
    checks = json.loads(review.stdout)["checks"]
    passed = sum(check["result"] is True for check in checks.values())
    yield name, looks_at, f"{passed} of {len(checks)}", "see below"
    for code, check in checks.items():
        if check["result"] is False:
            reason = CHOICES["deliberate"].get(code, "")
            yield code, check["description"], "deliberately not" if reason else "no", reason or "-"


if __name__ == "__main__":
    rows = list(outcomes())
    for row in (HEADINGS, ("---",) * len(HEADINGS), *rows):
        print(f"| {' | '.join(row)} |")
    sys.exit(any(passes == "no" for _, _, passes, _ in rows))
