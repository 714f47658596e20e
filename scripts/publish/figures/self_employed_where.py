"""Where the self-employed are: part of all by macro-region and region, the asserted beside the computed."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_value
from lib.exhibits.layout import Drawn, Sheet, balance_text, number_axis, panel_title, settle_layout
from lib.exhibits.marks import (
    asserted_key,
    colour_units,
    macro_region_key,
    mark_asserted,
    name_units,
    ranked_bars,
)
from lib.exhibits.statements import of_year, statement
from lib.exhibits.style import ASSERTED, FAINT, TINY, macro_colours
from lib.exhibits.typeface import text_width
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw bars of shares by macro-region and by region, sorted; open diamonds are the article's.

    Settings: `year`, `layout`, `macro` (macro-region: the group that the article means), `asserted`
    (macro-region or unit: statement).
    """
    year, groups = sheet.settings["year"], sheet.settings["macro"]
    shares = of_year(tables["shares"], year).query("variable == 'self_employed'")
    shares = shares[shares["layout"] == sheet.settings["layout"]]
    shares = shares[["variable", "group", "year", "value"]].sort_values(["value", "group"])
    named = {group: name for name, group in groups.items()}
    macro = shares[shares["group"].isin(named)].replace({"group": named})
    regions = shares[shares["group"].isin(set(tables["units"]["unit"]))]
    cities = tables["units"].query("kind == 'city'")["unit"]
    regions = regions.iloc[np.argsort(regions["group"].isin(cities), kind="stable")]
    highest = sheet.settings["asserted"][macro["group"].iloc[-1]]
    say = {
        "share": words.percent(macro["value"].max(), 1),
        "asserted": words.percent(statement(tables["verdicts"], highest)["asserted"], 1),
        "year": year,
    }
    headline = words.say(f"figures.self_employed_where.headline_{macro['group'].iloc[-1]}", **say)
    figure = sheet.figure(headline, [*macro_region_key(words), *asserted_key(words)])
    left, right = figure.subplots(1, 2)
    names = [words.say(f"macro_regions.{group}") for group in macro["group"]]
    ranked_bars(left, macro["value"], names, [macro_colours()[group] for group in macro["group"]])
    names, colours = name_units(regions["group"], words), colour_units(regions["group"], tables["units"])
    ranked_bars(right, regions["value"], names, colours)
    for axes, bars in ((left, macro), (right, regions)):
        _label_bars(axes, bars, tables["verdicts"], words, sheet)
    panel_title(left, words.say("figures.self_employed_where.left"), 2.6)
    panel_title(right, words.say("figures.self_employed_where.right"), 2.6)
    _part_cities(right, len(regions) - len(cities), words, shares, sheet.settings["cities"])
    settle_layout(figure)
    macro = macro.replace({"group": groups})
    return figure, pd.concat([macro.assign(part="macro-regions"), regions.assign(part="regions")])


def _part_cities(axes: Axes, first: int, words: Words, shares: pd.DataFrame, group: str) -> None:
    """Set the cities apart from the regions, and tell their share together."""
    together = shares.loc[shares["group"] == group, "value"].item()
    label = words.say("figures.self_employed_where.cities", share=words.percent(together, 1))
    axes.axhline(first - 0.5, color=FAINT, lw=0.8, label=label)
    axes.annotate(
        balance_text(label, 1.5, TINY), (axes.get_xlim()[1], first + 1), (-2, 0), textcoords="offset points",
        ha="right", va="center", fontsize=TINY, linespacing=1.15,
    )  # fmt: skip


def _label_bars(axes: Axes, shares: pd.DataFrame, verdicts: pd.DataFrame, words: Words, sheet: Sheet) -> None:
    """Tell the values of bars; the asserted number follows the computed one."""
    groups = list(shares["group"])
    stated = {
        group: statement(verdicts, key)["asserted"]
        for group, key in sheet.settings["asserted"].items()
        if group in groups
    }
    for row, (group, value) in enumerate(zip(groups, shares["value"], strict=True)):
        edge = max(value, stated.get(group, 0))
        label = words.number(value, 1)
        label_value(axes, edge, row, label, gap=6 if group in stated else 3)
        if group in stated:
            asserted_label = words.number(stated[group], 1)
            label_value(axes, edge, row, asserted_label, gap=10 + text_width(label, TINY), colour=ASSERTED)
    mark_asserted(axes, list(stated.values()), [groups.index(group) for group in stated])
    axes.set_xlim(right=shares["value"].max() * 1.45)
    number_axis(axes.xaxis, words, percent=True)
