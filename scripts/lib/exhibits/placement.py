"""Places for labels of points: near their own, off all others, off lines and each other, the same everywhere.

Everything is in points of print. Places are chosen from rounded numbers, ties broken by order, so that no
processor's last bits decide. Each label takes the cheapest of its candidate places given all others, in turn,
until none moves (iterated best response; cf. Christensen, Marks & Shieber 1995 on discrete gradient descent).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

DISTANCES = (1.5, 3, 5, 8, 11, 15, 20, 26, 33, 41, 50)  # from a mark's edge to its label
COMPASS_POINTS = 16
JOINED = 8.0  # a label farther from its mark than this is joined to it by a leader
CLEARLY = 0.6  # how much nearer than all others a mark must be to be taken for the label's own
LEADER_COST = 6.0
NEVER = 1000.0
SWEEPS = 20
HARDEST, PINNED = 5, 8  # labels, and their places, that are tried where labels do not settle without a fault
AIR = 1.2  # between a label and what it must not touch
STEADY_DIGITS = 3


@dataclass(frozen=True)
class Place:
    """Where a label stands.

    Parameters
    ----------
    box : x0, y0, x1, y1
    leader : the label's end and the mark's end of the line that joins them, or None
    """

    box: Coordinates
    leader: Coordinates | None


@dataclass(frozen=True)
class _Candidates:
    """One label's candidate places: `boxes` (c, 4), `leaders` (c, 2, 2), whether each is `joined`, `cost`.

    As shapes (c,) the boxes themselves, `bodies`, these with air around, `grounds`, and the leaders, `lines`.
    """

    boxes: Coordinates
    leaders: Coordinates
    joined: NDArray[np.bool_]
    cost: Coordinates
    bodies: NDArray[np.object_]
    grounds: NDArray[np.object_]
    lines: NDArray[np.object_]


Costs = Callable[[int, dict[int, int]], Coordinates]  # of a label's candidates beside the places chosen


def place_labels(
    marks: Coordinates,
    sizes: Coordinates,
    radius: float,
    bounds: Sequence[float],
    lines: Coordinates,
    obstacles: Coordinates | None = None,
) -> list[Place]:
    """Choose a place for each mark's label.

    Parameters
    ----------
    marks : (n, 2), the middles of the marks
    sizes : (n, 2), width and height of each mark's label
    bounds : x0, y0, x1, y1 that labels stay within
    lines : (m, 2, 2), segments that labels keep off
    obstacles : (k, 2), the middles of further marks, without labels
    """
    further = np.empty((0, 2)) if obstacles is None else obstacles
    marks, sizes, lines, further = (np.round(each, STEADY_DIGITS) for each in (marks, sizes, lines, further))
    choices = [
        _candidates(
            marks[own], np.vstack([np.delete(marks, own, axis=0), further]), size, radius, bounds, lines
        )
        for own, size in enumerate(sizes)
    ]
    free = [int((choice.cost < NEVER).sum()) for choice in choices]
    orders = [
        sorted(range(len(marks)), key=lambda own: (free[own], own)),
        *(sorted(range(len(marks)), key=lambda own: (tuple(way * marks[own]), own)) for way in (1, -1)),
        sorted(range(len(marks)), key=lambda own: (marks[own][1], own)),
    ]

    @cache
    def beside(own: int, other: int, pick: int) -> NDArray[np.int_]:
        return _conflicts(choices[own], choices[other], pick)

    def costs(own: int, chosen: dict[int, int]) -> Coordinates:
        others = [beside(own, other, pick) for other, pick in chosen.items() if other != own]
        return choices[own].cost + NEVER * np.sum(others, axis=0)

    best: tuple[float, dict[int, int]] = (np.inf, {})
    for order, pinned in _tries(choices, orders):
        chosen = _best_responses(costs, order, pinned)
        total = sum(float(costs(own, chosen)[pick]) for own, pick in chosen.items())
        best = min(best, (round(total, STEADY_DIGITS), chosen), key=lambda tried: tried[0])
        if best[0] < NEVER:
            break
    chosen = best[1]
    return [
        Place(choice.boxes[pick], choice.leaders[pick] if choice.joined[pick] else None)
        for choice, pick in ((choices[own], chosen[own]) for own in range(len(marks)))
    ]


def _tries(choices: list[_Candidates], orders: list[list[int]]) -> Iterator[tuple[list[int], dict[int, int]]]:
    """Orders of the labels, then the first of them with a hard label pinned to one of its places."""
    yield from ((order, {}) for order in orders)
    for own in orders[0][:HARDEST]:
        for pick in np.argsort(choices[own].cost, kind="stable")[:PINNED]:
            yield orders[0], {own: int(pick)}


def _best_responses(costs: Costs, order: list[int], pinned: dict[int, int]) -> dict[int, int]:
    """Return the candidate of each label when each in turn has taken its cheapest until none moves."""
    chosen = dict(pinned)
    for _ in range(SWEEPS):
        before = dict(chosen)
        for own in (own for own in order if own not in pinned):
            chosen[own] = int(np.argmin(np.round(costs(own, chosen), STEADY_DIGITS)))
        if chosen == before:
            break
    return chosen


def _candidates(
    own: Coordinates,
    others: Coordinates,
    size: Coordinates,
    radius: float,
    bounds: Sequence[float],
    lines: Coordinates,
) -> _Candidates:
    turn = 2 * np.pi * np.arange(COMPASS_POINTS) / COMPASS_POINTS
    ways = np.round(np.column_stack([np.cos(turn), np.sin(turn)]), 9)
    gaps = np.repeat(np.array(DISTANCES, dtype=float), COMPASS_POINTS)
    ways = np.tile(ways, (len(DISTANCES), 1))
    middles = own + ways * (radius + gaps)[:, None] + np.clip(1.5 * ways, -1, 1) * size / 2
    corners = np.column_stack([middles - size / 2, middles + size / 2])
    boxes = corners.round(STEADY_DIGITS)
    leaders = np.stack(
        [np.clip(own, boxes[:, :2], boxes[:, 2:]), np.broadcast_to(own, middles.shape)], axis=1
    )
    bodies, grounds = shapely.box(*boxes.T), shapely.box(*padded(boxes, AIR).T)
    drawn = shapely.linestrings(leaders)
    distances = box_distances(boxes, others)
    nearest = distances.min(axis=1, initial=np.inf)
    joined = (gaps > JOINED) | (box_distances(boxes, own[None])[:, 0] > CLEARLY * nearest)
    cost = gaps + 0.5 * np.tile(_dislike(ways[:COMPASS_POINTS]), len(DISTANCES)) + LEADER_COST * joined
    low, high = np.array(bounds[:2]), np.array(bounds[2:])
    outside = (boxes[:, :2] < low).any(axis=1) | (boxes[:, 2:] > high).any(axis=1)
    apart = others[np.hypot(*(others - own).T) > radius]  # marks on the same place share their leader's way
    through = shapely.dwithin(drawn[:, None], shapely.points(apart), radius + AIR / 2).any(axis=1)
    cost = cost + NEVER * (
        10 * outside
        + (distances < radius + AIR).sum(axis=1)
        + shapely.intersects(grounds[:, None], shapely.linestrings(lines)).sum(axis=1)
        + (joined & through)
    )
    return _Candidates(boxes, leaders, joined, cost, bodies, grounds, drawn)


def _dislike(ways: Coordinates) -> Coordinates:
    """Right of the mark is read most easily, then left, above, below (after Imhof 1975)."""
    return np.where(ways[:, 0] >= 0, 0.0, 1.0) + np.abs(ways[:, 1]) + np.where(ways[:, 1] < 0, 0.5, 0.0)


def _conflicts(choice: _Candidates, other: _Candidates, pick: int) -> NDArray[np.int_]:
    """Return how many things go wrong with each candidate beside the place that another label has taken."""
    conflicts = shapely.intersects(choice.bodies, other.grounds[pick]).astype(int)
    conflicts += choice.joined & shapely.intersects(choice.lines, other.grounds[pick])
    if other.joined[pick]:
        conflicts += shapely.intersects(choice.grounds, other.lines[pick])
        conflicts += choice.joined & shapely.crosses(choice.lines, other.lines[pick])
    return conflicts


def padded(boxes: Coordinates, by: float) -> Coordinates:
    """Return boxes (n, 4) grown by so much on every side."""
    return boxes + np.array([-by, -by, by, by])


def box_distances(boxes: Coordinates, points: Coordinates) -> Coordinates:
    """Return how far boxes (n, 4) are from points (m, 2), as (n, m); 0 inside."""
    near = np.clip(points[None], boxes[:, None, :2], boxes[:, None, 2:])
    return np.asarray(np.hypot(*np.moveaxis(near - points[None], 2, 0)))
