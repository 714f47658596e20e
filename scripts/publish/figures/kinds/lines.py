"""One variable over the years, a line a region; those named stand out and bear their names."""

import pandas as pd

from lib.data.breaks import breaks_of
from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout, year_axis
from lib.exhibits.marks import colour_units, gap_key, spells
from lib.exhibits.statements import PLAIN_HEADLINE, axis_title, extremes, of_year, picked_rows, plain_key
from lib.exhibits.style import FAINT
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw lines; the headline speaks of the last year.

    Tables: a panel of regions, units, codebook; a line ends where its variable gets a new basis,
    which the key then says.
    Settings: `variable`, `units` (those that stand out), `years` (first and last), `step` of the axis,
    `decimals`, `percent`.
    """
    variable, named = sheet.settings["variable"], sheet.settings["units"]
    first, last = sheet.settings["years"]
    starts = breaks_of(tables["codebook"]).get(variable, ())
    rows = picked_rows(tables, [variable], range(first, last + 1))
    lines = {unit: spells(line, starts) for unit, line in rows.groupby("unit", sort=True)}
    gaps = any(len(parts) > 1 for parts in lines.values())
    figure = sheet.figure(
        words.say(PLAIN_HEADLINE, **extremes(of_year(rows, last), variable, words, sheet)),
        plain_key(words, sheet, gap_key(words) if gaps else ()),
    )
    axes = figure.subplots()
    for unit, parts in lines.items():
        for part in parts if unit not in named else ():
            axes.plot(part["year"], part[variable], color=FAINT, lw=0.8, zorder=1)
    colours = colour_units(named, tables["units"])
    ends = rows[rows["unit"].isin(named)].groupby("unit").tail(1).set_index("unit")[variable]
    for unit, colour in zip(named, colours, strict=True):
        for part in lines[unit]:
            axes.plot(part["year"], part[variable], color=colour, lw=1.7, zorder=3)
    axes.set_ylim(min(0, rows[variable].min() * 1.05), rows[variable].max() * 1.05)
    year_axis(axes, [first, last], sheet.settings.get("step", 5))
    number_axis(axes.yaxis, words, percent=bool(sheet.settings.get("percent")))
    axes.set_ylabel(axis_title(words, "y", variable))
    axes.grid(axis="y")
    settle_layout(figure)
    label_ends(axes, last, [ends[unit] for unit in named], [words.unit(unit) for unit in named])
    return figure, rows
