"""The rule that chooses a reading and a year and gives the verdict, on made-up outcomes."""

from dataclasses import replace

import numpy as np
import pytest

from lib.claims.measures import Computed
from lib.claims.outcomes import ReadingOutcome, verdicts_of
from lib.claims.readings import Reading, expand_claim
from lib.claims.register import Register
from lib.claims.statements import Assertion, Claim, Hedge, Judging, claim_of, questions_of
from lib.claims.verdicts import PartVerdict, departures, depends_on_reading, judge_parts

JUDGING = Judging(
    natural=2022,
    first=2015,
    last=2023,
    hedges={"none": Hedge(0.03, 0.03), "almost": Hedge(0.1, 0), "more_than": Hedge(0, 0, True)},
)
TEXT = {"en": "w"}
QUESTIONS = questions_of(
    {
        name: {
            "asks": TEXT,
            "because": TEXT,
            "answers": {answer: {"set": keys} for answer, keys in answers.items()},
        }
        for name, answers in {
            "where": {"north": {"group": "n"}, "south": {"group": "s"}},
            "what": {"output": {"variable": "o"}, "work": {"variable": "w"}},
        }.items()
    }
)
ASSERTED = {"value": 38, "unit": "percent", "decimals": 0}


def claim_with(**part) -> Claim:
    part = {"title": TEXT, "kind": "share", "asserted": ASSERTED, **part}
    return claim_of("X1", {"words": TEXT, "parts": {"p": part}}, QUESTIONS)


CLAIM = claim_with(questions=["where", "what"])
READINGS = expand_claim(CLAIM)


def register(claim=CLAIM) -> Register:
    return Register({"X1": claim}, QUESTIONS, JUDGING, ())


def outcome(reading: Reading, year: int, verdict: str, value: float = 38.0) -> ReadingOutcome:
    return ReadingOutcome(reading, year, str(year), "20", value, f"{value}", verdict)


def finding(*outcomes: ReadingOutcome) -> PartVerdict:
    (verdict,) = judge_parts(register(), outcomes)
    return verdict


def test_readings_combine_all_answers_the_most_natural_first():
    assert [reading.answers for reading in READINGS] == [
        (("where", "north"), ("what", "output")),
        (("where", "north"), ("what", "work")),
        (("where", "south"), ("what", "output")),
        (("where", "south"), ("what", "work")),
    ]
    assert [reading.departures for reading in READINGS] == [0, 1, 1, 2]
    assert READINGS[2].settings.quantity.group == "s"
    assert READINGS[2].settings.quantity.variables == ("o",)


@pytest.mark.parametrize(
    ("value", "asserted", "verdict"),
    [
        (38.4, {"value": 38, "decimals": 0}, "matches"),
        (37.5, {"value": 38, "decimals": 0}, "matches"),
        (38.6, {"value": 38, "decimals": 0}, "close"),
        (39.14, {"value": 38, "decimals": 0}, "close"),
        (39.15, {"value": 38, "decimals": 0}, "differs"),
        (39.15, {"value": 38, "decimals": 0, "tolerance": 0.01}, "differs"),
        (38.6, {"value": 38, "decimals": 0, "tolerance": 0.01}, "differs"),
        (36, {"value": 40, "decimals": 0, "hedge": "almost"}, "close"),
        (40.6, {"value": 40, "decimals": 0, "hedge": "almost"}, "differs"),
        (11, {"value": 11, "exact": True}, "matches"),
        (11.2, {"value": 11, "exact": True}, "close"),
        # "more than 45" is literally true of 70, and not of 44
        (70, {"value": 45, "decimals": 0, "hedge": "more_than"}, "matches"),
        (44, {"value": 45, "decimals": 0, "hedge": "more_than"}, "differs"),
        (0.25, {"value": 0.2, "decimals": 1}, "matches"),
    ],
)
def test_a_number_matches_at_its_rounding_and_is_close_within_its_tolerance(value, asserted, verdict):
    stated = Assertion(unit="percent", **asserted)
    assert verdicts_of(Computed(np.array([value])), stated, JUDGING).tolist() == [verdict]


def test_the_natural_reading_is_read_at_the_natural_year_even_when_others_fit_better():
    found = finding(
        outcome(READINGS[0], 2018, "matches"),
        outcome(READINGS[0], 2022, "close", 38.9),
        outcome(READINGS[1], 2022, "matches"),
    )
    assert (found.chosen.reading, found.chosen.year) == (READINGS[0], 2022)
    assert found.verdict == "close"


