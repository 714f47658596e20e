"""Estimate every regression of config/models, with inference that holds for few regions."""

import numpy as np
import pandas as pd

from lib import panel_estimators
from lib.files import read_table, write_table
from lib.groups import groups_in_layout
from lib.inference import (
    cluster_parts,
    clustered_variance,
    least_squares,
    randomisation_test,
    robust_variance,
    wild_cluster_interval,
    wild_cluster_joint_test,
    wild_cluster_test,
    with_constant,
)
from lib.jobs import job
from lib.least_squares import DesignError
from lib.model_data import panel_of
from lib.model_files import Regression, load_regressions
from lib.panel_estimators import Estimate, Panel, hausman_test
from lib.problems import ProblemsError
from lib.student import reach, two_sided_p
from lib.units import read_units

COLUMNS = [
    "model", "term", "estimator", "method", "estimate", "std_error", "statistic", "df", "p_value",
    "ci_low", "ci_high", "n", "clusters",
]  # fmt: skip
CLUSTERED = ("CRV3", "CR2", "CRV1")
ONE_ROW_A_UNIT = ("between", "cross_section")


def estimate_models(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    draws: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimate all regressions by all their estimators.

    Returns
    -------
    coefficients : one row a coefficient, estimator and method of inference
    models : one row a regression: what it regresses on what, on which rows
    """
    rows, described = [], []
    for regression in regressions:
        panel = panel_of(regression, panels, groups)
        described.append(describe(regression, panel))
        rows += estimate_rows(regression, panel, draws, seed)
    return pd.DataFrame(rows, columns=COLUMNS), pd.DataFrame(described)


def estimate_rows(regression: Regression, panel: Panel, draws: int, seed: int) -> list[dict]:
    """The coefficients of one regression by all its estimators.

    Raises
    ------
    ProblemsError
        When the rows do not determine them.
    """
    rows = []
    for estimator in regression.estimators:
        try:
            found = _estimator_rows(estimator, panel, draws, seed)
        except DesignError as error:
            raise ProblemsError(
                "Estimating the models",
                [f"{regression.model}, {estimator}: {fault}" for fault in error.problems],
            ) from None
        rows += [{"model": regression.model, "estimator": estimator, **row} for row in found]
    return rows


def describe(regression: Regression, panel: Panel) -> dict:
    """What a regression is, in one row."""
    return {
        "model": regression.model,
        "base": regression.base,
        "outcome": regression.outcome.name,
        "regressors": " ".join(term.name for term in regression.regressors),
        "headline": regression.headline_term,
        "layout": regression.layout,
        "first_year": panel.year.min(),
        "last_year": panel.year.max(),
        "excluded": " ".join(regression.exclude),
        "weights": regression.weights,
        "n": len(panel.y),
        "units": len(np.unique(panel.unit)),
        **{f"title_{language}": text for language, text in regression.titles.items()},
        **{
            f"variant_{language}": regression.variant_titles.get(language, "")
            for language in regression.titles
        },
    }


def _estimator_rows(estimator: str, panel: Panel, draws: int, seed: int) -> list[dict]:
    if estimator == "cross_section":
        return unit_rows(cross_section(panel), draws, seed)
    estimate = getattr(panel_estimators, estimator)(panel)
    if estimator in ONE_ROW_A_UNIT:
        return unit_rows(estimate, draws, seed)
    rows = clustered_rows(estimate)
    if estimator == "random_effects":
        rows.append(_hausman_row(panel, estimate))
    if estimator == "correlated_random_effects":
        rows.append(_mundlak_row(panel, estimate))
    return rows


def cross_section(panel: Panel) -> Estimate:
    """Least squares on one year, one row a unit."""
    fit = least_squares(
        panel.y, with_constant(panel.X), weights=panel.weights, names=("constant", *panel.names)
    )
    return Estimate(fit, panel.unit, panel.year)


def clustered_rows(estimate: Estimate) -> list[dict]:
    """Rows by CRV3, CR2 and CRV1 with t, and by the wild cluster restricted bootstrap."""
    fit = estimate.fit
    clusters = cluster_parts(fit, estimate.clusters)
    rows = []
    for method in CLUSTERED:
        variance = clustered_variance(fit, clusters, method)
        rows += _t_rows(fit, method, variance.std_errors, variance.df, variance.clusters)
    wide = clustered_variance(fit, clusters, "CRV1")
    for j, term in enumerate(fit.names):
        if term == "constant":
            continue
        test = wild_cluster_test(fit, clusters, term)
        low, high = wild_cluster_interval(fit, clusters, term)
        rows.append(
            {
                **_head(fit, j, "WCR", wide.clusters),
                "std_error": wide.std_errors[j],
                "statistic": test.statistic,
                "p_value": test.p_value,
                "ci_low": low,
                "ci_high": high,
            }
        )
    return rows


def unit_rows(estimate: Estimate, draws: int, seed: int) -> list[dict]:
    """Rows of a regression with one row a unit: HC3 with t, and permutation of units when unweighted."""
    fit, count = estimate.fit, len(estimate.clusters)
    errors = np.sqrt(np.diag(robust_variance(fit, "HC3")))
    rows = _t_rows(fit, "HC3", errors, np.full(fit.k, fit.residual_df), count)
    if not (fit.root_weights == fit.root_weights[0]).all():
        return rows
    for j, term in enumerate(fit.names):
        if term == "constant":
            continue
        test = randomisation_test(fit, estimate.clusters, None, term, draws=draws, seed=seed)
        rows.append(
            {
                **_head(fit, j, "permutation", count),
                "statistic": test.statistic,
                "p_value": test.p_value,
            }
        )
    return rows


def _head(fit, j: int, method: str, clusters: int) -> dict:
    return {
        "term": fit.names[j],
        "method": method,
        "estimate": fit.coefficients[j],
        "n": fit.n,
        "clusters": clusters,
    }


def _t_rows(fit, method: str, errors: np.ndarray, df: np.ndarray, clusters: int) -> list[dict]:
    t = fit.coefficients / errors
    p, wide = two_sided_p(t, df), reach(errors, df)
    return [
        {
            **_head(fit, j, method, clusters),
            "std_error": errors[j],
            "statistic": t[j],
            "df": df[j],
            "p_value": p[j],
            "ci_low": fit.coefficients[j] - wide[j],
            "ci_high": fit.coefficients[j] + wide[j],
        }
        for j in range(fit.k)
    ]


def _hausman_row(panel: Panel, estimate: Estimate) -> dict:
    test = hausman_test(panel)
    return {
        "term": "hausman",
        "method": "chi-squared" if np.isfinite(test.p_value) else "chi-squared, indefinite",
        "statistic": test.statistic,
        "df": test.df,
        "p_value": test.p_value,
        "n": estimate.fit.n,
        "clusters": len(np.unique(estimate.clusters)),
    }


def _mundlak_row(panel: Panel, estimate: Estimate) -> dict:
    """The robust counterpart of Hausman's test: all units' means have coefficient zero."""
    k = len(panel.names)
    restrictions = np.eye(estimate.fit.k)[1 + k :]
    test = wild_cluster_joint_test(estimate.fit, estimate.clusters, restrictions)
    return {
        "term": "mundlak",
        "method": "WCR",
        "statistic": test.statistic,
        "df": k,
        "p_value": test.p_value,
        "n": estimate.fit.n,
        "clusters": len(np.unique(estimate.clusters)),
    }


if __name__ == "__main__":
    with job(snakemake):
        layouts = ["20", "17", "16"]
        units = read_units(snakemake.input.units)
        coefficients, models = estimate_models(
            regressions=load_regressions(
                list(snakemake.input.models),
                snakemake.input.variants,
                snakemake.input.model_schema,
                snakemake.input.variants_schema,
            ),
            panels={
                layout: read_table(snakemake.input[f"panel_{layout}"], text=("unit",)) for layout in layouts
            },
            groups={layout: groups_in_layout(snakemake.params.groups, units, layout) for layout in layouts},
            draws=9999,
            seed=snakemake.params.seed,
        )
        write_table(snakemake.output.coefficients, coefficients)
        write_table(snakemake.output.models, models)
