"""Estimate every specification of config/specification_curve.yaml and test each curve as a whole."""

import itertools

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.tables import write_table
from lib.data.units import holders, read_units
from lib.data.vintages import LATEST
from lib.inference.wild_bootstrap import some_sign_vectors
from lib.models.curve import assess_curve, trace_curve
from lib.models.inputs import layout_inputs
from lib.models.rows import enough_years
from lib.runs.jobs import job


def trace_specification_curve(
    curves: dict,
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    regions: dict[str, str],
    vectors: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All specifications of all curves, and the joint tests; see `lib.models.curve`."""
    signs = some_sign_vectors(len(set(regions.values())), vectors, seed)
    tested = [
        assess_curve(trace_curve(name, curve, panels, groups, regions), curve["sign"], signs)
        for name, curve in curves.items()
    ]
    return (
        pd.concat([table for table, _ in tested], ignore_index=True),
        pd.concat([tests for _, tests in tested], ignore_index=True),
    )


def known_periods(curve: dict, panels: dict[str, pd.DataFrame], vintage: str) -> dict:
    """The curve without the periods that had no figures yet on the date of a vintage."""
    if vintage == LATEST:
        return curve
    terms = [*curve["outcomes"], *curve["focal"], *itertools.chain(*curve["controls"])]
    needed = sorted({term["variable"] for term in terms})
    periods = [
        period
        for period in curve["periods"]
        if enough_years(panels[period["layout"]], needed, tuple(period["years"]))
    ]
    return {**curve, "periods": periods}


if __name__ == "__main__":
    with job(snakemake):
        declared = read_yaml(snakemake.input.curves)
        given = layout_inputs(snakemake.input)
        curves = {
            name: known_periods(curve, given["panels"], snakemake.params.vintage)
            for name, curve in declared["curves"].items()
        }
        specifications, tests = trace_specification_curve(
            curves={name: curve for name, curve in curves.items() if curve["periods"]},
            **given,
            regions=holders(read_units(snakemake.input.units), "16"),
            vectors=declared["joint_test_vectors"],
            seed=snakemake.params.seed,
        )
        write_table(snakemake.output.specifications, specifications)
        write_table(snakemake.output.tests, tests)
