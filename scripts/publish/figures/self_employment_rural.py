"""Self-employment against the rural share: one point a region, with the fitted line and its interval."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from lib.charts import (
    colour_units,
    draw_fit,
    labelled_scatter,
    linear_fit,
    macro_region_key,
    name_units,
    new_unit_key,
    of_year,
)
from lib.i18n import Words
from lib.plots import Sheet, label_points, number_axis, settle


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the scatter of one year.

    Parameters
    ----------
    tables : panel_20, units
    sheet : settings `year`, `new` (units formed anew)
    """
    year = sheet.settings["year"]
    columns = ["unit", "year", "rural_share", "self_employment_share"]
    behind = of_year(tables["panel_20"], year)[columns].dropna().sort_values("unit")
    x, y = behind["rural_share"], behind["self_employment_share"]
    at = np.linspace(x.min(), x.max(), 60)
    fit = linear_fit(x, y, at)

    slope = words.signed(10 * fit[3], 1)
    figure = sheet.figure(
        words.say("figures.self_employment_rural.headline", slope=slope, year=year, n=len(behind)),
        [*macro_region_key(words), *new_unit_key(words)],
    )
    axes = figure.subplots()
    draw_fit(axes, at, fit)
    labelled_scatter(axes, x, y, colour_units(behind["unit"], tables["units"]))
    axes.set_xlim(-3, max(x) + 5)
    axes.set_ylim(0, max(y) * 1.08)
    axes.set_xlabel(words.say("figures.self_employment_rural.x"))
    axes.set_ylabel(words.say("figures.self_employment_rural.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle(figure)
    label_points(axes, x, y, name_units(behind["unit"], words, sheet.settings["new"]), (at[::2], fit[0][::2]))
    fitted = linear_fit(x, y, x)
    return figure, behind.assign(fitted=fitted[0], fitted_low=fitted[1], fitted_high=fitted[2])
