"""Statements as a whole: which single year and reading make most of their parts true at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from lib.claims.outcomes import ReadingOutcome
from lib.claims.register import Register
from lib.claims.statements import Answers, Claim, Question
from lib.claims.verdicts import PartVerdict

PartKey = tuple[str, str]
JUDGED_APART = ("association", "arithmetic")


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
    joined: dict[str, dict[PartKey, tuple[ReadingOutcome, ...]]] = {}
    for verdict in verdicts:
        claim = register.claims[verdict.claim]
        if verdict.outcomes and not verdict.proxy and claim.parts[verdict.part].kind not in JUDGED_APART:
            joined.setdefault(claim.together, {})[claim.name, verdict.part] = verdict.outcomes
    named = {name: [each for each in register.claims.values() if each.together == name] for name in joined}
    return [
        _best(name, named[name], parts, register.judging.natural)
        for name, parts in joined.items()
        if len(parts) > 1
    ]


def _best(
    name: str, claims: list[Claim], parts: Mapping[PartKey, tuple[ReadingOutcome, ...]], natural: int
) -> Together:
    year_read = next(
        (part.natural for claim in claims for part in claim.parts.values() if part.natural), natural
    )
    asked: dict[str, Question] = {}  # each once, as the first part that asks it asks it
    for question in (each for claim in claims for part in claim.parts.values() for each in part.questions):
        asked.setdefault(question.name, question)
    years = _years(outcome for outcomes in parts.values() for outcome in outcomes)
    fitting = []
    for answers in product(*(each.pairs for each in asked.values())):
        departures = len({*answers} - {each.pairs[0] for each in asked.values()})
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
            years[outcome.reading.settings.stated_year is not None].add(outcome.year)
    admissible = years[False] or years[True]
    return [*sorted(admissible)] if years[False] or len(admissible) == 1 else [None]


def _true(outcomes: Iterable[ReadingOutcome], answers: Answers, year: int | None) -> bool:
    """Whether a part is true under answers in a year; one whose words give the year is so at every year."""
    answer_set = set(answers)
    return any(
        outcome.true and answer_set.issuperset(outcome.reading.answers)
        for outcome in outcomes
        if outcome.year == year or outcome.reading.settings.stated_year is not None
    )
