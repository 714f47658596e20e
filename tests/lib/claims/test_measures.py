"""Each kind of statement on a panel small enough to work out by hand.

Year 1: a 10, b 30, c 60 tonnes by 1, 2, 3 workers; year 2: a 20, b 20, c 160 by 2, 2, 4.
"""

import numpy as np
import pandas as pd
import pytest

from lib.claims.evidence import build_evidence
from lib.claims.measures import MEASURE_OF_KIND, View
from lib.claims.readings import Reading
from lib.claims.settings import settings_of
from lib.claims.statements import Assertion, Judging

ROWS = [
    ("a", 1, 10, 1, 5), ("b", 1, 30, 2, 1), ("c", 1, 60, 3, 2),
    ("a", 2, 20, 2, 5), ("b", 2, 20, 2, 1), ("c", 2, 160, 4, np.nan),
]  # fmt: skip
JUDGING = Judging(layouts=("three", "two"), comparable_within=2)


@pytest.fixture
def evidence():
    three = pd.DataFrame(ROWS, columns=["unit", "year", "tonnes", "workers", "share"])
    two = pd.DataFrame(
        [("a", 0, 8.0, 1.0), ("bc", 0, 12.0, 4.0), ("a", 1, 10.0, 1.0), ("bc", 1, 90.0, 5.0)],
        columns=["unit", "year", "tonnes", "workers"],
    )
    groups = {
        "three": {"all": ["a", "b", "c"], "ab": ["a", "b"], "bc": ["b", "c"]},
        "two": {"all": ["a", "bc"]},
    }
    return build_evidence({"three": three, "two": two}, groups | {"two": {**groups["two"], "bc": ["bc"]}})


def in_layouts(evidence, kind, asserted=None, **keys):
    """What one kind gives in each layout."""
    asserted = Assertion(**{"unit": "tonnes", **(asserted or {})})
    reading = Reading("X1", "p", "", kind, asserted, settings_of(keys), (), 0)
    layouts = [keys["layout"]] if "layout" in keys else JUDGING.layouts
    views = {layout: View(evidence.panels[layout], evidence.groups[layout]) for layout in layouts}
    computed = {layout: MEASURE_OF_KIND[kind](view, reading, JUDGING) for layout, view in views.items()}
    return [(layout, each) for layout, each in computed.items() if each is not None]


def compute(evidence, kind, asserted=None, **keys):
    """What one kind gives in the layout of three units, by year."""
    ((_, computed),) = in_layouts(evidence, kind, asserted, **{"layout": "three", **keys})
    return computed


def values(evidence, kind, asserted=None, **settings):
    return dict(zip((0, 1, 2), compute(evidence, kind, asserted, **settings).value.tolist(), strict=True))


def test_a_share_is_percent_of_the_whole(evidence):
    found = values(evidence, "share", variable="tonnes", group="ab")
    assert (found[1], found[2]) == (40, 20)
    assert np.isnan(found[0])


def test_a_share_of_another_whole(evidence):
    assert values(evidence, "share", variable="tonnes", group="a", whole="ab")[1] == 25


def test_a_share_of_several_other_variables(evidence):
    found = values(evidence, "share", variable="tonnes", whole_variable=["tonnes", "workers"], group="c")
    assert found[1] == pytest.approx(100 * 60 / 106)


def test_a_level_adds_up_or_divides_totals(evidence):
    assert values(evidence, "level", variable="tonnes", group="ab")[2] == 40
    found = values(evidence, "level", variable="tonnes", per="workers", scale=100, group="ab")
    assert found[1] == pytest.approx(100 * 40 / 3)


def test_variables_given_as_a_list_add_up(evidence):
    assert values(evidence, "level", variable=["tonnes", "workers"], group="ab")[1] == 43


def test_means_extremes_and_weights(evidence):
    per_worker = {"variable": "tonnes", "per": "workers", "group": "all"}
    assert values(evidence, "level", **per_worker, aggregate="mean")[1] == pytest.approx((10 + 15 + 20) / 3)
    assert values(evidence, "level", **per_worker, aggregate="highest")[2] == 40
    assert values(evidence, "level", **per_worker, aggregate="lowest")[1] == 10
    weighted = values(evidence, "level", variable="share", weight="workers", group="all")
    assert weighted[1] == pytest.approx((5 * 1 + 1 * 2 + 2 * 3) / 6)


def test_a_missing_figure_makes_the_group_missing(evidence):
    assert np.isnan(values(evidence, "level", variable="share", group="all", aggregate="mean")[2])
    assert values(evidence, "level", variable="share", group="ab")[2] == 6


