"""Simulate how often each method rejects, on the real regressors of every headline coefficient."""

from lib.runs.jobs import job

from dataclasses import replace

import numpy as np
import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.tables import read_table, write_table
from lib.inference.conley import kernel_weights
from lib.inference.error_process import estimate_process
from lib.inference.fixed_effects import encode_labels, sweep
from lib.inference.least_squares import LeastSquares
from lib.inference.panel_estimators import Estimate, fitted
from lib.inference.size_simulation import rejection_rates
from lib.models.inputs import PANEL_LAYOUTS, model_inputs
from lib.models.rows import panel_of
from lib.models.specification import Regression, main_and_last
from lib.space.weights import distance_matrix, matrix


def simulate_size(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    weights: dict[str, pd.DataFrame],
    distances: pd.DataFrame,
    cutoffs: list[float],
    plan: dict,
    seed: int,
) -> pd.DataFrame:
    """Size and power by headline coefficient, estimator and method.

    Parameters
    ----------
    weights : by layout, columns kind, unit, neighbour, weight
    distances, cutoffs : as in `regress.estimate_models`
    plan : config/size_simulation.yaml

    Returns
    -------
    One row a method: ``size`` is the share of true nulls rejected, ``power`` the share rejected when the
    coefficient is ``effect`` (the estimate); ``rho`` and ``spatial`` of the simulated errors; ``trusted`` is
    "yes" for the method to trust (`trusted`).
    """
    designs = [
        (regression, estimator)
        for regression in main_and_last(regressions)
        for estimator in plan["estimators"]
        if estimator in regression.estimators
    ]
    tables = [
        _simulate(regression, estimator, panels, groups, weights, distances, cutoffs, plan, seed + number)
        for number, (regression, estimator) in enumerate(designs)
    ]
    return pd.concat(tables, ignore_index=True)


def _simulate(regression, estimator, panels, groups, weights, distances, cutoffs, plan, seed) -> pd.DataFrame:
    panel = panel_of(replace(regression, weights="none"), panels, groups)
    estimate = fitted(estimator, panel)
    fit, j = estimate.fit, estimate.fit.position(regression.headline_term)
    units = list(np.unique(estimate.clusters))
    process = _process(estimate, matrix(weights[regression.layout], plan["neighbours"], units))
    rates = rejection_rates(
        fit,
        estimate.clusters,
        estimate.periods,
        j,
        process.draw(plan["draws"], np.random.default_rng(seed)),
        kernels=_kernels(distances, regression.layout, units, cutoffs),
        effect=fit.coefficients[j],
        level=plan["level"],
        sign_vectors=plan["sign_vectors"],
        permutations=plan["permutations"],
        seed=seed,
    )
    table = pd.DataFrame(
        [
            {
                "model": regression.model,
                "estimator": estimator,
                "term": fit.names[j],
                "method": method,
                "size": size,
                "power": power,
                "effect": fit.coefficients[j],
                "rho": process.rho,
                "spatial": process.spatial,
                "draws": plan["draws"],
                "level": plan["level"],
                "n": fit.n,
                "clusters": len(np.unique(estimate.clusters)),
            }
            for method, (size, power) in rates.items()
        ]
    )
    best = trusted(table, plan["level"], plan["largest_size"], plan["candidates"])
    return table.assign(trusted=np.where(table.index == best, "yes", "no"))


def _kernels(
    distances: pd.DataFrame, layout: str, units: list[str], cutoffs: list[float]
) -> dict[str, np.ndarray]:
    """By name of the method, the weights of pairs of units in their order."""
    known, km = distance_matrix(distances, layout)
    present = [known.index(unit) for unit in units]
    near = km[np.ix_(present, present)]
    return {f"Conley {cutoff:g} km": kernel_weights(near, cutoff, "bartlett") for cutoff in cutoffs}


def trusted(table: pd.DataFrame, level: float, largest_size: float, candidates: list[str]) -> int:
    """The row of the method to trust, given columns method and size.

    The candidate whose size is nearest to the level among those at most `largest_size`; where none is, the
    candidate of smallest size. The first in the table wins a tie.
    """
    known = table.loc[table["method"].isin(candidates), "size"]
    fair = known[known <= largest_size]
    return int(known.idxmin() if fair.empty else (fair - level).abs().idxmin())


def _process(estimate: Estimate, W: np.ndarray):
    fit = estimate.fit
    return estimate_process(
        fit.residuals,
        residual_maker(fit),
        encode_labels(estimate.clusters).codes,
        estimate.periods.astype(int),
        W,
    )


def residual_maker(fit: LeastSquares) -> np.ndarray:
    """The (n, n) matrix that turns outcomes into residuals, of an unweighted fit."""
    identity = np.eye(fit.n)
    cleared = sweep(identity, fit.effects, fit.root_weights) if fit.effects else identity
    return cleared - fit.Q @ (fit.Q.T @ cleared)


if __name__ == "__main__":
    with job(snakemake):
        sizes = simulate_size(
            **model_inputs(snakemake.input, snakemake.params.vintage),
            distances=read_table(snakemake.input.distances),
            cutoffs=snakemake.params.cutoffs,
            weights={layout: read_table(snakemake.input[f"weights_{layout}"]) for layout in PANEL_LAYOUTS},
            plan=read_yaml(snakemake.input.plan),
            seed=snakemake.params.seed,
        )
        write_table(snakemake.output.sizes, sizes)
