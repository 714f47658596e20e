"""Associations as a verdict needs them: the interval, what one region does to it, ranks and a robust fit."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from scipy.stats import spearmanr, theilslopes
from statsmodels.robust.norms import HuberT
from statsmodels.robust.robust_linear_model import RLM, RLMResults

from lib.inference.cluster_variance import effective_clusters
from lib.inference.conventions import VERDICT_CONFIDENCE
from lib.inference.least_squares import LeastSquares
from lib.inference.panel_estimators import Estimate, is_level
from lib.inference.randomisation import cleared_rows
from lib.inference.robust_variance import classical_variance
from lib.inference.size_simulation import placebo_rate
from lib.inference.student import reach
from lib.models.influence import followed
from lib.models.specification import Regression


def association_rows(regression: Regression, estimates: dict[str, Estimate], seed: int) -> Iterator[dict]:
    """A row a regressor and estimator.

    ``ci90_low`` and ``ci90_high`` are the interval by ``method``: HC3 with one row a unit, else the inverted
    wild cluster bootstrap (WCR). ``spearman`` is the rank correlation of the partial regression,
    ``theil_sen`` the median slope between its points (Sen 1968, JASA 63), ``robust`` the coefficient by
    Huber's M-estimator (statsmodels' RLM). Their p-value, interval and standard error stand only where a
    region has one row: rows of one region hang together, which ranks and M-estimators do not know.
    ``placebo`` is told of headline coefficients, without weights and outside variants.
    """
    tried = regression.headline_term if ":" not in regression.model and regression.weights == "none" else ""
    for estimator in followed(regression):
        estimate = estimates[estimator]
        one_row = estimate.one_row_a_unit
        wide = reach(estimate.jackknife.std_errors, estimate.jackknife.df, VERDICT_CONFIDENCE)
        robust = _robust_fit(estimate.fit)
        for j, term in enumerate(estimate.fit.names):
            if is_level(term):
                continue
            value = estimate.fit.coefficients[j]
            low, high = (
                (value - wide[j], value + wide[j])
                if one_row
                else estimate.wild[term].interval(VERDICT_CONFIDENCE)
            )
            yield {
                "model": regression.model,
                "estimator": estimator,
                "term": term,
                "method": "HC3" if one_row else "WCR",
                "estimate": value,
                "ci90_low": low,
                "ci90_high": high,
                "units": len(np.unique(estimate.clusters)),
                **_by_ranks(estimate.fit, term, one_row),
                "robust": robust.params[j],
                "robust_std_error": robust.bse[j] if one_row else np.nan,
                **_by_confounding(estimate.fit, j, one_row),
                "effective_clusters": effective_clusters(estimate.fit, estimate.parts, term),
                "placebo": placebo_rate(estimate, term, seed) if term == tried else np.nan,
            }


def _robust_fit(fit: LeastSquares) -> RLMResults:
    """Huber's M-estimator on the rows of the fit, effects taken out and weights applied."""
    design = fit.Q @ np.linalg.inv(fit.rows)
    return RLM(design @ fit.coefficients + fit.weighted_residuals, design, M=HuberT()).fit()


def _by_ranks(fit: LeastSquares, term: str, one_row: bool) -> dict[str, float]:
    regressor, outcome = (_with_ties(values) for values in cleared_rows(fit, term))
    ranks = spearmanr(regressor, outcome)
    slope = theilslopes(outcome, regressor, VERDICT_CONFIDENCE)
    return {
        "spearman": float(ranks.statistic),
        "spearman_p_value": float(ranks.pvalue) if one_row else np.nan,
        "theil_sen": float(slope.slope),
        "theil_sen_low": float(slope.low_slope) if one_row else np.nan,
        "theil_sen_high": float(slope.high_slope) if one_row else np.nan,
    }


def _with_ties(values: np.ndarray) -> np.ndarray:
    """Values alike to nine decimals of the largest made equal; the last bits are the processor's."""
    scale = np.abs(values).max()
    return np.round(values / scale, 9) * scale


def _by_confounding(fit: LeastSquares, j: int, one_row: bool) -> dict[str, float]:
    """`sensitivity` of fits with one row a unit and of no other."""
    if not one_row:
        return dict.fromkeys(("partial_r2", "robustness_value", "robustness_value_interval"), np.nan)
    return sensitivity(fit.coefficients[j] / np.sqrt(classical_variance(fit)[j, j]), fit.residual_df)


def sensitivity(t: float, df: float, confidence: float = VERDICT_CONFIDENCE) -> dict[str, float]:
    """What share of variation a variable left out would have to explain, from a classical t statistic.

    Cinelli and Hazlett (2020, Journal of the Royal Statistical Society B 82): ``partial_r2`` of the outcome
    the regressor explains, all else partialled out; ``robustness_value`` of what is left of both regressor
    and outcome a confounder must explain to bring the estimate to zero, ``robustness_value_interval`` to
    bring the end of the interval there.
    """
    f = abs(t) / np.sqrt(df)
    critical = float(stdtrit(df - 1, (1 + confidence) / 2)) / np.sqrt(df - 1)
    shares = {"robustness_value": f, "robustness_value_interval": max(f - critical, 0.0)}
    undoing = {name: float((np.sqrt(each**4 + 4 * each**2) - each**2) / 2) for name, each in shares.items()}
    return {"partial_r2": float(t**2 / (t**2 + df)), **undoing}


def with_range(associations: pd.DataFrame, influence: pd.DataFrame) -> pd.DataFrame:
    """Associations with the lowest and the highest estimate without one region, and the region left out."""
    keys = ["model", "estimator", "term"]
    ordered = influence.sort_values([*keys, "estimate_without", "unit"], kind="stable")
    ends = ordered.groupby(keys)[["estimate_without", "unit"]]
    lowest = ends.first().set_axis(["lowest", "lowest_without"], axis=1)
    highest = ends.last().set_axis(["highest", "highest_without"], axis=1)
    return associations.join(lowest, on=keys).join(highest, on=keys)
