"""Ranked bars of one variable and year, with the country's value across them."""

import pandas as pd
from matplotlib.figure import Figure

from lib.core.country import layouts
from lib.exhibits.labels import label_value
from lib.exhibits.layout import Sheet, number_axis, settle_layout
from lib.exhibits.marks import region_bars
from lib.exhibits.statements import (
    PLAIN_HEADLINE,
    axis_title,
    extremes,
    of_year,
    picked_rows,
    plain_key,
    printed_value,
)
from lib.exhibits.style import INK, SMALL
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw bars in the colours of macro-regions.

    Parameters
    ----------
    tables : a panel of regions, units; the country's panel for the line of its value
    sheet : settings `variable`, `year`, `decimals`, `percent`, `new` (units formed anew)
    """
    variable, year = sheet.settings["variable"], sheet.settings["year"]
    whole = f"panel_{layouts()[-1]}"
    regions = {name: table for name, table in tables.items() if name != whole}
    rows = picked_rows(regions, [variable], [year])
    rows = rows.sort_values([variable, "unit"], kind="stable").reset_index(drop=True)
    country = of_year(tables[whole], year)[variable].item() if whole in tables else None
    say = extremes(rows, variable, words, sheet)
    if country is not None:
        say |= {
            "country": printed_value(country, words, sheet),
            "below": int((rows[variable] < country).sum()),
        }
    figure = sheet.figure(words.say(PLAIN_HEADLINE, **say), plain_key(words, sheet))
    axes = figure.subplots()
    region_bars(axes, rows, variable, tables["units"], words, sheet.settings.get("new", []))
    for row, value in enumerate(rows[variable]):
        label_value(axes, value, row, printed_value(value, words, sheet))
    if country is not None:
        top = len(rows) + 0.2
        label = f"{words.say('national_average')} {printed_value(country, words, sheet)}"
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
    return figure, rows if country is None else rows.assign(country=country)
