"""One variable in two years by region, two dots a row joined by a bar."""

import pandas as pd

from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout
from lib.exhibits.marks import dumbbell, name_units
from lib.exhibits.statements import PLAIN_HEADLINE, axis_title, picked_rows, printed_value
from lib.exhibits.style import INK
from lib.words.language import Words

GREYS = {"early": "#a0a0a0", "late": INK}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw regions by the later year's value; the headline may say {up}, {n}, {early} and {late}.

    Tables: a panel of regions.
    Settings: `variable`, `years` (two), `decimals`, `percent`, `new` (units formed anew).
    """
    variable, years = sheet.settings["variable"], sheet.settings["years"]
    rows = picked_rows(tables, [variable], years)
    wide = rows.pivot(index="unit", columns="year", values=variable)[years].dropna()
    wide = wide.sort_values(years[1], kind="stable").reset_index().set_axis(["unit", "early", "late"], axis=1)
    early, late = years
    say = {"up": (wide["late"] > wide["early"]).sum(), "n": len(wide), "early": early, "late": late}
    key = [
        (str(year), {"marker": "o", "mfc": grey, "mec": grey})
        for year, grey in zip(years, GREYS.values(), strict=True)
    ]
    figure = sheet.figure(words.say(PLAIN_HEADLINE, **say), key)
    axes = figure.subplots()
    looks = {when: {"color": grey} for when, grey in GREYS.items()}
    dumbbell(axes, wide[list(looks)], looks, lambda value: printed_value(value, words, sheet))
    name_rows(axes, name_units(wide["unit"], words, sheet.settings.get("new", [])))
    reach = wide[["early", "late"]].to_numpy()
    axes.set_xlim(min(0, reach.min() * 1.1), reach.max() * 1.15)
    number_axis(axes.xaxis, words)
    axes.set_xlabel(axis_title(words, "x", variable))
    axes.grid(axis="x")
    settle_layout(figure)
    return figure, wide
