"""What a reading looks at: the variables that its value and its units are told from."""

import pytest

from lib.claims.readings import Reading
from lib.claims.settings import settings_of
from lib.claims.statements import Assertion


def reading(kind: str, **keys) -> Reading:
    return Reading("X1", "p", "", kind, Assertion("percent"), settings_of(keys), (), 0)


@pytest.mark.parametrize(
    ("kind", "aggregate", "variables"),
    [
        # the total of a quotient needs its denominator; a mean of units and a place among them do not
        ("level", "total", {"wage", "workers"}),
        ("level", "mean", {"wage"}),
        ("rank", "total", {"wage"}),
        ("rank", "mean", {"wage"}),
    ],
)
def test_a_total_is_weighted_and_a_mean_or_a_place_is_not(kind, aggregate, variables):
    read = reading(kind, variable="wage", weight="workers", aggregate=aggregate)
    assert read.value_variables == variables


def test_units_that_lead_are_told_by_variables_that_the_value_is_not_computed_from():
    read = reading("share", variable="grp", select={"by": "oil", "per": "people", "among": "all", "take": 3})
    assert read.value_variables == {"grp"}
    assert read.variables == ["grp", "oil", "people"]
