"""Estimate every regression of config/models, with inference that holds for few regions."""

import pandas as pd

from lib.core.tables import read_table, write_table
from lib.inference.conventions import PERMUTATIONS
from lib.models.estimation import (
    COEFFICIENT_COLUMNS,
    describe_regression,
    estimate_rows,
    estimates_of,
    neighbour_rows,
)
from lib.models.influence import measure_influence
from lib.models.inputs import model_inputs
from lib.models.interpretation import word_coefficients
from lib.models.rows import panel_of
from lib.models.specification import Regression
from lib.runs.jobs import job
from lib.space.weights import distance_matrix
from lib.words.language import LANGUAGES, read_speakers


def estimate_models(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    distances: pd.DataFrame,
    cutoffs: list[float],
    draws: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimate all regressions by all their estimators.

    Parameters
    ----------
    distances : results/geometry/distances.csv
    cutoffs : km from which on errors of two units are taken to be unrelated, one sensitivity line each

    Returns
    -------
    coefficients : one row a coefficient, estimator and method of inference
    models : one row a regression: what it regresses on what, on which rows
    """
    rows, described = [], []
    between = {layout: distance_matrix(distances, layout) for layout in panels}
    for regression in regressions:
        panel = panel_of(regression, panels, groups)
        described.append(describe_regression(regression, panel))
        estimates = estimates_of(regression, panel)
        rows += estimate_rows(regression, panel, estimates, draws, seed)
        rows += neighbour_rows(regression, estimates, between[regression.layout], cutoffs)
    return pd.DataFrame(rows, columns=COEFFICIENT_COLUMNS), pd.DataFrame(described)


if __name__ == "__main__":
    with job(snakemake):
        files, made = snakemake.input, snakemake.output
        given = model_inputs(files, snakemake.params.vintage)
        codebook = read_table(files.codebook)
        coefficients, models = estimate_models(
            **given,
            distances=read_table(files.distances),
            cutoffs=snakemake.params.cutoffs,
            draws=PERMUTATIONS,
            seed=snakemake.params.seed,
        )
        influence, partial = measure_influence(**given)
        meanings = word_coefficients(
            coefficients,
            models,
            dict(zip(codebook["variable"], codebook["unit"], strict=True)),
            list(read_speakers(files, LANGUAGES).values()),
        )
        write_table(made.coefficients, coefficients)
        write_table(made.models, models)
        write_table(made.meanings, meanings)
        write_table(made.influence, influence)
        write_table(made.partial, partial)