def test_a_ratio_divides_groups(evidence):
    found = values(evidence, "ratio", variable="tonnes", group="c", other_group="ab")
    assert (found[1], found[2]) == (1.5, 4)


def test_a_ratio_of_extremes_and_of_variables(evidence):
    extremes = {"aggregate": "highest", "other_aggregate": "lowest"}
    assert values(evidence, "ratio", variable="tonnes", group="all", other_group="all", **extremes)[2] == 8
    found = values(evidence, "ratio", variable="tonnes", other_variable="workers", group="c", other_group="c")
    assert found[1] == 20


def test_growth_is_told_at_the_later_year(evidence):
    found = values(evidence, "growth", variable="tonnes", group="c", **{"from": 1, "to": 2})
    assert found[2] == pytest.approx(160 / 60)
    assert np.isnan(found[1])


def test_a_sign_is_told_of_the_level_or_of_the_change(evidence):
    level = compute(evidence, "sign", {"direction": "above"}, variable="tonnes", group="b", threshold=25)
    assert level.holds.tolist()[1:] == [True, False]
    change = compute(evidence, "sign", {"direction": "below"}, variable="tonnes", group="b", lag=1)
    assert change.value[2] == -10
    assert change.holds[2]


@pytest.mark.parametrize(("aggregate", "change"), [("highest", 10), ("lowest", -10)])
def test_the_highest_change_is_that_of_some_unit(evidence, aggregate, change):
    """Of 10 and 30 that become 20 and 20 the highest falls by 10, while one unit gains as much."""
    found = values(
        evidence, "sign", {"direction": "below"}, variable="tonnes", group="ab", aggregate=aggregate, lag=1
    )
    assert found[2] == change


@pytest.mark.parametrize(
    ("direction", "group", "other", "holds"),
    [
        ("below", "a", "b", [True, False]),
        ("above", "c", "ab", [True, True]),
        ("comparable", "c", "ab", [True, False]),
        ("comparable", "a", "b", [False, True]),
        ("apart", "c", "ab", [False, True]),
    ],
)
def test_an_order_compares_two_groups(evidence, direction, group, other, holds):
    found = compute(
        evidence, "order", {"direction": direction}, variable="tonnes", group=group, other_group=other
    )
    assert found.holds.tolist()[1:] == holds


def test_a_count_is_of_units_below_the_national_value(evidence):
    # year 1: 100 tonnes by 6 workers are 16.7 a worker, above a's 10 and b's 15; mean of units 15
    per_worker = {"variable": "tonnes", "per": "workers"}
    assert values(evidence, "count", **per_worker)[1] == 2
    assert values(evidence, "count", **per_worker, benchmark="mean")[1] == 1
    assert values(evidence, "count", **per_worker, benchmark="none")[1] == 3
    assert values(evidence, "count", **per_worker, result="percent")[1] == pytest.approx(200 / 3)


@pytest.mark.parametrize(
    ("direction", "group", "more", "number", "holds", "words"),
    [
        ("lowest", "a", {}, 1, True, "a 1"),
        ("lowest", "ab", {}, 2, True, "a 1, b 2"),
        ("lowest", "bc", {}, 1, False, "b 2, c 3"),
        ("highest", "bc", {}, 2, True, "c 1, b 2"),
        ("lowest", "c", {"within": 3}, 1, True, "c 3"),
        ("lowest", "b", {"within_share": 0.5}, 1, True, "b 2"),
        ("not_lowest", "c", {}, 0, True, "c 3"),
        ("not_lowest", "a", {}, 1, False, "a 1"),
    ],
)
def test_ranks_count_places(evidence, direction, group, more, number, holds, words):
    found = compute(evidence, "rank", {"direction": direction}, variable="tonnes", group=group, **more)
    assert (found.value[1], found.holds[1], found.words(1)) == (number, holds, words)


def test_equal_values_share_the_better_place(evidence):
    found = compute(evidence, "rank", {"direction": "lowest"}, variable="tonnes", group="ab", within=1)
    assert found.words(2) == "a 1, b 1"
    assert found.holds[2]


def test_ranks_need_all_figures_unless_told_otherwise(evidence):
    settings = {"variable": "share", "group": "a"}
    assert np.isnan(compute(evidence, "rank", {"direction": "highest"}, **settings).value[2])
    found = compute(evidence, "rank", {"direction": "highest"}, **settings, coverage="available")
    assert found.words(2) == "a 1"


