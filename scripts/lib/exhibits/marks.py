"""Marks that several figures share: points, bars, what the article asserts, tables of cells, keys."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patheffects import withStroke

from lib.exhibits.labels import name_rows
from lib.exhibits.layout import Key
from lib.exhibits.style import ACCENT, ASSERTED, FAINT, INK, MACRO_REGIONS, MUTED, PAPER, TINY
from lib.words.language import Words

NEW = "\N{DAGGER}"


def name_units(codes: Iterable[str], words: Words, new: Sequence[str] = ()) -> list[str]:
    """Return short names of units, with a dagger after those formed anew."""
    return [f"{words.unit(code)} {NEW}" if code in new else words.unit(code) for code in codes]


def colour_units(codes: Iterable[str], units: pd.DataFrame) -> list[str]:
    """Return each unit's colour, its macro-region's; units is data/raw/units.csv."""
    region = dict(zip(units["unit"], units["macro_region"], strict=True))
    return [MACRO_REGIONS[region[code]] for code in codes]


def macro_region_key(words: Words) -> Key:
    """Return the key of macro-regions, from north to centre."""
    order = ("north", "west", "south", "east", "centre")
    look = {"mec": MUTED, "mew": 0.4}
    return [(words.say(f"macro_regions.{name}"), {"mfc": MACRO_REGIONS[name], **look}) for name in order]


def asserted_key(words: Words) -> Key:
    """Return the key of a number that the article asserts."""
    return [(words.say("asserted"), {"marker": ASSERTED["marker"], "ms": 4.5, "mfc": PAPER, "mec": ACCENT})]


def new_unit_key(words: Words) -> Key:
    """Return the key that explains the dagger."""
    return [(f"{NEW} {words.say('marks.new')}", {})]


def mark_asserted(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Mark numbers that the article asserts: open diamonds on a white rim, the same in every figure."""
    axes.scatter(
        x, y, s=22, marker=ASSERTED["marker"], facecolor=PAPER, edgecolor=ACCENT, linewidth=1.1, zorder=7,
        path_effects=[withStroke(linewidth=2.6, foreground=PAPER)],
    )  # fmt: skip


def asserted_line(axes: Axes, first: float, last: float, value: float) -> None:
    """Draw what the article asserts as a dashed line over the years that have figures."""
    axes.plot([first, last], [value, value], color=ACCENT, lw=0.9, ls=(0, (4, 2)), zorder=1)


def region_bars(
    axes: Axes, table: pd.DataFrame, variable: str, units: pd.DataFrame, words: Words, new: Sequence[str]
) -> None:
    """Draw ranked bars, one a region, in the colours of their macro-regions."""
    names = name_units(table["unit"], words, new)
    ranked_bars(axes, table[variable], names, colour_units(table["unit"], units))


def ranked_bars(axes: Axes, values: Sequence[float], names: Sequence[str], colours: Sequence[str]) -> None:
    """Draw horizontal bars from the first at the bottom to the last at the top."""
    axes.barh(np.arange(len(values)), values, color=colours, height=0.72)
    name_rows(axes, names)
    axes.set_xlim(0, max(values) * 1.22)
    axes.grid(axis="x")


def draw_readings(axes: Axes, rows: pd.DataFrame, colour: str) -> float:
    """Draw a line a reading over the years, the reading of the verdict strong; return its last height."""
    strong = set(rows.loc[rows["chosen"], "reading"])
    end = np.nan
    for (reading, _), line in rows.groupby(["reading", "layout"], sort=True):
        main = reading in strong
        axes.plot(
            line["year"], line["computed"], color=colour, lw=1.7 if main else 0.8, alpha=1 if main else 0.4,
            marker="o" if main or len(line) == 1 else None, ms=2.8 if main else 2, zorder=3 if main else 2,
        )  # fmt: skip
        end = line["computed"].iloc[-1] if main else end
    return end


def region_points(axes: Axes, x: pd.Series, y: pd.Series, colours: Sequence[str]) -> None:
    """Draw one point a unit in its colour."""
    axes.scatter(x, y, s=20, c=colours, edgecolor=PAPER, linewidth=0.5, zorder=3)
    axes.grid()


def dumbbell(
    axes: Axes, heights: Sequence[float], left: Sequence[float], right: Sequence[float], colour: str = FAINT
) -> None:
    """Join two values a row by a bar; the dots are the caller's."""
    axes.hlines(heights, left, right, color=colour, linewidth=1.6, zorder=1)


def heat_table(
    axes: Axes, values: pd.DataFrame, colours: Colormap, norm: Normalize, show: Callable[[float], str]
) -> None:
    """Draw a table of coloured cells with their numbers; an empty cell stays white.

    Parameters
    ----------
    values : one row a line from the top, one column a column
    colours, norm : what colour stands for which value
    show : prints a value
    """
    numbers = values.to_numpy(dtype=float)
    rows, columns = numbers.shape
    axes.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, np.ma.masked_invalid(numbers),
        cmap=colours, norm=norm, edgecolors=PAPER, linewidth=0.6,
    )  # fmt: skip
    for row, column in zip(*np.nonzero(np.isfinite(numbers)), strict=True):
        value = numbers[row, column]
        axes.text(
            column, row, show(value), ha="center", va="center_baseline", fontsize=TINY,
            color=text_colour(colours(norm(value))),
        )  # fmt: skip
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def text_colour(ground: Sequence[float]) -> str:
    """Return ink or paper, whichever reads better on a ground in red, green, blue from 0 to 1 (WCAG)."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in ground[:3]
    ]
    luminance = np.dot(channels, [0.2126, 0.7152, 0.0722])
    return INK if luminance > 0.179 else PAPER
