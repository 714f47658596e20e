"""Measure inequality, concentration, specialisation and convergence of the regions."""

from lib.runs.jobs import job

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.problems import stop_if
from lib.core.tables import described_frame, read_table, write_table
from lib.data.arrays import PanelArrays, panel_arrays
from lib.data.breaks import Breaks, breaks_of, regimes
from lib.data.groups import groups_in_layout, macro_regions, samples_in_layout
from lib.data.units import read_units
from lib.regions.break_evidence import break_evidence
from lib.regions.convergence_table import convergence_rows, years_by_regime
from lib.regions.decomposition import (
    change_within_and_between,
    locality_bounds,
    share_by_size_and_rate,
)
from lib.regions.inequality import (
    gini,
    herfindahl,
    location_quotients,
    lorenz,
    theil,
    theil_decomposition,
    williamson,
)

DECOMPOSITION_SLACK = 1e-12
Samples = dict[str, list[str]]  # units by the name of a sample or group


def inequality_of(values: np.ndarray, weights: np.ndarray, regions: np.ndarray) -> list[tuple]:
    """Rows (measure, macro-region or "", value) of one variable in one year.

    `theil_between` and `theil_within` without a macro-region are the sums over macro-regions.

    Raises
    ------
    ProblemsError
        When the Theil index is not the sum of its two parts.
    """
    total = theil(values, weights)
    between, within = theil_decomposition(values, weights, regions)
    parts = sum(between.values()) + sum(within.values())
    fault = (
        f"the Theil index {total!r} is not the sum of its parts, {parts!r}; this is a fault of the program."
    )
    stop_if([fault] * (abs(total - parts) > DECOMPOSITION_SLACK), "Decomposing inequality")
    return [
        ("mean", "", np.average(values, weights=weights)),
        ("theil", "", total),
        ("theil_between", "", sum(between.values())),
        ("theil_within", "", sum(within.values())),
        *(("theil_between", region, value) for region, value in between.items()),
        *(("theil_within", region, value) for region, value in within.items()),
        ("gini", "", gini(values, weights)),
        ("williamson", "", williamson(values, weights)),
    ]


def inequality_rows(
    data: PanelArrays, samples: Samples, macro: dict[str, str], choices: dict, breaks: Breaks
) -> Iterator[tuple]:
    """Inequality of amounts per head, and the Herfindahl-Hirschman index of totals.

    Each with the `regime` its figures stand on, 0 before the first break: years of different regimes are not
    to be compared.
    """
    for variable, heads in choices["per_head"].items():
        for sample, units in samples.items():
            regions = np.array([macro[unit] for unit in units])
            for year, (values, weights) in data.complete_years(units, [variable, heads]):
                for measure, region, value in inequality_of(values, weights, regions):
                    regime = _regime(year, breaks, variable, heads)
                    yield measure, variable, sample, region, year, value, len(units), regime
    for variable in choices["totals"]:
        heads = choices["per_head"].get(variable, variable)
        for sample, units in samples.items():
            for year, (values,) in data.complete_years(units, [variable]):
                regime = _regime(year, breaks, variable, heads)
                yield "herfindahl", variable, sample, "", year, herfindahl(values), len(units), regime


def _regime(year: int, breaks: Breaks, *variables: str) -> int:
    starts = {start for variable in variables for start in breaks.get(variable, ())}
    return int(regimes(np.array([year]), starts)[0])


def lorenz_rows(data: PanelArrays, samples: Samples, per_head: dict[str, str]) -> Iterator[tuple]:
    """Points of Lorenz curves: cumulative shares of heads and amounts, rank 0 is the origin."""
    for variable, heads in per_head.items():
        for sample, units in samples.items():
            for year, (values, weights) in data.complete_years(units, [variable, heads]):
                order, people, amounts = lorenz(values, weights)
                yield variable, sample, year, 0, "", 0.0, 0.0
                corners = zip([units[place] for place in order], people, amounts, strict=True)
                for rank, corner in enumerate(corners, 1):
                    yield variable, sample, year, rank, *corner


def share_rows(data: PanelArrays, groups: Samples, totals: list[str]) -> Iterator[tuple]:
    """Percent of the sum over all units that each group, and each unit, has."""
    parts = {name: [data.columns[unit] for unit in inside] for name, inside in groups.items()}
    parts |= {unit: [place] for place, unit in enumerate(data.units)}
    for variable in totals:
        for year, (values,) in data.complete_years(data.units, [variable]):
            for name, places in parts.items():
                yield variable, name, year, 100 * values[places].sum() / values.sum(), len(places)


