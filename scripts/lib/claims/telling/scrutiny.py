"""Scrutiny in the reader's words: how cheap a verdict is, how little would turn it, its arithmetic."""

from typing import Any

from lib.claims.outcomes import ReadingOutcome
from lib.claims.provenance import Provenance
from lib.claims.scrutiny.fragility import MOST_TIMES
from lib.claims.scrutiny.workings import Operand, UnitFigures, Working
from lib.claims.severity import Severity
from lib.claims.statements import Judging
from lib.claims.telling.told import Casebook
from lib.claims.telling.values import (
    figure_text,
    group_title,
    outcome_text,
    significant_decimals,
    verdict_word,
    with_unit,
)
from lib.words.language import Words


def tell_severity(severity: Severity | None, judging: Judging, words: Words) -> str:
    """Return how cheap one verdict is; nothing for one of which that is not known."""
    if severity is None:
        return ""
    parts = {
        name: words.percent(100 * part, significant_decimals(100 * part, 1))
        for name in ("first", "same_year", "anywhere", "error")
        for part in [getattr(severity, name) or 0]
    }
    number = words.number(severity.alternatives)
    sentences = [words.say(f"dossier.severity_{severity.against}", number=number, **parts)]
    if severity.error:
        sentences.append(words.say("dossier.severity_drawn", **parts))
    if severity.cheap(judging):
        sentences.append(words.say("dossier.cheap"))
    return " ".join(sentences)


def tell_fragility(row: Any, provenance: Provenance, words: Words) -> str:
    """Return how little would turn one verdict; nothing for one that cannot be tested.

    `row` is one of `lib.claims.scrutiny.past_revisions.read_fragility`.
    """
    if row is None:
        return ""
    dates = {"dates": words.number(row.dates), "turned": words.number(row.turned)}
    turned = f" {words.say('dossier.flip_dates', **dates)}" if row.dates else ""
    if row.moved == 0:
        return words.say("dossier.flip_undefined") + turned
    if row.percent is None:
        moved, times = words.number(row.moved), words.number(MOST_TIMES)
        return words.say("dossier.flip_none", moved=moved, times=times) + turned
    printed, size, unit = row.year is None, abs(row.percent), provenance.units.get(row.variable, "")
    changed = figure_text(float(f"{row.changed_to:.8g}"), words)
    told = words.say(
        "dossier.flip_printed" if printed else "dossier.flip",
        verdict=verdict_word(row.turned_to, words),
        claim=row.variable.partition(".")[0],
        title=words.variables.get(row.variable, row.variable),
        unit=words.unit_names.get(row.unit, row.unit),
        year=0 if printed else int(row.year),
        percent=words.percent(size, significant_decimals(size, 2)),
        way=words.say(f"dossier.flip_{'higher' if row.changed_to > row.figure else 'lower'}"),
        figure=figure_text(row.figure, words),
        changed=with_unit(changed, unit, words) if unit else changed,
    )
    if printed:
        return told
    past = words.say("dossier.flip_once")
    if row.reprinted:
        reprinted, count = words.number(row.reprinted), words.number(row.revised_as_much)
        past = words.say("dossier.flip_past", reprinted=reprinted, count=count)
    return f"{told} {past}{turned}"


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
