"""What each region does to each coefficient: without it, and in the partial regression."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from lib.inference.panel_estimators import Estimate, Panel, fitted
from lib.inference.randomisation import cleared_rows
from lib.inference.student import two_sided_p
from lib.models.rows import panel_of
from lib.models.specification import Regression, main_and_last

VARIANT_ESTIMATORS = ("pooled", "between", "two_way_fixed_effects", "random_effects", "cross_section")


def followed(regression: Regression) -> list[str]:
    """The estimators whose regions are left out one by one: in variants those that statements are read by."""
    if regression.model == regression.base:
        return [name for name in regression.estimators if name != "correlated_random_effects"]
    return [name for name in regression.estimators if name in VARIANT_ESTIMATORS]


def measure_influence(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Influence of each unit on each regression.

    Returns
    -------
    influence : a row a unit left out: the coefficient without it, its standard error and p-value (t by CRV3,
        or by HC3 with one row a unit), ``dfbetas`` = (all -
        without) / standard error without (Belsley, Kuh and Welsch 1980, eq. 2.7, with units in place of rows
        and robust standard errors), ``leverage``, the unit's share in the regressor's variation, and
        ``marked`` "yes" where |dfbetas| exceeds their bound 2 / sqrt(units)
    partial : of main models and last cross-sections, the rows of each headline coefficient's partial
        regression: regressor and outcome less all else
    """
    influence, partial = [], []
    plotted = {regression.model for regression in main_and_last(regressions)}
    for regression in regressions:
        panel = panel_of(regression, panels, groups)
        for estimator in followed(regression):
            whole = fitted(estimator, panel)
            about = {"model": regression.model, "estimator": estimator}
            influence += [{**about, **row} for row in _left_out(panel, estimator, whole)]
            if regression.model in plotted and estimator != "random_effects":
                partial.append(_partial(whole, regression.headline_term).assign(**about))
    columns = ["model", "estimator", "term", "unit", "year", "regressor", "outcome"]
    return pd.DataFrame(influence), pd.concat(partial, ignore_index=True)[columns]


def _left_out(panel: Panel, estimator: str, whole: Estimate) -> Iterator[dict]:
    units = np.unique(panel.unit)
    squares = {term: cleared_rows(whole.fit, term)[0] ** 2 for term in panel.names}
    for unit in units:
        part = fitted(estimator, panel.part(panel.unit != unit))
        errors, df = part.jackknife.std_errors, part.jackknife.df
        for term in panel.names:
            j = part.fit.position(term)
            estimate, without = whole.fit.coefficients[whole.fit.position(term)], part.fit.coefficients[j]
            shift = (estimate - without) / errors[j]
            yield {
                "term": term,
                "unit": unit,
                "estimate": estimate,
                "estimate_without": without,
                "std_error_without": errors[j],
                "df_without": df[j],
                "p_value_without": two_sided_p(without / errors[j], df[j]),
                "dfbetas": shift,
                "leverage": squares[term][whole.clusters == unit].sum() / squares[term].sum(),
                "marked": "yes" if abs(shift) > 2 / np.sqrt(len(units)) else "no",
            }


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
