"""The one style of every figure: sizes, type, colours, and what each mark means.

Text is never read as mathematics: a dollar sign in a name is a dollar sign.
"""

import matplotlib

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
ACCENT = "#b3321f"
SKY = "#5695c4"
OCHRE = "#9a6408"  # the west's colour, dark enough for words

# Five steps of lightness, so that the colours keep their order in grey, in hues that stay apart under
# protanopia, deuteranopia and tritanopia.
MACRO_REGIONS = {
    "south": "#a52a1e",
    "north": "#1d3a78",
    "centre": "#3f8fc4",
    "west": "#e2a02b",
    "east": "#b9dcb0",
}
LOCALITY_COLOURS = {"urban": "#1d3a78", "rural": "#e2a02b", "total": "#6e6e6e"}
VERDICT_MARKS = {
    "matches": ("#12487a", "o"),
    "holds": ("#12487a", "o"),
    "borne out": ("#12487a", "o"),
    "borne out but small": (SKY, "D"),
    "close": (SKY, "D"),
    "depends": ("#f6d977", "s"),
    "undecided": ("#f6d977", "s"),
    "differs": ("#c23a27", "X"),
    "fails": ("#c23a27", "X"),
    "contradicted": ("#c23a27", "X"),
    "no association of a size that matters": ("#c23a27", "X"),
    "inconsistent": ("#3b0d0c", "P"),
    "not testable": ("#b3b3b3", "v"),
}
ASSERTED = {"marker": "D", "facecolor": PAPER, "edgecolor": ACCENT, "linewidth": 1.1}

SETTINGS = {
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
    "svg.hashsalt": "kazakhstan-spatial-development",
    "svg.fonttype": "none",
}


def apply_style() -> None:
    """Set the style for every figure made from here on, whatever a `matplotlibrc` in the folder says."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(SETTINGS)
    use_typeface()
