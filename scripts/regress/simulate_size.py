"""Simulate how often each method errs, on the real regressors of the coefficients that verdicts rest on."""

from lib.runs.jobs import job

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, eye_array, hstack

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.pieces import ONE_PIECE, in_pieces, share_of
from lib.core.tables import describe_table, read_table, write_table
from lib.inference.conley import kernel_weights
from lib.inference.error_process import Scenario, error_process, unit_spreads
from lib.inference.fixed_effects import encode_labels
from lib.inference.least_squares import LeastSquares
from lib.inference.panel_estimators import Estimate, Panel, consecutive_rows, fitted
from lib.inference.randomisation import cleared_rows
from lib.inference.size_simulation import rejection_rates
from lib.models.estimation import ONE_ROW_A_UNIT
from lib.models.inputs import model_inputs
from lib.models.rows import panel_of
from lib.models.specification import Regression
from lib.space.weights import distance_matrix, matrix

SIMULATED_KEYS = ["model", "estimator", "term", "method"]


@dataclass(frozen=True)
class Neighbourhood:
    """What is known of neighbours in a layout: `W` and `km` between units in the order of the design."""

    W: np.ndarray
    km: np.ndarray


def simulate_size(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    weights: dict[str, pd.DataFrame],
    distances: pd.DataFrame,
    cutoffs: list[float],
    plan: dict[str, Any],
    seed: int,
    piece: str = ONE_PIECE,
) -> pd.DataFrame:
    """Size by headline coefficient, estimator, method and scenario, a row a method and scenario.

    Parameters
    ----------
    weights : by layout, columns kind, unit, neighbour, weight
    distances, cutoffs : as in `regress.estimate_models`
    plan : config/size_simulation.yaml
    piece : of all designs and scenarios
    """
    tasks = [
        (number, design, place, scenario)
        for number, design in enumerate(_designs(regressions, plan))
        for place, scenario in enumerate(_scenarios(design[1], plan))
    ]
    rows: list[dict] = []
    for number, share in itertools.groupby(share_of(tasks, piece), key=lambda task: task[1][0]):
        scenarios = [(task, place, scenario) for task, (*_, place, scenario) in share]
        regression, estimator = _designs(regressions, plan)[number]
        panel = panel_of(replace(regression, weights="none"), panels, groups)
        estimate = fitted(estimator, panel)
        panel = panel.part(np.isin(panel.unit, estimate.clusters))  # one seen once has no difference
        units = list(np.unique(panel.unit))
        known, km = distance_matrix(distances, regression.layout)
        present = [known.index(unit) for unit in units]
        near = Neighbourhood(
            matrix(weights[regression.layout], plan["neighbours"], units), km[np.ix_(present, present)]
        )
        about = {"model": regression.model, "estimator": estimator, "term": regression.headline_term}
        rows += _simulated(panel, estimate, about, near, cutoffs, plan, seed + number, scenarios)
    return pd.DataFrame(rows)


def _designs(regressions: list[Regression], plan: dict[str, Any]) -> list[tuple[Regression, str]]:
    years = {f"{base}@{year}" for base in plan["models"] for year in plan["cross_sections"]}
    return [
        (regression, estimator)
        for regression in regressions
        if regression.model in plan["models"] or regression.model in years
        for estimator in plan["estimators"]
        if estimator in regression.estimators
    ]


def _scenarios(estimator: str, plan: dict[str, Any]) -> list[Scenario]:
    grid = plan["one_row_a_unit" if estimator in ONE_ROW_A_UNIT else "panels"]
    return [Scenario(*each) for each in itertools.product(grid["rho"], grid["spatial"], grid["spread"])]


def _simulated(
    panel: Panel,
    estimate: Estimate,
    about: dict,
    near: Neighbourhood,
    cutoffs: list[float],
    plan: dict[str, Any],
    seed: int,
    scenarios: list[tuple[int, int, Scenario]],
) -> Iterator[dict]:
    """The rows of one design: every method in scenarios, given with their tasks and places in the plan."""
    fit, j = estimate.fit, estimate.fit.position(about["term"])
    kernels = {f"Conley {cutoff:g} km": kernel_weights(near.km, cutoff) for cutoff in cutoffs}
    whole = {
        "draws": plan["draws"],
        "level": plan["level"],
        "n": fit.n,
        "clusters": estimate.parts.count,
    }
    for task, number, scenario in scenarios:
        errors = _errors(panel, about["estimator"], estimate, j, scenario, near.W)
        rates = rejection_rates(
            fit,
            estimate.clusters,
            estimate.periods,
            j,
            errors(plan["draws"], np.random.default_rng([seed, number])),
            kernels=kernels,
            level=plan["level"],
            power=plan["power"],
            sign_vectors=plan["sign_vectors"],
            permutations=plan["permutations"],
            seed=seed,
        )
        for method, rate in rates.items():
            low, high = monte_carlo_interval(rate.size, plan["draws"])
            yield {
                "task": task,
                **about,
                "method": method,
                **asdict(scenario),
                "size": rate.size,
                "size_low": low,
                "size_high": high,
                "detectable": rate.detectable,
                **whole,
            }


