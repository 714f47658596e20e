"""Coefficients of a regression by its estimators, under every method of inference."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import numpy as np

from lib.core.problems import ProblemsError
from lib.inference.cluster_variance import Clustered, clustered_variance
from lib.inference.conley import conley_clusters
from lib.inference.conventions import CONFIDENCE
from lib.inference.fixed_effects import balanced, encode_labels
from lib.inference.least_squares import DesignError, LeastSquares
from lib.inference.panel_estimators import Estimate, Panel, fitted, hausman_test, is_level
from lib.inference.randomisation import randomisation_test
from lib.inference.spatial_components import scpc
from lib.inference.student import Significance, reach, two_sided_p
from lib.inference.wild_bootstrap import wild_cluster_joint_test
from lib.models.specification import Regression

CLUSTERED = ("CRV3", "CR2", "CRV1")
INFERENCE_METHODS = (*CLUSTERED, "WCR", "HC3", "permutation", "randomisation", "chi-squared")
ONE_ROW_A_UNIT = ("between", "cross_section")
RANDOMISED = ("pooled", "fixed_effects", "two_way_fixed_effects")


def estimates_of(regression: Regression, panel: Panel) -> dict[str, Estimate]:
    """One regression by each of its estimators, on the core alone.

    Raises
    ------
    ProblemsError
        When the rows do not determine the coefficients.
    """
    estimates = {}
    for estimator in regression.estimators:
        with _naming(regression, estimator):
            estimates[estimator] = fitted(estimator, panel)
    return estimates


def estimate_rows(
    regression: Regression,
    panel: Panel,
    estimates: dict[str, Estimate],
    draws: int,
    seed: int,
    methods: Collection[str] = INFERENCE_METHODS,
) -> list[dict]:
    """The coefficients of one regression by all its `estimates`, by the methods of inference asked for.

    Raises
    ------
    ProblemsError
        When the rows do not determine a standard error.
    """
    rows = []
    for estimator, estimate in estimates.items():
        with _naming(regression, estimator):
            method_rows = _estimator_rows(estimator, panel, estimate, methods, draws, seed)
        rows += [{"model": regression.model, "estimator": estimator, **row} for row in method_rows]
    return rows


@contextmanager
def _naming(regression: Regression, estimator: str) -> Iterator[None]:
    """Say of which regression and estimator a fault is."""
    try:
        yield
    except DesignError as error:
        raise ProblemsError(
            "Estimating the models",
            [f"{regression.model}, {estimator}: {fault}" for fault in error.problems],
        ) from None


def describe_regression(regression: Regression, panel: Panel, preliminary: Collection[int] = ()) -> dict:
    """What a regression is, in one row; `preliminary` are the years in which figures it needs are such."""
    return {
        "model": regression.model,
        "base": regression.base,
        "outcome": regression.outcome.name,
        "regressors": " ".join(term.name for term in regression.regressors),
        "headline": regression.headline_term,
        "layout": regression.layout,
        "first_year": panel.year.min(),
        "last_year": panel.year.max(),
        "excluded": regression.left_out,
        "weights": regression.weights,
        "breaks": " ".join(map(str, regression.breaks)),
        "preliminary": " ".join(str(year) for year in np.unique(panel.year) if year in preliminary),
        "n": len(panel.y),
        "units": len(np.unique(panel.unit)),
    }


def neighbour_rows(
    regression: Regression,
    estimates: dict[str, Estimate],
    between: tuple[list[str], np.ndarray],
    cutoffs: list[float],
) -> list[dict]:
    """The coefficients once more, with errors of units within a cutoff allowed to be correlated.

    The headline coefficient by spatial principal components, too, with one row a unit and outside variants.
    `between` is the units of the layout and the km between them.
    """
    units, km = between
    rows = []
    for estimator, estimate in estimates.items():
        present = [units.index(unit) for unit in estimate.parts.cluster.labels]
        for cutoff in cutoffs:
            variance = conley_clusters(estimate.fit, estimate.parts, km[np.ix_(present, present)], cutoff)
            cutoff_rows = _t_rows(estimate.fit, f"Conley {cutoff:g} km", variance)
            rows += [{"model": regression.model, "estimator": estimator, **row} for row in cutoff_rows]
        if estimator in ONE_ROW_A_UNIT and ":" not in regression.model and regression.weights == "none":
            row = _scpc_row(estimate.fit, regression.headline_term, km[np.ix_(present, present)])
            rows.append({"model": regression.model, "estimator": estimator, **row})
    return rows


def _scpc_row(fit: LeastSquares, term: str, km: np.ndarray) -> dict:
    inference = scpc(fit, km, term)
    return {
        **_head(fit, fit.position(term), "SCPC", fit.n),
        "std_error": inference.std_error,
        "statistic": inference.statistic,
        "p_value": inference.p_value,
        "ci_low": inference.low,
        "ci_high": inference.high,
    }


def _estimator_rows(
    estimator: str, panel: Panel, estimate: Estimate, methods: Collection[str], draws: int, seed: int
) -> list[dict]:
    fit, parts, rows = estimate.fit, estimate.parts, []
    if estimator in ONE_ROW_A_UNIT:
        if "HC3" in methods:
            rows += _t_rows(fit, "HC3", estimate.jackknife)
        return rows + _dealt_rows(estimate, "permutation", draws, seed) if "permutation" in methods else rows
    for method in CLUSTERED:
        if method in methods:
            rows += _t_rows(fit, method, clustered_variance(fit, parts, method))
    if "WCR" in methods:
        rows += _wild_rows(estimate)
    if estimator in RANDOMISED and "randomisation" in methods:
        rows += _dealt_rows(estimate, "randomisation", draws, seed)
    if estimator == "random_effects" and "chi-squared" in methods:
        hausman = hausman_test(panel)
        method = "chi-squared" if np.isfinite(hausman.p_value) else "chi-squared, indefinite"
        rows.append(_test_row(estimate, "hausman", method, hausman))
    if estimator == "correlated_random_effects" and "WCR" in methods:
        # the robust counterpart of Hausman's test: all units' means have coefficient zero
        restrictions = np.eye(fit.k)[[name.endswith("_mean") for name in fit.names]]
        mundlak = wild_cluster_joint_test(fit, parts, restrictions)
        rows.append({**_test_row(estimate, "mundlak", "WCR", mundlak), "df": len(panel.names)})
    return rows


def _wild_rows(estimate: Estimate) -> list[dict]:
    """Rows by the wild cluster restricted bootstrap, with the standard errors of CRV1."""
    fit, parts = estimate.fit, estimate.parts
    errors = clustered_variance(fit, parts, "CRV1").std_errors
    rows = []
    for term, inversion in estimate.wild.items():
        j = fit.position(term)
        low, high = inversion.interval(CONFIDENCE)
        rows.append(
            {
                **_head(fit, j, "WCR", parts.count),
                "std_error": errors[j],
                "statistic": fit.coefficients[j] / errors[j],
                "p_value": inversion.p_value(0.0),
                "ci_low": low,
                "ci_high": high,
            }
        )
    return rows


def _dealt_rows(estimate: Estimate, method: str, draws: int, seed: int) -> list[dict]:
    """Rows by dealing whole paths of the units anew; none with weights, or where a unit lacks a year."""
    fit, units = estimate.fit, encode_labels(estimate.clusters)
    equal = (fit.root_weights == fit.root_weights[0]).all()
    if not equal or not balanced(units, encode_labels(estimate.periods)):
        return []
    rows = []
    for j, term in enumerate(fit.names):
        if not is_level(term):
            test = randomisation_test(fit, estimate.clusters, estimate.periods, j, draws=draws, seed=seed)
            dealt = {"statistic": test.statistic, "p_value": test.p_value}
            rows.append({**_head(fit, j, method, units.levels), **dealt})
    return rows


def _head(fit: LeastSquares, j: int, method: str, clusters: int) -> dict:
    return {
        "term": fit.names[j],
        "method": method,
        "estimate": fit.coefficients[j],
        "n": fit.n,
        "clusters": clusters,
    }


def _t_rows(fit: LeastSquares, method: str, variance: Clustered) -> list[dict]:
    errors, df = variance.std_errors, variance.df
    t = fit.coefficients / errors
    p, wide = two_sided_p(t, df), reach(errors, df)
    return [
        {
            **_head(fit, j, method, variance.clusters),
            "std_error": errors[j],
            "statistic": t[j],
            "df": df[j],
            "p_value": p[j],
            "ci_low": fit.coefficients[j] - wide[j],
            "ci_high": fit.coefficients[j] + wide[j],
        }
        for j, term in enumerate(fit.names)
        if term == "constant" or not is_level(term)
    ]


def _test_row(estimate: Estimate, name: str, method: str, test: Significance) -> dict:
    return {
        "term": name,
        "method": method,
        "statistic": test.statistic,
        "df": test.df,
        "p_value": test.p_value,
        "n": estimate.fit.n,
        "clusters": estimate.parts.count,
    }