@pytest.mark.parametrize(
    ("years", "chosen"), [((2018, 2021), 2021), ((2021, 2023), 2021), ((2015, 2016), 2016), ((2023,), 2023)]
)
def test_without_the_natural_year_the_nearest_is_taken_the_earlier_of_two(years, chosen):
    assert finding(*(outcome(READINGS[0], year, "matches") for year in years)).chosen.year == chosen


def test_a_reading_that_cannot_be_computed_gives_way_to_the_next_in_order():
    found = finding(outcome(READINGS[3], 2022, "matches"), outcome(READINGS[2], 2019, "matches"))
    assert found.chosen.reading is READINGS[2]


def test_untrue_everywhere_stays_untrue():
    found = finding(outcome(READINGS[0], 2022, "differs", 50), outcome(READINGS[3], 2019, "differs", 20))
    assert found.verdict == "differs"
    assert found.rescue is None


def test_a_rescue_by_another_reading_or_year_makes_it_depend_on_the_smallest_departure():
    found = finding(
        outcome(READINGS[0], 2022, "differs", 50),
        outcome(READINGS[0], 2021, "differs", 50),
        outcome(READINGS[1], 2022, "differs", 49),
        outcome(READINGS[3], 2022, "matches"),
        outcome(READINGS[2], 2021, "close", 37.2),
        outcome(READINGS[2], 2022, "close", 37.2),
    )
    assert found.verdict == "depends"
    assert (found.rescue.reading, found.rescue.year) == (READINGS[2], 2022)


def test_a_number_that_most_readings_of_the_year_deny_depends():
    denied = [outcome(reading, 2022, "differs", 50) for reading in READINGS[1:]]
    found = finding(outcome(READINGS[0], 2022, "matches"), *denied)
    assert found.verdict == "depends"
    assert found.rescue.reading is READINGS[1]


@pytest.mark.parametrize(
    ("others", "verdict"),
    [(["matches", "differs", "differs"], "matches"), (["differs", "differs"], "depends")],
)
def test_a_true_number_depends_only_when_more_than_half_deny_it(others, verdict):
    denied = [outcome(reading, 2022, each) for reading, each in zip(READINGS[1:], others, strict=False)]
    assert finding(outcome(READINGS[0], 2022, "matches"), *denied).verdict == verdict


def test_of_rescues_equally_far_the_better_fit_is_named():
    near = outcome(READINGS[1], 2022, "close", 38.9), outcome(READINGS[2], 2022, "matches")
    assert finding(outcome(READINGS[0], 2022, "differs", 50), *near).rescue.reading is READINGS[2]


def test_departures_are_the_answers_that_the_chosen_reading_has_not():
    first, other = outcome(READINGS[0], 2022, "matches"), outcome(READINGS[1], 2022, "matches")
    assert departures(other, first) == [("what", "work")]
    assert departures(first, first) == []


def test_what_the_words_exclude_is_never_named_as_the_rescue():
    first, second, *_ = readings = expand_claim(settled_claim())
    excluded = next(each for each in readings if ("where", "north") in each.answers)
    outcomes = [outcome(first, 2021, "differs", 50), outcome(second, 2020, "matches")]
    (judged,) = judge_parts(register(settled_claim()), [*outcomes, outcome(excluded, 2021, "matches")])
    assert (judged.verdict, judged.rescue.reading, judged.rescue.year) == ("depends", second, 2020)


def test_other_years_of_a_reading_that_the_words_settle_wholly_rescue_it():
    asked = {"question": "where", "first": "south", "because": TEXT}
    claim = claim_with(questions=[asked])
    first, *_ = expand_claim(claim)
    outcomes = [outcome(first, 2022, "differs", 50), outcome(first, 2021, "matches")]
    (judged,) = judge_parts(register(claim), outcomes)
    assert (judged.verdict, judged.rescue.year) == ("depends", 2021)


def test_other_years_of_a_number_do_not_deny_it():
    others = [outcome(READINGS[0], year, "differs", 50) for year in range(2015, 2022)]
    assert finding(outcome(READINGS[0], 2022, "matches"), *others).verdict == "matches"


def test_a_direction_that_most_years_deny_depends():
    others = [outcome(READINGS[0], year, "fails", 1) for year in (2019, 2020, 2021)]
    assert finding(outcome(READINGS[0], 2022, "holds", -1), *others).verdict == "depends"
    assert finding(outcome(READINGS[0], 2022, "holds", -1), *others[:1]).verdict == "holds"


