import numpy as np
import pytest
import statsmodels.api as sm

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.robust_variance import classical_variance, robust_variance


def rows(n=18):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(n, 2))
    return X @ [1, 2] + generator.normal(size=n) * np.abs(X[:, 0]), X


def test_equals_statsmodels():
    y, X = rows()
    theirs = sm.OLS(y, with_constant(X)).fit().get_robustcov_results("HC3", use_t=True)
    ours = robust_variance(least_squares(y, with_constant(X)))
    np.testing.assert_allclose(ours, theirs.cov_params(), rtol=1e-10)


def test_absorbed_effects_equal_dummies():
    y, X = rows()
    unit, year = np.arange(18) // 3, np.arange(18) % 3
    full = np.column_stack([X, np.eye(6)[unit], np.eye(3)[year][:, 1:]])
    theirs = sm.OLS(y, full).fit().get_robustcov_results("HC3")
    ours = robust_variance(least_squares(y, X, absorb=[unit, year]))
    np.testing.assert_allclose(ours, theirs.cov_params()[:2, :2], rtol=1e-9)


def test_weights_equal_statsmodels():
    y, X = rows()
    weights = np.linspace(0.5, 2, 18)
    theirs = sm.WLS(y, with_constant(X), weights=weights).fit().get_robustcov_results("HC3")
    ours = robust_variance(least_squares(y, with_constant(X), weights=weights))
    np.testing.assert_allclose(ours, theirs.cov_params(), rtol=1e-10)


@pytest.mark.parametrize("variance", [classical_variance, robust_variance])
def test_no_degrees_of_freedom_are_refused(variance):
    y, X = rows(3)
    crowded = least_squares(y, X[:, :1], absorb=[[0, 0, 1]])
    with pytest.raises(DesignError, match="no degrees of freedom"):
        variance(crowded)


def test_weights_with_absorbed_effects_equal_statsmodels_with_dummies():
    y, X = rows()
    weights = np.linspace(0.5, 3, 18)
    unit, year = np.arange(18) // 3, np.arange(18) % 3
    full = np.column_stack([X, np.eye(6)[unit], np.eye(3)[year][:, 1:]])
    theirs = sm.WLS(y, full, weights=weights).fit().get_robustcov_results("HC3")
    ours = robust_variance(least_squares(y, X, absorb=[unit, year], weights=weights))
    np.testing.assert_allclose(ours, theirs.cov_params()[:2, :2], rtol=1e-9)


def test_one_degree_of_freedom_is_enough():
    """Three points and a line: s^2 = e'e / 1, as statsmodels has it."""
    y, X = np.array([1.0, 2.0, 4.0]), with_constant(np.array([0.0, 1.0, 2.0]))
    ours = classical_variance(least_squares(y, X))
    np.testing.assert_allclose(ours, sm.OLS(y, X).fit().cov_params(), rtol=1e-10)
