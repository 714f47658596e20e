"""Certified values: NIST Statistical Reference Datasets, linear regression (itl.nist.gov/div898/strd)."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.inference.fixed_effects import DesignError
from lib.inference.least_squares import complete_rows, least_squares, with_constant
from lib.inference.robust_variance import classical_variance

LONGLEY = {
    "coefficients": [
        -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683,
        -1.03322686717359, -0.511041056535807e-01, 1829.15146461355,
    ],
    "std_errors": [
        890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699,
        0.214274163161675, 0.226073200069370, 455.478499142212,
    ],
}  # fmt: skip
FILIP = {
    "coefficients": [
        -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349,
        -75.1242017393757, -10.8753180355343, -1.06221498588947, -0.670191154593408e-01,
        -0.246781078275479e-02, -0.402962525080404e-04,
    ],
    "std_errors": [
        298.084530995537, 559.779865474950, 466.477572127796, 227.204274477751, 71.6478660875927,
        15.2897178747400, 2.23691159816033, 0.221624321934227, 0.142363763154724e-01,
        0.535617408889821e-03, 0.896632837373868e-05,
    ],
}  # fmt: skip
NORRIS = {
    "coefficients": [-0.262323073774029, 1.00211681802045],
    "std_errors": [0.232818234301152, 0.429796848199937e-03],
}


def digits(found, certified):
    """Digits that agree: -log10 of the relative error, the worst over the values."""
    error = np.abs(np.asarray(found) / np.asarray(certified) - 1).max()
    return -np.log10(max(error, 1e-16))


@pytest.fixture(scope="module")
def reference(project):
    return project / "tests/lib/inference/reference"


def attainable(X, certified):
    """Digits of every coefficient that a stable method reaches on any processor.

    Rounding grows with the condition of the scaled columns, and reaches the smallest coefficient of them in
    the measure of the largest (Higham 2002, chapter 20). Normal equations square the condition.
    """
    lengths = np.linalg.norm(X, axis=0)
    sizes = np.abs(np.asarray(certified) * lengths)
    return -np.log10(np.linalg.cond(X / lengths) * sizes.max() / sizes.min() * np.finfo(float).eps)


def by_normal_equations(y, X):
    lengths = np.linalg.norm(X, axis=0)
    return np.linalg.solve(X.T @ X / np.outer(lengths, lengths), X.T @ y / lengths) / lengths


@pytest.fixture(params=["longley", "norris", "filip", "wampler 1"])
def certified(request, reference):
    """Outcome, regressors and certified coefficients and errors; Wampler's have no error."""
    if request.param == "longley":
        data = sm.datasets.longley.load_pandas()
        return data.endog.to_numpy(), with_constant(data.exog.to_numpy()), LONGLEY
    if request.param == "wampler 1":
        X = np.arange(21.0)[:, None] ** np.arange(6)
        return X.sum(axis=1), X, {"coefficients": np.ones(6), "std_errors": None}
    data = pd.read_csv(reference / f"nist_{request.param}.csv")
    powers = np.arange(11 if request.param == "filip" else 2)
    return (
        data.y.to_numpy(),
        data.x.to_numpy()[:, None] ** powers,
        FILIP if request.param == "filip" else NORRIS,
    )


def test_certified_values_to_the_digits_that_can_be_had(certified):
    y, X, values = certified
    fit = least_squares(y, X)
    bound = attainable(X, values["coefficients"])
    assert digits(fit.coefficients, values["coefficients"]) >= bound
    if values["std_errors"] is not None:
        errors = np.sqrt(np.diag(classical_variance(fit)))
        assert digits(errors, values["std_errors"]) >= bound


def test_a_method_that_squares_the_condition_falls_short(reference):
    data = pd.read_csv(reference / "nist_filip.csv")
    X = data.x.to_numpy()[:, None] ** np.arange(11)
    found = digits(by_normal_equations(data.y.to_numpy(), X), FILIP["coefficients"])
    assert found < attainable(X, FILIP["coefficients"])


def unbalanced(seed, G=7, T=6, k=2):
    generator = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(G), T), np.tile(np.arange(T), G)
    seen = generator.random(G * T) < 0.8
    seen[:: T - 1] = True
    unit, year = unit[seen], year[seen]
    X = generator.normal(size=(len(unit), k)) + unit[:, None] * 0.3
    y = X.sum(axis=1) + generator.normal(size=len(unit)) + unit - year
    return y, X, unit, year, generator.uniform(0.5, 2, len(unit))


