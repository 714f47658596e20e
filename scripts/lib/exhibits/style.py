"""The one style of every figure: sizes, type, colours, and what each mark means.

Text is never read as mathematics: a dollar sign in a name is a dollar sign.
"""

from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType
from numpy.typing import ArrayLike, NDArray

from lib.core.country import country
from lib.exhibits.typeface import FAMILY, use_typeface

POINT = 1 / 72  # inches
MILLIMETRE = 1 / 25.4  # inches
PAGE_WIDTHS = {1: 90 * MILLIMETRE, 2: 180 * MILLIMETRE}  # by columns of print
MARGIN = 1.2 * MILLIMETRE
SMALL = 7.0
TINY = 6.5
HEADLINE = 8.6

INK = "#1a1a1a"
MUTED = "#6e6e6e"
FAINT = "#c9c9c9"
GRID_LINE = "#e6e6e6"
PAPER = "#ffffff"
READABLE = 4.5  # contrast of words with their ground
PALE = 2.0  # contrast with paper below which a mark needs a rim

# One meaning a colour and a shape, in every figure. What has no colour of its own is told apart by ink and
# grey. Steps of lightness keep the order in grey, in hues that stay apart under protanopia, deuteranopia and
# tritanopia. Those of macro-regions stand in config/country.yaml.
LOCALITY_COLOURS = {"urban": "#0b5f5c", "rural": "#4fb3a1"}
LOCALITY_SHAPES = {"urban": "s", "rural": "h"}
# From the strongest fall to the strongest rise: warm, then cool, and each step darker than the one before it.
CHANGE_STEPS = ("#ffeda1", "#ffc04b", "#ed8e46", "#568bb2", "#376093", "#2c3753")
PURSE_MARKS = {"output": ("p", "#6d1a45"), "wage": ("P", "#c2578f"), "income": ("X", "#e392bb")}
ASSERTED = "#bf3c12"  # open diamonds, dashed lines and numbers: what the article says, nothing else
ASSERTED_SHAPE = "D"
MAP_TINT = 0.55  # of a macro-region's colour is left where words stand on it
SLIP = "#b3006b"  # a figure that looks like a slip
VERDICT_SIGNS = {  # the colours and signs of the reader's page
    "matches": ("#0b6b3a", "✓"),
    "holds": ("#0b6b3a", "✓"),
    "borne out": ("#0b6b3a", "✓"),
    "close": ("#0b6b3a", "≈"),
    "borne out but small": ("#0b6b3a", "≈"),
    "depends": ("#764800", "±"),
    "undecided": ("#7659bd", "…"),
    "differs": ("#a12a1b", "✗"),
    "fails": ("#a12a1b", "✗"),
    "contradicted": ("#a12a1b", "✗"),
    "no association of a size that matters": ("#a12a1b", "✗"),
    "inconsistent": ("#a12a1b", "≠"),
    "not testable": ("#4a5560", "?"),
}

MATPLOTLIB_SETTINGS: dict[str, Any] = {
    "font.family": FAMILY,
    "font.size": SMALL,
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.titlesize": 7.4,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID_LINE,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "ytick.alignment": "center",
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 1.4,
    "lines.solid_capstyle": "round",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
}


def macro_colours() -> dict[str, str]:
    """The colour of each macro-region."""
    return {name: look["colour"] for name, look in country()["macro_regions"].items()}


def macro_shapes() -> dict[str, str]:
    """The marker of each macro-region."""
    return {name: look["shape"] for name, look in country()["macro_regions"].items()}


def apply_style() -> None:
    """Set the style for every figure made from here on, whatever a `matplotlibrc` in the folder says."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        cast(Any, {**MATPLOTLIB_SETTINGS, "svg.hashsalt": country()["package"]["name"]})
    )
    use_typeface()


def luminance(colours: ArrayLike) -> NDArray[np.float64]:
    """Return the relative luminance of colours (..., 3) from 0 to 1, as WCAG 2.2 defines it."""
    channels = np.asarray(colours, dtype=float)[..., :3]
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def contrast(colour: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Return the contrast of colours, from 1 to 21."""
    light, others = luminance(colour), luminance(other)
    high, low = np.maximum(light, others), np.minimum(light, others)
    return np.asarray((high + 0.05) / (low + 0.05))


def is_pale(colour: ColorType) -> bool:
    """Whether a mark of the colour needs a rim to stand out on paper."""
    return bool(contrast(to_rgb(colour), to_rgb(PAPER)) < PALE)


def tint(colour: str, part: float) -> str:
    """Return a colour mixed with paper, `part` of it left."""
    mixed = part * np.array(to_rgb(colour)) + (1 - part) * np.array(to_rgb(PAPER))
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in mixed)
