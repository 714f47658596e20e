"""Convergence against independent implementations and cases whose answer is known."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from lib.regions.convergence import (
    beta,
    kendall_tau,
    log_deviation,
    sigma_ratio,
    spearman,
    speed,
)

START = np.exp(np.array([1.0, 2.0, 3.0, 4.0, 5.5, 6.0]))


@pytest.fixture
def pair():
    generator = np.random.default_rng(5)
    first = np.exp(generator.normal(size=17))
    return first, first**0.8 * np.exp(generator.normal(scale=0.3, size=17))


def test_sigma_is_the_standard_deviation_of_logs_with_the_normal_interval():
    found = log_deviation(np.exp([0.0, 3.0, 6.0]))
    assert found.value == pytest.approx(3.0)
    bounds = np.sqrt(2 * 9 / stats.chi2.ppf([0.975, 0.025], 2))
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(bounds))


def test_equal_variances_are_tested_by_the_correlation_of_sum_and_difference(pair):
    first, last = (np.log(year) for year in pair)
    expected = stats.pearsonr(last + first, last - first).pvalue
    assert sigma_ratio(*pair).p_value == pytest.approx(expected)


def test_the_interval_of_the_sigma_ratio_inverts_its_test(pair):
    first, last = pair
    found = sigma_ratio(first, last)
    assert found.ci_low < found.value < found.ci_high
    for end in (found.ci_low, found.ci_high):
        assert sigma_ratio(first, last ** (1 / end)).p_value == pytest.approx(0.05)


def test_the_same_dispersion_has_ratio_one():
    assert sigma_ratio(START, START[::-1]).value == pytest.approx(1)


def test_beta_finds_the_slope_that_made_the_data_and_its_speed():
    # a gap of logs shrinks to exp(-0.02 * 10) of itself in ten years
    generator = np.random.default_rng(1)
    last = np.exp(3 + np.log(START) * np.exp(-0.2) + generator.normal(scale=1e-6, size=6))
    slope = beta(START, last, 10)
    assert slope.value == pytest.approx((np.exp(-0.2) - 1) / 10, rel=1e-4)
    found = speed(slope, 10)
    assert found.value == pytest.approx(0.02, rel=1e-4)
    assert found.ci_low < found.value < found.ci_high


def test_beta_carries_the_hc3_error_and_t_interval_of_statsmodels(pair):
    first, last = pair
    growth = (np.log(last) - np.log(first)) / 8
    fit = sm.OLS(growth, sm.add_constant(np.log(first))).fit(cov_type="HC3", use_t=True)
    found = beta(first, last, 8)
    assert found.std_error == pytest.approx(fit.bse[1])
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(fit.conf_int()[1]))
    assert found.p_value == pytest.approx(fit.pvalues[1])
    assert found.df == 15


def test_a_gap_that_more_than_closes_has_no_speed():
    noisy = np.exp(np.array([6.0, 5.0, 4.5, 3.0, 2.5, 1.0]))
    assert speed(beta(START, noisy, 1), 1) is None


def test_the_permutation_p_counts_all_orders_of_few_units():
    first, last = np.exp([1.0, 2.0, 3.0, 4.0]), np.exp([1.5, 2.4, 3.2, 4.1])
    # growth falls strictly with the initial amount: of 24 orders only this and its mirror are as extreme
    assert beta(first, last, 1).permutation_p_value == pytest.approx(2 / 24)


def test_ranks_agree_with_scipy_also_with_ties(pair):
    for first, last in (pair, (np.array([1.0, 2, 2, 4]), np.array([1.0, 1, 3, 2]))):
        assert kendall_tau(first, last) == pytest.approx(stats.kendalltau(first, last).statistic)
        assert spearman(first, last) == pytest.approx(stats.spearmanr(first, last).statistic)
