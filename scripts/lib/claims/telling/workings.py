"""Workings in the reader's words: the equation in numbers, and the figures that each of its letters holds."""

from dataclasses import dataclass

from lib.claims.outcomes import ReadingOutcome
from lib.claims.provenance import Origin, Provenance
from lib.claims.register import Register
from lib.claims.scrutiny.workings import Operand, UnitFigures, Working
from lib.claims.telling.values import group_title, outcome_text, significant_decimals
from lib.data.revisions import decimals_of
from lib.words.language import Words

_DIGITS = 6


@dataclass(frozen=True)
class ToldOperand:
    """A list of figures in words: what they are of, each with its unit, their total, and their origins."""

    letter: str
    title: str
    figures: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class ToldWorking:
    """The arithmetic of one part in one language: in numbers, in letters, and the lists these stand for."""

    equation: str
    formula: str
    operands: tuple[ToldOperand, ...]
    by_unit: str


def tell_working(
    working: Working, chosen: ReadingOutcome, register: Register, provenance: Provenance, words: Words
) -> ToldWorking:
    """Return the arithmetic of a chosen outcome in the language of the words."""
    result = outcome_text(chosen, words)
    added = {step.text for step in working.steps}
    pattern = working.pattern.replace("*", "×").replace(" - ", " − ")
    if chosen.reading.asserted.unit == "percent" and len(working.steps) == 2:
        pattern = pattern.removeprefix("100 × ")
    numbers = [figure_text(step.value, words) for step in working.steps]
    equation = result if len(numbers) == 1 and pattern == "{}" else f"{pattern.format(*numbers)} = {result}"
    if chosen.implication is not None:
        equation = f"{pattern.format(*numbers)} = {figure_text(working.result, words)}"
    return ToldWorking(
        equation,
        working.formula,
        tuple(
            _operand(operand, f"sum({operand.letter})" in added, register, provenance, words)
            for operand in working.operands
        ),
        words.say("dossier.by_unit", list=_listed(working.by_unit, "; ", words)) if working.by_unit else "",
    )


def _operand(
    operand: Operand, added: bool, register: Register, provenance: Provenance, words: Words
) -> ToldOperand:
    if not operand.variables:
        where, value = operand.figures[0]
        claim, _, part = where.partition(".")
        title = f"{claim}, {register.claims[claim].parts[part].title[words.language]}: " if where else ""
        return ToldOperand(operand.letter, title, figure_text(value, words), ())
    variables = " + ".join(words.variables.get(name, name) for name in operand.variables)
    measure = words.measure(provenance.units[operand.variables[0]]) if provenance.units else ""
    place = group_title(operand.group, words) if operand.group else ""
    several = len(operand.figures) > 1
    figures = _listed(operand.figures, " + " if added else "; ", words)
    if several and added:
        figures += f" = {figure_text(sum(value for _, value in operand.figures), words)}"
    return ToldOperand(
        operand.letter,
        ", ".join(filter(None, (variables, place if several else "", str(operand.year), measure))) + ": ",
        figures,
        tuple(provenance.origins_of(operand.variables)),
    )


def _listed(figures: UnitFigures, mark: str, words: Words) -> str:
    return mark.join(f"{words.units.get(unit, unit)} {figure_text(value, words)}" for unit, value in figures)


def figure_text(value: float, words: Words) -> str:
    """Return a figure with the decimals it is published with; of a computed one, six digits."""
    shown = float(f"{value:.12g}")
    return words.number(shown, min(decimals_of(shown), max(significant_decimals(shown, _DIGITS), 1)))
