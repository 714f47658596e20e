"""Inequality of GRP per capita over time: Theil between and within macro-regions, and Williamson."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Sheet, number_axis, panel_title, settle_layout
from lib.exhibits.style import FAINT, INK, MACRO_REGIONS, OCHRE, SKY
from lib.words.language import Words

SAMPLE_COLOURS = [INK, OCHRE, MACRO_REGIONS["north"], SKY]
PART_COLOURS = {"theil_between": MACRO_REGIONS["centre"], "theil_within": FAINT}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> tuple[Figure, pd.DataFrame]:
    """Draw stacked bars of the Theil index, and Williamson's coefficient of each sample.

    Parameters
    ----------
    tables : inequality
    sheet : settings `variable`, `samples`, `layouts` (layout: its first year, the later layout from there on)
    """
    table = tables["inequality"]
    starts = sorted(sheet.settings["layouts"].items(), key=lambda item: item[1])
    ends = [start for _, start in starts[1:]] + [10**4]
    spans = [
        table[(table["layout"] == str(layout)) & table["year"].between(start, end - 1)]
        for (layout, start), end in zip(starts, ends, strict=True)
    ]
    behind = pd.concat(spans)
    behind = behind[(behind["variable"] == sheet.settings["variable"]) & (behind["macro_region"] == "")]
    behind = behind[behind["measure"].isin([*PART_COLOURS, "theil", "williamson"])]
    theil = behind[behind["sample"] == "all_units"].pivot(index="year", columns="measure", values="value")
    share = 100 * theil["theil_between"] / theil["theil"]
    say = {"share": words.percent(share.iloc[-1]), "year": theil.index[-1]}
    figure = sheet.figure(words.say("figures.inequality.headline", **say))
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    _draw_theil(left, theil, words)
    lines = behind[(behind["measure"] == "williamson") & behind["sample"].isin(sheet.settings["samples"])]
    last = _draw_williamson(right, lines, sheet.settings["samples"], words)
    for axes in (left, right):
        for start in ends[:-1]:
            axes.axvline(start - 0.5, color=FAINT, lw=0.8, ls=(0, (2, 2)), zorder=0)
    settle_layout(figure)
    last_bar = theil.iloc[-1]
    middles = [last_bar["theil_between"] / 2, last_bar["theil_between"] + last_bar["theil_within"] / 2]
    parts = [words.say(f"figures.inequality.{name}") for name in PART_COLOURS]
    label_ends(left, theil.index[-1] + 0.4, middles, parts, [MACRO_REGIONS["north"], INK])
    names = [words.say(f"samples.{name}") for name in sheet.settings["samples"]]
    label_ends(right, lines["year"].max(), last, names, SAMPLE_COLOURS)
    return figure, behind.sort_values(["measure", "sample", "year"])


def _draw_theil(axes: Axes, theil: pd.DataFrame, words: Words) -> None:
    bottom = 0
    for name, colour in PART_COLOURS.items():
        axes.bar(theil.index, theil[name], bottom=bottom, color=colour, width=0.75)
        bottom = bottom + theil[name]
    axes.set_ylim(0, theil["theil"].max() * 1.06)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, 2)
    _year_ticks(axes, theil.index)
    panel_title(axes, words.say("figures.inequality.left"), 2.6)


def _draw_williamson(axes: Axes, lines: pd.DataFrame, samples: list[str], words: Words) -> list[float]:
    """Draw a line a sample, broken where the layout changes; return the last heights."""
    last = []
    for sample, colour in zip(samples, SAMPLE_COLOURS, strict=True):
        rows = lines[lines["sample"] == sample]
        for _, part in rows.groupby("layout"):
            axes.plot(part["year"], part["value"], color=colour, marker="o", ms=2.4)
        last.append(rows.sort_values("year", kind="stable")["value"].iloc[-1])
    axes.set_ylim(0, lines["value"].max() * 1.1)
    axes.set_xlim(left=lines["year"].min() - 0.6)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, 1)
    _year_ticks(axes, lines["year"])
    panel_title(axes, words.say("figures.inequality.right"), 3)
    return last


def _year_ticks(axes: Axes, years) -> None:
    last = max(years)
    axes.set_xticks([year for year in range(min(years), last + 1) if (last - year) % 4 == 0])
