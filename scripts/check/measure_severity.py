"""Measure how often each verdict on an association would have come about by chance."""

from lib.runs.jobs import job

from collections.abc import Mapping
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
from lib.claims.verdicts import PartVerdict, judge_parts
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
        if verdict.chosen is not None and verdict.chosen.association is not None:
            rows.append(_row(register, verdict, by_model, panels, groups, own_seed(seed, verdict.key)))
    return described_frame("claims/severity.csv", rows)


def _row(
    register: Register,
    verdict: PartVerdict,
    by_model: Mapping[str, Regression],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    seed: int,
) -> dict:
    chosen = verdict.chosen
    choice, asserted = chosen.reading.settings.model, chosen.reading.asserted
    model = f"{choice.name}@{chosen.year}" if choice.estimator == "cross_section" else choice.name
    panel = panel_of(by_model[model], panels, groups)
    low, high = permuted_intervals(choice.estimator, panel, choice.term, PERMUTED, seed)
    factor = FACTORS.get(asserted.effect, 1.0)
    by_chance = [
        FROM_WORST.index(verdict_of(Interval(factor * a, factor * b), asserted, register.judging))
        for a, b in zip(low, high, strict=True)
    ]
    own = FROM_WORST.index(chosen.verdict)
    return {
        "claim": verdict.claim,
        "part": verdict.part,
        "proxy": verdict.proxy,
        "model": model,
        "estimator": choice.estimator,
        "term": choice.term,
        "method": choice.method,
        "verdict": chosen.verdict,
        "severity": np.mean(np.array(by_chance) >= own),
        "borne_out": np.mean(np.array(by_chance) == FROM_WORST.index(BORNE_OUT)),
        "permutations": PERMUTED,
    }


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
