"""Scrutiny in the reader's words: how cheap a verdict is, and how little would turn it."""

from typing import Any

from lib.claims.provenance import Provenance
from lib.claims.scrutiny.fragility import MOST_TIMES
from lib.claims.severity import Severity
from lib.claims.statements import Judging
from lib.claims.telling.values import figure_text, significant_decimals, verdict_word, with_unit
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
