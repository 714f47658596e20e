"""A scatter of two variables in one year, a point a region, with the fitted line and its interval."""

import pandas as pd
from matplotlib.ticker import FixedLocator, NullLocator

from lib.exhibits.fits import draw_fit, fit_key, fit_regions, name_points
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout
from lib.exhibits.statements import PLAIN_HEADLINE, axis_title, picked_rows, plain_key
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw the scatter; with `ticks` the line is straight in the logarithm of x.

    The headline may say {slope}, with its minus where the line falls, or {size}, without it, beside
    {direction} ("higher" or "lower"), {n} and {year}.

    Tables: a panel of regions, units.
    Settings: `x`, `y`, `year`; `per` (how much more of x the slope in the headline tells, 1 if not said),
    `ticks` (of a logarithmic x), `new` (units formed anew).
    """
    settings = sheet.settings
    x, y, ticks = settings["x"], settings["y"], settings.get("ticks", [])
    fit = fit_regions(picked_rows(tables, [x, y], [settings["year"]]), x, y, logarithmic=bool(ticks))
    slope, decimals = settings.get("per", 1) * fit.slope, settings.get("decimals", 1)
    say = {
        "slope": words.number(slope, decimals),
        "size": words.number(abs(slope), decimals),
        "direction": words.say(f"marks.{'higher' if fit.slope > 0 else 'lower'}"),
        "year": settings["year"],
        "n": len(fit.rows),
    }
    figure = sheet.figure(words.say(PLAIN_HEADLINE, **say), plain_key(words, sheet, fit_key(words)))
    axes = figure.subplots()
    low, high = fit.rows[x].min(), fit.rows[x].max()
    if ticks:
        axes.set_xscale("log")
    draw_fit(axes, fit, tables["units"], words)
    if ticks:
        axes.set_xlim(low / 1.2, high * 1.35)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_xlim(low - 0.05 * (high - low), high + 0.08 * (high - low))
    axes.set_ylim(min(0, fit.rows[y].min() * 1.08), fit.rows[y].max() * 1.08)
    axes.set_xlabel(axis_title(words, "x", x))
    axes.set_ylabel(axis_title(words, "y", y))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    settle_layout(figure)
    name_points(axes, fit, words, settings.get("new", []))
    return figure, fit.rows
