"""Sentences: why a verdict is what it is, one in each of the reader's languages."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import isfinite

from lib.claims.arithmetic import EXAMPLES, Implication
from lib.claims.associations import CONFIDENCE, Association
from lib.claims.evidence import OtherFits
from lib.claims.hidden_sets import HiddenSets
from lib.claims.outcomes import DEPENDS, DIFFERS, MATCHES, ReadingOutcome
from lib.claims.printed_numbers import SLACK, interval_text
from lib.claims.register import Register
from lib.claims.scrutiny.workings import Working
from lib.claims.statements import Assertion, Judging, NotTestable, Part
from lib.claims.telling.values import (
    effect_text,
    group_title,
    interval_ends,
    localised,
    outcome_text,
    period_text,
    range_text,
    significant_decimals,
    stated_text,
    titles_of_answers,
    value_text,
    verdict_word,
)
from lib.claims.verdicts import PartVerdict, departures
from lib.words.language import Words

BETWEEN_OR_ABOVE = ("ratio_between", "ratio_above")
Verdicts = Mapping[tuple[str, str, str], PartVerdict]


def why(
    register: Register,
    verdict: PartVerdict,
    verdicts: Verdicts,
    hidden: Iterable[HiddenSets],
    working: Working | None,
    words: Words,
) -> str:
    """Return the sentence on one verdict; one more where a set was searched for.

    `verdicts` are all of them, for the proxies of what cannot be tested.
    """
    missing = register.claims[verdict.claim].parts[verdict.part].not_testable
    if verdict.chosen is None:
        if missing is None or verdict.proxy:
            return words.say("claims.no_figures")
        return _not_testable(verdict, missing, verdicts, words)
    sentences = [_sentence(register, verdict, verdict.chosen, words)]
    for search in hidden:
        at = (search.claim, search.part, "", search.year, search.layout)
        if at == (*verdict.key, verdict.chosen.year, verdict.chosen.layout):
            numbers = {name: words.number(getattr(search, name)) for name in ("sets", "matches", "close")}
            sentences.append(words.say("claims.hidden", take=search.take, **numbers))
    unrounded = working and working.before_rounding
    if verdict.verdict == DIFFERS and unrounded:
        asserted = verdict.chosen.reading.asserted
        if unrounded.meets(register.judging.accepted(asserted)):
            low, high = (value_text(end, asserted, words) for end in (unrounded.low, unrounded.high))
            stated = stated_text(verdict.chosen, words)
            sentences.append(words.say("claims.rounded", low=low, high=high, asserted=stated))
    return " ".join(sentences)


def _sentence(register: Register, verdict: PartVerdict, chosen: ReadingOutcome, words: Words) -> str:
    asserted, outcomes = chosen.reading.asserted, verdict.outcomes
    low, high = (value_text(end, asserted, words) for end in verdict.range)
    values: dict[str, object] = {
        "value": outcome_text(chosen, words),
        "asserted": stated_text(chosen, words),
        "period": period_text(chosen.period, words),
        "agreeing": verdict.agreeing,
        "all": len(outcomes),
        "true": sum(outcome.true for outcome in outcomes),
        "low": low,
        "high": high,
    }
    key = verdict.verdict
    if chosen.association is not None:
        return _association(register, verdict, chosen, chosen.association, words)
    if chosen.implication is not None:
        return _arithmetic(verdict.verdict, chosen, chosen.implication, words)
    if verdict.verdict == DEPENDS and verdict.rescue:
        key = "depends_true" if chosen.true else "depends_untrue"
        values["change"] = change_text(register, verdict.rescue, chosen, words)
        values["rescue"] = outcome_text(verdict.rescue, words)
    else:
        nearest = _nearest(asserted, outcomes)
        values["nearest"] = outcome_text(nearest, words) if nearest else ""
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
    if not asserted.is_number or asserted.exact:
        return False
    printed = judging.accepted(asserted, exactly=True)
    return min(abs(value - printed.low), abs(value - printed.high)) < SLACK


def _arithmetic(verdict: str, chosen: ReadingOutcome, implication: Implication, words: Words) -> str:
    """What stated numbers imply, what is missing, and what would explain it."""
    asserted, operation = chosen.reading.asserted, chosen.reading.settings.sum.operation
    values = {"value": outcome_text(chosen, words), "asserted": stated_text(chosen, words)}
    relation = operation if operation in BETWEEN_OR_ABOVE else "equal"
    sentences = []
    if operation == EXAMPLES:
        sentences.append(
            words.say(f"claims.{'examples' if implication.agrees else 'inconsistent_equal'}", **values)
        )
    elif verdict != DEPENDS:
        agrees = "consistent" if implication.agrees else "inconsistent"
        sentences.append(words.say(f"claims.{agrees}_{relation}", **values))
    else:
        sentences.append(words.say("claims.short", **values))
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
        needed = localised(interval_text(implication.needed), words)
        sentences.append(words.say("claims.needed", value=needed, **{"asserted": values["asserted"]}))
    return " ".join(sentences)


def _nearest(asserted: Assertion, outcomes: Iterable[ReadingOutcome]) -> ReadingOutcome | None:
    """The outcome nearest to a stated number."""
    if not asserted.is_number:
        return None
    return min(outcomes, key=lambda outcome: abs(outcome.value - asserted.stated))


def _association(
    register: Register, verdict: PartVerdict, chosen: ReadingOutcome, association: Association, words: Words
) -> str:
    """What an interval says, where the readings contradict, and which region turns it."""
    asserted, outcomes = chosen.reading.asserted, verdict.outcomes
    sentences = [
        words.say(
            f"claims.associations.{association.verdict.replace(' ', '_')}",
            value=outcome_text(chosen, words),
            period=period_text(chosen.period, words),
            matters=effect_text(association.matters, asserted, words),
            detectable=effect_text(association.detectable, asserted, words),
        )
    ]
    if verdict.rescue is not None:
        change = change_text(register, verdict.rescue, chosen, words)
        sentences.append(
            words.say("claims.associations.but", change=change, value=outcome_text(verdict.rescue, words))
        )
    if len(outcomes) > 1:
        counts = Counter(outcome.stance for outcome in outcomes)
        counted = {"all": len(outcomes), "true": counts[1], "untrue": counts[-1], "open": counts[0]}
        sentences.append(words.say("claims.associations.others", **counted))
    if association.other_fits is not None:
        sentences.append(words.say("claims.associations.fits", **_fits(association.other_fits, words)))
        sentences += _carried(association.other_fits, words)
    for turned in association.turned:
        low, high = interval_ends(turned.interval, association.estimate, words)
        said = verdict_word(turned.verdict, words)
        unit = words.unit_name(turned.unit)
        sentences.append(
            words.say("claims.associations.without", unit=unit, low=low, high=high, verdict=said)
        )
    return " ".join(sentences)


def _fits(fits: OtherFits, words: Words) -> dict[str, str]:
    """Other fits as numbers of the language."""
    return {
        name: words.number(value, significant_decimals(value))
        for name, value in asdict(fits).items()
        if isfinite(value)
    }


def _carried(fits: OtherFits, words: Words) -> list[str]:
    """How many equal regions would carry the estimate, and how often its method finds a placebo."""
    equal = words.number(fits.effective_clusters, 1)
    if not isfinite(fits.placebo):
        return [words.say("claims.associations.carried", equal=equal)]
    found = words.percent(100 * fits.placebo, 1)
    level = words.percent(50 * (1 - CONFIDENCE))
    return [words.say("claims.associations.carried_placebo", equal=equal, found=found, level=level)]


def change_text(register: Register, rescue: ReadingOutcome, chosen: ReadingOutcome, words: Words) -> str:
    """Return what departs from the chosen reading: other answers, another year."""
    titles = titles_of_answers(register, departures(rescue, chosen), words)
    parts = [words.say("claims.with", answers=words.say("claims.and").join(titles))] if titles else []
    if rescue.period != chosen.period or not parts:
        parts.append(words.say("claims.in_year", period=period_text(rescue.period, words)))
    return " ".join(parts)


def _not_testable(verdict: PartVerdict, missing: NotTestable, verdicts: Verdicts, words: Words) -> str:
    proxies = [
        _proxy_sentence(proxy, nearest, words)
        for name, proxy in missing.proxies.items()
        if (nearest := verdicts[verdict.claim, verdict.part, name].chosen)
    ]
    return words.say(
        "claims.not_testable",
        missing=missing.missing[words.language],
        holder=missing.holder[words.language],
        proxies=" ".join(proxies) or words.say("claims.no_proxy"),
    )


def _proxy_sentence(proxy: Part, nearest: ReadingOutcome, words: Words) -> str:
    sentence = words.say(
        "claims.proxy",
        title=proxy.title[words.language],
        value=outcome_text(nearest, words),
        period=period_text(nearest.period, words),
        says=words.say("claims.speaks_for" if nearest.true else "claims.speaks_against"),
    )
    weak = words.say("claims.weak", because=proxy.weak[words.language]) if proxy.weak else ""
    return f"{sentence} {weak}".rstrip()
