"""Sets that are not named, counted by hand: of four units, the six pairs."""

import pandas as pd
import pytest

from lib.claims.evidence import build_evidence
from lib.claims.hidden_sets import search_sets
from lib.claims.register import Register
from lib.claims.statements import Assertion, Claim, Hedge, Judging, Part, UnnamedSet

UNITS = ("AAA", "BBB", "CCC", "DDD", "EEE")
KNOWN = (10, 20, 30, 40, 100)
FIGURES = {2018: KNOWN, 2019: KNOWN, 2020: (10, 20, 30, None, 100), 2021: KNOWN, 2022: KNOWN}
JUDGING = Judging(first=2019, last=2021, layouts=("20", "17"), hedges={"none": Hedge(0.1, 0.1)})


@pytest.fixture(scope="module")
def found():
    """Pairs of four units hold 30, 40, 50, 50, 60 and 70 of 200: 15, 20, 25, 25, 30 and 35 percent."""
    frame = pd.DataFrame(
        [(unit, year, value) for year, values in FIGURES.items()
         for unit, value in zip(UNITS, values, strict=True)],
        columns=["unit", "year", "x"],
    )  # fmt: skip
    part = Part({}, "share", Assertion("percent", 27, 0), {"variable": "x"}, hidden_set=UnnamedSet(2, "four"))
    plain = Part({}, "share", Assertion("percent", 27, 0), {"variable": "x"})
    claim = Claim("X1", "", {}, {"plain": plain, "p": part})
    evidence = build_evidence({"20": frame, "17": frame}, {"20": {"four": UNITS[:4]}, "17": {}})
    return search_sets(Register({"X1": claim}, {}, JUDGING, ()), evidence)


def test_a_layout_without_the_group_and_a_year_without_all_figures_are_passed_over(found):
    told = [(each.claim, each.part, each.layout, each.year) for each in found]
    assert told == [("X1", "p", "20", 2019), ("X1", "p", "20", 2021)]


def test_every_set_is_counted_and_the_nearest_are_named(found):
    """Stated are 27 percent: 25 and 25 lie within a tenth of it, 30 does not; it is the third nearest."""
    each = found[0]
    assert (each.take, each.sets, each.matches, each.close) == (2, 6, 0, 2)
    assert (each.low, each.high) == (15, 35)
    assert each.nearest == ((("AAA", "DDD"), 25), (("BBB", "CCC"), 25), (("BBB", "DDD"), 30))
