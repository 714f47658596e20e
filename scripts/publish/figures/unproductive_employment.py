"""Unproductive employment: in towns and villages of each region, and against agriculture's part of output."""

import pandas as pd

from lib.exhibits.fits import draw_fit, fit_key, fit_regions, name_points
from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import dumbbell, locality_key, macro_region_key, name_units, new_unit_key
from lib.exhibits.statements import of_year, regions_panel
from lib.exhibits.style import LOCALITY_COLOURS, LOCALITY_SHAPES
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw the dumbbell of towns and villages, and the scatter with its fit.

    Settings: `x` and `y` (variables), `year`, `new` (units formed anew).
    """
    year, against, share = (sheet.settings[key] for key in ("year", "x", "y"))
    columns = ["unit", "year", share, f"{share}_urban", f"{share}_rural", against]
    behind = of_year(regions_panel(tables), year)[columns].dropna(subset=share).sort_values([share, "unit"])
    both = behind.dropna(subset=[f"{share}_urban", f"{share}_rural"])
    more = (both[f"{share}_rural"] > both[f"{share}_urban"]).sum()
    say = {"count": more, "regions": len(both), "year": year}
    key = [*locality_key(words), *macro_region_key(words), *fit_key(words), *new_unit_key(words)]
    figure = sheet.figure(words.say("figures.unproductive_employment.headline", **say), key)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
    _draw_localities(left, behind, words, sheet)

    fit = fit_regions(behind, against, share)
    draw_fit(right, fit, tables["units"], words)
    x, y = fit.rows[against], fit.rows[share]
    right.set_xlim(-6, x.max() * 1.12)
    right.set_xticks(range(0, int(x.max()) + 1, 10))
    right.set_ylim(0, y.max() * 1.12)
    right.set_xlabel(words.say("figures.unproductive_employment.x"))
    right.set_ylabel(words.say("figures.unproductive_employment.y"))
    number_axis(right.xaxis, words)
    number_axis(right.yaxis, words)
    panel_title(right, words.say("figures.unproductive_employment.right"), 3)
    settle_layout(figure)
    name_points(right, fit, words, sheet.settings["new"])
    return figure, behind


def _draw_localities(axes, behind: pd.DataFrame, words: Words, sheet: Sheet) -> None:
    """Draw two dots a region, named at the topmost one."""
    share = sheet.settings["y"]
    ends = behind[[f"{share}_urban", f"{share}_rural"]]
    looks = {
        f"{share}_{place}": {"s": 18, "marker": shape, "color": LOCALITY_COLOURS[place], "clip_on": False}
        for place, shape in LOCALITY_SHAPES.items()
    }
    dumbbell(axes, ends, looks, lambda value: words.number(value, 1), sides=["right"])
    name_rows(axes, name_units(behind["unit"], words, sheet.settings["new"]))
    axes.set_ylim(top=len(ends) + 0.2)
    axes.set_xlim(0, ends.max().max() * 1.35)
    axes.grid(axis="x")
    number_axis(axes.xaxis, words)
    panel_title(axes, words.say("figures.unproductive_employment.left"), 2.5)
