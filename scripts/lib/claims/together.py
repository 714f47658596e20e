"""Statements as a whole: which single year and reading make most of their parts true at once."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lib.claims.outcomes import ReadingOutcome
from lib.claims.register import Register
from lib.claims.statements import Claim
from lib.claims.verdicts import PartVerdict

PartKey = tuple[str, str]
Answers = tuple[tuple[str, str], ...]
APART = ("association", "arithmetic")


@dataclass(frozen=True)
class Together:
    """The year and the answers under which most parts of statements are true at once.

    Parameters
    ----------
    name : what the statements are called together; the statement's id where it stands alone
    parts : those that are computed from figures
    year, answers : the most natural of those that make most parts true; no year where the words give several
    untrue : the parts that are not true even then
    """

    name: str
    claims: tuple[str, ...]
    parts: tuple[PartKey, ...]
    year: int | None
    answers: Answers
    untrue: tuple[PartKey, ...]


def judge_together(register: Register, verdicts: Iterable[PartVerdict]) -> list[Together]:
    """Return the best common year and reading of all statements that have several computed parts together."""
    computed = {verdict.key: verdict.outcomes for verdict in verdicts if verdict.outcomes}
    joined: dict[str, list[Claim]] = {}
    for claim in register.claims.values():
        joined.setdefault(claim.together, []).append(claim)
    found = []
    for name, claims in joined.items():
        parts = {
            (claim.name, key): computed[claim.name, key, ""]
            for claim in claims
            for key, part in claim.parts.items()
            if part.kind not in APART and (claim.name, key, "") in computed
        }
        if len(parts) > 1:
            found.append(_best(name, claims, parts, register.judging.natural))
    return found


def _best(
    name: str, claims: list[Claim], parts: Mapping[PartKey, tuple[ReadingOutcome, ...]], natural: int
) -> Together:
    year_read = next(
        (part.natural for claim in claims for part in claim.parts.values() if part.natural), natural
    )
    years = _years(outcome for outcomes in parts.values() for outcome in outcomes)
    fitting = []
    for departures, answers in _combinations(claims):
        for year in years:
            untrue = tuple(key for key, outcomes in parts.items() if not _true(outcomes, answers, year))
            fitting.append(
                (len(untrue), departures, abs((year or year_read) - year_read), year, untrue, answers)
            )
    _, _, _, year, untrue, answers = min(fitting, key=lambda fit: fit[:3])
    return Together(name, tuple(claim.name for claim in claims), tuple(parts), year, answers, untrue)


def _years(outcomes: Iterable[ReadingOutcome]) -> list[int | None]:
    """The years that statements may be read at: those that readings leave open, else the given one."""
    years: dict[bool, set[int]] = {False: set(), True: set()}
    for outcome in outcomes:
        if outcome.year is not None:
            years[_fixed(outcome)].add(outcome.year)
    admissible = years[False] or years[True]
    return [*sorted(admissible)] if years[False] or len(admissible) == 1 else [None]


def _fixed(outcome: ReadingOutcome) -> bool:
    """Whether the words themselves give the year."""
    return outcome.reading.settings.year is not None or outcome.reading.settings.end is not None


def _combinations(claims: Iterable[Claim]) -> Iterator[tuple[int, Answers]]:
    """Every way to answer all questions of claims at once, with how many answers are not the most natural.

    Each is asked once, as the first part that asks it asks it.
    """
    parts = [part for claim in claims for part in claim.parts.values()]
    asked = {question.name: question for part in reversed(parts) for question in reversed(part.questions)}
    names = list(dict.fromkeys(question.name for part in parts for question in part.questions))
    for answers in itertools.product(*(enumerate(asked[name].answers) for name in names)):
        departures = sum(place > 0 for place, _ in answers)
        yield departures, tuple((name, answer) for name, (_, answer) in zip(names, answers, strict=True))


def _true(outcomes: Iterable[ReadingOutcome], answers: Answers, year: int | None) -> bool:
    """Whether a part is true under answers in a year; one whose words give the year is so at every year."""
    given = set(answers)
    return any(
        outcome.true and given.issuperset(outcome.reading.answers)
        for outcome in outcomes
        if _fixed(outcome) or outcome.year == year
    )