def dummies(labels):
    return np.eye(len(np.unique(labels)))[np.unique(labels, return_inverse=True)[1]]


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_absorbed_effects_equal_dummies(seed, two_ways, weighted):
    y, X, unit, year, weights = unbalanced(seed)
    weights = weights if weighted else np.ones(len(y))
    columns = [X, dummies(unit)] + ([dummies(year)[:, 1:]] if two_ways else [])
    full = sm.WLS(y, np.column_stack(columns), weights=weights).fit()
    fit = least_squares(y, X, weights=weights, absorb=[unit, year] if two_ways else [unit])
    np.testing.assert_allclose(fit.coefficients, full.params[:2], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(fit.residuals, full.resid, atol=1e-9)
    assert fit.residual_df == full.df_resid
    np.testing.assert_allclose(classical_variance(fit), full.cov_params()[:2, :2], rtol=1e-7)


def test_weights_without_effects_are_those_of_weighted_least_squares():
    y, X, *_, weights = unbalanced(3)
    full = sm.WLS(y, with_constant(X), weights=weights).fit()
    fit = least_squares(y, with_constant(X), weights=weights)
    np.testing.assert_allclose(fit.coefficients, full.params, rtol=1e-10)
    np.testing.assert_allclose(fit.residuals, full.resid, atol=1e-12)
    np.testing.assert_allclose(classical_variance(fit), full.cov_params(), rtol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(1e-6, 1e6))
def test_scaling_a_column_scales_its_coefficient(seed, factor):
    y, X, unit, year, _ = unbalanced(seed)
    plain = least_squares(y, X, absorb=[unit, year])
    scaled = least_squares(y, X * [factor, 1], absorb=[unit, year])
    np.testing.assert_allclose(scaled.coefficients * [factor, 1], plain.coefficients, rtol=1e-8)


def problem(*args, **kwargs):
    with pytest.raises(DesignError) as caught:
        least_squares(*args, **kwargs)
    return str(caught.value)


def test_a_combination_of_columns_is_refused_by_name():
    y, X, *_ = unbalanced(1)
    X = np.column_stack([X, X @ [1.0, 2.0]])
    assert "'c' is a linear combination" in problem(y, X, names=["a", "b", "c"])


def test_two_constants_are_refused():
    y, X, *_ = unbalanced(1)
    assert "linear combination" in problem(y, with_constant(np.column_stack([X, np.full(len(y), 7.0)])))


def test_a_regressor_constant_within_units_is_refused_by_name():
    y, X, unit, *_ = unbalanced(1)
    X = np.column_stack([X, 3.1 * unit])
    assert "'area' is zero or does not vary" in problem(y, X, absorb=[unit], names=["a", "b", "area"])


@pytest.mark.parametrize("size", [0.0, 1e-9, 1e9])
def test_a_regressor_constant_within_units_is_refused_in_any_unit_of_measurement(size):
    y, X, unit, *_ = unbalanced(1)
    X = np.column_stack([X, size * 3.1 * (1 + unit)])
    assert "'area' is zero or does not vary" in problem(y, X, absorb=[unit], names=["a", "b", "area"])


def test_a_combination_is_refused_though_effects_took_most_digits():
    """Of columns some 1e6 times as long as what effects leave of them, ten digits are left."""
    y, X, unit, *_ = unbalanced(1)
    X = X + 1e6 * np.sin([unit, 2 * unit]).T
    X = np.column_stack([X, X @ [1.0, 2.0]])
    assert "'x2' is a linear combination" in problem(y, X, absorb=[unit])


def test_a_regressor_that_two_effects_explain_is_refused():
    y, X, unit, year, _ = unbalanced(1)
    X = np.column_stack([X, 0.3 * unit + 2.2 * year])
    assert "'x2' is" in problem(y, X, absorb=[unit, year])


def test_missing_values_are_refused_with_the_row():
    y, X, *_ = unbalanced(1)
    X[3, 1] = np.nan
    assert "1 of" in (message := problem(y, X))
    assert "row 3" in message
    keep = complete_rows(y, X)
    assert keep.sum() == len(y) - 1
    assert not keep[3]
    assert (complete_rows(X) == keep).all()


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan])
def test_weights_that_are_not_positive_are_refused(weight):
    y, X, *_ = unbalanced(1)
    weights = np.ones(len(y))
    weights[0] = weight
    assert "positive" in problem(y, X, weights=weights)


def test_lengths_that_disagree_are_refused():
    y, X, unit, *_ = unbalanced(1)
    assert "must have one length" in problem(y[1:], X)
    assert "must have one length" in problem(y, X, weights=np.ones(len(y) + 1))
    assert "must have one length" in problem(y, X, absorb=[unit[1:]])
    assert "must have one length" in problem(X, X)


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_a_name_a_column_and_no_name_twice(names):
    y, X, *_ = unbalanced(1)
    assert f"2 distinct names of columns are needed; got {', '.join(names)}" in problem(y, X, names=names)


def test_no_regressor_is_refused():
    y, X, *_ = unbalanced(1)
    assert "There is no regressor" in problem(y, X[:, :0])


def test_as_many_coefficients_as_rows_are_refused_and_one_fewer_are_not():
    X = np.random.default_rng(0).normal(size=(4, 4))
    assert "4 coefficients cannot be estimated from 4 rows" in problem(np.arange(4.0), X)
    assert least_squares(np.arange(4.0), X[:, :3]).residual_df == 1


def test_more_coefficients_than_rows_are_refused():
    assert "cannot be estimated" in problem(np.ones(2), np.arange(6.0).reshape(2, 3))


def test_an_unknown_term_is_refused():
    y, X, *_ = unbalanced(1)
    with pytest.raises(DesignError, match="no coefficient 'z'"):
        least_squares(y, X).position("z")
