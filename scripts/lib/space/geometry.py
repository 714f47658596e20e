"""Boundaries of the regions: layouts, neighbours, and the projection every map is drawn in.

Lengths are in metres and areas in square metres of the equal-area projection of config/country.yaml, files
in degrees (EPSG:4326).
"""

import json
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from lib.core.country import country

DEGREES = "EPSG:4326"
METRE = 1.0  # the grid on which the vertices of the boundaries lie
LABEL_PRECISION = 800.0  # metres
DEGREE_DECIMALS = 4

Regions = dict[str, shapely.Geometry]


def project(geometries: np.ndarray) -> np.ndarray:
    """Turn shapely geometries from degrees into metres of the equal-area projection."""
    return np.asarray(shapely.transform(geometries, _projection().transform, interleaved=False))


def unproject(geometries: np.ndarray) -> np.ndarray:
    """Turn shapely geometries from metres of the equal-area projection into degrees."""
    back = partial(_projection().transform, direction="INVERSE")
    return np.asarray(shapely.transform(geometries, back, interleaved=False))


@cache
def _projection() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(DEGREES, country()["projection"], always_xy=True)


def dissolve(regions: Regions, members: dict[str, str]) -> Regions:
    """Join regions into the larger units that `members` (unit -> larger unit) names."""
    groups: dict[str, list[shapely.Geometry]] = {}
    for code in sorted(regions):
        groups.setdefault(members[code], []).append(regions[code])
    return {code: shapely.coverage_union_all(groups[code]) for code in sorted(groups)}


def label_point(region: shapely.Geometry) -> shapely.Point:
    """The centre of the largest circle inside a region (metres): where its name fits best."""
    return shapely.get_point(shapely.maximum_inscribed_circle(region, tolerance=LABEL_PRECISION), 0)


def corner_joins(regions: Regions) -> set[tuple[str, str]]:
    """Pairs of units, in alphabetical order, that share at least a point (queen contiguity)."""
    return {
        (unit, other)
        for unit in regions
        for other in regions
        if unit < other and shapely.intersects(regions[unit], regions[other])
    }


def to_geojson(regions: Regions, credit: str) -> str:
    """Text of a GeoJSON file in degrees: one feature a unit, sorted, with a point for its label.

    Properties: `unit`; `label`, longitude and latitude; `area_km2` of the polygon, which differs a little
    from the official area.
    """
    features = []
    for code in sorted(regions):
        point = unproject(np.array([label_point(regions[code])]))[0]
        degrees = shapely.normalize(unproject(np.array([regions[code]]))[0])
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "unit": code,
                    "label": [round(point.x, DEGREE_DECIMALS), round(point.y, DEGREE_DECIMALS)],
                    "area_km2": round(regions[code].area / 1e6, 1),
                },
                "geometry": json.loads(shapely.to_geojson(degrees), parse_float=_rounded),
            }
        )
    collection = {"type": "FeatureCollection", "credit": credit, "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _rounded(digits: str) -> float:
    return round(float(digits), DEGREE_DECIMALS)


def features_of(collection: Mapping[str, Any], key: str) -> Regions:
    """The geometries of a parsed GeoJSON file by the value of property `key`, in its degrees."""
    return {
        feature["properties"][key]: shapely.geometry.shape(feature["geometry"])
        for feature in collection["features"]
    }


def read_regions(path: str | Path) -> Regions:
    """Read a GeoJSON file of units into {unit: geometry in metres of the equal-area projection}."""
    regions = features_of(json.loads(Path(path).read_text(encoding="utf-8")), "unit")
    return dict(zip(regions, project(np.array(list(regions.values()))), strict=True))


def read_coverage(path: str | Path) -> Regions:
    """Read the boundaries of data/raw as `read_regions` does, every vertex on the metre where it was made.

    Neighbours share their vertices exactly, on every processor.
    """
    regions = read_regions(path)
    shapes = shapely.transform(list(regions.values()), lambda metres: np.round(metres / METRE) * METRE)
    return dict(zip(regions, shapes, strict=True))
