"""Bring every figure to unchanging borders: long table, panels of each layout, account, conserved totals."""

from lib.runs.jobs import job

import logging
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import detail_layout
from lib.core.problems import stop_if
from lib.core.tables import check_table, read_table, write_table
from lib.data.accounting import ACCOUNTING, KEYS, account, file_fates
from lib.data.codebook import describe_variables
from lib.data.conservation import check_totals, failures
from lib.data.long_table import constant_series, read_observations
from lib.data.panel import Cells, harmonise, raw_cells
from lib.data.records import SeriesRecords, of_layout
from lib.data.units import layout_units, read_units
from lib.data.variables import panel_variables
from lib.data.vintages import as_known_on, select_figures
from lib.words.edition import edition_table


@dataclass(frozen=True)
class Harmonised:
    """The tables of results/data; `panels` by layout."""

    long: pd.DataFrame
    panels: dict[str, pd.DataFrame]
    codebook: pd.DataFrame
    marks: pd.DataFrame
    accounting: pd.DataFrame
    conservation: pd.DataFrame
    edition: pd.DataFrame


def harmonise_regions(
    folder: Path,
    index: pd.DataFrame,
    registry: dict,
    units: pd.DataFrame,
    ratios: dict,
    totals: dict,
    vintage: str,
    version: str = "unreleased",
) -> Harmonised:
    """Build every table of results/data from the snapshot as known on a date.

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
        A figure given twice or of an unknown unit or variable; a name in a config file that does not exist;
        a total that does not add up.
    """
    described, registry = describe_variables(registry, ratios), of_layout(registry)
    index = index[index["series"].isin(registry)]
    chosen = as_known_on(index, vintage)
    report_vintage(chosen, index, vintage)
    declared = panel_variables(registry)
    figures = select_figures(read_observations(folder, chosen, registry), chosen, constant_series(registry))
    codes = set(units["unit"])
    check_table(figures, "data/long.csv", {"variable": {each.measure for each in declared}, "unit": codes})
    cells = harmonise(figures, units, registry, totals["identities"], ratios)
    conservation = check_totals(figures, cells, units, registry, totals)
    stop_if(failures(conservation), "Checking totals")
    accounting = account(figures, cells, units, registry, totals["identities"], index, chosen)
    variables = [*(each.variable for each in declared), *ratios]
    return Harmonised(
        long=figures.sort_values(["series", "variable", "unit", "year", "locality"], ignore_index=True),
        panels={
            layout: check_table(
                of_layout.table(),
                f"data/panel_{layout}.csv",
                {"further": variables, "unit": layout_units(units, layout)},
            )
            for layout, of_layout in cells.items()
        },
        codebook=check_table(described, "data/codebook.csv"),
        marks=check_table(mark_cells(cells), "data/panel_marks.csv", {"variable": variables}),
        accounting=check_table(accounting, "data/accounting.csv"),
        conservation=check_table(conservation, "data/conservation.csv"),
        edition=check_table(
            edition_table(chosen, figures, constant_series(registry), vintage, version), "data/edition.csv"
        ),
    )


@dataclass(frozen=True)
class Detailed:
    """The tables of the detail; a row of the panel has some figure."""

    long: pd.DataFrame
    panel: pd.DataFrame
    accounting: pd.DataFrame
    edition: pd.DataFrame


def detail_figures(
    folder: Path, index: pd.DataFrame, registry: SeriesRecords, units: pd.DataFrame, vintage: str,
    version: str = "unreleased",
) -> Detailed:  # fmt: skip
    """Read the series of the detail, which are on borders of their own years and meet no others.

    Parameters
    ----------
    units : of the detail, from `lib.data.units.read_units`; others as for `harmonise_regions`
    """
    registry = of_layout(registry, detail_layout())
    index = index[index["series"].isin(registry)]
    chosen = as_known_on(index, vintage)
    figures = select_figures(read_observations(folder, chosen, registry), chosen, constant_series(registry))
    figures = figures.sort_values(["series", "variable", "unit", "year", "locality"], ignore_index=True)
    check_table(figures, f"data/long_{detail_layout()}.csv", {"unit": set(units["unit"])})
    cells = raw_cells(figures, units, registry)
    panel = cells.table().dropna(how="all", subset=cells.variables).reset_index(drop=True)
    check_table(panel, f"data/panel_{detail_layout()}.csv", {"further": cells.variables})
    kept = figures[["series", "vintage", *KEYS]].assign(
        layout=detail_layout(), fate="kept", into=figures["unit"], figures=1, reason=""
    )
    accounting = pd.concat([kept, file_fates(index, chosen, figures)])[list(ACCOUNTING)]
    edition = edition_table(chosen, figures, set(), vintage, version) if len(figures) else pd.DataFrame()
    return Detailed(figures, panel, accounting, edition[1:])


def report_vintage(chosen: pd.DataFrame, index: pd.DataFrame, vintage: str) -> None:
    """Say in the log which series have no figures of the date asked for, and which are held."""
    absent = sorted(set(index["series"]) - set(chosen["series"]))
    for series in absent:
        logging.info("%s: first published after %s, so it is left out.", series, vintage)
    for series in chosen.loc[chosen["held"], "series"]:
        logging.info(
            "%s: no dated history; held from its first file, to the year before %s.", series, vintage
        )


def mark_cells(cells: dict[str, Cells]) -> pd.DataFrame:
    """Rows layout, unit, year, variable, mark of every cell that is not simply as read."""
    marked = pd.concat([of_layout.marked().assign(layout=layout) for layout, of_layout in cells.items()])
    return marked[["layout", "unit", "year", "variable", "mark"]].reset_index(drop=True)


if __name__ == "__main__":
    with job(snakemake):
        folder, registry = Path(snakemake.input.registry).parent, read_yaml(snakemake.input.registry)
        index = read_table(snakemake.input.snapshot)
        made = harmonise_regions(
            folder=folder,
            index=index,
            registry=registry,
            units=read_units(snakemake.input.units),
            ratios=read_yaml(snakemake.input.variables),
            totals=read_yaml(snakemake.input.totals),
            vintage=snakemake.params.vintage,
            version=snakemake.params.version,
        )
        write_table(snakemake.output.long, made.long)
        for layout, panel in made.panels.items():
            write_table(snakemake.output[f"panel_{layout}"], panel)
        write_table(snakemake.output.codebook, made.codebook)
        write_table(snakemake.output.marks, made.marks)
        accounts, editions = [made.accounting], [made.edition]
        write_table(snakemake.output.conservation, made.conservation)
        if detail_layout():
            units = read_units(snakemake.input.units, of_detail=True)
            asked = snakemake.params.vintage, snakemake.params.version
            detail = detail_figures(folder, index, registry, units, *asked)
            write_table(snakemake.output[f"long_{detail_layout()}"], detail.long)
            write_table(snakemake.output[f"panel_{detail_layout()}"], detail.panel)
            accounts.append(detail.accounting)
            editions.append(detail.edition)
        write_table(snakemake.output.edition, pd.concat(editions))
        write_table(snakemake.output.accounting, pd.concat(accounts).astype({"year": "Int64"}))
