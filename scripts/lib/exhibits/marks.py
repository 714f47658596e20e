"""Marks that several figures share: points, bars, what the article asserts, tables of cells, keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lib.data.breaks import regimes
from lib.exhibits.labels import label_value, name_rows
from lib.exhibits.layout import LegendKey, year_axis
from lib.exhibits.style import (
    ASSERTED,
    ASSERTED_SHAPE,
    FAINT,
    INK,
    LOCALITY_COLOURS,
    LOCALITY_SHAPES,
    MUTED,
    PAPER,
    is_pale,
    macro_colours,
    macro_shapes,
)
from lib.words.language import Words

NEW_UNIT = "\N{DAGGER}"
WHITE_TO_INK = LinearSegmentedColormap.from_list("white_to_ink", ["#f7f7f7", "#c4c4c4", "#4a4a4a"])


def name_units(codes: Iterable[str], words: Words, new: Sequence[str] = ()) -> list[str]:
    """Return short names of units, with a dagger after those formed anew."""
    return [f"{words.unit(code)} {NEW_UNIT}" if code in new else words.unit(code) for code in codes]


def macro_regions_of(codes: Iterable[str], units: pd.DataFrame) -> list[str]:
    """Return each unit's macro-region; units is data/raw/units.csv."""
    macro = dict(zip(units["unit"], units["macro_region"], strict=True))
    return [macro[code] for code in codes]


def colour_units(codes: Iterable[str], units: pd.DataFrame) -> list[str]:
    """Return each unit's colour, its macro-region's."""
    return [macro_colours()[region] for region in macro_regions_of(codes, units)]


def macro_region_key(words: Words) -> LegendKey:
    """Return the key of macro-regions, in the order of config/country.yaml: hue and shape."""
    return [
        (
            words.say(f"macro_regions.{name}"),
            {"marker": macro_shapes()[name], "mfc": macro_colours()[name], "mec": MUTED, "mew": 0.4},
        )
        for name in macro_shapes()
    ]


def locality_key(words: Words) -> LegendKey:
    """Return the key of towns and villages."""
    return [
        (
            words.say(f"localities_in.{place}"),
            {"marker": LOCALITY_SHAPES[place], "mfc": LOCALITY_COLOURS[place], "mec": PAPER},
        )
        for place in ("urban", "rural")
    ]


def asserted_key(words: Words) -> LegendKey:
    """Return the key of a number that the article asserts."""
    look = {"marker": ASSERTED_SHAPE, "ms": 4.5, "mfc": PAPER, "mec": ASSERTED, "mew": 1.1}
    return [(words.say("asserted"), look)]


def asserted_line_key(words: Words) -> LegendKey:
    """Return the key of a line at what the article asserts."""
    look = {"marker": "None", "ls": (0, (2.5, 1.2)), "color": ASSERTED, "lw": 1.1}
    return [(words.say("asserted"), look)]


def new_unit_key(words: Words) -> LegendKey:
    """Return the key that explains the dagger."""
    return [(f"{NEW_UNIT} {words.say('marks.new')}", {})]


def gap_key(words: Words) -> LegendKey:
    """Return the key that explains a gap in a line."""
    return [(words.say("marks.gap"), {})]


