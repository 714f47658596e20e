"""Repair of boundaries, on squares small enough to check by hand (metres), and of what source."""

import zipfile

import pytest
import shapely

from lib.core.configuration import read_yaml
from lib.core.files import read_csv
from lib.core.problems import ProblemsError
from lib.data.bundled import bundled_file
from lib.data.units import holders, read_units
from lib.space.geometry import corner_joins, read_coverage, read_regions
from setup.renew_boundaries import read_source_regions, rename, repair, simplify


def test_a_city_wins_over_the_oblast_around_it():
    oblast = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    repaired = repair({"city": shapely.box(38, 40, 60, 60), "oblast": oblast}, cities={"city"})
    assert repaired["city"].area == 22 * 20
    assert repaired["oblast"].area == 100 * 100 - 22 * 20
    assert shapely.coverage_is_valid(list(repaired.values()))


def test_a_gap_narrower_than_the_grid_closes():
    repaired = repair({"a": shapely.box(0, 0, 10, 10), "b": shapely.box(10.3, 0, 20, 10)}, cities=set())
    assert corner_joins(repaired) == {("a", "b")}
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


def test_neighbours_share_every_vertex_after_simplification():
    """A notch of 100 m in a common boundary goes from both; what is left is one straight line."""
    line = [(10_000, 0), (10_000, 4_900), (10_100, 5_000), (10_000, 5_100), (10_000, 10_000)]
    left = shapely.Polygon([(0, 0), *line, (0, 10_000)])
    right = shapely.Polygon([*line, (20_000, 10_000), (20_000, 0)])
    simple = simplify({"left": left, "right": right})
    assert simple["left"].equals(shapely.box(0, 0, 10_000, 10_000))
    assert simple["right"].equals(shapely.box(10_000, 0, 20_000, 10_000))


def test_every_district_is_drawn_on_a_coverage_as_large_as_the_regions_or_is_listed(project):
    record = project / "data/raw/district_boundaries/record.yaml"
    districts = read_regions(bundled_file(record))
    shapes = list(districts.values())
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    regions = read_coverage(project / "data/raw/boundaries/regions.geojson")
    assert sum(shapely.area(shapes)) == pytest.approx(sum(shapely.area(list(regions.values()))), rel=0.01)
    holder = holders(read_units(project / "data/raw/units.csv", of_detail=True), "20")
    assert sorted([*districts, *read_yaml(record)["not_drawn"]]) == sorted(holder)
    for unit, shape in districts.items():
        assert shapely.intersection(shape, regions[holder[unit]]).area > 0.85 * shape.area


def test_an_unknown_name_is_told(project):
    aliases = read_csv(project / "data/raw/aliases.csv")
    with pytest.raises(ProblemsError, match="'Atlantis' is no alias of kind boundaries_en"):
        rename({"Atlantis": shapely.box(0, 0, 1, 1)}, aliases, "boundaries_en")


def test_another_source_than_the_known_one_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "package.whl", "w") as package:
        package.writestr("kz-adm1.geojson", '{"features": []}')
    with pytest.raises(ProblemsError, match=r"kz-adm1\.geojson is not the known file"):
        read_source_regions(tmp_path / "package.whl", "kz-adm1.geojson", "0" * 64, "name")
