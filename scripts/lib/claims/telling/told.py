"""Told verdicts: one plain record a part and language, from which dossier, table and picture are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from lib.claims.hidden_sets import HiddenSets
from lib.claims.outcomes import ReadingOutcome
from lib.claims.provenance import Provenance
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.scrutiny.fragility import Fragility
from lib.claims.scrutiny.workings import Working
from lib.claims.severity import Severity
from lib.claims.statements import Claim, Judging, Question
from lib.claims.telling.fragility import tell_fragility
from lib.claims.telling.sentences import Verdicts, change_text, why
from lib.claims.telling.values import (
    answer_title,
    asserted_text,
    effect_text,
    hedged,
    outcome_text,
    period_text,
    reading_title,
    significant_decimals,
    stated_text,
    titles_of_answers,
    value_text,
    verdict_word,
    years_text,
)
from lib.claims.telling.workings import ToldWorking, tell_working
from lib.claims.together import Together
from lib.claims.verdicts import PartVerdict, departures, from_natural
from lib.core.country import detail_layout
from lib.words.language import Words


@dataclass(frozen=True)
class ToldOutcome:
    """One reading at one year in words."""

    outcome: ReadingOutcome
    reading: str
    period: str
    layout: str
    computed: str
    verdict: str
    chosen: bool


@dataclass(frozen=True)
class ToldPart:
    """A verdict in one language; what has no figures has empty texts.

    Parameters
    ----------
    beside : how a title of what is not the part itself begins, empty for the part
    accepted : how far a value may be off
    reading, place : the chosen reading, and with its year
    """

    judged: PartVerdict
    beside: str
    title: str
    verdict: str
    why: str
    asserted: str
    accepted: str = ""
    computed: str = ""
    reading: str = ""
    place: str = ""
    robustness: str = ""
    severe: str = ""
    severity: Severity | None = None
    outcomes: tuple[ToldOutcome, ...] = ()
    working: ToldWorking | None = None
    fragile: str = ""
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToldClaim:
    """A statement with its verdicts in one language; each tuple is a list of sentences."""

    name: str
    language: str
    words: str
    whole: str
    parts: tuple[ToldPart, ...]
    open_questions: tuple[str, ...]
    hidden: tuple[str, ...]
    caveats: tuple[str, ...]
    sources: tuple[str, ...]
    code: tuple[str, ...]
    rule: tuple[str, ...]


@dataclass(frozen=True)
class Casebook:
    """All that is told, whatever the language; by (claim, part, proxy) what not every verdict has.

    `folder` is that of the claims' files, for the reader who wants to change one.
    """

    register: Register
    verdicts: Verdicts
    hidden: tuple[HiddenSets, ...]
    together: tuple[Together, ...]
    provenance: Provenance
    severity: Mapping[tuple[str, str, str], Severity]
    folder: str
    workings: Mapping[tuple[str, str, str], Working] = field(default_factory=dict)
    fragility: Mapping[tuple[str, str, str], Fragility] = field(default_factory=dict)


def tell_claims(book: Casebook, words: Words) -> list[ToldClaim]:
    """Return every statement with its verdicts in the language of the words."""
    return [_claim(book, claim, words) for claim in book.register.claims.values()]


def _claim(book: Casebook, claim: Claim, words: Words) -> ToldClaim:
    parts = tuple(
        _part(book, book.verdicts[claim.name, part, proxy], read.title[words.language], words)
        for part, proxy, read in claim.reads
    )
    judged = [part.judged for part in parts]
    chosen = list(dict.fromkeys(verdict.chosen.reading for verdict in judged if verdict.chosen))
    return ToldClaim(
        name=claim.name,
        language=words.language,
        words=claim.words[words.language],
        whole=" ".join(_whole(book, each, words) for each in book.together if claim.name in each.claims),
        parts=parts,
        open_questions=_questions(claim, judged, words),
        hidden=tuple(_hidden(book, search, words) for search in book.hidden if search.claim == claim.name),
        caveats=_caveats(book, claim, words),
        sources=_sources(book.provenance, chosen, words),
        code=tuple(dict.fromkeys(_code(book.folder, claim, reading, words) for reading in chosen)),
        rule=_rule(book.register, chosen, words),
    )


def _part(book: Casebook, verdict: PartVerdict, title: str, words: Words) -> ToldPart:
    chosen = verdict.chosen
    missing = book.register.claims[verdict.claim].parts[verdict.part].not_testable
    working = book.workings.get(verdict.key)
    beside = words.say("dossier.proxies" if missing else "dossier.beside") if verdict.proxy else ""
    sentence = why(book.register, verdict, book.verdicts, book.hidden, working, words)
    named = verdict_word(verdict.verdict, words)
    if chosen is None:
        part = book.register.claims[verdict.claim].parts[verdict.part]
        part = part.proxies[verdict.proxy] if verdict.proxy else part
        asserted = hedged(asserted_text(part.kind, part.asserted, part.settings, words), part.asserted, words)
        return ToldPart(verdict, beside, title, named, sentence, asserted)
    titles = {
        id(each.reading): reading_title(book.register, each.reading, words) for each in verdict.outcomes
    }
    reading = titles[id(chosen.reading)]
    return ToldPart(
        judged=verdict,
        beside=beside,
        title=title,
        verdict=named,
        why=sentence,
        asserted=hedged(stated_text(chosen, words), chosen.reading.asserted, words),
        accepted=_accepted(book.register, chosen, words),
        computed=outcome_text(chosen, words),
        reading=reading,
        place=", ".join(filter(None, (reading, years_text(chosen.period)))),
        robustness=_robustness(verdict, chosen, words) if len(verdict.outcomes) > 1 else "",
        severe=tell_severity(book.severity.get(verdict.key), book.register.judging, words),
        severity=book.severity.get(verdict.key),
        outcomes=tuple(
            ToldOutcome(
                each,
                titles[id(each.reading)],
                years_text(each.period),
                words.say("claims.detail") if each.layout == detail_layout() else each.layout,
                outcome_text(each, words),
                verdict_word(each.verdict, words),
                each is chosen,
            )
            for each in verdict.outcomes
        ),
        otherwise=_otherwise(book.register, verdict, chosen, words),
        fragile=tell_fragility(book.fragility.get(verdict.key), book.provenance, words),
        working=tell_working(working, chosen, book.register, book.provenance, words) if working else None,
    )


def _otherwise(
    register: Register, verdict: PartVerdict, chosen: ReadingOutcome, words: Words
) -> tuple[str, ...]:
    """What the answers and the year would give that the statement's own words rule out."""
    ruled_out = [
        (name, answer)
        for name in sorted(chosen.reading.settled)
        for answer in register.questions[name].answers
    ]
    ways = [[each for each in verdict.outcomes if departures(each, chosen) == [pair]] for pair in ruled_out]
    instead = [min(way, key=lambda each: from_natural(each, register.judging)) for way in ways if way]
    if chosen.reading.natural is not None and chosen.year is not None:
        along = [each for each in verdict.outcomes if each.reading is chosen.reading]
        instead.append(min(along, key=lambda each: abs((each.year or 0) - register.judging.natural)))
    return tuple(
        words.say(
            "dossier.otherwise",
            change=change_text(register, each, chosen, words),
            value=outcome_text(each, words),
            verdict=verdict_word(each.verdict, words),
            turns=words.say("dossier.would_stand" if each.stance == chosen.stance else "dossier.would_turn"),
        )
        for each in instead
        if each is not chosen
    )


