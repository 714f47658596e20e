"""Layouts are nested partitions of the country."""

import pandas as pd
import pytest

from lib.core.country import layouts
from lib.data.units import holders, layout_units, parts, read_units


@pytest.fixture(scope="module")
def units(project):
    return read_units(project / "data/raw/units.csv")


@pytest.mark.parametrize("layout", layouts())
def test_a_layout_has_as_many_units_as_its_name_says(units, layout):
    assert len(layout_units(units, layout)) == int(layout)


@pytest.mark.parametrize("layout", layouts()[1:])
def test_every_unit_of_the_finer_layout_is_part_of_exactly_one_unit(units, layout):
    finer = layout_units(units, layouts()[layouts().index(layout) - 1])
    members = parts(units, layout)
    assert sorted(unit for inside in members.values() for unit in inside) == finer
    assert sorted(members) == layout_units(units, layout)


def test_the_splits_of_2018_and_2022(units):
    seventeen, sixteen = parts(units, "17"), parts(units, "16")
    assert {whole: inside for whole, inside in seventeen.items() if inside != [whole]} == {
        "ALM17": ["ALM", "ZHE"],
        "KAR17": ["KAR", "ULY"],
        "VKO17": ["ABA", "VKO"],
    }
    assert {whole: inside for whole, inside in sixteen.items() if inside != [whole]} == {
        "YKO": ["SHY", "TUR"]
    }


def test_a_unit_wider_than_the_layout_lies_in_none_of_its_units(units):
    assert not {"KZ", "YKO", "ALM17"} & set(holders(units, "20"))
    assert holders(units, "16")["SHY"] == "YKO"
    assert "YKO" not in holders(units, "17")


def test_columns_of_units_may_stand_in_any_order(project, tmp_path):
    there = project / "data/raw/units.csv"
    turned = pd.read_csv(there, dtype=str, keep_default_na=False).iloc[:, ::-1]
    turned.to_csv(tmp_path / "units.csv", index=False)
    pd.testing.assert_frame_equal(read_units(tmp_path / "units.csv"), read_units(there))
