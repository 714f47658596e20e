"""Stop the build at typed numbers that should come from the results, and give account of those that stay."""

from lib.runs.jobs import job

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lib.core.configuration import read_yaml
from lib.core.files import write_text
from lib.core.problems import stop_if
from lib.words.typed_numbers import read_prose, typed_numbers


def check_typed_numbers(choices: Mapping[str, Any], root: Path) -> str:
    """Return the account of the check: what was read, which typed numbers stay and why, what it cannot see.

    Parameters
    ----------
    choices : config/article/typed_numbers.yaml

    Raises
    ------
    ProblemsError
        Naming every typed number without a reason, with file and line.
    """
    prose = read_prose(choices["prose"], root)
    numbers = [number for stretch in prose for number in typed_numbers(stretch, choices)]
    stop_if([str(number) for number in numbers if not number.reason], "Looking for typed numbers")
    reasons = Counter(number.reason for number in numbers)
    files = sorted({stretch.path for stretch in prose})
    return "\n".join(
        [
            f"No typed number without a reason in {len(files)} files:",
            *(f"  {path}" for path in files),
            "Typed numbers that stay, by reason:",
            *(f"  {reasons[kind['reason']]:4d}  {kind['reason']}" for kind in choices["allowed"]),
            "What this check cannot catch:",
            *(f"  {limit}" for limit in choices["not_caught"]),
            "",
        ]
    )


if __name__ == "__main__":
    with job(snakemake):
        report = check_typed_numbers(choices=read_yaml(snakemake.input.choices), root=Path())
        write_text(snakemake.output.account, report)
        first_line, _, _ = report.partition(":")
        print(f"{first_line}; which stay, and what the check cannot see: {snakemake.output.account}")
