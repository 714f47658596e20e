"""Test values and residuals for likeness of neighbours, and estimate the models with neighbours in them."""

from lib.runs.jobs import job

import logging
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.tables import described_frame, read_table, write_table
from lib.data.arrays import PanelArrays, panel_arrays
from lib.inference import panel_estimators
from lib.inference.conventions import CONFIDENCE, PERMUTATIONS
from lib.inference.least_squares import least_squares, with_constant
from lib.inference.panel_estimators import Panel
from lib.models.inputs import model_inputs
from lib.models.rows import panel_of
from lib.models.specification import Regression, Term
from lib.space.autocorrelation import (
    AutocorrelationTest,
    false_discovery,
    local_moran,
    moran_paths_test,
    moran_residual_test,
    moran_test,
)
from lib.space.impacts import SpatialFit, effects
from lib.space.lagrange_multipliers import multiplier_tests
from lib.space.models import fit_error, fit_lag, reduced_weights, without_effects
from lib.space.weights import matrix

PANEL_RESIDUALS = ("pooled", "fixed_effects", "two_way_fixed_effects")
DISCOVERY_LEVEL = 0.05


def autocorrelation_row(test: AutocorrelationTest, method: str) -> dict:
    """Moran's I as a row; `statistic` counts standard deviations from its expectation."""
    return {
        "term": "morans_i",
        "estimate": test.statistic,
        "expected": test.expected,
        "std_error": test.deviation,
        "statistic": (test.statistic - test.expected) / test.deviation,
        "p_value": test.p_value,
        "method": f"{method}, {test.draws}" if test.draws else method,
    }


def value_rows(
    data: PanelArrays, values: list[dict], weights: dict[str, np.ndarray], seed: int
) -> Iterator[dict]:
    """Moran's I of every variable in every year that all units have, under every kind of weights."""
    for value in values:
        for year, column in known_years(data, value):
            for kind, W in weights.items():
                test = moran_test(column, W, draws=PERMUTATIONS, seed=seed)
                yield {
                    **term_of(value),
                    "estimator": "values",
                    "first_year": year,
                    "last_year": year,
                    "weights": kind,
                    **autocorrelation_row(test, "permutations"),
                    "n": len(data.units),
                    "units": len(data.units),
                }


def cluster_rows(
    data: PanelArrays, values: list[dict], weights: dict[str, np.ndarray], seed: int
) -> Iterator[dict]:
    """Each unit beside its neighbours in the last year that all units have.

    `value` and `neighbours` are standard deviations from the mean, of the unit and of its neighbours' mean;
    `cluster` is the quadrant where the false-discovery adjusted p is below `DISCOVERY_LEVEL`, else empty.
    """
    for value in values:
        years = list(known_years(data, value))
        if not years:
            continue
        year, column = years[-1]
        z = (column - column.mean()) / column.std()
        for kind, W in weights.items():
            test = local_moran(column, W, draws=PERMUTATIONS, seed=seed)
            adjusted = false_discovery(test.p_value)
            for i, unit in enumerate(data.units):
                yield {
                    **term_of(value),
                    "year": year,
                    "weights": kind,
                    "unit": unit,
                    "value": z[i],
                    "neighbours": W[i] @ z,
                    "statistic": test.statistic[i],
                    "quadrant": test.quadrant[i],
                    "p_value": test.p_value[i],
                    "adjusted_p_value": adjusted[i],
                    "cluster": test.quadrant[i] if adjusted[i] < DISCOVERY_LEVEL else "",
                }


def term_of(value: dict) -> dict:
    """The name of a variable with its transform, as models name it."""
    return {"model": Term(value["variable"], value["transform"]).name}


