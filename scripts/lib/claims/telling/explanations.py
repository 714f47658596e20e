"""Why a verdict is what it is, in one sentence of the reader's language."""

import re
from collections.abc import Iterable, Mapping
from math import floor, log, log10

import numpy as np
from babel import Locale

from lib.claims.evaluation import DEPENDS, MATCHES, NOT_TESTABLE, Outcome, span
from lib.claims.hidden_sets import HiddenSets
from lib.claims.readings import GROUP_KEYS, Reading
from lib.claims.register import Register
from lib.claims.verdicts import Finding, differences
from lib.words.language import Words

SIGNIFICANT_DIGITS = 3
BETWEEN_OR_ABOVE = ("ratio_between", "ratio_above")


def answer_title(register: Register, question: str, answer: str, words: Words) -> str:
    """Return an answer's title; where it only sets a group, the group's."""
    told = register.questions[question]["answers"][answer]
    if "title" in told:
        return told["title"][words.language]
    group = next(told["set"][key] for key in GROUP_KEYS if key in told["set"])
    if group in words.groups:
        return words.group(group)
    return words.unit_name(group)


def reading_title(register: Register, reading: Reading, words: Words) -> str:
    """Return what a reading fixes, in words."""
    if not reading.answers:
        return words.say("claims.as_stated")
    return words.say("claims.and").join(answer_title(register, *pair, words) for pair in reading.answers)


def asserted_text(kind: str, asserted: Mapping, settings: Mapping, words: Words) -> str:
    """Return what a part asserts: a number as printed with its unit, or a direction with its threshold."""
    if "value" in asserted:
        return _with_unit(
            words.number(asserted["value"], asserted.get("decimals", 0)), asserted["unit"], words
        )
    direction = asserted["direction"]
    if direction not in ("below", "above"):
        return words.say(f"claims.{direction}")
    if kind == "order":
        return words.say("claims.less" if direction == "below" else "claims.more")
    threshold = words.number(settings.get("threshold", 0))
    bound = _with_unit(threshold, asserted["unit"], words) if "threshold" in settings else threshold
    return words.say(f"claims.{direction}", value=bound)


def as_stated(finding: Finding, register: Register, words: Words) -> str:
    """Return what is asserted with the words that the article puts before a number, such as "almost"."""
    if finding.chosen is None:
        told = register.claims[finding.claim]["parts"][finding.part]
        told = told["not_testable"]["proxies"][finding.proxy] if finding.proxy else told
        asserted, text = told["asserted"], asserted_text(told["kind"], told["asserted"], told, words)
    else:
        asserted, text = finding.chosen.reading.asserted, stated_text(finding, words)
    key = f"claims.hedges.{asserted.get('hedge', 'none')}"
    return words.say(key, value=text) if key in words.texts else text


def stated_text(finding: Finding, words: Words) -> str:
    """Return what the statement of a finding asserts, thresholds and stated ranges included."""
    reading = finding.chosen.reading
    if finding.chosen.stated is not None:
        return _with_unit(localised(span(finding.chosen.stated), words), reading.asserted["unit"], words)
    return asserted_text(reading.kind, reading.asserted, reading.settings, words)


def years_text(period: str) -> str:
    """Return a year or a range of years as it is printed."""
    return period.replace("-", "–")


def period_text(period: str, words: Words) -> str:
    """Return a year or a range of years as a sentence has it."""
    return words.say("claims.years" if "-" in period else "claims.year", period=years_text(period))


def localised(text: str, words: Words) -> str:
    """Return a range such as "39 to 41.2" with the numbers of the language."""
    return re.sub(
        r"\d+(\.\d+)?",
        lambda found: words.number(float(found[0]), len(found[0].partition(".")[2])),
        text.replace(" to ", "–"),
    )


def outcome_text(outcome: Outcome, words: Words) -> str:
    """Return what an outcome gives, in words and numbers of the language."""
    reading = outcome.reading
    unit = reading.asserted["unit"]
    if reading.kind == "association":
        return words.say(
            "claims.clear" if outcome.clear else "claims.unclear",
            effect=_effect(outcome.value, reading.asserted.get("effect", "coefficient"), words),
            p=words.number(outcome.p_value, _decimals(outcome.p_value)),
        )
    if reading.kind == "rank":
        named = re.sub(r"\b[A-Z]{3}\d*\b", lambda code: words.units.get(code[0], code[0]), outcome.text)
        end = "highest" if reading.asserted["direction"] == "highest" else "lowest"
        return words.say(f"claims.places_{end}", list=named)
    if outcome.stated is not None:
        return _with_unit(localised(outcome.text, words), unit, words)
    return value_text(outcome.value, reading.asserted, words)


def bare_number(outcome: Outcome, words: Words) -> str:
    """Return what an outcome gives as a number or a range alone, without its unit."""
    asserted = outcome.reading.asserted
    if outcome.stated is not None:
        return localised(outcome.text, words)
    if outcome.reading.kind in ("rank", "count"):
        return words.number(outcome.value)
    return words.number(outcome.value, _shown_decimals(outcome.value, asserted))


def value_text(value: float, asserted: Mapping, words: Words) -> str:
    """Return a computed number with its unit: one decimal more than stated, or three significant digits."""
    return _with_unit(words.number(value, _shown_decimals(value, asserted)), asserted["unit"], words)


