"""Self-employment against the rural share: one point a region, with the fitted line and its interval."""

import pandas as pd
from matplotlib.figure import Figure

from lib.exhibits.fits import draw_fit, fit_key, fit_regions, name_points
from lib.exhibits.layout import Sheet, number_axis, settle_layout
from lib.exhibits.marks import macro_region_key, new_unit_key
from lib.exhibits.statements import of_year
from lib.words.language import Words

RURAL, SELF_EMPLOYMENT = "rural_share", "self_employment_share"


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year, new = sheet.settings["year"], sheet.settings["new"]
    table = of_year(tables["panel_20"], year).sort_values("unit", kind="stable")
    table = table[["unit", "year", RURAL, SELF_EMPLOYMENT]]
    fit = fit_regions(table, RURAL, SELF_EMPLOYMENT)
    say = {"slope": words.signed(10 * fit.slope, 1), "year": year, "n": len(fit.rows)}
    key = [*macro_region_key(words), *fit_key(words), *new_unit_key(words)]
    figure = sheet.figure(words.say("figures.self_employment_rural.headline", **say), key)
    axes = figure.subplots()
    draw_fit(axes, fit, tables["units"], words)
    axes.set_xlim(-3, fit.rows[RURAL].max() + 5)
    axes.set_ylim(0, fit.rows[SELF_EMPLOYMENT].max() * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_rural.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle_layout(figure)
    name_points(axes, fit, words, new)
    return figure, fit.rows