def _errors(
    panel: Panel, estimator: str, estimate: Estimate, j: int, scenario: Scenario, W: np.ndarray
) -> Callable[[int, np.random.Generator], Iterator[np.ndarray]]:
    """A function that draws errors of the design's rows, (n, b) a block.

    Those of differences are differences of errors of the panel. All are scaled such that the expected sum of
    squared residuals is the one observed: effects and coefficients take more out of errors that persist.
    """
    fit = estimate.fit
    if estimator == "first_differences":
        labels, years, steps = panel.unit, panel.year, _differencing(panel)
    else:
        labels, years, steps = estimate.clusters, estimate.periods, eye_array(fit.n, format="csc")
    own = encode_labels(estimate.clusters).codes
    spreads = unit_spreads(scenario.spread, fit.residuals, cleared_rows(fit, j)[0], own)
    process = error_process(scenario, spreads, encode_labels(labels).codes, years.astype(int), W)
    expected = process.variance(steps.T) - process.variance(steps.T @ _taken_out(fit))
    scale = np.sqrt(fit.residuals @ fit.residuals / expected)
    return lambda draws, generator: (scale * (steps @ block) for block in process.draw(draws, generator))


def _differencing(panel: Panel) -> csc_array:
    """The matrix that turns rows of a panel into those of its differences."""
    later, earlier = consecutive_rows(panel)
    rows, ones = np.arange(len(later)), np.ones(len(later))
    entries = np.concatenate([ones, -ones]), (np.tile(rows, 2), np.concatenate([later, earlier]))
    return csc_array(entries, shape=(len(later), len(panel.y)))


def _taken_out(fit: LeastSquares) -> csc_array:
    """Orthonormal basis of what an unweighted fit takes out of outcomes, (n, ...): effects, regressors."""
    bases = [csc_array(fit.effects_basis), csc_array(fit.Q)]
    for first in fit.effects[:1]:
        shares = 1 / np.sqrt(np.bincount(first.codes))[first.codes]
        bases.append(csc_array((shares, (np.arange(fit.n), first.codes))))
    return hstack(bases, format="csc")


def monte_carlo_interval(size: float, draws: int) -> tuple[float, float]:
    """The 95 % interval of a size (Wilson 1927), which is half the rate of rejections in either direction."""
    z = 1.959964
    rate = 2 * size
    middle = (rate + z**2 / (2 * draws)) / (1 + z**2 / draws)
    wide = z * np.sqrt(rate * (1 - rate) / draws + z**2 / (4 * draws**2)) / (1 + z**2 / draws)
    return float((middle - wide) / 2), float((middle + wide) / 2)


def over_scenarios(table: pd.DataFrame, lowest: float, highest: float) -> pd.DataFrame:
    """One row a method; trusted where the Monte-Carlo interval of every scenario lies within the limits."""
    grouped = table.groupby(SIMULATED_KEYS, sort=False)
    sizes = grouped.agg(
        size_lowest=("size", "min"),
        size_highest=("size", "max"),
        size_low=("size_low", "min"),
        size_high=("size_high", "max"),
        detectable=("detectable", "max"),
        scenarios=("size", "size"),
        draws=("draws", "first"),
        level=("level", "first"),
        n=("n", "first"),
        clusters=("clusters", "first"),
    ).reset_index()
    within = (sizes["size_low"] >= lowest) & (sizes["size_high"] <= highest)
    return sizes.assign(trusted=np.where(within, "yes", "no"))


if __name__ == "__main__":
    with job(snakemake):
        files, plan = snakemake.input, read_yaml(snakemake.input.plan)

        def sizes_of_piece(piece: str) -> list[pd.DataFrame]:
            return [
                simulate_size(
                    **model_inputs(files, snakemake.params.vintage),
                    distances=read_table(files.distances),
                    cutoffs=snakemake.params.cutoffs,
                    weights={layout: read_table(files[f"weights_{layout}"]) for layout in region_layouts()},
                    plan=plan,
                    seed=snakemake.params.seed,
                    piece=piece,
                )
            ]

        for rows in in_pieces(snakemake, sizes_of_piece):
            write_table(snakemake.output.sizes, over_scenarios(rows, *plan["size_between"]))
            grid = [each.name for each in describe_table(snakemake.output.grid).fields]
            write_table(snakemake.output.grid, rows[grid])
