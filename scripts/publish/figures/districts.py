"""Change of population by district, and among them the single-industry towns."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.exhibits.labels import label_points, name_rows
from lib.exhibits.layout import Drawn, Sheet, axis_line, number_axis, settle_layout
from lib.exhibits.statements import regions_panel
from lib.exhibits.style import FAINT, INK, MUTED, PAPER
from lib.words.language import Words


def draw(tables: dict, words: Words, sheet: Sheet) -> Drawn:
    """Draw a row a region and a mark a district; regions in which districts were formed are left out.

    Tables: a panel of districts, units, groups (the sets of config/groups.yaml).
    Settings: `variable`, `years` (two), `towns` (the set that is named), `layout` (of the regions).
    """
    behind = changes_of_districts(tables, sheet.settings)
    shown = behind[behind["comparable"]]
    towns = shown[shown["named"]]
    say = {"fell": (towns["percent"] < 0).sum(), "towns": len(towns)}
    say |= {"fewer": (shown["percent"] < 0).sum(), "districts": len(shown)}
    dot = {"marker": "o", "mew": 0.5}
    key = [
        (words.say("figures.districts.town"), {**dot, "mfc": INK, "mec": PAPER}),
        (words.say("figures.districts.other"), {**dot, "mfc": FAINT, "mec": MUTED}),
    ]
    figure = sheet.figure(words.say("figures.districts.headline", **say), key)
    axes = figure.subplots()
    order = list(shown.groupby("region")["percent"].median().sort_values(kind="stable").index)
    heights = shown["region"].map(order.index)
    axis_line(axes, x=0)
    for named, face, edge, size in ((False, FAINT, MUTED, 14), (True, INK, PAPER, 20)):
        own = shown["named"] == named
        axes.scatter(
            shown.loc[own, "percent"], heights[own], s=size, facecolor=face, edgecolor=edge, linewidth=0.5,
            zorder=3 + named,
        )  # fmt: skip
    name_rows(axes, [words.unit(region) for region in order])
    axes.set_ylim(-0.7, len(order) - 0.3)
    axes.grid(axis="x")
    number_axis(axes.xaxis, words, percent=True)
    first, last = sheet.settings["years"]
    axes.set_xlabel(words.say("figures.districts.axis", first=first, last=last), loc="right")
    settle_layout(figure)
    others = ~shown["named"]
    label_points(
        axes, towns["percent"], heights[shown["named"]], [words.unit(unit) for unit in towns["unit"]],
        lines=[([0, 0], axes.get_ylim())], obstacles=(shown.loc[others, "percent"], heights[others]),
    )  # fmt: skip
    return figure, behind


def changes_of_districts(tables: dict, settings: Mapping[str, Any]) -> pd.DataFrame:
    """A row a district: its region, both figures, the change in percent, whether it is shown and named."""
    first, last = settings["years"]
    panel = regions_panel(tables).pivot(index="unit", columns="year", values=settings["variable"])
    region = dict(zip(tables["units"]["unit"], tables["units"][f"layout_{settings['layout']}"], strict=True))
    table = pd.DataFrame({"before": panel[first], "after": panel[last]}).reset_index()
    table["region"] = table["unit"].map(region)
    formed = table["before"].isna() | table["after"].isna()
    table["comparable"] = ~table["region"].isin(set(table.loc[formed, "region"]))
    table["percent"] = 100 * (table["after"] / table["before"] - 1)
    table["named"] = table["unit"].isin(tables["groups"][settings["towns"]]["units"])
    columns = ["region", "unit", "before", "after", "percent", "comparable", "named"]
    return table[columns].sort_values(["region", "unit"], kind="stable", ignore_index=True)
