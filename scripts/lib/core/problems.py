"""Everything wrong with an input, collected and told at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lib.core.text import visible


class ProblemsError(Exception):
    """One or more faults of an input, each a clear sentence.

    Parameters
    ----------
    task : str
        What was being done when the faults were found, as in "Checking data/raw".
    problems : list of str
        One sentence a fault: what, where (file, line, key), what was expected, what to do.
    """

    def __init__(self, task: str, problems: list[str]):
        self.task = task
        self.problems = list(problems)
        super().__init__(task, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        heading = f"{self.task}: {count} problem{'s' if count != 1 else ''}"
        shown = ("\n    ".join(map(visible, problem.splitlines())) for problem in self.problems)
        return "\n".join([heading, *(f"  - {problem}" for problem in shown)])


@contextmanager
def ending_with_sentences() -> Iterator[None]:
    """Let a command end with the sentences of a `ProblemsError`, without a traceback."""
    try:
        yield
    except ProblemsError as error:
        sys.exit(str(error))


def stop_if(problems: list[str], task: str) -> None:
    """Raise `ProblemsError` when there is at least one problem."""
    if problems:
        raise ProblemsError(task, problems)
