"""The smallest change of one printed number that turns a verdict on printed numbers, worked out by hand."""

import pytest

from lib.claims.evidence import Evidence
from lib.claims.outcomes import evaluate
from lib.claims.readings import expand_claim
from lib.claims.register import Register
from lib.claims.scrutiny.printed_flips import printed_flips
from lib.claims.statements import Hedge, Judging, claim_of
from lib.claims.verdicts import judge_parts

TEXT = {"en": "w"}


def flip_of(operation, terms, equals, **stated):
    """The only flip of arithmetic on numbers, each given as (value, decimals), counts with None."""
    parts = {
        name: {
            "title": TEXT,
            "kind": "level",
            "asserted": {"value": value, "decimals": decimals, "unit": "percent", "exact": decimals is None},
        }
        for name, (value, decimals) in stated.items()
    }
    sums = {
        "title": TEXT,
        "kind": "arithmetic",
        "asserted": {"unit": "percent"},
        "operation": operation,
        "terms": [f"X1.{name}" for name in terms],
        "equals": [f"X1.{each}" if isinstance(each, str) else each for each in equals],
    }
    claims = {
        "X1": claim_of("X1", {"words": TEXT, "parts": parts}, {}),
        "Y1": claim_of("Y1", {"words": TEXT, "parts": {"sum": sums}}, {}),
    }
    judging = Judging(hedges={"none": Hedge(0, 0)})
    register = Register(claims, {}, judging, tuple(expand_claim(claims["Y1"])))
    evidence = Evidence({}, {})
    (found,) = printed_flips(judge_parts(register, evaluate(register, evidence)), register, evidence)
    return found


def test_of_several_numbers_the_one_that_needs_least_is_named():
    """0.15-0.25 over 0.015-0.025 is 6 to 16.7; 17 begins at 16.5, three steps; 0.3 and 0.01 are half off."""
    found = flip_of("ratio", "ab", "r", a=(0.2, 1), b=(0.02, 2), r=(20, 0))
    assert (found.verdict, found.moved) == ("inconsistent", 3)
    assert (found.flip.variable, found.flip.verdict) == ("X1.r", "matches")
    assert found.flip.change == pytest.approx(-0.15)


def test_a_true_sum_turns_where_its_parts_no_longer_reach_it():
    """60 and 40 with half a point each are 99 to 101; 100 turns from 102 on, two steps, and 60 from 62 on."""
    found = flip_of("sum", "ab", "r", a=(60, 0), b=(40, 0), r=(100, 0))
    assert (found.verdict, found.flip.variable, found.flip.verdict) == ("matches", "X1.r", "inconsistent")
    assert found.flip.change == pytest.approx(-0.02)


def test_a_verdict_that_no_doubling_turns_has_no_flip():
    found = flip_of("sum", "a", [100], a=(1, 0))
    assert (found.verdict, found.moved, found.flip) == ("inconsistent", 1, None)


def test_counts_move_by_one():
    """5 and 5 are 10: 9 of 10 is the least that is not."""
    found = flip_of("sum", "ab", "r", a=(5, None), b=(5, None), r=(10, None))
    assert (found.verdict, found.flip.variable, found.flip.change) == ("matches", "X1.r", pytest.approx(-0.1))


def test_a_number_with_decimals_moves_by_its_last_digit():
    """0.6 and 0.4 are 0.9 to 1.1; with 0.4 for 0.6 they are 0.7 to 0.9, and with 0.5 still up to 1."""
    found = flip_of("sum", "ab", [1], a=(0.6, 1), b=(0.4, 1))
    assert (found.verdict, found.flip.variable) == ("matches", "X1.a")
    assert found.flip.change == pytest.approx(-1 / 3)


@pytest.mark.parametrize(
    ("stated", "change"),
    [
        # down to one
        (2, -0.5),
        # not to nought, but up to the double
        (1, 1.0),
    ],
)
def test_a_number_stays_above_nothing_and_is_no_more_than_doubled(stated, change):
    found = flip_of("sum", "a", [stated], a=(stated, 0))
    assert (found.verdict, found.flip.change) == ("matches", change)
