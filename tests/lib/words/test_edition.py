"""Editions: the release and the last year of each series, and of everything together."""

import pandas as pd
import pytest

from lib.words.edition import Edition, edition_of, edition_table

CHOSEN = pd.DataFrame(
    {"series": ["grp", "area", "wage"], "vintage": ["2024-04-27", "2026-11-23", "2023-02-01"]}
)
FIGURES = pd.DataFrame({"series": ["grp", "grp", "area", "wage"], "year": [2021, 2022, 2030, 2020]})


@pytest.mark.parametrize(("vintage", "as_of"), [("latest", "2026-11-23"), ("2026-12-01", "2026-12-01")])
def test_everything_is_dated_by_its_newest_release_or_by_the_vintage_asked_for(vintage, as_of):
    table = edition_table(CHOSEN, FIGURES, {"area"}, vintage, "0.1.0")
    assert edition_of(table) == Edition(as_of, 2022, "0.1.0")
    assert list(table["edition"]) == ["all", "grp", "wage"]


def test_some_series_have_their_own_release_and_year():
    table = edition_table(CHOSEN, FIGURES, {"area"}, "latest", "0.1.0")
    assert edition_of(table, ["wage"]) == Edition("2023-02-01", 2020, "0.1.0")
    assert edition_of(table, ["wage", "grp", "area"]) == Edition("2024-04-27", 2022, "0.1.0")
    assert edition_of(table, ["area"]).as_of == "2026-11-23"


def test_figures_read_after_the_day_asked_for_are_no_news_of_that_day():
    table = edition_table(CHOSEN, FIGURES, {"area"}, "2023-03-01", "0.1.0")
    assert edition_of(table, ["wage"]) == Edition("2023-02-01", 2020, "0.1.0")
    assert edition_of(table, ["wage", "grp"]) == Edition("2023-03-01", 2022, "0.1.0", "2024-04-27")
    assert edition_of(table) == Edition("2023-03-01", 2022, "0.1.0")