def quotient_rows(data: PanelArrays, pairs: list[dict[str, str]]) -> Iterator[tuple]:
    """Location quotients of every unit."""
    for pair in pairs:
        for year, (part, whole) in data.complete_years(data.units, [pair["part"], pair["whole"]]):
            for unit, quotient in zip(data.units, location_quotients(part, whole), strict=True):
                yield pair["part"], pair["whole"], unit, year, quotient


def decomposition_rows(data: PanelArrays, groups: Samples, choices: dict, breaks: Breaks) -> Iterator[tuple]:
    """Shares and changes of a rate taken apart: (decomposition, group, from, to, component, value)."""
    names = [choices["people"], choices["cases"]]
    known = dict(data.complete_years(data.units, names))
    inside = {name: np.isin(data.units, groups[name]) for name in choices["groups"] if groups.get(name)}
    for year, (people, cases) in known.items():
        for name, members in inside.items():
            for component, value in share_by_size_and_rate(people, cases, members).items():
                yield "share_of_cases", name, year, year, component, value
    starts = {year for name in names for year in breaks.get(name, ())}
    for regime in years_by_regime(known, starts):
        first, last = min(regime), max(regime)
        if first < last:
            people, cases = zip(regime[first], regime[last], strict=True)
            parts, units = change_within_and_between(people, cases)
            for component, value in parts.items():
                yield "change_of_rate", "country", first, last, component, value
            for unit, value in zip(data.units, units, strict=True):
                yield "change_of_rate", unit, first, last, "within", value


def bound_rows(data: PanelArrays, choices: dict) -> Iterator[tuple]:
    """The rates that towns and villages can have, where the share of the rural is known."""
    if "rural" not in choices:
        return
    names = [choices["people"], choices["cases"], choices["rural"]]
    for year, (people, cases, rural) in data.complete_years(data.units, names):
        for locality, (low, high) in locality_bounds(people, cases, rural / 100).items():
            yield year, locality, low, high, len(data.units)


def measure_inequality(
    panels: dict[str, pd.DataFrame],
    units: pd.DataFrame,
    groups: dict[str, Any],
    choices: dict[str, Any],
    breaks: Breaks,
    seed: int = 0,
) -> dict[str, pd.DataFrame]:
    """All tables of this rule by name, layout by layout.

    `panels` by layout, `units` is units.csv, `groups` config/groups.yaml, `choices` config/inequality.yaml,
    `breaks` by variable, `seed` of permutations.
    """
    macro, apart = macro_regions(units), choices["decomposition"]
    rows: dict[str, list] = {}
    for layout in choices["layouts"]:
        data = panel_arrays(panels[layout])
        known = groups_in_layout(groups, units, layout)
        samples = samples_in_layout(choices["samples"], known, data.units)
        table_rows = {
            "inequality": inequality_rows(data, samples, macro, choices, breaks),
            "lorenz": lorenz_rows(data, samples, choices["per_head"]),
            "shares": share_rows(data, known, choices["totals"]),
            "location_quotients": quotient_rows(data, choices["specialisation"]),
            "locality_bounds": bound_rows(data, apart),
        }
        for name, of_layout in table_rows.items():
            rows.setdefault(name, []).extend((layout, *row) for row in of_layout)
        split = decomposition_rows(data, known, apart, breaks)
        rows.setdefault("decompositions", []).extend((kind, layout, *row) for kind, *row in split)
        moves = convergence_rows(data, samples, choices["convergence"], breaks, seed)
        rows.setdefault("convergence", []).extend({"layout": layout} | row for row in moves)
    return {name: described_frame(f"describe/{name}.csv", of_all) for name, of_all in rows.items()}


if __name__ == "__main__":
    with job(snakemake):
        inputs = {
            "panels": {layout: read_table(snakemake.input[f"panel_{layout}"]) for layout in region_layouts()},
            "units": read_units(snakemake.input.units),
            "groups": read_yaml(snakemake.input.groups),
            "choices": read_yaml(snakemake.input.choices),
            "breaks": breaks_of(read_table(snakemake.input.codebook)),
        }
        tables = measure_inequality(**inputs, seed=snakemake.params.seed)
        data = panel_arrays(inputs["panels"][region_layouts()[-1]])
        tables["break_evidence"] = break_evidence(data, **inputs["choices"]["break_evidence"])
        for name, table in tables.items():
            write_table(snakemake.output[name], table)
