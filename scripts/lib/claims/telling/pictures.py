"""A small picture of a claim: the asserted mark over the range of the readings by year, as SVG."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from lib.claims.evaluation import Outcome, accepted_values
from lib.claims.telling.explanations import bare_number, years_text
from lib.claims.verdicts import Finding
from lib.words.language import Words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 136, 64, 12, 38, 24
INK, GREY, BAND, MARK = "#222222", "#8a8a8a", "#d6e4f0", "#b3261e"
FONT = "font-family:sans-serif;font-size:11px"


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


def draw_claim(
    findings: Iterable[Finding], titles: Mapping[tuple[str, str], str], judging: Mapping, words: Words
) -> str:
    """Return the picture of a claim's findings, a strip each; only a title where nothing was computed.

    The mark is what is asserted, the band what counts as close, a bar the range of all readings of a year, a
    dot the chosen reading; the year that is judged is filled and carries its number.

    Parameters
    ----------
    titles : the title of each part or proxy, by (part, proxy), in the language of `words`
    """
    findings = list(findings)
    shown = [finding for finding in findings if finding.outcomes] or findings[:1]
    size = {"width": str(WIDTH), "height": str(HEIGHT * len(shown))}
    picture = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", role="img", viewBox=f"0 0 {WIDTH} {size['height']}", **size
    )
    ET.SubElement(picture, "rect", fill="white", **size)
    for place, finding in enumerate(shown):
        title = titles[finding.part, finding.proxy]
        _strip(picture, finding, title, place * HEIGHT, judging, words)
    ET.indent(picture)
    return ET.tostring(picture, encoding="unicode") + "\n"


def _strip(
    picture: ET.Element, finding: Finding, title: str, top: float, judging: Mapping, words: Words
) -> None:
    _text(picture, LEFT, top + 14, title, INK)
    if not finding.outcomes:
        return
    places = tuple(dict.fromkeys(outcome.period for outcome in sorted(finding.outcomes, key=_order)))
    band = _asserted_band(finding, judging)
    values = [value for outcome in finding.outcomes for value in _ends(outcome)] + list(band)
    low, high = min(values), max(values)
    margin = 0.08 * (high - low) or 1
    frame = _Frame(top, low - margin, high + margin, places)
    upper, lower = frame.y(band[2]), frame.y(band[0])
    _shape(
        picture,
        "rect",
        x=LEFT,
        y=upper,
        width=WIDTH - LEFT - RIGHT,
        height=max(lower - upper, 0.5),
        fill=BAND,
    )
    mark = frame.y(band[1])
    _shape(picture, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=mark, y2=mark, stroke=MARK, stroke_width=1.5)
    _text(picture, LEFT - 4, mark + 4, _printed(band[1], words), MARK, anchor="end")
    for place in places:
        ends = [value for outcome in finding.outcomes if outcome.period == place for value in _ends(outcome)]
        x = frame.x(place)
        _shape(
            picture,
            "line",
            x1=x,
            x2=x,
            y1=frame.y(min(ends)) + 1,
            y2=frame.y(max(ends)) - 1,
            stroke=GREY,
            stroke_width=5,
        )
        if len(places) <= 5 or place in (places[0], places[-1], finding.chosen.period):
            _text(picture, x, top + HEIGHT - 8, years_text(place), GREY, anchor="middle")
    for outcome in finding.outcomes:
        if outcome.reading is finding.chosen.reading:
            chosen = outcome is finding.chosen
            _shape(
                picture, "circle", cx=frame.x(outcome.period), cy=frame.y(outcome.value),
                r=4.5 if chosen else 2.5, fill=INK if chosen else "white", stroke=INK,
            )  # fmt: skip
    _label(picture, finding.chosen, frame, words)


def _label(picture: ET.Element, chosen: Outcome, frame: _Frame, words: Words) -> None:
    """The number of the chosen outcome above its dot, on a white edge so that it can be read over bars."""
    x, y = frame.x(chosen.period), frame.y(chosen.value) - 9
    for edge in ({"stroke": "white", "stroke-width": "3"}, {}):
        _text(picture, x, y, bare_number(chosen, words), INK, anchor="middle", **edge)


def _printed(value: float, words: Words) -> str:
    """A stated number with as many decimals as it needs."""
    return words.number(value, len(f"{value:g}".partition(".")[2]))


def _order(outcome) -> tuple[int, str]:
    return (outcome.year or 0, outcome.period)


def _ends(outcome) -> tuple[float, ...]:
    if outcome.implied is None:
        return (outcome.value,)
    return (outcome.implied.low, outcome.implied.high)


def _asserted_band(finding: Finding, judging: Mapping) -> tuple[float, float, float]:
    """What is asserted on the picture's scale: (lowest value accepted, the mark, the highest accepted).

    For places it is how many units are said to take the first ones.
    """
    chosen = finding.chosen
    reading = chosen.reading
    if chosen.stated is not None:
        return chosen.stated.low, (chosen.stated.low + chosen.stated.high) / 2, chosen.stated.high
    if "value" in reading.asserted:
        value = reading.asserted["value"]
        accepted = accepted_values(reading.asserted, judging)
        return accepted.low, value, accepted.high
    if reading.kind == "rank":
        wanted = 0 if reading.asserted["direction"] == "not_lowest" else len(chosen.text.split(", "))
        return wanted, wanted, wanted
    line = reading.settings.get("threshold", 1 if reading.kind == "order" else 0)
    return line, line, line


def _shape(parent: ET.Element, tag: str, **attributes: object) -> None:
    ET.SubElement(parent, tag, {name.replace("_", "-"): f"{value}" for name, value in attributes.items()})


def _text(
    parent: ET.Element, x: float, y: float, words: str, fill: str, anchor: str = "start", **more: str
) -> None:
    place = {"x": f"{x}", "y": f"{y}", "fill": fill, "text-anchor": anchor, "style": FONT}
    element = ET.SubElement(parent, "text", {**place, **more})
    element.text = words
