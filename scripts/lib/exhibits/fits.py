"""A straight line fitted through the regions: computed with its interval, drawn, and its points named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib.exhibits.labels import label_points
from lib.exhibits.layout import LegendKey
from lib.exhibits.marks import name_units, region_points
from lib.exhibits.style import INK
from lib.inference.student import reach
from lib.words.language import Words

BAND = "#e2e2e2"


def linear_fit(
    x: np.ndarray, y: np.ndarray, at: np.ndarray
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
    half = reach(error, n - 2)
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


def draw_fit(axes: Axes, fit: Fit, units: pd.DataFrame, words: Words) -> None:
    """Draw the line with its interval, and a point a region over them."""
    interval, fitted = words.say("marks.interval"), words.say("marks.fitted")
    axes.fill_between(fit.at, fit.low, fit.high, color=BAND, linewidth=0, zorder=0.5, label=interval)
    axes.plot(fit.at, fit.line, color=INK, linewidth=1, zorder=0.8, label=fitted)
    region_points(axes, fit.rows[fit.x], fit.rows[fit.y], fit.rows["unit"], units)


def fit_key(words: Words) -> LegendKey:
    """Return the key of the line and its interval."""
    return [
        (words.say("marks.fitted"), {"ls": "-", "marker": "None", "color": INK, "lw": 1}),
        (words.say("marks.interval"), {"mfc": BAND, "mec": BAND, "ms": 6}),
    ]


def name_points(axes: Axes, fit: Fit, words: Words, new: Sequence[str]) -> None:
    """Name every region of a fit, off the line; the layout must be settled first."""
    names = name_units(fit.rows["unit"], words, new)
    label_points(axes, fit.rows[fit.x], fit.rows[fit.y], names, [(fit.at, fit.line)])
