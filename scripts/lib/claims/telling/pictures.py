"""A small picture of a claim: the asserted mark over the range of the readings by year, as SVG."""

from dataclasses import dataclass
from math import inf
from xml.etree import ElementTree as ET

from lib.claims.outcomes import ReadingOutcome
from lib.claims.statements import Judging
from lib.claims.telling.told import ToldClaim, ToldPart
from lib.claims.telling.values import bare_number, years_text
from lib.words.language import Words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 136, 64, 12, 38, 24
INK, GREY, BAND, MARK = "#222222", "#8a8a8a", "#d6e4f0", "#b3261e"
PICTURE_FONT = "font-family:sans-serif;font-size:11px"


@dataclass(frozen=True)
class _Frame:
    """Where values and places lie on one strip of the picture."""

    top: float
    low: float
    high: float
    places: tuple[str, ...]

    def x(self, place: str) -> float:
        step = (WIDTH - LEFT - RIGHT) / len(self.places)
        return round(LEFT + step * (self.places.index(place) + 0.5), 1)

    def y(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return round(self.top + TOP + (1 - part) * (HEIGHT - TOP - BOTTOM), 1)


def draw_claim(claim: ToldClaim, judging: Judging, words: Words) -> str:
    """Return the picture of a claim's verdicts, a strip each; only a title where nothing was computed.

    The mark is what is asserted, the band what counts as close, a bar the range of all readings of a year, a
    dot the chosen reading; the year that is judged is filled and carries its number.
    """
    shown = [part for part in claim.parts if part.outcomes] or claim.parts[:1]
    width, height = str(WIDTH), str(HEIGHT * len(shown))
    named = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "viewBox": f"0 0 {width} {height}"}
    picture = ET.Element("svg", {**named, "width": width, "height": height})
    ET.SubElement(picture, "rect", {"fill": "white", "width": width, "height": height})
    for place, part in enumerate(shown):
        _text(picture, LEFT, place * HEIGHT + 14, part.title, INK)
        if part.judged.chosen is not None:
            _strip(picture, part, part.judged.chosen, place * HEIGHT, judging, words)
    ET.indent(picture)
    return ET.tostring(picture, encoding="unicode") + "\n"


def _strip(
    picture: ET.Element, part: ToldPart, chosen: ReadingOutcome, top: float, judging: Judging, words: Words
) -> None:
    outcomes = part.judged.outcomes
    places = tuple(dict.fromkeys(outcome.period for outcome in sorted(outcomes, key=_order)))
    low, mark, high = _asserted_band(chosen, judging)
    values = [value for outcome in outcomes for value in _ends(outcome)] + [low, mark]
    high = max([*values, mark + (mark - min(values))]) if high == inf else high
    values.append(high)
    margin = 0.08 * (max(values) - min(values)) or 1
    frame = _Frame(top, min(values) - margin, max(values) + margin, places)
    across = WIDTH - LEFT - RIGHT
    tall = max(frame.y(low) - frame.y(high), 0.5)
    _shape(picture, "rect", x=LEFT, y=frame.y(high), width=across, height=tall, fill=BAND)
    line = frame.y(mark)
    _shape(picture, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=line, y2=line, stroke=MARK, stroke_width=1.5)
    _text(picture, LEFT - 4, line + 4, _printed(mark, words), MARK, anchor="end")
    for place in places:
        ends = [value for outcome in outcomes if outcome.period == place for value in _ends(outcome)]
        x, upper, lower = frame.x(place), frame.y(min(ends)) + 1, frame.y(max(ends)) - 1
        _shape(picture, "line", x1=x, x2=x, y1=upper, y2=lower, stroke=GREY, stroke_width=5)
        if len(places) <= 5 or place in (places[0], places[-1], chosen.period):
            _text(picture, x, top + HEIGHT - 8, years_text(place), GREY, anchor="middle")
    for outcome in outcomes:
        if outcome.reading is chosen.reading:
            filled = outcome is chosen
            _shape(
                picture, "circle", cx=frame.x(outcome.period), cy=frame.y(_middle(outcome)),
                r=4.5 if filled else 2.5, fill=INK if filled else "white", stroke=INK,
            )  # fmt: skip
    _label(picture, chosen, frame, words)


def _label(picture: ET.Element, chosen: ReadingOutcome, frame: _Frame, words: Words) -> None:
    """The number of the chosen outcome above its dot, on a white edge so that it can be read over bars."""
    x, y = frame.x(chosen.period), frame.y(_middle(chosen)) - 9
    for edge in ({"stroke": "white", "stroke-width": "3"}, {}):
        _text(picture, x, y, bare_number(chosen, words), INK, anchor="middle", **edge)


def _printed(value: float, words: Words) -> str:
    """A stated number with as many decimals as it needs."""
    return words.number(value, len(f"{value:g}".partition(".")[2]))


def _order(outcome: ReadingOutcome) -> tuple[int, str]:
    return (outcome.year or 0, outcome.period)


def _ends(outcome: ReadingOutcome) -> tuple[float, ...]:
    if outcome.association is not None:
        return outcome.association.interval.low, outcome.association.interval.high
    if outcome.implication is None:
        return (outcome.value,)
    return (outcome.implication.implied.low, outcome.implication.implied.high)


def _middle(outcome: ReadingOutcome) -> float:
    """Where an outcome's dot stands."""
    return outcome.value if outcome.association is None else outcome.association.estimate


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
    line: float = 1 if reading.kind == "order" else 0
    if reading.kind == "rank":
        line = 0 if reading.asserted.direction == "not_lowest" else len(chosen.text.split(", "))
    elif reading.settings.threshold is not None:
        line = reading.settings.threshold
    return line, line, line


def _shape(parent: ET.Element, tag: str, **attributes: object) -> None:
    ET.SubElement(parent, tag, {name.replace("_", "-"): f"{value}" for name, value in attributes.items()})


def _text(
    parent: ET.Element, x: float, y: float, words: str, fill: str, anchor: str = "start", **more: str
) -> None:
    place = {"x": f"{x}", "y": f"{y}", "fill": fill, "text-anchor": anchor, "style": PICTURE_FONT}
    element = ET.SubElement(parent, "text", {**place, **more})
    element.text = words
