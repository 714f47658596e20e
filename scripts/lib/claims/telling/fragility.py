"""Fragility in the reader's words: the change that turns a verdict, and how often that much came about."""

from lib.claims.provenance import Provenance
from lib.claims.scrutiny.fragility import MOST_TIMES, Fragility
from lib.claims.telling.values import significant_decimals, verdict_word, with_unit
from lib.claims.telling.workings import figure_text
from lib.words.language import Words


def tell_fragility(row: Fragility | None, provenance: Provenance, words: Words) -> str:
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
    flip = row.flip
    if flip is None:
        none = words.say("dossier.flip_none", moved=words.number(row.moved), times=words.number(MOST_TIMES))
        return " ".join(filter(None, (none, dates)))
    verdict, figure = verdict_word(flip.verdict, words), figure_text(flip.figure, words)
    changed = figure_text(float(f"{flip.changed_to:.8g}"), words)
    if flip.year is None:
        claim = flip.variable.partition(".")[0]
        return words.say("dossier.flip_printed", verdict=verdict, claim=claim, figure=figure, changed=changed)
    size, unit = abs(100 * flip.change), provenance.units.get(flip.variable, "")
    told = words.say(
        "dossier.flip",
        verdict=verdict,
        title=words.variables.get(flip.variable, flip.variable),
        unit=words.unit_names.get(flip.unit, flip.unit),
        year=flip.year,
        percent=words.percent(size, significant_decimals(size, 2)),
        way=words.say(f"dossier.flip_{'higher' if flip.changed_to > flip.figure else 'lower'}"),
        figure=figure,
        changed=with_unit(changed, unit, words) if unit else changed,
    )
    past = words.say("dossier.flip_once")
    if row.reprinted:
        reprinted, count = words.number(row.reprinted), words.number(row.revised_as_much or 0)
        past = words.say("dossier.flip_past", reprinted=reprinted, count=count)
    return " ".join(filter(None, (told, past, dates)))
