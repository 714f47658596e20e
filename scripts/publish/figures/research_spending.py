"""Spending on research and development, percent of GRP: one year ranked, and every year of every region."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_ends, label_value
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout, year_axis
from lib.exhibits.marks import asserted_key, macro_region_key, mark_asserted, new_unit_key, region_bars
from lib.exhibits.statements import of_year, regions_panel, statement
from lib.exhibits.style import FAINT, INK, MUTED, SLIP
from lib.words.language import Words

RING: dict[str, Any] = {"s": 34, "facecolor": "none", "edgecolor": SLIP, "linewidth": 1.1, "zorder": 4}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw ranked bars with what the article asserts, and a line a region with the years that stand alone.

    Settings: `variable`, `year`, `new` (units formed anew), `asserted` (unit: statement), `named` (units
    whose lines are named), `alone` (how many times both its neighbours a lone value is). Of a region that is
    yet to be formed nothing is shown, though the source may print a nought.
    """
    settings = sheet.settings
    spending = settings["variable"]
    behind = regions_panel(tables)[["unit", "year", spending]].dropna()
    behind = behind.sort_values(["unit", "year"], kind="stable")
    behind[spending] = behind[spending].mask(before_formed(behind, spending, tables["units"]))
    behind["alone"] = behind.groupby("unit")[spending].transform(
        lambda values: stands_alone(values, settings["alone"])
    )
    stated = {unit: statement(tables["verdicts"], key) for unit, key in settings["asserted"].items()}
    shown = of_year(behind, settings["year"]).set_index("unit")[spending]
    say = {"year": settings["year"]}
    for name, (unit, row) in zip(("first", "second"), stated.items(), strict=True):
        say[name] = words.percent(shown[unit], 2)
        say[f"{name}_asserted"] = words.percent(row["asserted"], 2)
    ring = {"marker": "o", "ms": 6, "mfc": "none", "mec": SLIP, "mew": 1.1}
    key = [
        *macro_region_key(words),
        *asserted_key(words),
        (words.say("figures.research_spending.alone"), ring),
        *new_unit_key(words),
    ]
    figure = sheet.figure(words.say("figures.research_spending.headline", **say), key)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.25])
    ranked = of_year(behind, settings["year"])
    ranked = ranked.sort_values([spending, "unit"], kind="stable", na_position="first")
    region_bars(left, ranked.fillna({spending: 0}), spending, tables["units"], words, settings["new"])
    rows = list(ranked["unit"])
    lone = np.flatnonzero(ranked["alone"])
    left.scatter(ranked[spending].iloc[lone], lone, **RING)
    asserted = {unit: row["asserted"] for unit, row in stated.items()}
    for place, (unit, value) in enumerate(zip(rows, ranked[spending], strict=True)):
        if np.isnan(value):
            label_value(left, 0, place, words.say("figures.research_spending.not_formed"), colour=MUTED)
            continue
        edge = max(value, asserted.get(unit, 0))
        marked = unit in asserted or place in lone
        label_value(left, edge, place, words.number(value, 2), gap=6 if marked else 3)
    mark_asserted(left, list(asserted.values()), [rows.index(unit) for unit in asserted])
    number_axis(left.xaxis, words, 1)
    panel_title(left, words.say("figures.research_spending.left", year=settings["year"]), 2.6)
    ends = _draw_years(right, behind, spending, settings["named"], words)
    settle_layout(figure)
    label_ends(right, behind["year"].max(), ends, [words.unit(unit) for unit in settings["named"]])
    return figure, behind


def _draw_years(
    axes: Axes, behind: pd.DataFrame, spending: str, named: list[str], words: Words
) -> list[float]:
    """Draw a line a region, a ring where a year stands alone; return the last heights of the named."""
    ends = {}
    for unit, line in behind.dropna(subset=[spending]).groupby("unit"):
        strong = unit in named
        axes.plot(
            line["year"], line[spending], color=INK if strong else FAINT, lw=1.4 if strong else 0.8,
            zorder=3 if strong else 2,
        )  # fmt: skip
        ends[unit] = line[spending].iloc[-1]
    alone = behind[behind["alone"]]
    axes.scatter(alone["year"], alone[spending], **RING)
    axes.set_ylim(0, behind[spending].max() * 1.08)
    axes.set_xlim(left=behind["year"].min() - 0.4)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, 1)
    year_axis(axes, behind["year"].tolist(), 4)
    panel_title(axes, words.say("figures.research_spending.right"), 3)
    return [float(ends[unit]) for unit in named]


def before_formed(rows: pd.DataFrame, variable: str, units: pd.DataFrame) -> pd.Series:
    """Whether each value is a nought of a year before its region was formed; units is data/raw/units.csv."""
    formed = pd.to_datetime(units.set_index("unit")["exists_from"]).dt.year
    return (rows[variable] == 0) & (rows["year"] < rows["unit"].map(formed))


def stands_alone(values: pd.Series, times: float) -> pd.Series:
    """Whether each value is so many times as large, or as small, as both its neighbours."""
    lower = np.minimum(values.shift(), values.shift(-1))
    higher = np.maximum(values.shift(), values.shift(-1))
    return (values > times * higher) | (values * times < lower)
