import numpy as np
import pytest
import statsmodels.api as sm

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.robust_variance import robust_variance


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


def test_no_degrees_of_freedom_are_refused():
    y, X = rows(3)
    crowded = least_squares(y, X[:, :1], absorb=[[0, 0, 1]])
    with pytest.raises(DesignError, match="no degrees of freedom"):
        robust_variance(crowded)
