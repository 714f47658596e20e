"""Settings against the words of a file that they are read from."""

import pytest

from lib.claims.settings import ModelChoice, Quantity, ReadingSettings, Selection, said_by, settings_of

WORDS = {
    "variable": "output",
    "per": ["people", "rural"],
    "group": "south",
    "other_group": "north",
    "other_per": "people",
    "from": 2015,
    "to": 2020,
    "model": "rural",
    "variant": "logit",
    "operation": "sum",
    "terms": ["X.a", "X.b"],
    "times": "area",
    "select": {"by": "output", "among": "all", "take": 3},
}


def test_keys_are_read_into_the_records_that_they_speak_of():
    found = settings_of(WORDS)
    assert found.quantity == Quantity(
        ("output",), ("people", "rural"), times="area", group="south", select=Selection("output", "all", 3)
    )
    assert found.other == Quantity(("output",), ("people",), group="north")
    assert (found.start, found.end, found.model.name) == (2015, 2020, "rural:logit")
    assert (found.sum.operation, found.sum.terms) == ("sum", ("X.a", "X.b"))
    assert settings_of({"variable": "x"}).other is None


@pytest.mark.parametrize(
    ("key", "said"),
    [("variable", ("output",)), ("from", 2015), ("other_group", "north"), ("variant", "logit"),
     ("operation", "sum"), ("layout", ""), ("unheard_of", None)],
)  # fmt: skip
def test_what_a_key_says_is_found_again(key, said):
    assert said_by(settings_of(WORDS), key) == said


def test_a_key_of_another_quantity_that_there_is_not_says_nothing():
    assert said_by(settings_of({"variable": "x"}), "other_group") is None


@pytest.mark.parametrize(
    ("settings", "read", "stated", "changes", "sign"),
    [
        (ReadingSettings(start=2015, end=2020), (2015, 2020), 2020, True, "/"),
        (ReadingSettings(lag=3), (2017, 2020), None, True, "-"),
        (ReadingSettings(year=2018), (2020,), 2018, False, "-"),
        (ReadingSettings(end=2019), (2020,), 2019, False, "-"),
    ],
)
def test_years_that_are_read(settings, read, stated, changes, sign):
    assert settings.years_read(2020) == read
    assert (settings.stated_year, settings.changes, settings.sign) == (stated, changes, sign)


def test_a_direction_is_told_against_one_a_threshold_or_nought():
    assert ReadingSettings(other=Quantity(), threshold=5).line == 1
    assert (ReadingSettings(threshold=5).line, ReadingSettings().line) == (5, 0)


def test_a_variant_is_part_of_a_models_name_and_a_selection_ranks_by_a_quotient():
    assert [ModelChoice("m", variant).name for variant in ("", "none", "logit")] == ["m", "m", "m:logit"]
    assert Selection("a", "all").quantity == Quantity(("a",))
    assert Selection("a", "all", per="b").quantity == Quantity(("a",), ("b",))
