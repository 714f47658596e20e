"""Sentences: why a verdict is what it is, one in each of the reader's languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.claims.associations import CONFIDENCE
from lib.claims.hidden_sets import HiddenSets
from lib.claims.outcomes import MATCHES, ReadingOutcome
from lib.claims.printed_numbers import SLACK
from lib.claims.provenance import Provenance
from lib.claims.register import Register
from lib.claims.scrutiny.workings import Working
from lib.claims.severity import Severity
from lib.claims.statements import Judging
from lib.claims.telling import values
from lib.claims.telling.templates import one_line, template
from lib.claims.together import Together
from lib.claims.verdicts import PartVerdict, VerdictKey, departures
from lib.words.language import Words


@dataclass(frozen=True)
class Casebook:
    """All that is told, whatever the language; by (claim, part, proxy) what not every verdict has.

    `folder` is that of the claims' files, for the reader who wants to change one; `fragility` has rows, see
    `lib.claims.scrutiny.past_revisions.read_fragility`.
    """

    register: Register
    verdicts: Mapping[VerdictKey, PartVerdict]
    hidden: tuple[HiddenSets, ...]
    together: tuple[Together, ...]
    provenance: Provenance
    severity: Mapping[VerdictKey, Severity]
    folder: str
    workings: Mapping[VerdictKey, Working] = field(default_factory=dict)
    fragility: Mapping[VerdictKey, Any] = field(default_factory=dict)


def why(book: Casebook, verdict: PartVerdict, words: Words) -> str:
    """Return the sentences on one verdict, as `why.txt.jinja` has them."""
    chosen, part = verdict.chosen, book.register.claims[verdict.claim].parts[verdict.part]
    text = template("why.txt.jinja").render(
        book=book,
        verdict=verdict,
        chosen=chosen,
        part=part,
        asserted=chosen.reading.asserted if chosen else None,
        key=_key(book.register.judging, verdict.verdict, chosen) if chosen else "",
        nearest=_nearest(verdict.outcomes, chosen, words) if chosen else "",
        change=lambda rescue: chosen and change_text(book.register, rescue, chosen, words),
        words=words,
        say=lambda key, **places: words.say(f"claims.{key}", **places),
        values=values,
        slack=SLACK,
        confidence=CONFIDENCE,
    )
    return one_line(text)


def _nearest(outcomes: Iterable[ReadingOutcome], chosen: ReadingOutcome, words: Words) -> str:
    """What is nearest to a stated number."""
    asserted, nearest = chosen.reading.asserted, chosen
    if asserted.is_number:
        nearest = min(outcomes, key=lambda outcome: abs(outcome.value - asserted.stated))
    return values.outcome_text(nearest, words)


def _key(judging: Judging, verdict: str, chosen: ReadingOutcome) -> str:
    """The words for a verdict; of a number that matches, as a count, as a bound, or half-way to the next."""
    asserted = chosen.reading.asserted
    if verdict != MATCHES or not asserted.is_number:
        return verdict
    printed = judging.accepted(asserted, exactly=True)
    if asserted.exact:
        return "matches_exactly"
    if judging.hedges[asserted.hedge].open:
        return "matches_more"
    half_way = min(abs(chosen.value - printed.low), abs(chosen.value - printed.high)) < SLACK
    return "matches_half_way" if half_way else verdict


def change_text(register: Register, rescue: ReadingOutcome, chosen: ReadingOutcome, words: Words) -> str:
    """Return what departs from the chosen reading: other answers, another year."""
    answers = values.answers_text(register, departures(rescue, chosen), words)
    parts = [words.say("claims.with", answers=answers)] if answers else []
    if rescue.period != chosen.period or not parts:
        parts.append(words.say("claims.in_year", period=values.period_text(rescue.period, words)))
    return " ".join(parts)
