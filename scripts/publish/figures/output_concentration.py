"""Concentration of output: Lorenz curve, and shares of the leaders and of the industrial belt."""

import pandas as pd
from matplotlib.figure import Figure

from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import asserted_line, draw_readings
from lib.exhibits.statements import readings_of, statement
from lib.exhibits.style import ACCENT, GRID_LINE, INK, MACRO_REGIONS, MUTED, OCHRE, SMALL
from lib.words.language import Words

GROUP_COLOURS = {"leaders": MACRO_REGIONS["north"], "belt": OCHRE}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw the Lorenz curve of one year, and for each statement its readings over time.

    Parameters
    ----------
    tables : lorenz, readings, verdicts
    sheet : settings `year`, `layout`, `label` (units named on the curve), `statements` (leaders, belt)
    """
    year = sheet.settings["year"]
    curves = tables["lorenz"].query("variable == 'grp_per_capita' and sample == 'all_units'")
    curve = curves[(curves["layout"] == str(sheet.settings["layout"])) & (curves["year"] == year)]
    curve = curve.sort_values(["rank", "unit"])[["layout", "year", "rank", "unit", "heads", "amount"]]
    half = curve[curve["heads"] <= 0.5].iloc[-1]
    say = {
        "people": words.percent(100 * half["heads"]),
        "output": words.percent(100 * half["amount"]),
        "year": year,
    }
    figure = sheet.figure(words.say("figures.output_concentration.headline", **say))
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.45])
    _draw_curve(left, curve, words, sheet)
    shares, ends = _draw_shares(right, tables, words, sheet)
    settle_layout(figure)
    label_ends(right, shares["year"].max(), *zip(*ends, strict=True))
    return figure, pd.concat([curve.assign(part="lorenz"), shares.assign(part="shares")], ignore_index=True)


def _draw_curve(axes, curve: pd.DataFrame, words: Words, sheet: Sheet) -> None:
    heads, amounts = 100 * curve["heads"], 100 * curve["amount"]
    axes.plot([0, 100], [0, 100], color=MUTED, lw=0.8, ls=(0, (3, 2)))
    axes.fill_between(heads, amounts, heads, color=GRID_LINE, alpha=0.6, lw=0)
    axes.plot(heads, amounts, color=INK, marker="o", ms=2.6, lw=1.2)
    ends = curve.set_index("unit")[["heads", "amount"]] * 100
    starts = ends.shift(fill_value=0)
    for code in sheet.settings["label"]:
        middle = (ends.loc[code] + starts.loc[code]) / 2
        axes.annotate(
            words.unit(code), middle, (-4, 1), textcoords="offset points", ha="right", fontsize=SMALL
        )
    axes.set(xlim=(0, 100), ylim=(0, 104), aspect="equal")
    axes.set_xlabel(words.say("figures.output_concentration.x"))
    axes.set_ylabel(words.say("figures.output_concentration.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    panel_title(axes, words.say("figures.output_concentration.left", year=sheet.settings["year"]), 2.4)


def _draw_shares(
    axes, tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet
) -> tuple[pd.DataFrame, list]:
    """Draw a line a reading; return the readings, and the (height, words, colour) of labels."""
    drawn, ends = [], []
    for name, key in sheet.settings["statements"].items():
        rows = readings_of(tables["readings"], key)
        height = draw_readings(axes, rows, GROUP_COLOURS[name])
        ends.append((height, words.say(f"figures.output_concentration.{name}"), GROUP_COLOURS[name]))
        asserted = statement(tables["verdicts"], key)["asserted"]
        ends.append((asserted, words.say("asserted_value", value=words.percent(asserted)), ACCENT))
        drawn.append(rows)
    shares = pd.concat(drawn, ignore_index=True)
    first, last = shares["year"].min(), shares["year"].max()
    for height, _, colour in ends:
        if colour == ACCENT:
            asserted_line(axes, first, last, height)
    axes.set_ylim(0, shares["computed"].max() * 1.08)
    axes.set_xlim(left=first - 0.4)
    axes.set_xticks([year for year in range(first, last + 1) if (last - year) % 3 == 0])
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, percent=True)
    panel_title(axes, words.say("figures.output_concentration.right"), 3.4)
    return shares, ends
