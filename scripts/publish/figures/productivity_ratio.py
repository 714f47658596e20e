"""Labour productivity by region, and how many times that of the agricultural south the leaders' is."""

import pandas as pd

from lib.data.breaks import breaks_of
from lib.exhibits.labels import label_ends, label_value
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import asserted_line_key, draw_readings, readings_key, region_bars
from lib.exhibits.statements import of_year, plain_key, readings_of, regions_panel, statement
from lib.exhibits.style import ASSERTED, INK
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw ranked bars of one year, and a line a reading of the ratio.

    Settings: `variable`, `year`, `new` (units formed anew), `statement` (the ratio).
    """
    year, variable, key = (sheet.settings[name] for name in ("year", "variable", "statement"))
    panel = of_year(regions_panel(tables), year)[["unit", "year", variable]].dropna()
    panel = panel.sort_values(variable, kind="stable")
    ratios = readings_of(tables["readings"], key)
    asserted = statement(tables["verdicts"], key)["asserted"]
    say = {
        "low": words.number(ratios["computed"].min(), 1),
        "high": words.number(ratios["computed"].max(), 1),
        "asserted": words.number(asserted),
    }
    key = plain_key(words, sheet, [*readings_key(words), *asserted_line_key(words)])
    figure = sheet.figure(words.say("figures.productivity_ratio.headline", **say), key)
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    region_bars(left, panel, variable, tables["units"], words, sheet.settings["new"])
    for row, value in enumerate(panel[variable]):
        label_value(left, value, row, words.number(value))
    number_axis(left.xaxis, words)
    panel_title(left, words.say("figures.productivity_ratio.left", year=year), 2.6)

    highest = max(ratios["computed"].max(), asserted)
    starts = breaks_of(tables["codebook"])[variable]
    ends = draw_readings(right, ratios, asserted, highest, 3, words, starts)
    number_axis(right.yaxis, words)
    panel_title(right, words.say("figures.productivity_ratio.right"), 2.5)
    settle_layout(figure)
    names = [words.number(ends[0], 1), words.number(asserted)]
    label_ends(right, ratios["year"].max(), ends, names, [INK, ASSERTED])
    return figure, pd.concat([panel.assign(part="regions"), ratios.assign(part="ratio")], ignore_index=True)
