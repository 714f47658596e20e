"""GRP per capita by region against the national average of the same year."""

import pandas as pd
from matplotlib.figure import Figure

from lib.exhibits.labels import label_value
from lib.exhibits.layout import Sheet, number_axis, settle_layout
from lib.exhibits.marks import asserted_key, macro_region_key, mark_asserted, new_unit_key, region_bars
from lib.exhibits.statements import of_year, statement
from lib.exhibits.style import INK, SMALL, TINY
from lib.exhibits.typeface import text_width
from lib.words.language import Words

GAP = 3.0  # points between a bar, or the line of the average, and a number


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw bars sorted by height in the colours of macro-regions, with the average across them.

    Parameters
    ----------
    tables : panel_20, panel_1, units, verdicts
    sheet : settings `year`, `new` (units formed anew), `asserted` (average, below, regions: statements)
    """
    year = sheet.settings["year"]
    columns = ["unit", "year", "grp", "population_average", "grp_per_capita"]
    behind = of_year(tables["panel_20"], year)[columns].dropna()
    behind = behind.sort_values("grp_per_capita", kind="stable")
    average = of_year(tables["panel_1"], year)["grp_per_capita"].item()
    below = int((behind["grp_per_capita"] < average).sum())

    asserted = {
        name: statement(tables["verdicts"], key)["asserted"]
        for name, key in sheet.settings["asserted"].items()
    }
    say = {
        "count": below,
        "regions": len(behind),
        "year": year,
        "asserted": words.number(asserted["below"]),
        "asserted_regions": words.number(asserted["regions"]),
    }
    key = [*macro_region_key(words), *asserted_key(words), *new_unit_key(words)]
    figure = sheet.figure(words.say("figures.grp_per_capita.headline", **say), key)
    axes = figure.subplots()
    region_bars(axes, behind, "grp_per_capita", tables["units"], words, sheet.settings["new"])
    top = len(behind) + 0.2
    label = words.say("figures.grp_per_capita.average", value=words.number(average, 1))
    axes.axvline(average, color=INK, linewidth=0.9, zorder=3, label=label)
    axes.annotate(label, (average, top), (6, 0), textcoords="offset points", va="center", fontsize=SMALL)
    mark_asserted(axes, [asserted["average"]], [top])
    axes.set_ylim(top=top + 0.6)
    number_axis(axes.xaxis, words)
    axes.set_xlabel(words.say("figures.grp_per_capita.axis"))
    settle_layout(figure)
    line = axes.transData.transform((average, 0))[0]
    for row, value in enumerate(behind["grp_per_capita"]):
        label, end = words.number(value), axes.transData.transform((value, 0))[0]
        crossed = end < line < end + GAP + text_width(label, TINY) + GAP
        label_value(axes, average if crossed else value, row, label, gap=GAP)
    return figure, behind.assign(national_average=average, name=[words.unit(code) for code in behind["unit"]])
