"""Who moves where: what regions gain or lose by moves between them, and what the three cities receive."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_ends, label_value, name_rows
from lib.exhibits.layout import Drawn, Sheet, axis_line, number_axis, panel_title, settle_layout
from lib.exhibits.marks import (
    asserted_line,
    asserted_line_key,
    colour_units,
    macro_region_key,
    name_units,
    new_unit_key,
)
from lib.exhibits.statements import of_year, regions_panel, statement
from lib.exhibits.style import ASSERTED, INK, MUTED, PAPER
from lib.words.language import Words

DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)))  # of the cities, in the order of units.csv


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw ranked bars of net rates per thousand inhabitants, and lines of the cities' share of all arrivals.

    Settings: `variables` (arrivals, departures, net, rate: the variable of each), `new` (units formed anew),
    `asserted` (statement with the asserted share of the cities).
    """
    variables = sheet.settings["variables"]
    panel = regions_panel(tables)[["unit", "year", *variables.values()]].dropna()
    arrivals = panel.pivot(index="year", columns="unit", values=variables["arrivals"])
    rate = variables["rate"]
    cities = tables["units"].query("kind == 'city'")["unit"].tolist()
    share = 100 * arrivals[cities].div(arrivals.sum(axis=1), axis=0)
    share["three"] = share.sum(axis=1)
    last = panel["year"].max()
    latest = of_year(panel, last).sort_values([rate, "unit"], kind="stable")
    stated = statement(tables["verdicts"], sheet.settings["asserted"])["asserted"]
    say = {"year": last, "losing": (latest[variables["net"]] < 0).sum(), "regions": len(latest)}
    say |= {"share": words.percent(share["three"].iloc[-1]), "asserted": words.percent(stated)}
    first = panel["year"].min()
    dot = {"marker": "o", "ms": 4, "mfc": PAPER, "mec": MUTED, "mew": 0.8}
    key = [
        *macro_region_key(words),
        (words.say("figures.migration_flows.earlier", year=first), dot),
        *asserted_line_key(words),
        *new_unit_key(words),
    ]
    figure = sheet.figure(words.say("figures.migration_flows.headline", **say), key)
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    _draw_rates(left, latest, of_year(panel, first), rate, tables["units"], words, sheet.settings["new"])
    panel_title(left, words.say("figures.migration_flows.left", year=last), 3.1)
    _draw_cities(right, share, stated, words)
    settle_layout(figure)
    names = [*map(words.unit, cities), words.say("figures.migration_flows.three"), words.percent(stated)]
    label_ends(right, last, [*share.iloc[-1], stated], names, [INK] * 4 + [ASSERTED])
    behind = panel.merge(share["three"].rename("arrivals_share_of_three_cities").reset_index(), on="year")
    return figure, behind.sort_values(["unit", "year"], kind="stable")


def _draw_rates(
    axes: Axes,
    latest: pd.DataFrame,
    earlier: pd.DataFrame,
    variable: str,
    units: pd.DataFrame,
    words: Words,
    new: list[str],
) -> None:
    """Draw a bar a region to the left or right of nought, and an open dot where it stood earlier."""
    rates = latest[variable].to_numpy()
    rows = np.arange(len(latest))
    axes.barh(rows, rates, color=colour_units(latest["unit"], units), height=0.72)
    before = earlier.set_index("unit")[variable].reindex(latest["unit"])
    axes.scatter(before, rows, s=14, facecolor=PAPER, edgecolor=MUTED, linewidth=0.8, zorder=3)
    for row, (rate, was) in enumerate(zip(rates, before, strict=True)):
        side, outer = ("right", max) if rate >= 0 else ("left", min)
        edge = outer(rate, was) if abs(was - rate) < 12 else rate
        label_value(axes, edge, row, words.signed(rate, 1), side, gap=5)
    axis_line(axes, x=0)
    name_rows(axes, name_units(latest["unit"], words, new))
    low, high = min(rates.min(), before.min()), max(rates.max(), before.max())
    axes.set_xlim(low - 0.16 * (high - low), high + 0.14 * (high - low))
    axes.grid(axis="x")
    number_axis(axes.xaxis, words)


def _draw_cities(axes: Axes, share: pd.DataFrame, stated: float, words: Words) -> None:
    names = [*map(words.unit, share.columns[:-1]), words.say("figures.migration_flows.three")]
    looks = [*((dashes, 1.1) for dashes in DASHES), ("-", 2.2)]
    for column, name, (dashes, width) in zip(share, names, looks, strict=True):
        axes.plot(share.index, share[column], color=INK, ls=dashes, label=name, lw=width)
    asserted_line(axes, share.index[0], share.index[-1], stated, words)
    axes.set_ylim(0, share["three"].max() * 1.12)
    axes.set_xlim(left=share.index[0] - 0.5)
    axes.set_xticks([year for year in share.index if year % 5 == 0 or year == share.index[-1]])
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, percent=True)
    panel_title(axes, words.say("figures.migration_flows.right"), 2.3)
