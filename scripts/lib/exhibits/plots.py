"""The one style of every figure: sizes, type, colours, labels, marks and the way files are written.

Figures are drawn without pyplot, so that nothing is shared between them. Text is never read as
mathematics: a dollar sign in a name is a dollar sign.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import typst
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.ticker import AutoLocator, FuncFormatter, MaxNLocator
from PIL.PngImagePlugin import PngInfo, putchunk

from lib.core.files import write_bytes
from lib.exhibits.lettering import LETTERING, POINTS_PER_INCH, Drawing, draw_svg
from lib.words.language import Words

MILLIMETRE = 1 / 25.4
WIDTHS = {1: 90 * MILLIMETRE, 2: 180 * MILLIMETRE}
FORMATS = ("pdf", "svg", "png")
PNG_DPI = 220
HAIR = 0.1  # of a dot, so that no rounding adds a dot
PNG_HEAD = 33  # bytes of the signature and the first chunk
SHEET = """
#set document(title: sys.inputs.title, description: sys.inputs.description, date: none)
#set text(lang: sys.inputs.language)
#let (width, height) = (float(sys.inputs.width) * 1pt, float(sys.inputs.height) * 1pt)
#set page(width: width, height: height, margin: 0pt)
#image(
  bytes(sys.inputs.drawing), format: "svg", alt: sys.inputs.description,
  width: width, height: height, fit: "stretch",
)
"""
TYPESETTER = typst.Compiler(  # one for all figures; their words are outlines
    font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
)
SMALL = 7.0
TINY = 6.5
HEADLINE = 8.6
SLACK = 1.06
JOINED = 8.0  # points between a point and its label from which on a line joins them
CLEARLY = 0.6  # how much nearer than all others a point must be to be taken for the label's own
MARGIN = 1.2 * MILLIMETRE

INK = "#1a1a1a"
MUTED = "#6e6e6e"
FAINT = "#c9c9c9"
GRID = "#e6e6e6"
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
LOCALITIES = {"urban": "#1d3a78", "rural": "#e2a02b", "total": "#6e6e6e"}
VERDICTS = {
    "matches": ("#12487a", "o"),
    "holds": ("#12487a", "o"),
    "close": (SKY, "D"),
    "depends": ("#f6d977", "s"),
    "differs": ("#c23a27", "X"),
    "fails": ("#c23a27", "X"),
    "inconsistent": ("#3b0d0c", "P"),
    "not testable": ("#b3b3b3", "v"),
}
ASSERTED = {"marker": "D", "facecolor": PAPER, "edgecolor": ACCENT, "linewidth": 1.1}

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "text.parse_math": False,
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
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
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
    "svg.fonttype": "path",
}


def apply_style() -> None:
    """Set the style for every figure made from here on, whatever a `matplotlibrc` in the folder says."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)


