"""Concentration of output: Lorenz curve, and shares of the leaders and of the industrial belt."""

import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_ends, label_points
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.marks import asserted_line_key, draw_readings, readings_key
from lib.exhibits.statements import readings_of, statement
from lib.exhibits.style import ASSERTED, GRID_LINE, INK, MUTED
from lib.words.language import Words


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw the Lorenz curve of one year, and for each statement its readings over time, a panel each.

    Settings: `year`, `layout`, `label` (units named on the curve), `statements` (leaders, belt).
    """
    settings = sheet.settings
    curves = tables["lorenz"].query("variable == 'grp_per_capita' and sample == 'all_units'")
    curve = curves[(curves["layout"] == settings["layout"]) & (curves["year"] == settings["year"])]
    curve = curve.sort_values("rank", kind="stable")[["layout", "year", "rank", "unit", "heads", "amount"]]
    rows = {name: statement(tables["verdicts"], key) for name, key in settings["statements"].items()}
    say = {name: words.percent(row["computed"]) for name, row in rows.items()}
    say |= {f"{name}_asserted": words.percent(row["asserted"]) for name, row in rows.items()}
    equality = {"ls": (0, (3, 1.5)), "marker": "None", "color": MUTED, "lw": 0.9}
    key = [
        *readings_key(words),
        *asserted_line_key(words),
        (words.say("figures.output_concentration.equality"), equality),
    ]
    years = ", ".join(sorted({str(row["year"]) for row in rows.values()}))
    headline = words.say("figures.output_concentration.headline", year=years, **say)
    figure = sheet.figure(headline, key)
    left, *panels = figure.subplots(1, 3, width_ratios=[1.15, 1, 1])
    _draw_curve(left, curve, words, settings["year"])
    shares = {name: readings_of(tables["readings"], key) for name, key in settings["statements"].items()}
    highest = max(rows["computed"].max() for rows in shares.values())
    ends = []
    for axes, (name, readings) in zip(panels, shares.items(), strict=True):
        ends.append(draw_readings(axes, readings, rows[name]["asserted"], highest, 4, words))
        number_axis(axes.yaxis, words, percent=True)
        panel_title(axes, words.say(f"figures.output_concentration.{name}"), 1.8)
    settle_layout(figure)
    chosen = curve["unit"].isin(settings["label"])
    named, others = curve[chosen], curve[~chosen]
    label_points(
        left, 100 * named["heads"], 100 * named["amount"], [words.unit(unit) for unit in named["unit"]],
        [(100 * curve["heads"], 100 * curve["amount"]), ([0, 100], [0, 100])],
        obstacles=(100 * others["heads"], 100 * others["amount"]),
    )  # fmt: skip
    for axes, heights, readings in zip(panels, ends, shares.values(), strict=True):
        labels = [words.percent(height) for height in heights]
        label_ends(axes, readings["year"].max(), heights, labels, [INK, ASSERTED])
    return figure, pd.concat(
        [curve.assign(part="lorenz"), *(each.assign(part=name) for name, each in shares.items())],
        ignore_index=True,
    )


def _draw_curve(axes: Axes, curve: pd.DataFrame, words: Words, year: int) -> None:
    heads, amounts = 100 * curve["heads"], 100 * curve["amount"]
    axes.plot(
        [0, 100], [0, 100], color=MUTED, lw=0.8, ls=(0, (3, 2)),
        label=words.say("figures.output_concentration.equality"),
    )  # fmt: skip
    axes.plot(heads, amounts, color=INK, marker="o", ms=2.6, lw=1.2)
    half = curve[curve["heads"] <= 0.5].iloc[-1]
    people, output = (words.percent(100 * half[name]) for name in ("heads", "amount"))
    axes.hlines(100 * half["amount"], 0, 100 * half["heads"], color=GRID_LINE, lw=0.8, zorder=1)
    axes.vlines(100 * half["heads"], 0, 100 * half["amount"], color=GRID_LINE, lw=0.8, zorder=1)
    label = words.say("figures.output_concentration.half", people=people, output=output)
    axes.annotate(
        label, (100 * half["heads"], 100 * half["amount"]), (5, -8), textcoords="offset points",
        fontsize=6.5, va="top", linespacing=1.15,
    )  # fmt: skip
    axes.set(xlim=(0, 101), ylim=(0, 104))
    axes.set_box_aspect(1)
    axes.set_xlabel(words.say("figures.output_concentration.x"))
    axes.set_ylabel(words.say("figures.output_concentration.y"))
    number_axis(axes.xaxis, words)
    number_axis(axes.yaxis, words)
    panel_title(axes, words.say("figures.output_concentration.left", year=year), 2)
