"""Indices against published values, cases worked by hand, and their properties."""

from math import log, sqrt

import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.regions.inequality import (
    gini,
    herfindahl,
    location_quotients,
    lorenz,
    theil,
    theil_decomposition,
    williamson,
)

DECADES = [f"pcgdp{year}" for year in range(1940, 2010, 10)]

# Half of the people have 1 each, a quarter 2, a quarter 4: the mean is 2.
VALUES = np.array([1.0, 2.0, 4.0])
HEADS = np.array([2.0, 1.0, 1.0])


@pytest.fixture(scope="module")
def mexico() -> pd.DataFrame:
    """GDP per head of the 32 Mexican states, which come with PySAL."""
    return pd.read_csv(libpysal.examples.get_path("mexico.csv"))


def test_theil_of_mexico_as_pysal_publishes_it(mexico):
    published = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
    ones = np.ones(len(mexico))
    assert [theil(mexico[decade], ones) for decade in DECADES] == pytest.approx(published, abs=5e-9)


def test_theil_between_regions_of_mexico_as_pysal_publishes_it(mexico):
    published = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
    ones, regions = np.ones(len(mexico)), mexico["hanson98"].to_numpy()
    between = [sum(theil_decomposition(mexico[decade], ones, regions)[0].values()) for decade in DECADES]
    assert between == pytest.approx(published, abs=5e-9)


def test_gini_of_mexico_as_pysal_publishes_it(mexico):
    assert gini(mexico["pcgdp1940"], np.ones(len(mexico))) == pytest.approx(0.35372371173452849, rel=1e-14)


def test_indices_of_three_regions_by_hand():
    # T = 1/2 (1/2) ln(1/2) + 1/4 (1) ln 1 + 1/4 (2) ln 2
    assert theil(VALUES, HEADS) == pytest.approx(0.25 * log(2))
    # pairs: |1-2| 1/8, |1-4| 1/8, |2-4| 1/16, each twice; over twice the mean
    assert gini(VALUES, HEADS) == pytest.approx(2 * (1 / 8 + 3 / 8 + 2 / 16) / 4)
    # variance 1/2 (1) + 0 + 1/4 (4) = 1.5
    assert williamson(VALUES, HEADS) == pytest.approx(sqrt(1.5) / 2)


def test_decomposition_of_three_regions_by_hand():
    between, within = theil_decomposition(VALUES, HEADS, np.array(["poor", "rich", "rich"]))
    # the rich: 3/4 of the total, half of the people; inside, shares 1/3 and 2/3 on equal heads
    assert between == pytest.approx({"poor": 0.25 * log(0.5), "rich": 0.75 * log(1.5)})
    assert within == pytest.approx({"poor": 0, "rich": 0.75 * (log(2 / 3) / 3 + 2 * log(4 / 3) / 3)})


def test_lorenz_goes_from_the_poorest_to_the_richest():
    order, heads, amounts = lorenz(VALUES[::-1], HEADS[::-1])
    assert order.tolist() == [2, 1, 0]
    assert heads == pytest.approx([0.5, 0.75, 1])
    assert amounts == pytest.approx([0.25, 0.5, 1])


def test_zero_values_count_and_one_holder_of_all_has_the_most_unequal_share():
    assert theil([0, 0, 0, 10, 10, 10], np.ones(6)) == pytest.approx(log(2))
    between, within = theil_decomposition([0, 0, 10], np.ones(3), ["none", "none", "all"])
    assert (between, within) == (pytest.approx({"none": 0, "all": log(3)}), {"none": 0, "all": 0})


def test_concentration_and_specialisation_by_hand():
    assert herfindahl([5, 3, 2]) == pytest.approx(0.25 + 0.09 + 0.04)
    # agriculture is 3 of 10 in all, 2 of 4 in the first region, 1 of 6 in the second
    assert location_quotients([2, 1], [4, 6]) == pytest.approx([(2 / 4) / 0.3, (1 / 6) / 0.3])


@pytest.mark.parametrize(
    ("values", "weights", "sentence"),
    [
        ([1, np.nan], [1, 1], "every value must be"),
        ([1, -1], [1, 1], "every value must be"),
        ([0, 0], [1, 1], "at least one above zero"),
        ([1, 2], [1, 0], "every weight must be"),
        ([1, 2], [1], "one weight a value"),
        ([], [], "one weight a value"),
    ],
)
def test_what_cannot_be_measured_is_refused(values, weights, sentence):
    for index in (theil, gini, williamson, lorenz):
        with pytest.raises(ValueError, match=sentence):
            index(values, weights)


def test_totals_without_a_sum_have_no_concentration():
    with pytest.raises(ValueError, match="positive sum"):
        herfindahl([0, 0])


amounts = st.floats(0.01, 1e6)
regions = st.lists(st.tuples(amounts, amounts, st.sampled_from("abc")), min_size=2, max_size=20)


@given(regions)
def test_between_and_within_add_up_to_the_whole(rows):
    values, weights, groups = map(np.array, zip(*rows, strict=True))
    between, within = theil_decomposition(values, weights, groups)
    assert sum(between.values()) + sum(within.values()) == pytest.approx(theil(values, weights), abs=1e-10)


@given(regions, st.randoms(use_true_random=False), amounts, amounts)
def test_order_and_units_do_not_matter(rows, random, currency, heads):
    values, weights, _ = zip(*rows, strict=True)
    shuffled = list(zip(values, weights, strict=True))
    random.shuffle(shuffled)
    other_values, other_weights = np.array(shuffled).T
    for index in (theil, gini, williamson):
        same = index(other_values * currency, other_weights * heads)
        assert same == pytest.approx(index(values, weights), rel=1e-7, abs=1e-7)


@given(regions)
def test_two_halves_of_a_region_weigh_as_much_as_the_whole(rows):
    values, weights, _ = map(np.array, zip(*rows, strict=True))
    halves = np.concatenate([[weights[0] / 2], weights[1:], [weights[0] / 2]])
    for index in (theil, gini, williamson):
        split = index(np.append(values, values[0]), halves)
        assert split == pytest.approx(index(values, weights), rel=1e-9, abs=1e-9)


@given(regions)
def test_the_lorenz_curve_is_convex_and_holds_the_gini_coefficient(rows):
    values, weights, _ = map(np.array, zip(*rows, strict=True))
    _, heads, shares = lorenz(values, weights)
    x, y = np.append(0, heads), np.append(0, shares)
    slopes = np.diff(y) / np.diff(x)
    assert (np.diff(slopes) >= -1e-7 * slopes[1:]).all()
    assert 1 - 2 * np.trapezoid(y, x) == pytest.approx(gini(values, weights), abs=1e-9)


def test_concentration_of_small_totals_some_of_which_are_nought():
    assert herfindahl(np.array([0.0, 0.25, 0.25])) == pytest.approx(0.5)
    assert herfindahl(np.array([0.0, 0.5])) == 1
