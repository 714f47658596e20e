"""How cheap a verdict is, on a planted register whose acceptance sets are counted by hand."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

from lib.claims import dealt_regions
from lib.claims.dealt_regions import arrange
from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import ReadingOutcome
from lib.claims.readings import Reading
from lib.claims.settings import Quantity, ReadingSettings, Selection
from lib.claims.severity import (
    Severity,
    own_seed,
    severities,
    severity_of_direction,
    severity_of_number,
    share_with,
)
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
        # 6 to 22 again, and 9 of the other reading, 13 of the other year
        ("matches", (11.0, 9.0, 13.0), {"exact": True, "decimals": None}, 17, (1 / 17, 2 / 17, 3 / 17)),
        # the other year prints as 60, which is more than twice 20
        ("matches", (20.0, 20.2, 60.0), {}, 31, (1 / 31, 1 / 31, 1 / 31)),
        # half-way between 20 and 21 prints as either; 10.25 and 41 bound 10 to 41
        ("matches", (20.5,), {}, 32, (2 / 32,) * 3),
        # "about 2": 1.9 x to 2.1 x within a tenth holds 2.0 for 1.82 to 2.22
        ("depends", (2.0,), {"decimals": 1, "hedge": "about"}, 31, (4 / 31,) * 3),
        # 25 to 100, and 50 alone
        ("matches", (50.0,), {}, 76, (1 / 76,) * 3),
        # 4.0 to 16.0, and 8.0 alone
        ("matches", (8.0,), {"decimals": 1}, 121, (1 / 121,) * 3),
        # 50 to 200: one number more for each reading that gives another
        ("matches", (100.0, 120.0, 150.0), {}, 151, (1 / 151, 2 / 151, 3 / 151)),
        # within 3 percent of 30 lies 30 alone, of 45 lie 44 to 46
        ("depends", (30.0, 45.0), {}, 46, (1 / 46, 4 / 46, 4 / 46)),
        # a number without decimals is one of whole ones, and itself alone
        ("matches", (11.0,), {"decimals": None}, 17, (1 / 17,) * 3),
        # a count of 6 is one of 3 to 12
        ("matches", (6.0,), {"exact": True, "decimals": None}, 10, (1 / 10,) * 3),
    ],
)
def test_numbers_that_would_have_got_the_verdict_are_counted(verdict, values, asserted, numbers, parts):
    found = severity_of_number(judged(verdict, values, **asserted), JUDGING)
    assert found.alternatives == numbers
    assert (found.first, found.same_year, found.anywhere) == pytest.approx(parts)


def panel(**of_units) -> Evidence:
    """Five units in 2021 and 2022, the second year as given, the first all 1."""
    units = ["AAA", "BBB", "CCC", "DDD", "EEE"]
    frame = pd.DataFrame(
        [(unit, year, 1.0 if year == 2021 else value)
         for unit, value in zip(units, of_units["values"], strict=True) for year in (2021, 2022)],
        columns=["unit", "year", "x"],
    )  # fmt: skip
    sets = {"two": ["AAA", "BBB"], "others": ["DDD", "EEE"], "four": units[:4], "all": units}
    return build_evidence({"20": frame}, {"20": sets})


def directed(kind, verdict, direction, values, **settings):
    """A direction of 2022 on one reading and year."""
    stated = Assertion("percent", direction=direction)
    quantity = Quantity(
        ("x",),
        group=settings.pop("group", "two"),
        select=settings.pop("select", None),
        aggregate=settings.pop("aggregate", "mean"),
    )
    reading = Reading("X1", "p", "", kind, stated, ReadingSettings(quantity, **settings), (), 0)
    outcome = ReadingOutcome(reading, 2022, "2022", "20", 0.0, "", "")
    return PartVerdict("X1", "p", "", verdict, outcome, (outcome,)), panel(values=values)


@pytest.mark.parametrize(
    ("given", "ways", "part"),
    [
        # of the ten pairs of five regions one holds both highest
        (directed("rank", "holds", "highest", (5, 4, 3, 2, 1)), 10, 0.1),
        (directed("rank", "holds", "lowest", (1, 2, 3, 4, 5)), 10, 0.1),
        # both among the three highest: three pairs
        (directed("rank", "holds", "highest", (5, 4, 3, 2, 1), within=3), 10, 0.3),
        # none of the pair the lowest, of two places: the three pairs of the others
        (directed("rank", "holds", "not_lowest", (5, 4, 3, 2, 1)), 10, 0.3),
        # pairs with a sum above 6, of 1 to 5: 2+5, 3+4, 3+5, 4+5
        (directed("sign", "holds", "above", (5, 4, 3, 2, 1), threshold=3), 10, 0.4),
        (directed("sign", "holds", "below", (1, 2, 3, 4, 5), threshold=3), 10, 0.4),
        # changes over a year are one less than the values: sums of pairs above 6 - 2
        (directed("sign", "holds", "above", (5, 4, 3, 2, 1), threshold=2, lag=1), 10, 0.4),
        # two against two others: of 30 ways 6 tie (1+4 = 2+3, 1+5 = 2+4, 2+5 = 3+4), 12 are above
        (
            directed("order", "holds", "above", (5, 4, 3, 2, 1),
                     other=Quantity(("x",), group="others", aggregate="mean")),
            30,
            12 / 30,
        ),
        # all five regions, with a mean of 3, against any pair: 1+2, 1+3, 1+4 and 2+3 are less
        (
            directed("order", "holds", "above", (5, 4, 3, 2, 1), group="",
                     other=Quantity(("x",), group="two", aggregate="mean")),
            10,
            4 / 10,
        ),
        # the two that lead, with a mean of 4.5, against any pair but themselves
        (
            directed("order", "holds", "above", (3, 2, 5, 4, 1), group="", select=Selection("x", "all", 2),
                     other=Quantity(("x",), group="two", aggregate="mean")),
            10,
            9 / 10,
        ),
    ],
)  # fmt: skip
def test_arrangements_of_regions_are_counted(given, ways, part):
    verdict, evidence = given
    severity = severity_of_direction(verdict, JUDGING, evidence, 1)
    assert (severity.alternatives, severity.error) == (ways, 0)
    assert severity.first == pytest.approx(part)
    assert severity.anywhere == severity.first


def test_what_names_no_region_has_no_severity():
    verdict, evidence = directed("sign", "holds", "above", (5, 4, 3, 2, 1), group="all", threshold=1)
    assert severity_of_direction(verdict, JUDGING, evidence, 1) is None


def test_drawn_arrangements_come_near_the_exact_share_and_say_how_near(monkeypatch):
    verdict, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1), within=3)
    monkeypatch.setattr(dealt_regions, "MOST_ARRANGEMENTS", 1)
    severity = severity_of_direction(verdict, JUDGING, evidence, 1)
    assert severity.error == pytest.approx((0.3 * 0.7 / 2000) ** 0.5, rel=0.1)
    assert severity.first == pytest.approx(0.3, abs=4 * severity.error)
    assert severity == severity_of_direction(verdict, JUDGING, evidence, 1)


def test_fewer_arrangements_are_tried_where_each_moves_very_many_figures():
    """Of 15 places in five, 3,003 ways: all at little effort, else draws in proportion to the effort."""
    places, classes = [list(range(15))], [(place < 5,) for place in range(15)]
    tried = [
        arrange(places, classes, 1, figures=times * dealt_regions.FIGURES_MOVED) for times in (1, 20, 1000)
    ]
    assert [(len(places), exact) for places, exact in tried] == [(3003, True), (100, False), (50, False)]


@pytest.mark.parametrize("verdict", ["differs", "not testable"])
def test_what_no_reading_bears_out_has_no_severity(verdict):
    assert severity_of_number(judged(verdict, (20.0,)), JUDGING) is None


def test_a_verdict_is_cheap_where_more_than_the_bound_would_have_got_it():
    """The bound is a half; any reading counts, of an association the chosen one alone."""
    assert Severity("numbers", 10, 0.4, 0.5, 0.6).cheap("depends", JUDGING) is True
    assert Severity("numbers", 10, 0.4, 0.5, 0.5).cheap("depends", JUDGING) is False
    assert Severity("outcomes", 10, 0.6, None, None).cheap("borne out", JUDGING) is True
    assert Severity("outcomes", 10, 0.4, None, None).cheap("borne out", JUDGING) is False


def test_what_is_true_under_some_reading_alone_only_depends():
    """Where another reading alone bears an alternative out, it depends: no match, and nothing that holds."""
    for verdict in ("matches", "close", "holds"):
        assert Severity("numbers", 10, 0.4, 0.5, 0.6).cheap(verdict, JUDGING) is False
        assert Severity("numbers", 10, 0.6, 0.6, 0.6).cheap(verdict, JUDGING) is True
    assert [share_with("depends", 0.4, anywhere) for anywhere in (0.6, None, np.nan)] == [0.6, 0.4, 0.4]
    assert share_with("matches", 0.4, 0.6) == 0.4


def test_the_seed_of_a_part_is_made_from_its_own_name():
    assert own_seed(7, ("X1", "p", "")) == 7 + crc32(b"X1.p.")


def test_each_verdict_is_set_beside_what_it_might_have_been():
    number = judged("matches", (20.0,))
    direction, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1))
    direction = replace(direction, part="direction")
    associated = replace(number.outcomes[0], association=object())
    stated = replace(associated.reading.asserted, value=None, direction="positive")
    associated = replace(associated, reading=replace(associated.reading, asserted=stated))
    verdicts = [
        number,
        direction,
        replace(number, part="association", chosen=associated),
        replace(number, part="of several years", chosen=associated),
        replace(number, part="arithmetic", chosen=replace(number.chosen, implication=object())),
        replace(number, part="not testable", chosen=None),
        replace(number, part="differs", verdict="differs"),
    ]
    found = severities(verdicts, JUDGING, evidence, 1, {("X1", "association", ""): (0.2, 400)})
    assert {key: (each.against, each.alternatives) for key, each in found.items()} == {
        ("X1", "p", ""): ("numbers", 31),
        ("X1", "direction", ""): ("regions", 10),
        ("X1", "association", ""): ("outcomes", 400),
    }
    assert found["X1", "direction", ""].first == pytest.approx(0.1)
    assert found["X1", "association", ""] == Severity("outcomes", 400, 0.2, None, None, pytest.approx(0.02))
    assert found["X1", "p", ""].first == pytest.approx(1 / 31)


def test_a_direction_that_fails_has_no_severity():
    verdict, evidence = directed("rank", "holds", "highest", (1, 2, 3, 4, 5))
    assert severity_of_direction(replace(verdict, verdict="fails"), JUDGING, evidence, 1) is None


def test_where_other_readings_leave_too_few_arrangements_they_count_as_sure():
    """Among four regions there are six pairs, too few to tell; among all five there are ten."""
    verdict, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1))
    fewer, _ = directed("rank", "holds", "highest", (5, 4, 3, 2, 1), among="four")
    assert severity_of_direction(fewer, JUDGING, evidence, 1) is None
    both = replace(verdict, outcomes=(*verdict.outcomes, *fewer.outcomes))
    found = severity_of_direction(both, JUDGING, evidence, 1)
    assert found == Severity("regions", 10, pytest.approx(0.1), 1.0, 1.0, 0)


def test_regions_move_within_what_is_ranked(monkeypatch):
    monkeypatch.setattr(dealt_regions, "FEWEST_ARRANGEMENTS", 1)
    verdict, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1), among="four")
    found = severity_of_direction(verdict, JUDGING, evidence, 1)
    assert (found.alternatives, found.first) == (6, pytest.approx(1 / 6))


def test_regions_without_the_figures_of_the_chosen_outcome_stay_where_they_are(monkeypatch):
    """One has no figure in 2021, which is not the year chosen: of the pairs of 2022 there are ten."""
    monkeypatch.setattr(dealt_regions, "FEWEST_ARRANGEMENTS", 1)
    verdict, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1))
    evidence.panels["20"].values["x"][0, 4] = float("nan")
    now = verdict.outcomes[0]
    before = replace(now, year=2021, period="2021")
    found = severity_of_direction(replace(verdict, outcomes=(before, now)), JUDGING, evidence, 1)
    assert found.alternatives == 10
    then = replace(verdict, chosen=before, outcomes=(before, now))
    assert severity_of_direction(then, JUDGING, evidence, 1).alternatives == 6
    for chosen, tried in ((now, 10), (before, 6)):
        assert dealt_regions.share_that_holds([before, now], chosen, JUDGING, evidence, 1)[2] == tried


def test_layouts_are_dealt_apart():
    """One of ten pairs holds both highest in either layout: 1 - 0.9 x 0.9 of both do in one or the other."""
    verdict, evidence = directed("rank", "holds", "highest", (5, 4, 3, 2, 1))
    (now,) = verdict.outcomes
    evidence = Evidence({"20": evidence.panels["20"], "17": evidence.panels["20"]},
                        {"20": evidence.groups["20"], "17": evidence.groups["20"]})  # fmt: skip
    other = replace(now, layout="17")
    found = severity_of_direction(replace(verdict, outcomes=(now, other)), JUDGING, evidence, 1)
    assert (found.first, found.anywhere) == pytest.approx((0.1, 0.19))


@pytest.mark.parametrize(
    ("figures_moved", "most", "exact"),
    [
        # an arrangement moves the two figures of the pair: all ten are tried up to twelve
        (2, 12, True),
        # half the effort, nine of eighteen, is too little for ten
        (1, 18, False),
        (1, 20, True),
    ],
)
def test_how_many_are_tried_depends_on_the_figures_that_each_moves(monkeypatch, figures_moved, most, exact):
    monkeypatch.setattr(dealt_regions, "FIGURES_MOVED", figures_moved)
    monkeypatch.setattr(dealt_regions, "MOST_ARRANGEMENTS", most)
    verdict, evidence = directed("sign", "holds", "above", (5, 4, 3, 2, 1), threshold=3)
    severity = severity_of_direction(verdict, JUDGING, evidence, 1)
    assert (severity.error == 0) == exact
    assert severity.alternatives == (10 if exact else 1000)


def test_as_many_arrangements_as_may_be_tried_are_all_tried(monkeypatch):
    monkeypatch.setattr(dealt_regions, "MOST_ARRANGEMENTS", 10)
    places, exact = arrange([list(range(5))], [(place < 2,) for place in range(5)], 1)
    assert (places.shape, exact) == ((10, 5), True)
    assert {tuple(sorted(row[:2])) for row in places.tolist()} == {
        (a, b) for a in range(5) for b in range(a + 1, 5)
    }
