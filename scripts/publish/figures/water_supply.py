"""Water supply in towns and villages over time, with the break of its definition and every release."""

import pandas as pd

from lib.core.country import country_unit
from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout, year_axis
from lib.exhibits.marks import asserted_line, asserted_line_key, locality_key
from lib.exhibits.statements import statement
from lib.exhibits.style import ASSERTED, INK, LOCALITY_COLOURS, LOCALITY_SHAPES, MUTED, SMALL
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw the newest release as lines, earlier releases as open dots, the asserted shares as dashes.

    Tables: releases_<series> (all releases: vintage, unit, year, locality, value), verdicts.
    Settings: `break` (first year of the wider definition), `asserted` (locality: statement).
    """
    releases = next(tables[name] for name in tables if name.startswith("releases_"))
    behind = releases[releases["unit"] == country_unit()].dropna(subset=["value"])
    behind = behind[["vintage", "year", "locality", "value"]].sort_values(["locality", "year", "vintage"])
    newest = behind[behind["vintage"] == behind["vintage"].max()]
    step = sheet.settings["break"]
    rural = newest[newest["locality"] == "rural"].set_index("year")["value"]
    say = {"year": step, "before": words.percent(rural[step - 1], 1), "after": words.percent(rural[step], 1)}
    older = {"marker": "o", "ms": 3.6, "mfc": "none", "mec": MUTED, "mew": 0.7}
    key = [*locality_key(words), (words.say("figures.water_supply.older"), older), *asserted_line_key(words)]
    figure = sheet.figure(words.say("figures.water_supply.headline", **say), key)
    axes = figure.subplots()
    ends = []
    first, last = newest["year"].min(), newest["year"].max()
    for place, colour in LOCALITY_COLOURS.items():
        older = behind[(behind["locality"] == place) & (behind["vintage"] != behind["vintage"].max())]
        axes.scatter(
            older["year"], older["value"], s=12, marker=LOCALITY_SHAPES[place], facecolor="none",
            edgecolor=colour, linewidth=0.7,
        )  # fmt: skip
        line = newest[newest["locality"] == place]
        for part in (line[line["year"] < step], line[line["year"] >= step]):
            axes.plot(part["year"], part["value"], color=colour, marker=LOCALITY_SHAPES[place], ms=3.4)
        ends.append((line["value"].iloc[-1], words.percent(line["value"].iloc[-1], 1), INK))
        asserted = statement(tables["verdicts"], sheet.settings["asserted"][place])["asserted"]
        asserted_line(axes, first, last, asserted, words)
        ends.append((asserted, words.percent(asserted), ASSERTED))
    label = words.say("marks.definition_break")
    axes.axvline(step - 0.5, color=MUTED, lw=0.8, ls=(0, (2, 2)), label=label)
    axes.annotate(label, (step - 0.5, 22), (-3, 0), textcoords="offset points", ha="right", fontsize=SMALL)
    axes.set_ylim(0, 104)
    axes.set_xlim(left=first - 0.5)
    year_axis(axes, [first, last], 4)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, percent=True)
    settle_layout(figure)
    label_ends(axes, last, *zip(*ends, strict=True))
    return figure, behind
