"""Where the figures behind a reading come from: series, official tables and releases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from lib.claims.readings import Reading

OWN_NUMBERS = "the article's own numbers"


@dataclass(frozen=True)
class Provenance:
    """Origins of variables and models.

    Parameters
    ----------
    series : by variable read from a file, its series
    parts : by variable computed, the variables it is computed from
    tables : by series, the official table
    vintages : by series, the release its figures are from
    models : by model, the variables it relates
    """

    series: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, str]
    vintages: Mapping[str, str]
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def series_of(self, reading: Reading) -> list[str]:
        """The series a reading rests on, sorted."""
        return sorted(
            {name for variable in self._variables(reading) for name in self.series_behind(variable)}
        )

    def series_behind(self, variable: str) -> set[str]:
        """The series that a variable is read or computed from."""
        if variable in self.series:
            return {self.series[variable]}
        return {name for part in self.parts.get(variable, ()) for name in self.series_behind(part)}

    def cells(self, reading: Reading) -> tuple[str, str]:
        """The releases and the official tables behind a reading, as cells of a table."""
        if reading.kind == "arithmetic":
            return "", OWN_NUMBERS
        names = self.series_of(reading)
        vintages = "; ".join(f"{name} {self.vintages.get(name, '')}".strip() for name in names)
        return vintages, "; ".join(f"{name} ({self.tables[name]})" for name in names)

    def _variables(self, reading: Reading) -> Iterable[str]:
        if reading.kind == "association":
            return self.models.get(reading.settings.model.name, ())
        return reading.variables


def provenance_of(
    codebook: pd.DataFrame, used: pd.DataFrame, models: pd.DataFrame | None = None
) -> Provenance:
    """Read origins from the tables of the pipeline.

    Parameters
    ----------
    codebook : columns variable, series, numerator, denominator, table; missing as empty text
    used : columns series, vintage, a row a figure used
    models : columns model, outcome, regressors (names with their transform, separated by spaces)
    """
    read = codebook[codebook["series"] != ""]
    computed = codebook[codebook["series"] == ""]
    parts = {
        row.variable: tuple(
            name for text in (row.numerator, row.denominator) for name in text.split(" + ") if name
        )
        for row in computed.itertuples()
    }
    return Provenance(
        series=dict(zip(read["variable"], read["series"], strict=True)),
        parts=parts,
        tables=dict(zip(read["series"], read["table"], strict=True)),
        vintages={
            series: ", ".join(sorted(set(found))) for series, found in used.groupby("series")["vintage"]
        },
        models={} if models is None else _model_variables(models, set(codebook["variable"])),
    )


def _model_variables(models: pd.DataFrame, variables: set[str]) -> dict[str, tuple[str, ...]]:
    """The variables of each model; a transform stands before the variable's name, as in log_grp."""
    found: dict[str, tuple[str, ...]] = {}
    for row in models.itertuples():
        terms = [row.outcome, *row.regressors.split()]
        plain = [term if term in variables else term.partition("_")[2] for term in terms]
        found[row.model.partition("@")[0]] = tuple(name for name in plain if name in variables)
    return found
