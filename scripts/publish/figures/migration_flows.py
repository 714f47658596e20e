"""Who moves where: net interregional migration by region and year, and what the three cities receive."""

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure

from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import asserted_line, heat_table, name_units, new_unit_key
from lib.exhibits.statements import statement
from lib.exhibits.style import ACCENT, INK, MACRO_REGIONS, MUTED, OCHRE
from lib.words.language import Words

LOSS_TO_GAIN = LinearSegmentedColormap.from_list(
    "loss_to_gain", [MACRO_REGIONS["south"], "#f3d9d3", "#f7f7f7", "#d3e2f0", MACRO_REGIONS["north"]]
)
LINES = {"ALA": "o", "AST": "s", "SHY": "^"}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the table of net rates per thousand inhabitants, and lines of the cities' share of all arrivals.

    Parameters
    ----------
    tables : panel_20, units, verdicts
    sheet : settings `new` (units formed anew), `asserted` (statement with the asserted share of the cities)
    """
    columns = [
        "unit",
        "year",
        "migration_arrivals",
        "migration_departures",
        "migration_net",
        "migration_net_rate",
    ]
    panel = tables["panel_20"][columns].dropna()
    rates = panel.pivot(index="unit", columns="year", values="migration_net_rate")
    order = tables["units"].set_index("unit")["macro_region"].reindex(rates.index)
    regions = ["north", "centre", "east", "west", "south"]
    rates = rates.iloc[np.lexsort((-rates.mean(axis=1), order.map(regions.index)))]
    arrivals = panel.pivot(index="year", columns="unit", values="migration_arrivals")
    share = 100 * arrivals[list(LINES)].div(arrivals.sum(axis=1), axis=0)
    share["three"] = share.sum(axis=1)
    last = share["three"].iloc[-1]

    headline = words.say("figures.migration_flows.headline", share=words.percent(last), year=share.index[-1])
    figure = sheet.figure(headline, new_unit_key(words))
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    _draw_rates(left, rates, order, words, sheet.settings["new"])

    colours = [MACRO_REGIONS["south"], MACRO_REGIONS["north"], MACRO_REGIONS["west"], INK]
    names = [*map(words.unit, LINES), words.say("figures.migration_flows.three")]
    for column, colour, marker in zip(share, colours, [*LINES.values(), "D"], strict=True):
        right.plot(
            share.index,
            share[column],
            color=colour,
            marker=marker,
            ms=3.5,
            lw=1.8 if column == "three" else 1.2,
        )
    asserted = statement(tables["verdicts"], sheet.settings["asserted"])["asserted"]
    asserted_line(right, share.index[0], share.index[-1], asserted)
    right.set_ylim(0, share["three"].max() * 1.12)
    right.set_xlim(left=share.index[0] - 0.5)
    right.set_xticks([year for year in share.index if year % 5 == 0 or year == share.index[-1]])
    right.grid(axis="y")
    number_axis(right.yaxis, words, percent=True)
    panel_title(right, words.say("figures.migration_flows.right"), 2.3)
    settle_layout(figure)
    names.append(words.say("asserted_value", value=words.percent(asserted)))
    heights = [*share.iloc[-1], asserted]
    label_ends(right, share.index[-1], heights, names, [*colours[:2], OCHRE, INK, ACCENT])
    behind = panel.merge(share["three"].rename("arrivals_share_of_three_cities").reset_index(), on="year")
    return figure, behind.sort_values(["unit", "year"])


def _draw_rates(axes, rates: pd.DataFrame, macro: pd.Series, words: Words, new: list[str]) -> None:
    size = float(np.nanmax(np.abs(rates.to_numpy())))
    heat_table(
        axes,
        rates,
        LOSS_TO_GAIN,
        TwoSlopeNorm(0, -size * 0.6, size * 0.6),
        lambda value: words.signed(value, 1),
    )
    axes.set_xticks(range(rates.shape[1]), [str(year) for year in rates.columns])
    axes.set_yticks(range(len(rates)), name_units(rates.index, words, new))
    regions = macro.reindex(rates.index).to_numpy()
    for row in np.nonzero(regions[1:] != regions[:-1])[0]:
        axes.axhline(row + 0.5, color=MUTED, lw=0.8)
    panel_title(axes, words.say("figures.migration_flows.left"), 3.1)
