"""Workings in the reader's words: the arithmetic of a chosen outcome, and the figures it is made of."""

from lib.claims.outcomes import ReadingOutcome
from lib.claims.scrutiny.workings import Operand, UnitFigures, Working
from lib.claims.telling.told import Casebook
from lib.claims.telling.values import figure_text, group_title, outcome_text
from lib.words.language import Words


def equation(working: Working, chosen: ReadingOutcome, words: Words) -> str:
    """Return the arithmetic of a chosen outcome in numbers."""
    result = outcome_text(chosen, words)
    pattern = working.pattern.replace("*", "×").replace(" - ", " − ")
    if chosen.reading.asserted.unit == "percent" and len(working.steps) == 2:
        pattern = pattern.removeprefix("100 × ")
    if chosen.implication is not None:
        result = figure_text(chosen.value, words)
    elif pattern == "{}":
        return result
    return f"{pattern.format(*(figure_text(step.value, words) for step in working.steps))} = {result}"


def operand_text(operand: Operand, working: Working, book: Casebook, words: Words) -> str:
    """Return a list of figures: what they are of, each with its unit, and their total where it enters."""
    if not operand.variables:
        where, value = operand.figures[0]
        claim, _, part = where.partition(".")
        title = f"{claim}, {book.register.claims[claim].parts[part].title[words.language]}: "
        return f"{title if where else ''}{figure_text(value, words)}"
    variables = " + ".join(words.variables.get(name, name) for name in operand.variables)
    units, several = book.provenance.units, len(operand.figures) > 1
    measure = words.measure(units[operand.variables[0]]) if units else ""
    place = group_title(operand.group, words) if operand.group and several else ""
    added = f"sum({operand.letter})" in {step.text for step in working.steps}
    figures = figures_listed(operand.figures, " + " if added else "; ", words)
    if several and added:
        figures += f" = {figure_text(sum(value for _, value in operand.figures), words)}"
    return f"{', '.join(filter(None, (variables, place, str(operand.year), measure)))}: {figures}"


def figures_listed(figures: UnitFigures, mark: str, words: Words) -> str:
    """Return figures, each with its unit."""
    return mark.join(f"{words.units.get(unit, unit)} {figure_text(value, words)}" for unit, value in figures)
