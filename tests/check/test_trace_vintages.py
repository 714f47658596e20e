"""Verdicts follow the figures through their vintages."""

import pandas as pd
import pytest

from lib.data.vintages import changed_series


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
    """The table as the last run wrote it."""
    return built(project, "vintages")


def built(project, name):
    path = project / f"results/claims/{name}.csv"
    if not path.exists():
        pytest.skip("no run has written the results yet")
    return pd.read_csv(path, keep_default_na=False, dtype=str)


def test_a_verdict_is_flipped_exactly_where_it_differs_from_the_one_before(traced):
    before = traced.groupby(["claim", "part"])["verdict"].shift()
    differs = before.notna() & (before != traced["verdict"])
    assert ((traced["flipped"] == "yes") == differs).all()
    assert ((traced["cause"] != "") == differs).all()
    assert not traced.duplicated(["claim", "part", "as_of"]).any()


def test_the_last_date_gives_the_verdicts_of_the_run(project, traced):
    """Two ways to the same verdicts: panels of a date in memory, and the panels the run has written."""
    keys = ["claim", "part"]
    verdicts = built(project, "verdicts").set_index(keys)
    assert verdicts.index.is_unique
    last = traced.drop_duplicates(keys, keep="last").set_index(keys)
    assert len(last) > 40
    pd.testing.assert_series_equal(last["verdict"], verdicts["verdict"].reindex(last.index))


@pytest.mark.parametrize(
    ("claim", "part", "published"),
    [("V1", "share_2018", ["2.5", "4", "4.3"]), ("W1", "villages", ["59.9", "84.4"])],
)
def test_revisions_that_the_bureau_made_flip_verdicts(traced, claim, part, published):
    """The figures for 2018, as the Bureau's repository printed them one after the other."""
    rows = traced[(traced["claim"] == claim) & (traced["part"] == part) & (traced["year"] == "2018")]
    assert list(rows["computed"].drop_duplicates()) == published
    revised = rows[rows["computed"] != rows["computed"].shift()].iloc[1:]
    assert set(revised["flipped"]) == {"yes"}
    assert set(revised["cause"]) == {"figures revised"}


def test_figures_that_were_withdrawn_and_come_back_are_not_the_first(traced):
    rows = traced[(traced["claim"] == "V3") & (traced["part"] == "almaty_2018")]
    assert list(rows["cause"][rows["cause"] != ""]) == ["figures withdrawn", "figures published again"]
