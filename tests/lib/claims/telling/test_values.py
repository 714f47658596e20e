"""Sentences that readers meet: numbers, units and plurals of the language."""

import pytest

from lib.claims.associations import associate
from lib.claims.evidence import Coefficient, Sample
from lib.claims.outcomes import ReadingOutcome
from lib.claims.printed_numbers import Interval
from lib.claims.readings import Reading
from lib.claims.settings import ReadingSettings
from lib.claims.statements import Assertion, Judging, SmallestEffect
from lib.claims.telling.values import (
    figure_text,
    limit_text,
    localised,
    outcome_text,
    part_text,
    sample_text,
    value_text,
    years_text,
)
from lib.core.country import words_files
from lib.words.language import Words, load_texts

TEXTS = {
    "measures.times": "раз",
    "measures.times_few": "раза",
    "measures.times_other": "раза",
    "measures.regions": "регионов",
    "measures.regions_one": "регион",
}
UNITS = "ABCDEFGHIJKLMNOPQ"


@pytest.mark.parametrize(
    ("value", "asserted", "text"),
    [
        (8, {"exact": True, "unit": "times"}, "8\N{NO-BREAK SPACE}раз"),
        (22, {"exact": True, "unit": "times"}, "22\N{NO-BREAK SPACE}раза"),
        (4.66, {"decimals": 0, "unit": "times"}, "4,7\N{NO-BREAK SPACE}раза"),
        (1, {"exact": True, "unit": "regions"}, "1\N{NO-BREAK SPACE}регион"),
        (11, {"exact": True, "unit": "regions"}, "11\N{NO-BREAK SPACE}регионов"),
        (38.04, {"decimals": 0, "unit": "percent"}, "38,0\xa0%"),
        (0.0253, {"unit": "percent"}, "0,0253\xa0%"),
    ],
)
def test_a_value_takes_the_form_its_number_calls_for(value, asserted, text):
    assert value_text(value, Assertion(**asserted), Words("ru", TEXTS)) == text


@pytest.mark.parametrize(
    ("effect", "std_error", "text"),
    [
        # t with 10 degrees of freedom reaches 1.8125 standard errors
        ("points_per_point", 1.0, "−2.00 points for one more point; 90% interval −3.81 to −0.19"),
        # an end near zero is printed with so many digits that its side shows
        ("points_per_point", 1.1033, "−2.00 points for one more point; 90% interval −4.00 to −0.0003"),
        # a regressor in natural logarithms that doubles rises by 0.693
        ("points_per_doubling", 1.0, "−1.39 points for a doubling; 90% interval −2.64 to −0.13"),
    ],
)
def test_an_estimate_is_told_as_what_it_means_with_its_interval(project, effect, std_error, text):
    asserted = Assertion("coefficient", direction="negative", effect=effect, matters="size")
    reading = Reading("X1", "p", "", "association", asserted, ReadingSettings(), (), 0)
    judging = Judging(smallest_effects={"size": SmallestEffect(1, {})})
    association = associate(Coefficient("m", -2.0, std_error, 10, 2022, 2022, "20"), asserted, judging)
    outcome = ReadingOutcome(reading, 2022, "2022", "20", -2.0, "-2", "", association=association)
    assert outcome_text(outcome, Words("en", load_texts(words_files("en", project)))) == text


@pytest.mark.parametrize(
    ("value", "told", "limit"),
    [
        (8.0505, "8.0505%", "8.0510%"),  # missed by half a thousandth: both would print as 8.05
        (8.0449, "8.04%", "8.05%"),
        (8.0512, "8.05%", "8.05%"),  # not missed
    ],
)
def test_a_number_and_the_limit_that_it_misses_do_not_print_alike(value, told, limit):
    """Of 8.3 three percent less are 8.051."""
    asserted = Assertion("percent", value=8.3, decimals=1)
    reading = Reading("X1", "p", "", "share", asserted, ReadingSettings(), (), 0)
    accepted = Interval(8.051, 8.549)
    outcome = ReadingOutcome(reading, 2021, "2021", "20", value, f"{value}", "", accepted=accepted)
    assert outcome_text(outcome, Words("en", {})) == told
    assert limit_text(accepted.low, outcome, Words("en", {})) == limit


@pytest.mark.parametrize(
    ("language", "missing", "text"),
    [
        ("en", "", "17 of 17"),
        ("en", "ABC", "14 of 17; without: a, b, c"),
        ("ru", "ABC", "14 из 17; данных нет: a, b, c"),
        ("kk", "ABC", "17 өңірдің 14-і; дерегі жоқтары: a, b, c"),
        ("en", "ABCDEF", "11 of 17"),
    ],
)
def test_regions_without_figures_are_counted_and_named_where_they_are_few(project, language, missing, text):
    words = Words(
        language, load_texts(words_files(language, project)), {name: name.lower() for name in UNITS}
    )
    assert sample_text(Sample(tuple(UNITS), tuple(missing)), words) == text


def test_ranges_are_printed_with_a_dash_and_the_languages_own_comma():
    assert localised("39 to 41.2", Words("ru", {})) == "39–41,2"
    assert years_text("2018-2022") == "2018–2022"


@pytest.mark.parametrize(
    ("percent", "decimals", "text"),
    [
        (99.5, 0, "99.5%"),
        (99.96, 1, "99.96%"),
        (99.4, 0, "99%"),
        (100, 0, "100%"),
        (0.08, 2, "0.08%"),
        (0, 0, "0%"),
    ],
)
def test_less_than_the_whole_is_not_told_as_the_whole(percent, decimals, text):
    assert part_text(percent, decimals, Words("en", {})) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (475330.349, "persons", "475,330"),
        (880769.5, "persons", "880,770"),
        (2041.92, "persons", "2,042"),
        (81.55353, "thousand persons", "81.554"),
        (80.4, "thousand persons", "80.4"),
        (17.1234567, "million persons", "17.1235"),
        (475330.349, "mln KZT", "475,330.3"),
        (81.55353, "persons per km2", "81.5535"),
    ],
)
def test_what_is_counted_is_told_whole(value, unit, text):
    assert figure_text(value, Words("en", {}), unit) == text
