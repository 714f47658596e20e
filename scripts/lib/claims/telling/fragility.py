"""Fragility in the reader's words: the change that turns a verdict, and how often that much came about."""

from lib.claims.provenance import Provenance
from lib.claims.scrutiny.fragility import MOST_TIMES
from lib.claims.scrutiny.past_revisions import FragilityRow
from lib.claims.telling.values import significant_decimals, verdict_word, with_unit
from lib.claims.telling.workings import figure_text
from lib.words.language import Words


def tell_fragility(row: FragilityRow | None, provenance: Provenance, words: Words) -> str:
    """Return how little would turn one verdict; nothing for one that cannot be tested."""
    if row is None:
        return ""
    dates = (
        words.say("dossier.flip_dates", dates=words.number(row.dates), turned=words.number(row.turned))
        if row.dates
        else ""
    )
    if row.moved == 0:
        return " ".join(filter(None, (words.say("dossier.flip_undefined"), dates)))
    if row.percent is None or row.figure is None or row.changed_to is None:
        none = words.say("dossier.flip_none", moved=words.number(row.moved), times=words.number(MOST_TIMES))
        return " ".join(filter(None, (none, dates)))
    size, unit = abs(row.percent), provenance.units.get(row.variable, "")
    changed = figure_text(float(f"{row.changed_to:.8g}"), words)
    if row.year is None:
        printed = figure_text(row.figure, words)
        return words.say(
            "dossier.flip_printed",
            verdict=verdict_word(row.turned_to, words),
            claim=row.variable.partition(".")[0],
            figure=printed,
            changed=changed,
        )
    flip = words.say(
        "dossier.flip",
        verdict=verdict_word(row.turned_to, words),
        title=words.variables.get(row.variable, row.variable),
        unit=words.unit_names.get(row.unit, row.unit),
        year=row.year,
        percent=words.percent(size, significant_decimals(size, 2)),
        way=words.say(f"dossier.flip_{'higher' if row.percent > 0 else 'lower'}"),
        figure=figure_text(row.figure, words),
        changed=with_unit(changed, unit, words) if unit else changed,
    )
    past = words.say("dossier.flip_once")
    if row.reprinted:
        reprinted, count = words.number(row.reprinted), words.number(row.revised_as_much or 0)
        past = words.say("dossier.flip_past", reprinted=reprinted, count=count)
    return " ".join(filter(None, (flip, past, dates)))
