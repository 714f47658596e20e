"""Told verdicts: one plain record a part and language, from which dossier, table and picture are made."""

from dataclasses import dataclass

from lib.claims.severity import Severity
from lib.claims.statements import Claim, Part
from lib.claims.telling.sentences import Casebook, why
from lib.claims.telling.values import (
    asserted_text,
    hedged,
    outcome_text,
    reading_title,
    stated_text,
    verdict_word,
)
from lib.claims.verdicts import PartVerdict
from lib.words.language import Words


@dataclass(frozen=True)
class ToldPart:
    """A verdict in one language; what has no figures has empty texts.

    Parameters
    ----------
    read : the part, or what is computed in its place or beside it
    reading : the chosen reading
    """

    judged: PartVerdict
    read: Part
    title: str
    verdict: str
    why: str
    asserted: str
    computed: str
    reading: str
    severity: Severity | None


@dataclass(frozen=True)
class ToldClaim:
    """A statement with its verdicts in one language."""

    claim: Claim
    words: Words
    parts: tuple[ToldPart, ...]


def tell_claims(book: Casebook, words: Words) -> list[ToldClaim]:
    """Return every statement with its verdicts in the language of the words."""
    return [
        ToldClaim(claim, words, tuple(_part(book, claim.name, *each, words) for each in claim.reads))
        for claim in book.register.claims.values()
    ]


def _part(book: Casebook, claim: str, part: str, proxy: str, read: Part, words: Words) -> ToldPart:
    verdict = book.verdicts[claim, part, proxy]
    chosen = verdict.chosen
    return ToldPart(
        verdict,
        read,
        read.title[words.language],
        verdict_word(verdict.verdict, words),
        why(book, verdict, words),
        hedged(stated_text(chosen, words) if chosen else asserted_text(read, words), read, words),
        outcome_text(chosen, words) if chosen else "",
        reading_title(book.register, chosen.reading, words) if chosen else "",
        book.severity.get(verdict.key),
    )
