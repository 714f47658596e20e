"""What printed numbers may stand for, and whether statements about them can be true together."""

import pytest

from lib.claims.arithmetic import imply
from lib.claims.printed_numbers import CUT_OFF, Interval, interval_text, printed_interval
from lib.claims.settings import Sum
from lib.claims.statements import Assertion

STATED = {
    "X.half": {"value": 0.5, "decimals": 1},
    "X.tenth": {"value": 0.1, "decimals": 1},
    "X.five": {"value": 5, "decimals": 0},
    "X.six": {"value": 6, "decimals": 0},
    "X.eleven": {"value": 11, "exact": True},
    "X.twenty": {"value": 20, "exact": True},
    "X.seven": {"value": 7, "exact": True, "decimals": 0},
    "X.nine": {"value": 9},
    "X.percent": {"value": 55, "decimals": 0},
}


def implication(operation, terms, equals, rounding="rounded"):
    asked = Sum(operation, tuple(terms), tuple(equals), rounding)
    return imply(asked, {name: Assertion(unit="percent", **stated) for name, stated in STATED.items()})


def test_a_printed_number_stands_for_half_a_unit_either_side():
    assert printed_interval(9.8, 1) == Interval(9.75, 9.85)
    assert printed_interval(17, 0) == Interval(16.5, 17.5)
    assert printed_interval(0.02, 2) == Interval(0.015, 0.025)


def test_a_number_cut_off_stands_for_what_follows_it():
    assert printed_interval(9.8, 1, CUT_OFF) == Interval(9.8, 9.9)


def test_sums_add_the_ends():
    assert Interval(1, 2) + Interval(10, 20) == Interval(11, 22)


def test_quotients_take_the_extreme_ends():
    assert Interval(1, 2) / Interval(4, 8) == Interval(0.125, 0.5)
    assert (Interval(1, 2) / Interval(0, 8)).high == float("inf")
    assert Interval(0, 2) / Interval(1, 2) == Interval(0, 2)
    with pytest.raises(ValueError, match="non-negative"):
        Interval(-1, 2) / Interval(1, 2)


def test_intervals_that_share_an_end_meet():
    assert Interval(1, 2).meets(Interval(2, 3))
    assert Interval(2, 3).meets(Interval(1, 2))
    assert not Interval(1, 2).meets(Interval(2.001, 3))


def test_a_point_is_told_as_one_number():
    assert interval_text(Interval(55, 55)) == "55"
    assert interval_text(Interval(9.75, 9.85)) == "9.75 to 9.85"


@pytest.mark.parametrize(
    ("operation", "terms", "equals", "low", "high", "agrees"),
    [
        # 0.45-0.55 and 0.05-0.15 add up to 0.50-0.70
        ("sum", ["X.half", "X.tenth"], ["X.half"], 0.5, 0.7, True),
        # 4.5-5.5 and 5.5-6.5 add up to 10-12
        ("sum", ["X.five", "X.six"], [12], 10, 12, True),
        ("sum", ["X.five", "X.six"], [12.1], 10, 12, False),
        # examples may leave something out, but not give more than the whole
        ("sum_of_examples", ["X.five", "X.six"], [20], 10, 12, True),
        ("sum_of_examples", ["X.five", "X.six"], [9.9], 10, 12, False),
        # 0.45 / 0.15 = 3 to 0.55 / 0.05 = 11
        ("ratio", ["X.half", "X.tenth"], ["X.five"], 3, 11, True),
        ("ratio", ["X.half", "X.tenth"], [20], 3, 11, False),
        ("percent", ["X.eleven", "X.twenty"], ["X.percent"], 55, 55, True),
        # between 4.5 and 6.5
        ("ratio_between", ["X.half", "X.tenth"], ["X.five", "X.six"], 3, 11, True),
        # 11 / 4.5-5.5 is 2 to 2.44, which cannot be above 4.5-5.5
        ("ratio_above", ["X.eleven", "X.five"], ["X.five"], 2, 22 / 9, False),
        ("ratio_above", ["X.half", "X.tenth"], ["X.five"], 3, 11, True),
        # a count, and a number without decimals, are what they are
        ("sum", ["X.seven", "X.nine"], [16], 16, 16, True),
    ],
)
def test_statements_agree_when_some_true_values_make_them(operation, terms, equals, low, high, agrees):
    found = implication(operation, terms, equals)
    assert found.implied.low == pytest.approx(low)
    assert found.implied.high == pytest.approx(high)
    assert found.agrees is agrees


def test_numbers_cut_off_can_agree_where_rounded_ones_cannot():
    # rounded: at most 12; cut off: 5-6 and 6-7 add up to 11-13
    assert not implication("sum", ["X.five", "X.six"], [12.5]).agrees
    assert implication("sum", ["X.five", "X.six"], [12.5], "cut off").agrees


@pytest.mark.parametrize(
    ("operation", "terms", "printed"),
    [
        ("sum", ["X.half", "X.tenth", 2], 2.6),
        ("sum_of_examples", ["X.five", "X.six"], 11),
        ("ratio", ["X.half", "X.tenth"], 5),
        ("ratio_above", ["X.eleven", "X.five"], 2.2),
        ("percent", ["X.eleven", "X.twenty"], 55),
    ],
)
def test_what_follows_from_the_numbers_as_printed(operation, terms, printed):
    assert implication(operation, terms, ["X.five"]).as_printed == pytest.approx(printed)


def test_a_sum_that_gives_just_what_it_should_has_slack_for_binary_fractions():
    """0.05 to 0.15 three times is 0.15 to 0.45, whose binary sums miss both ends in the last bit."""
    three = ["X.tenth"] * 3
    for whole in (0.45, 0.15):
        assert implication("sum", three, [whole]).agrees
    assert implication("sum_of_examples", three, [0.15]).agrees
    assert not implication("sum_of_examples", three, [0.1499]).agrees
    # both numbers of a ratio above another may be equal at their ends, and then the one is not above
    assert not implication("ratio_above", ["X.eleven", "X.eleven"], [1]).agrees


def test_a_sum_says_what_is_missing_and_a_ratio_what_it_would_need():
    # 10-12 of 20
    assert implication("sum", ["X.five", "X.six"], [20]).missing == Interval(8, 10)
    # 20 times 0.05-0.15
    assert implication("ratio", ["X.half", "X.tenth"], [20]).needed == Interval(1, 3)