def mark_asserted(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Mark numbers that the article asserts: open diamonds on a white rim, the same in every figure."""
    look: dict[str, Any] = {"s": 22, "marker": ASSERTED_SHAPE, "facecolor": PAPER, "zorder": 7}
    axes.scatter(x, y, edgecolor=PAPER, linewidth=2.6, **look)
    axes.scatter(x, y, edgecolor=ASSERTED, linewidth=1.1, **look)


def asserted_line(axes: Axes, first: float, last: float, value: float, words: Words) -> None:
    """Draw what the article asserts as a dashed line over the years that have figures."""
    label, dashes = words.say("asserted"), (0, (4, 2))
    axes.plot([first, last], [value, value], color=ASSERTED, lw=0.9, ls=dashes, zorder=1, label=label)


def region_bars(
    axes: Axes, table: pd.DataFrame, variable: str, units: pd.DataFrame, words: Words, new: Sequence[str]
) -> None:
    """Draw ranked bars, one a region, in the colours of their macro-regions."""
    names = name_units(table["unit"], words, new)
    ranked_bars(axes, table[variable].tolist(), names, colour_units(table["unit"], units))


def ranked_bars(axes: Axes, values: Sequence[float], names: Sequence[str], colours: Sequence[str]) -> None:
    """Draw horizontal bars from the first at the bottom to the last at the top."""
    axes.barh(np.arange(len(values)), values, color=colours, height=0.72)
    name_rows(axes, names)
    axes.set_xlim(0, max(values) * 1.22)
    axes.grid(axis="x")


def spells(rows: pd.DataFrame, starts: Iterable[int]) -> list[pd.DataFrame]:
    """The rows of each regime, by `year`: no line joins two that a break parts."""
    return [part for _, part in rows.groupby(regimes(rows["year"].to_numpy(), starts), sort=True)]


def draw_readings(
    axes: Axes,
    rows: pd.DataFrame,
    asserted: float,
    highest: float,
    step: int,
    words: Words,
    starts: Iterable[int] = (),
) -> list[float]:
    """Draw a line a reading over the years, the verdict's in ink, others in grey, and what is asserted.

    Parameters
    ----------
    rows : from `readings_of`
    asserted, highest : number of the article, and the highest that is shown
    step : of the axis of years
    starts : years in which a new basis starts, where lines end

    Returns
    -------
    last height of the verdict's reading, and the asserted number
    """
    strong = set(rows.loc[rows["chosen"], "reading"])
    end = np.nan
    for (reading, _), line in rows.groupby(["reading", "layout"], sort=True):
        main = reading in strong
        for part in spells(line, starts):
            axes.plot(
                part["year"], part["computed"],
                color=INK if main else "#a8a8a8", lw=1.7 if main else 0.8, zorder=3 if main else 2,
                marker="o" if main or len(part) == 1 else None, ms=2.8 if main else 2,
            )  # fmt: skip
        end = line["computed"].iloc[-1] if main else end
    first, last = rows["year"].min(), rows["year"].max()
    asserted_line(axes, first, last, asserted, words)
    axes.set_ylim(0, highest * 1.08)
    axes.set_xlim(left=first - 0.4)
    axes.grid(axis="y")
    year_axis(axes, [first, last], step)
    return [float(end), asserted]


def readings_key(words: Words) -> LegendKey:
    """Return the key of lines of readings."""
    look = {"ls": "-", "marker": "None"}
    return [
        (words.say("marks.reading_chosen"), {**look, "color": INK, "lw": 1.7}),
        (words.say("marks.readings_other"), {**look, "color": "#a8a8a8", "lw": 0.8}),
    ]


def region_points(axes: Axes, x: pd.Series, y: pd.Series, codes: Iterable[str], units: pd.DataFrame) -> None:
    """Draw one point a unit in the hue and the shape of its macro-region."""
    regions = np.array(macro_regions_of(codes, units))
    for region, shape in macro_shapes().items():
        own = regions == region
        axes.scatter(
            x[own], y[own], s=20 if shape == "o" else 24, marker=shape, color=macro_colours()[region],
            edgecolor=INK if is_pale(macro_colours()[region]) else PAPER, linewidth=0.4, zorder=3,
        )  # fmt: skip
    axes.grid()


def dumbbell(
    axes: Axes,
    ends: pd.DataFrame,
    looks: Mapping[str, Mapping[str, Any]],
    tell: Callable[[float], str],
    sides: Sequence[str] = ("left", "right"),
) -> None:
    """Join two values a row by a bar, a dot for each; tell the lower at its left, the higher at its right.

    Parameters
    ----------
    ends : a column an end, missing where there is none
    looks : of each column's dots
    sides : which of the two are told
    """
    rows = np.arange(len(ends))
    axes.hlines(rows, ends.min(axis=1), ends.max(axis=1), color=FAINT, linewidth=1.6, zorder=1)
    for column, look in looks.items():
        axes.scatter(ends[column], rows, **{"s": 24, "zorder": 4, **look})
    for side, values in (("left", ends.min(axis=1)), ("right", ends.max(axis=1))):
        for row, value in enumerate(values):
            if side in sides and pd.notna(value):
                label_value(axes, value, row, tell(value), side, gap=6)
