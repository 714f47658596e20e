"""Describe the data: a dictionary (Markdown), a Frictionless data package, and how figures were revised."""

import json
from pathlib import Path

import pandas as pd
import yaml

from lib.files import read_table, sha256, write_table, write_text
from lib.jobs import job
from lib.long_table import read_figures
from lib.revisions import find_slips, list_revisions
from lib.units import LAYOUTS

TEXT_COLUMNS = frozenset(
    {"unit", "variable", "locality", "status", "series", "vintage", "note", "layout", "mark"}
)
DESCRIPTIONS = {
    "long": "Every figure used, before harmonising: one row a variable, unit, year and locality.",
    "panel_20": "One row a unit and year on the borders of today.",
    "panel_17": "One row a unit and year on the borders of 2018 to 2022.",
    "panel_16": "One row a unit and year on the borders to 2018.",
    "panel_1": "The country as a single unit.",
    "codebook": "What each column of the panels is.",
    "marks": "Panel cells that are not simply as read, and why.",
    "accounting": "What became of every raw figure in every layout.",
    "conservation": "Every total that was checked.",
}
KEYS = {
    "long": ["variable", "unit", "year", "locality"],
    **{f"panel_{layout}": ["unit", "year"] for layout in LAYOUTS},
    "codebook": ["variable"],
    "marks": ["layout", "unit", "year", "variable", "mark"],
}


def data_package(tables: dict[str, Path], codebook: pd.DataFrame, version: str) -> dict:
    """The descriptor of a Frictionless data package (specs.frictionlessdata.io), paths beside it.

    Parameters
    ----------
    tables : the files of results/data by name
    codebook : titles, definitions and units of panel columns
    version : vintage that the data were built for
    """
    told = codebook.set_index("variable")
    return {
        "profile": "tabular-data-package",
        "name": "kazakhstan-spatial-development",
        "title": "Kazakhstan's regions: official statistics on unchanging borders",
        "version": version,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [{"title": "Bureau of National Statistics of Kazakhstan", "path": "https://stat.gov.kz"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.replace("_", "-"),
                "path": path.name,
                "description": DESCRIPTIONS[name],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{sha256(path)}",
                "schema": _schema(name, pd.read_csv(path, low_memory=False), told),
            }
            for name, path in tables.items()
        ],
    }


def _schema(name: str, table: pd.DataFrame, told: pd.DataFrame) -> dict:
    panel = name.startswith("panel_")
    fields = []
    for column in table.columns:
        field = {"name": column, "type": _type(column, table[column], panel)}
        if panel and column in told.index:
            row = told.loc[column]
            field |= {"title": row["title_en"], "description": f"{row['definition']} Unit: {row['unit']}."}
        fields.append(field)
    schema = {"fields": fields, "missingValues": [""]}
    return schema | ({"primaryKey": KEYS[name]} if name in KEYS else {})


def _type(name: str, column: pd.Series, panel: bool) -> str:
    if name in TEXT_COLUMNS:
        return "string"
    if name == "year":
        return "integer"
    return "number" if panel or (pd.api.types.is_numeric_dtype(column) and column.notna().any()) else "string"


def data_dictionary(
    registry: dict, snapshot: pd.DataFrame, codebook: pd.DataFrame, panels: dict[str, pd.DataFrame]
) -> str:
    """The data dictionary as Markdown: every series with its definition, breaks, coverage and source."""
    lines = [
        "# Data dictionary",
        "",
        "Written from `data/raw/registry.yaml` and the panels. Coverage: how many units have a figure.",
        "",
    ]
    by_series = dict(iter(codebook[codebook["series"] != ""].groupby("series", sort=False)))
    vintages = snapshot.groupby("series")["vintage"].agg(list)
    for series, entry in registry.items():
        lines += [f"## {entry['title']['en']} (`{series}`)", "", entry["definition"], ""]
        facts = {
            "Unit": entry["unit"],
            "Kind": entry["kind"] + (f", weighted with `{entry['weight']}`" if "weight" in entry else ""),
            "Source": f"{entry['publisher']}, {entry['table']}",
            "Licence": entry["licence"],
            "Grade": entry["grade"],
            "Vintages": ", ".join(sorted(vintages[series])),
            "Breaks": "; ".join(f"{each['year']}: {each['what']}" for each in entry.get("breaks", ())),
            "Preliminary": ", ".join(map(str, entry.get("preliminary", ()))),
            "Doubtful": "; ".join(
                f"{each['unit']} {each['year']}: {each['why']}" for each in entry.get("doubtful", ())
            ),
        }
        lines += [f"- {name}: {fact}" for name, fact in facts.items() if fact]
        lines += ["", "| variable | " + " | ".join(f"{layout} units" for layout in panels) + " |"]
        lines += ["|---" * (len(panels) + 1) + "|"]
        for variable in by_series[series]["variable"]:
            covered = [_coverage(panel, variable) for panel in panels.values()]
            lines.append(f"| `{variable}` | " + " | ".join(covered) + " |")
        lines.append("")
    lines += ["# Computed variables", ""]
    for row in codebook[codebook["series"] == ""].itertuples():
        lines += [
            f"- `{row.variable}` ({row.unit}): {row.definition} {row.scale:g} × ({row.numerator}) / "
            f"({row.denominator}).",
        ]
    return "\n".join(lines) + "\n"


def _coverage(panel: pd.DataFrame, variable: str) -> str:
    """Runs of years with the same number of units, as 2010-2020 (14); 2021-2025 (20)."""
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
        files = snakemake.input
        tables = {name: Path(files[name]) for name in DESCRIPTIONS}
        codebook = read_table(files.codebook, text=("variable", "series", "numerator", "denominator"))
        registry = yaml.load(Path(files.registry).read_text(encoding="utf-8"), yaml.CSafeLoader)
        snapshot = read_table(files.snapshot, text=("series", "vintage"))
        panels = {layout: read_table(files[f"panel_{layout}"], text=("unit",)) for layout in LAYOUTS}
        package = data_package(tables, codebook, snakemake.params.vintage)
        write_text(snakemake.output.package, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
        write_text(snakemake.output.dictionary, data_dictionary(registry, snapshot, codebook, panels))
        figures = read_figures(Path(files.registry).parent, snapshot, registry)
        revisions = list_revisions(figures)
        write_table(snakemake.output.revisions, revisions)
        write_table(snakemake.output.suspicious_revisions, find_slips(figures, revisions))
