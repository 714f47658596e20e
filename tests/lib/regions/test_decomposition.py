"""Kitagawa's decompositions and Duncan and Davis's bounds against cases worked by hand."""

import numpy as np
import pytest

from lib.regions.decomposition import change_within_and_between, locality_bounds, share_by_size_and_rate


def test_a_group_of_half_the_people_at_a_higher_rate():
    """Rates 30 and 10 percent of 100 people each: 75 percent of the cases, 50 of them for its size."""
    parts = share_by_size_and_rate(np.array([100.0, 100]), np.array([30.0, 10]), np.array([True, False]))
    assert parts == pytest.approx({"total": 75, "size": 50, "rate": 25})


def test_a_change_is_the_sum_of_its_parts_and_each_is_alone_where_the_other_is_nought():
    people = np.array([100.0, 100]), np.array([100.0, 300])
    cases = np.array([40.0, 20]), np.array([40.0, 60])  # rates 40 and 20 percent in both years
    parts, units = change_within_and_between(people, cases)
    assert parts == pytest.approx({"total": 25 - 30, "within": 0, "composition": -5})
    np.testing.assert_allclose(units, 0)
    parts, units = change_within_and_between((people[0], people[0]), (cases[0], np.array([20.0, 30])))
    assert parts == pytest.approx({"total": -5, "within": -5, "composition": 0})
    assert units == pytest.approx([-10, 5])


def test_kitagawas_weights_are_the_means_of_both_years():
    people = np.array([60.0, 40]), np.array([50.0, 50])
    cases = np.array([30.0, 10]), np.array([20.0, 20])
    parts, _ = change_within_and_between(people, cases)
    assert parts["within"] == pytest.approx(0.55 * (40 - 50) + 0.45 * (40 - 25))
    assert parts["composition"] == pytest.approx(45 * -0.1 + 32.5 * 0.1)
    assert parts["total"] == pytest.approx(0)


def test_bounds_of_localities_by_hand():
    """A city has no village; in a region of 100 with 80 cases at least 30 of its 50 villagers are such."""
    bounds = locality_bounds(np.array([100.0, 100]), np.array([20.0, 80]), np.array([0.0, 0.5]))
    assert bounds["urban"] == pytest.approx((100 * (20 + 30) / 150, 100 * (20 + 50) / 150))
    assert bounds["rural"] == pytest.approx((100 * 30 / 50, 100 * 50 / 50))
