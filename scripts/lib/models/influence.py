"""What each region does to each coefficient: without it, and in the partial regression."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from lib.inference.fixed_effects import encode_labels
from lib.inference.jackknives import without_each
from lib.inference.panel_estimators import Estimate, Panel, fitted
from lib.inference.randomisation import cleared_rows
from lib.inference.student import two_sided_p
from lib.models.specification import Regression

FEWEST = 3  # units that clustered inference takes; of so many none can be left out


def followed(regression: Regression) -> list[str]:
    """The estimators whose regions are left out one by one."""
    return [name for name in regression.estimators if name != "correlated_random_effects"]


def influence_rows(regression: Regression, panel: Panel, estimates: dict[str, Estimate]) -> Iterator[dict]:
    """Influence of each unit on each coefficient, a row a unit left out.

    The coefficient without it, its standard error and p-value (t by CRV3, or by HC3 with one row a unit),
    ``dfbetas`` = (all - without) / standard error without (Belsley, Kuh and Welsch 1980, eq. 2.7, with units
    in place of rows and robust standard errors), ``leverage``, the unit's share in the regressor's variation,
    and ``marked`` "yes" where |dfbetas| exceeds their bound 2 / sqrt(units).
    """
    for estimator in followed(regression):
        for row in _left_out(panel, estimator, estimates[estimator]):
            yield {"model": regression.model, "estimator": estimator, **row}


def _left_out(panel: Panel, estimator: str, whole: Estimate) -> Iterator[dict]:
    """A row a unit and term, without a second fit where the other units' rows stay as they are."""
    units = np.unique(panel.unit)
    if len(units) <= FEWEST:
        return
    terms = [whole.fit.position(term) for term in panel.names]
    squares = np.column_stack([cleared_rows(whole.fit, j)[0] ** 2 for j in terms])
    held = encode_labels(whole.clusters)  # a unit may have no row, as one seen once has no difference
    leverage = dict(zip(held.labels, held.sums(squares) / squares.sum(axis=0), strict=True))
    present = list(whole.parts.labels)
    without, jackknife = without_each(whole.parts, whole.fit.coefficients, terms)
    closed = jackknife.accurate & (not _hang_together(panel, estimator))
    for unit in units:
        if unit in present and closed[g := present.index(unit)]:
            values = zip(without[g], jackknife.std_errors[g], jackknife.df[g], strict=True)
        else:
            part = fitted(estimator, panel.part(panel.unit != unit))
            places = [part.fit.position(term) for term in panel.names]
            each = part.fit.coefficients, part.jackknife.std_errors, part.jackknife.df
            values = zip(*(numbers[places] for numbers in each), strict=True)
        shares = leverage.get(unit, np.zeros(len(terms)))
        for j, term, share, (estimate, error, df) in zip(terms, panel.names, shares, values, strict=True):
            shift = (whole.fit.coefficients[j] - estimate) / error
            yield {
                "term": term,
                "unit": unit,
                "estimate": whole.fit.coefficients[j],
                "estimate_without": estimate,
                "std_error_without": error,
                "df_without": df,
                "p_value_without": two_sided_p(estimate / error, df),
                "dfbetas": shift,
                "leverage": share,
                "marked": "yes" if abs(shift) > 2 / np.sqrt(len(units)) else "no",
            }


def _hang_together(panel: Panel, estimator: str) -> bool:
    """Whether the rows of a unit change when another is left out, by a variance or by a mean over all.

    The means of regimes move all units alike where each has the same share of its rows in every regime.
    """
    if estimator != "between" or panel.regime is None:
        return estimator == "random_effects"
    weights = np.ones(len(panel.y)) if panel.weights is None else panel.weights
    held = encode_labels(panel.unit).sums(weights[:, None] * (panel.regime[:, None] == panel.bases))
    shares = held / held.sum(axis=1, keepdims=True)
    return bool(np.ptp(shares, axis=0).max() > 1e-12)


def partial_rows(regression: Regression, estimates: dict[str, Estimate]) -> Iterator[pd.DataFrame]:
    """The rows of the partial regression of the headline coefficient: regressor and outcome less all else."""
    for estimator in followed(regression):
        if estimator == "random_effects":
            continue
        whole = estimates[estimator]
        regressor, outcome = cleared_rows(whole.fit, regression.headline_term)
        yield pd.DataFrame(
            {
                "model": regression.model,
                "estimator": estimator,
                "term": regression.headline_term,
                "unit": whole.clusters,
                "year": whole.periods,
                "regressor": regressor,
                "outcome": outcome,
            }
        )
