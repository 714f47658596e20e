"""What each region does to each coefficient: without it, and in the partial regression."""

import numpy as np
import pandas as pd

from lib.inference.cluster_variance import clustered_variance
from lib.inference.panel_estimators import Estimate, Panel, fitted
from lib.inference.randomisation import cleared_rows
from lib.inference.robust_variance import robust_variance
from lib.inference.student import two_sided_p
from lib.inference.wild_bootstrap import wild_cluster_test
from lib.models.rows import panel_of
from lib.models.specification import Regression, main_and_last

ESTIMATORS = ("pooled", "between", "fixed_effects", "two_way_fixed_effects", "first_differences")


def measure_influence(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Influence of each unit on the main models and on each model's last cross-section.

    Returns
    -------
    influence : a row a unit left out: the coefficient without it, its standard error (CRV3, or HC3 with one
        row a unit), the p-value (WCR, or t by HC3), ``dfbetas`` = (all - without) / standard error without
        (Belsley, Kuh and Welsch 1980, eq. 2.7, with units in place of rows and robust standard errors),
        ``leverage``, the unit's share in the regressor's variation, and ``marked`` "yes" where |dfbetas|
        exceeds their bound 2 / sqrt(units)
    partial : the rows of each headline coefficient's partial regression: regressor and outcome less all else
    """
    influence, partial = [], []
    for regression in main_and_last(regressions):
        panel = panel_of(regression, panels, groups)
        for estimator in regression.estimators:
            if estimator not in (*ESTIMATORS, "cross_section"):
                continue
            whole = fitted(estimator, panel)
            about = {"model": regression.model, "estimator": estimator}
            influence += [{**about, **row} for row in _left_out(panel, estimator, whole)]
            partial.append(_partial(whole, regression.headline_term).assign(**about))
    columns = ["model", "estimator", "term", "unit", "year", "regressor", "outcome"]
    return pd.DataFrame(influence), pd.concat(partial, ignore_index=True)[columns]


def _left_out(panel: Panel, estimator: str, whole: Estimate) -> list[dict]:
    rows = []
    units = np.unique(panel.unit)
    for unit in units:
        keep = panel.unit != unit
        weights = None if panel.weights is None else panel.weights[keep]
        part = Panel(panel.y[keep], panel.X[keep], panel.names, panel.unit[keep], panel.year[keep], weights)
        estimate = fitted(estimator, part)
        for term in panel.names:
            j = estimate.fit.position(term)
            error, p = _error_and_p(estimate, j)
            cleared, _ = cleared_rows(whole.fit, term)
            shift = (whole.fit.coefficients[j] - estimate.fit.coefficients[j]) / error
            rows.append(
                {
                    "term": term,
                    "unit": unit,
                    "estimate": whole.fit.coefficients[j],
                    "estimate_without": estimate.fit.coefficients[j],
                    "std_error_without": error,
                    "p_value_without": p,
                    "dfbetas": shift,
                    "leverage": (cleared[whole.clusters == unit] ** 2).sum() / (cleared**2).sum(),
                    "marked": "yes" if abs(shift) > 2 / np.sqrt(len(units)) else "no",
                }
            )
    return rows


def _error_and_p(estimate: Estimate, j: int) -> tuple[float, float]:
    fit = estimate.fit
    if len(np.unique(estimate.clusters)) == fit.n:
        error = float(np.sqrt(robust_variance(fit, "HC3")[j, j]))
        return error, float(two_sided_p(fit.coefficients[j] / error, fit.residual_df))
    error = float(clustered_variance(fit, estimate.parts, "CRV3").std_errors[j])
    return error, wild_cluster_test(fit, estimate.parts, j).p_value


def _partial(whole: Estimate, term: str) -> pd.DataFrame:
    regressor, outcome = cleared_rows(whole.fit, term)
    return pd.DataFrame(
        {
            "term": term,
            "unit": whole.clusters,
            "year": whole.periods,
            "regressor": regressor,
            "outcome": outcome,
        }
    )
