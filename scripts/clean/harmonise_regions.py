"""Bring every figure to unchanging borders: long table, panels of each layout, account, conserved totals."""

from lib.runs.jobs import job

import logging
from pathlib import Path

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import detail_layout
from lib.core.problems import stop_if
from lib.core.tables import check_table, read_table, write_table
from lib.data.accounting import ACCOUNTING, KEYS, account, file_fates
from lib.data.codebook import describe_variables
from lib.data.conservation import check_totals, failures
from lib.data.lineage import Recipe
from lib.data.long_table import constant_series, figures_known_on
from lib.data.panel import harmonise, raw_cells
from lib.data.records import Ratios, SeriesRecords, Totals, of_layout
from lib.data.units import layout_units, read_units
from lib.words.edition import edition_table

LONG_ORDER = ["series", "variable", "unit", "year", "locality"]


def harmonise_regions(
    folder: Path,
    index: pd.DataFrame,
    registry: SeriesRecords,
    units: pd.DataFrame,
    ratios: Ratios,
    totals: Totals,
    vintage: str,
    version: str = "unreleased",
) -> dict[str, pd.DataFrame]:
    """Build every table of results/data, by its name, from the snapshot as known on a date.

    Parameters
    ----------
    folder : data/raw
    index : the verified files: series, vintage, basis, rows
    registry, units : data/raw/registry.yaml and units.csv
    ratios, totals : config/variables.yaml and config/totals.yaml
    vintage : ``latest`` or YYYY-MM-DD
    version : of the project, for the table of editions

    Raises
    ------
    ProblemsError
        A figure given twice or of an unknown unit or variable; a total that does not add up.
    """
    recipe = Recipe(of_layout(registry), totals["identities"], ratios)
    index = index[index["series"].isin(recipe.registry)]
    chosen, figures = figures_known_on(vintage, folder, index, recipe.registry)
    report_vintage(chosen, index, vintage)
    measures = {each.measure for each in recipe.read.values()}
    check_table(figures, "data/long.csv", {"variable": measures, "unit": set(units["unit"])})
    cells = harmonise(figures, units, recipe)
    conservation = check_totals(figures, cells, units, recipe.registry, totals)
    stop_if(failures(conservation), "Checking totals")
    marked = pd.concat([panel.marked().assign(layout=layout) for layout, panel in cells.items()])
    marks, variables = marked[["layout", "unit", "year", "variable", "mark"]], [*recipe.read, *ratios]
    return {
        "long": figures.sort_values(LONG_ORDER, ignore_index=True, kind="stable"),
        **{
            f"panel_{layout}": check_table(
                panel.table(),
                f"data/panel_{layout}.csv",
                {"further": variables, "unit": layout_units(units, layout)},
            )
            for layout, panel in cells.items()
        },
        "codebook": describe_variables(registry, ratios),
        "marks": check_table(marks, "data/panel_marks.csv", {"variable": variables}),
        "accounting": account(figures, cells, units, recipe, index, chosen),
        "conservation": conservation,
        "edition": edition_table(chosen, figures, constant_series(recipe.registry), vintage, version),
    }


def detail_figures(
    folder: Path, index: pd.DataFrame, registry: SeriesRecords, units: pd.DataFrame, vintage: str,
    version: str = "unreleased",
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Read the series of the detail, which are on borders of their own years and meet no others.

    Parameters
    ----------
    units : of the detail, from `lib.data.units.read_units`; others as for `harmonise_regions`

    Returns
    -------
    Tables by name; a row of the panel has some figure.
    """
    detail, registry = detail_layout(), of_layout(registry, detail_layout())
    index = index[index["series"].isin(registry)]
    chosen, figures = figures_known_on(vintage, folder, index, registry)
    figures = figures.sort_values(LONG_ORDER, ignore_index=True, kind="stable")
    check_table(figures, f"data/long_{detail}.csv", {"unit": set(units["unit"])})
    cells = raw_cells(figures, units, registry)
    kept = figures[["series", "vintage", *KEYS]].assign(
        layout=detail, fate="kept", into=figures["unit"], figures=1, reason=""
    )
    accounting = pd.concat([kept, file_fates(index, chosen, figures)])
    edition = edition_table(chosen, figures, set(), vintage, version) if len(figures) else pd.DataFrame()
    panel = cells.table().dropna(how="all", subset=cells.variables)
    return {
        f"long_{detail}": figures,
        f"panel_{detail}": check_table(panel, f"data/panel_{detail}.csv", {"further": cells.variables}),
        "accounting": accounting[list(ACCOUNTING)].astype({"year": "Int64"}),
        "edition": edition[1:],
    }


def report_vintage(chosen: pd.DataFrame, index: pd.DataFrame, vintage: str) -> None:
    """Say in the log which series have no figures of the date asked for, and which are held."""
    absent = sorted(set(index["series"]) - set(chosen["series"]))
    for series in absent:
        logging.info("%s: first published after %s, so it is left out.", series, vintage)
    for series in chosen.loc[chosen["held"], "series"]:
        logging.info(
            "%s: no dated history; held from its first file, to the year before %s.", series, vintage
        )


if __name__ == "__main__":
    with job(snakemake):
        files, params = snakemake.input, snakemake.params
        registry = read_yaml(files.registry)
        shared_inputs = {
            "folder": Path(files.registry).parent,
            "index": read_table(files.snapshot),
            "registry": registry,
            "vintage": params.vintage,
            "version": params.version,
        }
        tables = harmonise_regions(
            **shared_inputs,
            units=read_units(files.units),
            ratios=read_yaml(files.variables),
            totals=read_yaml(files.totals),
        )
        if detail_layout():
            detail = detail_figures(**shared_inputs, units=read_units(files.units, of_detail=True))
            for name in ("accounting", "edition"):
                detail[name] = pd.concat([tables[name], detail[name]])
            tables |= detail
        for name, table in tables.items():
            write_table(snakemake.output[name], table)
