"""Describe the data: a dictionary (one page), a Frictionless data package, and how figures were revised."""

from lib.runs.jobs import job

import json
from pathlib import Path

import jinja2
import pandas as pd

from lib.core.configuration import read_yaml
from lib.core.country import all_layouts, detail_layout, first_year, layouts
from lib.core.files import write_text
from lib.core.tables import read_table, write_table
from lib.data.long_table import read_observations
from lib.data.package import data_package
from lib.data.revisions import find_slips, list_revisions
from lib.data.vintages import LATEST

TEMPLATES = Path(__file__).parent / "templates"


def data_dictionary(
    registry: dict,
    snapshot: pd.DataFrame,
    codebook: pd.DataFrame,
    panels: dict[str, pd.DataFrame],
    vintage: str,
) -> str:
    """The data dictionary, one HTML page: every series with its definition, breaks, coverage and source.

    Parameters
    ----------
    registry : data/raw/registry.yaml
    snapshot : columns series, vintage: the files there are
    codebook, panels : what the panels hold, and the panel of every layout
    vintage : vintage that the panels were built for
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    titles = {layout: f"{layout} units" for layout in layouts()}
    titles |= {layouts()[-1]: "The country", detail_layout(): detail_layout().capitalize()}
    return environment.get_template("dictionary.html").render(
        registry=registry,
        variables=dict(iter(codebook.groupby("series")["variable"])),
        vintages=snapshot.groupby("series")["vintage"].agg(sorted),
        panels={titles[layout]: panel for layout, panel in panels.items()},
        coverage=_coverage,
        computed=list(codebook[codebook["series"] == ""].itertuples()),
        regions=f"the regions of {first_year(layouts()[0])}",
        vintage=vintage,
    )


def _coverage(panel: pd.DataFrame, variable: str) -> str:
    """Runs of years with the same number of units, as 2010-2020 (14); 2021-2025 (20)."""
    if variable not in panel:
        return ""
    counts = panel.groupby("year")[variable].count()
    runs: list[list[int]] = []
    for year, count in counts.items():
        if runs and runs[-1][1] == year - 1 and runs[-1][2] == count:
            runs[-1][1] = year
        elif count:
            runs.append([year, year, count])
    return "; ".join(
        f"{first}–{last} ({count})" if first != last else f"{first} ({count})" for first, last, count in runs
    )


if __name__ == "__main__":
    with job(snakemake):
        files, vintage = snakemake.input, snakemake.params.vintage
        codebook = read_table(files.codebook)
        registry = read_yaml(files.registry)
        snapshot = read_table(files.snapshot)
        panels = {layout: read_table(files[f"panel_{layout}"]) for layout in all_layouts()}
        known = snapshot if vintage == LATEST else snapshot[snapshot["vintage"] <= vintage]
        figures = read_observations(Path(files.registry).parent, known, registry)
        revisions = list_revisions(figures)
        outputs = snakemake.output
        listed = {"revisions": revisions, "suspicious_revisions": find_slips(figures, revisions)}
        for name, table in listed.items():
            write_table(outputs[name], table)
        panel_names = [f"panel_{layout}" for layout in all_layouts()]
        packaged = (*panel_names, "codebook", "marks", "accounting", "conservation")
        inputs = [files.snapshot, *files.longs, *(files[name] for name in packaged)]
        paths = [Path(path) for path in (*inputs, *(outputs[name] for name in listed))]
        package = data_package(Path(outputs.package).parent, paths, codebook, vintage)
        write_text(outputs.package, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
        write_text(outputs.dictionary, data_dictionary(registry, snapshot, codebook, panels, vintage))
