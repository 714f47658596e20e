"""Revisions are found, and only those that look like slips are listed as such."""

import pandas as pd
import pytest

from lib.data.revisions import find_slips, list_revisions


def figures(*rows):
    """Rows (unit, vintage, value) of one series and year."""
    table = pd.DataFrame(rows, columns=["unit", "vintage", "value"]).astype({"value": float})
    return table.assign(series="s", variable="v", year=2018, locality="total")


def patterns(table):
    found = find_slips(table, list_revisions(table))
    return list(found[["unit", "vintage", "pattern"]].itertuples(index=False, name=None))


def history(*values):
    return figures(
        *[("KZ", f"202{place}-01-01", value) for place, value in enumerate(values) if value is not None]
    )


def test_a_change_tells_when_and_by_how_much():
    row = list_revisions(history(2.5, 4.0)).iloc[0]
    assert (row["from_vintage"], row["to_vintage"], row["change"], row["percent"]) == (
        "2020-01-01", "2021-01-01", 1.5, 60.0,
    )  # fmt: skip


def test_a_figure_that_comes_back_is_compared_with_the_last_one_printed():
    table = pd.concat([history(2.5, None, 3.5), figures(("A", "2021-01-01", 1))])
    found = list_revisions(table)
    found = found[found["unit"] == "KZ"]
    assert list(found["kind"]) == ["withdrawn", "revised"]
    assert found.iloc[1]["from_vintage"] == "2020-01-01"


def test_fewer_decimals_are_not_a_revision_of_the_figure():
    assert list(list_revisions(history(0.1534, 0.15, 0.16))["kind"]) == ["rounded", "revised"]
    among_longer = figures(("A", "2020-01-01", 0.15340826), ("A", "2021-01-01", 0.15))
    table = pd.concat([among_longer, figures(("B", "2020-01-01", 0.1), ("B", "2021-01-01", 0.20817302))])
    assert list(list_revisions(table)["kind"]) == ["rounded", "revised"]


def test_the_last_bits_of_a_binary_number_are_no_revision():
    assert list_revisions(history(0.1 + 0.2, 0.3)).empty


def test_one_vintage_a_series_has_no_revisions():
    found = list_revisions(history(2.5))
    assert found.empty
    assert find_slips(history(2.5), found).empty


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ((59.9, 56.9, 59.9), "value returns"),
        ((4.3, 43.0), "power of ten"),
        ((53.1, 5.6), "power of ten"),  # unemployment in Almaty Region, 2010, as printed in June 2019
        ((59.6, 56.9), "digits swapped"),
    ],
)
def test_slips_of_one_figure(values, pattern):
    assert [found[2] for found in patterns(history(*values))] == [pattern]


def test_every_value_between_one_and_its_return_is_listed():
    """Rural water supply of 2018, as printed from 2019 to 2021."""
    table = history(59.9, 84.4, 56.9, 59.9)
    found = find_slips(table, list_revisions(table))
    assert list(found["value"]) == [84.4, 56.9]
    assert set(found["why"]) == {"59.9 of 2020-01-01 is printed again in 2023-01-01"}


def test_an_ordinary_revision_is_no_slip():
    assert patterns(history(4.3, 4.5)) == []


def test_one_unit_that_jumps_alone_is_listed_and_a_common_move_is_not():
    before = [(unit, "2020-01-01", 10) for unit in "ABCDEFG"]
    alone = [("A", "2021-01-01", 18), *[(unit, "2021-01-01", 10) for unit in "BCDEFG"]]
    assert patterns(figures(*before, *alone)) == [("A", "2021-01-01", "one unit jumps")]
    common = [(unit, "2021-01-01", 18) for unit in "ABCDEFG"]
    assert patterns(figures(*before, *common)) == []
