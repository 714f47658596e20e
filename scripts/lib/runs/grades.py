"""Grades of a verification, from best to worst, and the discrepancies that lower them."""

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How far results hold.

    IDENTICAL : everything was there to be compared, and every byte is the same
    SAME_NUMBERS : no number, word or picture differs; some bytes do, or less could be checked than usual
    INCOMPLETE : nothing differs, but what results are compared with is missing
    DIFFERS : something was edited, is missing, is stale, or came out otherwise
    DOES_NOT_BUILD : the results cannot be made again
    """

    IDENTICAL = 0
    SAME_NUMBERS = 1
    INCOMPLETE = 2
    DIFFERS = 3
    DOES_NOT_BUILD = 4

    def __str__(self) -> str:
        return self.name.lower().replace("_", " ")

    @property
    def passes(self) -> bool:
        """Whether a reviewer may rely on the results."""
        return self <= Grade.SAME_NUMBERS

    @property
    def exit_code(self) -> int:
        """0 where the results hold, 1 where something differs or is missing, 2 where they cannot be built."""
        return 0 if self.passes else 2 if self is Grade.DOES_NOT_BUILD else 1


@dataclass(frozen=True)
class Discrepancy:
    """One thing that is not as it should be: the path it concerns, a sentence, the best grade it leaves."""

    path: str
    sentence: str
    grade: Grade = Grade.DIFFERS

    @property
    def counts(self) -> bool:
        """Whether the results do not hold because of it."""
        return not self.grade.passes
