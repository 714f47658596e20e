"""Words beside marks: names of points, of lines' ends, of rows, and numbers beside their bars."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import shapely
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lib.exhibits.placement import place_labels
from lib.exhibits.style import INK, MUTED, PAPER, SMALL, TINY
from lib.exhibits.typeface import text_width

LAND_STEP = 5.0  # points of print between the places of a map that a label beside it keeps off
LABEL_HEIGHT = 0.95  # of the type size, from the foot of a p to the head of an h


def spread(
    positions: ArrayLike, gap: float, low: float = -np.inf, high: float = np.inf
) -> NDArray[np.float64]:
    """Move positions apart as little as possible until neighbours are at least `gap` from each other.

    Least squares under order (isotonic regression of positions less their ranks' gaps: pool adjacent
    violators), then kept between `low` and `high` where there is room.
    """
    wished = np.asarray(positions, dtype=float)
    order = np.argsort(wished, kind="stable")
    blocks: list[list[float]] = []
    for rank, value in enumerate(wished[order]):
        blocks.append([value - rank * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (mean, count), (last, more) = blocks[-2:]
            blocks[-2:] = [[(mean * count + last * more) / (count + more), count + more]]
    base = np.concatenate([np.full(int(count), mean) for mean, count in blocks]) if blocks else wished
    moved = base + np.arange(len(wished)) * gap
    if len(moved):
        moved -= max(0.0, moved[-1] - high)
        moved += max(0.0, low - moved[0])
    result = np.empty_like(wished)
    result[order] = moved
    return result


def label_ends(
    axes: Axes,
    x: float,
    heights: Sequence[float],
    labels: Sequence[str],
    colours: Sequence[str] | None = None,
) -> None:
    """Write a label beside each line's end at `x`, moved apart where they would touch.

    The layout must be settled first (`settle_layout`); the axes are given room for the labels at the right.
    """
    room = max(text_width(label, SMALL) for label in labels) + 18
    left = axes.get_xlim()[0]
    axes.set_xlim(left, left + (x - left) / (1 - room / axes.bbox.width))
    pixels = [axes.transData.transform((x, height))[1] for height in heights]
    moved = spread(np.round(pixels, 3), 1.4 * SMALL, axes.bbox.y0 + SMALL / 2, axes.bbox.y1 - SMALL / 2)
    looks = colours or [INK] * len(labels)
    for height, shift, label, colour in zip(heights, np.round(moved - pixels, 3), labels, looks, strict=True):
        indent = 14 if abs(shift) > 1 else 5
        axes.annotate(
            label, (x, height), (indent, shift), textcoords="offset points",
            va="center", fontsize=SMALL, color=colour, annotation_clip=False,
        )  # fmt: skip
        if abs(shift) > 1:
            start, *_ = axes.transData.transform([(x, height)])
            _draw_leader(axes, start + np.array([indent - 1.5, shift]), start + np.array([4, 0]))


def label_points(
    axes: Axes,
    x: ArrayLike,
    y: ArrayLike,
    names: Sequence[str],
    lines: Iterable[tuple[ArrayLike, ArrayLike]] = (),
    radius: float = 2.8,
    obstacles: tuple[ArrayLike, ArrayLike] = ((), ()),
    beside: bool = False,
) -> None:
    """Name every point of a scatter, off the others, off lines and off each other.

    The layout must be settled first (`settle_layout`). A label that stands away from its point, or near
    another one, is joined to its own by a leader, a line with the gid "leader".

    Parameters
    ----------
    x, y : where the points are, in data
    names : one a point
    lines : drawn lines to keep off, each as its x and its y in data
    radius : of the points' marks, in print
    obstacles : x and y of further marks, which have no name
    beside : whether labels may stand left and right of the axes
    """
    marks = _in_points(axes, x, y)
    sizes = np.array([_label_size(name) for name in names])
    segments = [pair for line in lines for pair in pairwise(_in_points(axes, *line))]
    sides = axes.figure.bbox if beside else axes.bbox
    bounds = (sides.x0, axes.bbox.y0, sides.x1, axes.bbox.y1)
    lines_drawn, others = np.reshape(segments, (-1, 2, 2)), _in_points(axes, *obstacles)
    places = place_labels(marks, sizes, radius, bounds, lines_drawn, others)
    points = np.column_stack([x, y])
    for name, mark, point, place in zip(names, marks, points, places, strict=True):
        middle = (place.box[:2] + place.box[2:]) / 2 - mark
        axes.annotate(
            name, point, np.round(middle, 2), textcoords="offset points", ha="center", va="center",
            fontsize=TINY, gid="name",
        )  # fmt: skip
        if place.leader is not None:
            _draw_leader(axes, *place.leader)


def label_shapes(
    axes: Axes, shapes: NDArray[np.object_], places: NDArray[np.float64], labels: Sequence[str]
) -> None:
    """Write a label into each shape of a map, at its place (n, 2), or beside it with a leader.

    The layout must be settled first (`settle_layout`).
    """
    drawn = shapely.transform(shapes, lambda data: np.round(axes.transData.transform(data), 3))
    halves = np.array([_label_size(label) for label in labels]) / 2
    low, high = (np.round(axes.transData.transform(places) + way * halves, 3) for way in (-1, 1))
    fits = shapely.covers(shapely.buffer(drawn, 1), shapely.box(*low.T, *high.T))
    for label, (x, y) in zip(np.array(labels)[fits], places[fits], strict=True):
        axes.text(x, y, label, ha="center", va="center", fontsize=TINY)
    x, y = places[~fits].T
    lines = [tuple(shapely.get_coordinates(ring).T) for ring in shapely.get_rings(shapely.get_parts(shapes))]
    land = shapely.union_all(drawn)
    left, foot, right, head = land.bounds
    grid = np.meshgrid(np.arange(left, right, LAND_STEP), np.arange(foot, head, LAND_STEP))
    within = np.column_stack([axis[shapely.contains_xy(land, *grid)] for axis in grid])
    across, up = axes.transData.inverted().transform(within).T
    beside = list(np.array(labels)[~fits])
    label_points(axes, x, y, beside, lines=lines, obstacles=(across, up), beside=True)


def _label_size(label: str) -> tuple[float, float]:
    return text_width(label, TINY), LABEL_HEIGHT * TINY


def _draw_leader(axes: Axes, label: NDArray[np.float64], mark: NDArray[np.float64]) -> None:
    """Join a label to its mark, both in points of print, by a line with the gid "leader"."""
    ends = axes.transData.inverted().transform([label, mark])
    axes.plot(
        *ends.T, color=MUTED, lw=0.5, zorder=0.9, gid="leader", scalex=False, scaley=False, clip_on=False
    )


def _in_points(axes: Axes, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """Return data as points of print from the sheet's lower left corner."""
    return np.asarray(axes.transData.transform(np.column_stack([np.asarray(x, float), np.asarray(y, float)])))


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