@dataclass(frozen=True)
class Sheet:
    """What a figure is drawn on.

    Parameters
    ----------
    columns : 1 (90 mm) or 2 (180 mm)
    height : millimetres
    foot : the source line
    settings : what an author may change about the figure, from config/article/exhibits.yaml
    """

    columns: int
    height: float
    foot: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def figure(self, headline: str = "", key: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> Figure:
        """Return an empty figure with a headline and a key above and the source line below.

        Parameters
        ----------
        headline : what the figure finds
        key : words and the look of the mark before them (as for Line2D), in one line under the headline
        """
        width, height = WIDTHS[self.columns], self.height * MILLIMETRE
        figure = Drawing(width, height, layout="constrained")
        foot = wrap_text(self.foot, width - 2 * MARGIN, TINY)
        foot = self._edge_text(figure, foot, MARGIN, TINY, va="bottom", color=MUTED)
        headline = balance_text(headline, width - 2 * MARGIN, HEADLINE, "bold")
        head = self._edge_text(figure, headline, height - MARGIN, HEADLINE, va="top", weight="bold")
        head += _draw_key(figure, key, height - head - MARGIN)
        figure.get_layout_engine().set(
            rect=(0, foot / height, 1, 1 - (foot + head) / height),
            w_pad=MARGIN,
            h_pad=MARGIN,
            wspace=0.02,
            hspace=0.03,
        )
        return figure

    def _edge_text(self, figure: Figure, lines: str, at: float, size: float, **look: Any) -> float:
        """Write lines from the left edge, `at` inches high; return the inches they take."""
        width, height = figure.get_size_inches()
        figure.text(MARGIN / width, at / height, lines, fontsize=size, linespacing=1.25, **look)
        return (lines.count("\n") + 1) * size * 1.45 / 72 + 1.5 * MARGIN if lines else 0.0


def _draw_key(figure: Figure, key: Sequence[tuple[str, Mapping[str, Any]]], top: float) -> float:
    """Draw marks and their words from the left, `top` inches high; return the inches the lines take."""
    width, height = figure.get_size_inches()
    line, gap = SMALL * 1.5 / 72, SMALL / 72
    left, low = MARGIN, top - line / 2
    for words, look in key:
        wide = gap * bool(look) + text_width(words, SMALL) * SLACK
        if left > MARGIN and left + wide > width - MARGIN:
            left, low = MARGIN, low - line
        if look:
            mark = {"ls": "", "marker": "s", "ms": 5, **look}
            figure.add_artist(Line2D([(left + 2.5 / 72) / width], [low / height], **mark))
        figure.text((left + gap * bool(look)) / width, low / height, words, fontsize=SMALL, va="center")
        left += wide + 1.2 * gap
    return top - low + line / 2 + MARGIN if key else 0.0


@cache
def _word_width(word: str, weight: str) -> float:
    font = FontProperties(family=STYLE["font.family"], size=1, weight=weight)
    return LETTERING.get_text_width_height_descent(word, font, ismath=False)[0] / 72


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width in inches of one line of text set at `size` points, word by word."""
    words = text.split(" ")
    blanks = (len(words) - 1) * _word_width("n n", weight) - (len(words) - 1) * _word_width("nn", weight)
    return size * (sum(_word_width(word, weight) for word in words if word) + blanks)


def wrap_text(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break text into lines no wider than `width` inches at `size` points; a longer word stands alone."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and SLACK * text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def balance_text(text: str, width: float, size: float, weight: str) -> str:
    """Break text as `wrap_text` does, into as few lines, as even as they can be."""
    widest = wrap_text(text, width, size, weight)
    for part in np.linspace(1, 0.5, 11):
        lines = wrap_text(text, part * width, size, weight)
        if lines.count("\n") > widest.count("\n"):
            break
        widest = lines
    return widest


def shorten(text: str, width: float, size: float) -> str:
    """Cut a line that is longer than `width` millimetres at `size` points after a word, and mark the cut."""
    if SLACK * text_width(text, size) <= width * MILLIMETRE:
        return text
    kept = text.split()
    while len(kept) > 1 and SLACK * text_width(" ".join(kept) + "…", size) > width * MILLIMETRE:
        kept.pop()
    return " ".join(kept) + "…"


def panel_title(axes: Axes, text: str, width: float) -> None:
    """Head a panel, broken to `width` inches; its ticks must be on their side already."""
    above = axes.xaxis.get_ticks_position() == "top"
    place = None if above else 1.0  # without a place matplotlib looks for ticks to step over, again and again
    axes.set_title(balance_text(text, width, STYLE["axes.titlesize"], "bold"), y=place)


def number_axis(axis: Axis, words: Words, decimals: int = 0, percent: bool = False) -> None:
    """Print an axis' numbers as the language does."""
    if decimals == 0 and isinstance(axis.get_major_locator(), AutoLocator):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    show = words.percent if percent else words.number
    axis.set_major_formatter(FuncFormatter(lambda value, _: show(value, decimals)))


def spread(positions: Sequence[float], gap: float, low: float = -np.inf, high: float = np.inf) -> np.ndarray:
    """Move positions apart as little as possible until neighbours are at least `gap` from each other.

    Least squares under order (isotonic regression of positions less their ranks' gaps: pool adjacent
    violators), then kept between `low` and `high` where there is room.
    """
    positions = np.asarray(positions, dtype=float)
    order = np.argsort(positions, kind="stable")
    blocks: list[list[float]] = []
    for rank, value in enumerate(positions[order]):
        blocks.append([value - rank * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (mean, count), (last, more) = blocks[-2:]
            blocks[-2:] = [[(mean * count + last * more) / (count + more), count + more]]
    base = np.concatenate([np.full(int(count), mean) for mean, count in blocks]) if blocks else positions
    moved = base + np.arange(len(positions)) * gap
    if len(moved):
        moved -= max(0.0, moved[-1] - high)
        moved += max(0.0, low - moved[0])
    result = np.empty_like(positions)
    result[order] = moved
    return result


def label_ends(
    axes: Axes,
    x: float,
    heights: Sequence[float],
    labels: Sequence[str],
    colours: Sequence[str],
    size: float = SMALL,
) -> None:
    """Write a label beside each line's end at `x`, moved apart where they would touch.

    The layout must be settled first (`settle`); the axes are given room for the labels at the right.
    """
    points = axes.figure.dpi / 72
    room = SLACK * max(text_width(label, size) for label in labels) * axes.figure.dpi + 8 * points
    left = axes.get_xlim()[0]
    axes.set_xlim(left, left + (x - left) / (1 - room / axes.bbox.width))
    pixels = [axes.transData.transform((x, height))[1] for height in heights]
    moved = spread(
        pixels, 1.4 * size * points, axes.bbox.y0 + size * points / 2, axes.bbox.y1 - size * points / 2
    )
    for height, pixel, target, label, colour in zip(heights, pixels, moved, labels, colours, strict=True):
        axes.annotate(
            label, (x, height), (5, (target - pixel) / points), textcoords="offset points",
            va="center", fontsize=size, color=colour, annotation_clip=False,
        )  # fmt: skip


def label_points(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    labels: Sequence[str],
    line: tuple[Sequence[float], Sequence[float]] = ((), ()),
    size: float = TINY,
) -> None:
    """Label every point of a scatter, keeping labels off each other, off the points and off a line.

    The layout must be settled first (`settle`). Each label takes the nearest free place, the longest
    first; a label that stands away from its point, or near another one, is joined to its own by a line.
    """
    from textalloc import allocate

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    drawn = len(line[0]) > 0
    texts = allocate(
        axes,
        x,
        y,
        list(labels),
        x_scatter=x,
        y_scatter=y,
        x_lines=[np.asarray(line[0])] if drawn else None,
        y_lines=[np.asarray(line[1])] if drawn else None,
        textsize=size,
        textcolor=INK,
        margin=0.006,
        min_distance=0.012,
        max_distance=0.3,
        nbr_candidates=400,
        priority_strategy="largest",
        avoid_label_lines_overlap=True,
        draw_lines=False,
    )[2]
    places = axes.transData.transform(np.column_stack([x, y]))
    for own, text in enumerate(texts):
        box = text.get_window_extent()
        edges = np.clip(places, box.min, box.max)
        gaps = np.hypot(*(places - edges).T)
        if gaps[own] > JOINED * axes.figure.dpi / 72 or gaps[own] > CLEARLY * np.delete(gaps, own).min():
            ends = axes.transData.inverted().transform([edges[own], places[own]])
            axes.plot(*ends.T, color=MUTED, lw=0.5, zorder=0.9, scalex=False, scaley=False)


def settle(figure: Figure) -> None:
    """Lay the axes out once and keep them there, for all formats and for labels placed afterwards.

    Words among the data take the room that there is; they are not measured. Places are rounded: the solver's
    last bits differ from run to run, and with them the names of clipping paths in the SVG.
    """
    for text in (text for axes in figure.axes for text in axes.texts):
        text.set_in_layout(False)
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")
    for part in figure.subfigs:
        part.bbox_relative.set_points(np.round(part.bbox_relative.get_points(), 6))
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, 6))


def save_figure(
    figure: Figure, paths: Mapping[str, str | Path], title: str, description: str, language: str
) -> None:
    """Write a settled figure as SVG, PDF and PNG, without dates, with title and description inside.

    It is drawn once, as SVG; typst makes the others of the drawing, on a page of whole dots, as rows of dots
    would be lost otherwise. The PDF is tagged, its description is the alternative text.

    Parameters
    ----------
    figure : a figure that `settle` has laid out
    paths : where each of "pdf", "svg", "png" goes
    title, description : what the figure is called, and what it shows in words, for readers who do not see it
    language : of both, as "kk"
    """
    width, height = _whole_dots(*figure.get_size_inches())
    said = {"title": title, "description": description, "language": language}
    said |= {"width": str(width), "height": str(height)}
    facts = {"Title": title, "Description": description, "Date": None, "Creator": None}
    drawing = draw_svg(figure, facts)
    pictures = {
        "svg": drawing.encode(),
        "pdf": _typeset(drawing, "pdf", said),
        "png": _with_words(_typeset(drawing, "png", said), title, description),
    }
    for kind, path in paths.items():
        write_bytes(path, pictures[kind])


def _whole_dots(width: float, height: float) -> tuple[float, float]:
    """Turn inches into points of a page that has as many whole dots as typst draws, a hair less across."""
    across = int(width * PNG_DPI)
    down = ceil(across * height / width)
    return POINTS_PER_INCH * (across - HAIR) / PNG_DPI, POINTS_PER_INCH * (down - HAIR) / PNG_DPI


def _typeset(drawing: str, kind: str, said: Mapping[str, str]) -> bytes:
    return TYPESETTER.compile(
        SHEET.encode(), sys_inputs={"drawing": drawing, **said}, format=kind, ppi=PNG_DPI
    )


def _with_words(picture: bytes, title: str, description: str) -> bytes:
    """Put title and description into a PNG, after its first chunk."""
    facts = PngInfo()
    facts.add_itxt("Title", title)
    facts.add_itxt("Description", description)
    buffer = io.BytesIO()
    buffer.write(picture[:PNG_HEAD])
    for kind, content, *_ in facts.chunks:
        putchunk(buffer, kind, content)
    buffer.write(picture[PNG_HEAD:])
    return buffer.getvalue()
