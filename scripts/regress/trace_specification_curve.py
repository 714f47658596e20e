"""Estimate every specification of config/specification_curve.yaml and test each curve as a whole."""

import pandas as pd

from lib.configuration import load
from lib.files import read_table, write_table
from lib.groups import groups_in_layout
from lib.jobs import job
from lib.specifications import assess_curve, trace_curve
from lib.units import holders, read_units
from lib.wild_bootstrap import some_sign_vectors


def trace_specification_curve(
    curves: dict,
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    regions: dict[str, str],
    vectors: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All specifications of all curves, and the joint tests; see `lib.specifications`."""
    signs = some_sign_vectors(len(set(regions.values())), vectors, seed)
    tested = [
        assess_curve(trace_curve(name, curve, panels, groups, regions), curve["sign"], signs)
        for name, curve in curves.items()
    ]
    return (
        pd.concat([table for table, _ in tested], ignore_index=True),
        pd.concat([tests for _, tests in tested], ignore_index=True),
    )


if __name__ == "__main__":
    with job(snakemake):
        layouts = ["20", "17", "16"]
        units = read_units(snakemake.input.units)
        declared = load(snakemake.input.curves, snakemake.input.curves_schema)
        specifications, tests = trace_specification_curve(
            curves=declared["curves"],
            panels={
                layout: read_table(snakemake.input[f"panel_{layout}"], text=("unit",)) for layout in layouts
            },
            groups={layout: groups_in_layout(snakemake.params.groups, units, layout) for layout in layouts},
            regions=holders(units, "16"),
            vectors=declared["joint_test_vectors"],
            seed=snakemake.params.seed,
        )
        write_table(snakemake.output.specifications, specifications)
        write_table(snakemake.output.tests, tests)
