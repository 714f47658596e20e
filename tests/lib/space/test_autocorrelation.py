"""Spatial autocorrelation against published output, esda, and counts that can be made by hand."""

import itertools

import esda
import libpysal
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from statsmodels.stats.multitest import multipletests

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.randomisation import permutations
from lib.space.autocorrelation import (
    _positive,
    false_discovery,
    local_moran,
    moran_paths_test,
    moran_residual_test,
    moran_test,
)

# Four places in a row.
CHAIN = np.array([[0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 1, 0]])


@pytest.fixture(scope="module")
def columbus():
    """Crime in 49 neighbourhoods of Columbus, Ohio, with contiguity weights (Anselin 1988, in PySAL)."""
    table = libpysal.io.open(libpysal.examples.get_path("columbus.dbf"))
    columns = {name: np.array(table.by_col(name)) for name in ("CRIME", "INC", "HOVAL")}
    w = libpysal.io.open(libpysal.examples.get_path("columbus.gal")).read()
    w.transform = "r"
    return columns, w


def test_morans_i_of_a_chain_by_hand():
    # deviations -1.5, -0.5, 0.5, 1.5; z'Wz = 0.75 + 0.25 + 0.25 + 0.75 = 2 of z'z = 5
    assert moran_test(np.array([1.0, 2, 3, 4]), CHAIN).statistic == pytest.approx(2 / 5)


def test_few_units_are_tested_by_all_their_orders():
    test = moran_test(np.array([1.0, 2, 3, 4]), CHAIN, draws=9999)
    # no other order than this and its mirror has neighbours as alike
    assert (test.draws, test.exact) == (24, True)
    assert test.p_value == pytest.approx(2 * 2 / 24)
    assert test.expected == pytest.approx(-1 / 3)


def test_morans_i_and_its_p_value_agree_with_esda(columbus):
    columns, w = columbus
    ours = moran_test(columns["INC"], w.full()[0], draws=9999, seed=1)
    theirs = esda.Moran(columns["INC"], w, permutations=0)
    assert ours.statistic == pytest.approx(theirs.I)
    assert ours.expected == pytest.approx(theirs.EI)
    assert ours.deviation == pytest.approx(theirs.seI_rand, rel=0.03)
    assert ours.p_value == pytest.approx(theirs.p_rand, abs=0.01)


def test_local_statistics_agree_with_esda(columbus):
    columns, w = columbus
    ours = local_moran(columns["CRIME"], w.full()[0], draws=9999, seed=1)
    theirs = esda.Moran_Local(columns["CRIME"], w, permutations=9999, seed=1)
    assert ours.statistic == pytest.approx(theirs.Is)
    names = np.array(["high-high", "low-high", "low-low", "high-low"])
    assert (ours.quadrant == names[theirs.q - 1]).all()
    # both draw at random, and where two neighbours tie esda leaves it to rounding
    assert ours.p_value == pytest.approx(np.minimum(1, 2 * theirs.p_sim), abs=0.05)


def test_a_unit_with_one_neighbour_has_as_many_p_values_as_others_to_meet():
    values = np.array([1.0, 9, 3, 4, 5, 6, 7, 8, 2, 10])
    W = np.roll(np.eye(10), 1, axis=1)
    test = local_moran(values, W, draws=99999, seed=3)
    # the second highest of ten deviations is met: of nine others one is higher
    assert test.p_value[0] == pytest.approx(2 * 2 / 9, abs=0.01)


def test_residual_autocorrelation_of_columbus_as_spdep_prints_it(columbus):
    columns, w = columbus
    fit = least_squares(columns["CRIME"], with_constant(np.column_stack([columns["INC"], columns["HOVAL"]])))
    test = moran_residual_test(fit, w.full()[0])
    # spdep's lm.morantest
    assert test.statistic == pytest.approx(0.222109407, abs=5e-10)
    assert test.expected == pytest.approx(-0.033418335, abs=5e-10)
    assert test.deviation**2 == pytest.approx(0.008099305, abs=5e-10)


def test_the_exact_p_of_residuals_is_the_limit_of_simulated_ones(columbus):
    columns, w = columbus
    W = w.full()[0]
    fit = least_squares(columns["CRIME"], with_constant(np.column_stack([columns["INC"], columns["HOVAL"]])))
    test = moran_residual_test(fit, W)
    noise = np.random.default_rng(0).standard_normal((200_000, 49))
    errors = noise - (noise @ fit.Q) @ fit.Q.T
    made = 49 / W.sum() * np.einsum("ij,ij->i", errors @ W.T, errors) / np.einsum("ij,ij->i", errors, errors)
    assert test.p_value / 2 == pytest.approx(np.mean(made >= test.statistic), abs=5e-4)
    assert test.deviation == pytest.approx(made.std(), rel=0.01)
    assert test.exact


