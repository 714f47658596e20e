"""What is new, revised or gone, and what may not follow."""

from decimal import Decimal

import pytest

from lib.data.observations import Observation
from lib.refresh.door import carry_over, change_lines, compare, inspect_vintage
from lib.refresh.region_names import read_gazetteer


def observation(unit, year, value, note=""):
    return Observation("m", unit, year, "total", Decimal(value), note)


@pytest.fixture(scope="module")
def gazetteer(project):
    return read_gazetteer(project / "data/raw/units.csv", project / "data/raw/aliases.csv")


LAST = [observation("KZ", 2018, "2.5"), observation("AKM", 2018, "4"), observation("AKT", 2018, "0")]


def test_new_revised_and_gone_are_told_apart():
    now = [observation("KZ", 2018, "4.3"), observation("AKM", 2018, "4.00"), observation("KZ", 2019, "4.3")]
    change = compare(LAST, now)
    assert [each.key[1:3] for each in change.new] == [("KZ", 2019)]
    assert [str(each) for each in change.revised] == ["m KZ 2018 2.5 -> 4.3 (+72.0 %)"]
    assert [each.key[1:3] for each in change.gone] == [("AKT", 2018)]


def test_the_largest_change_is_in_percent_and_one_from_zero_is_larger():
    now = [observation("KZ", 2018, "2.6"), observation("AKM", 2018, "3"), observation("AKT", 2018, "0")]
    assert str(compare(LAST, now).largest) == "m AKM 2018 4 -> 3 (-25.0 %)"
    now[2] = observation("AKT", 2018, "1")
    assert str(compare(LAST, now).largest) == "m AKT 2018 0 -> 1"


def test_the_last_bits_of_a_spreadsheet_are_no_revision():
    assert not compare(
        [observation("KZ", 2018, "5223.2")], [observation("KZ", 2018, "5223.2000000000007")]
    ).revised


def test_what_a_source_never_had_is_kept_and_marked():
    absent = [{"units": ["AKM"], "years": [2010, 2018]}]
    kept = carry_over(LAST, [observation("KZ", 2018, "2.5")], absent, "2024-10-24")
    assert [(each.unit, each.note) for each in kept] == [
        ("AKM", "not in the reply; kept from 2024-10-24"),
        ("KZ", ""),
    ]


@pytest.fixture
def tell(gazetteer):
    """What is said of a vintage of a kind that follows another."""

    def told(last, now, kind="rate"):
        history = {"2025-06-30": last} if last else {}
        entry = {"kind": kind, "unit": "persons"}
        return " ".join(inspect_vintage(entry, history, now, gazetteer, 2026).suspicions)

    return told


def test_a_shorter_reply_may_not_follow(tell):
    told = tell(LAST, [observation("KZ", 2018, "2.5")])
    assert "it lacks 2 of 3 figures (m AKM 2018, m AKT 2018)" in told


def test_a_year_to_come_may_not_follow(tell):
    assert "figures for 2027, which has not come yet" in tell(LAST, [*LAST, observation("KZ", 2027, "1")])


def test_regions_of_a_level_must_add_up(tell, gazetteer):
    parts = [observation(unit, 2024, 10) for unit in sorted(gazetteer.layouts["20"])]
    assert tell([], [*parts, observation("KZ", 2024, 200)], "level") == ""
    more = [*parts, observation("KZ", 2024, 220)]
    assert tell([], more, "level") == "m 2024: the regions add up to 200, the country has 220."
    assert tell([], more) == ""


def test_units_that_change_alike_share_a_line():
    def figure(unit, year):
        return Observation("m", unit, year, "total", Decimal(1))

    last = [figure(unit, 2023) for unit in "ABCDEFGHIJ"]
    now = [*last, *(figure(unit, 2025) for unit in "ABCDEFGH"), figure("I", 2024)]
    _, *lines = change_lines(now, compare(last, now), "the vintage before")
    assert lines == [
        "only in the reply: m A, B, C, D, E, F and 2 more total 2025",
        "only in the reply: m I total 2024",
    ]
