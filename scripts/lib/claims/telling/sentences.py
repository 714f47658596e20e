"""Sentences: why a verdict is what it is, one in each of the reader's languages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from lib.claims.arithmetic import EXAMPLES, Implication
from lib.claims.associations import CONFIDENCE, Association
from lib.claims.hidden_sets import HiddenSets
from lib.claims.outcomes import DEPENDS, DIFFERS, MATCHES, ReadingOutcome
from lib.claims.printed_numbers import SLACK, interval_text
from lib.claims.provenance import Provenance
from lib.claims.register import Register
from lib.claims.scrutiny.workings import Working
from lib.claims.severity import Severity
from lib.claims.statements import Assertion, Judging, NotTestable
from lib.claims.telling.values import (
    answers_text,
    effect_text,
    group_title,
    interval_ends,
    localised,
    outcome_text,
    period_text,
    range_text,
    significant_decimals,
    stated_text,
    value_text,
    verdict_word,
)
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
    """Return the sentence on one verdict; one more where a set was searched for, or rounding may explain."""
    chosen, judging = verdict.chosen, book.register.judging
    missing = book.register.claims[verdict.claim].parts[verdict.part].not_testable
    if chosen is None:
        if missing is None or verdict.proxy:
            return words.say("claims.no_figures")
        return _not_testable(book, verdict, missing, words)
    if chosen.association is not None:
        return _association(book.register, verdict, chosen, chosen.association, words)
    if chosen.implication is not None:
        return _arithmetic(verdict.verdict, chosen, chosen.implication, words)
    sentences = [_sentence(book.register, verdict, chosen, words)]
    for search in book.hidden:
        at = (search.claim, search.part, "", search.year, search.layout)
        if at == (*verdict.key, chosen.year, chosen.layout):
            numbers = {name: words.number(getattr(search, name)) for name in ("sets", "matches", "close")}
            sentences.append(words.say("claims.hidden", take=search.take, **numbers))
    working, asserted = book.workings.get(verdict.key), chosen.reading.asserted
    unrounded = working and working.before_rounding
    if verdict.verdict == DIFFERS and unrounded and unrounded.meets(judging.accepted(asserted)):
        low, high = (value_text(end, asserted, words) for end in (unrounded.low, unrounded.high))
        sentences.append(words.say("claims.rounded", low=low, high=high, asserted=stated_text(chosen, words)))
    return " ".join(sentences)


def _not_testable(book: Casebook, verdict: PartVerdict, missing: NotTestable, words: Words) -> str:
    """What is missing, who holds it, and what comes nearest."""
    proxies = []
    for name, proxy in missing.proxies.items():
        nearest = book.verdicts[verdict.claim, verdict.part, name].chosen
        if nearest is None:
            continue
        proxies.append(
            words.say(
                "claims.proxy",
                title=proxy.title[words.language],
                value=outcome_text(nearest, words),
                period=period_text(nearest.period, words),
                says=words.say("claims.speaks_for" if nearest.true else "claims.speaks_against"),
            )
        )
        if proxy.weak:
            proxies.append(words.say("claims.weak", because=proxy.weak[words.language]))
    return words.say(
        "claims.not_testable",
        missing=missing.missing[words.language],
        holder=missing.holder[words.language],
        proxies=" ".join(proxies) or words.say("claims.no_proxy"),
    )


def _sentence(register: Register, verdict: PartVerdict, chosen: ReadingOutcome, words: Words) -> str:
    asserted, outcomes, key = chosen.reading.asserted, verdict.outcomes, verdict.verdict
    values: dict[str, object] = {
        "value": outcome_text(chosen, words),
        "asserted": stated_text(chosen, words),
        "period": period_text(chosen.period, words),
        "agreeing": verdict.agreeing,
        "all": len(outcomes),
        "true": sum(outcome.true for outcome in outcomes),
    }
    if key == DEPENDS and verdict.rescue:
        change, rescue = change_text(register, verdict.rescue, chosen, words), verdict.rescue
        key = "depends_true" if chosen.true else "depends_untrue"
        return words.say(f"claims.{key}", **values, change=change, rescue=outcome_text(rescue, words))
    nearest = chosen
    if asserted.is_number:
        nearest = min(outcomes, key=lambda outcome: abs(outcome.value - asserted.stated))
    values["nearest"] = outcome_text(nearest, words)
    values["others"] = words.say(f"claims.others_{key}", **values) if len(outcomes) > 1 else ""
    if key == MATCHES and asserted.exact:
        key = "matches_exactly"
    elif key == MATCHES and register.judging.hedges[asserted.hedge].open:
        key = "matches_more"
    elif key == MATCHES and _half_way(register.judging, asserted, chosen.value):
        key = "matches_half_way"
    return words.say(f"claims.{key}", **values)


def _half_way(judging: Judging, asserted: Assertion, value: float) -> bool:
    """Whether a value lies half-way between the printed number and the next."""
    printed = judging.accepted(asserted, exactly=True)
    return asserted.is_number and min(abs(value - printed.low), abs(value - printed.high)) < SLACK


def _arithmetic(verdict: str, chosen: ReadingOutcome, implication: Implication, words: Words) -> str:
    """What stated numbers imply, what is missing, and what would explain it."""
    asserted, operation = chosen.reading.asserted, chosen.reading.settings.sum.operation
    values = {"value": outcome_text(chosen, words), "asserted": stated_text(chosen, words)}
    if operation == EXAMPLES:
        key = "examples" if implication.agrees else "inconsistent_equal"
    elif verdict == DEPENDS:
        key = "short"
    else:
        relation = operation if operation in ("ratio_between", "ratio_above") else "equal"
        key = f"{'consistent' if implication.agrees else 'inconsistent'}_{relation}"
    sentences = [words.say(f"claims.{key}", **values)]
    if implication.missing is not None and implication.missing.low > SLACK:
        sentences.append(words.say("claims.missing", value=range_text(implication.missing, asserted, words)))
        sentences += [
            words.say(
                "claims.filler",
                group=group_title(group, words),
                share=value_text(share, asserted, words),
                period=period_text(str(year), words),
            )
            for group, share, year in implication.fillers
        ]
    if implication.needed is not None and not implication.agrees and operation == "ratio":
        values["value"] = localised(interval_text(implication.needed), words)
        sentences.append(words.say("claims.needed", **values))
    return " ".join(sentences)


def _association(
    register: Register, verdict: PartVerdict, chosen: ReadingOutcome, association: Association, words: Words
) -> str:
    """What an interval says, where the readings contradict, and which region turns it."""
    asserted, outcomes = chosen.reading.asserted, verdict.outcomes

    def say(key: str, **values: object) -> str:
        return words.say(f"claims.associations.{key}", **values)

    sentences = [
        say(
            association.verdict.replace(" ", "_"),
            value=outcome_text(chosen, words),
            period=period_text(chosen.period, words),
            matters=effect_text(association.matters, asserted, words),
            detectable=effect_text(association.detectable, asserted, words),
        )
    ]
    if verdict.rescue is not None:
        change = change_text(register, verdict.rescue, chosen, words)
        sentences.append(say("but", change=change, value=outcome_text(verdict.rescue, words)))
    if len(outcomes) > 1:
        counts = Counter(outcome.stance for outcome in outcomes)
        counted = {"all": len(outcomes), "true": counts[1], "untrue": counts[-1], "open": counts[0]}
        sentences.append(say("others", **counted))
    if (fits := association.other_fits) is not None:
        numbers = {
            name: words.number(value, significant_decimals(value)) for name, value in asdict(fits).items()
        }
        sentences += [
            say("fits", **numbers),
            say(
                "carried_placebo" if isfinite(fits.placebo) else "carried",
                equal=words.number(fits.effective_clusters, 1),
                found=words.percent(100 * fits.placebo, 1),
                level=words.percent(50 * (1 - CONFIDENCE)),
            ),
        ]
    for turned in association.turned:
        low, high = interval_ends(turned.interval, association.estimate, words)
        unit, said = words.unit_name(turned.unit), verdict_word(turned.verdict, words)
        sentences.append(say("without", unit=unit, low=low, high=high, verdict=said))
    return " ".join(sentences)


def change_text(register: Register, rescue: ReadingOutcome, chosen: ReadingOutcome, words: Words) -> str:
    """Return what departs from the chosen reading: other answers, another year."""
    answers = answers_text(register, departures(rescue, chosen), words)
    parts = [words.say("claims.with", answers=answers)] if answers else []
    if rescue.period != chosen.period or not parts:
        parts.append(words.say("claims.in_year", period=period_text(rescue.period, words)))
    return " ".join(parts)
