"""Self-employment against the rural share: one point a region, with the fitted line and its interval."""

import pandas as pd
from matplotlib.figure import Figure

from lib.exhibits import charts
from lib.exhibits.plots import Sheet, number_axis, settle
from lib.words.language import Words

X, Y = "rural_share", "self_employment_share"


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year, new = sheet.settings["year"], sheet.settings["new"]
    table = charts.of_year(tables["panel_20"], year).sort_values("unit", kind="stable")
    table = table[["unit", "year", X, Y]]
    fit = charts.fit_regions(table, X, Y)
    say = {"slope": words.signed(10 * fit.slope, 1), "year": year, "n": len(fit.rows)}
    key = [*charts.macro_region_key(words), *charts.new_unit_key(words)]
    figure = sheet.figure(words.say("figures.self_employment_rural.headline", **say), key)
    axes = figure.subplots()
    charts.draw_fit(axes, fit, tables["units"])
    axes.set_xlim(-3, fit.rows[X].max() + 5)
    axes.set_ylim(0, fit.rows[Y].max() * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_rural.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle(figure)
    charts.name_points(axes, fit, words, new)
    return figure, fit.rows