def test_places_among_the_units_that_are_named_and_have_figures(evidence):
    settings = {"variable": "share", "group": "a", "among": "ab", "coverage": "available"}
    assert compute(evidence, "rank", {"direction": "lowest"}, **settings).words(1) == "a 2"


def test_units_can_be_selected_by_a_variable_year_by_year(evidence):
    select = {"by": "tonnes", "per": "workers", "take": 1, "among": "ab"}
    found = values(evidence, "level", variable="tonnes", select=select)
    # most tonnes a worker of a and b: b with 15 in year 1; equal in year 2, the first by name
    assert (found[1], found[2]) == (30, 20)


def test_units_below_the_value_of_the_whole_can_be_selected(evidence):
    # year 1: 100 tonnes by 6 workers are 16.7 a worker, above a's 10 and b's 15; year 2: 25, above 10 and 10
    select = {"by": "tonnes", "per": "workers", "among": "all"}
    found = values(evidence, "share", variable="tonnes", select=select)
    assert (found[1], found[2]) == (40, 20)


def test_how_far_units_spread_is_their_standard_deviation(evidence):
    # 10, 15 and 20 tonnes a worker
    found = values(evidence, "level", variable="tonnes", per="workers", group="all", aggregate="spread")
    assert found[1] == pytest.approx((50 / 3) ** 0.5)


def test_a_share_times_its_whole_is_a_number(evidence):
    # 5, 1 and 2 a worker of 1, 2 and 3 workers: 5, 2 and 6
    found = compute(evidence, "rank", {"direction": "highest"}, variable="share", times="workers", group="c")
    assert found.words(1) == "c 1"


def test_layouts_are_tried_in_turn_where_the_reading_leaves_them_open(evidence):
    found = in_layouts(evidence, "share", variable="tonnes", group="bc")
    assert [layout for layout, _ in found] == ["three", "two"]
    assert found[1][1].value.tolist()[:2] == [60, 90]


def test_a_layout_that_cannot_show_a_group_gives_nothing(evidence):
    assert in_layouts(evidence, "share", variable="tonnes", group="ab", layout="two") == []


def test_a_unit_that_has_the_value_of_the_whole_does_not_lie_below_it(evidence):
    # year 1: 40 tonnes by 3 workers are 13.3 a worker, a has 10; year 2: all have 10
    select = {"by": "tonnes", "per": "workers", "among": "ab"}
    found = values(evidence, "share", variable="tonnes", select=select)
    assert found[1] == 10
    assert np.isnan(found[2])


def test_a_mean_is_scaled_and_one_of_a_single_unit_is_its_value(evidence):
    per_worker = {"variable": "tonnes", "per": "workers", "aggregate": "mean"}
    assert values(evidence, "level", **per_worker, scale=100, group="all")[1] == pytest.approx(1500)
    assert values(evidence, "level", **per_worker, group="b")[1] == 15


def test_a_single_unit_needs_no_weight(evidence):
    assert values(evidence, "level", variable="tonnes", weight="share", group="c")[2] == 160
    assert np.isnan(values(evidence, "level", variable="tonnes", weight="share", group="bc")[2])


def test_a_sign_without_a_threshold_is_told_against_zero(evidence):
    found = compute(evidence, "sign", {"direction": "above"}, variable="workers", group="a")
    assert found.holds[1]


@pytest.mark.parametrize(("group", "other"), [("b", "a"), ("a", "b")])
@pytest.mark.parametrize(("direction", "holds"), [("comparable", True), ("apart", False)])
def test_twice_as_much_is_still_comparable_where_two_is_the_most(evidence, group, other, direction, holds):
    # 2 workers and 1
    settings = {"variable": "workers", "group": group, "other_group": other}
    assert compute(evidence, "order", {"direction": direction}, **settings).holds[1] == holds


def test_units_are_not_counted_in_a_year_that_lacks_a_figure(evidence):
    assert np.isnan(values(evidence, "count", variable="share", benchmark="none")[2])


def test_places_are_taken_among_the_units_that_are_named(evidence):
    asked = {"direction": "highest"}
    assert compute(evidence, "rank", asked, variable="tonnes", group="a", among="ab").words(1) == "a 2"
    outside = compute(evidence, "rank", asked, variable="tonnes", group="c", among="ab")
    assert np.isnan(outside.value[1])
    second = compute(evidence, "rank", {"direction": "lowest"}, variable="tonnes", group="b", within=1)
    assert (second.value[1], second.holds[1]) == (0, False)
    assert in_layouts(evidence, "rank", asked, variable="tonnes", group="ab", layout="two") == []
    assert in_layouts(evidence, "count", variable="tonnes", among="ab", layout="two") == []