def _accepted(register: Register, chosen: ReadingOutcome, words: Words) -> str:
    """How far a value may be off, for a number that need not be exact."""
    asserted = chosen.reading.asserted
    if asserted.value is None or asserted.exact:
        return ""
    accepted = register.judging.accepted(asserted)
    low = value_text(accepted.low, asserted, words)
    if accepted.high == inf:
        return words.say("dossier.accepted_from", low=low)
    return words.say("dossier.accepted", low=low, high=value_text(accepted.high, asserted, words))


def _robustness(verdict: PartVerdict, chosen: ReadingOutcome, words: Words) -> str:
    asserted = chosen.reading.asserted
    low, high = (value_text(value, asserted, words) for value in verdict.range)
    key = "agreeing_words" if asserted.value is None or low == high else "agreeing"
    return words.say(
        f"dossier.{key if chosen.period else 'agreeing_numbers'}",
        agreeing=verdict.agreeing,
        all=len(verdict.outcomes),
        same=verdict.agreeing_same_year,
        same_all=len(verdict.same_year),
        period=period_text(chosen.period, words),
        low=low,
        high=high,
    )


def tell_severity(severity: Severity | None, judging: Judging, words: Words) -> str:
    """Return how cheap one verdict is; nothing for one of which that is not known."""
    if severity is None:
        return ""
    first, same_year, anywhere, error = (
        words.percent(100 * (part or 0), significant_decimals(100 * (part or 0), 1))
        for part in (severity.first, severity.same_year, severity.anywhere, severity.error)
    )
    text = words.say(
        f"dossier.severity_{severity.against}",
        number=words.number(severity.alternatives),
        first=first,
        same_year=same_year,
        anywhere=anywhere,
    )
    drawn = words.say("dossier.severity_drawn", error=error) if severity.error else ""
    cheap = words.say("dossier.cheap") if severity.cheap(judging) else ""
    return " ".join(filter(None, (text, drawn, cheap)))


