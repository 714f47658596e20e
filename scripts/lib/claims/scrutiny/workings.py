"""Workings: the arithmetic behind a chosen outcome, with every figure that enters it.

A formula is written in a small language that a reader can work through by hand or in any program: letters
are lists of figures, a figure a unit, and ``sum(a) / sum(b)`` has the totals of two lists. Besides the four
signs it knows sum, mean, spread (standard deviation), highest, lowest, count and rank, each of a list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mode
from string import ascii_lowercase
from typing import Any

import numpy as np

from lib.claims.arithmetic import SUMS
from lib.claims.evidence import Evidence
from lib.claims.measures import Array, View
from lib.claims.outcomes import ReadingOutcome
from lib.claims.printed_numbers import Interval, printed_interval
from lib.claims.register import Register
from lib.claims.settings import HIGHEST, LOWEST, MEAN, SPREAD, TOTAL, Quantity, ReadingSettings
from lib.claims.verdicts import PartVerdict, VerdictKey
from lib.data.revisions import decimals_of

UnitFigures = tuple[tuple[str, float], ...]
"""Figures by unit; of stated numbers, by the part that states them."""


@dataclass(frozen=True)
class Operand:
    """One list of figures, by the letter that a formula has for it; variables are added up unit by unit."""

    letter: str
    variables: tuple[str, ...]
    year: int | None
    group: str
    figures: UnitFigures

    @property
    def values(self) -> Array:
        """The figures, array (units,)."""
        return np.array([value for _, value in self.figures])

    @property
    def total(self) -> "Step":
        """The total of the list, which is its one figure where it has no more."""
        text = self.letter if len(self.figures) == 1 else f"sum({self.letter})"
        return Step(text, float(self.values.sum()))


@dataclass(frozen=True)
class Step:
    """What a formula has between its signs: a number that follows from lists, and how it is written."""

    text: str
    value: float


OF_LISTS: Mapping[str, Callable[[Array], Any]] = {
    MEAN: np.mean, SPREAD: np.std, HIGHEST: np.max, LOWEST: np.min,
}  # fmt: skip
Formula = tuple[str, list[Step]]
"""A pattern with a place for every step, as ``100 * {} / {}``, and the steps."""


@dataclass(frozen=True)
class Working:
    """The arithmetic of an outcome: a formula, the lists it is about, and what is ranked or counted."""

    pattern: str
    steps: Sequence[Step]
    operands: Sequence[Operand]
    by_unit: UnitFigures = ()

    @property
    def formula(self) -> str:
        """The formula with the letters of its lists."""
        return self.pattern.format(*(step.text for step in self.steps))

    @property
    def before_rounding(self) -> Interval | None:
        """What a quotient of two figures of one series may have been before these were rounded."""
        figures = [value for operand in self.operands for _, value in operand.figures]
        one_series = len({operand.variables for operand in self.operands}) == 1
        published = all(step.value in figures for step in self.steps)
        if self.pattern != "{} / {}" or not one_series or not published:
            return None
        decimals = mode(map(decimals_of, figures))
        top, bottom = (printed_interval(step.value, decimals) for step in self.steps)
        return top / bottom if bottom.low > 0 else None


@dataclass
class Bench:
    """Where a working is put together: the panel of an outcome, and the lists used so far."""

    view: View
    settings: ReadingSettings
    operands: list[Operand] = field(default_factory=list)

    def operand(self, variables: tuple[str, ...], year: int, units: Iterable[str], group: str) -> Operand:
        """Return the list of these figures, which is kept once."""
        panel = self.view.panel
        values = panel.of(*variables)[panel.rows[year]]
        figures = tuple((unit, float(values[panel.columns[unit]])) for unit in units)
        for known in self.operands:
            if (known.variables, known.year, known.figures) == (variables, year, figures):
                return known
        operand = Operand(ascii_lowercase[len(self.operands)], variables, year, group, figures)
        self.operands.append(operand)
        return operand

    def units(self, quantity: Quantity, year: int) -> tuple[str, ...]:
        """The units that a quantity is put together from in a year, in the order of the panel."""
        members, panel = self.view.mask(quantity.group, quantity.select), self.view.panel
        if members is None:
            return ()
        inside = np.flatnonzero(members[panel.rows[year]])
        return tuple(panel.units[column] for column in inside)

    def each(self, quantity: Quantity, year: int, units: tuple[str, ...], group: str) -> tuple[str, Array]:
        """Return the value of every unit: how it is written, array (units,)."""
        top = self.operand(quantity.variables, year, units, group)
        text, values = top.letter, top.values
        if quantity.per:
            per = self.operand(quantity.per, year, units, group)
            text, values = f"{text} / {per.letter}", values / per.values
        if quantity.times:
            times = self.operand((quantity.times,), year, units, group)
            text, values = f"{text} * {times.letter}", values * times.values
        if quantity.scale != 1:
            text = f"{quantity.scale:g} * {text}"
        return text, quantity.scale * values

    def quantity(self, quantity: Quantity, year: int) -> Formula:
        """Return a quantity of one year."""
        units = self.units(quantity, year)
        if quantity.aggregate != TOTAL:
            text, values = self.each(quantity, year, units, quantity.group)
            return "{}", [Step(f"{quantity.aggregate}({text})", float(OF_LISTS[quantity.aggregate](values)))]
        top = self.operand(quantity.variables, year, units, quantity.group)
        scale = "" if quantity.scale == 1 else f"{quantity.scale:g} * "
        if quantity.weight and len(units) > 1:
            weight = self.operand((quantity.weight,), year, units, quantity.group)
            product = Step(f"sum({top.letter} * {weight.letter})", float((top.values * weight.values).sum()))
            return f"{scale}{{}} / {{}}", [product, weight.total]
        if quantity.per:
            per = self.operand(quantity.per, year, units, quantity.group)
            return f"{scale}{{}} / {{}}", [top.total, per.total]
        return f"{scale}{{}}", [top.total]

    def changed(self, quantity: Quantity, year: int) -> Formula:
        """Return a quantity or its change between two years."""
        *earlier, last = (self.quantity(quantity, each) for each in self.settings.years_read(year))
        return _joined(last, self.settings.sign, earlier[0]) if earlier else last


def _joined(formula: Formula, sign: str, other: Formula) -> Formula:
    """Two formulas with a sign between them, in brackets where they are more than a place."""
    left, right = (pattern if pattern == "{}" else f"({pattern})" for pattern, _ in (formula, other))
    return f"{left} {sign} {right}", [*formula[1], *other[1]]


def workings_of(
    verdicts: Iterable[PartVerdict], register: Register, evidence: Evidence
) -> dict[VerdictKey, Working]:
    """Return the arithmetic of every chosen outcome that is no estimate of a model, by part."""
    return {
        verdict.key: _working(verdict.chosen, register, evidence)
        for verdict in verdicts
        if verdict.chosen is not None and verdict.chosen.association is None
    }


def _working(outcome: ReadingOutcome, register: Register, evidence: Evidence) -> Working:
    reading, year = outcome.reading, outcome.year or 0
    settings, part = reading.settings, reading.settings.quantity
    if outcome.implication is not None:
        return _of_stated_numbers(outcome, register)
    bench = Bench(View(evidence.panels[outcome.layout], evidence.groups[outcome.layout]), settings)
    by_unit: UnitFigures = ()
    if reading.kind == "share":
        _, top = bench.quantity(Quantity(part.variables, group=part.group, select=part.select), year)
        of = settings.whole_variables or part.variables
        _, whole = bench.quantity(Quantity(of, group=settings.whole), year)
        pattern, steps = "100 * {} / {}", [*top, *whole]
    elif reading.kind in ("count", "rank"):
        text, by_unit = (_counted if reading.kind == "count" else _ranked)(bench, year)
        pattern, steps = "{}", [Step(text, outcome.value)]
    else:
        pattern, steps = bench.changed(part, year)
        if settings.other is not None:
            pattern, steps = _joined((pattern, steps), "/", bench.changed(settings.other, year))
    return Working(pattern, steps, bench.operands, by_unit)


def _counted(bench: Bench, year: int) -> tuple[str, UnitFigures]:
    """How many units lie below what the whole, or the mean of its units, has."""
    settings = bench.settings
    whole = replace(settings.quantity, group=settings.among, select=None, aggregate=TOTAL)
    units = bench.units(whole, year)
    if settings.benchmark == "none":
        return f"count({bench.operand(settings.quantity.variables, year, units, settings.among).letter})", ()
    text, values = bench.each(settings.quantity, year, units, settings.among)
    line = f"mean({text})"
    if settings.benchmark == TOTAL:
        pattern, steps = bench.quantity(whole, year)
        line = pattern.format(*(step.text for step in steps))
    counted = f"count({text} < {line})"
    if settings.result == "percent":
        counted = f"100 * {counted} / count({bench.operands[0].letter})"
    return counted, tuple(zip(units, map(float, values), strict=True))


def _ranked(bench: Bench, year: int) -> tuple[str, UnitFigures]:
    """What units are ranked by, the group's among them."""
    view, settings = bench.view, bench.settings
    values = view.quotients(settings.quantity)
    changed = view.change(values, settings) if settings.changes else values
    ranked = dict(zip(view.panel.units, map(float, changed[view.panel.rows[year]]), strict=True))
    units = [unit for unit in bench.units(Quantity(group=settings.among), year) if np.isfinite(ranked[unit])]
    *earlier, (text, _) = (
        bench.each(settings.quantity, each, tuple(units), settings.among)
        for each in settings.years_read(year)
    )
    if earlier:
        text = f"({text}) {settings.sign} ({earlier[0][0]})"
    ordered = sorted(units, key=lambda unit: (-ranked[unit], unit))
    return f"rank({text})", tuple((unit, ranked[unit]) for unit in ordered)


def _of_stated_numbers(outcome: ReadingOutcome, register: Register) -> Working:
    """What stated numbers come to as they are printed."""
    asked, operands = outcome.reading.settings.sum, []
    for letter, term in zip(ascii_lowercase, asked.terms, strict=False):
        value, where = term, ""
        if isinstance(term, str):
            claim, _, part = term.partition(".")
            value, where = register.claims[claim].parts[part].asserted.stated, term
        operands.append(Operand(letter, (), None, "", ((where, float(value)),)))
    sign = " + " if asked.operation in SUMS else " / "
    pattern = ("100 * " if asked.operation == "percent" else "") + sign.join("{}" for _ in operands)
    return Working(pattern, [operand.total for operand in operands], operands)
