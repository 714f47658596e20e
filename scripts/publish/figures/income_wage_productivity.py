"""Income, wage and productivity of each region as multiples of the country's: where they part."""

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, NullLocator

from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Drawn, Sheet, axis_line, number_axis, settle_layout
from lib.exhibits.marks import name_units, new_unit_key
from lib.exhibits.statements import country_panel, of_year, regions_panel
from lib.exhibits.style import FAINT, MUTED, PAPER, PURSE_MARKS
from lib.words.language import Words

SHADE = "#f0f0f0"
TIMES_TICKS = [0.5, 0.75, 1, 1.5, 2, 3, 4]


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw three marks a region on a logarithmic scale, sorted by productivity; a group is shaded.

    Settings: `variables` (output, wage, income: the variable of each), `year`, `new` (units formed anew),
    `group` and `shaded` (its name and its units).
    """
    year, variables = sheet.settings["year"], sheet.settings["variables"]
    output, income = variables["output"], variables["income"]
    purses = {variable: PURSE_MARKS[purse] for purse, variable in variables.items()}
    group = words.group(sheet.settings["group"])
    country = of_year(country_panel(tables), year).iloc[0]
    regions = of_year(regions_panel(tables), year).set_index("unit")[list(purses)].dropna()
    times = (regions / country[list(purses)].astype(float)).sort_values(output, kind="stable")
    widest = (times[output] / times[income]).idxmax()
    say = {
        "region": words.unit(widest),
        "productivity": words.number(times.loc[widest, output], 1),
        "income": words.number(times.loc[widest, income], 1),
        "year": year,
    }
    key = [
        (words.say(f"figures.income_wage_productivity.{name}"), {"marker": shape, "mfc": hue, "mec": PAPER})
        for name, (shape, hue) in purses.items()
    ]
    key += [(group, {"mfc": SHADE, "mec": MUTED, "mew": 0.3, "ms": 6}), *new_unit_key(words)]
    figure = sheet.figure(words.say("figures.income_wage_productivity.headline", **say), key)
    axes = figure.subplots()
    axes.set_xscale("log")
    rows = range(len(times))
    for row in np.flatnonzero(times.index.isin(sheet.settings["shaded"])):
        axes.axhspan(row - 0.5, row + 0.5, color=SHADE, lw=0, zorder=0, label=group)
    axes.hlines(rows, times.min(axis=1), times.max(axis=1), color=FAINT, lw=1.4, zorder=1)
    for name, (marker, colour) in purses.items():
        axes.scatter(
            times[name], rows, marker=marker, s=30, color=colour, zorder=3, edgecolor="white", linewidth=0.4
        )
    axis_line(axes, x=1)
    name_rows(axes, name_units(times.index, words, sheet.settings["new"]))
    axes.set_xlim(times.min().min() / 1.1, times.max().max() * 1.1)
    axes.xaxis.set_major_locator(FixedLocator(TIMES_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="x")
    number_axis(axes.xaxis, words, 2)
    axes.set_xlabel(words.say("figures.income_wage_productivity.axis"))
    settle_layout(figure)
    levels = regions.loc[times.index].add_suffix("_level")
    return figure, times.join(levels).reset_index().assign(year=year)
