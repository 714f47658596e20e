"""Repair of boundaries on squares small enough to check by hand (metres)."""

import numpy as np
import pytest
import shapely

from lib.core.problems import ProblemsError
from lib.space.geometry import corner_joins, dissolve, joins, project, repair, unproject


def test_a_city_wins_over_the_oblast_around_it():
    oblast = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    repaired = repair({"city": shapely.box(38, 40, 60, 60), "oblast": oblast}, cities={"city"})
    assert repaired["city"].area == 22 * 20
    assert repaired["oblast"].area == 100 * 100 - 22 * 20
    assert shapely.coverage_is_valid(list(repaired.values()))


def test_a_gap_narrower_than_the_grid_closes():
    repaired = repair({"a": shapely.box(0, 0, 10, 10), "b": shapely.box(10.3, 0, 20, 10)}, cities=set())
    assert joins(repaired) == {("a", "b")}
    assert sum(region.area for region in repaired.values()) == 200


def test_an_overlap_of_two_oblasts_is_told_not_guessed():
    regions = {"a": shapely.box(0, 0, 12, 10), "b": shapely.box(8, 0, 20, 10)}
    with pytest.raises(ProblemsError, match="lies in a, b; decide whose it is"):
        repair(regions, cities=set())


def test_a_hole_between_regions_is_told_not_guessed():
    left = shapely.Polygon([(0, 0), (30, 0), (30, 10), (10, 10), (10, 20), (30, 20), (30, 30), (0, 30)])
    right = shapely.box(30, 0, 40, 30)
    with pytest.raises(ProblemsError, match="lies in no unit"):
        repair({"a": left, "b": right}, cities=set())


def test_corners_count_for_queen_alone():
    quarters = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1), "c": shapely.box(1, 1, 2, 2)}
    assert joins(quarters) == {("a", "b"), ("b", "c")}
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
