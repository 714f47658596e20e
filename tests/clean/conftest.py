"""The real figures, read and harmonised once."""

from types import SimpleNamespace

import pandas as pd
import pytest

from clean.harmonise_regions import harmonise_regions
from lib.core.configuration import read_yaml
from lib.data.long_table import read_observations
from lib.data.units import read_units
from lib.data.vintages import as_known_on, select_figures


@pytest.fixture(scope="session")
def sources(project):
    """The inputs of harmonise_regions, as keyword arguments."""

    def read(path):
        return read_yaml(project / path)

    return {
        "folder": project / "data/raw",
        "index": pd.read_csv(project / "data/raw/index.csv", dtype={"vintage": str}),
        "registry": read("data/raw/registry.yaml"),
        "units": read_units(project / "data/raw/units.csv"),
        "ratios": read("config/variables.yaml"),
        "totals": read("config/totals.yaml"),
    }


@pytest.fixture(scope="session")
def made(sources):
    """Everything made from the latest figures; panels indexed by unit and year."""
    tables = harmonise_regions(**sources, vintage="latest")
    panels = {
        name.removeprefix("panel_"): tables.pop(name).set_index(["unit", "year"])
        for name in list(tables)
        if name.startswith("panel_")
    }
    return SimpleNamespace(**tables, panels=panels)


@pytest.fixture(scope="session")
def raw(sources):
    """The latest figures as (variable, locality, unit, year) -> value."""
    chosen = as_known_on(sources["index"], "latest")
    figures = select_figures(read_observations(sources["folder"], chosen, sources["registry"]), chosen)
    return figures.set_index(["variable", "locality", "unit", "year"])["value"]


@pytest.fixture(scope="session")
def marks(made):
    """The marks of a cell as a set."""

    def marks_of(layout, unit, year, variable):
        table = made.marks
        cell = table[
            (table["layout"] == layout)
            & (table["unit"] == unit)
            & (table["year"] == year)
            & (table["variable"] == variable)
        ]
        return set(cell["mark"])

    return marks_of
