"""Ranked bars of one variable and year, with the country's value across them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from lib.exhibits.labels import label_value
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout
from lib.exhibits.marks import asserted_key, mark_asserted, region_bars
from lib.exhibits.statements import (
    PLAIN_HEADLINE,
    axis_title,
    country_panel,
    extremes,
    of_year,
    picked_rows,
    plain_key,
    printed_value,
    statement,
)
from lib.exhibits.style import INK, SMALL, TINY
from lib.exhibits.typeface import text_width
from lib.words.language import Words

GAP = 3.0  # points between a bar, or the line of the country's value, and a number


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw bars in the colours of macro-regions.

    Tables: a panel of regions, units; the country's panel for the line of its value; verdicts.
    Settings: `variable`, `year`, `decimals`, `percent`, `country_decimals`, `new` (units formed anew),
    `asserted` (statements: of the country, marked on its line; others as {asserted_...} of the headline).
    """
    variable, year = sheet.settings["variable"], sheet.settings["year"]
    whole = country_panel(tables)
    rows = picked_rows(tables, [variable], [year])
    rows = rows.sort_values([variable, "unit"], kind="stable").reset_index(drop=True)
    country = None if whole is None else of_year(whole, year)[variable].item()
    say = extremes(rows, variable, words, sheet)
    if country is not None:
        say |= {"country": printed_value(country, words, sheet), "below": (rows[variable] < country).sum()}
    stated = {
        name: statement(tables["verdicts"], key)["asserted"]
        for name, key in sheet.settings.get("asserted", {}).items()
    }
    say |= {f"asserted_{name}": words.number(value) for name, value in stated.items()}
    marked = asserted_key(words) if "country" in stated else []
    figure = sheet.figure(words.say(PLAIN_HEADLINE, **say), plain_key(words, sheet, marked))
    axes = figure.subplots()
    region_bars(axes, rows, variable, tables["units"], words, sheet.settings.get("new", []))
    if country is not None:
        top = len(rows) + 0.2
        decimals = {"decimals": sheet.settings.get("country_decimals", sheet.settings.get("decimals", 0))}
        average = printed_value(country, words, replace(sheet, settings={**sheet.settings, **decimals}))
        label = f"{words.say('national_average')} {average}"
        if "country" in stated:
            mark_asserted(axes, [stated["country"]], [top])
        axes.axvline(country, color=INK, linewidth=0.9, zorder=3, label=label)
        before = country > rows[variable].max() / 2
        axes.annotate(
            label, (country, top), (-6 if before else 6, 0), textcoords="offset points", fontsize=SMALL,
            ha="right" if before else "left", va="center",
        )  # fmt: skip
        axes.set_ylim(top=top + 0.6)
    number_axis(axes.xaxis, words)
    axes.set_xlabel(axis_title(words, "x", variable))
    settle_layout(figure)
    line = axes.transData.transform((np.nan if country is None else country, 0))[0]
    for row, value in enumerate(rows[variable]):
        label, end = printed_value(value, words, sheet), axes.transData.transform((value, 0))[0]
        crossed = end < line < end + GAP + text_width(label, TINY) + GAP
        label_value(axes, country if crossed else value, row, label, gap=GAP)
    return figure, rows if country is None else rows.assign(country=country)
