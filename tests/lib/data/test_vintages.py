"""What was known on a date, and what was not."""

import pandas as pd
import pytest

from lib.data.vintages import as_known_on, changed_series, date_problems, select_figures

INDEX = pd.DataFrame(
    [
        ("poverty", "2019-05-26", "published"),
        ("poverty", "2022-02-01", "published"),
        ("grp", "2026-11-23", "known by"),
        ("grp", "2027-03-01", "published"),
        ("rate", "2024-09-20", "published"),
        ("rate", "2026-11-23", "known by"),
    ],
    columns=["series", "vintage", "basis"],
)


def chosen(date: str) -> dict[str, str]:
    return dict(as_known_on(INDEX, date)[["series", "vintage"]].itertuples(index=False))


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("latest", {"poverty": "2022-02-01", "grp": "2027-03-01", "rate": "2026-11-23"}),
        ("2022-01-31", {"poverty": "2019-05-26", "grp": "2026-11-23"}),
        ("2022-02-01", {"poverty": "2022-02-01", "grp": "2026-11-23"}),
        ("2025-01-01", {"poverty": "2022-02-01", "grp": "2026-11-23", "rate": "2024-09-20"}),
        ("2027-02-28", {"poverty": "2022-02-01", "grp": "2026-11-23", "rate": "2026-11-23"}),
        ("2018-01-01", {"grp": "2026-11-23"}),
    ],
)
def test_each_series_gives_its_newest_vintage_not_later_than_the_date(date, expected):
    assert chosen(date) == expected


def test_only_a_series_without_dated_history_is_held_and_cut_to_ended_years():
    known = as_known_on(INDEX, "2022-01-31").set_index("series")
    assert list(known.index[known["held"]]) == ["grp"]
    assert known.loc["grp", "last_year"] == 2021
    assert pd.isna(known.loc["poverty", "last_year"])
    assert not as_known_on(INDEX, "2026-11-23")["held"].any()


def test_a_release_that_was_not_the_first_is_held_before_its_date():
    index = pd.DataFrame(
        [("grp", "2024-04-27", "reissued"), ("grp", "2026-11-23", "known by")],
        columns=["series", "vintage", "basis"],
    )
    (row,) = as_known_on(index, "2022-01-31").itertuples()
    assert (row.vintage, row.held, row.last_year) == ("2024-04-27", True, 2021)
    (row,) = as_known_on(index, "2024-05-01").itertuples()
    assert (row.vintage, row.held) == ("2024-04-27", False)
    assert list(changed_series(index)) == ["2024-04-27", "2026-11-23"]  # the newest of all, besides


def test_figures_of_years_that_had_not_ended_are_not_selected():
    figures = pd.DataFrame(
        [
            ("grp", "2026-11-23", 2021, 1.0),
            ("grp", "2026-11-23", 2022, 2.0),
            ("poverty", "2019-05-26", 2023, 4.0),
        ],
        columns=["series", "vintage", "year", "value"],
    )
    assert list(select_figures(figures, as_known_on(INDEX, "2022-01-31"))["value"]) == [1.0, 4.0]


def test_a_series_that_does_not_change_is_known_of_any_year():
    figures = pd.DataFrame([("grp", "2026-11-23", 2023, 1.0)], columns=["series", "vintage", "year", "value"])
    known = as_known_on(INDEX, "2022-01-31")
    assert select_figures(figures, known).empty
    assert list(select_figures(figures, known, {"grp"})["value"]) == [1.0]


def test_dates_are_those_of_publications_only():
    assert list(changed_series(INDEX)) == ["2019-05-26", "2022-02-01", "2024-09-20", "2027-03-01"]


@pytest.mark.parametrize(
    ("vintage", "words"),
    [
        ("2024-02-30", "there is no such day"),
        ("2024-13-01", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("2024-1-1", "expected a date YYYY-MM-DD"),
        ("2024-02-03T00:00", "expected a date YYYY-MM-DD"),
        ("\u0662\u0660\u0662\u0664-01-01", "expected a date YYYY-MM-DD"),
        ("2025-06-02", "has not come yet"),
        ("2019-05-25", "the first are of 2019-05-26"),
    ],
)
def test_a_date_that_cannot_be_is_told_in_a_sentence(vintage, words):
    (problem,) = date_problems(vintage, first="2019-05-26", today="2025-06-01")
    assert vintage in problem
    assert words in problem


@pytest.mark.parametrize("vintage", ["latest", "2019-05-26", "2024-02-29", "2025-06-01"])
def test_a_date_that_can_be_is_no_problem(vintage):
    assert date_problems(vintage, first="2019-05-26", today="2025-06-01") == []
