"""Names mean other territories in other years."""

from decimal import Decimal

import pytest

from lib.core.problems import ProblemsError
from lib.data.observations import Observation
from lib.refresh.region_names import decide_territories, read_gazetteer


@pytest.fixture(scope="module")
def gazetteer(project):
    return read_gazetteer(project / "data/raw/units.csv", project / "data/raw/aliases.csv")


def units(given, gazetteer, borders):
    observations = [Observation("m", unit, year, "total", Decimal(1)) for unit, year in given]
    return [(each.unit, each.year) for each in decide_territories(observations, gazetteer, borders)]


def test_the_divided_regions_are_those_of_units_csv(gazetteer):
    assert gazetteer.parents == {"ALM": "ALM17", "KAR": "KAR17", "VKO": "VKO17"}
    assert gazetteer.heirs == {"ALM17": ("ZHE",), "KAR17": ("ULY",), "VKO17": ("ABA",)}
    assert [len(gazetteer.layouts[layout]) for layout in ("20", "17", "16")] == [20, 17, 16]


def test_a_divided_region_changes_with_the_first_year_on_new_borders(gazetteer):
    given = [("ALM", 2020), ("ALM", 2021), ("ZHE", 2021), ("AKM", 2020)]
    assert units(given, gazetteer, 2021) == [("ALM17", 2020), ("ALM", 2021), ("ZHE", 2021), ("AKM", 2020)]


def test_a_series_recalculated_for_all_years_has_one_territory(gazetteer):
    given = [("ALM", 2009), ("ZHE", 2009), ("TUR", 2009)]
    assert units(given, gazetteer, "all years") == given


def test_a_series_without_new_regions_stays_on_old_borders(gazetteer):
    assert units([("KAR", 2023)], gazetteer, None) == [("KAR17", 2023)]


def test_turkistan_is_south_kazakhstan_until_shymkent_has_figures(gazetteer):
    given = [("TUR", 2016), ("TUR", 2017), ("SHY", 2017), ("TUR", 2018)]
    assert units(given, gazetteer, 2022) == [("YKO", 2016), ("TUR", 2017), ("SHY", 2017), ("TUR", 2018)]


def test_turkistan_is_itself_beside_south_kazakhstan(gazetteer):
    given = [("TUR", 2014), ("YKO", 2014)]
    assert units(given, gazetteer, 2022) == given


def test_new_regions_before_their_year_are_refused(gazetteer):
    with pytest.raises(ProblemsError, match="the regions formed in 2022 for 2020, the registry's"):
        units([("ABA", 2020), ("VKO", 2020)], gazetteer, 2021)


def test_no_new_region_in_a_year_on_new_borders_is_refused(gazetteer):
    with pytest.raises(ProblemsError, match="none of the regions formed in 2022 for 2021 to 2022"):
        units([("VKO", 2021), ("VKO", 2022)], gazetteer, 2021)


def test_one_name_for_two_units_is_refused(project, tmp_path):
    aliases = tmp_path / "aliases.csv"
    aliases.write_text(
        "alias,unit,kind,note\nАлматы,ALA,variant_ru,\nАлматы,ALM,variant_ru,\n", encoding="utf-8"
    )
    with pytest.raises(ProblemsError, match="'алматы' means both ALA and ALM"):
        read_gazetteer(project / "data/raw/units.csv", aliases)
