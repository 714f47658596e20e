"""Outcomes: every reading of every statement at every admissible year; nothing is selected here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lib.claims.arithmetic import Implication, imply
from lib.claims.associations import BORNE_OUT, BORNE_OUT_SMALL, UNDECIDED, Association, associate
from lib.claims.evidence import Evidence
from lib.claims.measures import MEASURE_OF_KIND, Array, Computed, View
from lib.claims.printed_numbers import Interval, interval_text
from lib.claims.readings import Reading
from lib.claims.register import Register
from lib.claims.statements import Assertion, Judging

MATCHES, CLOSE, DIFFERS, INCONSISTENT = "matches", "close", "differs", "inconsistent"
DEPENDS, NOT_TESTABLE, HOLDS, FAILS = "depends", "not testable", "holds", "fails"
TRUE_VERDICTS = frozenset({MATCHES, CLOSE, HOLDS, BORNE_OUT, BORNE_OUT_SMALL})


@dataclass(frozen=True)
class ReadingOutcome:
    """What one reading gives for one year, and the verdict on this alone.

    `year` is the last of a `period`; None and empty without one, as is `layout`. `text` is the number or what
    stands in its place; `accepted` are the values that would be close to an asserted number.
    """

    reading: Reading
    year: int | None
    period: str
    layout: str
    value: float
    text: str
    verdict: str
    implication: Implication | None = None
    association: Association | None = None
    accepted: Interval | None = None

    @property
    def true(self) -> bool:
        """Whether the statement is true on this outcome."""
        return self.verdict in TRUE_VERDICTS

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose figures it is computed from, the earliest first."""
        return self.reading.settings.years_read(self.year or 0)

    @property
    def stance(self) -> int:
        """1 where the statement is true on this outcome, -1 where it is not, 0 where it is left open."""
        return 0 if self.verdict == UNDECIDED else 1 if self.true else -1


def evaluate(register: Register, evidence: Evidence) -> list[ReadingOutcome]:
    """Compute every reading at every admissible year, in the order of the register and of the years."""
    outcomes: list[ReadingOutcome] = []
    for reading in register.readings:
        if reading.kind == "arithmetic":
            outcomes.append(_arithmetic(reading, register, evidence))
        elif reading.kind == "association":
            outcomes += _associations(reading, register.judging, evidence)
        else:
            outcomes += _measured(reading, register.judging, evidence)
    return outcomes


def verdicts_of(computed: Computed, asserted: Assertion, judging: Judging) -> Array:
    """Return holds or fails for every direction; matches, close or differs for every number."""
    if computed.holds is not None:
        return np.where(computed.holds, HOLDS, FAILS)
    exact, accepted = judging.accepted(asserted, exactly=True), judging.accepted(asserted)
    return np.where(
        exact.holds(computed.value), MATCHES, np.where(accepted.holds(computed.value), CLOSE, DIFFERS)
    )


def _measured(reading: Reading, judging: Judging, evidence: Evidence) -> list[ReadingOutcome]:
    """What a reading gives in each year it may take, in the finest layout that has the year's figures."""
    settings, years = reading.settings, evidence.years
    open_years = _admissible(reading, judging, evidence)
    outcomes: list[ReadingOutcome] = []
    for layout in [settings.layout] if settings.layout else judging.layouts:
        if layout not in evidence.panels:
            continue
        view = View(evidence.panels[layout], evidence.groups[layout])
        computed = MEASURE_OF_KIND[reading.kind](view, reading, judging)
        if computed is None:
            continue
        fresh = open_years & np.isfinite(computed.value)
        open_years &= ~fresh
        verdicts = verdicts_of(computed, reading.asserted, judging)
        accepted = judging.accepted(reading.asserted) if computed.holds is None else None
        for row in np.flatnonzero(fresh):
            year, value = int(years[row]), float(computed.value[row])
            text = f"{value:.12g}" if computed.words is None else computed.words(int(row))
            period = "-".join(map(str, settings.years_read(year)))
            outcomes.append(
                ReadingOutcome(
                    reading, year, period, layout, value, text, str(verdicts[row]), accepted=accepted
                )
            )
    return sorted(outcomes, key=lambda outcome: outcome.year or 0)


def _admissible(reading: Reading, judging: Judging, evidence: Evidence) -> Array:
    """Which years a reading may take: those it states, else those that judging.yaml allows.

    A change over years is not told across a break of its series, where it would be the break's.
    """
    years, settings = evidence.years, reading.settings
    if settings.stated_year is not None:
        at: Array = years == settings.stated_year
        return at
    allowed: Array = (years >= judging.first) & (years <= judging.last)
    if settings.lag is not None:
        for variable in reading.value_variables:
            for new in evidence.breaks.get(variable, ()):
                allowed &= (years < new) | (years - settings.lag >= new)
    return allowed


def _associations(reading: Reading, judging: Judging, evidence: Evidence) -> Iterator[ReadingOutcome]:
    """A coefficient of a model, in every year the model was estimated for on its own."""
    choice = reading.settings.model
    key = (choice.name, choice.term, choice.estimator, choice.method)
    for coefficient in evidence.coefficients.get(key, ()):
        first, last = coefficient.first_year, coefficient.last_year
        if first == last and not judging.first <= last <= judging.last:
            continue
        association = associate(coefficient, reading.asserted, judging)
        period = str(last) if first == last else f"{first}-{last}"
        yield ReadingOutcome(
            reading, last, period, coefficient.layout, coefficient.estimate, f"{coefficient.estimate:.12g}",
            association.verdict, association=association,
        )  # fmt: skip


def _arithmetic(reading: Reading, register: Register, evidence: Evidence) -> ReadingOutcome:
    """A statement about stated numbers, with the range of what they imply and what would fill a gap."""
    asked = reading.settings.sum
    named = [name.split(".") for name in (*asked.terms, *asked.equals) if isinstance(name, str)]
    stated = {f"{claim}.{part}": register.claims[claim].parts[part].asserted for claim, part in named}
    implication = imply(asked, stated)
    if implication.missing is not None:
        fillers = tuple(_fillers(reading, implication.missing, register.judging, evidence))
        implication = replace(implication, fillers=fillers)
    explained = DEPENDS if implication.fillers else INCONSISTENT
    return ReadingOutcome(
        reading, None, "", "", implication.as_printed, interval_text(implication.implied),
        MATCHES if implication.agrees else explained, implication,
    )  # fmt: skip


def _fillers(
    reading: Reading, missing: Interval, judging: Judging, evidence: Evidence
) -> Iterator[tuple[str, float, int]]:
    """Groups whose share of the whole, at the year that is read first, is as much as a sum leaves out."""
    asked, year = reading.settings.sum, reading.natural or judging.natural
    for group in asked.may_be_missing:
        for layout in judging.layouts:
            panel, units = evidence.panels.get(layout), evidence.groups.get(layout, {}).get(group)
            if panel is None or units is None or year not in panel.years:
                continue
            figures = panel.of(asked.shares_of)[panel.rows[year]]
            held = 100 * sum(figures[panel.columns[unit]] for unit in units) / figures.sum()
            if missing.low <= held <= missing.high:
                yield group, float(held), year
            if np.isfinite(held):
                break
