"""Parts that several figures are made of: names and colours of regions, keys, fits, readings, tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patheffects import withStroke
from scipy.special import stdtrit

from lib.core.problems import ProblemsError
from lib.exhibits.plots import (
    ACCENT,
    ASSERTED,
    FAINT,
    INK,
    MACRO_REGIONS,
    MUTED,
    PAPER,
    SMALL,
    TINY,
    label_points,
)
from lib.words.language import Words

NEW = "\N{DAGGER}"


def of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of one year."""
    return table[table["year"] == year]


def name_units(codes: Iterable[str], words: Words, new: Sequence[str] = ()) -> list[str]:
    """Return short names of units, with a dagger after those formed anew."""
    return [f"{words.unit(code)} {NEW}" if code in new else words.unit(code) for code in codes]


def colour_units(codes: Iterable[str], units: pd.DataFrame) -> list[str]:
    """Return each unit's colour, its macro-region's; units is data/raw/units.csv."""
    region = dict(zip(units["unit"], units["macro_region"], strict=True))
    return [MACRO_REGIONS[region[code]] for code in codes]


Key = list[tuple[str, dict]]


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


def statement(verdicts: pd.DataFrame, key: str) -> dict:
    """Return the row of results/claims/verdicts.csv of a statement "claim.part", its numbers as floats.

    Raises
    ------
    ProblemsError
        When the register has no such statement.
    """
    claim, _, part = key.partition(".")
    found = verdicts[(verdicts["claim"] == claim) & (verdicts["part"] == part)]
    if len(found) != 1:
        known = sorted(verdicts.loc[verdicts["claim"] == claim, "part"])
        raise ProblemsError(
            "Drawing figures",
            [
                f"the statement '{key}' is not in verdicts.csv once; "
                f"parts of {claim}: {', '.join(known) or 'none'}; mend exhibits.yaml."
            ],
        )
    row = found.iloc[0].to_dict()
    for column in ("asserted", "computed"):
        row[column] = pd.to_numeric(row[column], errors="coerce")
    return row


