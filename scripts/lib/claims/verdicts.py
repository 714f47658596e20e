"""The rule that turns outcomes into a verdict.

1. The reading with the fewest departures from the most natural answers is chosen, among those that can be
   computed; of equal ones, the one whose earlier questions keep the natural answer longest.
2. It is read at the year the statement gives; without one, at the natural year of judging.yaml, or the
   nearest that has figures, the earlier of two equally near.
3. The verdict is that outcome's own, except that it says `depends`
   - when the outcome is not true but that of some other reading or year is, and
   - when the outcome is true but most others are not: for a number, other readings of the same year; for
     a direction or an order without a year, other readings and years.
4. Without any outcome the statement is `not testable`.

How well other readings and years fit is reported beside the verdict and never moves the choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lib.claims.evaluation import CLOSE, DEPENDS, HOLDS, NOT_TESTABLE, Outcome
from lib.claims.register import Register


@dataclass(frozen=True)
class Finding:
    """The verdict on one part of a claim, or on a proxy of it, and what speaks for it.

    Parameters
    ----------
    claim, part, proxy : what is judged
    verdict : one of the words of the house
    chosen : the outcome the rule chose, None when there is none
    outcomes : everything computed for it
    rescue : when the verdict is `depends`, the outcome of the other truth that departs least from the chosen
    """

    claim: str
    part: str
    proxy: str
    verdict: str
    chosen: Outcome | None
    outcomes: tuple[Outcome, ...]
    rescue: Outcome | None = None

    @property
    def agreeing(self) -> int:
        """How many outcomes are as true, or as untrue, as the chosen one."""
        return sum(outcome.true == self.chosen.true for outcome in self.outcomes)

    @property
    def same_year(self) -> tuple[Outcome, ...]:
        """Outcomes of all readings at the chosen year."""
        return tuple(outcome for outcome in self.outcomes if outcome.year == self.chosen.year)

    @property
    def best_years(self) -> tuple[str, ...]:
        """Years at which the chosen reading comes nearest to a stated number, or all years it holds in."""
        along = [outcome for outcome in self.outcomes if outcome.reading is self.chosen.reading]
        stated = self.chosen.reading.asserted
        if "value" not in stated or "direction" in stated:
            return tuple(outcome.period for outcome in along if outcome.true)
        apart = [round(abs(outcome.value - stated["value"]), 9) for outcome in along]
        return tuple(
            outcome.period
            for outcome, distance in zip(along, apart, strict=True)
            if distance == min(apart) or outcome.true
        )


def judge(register: Register, outcomes: Iterable[Outcome]) -> list[Finding]:
    """Return the finding on every part and proxy, in the order of the register."""
    of_part: dict[tuple[str, str, str], list[Outcome]] = {}
    for name, claim in register.claims.items():
        for part, told in claim["parts"].items():
            of_part[name, part, ""] = []
            of_part |= {(name, part, proxy): [] for proxy in told.get("not_testable", {}).get("proxies", {})}
    for outcome in outcomes:
        reading = outcome.reading
        of_part[reading.claim, reading.part, reading.proxy].append(outcome)
    return [_finding(keys, tuple(found), register.judging) for keys, found in of_part.items()]


def _finding(keys: tuple[str, str, str], outcomes: tuple[Outcome, ...], judging: Mapping) -> Finding:
    if not outcomes:
        return Finding(*keys, NOT_TESTABLE, None, ())
    chosen = choose(outcomes, judging)
    disputed = chosen.true and _mostly_untrue(outcomes, chosen)
    others = [outcome for outcome in outcomes if outcome.true != chosen.true]
    if disputed or (not chosen.true and others):
        rescue = min(others, key=lambda outcome: _apart(outcome, chosen, judging))
        return Finding(*keys, DEPENDS, chosen, outcomes, rescue)
    return Finding(*keys, chosen.verdict, chosen, outcomes)


def _mostly_untrue(outcomes: Iterable[Outcome], chosen: Outcome) -> bool:
    """Whether most of the outcomes that ought to agree with a true one do not."""
    general = chosen.verdict == HOLDS
    compared = [outcome.true for outcome in outcomes if general or outcome.year == chosen.year]
    return 2 * sum(compared) < len(compared)


def choose(outcomes: Iterable[Outcome], judging: Mapping) -> Outcome:
    """Return the outcome of the most natural reading at the most natural year."""
    outcomes = list(outcomes)
    first = min(outcomes, key=lambda outcome: outcome.reading.departures).reading
    along = [outcome for outcome in outcomes if outcome.reading is first]
    return min(along, key=lambda outcome: _from_natural(outcome.year, judging))


def _from_natural(year: int | None, judging: Mapping) -> tuple[float, float]:
    if year is None:
        return (np.inf, 0)
    return (abs(year - judging["years"]["natural"]), year)


def differences(outcome: Outcome, chosen: Outcome) -> list[tuple[str, str]]:
    """The (question, answer) pairs in which an outcome's reading departs from the chosen one."""
    kept = set(chosen.reading.answers)
    return [pair for pair in outcome.reading.answers if pair not in kept]


def _apart(outcome: Outcome, chosen: Outcome, judging: Mapping) -> tuple:
    """Order outcomes by departures from the chosen one, answers and year; of equals, the better fit first."""
    departs = len(differences(outcome, chosen)) + (outcome.period != chosen.period)
    return (
        departs,
        outcome.verdict == CLOSE,
        outcome.reading.departures,
        *_from_natural(outcome.year, judging),
    )
