"""Dossiers: a told statement in Markdown, what is stated, what was computed, every reading, sources, how."""

from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import Reading
from lib.claims.telling import values, workings
from lib.claims.telling.told import Casebook, ToldClaim
from lib.claims.templates import template
from lib.claims.verdicts import PartVerdict, departures, from_natural
from lib.core.country import detail_layout
from lib.words.language import Words


def write_dossier(told_claim: ToldClaim, book: Casebook, picture: str, root: str, edition: str = "") -> str:
    """Return the dossier of one statement; its picture and the project as paths from the dossier.

    `edition` says as known on which date the figures are, and goes below the statement.
    """
    words, judged = told_claim.words, [part for part in told_claim.parts if part.judged.chosen]
    chosen = [part.judged.chosen.reading for part in judged if part.judged.chosen]
    asked = [question for part in judged for question in part.read.questions]
    text = template("telling/dossier.md.jinja").render(
        told_claim=told_claim,
        book=book,
        words=words,
        say=words.say,
        picture=picture,
        root=root,
        edition=edition,
        detail=detail_layout(),
        chosen=chosen,
        questions={each.pairs[0]: each for each in asked}.values(),
        checks=_checks(book, told_claim.claim.name, words),
        sources=_sources(book, chosen, words),
        code=dict.fromkeys(_code(book.folder, told_claim, reading) for reading in chosen),
        ruled_out=_ruled_out,
        values=values,
        workings=workings,
    )
    return text.rstrip() + "\n"


def _ruled_out(book: Casebook, verdict: PartVerdict, chosen: ReadingOutcome) -> list[ReadingOutcome]:
    """What the answers and the year would give that the statement's own words rule out."""
    questions, judging, outcomes = book.register.questions, book.register.judging, verdict.outcomes
    pairs = [pair for name in sorted(chosen.reading.settled) for pair in questions[name].pairs]
    ways = [[each for each in outcomes if departures(each, chosen) == [pair]] for pair in pairs]
    instead = [min(way, key=lambda each: from_natural(each, judging)) for way in ways if way]
    if chosen.reading.natural is not None and chosen.year is not None:
        along = [each for each in outcomes if each.reading is chosen.reading]
        instead.append(min(along, key=lambda each: abs((each.year or 0) - judging.natural)))
    return [each for each in instead if each is not chosen]


def _checks(book: Casebook, claim: str, words: Words) -> str:
    """The statements about the article's own numbers that use one of this one's, and their verdicts."""
    checks = [
        f"{other.name} ({values.verdict_word(book.verdicts[other.name, name, ''].verdict, words)})"
        for other in book.register.claims.values()
        for name, part in other.parts.items()
        for settings in [part.settings.sum]
        if any(str(term).startswith(f"{claim}.") for term in (*settings.terms, *settings.equals))
    ]
    return ", ".join(dict.fromkeys(checks))


def _sources(book: Casebook, readings: list[Reading], words: Words) -> dict[str, str]:
    """The series behind readings, sorted, each with the title of itself or of what is read from it."""
    used, origins = sorted({name for each in readings for name in each.variables}), book.provenance
    titles = {
        name: ", ".join(words.variables.get(each, each) for each in used if origins.series.get(each) == name)
        for name in sorted({name for reading in readings for name in origins.series_of(reading)})
    }
    return {name: words.variables.get(name) or title or name for name, title in titles.items()}


def _code(folder: str, told_claim: ToldClaim, reading: Reading) -> str:
    kinds = {"association": "code_model", "arithmetic": "code_arithmetic"}
    return told_claim.words.say(
        f"dossier.{kinds.get(reading.kind, 'code_text')}",
        file=f"{folder}/{told_claim.claim.theme}.yaml",
        kind=reading.kind,
        model=reading.settings.model.name,
        variables=", ".join(f"`{name}`" for name in reading.variables),
    )
