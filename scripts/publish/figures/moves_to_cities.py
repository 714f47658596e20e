"""Who moves to the three cities: from which region, and how many."""

import pandas as pd

from lib.exhibits.labels import label_value
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import region_bars
from lib.exhibits.statements import of_year, plain_key, regions_panel
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw a panel a city, a bar for each region of origin, by how many come from there to all three.

    Settings: `new` (units formed anew), `cities` (city: the variable that counts those who move there).
    """
    cities = sheet.settings["cities"]
    counts = list(cities.values())
    panel = regions_panel(tables)[["unit", "year", *counts]].dropna(how="all", subset=counts)
    last = panel["year"].max()
    moves = of_year(panel, last).set_index("unit")[counts].fillna(0)
    moves = moves.loc[moves.sum(axis=1).sort_values(kind="stable").index]
    bars = moves.reset_index()
    say: dict[str, object] = {"year": last}
    for city, variable in cities.items():
        say[f"first_{city}"] = words.unit(moves[variable].idxmax())
        say[f"part_{city}"] = words.percent(100 * moves[variable].max() / moves[variable].sum())
    figure = sheet.figure(words.say("figures.moves_to_cities.headline", **say), plain_key(words, sheet))
    for axes, (city, variable) in zip(figure.subplots(1, 3, sharey=True), cities.items(), strict=True):
        region_bars(axes, bars, variable, tables["units"], words, sheet.settings["new"])
        for row, value in enumerate(moves[variable]):
            if moves.index[row] != city:
                label_value(axes, value, row, words.number(value))
        axes.set_xlim(0, moves.to_numpy().max() * 1.28)
        number_axis(axes.xaxis, words)
        unbroken = words.unit(city).replace(" ", "\N{NO-BREAK SPACE}")
        panel_title(axes, words.say("figures.moves_to_cities.to", city=unbroken, year=last), 1.6)
    settle_layout(figure)
    return figure, panel.sort_values(["year", "unit"], kind="stable")
