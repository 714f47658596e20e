"""Self-employment against labour productivity, logarithmic, with the fitted line and its interval."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from lib.exhibits import charts
from lib.exhibits.plots import Sheet, number_axis, settle
from lib.words.language import Words

X, Y = "labour_productivity", "self_employment_share"
STEPS = [1000, 2000, 3000, 5000, 10000, 20000, 30000, 50000]


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year; the line is straight in the logarithm of productivity.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year, new = sheet.settings["year"], sheet.settings["new"]
    table = charts.of_year(tables["panel_20"], year).sort_values("unit", kind="stable")
    table = table[["unit", "year", X, Y]]
    fit = charts.fit_regions(table, X, Y, logarithmic=True)
    say = {"slope": words.signed(fit.slope, 1), "year": year, "n": len(fit.rows)}
    key = [*charts.macro_region_key(words), *charts.new_unit_key(words)]
    figure = sheet.figure(words.say("figures.self_employment_productivity.headline", **say), key)
    axes = figure.subplots()
    axes.set_xscale("log")
    charts.draw_fit(axes, fit, tables["units"])
    axes.set_xlim(fit.rows[X].min() / 1.2, fit.rows[X].max() * 1.35)
    axes.set_ylim(0, fit.rows[Y].max() * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_productivity.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    axes.xaxis.set_major_locator(FixedLocator(STEPS))
    axes.xaxis.set_minor_locator(NullLocator())
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle(figure)
    charts.name_points(axes, fit, words, new)
    return figure, fit.rows
