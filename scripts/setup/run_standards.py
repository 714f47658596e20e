"""Standards of the field as published checkers see them: one table, with the reason for each "no"."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Checker:
    """A checker's command, what it looks at, and what it is asked not to mind, if so."""

    command: tuple[str, ...]
    looks_at: str
    remark: str = "-"


CHECKERS = (
    Checker(("ruff", "check", "."), "style and slips of Python", "Cyrillic letters are meant (RUF001-003)"),
    Checker(("ruff", "format", "--check", "."), "layout of Python"),
    Checker(("mypy",), "types"),
    Checker(("snakefmt", "--check", "Snakefile", "workflow"), "layout of the workflow"),
    Checker(("snakemake", "--lint"), "the catalogue's rules for workflows"),
    Checker(("reuse", "lint"), "a licence for every file (REUSE 3.3)", "the ODbL is named by its address"),
    Checker(("cffconvert", "--validate"), "CITATION.cff (CFF 1.2.0)", "no ORCID and DOI before a deposit"),
)

REVIEW = ("repo-review", ".", "--format", "json")
NOT_A_PACKAGE = "a workflow that runs where it lies: nothing is built or installed from it"
OWN_HOOKS = "hooks call `make check` in the project's environment and fetch nothing"
LOCKED_BY_HASH = "every version is locked with hashes; `make lock upgrade=yes` asks for newer ones"
DELIBERATE = {
    "PY007": "make is the task runner",
    "PP002": NOT_A_PACKAGE,
    "PP003": NOT_A_PACKAGE,
    "PP004": "the lock is resolved and tried for these versions of Python only",
    "PP304": "each job logs into a file of its own",
    "PP309": "warnings of other packages change with each version; a job writes those it meets into its log",
    "GH200": LOCKED_BY_HASH,
    "MY101": "strict room by room, in pyproject.toml; NumPy and pandas tell the checker too little",
    **dict.fromkeys(("PC100", "PC110", "PC140", "PC160", "PC170", "PC180", "PC190"), OWN_HOOKS),
    **dict.fromkeys(("PC901", "PC902", "PC903"), OWN_HOOKS),
    "RF002": "stands in pyproject.toml; requires-python says the same",
    "SEC001": "the forge's file only calls .ci/run and holds no secret",
}


@dataclass(frozen=True)
class Outcome:
    """A row of the table; a failure is deliberate where it has a reason."""

    checker: str
    looks_at: str
    passes: str
    remark: str


def outcome_of(checker: Checker) -> Outcome:
    """Run a checker: yes, no, or not installed."""
    passes = "not installed"
    if shutil.which(checker.command[0]):
        done = subprocess.run(checker.command, capture_output=True, check=False)
        passes = "yes" if done.returncode == 0 else "no"
    return Outcome(f"`{' '.join(checker.command)}`", checker.looks_at, passes, checker.remark)


def review() -> Iterator[Outcome]:
    """What the review of repositories of scientific Python says: how many pass, and each that does not."""
    if shutil.which(REVIEW[0]) is None:
        yield Outcome("`repo-review .`", "a Python library's repository", "not installed", "-")
        return
    said = subprocess.run(REVIEW, capture_output=True, text=True, check=False).stdout
    checks = json.loads(said)["checks"]
    passed = sum(check["result"] is True for check in checks.values())
    yield Outcome(
        "`repo-review .`", "a Python library's repository", f"{passed} of {len(checks)}", "see below"
    )
    for code, check in checks.items():
        if check["result"] is False:
            passes = "deliberately not" if code in DELIBERATE else "no"
            yield Outcome(code, check["description"], passes, DELIBERATE.get(code, "-"))


def as_table(outcomes: list[Outcome]) -> str:
    """The table as Markdown."""
    lines = ["| checker | looks at | passes | because |", "|---|---|---|---|"]
    lines += [f"| {each.checker} | {each.looks_at} | {each.passes} | {each.remark} |" for each in outcomes]
    return "\n".join(lines)


if __name__ == "__main__":
    outcomes = [*map(outcome_of, CHECKERS), *review()]
    print(as_table(outcomes))
    sys.exit(any(outcome.passes == "no" for outcome in outcomes))
