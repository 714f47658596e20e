"""A figure's sheet: headline, key and source line around the axes, words broken to fit, places settled once.

Figures are drawn without pyplot, so that nothing is shared between them; a pixel of a figure is a point.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import AutoLocator, Formatter, MaxNLocator

from lib.exhibits.style import (
    HEADLINE,
    INK,
    MARGIN,
    MATPLOTLIB_SETTINGS,
    MILLIMETRE,
    MUTED,
    PAGE_WIDTHS,
    POINT,
    SMALL,
    TINY,
)
from lib.exhibits.typeface import text_width
from lib.words.language import Words

WIDENED = 1.02  # words are taken to be so much wider than measured, so that no rounding breaks a line
AXIS_LINE = "axis"  # the gid of lines at nought or at one, which need no words
STEADY = 6  # digits that places are rounded to: further ones differ from processor to processor


RULER = RendererBase()  # one for all figures: it remembers every line that it has measured

Drawn = tuple[Figure, pd.DataFrame]  # a figure, laid out, and the data behind it
LegendKey = list[tuple[str, dict[str, Any]]]  # words, and the look of the mark before them as for Line2D


class Ruler(FigureCanvasBase):
    """What a figure is laid out on: it measures words and draws nothing."""

    def get_renderer(self) -> RendererBase:
        """Return what measures the words of every figure."""
        return RULER


@dataclass(frozen=True)
class Sheet:
    """What a figure is drawn on.

    Parameters
    ----------
    columns : 1 (90 mm) or 2 (180 mm)
    height : millimetres
    settings : what an author may change about the figure, from config/article/exhibits.yaml
    """

    columns: int
    height: float
    foot: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def figure(self, headline: str = "", key: LegendKey | None = None) -> Figure:
        """Return an empty figure with a headline and a key above and the source line below.

        Parameters
        ----------
        key : words and the look of the mark before them, in lines under the headline
        """
        width, height = PAGE_WIDTHS[self.columns], self.height * MILLIMETRE
        figure = Figure(figsize=(width, height), dpi=1 / POINT, layout="constrained")
        Ruler(figure)
        foot = balance_text(self.foot, width - 2 * MARGIN, TINY)
        foot_height = _edge_text(figure, foot, MARGIN, TINY, va="bottom", color=MUTED)
        head = balance_text(headline, width - 2 * MARGIN, HEADLINE, "bold")
        head_height = _edge_text(figure, head, height - MARGIN, HEADLINE, va="top", weight="bold")
        head_height += _draw_key(figure, key or [], height - head_height - MARGIN)
        engine = figure.get_layout_engine()
        assert isinstance(engine, ConstrainedLayoutEngine)
        engine.set(
            rect=(0, foot_height / height, 1, 1 - (foot_height + head_height) / height),
            w_pad=MARGIN,
            h_pad=MARGIN,
            wspace=0.02,
            hspace=0.03,
        )
        return figure


def _edge_text(figure: Figure, lines: str, at: float, size: float, **look: Any) -> float:
    """Write lines from the left edge, `at` inches high; return the inches they take."""
    width, height = figure.get_size_inches()
    figure.text(MARGIN / width, at / height, lines, fontsize=size, linespacing=1.25, **look)
    return (lines.count("\n") + 1) * size * 1.45 * POINT + 1.5 * MARGIN if lines else 0.0


def _draw_key(figure: Figure, key: LegendKey, top: float) -> float:
    """Draw marks and their words from the left, `top` inches high; return the inches the lines take."""
    width, height = figure.get_size_inches()
    line, gap = SMALL * 1.5 * POINT, SMALL * POINT
    mark_room = 8.5 * POINT  # from its left edge to its words
    left, low = MARGIN, top - line / 2
    for words, look in key:
        mark = {"ls": "", "marker": "s", "ms": 5, **look}
        length = 0.0 if mark["ls"] == "" else 10 * POINT
        indent = mark_room + length if look else 0.0
        wide = indent + _inches(words, SMALL)
        if left > MARGIN and left + wide > width - MARGIN:
            left, low = MARGIN, low - line
        if look:
            start = left + 3 * POINT
            ends = [start / width, (start + length) / width] if length else [start / width]
            figure.add_artist(Line2D(ends, [low / height] * len(ends), **mark))
        figure.text((left + indent) / width, low / height, words, fontsize=SMALL, va="center")
        left += wide + gap
    return top - low + line / 2 + MARGIN if key else 0.0


def _inches(text: str, size: float, weight: str = "normal") -> float:
    return WIDENED * POINT * text_width(text, size, weight)


def wrap_text(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break text into lines no wider than `width` inches at `size` points; a longer word stands alone.

    No line begins with a dash.
    """
    lines = [""]
    for word in text.replace(" \N{EM DASH}", "\N{NO-BREAK SPACE}\N{EM DASH}").split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _inches(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def balance_text(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break text as `wrap_text` does, into as few lines, as even as they can be."""
    balanced = wrap_text(text, width, size, weight)
    for part in np.linspace(1, 0.5, 11):
        lines = wrap_text(text, part * width, size, weight)
        if lines.count("\n") > balanced.count("\n"):
            break
        balanced = lines
    return balanced


def panel_title(axes: Axes, text: str, width: float) -> None:
    """Head a panel, broken to `width` inches; its ticks must be on their side already."""
    above = axes.xaxis.get_ticks_position() == "top"
    place = None if above else 1.0  # without a place matplotlib looks for ticks to step over, again and again
    axes.set_title(balance_text(text, width, MATPLOTLIB_SETTINGS["axes.titlesize"], "bold"), y=place)


def number_axis(axis: Axis, words: Words, decimals: int = 0, percent: bool = False) -> None:
    """Print an axis' numbers as the language does, with more decimals where its steps need them."""
    if decimals == 0 and isinstance(axis.get_major_locator(), AutoLocator):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    axis.set_major_formatter(NumberFormatter(words.percent if percent else words.number, decimals))


class NumberFormatter(Formatter):
    """Numbers of an axis, with the decimals given or, where the steps between them need more, with those."""

    def __init__(self, show: Callable[[float, int], str], decimals: int):
        self.show, self.fewest, self.decimals = show, decimals, decimals

    def set_locs(self, locs: Any) -> None:
        """Take the places of all numbers, as matplotlib gives them before it asks for each."""
        super().set_locs(locs)
        places = np.asarray(locs)
        enough = (n for n in range(self.fewest, STEADY) if np.allclose(places, places.round(n), atol=1e-9))
        self.decimals = next(enough, self.fewest)

    def __call__(self, x: float, _pos: int | None = None) -> str:
        """Return one number as it is printed."""
        return self.show(x, self.decimals)


def axis_line(axes: Axes, x: float | None = None, y: float | None = None) -> None:
    """Draw the line at which a scale turns, as at nought."""
    look: dict[str, Any] = {"color": INK, "lw": 0.7, "zorder": 1, "gid": AXIS_LINE}
    if x is not None:
        axes.axvline(x, **look)
    if y is not None:
        axes.axhline(y, **look)


def year_axis(axes: Axes, years: Sequence[int], step: int) -> None:
    """Mark every `step`-th year, counted from the last."""
    last = max(years)
    axes.set_xticks([year for year in range(min(years), last + 1) if (last - year) % step == 0])


def settle_layout(figure: Figure) -> None:
    """Lay the axes out once and keep them there, for all formats and for labels placed afterwards.

    Words among the data take the room that there is; they are not measured. Places are rounded: the solver's
    last bits differ from run to run, and with them the names of clipping paths in the SVG.
    """
    for text in (text for axes in figure.axes for text in axes.texts):
        text.set_in_layout(False)
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.execute(figure)
    figure.set_layout_engine(None)
    for part in figure.subfigs:
        part.bbox_relative.set_points(np.round(part.bbox_relative.get_points(), STEADY))
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, STEADY))
        if axes.get_aspect() != "auto":
            axes.apply_aspect()
            axes.set_position(np.round(axes.get_position().bounds, STEADY))
            axes.set_aspect("auto")
        axes.set_xlim(*(_steady(end) for end in axes.get_xlim()))
        axes.set_ylim(*(_steady(end) for end in axes.get_ylim()))


def _steady(number: float) -> float:
    """Round to significant digits that are the same on every processor."""
    return float(f"{number:.9g}")
