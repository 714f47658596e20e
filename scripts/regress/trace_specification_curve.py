"""Estimate every specification of config/specification_curve.yaml and test each curve as a whole."""

from lib.runs.jobs import job

from functools import partial

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.pieces import ONE_PIECE, in_pieces, share_of
from lib.core.tables import write_table
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
    piece: str = ONE_PIECE,
) -> list[pd.DataFrame]:
    """All specifications of the curves of a piece, and the joint tests; see `lib.models.curve`."""
    assessed = {
        task: assess_curve(trace_curve(name, curve, panels, groups, regions))
        for task, (name, curve) in share_of(curves.items(), piece)
    }
    numbered = [[table.assign(task=task) for table in tables] for task, tables in assessed.items()]
    return [pd.concat(tables, ignore_index=True) for tables in zip(*numbered, strict=True)] or [
        pd.DataFrame()
    ] * 2


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
        inputs = layout_inputs(snakemake.input)
        curves = {
            name: known_periods(curve, inputs["panels"], snakemake.params.vintage)
            for name, curve in declared["curves"].items()
        }
        trace = partial(
            trace_specification_curve,
            curves={name: curve for name, curve in curves.items() if curve["periods"]},
            **inputs,
            regions=holders(read_units(snakemake.input.units), region_layouts()[-1]),
        )
        tables = in_pieces(snakemake, lambda piece: trace(piece=piece), texts=["layout", "controls"])
        for name, table in zip(["specifications", "tests"], tables, strict=False):  # none of a piece
            write_table(snakemake.output[name], table.drop(columns="task"))
