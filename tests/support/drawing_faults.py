"""What keeps a reader from reading a figure: measured on the drawing, told in words, for tests."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from text_boxes import TextBox, text_boxes

from lib.exhibits.layout import AXIS_LINE
from lib.exhibits.placement import JOINED, Coordinates, box_distances, padded
from lib.exhibits.style import (
    ASSERTED,
    ASSERTED_SHAPE,
    CHANGE_STEPS,
    LOCALITY_COLOURS,
    LOCALITY_SHAPES,
    MAP_TINT,
    POINT,
    PURSE_MARKS,
    READABLE,
    SLIP,
    VERDICT_SIGNS,
    contrast,
    macro_colours,
    macro_shapes,
    tint,
)

SMALLEST = 6.5  # points below which type cannot be read in print
TOUCH = 0.4  # points by which boxes may touch
WIDOW = 0.2  # of the longest line, below which a last line is a widow
FEW = 0.1  # of a text's ground may read badly: a line that ends below a letter
DOTS = 144  # an inch, of the picture in which grounds are looked at
SHAPES = {
    **{macro_colours()[name]: shape for name, shape in macro_shapes().items()},
    **{LOCALITY_COLOURS[name]: LOCALITY_SHAPES[name] for name in ("urban", "rural")},
    **{colour: shape for shape, colour in PURSE_MARKS.values()},
    ASSERTED: ASSERTED_SHAPE,
    SLIP: "o",
}
OTHER_COLOURS = {tint(colour, MAP_TINT) for colour in macro_colours().values()} | {
    *CHANGE_STEPS,
    *(colour for colour, _ in VERDICT_SIGNS.values()),
}


def drawing_faults(figure: Figure, boxes: list[TextBox] | None = None) -> list[str]:
    """Say what is wrong with words and marks of a figure that has been laid out; `boxes` are its words."""
    boxes = boxes or text_boxes(figure)
    return [
        *_size_faults(figure, boxes),
        *_overlaps(boxes),
        *_widows(boxes),
        *(fault for axes in figure.axes for fault in _axes_faults(axes, boxes)),
        *_contrast_faults(figure, boxes),
        *_keyless(figure, boxes),
        *_stray_colours(figure),
    ]


def _size_faults(figure: Figure, boxes: list[TextBox]) -> list[str]:
    edge = np.array([0, 0, *figure.get_size_inches() / POINT])
    small = [f"'{each.words}' is set at {each.size:.1f} points" for each in boxes if each.size < SMALLEST]
    off = [
        f"'{each.words}' leaves the canvas"
        for each in boxes
        if (each.box[:2] < edge[:2] - TOUCH).any() or (each.box[2:] > edge[2:] + TOUCH).any()
    ]
    return small + off


def _overlaps(boxes: list[TextBox]) -> list[str]:
    if not boxes:
        return []
    places = shapely.box(*padded(np.array([each.box for each in boxes]), -TOUCH / 2).T)
    pairs = np.argwhere(np.triu(shapely.intersects(places[:, None], places), k=1))
    return [f"'{boxes[one].words}' and '{boxes[other].words}' overlap" for one, other in pairs]


def _widows(boxes: list[TextBox]) -> list[str]:
    """Texts of several lines whose last one is hardly there."""
    return [
        f"'{each.words}' ends in a widow"
        for each in boxes
        if "\n" in each.words
        and len(each.words.splitlines()[-1]) < WIDOW * max(map(len, each.words.splitlines()))
    ]


def _axes_faults(axes: Axes, boxes: list[TextBox]) -> Iterator[str]:
    """Words on marks and lines, words far from their marks, leaders through marks and words."""
    if not axes.get_visible():
        return
    marks, radii = _marks(axes)
    segments = _segments(axes)
    leaders = np.array([_in_print(line) for line in axes.lines if line.get_gid() == "leader"])
    leaders = leaders.reshape(-1, 2, 2)
    lines, joining = shapely.linestrings(segments), shapely.linestrings(leaders)
    for each in boxes:
        inside = shapely.box(*padded(each.box, -0.6))
        if each.text.get_gid() == "sign":
            continue
        if len(marks) and (box_distances(padded(each.box[None], -0.5), marks)[0] < 0.6 * radii).any():
            yield f"'{each.words}' covers a mark"
        if not each.grounded and shapely.intersects(lines, inside).any():
            yield f"'{each.words}' stands on a line"
        if shapely.intersects(joining, inside).any():
            yield f"a leader crosses '{each.words}'"
        yield from _far(axes, each, leaders)
    if len(marks) and len(leaders):
        near = shapely.distance(joining[:, None], shapely.points(marks)) < radii
        own = np.hypot(*np.moveaxis(leaders[:, None, 1] - marks[None], 2, 0)) < 6
        for leader, mark in np.argwhere(near & ~own):
            yield f"leader {leader + 1} goes through mark {mark + 1}"


def _far(axes: Axes, each: TextBox, leaders: Coordinates) -> Iterator[str]:
    """Whether a note on a point is farther from it than its eye jumps, and no leader joins them."""
    note = each.text
    if not isinstance(note, Annotation) or note.axes is not axes or note.get_gid() != "name":
        return
    point = np.asarray(axes.transData.transform(note.xy))
    distance = box_distances(each.box[None], point[None])[0, 0]
    joined = len(leaders) and (np.hypot(*(leaders[:, 1] - point).T) < 6).any()
    if distance > JOINED + 4 and not joined:
        yield f"'{each.words}' stands {distance:.0f} points from its mark"


def _marks(axes: Axes) -> tuple[Coordinates, Coordinates]:
    """Return the middles (n, 2) and radii (n,) of scatters' and lines' marks within the axes."""
    middles, radii = [np.empty((0, 2))], [np.empty(0)]
    for marks in axes.collections:
        if isinstance(marks, PathCollection) and len(marks.get_sizes()):
            offsets = np.ma.filled(np.ma.asarray(marks.get_offsets(), dtype=float), np.nan)
            middles.append(np.asarray(marks.get_offset_transform().transform(offsets)))
            radii.append(np.full(len(offsets), np.sqrt(float(marks.get_sizes()[0])) / 2))
    for line in axes.lines:
        if line.get_marker() not in ("None", None, "", " "):
            middles.append(_in_print(line))
            radii.append(np.full(len(middles[-1]), line.get_markersize() / 2))
    joined, sizes = np.concatenate(middles), np.concatenate(radii)
    kept = np.isfinite(joined).all(axis=1)
    return joined[kept], sizes[kept]


def _in_print(line: Line2D) -> Coordinates:
    return np.asarray(line.get_transform().transform(line.get_xydata()))


def _segments(axes: Axes) -> Coordinates:
    """Return the segments (n, 2, 2) of all lines drawn, leaders and the grid left out."""
    runs = [
        _in_print(line)
        for line in axes.lines
        if line.get_gid() != "leader" and line.get_linestyle() not in ("None", "", " ")
    ]
    for lines in axes.collections:
        if isinstance(lines, LineCollection):
            runs += [np.asarray(lines.get_transform().transform(run)) for run in lines.get_segments()]
    pairs = [pair for run in runs for pair in pairwise(run)]
    return np.reshape(np.array(pairs, dtype=float), (-1, 2, 2))


def _contrast_faults(figure: Figure, boxes: list[TextBox]) -> list[str]:
    """Words whose colour is too near to that of their ground (WCAG 2.2, 1.4.3)."""
    for each in boxes:
        each.text.set_visible(False)
    raw = BytesIO()
    figure.savefig(raw, format="rgba", dpi=DOTS)
    for each in boxes:
        each.text.set_visible(True)
    width, height = (int(size * DOTS) for size in figure.get_size_inches())
    picture = np.frombuffer(raw.getvalue(), dtype=np.uint8).reshape(height, width, 4)[::-1, :, :3] / 255
    faults = []
    for each in boxes:
        box = padded(each.box[None], -1.5)[0] if each.text.get_gid() == "sign" else each.box
        left, low, right, high = np.clip((box * POINT * DOTS).astype(int), 0, None)
        ground = picture[low : high + 1, left : right + 1].reshape(-1, 3)
        patch = each.text.get_bbox_patch()
        if patch is not None:
            ground = np.array([patch.get_facecolor()[:3]])
        badly = contrast(to_rgb(each.text.get_color()), ground) < READABLE
        if len(ground) and badly.mean() > FEW:
            faults.append(f"'{each.words}' reads badly on its ground")
    return faults


def _keyless(figure: Figure, boxes: list[TextBox]) -> list[str]:
    """Bands and lines of reference that no words of the figure explain."""
    said = " ".join(" ".join(each.words.split()) for each in boxes)
    faults = []
    for axes in figure.axes:
        bars = {id(bar) for container in axes.containers for bar in container}
        bands = [band for band in axes.collections if isinstance(band, PolyCollection)]
        spans = [each for each in axes.patches if isinstance(each, Rectangle) and id(each) not in bars]
        across = (axes.get_xaxis_transform(which="grid"), axes.get_yaxis_transform(which="grid"))
        lines = [
            line
            for line in axes.lines
            if line.get_gid() not in ("leader", AXIS_LINE)
            and (any(line.get_transform() is each for each in across) or line.is_dashed())
        ]
        for kind, artists in (("band", [*bands, *spans]), ("line", lines)):
            for artist in artists:
                label = " ".join(str(artist.get_label()).split())
                if not label or label.startswith("_") or label not in said:
                    faults.append(f"a {kind} ({label}) is not explained")
    return faults


def _stray_colours(figure: Figure) -> list[str]:
    """Colours that mean nothing, and marks whose shape is not the one of their colour."""
    faults = []
    for axes in figure.axes:
        for colour, shape in _looks(axes):
            red, green, blue = to_rgb(colour)
            if max(red, green, blue) - min(red, green, blue) < 0.06 or colour in OTHER_COLOURS:
                continue
            if colour not in SHAPES:
                faults.append(f"the colour {colour} has no meaning")
            elif shape is not None and not _same_shape(shape, SHAPES[colour]):
                faults.append(f"a mark of the colour {colour} has another shape than {SHAPES[colour]}")
    return faults


def _looks(axes: Axes) -> Iterator[tuple[str, Coordinates | None]]:
    """Yield the colours that axes draw with, and the outline of the mark where there is one."""
    for drawn in axes.collections:
        outline = drawn.get_paths()[0].vertices if _is_scatter(drawn) else None
        for colour in [*np.atleast_2d(drawn.get_facecolor()), *np.atleast_2d(drawn.get_edgecolor())]:
            if len(colour) and colour[-1] > 0:
                yield to_hex(colour), outline
    for line in axes.lines:
        marker = line.get_marker()
        shown = marker not in ("None", None, "", " ")
        outline = _outline(marker) if shown else None
        if line.get_linestyle() not in ("None", "", " "):
            yield to_hex(line.get_color()), None
        for colour in (line.get_markerfacecolor(), line.get_markeredgecolor()) if shown else ():
            if colour != "none":
                yield to_hex(colour), outline
    for patch in axes.patches:
        if patch.get_facecolor()[-1] > 0:
            yield to_hex(patch.get_facecolor()), None


def _is_scatter(drawn: Collection) -> bool:
    return isinstance(drawn, PathCollection) and len(drawn.get_sizes()) > 0 and len(drawn.get_offsets()) > 0


def _outline(marker: str) -> Coordinates:
    style = MarkerStyle(marker)
    return np.asarray(style.get_transform().transform_path(style.get_path()).vertices)


def _same_shape(outline: Coordinates, marker: str) -> bool:
    expected = _outline(marker)
    return outline.shape == expected.shape and bool(np.allclose(outline, expected))
