"""Measure inequality, concentration, specialisation and convergence of the regions."""

from lib.runs.jobs import job

from typing import Any

import numpy as np
import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import region_layouts
from lib.core.problems import stop_if
from lib.core.tables import read_table, write_table
from lib.data.arrays import PanelArrays, panel_arrays
from lib.data.breaks import Breaks, breaks_of, regimes
from lib.data.groups import groups_in_layout, macro_regions
from lib.data.samples import samples_in_layout
from lib.data.units import read_units
from lib.regions.break_evidence import break_evidence
from lib.regions.convergence_table import measure_convergence, years_by_regime
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
INEQUALITY = ["measure", "variable", "sample", "macro_region", "year", "value", "units"]


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
    stop_if(
        [f"the Theil index {total!r} is not the sum of its parts, {parts!r}; this is a fault of the program."]
        if abs(total - parts) > DECOMPOSITION_SLACK
        else [],
        "Decomposing inequality",
    )
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


def measure_per_head(
    arrays: PanelArrays, samples: dict[str, list[str]], macro: dict[str, str], per_head: dict[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Inequality and Lorenz curves of one layout.

    Returns
    -------
    inequality : `measure,variable,sample,macro_region,year,value,units`
    curves : `variable,sample,year,rank,unit,heads,amount`: cumulative shares, rank 0 is the origin
    """
    measures, curves = [], []
    for variable, heads in per_head.items():
        for sample, units in samples.items():
            regions = np.array([macro[unit] for unit in units])
            for year, (values, weights) in arrays.complete_years(units, [variable, heads]):
                measures += [
                    (measure, variable, sample, region, year, value, len(units))
                    for measure, region, value in inequality_of(values, weights, regions)
                ]
                order, people, amounts = lorenz(values, weights)
                corners = zip([units[place] for place in order], people, amounts, strict=True)
                curves.append((variable, sample, year, 0, "", 0.0, 0.0))
                curves += [(variable, sample, year, rank, *corner) for rank, corner in enumerate(corners, 1)]
    curve_names = ["variable", "sample", "year", "rank", "unit", "heads", "amount"]
    return pd.DataFrame(measures, columns=INEQUALITY), pd.DataFrame(curves, columns=curve_names)


def measure_concentration(
    arrays: PanelArrays, samples: dict[str, list[str]], totals: list[str]
) -> pd.DataFrame:
    """Herfindahl-Hirschman indices of one layout: columns as those of inequality.csv."""
    rows = [
        ("herfindahl", variable, sample, "", year, herfindahl(values), len(units))
        for variable in totals
        for sample, units in samples.items()
        for year, (values,) in arrays.complete_years(units, [variable])
    ]
    return pd.DataFrame(rows, columns=INEQUALITY)


def measure_shares(arrays: PanelArrays, groups: dict[str, list[str]], totals: list[str]) -> pd.DataFrame:
    """Percent of the sum over all units that each group, and each unit, has.

    Returns `variable,group,year,value,units`: `group` is a name of config/groups.yaml or the code of a unit,
    `units` the number of its units.
    """
    parts = {name: [arrays.units.index(unit) for unit in inside] for name, inside in groups.items()}
    parts |= {unit: [place] for place, unit in enumerate(arrays.units)}
    shares = [
        (variable, name, year, 100 * values[places].sum() / values.sum(), len(places))
        for variable in totals
        for year, (values,) in arrays.complete_years(arrays.units, [variable])
        for name, places in parts.items()
    ]
    return pd.DataFrame(shares, columns=["variable", "group", "year", "value", "units"])


def measure_specialisation(arrays: PanelArrays, pairs: list[dict[str, str]]) -> pd.DataFrame:
    """Location quotients of every unit: `part,whole,unit,year,value`."""
    quotients = [
        (pair["part"], pair["whole"], unit, year, quotient)
        for pair in pairs
        for year, (part, whole) in arrays.complete_years(arrays.units, [pair["part"], pair["whole"]])
        for unit, quotient in zip(arrays.units, location_quotients(part, whole), strict=True)
    ]
    return pd.DataFrame(quotients, columns=["part", "whole", "unit", "year", "value"])


def names_wanted(choices: dict) -> list[tuple[str, str]]:
    """Each variable that config/inequality.yaml names, after the key it stands under."""
    return [
        *((f"per_head.{key}", name) for key, head in choices["per_head"].items() for name in (key, head)),
        *(("totals", name) for name in choices["totals"]),
        *(("specialisation", name) for pair in choices["specialisation"] for name in pair.values()),
        *(("convergence", name) for name in choices["convergence"]["variables"]),
    ]


def unknown_names(choices: dict, groups: dict, panels: dict[str, pd.DataFrame]) -> list[str]:
    """Names in config/inequality.yaml that name no group or no column of the panel, as sentences."""
    columns = set().union(*(panel.columns for panel in panels.values()))
    return [
        f"config/inequality.yaml, samples.{sample}: '{name}' is no group of config/groups.yaml."
        for sample, left_out in choices["samples"].items()
        for name in left_out
        if name not in groups
    ] + [
        f"config/inequality.yaml, {key}: '{name}' is no variable of the panel; see results/data/codebook.csv."
        for key, name in names_wanted(choices)
        if name not in columns
    ]


def measure_inequality(
    panels: dict[str, pd.DataFrame], units: pd.DataFrame, groups: dict, choices: dict, breaks: Breaks
) -> dict[str, pd.DataFrame]:
    """All tables of this rule by name, each with its `layout` in front, sorted.

    `panels` by layout, `units` is units.csv, `groups` config/groups.yaml, `choices` config/inequality.yaml,
    `breaks` by variable. Measures of a year carry the `regime` their figures stand on, 0 before the first
    break: years of different regimes are not to be compared.
    """
    stop_if(unknown_names(choices, groups, panels), "Choosing what to measure")
    macro = macro_regions(units)
    variables = {name for _, name in names_wanted(choices)}
    tables: dict[str, list[pd.DataFrame]] = {}
    for layout in choices["layouts"]:
        data = panel_arrays(panels[layout], variables)
        known = groups_in_layout(groups, units, layout)
        samples = samples_in_layout(choices["samples"], known, data.units)
        inequality, curves = measure_per_head(data, samples, macro, choices["per_head"])
        concentration = measure_concentration(data, samples, choices["totals"])
        made = {
            "inequality": pd.concat([inequality, concentration], ignore_index=True),
            "lorenz": curves,
            "shares": measure_shares(data, known, choices["totals"]),
            "location_quotients": measure_specialisation(data, choices["specialisation"]),
        }
        for name, table in made.items():
            table.insert(0, "layout", layout)
            tables.setdefault(name, []).append(table)
        apart = choices["decomposition"]
        rates = panel_arrays(
            panels[layout], {apart[key] for key in ("people", "cases", "rural") if key in apart}
        )
        decompositions, bounds = measure_decompositions(rates, known, layout, apart, breaks)
        tables.setdefault("decompositions", []).append(decompositions)
        tables.setdefault("locality_bounds", []).append(bounds)
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    joined["inequality"]["regime"] = _regimes_of(joined["inequality"], choices["per_head"], breaks)
    return joined


def measure_decompositions(
    data: PanelArrays,
    groups: dict[str, list[str]],
    layout: str,
    choices: dict[str, Any],
    breaks: Breaks,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares and changes of a rate taken apart; with `rural`, the rates that towns and villages can have."""
    names = [choices["people"], choices["cases"]]
    inside = {name: np.isin(data.units, groups[name]) for name in choices["groups"] if groups.get(name)}
    known = dict(data.complete_years(data.units, names))
    rows = [
        ("share_of_cases", layout, name, year, year, component, value)
        for year, (people, cases) in known.items()
        for name, members in inside.items()
        for component, value in share_by_size_and_rate(people, cases, members).items()
    ]
    starts = {year for name in names for year in breaks.get(name, ())}
    for regime in years_by_regime(known, starts):
        first, last = min(regime), max(regime)
        if first < last:
            pairs = list(zip(regime[first], regime[last], strict=True))
            parts, units = change_within_and_between(pairs[0], pairs[1])
            rows += [("change_of_rate", layout, "country", first, last, *part) for part in parts.items()]
            rows += [
                ("change_of_rate", layout, unit, first, last, "within", value)
                for unit, value in zip(data.units, units, strict=True)
            ]
    localities = data.complete_years(data.units, [*names, choices["rural"]]) if "rural" in choices else []
    bounds = [
        (layout, year, locality, low, high, len(data.units))
        for year, (people, cases, rural) in localities
        for locality, (low, high) in locality_bounds(people, cases, rural / 100).items()
    ]
    columns = ["decomposition", "layout", "group", "year_from", "year_to", "component", "value"]
    return (
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(bounds, columns=["layout", "year", "locality", "low", "high", "units"]),
    )


def _regimes_of(table: pd.DataFrame, per_head: dict[str, str], breaks: Breaks) -> np.ndarray:
    """The regime of each row: that of its variable and of the heads it is weighted by."""
    regime = np.zeros(len(table), int)
    for variable, rows in table.groupby("variable").groups.items():
        names = [name for name in (variable, per_head.get(str(variable), "")) if name]
        starts = {year for name in names for year in breaks.get(str(name), ())}
        regime[rows] = regimes(table.loc[rows, "year"].to_numpy(), starts)
    return regime


if __name__ == "__main__":
    with job(snakemake):
        given = {
            "panels": {layout: read_table(snakemake.input[f"panel_{layout}"]) for layout in region_layouts()},
            "units": read_units(snakemake.input.units),
            "groups": read_yaml(snakemake.input.groups),
            "choices": read_yaml(snakemake.input.choices),
            "breaks": breaks_of(read_table(snakemake.input.codebook)),
        }
        tables = measure_inequality(**given)
        tables["convergence"] = measure_convergence(**given, seed=snakemake.params.seed)
        evidence = given["choices"]["break_evidence"]
        wanted = {*evidence["variables"], evidence["population"]}
        data = panel_arrays(given["panels"][region_layouts()[-1]], wanted)
        tables["break_evidence"] = break_evidence(data, **evidence)
        for name, table in tables.items():
            write_table(snakemake.output[name], table)