def readings_of(readings: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of results/claims/readings.csv of a statement "claim.part" that gave a number.

    Columns reading, layout, year (int), computed (float), chosen (bool), sorted by the first three.
    """
    claim, _, part = key.partition(".")
    rows = readings[(readings["claim"] == claim) & (readings["part"] == part)].copy()
    rows["computed"] = pd.to_numeric(rows["computed"], errors="coerce")
    rows["year"] = pd.to_numeric(rows["year"], errors="coerce")
    rows = rows.dropna(subset=["computed", "year"]).astype({"year": int})
    rows["chosen"] = rows["chosen"].astype(str).str.lower().isin(["true", "yes", "1"])
    columns = ["claim", "part", "reading", "layout", "year", "computed", "chosen"]
    return rows[columns].sort_values(["reading", "layout", "year"], ignore_index=True)


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


def linear_fit(
    x: np.ndarray, y: np.ndarray, at: np.ndarray, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Fit a straight line by least squares and give the interval of its height.

    The interval is Student's, with n - 2 degrees of freedom, for the mean of y at x
    (Draper & Smith, Applied Regression Analysis, 3rd ed., eq. 3.1.2).

    Returns
    -------
    line, low, high : arrays as long as `at`
    slope : float
    """
    x, y, at = (np.asarray(values, dtype=float) for values in (x, y, at))
    n, centre = len(x), x.mean()
    spread = ((x - centre) ** 2).sum()
    slope = ((x - centre) * (y - y.mean())).sum() / spread
    line = y.mean() + slope * (at - centre)
    residuals = y - y.mean() - slope * (x - centre)
    error = np.sqrt((residuals**2).sum() / (n - 2) * (1 / n + (at - centre) ** 2 / spread))
    half = stdtrit(n - 2, (1 + level) / 2) * error
    return line, line - half, line + half, slope


@dataclass(frozen=True)
class Fit:
    """A line fitted through the regions.

    Parameters
    ----------
    rows : the regions, with columns fitted, fitted_low and fitted_high
    x, y : names of the two variables
    slope : of y, to one more of x, or to its doubling
    at, line, low, high : the line and its interval, from the lowest to the highest x
    """

    rows: pd.DataFrame
    x: str
    y: str
    slope: float
    at: np.ndarray
    line: np.ndarray
    low: np.ndarray
    high: np.ndarray


def fit_regions(table: pd.DataFrame, x: str, y: str, logarithmic: bool = False) -> Fit:
    """Fit y on x, or on its binary logarithm, through the regions that have both."""
    rows = table.dropna(subset=[x, y])
    low, high = rows[x].min(), rows[x].max()
    at = np.geomspace(low, high, 60) if logarithmic else np.linspace(low, high, 60)
    scaled = np.log2 if logarithmic else np.asarray
    line, lower, upper, slope = linear_fit(scaled(rows[x]), rows[y], scaled(at))
    fitted = linear_fit(scaled(rows[x]), rows[y], scaled(rows[x]))
    named = dict(zip(("fitted", "fitted_low", "fitted_high"), fitted[:3], strict=True))
    return Fit(rows.assign(**named), x, y, slope, at, line, lower, upper)


def draw_fit(axes: Axes, fit: Fit, units: pd.DataFrame) -> None:
    """Draw the line with its interval, and a point a region over them."""
    axes.fill_between(fit.at, fit.low, fit.high, color=FAINT, alpha=0.45, linewidth=0, zorder=0.5)
    axes.plot(fit.at, fit.line, color=INK, linewidth=1, zorder=0.8)
    region_points(axes, fit.rows[fit.x], fit.rows[fit.y], colour_units(fit.rows["unit"], units))


def name_points(axes: Axes, fit: Fit, words: Words, new: Sequence[str]) -> None:
    """Name every region of a fit, off the line; the layout must be settled first."""
    names = name_units(fit.rows["unit"], words, new)
    label_points(axes, fit.rows[fit.x], fit.rows[fit.y], names, (fit.at[[0, -1]], fit.line[[0, -1]]))


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


def label_value(
    axes: Axes, x: float, y: float, label: str, side: str = "right", gap: float = 3, colour: str = INK
) -> None:
    """Write a number beside its mark, `gap` points off, on white, so that no line crosses it."""
    axes.annotate(
        label, (x, y), (gap if side == "right" else -gap, 0), textcoords="offset points",
        ha="left" if side == "right" else "right", va="center", fontsize=TINY, zorder=6, color=colour,
        bbox={"boxstyle": "square,pad=0.08", "facecolor": PAPER, "edgecolor": "none"},
    )  # fmt: skip


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of a horizontal chart along an axis without line and ticks."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.7, len(names) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def region_points(axes: Axes, x: pd.Series, y: pd.Series, colours: Sequence[str]) -> None:
    """Draw one point a unit in its colour."""
    axes.scatter(x, y, s=20, c=colours, edgecolor=PAPER, linewidth=0.5, zorder=3)
    axes.grid()


def dumbbell(
    axes: Axes, heights: Sequence[float], left: Sequence[float], right: Sequence[float], colour: str = FAINT
) -> None:
    """Join two values a row by a bar; the dots are the caller's."""
    axes.hlines(heights, left, right, color=colour, linewidth=1.6, zorder=1)


def name_pair(
    axes: Axes, row: float, values: Sequence[float], names: Sequence[str], colours: Sequence[str]
) -> None:
    """Name the two dots of a row above them, the lower one to its left, the higher one to its right."""
    first, _ = np.argsort(values, kind="stable")
    for position, (value, name, colour) in enumerate(zip(values, names, colours, strict=True)):
        axes.annotate(
            name, (value, row), (0, 6), textcoords="offset points", va="bottom", fontsize=SMALL, color=colour,
            ha="right" if position == first else "left",
        )  # fmt: skip


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
