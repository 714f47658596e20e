"""The panel's variables: a measure of a series in a locality, under one name."""

from typing import NamedTuple

from lib.data.records import SeriesRecords
from lib.data.snapshots import measures_of


class Variable(NamedTuple):
    """One variable read from figures: its name in the panel and where its figures are."""

    variable: str
    measure: str
    series: str
    locality: str


def column_name(measure: str, locality: str) -> str:
    """The panel's name of a measure in a locality: the measure itself for the total."""
    return measure if locality == "total" else f"{measure}_{locality}"


def panel_variables(registry: SeriesRecords) -> list[Variable]:
    """Every variable read from figures, in the registry's order."""
    return [
        Variable(column_name(measure, locality), measure, series, locality)
        for series, entry in registry.items()
        for measure in measures_of(series, entry)
        for locality in entry["localities"]
    ]
