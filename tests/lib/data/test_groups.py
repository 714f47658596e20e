"""Groups follow the borders of each layout, or are left out."""

import pytest

from lib.core.configuration import read_yaml
from lib.data.groups import groups_in_layout, macro_regions, samples_in_layout
from lib.data.units import layout_units, read_units


@pytest.fixture(scope="module")
def units(project):
    return read_units(project / "data/raw/units.csv")


@pytest.fixture(scope="module")
def groups(project):
    return read_yaml(project / "config/groups.yaml")


def test_a_group_of_whole_units_is_named_in_the_units_of_the_layout(groups, units):
    assert groups_in_layout(groups, units, "20")["east"] == ["ABA", "VKO"]
    assert groups_in_layout(groups, units, "17")["east"] == ["VKO17"]
    assert groups_in_layout(groups, units, "16")["south"] == ["ALA", "ALM17", "KZY", "YKO", "ZHA"]


def test_a_group_that_would_split_a_unit_is_left_out(groups, units):
    assert "cities" in groups_in_layout(groups, units, "17")
    assert "cities" not in groups_in_layout(groups, units, "16")
    assert "new_regions" not in groups_in_layout(groups, units, "17")


def test_macro_regions_divide_every_layout(groups, units):
    macro = macro_regions(units)
    for layout in ("20", "17", "16"):
        chosen = groups_in_layout(groups, units, layout)
        for name in ("south", "north", "west", "east", "centre"):
            assert {macro[unit] for unit in chosen[name]} == {name}
        members = [unit for name in set(macro.values()) for unit in chosen[name]]
        assert sorted(members) == layout_units(units, layout)


def test_a_sample_exists_where_all_its_groups_do():
    samples = {"all": [], "without_oil": ["oil"], "without_cities": ["cities"]}
    found = samples_in_layout(samples, {"oil": ["b"]}, ["a", "b", "c"])
    assert found == {"all": ["a", "b", "c"], "without_oil": ["a", "c"]}
