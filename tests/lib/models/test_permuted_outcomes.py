from dataclasses import replace

import numpy as np
import pytest

from lib.core.problems import ProblemsError
from lib.inference.cluster_variance import clustered_variance
from lib.inference.panel_estimators import Panel, fitted
from lib.inference.robust_variance import robust_variance
from lib.inference.student import reach
from lib.models.permuted_outcomes import permuted_intervals


@pytest.fixture(scope="module")
def panel():
    generator = np.random.default_rng(1)
    unit, year = np.repeat([f"u{i}" for i in range(8)], 5), np.tile(np.arange(2018, 2023), 8)
    y, X = generator.normal(size=40), generator.normal(size=(40, 1))
    return Panel(y, X, ("x",), unit, year, regime=np.where(year >= 2022, 2022, 0))


@pytest.mark.parametrize(
    "estimator", ["cross_section", "between", "two_way_fixed_effects", "first_differences"]
)
def test_intervals_are_those_of_regressions_on_outcomes_dealt_anew(panel, estimator):
    rows = panel.part(panel.year == 2020) if estimator == "cross_section" else panel
    low, high = permuted_intervals(estimator, rows, "x", 6, seed=4)
    orders = np.random.default_rng(4).permuted(np.broadcast_to(np.arange(8), (6, 8)), axis=1)
    paths = rows.y.reshape(8, -1)
    for order, a, b in zip(orders, low, high, strict=True):
        estimate = fitted(estimator, replace(rows, y=paths[order].ravel()))
        fit = estimate.fit
        j = fit.position("x")
        variance = clustered_variance(fit, estimate.clusters, "CRV3")
        one_row = estimator in ("cross_section", "between")
        error = robust_variance(fit)[j, j] ** 0.5 if one_row else variance.std_errors[j]
        wide = reach(error, variance.df[j], 0.9)
        assert (a, b) == pytest.approx((fit.coefficients[j] - wide, fit.coefficients[j] + wide))


def test_weights_are_refused(panel):
    with pytest.raises(ProblemsError, match="weighted rows are not dealt anew"):
        permuted_intervals("between", replace(panel, weights=np.ones(40)), "x", 5, 0)