def test_one_chi_squared_against_another_is_even():
    """Residuals of three rows on a constant with one pair of neighbours: I above its median half the time."""
    W = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0.0]])
    fit = least_squares([1.0, 2, 4], np.ones(3))
    # I = 3 / 2 * 2 e1 e2 / e'e; in the plane of residuals its roots are -3/2 and 1/2, their mean the median
    e = np.array([1.0, 2, 4]) - 7 / 3
    statistic = 3 * e[0] * e[1] / (e @ e)
    test = moran_residual_test(fit, W)
    assert test.statistic == pytest.approx(statistic)
    assert test.expected == pytest.approx((-1.5 + 0.5) / 2)
    # P(I > i) with one chi-squared each: the share of the circle of directions, arctan of the roots' ratio
    share = 2 / np.pi * np.arctan(np.sqrt((0.5 - statistic) / (statistic + 1.5)))
    assert test.p_value == pytest.approx(2 * min(share, 1 - share), abs=1e-3)


def test_residual_test_has_its_size_whatever_the_regressors():
    generator = np.random.default_rng(8)
    W = np.roll(np.eye(12), 1, axis=1) / 2 + np.roll(np.eye(12), -1, axis=1) / 2
    X = with_constant(np.cumsum(generator.normal(size=(12, 2)), axis=0))
    tests = (moran_residual_test(least_squares(generator.normal(size=12), X), W) for _ in range(800))
    rejected = np.mean([test.p_value <= 0.1 for test in tests])
    assert rejected == pytest.approx(0.1, abs=0.035)


def test_paths_of_one_year_are_values(columbus):
    columns, w = columbus
    centred = columns["INC"] - columns["INC"].mean()
    W = w.full()[0]
    paths, values = moran_paths_test(centred[:, None], W, seed=2), moran_test(centred, W, seed=2)
    assert paths.statistic == pytest.approx(values.statistic)
    assert paths.expected == pytest.approx(values.expected)
    assert paths.p_value == values.p_value


def test_a_shock_common_to_all_places_is_not_taken_for_likeness_of_neighbours():
    generator = np.random.default_rng(4)
    paths = generator.normal(size=(4, 30)) + 3 * generator.normal(size=30)
    test = moran_paths_test(paths, CHAIN)
    assert test.statistic > 0.5
    assert test.p_value > 0.1


