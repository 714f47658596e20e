"""The rule that turns outcomes into a verdict.

1. The reading with the fewest departures from the most natural answers is chosen, among those that can be
   computed; of equal ones, the one whose earlier questions keep the natural answer longest.
2. It is read at the year the statement gives; without one, at the year that its passage points to, else at
   the natural year of judging.yaml, or the nearest that has figures, the earlier of two equally near.
   An estimate that lacks the figures of some units is read only where no year has those of all.
3. The verdict of a number, a direction or an order is that outcome's own, except that it says `depends`
   - when the outcome is not true but that of some other reading or year is, and
   - when the outcome is true but most others are not: for a number, other readings of the same year; for
     a direction or an order that nothing dates, other readings and years;
   - when the outcome is true but that of a later year, as near to the natural one, is not.
   Answers that the statement's own words exclude are not among the others; what they give is told.
4. An association has the verdict of the chosen estimate's interval (lib.claims.associations). It says
   `depends` only where readings of the same question contradict: one bears it out, another speaks against
   it, and their intervals do not meet.
5. Without any outcome the statement is `not testable`.

How well other readings and years fit is reported beside the verdict and never moves the choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lib.claims.measures import Array
from lib.claims.outcomes import CLOSE, DEPENDS, FAILS, HOLDS, NOT_TESTABLE, ReadingOutcome
from lib.claims.register import Register
from lib.claims.statements import Judging

VerdictKey = tuple[str, str, str]
"""What is judged: (claim, part, proxy)."""


@dataclass(frozen=True)
class PartVerdict:
    """The verdict on one part of a claim, or on a proxy of it, and what speaks for it.

    Parameters
    ----------
    chosen : the outcome the rule chose, None when there is none
    rescue : when the verdict is `depends`, the outcome of the other truth that departs least from the chosen
    """

    claim: str
    part: str
    proxy: str
    verdict: str
    chosen: ReadingOutcome | None
    outcomes: tuple[ReadingOutcome, ...]
    rescue: ReadingOutcome | None = None

    @property
    def key(self) -> VerdictKey:
        """What is judged."""
        return self.claim, self.part, self.proxy

    @property
    def agreeing(self) -> int:
        """How many outcomes are as true, or as untrue, as the chosen one."""
        return self._agreeing(self.outcomes)

    @property
    def same_year(self) -> tuple[ReadingOutcome, ...]:
        """Outcomes of all readings at the chosen year."""
        return tuple(each for each in self.outcomes if self.chosen and each.year == self.chosen.year)

    @property
    def agreeing_same_year(self) -> int:
        """How many outcomes of the chosen year are as true, or as untrue, as the chosen one."""
        return self._agreeing(self.same_year)

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest value of all outcomes."""
        values = [outcome.value for outcome in self.outcomes]
        return min(values), max(values)

    def _agreeing(self, outcomes: Iterable[ReadingOutcome]) -> int:
        return sum(self.chosen is not None and each.stance == self.chosen.stance for each in outcomes)


def judge_parts(register: Register, outcomes: Iterable[ReadingOutcome]) -> list[PartVerdict]:
    """Return the verdict on every part and proxy, in the order of the register."""
    by_part: dict[VerdictKey, list[ReadingOutcome]] = {}
    for outcome in outcomes:
        by_part.setdefault(outcome.reading.key, []).append(outcome)
    keys = [(name, *key[:2]) for name, claim in register.claims.items() for key in claim.reads]
    return [judge_part(key, tuple(by_part.get(key, ())), register.judging) for key in keys]


def judge_part(key: VerdictKey, outcomes: tuple[ReadingOutcome, ...], judging: Judging) -> PartVerdict:
    """Choose the outcome of the first reading at the most natural year, and judge by it."""
    if not outcomes:
        return PartVerdict(*key, NOT_TESTABLE, None, ())
    first = min(outcomes, key=lambda outcome: outcome.reading.departures).reading
    along = [outcome for outcome in outcomes if outcome.reading is first]
    chosen = min(along, key=lambda outcome: from_natural(outcome, judging))
    if chosen.association:
        against = _contradicting(chosen, outcomes)
    else:
        truths, own = np.array([each.true for each in outcomes]), chosen.reading.own_answers
        hinges = depends_on_reading(np.array(chosen.true), truths, outcomes, chosen, judging)
        others = [each for each in outcomes if each.true != chosen.true and own <= {*each.reading.answers}]
        against = others if hinges else []
    if not against:
        return PartVerdict(*key, chosen.verdict, chosen, outcomes)
    rescue = min(against, key=lambda outcome: _apart(outcome, chosen, judging))
    return PartVerdict(*key, DEPENDS, chosen, outcomes, rescue)


def _contradicting(chosen: ReadingOutcome, outcomes: tuple[ReadingOutcome, ...]) -> list[ReadingOutcome]:
    """The estimates that contradict the chosen one; where it leaves its question open, another one."""
    return [
        theirs
        for ours in ([chosen] if chosen.stance else outcomes)
        for theirs in outcomes
        if ours.stance * theirs.stance < 0 and ours.association and theirs.association
        if ours.association.apart(theirs.association)
    ]


def depends_on_reading(
    own: Array,
    truths: Array,
    outcomes: Iterable[ReadingOutcome],
    chosen: ReadingOutcome,
    judging: Judging,
) -> Array:
    """Return whether a verdict says `depends`.

    Parameters
    ----------
    own : whether the chosen outcome is true, of any shape
    truths : whether each outcome is, array (outcomes, ...)

    Others ought to agree with a true one that share its year, where anything dates it, and the same reading
    of the other of two years equally near to the natural one.
    """
    general = chosen.verdict in (HOLDS, FAILS) and chosen.reading.natural is None
    settled = chosen.reading.own_answers
    others = np.array([settled <= {*each.reading.answers} for each in outcomes])
    compared = others & np.array([general or each.year == chosen.year for each in outcomes])
    nearest = from_natural(chosen, judging)[:-1]
    as_near = np.array(
        [each.reading is chosen.reading and from_natural(each, judging)[:-1] == nearest for each in outcomes]
    )
    denied = (2 * truths[compared].sum(axis=0) < compared.sum()) | ~truths[as_near].all(axis=0)
    hinges: Array = (truths[others] != own).any(axis=0) & (~own | denied)
    return hinges


def from_natural(outcome: ReadingOutcome, judging: Judging) -> tuple[float, float, float]:
    """Order outcomes by how far they lie from the most natural year; of equally near, the earlier.

    An estimate without the figures of some units comes after all others.
    """
    partial = bool(outcome.association and outcome.association.partial)
    if outcome.year is None:
        return (partial, np.inf, 0)
    return (partial, abs(outcome.year - (outcome.reading.natural or judging.natural)), outcome.year)


def departures(outcome: ReadingOutcome, chosen: ReadingOutcome) -> list[tuple[str, str]]:
    """Return the (question, answer) pairs in which an outcome's reading departs from the chosen one."""
    kept = set(chosen.reading.answers)
    return [pair for pair in outcome.reading.answers if pair not in kept]


def _apart(outcome: ReadingOutcome, chosen: ReadingOutcome, judging: Judging) -> tuple[float, ...]:
    """Order outcomes by departures from the chosen one, answers and year; of equals, the better fit first."""
    departs = len({*outcome.reading.answers} - {*chosen.reading.answers}) + (outcome.period != chosen.period)
    return (departs, outcome.verdict == CLOSE, outcome.reading.departures, *from_natural(outcome, judging))
