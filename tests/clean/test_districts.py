"""Districts: their figures against those of the regions, and the towns that statements rest on."""

from pathlib import Path

import pandas as pd
import pytest

from clean.harmonise_regions import detail_figures
from lib.core.configuration import read_yaml
from lib.core.tables import read_table
from lib.data.groups import groups_in_layout
from lib.data.records import of_layout
from lib.data.units import read_units

RAW = Path("data/raw")
FIRST_RELEASE, NEWEST = "2023-02-13", "2026-11-24"
FORMED = {  # since 2023, with the region each lies in
    "ABA-11": "Zhanasemey district", "ABA-12": "Makanshy district", "ALM-11": "Alatau",
    "AST-05": "Nura district", "SHY-05": "Turan district", "VKO-12": "Markakol district",
    "VKO-13": "Ulken Naryn district",
}  # fmt: skip


@pytest.fixture(scope="module")
def districts():
    return read_units(RAW / "units.csv", of_detail=True)


def detail_as_known_on(vintage, districts):
    index = pd.read_csv(RAW / "index.csv", keep_default_na=False)
    return detail_figures(RAW, index, read_yaml(RAW / "registry.yaml"), districts, vintage)


@pytest.fixture(scope="module")
def detail(districts):
    return detail_as_known_on("latest", districts)


@pytest.mark.parametrize(
    ("vintage", "year", "localities"),
    [(FIRST_RELEASE, 2023, ("total", "urban", "rural")), (NEWEST, 2025, ("total",))],
)
def test_districts_add_up_to_what_is_published_for_every_region(vintage, year, localities, detail, districts):
    regions = dict(zip(districts["unit"], districts["layout_20"], strict=True))
    long = detail["long_districts"]
    published = pd.read_csv(RAW / f"population_1_january/{vintage}.csv").query(f"year == {year}")
    for locality in localities:
        own = long[(long["year"] == year) & (long["locality"] == locality)]
        added = own.groupby(own["unit"].map(regions))["value"].sum()
        wanted = published[published["locality"] == locality].set_index("unit")["value"]
        assert len(added) == 20
        there = added.index.intersection(wanted.index)  # the cities have no rural row
        assert (added[there] == wanted[there]).all()
        assert (added.drop(there) == 0).all()


def test_the_districts_formed_since_are_told_by_their_figures(detail, districts):
    panel = detail["panel_districts"]
    years = {year: set(own["unit"]) for year, own in panel.groupby("year")}
    assert [len(years[2023]), len(years[2025])] == [220, 227]
    names = dict(zip(districts["unit"], districts["short_en"], strict=True))
    assert {unit: names[unit] for unit in years[2025] - years[2023]} == FORMED
    assert not years[2023] - years[2025]


def test_every_figure_of_a_district_is_accounted_for(detail):
    fates = detail["accounting"].groupby("fate")["figures"].sum()
    assert dict(fates) == {"kept": 660 + 227, "superseded": 660}


def test_before_the_first_release_there_is_none(districts):
    detail = detail_as_known_on("2022-12-31", districts)
    assert len(detail["long_districts"]) == len(detail["panel_districts"]) == 0


def test_no_panel_of_regions_has_a_figure_of_a_district():
    regional = of_layout(read_yaml(RAW / "registry.yaml"))
    assert "district_population" not in regional
    assert "population_1_january" in regional
    assert not any("-" in unit for unit in read_units(RAW / "units.csv")["unit"])


def test_sets_of_towns_are_in_the_layout_of_districts_alone(districts):
    groups = read_yaml("config/groups.yaml")
    own = groups_in_layout(groups, districts, "districts")
    kinds = dict(zip(districts["unit"], districts["kind"], strict=True))
    assert [len(own[name]) for name in sorted(own)] == [18, 16, 21]
    assert {kinds[unit] for units in own.values() for unit in units} == {"town"}
    regions_formed = {unit[:3] for unit in FORMED}
    steady = {unit for unit in own["single_industry_towns"] if unit[:3] not in regions_formed}
    assert set(own["single_industry_towns_of_steady_districts"]) == steady
    assert not own.keys() & groups_in_layout(groups, read_units(RAW / "units.csv"), "20").keys()


def test_the_change_of_the_towns_is_that_of_the_published_figures():
    # Eighteen towns by hand from the two releases: 1,361,235 on 1 January 2023, 1,358,867 on 1 January 2025.
    readings = read_table("results/claims/readings.csv")
    own = readings[(readings["claim"] == "P11") & (readings["layout"] == "districts")]
    first = own[own["chosen"] == "yes"]
    assert list(first["computed"].astype(float)) == [1358867 - 1361235]