def _shown_decimals(value: float, asserted: Mapping) -> int:
    if asserted.get("exact"):
        return 0
    return asserted["decimals"] + 1 if "decimals" in asserted else _decimals(value)


def _effect(coefficient: float, effect: str, words: Words) -> str:
    """A coefficient as what it tells; where the regressor is in logs, for a doubling."""
    value = coefficient * log(2) if effect == "points_per_doubling" else coefficient
    return words.say(
        f"claims.effects.{effect}",
        value=words.number(value, _decimals(value)),
        coefficient=words.number(coefficient, _decimals(coefficient)),
    )


def explain(
    register: Register,
    findings: Mapping[tuple[str, str, str], Finding],
    hidden: Iterable[HiddenSets],
    words: Words,
) -> dict[tuple[str, str, str], str]:
    """Return one sentence a finding, by (claim, part, proxy); one more where a set was searched for."""
    sentences = {keys: _sentence(register, finding, findings, words) for keys, finding in findings.items()}
    for one in hidden:
        chosen = findings[one.claim, one.part, ""].chosen
        if chosen and (chosen.year, chosen.layout) == (one.year, one.layout):
            sentences[one.claim, one.part, ""] += " " + words.say(
                "claims.hidden",
                sets=words.number(one.sets),
                take=one.take,
                matches=words.number(one.matches),
                close=words.number(one.close),
            )
    return sentences


def _sentence(register: Register, finding: Finding, findings: Mapping, words: Words) -> str:
    if finding.verdict == NOT_TESTABLE:
        return _not_testable(register, finding, findings, words)
    chosen = finding.chosen
    values = [outcome.value for outcome in finding.outcomes]
    places = {
        "value": outcome_text(chosen, words),
        "asserted": stated_text(finding, words),
        "period": period_text(chosen.period, words),
        "agreeing": finding.agreeing,
        "all": len(finding.outcomes),
        "true": sum(outcome.true for outcome in finding.outcomes),
        "low": value_text(min(values), chosen.reading.asserted, words),
        "high": value_text(max(values), chosen.reading.asserted, words),
    }
    if chosen.stated is not None:
        operation = chosen.reading.settings["operation"]
        relation = operation if operation in BETWEEN_OR_ABOVE else "equal"
        key = f"{'consistent' if finding.verdict == MATCHES else 'inconsistent'}_{relation}"
    elif finding.verdict == DEPENDS:
        key = "depends_true" if chosen.true else "depends_untrue"
        places["change"] = _change(register, finding, words)
        places["rescue"] = outcome_text(finding.rescue, words)
    else:
        key = finding.verdict
        places["others"] = words.say(f"claims.others_{key}", **places) if len(values) > 1 else ""
        if key == MATCHES and chosen.reading.asserted.get("exact"):
            key = "matches_exactly"
    return words.say(f"claims.{key}", **places)


def _change(register: Register, finding: Finding, words: Words) -> str:
    """What departs from the chosen reading: other answers, another year."""
    rescue, chosen = finding.rescue, finding.chosen
    titles = [answer_title(register, *pair, words) for pair in differences(rescue, chosen)]
    parts = [words.say("claims.with", answers=words.say("claims.and").join(titles))] if titles else []
    if rescue.period != chosen.period or not parts:
        parts.append(words.say("claims.in_year", period=period_text(rescue.period, words)))
    return " ".join(parts)


def _not_testable(register: Register, finding: Finding, findings: Mapping, words: Words) -> str:
    told = register.claims[finding.claim]["parts"][finding.part].get("not_testable")
    if told is None or finding.proxy:
        return words.say("claims.no_figures")
    proxies = [
        _proxy_sentence(proxy, findings[finding.claim, finding.part, name], words)
        for name, proxy in told["proxies"].items()
        if findings[finding.claim, finding.part, name].chosen
    ]
    return words.say(
        "claims.not_testable",
        missing=told["missing"][words.language],
        holder=told["holder"][words.language],
        proxies=" ".join(proxies) or words.say("claims.no_proxy"),
    )


def _proxy_sentence(proxy: Mapping, finding: Finding, words: Words) -> str:
    return words.say(
        "claims.proxy",
        title=proxy["title"][words.language],
        value=outcome_text(finding.chosen, words),
        period=period_text(finding.chosen.period, words),
        says=words.say("claims.speaks_for" if finding.chosen.true else "claims.speaks_against"),
    )


def _with_unit(number: str, unit: str, words: Words) -> str:
    if unit == "percent":
        return f"{number}%" if words.language == "en" else f"{number}\xa0%"
    form = f"measures.{unit.replace(' ', '_')}_{_plural(number, words.language)}"
    return f"{number} {words.say(form) if form in words.texts else words.measure(unit)}"


def _plural(number: str, language: str) -> str:
    """The plural form that a printed number calls for; a fraction or a range calls for `other`."""
    digits = re.sub(r"[\s\u2212,]", "", number) if language == "en" else re.sub(r"[\s\u2212]", "", number)
    return Locale(language).plural_form(int(digits)) if digits.isdigit() else "other"


def _decimals(value: float) -> int:
    """Decimals that show three significant digits."""
    if value == 0 or not np.isfinite(value):
        return 0
    return max(0, SIGNIFICANT_DIGITS - 1 - floor(log10(abs(value))))
