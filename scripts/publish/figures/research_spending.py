"""Spending on research and development, percent of GRP, by region and year."""

import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lib.exhibits.layout import Sheet, settle_layout
from lib.exhibits.marks import heat_table, name_units, new_unit_key
from lib.exhibits.statements import statement
from lib.exhibits.style import ACCENT, INK, MACRO_REGIONS, SMALL
from lib.words.language import Words

LITTLE_TO_MUCH = LinearSegmentedColormap.from_list(
    "little_to_much", ["#f4f7fb", "#9fc3e0", MACRO_REGIONS["north"]]
)


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the table of shares, highest last year first, and beside it what the article asserts.

    Parameters
    ----------
    tables : panel_20, verdicts
    sheet : settings `new` (units formed anew), `asserted` (unit: statement)
    """
    behind = tables["panel_20"][["unit", "year", "rd_share_of_grp"]].dropna().sort_values(["unit", "year"])
    table = behind.pivot(index="unit", columns="year", values="rd_share_of_grp")
    last = table.columns[-1]
    table = table.sort_values(last, ascending=False, kind="stable")
    top, second = table.index[:2]
    say = {
        "top": words.unit(top), "first": words.number(table[last].iloc[0], 2), "second": words.unit(second),
        "next": words.number(table[last].iloc[1], 2), "year": last,
    }  # fmt: skip
    figure = sheet.figure(words.say("figures.research_spending.headline", **say), new_unit_key(words))
    axes = figure.subplots()
    norm = PowerNorm(0.5, 0, float(table.max().max()))
    heat_table(axes, table, LITTLE_TO_MUCH, norm, lambda value: words.number(value, 2))
    edge = table.shape[1] - 0.5
    for unit, key in sheet.settings["asserted"].items():
        row = list(table.index).index(unit)
        value = statement(tables["verdicts"], key)["asserted"]
        axes.add_patch(Rectangle((edge + 0.12, row - 0.42), 1.25, 0.84, fill=False, ec=ACCENT, lw=1.1))
        axes.text(
            edge + 0.75,
            row,
            words.number(value, 2),
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
            color=ACCENT,
        )
    axes.text(
        edge + 0.75,
        -0.62,
        words.say("figures.research_spending.asserted"),
        ha="center",
        va="bottom",
        fontsize=SMALL,
        color=ACCENT,
    )
    axes.set_xlim(-0.5, edge + 1.6)
    axes.set_xticks(range(table.shape[1]), [str(year) for year in table.columns])
    axes.set_yticks(range(len(table)), name_units(table.index, words, sheet.settings["new"]), color=INK)
    settle_layout(figure)
    return figure, behind
