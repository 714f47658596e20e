"""Self-employment against labour productivity, logarithmic, with the fitted line and its interval."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from lib.charts import (
    colour_units,
    draw_fit,
    labelled_scatter,
    linear_fit,
    name_units,
    of_year,
)
from lib.i18n import Words
from lib.plots import Sheet, label_points, number_axis, settle

STEPS = [1000, 2000, 3000, 5000, 10000, 20000, 30000, 50000]


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year; the line is straight in the logarithm of productivity.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year = sheet.settings["year"]
    columns = ["unit", "year", "labour_productivity", "self_employment_share"]
    behind = of_year(tables["panel_20"], year)[columns].dropna().sort_values("unit")
    x, y = behind["labour_productivity"], behind["self_employment_share"]
    at = np.geomspace(x.min(), x.max(), 60)
    fit = linear_fit(np.log2(x), y, np.log2(at))

    doubling = words.signed(fit[3], 1)
    say = {"slope": doubling, "year": year, "n": len(behind)}
    figure = sheet.figure(words.say("figures.self_employment_productivity.headline", **say))
    axes = figure.subplots()
    axes.set_xscale("log")
    draw_fit(axes, at, fit)
    labelled_scatter(axes, x, y, colour_units(behind["unit"], tables["units"]))
    axes.set_xlim(x.min() / 1.2, x.max() * 1.35)
    axes.set_ylim(0, max(y) * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_productivity.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    axes.xaxis.set_major_locator(FixedLocator(STEPS))
    axes.xaxis.set_minor_locator(NullLocator())
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle(figure)
    label_points(axes, x, y, name_units(behind["unit"], words, sheet.settings["new"]), (at[::2], fit[0][::2]))
    fitted = linear_fit(np.log2(x), y, np.log2(x))
    return figure, behind.assign(fitted=fitted[0], fitted_low=fitted[1], fitted_high=fitted[2])
