"""Layouts, neighbours and projection on squares small enough to check by hand (metres)."""

import json

import numpy as np
import pytest
import shapely

from lib.space.geometry import corner_joins, dissolve, project, read_coverage, unproject


def test_corners_count():
    quarters = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1), "c": shapely.box(1, 1, 2, 2)}
    assert corner_joins(quarters) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_dissolve_joins_the_members():
    halves = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1), "c": shapely.box(2, 0, 3, 1)}
    joined = dissolve(halves, {"a": "ab", "b": "ab", "c": "c"})
    assert sorted(joined) == ["ab", "c"]
    assert joined["ab"].equals(shapely.box(0, 0, 2, 1))


def test_the_projection_keeps_area_and_comes_back():
    degrees = np.array([shapely.box(67, 48, 67.01, 48.01)])
    metres = project(degrees)
    # One hundredth of a degree on WGS84 at 48 N: 746.2 m east-west (at 48.005 N), 1111.9 m north-south.
    assert metres[0].area == pytest.approx(746.2 * 1111.9, rel=2e-4)
    assert shapely.get_coordinates(unproject(metres)) == pytest.approx(
        shapely.get_coordinates(degrees), abs=1e-9
    )


def test_vertices_of_the_boundaries_lie_on_the_metre(tmp_path):
    """A shape of whole metres, written in degrees with six decimals, comes back as it was."""
    metres = shapely.box(-1_000_003, 250_001, 999_998, 750_002)
    degrees = shapely.transform(unproject(np.array([metres]))[0], lambda places: np.round(places, 6))
    feature = {"properties": {"unit": "a"}, "geometry": shapely.geometry.mapping(degrees)}
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps({"features": [feature]}))
    assert shapely.to_wkt(read_coverage(path)["a"]) == shapely.to_wkt(metres)