@pytest.mark.parametrize(
    ("earlier", "later", "verdict"),
    [("matches", "matches", "matches"), ("matches", "differs", "depends"), ("differs", "matches", "depends")],
)
def test_of_two_years_equally_near_both_have_their_say(earlier, later, verdict):
    """2022, the natural year, has no figures; 2020 is farther from it than 2021 and 2023."""
    outcomes = (outcome(READINGS[0], 2021, earlier), outcome(READINGS[0], 2023, later))
    judged = finding(*outcomes, outcome(READINGS[0], 2020, "differs", 50))
    assert (judged.verdict, judged.chosen.year) == (verdict, 2021)
    if verdict == "depends":
        assert judged.rescue.year == 2023
    farther = outcome(READINGS[0], 2024, "differs", 50)
    assert finding(outcome(READINGS[0], 2021, "matches"), farther).verdict == "matches"


def test_without_outcomes_nothing_can_be_tested():
    assert finding().verdict == "not testable"


def test_robustness_counts_what_agrees():
    found = finding(
        outcome(READINGS[0], 2020, "differs", 41),
        outcome(READINGS[0], 2021, "matches", 38.2),
        outcome(READINGS[0], 2022, "differs", 40),
        outcome(READINGS[1], 2022, "differs", 45),
    )
    assert (found.agreeing, len(found.outcomes), len(found.same_year)) == (3, 4, 2)
    assert {each.year for each in found.same_year} == {2022}
    assert found.agreeing_same_year == 2


def test_a_proxy_is_judged_beside_a_part_that_cannot_be_tested():
    near = {"title": TEXT, "kind": "share", "asserted": ASSERTED, "questions": ["where"]}
    claim = claim_with(not_testable={"missing": TEXT, "holder": TEXT, "proxies": {"near": near}})
    readings = expand_claim(claim)
    assert [reading.proxy for reading in readings] == ["near", "near"]
    itself, near = judge_parts(register(claim), [outcome(readings[0], 2022, "matches")])
    assert (itself.verdict, near.verdict, near.proxy) == ("not testable", "matches", "near")


def settled_claim() -> Claim:
    """A statement whose own words say where, and whose passage points to 2021."""
    asked = {"question": "where", "first": "south", "because": TEXT}
    part = {"title": TEXT, "kind": "share", "asserted": ASSERTED, "questions": [asked, "what"]}
    dated = {"year": 2021, "because": TEXT}
    return claim_of("X1", {"words": TEXT, "dated": dated, "parts": {"p": part}}, QUESTIONS)


def test_a_statements_own_words_say_which_answer_and_year_come_first():
    readings = expand_claim(settled_claim())
    assert readings[0].answers == (("where", "south"), ("what", "output"))
    (judged,) = judge_parts(
        register(settled_claim()), [outcome(readings[0], year, "matches") for year in (2021, 2022)]
    )
    assert judged.chosen.year == 2021


def test_answers_that_the_words_exclude_do_not_dispute_a_true_one():
    first, *_ = readings = expand_claim(settled_claim())
    denied = [outcome(each, 2021, "differs", 50) for each in readings if ("where", "north") in each.answers]
    assert len(denied) == 2
    (judged,) = judge_parts(register(settled_claim()), [outcome(first, 2021, "matches"), *denied])
    assert judged.verdict == "matches"


def test_an_answer_that_the_words_exclude_rescues_nothing():
    """The settled answer is untrue; the excluded one is true, and the verdict stays that of the first."""
    first, *_ = readings = expand_claim(settled_claim())
    excluded = next(each for each in readings if ("where", "north") in each.answers)
    (judged,) = judge_parts(
        register(settled_claim()), [outcome(first, 2021, "differs"), outcome(excluded, 2021, "matches")]
    )
    assert (judged.verdict, judged.rescue) == ("differs", None)


def test_the_range_is_that_of_all_outcomes_and_a_dated_one_is_read_before_one_without_a_year():
    dated, undated = outcome(READINGS[0], 2016, "differs", 41), outcome(READINGS[0], 2016, "matches", 37)
    found = finding(replace(undated, year=None, period=""), replace(dated, value=44), dated)
    assert found.range == (37, 44)
    assert found.key == ("X1", "p", "")
    assert found.chosen.year == 2016


def test_draws_depend_on_the_reading_where_one_reading_parts_from_the_chosen_one():
    """Three draws of two readings: both true, both untrue, the chosen one alone untrue."""
    outcomes = [outcome(READINGS[0], 2022, "fails"), outcome(READINGS[1], 2022, "fails")]
    own, other = [True, False, False], [True, False, True]
    hinges = depends_on_reading(np.array(own), np.array([own, other]), outcomes, outcomes[0], JUDGING)
    assert hinges.tolist() == [False, False, True]