def test_adjusted_p_values_are_those_of_statsmodels():
    p = np.random.default_rng(6).uniform(size=20) ** 2
    assert false_discovery(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


values = npst.arrays(float, 8, elements=st.floats(-100, 100)).filter(lambda x: np.ptp(x) > 1e-3)


def moran_index(values, W):
    return moran_test(values, W, draws=19).statistic


@given(values, st.floats(0.1, 10), st.floats(-50, 50))
def test_units_and_origin_of_the_values_do_not_matter(x, scale, shift):
    W = np.roll(np.eye(8), 1, axis=1)
    assert moran_index(scale * x + shift, W) == pytest.approx(moran_index(x, W), abs=1e-6)


@given(values, st.permutations(range(8)))
def test_names_of_the_places_do_not_matter(x, order):
    W = np.roll(np.eye(8), 1, axis=1) + 0.5 * np.roll(np.eye(8), 3, axis=1)
    assert moran_index(x[order], W[np.ix_(order, order)]) == pytest.approx(moran_index(x, W), abs=1e-9)


@pytest.mark.parametrize(
    ("x", "W", "sentence"),
    [
        ([1.0, 1, 1, 1], CHAIN, "All values are the same"),
        ([0.0, 0, 0, 0], CHAIN, "All values are the same"),
        ([1.0, np.nan, 2, 3], CHAIN, "must not be missing"),
        ([1.0, 2, 3], CHAIN, r"weights of shape \(3, 3\)"),
        ([1.0, 2, 3, 4], np.zeros((4, 4)), "at least one neighbour"),
        ([1.0, 2, 3, 4], np.eye(4), "diagonal of zeros"),
    ],
)
def test_what_cannot_be_tested_is_refused(x, W, sentence):
    with pytest.raises(DesignError, match=sentence):
        moran_test(np.array(x), W)


def test_weighted_residuals_are_refused():
    fit = least_squares(np.arange(4.0) ** 2, with_constant(np.arange(4.0)), weights=[1, 1, 2, 2])
    with pytest.raises(DesignError, match="unweighted fit"):
        moran_residual_test(fit, CHAIN)


def test_drawn_orders_count_the_observed_one_by_the_definition():
    """Twice the smaller tail of 99 orders and the one observed, of values without ties."""
    generator = np.random.default_rng(5)
    values = generator.normal(size=9)
    W = np.roll(np.eye(9), 1, axis=1) / 2 + np.roll(np.eye(9), -1, axis=1) / 2
    z = values - values.mean()
    orders, _ = permutations(9, 99, 3)
    made = np.array([z[order] @ W @ z[order] for order in orders])
    tail = min((made >= z @ W @ z).sum(), (made <= z @ W @ z).sum())
    assert moran_test(values, W, draws=99, seed=3).p_value == pytest.approx(2 * (tail + 1) / 100)


def test_where_all_orders_are_alike_the_p_value_is_one():
    """Everyone is everyone's neighbour, whatever the order."""
    W = (np.ones((4, 4)) - np.eye(4)) / 3
    assert moran_test(np.array([1.0, 2, 3, 5]), W).p_value == 1


def test_a_value_at_the_mean_is_low_as_in_esda():
    """A ring of 1, 2, 3, 2: the second and the fourth are at the mean, and around each is the mean."""
    ring = np.roll(np.eye(4), 1, axis=1) / 2 + np.roll(np.eye(4), -1, axis=1) / 2
    quadrants = local_moran(np.array([1.0, 2, 3, 2]), ring, draws=99).quadrant
    assert quadrants.tolist() == ["low-low", "low-low", "high-low", "low-low"]


def test_the_unit_of_the_values_does_not_matter_to_local_statistics():
    generator = np.random.default_rng(6)
    values = generator.normal(size=12)
    W = np.roll(np.eye(12), 1, axis=1) / 2 + np.roll(np.eye(12), -1, axis=1) / 2
    plain, small = local_moran(values, W, draws=199), local_moran(1e-9 * values, W, draws=199)
    assert plain.p_value.tolist() == small.p_value.tolist()
    assert plain.quadrant.tolist() == small.quadrant.tolist()
    z = values - values.mean()
    sides = [
        ("high" if own > 0 else "low", "high" if lag > 0 else "low")
        for own, lag in zip(z, W @ z, strict=True)
    ]
    assert plain.quadrant.tolist() == ["-".join(each) for each in sides]


def test_a_sum_of_chi_squares_of_one_sign_has_it():
    assert _positive(np.array([3.0, 1.0, 0.5])) == pytest.approx(1, abs=1e-3)
    assert _positive(np.array([-3.0, -1.0])) == pytest.approx(0, abs=1e-3)
    assert max(_positive(np.ones(terms)) for terms in range(1, 20)) <= 1
    # P(a x^2 > b y^2): the share of directions, whatever the unit
    for scale in (1.0, 1e4, 1e-4):
        share = 2 / np.pi * np.arctan(np.sqrt(4.0))
        assert _positive(scale * np.array([4.0, -1.0])) == pytest.approx(share, abs=1e-3)


def test_residual_and_path_tests_refuse_what_they_cannot_test():
    fit = least_squares(np.array([1.0, 2, 4, 7]), np.ones(4))
    with pytest.raises(DesignError, match="a diagonal of zeros"):
        moran_residual_test(fit, np.eye(4))
    with pytest.raises(DesignError, match="a diagonal of zeros"):
        moran_paths_test(np.arange(8.0).reshape(4, 2), np.eye(4))
    assert moran_residual_test(fit, CHAIN).draws == 0
    with pytest.raises(DesignError, match="Three or more"):
        moran_test(np.array([1.0, 2.0]), np.array([[0, 1.0], [1, 0]]))


def test_weights_may_be_small():
    values = np.array([1.0, 2, 3, 4])
    assert moran_test(values, CHAIN / 100).statistic == pytest.approx(moran_test(values, CHAIN).statistic)


def test_the_expectation_over_all_orders_of_paths_is_their_mean():
    """All 24 orders of four paths, each statistic written out."""
    paths = np.array([[1.0, 2], [3, 1], [2, 5], [4, 4]])
    W = CHAIN
    made = [
        4 / W.sum() * np.trace(paths[list(order)].T @ W @ paths[list(order)]) / (paths**2).sum()
        for order in itertools.permutations(range(4))
    ]
    assert moran_paths_test(paths, W).expected == pytest.approx(np.mean(made))
