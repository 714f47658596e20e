"""Inequality of GRP per capita over time: Theil between and within macro-regions, and Williamson."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_ends
from lib.exhibits.layout import Drawn, Sheet, number_axis, panel_title, settle_layout, year_axis
from lib.exhibits.style import INK, MUTED
from lib.words.language import Words
from lib.words.terms import year_text

SAMPLE_DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (5, 1.2, 1.2, 1.2)))
PART_GREYS = {"theil_between": "#4a4a4a", "theil_within": "#bdbdbd"}


def draw(tables: dict[str, pd.DataFrame], words: Words, sheet: Sheet) -> Drawn:
    """Draw stacked bars of the Theil index, and Williamson's coefficient of each sample.

    Lines end where borders or the basis of the figures change; the headline compares years of one basis.

    Settings: `variable`, `samples`, `layouts` (layout: its first year, the later layout from there on).
    """
    behind, borders = _spans(tables["inequality"], sheet.settings)
    theil = behind[behind["sample"] == "all_units"].pivot(index="year", columns="measure", values="value")
    share = 100 * theil["theil_between"] / theil["theil"]
    share = share[share.index >= behind["regime"].max()]
    last_layout, variable = behind["layout"].iloc[-1], sheet.settings["variable"]
    say = {
        "share": words.percent(share.iloc[-1]),
        "year": year_text(theil.index[-1], tables["panel_marks"], last_layout, [variable], words),
        "first_share": words.percent(share.iloc[0]),
        "first_year": share.index[0],
    }
    breaks = {*borders, *behind["regime"]} - set(range(theil.index[0] + 1))
    key = [(words.say("marks.break"), {"ls": "-", "marker": "None", "color": MUTED, "lw": 0.8})]
    figure = sheet.figure(words.say("figures.inequality.headline", **say), key if breaks else [])
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    _draw_theil(left, theil, words)
    lines = behind[(behind["measure"] == "williamson") & behind["sample"].isin(sheet.settings["samples"])]
    last = _draw_williamson(right, lines, sheet.settings["samples"], words)
    for axes in (left, right):
        for start in breaks:
            axes.axvline(start - 0.5, color=MUTED, lw=0.8, zorder=0, label=words.say("marks.break"))
    settle_layout(figure)
    last_bar = theil.iloc[-1]
    middles = [last_bar["theil_between"] / 2, last_bar["theil_between"] + last_bar["theil_within"] / 2]
    parts = [words.say(f"figures.inequality.{name}") for name in PART_GREYS]
    label_ends(left, theil.index[-1] + 0.4, middles, parts)
    names = [words.say(f"samples.{name}") for name in sheet.settings["samples"]]
    label_ends(right, lines["year"].max(), last, names)
    return figure, behind.sort_values(["measure", "sample", "year"], kind="stable")


def _spans(table: pd.DataFrame, settings: Mapping[str, Any]) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows of each layout in its own years, and the years in which layouts change."""
    starts = sorted(settings["layouts"].items(), key=lambda item: item[1])
    ends = [start for _, start in starts[1:]] + [10**4]
    spans = [
        table[(table["layout"] == str(layout)) & table["year"].between(start, end - 1)]
        for (layout, start), end in zip(starts, ends, strict=True)
    ]
    rows = pd.concat(spans)
    rows = rows[(rows["variable"] == settings["variable"]) & (rows["macro_region"] == "")]
    return rows[rows["measure"].isin([*PART_GREYS, "theil", "williamson"])], ends[:-1]


def _draw_theil(axes: Axes, theil: pd.DataFrame, words: Words) -> None:
    bottom = pd.Series(0.0, index=theil.index)
    for name, grey in PART_GREYS.items():
        axes.bar(theil.index, theil[name], bottom=bottom, color=grey, width=0.75)
        bottom = bottom + theil[name]
    axes.set_ylim(0, theil["theil"].max() * 1.06)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, 2)
    year_axis(axes, theil.index.tolist(), 4)
    panel_title(axes, words.say("figures.inequality.left"), 2.6)


def _draw_williamson(axes: Axes, lines: pd.DataFrame, samples: list[str], words: Words) -> list[float]:
    """Draw a line a sample, broken where layout or basis change; return the last heights."""
    last = []
    for sample, dashes in zip(samples, SAMPLE_DASHES, strict=True):
        rows, name = lines[lines["sample"] == sample], words.say(f"samples.{sample}")
        for _, part in rows.groupby(["layout", "regime"]):
            axes.plot(part["year"], part["value"], color=INK, lw=1.2, ls=dashes, label=name)
        last.append(rows.sort_values("year", kind="stable")["value"].iloc[-1])
    axes.set_ylim(0, lines["value"].max() * 1.1)
    axes.set_xlim(left=lines["year"].min() - 0.6)
    axes.grid(axis="y")
    number_axis(axes.yaxis, words, 1)
    year_axis(axes, lines["year"].tolist(), 4)
    panel_title(axes, words.say("figures.inequality.right"), 3)
    return last
