"""Estimate every specification of config/specification_curve.yaml and test each curve as a whole."""

from lib.runs.jobs import job

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.tables import read_table, write_table
from lib.data.breaks import Breaks, breaks_of
from lib.data.units import holders, read_units
from lib.data.vintages import LATEST
from lib.models.curve import CurveChoices, assess_curve, needed_variables, trace_curve
from lib.models.inputs import layout_inputs
from lib.models.rows import enough_years


def trace_specification_curve(
    curves: dict[str, CurveChoices],
    panels: dict[str, pd.DataFrame],
    groups: dict[str, dict[str, list[str]]],
    regions: dict[str, str],
    breaks: Breaks,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All specifications of all curves, and the joint tests; see `lib.models.curve`."""
    assessed = [
        assess_curve(trace_curve(name, curve, panels, groups, regions, breaks))
        for name, curve in curves.items()
    ]
    return (
        pd.concat([table for table, _ in assessed], ignore_index=True),
        pd.concat([tests for _, tests in assessed], ignore_index=True),
    )


def known_periods(curve: CurveChoices, panels: dict[str, pd.DataFrame], vintage: str) -> CurveChoices:
    """The curve without the periods that had no figures yet on the date of a vintage."""
    if vintage == LATEST:
        return curve
    needed = needed_variables(curve)
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
            regions=holders(read_units(snakemake.input.units), region_layouts()[-1]),
            breaks=breaks_of(read_table(snakemake.input.codebook)),
        )
        write_table(snakemake.output.specifications, specifications)
        write_table(snakemake.output.tests, tests)
