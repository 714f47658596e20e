"""Sentences that readers meet: numbers, units and plurals of the language."""

import pytest
import yaml

from lib.claims.evidence import Coefficient
from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import Reading
from lib.claims.settings import Settings
from lib.claims.statements import Assertion
from lib.claims.telling.values import localised, outcome_text, value_text, years_text
from lib.words.language import Words, flatten

TEXTS = {
    "measures.times": "раз",
    "measures.times_few": "раза",
    "measures.times_other": "раза",
    "measures.regions": "регионов",
    "measures.regions_one": "регион",
}


@pytest.mark.parametrize(
    ("value", "asserted", "text"),
    [
        (8, {"exact": True, "unit": "times"}, "8 раз"),
        (22, {"exact": True, "unit": "times"}, "22 раза"),
        (4.66, {"decimals": 0, "unit": "times"}, "4,7 раза"),
        (1, {"exact": True, "unit": "regions"}, "1 регион"),
        (11, {"exact": True, "unit": "regions"}, "11 регионов"),
        (38.04, {"decimals": 0, "unit": "percent"}, "38,0\xa0%"),
        (0.0253, {"unit": "percent"}, "0,0253\xa0%"),
    ],
)
def test_a_value_takes_the_form_its_number_calls_for(value, asserted, text):
    assert value_text(value, Assertion(**asserted), Words("ru", TEXTS)) == text


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        (None, "coefficient −2.00"),
        ("points_per_point", "−2.00 points for one more point"),
        # a regressor in natural logarithms that doubles rises by 0.693
        ("points_per_doubling", "−1.39 points for a doubling, coefficient −2.00"),
    ],
)
def test_a_coefficient_is_told_as_what_it_means(project, effect, text):
    texts = yaml.safe_load((project / "config/words/en.yaml").read_text(encoding="utf-8"))
    asserted = {"direction": "negative", "unit": "coefficient"} | ({"effect": effect} if effect else {})
    reading = Reading("X1", "p", "", "association", Assertion(**asserted), Settings(), (), 0)
    coefficient = Coefficient("m", -2.0, 0.2, 2022, 2022, "20")
    found = ReadingOutcome(reading, 2022, "2022", "20", -2.0, "-2", "fails", coefficient=coefficient)
    assert outcome_text(found, Words("en", flatten(texts))) == f"{text}; p = 0.200, may be chance"


def test_ranges_are_printed_with_a_dash_and_the_languages_own_comma():
    assert localised("39 to 41.2", Words("ru", {})) == "39–41,2"
    assert years_text("2018-2022") == "2018–2022"
