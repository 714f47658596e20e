"""Values in the reader's words: computed and asserted numbers with units, years, places and titles."""

import re
from collections.abc import Iterable
from math import floor, isfinite, log10

from babel import Locale

from lib.claims.arithmetic import EXAMPLES
from lib.claims.evidence import Sample
from lib.claims.outcomes import ReadingOutcome
from lib.claims.printed_numbers import Interval, interval_text
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.statements import Assertion, Part, Question
from lib.claims.verdicts import departures
from lib.data.revisions import decimals_of
from lib.words.language import Words

GROUP_KEYS = ("group", "other_group", "whole", "among")
MOST_NAMED = 5  # regions without figures, in a line
SIGNIFICANT_DIGITS, FIGURE_DIGITS = 3, 6
DECIMALS_OF_COUNTED = {"enterprises": 0, "persons": 0, "thousand persons": 3, "million persons": 6}  # by unit
BOUND_WORDS = {EXAMPLES: "at_most", "ratio_above": "more_than"}  # by the operation of arithmetic


def answer_title(asked: Question, answer: str, words: Words) -> str:
    """Return the title of a question's answer; where it only sets a group, the group's."""
    if answer in asked.titles:
        return asked.titles[answer][words.language]
    group = next(asked.answers[answer][key] for key in GROUP_KEYS if key in asked.answers[answer])
    return group_title(group, words)


def answers_text(register: Register, answers: Iterable[tuple[str, str]], words: Words) -> str:
    """Return the titles of (question, answer) pairs, joined."""
    titles = (answer_title(register.questions[name], answer, words) for name, answer in answers)
    return words.say("claims.and").join(titles)


def change_text(register: Register, rescue: ReadingOutcome, chosen: ReadingOutcome, words: Words) -> str:
    """Return what departs from the chosen reading: other answers, another year."""
    answers = answers_text(register, departures(rescue, chosen), words)
    parts = [words.say("claims.with", answers=answers)] if answers else []
    if rescue.period != chosen.period or not parts:
        parts.append(words.say("claims.in_year", period=period_text(rescue.period, words)))
    return " ".join(parts)


def group_title(group: str, words: Words) -> str:
    """Return what a named set or a unit is called."""
    return words.group(group) if group in words.groups else words.unit_name(group)


def reading_title(register: Register, reading: Reading, words: Words) -> str:
    """Return what a reading fixes, in words."""
    return answers_text(register, reading.answers, words) or words.say("claims.as_stated")


def asserted_text(read: Reading | Part, words: Words) -> str:
    """Return what is asserted: a number as printed with its unit, or a direction with its threshold."""
    asserted, settings = read.asserted, read.settings
    if asserted.value is not None:
        return with_unit(words.number(asserted.value, asserted.decimals or 0), asserted.unit, words)
    if asserted.direction not in ("below", "above"):
        return words.say(f"claims.{asserted.direction}")
    if read.kind == "order":
        return words.say("claims.less" if asserted.direction == "below" else "claims.more")
    bound = words.number(settings.threshold or 0)
    if settings.threshold is not None:
        bound = with_unit(bound, asserted.unit, words)
    return words.say(f"claims.{asserted.direction}", value=bound)


def stated_text(outcome: ReadingOutcome, words: Words) -> str:
    """Return what the statement of an outcome asserts, thresholds and stated ranges included."""
    if outcome.implication is not None:
        return range_text(outcome.implication.stated, outcome.reading.asserted, words)
    return asserted_text(outcome.reading, words)


def hedged(text: str, read: Part, words: Words) -> str:
    """Return an asserted text with what stands before it: a word such as "almost", or an arithmetic bound."""
    key = f"claims.hedges.{BOUND_WORDS.get(read.settings.sum.operation, read.asserted.hedge)}"
    return words.say(key, value=text) if key in words.texts else text


def outcome_text(outcome: ReadingOutcome, words: Words) -> str:
    """Return what an outcome gives, in words and numbers of the language."""
    asserted = outcome.reading.asserted
    if outcome.association is not None:
        low, high = interval_ends(outcome.association.interval, outcome.association.estimate, words)
        effect = effect_text(outcome.association.estimate, asserted, words)
        return words.say("claims.interval", effect=effect, low=low, high=high)
    if outcome.reading.kind == "rank":
        places = re.sub(r"\b[A-Z][A-Z0-9]+\b", lambda code: words.units.get(code[0], code[0]), outcome.text)
        end = "highest" if asserted.direction == "highest" else "lowest"
        return words.say(f"claims.places_{end}", list=places)
    if outcome.implication is not None:
        return range_text(outcome.implication.implied, asserted, words)
    return with_unit(words.number(outcome.value, _told_decimals(outcome, words)), asserted.unit, words)


def limit_text(limit: float, outcome: ReadingOutcome, words: Words) -> str:
    """Return an end of what counts as close, with as many more decimals as the outcome beside it has."""
    asserted = outcome.reading.asserted
    more = _told_decimals(outcome, words) - _shown_decimals(outcome.value, asserted)
    return with_unit(words.number(limit, _shown_decimals(limit, asserted) + more), asserted.unit, words)


