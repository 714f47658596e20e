"""The boundaries form a clean coverage of the country, and neighbours are who they are on the map."""

import json

import numpy as np
import pytest
import shapely
from great_circles import great_circle_km

from describe.build_geometry import build_distances, build_regions, build_weights, lake_joins
from lib.core.configuration import read_yaml
from lib.core.files import read_csv
from lib.data.bundled import bundled_file
from lib.data.units import read_units
from lib.space.geometry import (
    corner_joins,
    read_coverage,
    read_regions,
    to_geojson,
)
from lib.space.geometry import project as projected
from lib.space.weights import distance_matrix, matrix

CREDIT = "Boundaries of whoever measured them."


@pytest.fixture(scope="module")
def units(project):
    return read_units(project / "data/raw/units.csv")


@pytest.fixture(scope="module")
def source(project):
    return read_coverage(bundled_file(project / "data/raw/boundaries/record.yaml"))


@pytest.fixture(scope="module")
def layouts(source, units, tmp_path_factory):
    """The regions of each layout as read back from the files, in metres."""
    folder = tmp_path_factory.mktemp("geometry")
    regions = {}
    for layout, built in build_regions(source, units).items():
        (folder / f"{layout}.geojson").write_text(to_geojson(built, CREDIT), encoding="utf-8")
        regions[layout] = read_regions(folder / f"{layout}.geojson")
    return regions


@pytest.mark.parametrize("layout", ["20", "17", "16"])
def test_the_files_hold_a_valid_coverage_of_the_country(layouts, layout):
    regions = list(layouts[layout].values())
    assert len(regions) == int(layout)
    assert shapely.coverage_is_valid(regions)
    assert shapely.is_valid(regions).all()
    whole = shapely.union_all(regions)
    assert not any(part.interiors for part in shapely.get_parts(whole))
    assert round(shapely.area(regions).sum() / 1e9, 1) == 2724.3


@pytest.mark.parametrize(("layout", "count"), [("20", 35), ("17", 29), ("16", 28)])
def test_neighbours_are_so_many_and_connected(layouts, layout, count):
    regions = layouts[layout]
    found = corner_joins(regions)
    assert len(found) == count
    reached = {"AST"}
    for _ in regions:
        reached |= {unit for pair in found if reached & set(pair) for unit in pair}
    assert reached == set(regions)


@pytest.mark.parametrize(
    ("city", "around"), [("AST", "AKM"), ("ALA", {"20": "ALM", "17": "ALM17", "16": "ALM17"}), ("SHY", "TUR")]
)
def test_a_city_touches_only_the_oblast_around_it(layouts, city, around):
    for layout, regions in layouts.items():
        if city in regions:
            oblast = around if isinstance(around, str) else around[layout]
            assert [pair for pair in corner_joins(regions) if city in pair] == [tuple(sorted((city, oblast)))]


def test_turkistan_touches_zhambyl(layouts):
    assert ("TUR", "ZHA") in corner_joins(layouts["20"])
    assert ("YKO", "ZHA") in corner_joins(layouts["16"])


def test_areas_of_oblasts_come_near_the_official_ones(layouts, project, units):
    official = read_csv(next((project / "data/raw/area").glob("*.csv"))).set_index("unit")["value"]
    stated = {"ATY": 1.6, "MAN": -1.0, "VKO": -1.8}
    for code in units.loc[units["layout_20"].eq(units["unit"]) & units["kind"].eq("oblast"), "unit"]:
        excess = 100 * (layouts["20"][code].area / 1e6 / official[code] - 1)
        if code in stated:
            assert round(excess, 1) == stated[code]
        else:
            assert abs(excess) < 0.45, code


def test_older_layouts_are_unions_of_todays_units(layouts):
    joined = layouts["20"]["ABA"].area + layouts["20"]["VKO"].area
    assert layouts["17"]["VKO17"].area == pytest.approx(joined, rel=1e-9)
    joined = layouts["20"]["TUR"].area + layouts["20"]["SHY"].area
    assert layouts["16"]["YKO"].area == pytest.approx(joined, rel=1e-9)


def test_a_file_names_its_licence_and_places_labels_inside(project, source, units, tmp_path):
    regions = build_regions(source, units)["16"]
    path = tmp_path / "regions.geojson"
    path.write_text(to_geojson(regions, CREDIT), encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8"))["credit"] == CREDIT
    record = read_yaml(project / "data/raw/boundaries/record.yaml")
    assert "OpenStreetMap" in record["credit"]
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        label = projected(shapely.Point(feature["properties"]["label"]))
        assert regions[feature["properties"]["unit"]].contains(label)


def test_the_same_source_gives_the_same_bytes(source, units):
    shuffled = dict(reversed(source.items()))
    first, second = build_regions(source, units)["20"], build_regions(shuffled, units)["20"]
    assert to_geojson(first, CREDIT) == to_geojson(second, CREDIT)


@pytest.mark.parametrize(("layout", "pair"), [("20", ("ALM", "KAR")), ("17", ("ALM17", "KAR17"))])
def test_the_lake_join_is_left_out_of_one_kind_only(layouts, units, layout, pair):
    table = build_weights(layouts[layout], lake_joins(units, layout))
    codes = sorted(layouts[layout])
    queen, dry = (matrix(table, kind, codes) > 0 for kind in ("queen", "queen_without_lake"))
    places = {codes.index(unit) for unit in pair}
    assert {frozenset(map(int, places)) for places in np.argwhere(queen & ~dry)} == {frozenset(places)}


def test_weights_of_every_kind_add_up_to_one(layouts, units):
    table = build_weights(layouts["20"], lake_joins(units, "20"))
    assert set(table["kind"]) == {"queen", "queen_without_lake", "knn4", "inverse_distance"}
    sums = table.groupby(["kind", "unit"])["weight"].sum()
    assert len(sums) == 80
    assert sums.to_numpy() == pytest.approx(1)
    assert (table[table["kind"] == "knn4"].groupby("unit").size() == 4).all()


def test_distances_are_those_of_the_map(layouts):
    """Astana (51.17 N, 71.43 E) to Almaty (43.24 N, 76.89 E) by the great circle; Akmola surrounds Astana."""
    units, km = distance_matrix(build_distances(layouts), "20")
    place = {unit: i for i, unit in enumerate(units)}
    assert units == sorted(layouts["20"])
    np.testing.assert_array_equal(km, km.T)
    assert not np.diag(km).any()
    assert km[place["AST"], place["ALA"]] == pytest.approx(
        great_circle_km([71.43, 76.89], [51.17, 43.24])[0, 1], rel=0.01
    )
    assert km[place["AST"]].argsort()[1] == place["AKM"]
