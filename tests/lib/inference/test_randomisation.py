import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.inference.cluster_variance import clustered_variance
from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.randomisation import dealt_paths, permutations, randomisation_test


def panel(seed, G=5, T=4):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    x = generator.normal(size=G * T).reshape(G, T).cumsum(axis=1).ravel()
    y = 0.5 * x + generator.normal(size=G * T) + generator.normal(size=G)[unit]
    return y, x, unit, year


def crv1_t(fit, unit):
    return fit.coefficients[0] / clustered_variance(fit, unit, "CR0").std_errors[0]


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_all_dealings_of_paths_equal_estimating_each_anew(seed):
    y, x, unit, year = panel(seed)
    fit = least_squares(y, x, absorb=[unit, year])
    test = randomisation_test(fit, unit, year, 0)
    paths = x.reshape(5, 4)
    t = [
        crv1_t(least_squares(y, paths[list(order)].ravel(), absorb=[unit, year]), unit)
        for order in itertools.permutations(range(5))
    ]
    assert test.exact
    assert test.permutations == 120
    assert test.statistic == pytest.approx(t[0])
    assert test.p_value == pytest.approx(np.mean(np.abs(t) >= abs(t[0]) * (1 - 1e-9)))


def test_of_drawn_dealings_the_observed_one_counts_too():
    """Nine units, 99 of their 362,880 orders: p = (1 + as extreme) / (1 + 99), each estimated anew."""
    y, x, unit, year = panel(3, G=9)
    test = randomisation_test(least_squares(y, x, absorb=[unit, year]), unit, year, 0, draws=99, seed=5)
    orders, whole = permutations(9, 99, 5)
    t = [
        crv1_t(least_squares(y, x.reshape(9, 4)[order].ravel(), absorb=[unit, year]), unit)
        for order in orders
    ]
    extreme = np.count_nonzero(np.abs(t) >= abs(test.statistic) * (1 - 1e-9))
    assert (test.exact, whole, test.permutations) == (False, False, 99)
    assert 0 < extreme < 99
    assert test.p_value == pytest.approx((1 + extreme) / 100)


def test_a_dealt_path_fills_a_period_that_it_lacks_by_hand():
    """Means of the years 2, 7 and 9; the second unit lies 1 and 2 above, so at 10.5 in the year it lacks."""
    units, years = ["a", "a", "a", "b", "b"], [1, 2, 3, 1, 2]
    dealt = dealt_paths(np.array([1.0, 5, 9, 3, 9]), units, years, 64, 0)
    assert {tuple(column) for column in dealt.T.tolist()} == {(1.0, 5, 9, 3, 9), (3.0, 9, 10.5, 1, 5)}


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_exact_when_paths_are_exchangeable(seed):
    y, x, unit, year = panel(seed)
    paths = x.reshape(5, 4)
    p = np.array(
        [
            randomisation_test(
                least_squares(y, paths[list(order)].ravel(), absorb=[unit, year]), unit, year, 0
            ).p_value
            for order in itertools.permutations(range(5))
        ]
    )
    for level in np.unique(p):
        assert np.mean(p <= level + 1e-12) <= level + 1e-12


def test_row_order_does_not_matter():
    y, x, unit, year = panel(1, G=12)
    order = np.random.default_rng(3).permutation(len(y))
    first = randomisation_test(least_squares(y, x, absorb=[unit]), unit, year, 0, seed=7)
    second = randomisation_test(
        least_squares(y[order], x[order], absorb=[unit[order]]), unit[order], year[order], 0, seed=7
    )
    assert not first.exact
    assert first.p_value == second.p_value


def test_a_cross_section_permutes_units():
    y, x, *_ = panel(2, G=7, T=1)
    fit = least_squares(y, with_constant(x), names=["constant", "x"])
    test = randomisation_test(fit, np.arange(7), None, "x", draws=5040)
    assert test.exact
    assert 1 / 5040 <= test.p_value <= 1


def test_units_seen_in_different_years_are_refused():
    y, x, unit, year = panel(2)
    fit = least_squares(y[1:], x[1:], absorb=[unit[1:]])
    with pytest.raises(DesignError, match="every period"):
        randomisation_test(fit, unit[1:], year[1:], 0)


def test_weights_are_refused():
    y, x, unit, year = panel(2)
    fit = least_squares(y, x, absorb=[unit], weights=np.linspace(1, 2, len(y)))
    with pytest.raises(DesignError, match="not exchangeable"):
        randomisation_test(fit, unit, year, 0)
