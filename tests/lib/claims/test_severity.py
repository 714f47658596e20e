"""How cheap a verdict is, on acceptance sets counted by hand."""

import pytest

from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import Reading
from lib.claims.settings import ReadingSettings
from lib.claims.severity import severity_of
from lib.claims.statements import Assertion, Hedge, Judging
from lib.claims.verdicts import PartVerdict

JUDGING = Judging(
    hedges={"none": Hedge(0.03, 0.03), "about": Hedge(0.1, 0.1), "more_than": Hedge(0, 0, True)}
)


def judged(verdict, values, **asserted) -> PartVerdict:
    """A part whose first value, of 2022, is chosen; the second is of 2022, the third of 2021."""
    stated = Assertion(**{"unit": "percent", "value": 1, "decimals": 0, **asserted})
    reading = Reading("X1", "p", "", "level", stated, ReadingSettings(), (), 0)
    outcomes = tuple(
        ReadingOutcome(reading, year, str(year), "20", value, "", "")
        for year, value in zip((2022, 2022, 2021), values, strict=False)
    )
    return PartVerdict("X1", "p", "", verdict, outcomes[0], outcomes)


@pytest.mark.parametrize(
    ("verdict", "values", "asserted", "numbers", "parts"),
    [
        # 10 to 40: 20 alone prints as 20
        ("matches", (20.0,), {}, 31, (1 / 31, 1 / 31, 1 / 31)),
        # 20, 30 and 39
        ("matches", (20.0, 30.0, 39.0), {}, 31, (1 / 31, 2 / 31, 3 / 31)),
        # within 3 percent of 40.2: 40 and 41 (39.03 is as far as 39 * 1.03 = 40.17 does not reach)
        ("close", (40.2,), {}, 61, (2 / 61,) * 3),
        # within a tenth: 0.9 x to 1.1 x holds 20 for x from 18.2 to 22.2, that is 19 to 22
        ("close", (20.0,), {"hedge": "about"}, 31, (4 / 31,) * 3),
        # a decimal more makes ten times as many numbers; 2.00 lies within 3 percent of 1.95 to 2.06
        ("depends", (2.0,), {"decimals": 2}, 301, (12 / 301,) * 3),
        # "more than" is true of every number up to 20, that is of 10 to 20
        ("matches", (20.0,), {"hedge": "more_than"}, 31, (11 / 31,) * 3),
        # a count is exact
        ("matches", (11.0,), {"exact": True, "decimals": None}, 17, (1 / 17,) * 3),
    ],
)
def test_numbers_that_would_have_got_the_verdict_are_counted(verdict, values, asserted, numbers, parts):
    found = severity_of(judged(verdict, values, **asserted), JUDGING)
    assert found.numbers == numbers
    assert (found.first, found.same_year, found.anywhere) == pytest.approx(parts)


@pytest.mark.parametrize("verdict", ["differs", "not testable"])
def test_what_no_reading_bears_out_has_no_severity(verdict):
    assert severity_of(judged(verdict, (20.0,)), JUDGING) is None
