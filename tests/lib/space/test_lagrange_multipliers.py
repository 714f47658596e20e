"""Lagrange multiplier tests against published output, and their size with few units."""

import libpysal
import numpy as np
import pytest

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.space.lagrange_multipliers import MULTIPLIER_TESTS, multiplier_statistics, multiplier_tests


def test_columbus_as_spdep_prints_it():
    table = libpysal.io.open(libpysal.examples.get_path("columbus.dbf"))
    crime, income, houses = (np.array(table.by_col(name)) for name in ("CRIME", "INC", "HOVAL"))
    w = libpysal.io.open(libpysal.examples.get_path("columbus.gal")).read()
    w.transform = "r"
    fit = least_squares(crime, with_constant(np.column_stack([income, houses])))
    found = multiplier_tests(fit, crime, w.full()[0], draws=19999)
    # spdep's lm.RStests: statistic and asymptotic p of 49 units
    published = {
        "lm_error": (5.2062, 0.02251),
        "lm_lag": (8.898, 0.002855),
        "robust_lm_error": (0.043906, 0.834),
        "robust_lm_lag": (3.7357, 0.05326),
        "sarma": (8.9419, 0.01144),
    }
    for name, (statistic, p_value) in published.items():
        assert float(f"{found[name].statistic:.5g}") == statistic
        assert found[name].p_value == pytest.approx(p_value, abs=0.012)


def test_simulated_p_values_have_their_size_with_twelve_units():
    generator = np.random.default_rng(3)
    W = np.roll(np.eye(12), 1, axis=1) / 2 + np.roll(np.eye(12), -1, axis=1) / 2
    X = with_constant(generator.normal(size=(12, 2)))
    rejected = dict.fromkeys(MULTIPLIER_TESTS, 0)
    for _ in range(600):
        y = X @ [1, 2, -1] + generator.normal(size=12)
        for name, test in multiplier_tests(least_squares(y, X), y, W, draws=199).items():
            rejected[name] += test.p_value <= 0.1
    for name in MULTIPLIER_TESTS:
        assert rejected[name] / 600 == pytest.approx(0.1, abs=0.04), name


def test_p_values_count_the_statistics_of_regressions_on_simulated_outcomes():
    """(1 + as large) / (1 + 600), each simulated outcome regressed anew; more than are computed at once."""
    generator = np.random.default_rng(4)
    W = np.roll(np.eye(12), 1, axis=1) / 2 + np.roll(np.eye(12), -1, axis=1) / 2
    X = with_constant(generator.normal(size=(12, 2)))
    y = 5 * X @ [1, 2, -1] + 3 * generator.normal(size=12)
    fit = least_squares(y, X)
    errors = np.random.default_rng(7).standard_normal((600, 12)) * np.sqrt(fit.residuals @ fit.residuals / 9)
    larger = dict.fromkeys(MULTIPLIER_TESTS, 0)
    found = multiplier_tests(fit, y, W, draws=600, seed=7)
    for error in errors:
        outcome = y - fit.residuals + error
        again = least_squares(outcome, X)
        of = multiplier_statistics(again.residuals[None], (outcome - again.residuals)[None], again.Q, W)
        for name in MULTIPLIER_TESTS:
            larger[name] += of[name][0] >= found[name].statistic
    for name in MULTIPLIER_TESTS:
        assert found[name].p_value == pytest.approx((1 + larger[name]) / 601)


def test_weighted_fits_effects_and_weights_on_oneself_are_refused():
    generator = np.random.default_rng(4)
    y, X = generator.normal(size=12), with_constant(generator.normal(size=12))
    W = np.roll(np.eye(12), 1, axis=1)
    for fit in (
        least_squares(y, X, weights=np.arange(1, 13)),
        least_squares(y, X[:, 1:], absorb=[np.arange(12) // 4]),
    ):
        with pytest.raises(DesignError, match="unweighted fit without absorbed effects"):
            multiplier_tests(fit, y, W, draws=9)
    with pytest.raises(DesignError, match="a diagonal of zeros"):
        multiplier_tests(least_squares(y, X), y, W + np.eye(12), draws=9)