def effect_text(value: float, asserted: Assertion, words: Words) -> str:
    """Return an effect as what it tells: points for one more point, or for a doubling."""
    return words.say(f"claims.effects.{asserted.effect}", value=short_number(value, words))


def sample_text(sample: Sample, words: Words) -> str:
    """Return how many of the regions asked had figures, and which had none where these are few."""
    count = {"known": len(sample.asked) - len(sample.missing), "all": len(sample.asked)}
    known = words.say("dossier.regions_known", **count)
    if not 0 < len(sample.missing) <= MOST_NAMED:
        return known
    missing = words.say("dossier.regions_missing", units=", ".join(map(words.unit, sample.missing)))
    return f"{known}; {missing}"


def short_number(value: float, words: Words) -> str:
    """Return a number with three significant digits."""
    return words.number(value, significant_decimals(value))


def interval_ends(interval: Interval, estimate: float, words: Words) -> tuple[str, str]:
    """Return the ends of an interval, with so many digits that each shows on which side of zero it lies."""
    low, high = (
        words.number(end, max(significant_decimals(estimate), significant_decimals(end, 1)))
        for end in (interval.low, interval.high)
    )
    return low, high


def bare_number(outcome: ReadingOutcome, words: Words) -> str:
    """Return what an outcome gives as a number or a range alone, without its unit."""
    if outcome.implication is not None:
        return localised(outcome.text, words)
    if outcome.reading.kind in ("rank", "count"):
        return words.number(outcome.value)
    if outcome.association is not None:
        return short_number(outcome.association.estimate, words)
    return words.number(outcome.value, _told_decimals(outcome, words))


def value_text(value: float, asserted: Assertion, words: Words) -> str:
    """Return a computed number with its unit: one decimal more than stated, or three significant digits."""
    return with_unit(words.number(value, _shown_decimals(value, asserted)), asserted.unit, words)


def range_text(interval: Interval, asserted: Assertion, words: Words) -> str:
    """Return a range of numbers with its unit."""
    return with_unit(localised(interval_text(interval), words), asserted.unit, words)


def localised(text: str, words: Words) -> str:
    """Return a range such as "39 to 41.2" with the numbers of the language."""
    return re.sub(
        r"\d+(\.\d+)?",
        lambda number: words.number(float(number[0]), len(number[0].partition(".")[2])),
        text.replace(" to ", "–"),
    )


def verdict_word(verdict: str, words: Words) -> str:
    """Return a verdict as the language calls it."""
    return words.say(f"verdicts.{verdict.replace(' ', '_')}")


def years_text(period: str) -> str:
    """Return a year or a range of years as it is printed."""
    return period.replace("-", "–")


def period_text(period: str, words: Words) -> str:
    """Return a year or a range of years as a sentence has it."""
    return words.say("claims.years" if "-" in period else "claims.year", period=years_text(period))


def with_unit(number: str, unit: str, words: Words) -> str:
    """Return a printed number with its unit in the form that it calls for; a fraction or a range, `other`."""
    if unit == "percent":
        return f"{number}%" if words.language == "en" else f"{number}\xa0%"
    digits = re.sub(r"[\s\u2212,]" if words.language == "en" else r"[\s\u2212]", "", number)
    plural = Locale(words.language).plural_form(int(digits)) if digits.isdigit() else "other"
    form = f"measures.{unit.replace(' ', '_')}_{plural}"
    return f"{number}\N{NO-BREAK SPACE}{words.say(form) if form in words.texts else words.measure(unit)}"


def _told_decimals(outcome: ReadingOutcome, words: Words) -> int:
    """Decimals of an outcome: so many that it and an end of what counts as close, if it misses it, differ."""
    decimals, accepted = _shown_decimals(outcome.value, outcome.reading.asserted), outcome.accepted
    if accepted is None or accepted.holds(outcome.value):
        return decimals
    ends = [end for end in (accepted.low, accepted.high) if isfinite(end)]
    while words.number(outcome.value, decimals) in {words.number(end, decimals) for end in ends}:
        decimals += 1
    return decimals


def _shown_decimals(value: float, asserted: Assertion) -> int:
    if asserted.exact:
        return 0
    return significant_decimals(value) if asserted.decimals is None else asserted.decimals + 1


def significant_decimals(value: float, digits: int = SIGNIFICANT_DIGITS) -> int:
    """Return how many decimals show so many significant digits."""
    if value == 0 or not isfinite(value):
        return 0
    return max(0, digits - 1 - floor(log10(abs(value))))


def part_text(percent: float, decimals: int, words: Words) -> str:
    """Return percent of a whole, with more decimals where less than the whole would be told as the whole."""
    while percent < 100 <= round(percent, decimals):
        decimals += 1
    return words.percent(percent, decimals)


def figure_text(value: float, words: Words, unit: str = "") -> str:
    """Return a figure with the decimals it is published with; of a computed one, six digits.

    Of a `unit` that counts, none is told in parts: half a person is no figure a source could print.
    """
    shown = float(f"{value:.12g}")
    decimals = min(decimals_of(shown), max(significant_decimals(shown, FIGURE_DIGITS), 1))
    return words.number(shown, min(decimals, DECIMALS_OF_COUNTED.get(unit, decimals)))
