"""Flips of arithmetic: the smallest change of one printed number that would turn a verdict on such numbers.

Each number that the arithmetic uses is moved on its own by steps of its last printed digit, as long as it
stays above nothing and is no more than doubled, and the arithmetic is judged again: the first step that turns
the verdict is exact.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from lib.claims.evidence import Evidence
from lib.claims.outcomes import evaluate
from lib.claims.register import Register
from lib.claims.scrutiny.fragility import MOST_TIMES, Flip, Fragility
from lib.claims.statements import Assertion
from lib.claims.verdicts import PartVerdict, judge_part


def printed_flips(verdicts: Iterable[PartVerdict], register: Register, evidence: Evidence) -> list[Fragility]:
    """Return how fragile verdicts on printed numbers are."""
    verdict_fragilities = []
    for verdict in verdicts:
        if verdict.chosen is not None and not verdict.proxy and verdict.chosen.implication is not None:
            asked = verdict.chosen.reading.settings.sum
            names = {name: None for name in (*asked.terms, *asked.equals) if isinstance(name, str)}
            flips = [flip for name in names if (flip := _flip(verdict, name, register, evidence))]
            least = min(flips, key=lambda flip: (abs(flip.change), flip.variable), default=None)
            verdict_fragilities.append(
                Fragility(verdict.claim, verdict.part, verdict.verdict, len(names), least)
            )
    return verdict_fragilities


def _flip(verdict: PartVerdict, name: str, register: Register, evidence: Evidence) -> Flip | None:
    """The fewest steps of one printed number, named claim.part, that turn a verdict."""
    claim, _, part = name.partition(".")
    asserted = register.claims[claim].parts[part].asserted
    decimals = 0 if asserted.exact else asserted.decimals or 0
    for steps in count(1):
        values = [round(asserted.stated + sign * steps * 10.0**-decimals, decimals) for sign in (-1, 1)]
        values = [value for value in values if 0 < value <= MOST_TIMES * asserted.stated]
        if not values:
            return None
        for value in values:
            judged = _judged_with(replace(asserted, value=value), claim, part, verdict, register, evidence)
            if judged != verdict.verdict:
                return Flip(name, "", None, asserted.stated, value / asserted.stated - 1, judged)
    return None


def _judged_with(
    asserted: Assertion, claim: str, part: str, verdict: PartVerdict, register: Register, evidence: Evidence
) -> str:
    """The verdict where one part asserts something else."""
    stating = register.claims[claim]
    parts = {**stating.parts, part: replace(stating.parts[part], asserted=asserted)}
    claims = {**register.claims, claim: replace(stating, parts=parts)}
    readings = tuple(each.reading for each in verdict.outcomes)
    outcomes = evaluate(replace(register, claims=claims, readings=readings), evidence)
    return judge_part(verdict.key, tuple(outcomes), register.judging).verdict
