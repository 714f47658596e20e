"""Maps of the regions: shapes from GeoJSON in the equal-area projection, one patch a unit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.path import Path

from lib.exhibits.style import PAPER
from lib.space.geometry import project

DETAIL = 2500.0


def boundaries_in(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parsed regions_<layout>.geojson that an exhibit's entry names among its inputs."""
    return next(table for name, table in tables.items() if name.startswith("regions_"))


def read_shapes(layer: Mapping[str, Any]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Read a parsed regions_<layout>.geojson for drawing on a page.

    Returns
    -------
    codes : units, sorted
    shapes : their shapes in metres of the equal-area projection, simplified together to 2.5 km
    places : array (n, 2), where each name stands
    """
    features = sorted(layer["features"], key=lambda feature: feature["properties"]["unit"])
    shapes = project(np.array([shapely.geometry.shape(feature["geometry"]) for feature in features]))
    places = project(shapely.points([feature["properties"]["label"] for feature in features]))
    codes = [feature["properties"]["unit"] for feature in features]
    return codes, shapely.coverage_simplify(shapes, DETAIL), shapely.get_coordinates(places)


def draw_shapes(
    axes: Axes, shapes: Iterable[shapely.Geometry], colours: Sequence[str], **look: Any
) -> Collection:
    """Fill shapes on axes without frame, at one scale both ways."""
    outlines = [_outline(shape) for shape in shapes]
    style = {"edgecolor": PAPER, "linewidth": 0.6, "zorder": 0.5, **look}
    drawn = axes.add_collection(PathCollection(outlines, facecolor=colours, **style))
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.axis("off")
    return drawn


def _outline(shape: shapely.Geometry) -> Path:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))
