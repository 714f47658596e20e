"""Where a figure's words stand: which overlap, cover marks, leave the canvas or are too small to read."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

ROOM_OF_LINES = (0.16, 0.05)  # of the type size, above and below its letters


@dataclass(frozen=True)
class TextBox:
    """A text as drawn: its words, its box in points from the lower left corner, its type size in points."""

    words: str
    box: Bbox
    size: float


def text_boxes(figure: Figure) -> list[TextBox]:
    """Return every text that the figure draws, tick labels within the axes' limits included."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    scale = 72 / figure.dpi
    hidden = _hidden_tick_labels(figure)
    boxes = []
    for text in figure.findobj(Text):
        if id(text) in hidden or not text.get_visible() or not text.get_text().strip():
            continue
        boxes.append(TextBox(text.get_text(), _letters_box(text, renderer, scale), text.get_fontsize()))
    return boxes


def _letters_box(text: Text, renderer: RendererBase, scale: float) -> Bbox:
    """Return the box of a text's letters: its lines less the room above and below them."""
    box = text.get_window_extent(renderer).get_points() * scale
    above, below = (part * text.get_fontsize() for part in ROOM_OF_LINES)
    if round(text.get_rotation()) == 90:
        return Bbox(box + np.array([[above, 0], [-below, 0]]))
    return Bbox(box + np.array([[0, below], [0, -above]]))


def mark_positions(figure: Figure) -> np.ndarray:
    """Return where the marks of scatters stand, in points from the lower left corner, as an (n, 2) array."""
    scale = 72 / figure.dpi
    places = [np.empty((0, 2))]
    for axes in figure.axes:
        for marks in axes.collections:
            if isinstance(marks, PathCollection) and len(marks.get_sizes()):
                offsets = np.ma.filled(marks.get_offsets().astype(float), np.nan)
                places.append(marks.get_offset_transform().transform(offsets) * scale)
    found = np.concatenate(places)
    return found[np.isfinite(found).all(axis=1)]


def text_faults(figure: Figure, smallest: float = 6.5, tolerance: float = 0.4) -> list[str]:
    """Say which texts overlap, cover marks, leave the canvas or are set too small.

    Parameters
    ----------
    figure : a figure that has been laid out
    smallest : points below which type cannot be read in print
    tolerance : points by which boxes may touch: a box is a little larger than its letters
    """
    boxes = text_boxes(figure)
    width, height = figure.get_size_inches() * 72
    faults = [f"'{one.words}' is set at {one.size:.1f} points" for one in boxes if one.size < smallest]
    for one in boxes:
        box = one.box
        if (
            box.x0 < -tolerance
            or box.y0 < -tolerance
            or box.x1 > width + tolerance
            or box.y1 > height + tolerance
        ):
            faults.append(f"'{one.words}' leaves the canvas")
    marks = mark_positions(figure)
    faults += [f"'{one.words}' covers a mark" for one in boxes if _covers(one.box, marks)]
    if boxes:
        faults += [
            f"'{boxes[i].words}' and '{boxes[j].words}' overlap" for i, j in _overlaps(boxes, tolerance)
        ]
    return faults


def _covers(box: Bbox, marks: np.ndarray) -> bool:
    """Whether the middle of a mark lies in a box, a tenth of its height off the edge or more."""
    inside = (marks > box.min + box.height / 10) & (marks < box.max - box.height / 10)
    return bool(inside.all(axis=1).any())


def _overlaps(boxes: list[TextBox], tolerance: float) -> list[tuple[int, int]]:
    """Pairs of boxes that share more than a strip as wide as the tolerance."""
    low = np.array([one.box.min for one in boxes])
    high = np.array([one.box.max for one in boxes])
    shared = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    pairs = np.argwhere(np.triu((shared > tolerance).all(axis=2), k=1))
    return [(int(i), int(j)) for i, j in pairs]


def _hidden_tick_labels(figure: Figure) -> set[int]:
    """Texts of ticks that lie outside their axis' limits, or whose axes are not shown."""
    hidden = set()
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
