"""Measure how often each verdict on an association would have come about by chance."""

from lib.runs.jobs import job

from dataclasses import replace

import numpy as np
import pandas as pd

from lib.claims.associations import (
    BORNE_OUT,
    BORNE_OUT_SMALL,
    CONTRADICTED,
    FACTORS,
    NONE_THAT_MATTERS,
    UNDECIDED,
    verdict_of,
)
from lib.claims.evidence import Evidence, build_evidence
from lib.claims.outcomes import evaluate
from lib.claims.printed_numbers import Interval
from lib.claims.register import Register, read_register
from lib.claims.severity import own_seed
from lib.claims.verdicts import judge_parts
from lib.core.tables import described_frame, read_table, write_table
from lib.models.inputs import model_inputs
from lib.models.permuted_outcomes import permuted_intervals
from lib.models.rows import panel_of
from lib.models.specification import Regression

PERMUTED = 2000
FROM_WORST = (CONTRADICTED, NONE_THAT_MATTERS, UNDECIDED, BORNE_OUT_SMALL, BORNE_OUT)


def measure_severity(
    register: Register,
    evidence: Evidence,
    regressions: list[Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    seed: int,
) -> pd.DataFrame:
    """A row a part whose verdict is that of an association.

    Returns
    -------
    ``severity``, the share of `PERMUTED` permutations of the outcomes among the regions
    whose interval gets the verdict of the chosen reading or a better one; ``borne_out``, the share that is
    borne out.
    """
    readings = tuple(reading for reading in register.readings if reading.kind == "association")
    associations = replace(register, readings=readings)
    by_model = {regression.model: regression for regression in regressions}
    rows = []
    for verdict in judge_parts(associations, evaluate(associations, evidence)):
        chosen = verdict.chosen
        if chosen is None:
            continue
        choice, asserted = chosen.reading.settings.model, chosen.reading.asserted
        model = f"{choice.name}@{chosen.year}" if choice.estimator == "cross_section" else choice.name
        panel, own = panel_of(by_model[model], panels, groups), FROM_WORST.index(chosen.verdict)
        ends = permuted_intervals(choice.estimator, panel, choice.term, PERMUTED, own_seed(seed, verdict.key))
        low, high = FACTORS.get(asserted.effect, 1.0) * np.array(ends)
        verdicts = [
            verdict_of(Interval(*each), asserted, register.judging) for each in zip(low, high, strict=True)
        ]
        by_chance = np.array([FROM_WORST.index(each) for each in verdicts])
        rows.append(
            (*verdict.key, model, choice.estimator, choice.term, choice.method, chosen.verdict,
             np.mean(by_chance >= own), np.mean(by_chance == FROM_WORST.index(BORNE_OUT)), PERMUTED)
        )  # fmt: skip
    return described_frame("claims/severity.csv", rows)


if __name__ == "__main__":
    with job(snakemake):
        files, params = snakemake.input, snakemake.params
        inputs = model_inputs(files, params.vintage)
        evidence = build_evidence(
            inputs["panels"], inputs["groups"], read_table(files.coefficients), read_table(files.described)
        )
        register = read_register(files.claims, files.questions, files.judging, files.sentences)
        write_table(
            snakemake.output.severity, measure_severity(register, evidence, **inputs, seed=params.seed)
        )
