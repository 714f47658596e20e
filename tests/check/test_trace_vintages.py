"""Verdicts follow the figures through their vintages."""

import pandas as pd
import pytest

from lib.vintage import changed_series


def test_a_series_changes_with_its_first_and_every_later_file_and_when_it_stops_being_held():
    index = pd.DataFrame(
        [
            ("poverty", "2019-01-01", "published"),
            ("poverty", "2020-01-01", "published"),
            ("grp", "2021-01-01", "known by"),
        ],
        columns=["series", "vintage", "basis"],
    )
    assert changed_series(index) == {
        "2019-01-01": {"poverty"},
        "2020-01-01": {"poverty"},
        "2021-01-01": {"grp"},
    }


@pytest.fixture
def traced(project):
    """The table as `make vintages` wrote it, where it did."""
    path = project / "results/claims/vintages.csv"
    if not path.exists():
        pytest.skip("make vintages has not been run")
    return pd.read_csv(path, keep_default_na=False)


def test_a_verdict_is_flipped_exactly_where_it_differs_from_the_one_before(traced):
    before = traced.groupby(["claim", "part"])["verdict"].shift()
    differs = before.notna() & (before != traced["verdict"])
    assert ((traced["flipped"] == "yes") == differs).all()
    assert ((traced["cause"] != "") == differs).all()
    assert not traced.duplicated(["claim", "part", "as_of"]).any()
