"""Where a figure's words stand, in points from the lower left corner."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from lib.exhibits.layout import RULER
from lib.exhibits.placement import Coordinates

ROOM_OF_LINES = (0.16, 0.05)  # of the type size, above and below the letters of a line


@dataclass(frozen=True)
class TextBox:
    """A text as drawn.

    Parameters
    ----------
    text : the artist
    words : what it says
    box : x0, y0, x1, y1 of its letters
    """

    text: Text
    words: str
    box: Coordinates

    @property
    def size(self) -> float:
        """The type size in points."""
        return float(self.text.get_fontsize())

    @property
    def grounded(self) -> bool:
        """Whether it stands on a ground of its own, which hides what is below."""
        return self.text.get_bbox_patch() is not None


def text_boxes(figure: Figure) -> list[TextBox]:
    """Return every text that the figure draws, tick labels within the axes' limits included."""
    figure.draw_without_rendering()
    hidden = _hidden_tick_labels(figure)
    shown = [text for text in figure.findobj(Text) if id(text) not in hidden and isinstance(text, Text)]
    return [
        TextBox(text, text.get_text(), _letters_box(text))
        for text in shown
        if text.get_visible() and text.get_text().strip()
    ]


def _letters_box(text: Text) -> Coordinates:
    """Return the box of a text's letters: its lines less the room above and below them."""
    box = text.get_window_extent(RULER).extents
    above, below = (part * float(text.get_fontsize()) for part in ROOM_OF_LINES)
    turned = round(text.get_rotation()) == 90
    return np.asarray(box + ([above, 0, -below, 0] if turned else [0, below, 0, -above]))


def _hidden_tick_labels(figure: Figure) -> set[int]:
    """Texts of ticks that lie outside their axis' limits, or whose axes are not shown."""
    hidden: set[int] = set()
    for axis in figure.findobj(Axis):
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * (high - low)
        off = not axis.get_visible() or not axis.axes.axison or not axis.axes.get_visible()
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            if off or not low - slack <= tick.get_loc() <= high + slack:
                hidden |= {id(tick.label1), id(tick.label2)}
        if off:
            hidden |= {id(axis.label), id(axis.offsetText)}
    for axes in figure.axes:
        if not axes.get_visible():
            hidden |= {id(text) for text in axes.findobj(Text)}
    return hidden
