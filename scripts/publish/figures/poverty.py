"""Poverty in two years by region, with the country and its towns and villages above."""

import pandas as pd

from lib.core.country import country_unit
from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Drawn, Sheet, number_axis, settle_layout
from lib.exhibits.marks import dumbbell
from lib.exhibits.statements import country_panel, regions_panel, statement
from lib.exhibits.style import ASSERTED, INK, MUTED, PAPER, TINY
from lib.words.language import Words

YEAR_GREYS = {"early": "#a0a0a0", "late": INK}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw two dots a row joined by a bar; estimates are open.

    Tables: a panel of regions, the country's, long (for estimates whose territory is not stated), verdicts.
    Settings: `variable`, `years` (two), `asserted` (row: the statements of the two years).
    """
    behind = _rows(tables, sheet.settings["variable"], sheet.settings["years"], words)
    early, late = sheet.settings["years"]
    regions = behind[behind["unit"] != country_unit()]
    both = regions.dropna(subset=["early", "late"])
    say = {"count": (both["late"] > both["early"]).sum(), "regions": len(both), "early": early, "late": late}
    dot = {"marker": "o", "mew": 1.2}
    years = zip((early, late), YEAR_GREYS.values(), strict=True)
    key = [(str(year), {**dot, "mfc": grey, "mec": grey}) for year, grey in years]
    key.append((words.say("marks.estimate"), {**dot, "mfc": PAPER, "mec": MUTED}))
    figure = sheet.figure(words.say("figures.poverty.headline", **say), key)
    axes = figure.subplots()
    looks = {
        when: {
            "facecolor": [PAPER if mark else colour for mark in behind[f"{when}_estimate"]],
            "edgecolor": colour,
            "linewidth": 1.2,
        }
        for when, colour in YEAR_GREYS.items()
    }
    dumbbell(axes, behind[list(looks)], looks, lambda value: words.number(value, 1))
    edge = behind[["early", "late"]].max().max() * 1.12
    for row, keys in sheet.settings["asserted"].items():
        at = behind.index[behind["row"] == row][0]
        stated = (words.number(statement(tables["verdicts"], key)["asserted"], 1) for key in keys)
        axes.text(edge, at, " → ".join(stated), va="center", fontsize=TINY, color=ASSERTED)
    top, country = len(behind) - 0.3, words.unit(country_unit())
    axes.text(edge, top, words.say("asserted_short"), va="bottom", fontsize=TINY, color=ASSERTED)
    axes.axhspan(len(regions) - 0.5, top, color="#f6f6f6", lw=0, zorder=0, label=country)
    name_rows(axes, behind["name"])
    axes.set_xlim(-0.8, edge * 1.45)
    axes.grid(axis="x")
    number_axis(axes.xaxis, words)
    axes.set_xlabel(words.say("figures.poverty.axis"), loc="right")
    settle_layout(figure)
    return figure, behind


def _rows(tables: dict[str, pd.DataFrame], variable: str, years: list[int], words: Words) -> pd.DataFrame:
    """One row a line of the chart from the bottom: row, unit, name, early, late, which are estimates."""
    regions = regions_panel(tables).pivot(index="unit", columns="year", values=variable)[years]
    long = tables["long"].query("variable == @variable and locality == 'total' and status == 'unplaced'")
    estimates = long[long["year"].isin(years)].pivot(index="unit", columns="year", values="value")
    regions = regions.combine_first(estimates)[years].dropna(how="all").sort_values(years[1], kind="stable")
    localities = {f"{variable}_rural": "rural", f"{variable}_urban": "urban", variable: "total"}
    country = country_panel(tables).set_index("year").loc[years, list(localities)].T
    whole = words.unit(country_unit())
    lines = [f"{whole}: {words.say(f'localities.{place}')}" for place in localities.values()]
    table = pd.DataFrame(
        {
            "row": [*regions.index, *country.index],
            "unit": [*regions.index, *[country_unit()] * len(country)],
            "name": [*map(words.unit, regions.index), *lines],
            "early": [*regions[years[0]], *country[years[0]]],
            "late": [*regions[years[1]], *country[years[1]]],
        }
    )
    for when, year in zip(("early", "late"), years, strict=True):
        known = estimates[year].dropna().index if year in estimates else []
        table[f"{when}_estimate"] = table["unit"].isin(known)
    return table
