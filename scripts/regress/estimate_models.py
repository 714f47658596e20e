"""Estimate every regression of config/models, with inference that holds for few regions."""

from lib.runs.jobs import job

import numpy as np
import pandas as pd

from lib.core.country import languages
from lib.core.tables import described_frame, read_table, write_table
from lib.data.panel import preliminary_years
from lib.inference.conventions import PERMUTATIONS
from lib.models.associations import association_rows, with_range
from lib.models.estimation import (
    describe_regression,
    estimate_rows,
    estimates_of,
    neighbour_rows,
)
from lib.models.influence import influence_rows, partial_rows
from lib.models.inputs import model_inputs
from lib.models.interpretation import word_coefficients
from lib.models.library_fits import (
    adopt,
    cross_check,
    library_fit,
    stop_where_apart,
)
from lib.models.rows import panel_of
from lib.models.specification import Regression, main_and_last
from lib.space.weights import distance_matrix
from lib.words.language import read_speakers


def estimate_models(
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    distances: pd.DataFrame,
    marks: pd.DataFrame,
    cutoffs: list[float],
    draws: int,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """Estimate all regressions by all their estimators: the tables of the rule by name, all but the wording.

    Parameters
    ----------
    distances, marks : results/geometry/distances.csv, results/data/panel_marks.csv
    cutoffs : km from which on errors of two units are taken to be unrelated, one sensitivity line each

    Raises
    ------
    ProblemsError
        When a number of a library differs from the core's.
    """
    rows, described, associations, checks, influence, partial = [], [], [], [], [], []
    between = {layout: distance_matrix(distances, layout) for layout in panels}
    plotted = {regression.model for regression in main_and_last(regressions)}
    for regression in regressions:
        panel = panel_of(regression, panels, groups)
        described.append(
            describe_regression(
                regression, panel, preliminary_years(marks, regression.layout, regression.variables)
            )
        )
        estimates = estimates_of(regression, panel)
        influence += influence_rows(regression, panel, estimates)
        if regression.model in plotted:
            partial += partial_rows(regression, estimates)
        for estimator, estimate in estimates.items():
            fit = library_fit(regression, estimator, panel, estimate.fit.names)
            checks += cross_check(regression, estimator, estimate, fit)
            estimates[estimator] = adopt(estimate, fit)
        rows += estimate_rows(regression, panel, estimates, draws, seed)
        associations += association_rows(regression, estimates, seed)
        rows += neighbour_rows(regression, estimates, between[regression.layout], cutoffs)
    compared = described_frame("models/cross_check.csv", checks)
    stop_where_apart(compared)
    left_out = described_frame("models/influence.csv", influence)
    coefficients = described_frame("models/coefficients.csv", rows)
    judged = pd.DataFrame(associations)
    for table, ends in ((coefficients, ["ci_low", "ci_high"]), (judged, ["ci90_low", "ci90_high"])):
        # an end that lies nowhere, as with three regions, is left blank
        table[ends] = table[ends].where(np.isfinite(table[ends].astype(float)))
    return {
        "coefficients": coefficients,
        "models": pd.DataFrame(described),
        "associations": with_range(judged, left_out),
        "cross_check": compared,
        "influence": left_out,
        "partial": pd.concat(partial, ignore_index=True),
    }


if __name__ == "__main__":
    with job(snakemake) as work:
        files, outputs, params = snakemake.input, snakemake.output, snakemake.params
        inputs = model_inputs(files, params.vintage)
        codebook = read_table(files.codebook)
        worded = {files[f"words_{language}"] for language in languages()}
        estimated = [path for name, path in outputs.items() if name not in ("receipt", "meanings")]
        with work.part(
            "estimates", (params.cutoffs, params.vintage, params.seed), set(files) - worded, estimated
        ) as needed:
            if needed:
                tables = estimate_models(
                    **inputs,
                    distances=read_table(files.distances),
                    marks=read_table(files.marks),
                    cutoffs=params.cutoffs,
                    draws=PERMUTATIONS,
                    seed=params.seed,
                )
                for name, table in tables.items():
                    write_table(outputs[name], table)
        meanings = word_coefficients(
            read_table(outputs.coefficients),
            read_table(outputs.models),
            dict(zip(codebook["variable"], codebook["unit"], strict=True)),
            list(read_speakers(files, languages()).values()),
        )
        write_table(outputs.meanings, meanings)