def known_years(data: PanelArrays, value: dict) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (year, transformed values in the order of the units) for each year that all units have."""
    for year, (values,) in data.complete_years(data.units, [value["variable"]]):
        yield year, np.log(values) if value["transform"] == "log" else values


def cross_section_rows(panel: Panel, W: np.ndarray, seed: int) -> Iterator[dict]:
    """Residual autocorrelation, multiplier tests and the three spatial models of one year."""
    X, names = with_constant(panel.X), ("constant", *panel.names)
    fit = least_squares(panel.y, X, names=names)
    test = moran_residual_test(fit, W)
    yield {"estimator": "least_squares", **autocorrelation_row(test, "normal errors, exact")}
    for name, test in multiplier_tests(fit, panel.y, W, draws=PERMUTATIONS, seed=seed).items():
        yield {
            "estimator": "least_squares",
            "term": name,
            "statistic": test.statistic,
            "p_value": test.p_value,
            "method": f"parametric bootstrap, {PERMUTATIONS}",
        }
    blocks = np.column_stack([panel.y, X, W @ panel.X])[None]
    yield from spatial_rows("spatial_", blocks, names, panel.names, W, W, seed)


def panel_rows(panel: Panel, W: np.ndarray, seed: int) -> Iterator[dict]:
    """Residual autocorrelation of panel estimators, and spatial models with effects of units and years."""
    for name in PANEL_RESIDUALS:
        fit = getattr(panel_estimators, name)(panel).fit
        test = moran_paths_test(blocks(panel, fit.residuals).T, W, draws=PERMUTATIONS, seed=seed)
        yield {"estimator": name, **autocorrelation_row(test, "permutations of paths")}
    own = np.stack([blocks(panel, column) for column in (panel.y, *panel.X.T)], axis=2)
    around = np.einsum("ij,tjk->tik", W, own[:, :, 1:])
    table = without_effects(np.concatenate([own, around], axis=2))
    yield from spatial_rows("two_way_spatial_", table, panel.names, panel.names, reduced_weights(W), W, seed)


def spatial_rows(
    prefix: str,
    table: np.ndarray,
    names: tuple[str, ...],
    lagged: tuple[str, ...],
    weights: np.ndarray,
    W: np.ndarray,
    seed: int,
) -> Iterator[dict]:
    """The lag, error and Durbin model of one table.

    Parameters
    ----------
    table : (m, n, 1 + k + l) outcome, `names` (k) and the neighbours' means of `lagged` (l)
    weights : (n, n) between the places of the table
    W : weights between the units, for the effects
    """
    y, X, durbin = table[:, :, 0], table[:, :, 1 : 1 + len(names)], table[:, :, 1:]
    all_names = (*names, *(f"neighbours_{name}" for name in lagged))
    fits = {
        "lag": fit_lag(y, X, weights, names),
        "error": fit_error(y, X, weights, names),
        "durbin": fit_lag(y, durbin, weights, all_names),
    }
    for name, fit in fits.items():
        yield from model_rows(prefix + name, fit, W, seed)


def blocks(panel: Panel, column: np.ndarray) -> np.ndarray:
    """A column of a balanced panel as (T, n), years and units sorted."""
    shape = (len(set(panel.year)), len(set(panel.unit)))
    return column[np.lexsort((panel.unit, panel.year))].reshape(shape)


def whole_years(panel: Panel, units: list[str]) -> Panel | None:
    """The rows of the years in which all `units` are seen: a neighbour missing is not a neighbour of zero.

    Where these years cross a break, those of the regime with most of them. None when there is no such year.
    """
    years, counts = np.unique(panel.year, return_counts=True)
    kept = np.isin(panel.year, years[counts == len(units)])
    if not kept.any():
        return None
    if panel.regime is not None:
        bases, rows = np.unique(panel.regime[kept], return_counts=True)
        kept &= panel.regime == bases[rows.argmax()]
    return panel.part(kept)


def model_rows(estimator: str, fit: SpatialFit, W: np.ndarray, seed: int) -> Iterator[dict]:
    """Coefficients with normal p-values and, where neighbours feed back, effects of each regressor."""
    parameter = "lambda" if estimator.endswith("error") else "rho"
    estimates = np.append(fit.coefficients, fit.spatial)
    errors = np.sqrt(np.diag(fit.variance))
    reach = ndtri((1 + CONFIDENCE) / 2) * errors
    for j, term in enumerate((*fit.names, parameter)):
        yield {
            "estimator": estimator,
            "term": term,
            "effect": "coefficient",
            "estimate": estimates[j],
            "std_error": errors[j],
            "statistic": estimates[j] / errors[j],
            "p_value": 2 * ndtr(-abs(estimates[j] / errors[j])),
            "ci_low": estimates[j] - reach[j],
            "ci_high": estimates[j] + reach[j],
            "method": "maximum likelihood, normal",
        }
    yield {
        "estimator": estimator,
        "term": "log_likelihood",
        "estimate": fit.log_likelihood,
        "method": "maximum likelihood",
    }
    if parameter == "lambda":
        return
    for term in fit.names:
        if term == "constant" or term.startswith("neighbours_"):
            continue
        lagged = f"neighbours_{term}"
        position = fit.names.index(lagged) if lagged in fit.names else None
        for effect, average_effect in effects(fit, W, fit.names.index(term), position, seed=seed).items():
            yield {
                "estimator": estimator,
                "term": term,
                "effect": effect,
                "estimate": average_effect.value,
                "p_value": average_effect.p_value,
                "ci_low": average_effect.ci_low,
                "ci_high": average_effect.ci_high,
                "method": "simulated parameters, percentiles",
            }


def regression_rows(
    regression: Regression, panel: Panel, units: list[str], weights: dict[str, np.ndarray], seed: int
) -> Iterator[dict]:
    """The rows of one regression under every kind of weights; none when no year has all units."""
    whole = whole_years(panel, units)
    lost = len(panel.y) - (0 if whole is None else len(whole.y))
    if lost:
        logging.info("%s: %d of %d rows are of years without all units", regression.model, lost, len(panel.y))
    if whole is None:
        return
    yearly = regression.estimators == ("cross_section",)
    for kind, W in weights.items():
        for row in (cross_section_rows if yearly else panel_rows)(whole, W, seed):
            yield {
                "model": regression.model,
                "layout": regression.layout,
                "first_year": whole.year.min(),
                "last_year": whole.year.max(),
                "weights": kind,
                **row,
                "n": len(whole.y),
                "units": len(units),
            }


def estimate_space(
    panels: dict[str, pd.DataFrame],
    weights: dict[str, pd.DataFrame],
    regressions: list[Regression],
    groups: dict[str, dict[str, list[str]]],
    choices: dict,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everything about neighbours: models/spatial.csv and models/local_clusters.csv.

    `panels`, `weights` (the tables of results/geometry) and `groups` are by layout, `choices` is
    config/spatial.yaml.
    """
    kinds = choices["weights"]
    rows, clusters = [], []
    units = {layout: sorted(table["unit"].unique()) for layout, table in weights.items()}
    matrices = {
        layout: {kind: matrix(table, kind, units[layout]) for kind in kinds}
        for layout, table in weights.items()
    }
    for layout in choices["layouts"]:
        data = panel_arrays(panels[layout], {value["variable"] for value in choices["values"]})
        arguments = (data, choices["values"], matrices[layout], seed)
        rows += [{"layout": layout, **row} for row in value_rows(*arguments)]
        clusters += [{"layout": layout, **row} for row in cluster_rows(*arguments)]
    for regression in regressions:
        yearly = regression.estimators == ("cross_section",)
        if regression.base not in choices["models"] or not (yearly or regression.model == regression.base):
            continue  # the main panel and the cross-sections of each model named
        panel = panel_of(regression, panels, groups)
        rows += regression_rows(
            regression, panel, units[regression.layout], matrices[regression.layout], seed
        )
    return described_frame("models/spatial.csv", rows), described_frame("models/local_clusters.csv", clusters)


if __name__ == "__main__":
    with job(snakemake):
        spatial, clusters = estimate_space(
            **model_inputs(snakemake.input, snakemake.params.vintage),
            weights={layout: read_table(snakemake.input[f"weights_{layout}"]) for layout in region_layouts()},
            choices=read_yaml(snakemake.input.choices),
            seed=snakemake.params.seed,
        )
        write_table(snakemake.output.spatial, spatial)
        write_table(snakemake.output.clusters, clusters)
