"""A small picture of a claim: the asserted mark over the range of the readings by year, as SVG."""

from dataclasses import dataclass
from math import inf

from lib.claims.outcomes import ReadingOutcome
from lib.claims.statements import Judging
from lib.claims.telling.told import ToldClaim, ToldPart
from lib.claims.telling.values import bare_number, years_text
from lib.claims.templates import template
from lib.words.language import Words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 136, 64, 408, 38, 112
ALL_LABELLED = 5


@dataclass(frozen=True)
class _Strip:
    """What one part's strip shows, in the pixels of the strip; only a title where nothing was computed."""

    top: int
    title: str
    number: str = ""
    stated: str = ""
    line: float = 0
    band: tuple[float, float] = (0, 0)
    bars: tuple[tuple[float, float, float, str], ...] = ()
    dots: tuple[tuple[float, float, bool], ...] = ()


def draw_claim(told_claim: ToldClaim, judging: Judging) -> str:
    """Return the picture of a claim's verdicts, a strip each; only a title where nothing was computed.

    The mark is what is asserted, the band what counts as close, a bar the range of all readings of a year, a
    dot the chosen reading; the year that is judged is filled and carries its number.
    """
    shown = [part for part in told_claim.parts if part.judged.outcomes] or told_claim.parts[:1]
    return template("telling/picture.svg.jinja").render(
        width=WIDTH,
        height=HEIGHT * len(shown),
        left=LEFT,
        right=RIGHT,
        strip_height=HEIGHT,
        strips=[_strip(part, place * HEIGHT, judging, told_claim.words) for place, part in enumerate(shown)],
    )


def _strip(part: ToldPart, top: int, judging: Judging, words: Words) -> _Strip:
    chosen, outcomes = part.judged.chosen, part.judged.outcomes
    if chosen is None:
        return _Strip(top, part.title)
    ordered = sorted(outcomes, key=lambda outcome: (outcome.year or 0, outcome.period))
    places = tuple(dict.fromkeys(outcome.period for outcome in ordered))
    low, mark, high = _asserted_band(chosen, judging)
    values = [value for outcome in outcomes for value in _ends(outcome)] + [low, mark]
    high = max([*values, mark + (mark - min(values))]) if high == inf else high
    bottom, span = min(values), max([*values, high]) - min(values)
    margin = 0.08 * span or 1

    def x(place: str) -> float:
        return round(LEFT + (RIGHT - LEFT) / len(places) * (places.index(place) + 0.5), 1)

    def y(value: float) -> float:
        part_of_all = (value - bottom + margin) / (span + 2 * margin)
        return round(BOTTOM - part_of_all * (BOTTOM - TOP), 1)

    bars = []
    for place in places:
        ends = [value for outcome in outcomes if outcome.period == place for value in _ends(outcome)]
        labelled = len(places) <= ALL_LABELLED or place in (places[0], places[-1], chosen.period)
        bars.append((x(place), y(min(ends)), y(max(ends)), years_text(place) if labelled else ""))
    along = [outcome for outcome in outcomes if outcome.reading is chosen.reading]
    dots = tuple(
        (x(each.period), y(each.association.estimate if each.association else each.value), each is chosen)
        for each in along
    )
    stated = words.number(mark, len(f"{mark:g}".partition(".")[2]))
    number = bare_number(chosen, words)
    return _Strip(top, part.title, number, stated, y(mark), (y(high), y(low)), tuple(bars), dots)


def _ends(outcome: ReadingOutcome) -> tuple[float, ...]:
    if outcome.association is not None:
        return outcome.association.interval.low, outcome.association.interval.high
    if outcome.implication is None:
        return (outcome.value,)
    return (outcome.implication.implied.low, outcome.implication.implied.high)


def _asserted_band(chosen: ReadingOutcome, judging: Judging) -> tuple[float, float, float]:
    """What is asserted on the picture's scale: (lowest value accepted, the mark, the highest accepted).

    For places it is how many units are said to take the first ones.
    """
    reading = chosen.reading
    if chosen.implication is not None:
        stated = chosen.implication.stated
        return stated.low, (stated.low + stated.high) / 2, stated.high
    if reading.asserted.value is not None:
        accepted = judging.accepted(reading.asserted)
        return accepted.low, reading.asserted.value, accepted.high
    if chosen.association is not None:
        return -chosen.association.matters, 0, chosen.association.matters
    line = reading.settings.line
    if reading.kind == "rank" and reading.asserted.direction != "not_lowest":
        line = len(chosen.text.split(", "))
    return line, line, line
