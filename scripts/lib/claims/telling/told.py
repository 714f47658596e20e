"""Told verdicts: one plain record a part and language, from which dossier, table and picture are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.claims.hidden_sets import HiddenSets
from lib.claims.outcomes import DEPENDS, MATCHES, ReadingOutcome
from lib.claims.printed_numbers import SLACK
from lib.claims.provenance import Provenance
from lib.claims.register import Register
from lib.claims.scrutiny.fragility import MOST_TIMES
from lib.claims.scrutiny.workings import Working
from lib.claims.severity import Severity
from lib.claims.statements import Claim, Judging, Part
from lib.claims.telling import values
from lib.claims.templates import in_one_line, template
from lib.claims.together import Together
from lib.claims.verdicts import PartVerdict, VerdictKey
from lib.inference.conventions import VERDICT_CONFIDENCE
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


@dataclass(frozen=True)
class ToldPart:
    """A verdict in one language on a part, or on what is read beside it; texts are empty without figures."""

    judged: PartVerdict
    read: Part
    title: str
    verdict: str
    why: str
    asserted: str
    computed: str
    reading: str
    severity: Severity | None
    how_severe: str
    how_fragile: str


@dataclass(frozen=True)
class ToldClaim:
    """A statement with its verdicts in one language."""

    claim: Claim
    words: Words
    parts: tuple[ToldPart, ...]

    @property
    def asserted(self) -> list[ToldPart]:
        """The parts themselves, without what is computed in the place of one or beside it."""
        return [part for part in self.parts if not part.judged.proxy]


def tell_claims(book: Casebook, words: Words) -> list[ToldClaim]:
    """Return every statement with its verdicts in the language of the words."""
    return [
        ToldClaim(claim, words, tuple(_part(book, claim.name, *each, words) for each in claim.reads))
        for claim in book.register.claims.values()
    ]


def _part(book: Casebook, claim: str, part: str, proxy: str, read: Part, words: Words) -> ToldPart:
    verdict = book.verdicts[claim, part, proxy]
    chosen = verdict.chosen
    stated = values.stated_text(chosen, words) if chosen else values.asserted_text(read, words)
    return ToldPart(
        verdict,
        read,
        read.title[words.language],
        values.verdict_word(verdict.verdict, words),
        _why(book, verdict, read, words),
        values.hedged(stated, read, words),
        values.outcome_text(chosen, words) if chosen else "",
        values.reading_title(book.register, chosen.reading, words) if chosen else "",
        book.severity.get(verdict.key),
        _how_severe(book, verdict, words),
        _how_fragile(book, verdict, words),
    )


def _how_severe(book: Casebook, verdict: PartVerdict, words: Words) -> str:
    severity = book.severity.get(verdict.key)
    if severity is None:
        return ""
    cheap, depends = severity.cheap(verdict.verdict, book.register.judging), verdict.verdict == DEPENDS
    return _sentences("severity", words, severity=severity, cheap=cheap, depends=depends)


def _how_fragile(book: Casebook, verdict: PartVerdict, words: Words) -> str:
    if verdict.key not in book.fragility:
        return ""
    row = book.fragility[verdict.key]
    return _sentences("fragility", words, row=row, provenance=book.provenance, most_times=MOST_TIMES)


def _sentences(name: str, words: Words, **places: Any) -> str:
    text = template(f"telling/{name}.txt.jinja").render(
        words=words, say=lambda key, **put: words.say(f"dossier.{key}", **put), values=values, **places
    )
    return in_one_line(text)


def _why(book: Casebook, verdict: PartVerdict, read: Part, words: Words) -> str:
    """The sentences on one verdict, as `why.txt.jinja` has them."""
    chosen = verdict.chosen
    text = template("telling/why.txt.jinja").render(
        book=book,
        verdict=verdict,
        chosen=chosen,
        read=read,
        key=_key(book.register.judging, verdict.verdict, chosen) if chosen else "",
        nearest=_nearest(verdict.outcomes, chosen, words) if chosen else "",
        change=lambda rescue: chosen and values.change_text(book.register, rescue, chosen, words),
        words=words,
        say=lambda key, **places: words.say(f"claims.{key}", **places),
        values=values,
        slack=SLACK,
        confidence=VERDICT_CONFIDENCE,
    )
    return in_one_line(text)


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
