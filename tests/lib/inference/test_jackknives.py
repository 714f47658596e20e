"""What follows from moments against fits made anew."""

from dataclasses import replace

import numpy as np
import pytest

from lib.inference.jackknives import jackknives, without_each
from lib.inference.panel_estimators import Panel, fitted


@pytest.fixture(scope="module")
def panel():
    """Eight units over six years, some years missing, two regressors, weights, a break in 2018."""
    generator = np.random.default_rng(3)
    unit, year = np.repeat(list("abcdefgh"), 6), np.tile(np.arange(2015, 2021), 8)
    kept = np.ones(48, bool)
    kept[[3, 17, 40]] = False
    X = generator.normal(size=(48, 2))
    y = X @ [1, -1] + generator.normal(size=48) + np.repeat(generator.normal(size=8), 6)
    whole = Panel(y, X, ("x", "z"), unit, year, generator.uniform(1, 3, 48), (year >= 2018) * 2018)
    return whole.part(kept)


@pytest.mark.parametrize(
    "estimator", ["pooled", "fixed_effects", "two_way_fixed_effects", "first_differences", "cross_section"]
)
def test_every_unit_left_out_is_as_a_fit_without_it(panel, estimator):
    if estimator == "cross_section":
        panel = replace(panel.part(panel.year == 2020), regime=None)
    whole = fitted(estimator, panel)
    terms = [whole.fit.position(name) for name in panel.names]
    estimates, jackknife = without_each(whole.parts, whole.fit.coefficients, terms)
    assert jackknife.accurate.all()
    for g, unit in enumerate(whole.parts.labels):
        again = fitted(estimator, panel.part(panel.unit != unit))
        places = [again.fit.position(name) for name in panel.names]
        np.testing.assert_allclose(estimates[g], again.fit.coefficients[places], rtol=1e-9)
        np.testing.assert_allclose(jackknife.std_errors[g], again.jackknife.std_errors[places], rtol=1e-9)
        np.testing.assert_allclose(jackknife.df[g], again.jackknife.df[places], rtol=1e-9)


def test_a_fit_in_which_a_unit_carries_a_coefficient_alone_is_not_accurate(panel):
    X = panel.X.copy()
    X[~np.isin(panel.unit, ["a", "b"]), 1] = 0.0
    whole = fitted("pooled", replace(panel, X=X))
    _, jackknife = without_each(whole.parts, whole.fit.coefficients, [1, 2])
    held = dict(zip(whole.parts.labels, jackknife.accurate, strict=True))
    assert not held["a"]
    assert not held["b"]


def test_a_unit_that_holds_all_the_variation_is_told_by_hand():
    """Of one regressor that one unit has alone, nothing is left without this unit: a matrix of zeros."""
    grams = np.array([1.0, 0.0, 0.0])[None, :, None, None]
    held = jackknives(grams, np.zeros((1, 3, 1)), np.ones((1, 1)))
    assert not held.accurate[0]
