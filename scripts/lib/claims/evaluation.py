"""Every reading of every statement at every admissible year: the search, kept apart from the selection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lib.claims.arithmetic import imply
from lib.claims.evidence import Evidence
from lib.claims.measures import Computed, measure
from lib.claims.printed_numbers import Interval
from lib.claims.readings import Reading, model_name, value_variables
from lib.claims.register import Register

MATCHES, CLOSE, DIFFERS, INCONSISTENT = "matches", "close", "differs", "inconsistent"
DEPENDS, NOT_TESTABLE, HOLDS, FAILS = "depends", "not testable", "holds", "fails"
TRUE_VERDICTS = frozenset({MATCHES, CLOSE, HOLDS})
SLACK = 1e-9


@dataclass(frozen=True)
class Outcome:
    """What one reading gives for one year.

    Parameters
    ----------
    reading : the reading
    year : the year, or the last year of a period; None when no year is involved
    period : the year or years as text
    layout : the layout used, empty when none is involved
    value : the number computed
    text : the number or what stands in its place
    verdict : the verdict on this outcome alone
    implied, stated : for arithmetic on stated numbers, what they imply and what the number compared with
        may stand for
    p_value : of a coefficient, NaN otherwise
    clear : whether a coefficient is more than chance would give, see significance in judging.yaml
    """

    reading: Reading
    year: int | None
    period: str
    layout: str
    value: float
    text: str
    verdict: str
    implied: Interval | None = None
    stated: Interval | None = None
    p_value: float = np.nan
    clear: bool = False

    @property
    def true(self) -> bool:
        """Whether the statement is true on this outcome."""
        return self.verdict in TRUE_VERDICTS


def evaluate(register: Register, evidence: Evidence) -> list[Outcome]:
    """Compute every reading at every admissible year, in the order of the register and of the years."""
    outcomes: list[Outcome] = []
    for reading in register.readings:
        if reading.kind == "arithmetic":
            outcomes.append(_arithmetic(reading, register.claims))
        elif reading.kind == "association":
            outcomes += _associations(reading, register.judging, evidence)
        else:
            outcomes += _measured(reading, register.judging, evidence)
    return outcomes


def printing(asserted: Mapping) -> Interval:
    """The values that print as stated, halves counting either way; for a count, the number itself."""
    half = 0 if asserted.get("exact") else 0.5 * 10.0 ** -asserted["decimals"]
    return Interval(asserted["value"] - half, asserted["value"] + half)


def accepted_values(asserted: Mapping, judging: Mapping) -> Interval:
    """The values that print as stated or lie within the tolerance of the hedge, whichever reach further."""
    hedge = judging["hedges"][asserted.get("hedge", "none")]
    size = abs(asserted["value"])
    below, above = (
        min(hedge[side], asserted.get("tolerance", hedge[side])) * size for side in ("below", "above")
    )
    return Interval(asserted["value"] - below, asserted["value"] + above).hull(printing(asserted))


def number_verdicts(values: np.ndarray, asserted: Mapping, judging: Mapping) -> np.ndarray:
    """Return matches, close or differs for every value."""
    exact, accepted = printing(asserted), accepted_values(asserted, judging)
    matches = (values >= exact.low - SLACK) & (values <= exact.high + SLACK)
    close = (values >= accepted.low - SLACK) & (values <= accepted.high + SLACK)
    return np.where(matches, MATCHES, np.where(close, CLOSE, DIFFERS))


def _measured(reading: Reading, judging: Mapping, evidence: Evidence) -> Iterable[Outcome]:
    years = evidence.years
    wanted = _admissible(reading, judging, evidence)
    taken = np.zeros(len(years), dtype=bool)
    found = []
    for layout, computed in measure(reading.kind, reading.settings, reading.asserted, judging, evidence):
        fresh = wanted & ~taken & np.isfinite(computed.value)
        taken |= fresh
        found += _outcomes(reading, layout, computed, judging, years, np.flatnonzero(fresh))
    return sorted(found, key=lambda outcome: outcome.year)


def _admissible(reading: Reading, judging: Mapping, evidence: Evidence) -> np.ndarray:
    """Which years a reading may take: those it states, else those that judging.yaml allows.

    A change over years is not told across a break of its series, where it would be the break's.
    """
    years, settings = evidence.years, reading.settings
    if "to" in settings:
        return years == settings["to"]
    if "year" in settings:
        return years == settings["year"]
    allowed = (years >= judging["years"]["first"]) & (years <= judging["years"]["last"])
    for variable in value_variables(reading) if "lag" in settings else ():
        for new in evidence.breaks.get(variable, ()):
            allowed &= (years < new) | (years - settings["lag"] >= new)
    return allowed


def _outcomes(
    reading: Reading, layout: str, computed: Computed, judging: Mapping, years: np.ndarray, rows: np.ndarray
) -> list[Outcome]:
    values = computed.value[rows]
    if computed.holds is None:
        verdicts = number_verdicts(values, reading.asserted, judging)
    else:
        verdicts = np.where(computed.holds[rows], HOLDS, FAILS)
    return [
        Outcome(
            reading,
            int(years[row]),
            _period(reading.settings, int(years[row])),
            layout,
            float(value),
            f"{value:.12g}" if computed.words is None else computed.words[row],
            str(verdict),
        )
        for row, value, verdict in zip(rows, values, verdicts, strict=True)
    ]


def _period(settings: Mapping, year: int) -> str:
    if "from" in settings:
        return f"{settings['from']}-{settings['to']}"
    if "lag" in settings:
        return f"{year - settings['lag']}-{year}"
    return str(year)


def _associations(reading: Reading, judging: Mapping, evidence: Evidence) -> Iterable[Outcome]:
    """A coefficient of a model, in every year the model was estimated for on its own."""
    settings = reading.settings
    positive = reading.asserted["direction"] == "positive"
    key = (model_name(settings), settings["term"], settings["estimator"], settings["method"])
    for found in evidence.coefficients.get(key, ()):
        first, last = found.first_year, found.last_year
        if first == last and not judging["years"]["first"] <= last <= judging["years"]["last"]:
            continue
        clear = found.p_value <= judging["significance"]
        holds = (found.estimate > 0) == positive and clear
        yield Outcome(
            reading,
            last,
            str(last) if first == last else f"{first}-{last}",
            found.layout,
            found.estimate,
            f"{found.estimate:.12g}",
            HOLDS if holds else FAILS,
            p_value=found.p_value,
            clear=clear,
        )


def _arithmetic(reading: Reading, claims: Mapping[str, Mapping]) -> Outcome:
    """A statement about stated numbers, with the range of what they imply."""

    def stated(name: str) -> Mapping:
        claim, _, part = name.partition(".")
        return claims[claim]["parts"][part]["asserted"]

    found = imply(reading.settings, stated)
    verdict = MATCHES if found.agrees else INCONSISTENT
    return Outcome(
        reading, None, "", "", found.as_printed, span(found.implied), verdict, found.implied, found.stated
    )


def span(interval: Interval) -> str:
    """An interval as text, one number when it is a point."""
    low, high = (f"{end:.4g}" for end in (interval.low, interval.high))
    return low if low == high else f"{low} to {high}"
