from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from lib.core.problems import ProblemsError
from lib.inference.panel_estimators import Panel, fitted
from lib.models.library_fits import adopt, cross_check, library_fit, stop_where_apart
from lib.models.specification import Regression, Term

ESTIMATORS = (
    "pooled", "between", "fixed_effects", "two_way_fixed_effects", "random_effects",
    "correlated_random_effects", "first_differences",
)  # fmt: skip


def regression(model):
    terms = (Term("x", "level"), Term("z", "log"))
    return Regression(model, "m", Term("y", "level"), terms, "x", "16", (2015, 2021), (), "none", ESTIMATORS)


@pytest.fixture(scope="module", params=[False, True], ids=["one regime", "two regimes"])
def panel(request):
    generator = np.random.default_rng(3)
    unit, year = np.repeat([f"u{i}" for i in range(9)], 7), np.tile(np.arange(2015, 2022), 9)
    effect = np.repeat(generator.normal(size=9), 7)
    X = generator.normal(size=(63, 2)) + effect[:, None]
    y = X @ [1.0, -2.0] + effect + generator.normal(size=63)
    regime = np.where(year >= 2019, 2019, 0) if request.param else None
    return Panel(y, X, ("x", "log_z"), unit, year, regime=regime).part(np.arange(63) != 20)


@pytest.mark.parametrize("model", ["m", "m:variant"])
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_core_and_library_agree(panel, estimator, model):
    estimate = fitted(estimator, panel)
    fit = library_fit(regression(model), estimator, panel, estimate.fit.names)
    if fit is None:
        assert (estimator.endswith("random_effects"), model) == (True, "m:variant")
        return
    table = pd.DataFrame(cross_check(regression(model), estimator, estimate, fit))
    assert {"estimate", "std_error"} <= set(table["quantity"])
    assert table["difference"].max() < 1e-9
    stop_where_apart(table)
    adopted = adopt(estimate, fit).fit
    np.testing.assert_allclose(adopted.coefficients, estimate.fit.coefficients, rtol=1e-9)
    np.testing.assert_allclose(adopted.residuals, estimate.fit.residuals, atol=1e-9)


@pytest.mark.parametrize("estimator", ["pooled", "fixed_effects", "two_way_fixed_effects"])
def test_the_formula_tells_what_was_fitted(panel, estimator):
    """The model once more from its formula alone, which statsmodels reads."""
    panel = replace(panel, regime=None)  # its levels are no columns of a frame
    fit = library_fit(regression("m"), estimator, panel, fitted(estimator, panel).fit.names)
    frame = pd.DataFrame({"y": panel.y, "entity": panel.unit, "year": panel.year})
    frame[list(panel.names)] = panel.X
    again = OLS.from_formula(fit.formula, frame).fit()
    slopes = fit.coefficients[-2:]
    np.testing.assert_allclose(again.params[["x", "log_z"]], slopes, rtol=1e-9)
    np.testing.assert_allclose(again.resid, fit.residuals, atol=1e-9)


def test_a_difference_stops_the_build_and_is_named(panel):
    estimate = fitted("pooled", panel)
    fit = library_fit(regression("m"), "pooled", panel, estimate.fit.names)
    wrong = replace(fit, std_errors={**fit.std_errors, "CRV3": fit.std_errors["CRV3"] * (1 + 1e-7)})
    table = pd.DataFrame(cross_check(regression("m"), "pooled", estimate, wrong))
    with pytest.raises(ProblemsError, match=r"m, pooled, x: the std_error by CRV3 is") as error:
        stop_where_apart(table)
    assert all("by CRV3" in problem for problem in error.value.problems)