def _questions(claim: Claim, judged: Iterable[PartVerdict], words: Words) -> tuple[str, ...]:
    """Each question as it is asked, once; what dates the statement before all."""
    asked: dict[tuple[str, str], Question] = {}
    for verdict, (_, _, part) in zip(judged, claim.reads, strict=True):
        if verdict.outcomes:
            asked |= {(each.name, next(iter(each.answers))): each for each in part.questions}
    dated = [words.say("dossier.dated", because=claim.dated[words.language])] if claim.dated else []
    return (
        *dated,
        *(
            words.say(
                "dossier.question",
                asks=question.asks[words.language],
                because=question.because[words.language],
                answers=words.say("claims.and").join(
                    answer_title(question, answer, words) for answer in question.answers
                ),
            )
            for question in asked.values()
        ),
    )


def _whole(book: Casebook, together: Together, words: Words) -> str:
    """Whether one year and one reading make all parts of statements true at once."""
    reading = words.say("claims.and").join(titles_of_answers(book.register, together.answers, words))
    claims = book.register.claims
    untrue = [
        f"{claim}, {claims[claim].parts[part].title[words.language]}" for claim, part in together.untrue
    ]
    return words.say(
        "dossier.whole_not" if untrue else "dossier.whole",
        claims=words.say("claims.list").join(together.claims),
        parts=len(together.parts),
        true=len(together.parts) - len(untrue),
        when=words.say("claims.when", period=period_text(str(together.year), words)) if together.year else "",
        reading=words.say("claims.with_reading", answers=reading) if reading else "",
        untrue="; ".join(untrue),
    )


def _hidden(book: Casebook, search: HiddenSets, words: Words) -> str:
    asserted = book.register.claims[search.claim].parts[search.part].asserted
    nearest = "; ".join(
        f"{', '.join(words.unit(unit) for unit in units)} ({value_text(share, asserted, words)})"
        for units, share in search.nearest
    )
    return words.say(
        "dossier.hidden_text",
        layout=search.layout,
        period=search.year,
        sets=search.sets,
        take=search.take,
        matches=search.matches,
        close=search.close,
        low=value_text(search.low, asserted, words),
        high=value_text(search.high, asserted, words),
        nearest=nearest,
    )


def _caveats(book: Casebook, claim: Claim, words: Words) -> tuple[str, ...]:
    caveats = [claim.caveat[words.language]] if claim.caveat else []
    checks = [
        f"{other.name} ({verdict_word(book.verdicts[other.name, name, ''].verdict, words)})"
        for other in book.register.claims.values()
        for name, part in other.parts.items()
        for settings in [part.settings.sum]
        if any(str(term).startswith(f"{claim.name}.") for term in (*settings.terms, *settings.equals))
    ]
    if checks:
        caveats.append(words.say("dossier.see_also", claims=", ".join(dict.fromkeys(checks))))
    return tuple(caveats)


def _sources(provenance: Provenance, chosen: list[Reading], words: Words) -> tuple[str, ...]:
    names = sorted({name for reading in chosen for name in provenance.series_of(reading)})
    used = sorted({name for reading in chosen for name in reading.variables})
    measures: Mapping[str, list[str]] = {
        name: [words.variables.get(each, each) for each in used if provenance.series.get(each) == name]
        for name in names
    }
    return tuple(
        words.say(
            "dossier.source",
            title=words.variables.get(name) or ", ".join(measures[name]) or name,
            table=provenance.tables[name],
            vintage=provenance.vintages.get(name, "–"),
        )
        for name in names
    )


def _code(folder: str, claim: Claim, reading: Reading, words: Words) -> str:
    file = f"{folder}/{claim.theme}.yaml"
    if reading.kind == "association":
        return words.say("dossier.code_model", file=file, model=reading.settings.model.name)
    if reading.kind == "arithmetic":
        return words.say("dossier.code_arithmetic", file=file)
    variables = ", ".join(f"`{name}`" for name in reading.variables)
    return words.say("dossier.code_text", file=file, kind=reading.kind, variables=variables)


def _rule(register: Register, chosen: list[Reading], words: Words) -> tuple[str, ...]:
    """The rule that chose the readings, as long as there was something to choose."""
    judging = register.judging
    rules = [words.say("dossier.rule", natural=judging.natural)] if chosen else []
    for asserted in dict.fromkeys(reading.asserted for reading in chosen if reading.asserted.matters):
        smallest = judging.smallest_effects[asserted.matters]
        rules.append(
            words.say(
                "dossier.rule_association",
                matters=effect_text(smallest.value, asserted, words),
                because=smallest.because[words.language],
            )
        )
    return tuple(rules)
