"""Self-employment against labour productivity, logarithmic, with the fitted line and its interval."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from lib.exhibits.fits import draw_fit, fit_key, fit_regions, name_points
from lib.exhibits.layout import Sheet, number_axis, settle_layout
from lib.exhibits.marks import macro_region_key, new_unit_key
from lib.exhibits.statements import of_year
from lib.words.language import Words

PRODUCTIVITY, SELF_EMPLOYED = "labour_productivity", "self_employment_share"
PRODUCTIVITY_TICKS = [1000, 2000, 3000, 5000, 10000, 20000, 30000, 50000]


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year; the line is straight in the logarithm of productivity.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year, new = sheet.settings["year"], sheet.settings["new"]
    table = of_year(tables["panel_20"], year).sort_values("unit", kind="stable")
    table = table[["unit", "year", PRODUCTIVITY, SELF_EMPLOYED]]
    fit = fit_regions(table, PRODUCTIVITY, SELF_EMPLOYED, logarithmic=True)
    say = {"slope": words.signed(fit.slope, 1), "year": year, "n": len(fit.rows)}
    key = [*macro_region_key(words), *fit_key(words), *new_unit_key(words)]
    figure = sheet.figure(words.say("figures.self_employment_productivity.headline", **say), key)
    axes = figure.subplots()
    axes.set_xscale("log")
    draw_fit(axes, fit, tables["units"], words)
    axes.set_xlim(fit.rows[PRODUCTIVITY].min() / 1.2, fit.rows[PRODUCTIVITY].max() * 1.35)
    axes.set_ylim(0, fit.rows[SELF_EMPLOYED].max() * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_productivity.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    axes.xaxis.set_major_locator(FixedLocator(PRODUCTIVITY_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle_layout(figure)
    name_points(axes, fit, words, new)
    return figure, fit.rows
