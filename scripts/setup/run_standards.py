"""Standards of the field as published checkers see them: one table, with the reason for each "no"."""

import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Checker:
    """A checker's command, what it looks at, and why something it asks for is not followed, if so."""

    command: tuple[str, ...]
    looks_at: str
    not_followed: str = ""


CHECKERS = (
    Checker(
        ("ruff", "check", "."),
        "style and slips of Python",
        "Cyrillic letters are meant (RUF001-003)",
    ),
    Checker(("ruff", "format", "--check", "."), "layout of Python"),
    Checker(("mypy",), "types"),
    Checker(("snakefmt", "--check", "Snakefile", "workflow"), "layout of the workflow"),
    Checker(("snakemake", "--lint"), "the catalogue's rules for workflows"),
    Checker(("reuse", "lint"), "a licence for every file (REUSE 3.3)", "the ODbL is named by its address"),
    Checker(("cffconvert", "--validate"), "CITATION.cff (CFF 1.2.0)", "no ORCID and DOI before a deposit"),
    Checker(("repo-review", "."), "a Python library's repository", "this is a workflow, nothing to install"),
)


def run_checker(checker: Checker) -> str:
    """The outcome in a word: yes, no, or not installed."""
    if shutil.which(checker.command[0]) is None:
        return "not installed"
    done = subprocess.run(checker.command, capture_output=True, text=True, check=False)
    return "yes" if done.returncode == 0 else "no"


def as_table(outcomes: dict[Checker, str]) -> str:
    """The table as Markdown."""
    lines = ["| checker | looks at | passes | not followed, because |", "|---|---|---|---|"]
    lines += [
        f"| `{' '.join(checker.command)}` | {checker.looks_at} | {outcome} | {checker.not_followed or '-'} |"
        for checker, outcome in outcomes.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    told = {checker: run_checker(checker) for checker in CHECKERS}
    print(as_table(told))
    sys.exit("no" in told.values())
